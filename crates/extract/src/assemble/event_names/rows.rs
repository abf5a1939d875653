//! What does the row of a date call its event? A row is the line or the row of a table that the date
//! stands in: the words beside the date, the cell or the column that holds titles. Here is also told
//! how much such words are worth: whether they are too few to name anything, and whether the row is
//! one of several that each name their own.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::super::anchors::ends_like_prose;
use super::super::events::Scene;
use super::super::neighbours;
use super::super::roles::{TimeRole, Timed, is_dated, times_in, words};
use super::super::schedule_rows::is_record;
use super::super::title_text;
use super::super::titles::{self, Place, Title};
use super::marked::{is_in_head, step};
use crate::layout::{Line, has};
use crate::weights;

/// The name that the row gives its date, weighed by where in the row it stands. `is_listed` says that
/// the row is one of several; `heads` are the titles of the document.
pub fn row_name(scene: &Scene, timed: &Timed, is_listed: bool, heads: &[Title]) -> Option<Title> {
    let view = scene.view;
    let row = row_rest(scene, timed).filter(|_| !is_headed_sentence(scene, timed))?;
    let place = match scene.layout.lines[timed.line].kind {
        BlockKind::Heading { .. } => Place::Section,
        _ => Place::Row,
    };
    let mut title = titles::title(view, scene.mentions, row, place)?;
    if timed.line == 0 {
        title.score += weights::TITLE_TOP_ROW;
    }
    title.score += step(scene, timed, &title, heads);
    let led = || {
        title.span.start >= timed.span.end
            && is_set_off(scene, timed, title.span)
            && !is_in_head(scene, title.span, heads)
    };
    let alone = is_listed || neighbours::is_of_list(scene, timed) || led();
    if alone && titles::is_bare_noun(view, title.span) {
        title.score -= weights::TITLE_BARE_NOUN;
    }
    if is_headed_cell(scene, timed, title.span) {
        title.score += weights::TITLE_HEADED_CELL;
    }
    Some(title)
}

/// What a row says besides its date: a cell without a date, or the rest of the line.
fn row_rest(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene { view, layout, .. } = *scene;
    let line = &layout.lines[timed.line];
    if matches!(line.kind, BlockKind::KeyValue { .. }) {
        return None;
    }
    if line.cells.len() > 1 {
        return cell_name(scene, timed);
    }
    let clause = &layout.clauses[timed.clause];
    if clause
        .label
        .is_some_and(|label| label.end <= timed.span.start)
    {
        let label = clause.label?;
        let cue = view.hits.within(&view.tokens, label).any(|hit| {
            matches!(
                hit.concept,
                Concept::CueWhen
                    | Concept::CueVenue
                    | Concept::CueRegister
                    | Concept::CueAgenda
                    | Concept::CuePublished
                    | Concept::CueSpeaker
            )
        });
        // "Workshop: 18 May 2010" names its event; "When: 18 May" does not.
        return if cue { None } else { Some(label) };
    }
    column_name(scene, timed)
        .or_else(|| behind_cue(scene, timed))
        .or_else(|| first_sentence(scene, timed))
        .or(Some(line.span))
}

/// The sentence that a row begins with, where it leads with its date and says something behind it: what
/// follows tells more of the event ("7 Nov, 6 pm: Shared supper. Bring a dish.").
fn first_sentence(scene: &Scene, timed: &Timed) -> Option<Span> {
    /// Words of the longest that is rather a name than running text.
    const LONGEST: usize = 6;
    let Scene { view, layout, .. } = *scene;
    let line = layout.lines[timed.line].span;
    let clause = layout.clauses[timed.clause].span;
    let behind = Span::new(timed.span.end.min(clause.end), clause.end);
    let leads = clause.start == line.start && timed.span.start == line.start;
    let told = (1..=LONGEST).contains(&words(view, behind));
    (leads && clause.end < line.end && told).then_some(clause)
}

/// What stands behind an hour that nothing but the word for one leads to: "kl. 18 Choir".
fn behind_cue(scene: &Scene, timed: &Timed) -> Option<Span> {
    let (view, line) = (scene.view, scene.layout.lines[timed.line].span);
    let lead = Span::new(line.start, timed.span.start.max(line.start)).trim(view.text());
    let mut hits = view.hits.within(&view.tokens, lead);
    let led = timed.role == TimeRole::Clock
        && !lead.is_empty()
        && hits.any(|hit| hit.concept == Concept::DateClockCue && hit.span == lead);
    led.then(|| Span::new(timed.span.end.min(line.end), line.end).trim(view.text()))
}

