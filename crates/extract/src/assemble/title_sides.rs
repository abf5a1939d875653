//! Lists of dates that stand alone on their lines: do their names stand above or below them?

use std::collections::BTreeSet;

use handbill_model::BlockKind;

use super::anchors::uncovered;
use super::event_names::{above, below};
use super::events::Scene;
use super::roles::{TimeRole, Timed, is_dated, times_in};
use super::title_text::is_generic;

/// So many dates at least make a list.
const FEWEST: usize = 3;

/// The lines of dates that stand alone over what takes place then. Between two dates of a list the
/// lines are above the one and below the other; what tells are the dates that nothing but a heading
/// of their month stands above.
pub fn named_below(scene: &Scene) -> BTreeSet<usize> {
    let lines = &scene.layout.lines;
    let mut rows: Vec<usize> = scene
        .times
        .iter()
        .filter(|timed| {
            timed.role == TimeRole::Event
                && timed.time.start.date().is_some()
                && lines[timed.line].cells.is_empty()
                && uncovered(scene, lines[timed.line].span) == 0
        })
        .map(|timed| timed.line)
        .collect();
    rows.dedup();
    let mut out = BTreeSet::new();
    for list in rows.chunk_by(|first, second| lines[*first].part == lines[*second].part) {
        if list.len() >= FEWEST && reads_down(scene, list) {
            out.extend(list);
        }
    }
    hours_below_days(scene, &mut out);
    out
}

/// The hours that stand alone on their lines under a day, where the first of them follows right upon
/// it: what takes place then can but stand below them.
fn hours_below_days(scene: &Scene, out: &mut BTreeSet<usize>) {
    const FEWEST: usize = 2;
    let lines = &scene.layout.lines;
    let stands_alone = |timed: &Timed| {
        let line = &lines[timed.line];
        line.cells.is_empty() && uncovered(scene, line.span) <= 1
    };
    let starts_day = |pair: &[Timed]| {
        is_dated(pair[0].time)
            && pair[0].role == TimeRole::Event
            && pair[1].role == TimeRole::Clock
            && pair[1].line == pair[0].line + 1
            && stands_alone(&pair[0])
    };
    for first in 0..scene.times.len().saturating_sub(1) {
        if !starts_day(&scene.times[first..first + 2]) {
            continue;
        }
        let hours: Vec<&Timed> = scene.times[first + 1..]
            .iter()
            .take_while(|timed| !is_dated(timed.time))
            .filter(|timed| timed.role == TimeRole::Clock && stands_alone(timed))
            .collect();
        if hours.len() >= FEWEST && hours.iter().all(|timed| below(scene, timed).is_some()) {
            out.extend(hours.iter().map(|timed| timed.line));
        }
    }
}

/// Whether all dates have a name below them, and some have none above.
fn reads_down(scene: &Scene, list: &[usize]) -> bool {
    let mut headed = 0;
    let mut open = 0;
    let mut from = 0;
    for &row in list {
        let timed = times_in(scene.times, scene.layout.lines[row].span).first();
        let Some(timed) = timed.filter(|timed| below(scene, timed).is_some()) else {
            return false;
        };
        headed += usize::from(is_headed(scene, from, row));
        open += usize::from(above(scene, timed, &[]).is_none());
        from = row + 1;
    }
    open > 0 && headed * 2 < list.len()
}

/// Whether a heading of its own stands over the line, below the date before.
fn is_headed(scene: &Scene, from: usize, row: usize) -> bool {
    let lines = &scene.layout.lines;
    (from..row).any(|line| {
        let span = lines[line].span;
        matches!(lines[line].kind, BlockKind::Heading { .. })
            && times_in(scene.times, span).is_empty()
            && !is_generic(scene.view, span)
    })
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{document, pairs, told};
    use crate::{Options, extract};

    fn names(text: &str) -> Vec<String> {
        let events = extract(&document(text), &Options::default()).events;
        events.into_iter().map(|event| event.name).collect()
    }

    #[test]
    fn names_stand_below_where_only_months_stand_above() {
        let text = "March 2026\n\n4 March 2026\n\nLantern Walk\n\nOld songs and tea.\n\nFamilies\nOutside\n\n18 March 2026\n\nSeed Exchange\n\nBring a bag.\n\nGarden\n\nApril 2026\n\n8 April 2026\n\nBell Ringing Night\n\nEars only.\n\nMusic";
        assert_eq!(
            names(text),
            ["Lantern Walk", "Seed Exchange", "Bell Ringing Night"]
        );
    }

    #[test]
    fn names_stand_above_where_one_heads_the_first_day() {
        let text = "Lantern Walk\n\n4 March 2026\n\nSeed Exchange\n\n18 March 2026\n\nBell Ringing Night\n\n8 April 2026";
        assert_eq!(
            names(text),
            ["Lantern Walk", "Seed Exchange", "Bell Ringing Night"]
        );
    }

    /// A bracket behind a name may tell whom to call, and a row may tell no more than the place.
    #[test]
    fn notes_and_places_are_no_names() {
        assert_eq!(
            told(
                "Vortragsprogramm Winter 2026/27\n\n\
                 Alle Vorträge finden im Gasthof Krone statt, Beginn 19.30 Uhr.\n\n\
                 Do., 15. Oktober 2026\nVon Mühlen und Müllern im Laubental\nReferent: Hans Wieland\n\n\
                 Sa., 5. Dezember 2026, 14 Uhr\nExkursion ins Freilichtmuseum (Anmeldung bei Karl Roth, Tel. 07123 4567)\n\n\
                 Do., 11. Februar 2027\nDer große Brand von 1788\nReferent: Martin Beck"
            ),
            pairs(&[
                (
                    "2026-10-15T19:30:00+02:00",
                    "Von Mühlen und Müllern im Laubental"
                ),
                ("2026-12-05T14:00:00+01:00", "Exkursion ins Freilichtmuseum"),
                ("2027-02-11T19:30:00+01:00", "Der große Brand von 1788"),
            ])
        );
    }
}
