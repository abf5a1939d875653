//! The lines around a date: which of them are of another date, and which rows are of its own.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::events::Scene;
use super::roles::{TimeRole, Timed, is_dated, times_in, words};
use super::title_text;
use crate::layout::{Line, has};

/// So many rows over one their day is looked for.
const ROWS_OF_DAY: usize = 24;

/// What follows an hour in a row has at most so many words.
const LONGEST_ROW: usize = 14;

/// The time that begins the line, perhaps behind the word for an hour ("kl. 18").
fn opening<'a>(scene: &'a Scene, line: &Line) -> Option<&'a Timed<'a>> {
    let view = scene.view;
    let first = times_in(scene.times, line.span).first()?;
    let lead = Span::new(line.span.start.min(first.span.start), first.span.start);
    let bare = lead.trim(view.text());
    let cued = || {
        let mut hits = view.hits.within(&view.tokens, lead);
        hits.any(|hit| hit.concept == Concept::DateClockCue && hit.span == bare)
    };
    (words(view, lead) == 0 || cued()).then_some(first)
}

/// Whether the line above a date is of another: it stands in a paragraph that tells a day or a
/// programme of its own, or both are rows of a list that begin with their days.
pub fn is_of_other_day(scene: &Scene, above: usize, timed: &Timed) -> bool {
    let lines = &scene.layout.lines;
    let (line, own) = (&lines[above], &lines[timed.line]);
    if line.block != own.block {
        let block = scene.view.document.blocks[line.block].span;
        let times = times_in(scene.times, block);
        return times.iter().any(|other| match other.role {
            TimeRole::Event => other.time.start.day.is_some(),
            TimeRole::Agenda => true,
            _ => false,
        });
    }
    above != timed.line
        && opening(scene, own).is_some_and(|first| first.span == timed.span)
        && opening(scene, line).is_some_and(|first| is_dated(first.time))
}

/// Whether the date stands in a line between others that tell a day or begin with an hour each: of a
/// list each row says what it can.
pub fn is_of_list(scene: &Scene, timed: &Timed) -> bool {
    const LONGEST: usize = 16;
    let lines = &scene.layout.lines;
    let own = &lines[timed.line];
    let is_row = |line: &Line| {
        let first = times_in(scene.times, line.span).first();
        let day = |first: &Timed| first.role == TimeRole::Event && first.time.start.day.is_some();
        let hour = || opening(scene, line).is_some_and(|first| first.role == TimeRole::Clock);
        (first.is_some_and(day) || hour()) && words(scene.view, line.span) <= LONGEST
    };
    let is_item = |line: &Line| matches!(line.kind, BlockKind::ListItem { .. });
    let beside = |index: &usize| {
        let line = &lines[*index];
        let same = line.block == own.block
            || line.cells.len() > 1 && own.cells.len() > 1
            || is_item(line) && is_item(own);
        same && line.part == own.part && is_row(line)
    };
    let above = timed.line.checked_sub(1).filter(beside);
    let below = Some(timed.line + 1).filter(|next| *next < lines.len());
    is_row(own) && (above.is_some() || below.is_some_and(|next| beside(&next)))
}

/// Whether the line begins with a time of day under a day of its own, which stands over it in its
/// paragraph: it is a row of that day. The first row's hour may be read as one time with the day.
pub fn is_row_of_day(scene: &Scene, index: usize) -> bool {
    let lines = &scene.layout.lines;
    let line = &lines[index];
    let after = scene
        .times
        .partition_point(|timed| timed.span.start < line.span.start);
    let before = after.checked_sub(1).map(|last| &scene.times[last]);
    if before.is_some_and(|last| last.span.end > line.span.start && is_dated(last.time)) {
        return true;
    }
    let is_row =
        |line: &Line| opening(scene, line).is_some_and(|first| first.role == TimeRole::Clock);
    let above = lines[..index].iter().rev().take(ROWS_OF_DAY);
    let is_item = matches!(line.kind, BlockKind::ListItem { .. });
    is_row(line)
        && above
            .take_while(|above| above.block == line.block || is_item && above.part == line.part)
            .find(|above| !is_row(above))
            .and_then(|day| opening(scene, day))
            .is_some_and(|first| is_dated(first.time))
}

