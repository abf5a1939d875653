//! Whether an event is cancelled, postponed or not yet sure.

use handbill_lexicon::Concept;
use handbill_model::{Event, EventStatus, Span};

use super::anchors::Anchor;
use super::events::Scene;
use super::groups::Group;
use super::moves;
use super::roles::{TimeRole, is_dated, times_in};
use super::titles::Title;
use crate::View;

/// Bytes of a paragraph that speaks of one event.
const LONGEST_PARAGRAPH: usize = 2_000;

/// Cancelled and postponed by words in the name or beside the date, tentative by those in the
/// event's stretch.
pub(super) fn status(scene: &Scene, group: &Group, name: &Title, record: &mut Event) {
    let (view, layout) = (scene.view, scene.layout);
    // "Concert, postponed to 5 May": the new day itself is not postponed.
    let leads_to_new_day = |cue: Span| {
        (name.span.end <= cue.start || layout.line_at(name.span.start) != layout.line_at(cue.start))
            && group.anchors.iter().any(|anchor| {
                let gap = Span::new(cue.end, scene.times[anchor.time].span.start.max(cue.end));
                // "moved from 3 May to 10 May"
                let told = &scene.times[anchor.time].time.start;
                let moved = cue.end <= scene.times[anchor.time].span.start
                    && anchor.start.date() != told.date();
                (1..=2).contains(&view.words(gap).max(usize::from(moved)))
                    && !gap.of(view.text()).contains(['(', '[', '.', '\n'])
            })
    };
    // "It replaces the trip of 6 December, which is cancelled": a day between the event's own and the
    // cue is what the cue speaks of.
    let of_other_day = |cue: Span| {
        let last = times_in(scene.times, Span::new(0, cue.start))
            .iter()
            .rev()
            .find(|timed| {
                let counts = timed.role != TimeRole::Struck && !timed.role.is_of_writing();
                is_dated(timed.time) && counts
            });
        last.is_some_and(|last| {
            let own = |anchor: &Anchor| scene.times[anchor.time].span == last.span;
            let behind_own = group
                .anchors
                .iter()
                .any(|anchor| scene.times[anchor.time].span.end <= last.span.start);
            behind_own
                && !group.anchors.iter().any(own)
                && layout.clause_at(last.span.start) == layout.clause_at(cue.start)
        })
    };
    // "The café of 3 May is cancelled. The next one is on 10 May.": a sentence that tells another day
    // and none of the event's speaks of that.
    let of_other_clause = |cue: Span| {
        let Some(clause) = layout.clause_at(cue.start) else {
            return false;
        };
        let own = |anchor: &Anchor| scene.times[anchor.time].clause == clause;
        !group.anchors.iter().any(own)
            && times_in(scene.times, layout.clauses[clause].span)
                .iter()
                .any(|other| other.clause == clause && other.time.start.day.is_some())
    };
    let mut lines: Vec<Span> = group
        .anchors
        .iter()
        .map(|anchor| layout.lines[anchor.line].span)
        .collect();
    // The line of the name, and the few between it and the date.
    const APART: usize = 4;
    if let Some(named) = layout.line_at(name.span.start) {
        lines.push(layout.lines[named].span);
        let dated = group.anchors.iter().map(|anchor| anchor.line).min();
        if let Some(dated) = dated.filter(|dated| (named + 1..named + APART).contains(dated)) {
            let between = layout.lines[named + 1..dated].iter();
            lines.extend(between.map(|line| line.span));
        }
    }
    // What is said of dates that are not yet exact holds for all that are not.
    let whole: Vec<Span> = if group.start.day.is_none() {
        vec![Span::new(0, view.text().len())]
    } else {
        // Other paragraphs speak of days of their own ("Harvest supper: date to be confirmed").
        let blocks = &view.document.blocks;
        let own = |span: Span| {
            let line = &layout.lines[layout.line_at(span.start)?];
            let block = blocks[line.block].span;
            // A paragraph of many rows tells each of its days in its own.
            Some(match block.len() <= LONGEST_PARAGRAPH {
                true => block,
                false => line.span,
            })
        };
        let dates = group.anchors.iter().map(|it| scene.times[it.time].span);
        let mut own: Vec<Span> = dates.chain([name.span]).filter_map(own).collect();
        own.dedup();
        own
    };
    let told_new = |cue: Span| {
        let clause = layout.clause_at(cue.start);
        clause.is_some_and(|clause| moves::tells_new_day(view, scene.times, clause))
    };
    let near: [(Concept, EventStatus, &[Span]); 3] = [
        (Concept::CueCancelled, EventStatus::Cancelled, &lines),
        (Concept::CuePostponed, EventStatus::Postponed, &lines),
        (Concept::CueTentative, EventStatus::Tentative, &whole),
    ];
    for (concept, status, spans) in near {
        let moved = |cue: Span| {
            status == EventStatus::Postponed
                && (leads_to_new_day(cue) || moves::leaves(view, scene.times, cue))
                || status != EventStatus::Cancelled && told_new(cue)
        };
        let hit = spans
            .iter()
            .flat_map(|span| view.hits.within(&view.tokens, *span))
            .find(|hit| {
                hit.concept == concept
                    && !moved(hit.span)
                    && !of_other_day(hit.span)
                    && !of_other_clause(hit.span)
            });
        if let Some(hit) = hit {
            record.status = Some(status);
            record.evidence.insert(
                "status".to_owned(),
                vec![view.evidence(hit.span, "event.status.cue")],
            );
            return;
        }
    }
    if let Some(cue) = lines.iter().find_map(|line| nothing(view, *line, false)) {
        record.status = Some(EventStatus::Cancelled);
        let evidence = vec![view.evidence(cue, "event.status.cue")];
        record.evidence.insert("status".to_owned(), evidence);
    }
}

