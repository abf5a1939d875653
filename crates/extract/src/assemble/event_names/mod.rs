//! What is the event of a date called? Names stand in its row (`rows`), tied to it by a mark
//! (`marked`), on the lines around it (`lines`), over its section (`sections`) and in its sentences
//! (`sentences`). Each of these gives candidates; here it is told which of them count for a date, and
//! which are the best.

mod lines;
mod marked;
mod rows;
mod sections;
mod sentences;

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::anchors::ends_like_prose;
use super::bylines::{byline, persons_in};
use super::events::Scene;
use super::roles::{TimeRole, Timed, words};
use super::title_heads;
use super::titles::{self, Title};
use crate::layout::has;
use crate::weights;

pub use lines::{above, below};
pub use marked::{label_name, lead_name};
pub use sections::leads_to_day_of_writing;

/// The names near a time, best first. `read_down` says that it is of a list whose names stand below
/// their dates.
pub fn names(scene: &Scene, index: usize, heads: &[Title], read_down: bool) -> Vec<Title> {
    let mut out = match read_down {
        true => lines::under(scene, index),
        false => candidates(scene, index, heads),
    };
    out.retain(|title| !is_person(scene, title.span));
    for title in &mut out {
        let own = matches!(title.rule, "event.title.row" | "event.title.phrase");
        let told = own && follows_event(scene, index)
            || opens_item(scene, index, title.span)
            || heads_item(scene, title.span);
        if !told && !byline(scene, title.span).is_empty() {
            title.score += weights::TITLE_BARE_NOUN;
        }
    }
    best(out)
}

/// The names that the lines and sentences around a time tell, or its section.
fn candidates(scene: &Scene, index: usize, heads: &[Title]) -> Vec<Title> {
    let timed = &scene.times[index];
    let line = &scene.layout.lines[timed.line];
    let is_table_row = line.cells.len() > 1;
    if is_table_row && let Some(titled) = rows::titled_cell(scene, timed) {
        return vec![titled];
    }
    let prose = is_in_prose(scene, timed);
    let is_listed = rows::is_of_rows(scene, index);
    let row = (!prose).then(|| rows::row_name(scene, timed, is_listed, heads));
    let row = row
        .flatten()
        .map(|row| below_speaker(scene, timed, &row).unwrap_or(row));
    let mut out: Vec<Title> = row.into_iter().collect();
    out.extend(marked::holiday_label(scene, timed));
    out.extend(marked::company(scene, timed));
    let leading = marked::lead_name(scene, timed)
        .or_else(|| marked::led_name(scene, timed, is_listed))
        .filter(|_| prose);
    let parted = leading.is_some();
    out.extend(leading);
    if prose && !parted {
        out.extend(lines::headed(scene, timed));
        out.extend(marked::labelled(scene, timed, heads));
    }
    out.extend(marked::bracket(scene, timed));
    // A line over the date in its own paragraph leaves what stands before that to others.
    let mut apart = false;
    let weak = out
        .iter()
        .all(|title| rows::is_weak_row(scene, timed, title))
        && !is_table_row
        && (out.is_empty() || !is_listed);
    if weak && !prose {
        let block = scene.view.document.blocks[line.block].span;
        let mut below = lines::below(scene, timed);
        // The items of a calendar stand below their days: what is above is none of theirs.
        let is_item = below.as_ref().is_some_and(|below| {
            block.contains(below.span) && opens_item(scene, index, below.span)
        });
        if let Some(below) = below.as_mut().filter(|_| is_item) {
            if titles::is_bare_noun(scene.view, below.span) {
                below.score -= weights::TITLE_BARE_HEAD;
            }
            if titles::is_house(scene.view, below.span) {
                below.score = below.score.max(weights::TITLE_ENOUGH);
            }
        }
        // Under the heading of a date's own item a line says more of it.
        let over = timed
            .line
            .checked_sub(1)
            .map(|over| scene.layout.lines[over].span);
        let of_all = heads
            .first()
            .is_some_and(|head| over.is_some_and(|it| it.overlaps(head.span)));
        if let Some(below) = below.as_mut()
            && !of_all
            && lines::is_described(scene, timed.line)
        {
            below.score += weights::TITLE_DESCRIBES;
        }
        let above = lines::above(scene, timed, heads)
            .filter(|above| !is_item || block.contains(above.span));
        apart = above
            .as_ref()
            .is_some_and(|above| block.contains(above.span));
        let around: Vec<Title> = above
            .into_iter()
            .chain(below)
            .chain(lines::headed_below(scene, timed))
            .collect();
        if !around.is_empty() {
            out.iter_mut()
                .for_each(|row| row.score += weights::TITLE_WEAK_ROW);
        }
        out.extend(around);
    }
    // A row of several that tells its name behind a dash needs no heading.
    let named = is_listed
        && out.iter().any(|title| {
            title.score >= weights::TITLE_ENOUGH && rows::is_set_off(scene, timed, title.span)
        });
    if out.is_empty() || !is_table_row && !parted && !named {
        out.extend(sections::section(scene, timed.line, heads, apart));
    }
    // A row says what its cells say; its words do not run on from cell to cell.
    if !is_table_row || out.is_empty() {
        out.extend(sentences::sentence_names(scene, timed, apart));
    }
    out
}