/// What the only row under a day tells behind its hour ("Friday 6 March / 4 pm Lantern walk").
pub fn hour_below(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene { view, layout, .. } = *scene;
    let lines = &layout.lines;
    let (line, next) = (&lines[timed.line], lines.get(timed.line + 1)?);
    let first = opening(scene, next)?;
    let rest = Span::new(first.span.end.min(next.span.end), next.span.end);
    let row = title_text::trim_marks(view.text(), rest);
    let is_item = matches!(next.kind, BlockKind::ListItem { .. });
    let fits = (next.block == line.block || is_item && next.part == line.part)
        && timed.time.start.clock.is_none()
        && first.role == TimeRole::Clock
        && opening(scene, line).is_some_and(|day| day.span == timed.span)
        && next.cells.len() < 2
        && (1..=LONGEST_ROW).contains(&words(view, row));
    // "4 pm, Hall 12" says where.
    let placed = has(view, row, Concept::CueRoom)
        || has(view, row, Concept::CueBuilding)
        || row
            .of(view.text())
            .ends_with(|sign: char| sign.is_ascii_digit());
    (fits && (!placed || has(view, row, Concept::EventNoun))).then_some(row)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{document, pairs, told};
    use crate::{Options, extract};

    #[test]
    fn rows_of_a_day_are_events_and_the_day_above_them_is_none() {
        for (text, events) in [
            (
                "Pfarrblatt\n\nSonntag, 6. Dezember 2026 – 2. Advent\n09.00 Uhr Frühmesse in St. Anna\n17.00 Uhr Adventskonzert der Bläser\n\nMittwoch, 9. Dezember 2026\n14.30 Uhr Seniorenkaffee im Pfarrheim\n19.00 Uhr Bibelkreis\n\nFreitag, 11. Dezember 2026\n16.00 Uhr Krippenfeier für Kinder",
                &[
                    ("2026-12-06T09:00:00", "Frühmesse in St. Anna"),
                    ("2026-12-06T17:00:00", "Adventskonzert der Bläser"),
                    ("2026-12-09T14:30:00", "Seniorenkaffee"),
                    ("2026-12-09T19:00:00", "Bibelkreis"),
                    ("2026-12-11T16:00:00", "Krippenfeier für Kinder"),
                ][..],
            ),
            (
                "Friday 6 March 2026\n4 pm Lantern walk for families\n\nSaturday 7 March 2026\n10 am Seed swap for gardeners",
                &[
                    ("2026-03-06T16:00:00", "Lantern walk for families"),
                    ("2026-03-07T10:00:00", "Seed swap for gardeners"),
                ],
            ),
        ] {
            assert_eq!(told(text), pairs(events), "{text}");
        }
    }

    #[test]
    fn a_row_of_a_list_is_called_what_it_says() {
        for (text, events) in [
            (
                "Termine des Vereins\n\n05.05.2026 Wanderung zur Ruine\n30.05.2026 Vereinsausflug nach Graz\n13.07.2026 Sommerfest",
                &[
                    ("2026-05-05", "Wanderung zur Ruine"),
                    ("2026-05-30", "Vereinsausflug nach Graz"),
                    ("2026-07-13", "Sommerfest"),
                ][..],
            ),
            (
                "Calendrier du comité\n\nLoto : samedi 14 novembre 2026, ouverture des portes 18h30, début des parties 20h\nBal : samedi 28 novembre 2026 à 21h\nVide-grenier : dimanche 6 décembre 2026",
                &[
                    ("2026-11-14T20:00:00", "Loto"),
                    ("2026-11-28T21:00:00", "Bal"),
                    ("2026-12-06", "Vide-grenier"),
                ],
            ),
        ] {
            assert_eq!(told(text), pairs(events), "{text}");
        }
    }

    #[test]
    fn a_paragraph_with_a_day_of_its_own_names_no_other() {
        let text = "Giovedì 12 novembre 2026, ore 20.45\nPresentazione del libro \"Le stanze basse\" di Carla Ferri\nDialoga con l'autrice Paolo Neri\n\nSabato 21 novembre 2026, ore 10.30\nLetture ad alta voce per bambini";
        let found = told(text);
        assert_eq!(found[1].1, "Letture ad alta voce per bambini", "{found:?}");
    }

    #[test]
    fn hours_below_a_day_are_rows_of_it_with_bullets_too() {
        let text = "SAMEDI 7 FÉVRIER 2026\n• 10h : Atelier taille des pommiers au verger\n• 20h30 : Concert de la chorale des Deux-Rives\n\nDIMANCHE 15 FÉVRIER 2026\n• 14h : Thé dansant et buffet";
        let mut document = document(text);
        for block in &mut document.blocks {
            if block.span.of(text).starts_with('•') {
                block.kind = handbill_model::BlockKind::ListItem { depth: 0 };
            }
        }
        let events = extract(&document, &Options::default()).events;
        let found: Vec<&str> = events.iter().map(|event| event.start.as_str()).collect();
        assert!(found.contains(&"2026-02-07T10:00:00"), "{found:?}");
        assert!(found.contains(&"2026-02-07T20:30:00"), "{found:?}");
        assert!(
            !found.iter().any(|start| start.starts_with("2026-02-15T20")),
            "{found:?}"
        );
    }

    #[test]
    fn a_day_with_a_name_is_what_is_held_on_it() {
        let text = "Agenda van de buurt\n\nDodenherdenking: maandag 4 mei 2026 om 19.45 uur bij het monument.\n\nBuurtborrel: vrijdag 8 mei 2026 om 17.00 uur in het wijkcentrum.";
        let found = told(text);
        let named = (
            "2026-05-04T19:45:00".to_owned(),
            "Dodenherdenking".to_owned(),
        );
        assert!(found.contains(&named), "{found:?}");
    }
}
