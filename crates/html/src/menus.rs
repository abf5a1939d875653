//! Menus that no name of an element tells: runs of short blocks that are links and nothing else.

use foldhash::{HashMap, HashMapExt};
use handbill_model::{Block, BlockKind, Link, Span};

/// So many links in a row are a menu.
const FEWEST: usize = 5;

/// Longer links are headlines, of which lists are made too (bytes).
const LONGEST: usize = 60;

/// Texts that stand on the page so often are what its rows share ("Agenda", "Minutes").
const SHARED: usize = 3;

/// Marks menus as navigation. `links` are ascending.
pub(crate) fn mark(text: &str, blocks: &mut [Block], links: &[Link]) {
    if links.len() < FEWEST {
        return;
    }
    let linked = linked(text, blocks, links);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (block, _) in blocks
        .iter()
        .zip(&linked)
        .filter(|(_, links)| links.is_some())
    {
        *counts.entry(block.span.of(text)).or_default() += 1;
    }
    let mut first = 0;
    while first < blocks.len() {
        let length = linked[first..]
            .iter()
            .take_while(|links| links.is_some())
            .count();
        let run = first..first + length;
        let links: usize = linked[run.clone()].iter().flatten().sum();
        let shared = blocks[run.clone()]
            .iter()
            .filter(|block| counts.get(block.span.of(text)) >= Some(&SHARED))
            .count();
        if links >= FEWEST && shared * 2 < length.max(1) {
            for block in &mut blocks[run] {
                block.navigation = true;
            }
        }
        first += length.max(1);
    }
}

/// How many links make up each block, if it says nothing beside them, and no number. A link that goes
/// on from the block before counts for nothing: it is round a card.
fn linked(text: &str, blocks: &[Block], links: &[Link]) -> Vec<Option<usize>> {
    let mut at = 0;
    blocks
        .iter()
        .map(|block| {
            while links
                .get(at)
                .is_some_and(|link| link.span.end <= block.span.start)
            {
                at += 1;
            }
            if matches!(
                block.kind,
                BlockKind::Cell { .. } | BlockKind::KeyValue { .. } | BlockKind::Separator
            ) {
                return None;
            }
            let own: Vec<Span> = links[at..]
                .iter()
                .take_while(|link| link.span.start < block.span.end)
                .map(|link| link.span)
                .collect();
            let goes_on = at > 0
                && links
                    .get(at)
                    .is_some_and(|it| it.target == links[at - 1].target);
            is_made_of(text, block.span, &own).then(|| own.len() - usize::from(goes_on))
        })
        .collect()
}

fn is_made_of(text: &str, block: Span, links: &[Span]) -> bool {
    let mut from = block.start;
    for link in links {
        let between = text.get(from..link.start.max(from)).unwrap_or_default();
        if link.len() > LONGEST || between.contains(char::is_alphanumeric) {
            return false;
        }
        from = link.end.max(from);
    }
    let rest = text.get(from..block.end).unwrap_or_default();
    !links.is_empty()
        && !rest.contains(char::is_alphanumeric)
        && !block.of(text).contains(|c: char| c.is_ascii_digit())
}
