//! Words that a reader of images found on a page, as words of the layout.

use handbill_model::RecognisedPage;

use crate::words::{Frame, Word};

/// The words of the page with the number, where it was read from an image.
pub(crate) fn frame(pages: &[RecognisedPage], number: u32) -> Option<Frame> {
    /// What of the height of a line is that of its capitals and tails.
    const EM: f32 = 0.95;
    /// What of an em hangs below the base line.
    const TAILS: f32 = 0.22;
    let page = pages.iter().find(|page| page.page == number)?;
    let words: Vec<Word> = page
        .words
        .iter()
        .filter(|word| !word.text.trim().is_empty())
        .zip(0..)
        .map(|(word, order)| {
            let [left, _, right, _] = word.bounds;
            let (top, bottom) = word.line;
            let size = ((bottom - top) * EM).clamp(1.0, 1000.0);
            Word {
                text: word.text.trim().to_owned(),
                left,
                right,
                y: bottom - TAILS * size,
                size,
                bold: false,
                italic: false,
                spaced: true,
                order,
                confidence: Some(word.confidence),
                tag: 0,
            }
        })
        .collect();
    (!words.is_empty()).then_some(Frame { angle: 0, words })
}
