//! What the writings of one organisation's name have in common, and which labels of domains are
//! made of it.

use handbill_lexicon::{Concept, Hit, Hits, Tokens, classify, fold};

use crate::names::domains::{in_plain_letters, letters};

/// Whether the longer name begins or ends with the words of the shorter.
pub(super) fn is_end_of(short: &str, long: &str) -> bool {
    let rest = long
        .strip_prefix(short)
        .filter(|rest| rest.starts_with(' '))
        .or_else(|| long.strip_suffix(short).filter(|rest| rest.ends_with(' ')));
    !short.is_empty() && rest.is_some()
}

/// Whether the names are of the same words in another order, joints apart: `City of Ghent` and `Ghent
/// City`.
pub(super) fn is_turned(one: &str, other: &str) -> bool {
    const SHORT: usize = 3;
    let words = |name: &str| {
        let mut words: Vec<String> = name
            .split(' ')
            .filter(|word| word.chars().count() > SHORT)
            .map(str::to_owned)
            .collect();
        words.sort();
        words
    };
    one != other && one.contains(' ') && words(one) == words(other)
}

/// What two writings of one name share: folded words, without articles before them and legal
/// forms after them, unless these tell what it is (`Engby kommune`).
pub(crate) fn key_of(name: &str) -> String {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    let mut first = 0;
    while let Some(hit) = hits.find(first, Concept::NameArticle) {
        if hit.end >= tokens.len() {
            break;
        }
        first = hit.end;
    }
    let mut end = tokens.len();
    for token in (first + 1..tokens.len()).rev() {
        let closes = hits
            .find(token, Concept::NameLegalForm)
            .is_some_and(|hit| is_mere_form(&hits, hit) && hit.end >= tokens.len());
        if closes {
            end = token;
            break;
        }
    }
    (first..end)
        .filter(|token| tokens.folded(*token).chars().any(char::is_alphanumeric))
        .map(|token| tokens.folded(token))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a legal form closes the name.
pub(super) fn has_legal_form(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    hits.iter().any(|hit| {
        hit.concept == Concept::NameLegalForm
            && hit.value == 0
            && hit.first > 0
            && hit.end >= tokens.len()
    })
}

/// Whether a legal form tells no body from another, as a head word does.
fn is_mere_form(hits: &Hits, form: &Hit) -> bool {
    form.value == 0 && hits.find(form.first, Concept::NameOrganisation).is_none()
}

/// Takes the case ending off the head word: `Sportvereins Nord` after `des` is `Sportverein Nord`.
pub(super) fn without_genitive(name: &str) -> String {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    for token in 0..tokens.len() {
        let folded = tokens.folded(token);
        let Some(base) = folded.strip_suffix('s').filter(|base| base.len() >= 3) else {
            continue;
        };
        let known = hits.find(token, Concept::NameOrganisation).is_some();
        let base_tokens = Tokens::new(base);
        let base_known = classify(base, &base_tokens)
            .find(0, Concept::NameOrganisation)
            .is_some();
        if known && base_known {
            let cut = tokens[token].end as usize;
            let mut out = name.to_owned();
            out.replace_range(cut - 1..cut, "");
            return out;
        }
    }
    name.to_owned()
}

/// Whether the label begins with the first word of the name, and that is a long one:
/// `claddaghsky` of `Claddagh Astronomical Society`.
pub(super) fn label_begins_like(label: &str, name: &str) -> bool {
    const SHORTEST: usize = 5;
    let first = name.split(' ').next().map(letters).unwrap_or_default();
    first.chars().count() >= SHORTEST && (label.starts_with(&first) || is_in_case(&first, label))
}

/// Whether a long label is the word but for a short ending, as names of places are declined in names:
/// `koivuniemi` of `Koivuniemen kyläyhdistys`.
fn is_in_case(word: &str, label: &str) -> bool {
    const SHORTEST_STEM: usize = 6;
    const LONGEST_ENDING: usize = 2;
    let count = |text: &str| text.chars().count();
    let stem = word
        .chars()
        .zip(label.chars())
        .take_while(|(a, b)| a == b)
        .count();
    stem >= SHORTEST_STEM && count(word).max(count(label)) - stem <= LONGEST_ENDING
}

/// Whether the label holds two words of the name that follow one another: `fwharbourmill` of
/// `Friends of Harbour Mill`.
pub(super) fn label_holds_words(label: &str, name: &str) -> bool {
    const SHORTEST: usize = 8;
    let words: Vec<String> = name.split(' ').map(letters).collect();
    words.windows(2).any(|pair| {
        let both = pair.concat();
        both.len() >= SHORTEST && pair.iter().all(|word| word.len() > 2) && label.contains(&both)
    })
}

/// Whether the name is written as an acronym: one word of capitals.
pub(super) fn is_acronym(name: &str) -> bool {
    let count = name.chars().count();
    (2..=10).contains(&count)
        && name.chars().all(|c| c.is_alphabetic() || c == '-')
        && name.chars().filter(|c| c.is_uppercase()).count() * 2 > count
}

/// Whether the short name is the long one with words cut to initials: `SV Nordhafen` and `SVN`
/// for `Sportverein Nordhafen`. Long words may give a second letter from inside.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    let long_words: Vec<String> = long.split_whitespace().map(fold).collect();
    let mut parts = short.split_whitespace();
    let Some(acronym) = parts.next() else {
        return false;
    };
    let tail: Vec<String> = parts.map(fold).collect();
    if tail.len() >= long_words.len() {
        return false;
    }
    let (head, rest) = long_words.split_at(long_words.len() - tail.len());
    let acronym: Vec<char> = fold(acronym).chars().collect();
    rest == tail.as_slice() && acronym.len() >= 2 && spells(&acronym, head)
}

