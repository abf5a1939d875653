use handbill_lexicon::{Concept, Gap};
use handbill_model::Span;

use super::runs::{after_starters, has_head, run_end, word_end};
use super::words::{Case, Words};

/// A long name and the acronym that the document gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcronymPair {
    /// The long name.
    pub long: Span,
    /// The acronym.
    pub short: Span,
    /// Name of the rule.
    pub rule: &'static str,
}

/// The rule of an acronym on a line above its long name, as in a logo.
pub(crate) const ABOVE_NAME: &str = "organisation.acronym-above-name";

/// All pairs of long name and acronym: `Long Name (LN)`, `LN (Long Name)`, `LN – Long Name`,
/// `LN: Long Name`, and `LN` on a line above `Long` and `Name`.
pub(crate) fn pairs(words: &Words) -> Vec<AcronymPair> {
    let mut out = Vec::new();
    for token in 0..words.len() {
        if words.is_mark(token, '(') {
            out.extend(in_brackets(words, token));
        } else if words.is_upper_acronym(token) && !words.is_taken(token) {
            out.extend(before_long_name(words, token));
        }
    }
    out
}

/// `Long Name (LN)`.
fn in_brackets(words: &Words, bracket: usize) -> Option<AcronymPair> {
    let short_end = bracket_word_end(words, bracket)?;
    let short = bracket + 1;
    let letters = letters_of(words, short, short_end);
    if !(2..=12).contains(&letters.len())
        || words.case(short) == Case::Capital && short_end == short + 1
    {
        return None;
    }
    let first = long_name_start(words, bracket, &letters).or_else(|| {
        (letters.len() >= 3 && is_all_capitals(words, short, short_end))
            .then(|| headed_run_before(words, bracket))
            .flatten()
    })?;
    if ends_in_event(words, bracket) {
        return None;
    }
    Some(AcronymPair {
        long: words.span(first, bracket),
        short: words.span(short, short_end),
        rule: "organisation.acronym-in-brackets",
    })
}

fn ends_in_event(words: &Words, end: usize) -> bool {
    (end.saturating_sub(3)..end).any(|token| {
        words
            .hit(token, Concept::NameEvent)
            .is_some_and(|hit| hit.end == end)
    })
}

/// One past the only word between the bracket and its close.
fn bracket_word_end(words: &Words, bracket: usize) -> Option<usize> {
    if !words.is_word(bracket + 1) || words.gap(bracket + 1) != Gap::None {
        return None;
    }
    let end = word_end(words, bracket + 1);
    words.is_mark(end, ')').then_some(end)
}

fn is_all_capitals(words: &Words, first: usize, end: usize) -> bool {
    (first..end).all(|token| !words.is_word(token) || words.case(token) == Case::Upper)
}

/// The letters of an acronym, folded.
fn letters_of(words: &Words, first: usize, end: usize) -> Vec<char> {
    (first..end)
        .filter(|token| words.is_word(*token))
        .flat_map(|token| words.folded(token).chars())
        .collect()
}

/// The first token of the name that ends before `end` and whose initials spell the letters:
/// small words may be left out, one capitalised word too, if the acronym is long.
fn long_name_start(words: &Words, end: usize, letters: &[char]) -> Option<usize> {
    let mut left = letters;
    let mut at = end;
    let mut skipped = 0;
    let mut start = None;
    let mut by_small_word = false;
    let mut last_matched = None;
    while let Some(&letter) = left.last() {
        let before = at.checked_sub(1)?;
        if end - before > 3 * letters.len() + 4 || !words.runs_on(at) && at != end {
            return None;
        }
        at = before;
        if !words.is_word(before) {
            if matches!(words.folded(before), "-" | "'" | "&" | ",") {
                continue;
            }
            return None;
        }
        let initial = words.folded(before).chars().next();
        if initial == Some(letter) && (words.is_capital(before) || is_small(words, before)) {
            left = &left[..left.len() - 1];
            last_matched = initial;
            start = words.is_capital(before).then_some(before).or(start);
            if left.is_empty() && !words.is_capital(before) {
                return None;
            }
        } else if initial == Some(letter) && left.len() > 1 {
            // Behind a head word a name may go on in small letters: `Fédération des mémoires`.
            left = &left[..left.len() - 1];
            by_small_word = true;
        } else if words.is_capital(before) && initial == last_matched {
            // Two forms of one word: `Gärtnerinnen und Gärtner`.
        } else if words.is_capital(before) {
            skipped += 1;
            if skipped > letters.len() / 4 + usize::from(start.is_none()) {
                return None;
            }
        } else if !is_small(words, before) {
            return None;
        }
    }
    let start =
        start.filter(|start| !by_small_word || words.is(*start, Concept::NameOrganisation))?;
    Some(with_run_before(words, start, end))
}

fn is_small(words: &Words, token: usize) -> bool {
    words.is(token, Concept::NameConnector)
        || words.is(token, Concept::NameAnd)
        || words.is(token, Concept::NameArticle)
        || words.folded(token).chars().count() <= 3
}

