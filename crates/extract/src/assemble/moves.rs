//! Days that a sentence moves to others: "The walk of 3 May is moved to 10 May".

use handbill_lexicon::{Concept, Hit};
use handbill_model::Span;

use super::roles::{TimeRole, Timed, is_dated, is_struck};
use crate::View;
use crate::layout::Layout;

/// So many words stand between a cue and its day at most ("to Thursday the").
const NEAR: usize = 3;

/// So many times of a clause are looked at.
const MOST: usize = 16;

/// Whether the sentence says that what was to take place at the time takes place on another day, which
/// it tells too: "moved to 10 May", "on 10 May, not on 3 May".
pub fn is_moved(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let timed = &times[index];
    if !is_dated(timed.time) {
        return false;
    }
    if is_left(view, layout, timed) {
        return true;
    }
    let is_day = |other: &&Timed| other.clause == timed.clause && is_dated(other.time);
    let before = times[..index].iter().rev().take(MOST).find(is_day);
    let after = times[index + 1..].iter().take(MOST).find(is_day);
    if before.or(after).is_none() {
        return false;
    }
    // A row is about the day that it begins with.
    let line = layout.lines[timed.line].span;
    if view.words(Span::new(
        line.start.min(timed.span.start),
        timed.span.start,
    )) == 0
    {
        return false;
    }
    let clause = layout.clauses[timed.clause].span;
    let mut cues = view.hits.within(&view.tokens, clause);
    cues.any(|cue| match cue.concept {
        // "10 May instead", as some languages put it, leaves the day before it.
        Concept::CueInstead if cue.value == 1 => follows_on(view, timed.span, cue.span),
        Concept::CueInstead => follows(view, cue, timed.span),
        Concept::CuePostponed | Concept::CueMoved => {
            new_day(view, times, timed, cue).is_some_and(|new| new != timed.span)
        }
        _ => false,
    })
}

/// Whether the hour is one that its sentence replaces by another: "at 10.00 instead of 11.00", "the mass
/// of 12.00 will be earlier, at 11.00".
pub fn is_old_hour(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let timed = &times[index];
    let hour = |other: &&Timed| {
        other.clause == timed.clause && other.time.start.clock.is_some() && other.time.end.is_none()
    };
    let before = times[..index].iter().rev().take(MOST).find(hour);
    let after = times[index + 1..].iter().take(MOST).find(hour);
    if before.or(after).is_none() || !hour(&timed) {
        return false;
    }
    let clause = layout.clauses[timed.clause].span;
    let next = |cue: &Hit| before.is_none_or(|other| other.span.start < cue.span.start);
    let replaced = |cue: &Hit| {
        cue.concept == Concept::CueInstead && follows(view, cue, timed.span) && next(cue)
    };
    if after.is_some_and(|new| names_by_hour(view, timed, new)) {
        return true;
    }
    let mut cues = view.hits.within(&view.tokens, clause);
    cues.any(|cue| {
        replaced(cue)
            || matches!(
                cue.concept,
                Concept::CueMoved | Concept::CuePostponed | Concept::CueEarlier
            ) && cue.span.start >= timed.span.end
                && after.is_some_and(|new| new.span.start >= cue.span.end)
    })
}

/// Whether a word that moves something stands right before the time: what it leads to begins there, though
/// the same word may lead to an end elsewhere ("flyttad till 24 maj").
pub fn is_new_day(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let clause = layout.clauses[timed.clause].span;
    let lead = Span::new(clause.start.min(timed.span.start), timed.span.start);
    let mut cues = view.hits.within(&view.tokens, lead);
    cues.any(|cue| {
        matches!(cue.concept, Concept::CuePostponed | Concept::CueMoved)
            && view.words(Span::new(cue.span.end, timed.span.start.max(cue.span.end))) <= 1
    })
}

/// Whether the hour only tells which of several is meant, and the sentence goes on to when that takes place
/// ("la messe de 10h30 sera célébrée à 10h00").
fn names_by_hour(view: &View, timed: &Timed, new: &Timed) -> bool {
    const LONGEST_LINK: usize = 2;
    let between = Span::new(timed.span.end, new.span.start.max(timed.span.end));
    let has = |concept| crate::layout::has(view, between, concept);
    let first = view.tokens.first_at(timed.span.start);
    let noun = (first.saturating_sub(LONGEST_LINK + 1)..first)
        .rev()
        .find_map(|at| {
            let mut hits = view.hits.at(at).iter();
            hits.find(|hit| hit.concept == Concept::EventNoun && hit.end <= first)
        });
    let linked = noun.is_some_and(|noun| {
        let words = noun.end..first;
        let links = |at: usize| view.hits.find(at, Concept::NameConnector).is_some();
        !words.is_empty() && words.len() <= LONGEST_LINK && words.clone().any(links)
    });
    linked && has(Concept::CueHeld) && !has(Concept::EventNoun) && !has(Concept::DateAnd)
}

/// Whether the sentence at the clause moves a day to another, which it tells.
pub fn tells_new_day(view: &View, times: &[Timed], clause: usize) -> bool {
    let first = times.partition_point(|timed| timed.clause < clause);
    let mut own = times[first..].iter().take_while(|it| it.clause == clause);
    own.any(|timed| timed.role == TimeRole::Struck && !is_struck(view, timed.span))
}

/// Whether the time stands close behind the cue.
fn follows(view: &View, cue: &Hit, time: Span) -> bool {
    follows_on(view, cue.span, time)
}

