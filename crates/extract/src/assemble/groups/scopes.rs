//! Which stretch of the document speaks of each event? From its name or date to where that of the next one
//! begins, and for the last of a list no further than items of its shape reach.

use handbill_model::{BlockKind, Span};

use super::super::anchors::Anchor;
use super::super::events::Scene;
use super::super::title_heads;
use super::super::title_text::is_generic;
use super::Group;
use crate::layout::{Layout, Line};
use crate::overlapping;

/// The stretch of the document that speaks of each event: all of it for a single event, else from
/// the event's name or date to the next event's.
pub fn scopes(scene: &Scene, groups: &[Group]) -> Vec<Span> {
    let whole = Span::new(0, scene.view.text().len());
    if groups.len() <= 1 {
        return groups.iter().map(|_| whole).collect();
    }
    let clause_start = |offset: usize| {
        scene
            .layout
            .clause_at(offset)
            .map_or(offset, |clause| scene.layout.clauses[clause].span.start)
    };
    let begin = |group: &Group| {
        let date = group
            .anchors
            .first()
            .map_or(0, |anchor| scene.times[anchor.time].span.start);
        let anchor = clause_start(date);
        // A further event of an hour begins where it is named.
        let line = group.anchors.first().map_or(0, |anchor| anchor.line);
        let named = scene.layout.lines[line].span;
        if named.start > date
            && let Some(name) = group.name.as_ref().filter(|name| named.overlaps(name.span))
        {
            return name.span.start;
        }
        match &group.name {
            Some(name) if name.span.start < date && date - name.span.start < 1500 => name
                .span
                .start
                .min(if clause_start(name.span.start) == anchor {
                    name.span.start
                } else {
                    anchor
                }),
            _ => anchor,
        }
    };
    let mut starts: Vec<usize> = groups.iter().map(begin).collect();
    behind_contents(scene, groups, &mut starts, clause_start);
    let mut sorted = starts.clone();
    sorted.sort_unstable();
    let longest = longest_item(&starts);
    let blocks = Blocks::new(scene.layout);
    let last_block = blocks.longest(&starts);
    groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            if group.main {
                return whole;
            }
            let start = starts[index];
            let part = group
                .anchors
                .first()
                .map_or(whole, |anchor| scene.layout.part_span(anchor.part));
            let next = sorted.partition_point(|other| *other <= start);
            let next = sorted.get(next).copied();
            let end = next.unwrap_or_else(|| (start + longest).min(blocks.end(start, last_block)));
            let end = next_section(scene, group, next.is_none(), end.min(part.end));
            Span::new(start.max(part.start.min(start)), end.max(start))
        })
        .collect()
}

/// Moves the beginnings of events that a table of contents names first to the sections that tell of
/// them: where the dates of most stand again below the
/// first of the last.
fn behind_contents(
    scene: &Scene,
    groups: &[Group],
    starts: &mut [usize],
    clause_start: impl Fn(usize) -> usize,
) {
    let listed = |group: &Group| {
        let row = |anchor: &Anchor| {
            let mut names = anchor.names.iter();
            names.any(|name| name.rule == "event.title.row")
        };
        group.anchors.len() > 1 && group.anchors.iter().take(2).all(row)
    };
    let last_first = groups
        .iter()
        .filter_map(|group| group.anchors.first())
        .map(|anchor| anchor.line)
        .max()
        .unwrap_or(0);
    let again = |group: &Group| {
        let anchor = group
            .anchors
            .iter()
            .find(|anchor| anchor.line > last_first)?;
        Some(clause_start(scene.times[anchor.time].span.start))
    };
    let moved: Vec<Option<usize>> = groups
        .iter()
        .map(|group| again(group).filter(|_| listed(group)))
        .collect();
    if moved.iter().flatten().count() * 2 <= groups.len() {
        return;
    }
    for (start, moved) in starts.iter_mut().zip(moved) {
        *start = moved.unwrap_or(*start);
    }
}

