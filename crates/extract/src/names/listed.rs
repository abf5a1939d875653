//! The names that a cue or a label leads to, one or a list of them.
//!
//! A name stands behind an article or quotation marks; what joins it to the next is a comma, an `and`, or,
//! under a label, the end of the line. A list behind a cue ends where no name can be read; behind a label
//! with a colon it goes on past such a member of it.

use handbill_lexicon::{Concept, Gap, Hit};
use handbill_model::Span;

use super::organisations::{form, is_plausible};
use super::roles::{Known, RoleMention, is_shown, role_of};
use super::runs::{has_head, run_end};
use super::words::Words;
use super::{small_words, wholes};
use crate::Found;

/// The names of the list that begins at the token.
pub(super) fn governed(
    words: &Words,
    known: &Known,
    hit: &Hit,
    start: usize,
    label: bool,
) -> Vec<RoleMention> {
    const MOST_NAMES: usize = 40;
    let mut out = Vec::new();
    let mut at = start;
    let mut genitive = ends_in_genitive(words, hit);
    let colon = label && words.is_mark(start - 1, ':');
    // Whether a comma joins the next name to the one before.
    let mut listed = false;
    while out.len() < MOST_NAMES {
        let after_break = words.gap(at);
        let allowed = after_break <= Gap::Space
            || words.runs_on(at)
            || label && (after_break == Gap::Line || out.is_empty() || is_list_item(words, at))
            || out.is_empty() && after_break == Gap::Line;
        if !allowed {
            break;
        }
        let (first, mut article) = after_article(words, at, &mut genitive);
        // The article may be the last word of the cue (`durch die`).
        article |= at == start && !label && words.is(hit.end - 1, Concept::NameArticle);
        let read = || {
            named_work(words, first)
                .or_else(|| name_at(words, known, first, article, label))
                .or_else(|| {
                    (!label)
                        .then(|| small_words::headed(words, first))
                        .flatten()
                })
        };
        let linked = || wholes::linked(words, first).or_else(read);
        let found = match colon {
            true => value_at(words, known, at, first, linked()),
            false => linked(),
        };
        // What another role is told of below is nobody's of this one.
        let other = after_break >= Gap::Line && !out.is_empty() && leads_to_role(words, first);
        let found = found.map(|(end, span)| {
            with_complement(words, known, first, end, label).unwrap_or((end, span))
        });
        let Some((end, span)) = found.filter(|_| !other) else {
            // In a list behind a label others may follow what is no name.
            let same_line = after_break <= Gap::Space;
            match (colon && same_line)
                .then(|| after_piece(words, at))
                .flatten()
            {
                Some(next) => at = next,
                None => break,
            }
            continue;
        };
        let (end, span) = match listed {
            true => before_last(words, first, end).unwrap_or((end, span)),
            false => (end, span),
        };
        // Below a value that stands on the label's line anything may follow, as a list of tags.
        // The next label is nobody's name: "Host:", "Friends of the Library", "E-mail:".
        if label && after_break == Gap::Line && words.is_mark(end, ':') {
            break;
        }
        let below = label && after_break == Gap::Line && words.gap(start) <= Gap::Space;
        if below && !is_shown(words, known, span, false) {
            break;
        }
        out.push(RoleMention {
            role: role_of(hit),
            span,
            genitive,
            rule: if label {
                "role.label"
            } else {
                "role.cue-before"
            },
        });
        genitive = false;
        listed = words.is_mark(after_brackets(words, end), ',');
        match after_joint(words, end, label) {
            Some(next) => at = after_repeated_cue(words, hit, next),
            None => break,
        }
    }
    out
}

/// The last name but one of a list, where an `and` that joins the last one was read as its own: `the
/// Harbour Guild, Friends of the Quay and Rope Museum`. What it joins has two words of its own at least.
fn before_last(words: &Words, first: usize, end: usize) -> Option<(usize, Span)> {
    if words.is_mark(end, ',') && words.gap(end) <= Gap::Space {
        return None;
    }
    let joint = (first + 1..end).find(|token| words.is(*token, Concept::NameAnd))?;
    let after = words.hit(joint, Concept::NameAnd)?.end;
    let own = (after..end)
        .filter(|token| words.is_capital(*token))
        .count();
    let whole = words.is_capital(after) && own >= 2 && has_head(words, first, joint);
    whole.then(|| (joint, words.span(first, joint)))
}

