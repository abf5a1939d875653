//! Notices: what the sentences of a bulletin announce, several to a paragraph.
//!
//! "Today at the 12.00 mass: first communion. Tomorrow at 13.30 funeral of Ann Reed. Next Sunday after
//! mass meeting of the council." Each sentence that tells a day, or follows one that does, and an hour
//! is an event for itself; its name is the phrase beside the hour that holds a kind of event.

use handbill_lexicon::{Concept, fold};
use handbill_model::{BlockKind, Span};

use super::anchors::{Anchor, HOLIDAY, ends_like_prose};
use super::events::Scene;
use super::groups::Group;
use super::moves;
use super::notice_names::{self, Named};
use super::roles::{TimeRole, Timed, is_dated, times_in};
use super::title_heads;
use super::title_sentences;
use super::title_text::trim_marks;
use super::titles::{Title, is_bare_noun};
use crate::layout::has;
use crate::weights;
use crate::{Bound, Moment, View};

/// From so many sentences with a day and an hour on a document is read as a bulletin.
const FEWEST: usize = 3;

/// So many of them at least name a kind of event.
const FEWEST_SURE: usize = 2;

/// So many times of a sentence are looked at before one.
const MOST_BACK: usize = 8;

/// What a sentence announces.
pub struct Notice {
    /// Its day, hour and name.
    pub group: Group,
    /// What speaks of it: the piece of the sentence between the hours beside it.
    pub scope: Span,
    /// The times that it is made of and that are of nothing else, as indices.
    pub times: Vec<usize>,
    /// The time that tells its day, where that stands apart from the hour.
    pub day: Option<usize>,
    /// Whether only the subject of the sentence names it, and no kind of event.
    weak: bool,
}

/// A day that is told and holds for the hours behind it in its paragraph.
struct Day {
    index: usize,
    clause: usize,
    moment: Moment,
    /// The name beside it, where the hour is still to come.
    open: Option<Named>,
}

/// The notices of the document; none where they are too few for a bulletin.
pub fn notices(scene: &Scene) -> Vec<Notice> {
    let clocked = |timed: &&Timed| {
        timed.time.start.clock.is_some()
            && matches!(timed.role, TimeRole::Event | TimeRole::Clock)
            && !scene.layout.lines[timed.line].navigation
    };
    if scene.times.iter().filter(clocked).count() < FEWEST {
        return Vec::new();
    }
    let mut out: Vec<Notice> = Vec::new();
    let mut index = 0;
    while index < scene.times.len() {
        let block = scene.layout.lines[scene.times[index].line].block;
        let end = scene.times[index..]
            .iter()
            .take_while(|timed| scene.layout.lines[timed.line].block == block)
            .count();
        of_block(scene, index..index + end, &mut out);
        index += end;
    }
    let sure = out.iter().filter(|notice| !notice.weak);
    let mut starts: Vec<_> = sure.map(|notice| notice.group.start).collect();
    starts.sort_by_key(|start| (start.date(), start.clock));
    starts.dedup();
    let told = scene.times.iter().filter(|timed| {
        timed.time.start.clock.is_some()
            && own_day(scene, timed).is_some()
            && tells_in_prose(scene, timed)
    });
    let sure = starts.len();
    let is_dated = |notice: &Notice| scene.view.written_at(notice.scope.start).is_some();
    let counts = |notice: &Notice| scene.times[notice.times[0]].time.relative;
    let dated = !scene.layout.posts && out.iter().all(is_dated) && out.iter().any(counts);
    match sure >= FEWEST || sure >= FEWEST_SURE && (dated || told.count() >= FEWEST) {
        true => out,
        false => Vec::new(),
    }
}

