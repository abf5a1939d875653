//! What is the section of a date called? The nearest heading or line standing by itself over it that
//! speaks of what follows, and neither of the whole document nor of what a later heading closed.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::super::anchors::uncovered;
use super::super::events::Scene;
use super::super::roles::{TimeRole, times_in, words};
use super::super::title_heads;
use super::super::title_text;
use super::super::titles::{self, Place, Title};
use super::lines::is_described;
use crate::layout::{Layout, has};
use crate::weights;

/// The nearest heading over the line, if it is specific and does not head the whole document. Over
/// a paragraph that stands apart, with a title of its own, an unmarked one is right above it.
pub fn section(scene: &Scene, line: usize, heads: &[Title], apart: bool) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let part = layout.lines[line].part;
    let own = heading_level(layout, line);
    // Whether only headings stand between.
    let mut adjoins = true;
    for index in (0..line).rev().take(60) {
        let above = &layout.lines[index];
        if above.part != part {
            return None;
        }
        let marked = matches!(above.kind, BlockKind::Heading { .. });
        adjoins &= marked;
        // What a heading closes is no section of its date.
        let closed = |own| {
            heading_level(layout, index) > Some(own)
                || !adjoins && heading_level(layout, index) == Some(own)
        };
        if marked && own.is_some_and(closed) {
            continue;
        }
        let standing = above.first
            && matches!(above.kind, BlockKind::Paragraph)
            && layout.lines.get(index + 1).is_some_and(|next| {
                next.block != above.block || above.span.of(view.text()).ends_with(':')
            })
            && words(view, above.span) <= 14
            && (!apart || above.block + 1 == layout.lines[line].block);
        if !marked && !standing || title_heads::is_subtitle(view, layout, index) {
            continue;
        }
        // The month over the items of a calendar is no title of theirs.
        let under_month = || index > 0 && uncovered(scene, layout.lines[index - 1].span) == 0;
        if marked && is_second_of_pair(layout, index) && !under_month() {
            continue;
        }
        if title_text::is_generic(view, above.span) {
            if marked { return None } else { continue }
        }
        if !marked
            && (!title_heads::could_be_title(view, mentions, above)
                || is_described(scene, index)
                || tells_day(scene, above.span)
                || leads_to_day_of_writing(scene, above.span.start))
        {
            continue;
        }
        let found = titles::title(
            view,
            mentions,
            whole_title(layout, heads, index),
            Place::Section,
        )?;
        // "Bible Club / will be running from 3 May": the heading is what the sentence speaks of.
        let block = layout.lines[line].block;
        let goes_on = marked
            && layout.lines[index + 1].block == block
            && view.document.blocks[block]
                .span
                .of(view.text())
                .starts_with(char::is_lowercase);
        if goes_on {
            return Some(Title {
                score: found.score.max(weights::TITLE_ENOUGH) + weights::TITLE_EVENT_NOUN,
                ..found
            });
        }
        let is_head = heads.first().is_some_and(|head| head.span == found.span);
        return (!is_head).then_some(Title {
            score: if marked {
                found.score
            } else if above.span.of(view.text()).ends_with('?') {
                // What a paragraph asks its readers.
                found.score - 1.4
            } else {
                found.score - 0.6
            },
            ..found
        });
    }
    None
}

/// Whether the heading stands right under one of a higher rank, and the ones before or behind them
/// are such a pair, too: each item of the page has a title and a subtitle.
fn is_second_of_pair(layout: &Layout, index: usize) -> bool {
    const FURTHEST: usize = 60;
    let level = |line: usize| {
        let line = layout.lines.get(line)?;
        match line.kind {
            BlockKind::Heading { level } => Some(level),
            _ => None,
        }
    };
    let pair = |first: usize| level(first).zip(level(first + 1));
    let Some(own) = index.checked_sub(1).and_then(pair) else {
        return false;
    };
    let next =
        || (index + 1..layout.lines.len().min(index + FURTHEST)).find(|at| level(*at).is_some());
    let before = || (index.saturating_sub(FURTHEST)..index - 1).rfind(|at| level(*at).is_some());
    own.0 < own.1
        && (next().and_then(pair) == Some(own)
            || before().and_then(|at| pair(at.checked_sub(1)?)) == Some(own))
}

/// Whether the line tells a day, or that something takes place again and again.
fn tells_day(scene: &Scene, line: Span) -> bool {
    times_in(scene.times, line).iter().any(|other| {
        let day = other.time.start.day.is_some() || other.time.recurrence.is_some();
        line.contains(other.span) && other.role == TimeRole::Event && day
    })
}

/// Whether the few words from the offset on lead, on their line, to the day of writing ("Lindby, 3
/// May 2027").
pub fn leads_to_day_of_writing(scene: &Scene, start: usize) -> bool {
    const LONGEST: usize = 4;
    let text = scene.view.text();
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let behind = times_in(scene.times, Span::new(start, line_end)).first();
    behind.is_some_and(|timed| {
        let lead = Span::new(start.min(timed.span.start), timed.span.start);
        timed.span.end <= line_end
            && timed.role == TimeRole::Published
            && (1..=LONGEST).contains(&words(scene.view, lead))
            && !has(scene.view, lead, Concept::EventNoun)
            && !has(scene.view, lead, Concept::CuePublished)
    })
}

/// The title that holds the line, where it is one of the heads, else the line with those that run
/// on from it.
pub fn whole_title(layout: &Layout, heads: &[Title], line: usize) -> Span {
    let span = layout.lines[line].span;
    heads
        .iter()
        .map(|head| head.span)
        .find(|head| head.start < span.start && head.contains(span) || head.start == span.start)
        .unwrap_or_else(|| title_heads::joined(layout, line))
}

pub fn heading_level(layout: &Layout, line: usize) -> Option<u8> {
    match layout.lines[line].kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    }
}