/// Whether the keys are one name in two cases: word for word the same but for short endings, that of
/// a word for an organisation among them.
pub(super) fn are_cases_of_one(a: &str, b: &str) -> bool {
    let words = |key: &str| key.split(' ').count();
    if a == b || words(a) != words(b) || words(a) < 2 {
        return false;
    }
    let pairs = || a.split(' ').zip(b.split(' '));
    pairs().all(|(one, other)| one == other || is_other_case(one, other))
        && pairs().any(|(one, other)| one != other && has_head(one) && has_head(other))
}

/// Whether the words differ in their endings alone.
fn is_other_case(one: &str, other: &str) -> bool {
    const LONGEST_ENDING: usize = 4;
    const SHORTEST_STEM: usize = 3;
    let stem = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let (one, other) = (one.chars().count(), other.chars().count());
    let longest = one.max(other);
    stem >= SHORTEST_STEM && longest - stem <= LONGEST_ENDING && stem * 5 >= longest * 3
}

/// Whether the key is the longer one without its first word, without its head word and what follows
/// it, or without a year.
pub(super) fn is_short_form(short: &str, long: &str) -> bool {
    if short.is_empty() || short.len() >= long.len() {
        return false;
    }
    if let Some(first) = long.strip_suffix(short) {
        return is_one_word(first) && short.split(' ').count() >= 3 && has_head(short);
    }
    let rest = long
        .strip_prefix(short)
        .and_then(|rest| rest.strip_prefix(' '));
    // A club may have the year of its foundation in its full name.
    let year = |rest: &str| rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_some_and(|rest| {
        year(rest) || !has_head(short) && has_head(rest.split(' ').next().unwrap_or_default())
    })
}

/// Whether the key is that of a name without what is its own: its head word alone (`association`,
/// `pro loco` of `pro loco montefiorito`), or all but the first of its words (`city library`).
pub(super) fn is_bare_form(short: &str, long: &str) -> bool {
    if !is_end_of(short, long) || !has_head(short) {
        return false;
    }
    match long.strip_suffix(short) {
        Some(first) => {
            (is_one_word(first) && short.contains(' ') || is_head(short)) && !has_head(first)
        }
        None => is_head(short) && !has_head(&long[short.len()..]),
    }
}

/// Whether the beginning of a name is one word.
fn is_one_word(first: &str) -> bool {
    first.ends_with(' ') && !first.trim_end().contains(' ')
}

/// Whether the name is nothing but a word for an organisation.
pub(super) fn is_head(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    hits.find(0, Concept::NameOrganisation)
        .is_some_and(|hit| hit.end == tokens.len())
}

fn has_head(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    hits.iter()
        .any(|hit| hit.concept == Concept::NameOrganisation)
}

/// Whether the label is made of words of the name, in their order: `freiegaertner` of
/// `Verband Freier Gärtner`. The last letter of a word may differ as its ending.
pub(super) fn label_is_made_of(label: &str, name: &str) -> bool {
    const SHORTEST: usize = 7;
    const SHORTEST_STEM: usize = 4;
    let is_label = |word: &str| letters(&in_plain_letters(word)) == label && has_head(word);
    if label.len() < SHORTEST || has_head(label) || name.split_whitespace().any(is_label) {
        return false;
    }
    [name.to_owned(), in_plain_letters(name)]
        .iter()
        .any(|name| {
            let mut reached = vec![0];
            for word in name.split_whitespace().map(letters) {
                let mut further = Vec::new();
                for rest in reached.iter().filter_map(|offset| label.get(*offset..)) {
                    let at = label.len() - rest.len();
                    let stem = word
                        .char_indices()
                        .next_back()
                        .map_or("", |(last, _)| &word[..last]);
                    if !word.is_empty() && rest.starts_with(&word) {
                        further.push(at + word.len());
                    }
                    if stem.len() >= SHORTEST_STEM && rest.starts_with(stem) {
                        further.push(at + stem.len());
                    }
                }
                reached.extend(further);
                reached.sort_unstable();
                reached.dedup();
            }
            reached.contains(&label.len())
        })
}

