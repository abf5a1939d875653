//! Words that were divided at the end of a line.

use std::collections::HashMap;

/// The shortest part that a hyphenation leaves on either line of a text, where nothing else attests
/// it.
pub const SHORTEST_PART: usize = 3;

/// The words of a document, for deciding which hyphens at line ends belong to the line alone.
pub struct Words<'a> {
    /// How often each word stands in the text; the second half of a divided word is no word.
    words: HashMap<&'a str, u32>,
    /// Compounds that are written with a hyphen inside a line.
    compounds: HashMap<(&'a str, &'a str), u32>,
}

impl<'a> Words<'a> {
    /// Collects the words of the text.
    pub fn new(text: &'a str) -> Self {
        let mut all = Words {
            words: HashMap::new(),
            compounds: HashMap::new(),
        };
        let mut before: Option<(usize, &str)> = None;
        let mut at = 0;
        while let Some(start) = text[at..].find(char::is_alphabetic).map(|found| at + found) {
            let word = leading_letters(&text[start..]);
            let end = start + word.len();
            let (joined, divided) = before.map_or((false, false), |(last, _)| {
                let gap = &text[last..start];
                (gap == "-", gap.starts_with("-\n") && gap.trim().len() == 1)
            });
            if !divided {
                *all.words.entry(word).or_default() += 1;
            }
            if let (true, Some((_, first))) = (joined, before) {
                *all.compounds.entry((first, word)).or_default() += 1;
            }
            before = Some((end, word));
            at = end;
        }
        all
    }

    /// Whether the hyphen and line end between the two texts only divide a word. Both must be
    /// lower-case letters there. The joined word decides, then the compound with a hyphen; a
    /// second half that is a word of its own ("Vor-\nund") may be one that is meant. Parts shorter
    /// than `shortest` are none of a hyphenation.
    pub fn divided(&self, before_hyphen: &str, after_break: &str, shortest: usize) -> bool {
        let first = trailing_letters(before_hyphen);
        let second = leading_letters(after_break);
        let lower = |letter: Option<char>| letter.is_some_and(char::is_lowercase);
        if !lower(first.chars().next_back()) || !lower(second.chars().next()) {
            return false;
        }
        let continues = before_hyphen[..before_hyphen.len() - first.len()]
            .ends_with(['-', '_', '@', '/', '.'])
            || after_break[second.len()..].starts_with(['@', '_'])
            || is_path(&after_break[second.len()..]);
        if continues {
            return false;
        }
        let joined = format!("{first}{second}");
        if self.words.contains_key(joined.as_str()) {
            return true;
        }
        !self.compounds.contains_key(&(first, second))
            && !self.words.contains_key(second)
            && first.chars().count() >= shortest
            && second.chars().count() >= shortest
    }
}

/// Whether a slash leads on to a further part of a path rather than to another word ("Sams-\ntag/Sonntag").
fn is_path(text: &str) -> bool {
    text.strip_prefix('/')
        .is_some_and(|rest| !rest.starts_with(char::is_uppercase))
}

fn leading_letters(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphabetic());
    &text[..end.unwrap_or(text.len())]
}

fn trailing_letters(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, letter)| letter.is_alphabetic())
        .last();
    start.map_or("", |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(text: &str) -> bool {
        let (before, after) = text.split_once("-\n").unwrap_or_default();
        Words::new(text).divided(before, after.trim_start(), SHORTEST_PART)
    }

    #[test]
    fn divided_words_are_joined() {
        assert!(divided("the confer-\nence"));
        assert!(divided("die Einla-\n  dung"));
        assert!(divided("an up-\ndate for this update"));
        assert!(divided("am Sams-\ntag/Sonntag"));
    }

    #[test]
    fn compounds_and_suspended_hyphens_stay() {
        assert!(!divided("a well-\nknown man, a well-known place"));
        assert!(!divided("Vor-\nund Nachmittag und Abend"));
        assert!(!divided("e-\nmail"));
        assert!(!divided("Saint-\nDenis"));
        assert!(!divided("2020-\nanything"));
        assert!(!divided("anna-\nmaria@example.org"));
        assert!(!divided("see north-\nbank/map"));
        assert!(!divided("face-to-\nface"));
    }
}
