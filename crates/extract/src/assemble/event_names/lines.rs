//! Which of the lines around a date names its event? The one right above or right below it, the one
//! that heads its paragraph, or the heading that follows it.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::super::events::Scene;
use super::super::neighbours;
use super::super::roles::{TimeRole, Timed, heads_news, is_dated, times_in, words};
use super::super::title_heads;
use super::super::titles::{self, Place, Title};
use super::sections::{heading_level, whole_title};
use crate::layout::{Line, has};
use crate::weights;

/// Title-like lines above a date that stands alone.
pub fn above(scene: &Scene, timed: &Timed, heads: &[Title]) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let part = layout.lines[timed.line].part;
    let mut index = timed.line;
    for _ in 0..3 {
        index = index.checked_sub(1)?;
        let line = &layout.lines[index];
        if line.part != part || matches!(line.kind, BlockKind::Heading { .. }) {
            return None;
        }
        if line.continues {
            continue;
        }
        let dated = times_in(scene.times, line.span).iter().any(|other| {
            is_dated(other.time)
                && line.span.contains(other.span)
                && other.time.start.month.is_some()
                && !other.role.is_of_writing()
        });
        if dated
            || neighbours::is_row_of_day(scene, index)
            || line.block != layout.lines[timed.line].block
                && neighbours::is_of_other_day(scene, index, timed)
        {
            return None;
        }
        if title_heads::could_be_title(view, mentions, line) && !is_field(scene, index) {
            let index = over_sentence(scene, index).unwrap_or(index);
            let line = &layout.lines[index];
            let whole = whole_title(layout, heads, index);
            let found = titles::title(view, mentions, whole, Place::Above);
            let found = who_meets(scene, timed, index, &found)
                .or_else(|| over_kind(scene, index))
                .or(found);
            let parted = line.block != layout.lines[timed.line].block;
            let described = is_described(scene, index);
            return found.map(|mut title| {
                title.score += if parted { weights::TITLE_PARTED } else { 0.0 };
                title.score += if described {
                    weights::TITLE_DESCRIBES
                } else {
                    0.0
                };
                title
            });
        }
    }
    None
}

/// The short line that heads a paragraph over the sentence at the line, which then describes what it
/// names: "Night of Tales" over "A sleepover in the library.".
fn over_sentence(scene: &Scene, index: usize) -> Option<usize> {
    const LONGEST: usize = 8;
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let over = index.checked_sub(1)?;
    let (line, above) = (&layout.lines[index], &layout.lines[over]);
    let heads = above.first
        && above.block == line.block
        && line.span.of(view.text()).ends_with('.')
        && words(view, above.span) <= LONGEST
        && !above.span.of(view.text()).ends_with(['.', ',', ';', ':'])
        && times_in(scene.times, above.span).is_empty()
        && title_heads::could_be_title(view, mentions, above)
        && !is_field(scene, over);
    heads.then_some(over)
}

/// The line over one that only says that somebody meets, where that names who does ("Planning
/// Board / Regular Meeting").
fn who_meets(scene: &Scene, timed: &Timed, index: usize, found: &Option<Title>) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    found
        .as_ref()
        .filter(|title| titles::is_plain_meeting(view, title.span))?;
    let above = index.checked_sub(1)?;
    if neighbours::is_of_other_day(scene, above, timed) {
        return None;
    }
    let over = &layout.lines[above];
    let names_body =
        has(view, over.span, Concept::NameUnit) || has(view, over.span, Concept::NameOrganisation);
    let fits = over.part == layout.lines[index].part
        && names_body
        && title_heads::could_be_title(view, mentions, over)
        && times_in(scene.times, over.span).is_empty();
    titles::title(view, mentions, over.span, Place::Above)
        .filter(|title| fits && !titles::is_plain_meeting(view, title.span))
}

/// The line over one that only tells the kind of event and who or where, and which no body fills.
fn over_kind(scene: &Scene, index: usize) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    if !title_heads::tells_kind(view, layout, mentions, index) {
        return None;
    }
    let over = layout.lines[index.checked_sub(1)?].span;
    let organisations = scene.organisations.iter();
    let mut names = organisations.flat_map(|organisation| &organisation.mentions);
    let is_body = names.any(|name| name.contains(over));
    let mut title = titles::title(view, mentions, over, Place::Above).filter(|_| !is_body)?;
    // The line below tells its kind.
    title.score += weights::TITLE_EVENT_NOUN;
    Some(title)
}