/// A name of one plain word with what belongs to it: the rest up to a legal form (`Rope and Sail Ltd`),
/// or, but for the value of a label, what a small word joins to it up to the end of the list's member
/// (`Data for Everyone, …`).
fn with_complement(
    words: &Words,
    known: &Known,
    first: usize,
    end: usize,
    label: bool,
) -> Option<(usize, Span)> {
    let plain = end == first + 1
        && words.is_capital(first)
        && !words.is_upper_acronym(first)
        && words.gap(end) == Gap::Space
        && known.organisation_in(words.span(first, end)).is_none();
    if !plain {
        return None;
    }
    let after = |concept: Concept| {
        let joint = words.hit(end, concept)?;
        let small = (end..joint.end).all(|token| !words.is_capital(token));
        (small && words.gap(joint.end) == Gap::Space).then_some(joint.end)
    };
    if let Some(second) = after(Concept::NameAnd) {
        let form = words.hit(second + 1, Concept::NameLegalForm);
        let closed = form.filter(|form| {
            words.is_capital(second) && words.gap(form.first) == Gap::Space && form.end > second
        });
        return closed.map(|form| (form.end, words.span(first, form.end)));
    }
    let stop = run_end(words, after(Concept::NameConnector).filter(|_| !label)?)?;
    let closes = words.gap(stop) >= Gap::Line
        || [',', '.', ';', ')']
            .iter()
            .any(|mark| words.is_mark(stop, *mark))
        || words.is(stop, Concept::NameAnd);
    closes.then(|| (stop, words.span(first, stop)))
}

/// Whether words that give a role open the line: `With the support of …`.
fn leads_to_role(words: &Words, first: usize) -> bool {
    [Concept::RoleBefore, Concept::RoleLabel]
        .iter()
        .any(|concept| {
            words
                .hit(first, *concept)
                .is_some_and(|hit| hit.end - hit.first > 1)
        })
}

/// The token behind the comma that ends the piece of a list at the token, on the same line.
fn after_piece(words: &Words, at: usize) -> Option<usize> {
    const LONGEST: usize = 12;
    let comma = (at..at + LONGEST)
        .take_while(|token| {
            let stops = words.is_mark(*token, '.') || words.is_mark(*token, ':');
            (*token == at || words.gap(*token) <= Gap::Space) && !stops
        })
        .find(|token| words.is_mark(*token, ',') || words.is_mark(*token, ';'))?;
    (words.gap(comma + 1) <= Gap::Space).then_some(comma + 1)
}

/// The name in the value of a label: all of the value where what reads like a name is but a part of it.
/// `at` is where the value begins, `first` where its name begins behind an article.
fn value_at(
    words: &Words,
    known: &Known,
    at: usize,
    first: usize,
    read: Option<(usize, Span)>,
) -> Option<(usize, Span)> {
    // An article with a capital belongs to the name ("El Espacio").
    let begin = if words.is_capital(at) { at } else { first };
    if let Some((end, span)) = read.filter(|(end, _)| begin < first && *end == first + 1) {
        return Some((end, words.span(begin, end).cover(span)));
    }
    let whole = wholes::labelled(words, known, begin, read.map(|(end, _)| end));
    whole.or(read)
}

/// The name behind a word for a work, in quotation marks or by its capital (`the magazine "Field and
/// Spade"`, `la revue Bêches`): one past its last token, and its span.
fn named_work(words: &Words, first: usize) -> Option<(usize, Span)> {
    const MOST_TOKENS: usize = 10;
    // What is held is nobody's partner: "the course „Hands in Branches“".
    let work = words.is(first, Concept::NameEvent) && !words.is(first, Concept::EventNoun);
    if !work || words.gap(first + 1) != Gap::Space {
        return None;
    }
    if !words.is_capital(first) && words.is_capital(first + 1) {
        let end = run_end(words, first + 1)?;
        return Some((end, words.span(first + 1, end)));
    }
    if !words.is_mark(first + 1, '"') || !words.is_capital(first + 2) {
        return None;
    }
    let name = first + 2;
    let close = (name + 1..name + MOST_TOKENS).find(|token| words.is_mark(*token, '"'))?;
    Some((close + 1, words.span(name, close)))
}

/// Skips the cue's preposition where it stands again before the next name: `funded by the Harbour
/// Fund and by Ghent Port`.
fn after_repeated_cue(words: &Words, hit: &Hit, at: usize) -> usize {
    let again = (hit.first..hit.end)
        .any(|token| words.folded(token) == words.folded(at.min(words.len() - 1)))
        || words.is(at, Concept::NameConnector);
    let free = words.is_word(at) && !words.is_capital(at) && words.gap(at) <= Gap::Space;
    if again && free && !words.is(at, Concept::NameArticle) {
        at + 1
    } else {
        at
    }
}

fn is_list_item(words: &Words, token: usize) -> bool {
    let Some(start) = words
        .view
        .tokens
        .get(token)
        .map(|token| token.start as usize)
    else {
        return false;
    };
    words
        .line_at(start)
        .and_then(|line| words.block(line))
        .is_some_and(|block| matches!(block.kind, handbill_model::BlockKind::ListItem { .. }))
}

/// Whether the last word of the cue is a genitive article (`ein Projekt des`).
fn ends_in_genitive(words: &Words, hit: &Hit) -> bool {
    hit.end > hit.first && words.is(hit.end - 1, Concept::NameGenitive)
}

