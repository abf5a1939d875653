//! What do the days of a schedule hold? The words of a heading, sentence, row or title of the page that
//! name a meeting or the body that meets, without the years and words for lists round them: "2026 Board
//! Meeting Agendas", "The Planning Board meets on …".

use handbill_lexicon::{Concept, TokenKind, Tokens, classify};
use handbill_model::{BlockKind, Evidence, Span};

use crate::assemble::events::Scene;
use crate::assemble::roles::words;
use crate::assemble::schedule_rows::Day;
use crate::assemble::title_sentences;
use crate::assemble::title_text;
use crate::assemble::titles;
use crate::layout::{has, has_any};
use crate::weights;
use crate::{Found, View, overlapping};

/// What the lines of a lead, nearest first, say takes place: the heading or sentence that names a
/// meeting or the body that meets.
pub fn name(scene: &Scene, near: &[Span]) -> Option<Span> {
    let named = || near.iter().filter_map(|span| name_in(scene, *span));
    // "Board Meetings" says less than the sentence that tells whose they are.
    let full = named().find(|name| !titles::is_plain_meeting(scene.view, *name));
    let plain = || named().find(|name| has(scene.view, *name, Concept::NameUnit));
    full.or_else(plain)
        .or_else(|| headed_by_body(scene, near))
        .or_else(|| named().next())
}

/// The nearest heading that is but the word for a body.
fn headed_by_body(scene: &Scene, near: &[Span]) -> Option<Span> {
    let view = scene.view;
    let is_body = |span: &&Span| {
        let mut hits = view.hits.at(view.tokens.first_at(span.start)).iter();
        let line = scene.layout.line_at(span.start);
        line.is_some_and(|line| matches!(scene.layout.lines[line].kind, BlockKind::Heading { .. }))
            && hits
                .any(|hit| hit.concept == Concept::NameUnit && hit.span == span.trim(view.text()))
    };
    near.iter().find(is_body).map(|span| span.trim(view.text()))
}

fn name_in(scene: &Scene, span: Span) -> Option<Span> {
    let view = scene.view;
    if words(view, span) > 12 {
        return clauses(scene, span)
            .find_map(|clause| body(view, clause))
            .or_else(|| {
                let mut clauses = clauses(scene, span);
                let subject = clauses
                    .find_map(|clause| title_sentences::subject(view, scene.mentions, clause))?;
                Some(subject.span)
            });
    }
    // "Meeting dates and deadlines" says what the list holds, not what takes place.
    stripped(view, span)
        .filter(|named| names_meeting(view, *named) && !has(view, span, Concept::DeadlineWord))
        .or_else(|| clauses(scene, span).find_map(|clause| body(view, clause)))
}

fn clauses<'a>(scene: &'a Scene, span: Span) -> impl Iterator<Item = Span> + 'a {
    let clauses = &scene.layout.clauses;
    let first = clauses.partition_point(|clause| clause.span.end <= span.start);
    clauses[first..]
        .iter()
        .map(|clause| clause.span)
        .take_while(move |clause| clause.start < span.end)
}

/// The body at the head of a sentence that says that it meets: "The Planning Board meets on …". What
/// is but a word for a body, or points at one ("this board"), names none.
pub fn body(view: &View, clause: Span) -> Option<Span> {
    const THIS: i32 = 0;
    who(view, clause).filter(|named| {
        let first = view
            .hits
            .find(view.tokens.first_at(named.start), Concept::DateShift);
        words(view, *named) >= 2 && first.is_none_or(|hit| hit.value != THIS)
    })
}

/// Who meets by the sentence, named in full or not.
pub fn who(view: &View, clause: Span) -> Option<Span> {
    let meets = view
        .hits
        .within(&view.tokens, clause)
        .find(|hit| hit.concept == Concept::CueMeets)?;
    let lead = Span::new(clause.start, meets.span.start).trim(view.text());
    let count = words(view, lead);
    let is_name = (1..=12).contains(&count)
        && !lead.of(view.text()).contains([',', ':'])
        && has_any(
            view,
            lead,
            &[
                Concept::NameUnit,
                Concept::EventNoun,
                Concept::NameOrganisation,
                Concept::CueBody,
            ],
        );
    is_name.then(|| without_article(view, lead))
}

/// The span without a small word before its first capital.
fn without_article(view: &View, span: Span) -> Span {
    let text = span.of(view.text());
    let first = text.split(' ').next().unwrap_or_default();
    let next = text[first.len()..].trim_start().chars().next();
    let is_article = first.chars().count() <= 3
        && first.chars().skip(1).all(char::is_lowercase)
        && next.is_some_and(char::is_uppercase);
    if is_article {
        Span::new(span.start + first.len(), span.end).trim(view.text())
    } else {
        span
    }
}

/// A heading without years and words for lists and records round its name.
fn stripped(view: &View, span: Span) -> Option<Span> {
    let tokens = &view.tokens;
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    let is_plain = |index: usize| -> bool {
        let token = tokens[index];
        let covered = |concept: Concept| {
            view.hits
                .within(tokens, span)
                .any(|hit| hit.concept == concept && hit.first <= index && index < hit.end)
        };
        match token.kind {
            TokenKind::Mark(_) | TokenKind::Number => true,
            TokenKind::Word => [
                Concept::CueRecord,
                Concept::CueList,
                Concept::DateMonth,
                Concept::NameConnector,
                Concept::NameAnd,
                Concept::LanguageWord,
            ]
            .into_iter()
            .any(covered),
        }
    };
    if range.len() > 60 {
        return None;
    }
    let first = range.clone().find(|index| !is_plain(*index))?;
    let last = range.rev().find(|index| !is_plain(*index))?;
    Some(Span::new(
        tokens[first].start as usize,
        tokens[last].end as usize,
    ))
}