/// The words that say, by themselves in the row or line, that nothing takes place: "No meeting", but
/// not "No meeting in the old hall".
///
/// Where all lines are of the day, what begins one does.
pub fn nothing(view: &View, own: Span, of_day: bool) -> Option<Span> {
    let text = view.text();
    let mut hits = view.hits.within(&view.tokens, own);
    let alone = hits.find(|hit| {
        if hit.concept != Concept::CueNothing {
            return false;
        }
        let before = text[..hit.span.start].trim_end_matches([' ', '(', '*']);
        let after = text[hit.span.end..].trim_start_matches([' ', ')', '*', '!', '.']);
        let follows = hit.span.start <= own.start
            || before.ends_with(['\n', '\t', ',', ':', '-', '–', '—'])
            || before.ends_with(|c: char| c.is_ascii_digit());
        let begins = of_day && before.ends_with('\n');
        begins
            || follows
                && (after.is_empty()
                    || after.starts_with(['\n', '\t', '(', ',', ';', '-', '–', '—']))
    });
    alone.map(|hit| hit.span)
}

#[cfg(test)]
mod tests {
    use handbill_model::EventStatus;

    use crate::find::testing::document;
    use crate::{Options, extract};

    fn status(text: &str) -> Vec<(String, Option<EventStatus>)> {
        let extraction = extract(&document(text), &Options::default());
        let events = extraction.events.into_iter();
        events.map(|event| (event.start, event.status)).collect()
    }

    #[test]
    fn what_is_called_off_in_a_sentence_is_told() {
        let text = "Sewing Room\n\nMending Night - Saturday 14 November 2026, 8 pm\n\nThe Felting Course of 24 October 2026 has been cancelled, we are sorry to say.";
        let mut all = status(text);
        all.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(
            all,
            [
                ("2026-10-24".to_owned(), Some(EventStatus::Cancelled)),
                (
                    "2026-11-14T20:00:00".to_owned(),
                    Some(EventStatus::Scheduled)
                ),
            ]
        );
    }

    #[test]
    fn a_cue_speaks_of_the_day_before_it() {
        let text = "Christmas on board\nThe party is on Sunday 13 December 2026 at 3 pm. It replaces the trip of 6 December, which is cancelled.";
        let party = status(text);
        assert!(
            party.contains(&(
                "2026-12-13T15:00:00".to_owned(),
                Some(EventStatus::Scheduled)
            )),
            "{party:?}"
        );
    }

    #[test]
    fn the_day_that_an_event_moves_to_is_not_postponed() {
        let moved = "Autumn Concert\nPOSTPONED to Saturday 13 June 2026\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ";
        assert_eq!(
            status(moved),
            [("2026-06-13".to_owned(), Some(EventStatus::Scheduled))]
        );
        let put_off = "Autumn Concert\nPOSTPONED: Saturday 13 June 2026\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ";
        assert_eq!(
            status(put_off),
            [("2026-06-13".to_owned(), Some(EventStatus::Postponed))]
        );
    }
}