/// Skips quotes, bullets and an article before a name; says whether there was an article.
fn after_article(words: &Words, mut at: usize, genitive: &mut bool) -> (usize, bool) {
    while matches!(words.view.tokens.get(at).map(|t| t.kind), Some(handbill_lexicon::TokenKind::Mark(mark)) if matches!(mark, '"' | '\'' | '•' | '*' | '-' | '[' | '·'))
        && !words.is_taken(at)
    {
        at += 1;
    }
    // "L'altra Riva" has its article as its capital.
    let own = words.is_capital(at)
        && words.is_mark(at + 1, '\'')
        && words.gap(at + 2) == Gap::None
        && words.is_word(at + 2)
        && !words.is_capital(at + 2);
    match words.hit(at, Concept::NameArticle) {
        Some(hit) if !own && !words.is_upper_acronym(at) => {
            *genitive |= words.is(at, Concept::NameGenitive);
            (hit.end, true)
        }
        _ => (at, false),
    }
}

/// The name that begins at the token: one past its last token, and its span without what is no
/// part of it. A place alone is an organisation where a cue governs it (`a project of Ghent`), but
/// may be just a place after a label.
pub(super) fn name_at(
    words: &Words,
    known: &Known,
    first: usize,
    after_article: bool,
    label: bool,
) -> Option<(usize, Span)> {
    let start = words.view.tokens.get(first)?.start as usize;
    let person = known
        .persons
        .partition_point(|person| person.span.end <= start);
    if known.persons.get(person).is_some_and(|person| {
        person.span.start == start || person.honorific.is_some_and(|title| title.start == start)
    }) {
        return None;
    }
    if let Some(found) = known.organisation_in(Span::new(start, start + 1)) {
        // The words of the cue may look like the beginning of the name.
        let span = Span::new(start.max(found.span.start), found.span.end);
        return Some((words.tokens_of(found.span).1, span));
    }
    // A head word in small letters leads to a name that is known: `con l'associazione Gente di Mare`.
    if let Some(head) = words
        .hit(first, Concept::NameOrganisation)
        .filter(|_| !words.is_capital(first))
        && let Some(token) = words
            .view
            .tokens
            .get(head.end)
            .filter(|_| words.runs_on(head.end))
        && let Some(found) =
            known.organisation_in(Span::new(token.start as usize, token.end as usize))
        && found.span.start == token.start as usize
    {
        return Some((words.tokens_of(found.span).1, found.span));
    }
    if let Some(headed) = small_words::behind_small_head(words, first) {
        return Some(headed);
    }
    if let Some(domain) = bare_domain(words, known, first) {
        return Some((words.tokens_of(domain).1, domain));
    }
    let run = run_end(words, first)?;
    let end = small_words::with_head(words, run);
    // "…; media partner is …": the next label is no name.
    if words
        .hit(first, Concept::RoleLabel)
        .is_some_and(|hit| hit.end == end)
    {
        return None;
    }
    if let Some((from, stop)) = form(words, first, end) {
        return Some((end, words.span(from, stop)));
    }
    let span = words.span(first, end);
    let placed = label && is_place(known, span);
    if end > run && !label && is_plausible(words, first, run, false) {
        return Some((end, span));
    }
    (!placed && is_plausible(words, first, end, after_article && !label)).then_some((end, span))
}

/// Whether the name is that of a place and nothing more.
fn is_place(known: &Known, name: Span) -> bool {
    known
        .mentions
        .iter()
        .any(|mention| matches!(mention.found, Found::Address(_)) && mention.span.contains(name))
}

/// A name that is written as a domain, such as `rowing.club`.
fn bare_domain(words: &Words, known: &Known, first: usize) -> Option<Span> {
    let start = words.view.tokens.get(first)?.start as usize;
    let index = known
        .mentions
        .partition_point(|mention| mention.span.start < start);
    let mention = known.mentions.get(index)?;
    if mention.span.start != start {
        return None;
    }
    let text = mention.span.of(words.view.text());
    let bare = matches!(mention.found, Found::Url { .. }) && !text.contains(['/', ':']);
    bare.then_some(mention.span)
}

/// The token after the joint to the next name of a list: a comma, an `and`, both, or a line end
/// under a label.
fn after_joint(words: &Words, end: usize, label: bool) -> Option<usize> {
    let mut at = after_brackets(words, end);
    let mut joined = false;
    while at < words.len() {
        if matches!(
            words.folded(at),
            "," | ";" | "/" | "•" | "|" | "\"" | "*" | "]"
        ) && words.gap(at) <= Gap::Space
        {
            joined |= !matches!(words.folded(at), "\"" | "*" | "]");
            at += 1;
        } else if let Some(hit) = words
            .hit(at, Concept::NameAnd)
            .filter(|_| words.runs_on(at))
        {
            // "und der" holds the article of the next name, which tells its case.
            joined = true;
            at = if words.is(at + 1, Concept::NameArticle) && hit.end > at + 1 {
                at + 1
            } else {
                hit.end
            };
            break;
        } else {
            break;
        }
    }
    let next_line = label && words.gap(at) >= Gap::Line;
    (joined || next_line).then_some(at)
}

/// Skips a remark in brackets on the same line.
fn after_brackets(words: &Words, end: usize) -> usize {
    const LONGEST_REMARK: usize = 16;
    if !words.is_mark(end, '(') || words.gap(end) > Gap::Space {
        return end;
    }
    (end + 1..end + 1 + LONGEST_REMARK)
        .find(|token| words.is_mark(*token, ')'))
        .map_or(end, |close| close + 1)
}
