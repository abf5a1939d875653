//! What is a row of a programme called, and who speaks in it? The names may have a column of their own,
//! stand before the title ("Ann Lee (Ghent): On trees"), behind it ("On trees (Ann Lee, Ghent)") or on
//! the line below.

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::AgendaRow;
use super::rows::trim_row;
use super::tables::first_lines;
use crate::assemble::events::Scene;
use crate::assemble::speaker_lines::tells_affiliation;
use crate::assemble::speakers::{Named, line_name, listed, named_at};
use crate::assemble::title_text;
use crate::layout::{has, has_any};
use crate::names::one_line;

/// Words of what stands before or behind a title to say who speaks.
const MOST_WORDS: usize = 16;

/// The title of a row, and the names of who speaks.
pub fn said(scene: &Scene, row: &AgendaRow) -> (Span, Vec<String>) {
    let text = scene.view.text();
    let whole = title_text::trim_marks(text, row.title);
    let mut names = Vec::new();
    let mut title = whole;
    if let Some(cell) = row.speaker {
        names = listed(scene, cell);
        if names.is_empty() {
            return (title, vec![one_line(cell.of(text))]);
        }
    } else if let Some((lead, rest)) = before(scene, whole) {
        names = speaking(scene, lead);
        title = rest;
    } else if let Some(below) = row.below.filter(|_| is_names(scene, whole)) {
        names = speaking(scene, whole);
        title = first_lines(text, below).0;
    } else {
        if let Some((rest, tail)) = behind(scene, whole) {
            names = listed(scene, tail);
            title = rest;
        }
        names.extend(told_in(scene, title));
        let lines = row.below.into_iter().flat_map(|below| lines(text, below));
        names.extend(
            lines
                .take_while(|line| speaks(scene, *line))
                .flat_map(|line| listed(scene, line)),
        );
    }
    let mut speakers: Vec<String> = Vec::new();
    for name in names {
        let name = one_line(name.span.of(text));
        if !speakers.contains(&name) {
            speakers.push(name);
        }
    }
    (title_text::trim_marks(text, title), speakers)
}

/// The person that the stretch begins with.
fn person_first<'a>(scene: &Scene<'a>, stretch: Span) -> Option<Named<'a>> {
    let first = scene.words.tokens_of(stretch).0;
    line_name(scene, first).filter(|name| {
        let told = Span::new(stretch.start, name.span.start.max(stretch.start));
        let posts = scene.view.words(told) == 0
            || has(scene.view, told, Concept::PersonPost)
            || has(scene.view, told, Concept::PersonHonorific);
        name.person.is_some() && name.span.end <= stretch.end && posts
    })
}

/// The names that a stretch is but for where they are from, in brackets behind them: of one body, or of
/// several persons, whether they are known or not.
fn affiliated<'a>(scene: &Scene<'a>, stretch: Span) -> Vec<Named<'a>> {
    let words = scene.words;
    let (mut at, end) = words.tokens_of(stretch);
    let mut names = Vec::new();
    while let Some(name) = named_at(scene, at).filter(|name| name.end < end) {
        at = name.end;
        names.push(name);
        if !words.is_mark(at, ',') && !words.is_mark(at, '&') && !words.is(at, Concept::NameAnd) {
            break;
        }
        at += 1;
    }
    let bracket = Span::new(words.span(at, at + 1).start, stretch.end);
    let closed = words.is_mark(at, '(') && stretch.of(scene.view.text()).ends_with(')');
    let told = names.len() > 1 || tells_affiliation(scene, bracket);
    if closed && told { names } else { Vec::new() }
}

/// The names of who speaks in a stretch that tells nothing else.
fn speaking<'a>(scene: &Scene<'a>, stretch: Span) -> Vec<Named<'a>> {
    match person_first(scene, stretch) {
        Some(_) => listed(scene, stretch),
        None => affiliated(scene, stretch),
    }
}

