//! Which lists are the order of business of a meeting? They tell no hours: numbered or marked items
//! under a line that calls them an agenda.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::rows::trim_row;
use super::{AgendaRow, Programme, Section};
use crate::assemble::roles::{TimeRole, Timed, is_dated, times_in, words};
use crate::layout::{Layout, Line, has};
use crate::{Moment, View};

/// The fewest items of an order of business.
const FEWEST: usize = 3;

/// Words of an item.
const LONGEST: usize = 30;

/// Lines between the line that calls the items an agenda and the first of them: day, hour and place.
const LINES_UNDER_HEADING: usize = 6;

/// Lines between an item and the next: what belongs to it.
const LINES_BETWEEN: usize = 8;

/// The orders of business outside of the programmes with hours, and marks the times in them: those of
/// minutes to be approved and the like.
pub(super) fn orders(
    view: &View,
    layout: &Layout,
    times: &mut [Timed],
    programmes: &[Programme],
) -> Vec<Programme> {
    let lines = &layout.lines;
    let mut out = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let numbered = number(view, &lines[index]).is_some_and(|(number, _)| number == 1);
        let begins =
            numbered || is_marked(view, &lines[index]) && !follows_item(view, lines, index);
        if lines[index].navigation || !begins || !is_headed(view, layout, index) {
            index += 1;
            continue;
        }
        let (items, end) = match numbered {
            true => numbered_items(view, layout, index),
            false => marked_items(view, layout, index),
        };
        let whole = lines[index].span.cover(lines[end - 1].span);
        let taken = programmes.iter().any(|it| it.span.overlaps(whole));
        if !taken && is_business(view, times, &items) {
            if numbered {
                mark(times, whole);
            }
            out.push(order(items, whole));
        }
        index = end;
    }
    out
}

/// The number that a line begins with, in digits or as a Roman numeral, and where the item begins: "1.",
/// "2)", "IV.", or behind a word in capitals, "TOP 3".
fn number(view: &View, line: &Line) -> Option<(usize, usize)> {
    const ROMAN: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
        "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
    ];
    const LONGEST_WORD: usize = 4;
    if !line.first && line.continues || !line.cells.is_empty() {
        return None;
    }
    let told = line.span.of(view.text());
    let (first, rest) = told.split_once([' ', '\t', '\u{a0}'])?;
    let item = |rest: &str| line.span.end - rest.len();
    let word = (2..=LONGEST_WORD).contains(&first.chars().count())
        && first.chars().all(char::is_uppercase);
    let counted = || {
        let (second, behind) = rest.split_once([' ', '\t', '\u{a0}'])?;
        let number = second.trim_end_matches(['.', ':', ')']).parse().ok()?;
        Some((number, item(behind)))
    };
    let closed = || {
        let written = first.strip_suffix(['.', ')', ':'])?;
        let roman = || ROMAN.iter().position(|roman| *roman == written);
        let number = match written.parse() {
            Ok(number) => number,
            Err(_) => 1 + roman()?,
        };
        Some((number, item(rest)))
    };
    let (number, start) = closed().or_else(|| counted().filter(|_| word))?;
    (1..=40).contains(&number).then_some((number, start))
}

/// Whether the line is an item of a list without a number.
fn is_marked(view: &View, line: &Line) -> bool {
    line.first && matches!(line.kind, BlockKind::ListItem { .. }) && number(view, line).is_none()
}

fn follows_item(view: &View, lines: &[Line], index: usize) -> bool {
    index.checked_sub(1).is_some_and(|above| {
        is_marked(view, &lines[above]) || matches!(lines[above].kind, BlockKind::ListItem { .. })
    })
}

/// Whether a line over the items calls them an agenda; a sentence may lead in to them with a colon.
fn is_headed(view: &View, layout: &Layout, first: usize) -> bool {
    const LONGEST_HEAD: usize = 8;
    let lines = &layout.lines;
    let part = lines[first].part;
    let above = lines[..first].iter().rev().take(LINES_UNDER_HEADING);
    above
        .take_while(|line| line.part == part && !matches!(line.kind, BlockKind::ListItem { .. }))
        .any(|line| {
            let leads = line.span.of(view.text()).ends_with(':');
            (leads || words(view, line.span) <= LONGEST_HEAD)
                && !line.navigation
                && has(view, line.span, Concept::CueAgenda)
        })
}

