//! Days of the week that stand before a date.

use handbill_lexicon::{Concept, Gap, Hit};

use super::term::day_term;
use super::words::Words;

/// The day of the week at the token, with its full stop, perhaps in brackets.
pub(super) fn weekday<'a>(words: Words<'a>, at: usize) -> Option<(&'a Hit, usize)> {
    let long = words
        .hit(at, Concept::DateWeekday)
        .or_else(|| words.hit(at, Concept::DateWeekdayEach));
    let (hit, short) = match long {
        Some(hit) => (hit, false),
        None => (words.hit(at, Concept::DateWeekdayShort)?, true),
    };
    // "6 luni" are months.
    if words.hit(at, Concept::DateUnit).is_some() && follows_number(words, at) {
        return None;
    }
    // Two small letters are more often a word than a day.
    // "Mar 3" is a day of March where "mar" is a weekday of another language.
    if short
        && words.hit(at, Concept::DateMonthShort).is_some()
        && !is_weekday_before_month(words, at, hit)
    {
        return None;
    }
    // "po 18:00" is "after six", "Po 18:00" a Monday.
    let own = words.view.main_language().meets(hit.languages);
    let stated = own && words.phrase(at, Concept::DateDoubtful).is_none();
    let doubtful = words.is_doubtful(hit) && !words.mark(hit.end, '.');
    let numbered = words.mark(hit.end, '.') && words.is_number(hit.end + 1);
    let alone = words.is_remark() && !doubtful && (words.fills_line(at, hit.end) || numbered);
    // "do 11 juni" at the beginning of a line of a calendar, "ke 7.1." in Finnish.
    let dated = || day_term(words, hit.end, false).is_some_and(|term| term.day.month.is_some());
    let in_digits = || {
        let marked = words.mark(hit.end + 1, '.') && words.touches(hit.end + 1);
        words.is_number(hit.end) && marked && words.is_number(hit.end + 2)
    };
    let opens = || {
        let line = words.gap(at) >= Gap::Line;
        own && in_digits() || (own || line) && dated()
    };
    if short && hit.span.len() <= 2 && !words.capital(at) && !stated && !alone && !opens() {
        return None;
    }
    if short && words.is_doubtful(hit) && !words.capital(at) && counts(words, hit.end) {
        return None;
    }
    if words.touches_letter(hit.end) && !words.is_number(hit.end) {
        return None;
    }
    let dot = short && words.mark(hit.end, '.') && words.touches(hit.end);
    Some((hit, hit.end + usize::from(dot)))
}

/// Whether an abbreviation that may be both a weekday and a month is the weekday: where it is no
/// month in the languages around, or a day and a month follow.
fn is_weekday_before_month(words: Words, at: usize, hit: &Hit) -> bool {
    if words.hit(at, Concept::DateMonthShort).is_none() || words.counts_no_days(at) {
        return true;
    }
    let dot = usize::from(words.mark(hit.end, '.'));
    day_term(words, after_weekday(words, hit.end + dot), false)
        .is_some_and(|term| term.day.month.is_some())
}

/// Whether a number and a word that no date goes on with follow: "mar 3 veces".
fn counts(words: Words, at: usize) -> bool {
    let end = at + 1;
    let goes_on = |concept| words.phrase(end, concept).is_some();
    words.is_number(at)
        && words.is_word(end)
        && words.same_line(end)
        && day_term(words, at, false).is_some_and(|term| term.day.month.is_none())
        && ![
            Concept::DateClockCue,
            Concept::DateRange,
            Concept::DateAnd,
            Concept::DateRangeOpen,
        ]
        .into_iter()
        .any(goes_on)
}

/// Whether a number, in digits or in words, stands right before the token.
fn follows_number(words: Words, at: usize) -> bool {
    let digits = at > 0 && words.is_number(at - 1);
    words.same_line(at) && (digits || words.follows(at, Concept::DateNumber))
}

/// Where the date that belongs to a weekday begins: after commas and connecting words.
pub(super) fn after_weekday(words: Words, mut at: usize) -> usize {
    for _ in 0..4 {
        if !words.near(at) {
            break;
        }
        if words.any_mark(at, ",|-•)(") {
            at += 1;
        } else if let Some(end) = connecting(words, at).or(words.phrase(at, Concept::DateShift)) {
            at = end;
        } else {
            break;
        }
    }
    at
}

/// One past a word that may stand between weekday, day, month and year.
fn connecting(words: Words, at: usize) -> Option<usize> {
    if !words.near(at) {
        return None;
    }
    words
        .phrase(at, Concept::DateConnector)
        .max(words.phrase(at, Concept::DateDayCue))
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{pairs, told};

    #[test]
    fn two_small_letters_before_digits_are_a_day_of_the_week() {
        let text = "Tulevat tapahtumat\n\nPikkujoulut la 5.12.2026 klo 18\nTalvirieha la 13.2.2027 klo 11\n\nTervetuloa mukaan kaikki, myös ne jotka eivät vielä ole jäseniä.";
        let winter = [
            ("2026-12-05T18:00:00", "Pikkujoulut"),
            ("2027-02-13T11:00:00", "Talvirieha"),
        ];
        assert_eq!(told(text), pairs(&winter));
    }
}
