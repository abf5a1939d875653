//! Who stands as subject before a verb that gives a role, or before a cue that names partners.

use handbill_lexicon::{Concept, Gap, Hit};
use handbill_model::{Role, Span};

use super::organisations::{form, is_plausible};
use super::roles::{Known, RoleMention, role_of};
use super::runs::{after_starters, has_strong_head, run_end, without_event, word_end};
use super::small_words;
use super::words::Words;
use crate::Found;

/// Who opens the sentence before what it is a project of, between commas: `Code Harbour, a project of the
/// Quay Trust, invites`. The cue begins with an article, and behind its names the sentence goes on.
pub(super) fn projects_of(
    words: &Words,
    known: &Known,
    hit: &Hit,
    bearers: &[RoleMention],
) -> Vec<RoleMention> {
    let told = role_of(hit) == Role::Organizer
        && words.is(hit.first, Concept::NameArticle)
        && hit.first > 0
        && words.is_mark(hit.first - 1, ',');
    let Some(bearer) = bearers.last().filter(|_| told) else {
        return Vec::new();
    };
    let (_, end) = words.tokens_of(bearer.span);
    let close = after_acronym(words, end);
    let goes_on =
        words.is_mark(close, ',') && words.is_word(close + 1) && !words.is_capital(close + 1);
    if !goes_on {
        return Vec::new();
    }
    let names = names_before(words, known, hit.first - 1, Role::Organizer);
    let opens = names.first().is_some_and(|name| {
        let (first, _) = words.tokens_of(name.span);
        let article = first > 0 && words.is(first - 1, Concept::NameArticle);
        words.begins_sentence(first - usize::from(article))
    });
    if opens { names } else { Vec::new() }
}

/// Skips an acronym in brackets behind a name.
fn after_acronym(words: &Words, end: usize) -> usize {
    let closed = words.is_mark(end, '(') && words.is_mark(end + 2, ')');
    end + if closed { 3 } else { 0 }
}

/// Who opens a sentence with partners: `The Rowing Club, in cooperation with Ghent Port, presents`.
pub(super) fn leading(words: &Words, known: &Known, hit: &Hit) -> Option<RoleMention> {
    if role_of(hit) != Role::Partner {
        return None;
    }
    let end = match hit.first.checked_sub(1) {
        Some(comma) if words.is_mark(comma, ',') => comma,
        _ => hit.first,
    };
    let span = known.name_before(words, end)?;
    let (first, stop) = words.tokens_of(span);
    let opening = match first.checked_sub(1) {
        Some(before)
            if words.is(before, Concept::NameArticle) && words.gap(first) <= Gap::Space =>
        {
            before
        }
        _ => first,
    };
    // A title may end in its partners, too.
    let spoken = |token: usize| words.is_word(token) && !words.is_capital(token);
    let sentence = words.view.tokens.get(hit.end).is_some() && words.runs_on(hit.first);
    let shown = known.organisation_in(span).is_some() || form(words, first, stop).is_some();
    let prose = (hit.first..hit.end).any(spoken);
    (sentence && shown && prose && words.begins_sentence(opening)).then_some(RoleMention {
        role: Role::Organizer,
        span,
        genitive: false,
        rule: "role.leading",
    })
}

/// The names that stand as subject before a verb: `the Rowing Club (RC) and Harbour Town invite`.
pub(super) fn subject(words: &Words, known: &Known, hit: &Hit) -> Vec<RoleMention> {
    names_before(words, known, hit.first, role_of(hit))
}

/// The names of the list that ends right before the token.
fn names_before(words: &Words, known: &Known, end: usize, role: Role) -> Vec<RoleMention> {
    const MOST: usize = 8;
    let mut out = Vec::new();
    let mut end = end;
    for _ in 0..MOST {
        end = before_brackets(words, before_units(words, end));
        let Some((first, span)) = name_before(words, known, end) else {
            break;
        };
        // "The guild together with the town invites": who helps is told as such.
        if let Some(cue) = partner_cue(words, first) {
            end = cue;
            continue;
        }
        out.push(RoleMention {
            role,
            span,
            genitive: false,
            rule: "role.cue-after",
        });
        match before_joint(words, first) {
            Some(before) => end = before,
            None => break,
        }
    }
    out.reverse();
    out
}