/// Leaves out what only repeats the kind of event that the document is headed by: its title names that ("the
/// exhibition opens on …"). A bulletin with a day of its own is headed by none.
pub fn without_the_headed(scene: &Scene, notices: &mut Vec<Notice>, heads: &[Title]) {
    let view = scene.view;
    notices.retain(|notice| {
        let Some(name) = notice.group.name.as_ref().map(|name| name.span) else {
            return true;
        };
        let headed = |kind: String| {
            let mut heads = heads.iter().filter(|head| !head.span.overlaps(name));
            heads.any(|head| kinds(view, head.span).any(|other| other == kind))
        };
        view.written_at(notice.scope.start).is_some()
            || !is_bare_noun(view, name)
            || !kinds(view, name).any(headed)
    });
}

/// The kinds of events that a stretch names, folded.
fn kinds<'v>(view: &'v View, span: Span) -> impl Iterator<Item = String> + 'v {
    let hits = view.hits.within(&view.tokens, span);
    hits.filter(|hit| hit.concept == Concept::EventNoun)
        .map(|hit| fold(hit.span.of(view.text())))
}

/// In a bulletin the other dates of running text are of what their own sentence names, or one beside it
/// that tells no time, and of nothing that heads the document.
pub fn keep_own_names(scene: &Scene, chosen: &mut Vec<Group>) {
    let layout = scene.layout;
    chosen.retain_mut(|group| {
        let prose = |anchor: &Anchor| tells_in_prose(scene, &scene.times[anchor.time]);
        if !group.anchors.iter().all(prose) {
            return true;
        }
        // "Last week", "this week": stretches that nothing begins with.
        let loose = |anchor: &Anchor| {
            let time = scene.times[anchor.time].time;
            let stretch = time.start.day.is_none() || time.end.is_some();
            time.relative && time.start.clock.is_none() && stretch
        };
        if group.anchors.iter().all(loose) {
            return false;
        }
        let anchors = &group.anchors;
        let own = |name: &Title| {
            let clause = layout.clause_at(name.span.start)?;
            let line = &layout.lines[layout.clauses[clause].line];
            let span = layout.clauses[clause].span;
            let near = |anchor: &Anchor| {
                let timed = &scene.times[anchor.time];
                timed.clause == clause
                    || layout.lines[timed.line].block == line.block
                        && timed.clause.abs_diff(clause) == 1
                        && times_in(scene.times, span).is_empty()
            };
            let cut = Span::new(name.span.start, name.span.end.min(span.end));
            anchors.iter().any(near).then(|| Title {
                span: trim_marks(scene.view.text(), cut),
                ..name.clone()
            })
        };
        // What heads the document names what its sentence speaks of by its kind.
        let view = scene.view;
        let told = |name: &Title| {
            let mut clauses = anchors.iter().map(|anchor| {
                let timed = &scene.times[anchor.time];
                layout.clauses[timed.clause].span
            });
            clauses.any(|clause| {
                view.written_at(clause.start).is_none()
                    && kinds(view, name.span)
                        .any(|kind| kinds(view, clause).any(|other| other == kind))
            })
        };
        if group.name.as_ref().is_some_and(told) {
            return true;
        }
        let names = group.name.iter().chain(&group.spare);
        let name = names.filter_map(own).next();
        group.name = name;
        group.spare.clear();
        group.name.is_some()
    });
}