/// Whether the date stands in running text: a long line, one that ends like a sentence, or one that
/// runs on from another.
fn is_in_prose(scene: &Scene, timed: &Timed) -> bool {
    let Scene { view, layout, .. } = *scene;
    let whole = title_heads::joined(layout, timed.line);
    let longest = match layout.posts {
        true => LONGEST_ROW_OF_POST,
        false => LONGEST_ROW,
    };
    layout.lines[timed.line].continues
        || words(view, whole) > longest
        || ends_like_prose(view, whole)
}

/// A line of more words is running text; in posts, which have no full stops at times, of fewer.
const LONGEST_ROW: usize = 24;
const LONGEST_ROW_OF_POST: usize = 12;

/// What the line below names, where the row says who speaks of it.
fn below_speaker(scene: &Scene, timed: &Timed, row: &Title) -> Option<Title> {
    if !names_speaker(scene, row.span) {
        return None;
    }
    let below = lines::below(scene, timed)?;
    let score = row.score.max(weights::TITLE_ROW);
    Some(Title { score, ..below })
}

/// Whether the words are a person, with where he or she comes from: who speaks of what the line below
/// names.
fn names_speaker(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let persons = persons_in(scene, span);
    let Some(person) = persons.first() else {
        return false;
    };
    let start = person.honorific.map_or(person.span.start, |it| it.start);
    let rest = Span::new(person.span.end, span.end).of(view.text()).trim();
    words(view, Span::new(span.start, start.max(span.start))) == 0
        && (rest.starts_with('(') && rest.ends_with(')') || rest.starts_with(','))
}

/// The best of the candidates, each once.
fn best(mut out: Vec<Title>) -> Vec<Title> {
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out.dedup_by(|a, b| a.span == b.span);
    out.truncate(6);
    out
}

/// Whether the words fill a heading with none right above: what an item of a page is called, be it by
/// who comes ("An evening with Ann Lee").
fn heads_item(scene: &Scene, span: Span) -> bool {
    let lines = &scene.layout.lines;
    let is_heading = |line: usize| matches!(lines[line].kind, BlockKind::Heading { .. });
    let line = scene.layout.line_at(span.start);
    line.is_some_and(|line| {
        is_heading(line)
            && lines[line].span.start == span.start
            && line.checked_sub(1).is_some_and(|above| !is_heading(above))
    })
}

