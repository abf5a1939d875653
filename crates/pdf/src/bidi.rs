//! From the order in which a line is seen to the order in which it is read.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_normalization::UnicodeNormalization;

use crate::words::Word;

fn is_right(character: char) -> bool {
    character >= '\u{590}' && matches!(bidi_class(character), BidiClass::R | BidiClass::AL)
}

/// Whether most letters run from right to left.
pub(crate) fn is_right_to_left<'a>(words: impl Iterator<Item = &'a Word>) -> bool {
    let (mut right, mut left) = (0usize, 0usize);
    for word in words {
        if word.text.is_ascii() {
            left += word.text.len();
            continue;
        }
        for character in word.text.chars() {
            if is_right(character) {
                right += 1;
            } else if character.is_alphabetic() {
                left += 1;
            }
        }
    }
    right > left
}

/// Puts the words of a line, which stand from left to right, into reading order, and their letters.
///
/// The algorithm that orders characters for display (UAX #9) undoes itself for lines of words and
/// numbers, so it is applied to the line as it is seen.
pub(crate) fn to_logical(words: &mut Vec<Word>, is_right_to_left: bool) {
    let needs = |word: &Word| !word.text.is_ascii() && word.text.chars().any(is_right);
    if !words.iter().any(needs) {
        return;
    }
    let mut seen = String::new();
    // The word of each byte.
    let mut owners = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            seen.push(' ');
        }
        seen.push_str(&word.text);
        owners.resize(seen.len(), index);
    }
    let base = if is_right_to_left {
        Level::rtl()
    } else {
        Level::ltr()
    };
    let info = BidiInfo::new(&seen, Some(base));
    let Some(paragraph) = info.paragraphs.first() else {
        return;
    };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut read: Vec<(char, usize)> = Vec::with_capacity(seen.len());
    for run in runs {
        let characters = seen[run.clone()]
            .char_indices()
            .map(|(at, it)| (it, owners[run.start + at]));
        if levels[run.start].is_rtl() {
            read.extend(characters.rev());
        } else {
            read.extend(characters);
        }
    }
    // Some producers name the brackets that are seen, others those that are meant.
    if !is_nested(read.iter().map(|(it, _)| *it))
        && is_nested(read.iter().map(|(it, _)| mirrored(*it)))
    {
        for (character, _) in &mut read {
            *character = mirrored(*character);
        }
    }
    let mut ordered: Vec<Word> = Vec::with_capacity(words.len());
    let mut is_open = false;
    for (character, owner) in read {
        if character == ' ' {
            is_open = false;
            continue;
        }
        match ordered.last_mut() {
            Some(word) if is_open => word.text.push(character),
            _ => ordered.push(Word {
                text: character.to_string(),
                ..words[owner].clone()
            }),
        }
        is_open = true;
    }
    for word in &mut ordered {
        // Forms that letters take beside others, which fonts of these scripts name.
        if word
            .text
            .chars()
            .any(|it| matches!(it, '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
        {
            word.text = word.text.nfkc().collect();
        }
    }
    *words = ordered;
}

/// Whether no bracket is closed before it is opened.
fn is_nested(characters: impl Iterator<Item = char>) -> bool {
    let mut open = 0;
    for character in characters {
        match character {
            '(' | '[' | '{' | '«' => open += 1,
            ')' | ']' | '}' | '»' if open == 0 => return false,
            ')' | ']' | '}' | '»' => open -= 1,
            _ => {}
        }
    }
    true
}

fn mirrored(character: char) -> char {
    match character {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::tests::word;

    fn read(seen: &str) -> String {
        let mut words: Vec<Word> = seen.split(' ').map(|text| word(text, 0.0, 0.0)).collect();
        let right = is_right_to_left(words.iter());
        to_logical(&mut words, right);
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn lines_are_read_from_the_right() {
        assert_eq!(read("2026 לירפא 3 (םולש)"), "(שלום) 3 אפריל 2026");
        assert_eq!(read("2026 לירפא 3 )םולש("), "(שלום) 3 אפריל 2026");
        assert_eq!(read("Salon 12"), "Salon 12");
        assert_eq!(read("Meet םולש here now"), "Meet שלום here now");
    }
}
