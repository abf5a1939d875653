//! What the words around digits say of them.

use handbill_lexicon::{Concept, Gap, TokenKind};

use super::Run;
use crate::View;

/// How many tokens before a number its cue may stand.
const CUE_REACH: usize = 7;
/// How many tokens before and after a number are looked at for signs that somebody is to be
/// written to or called.
const CONTACT_REACH: usize = 24;

/// Whether the line of the number, or one next to it, gives an e-mail address or says that somebody
/// is to be written to or called.
pub(super) fn is_among_contacts(view: &View, run: &Run) -> bool {
    let is_sign = |token: usize| {
        view.tokens.is_mark(token, '@')
            || view.hits.at(token).iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::PhoneCue
                        | Concept::EmailCue
                        | Concept::EmailAt
                        | Concept::RoleContact
                        | Concept::PersonPost
                )
            })
    };
    let mut lines = 0;
    let before = (run.first.saturating_sub(CONTACT_REACH)..run.first)
        .rev()
        .take_while(|token| {
            lines += usize::from(view.tokens[token + 1].gap >= Gap::Line);
            lines < 2 && view.tokens[token + 1].gap < Gap::Blank
        })
        .any(is_sign);
    let last = (run.end + CONTACT_REACH).min(view.tokens.len());
    let mut lines = 0;
    before
        || (run.end..last)
            .take_while(|token| {
                let gap = view.tokens[*token].gap;
                lines += usize::from(gap == Gap::Line);
                lines < 2 && gap < Gap::Blank
            })
            .any(is_sign)
}

/// What the words before a number say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    None,
    Phone,
    Fax,
    /// It is said to be some other number.
    Other,
}

/// The nearest cue that ends before the token, on its line or the one before.
pub(super) fn cue_before(view: &View, token: usize) -> Cue {
    let mut best: Option<(usize, usize, Cue)> = None;
    let mut start = token;
    let mut lines = 0;
    for _ in 0..CUE_REACH {
        // The gap between the token looked at and the one before it.
        match view.tokens[start].gap {
            Gap::Blank => break,
            Gap::Line if lines == 1 => break,
            Gap::Line => lines += 1,
            _ => {}
        }
        let Some(before) = start.checked_sub(1) else {
            break;
        };
        start = before;
        for hit in view.hits.at(start) {
            let cue = match hit.concept {
                Concept::PhoneCue => Cue::Phone,
                Concept::PhoneFax => Cue::Fax,
                Concept::PhoneOther => Cue::Other,
                _ => continue,
            };
            let rank = (hit.end, hit.end - hit.first);
            if hit.end <= token && best.is_none_or(|(end, length, _)| (end, length) < rank) {
                best = Some((rank.0, rank.1, cue));
            }
        }
    }
    match best {
        // "Tel./Fax:": both.
        Some((end, length, Cue::Fax)) if is_shared_with_phone(view, end - length) => Cue::Phone,
        Some((_, _, cue)) => cue,
        None => Cue::None,
    }
}

/// Whether a phone cue and a joining mark stand right before the fax cue.
fn is_shared_with_phone(view: &View, fax: usize) -> bool {
    let joined = fax
        .checked_sub(1)
        .is_some_and(|before| view.tokens.is_mark(before, '/') || view.tokens.is_mark(before, '&'));
    joined
        && (fax.saturating_sub(4)..fax).any(|index| {
            view.hits
                .at(index)
                .iter()
                .any(|hit| hit.concept == Concept::PhoneCue)
        })
}

/// Whether a person, a post or a bid to write or call stands right before the number: names and
/// marks apart, and one small word ("Inge on 30 …").
pub(super) fn is_named(view: &View, first: usize) -> bool {
    const REACH: usize = 7;
    const MOST_SMALL: usize = 1;
    let is_sign = |token: usize| {
        view.hits.at(token).iter().any(|hit| {
            let sign = match hit.concept {
                Concept::PersonGiven => is_capital(view, token),
                concept => matches!(
                    concept,
                    Concept::PersonPost | Concept::PersonHonorific | Concept::RoleContact
                ),
            };
            sign && hit.end <= first && small_words(view, hit.end, first) <= MOST_SMALL
        })
    };
    (first.saturating_sub(REACH)..first)
        .rev()
        .take_while(|token| joins(view, *token))
        .any(is_sign)
}

/// Whether the number at the token goes on a list of numbers, of which the one before ends at
/// `end`: but a name and small words stand between ("030 … (Kim) or 0171 …").
pub(super) fn runs_on_from(view: &View, end: usize, first: usize) -> bool {
    const REACH: usize = 6;
    const MOST_SMALL: usize = 1;
    first > end
        && first - end <= REACH
        && view.tokens[end].gap < Gap::Line
        && (end..first).all(|token| joins(view, token))
        && small_words(view, end, first) <= MOST_SMALL
}

/// Whether nothing but marks stands between a cue for phones and the number.
pub(super) fn is_right_behind_cue(view: &View, first: usize) -> bool {
    const REACH: usize = 5;
    let marks = (first.saturating_sub(REACH)..first)
        .rev()
        .take_while(|token| matches!(view.tokens[*token].kind, TokenKind::Mark(_)))
        .filter(|token| view.tokens[token + 1].gap < Gap::Line)
        .count();
    let end = first - marks;
    (end.saturating_sub(REACH)..end).any(|token| {
        let mut hits = view.hits.at(token).iter();
        hits.any(|hit| hit.concept == Concept::PhoneCue && (end..=first).contains(&hit.end))
    })
}

/// Whether the token belongs to the stretch before the one that follows it: on one line, no digits,
/// no end of a sentence.
fn joins(view: &View, token: usize) -> bool {
    let next = view.tokens[token + 1];
    let ends = matches!(view.tokens[token].kind, TokenKind::Mark('.' | '!' | '?'))
        && next.gap > Gap::None
        && next.kind == TokenKind::Word
        && is_capital(view, token + 1);
    next.gap < Gap::Line && view.tokens[token].kind != TokenKind::Number && !ends
}

/// The words without a capital in the tokens from `first` up to `end`.
fn small_words(view: &View, first: usize, end: usize) -> usize {
    (first..end)
        .filter(|token| view.tokens[*token].kind == TokenKind::Word && !is_capital(view, *token))
        .count()
}

fn is_capital(view: &View, token: usize) -> bool {
    let text = &view.text()[view.tokens[token].start as usize..];
    text.chars().next().is_some_and(char::is_uppercase)
}