/// A name may begin with capitalised words that its acronym leaves out (`Deutsche` in GIZ).
fn with_run_before(words: &Words, start: usize, end: usize) -> usize {
    let mut first = start;
    while let Some(before) = first.checked_sub(1) {
        if !(words.is_capital(before) && words.gap(first) <= Gap::Space) {
            break;
        }
        first = before;
    }
    after_starters(words, first, end).min(start)
}

/// The run with a head word that ends right before the bracket.
fn headed_run_before(words: &Words, bracket: usize) -> Option<usize> {
    let earliest = bracket.saturating_sub(16);
    (earliest..bracket).find(|&first| {
        let starts = words.is_capital(first)
            && !words.is(first, Concept::NameStarter)
            && !words.is(first, Concept::NameArticle)
            && (first == 0 || !words.is_capital(first - 1) || words.gap(first) != Gap::None);
        starts && run_end(words, first) == Some(bracket) && has_head(words, first, bracket)
    })
}

/// `LN – Long Name`, `LN: Long Name`, `LN (Long Name)`, and `LN` with the long name on the lines
/// below. The initials must spell the acronym to the last letter.
fn before_long_name(words: &Words, short: usize) -> Option<AcronymPair> {
    let end = word_end(words, short);
    let letters = letters_of(words, short, end);
    let separated = matches!(folded(words, end), "-" | ":" | "(" | "/" | "|" | ",")
        && words.gap(end + 1) <= Gap::Space;
    let below = words.gap(end) == Gap::Line && words.gap(short) >= Gap::Line;
    let first = if separated {
        end + 1
    } else if below {
        end
    } else {
        return None;
    };
    let long_end = spelt_out(words, first, &letters, below)?;
    let rule = if below {
        ABOVE_NAME
    } else {
        "organisation.acronym-before-name"
    };
    Some(AcronymPair {
        long: words.span(first, long_end),
        short: words.span(short, end),
        rule,
    })
}

fn folded<'v>(words: &Words<'v, '_>, token: usize) -> &'v str {
    if token < words.len() {
        words.folded(token)
    } else {
        ""
    }
}

/// One past the words whose capitalised initials spell the letters exactly.
fn spelt_out(words: &Words, first: usize, letters: &[char], over_lines: bool) -> Option<usize> {
    let mut token = first;
    let mut matched = 0;
    while matched < letters.len() {
        let near = words.gap(token) <= Gap::Space || over_lines && words.gap(token) == Gap::Line;
        if !near && token != first || !words.is_word(token) {
            return None;
        }
        if words.is_capital(token) {
            if !words.folded(token).starts_with(letters[matched]) {
                return None;
            }
            matched += 1;
        } else if matched == 0 || !is_small(words, token) {
            return None;
        } else if words.folded(token).starts_with(letters[matched])
            && !letters[matched + 1..].is_empty()
            && !words.is_capital(token + 1)
        {
            matched += 1;
        }
        token = if words.is_mark(token + 1, '-') && words.gap(token + 1) == Gap::None {
            token + 2
        } else {
            token + 1
        };
    }
    (letters.len() >= 3 && words.len() >= token).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_words;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        with_words(text, |words| {
            pairs(words)
                .iter()
                .map(|pair| {
                    (
                        pair.long.of(words.view.text()).to_owned(),
                        pair.short.of(words.view.text()).to_owned(),
                    )
                })
                .collect()
        })
    }

    fn one(text: &str) -> (String, String) {
        let all = found(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all[0].clone()
    }

    #[test]
    fn acronyms_in_brackets() {
        for (text, long, short) in [
            (
                "run by the Alpine Water Board (AWB) since",
                "Alpine Water Board",
                "AWB",
            ),
            (
                "The Union of Coastal Towns and Regions (UCTR) met",
                "Union of Coastal Towns and Regions",
                "UCTR",
            ),
            (
                "Norddeutsche Gesellschaft für Offene Häfen GmbH (GOH) lädt",
                "Norddeutsche Gesellschaft für Offene Häfen GmbH",
                "GOH",
            ),
            (
                "Der Bund Nordischer Seglerinnen und Segler (BNS) lädt",
                "Bund Nordischer Seglerinnen und Segler",
                "BNS",
            ),
            (
                "la Coopérative des jardiniers de Basse-Rive (CJBR) sème",
                "Coopérative des jardiniers de Basse-Rive",
                "CJBR",
            ),
            (
                "Nordic Institute of Technology (KTX), and",
                "Nordic Institute of Technology",
                "KTX",
            ),
        ] {
            assert_eq!(one(text), (long.to_owned(), short.to_owned()), "{text}");
        }
    }

    #[test]
    fn brackets_that_hold_no_acronym() {
        for text in [
            "artificial intelligence (AI) helps",
            "in Bern (CH) we meet",
            "The World Harbour Congress (WHC) opens",
            "on Friday (CET)",
            "We met (see below)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn acronyms_before_the_long_name() {
        assert_eq!(
            one("UCT\nUnion of\nCoastal Towns\n").0,
            "Union of\nCoastal Towns"
        );
        assert_eq!(one("AWB – Alpine Water Board").0, "Alpine Water Board");
        assert_eq!(one("AWB: Alpine Water Board").0, "Alpine Water Board");
        assert_eq!(found("PLEASE NOTE: Parking is scarce"), []);
        assert_eq!(found("NEWS\nBig Plans"), []);
    }
}