/// The first column that could be a name, of a row whose columns are set apart by spaces.
fn column_name(scene: &Scene, timed: &Timed) -> Option<Span> {
    let text = scene.view.text();
    let line = scene.layout.lines[timed.line].span;
    if !line.of(text).contains(COLUMN_GAP) {
        return None;
    }
    let mut start = line.start;
    let mut columns = Vec::new();
    for piece in line.of(text).split(COLUMN_GAP) {
        columns.push(Span::new(start, start + piece.len()).trim(text));
        start += piece.len() + COLUMN_GAP.len();
    }
    columns
        .into_iter()
        .filter(|column| !column.is_empty() && !column.overlaps(timed.span))
        .find(|column| titles::title(scene.view, scene.mentions, *column, Place::Row).is_some())
}

/// So many spaces part the columns of a row.
const COLUMN_GAP: &str = "   ";

/// What the date's row has in the one column whose head says that it holds titles: that names the
/// event, whatever it speaks of.
pub fn titled_cell(scene: &Scene, timed: &Timed) -> Option<Title> {
    const LONGEST_HEAD: usize = 3;
    const LONGEST: usize = 24;
    let view = scene.view;
    let text = view.text();
    let row = &scene.layout.lines[timed.line].cells;
    let mut titled = header_line(scene, timed)?
        .cells
        .iter()
        .zip(row)
        .filter(|(head, _)| {
            words(view, **head) <= LONGEST_HEAD
                && has(view, **head, Concept::CueTitle)
                && times_in(scene.times, **head).is_empty()
        });
    let (_, cell) = titled.next().filter(|_| titled.next().is_none())?;
    let first = cell.of(text).split('\n').next().unwrap_or_default();
    let cell = Span::new(cell.start, cell.start + first.len());
    let name = title_text::trim_marks(text, title_text::without_status(view, cell));
    let fits = !cell.overlaps(timed.span)
        && (1..=LONGEST).contains(&words(view, name))
        && !is_record(view, name)
        && !has(view, name, Concept::CueUntold);
    fits.then_some(Title {
        span: name,
        score: weights::TITLE_ROW + weights::TITLE_LABEL,
        rule: "event.title.row",
    })
}

/// Whether the name is that of a cell of the date's row under a header that says so: there few words
/// are name enough.
fn is_headed_cell(scene: &Scene, timed: &Timed, name: Span) -> bool {
    let cells = scene.layout.lines[timed.line].cells.iter();
    let column = cells.clone().position(|cell| cell.contains(name));
    let header = column.and_then(|column| header_line(scene, timed)?.cells.get(column).copied());
    header.is_some_and(|header| {
        times_in(scene.times, header).is_empty()
            && (has(scene.view, header, Concept::CueTitle)
                || has(scene.view, header, Concept::EventNoun))
    })
}

/// The cell of the date's row that names the event: the one under a header that says so, else the
/// first that could be a name.
fn cell_name(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    let heads = header_line(scene, timed);
    let header = |column: usize| heads?.cells.get(column).copied();
    let mut best: Option<Title> = None;
    let own = |cell: &Span| cell.overlaps(timed.span);
    let parts = line.cells.iter().enumerate().flat_map(|(column, cell)| {
        let parts = match own(cell) {
            true => lines_below(scene, *cell, timed),
            false => vec![title_text::without_notes(view.text(), *cell)],
        };
        parts.into_iter().map(move |part| (column, part))
    });
    for (column, cell) in parts {
        let Some(mut found) = titles::title(view, mentions, cell, Place::Row) else {
            continue;
        };
        // A record of the meeting is its name only where the row has none.
        if is_record(view, cell) {
            found.score += weights::TITLE_BEHIND_FIELD;
        }
        if let Some(header) = header(column) {
            if has(view, header, Concept::CueTitle) || has(view, header, Concept::EventNoun) {
                found.score += weights::TITLE_LABEL;
            } else if has(view, header, Concept::CueVenue)
                || has(view, header, Concept::CueRegister)
                || has(view, header, Concept::CueSpeaker)
            {
                found.score += weights::TITLE_BEHIND_FIELD;
            }
        }
        found.score -= weights::TITLE_RANK * column as f32;
        if best.as_ref().is_none_or(|best| found.score > best.score) {
            best = Some(found);
        }
    }
    best.map(|title| title.span)
}

/// The first row of the table that the time stands in.
fn header_line<'a>(scene: &Scene<'a>, timed: &Timed) -> Option<&'a Line> {
    let above = scene.layout.lines[..timed.line].iter().rev();
    above.take_while(|other| other.cells.len() > 1).last()
}

