use handbill_lexicon::{Concept, Gap};

use super::words::{Case, Words};

/// The most tokens that a name may have; longer sequences are headings or prose.
const LONGEST: usize = 40;

/// One past the last token of the word that begins at the token, with the parts that hyphens,
/// apostrophes and full stops glue to it: `Issy-les-Moulineaux`, `O'Neill`, `A&M`, `EurOpen.CZ`.
pub(crate) fn word_end(words: &Words, first: usize) -> usize {
    let mut end = first + 1;
    while ["-", "'", "&", "."].contains(&folded_or_empty(words, end))
        && words.gap(end) == Gap::None
        && words.gap(end + 1) == Gap::None
        && words.is_word(end + 1)
        && !words.is_dash(end)
        && !words.is(end, Concept::NameEnding)
        && !(words.is_mark(end, '.') && words.case(end + 1) == Case::Capital)
        && end - first < LONGEST
    {
        end += 2;
    }
    end = after_inner_brackets(words, end);
    // The apostrophe of a plural: `Tinkerers' Guild`.
    let owns = folded_or_empty(words, end) == "'"
        && words.gap(end) == Gap::None
        && words.gap(end + 1) == Gap::Space
        && words.is_capital(end + 1)
        && words.folded(end - 1).ends_with('s');
    if owns { end + 1 } else { end }
}

/// One past what goes on with a word behind letters in brackets: `Art(is)ans`.
fn after_inner_brackets(words: &Words, end: usize) -> usize {
    let inside = words.is_mark(end, '(')
        && words.is_word(end + 1)
        && words.is_mark(end + 2, ')')
        && words.is_word(end + 3)
        && (end..=end + 3).all(|token| words.gap(token) == Gap::None);
    if inside { end + 4 } else { end }
}

fn folded_or_empty<'v>(words: &Words<'v, '_>, token: usize) -> &'v str {
    if token < words.len() {
        words.folded(token)
    } else {
        ""
    }
}

/// One past the word that begins at the token, with what belongs to it over a full stop: initials
/// (`A.V. Prado`, `Santuario S.Cuore`), and words that are cut short before names (`St. Anna`).
fn piece_end(words: &Words, first: usize) -> usize {
    let mut end = word_end(words, first);
    while words.is_mark(end, '.') && words.gap(end) == Gap::None && words.is_capital(end + 1) {
        let initial = words.is_capital(end - 1) && words.folded(end - 1).chars().count() == 1;
        let glued = words.gap(end + 1) == Gap::None;
        let several = end >= first + 3 && words.is_mark(end - 2, '.');
        let short = words.hit(first, Concept::NameShort);
        let is_short = short.is_some_and(|short| short.end > end);
        let near = glued || several || is_short;
        if !(initial || is_short) || !near || words.gap(end + 1) > Gap::Space {
            break;
        }
        end = word_end(words, end + 1);
    }
    end
}

/// One past the last token of the longest name-like sequence that begins at the token:
/// capitalised words, joined by connectors (`of`, `für`), by a number before a legal form, and by
/// an `and` inside a complement (`Council of Municipalities and Regions`).
pub(crate) fn run_end(words: &Words, first: usize) -> Option<usize> {
    if !words.is_capital(first) {
        return None;
    }
    // "Městská knihovna" is a head word of two, of which one is capital.
    let head = words
        .hit(first, Concept::NameOrganisation)
        .filter(|hit| (first + 1..hit.end).all(|token| words.gap(token) <= Gap::Space));
    let mut end = head.map_or(0, |hit| hit.end).max(piece_end(words, first));
    let mut has_complement = false;
    while end - first < LONGEST {
        if let Some(after) = legal_form_end(words, end) {
            return Some(after);
        }
        if words.is_capital(end) && words.runs_on(end) && !words.is(end, Concept::NamePicture) {
            end = piece_end(words, end);
        } else if let Some(after) = after_adjectives(words, end) {
            has_complement = true;
            end = piece_end(words, after);
        } else if let Some(after) = connected(words, end, Concept::NameConnector) {
            // "Cooperativa La Azada": an article with a capital is the name's own.
            has_complement |= has_head(words, first, end) && !words.is_capital(end);
            end = piece_end(words, after);
        } else if let Some(after) = ampersand(words, end) {
            end = piece_end(words, after);
        } else if let Some(after) = quoted(words, first, end) {
            return Some(after);
        } else if let Some(after) = numbered(words, first, end) {
            end = after;
        } else if has_complement && let Some(after) = joined(words, end) {
            end = piece_end(words, after);
        } else {
            break;
        }
    }
    Some(end)
}