/// Whether the words name a meeting or a body, and are more than the word for one.
fn names_meeting(view: &View, span: Span) -> bool {
    let named = has_any(
        view,
        span,
        &[
            Concept::NameUnit,
            Concept::EventNoun,
            Concept::NameOrganisation,
        ],
    );
    let alone = view.hits.within(&view.tokens, span).any(|hit| {
        hit.span == span
            && matches!(
                hit.concept,
                Concept::EventNoun | Concept::CueGenericHeading | Concept::NameUnit
            )
    });
    let other = has_any(
        view,
        span,
        &[
            Concept::CueMeets,
            Concept::CueHeld,
            Concept::CueRecord,
            Concept::CueMore,
            Concept::CueRegister,
        ],
    );
    let begins = span
        .of(view.text())
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    named && !alone && !other && begins
}

/// What the row itself says takes place.
pub fn own_name(scene: &Scene, day: &Day) -> Option<Span> {
    let view = scene.view;
    let line = &scene.layout.lines[day.line];
    let cells: Vec<Span> = if line.cells.is_empty() {
        // What stands beside the day.
        vec![
            Span::new(day.span.end, day.own.end).trim(view.text()),
            Span::new(day.own.start, day.span.start.max(day.own.start)).trim(view.text()),
        ]
    } else if day.own == line.span {
        line.cells.clone()
    } else {
        return None;
    };
    cells.into_iter().find_map(|cell| {
        if cell.is_empty() || words(view, cell) > 14 {
            return None;
        }
        let is_place = overlapping(scene.mentions, cell).iter().any(|mention| {
            !matches!(
                mention.found,
                Found::Time(_) | Found::Url { .. } | Found::Hashtag(_)
            )
        });
        let cell = title_text::without_notes(view.text(), cell);
        let clean = title_text::clean(view, scene.mentions, cell)?;
        let named = stripped(view, clean).filter(|span| names_meeting(view, *span))?;
        let is_event = has_any(view, named, &[Concept::EventNoun, Concept::NameUnit]);
        (is_event && !is_place && !names_place(view, named) && words(view, named) >= 2)
            .then_some(named)
    })
}

/// Whether a line says something beside its day that the section cannot speak for: the name of what
/// takes place, perhaps.
pub fn says_more(scene: &Scene, day: &Day) -> bool {
    let view = scene.view;
    if !scene.layout.lines[day.line].cells.is_empty() {
        return false;
    }
    let behind = Span::new(day.span.end, day.own.end.max(day.span.end)).trim(view.text());
    let clean = title_text::clean(view, scene.mentions, behind);
    clean.is_some_and(|words| stripped(view, words).is_some())
}

/// The only cell beside the day of its row, where it could be a title.
pub fn cell_title(scene: &Scene, day: &Day) -> Option<Span> {
    let line = &scene.layout.lines[day.line];
    let mut rest = line.cells.iter().filter(|cell| !cell.contains(day.span));
    let (cell, None) = (rest.next()?, rest.next()) else {
        return None;
    };
    let titled = titles::title(scene.view, scene.mentions, *cell, titles::Place::Row)?;
    (day.own == line.span && titled.score >= weights::TITLE_ENOUGH).then_some(titled.span)
}

/// The part of the title that the source states which names a meeting or a body.
pub fn stated_title(scene: &Scene) -> Option<(String, Evidence)> {
    let title = scene.view.document.source.title.as_deref()?;
    let says = |part: &&str, concepts: &[Concept]| {
        let tokens = Tokens::new(part);
        let hits = classify(part, &tokens);
        let mut hits = hits.within(&tokens, Span::new(0, part.len()));
        hits.any(|hit| concepts.contains(&hit.concept) && hit.span.len() < part.len())
    };
    let parts = || crate::view::parts_of_title(title);
    let part = parts()
        .find(|part| says(part, &[Concept::EventNoun, Concept::NameUnit]))
        .or_else(|| {
            let mut bodies = parts().filter(|part| says(part, &[Concept::NameOrganisation]));
            bodies.next().filter(|_| bodies.next().is_none())
        })?;
    let evidence = Evidence {
        rule: Some("event.title.stated".to_owned()),
        selector: Some("title".to_owned()),
        stated: Some(part.to_owned()),
        ..Evidence::default()
    };
    Some((part.to_owned(), evidence))
}

/// The first heading of the page that is not general.
pub fn page_heading(scene: &Scene) -> Option<Span> {
    let view = scene.view;
    scene
        .layout
        .lines
        .iter()
        .filter(|line| !line.navigation && matches!(line.kind, BlockKind::Heading { level: 1 | 2 }))
        .find_map(|line| stripped(view, line.span).filter(|span| names_meeting(view, *span)))
}

/// Whether the words name a room or building.
fn names_place(view: &View, span: Span) -> bool {
    has_any(view, span, &[Concept::CueRoom, Concept::CueBuilding])
}
