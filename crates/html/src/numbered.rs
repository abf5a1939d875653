//! Numbers that count paragraphs, as those of notices.

use handbill_model::{Block, BlockKind, Span};

/// So many numbers in a row, from one on, count.
const FEWEST: usize = 3;

/// Leaves the numbers out of paragraphs that they count from one on, as those of a list are. Others
/// may stand between them; a heading ends the count. They stay paragraphs: what a list looks like
/// tells that its items stand side by side, and these have paragraphs of their own.
pub(crate) fn strip(text: &str, blocks: &mut [Block]) {
    let mut run: Vec<(usize, usize)> = Vec::new();
    for index in 0..blocks.len() {
        let block = &blocks[index];
        match block.kind {
            BlockKind::Paragraph => {}
            BlockKind::Heading { .. } => {
                close(text, blocks, &mut run);
                continue;
            }
            _ => continue,
        }
        let Some((number, length)) = number(block.span.of(text)) else {
            continue;
        };
        if number == run.len() + 1 {
            run.push((index, length));
        } else if number == 1 {
            close(text, blocks, &mut run);
            run.push((index, length));
        }
    }
    close(text, blocks, &mut run);
}

/// Ends a count, which is one where it is long enough.
fn close(text: &str, blocks: &mut [Block], run: &mut Vec<(usize, usize)>) {
    if run.len() >= FEWEST {
        for (index, length) in run.iter() {
            let block = &mut blocks[*index];
            block.span = Span::new(block.span.start + length, block.span.end).trim(text);
        }
    }
    run.clear();
}

/// The number that words begin with, behind which its mark and more words stand, and the bytes of
/// both: "2. Choir practice".
fn number(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 2;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits + 1..)?;
    let marked = (1..=LONGEST).contains(&digits) && matches!(text.as_bytes()[digits], b'.' | b')');
    let parted = rest.starts_with(char::is_whitespace) && rest.contains(char::is_alphabetic);
    (marked && parted).then(|| Some((text[..digits].parse().ok()?, digits + 1)))?
}
