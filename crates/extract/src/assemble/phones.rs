//! Phone numbers that somebody is to be called at, and addresses to write to.

use handbill_lexicon::{Concept, Gap};
use handbill_model::{Phone, Span};

use crate::names::one_line;
use crate::{Found, Mention, View, inside};

pub(crate) fn same_phone(a: &Phone, b: &Phone) -> bool {
    match (&a.e164, &b.e164) {
        (Some(a), Some(b)) => a == b,
        _ => digits(&a.text) == digits(&b.text),
    }
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The phone of a mention; nothing for a fax.
pub(crate) fn phone_of(view: &View, mention: &Mention) -> Option<Phone> {
    let Found::Phone(phone) = &mention.found else {
        return None;
    };
    (!phone.fax && !is_dial_in(view, mention)).then(|| Phone {
        e164: phone.e164.clone(),
        text: one_line(mention.span.of(view.text())),
    })
}

/// Whether the line of a phone number says that it is there to join a meeting by. Running text
/// speaks of more than one thing.
fn is_dial_in(view: &View, phone: &Mention) -> bool {
    const LONGEST_FIELD: usize = 20;
    let tokens = &view.tokens;
    let at = tokens.first_at(phone.span.start);
    let runs_on = |token: &usize| tokens.get(*token).is_some_and(|it| it.gap < Gap::Line);
    let before = (0..=at)
        .rev()
        .take_while(runs_on)
        .take(LONGEST_FIELD)
        .count();
    let after = (at + 1..tokens.len())
        .take_while(runs_on)
        .take(LONGEST_FIELD)
        .count();
    before + after < LONGEST_FIELD
        && (at - before.min(at)..=at + after)
            .any(|token| view.hits.find(token, Concept::CueDialIn).is_some())
}

/// Whether an e-mail address or a phone begins inside of the span.
pub(super) fn has_coordinate(mentions: &[Mention], span: Span) -> bool {
    inside(mentions, span).any(|it| matches!(it.found, Found::Email(_) | Found::Phone(_)))
}