/// Who speaks, before a colon or a quoted title; and the title. What kind of talk it is may lead.
fn before(scene: &Scene, whole: Span) -> Option<(Span, Span)> {
    let (view, text) = (scene.view, scene.view.text());
    let part = |cut: usize, behind: usize| {
        let lead = Span::new(whole.start, whole.start + cut).trim(text);
        let rest = trim_row(text, Span::new(whole.start + behind, whole.end));
        (view.words(rest) > 0 && view.words(lead) <= MOST_WORDS).then_some((lead, rest))
    };
    let inner = whole.of(text);
    let colon = || {
        let cut = inner.find(": ")?;
        part(cut, cut + 1).filter(|(lead, _)| !speaking(scene, *lead).is_empty())
    };
    let quote = || {
        let cut = inner.find(['"', '“', '„', '«'])?;
        let (lead, rest) = part(cut, cut)?;
        let kind = lead
            .of(text)
            .find(": ")
            .map_or(lead.start, |at| lead.start + at + 1);
        let names = Span::new(kind, lead.end).trim(text);
        let closes = rest.of(text).trim_end().ends_with(['"', '”', '“', '»']);
        (closes && person_first(scene, names).is_some()).then_some((names, rest))
    };
    quote().or_else(colon)
}

/// Whether the line is but names, with where they are from in brackets or behind a comma.
fn is_names(scene: &Scene, line: Span) -> bool {
    let view = scene.view;
    let Some(first) = person_first(scene, line) else {
        return !affiliated(scene, line).is_empty();
    };
    let names = listed(scene, line);
    let last = names.last().map_or(first.span.end, |last| last.span.end);
    let rest = Span::new(last.min(line.end), line.end)
        .of(view.text())
        .trim_start();
    view.words(line) <= MOST_WORDS && (rest.is_empty() || rest.starts_with(['(', ',', '[']))
}

/// A title, and who speaks behind it: in brackets that end it, behind a dash or bar, or behind a comma
/// that no post stands before ("Opening by the mayor, Ann Lee").
fn behind(scene: &Scene, whole: Span) -> Option<(Span, Span)> {
    let text = scene.view.text();
    let inner = whole.of(text);
    let bracket = || {
        let cut = inner.rfind('(').filter(|_| inner.ends_with(')'))?;
        Some((cut, Span::new(whole.start + cut + 1, whole.end - 1)))
    };
    let dash = || {
        let marks = [" – ", " — ", " - ", " | ", " · "].into_iter();
        let cuts = marks.filter_map(|mark| Some((inner.rfind(mark)?, mark.len())));
        let (cut, length) = cuts.max()?;
        Some((cut, Span::new(whole.start + cut + length, whole.end)))
    };
    let comma = || {
        let mut cuts = inner.match_indices(", ").map(|(cut, _)| cut);
        let tail = |cut: usize| Span::new(whole.start + cut + 2, whole.end);
        let cut = cuts.find(|cut| person_first(scene, tail(*cut)).is_some())?;
        let kind = inner[..cut].rfind(':').map_or(0, |colon| colon + 1);
        let title = Span::new(whole.start + kind, whole.start + cut);
        let holds = has_any(
            scene.view,
            title,
            &[Concept::PersonPost, Concept::CueSpeaker],
        );
        let last = listed(scene, tail(cut)).last().map(|last| last.span.end);
        let rest = Span::new(last?.min(whole.end), whole.end).trim(text);
        let closes =
            rest.is_empty() || rest.of(text).starts_with('(') || tells_affiliation(scene, rest);
        (!holds && closes).then_some((cut, tail(cut)))
    };
    let cuts = [bracket(), dash(), comma()].into_iter().flatten();
    cuts.into_iter().find_map(|(cut, tail)| {
        let title = Span::new(whole.start, whole.start + cut).trim(text);
        let tail = tail.trim(text);
        let tells = scene.view.words(title) > 0
            && scene.view.words(tail) <= MOST_WORDS
            && person_first(scene, tail).is_some();
        tells.then_some((title, tail))
    })
}

/// Those that a title names behind a comma, as holders of the post before it.
fn told_in<'a>(scene: &Scene<'a>, title: Span) -> Vec<Named<'a>> {
    let text = scene.view.text();
    let comma = title.of(text).rfind(", ").map(|at| title.start + at + 2);
    comma
        .map(|start| Span::new(start, title.end))
        .filter(|tail| person_first(scene, *tail).is_some())
        .map(|tail| listed(scene, tail))
        .unwrap_or_default()
}

/// Whether a line below a title tells who speaks: it begins with a person.
fn speaks(scene: &Scene, line: Span) -> bool {
    scene.view.words(line) <= MOST_WORDS && person_first(scene, line).is_some()
}

fn lines(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    span.of(text).split('\n').map(move |line| {
        let own = Span::new(start, start + line.len());
        start = own.end + 1;
        own.trim(text)
    })
}