/// The lines of a cell under the one date that it begins with.
fn lines_below(scene: &Scene, cell: Span, timed: &Timed) -> Vec<Span> {
    let text = scene.view.text();
    let days = times_in(scene.times, cell).iter();
    let days = days.filter(|timed| is_dated(timed.time) && !timed.role.is_of_writing());
    if days.count() != 1 || timed.span.start != cell.trim(text).start {
        return Vec::new();
    }
    let mut start = timed.span.end;
    let mut out = Vec::new();
    for line in Span::new(start, cell.end.max(start)).of(text).split('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len() + 1;
        let dated = times_in(scene.times, span)
            .iter()
            .any(|timed| span.contains(timed.span));
        let begins = text[..span.start].trim_end_matches(' ').ends_with('\n');
        if begins && !dated && !span.is_empty() {
            out.push(span);
        }
    }
    out
}

/// Whether a short line stands over the date in its paragraph, and the date is a sentence for
/// itself: what follows describes what the line names.
fn is_headed_sentence(scene: &Scene, timed: &Timed) -> bool {
    let Scene { view, layout, .. } = *scene;
    let line = &layout.lines[timed.line];
    let headed = timed.line.checked_sub(1).is_some_and(|above| {
        let above = &layout.lines[above];
        above.first && above.block == line.block && words(view, above.span) <= 8
    });
    let alone = view.text()[timed.span.end..].starts_with(". ");
    headed && alone && timed.span.start == line.span.start && timed.span.end < line.span.end
}

/// Whether the rest of a row is too little to name an event: a word or two that no dash or colon
/// parts from the date, or what only a comma joins to it.
pub fn is_weak_row(scene: &Scene, timed: &Timed, title: &Title) -> bool {
    let text = scene.view.text();
    // "Sunday 6 December – 2nd Advent" over rows of hours only names their day.
    let below = timed.line + 1;
    let over_hours = below < scene.layout.lines.len() && neighbours::is_row_of_day(scene, below);
    let parted =
        is_set_off(scene, timed, title.span) && !(over_hours && title.span.start >= timed.span.end);
    let listed =
        title.span.start >= timed.span.end && text[timed.span.end..title.span.start].trim() == ",";
    let view = scene.view;
    let place = [Concept::CueBuilding, Concept::CueRoom]
        .iter()
        .any(|concept| has(view, title.span, *concept))
        && !has(view, title.span, Concept::EventNoun)
        && title.span.start >= timed.span.end
        && !titles::is_in_quotes(view, title.span);
    (words(view, title.span) <= 2 && !parted) || listed || place
}

/// Whether a dash or colon stands between the date and the name.
pub fn is_set_off(scene: &Scene, timed: &Timed, name: Span) -> bool {
    let (first, last) = match name.end <= timed.span.start {
        true => (name, timed.span),
        false => (timed.span, name),
    };
    let between = &scene.view.text()[first.end..last.start.max(first.end)];
    between.contains(['-', '–', '—', ':', '|'])
}

/// Whether the time leads a line as others do near by, each with words of its own: such rows name
/// their events themselves, be it by a word.
pub fn is_of_rows(scene: &Scene, index: usize) -> bool {
    /// Lines between such rows: headings, details.
    const FURTHEST: usize = 3;
    let rest = |timed: &Timed| {
        let line = &scene.layout.lines[timed.line];
        let leads = words(scene.view, Span::new(line.span.start, timed.span.start)) == 0;
        let rest = Span::new(timed.span.end, line.span.end.max(timed.span.end));
        let said = leads && is_dated(timed.time) && words(scene.view, rest) > 0;
        said.then(|| rest.of(scene.view.text()))
    };
    // A line over each row in its paragraph is its name.
    let headed = |timed: &Timed| {
        let lines = &scene.layout.lines;
        let above = timed.line.checked_sub(1).map(|above| &lines[above]);
        above.is_some_and(|above| {
            above.block == lines[timed.line].block
                && !ends_like_prose(scene.view, above.span)
                && !title_text::is_month(scene.view, above.span.trim(scene.view.text()))
                && !times_in(scene.times, above.span)
                    .iter()
                    .any(|other| is_dated(other.time))
        })
    };
    let times = scene.times;
    let own = &times[index];
    let Some(said) = rest(own) else {
        return false;
    };
    let others = |timed: &&Timed| timed.line != own.line && timed.role == own.role;
    let before = times[..index].iter().rev().find(others);
    let after = times[index..].iter().find(others);
    before.into_iter().chain(after).any(|other| {
        other.line.abs_diff(own.line) <= FURTHEST
            && rest(other).is_some_and(|rest| rest != said)
            && !(headed(own) && headed(other))
    })
}