/// Whether a heading that could name the event stands right over the line, which then says more of it.
pub fn is_described(scene: &Scene, index: usize) -> bool {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let Some(over) = index.checked_sub(1).map(|over| &layout.lines[over]) else {
        return false;
    };
    matches!(over.kind, BlockKind::Heading { .. })
        && over.part == layout.lines[index].part
        && times_in(scene.times, over.span).is_empty()
        && titles::title(view, mentions, over.span, Place::Section).is_some()
}

/// A title-like line right below a date that stands alone.
pub fn below(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    // The hours of a day may stand on a line of their own; below them the place may stand, too.
    let last = layout.line_at(timed.span.end.saturating_sub(1))?;
    let ends = words(
        view,
        Span::new(
            timed.span.end,
            layout.lines[last].span.end.max(timed.span.end),
        ),
    ) == 0;
    let index = if ends { last } else { timed.line } + 1;
    let next = layout.lines.get(index)?;
    if index > timed.line + 1 && (!line.first || tells_place(scene, next.span)) {
        return None;
    }
    if let Some(row) = neighbours::hour_below(scene, timed) {
        return titles::title(view, mentions, row, Place::Row);
    }
    // A heading right over the date has one of its rank below head the next item.
    let rank = |at: usize| heading_level(layout, at);
    let above = timed.line.checked_sub(1).and_then(rank);
    if above.is_some() && above == rank(timed.line + 1) {
        return None;
    }
    let bare = before_note(scene, timed, next);
    // What is below "Agenda: 4 May" are its items.
    let fits = next.part == line.part
        && !has(view, line.span, Concept::CueAgenda)
        && times_in(scene.times, bare)
            .first()
            .is_none_or(|hour| hour.role == TimeRole::Clock && bare.start < hour.span.start)
        && title_heads::could_be_title(view, mentions, next)
        && !heads_news(view, next.span)
        && !is_field(scene, index);
    if !fits {
        return None;
    }
    // "Bring a friend." is a remark, no line that names.
    let named = next.block == line.block && !next.span.of(view.text()).ends_with('.');
    let place = if named || matches!(next.kind, BlockKind::Heading { .. }) {
        Place::Above
    } else {
        Place::Below
    };
    let whole = title_heads::joined(layout, index);
    let name = match bare == next.span {
        true => whole,
        false => bare,
    };
    titles::title(view, mentions, name, place)
}

/// Whether the line tells a room or house, or ends in a number as the short names of rooms do.
fn tells_place(scene: &Scene, line: Span) -> bool {
    has(scene.view, line, Concept::CueRoom)
        || titles::is_house(scene.view, line) && words(scene.view, line) <= 2
        || line
            .of(scene.view.text())
            .ends_with(|sign: char| sign.is_ascii_digit())
}

/// The words of the line before what dates it: a bracket that closes it ("Outing to Millbrook (booking by
/// 3 May)"), or the hour of the day above ("Night of Tales – 8 pm in the barn").
fn before_note(scene: &Scene, timed: &Timed, line: &Line) -> Span {
    /// Words of the longest line that tells a name and its hour.
    const LONGEST: usize = 20;
    let times = times_in(scene.times, line.span);
    let Some(first) = times.first() else {
        return line.span;
    };
    let text = line.span.of(scene.view.text());
    let note = text.find(" (").filter(|_| text.ends_with(')'));
    // The hour goes with the name, which is cut there with what leads to it ("from").
    let hour = || {
        let led = words(
            scene.view,
            Span::new(line.span.start, first.span.start.max(line.span.start)),
        ) > 0;
        let ends = first.role == TimeRole::Clock
            && timed.time.start.clock.is_none()
            && times.iter().all(|timed| timed.role != TimeRole::Event)
            && words(scene.view, line.span) <= LONGEST;
        (led && ends).then(|| first.span.end.saturating_sub(line.span.start))
    };
    let end = hour().or(note).filter(|end| *end > 0);
    Span::new(
        line.span.start,
        end.map_or(line.span.end, |at| line.span.start + at),
    )
}