/// Whether a line before that of the time tells the day of an event: a row that says who speaks then
/// is no byline of a title above it.
fn follows_event(scene: &Scene, index: usize) -> bool {
    const NEAR: usize = 8;
    let line = scene.times[index].line;
    let mut before = scene.times[..index].iter().rev().take(NEAR);
    before.any(|timed| {
        timed.line < line && timed.role == TimeRole::Event && timed.time.start.day.is_some()
    })
}

/// Whether the words follow a day that begins a paragraph, in its row or on the line below, as another
/// paragraph or row near by has one: of a calendar each item says itself what it is.
fn opens_item(scene: &Scene, index: usize, name: Span) -> bool {
    const NEAR: usize = 8;
    let lines = &scene.layout.lines;
    let opens = |timed: &Timed| {
        let line = &lines[timed.line];
        timed.role == TimeRole::Event
            && timed.time.start.day.is_some()
            && words(
                scene.view,
                Span::new(line.span.start, timed.span.start.max(line.span.start)),
            ) == 0
    };
    let own = &scene.times[index];
    let before = scene.times[..index].iter().rev().take(NEAR);
    let mut others = before.chain(scene.times[index + 1..].iter().take(NEAR));
    name.start >= own.span.end
        && opens(own)
        && (lines[own.line].first || lines[own.line].span.contains(name))
        && others.any(|timed| timed.time.start.date() != own.time.start.date() && opens(timed))
}