/// Where the section that follows an event begins: at a heading behind its dates that is no lower
/// than the one that names it, or, where a line in capitals names it, at the next such line; behind
/// the last event also at a line that only names a part of the page ("Tickets"); `end` where none
/// begins before.
fn next_section(scene: &Scene, group: &Group, is_last: bool, end: usize) -> usize {
    let Scene { view, layout, .. } = *scene;
    let last = group.anchors.iter().map(|anchor| anchor.line).max();
    let Some(last) = last else {
        return end;
    };
    let named = group
        .name
        .as_ref()
        .and_then(|name| layout.line_at(name.span.start));
    // The name may stand below the date.
    let last = named.map_or(last, |line| last.max(line));
    let own = named.map(|line| &layout.lines[line]);
    let level = match own.map(|line| line.kind) {
        Some(BlockKind::Heading { level }) => level,
        _ => u8::MAX,
    };
    let shown = |line: &Line| line.first && title_heads::is_capitals(line.span.of(view.text()));
    let shows = own.is_some_and(shown);
    // Items that are a paragraph each, with their name as its first line.
    let titled = own.is_some_and(|line| opens_item(scene, line));
    // A line over an address names the place, and begins no section.
    let names_venue = |line: usize| {
        layout.lines.get(line + 1).is_some_and(|below| {
            let mut inside = overlapping(scene.mentions, below.span).iter();
            inside.any(|mention| {
                let lead = Span::new(below.span.start.min(mention.span.start), mention.span.start);
                mention.rule.starts_with("address.") && view.words(lead) <= 3
            })
        })
    };
    (last + 1..layout.lines.len())
        .take_while(|index| layout.lines[*index].span.start < end)
        .find(|index| match layout.lines[*index].kind {
            BlockKind::Heading { level: other } => other <= level,
            _ => {
                shows && shown(&layout.lines[*index]) && !names_venue(*index)
                    || is_last
                        && (names_part(scene, *index)
                            || titled
                                && opens_item(scene, &layout.lines[*index])
                                && !names_venue(*index))
            }
        })
        .map_or(end, |line| layout.lines[line].span.start)
}

/// Whether the line stands by itself and only says what part of the page follows.
fn names_part(scene: &Scene, index: usize) -> bool {
    const LONGEST_HEADING: usize = 4;
    let Scene { view, layout, .. } = *scene;
    let line = &layout.lines[index];
    let apart = layout
        .lines
        .get(index + 1)
        .is_none_or(|next| next.block != line.block);
    line.first
        && apart
        && line.cells.len() < 2
        && view.words(line.span) <= LONGEST_HEADING
        && !line.span.of(view.text()).ends_with(['.', ','])
        && is_generic(view, line.span)
}

/// Whether the line is a short first one of a paragraph that goes on, such as titles are.
fn opens_item(scene: &Scene, line: &Line) -> bool {
    const LONGEST_TITLE: usize = 8;
    let Scene { view, layout, .. } = *scene;
    let text = line.span.of(view.text());
    let at = layout
        .lines
        .partition_point(|other| other.span.start <= line.span.start);
    line.first
        && layout
            .lines
            .get(at)
            .is_some_and(|next| next.block == line.block)
        && view.words(line.span) <= LONGEST_TITLE
        && text.starts_with(char::is_uppercase)
        && !text.ends_with(['.', ',', ':', ';'])
        && overlapping(scene.mentions, line.span).is_empty()
}

/// How far the last event of a list reaches: not much further than the longest before it, for
/// what follows a list is rarely of its last item alone.
fn longest_item(starts: &[usize]) -> usize {
    let mut sorted = starts.to_vec();
    sorted.sort_unstable();
    let longest = sorted
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .max()
        .unwrap_or(0);
    longest + longest / 2 + ITEM_SLACK
}

/// Where the blocks and rows of a document begin.
struct Blocks {
    starts: Vec<usize>,
}

impl Blocks {
    fn new(layout: &Layout) -> Blocks {
        let first = layout.lines.iter().filter(|line| line.first);
        Blocks {
            starts: first.map(|line| line.span.start).collect(),
        }
    }

    /// The number of the block that holds the offset.
    fn at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// How many blocks the longest item but the last takes, where there are enough to tell: the
    /// items of a list have one shape.
    fn longest(&self, items: &[usize]) -> usize {
        let mut sorted = items.to_vec();
        sorted.sort_unstable();
        let sizes = sorted
            .windows(2)
            .map(|pair| self.at(pair[1]) - self.at(pair[0]));
        match sorted.len() {
            0..ITEMS_OF_A_SHAPE => usize::MAX,
            _ => sizes.max().unwrap_or(usize::MAX).max(1),
        }
    }

    /// Where so many blocks from the offset on end.
    fn end(&self, offset: usize, count: usize) -> usize {
        let after = (self.at(offset) - 1).saturating_add(count);
        self.starts.get(after).copied().unwrap_or(usize::MAX)
    }
}

/// From so many items on their shape tells how far the last one reaches.
const ITEMS_OF_A_SHAPE: usize = 3;

/// So many bytes an item may always have.
const ITEM_SLACK: usize = 300;