/// The notices of one block, whose first time and the one behind its last are told.
fn of_block(scene: &Scene, times: std::ops::Range<usize>, out: &mut Vec<Notice>) {
    let line = &scene.layout.lines[scene.times[times.start].line];
    let plain = matches!(line.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    if !plain || line.navigation || line.cells.len() > 1 {
        return;
    }
    let mut day: Option<Day> = None;
    let before = out.len();
    // Where the last name ends.
    let mut named = 0;
    for index in times.clone() {
        let timed = &scene.times[index];
        let dated = is_dated(timed.time);
        // "At 12 mass and procession of Corpus Christi"
        let occasion = timed.rule == HOLIDAY
            && timed.time.start.clock.is_none()
            && index > times.start
            && scene.times[index - 1].clause == timed.clause;
        if !occasion && (dated || timed.time.recurrence.is_some()) {
            day = own_day(scene, timed).map(|moment| Day {
                index,
                clause: timed.clause,
                moment,
                open: None,
            });
        }
        let Some(day) = &mut day else {
            continue;
        };
        let told = out.last().is_some_and(|last| last.times.contains(&index));
        if told || !tells_in_prose(scene, timed) {
            continue;
        }
        if let Some((notice, end)) = notice(scene, index, day, named) {
            out.push(notice);
            named = end;
        }
    }
    // What a heading names is told below it.
    if out.len() - before == 1 && is_headed(scene, times.start) {
        out.truncate(before);
    }
}

/// The day that a time tells, where something may take place on it.
fn own_day(scene: &Scene, timed: &Timed) -> Option<Moment> {
    let time = timed.time;
    let day = time.start.date()?;
    let held = timed.role == TimeRole::Event
        && time.recurrence.is_none()
        && !time.ambiguous
        && time.end.is_none_or(|end| end.date() == Some(day));
    let past = scene
        .view
        .reference_at(timed.span.start)
        .is_some_and(|reference| day < reference);
    (held && !past).then_some(time.start)
}

/// Whether the time stands in a sentence rather than in a row.
fn tells_in_prose(scene: &Scene, timed: &Timed) -> bool {
    let clause = scene.layout.clauses[timed.clause].span;
    let whole = title_heads::joined(scene.layout, timed.line);
    let text = scene.view.text();
    let bulletin = scene.view.written_at(timed.span.start).is_some();
    let ends = clause.of(text).ends_with(['.', '!', '?']) || text[clause.end..].starts_with(';');
    bulletin || ends && ends_like_prose(scene.view, whole)
}

/// Whether a heading stands right over the line of the time: that names what is told below it.
fn is_headed(scene: &Scene, index: usize) -> bool {
    let lines = &scene.layout.lines;
    let line = scene.times[index].line;
    let mut above = lines[..line].iter().rev();
    let above = above.find(|above| above.block != lines[line].block);
    above.is_some_and(|above| matches!(above.kind, BlockKind::Heading { .. }))
}

/// What is announced for the time, on the day that holds there, behind the last name; and where its own
/// ends.
fn notice(scene: &Scene, index: usize, day: &mut Day, last: usize) -> Option<(Notice, usize)> {
    let Scene { view, mentions, .. } = *scene;
    let timed = &scene.times[index];
    let clause = scene.layout.clauses[timed.clause].span;
    let piece = piece(scene, index, clause, last);
    let own = day.index == index;
    if !own && !matches!(timed.role, TimeRole::Clock) || is_over(scene, timed) {
        return None;
    }
    let moved = new_hour(scene, index);
    // "After the 6 pm mass on Thursday": the day that follows is that of the hour.
    let later = || {
        let behind = scene.times[index + 1..].iter().take(MOST_BACK);
        let mut behind = behind.take_while(|other| other.clause == timed.clause);
        behind.any(|other| is_dated(other.time) && other.time.start.clock.is_none())
    };
    if !own && day.clause != timed.clause && later() {
        return None;
    }
    let clock = moved.map_or(timed.time.start.clock, |at| {
        scene.times[at].time.start.clock
    });
    let mut named = notice_names::named(view, mentions, piece, timed.span);
    // "After the mass at 8.00 meeting of the council": the hour is that of the mass.
    let hour = index.checked_sub(1).map(|before| &scene.times[before]);
    let hour = hour.filter(|hour| clock.is_none() && hour.clause == timed.clause);
    let from = hour.map_or(piece.start, |_| clause.start);
    let after = follows_other(
        view,
        Span::new(from.min(timed.span.start), timed.span.start),
    );
    if clock.is_none() && !(after && hour.is_some()) {
        // The hour may follow.
        day.open = named;
        return None;
    }
    let mut times = vec![index];
    // In a bulletin each hour of a day may be another event; elsewhere those of further sentences are
    // parts of one.
    let further = !own && day.clause != timed.clause;
    let bulletin = view.written_at(timed.span.start).is_some();
    let again = has(view, clause, Concept::DateEvery);
    // "In the evening, at 9, concert of the band.", but "At Candlemas at 9 concert of the band."
    let lead = Span::new(piece.start.min(timed.span.start), timed.span.start);
    let begins = day.open.is_none()
        && named.as_ref().is_some_and(|it| {
            let between = Span::new(timed.span.end, it.title.span.start.max(timed.span.end));
            it.behind && view.words(lead) <= 3 && view.words(between) <= 1
        });
    let vague =
        named.as_ref().is_some_and(|it| it.behind) && !notice_names::tells_no_day(view, lead);
    if further && (again || vague || !bulletin && !begins) {
        named = None;
    }
    let named = named
        .or_else(|| day.open.take())
        .or_else(|| notice_names::who_meets(view, mentions, piece, timed.span))
        .or_else(|| feast(scene, index, clause));
    let weak = named.is_none();
    let subject = || {
        let title = title_sentences::subject(view, mentions, clause)?;
        let behind = timed.span.end <= title.span.start;
        let free = title.span.start >= last;
        free.then_some(Named { title, behind })
    };
    let named = named.or_else(|| subject().filter(|_| own && clock.is_some()))?;
    times.extend(moved);
    if !own {
        times.push(day.index);
    }
    day.open = None;
    let name_end = named.title.span.end;
    if after && !named.behind {
        return None;
    }
    let mut start = Moment {
        clock,
        zone: timed.time.start.zone,
        ..day.moment
    };
    let mut end = timed.time.end.map(|end| Moment {
        clock: end.clock,
        zone: end.zone.or(start.zone),
        ..day.moment
    });
    if after {
        (start.clock, start.zone, end) = (None, None, None);
    }
    let line = &scene.layout.lines[timed.line];
    let anchor_time = if own || !after { index } else { day.index };
    let anchor = Anchor {
        time: anchor_time,
        start,
        end,
        strength: weights::ANCHOR_CERTAIN,
        names: vec![named.title.clone()],
        line: timed.line,
        part: line.part,
        moved: false,
    };
    let notice = Notice {
        group: Group {
            anchors: vec![anchor],
            start,
            end,
            name: Some(named.title),
            spare: Vec::new(),
            main: false,
        },
        scope: piece,
        day: Some(day.index).filter(|day| !own && *day != anchor_time),
        times,
        weak,
    };
    Some((notice, name_end))
}

/// The piece of the sentence around a time: from the time before it, or what was named for that, up to
/// the next one.
fn piece(scene: &Scene, index: usize, clause: Span, named: usize) -> Span {
    let times = scene.times;
    let own = |at: usize| times[at].clause == times[index].clause;
    let before = (0..index).rev().take(MOST_BACK).take_while(|at| own(*at));
    let before = before
        .into_iter()
        .find(|at| times[*at].role != TimeRole::Struck);
    let next = Some(index + 1).filter(|at| *at < times.len() && own(*at));
    let start = before
        .map_or(clause.start, |at| times[at].span.end)
        .max(named);
    let end = next.map_or(clause.end, |at| times[at].span.start);
    Span::new(
        start.min(times[index].span.start),
        end.max(times[index].span.end),
    )
}

/// The feast that the sentence names before the day and hour of the time: what is held then is called so.
fn feast(scene: &Scene, index: usize, clause: Span) -> Option<Named> {
    let before = index.checked_sub(1).map(|before| &scene.times[before])?;
    let fits = before.rule == HOLIDAY
        && before.time.start.clock.is_none()
        && clause.contains(before.span)
        && !has(
            scene.view,
            Span::new(clause.start, before.span.start),
            Concept::DateDayCue,
        );
    let title = Title {
        span: before.span,
        score: weights::TITLE_ROW,
        rule: "event.title.phrase",
    };
    fits.then_some(Named {
        title,
        behind: false,
    })
}

/// The hour that the sentence puts in the place of that of a time ("next Sunday the 11.00 mass will be
/// earlier, at 10.00"), or at which begins what one can sign up for or gather for then.
fn new_hour(scene: &Scene, index: usize) -> Option<usize> {
    let (timed, next) = (&scene.times[index], scene.times.get(index + 1)?);
    let between = Span::new(timed.span.end, next.span.start.max(timed.span.end));
    let cues = [
        Concept::CueEarlier,
        Concept::CueMoved,
        Concept::CuePostponed,
    ];
    let follows = next.clause == timed.clause
        && next.role == TimeRole::Clock
        && timed.time.start.clock.is_some();
    let moves = || cues.into_iter().any(|cue| has(scene.view, between, cue));
    let begins = || {
        const NEAR: usize = 3;
        let clause = scene.layout.clauses[timed.clause].span;
        let lead = Span::new(clause.start.min(timed.span.start), timed.span.start);
        let early = [
            Concept::CueDoors,
            Concept::CueGathering,
            Concept::DeadlineRegistration,
        ];
        scene.view.words(between) <= NEAR
            && has(scene.view, between, Concept::CueBegins)
            && early.into_iter().any(|cue| has(scene.view, lead, cue))
    };
    (follows && (moves() || begins())).then_some(index + 1)
}

/// Whether the words before an hour say that something is held after what is at that hour. A part of the
/// day is none of that ("po południu").
fn follows_other(view: &View, lead: Span) -> bool {
    let mut hits = view.hits.within(&view.tokens, lead);
    hits.any(|hit| {
        hit.concept == Concept::CueAfter
            && !view.hits.at(hit.first).iter().any(|other| {
                let part = matches!(
                    other.concept,
                    Concept::DatePartOfDay | Concept::DateRelativePart
                );
                part && other.end > hit.end
            })
    })
}

/// Whether the sentence tells of what took place, or of hours that are no event's.
fn is_over(scene: &Scene, timed: &Timed) -> bool {
    let Scene { view, layout, .. } = *scene;
    let clause = layout.clauses[timed.clause].span;
    // "Dal mulino": a word for what has lasted since leads to a place, too.
    let mut hits = view.hits.within(&view.tokens, clause);
    let past = hits.any(|hit| {
        let mut same = view.hits.at(hit.first).iter();
        hit.concept == Concept::CuePast && !same.any(|it| it.concept == Concept::DateRangeOpen)
    });
    timed.time.bound == Bound::Until && !moves::is_new_day(view, layout, timed)
        || past && !has(view, clause, Concept::CueHeld)
        || has(view, clause, Concept::CueHours)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{document, pairs, told};
    use crate::{Options, extract};

    #[test]
    fn each_sentence_of_a_bulletin_is_a_notice() {
        let text = "Millbrook Parish News\nSunday 3 May 2026\n\nToday at the 11.00 mass: first communion of the children of the valley. Tomorrow at 2 pm funeral of Edith Marsh.\n\nOn Wednesday at 7.30 pm choir practice. After the 6 pm mass on Thursday meeting of the flower guild. The Weavers' Circle meets on Friday at 4 pm.\n\nNext Sunday the 11.00 mass will be earlier, at 10.00, because of the regatta.\n\nLast week the funeral of Amos Reed took place. Throughout May, rosary after the evening mass.";
        assert_eq!(
            told(text),
            pairs(&[
                (
                    "2026-05-03T11:00:00",
                    "first communion of the children of the valley"
                ),
                ("2026-05-04T14:00:00", "funeral of Edith Marsh"),
                ("2026-05-06T19:30:00", "choir practice"),
                ("2026-05-07", "meeting of the flower guild"),
                ("2026-05-08T16:00:00", "Weavers' Circle"),
                ("2026-05-10T10:00:00", "mass"),
            ])
        );
    }

    #[test]
    fn an_hour_of_the_next_sentence_is_of_the_day_before_it() {
        let text = "Cari soci,\n\nla sera del 5 settembre 2026 la banda apre la sagra del mosto con una fiaccolata. Partenza alle 20.30 dal mulino. Domenica 6 settembre alle 9.00 camminata tra le vigne. Mercoledì 9 settembre alle 21 assemblea dei soci nella sede.";
        let starts: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert_eq!(
            starts,
            [
                "2026-09-05T20:30:00",
                "2026-09-06T09:00:00",
                "2026-09-09T21:00:00"
            ]
        );
    }

    #[test]
    fn a_bulletin_counts_from_its_own_day() {
        let text = "Pfarrbrief\n\nSonntag, 3. Mai 2026\n\nHeute um 14.30 Uhr Andacht. Morgen um 14.00 Uhr Beerdigung von Frau Olga Tann. Am Dienstag um 19.30 Uhr Sitzung des Rates.";
        let options = Options {
            reference_date: chrono::NaiveDate::from_ymd_opt(2026, 6, 20),
            ..Options::default()
        };
        let events = extract(&document(text), &options).events;
        let starts: Vec<&str> = events.iter().map(|event| event.start.as_str()).collect();
        assert_eq!(
            starts,
            [
                "2026-05-03T14:30:00",
                "2026-05-04T14:00:00",
                "2026-05-05T19:30:00"
            ]
        );
    }

    #[test]
    fn an_hour_that_only_names_or_no_longer_holds_is_none() {
        let head = "Bulletin paroissial\n\nDimanche 3 mai 2026\n\nCe soir à 18h00, vêpres. Demain à 20h30, répétition de la chorale.\n\n";
        for (sentence, start) in [
            (
                "Dimanche prochain, la messe de 10h30 sera célébrée à 10h00.",
                "2026-05-10T10:00:00",
            ),
            (
                "Dimanche prochain, la messe aura lieu à 9h30 au lieu de 10h30.",
                "2026-05-10T09:30:00",
            ),
        ] {
            let found = told(&format!("{head}{sentence}"));
            let last = found
                .last()
                .map(|(start, name)| (start.as_str(), name.as_str()));
            assert_eq!(last, Some((start, "messe")), "{sentence}");
        }
    }

    #[test]
    fn an_hour_takes_no_day_over_one_that_is_not_understood() {
        let text = "Garden Club\n\nThe plant swap is on Saturday 9 May 2026 at 10 am. The annual dinner is on Friday 15 May at 7 pm. The lantern walk is on Sunday 17 May at 8 pm. On Founder's Eve at 6 pm concert in the barn.";
        let days: Vec<String> = told(text).into_iter().map(|(start, _)| start).collect();
        assert_eq!(
            days,
            [
                "2026-05-09T10:00:00",
                "2026-05-15T19:00:00",
                "2026-05-17T20:00:00"
            ]
        );
    }

    #[test]
    fn a_feast_begins_a_sentence_whose_hour_follows() {
        let text = "Parish News\n\nSunday 31 May 2026\n\nToday at 3 pm blessing of the boats. Tomorrow at 10 am funeral of Ida Marsh.\n\nOn Corpus Christi at the mass at 11.00 golden jubilee of the choir.";
        let found = told(text);
        let own = pairs(&[("2026-06-04T11:00:00", "golden jubilee of the choir")]);
        assert!(found.contains(&own[0]), "{found:?}");
    }

    #[test]
    fn what_heads_a_page_is_told_of_by_its_kind() {
        let text = "Terra e cenere. Mostra di ceramiche\n\nLa mostra si inaugura sabato 14 marzo 2026 alle 18 nella Galleria del Mulino. Domenica 22 marzo alle 17 visita guidata con la curatrice; sabato 28 marzo alle 16 laboratorio per bambini.";
        assert_eq!(
            told(text),
            pairs(&[
                ("2026-03-14T18:00:00", "Terra e cenere. Mostra di ceramiche"),
                ("2026-03-22T17:00:00", "visita guidata con la curatrice"),
                ("2026-03-28T16:00:00", "laboratorio per bambini"),
            ])
        );
    }

    #[test]
    fn two_hours_make_no_bulletin() {
        let text = "Lantern Gala\n\nThe gala is on Saturday 9 May 2026 at 7 pm in the Old Mill. The concert begins at 8 pm, and the ball at 10 pm.";
        assert_eq!(told(text)[0].1, "Lantern Gala");
    }
}
