//! Numbers of days and years, in digits and in words.

use handbill_lexicon::Concept;

use super::words::Words;

/// The number of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayNumber {
    pub value: u8,
    pub end: usize,
    /// Whether a suffix, a word or a full stop marks it as an ordinal.
    pub ordinal: bool,
    /// Whether it is written in words.
    pub spelt: bool,
}

/// The number of a day, 1 to 31, with its ordinal suffix.
pub(super) fn day_number(words: Words, at: usize) -> Option<DayNumber> {
    if !words.is_number(at) {
        return spelt_day_number(words, at);
    }
    let (value, length) = words.digits(at)?;
    if length > 2 || !(1..=31).contains(&value) {
        return None;
    }
    let number = |end, ordinal| DayNumber {
        value: value as u8,
        end,
        ordinal,
        spelt: false,
    };
    if let Some(end) = words.phrase(at + 1, Concept::DateOrdinalSuffix)
        && words.touches(at + 1)
        && !words.touches_letter(end)
    {
        return Some(number(end, true));
    }
    if words.any_mark(at + 1, ".°º") && words.touches(at + 1) {
        // "3. März", "22./23. Oktober": the full stop makes an ordinal. "3.5" is another matter.
        if words.touches(at + 2) && words.is_number(at + 2) {
            return None;
        }
        return Some(number(at + 2, true));
    }
    let end = words
        .phrase(at + 1, Concept::DateDaySuffix)
        .unwrap_or(at + 1);
    let listed = words.digits(end + 1).is_some_and(|(_, length)| length <= 2)
        && (words.mark(end, ',') || (words.mark(end, '/') && words.is_month(end + 2)));
    // "12tik 15era": the ending of the first is what joins the two.
    let joins = words.touches(end) && words.hit(end, Concept::DateRange).is_some();
    (listed || joins || !words.glued_right(end)).then(|| number(end, false))
}

fn spelt_day_number(words: Words, at: usize) -> Option<DayNumber> {
    let (value, end, ordinal) = spelt_number(words, at)?;
    // In many languages the word for one is the article too ("im Oktober eine Messe").
    let article = value == 1 && !ordinal;
    ((1..=31).contains(&value) && !article).then_some(DayNumber {
        value: value as u8,
        end,
        ordinal,
        spelt: true,
    })
}

/// A number or ordinal word, with the units that may follow tens ("twenty-first").
pub(super) fn spelt_number(words: Words, at: usize) -> Option<(i32, usize, bool)> {
    if let Some(hit) = words.hit(at, Concept::DateOrdinal) {
        return (hit.value > 0).then_some((hit.value, hit.end, true));
    }
    let tens = words.hit(at, Concept::DateNumber)?;
    if tens.value % 10 == 0 && tens.value >= 20 {
        let next = if words.mark(tens.end, '-') {
            tens.end + 1
        } else {
            tens.end
        };
        let unit = |concept| {
            words
                .hit(next, concept)
                .filter(|hit| (1..=9).contains(&hit.value) && words.same_line(next))
        };
        if let Some(hit) = unit(Concept::DateOrdinal) {
            return Some((tens.value + hit.value, hit.end, true));
        }
        if let Some(hit) = unit(Concept::DateNumber) {
            return Some((tens.value + hit.value, hit.end, false));
        }
    }
    Some((tens.value, tens.end, false))
}

/// A number of things, in digits or words ("3", "three", "a couple of"), and one past it.
pub(super) fn amount(words: Words, at: usize) -> Option<(i32, usize)> {
    if let Some((value, length)) = words.digits(at) {
        return (length <= 3).then_some((value as i32, at + 1));
    }
    let vague = || {
        words
            .hit(at, Concept::DateAmountVague)
            .filter(|_| words.is_remark())
    };
    let plain = words.hit(at, Concept::DateAmount);
    if let Some(hit) = plain.into_iter().chain(vague()).max_by_key(|hit| hit.end) {
        return Some((hit.value, hit.end));
    }
    let (value, end, ordinal) = spelt_number(words, at)?;
    (!ordinal).then_some((value, end))
}

/// A year of four digits that is not the beginning of something longer.
pub(super) fn year_number(words: Words, at: usize) -> Option<(i32, usize)> {
    let (value, length) = words.digits(at).or_else(|| roman_year(words, at))?;
    if length != 4 || !(1500..2200).contains(&value) {
        return None;
    }
    let year = value as i32;
    // "2026ko" has an ending of its language, "2000m" is rather a way.
    let glued = words.glued_right(at + 1);
    let suffix = year_suffix(words, at + 1);
    if let Some(end) = suffix.filter(|_| !glued || words.is_longer_word(at + 1)) {
        return Some((year, end));
    }
    if glued {
        return None;
    }
    let clock = words.same_line(at + 1) && words.hit(at + 1, Concept::DateClockUnit).is_some();
    (!clock).then_some((year, at + 1))
}

/// "MMXXVI" and the four digits that it stands for: such a year is written in capitals.
fn roman_year(words: Words, at: usize) -> Option<(u32, usize)> {
    if !words.is_word(at) || !words.capital(at) {
        return None;
    }
    let token = words.view.tokens[at];
    let letters = &words.view.text()[token.start as usize..token.end as usize];
    if letters.len() < 4 || !(letters.starts_with("MM") || letters.starts_with("MCM")) {
        return None;
    }
    let value = |letter| {
        Some(match letter {
            b'I' => 1,
            b'V' => 5,
            b'X' => 10,
            b'L' => 50,
            b'C' => 100,
            b'M' => 1000,
            _ => return None,
        })
    };
    let values = letters.bytes().map(value).collect::<Option<Vec<i32>>>()?;
    let year: i32 = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let less = values.get(index + 1).is_some_and(|next| next > value);
            if less { -value } else { *value }
        })
        .sum();
    Some((u32::try_from(year).ok()?, 4))
}

/// One past the word that says that the number before it is a year ("2026 r.", "2026. gada").
pub(super) fn year_suffix(words: Words, at: usize) -> Option<usize> {
    let dot = words.mark(at, '.') && words.touches(at);
    let at = at + usize::from(dot);
    words
        .hit(at, Concept::DateYearSuffix)
        .filter(|hit| words.same_line(at) && !words.touches_letter(hit.end))
        // "1-oct-2018 a 7-oct-2018"
        .filter(|hit| words.phrase(hit.first, Concept::DateRange) != Some(hit.end))
        .map(|hit| hit.end)
}

/// The year that two digits stand for.
pub(super) fn two_digit_year(value: u32) -> i32 {
    let value = value as i32;
    if value < 50 {
        2000 + value
    } else {
        1900 + value
    }
}

impl Words<'_> {
    /// Whether the name of a month stands at the token.
    pub fn is_month(self, at: usize) -> bool {
        self.same_line(at)
            && (self.hit(at, Concept::DateMonth).is_some()
                || self.hit(at, Concept::DateMonthShort).is_some())
    }

    /// Whether a word of more than one letter stands at the token.
    fn is_longer_word(self, at: usize) -> bool {
        self.is_word(at)
            && self
                .view
                .tokens
                .get(at)
                .is_some_and(|token| token.end - token.start > 1)
    }

    /// Whether letters or digits go on right at the token.
    pub fn touches_letter(self, at: usize) -> bool {
        self.touches(at) && (self.is_word(at) || self.is_number(at))
    }
}