/// Where words begin that make whose name the token begins a partner of who stands before them.
fn partner_cue(words: &Words, first: usize) -> Option<usize> {
    const LONGEST: usize = 6;
    let article = first > 0 && words.is(first - 1, Concept::NameArticle);
    let ends = [first, first - usize::from(article)];
    (first.saturating_sub(LONGEST)..first).find(|token| {
        let cue = words.hit(*token, Concept::RoleBefore);
        cue.is_some_and(|cue| {
            role_of(cue) == Role::Partner && ends.contains(&cue.end) && !words.is_capital(*token)
        })
    })
}

/// The organisation that opens the sentence which the verb stands in, where nobody else is named
/// between them: `The Rowing Club, founded in 1902, invites you`.
pub(super) fn far_subject(words: &Words, known: &Known, hit: &Hit) -> Option<RoleMention> {
    const FARTHEST: usize = 24;
    if role_of(hit) != Role::Organizer {
        return None;
    }
    let earliest = hit.first.saturating_sub(FARTHEST);
    let within = |token: &usize| {
        let ends = matches!(
            words.folded(*token),
            "." | "!" | "?" | ":" | ";" | "•" | "|"
        );
        words.runs_on(*token) && (!ends || words.is_taken(*token))
    };
    let after_first = (earliest..hit.first).rev().take_while(within).last()?;
    let opening = after_first
        .checked_sub(1)
        .filter(|at| words.is_word(*at) && words.begins_sentence(*at));
    let opening = opening.or_else(|| words.begins_sentence(after_first).then_some(after_first))?;
    let first = words
        .hit(opening, Concept::NameArticle)
        .map_or(opening, |article| article.end);
    let start = words.view.tokens.get(first)?.start as usize;
    let found = known
        .organisation_in(Span::new(start, start + 1))
        .filter(|found| found.span.start == start)?;
    let (_, end) = words.tokens_of(found.span);
    let shown =
        has_strong_head(words, first, end) || found.acronym.is_some() || found.label.is_some();
    let between = words.span(end, hit.first);
    let alone = end < hit.first
        && known.organisation_in(between).is_none()
        && super::overlapping(known.persons, between, |person| person.span)
            .next()
            .is_none()
        && !(end..hit.first).any(|token| {
            words.is(token, Concept::RoleAfter)
                || words.is(token, Concept::RoleBefore)
                || words.is(token, Concept::NameAnd)
                || words.is(token, Concept::RoleDefinition)
        });
    (shown && alone).then_some(RoleMention {
        role: Role::Organizer,
        span: found.span,
        genitive: false,
        rule: "role.sentence",
    })
}

/// Steps back over a word such as `team` between a name and its verb.
fn before_units(words: &Words, end: usize) -> usize {
    match end.checked_sub(1) {
        Some(unit)
            if words.gap(end) <= Gap::Space
                && words.is(unit, Concept::NameUnit)
                && unit > 0
                && words.gap(unit) <= Gap::Space
                && !words.is_capital(unit) =>
        {
            unit
        }
        _ => end,
    }
}

pub(super) fn before_brackets(words: &Words, end: usize) -> usize {
    const LONGEST_REMARK: usize = 12;
    if end == 0 || !words.is_mark(end - 1, ')') || words.gap(end) > Gap::Space {
        return end;
    }
    (end.saturating_sub(LONGEST_REMARK)..end)
        .rev()
        .find(|token| words.is_mark(*token, '('))
        .unwrap_or(end)
}