/// One past a legal form that follows a name, with the year or number before it
/// (`Sportverein 1904 e.V.`).
fn legal_form_end(words: &Words, end: usize) -> Option<usize> {
    let mut at = end;
    if words.view.tokens.number(at).is_some() && words.gap(at) == Gap::Space {
        at += 1;
    }
    if words.is_mark(at, ',') {
        at += 1;
    }
    if words.gap(at) >= Gap::Line {
        return None;
    }
    let end = words.hit(at, Concept::NameLegalForm)?.end;
    // "Niemen kyläyhdistys ry": a form may follow a head word in small letters.
    let form = words
        .hit(end, Concept::NameLegalForm)
        .filter(|_| words.gap(end) == Gap::Space);
    Some(form.map_or(end, |form| form.end))
}

/// The capitalised word after a connector.
fn connected(words: &Words, end: usize, concept: Concept) -> Option<usize> {
    if !words.runs_on(end) {
        return None;
    }
    let joint = words.hit(end, concept)?;
    let after = joint.end;
    let close = joint.value != BEHIND_HEAD
        || !words.is_capital(end)
            && !words.is(end, Concept::NameAnd)
            && !words.is(after, Concept::CueBuilding)
            && !words.is(after, Concept::CueRoom)
            && (end.saturating_sub(LONGEST_HEAD)..end).any(|token| {
                let head = words.hit(token, Concept::NameOrganisation);
                head.is_some_and(|head| head.end == end)
            });
    (close && words.runs_on(after) && words.is_capital(after)).then_some(after)
}

/// The value of connectors that join a name to its head word alone.
const BEHIND_HEAD: i32 = 1;

/// The most tokens that a head word is looked for in.
const LONGEST_HEAD: usize = 3;

/// The capitalised word after a head word's small adjectives and their connector: `Rhône` in
/// `Conseil départemental du Rhône`.
fn after_adjectives(words: &Words, end: usize) -> Option<usize> {
    const MOST: usize = 2;
    if end == 0 || !words.is(end - 1, Concept::NameOrganisation) {
        return None;
    }
    let mut at = end;
    while at - end < MOST && words.is(at, Concept::NameAdjective) && words.runs_on(at) {
        at += 1;
    }
    if at == end {
        return None;
    }
    connected(words, at, Concept::NameConnector)
        .or_else(|| (words.runs_on(at) && words.is_capital(at)).then_some(at))
}

/// One past the quoted name behind a head word: `Stowarzyszenie „Zielona Dolina”`, with what names go
/// on with behind it: a legal form (`Ruderverein „Nord“ 1902 e.V.`), or the town that ends the line
/// (`Circolo "La Barca" di Varenna`).
fn quoted(words: &Words, first: usize, end: usize) -> Option<usize> {
    const MOST_SMALL: usize = 2;
    let head = has_strong_head(words, first, end)
        || words
            .hit(end - 1, Concept::NameOrganisation)
            .is_some_and(|hit| hit.value == 1);
    let head = head || leading_form(words, first) == Some(end);
    // `Klub seniorů „Pohoda“`
    let open = (end..=end + MOST_SMALL)
        .take_while(|token| {
            *token == end || words.is_word(token - 1) && words.gap(token - 1) == Gap::Space
        })
        .find(|token| ['"', '\''].iter().any(|mark| words.is_mark(*token, *mark)))
        .filter(|_| head)?;
    let after = quote_end(words, open)?;
    if let Some(form) = legal_form_end(words, after) {
        return Some(form);
    }
    let town = connected(words, after, Concept::NameConnector)
        .or_else(|| connected(words, after, Concept::AddressPreposition))
        .or_else(|| (words.is_capital(after) && words.gap(after) == Gap::Space).then_some(after));
    let closes = |end: &usize| words.gap(*end) >= Gap::Line || words.is(*end, Concept::RoleAfter);
    let town_end = town.map(|town| {
        let mut end = piece_end(words, town);
        while words.gap(end) == Gap::Space && words.is_capital(end) {
            end = piece_end(words, end);
        }
        end
    });
    Some(town_end.filter(closes).unwrap_or(after))
}

/// One past a legal form in capitals before a name in quotation marks: `SIA „Zaļais darbs”`.
pub(crate) fn leading_form(words: &Words, first: usize) -> Option<usize> {
    let form = words.hit(first, Concept::NameLegalForm)?;
    let leads = words.case(first) == Case::Upper && words.is_mark(form.end, '"');
    leads.then_some(form.end)
}

/// One past the number of a school or the like: `Școala Gimnazială nr. 2`.
fn numbered(words: &Words, first: usize, end: usize) -> Option<usize> {
    let word = words.hit(end, Concept::AddressNumberWord)?;
    let number = word.end + usize::from(words.is_mark(word.end, '.'));
    let near = words.gap(end) == Gap::Space && words.gap(number) <= Gap::Space;
    let counts = matches!(words.view.tokens.number(number), Some(1..=999));
    (near && counts && has_strong_head(words, first, end)).then_some(number + 1)
}

