//! Dates and times of day: one grammar over the lexicon's words for all languages.
//!
//! Reading has two steps. The grammar ([`phrase`]) makes phrases of words, in which years may
//! lack; [`resolve`] fills them from what stands near by and from the reference date.
//!
//! | file | reads |
//! |---|---|
//! | [`words`] | the text as the grammar sees it |
//! | [`number`] | numbers of days and years |
//! | [`numeric`] | dates in digits |
//! | [`term`], [`weekday`], [`year`] | one day, month or year |
//! | [`list`] | lists and ranges of them |
//! | [`date`] | which of these are dates, and what else is |
//! | [`clock`], [`clock_digits`], [`clock_words`], [`zone`] | one time of day |
//! | [`times`] | ranges of them |
//! | [`hours`] | the times that go with a date |
//! | [`phrase`] | dates with their times |
//! | [`recurrence`], [`rule`] | what recurs |
//! | [`period`] | years, quarters, seasons |
//! | [`relative`] | what depends on the reference date |
//! | [`remark`] | what depends on the moment of a remark |
//! | [`counted`] | what is counted from another day, or in a month |
//! | [`rows`] | rows of a calendar that write less than a date |
//! | [`holiday`], [`calendars`] | holidays |
//! | [`linked`] | days in addresses of links |
//! | [`resolve`], [`context`] | phrases in their context |

mod calendars;
#[cfg(test)]
mod cases;
mod clock;
mod clock_digits;
mod clock_words;
mod context;
mod counted;
mod date;
mod holiday;
mod hours;
mod linked;
mod list;
mod number;
mod numeric;
mod order;
mod parts;
mod period;
mod phrase;
mod recurrence;
mod relative;
mod remark;
mod resolve;
mod rows;
mod rule;
mod term;
mod times;
mod units;
mod weekday;
mod words;
mod year;
mod zone;

use crate::{Mention, View};

/// All dates, times and recurrences of the document, ascending and without overlap.
pub fn find(view: &View) -> Vec<Mention> {
    let words = words::Words::new(view);
    let phrases = phrase::phrases(words);
    resolve::resolve(view, &phrases)
}