/// The name that ends right before the token.
pub(super) fn name_before(words: &Words, known: &Known, end: usize) -> Option<(usize, Span)> {
    const LONGEST_NAME: usize = 16;
    if end == 0 || !words.runs_on(end) && !is_under_name(words, end) {
        return None;
    }
    let byte_end = words.view.tokens.get(end - 1)?.end as usize;
    let last = Span::new(byte_end.saturating_sub(1), byte_end);
    let person = super::overlapping(known.persons, last, |person| person.span).next();
    if person.is_some_and(|person| person.span.end == byte_end) {
        return None;
    }
    let found = known
        .organisation_in(last)
        .filter(|found| found.span.end == byte_end);
    let found = found.or_else(|| known.organisation_by_acronym(byte_end));
    if let Some(found) = found {
        return Some((words.tokens_of(found.span).0, found.span));
    }
    if let Some(whole) = two_bodies(words, known, end) {
        return Some((words.tokens_of(whole).0, whole));
    }
    if let Some(first) = small_words::headed_before(words, end) {
        return Some((first, words.span(first, end)));
    }
    let earliest = end.saturating_sub(LONGEST_NAME);
    let first = (earliest..end).find(|first| {
        let opens = *first == 0 || !words.is_capital(*first - 1) || words.gap(*first) >= Gap::Line;
        opens && run_end(words, *first) == Some(end)
    })?;
    if let Some(head) = small_words::small_head_before(words, first) {
        return Some((head, words.span(head, end)));
    }
    let start = after_starters(words, first, end);
    let article = start > 0 && words.is(start - 1, Concept::NameArticle);
    let alone = start == first && words.begins_sentence(first) && word_end(words, first) == end;
    let shown = form(words, start, end).is_some()
        || words.is_upper_acronym(start) && !words.is(start, Concept::NameStarter)
        || !alone && is_plausible(words, start, end, article) && word_end(words, start) < end;
    let span = words.span(start, end);
    let place = known
        .mentions
        .iter()
        .any(|mention| matches!(mention.found, Found::Address(_)) && mention.span.contains(span));
    (shown && !place && without_event(words, start, end) == end).then_some((start, span))
}

/// Two bodies of one house, of which the second has no name of its own: `West End Choir and
/// Orchestra`.
fn two_bodies(words: &Words, known: &Known, end: usize) -> Option<Span> {
    let second = end
        .checked_sub(1)
        .filter(|last| words.is(*last, Concept::NameOrganisation))?;
    let and = second
        .checked_sub(1)
        .filter(|and| words.is(*and, Concept::NameAnd))?;
    let before = words.view.tokens.get(and.checked_sub(1)?)?.end as usize;
    let first = known
        .organisation_in(Span::new(before - 1, before))
        .filter(|found| found.span.end == before)?;
    (words.is_capital(second) && words.gap(second) <= Gap::Space)
        .then(|| first.span.cover(words.span(second, end)))
}

/// Whether the verb stands on a short line of its own below a short line, as on posters: "The Choral
/// Society" over "presents".
fn is_under_name(words: &Words, verb: usize) -> bool {
    const MOST_TOKENS: usize = 4;
    const MOST_TOKENS_ABOVE: usize = 10;
    if !words.is(verb, Concept::RoleAfter) || words.is_capital(verb) {
        return false;
    }
    let Some(below) = words.line_at(words.view.tokens[verb].start as usize) else {
        return false;
    };
    let Some(above) = below.checked_sub(1).map(|above| words.lines[above]) else {
        return false;
    };
    // A menu says nothing of the name over it.
    let menu = words.block(below).is_some_and(|block| block.navigation);
    let below = words.lines[below];
    !menu
        && below.first == verb
        && below.end - below.first <= MOST_TOKENS
        && above.end == verb
        && above.end - above.first <= MOST_TOKENS_ABOVE
        && words.is_capital(above.first)
}

/// The end of the name before the joint of a list of subjects.
fn before_joint(words: &Words, first: usize) -> Option<usize> {
    let mut at = first;
    if at > 0 && words.is(at - 1, Concept::NameArticle) {
        at -= 1;
    }
    let and = at.checked_sub(1)?;
    let joint =
        words.is(and, Concept::NameAnd) || words.is_mark(and, ',') || words.is_mark(and, '/');
    (joint && words.runs_on(at)).then_some(and)
}
