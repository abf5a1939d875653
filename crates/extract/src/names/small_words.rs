//! Names of which some words have small letters: `the Brightwater trust`, `Spolek Zelený strom`.

use handbill_lexicon::{Concept, Gap};
use handbill_model::Span;

use super::runs::{run_end, word_end};
use super::words::Words;

/// The end of a name with the head word in small letters that stands behind it, and with what
/// follows that: `the Brightwater trust`, `Lepim društvom Breza`.
pub(crate) fn with_head(words: &Words, end: usize) -> usize {
    let Some(after) = small_head_end(words, end) else {
        return end;
    };
    let goes_on = words.gap(after) == Gap::Space && words.is_capital(after);
    run_end(words, after).filter(|_| goes_on).unwrap_or(after)
}

/// One past the head word in small letters at the token, or behind one small word before it
/// (`Dobrim vatrogasnim društvom`).
fn small_head_end(words: &Words, first: usize) -> Option<usize> {
    let small = |token: usize| {
        words.is_word(token) && !words.is_capital(token) && words.gap(token) == Gap::Space
    };
    let head_at = |token: usize| {
        let head = words.hit(token, Concept::NameOrganisation)?;
        (token..head.end).all(small).then_some(head.end)
    };
    head_at(first).or_else(|| {
        let strong = |end: &usize| *end > first + 1 && is_strong(words, first + 1);
        (small(first) && !is_small_word(words, first))
            .then(|| head_at(first + 1).filter(strong))
            .flatten()
    })
}

fn is_strong(words: &Words, token: usize) -> bool {
    words
        .hit(token, Concept::NameOrganisation)
        .is_some_and(|hit| hit.value == 1)
}

/// Whether the word is one of those that join or lead, and none that a name may end in.
fn is_small_word(words: &Words, token: usize) -> bool {
    [
        Concept::NameConnector,
        Concept::NameAnd,
        Concept::NameArticle,
        Concept::CuePlacePreposition,
        Concept::AddressPreposition,
        Concept::RoleAfter,
        Concept::RoleBefore,
        Concept::NameEvent,
        Concept::EventNoun,
    ]
    .iter()
    .any(|concept| words.is(token, *concept))
}

/// Where a name ends that goes on in small letters behind its first own word, as is the habit where
/// its head word is one that says so: `Spolek Zelený strom`.
pub(crate) fn open_end(words: &Words, first: usize, end: usize) -> usize {
    const MOST: usize = 2;
    let head = words.hit(first, Concept::NameOpenHead);
    if head.is_none_or(|head| word_end(words, head.end) != end || !words.is_capital(head.end)) {
        return end;
    }
    let mut at = end;
    while at - end < MOST
        && words.is_word(at)
        && !words.is_capital(at)
        && words.runs_on(at)
        && !is_small_word(words, at)
    {
        at += 1;
    }
    let closes = words.gap(at) >= Gap::Line
        || [',', '.', ';', '(', ')', '"']
            .iter()
            .any(|mark| words.is_mark(at, *mark))
        || words.is(at, Concept::RoleAfter)
        || words.is(at, Concept::NameAnd);
    if closes { at } else { end }
}

/// One past the legal form, cut short with full stops, that closes a name with small words from `first`
/// on, of which the words up to `end` have capitals: `Spolek přátel Staré lípy, z. s.`. The name begins
/// with a head word, or fills its line.
pub(crate) fn legal_form_behind(words: &Words, first: usize, end: usize) -> Option<usize> {
    const LONGEST: usize = 10;
    let begins = words.gap(first) >= Gap::Line || first == 0;
    let headed = words.is(first, Concept::NameOrganisation);
    if !(begins || headed) || words.gap(end) > Gap::Space {
        return None;
    }
    let form = (end..words.len().min(first + LONGEST))
        .take_while(|at| {
            let part = words.is_word(*at) && !words.is(*at, Concept::RoleAfter);
            words.gap(*at) <= Gap::Space && (part || words.is_mark(*at, ','))
        })
        .filter_map(|at| words.hit(at, Concept::NameLegalForm))
        .find(|form| form.span.of(words.view.text()).contains('.'))?;
    // "Cooperativa La Azada y Viveros Luna S.L." are two.
    let joint = words.hit(end, Concept::NameAnd);
    let apart = joint.is_some_and(|joint| {
        let own = (joint.end..form.first).filter(|at| words.is_capital(*at));
        own.count() >= 2 && words.is_capital(joint.end)
    });
    if apart {
        return None;
    }
    let comma = usize::from(words.is_mark(form.first - 1, ','));
    let whole = (end..form.first - comma).all(|at| !words.is_mark(at, ','));
    let fills = begins && words.gap(form.end) >= Gap::Line;
    (whole && form.first > end + comma && (headed || fills)).then_some(form.end)
}