/// Whether the label is all words of the name with the last ones put first: `anneytheatreclub` of
/// `Theatre Club Anney`.
pub(super) fn label_turns_round(label: &str, name: &str) -> bool {
    const SHORTEST: usize = 8;
    let words: Vec<String> = name.split(' ').map(letters).collect();
    label.len() >= SHORTEST
        && (1..words.len()).any(|cut| {
            let (head, tail) = words.split_at(cut);
            [tail.concat(), head.concat()].concat() == label
        })
}

/// Whether the label is the name with words cut to initials, all but perhaps the last one or two.
pub(super) fn label_abbreviates(label: &str, name: &str) -> bool {
    const SHORTEST: usize = 3;
    let words: Vec<String> = name
        .split_whitespace()
        .map(letters)
        .filter(|word| !word.is_empty())
        .collect();
    (0..=2.min(words.len())).any(|tail| {
        let (head, rest) = words.split_at(words.len() - tail);
        let rest: String = rest.concat();
        let Some(initials) = label.strip_suffix(rest.as_str()) else {
            return false;
        };
        let initials: Vec<char> = initials.chars().collect();
        let whole = tail == 0 && initials.len() >= SHORTEST || tail > 0 && initials.len() >= 2;
        let spelt = |head: &[String]| spells(&initials, head);
        // One word of a long name may be left out where the end of the name is spelt in full.
        let shortened = tail > 0
            && (0..head.len()).any(|left| {
                let mut kept = head.to_vec();
                kept.remove(left);
                !kept.is_empty() && spelt(&kept)
            });
        whole && (head.len() >= 2.min(initials.len()) && spelt(head) || shortened)
    })
}

fn spells(letters: &[char], words: &[String]) -> bool {
    let Some((word, rest)) = words.split_first() else {
        return letters.is_empty();
    };
    let Some((&first, after)) = letters.split_first() else {
        // Digits and small words at the end may be left out.
        return words
            .iter()
            .all(|word| word.chars().all(|c| !c.is_alphabetic()));
    };
    if word.chars().all(|c| !c.is_alphabetic()) {
        return spells(letters, rest);
    }
    if !word.starts_with(first) {
        return word.chars().count() <= 3 && spells(letters, rest);
    }
    const COMPOUND: usize = 8;
    if spells(after, rest) {
        return true;
    }
    word.chars().count() >= COMPOUND
        && after.split_first().is_some_and(|(second, left)| {
            word.chars().skip(3).any(|c| c == *second) && spells(left, rest)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_made_of_words() {
        for (label, name) in [
            ("freiegaertner", "Verband Freier Gärtner"),
            ("harbourwalkers", "Union of Harbour Walkers"),
            ("bruecken", "Verein Brücken und Stege"),
        ] {
            assert!(label_is_made_of(label, name), "{label}: {name}");
        }
        for (label, name) in [
            ("rowers", "Ghent Rowers"),
            ("walkersharbour", "Union of Harbour Walkers"),
            ("harbourtown", "Union of Harbour Walkers"),
            ("universitaet", "Universität Gent"),
        ] {
            assert!(!label_is_made_of(label, name), "{label}: {name}");
        }
    }

    #[test]
    fn labels_that_turn_a_name_round() {
        assert!(label_turns_round("anneytheatreclub", "theatre club anney"));
        assert!(!label_turns_round("anneyclubtheatre", "theatre club anney"));
        assert!(!label_turns_round("theatreclub", "theatre club anney"));
    }

    #[test]
    fn keys_join_the_writings_of_a_name() {
        assert_eq!(key_of("The Rowing Club"), key_of("ROWING CLUB"));
        assert_eq!(key_of("Ruderverein Nord e.V."), key_of("Ruderverein Nord"));
        assert_eq!(key_of("cités unies"), key_of("Cites-Unies"));
        assert_ne!(key_of("Rowing Club Ghent"), key_of("Rowing Club"));
    }

    #[test]
    fn abbreviations() {
        for (short, long, yes) in [
            ("SV Nordhafen", "Sportverein Nordhafen", true),
            ("SVN", "Sportverein Nordhafen", true),
            ("RCG", "Rowing Club Ghent", true),
            ("RCG", "Rowing Ghent", false),
            ("SV Nordhafen", "Sportverein Südhafen", false),
        ] {
            assert_eq!(abbreviates(short, long), yes, "{short} {long}");
        }
    }

    #[test]
    fn genitives_lose_their_ending() {
        assert_eq!(
            without_genitive("Sportvereins Nord 1904"),
            "Sportverein Nord 1904"
        );
        assert_eq!(without_genitive("Rowing Paris"), "Rowing Paris");
    }
}