/// Whether the words are the names of persons and nothing more.
fn is_person(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let at = scene
        .persons
        .partition_point(|person| person.span.end <= span.start);
    let mut start = span.start;
    for person in scene.persons[at..]
        .iter()
        .take_while(|person| person.span.start < span.end)
    {
        let between = Span::new(start, person.span.start.max(start));
        if words(view, between) > usize::from(has(view, between, Concept::DateAnd)) {
            return false;
        }
        start = person.span.end;
    }
    start > span.start && words(view, Span::new(start.min(span.end), span.end)) == 0
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{pairs, told};

    #[test]
    fn who_speaks_stands_before_the_title() {
        let series = "Geology Seminars, Spring 2027\n\nJan 19   Dr. Helen Marsh (Northbridge University)\n         What lake sediments remember\nFeb 2    Prof. Omar Haddad (Coastal Institute)\n         Tides and tipping points\nWed Feb 17, 15:00   Annual Hutton Lecture in the large hall of the house\n         The rock that would not date";
        let found = told(series);
        let talks = pairs(&[
            ("2027-01-19", "What lake sediments remember"),
            ("2027-02-02", "Tides and tipping points"),
        ]);
        assert!(talks.iter().all(|talk| found.contains(talk)), "{found:?}");
    }

    #[test]
    fn how_to_register_is_no_part_of_a_name() {
        let text = "Sejlklubben Havørnen\n\n11. april 2026: Arbejdsdag på pladsen\n5. september 2026: Klubmesterskab, tilmelding senest 28. august\n7. oktober 2026: Saisonafslutning";
        let found = told(text);
        let own = pairs(&[("2026-09-05", "Klubmesterskab")]);
        assert!(found.contains(&own[0]), "{found:?}");
    }

    #[test]
    fn what_an_event_goes_along_with_is_not_its_name() {
        for (text, name) in [
            (
                "Call for Papers\nThe Third International Workshop on\nLantern Making\nLANT'2027\nhttp://www.example.org/lant/\nin conjunction with the\n10th International Conference on Light and Candles\nLICA'2027\nto be held in Greenwich, September 4-8, 2027",
                "The Third International Workshop on Lantern Making",
            ),
            (
                "Slow Garden Learning\nTuesday March 30, 2027\nOrlando, Florida\nHeld in conjunction with\n12th International Hedge Symposium (IHS)\n9th Symposium on Lawns and Meadows (SLM)\nThe last decade has seen gardens grow without a plan, and the workshop asks who waters them.",
                "Slow Garden Learning",
            ),
        ] {
            assert_eq!(told(text)[0].1, name, "{text}");
        }
    }

    #[test]
    fn each_item_of_a_calendar_says_what_it_is() {
        for (text, events) in [
            (
                "Kleinkunstverein Seeheim\n\nSa, 13. Februar 2027, 20 Uhr\nKabarettabend mit Jonas Brill\n\n30. Mai 2027: Saisonabschluss",
                &[
                    ("2027-02-13T20:00:00", "Kabarettabend mit Jonas Brill"),
                    ("2027-05-30", "Saisonabschluss"),
                ][..],
            ),
            (
                "COMITÉ DES FÊTES\n\nDimanche 3 octobre 2027\nVIDE-GRENIER\nDe 8h à 18h, allée des Tilleuls\n\nSamedi 30 octobre 2027\nSoirée « Frissons » : des contes à faire peur, 20h30",
                &[
                    ("2027-10-03T08:00:00", "VIDE-GRENIER"),
                    (
                        "2027-10-30T20:30:00",
                        "Soirée « Frissons » : des contes à faire peur",
                    ),
                ],
            ),
            (
                "Poziv na godišnju skupštinu\n\nPozivamo vas na godišnju skupštinu koja će se održati u petak, 16. travnja 2027. u 18 sati u Domu kulture.\n\nNedjelja, 25. travnja 2027. – Izlet na Visoku goru, polazak u 7:00 s kolodvora",
                &[
                    ("2027-04-16T18:00:00", "godišnju skupštinu"),
                    ("2027-04-25T07:00:00", "Izlet na Visoku goru"),
                ],
            ),
            (
                "Velforeningen Solbakken\n\nÅrsmøte i Velforeningen Solbakken onsdag 17. mars 2027 kl. 19.\n\nDugnad lørdag 24. april 2027 kl. 10. Ta med rive og hansker.",
                &[
                    ("2027-03-17T19:00:00", "Årsmøte i Velforeningen Solbakken"),
                    ("2027-04-24T10:00:00", "Dugnad"),
                ],
            ),
            (
                "AGENDA 2027\n\n5 set 2027, 21h30: Noite de Fados\n19 set 2027, 16h00: Cinema na praça\n3 out 2027, 10h00: Caminhada dos moinhos",
                &[
                    ("2027-09-05T21:30:00", "Noite de Fados"),
                    ("2027-09-19T16:00:00", "Cinema na praça"),
                    ("2027-10-03T10:00:00", "Caminhada dos moinhos"),
                ],
            ),
        ] {
            assert_eq!(told(text), pairs(events), "{text}");
        }
    }

    #[test]
    fn a_kind_and_who_comes_stand_below_the_title() {
        let text = "Late Gold\nConcert with the Linden Duo\nSunday 3 October 2027, 5 pm\n\nTickets at the door, from 4 pm on.";
        assert_eq!(told(text)[0].1, "Late Gold");
    }

    #[test]
    fn hours_on_a_line_of_their_own_stand_between_day_and_name() {
        let text = "Saturday 5 June 2027\n10:00 - 16:00\nWestmere Open Gardens\nFourteen gardens, one ticket\n\nSaturday 19 June 2027\n19:00\nMidsummer Ceilidh\nStart at the Green";
        let events = [
            ("2027-06-05T10:00:00", "Westmere Open Gardens"),
            ("2027-06-19T19:00:00", "Midsummer Ceilidh"),
        ];
        assert_eq!(told(text), pairs(&events));
    }

    #[test]
    fn where_one_sets_out_and_comes_back_is_no_event() {
        let text = "Excursión a la Sierra Parda\n\nDomingo 16 de mayo de 2027\nSalida desde la plaza Mayor a las 8:00 h.\nRegreso a las 19:00 h.";
        let events = [("2027-05-16T08:00:00", "Excursión a la Sierra Parda")];
        assert_eq!(told(text), pairs(&events));
    }
}