/// The first token of a name before the token that ends in a head word in small letters, with a
/// legal form or without: `Niemen kyläyhdistys ry`.
pub(crate) fn headed_before(words: &Words, end: usize) -> Option<usize> {
    const LONGEST: usize = 8;
    const LONGEST_HEAD: usize = 3;
    let closing = |concept: Concept, end: usize| {
        (end.saturating_sub(LONGEST_HEAD)..end)
            .find(|token| words.hit(*token, concept).is_some_and(|hit| hit.end == end))
    };
    let head_end = closing(Concept::NameLegalForm, end).unwrap_or(end);
    let head = closing(Concept::NameOrganisation, head_end)?;
    let small = (head..head_end).all(|token| {
        words.is_word(token) && !words.is_capital(token) && words.gap(token) == Gap::Space
    });
    if !small || !is_strong(words, head) || !words.is_capital(head.checked_sub(1)?) {
        return None;
    }
    let first = (head.saturating_sub(LONGEST)..head).find(|first| {
        let opens = *first == 0 || !words.is_capital(*first - 1) || words.gap(*first) >= Gap::Line;
        opens && run_end(words, *first) == Some(head)
    })?;
    let leads = words.is(first, Concept::NameStarter) || words.is(first, Concept::NameArticle);
    (!leads).then_some(first)
}

/// The head word in small letters that ends right before a name of one word, which it says the kind of:
/// `de gemeente Waterdam`, `le laboratoire Hydros`.
pub(crate) fn small_head_before(words: &Words, first: usize) -> Option<usize> {
    const LONGEST_HEAD: usize = 3;
    let head = (first.saturating_sub(LONGEST_HEAD)..first).find(|token| {
        let head = words.hit(*token, Concept::NameOrganisation);
        head.is_some_and(|head| head.end == first && head.value == 1)
    })?;
    let small = (head..first).all(|token| {
        words.is_word(token) && !words.is_capital(token) && words.gap(token + 1) == Gap::Space
    });
    small.then_some(head)
}

/// A name of one word behind its head word in small letters: one past its last token, and its span.
pub(crate) fn behind_small_head(words: &Words, first: usize) -> Option<(usize, Span)> {
    let head = words.hit(first, Concept::NameOrganisation)?;
    let end = run_end(words, head.end)?;
    let named = small_head_before(words, head.end) == Some(first)
        && !words.is(head.end, Concept::NameStarter)
        && !words.is(head.end, Concept::NameArticle);
    named.then(|| (end, words.span(first, end)))
}

/// A head word with small words behind it up to the end of the phrase, as names are written in many
/// languages (`Fonds breton des lieux partagés`): one past its last token, and its span.
pub(crate) fn headed(words: &Words, first: usize) -> Option<(usize, Span)> {
    const MOST_TOKENS: usize = 8;
    if !words.is_capital(first) || !words.is(first, Concept::NameOrganisation) {
        return None;
    }
    let goes_on = |token: usize| {
        words.is_word(token) && !words.is_capital(token) && !words.is(token, Concept::NameAnd)
            || words.is_mark(token, '\'') && words.gap(token) == Gap::None
    };
    let mut end = first + 1;
    while words.runs_on(end) && goes_on(end) {
        end += 1;
        if end - first > MOST_TOKENS {
            return None;
        }
    }
    // "Agence de l'eau du Nord"
    if words.is(end - 1, Concept::NameConnector) && words.runs_on(end) {
        end = run_end(words, end).unwrap_or(end);
    }
    let closes = end >= words.len()
        || words.gap(end) == Gap::Blank
        || words.is(end, Concept::NameAnd)
        || ['.', ',', ';', '(', ')']
            .iter()
            .any(|mark| words.is_mark(end, *mark));
    let joins = (first + 1..end).any(|token| words.is(token, Concept::NameConnector));
    let open = words.is(end - 1, Concept::NameConnector);
    (closes && joins && !open && end - first > 2).then(|| (end, words.span(first, end)))
}