/// One past the words in quotation marks that open at the token.
pub(crate) fn quote_end(words: &Words, open: usize) -> Option<usize> {
    const LONGEST_QUOTE: usize = 8;
    let mark = ['"', '\'']
        .into_iter()
        .find(|mark| words.is_mark(open, *mark) && words.gap(open) >= Gap::Space)?;
    // `« Les Amis »` has spaces inside.
    let inside = match mark {
        '"' => Gap::Space,
        _ => Gap::None,
    };
    if words.gap(open + 1) > inside || !words.is_capital(open + 1) {
        return None;
    }
    let close = (open + 2..=open + 1 + LONGEST_QUOTE)
        .take_while(|token| words.gap(*token) <= Gap::Space)
        .find(|token| {
            words.is_mark(*token, mark)
                && (mark == '"'
                    || words.gap(*token) == Gap::None && words.gap(*token + 1) > Gap::None)
        })?;
    let plain = (open + 1..close).all(|token| !words.is_taken(token));
    plain.then_some(close + 1)
}

/// `Arts & Métiers`.
fn ampersand(words: &Words, end: usize) -> Option<usize> {
    let joins = words.is_mark(end, '&')
        && words.gap(end) <= Gap::Space
        && words.gap(end + 1) <= Gap::Space
        && words.is_capital(end + 1)
        && !has_head(words, end + 1, end + 2);
    joins.then_some(end + 1)
}

/// The word after an `and` that is part of a name rather than the joint of a list: what follows
/// is neither an acronym nor a name with a head word of its own.
fn joined(words: &Words, end: usize) -> Option<usize> {
    let after = connected(words, end, Concept::NameAnd)?;
    let mut rest_end = word_end(words, after);
    while words.is_capital(rest_end) && words.gap(rest_end) <= Gap::Space {
        rest_end = word_end(words, rest_end);
    }
    let alone = words.case(after) == Case::Upper || words.case(after) == Case::Mixed;
    let headed = (after..rest_end).any(|token| words.is(token, Concept::NameOrganisation));
    (!alone && !headed).then_some(after)
}

/// Whether one of the tokens is an organisation's head word, written as part of a name.
pub(crate) fn has_head(words: &Words, first: usize, end: usize) -> bool {
    (first..end).any(|token| {
        words
            .hit(token, Concept::NameOrganisation)
            .is_some_and(|hit| hit.end <= end && words.is_capital(token))
    })
}

/// Whether one of the tokens is a head word that makes a name an organisation's by itself.
pub(crate) fn has_strong_head(words: &Words, first: usize, end: usize) -> bool {
    (first..end).any(|token| {
        words.view.hits.at(token).iter().any(|hit| {
            hit.concept == Concept::NameOrganisation
                && hit.value == 1
                && hit.end <= end
                && words.is_capital(token)
        })
    })
}

/// Drops words from the end of a name that make it an event's or a unit's, and the adjectives
/// before them: `Major Cities of Europe Annual Conference` is told of `Major Cities of Europe`.
/// Gives the shortened end; `first` where nothing is left.
pub(crate) fn without_event(words: &Words, first: usize, end: usize) -> usize {
    let mut kept = end;
    loop {
        let Some(last) = last_word(words, first, kept) else {
            return first;
        };
        let droppable = (last..kept).any(|token| {
            [Concept::NameEvent, Concept::NameUnit]
                .iter()
                .any(|concept| {
                    words
                        .hit(token, *concept)
                        .is_some_and(|hit| hit.end == kept)
                })
        }) && !words.is(last, Concept::NameOrganisation);
        if !droppable {
            return kept;
        }
        kept = last;
        // "Ruderverein Nord zum Sommerfest": what led to the event goes with it.
        while kept > first
            && words.is(kept - 1, Concept::NameConnector)
            && !words.is_capital(kept - 1)
        {
            kept -= 1;
        }
    }
}

/// The first token of the last word before the end.
fn last_word(words: &Words, first: usize, end: usize) -> Option<usize> {
    let mut start = first;
    let mut last = None;
    while start < end {
        last = Some(start);
        start = word_end(words, start).max(start + 1);
    }
    last
}

/// Skips articles, and words that begin sentences, before a name.
pub(crate) fn after_starters(words: &Words, first: usize, end: usize) -> usize {
    let mut start = first;
    while start < end {
        let hit = words
            .hit(start, Concept::NameArticle)
            .or_else(|| words.hit(start, Concept::NameStarter))
            .or_else(|| words.hit(start, Concept::NamePicture))
            .filter(|hit| hit.end < end && !words.is_taken(start));
        match hit {
            Some(hit) if !words.is_upper_acronym(start) => start = hit.end,
            _ => break,
        }
    }
    while start < end && !words.is_word(start) {
        start += 1;
    }
    start
}

impl Words<'_, '_> {
    /// Whether the token is an acronym: two to ten capitals.
    pub(crate) fn is_upper_acronym(&self, token: usize) -> bool {
        let length = self.folded(token).chars().count();
        self.is_capital(token) && self.case(token) == Case::Upper && (2..=10).contains(&length)
    }
}