/// The name in the line below a date of a list that reads so.
pub fn under(scene: &Scene, index: usize) -> Vec<Title> {
    let found = below(scene, &scene.times[index]);
    let named = found.and_then(|found| {
        let (view, mentions) = (scene.view, scene.mentions);
        let mut title = titles::title(view, mentions, found.span, Place::Above)?;
        let line = scene.layout.line_at(found.span.start)?;
        if matches!(scene.layout.lines[line].kind, BlockKind::Heading { .. }) {
            title.score = title.score.max(weights::TITLE_ENOUGH);
        }
        Some(title)
    });
    named.into_iter().collect()
}

/// The short first line of a paragraph whose next line begins the sentence of the date.
pub fn headed(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    if let Some(above) = timed.line.checked_sub(1).map(|above| &layout.lines[above])
        && layout.lines[timed.line].continues
        && words(view, above.span) <= 6
        && title_heads::could_be_title(view, mentions, above)
    {
        return titles::title(view, mentions, above.span, Place::Above);
    }
    let mut index = timed.line;
    while layout.lines[index].continues {
        index = index.checked_sub(1)?;
    }
    let above = layout.lines.get(index.checked_sub(1)?)?;
    let same_block = above.block == layout.lines[index].block && above.first;
    let plain = !above.span.of(view.text()).ends_with(['.', ',', ';']);
    let short = words(view, above.span) <= 8;
    let fits = same_block
        && plain
        && short
        && title_heads::could_be_title(view, mentions, above)
        && !is_field(scene, index - 1);
    if fits {
        titles::title(view, mentions, above.span, Place::Section)
    } else {
        None
    }
}

/// The heading under one that holds the date, of its rank or a higher one, with nothing but short
/// lines between: hours, and how to register.
pub fn headed_below(scene: &Scene, timed: &Timed) -> Option<Title> {
    const FURTHEST: usize = 4;
    const SHORT: usize = 8;
    let Scene { view, layout, .. } = *scene;
    let part = layout.lines[timed.line].part;
    let own = heading_level(layout, timed.line)
        .filter(|_| !has(view, layout.lines[timed.line].span, Concept::CueAgenda))?;
    let below = timed.line + 1..layout.lines.len().min(timed.line + 1 + FURTHEST);
    for index in below {
        let line = &layout.lines[index];
        if line.part != part || words(view, line.span) > SHORT || heads_news(view, line.span) {
            return None;
        }
        let dated = times_in(scene.times, line.span)
            .iter()
            .any(|other| is_dated(other.time));
        match heading_level(layout, index) {
            Some(level) if level <= own && !dated && !is_field(scene, index) => {
                let whole = title_heads::joined(layout, index);
                return titles::title(view, scene.mentions, whole, Place::Section);
            }
            _ if dated => return None,
            _ => {}
        }
    }
    None
}

/// Whether the line is a field: it has a label of the lexicon.
fn is_field(scene: &Scene, line: usize) -> bool {
    let layout = scene.layout;
    let first = layout.clauses.partition_point(|clause| clause.line < line);
    layout.clauses[first..]
        .iter()
        .take_while(|clause| clause.line == line)
        .any(|clause| {
            clause
                .label
                .filter(|label| !is_numbered(scene, *label))
                .is_some_and(|label| {
                    scene
                        .view
                        .hits
                        .within(&scene.view.tokens, label)
                        .any(|hit| {
                            // "Songs with a choir: ..." is no field of the choir.
                            let leads =
                                hit.span.start == label.start || words(scene.view, label) <= 3;
                            leads
                                && matches!(
                                    hit.concept,
                                    Concept::CueWhen
                                        | Concept::CueVenue
                                        | Concept::CueRegister
                                        | Concept::CueMore
                                        | Concept::CueSpeaker
                                        | Concept::CueAgenda
                                        | Concept::CuePrice
                                        | Concept::CueGenericHeading
                                )
                        })
                })
        })
}

/// Whether the label counts what its line names: "Session #2", "Atelier 3".
fn is_numbered(scene: &Scene, label: Span) -> bool {
    let tokens = &scene.view.tokens;
    let last = tokens.first_at(label.end).checked_sub(1);
    last.is_some_and(|last| tokens.number(last).is_some())
        && (1..=2).contains(&scene.view.words(label))
        && has(scene.view, label, Concept::EventNoun)
}
