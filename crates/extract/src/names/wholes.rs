//! Names that the writing itself sets apart: the text of a link, the value of a label.

use handbill_lexicon::{Concept, Gap};
use handbill_model::Span;

use super::roles::Known;
use super::runs::{has_head, word_end};
use super::words::Words;

/// The name that is the whole text of a link which begins at the token (`promoted by the [Agency for
/// new technologies, energy and growth](…)`): one past its last token, and its span.
pub(crate) fn linked(words: &Words, first: usize) -> Option<(usize, Span)> {
    const MOST_TOKENS: usize = 24;
    let start = words.view.tokens.get(first)?.start as usize;
    let links = &words.view.document.links;
    let at = links.partition_point(|link| link.span.start < start);
    let link = links.get(at).filter(|link| link.span.start == start)?;
    let (_, end) = words.tokens_of(link.span);
    let plain = (first..end).all(|token| {
        !words.is_taken(token)
            && !['.', '!', '?', ':', '@']
                .iter()
                .any(|mark| words.is_mark(token, *mark))
    });
    let named =
        words.is_capital(first) && (words.is_capital(end - 1) || has_head(words, first, end));
    (plain && named && end - first <= MOST_TOKENS).then(|| (end, words.span(first, end)))
}

/// Where the name at the token ends as a piece of a label's value: at the end of the line, a comma, a
/// slash or an `and`. Nothing where the piece is no name by its writing.
pub(crate) fn piece_end(words: &Words, first: usize) -> Option<usize> {
    const MOST_TOKENS: usize = 10;
    let line = words.line_at(words.view.tokens.get(first)?.start as usize)?;
    let last = words.lines[line].end;
    let parts = |token: usize| {
        [',', ';', '/', '|', '(', '•', '·', '*', '"', ']']
            .iter()
            .any(|mark| words.is_mark(token, *mark))
            || words.is(token, Concept::NameAnd)
            || token > first && leads_to_others(words, token)
            || words.is_dash(token) && words.gap(token) > Gap::None
    };
    let mut end = first;
    while end < last && !parts(end) {
        // A full stop ends the value, but for that of an abbreviation inside of it.
        if words.is_mark(end, '.') && (end + 1 >= last || !is_short(words, end - 1)) {
            break;
        }
        if words.is_taken(end)
            || [':', '!', '?', '@']
                .iter()
                .any(|mark| words.is_mark(end, *mark))
        {
            return None;
        }
        end += 1;
        if end - first > MOST_TOKENS {
            return None;
        }
    }
    (end > first && words.is_capital(first) && words.gap(end) != Gap::None
        || parts(end) && end > first && words.is_capital(first))
    .then_some(end)
}

/// Whether words that give others a role stand at the token ("Host: Tree Club in cooperation with …").
fn leads_to_others(words: &Words, token: usize) -> bool {
    words
        .hit(token, Concept::RoleBefore)
        .is_some_and(|hit| hit.end - hit.first > 1 && !words.is_capital(token))
}

fn is_short(words: &Words, token: usize) -> bool {
    words.is_capital(token) && words.folded(token).chars().count() <= 2
}

/// The name that a label leads to on its line: all of the value, or all of a piece of it. What looks
/// like a name by itself (up to `run`) may stop short of the whole.
pub(crate) fn labelled(
    words: &Words,
    known: &Known,
    first: usize,
    run: Option<usize>,
) -> Option<(usize, Span)> {
    const MOST_WORDS: usize = 8;
    let end = piece_end(words, first).filter(|end| run != Some(*end))?;
    if run.is_some_and(|run| run > end) {
        // The name as it was read runs over a joint or a line.
        let over_line =
            run.is_some_and(|run| (first + 1..run).any(|token| words.gap(token) >= Gap::Line));
        return over_line.then(|| (end, words.span(first, end)));
    }
    let span = words.span(first, end);
    // A head word before a name that is known adds nothing to it ("Föreningen Rimfrost").
    let inside = known.organisation_in(Span::new(span.end - 1, span.end));
    let inside = inside.filter(|found| found.span.end == span.end && found.span.start > span.start);
    if let Some(found) = inside {
        let head = (first..words.tokens_of(found.span).0).all(|token| {
            words.is(token, Concept::NameOrganisation) || words.is(token, Concept::NameArticle)
        });
        if head {
            return Some((end, found.span));
        }
    }
    let person = super::overlapping(known.persons, span, |person| person.span).next();
    let count = words.view.words(span);
    let shown = run.is_some()
        || count >= 2 && (word_end(words, first) < end || words.is_upper_acronym(first));
    let sentence = (first..end)
        .any(|token| words.is(token, Concept::CueHeld) || words.is(token, Concept::RoleAfter));
    (person.is_none() && shown && !sentence && count <= MOST_WORDS).then_some((end, span))
}