/// The items from the first on whose numbers count up, and the line behind the last.
fn numbered_items(view: &View, layout: &Layout, first: usize) -> (Vec<Span>, usize) {
    let lines = &layout.lines;
    let mut items = Vec::new();
    let mut end = first;
    for index in first..lines.len() {
        let line = &lines[index];
        let heads = matches!(line.kind, BlockKind::Heading { .. });
        if line.part != lines[first].part || heads || index > end + LINES_BETWEEN {
            break;
        }
        let counted = number(view, line).filter(|(number, _)| *number == items.len() + 1);
        if let Some((_, start)) = counted {
            items.push(item(view, layout, index, start));
            end = index + 1;
        }
    }
    (items, end.max(first + 1))
}

/// The marked items of the first one's depth that follow each other, and the line behind the last.
fn marked_items(view: &View, layout: &Layout, first: usize) -> (Vec<Span>, usize) {
    let lines = &layout.lines;
    let mut items = Vec::new();
    let mut index = first;
    while let Some(line) = lines.get(index) {
        if !matches!(line.kind, BlockKind::ListItem { .. }) || line.part != lines[first].part {
            break;
        }
        if is_marked(view, line) && line.kind == lines[first].kind {
            items.push(item(view, layout, index, line.span.start));
        }
        index += 1;
    }
    (items, index.max(first + 1))
}

/// What an item says, with the lines that it runs on to.
fn item(view: &View, layout: &Layout, index: usize, start: usize) -> Span {
    let lines = &layout.lines;
    let own = &lines[index];
    let last = lines[index + 1..]
        .iter()
        .take_while(|line| {
            let listed = matches!(own.kind, BlockKind::ListItem { .. });
            line.block == own.block && (listed || line.continues) && !is_below(view, line)
        })
        .last()
        .unwrap_or(own);
    let text = view.text();
    let item = trim_row(text, Span::new(start.min(last.span.end), last.span.end));
    let told = item.of(text).trim_end_matches([';', ',', ' ']);
    // "12 May 2027 r." is short for something.
    let sentence = told.strip_suffix('.').filter(|told| {
        let last = told.rsplit([' ', '.']).next().unwrap_or_default();
        last.chars().count() > 1
    });
    Span::new(item.start, item.start + sentence.unwrap_or(told).len())
}

/// Whether a line begins with a letter or a mark of its own: "a)", "b.", "- ".
fn is_below(view: &View, line: &Line) -> bool {
    let mut told = line.span.of(view.text()).chars();
    let (first, second) = (told.next(), told.next());
    first.is_some_and(|c| "-–—•*·".contains(c))
        || first.is_some_and(char::is_alphabetic) && second.is_some_and(|c| ".)".contains(c))
}

/// Whether the items are matters to be dealt with: few words each, and not each of its own day or hour.
fn is_business(view: &View, times: &[Timed], items: &[Span]) -> bool {
    let timed = |item: &&Span| {
        let told = times_in(times, **item).first();
        told.is_some_and(|timed| {
            let leads = words(view, Span::new(item.start, timed.span.start)) == 0;
            leads && (timed.time.start.clock.is_some() || is_dated(timed.time))
        })
    };
    items.len() >= FEWEST
        && items
            .iter()
            .all(|item| (1..=LONGEST).contains(&words(view, *item)))
        && items.iter().filter(timed).count() * 3 <= items.len()
}

/// Takes the times of the items out of those that may be events'.
fn mark(times: &mut [Timed], whole: Span) {
    let first = times.partition_point(|timed| timed.span.start < whole.start);
    let inside = times[first..].iter_mut();
    for timed in inside.take_while(|timed| timed.span.end <= whole.end) {
        if matches!(timed.role, TimeRole::Event | TimeRole::Clock) {
            timed.role = TimeRole::Agenda;
        }
    }
}

fn order(items: Vec<Span>, whole: Span) -> Programme {
    let row = |title: Span| AgendaRow {
        start: Moment::default(),
        end: None,
        title,
        below: None,
        speaker: None,
        time: Span::new(title.start, title.start),
    };
    Programme {
        sections: vec![Section {
            head: None,
            rows: items.into_iter().map(row).collect(),
        }],
        span: whole,
        own_days: false,
    }
}