/// Whether the second stands close behind the first.
fn follows_on(view: &View, first: Span, second: Span) -> bool {
    second.start >= first.end && view.words(Span::new(first.end, second.start)) <= NEAR
}

/// Whether the day is told to be left, by a word for moving and one for "from" right before it: "moved
/// from 3 May", whatever day holds now.
fn is_left(view: &View, layout: &Layout, timed: &Timed) -> bool {
    let clause = layout.clauses[timed.clause].span;
    let lead = Span::new(clause.start, timed.span.start.max(clause.start));
    let mut hits = view.hits.within(&view.tokens, lead);
    let moves = |hit: &Hit| {
        matches!(hit.concept, Concept::CuePostponed | Concept::CueMoved)
            && follows(view, hit, timed.span)
    };
    // "from 3 May to 10 May" tells the new day too.
    let single = timed.time.end.is_none_or(|end| end.date().is_none());
    single && hits.any(moves) && opens_at(view, lead)
}

/// Whether the cue at the span leads to the day that is left: another one holds.
pub fn leaves(view: &View, times: &[Timed], cue: Span) -> bool {
    let first = times.partition_point(|timed| timed.span.start < cue.end);
    times.get(first).is_some_and(|timed| {
        timed.role == TimeRole::Struck
            && follows_on(view, cue, timed.span)
            && opens_at(view, Span::new(cue.end, timed.span.start))
    })
}

/// Whether the words end in one that a day follows from which something is moved.
fn opens_at(view: &View, lead: Span) -> bool {
    let mut hits = view.hits.within(&view.tokens, lead);
    hits.any(|hit| {
        let opens = matches!(
            hit.concept,
            Concept::DateRangeOpen | Concept::DateFrom | Concept::CueMovedFrom
        );
        opens && view.words(Span::new(hit.span.end, lead.end)) == 0
    })
}

/// The day that the cue moves to: the one behind it, or behind the day that it moves from; else, where
/// the cue ends the sentence, the last one before it ("from 3 May to 10 May put off").
fn new_day(view: &View, times: &[Timed], timed: &Timed, cue: &Hit) -> Option<Span> {
    let first = times.partition_point(|other| other.span.start < cue.span.start);
    let own = |other: &&Timed| other.clause == timed.clause && is_dated(other.time);
    let behind: Vec<&Timed> = times[first..].iter().take(MOST).filter(own).collect();
    if let Some(next) = behind.first().filter(|next| follows(view, cue, next.span)) {
        let lead = Span::new(cue.span.start, next.span.start);
        let mut leads = view.hits.within(&view.tokens, lead);
        let from = leads.any(|hit| {
            let opens = matches!(hit.concept, Concept::DateRangeOpen | Concept::DateFrom);
            opens && view.words(Span::new(hit.span.end, next.span.start)) == 0
        });
        // "Moved 12 May to 19 May": the second day is the new one, whatever word leads to the first.
        let goes_on = behind.get(1).is_some_and(|new| {
            let between = Span::new(next.span.end, new.span.start.max(next.span.end));
            let mut leads = view.hits.within(&view.tokens, between);
            (1..=2).contains(&view.words(between))
                && !between.of(view.text()).contains([',', ';', '.'])
                && !leads.any(|hit| {
                    let from = [Concept::DateRangeOpen, Concept::DateFrom, Concept::DateAnd];
                    from.contains(&hit.concept)
                })
        });
        return match (from || goes_on, behind.get(1)) {
            (true, Some(new)) => Some(new.span),
            (true, None) => None,
            _ => Some(next.span),
        };
    }
    let mut before = times[..first].iter().rev().take(MOST).filter(own);
    let (last, other) = (before.next()?, before.next());
    let close = view.words(Span::new(last.span.end, cue.span.start)) <= 1;
    (close && other.is_some()).then_some(last.span)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{pairs, told};

    #[test]
    fn the_new_day_is_that_of_the_event() {
        let text =
            "The kiln visit planned for 5 November 2026 has been moved to Tuesday 10 November.";
        assert_eq!(told(text), pairs(&[("2026-11-10", "kiln visit")]));
        let text = "Les Amis du Lavoir\n\nNotre assemblée générale, prévue le 3 avril 2026, est avancée au jeudi 26 mars à 18 h 30.";
        let days: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert_eq!(days, ["2026-03-26T18:30:00"]);
    }

    #[test]
    fn the_day_that_no_longer_holds_stands_behind_its_cue() {
        let text = "Lantern Walk\n\nThe walk is on Friday 13 March 2026 at 6 pm, and not on 11 March 2026.";
        let days: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert_eq!(days, ["2026-03-13T18:00:00"]);
    }

    #[test]
    fn a_day_that_is_left_is_no_event() {
        let text = "Igralište\n\nIzlet na Gradinu prebačen je s nedjelje 8. studenoga 2026. na nedjelju 22. studenoga. Polazak u 7 h.";
        let days: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert!(
            !days.iter().any(|day| day.starts_with("2026-11-08")),
            "{days:?}"
        );
        let text = "A klubdélután időpontja változik: 2026. június 10. helyett 2026. június 17-én, szerdán 16 órakor találkozunk a könyvtárban.";
        let days: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert!(
            !days.iter().any(|day| day.starts_with("2026-06-10")),
            "{days:?}"
        );
    }

    #[test]
    fn a_row_is_about_its_own_day() {
        let text = "Spielplan\n\nSa 11.04.2026 Die Mühle VERSCHOBEN auf Sa 25.04.2026\nSo 12.04.2026 Der Fluss";
        let days: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert!(days.contains(&"2026-04-11".to_owned()), "{days:?}");
    }
}
