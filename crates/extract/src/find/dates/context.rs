//! What a document tells about the years of its dates and the order of its digits.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::Gap;
use handbill_model::BlockKind;

use super::parts::{Day, Phrase};
use super::relative;
use crate::View;

/// A date of the document whose year is written.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    offset: usize,
    block: usize,
    year: i32,
    month: Option<u8>,
}

/// A heading, or a line's lead such as "2025:", that holds for what stands under it.
#[derive(Clone, Copy, Debug)]
struct Governor {
    offset: usize,
    year: Option<i32>,
    month: Option<u8>,
}

/// What the document tells about its dates.
pub(super) struct Context {
    anchors: Vec<Anchor>,
    governors: Vec<Governor>,
    /// The year in the document's title, if there is one.
    title_year: Option<i32>,
    /// The only year that stands anywhere in the document.
    only_year: Option<i32>,
    pub order: Order,
}

/// The order of day and month in digits such as 03/04/2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    /// Nothing tells; the month stands first by the habit of the language's largest country.
    Open,
}

/// Dates so many blocks away are still near.
const NEAR_BLOCKS: usize = 3;

impl Context {
    pub fn new(view: &View, phrases: &[Phrase]) -> Self {
        let offset = |phrase: &Phrase| {
            view.tokens
                .get(phrase.first_token)
                .map(|token| token.start as usize)
        };
        let anchors: Vec<Anchor> = phrases
            .iter()
            .filter(|phrase| phrase.start.month.is_some())
            .filter_map(|phrase| {
                let offset = offset(phrase)?;
                Some(Anchor {
                    offset,
                    block: block_at(view, offset),
                    year: phrase.start.year?,
                    month: phrase.start.month,
                })
            })
            .collect();
        let governors = phrases
            .iter()
            .filter(|phrase| governs(view, phrase))
            .filter_map(|phrase| {
                Some(Governor {
                    offset: offset(phrase)?,
                    year: phrase.start.year,
                    month: phrase.start.month,
                })
            })
            .collect();
        Context {
            anchors,
            governors,
            title_year: title_year(view),
            only_year: only_year(view, 0..view.tokens.len()),
            order: order(view, phrases),
        }
    }

    /// The year of a date whose year is not written: that of its paragraph, else of its heading,
    /// else of the dates near by, else the coming one seen from the reference day, else that of
    /// the title, else that of the nearest date.
    pub fn year_of(&self, view: &View, day: &Day, offset: usize, block: usize) -> Option<i32> {
        let after = self
            .anchors
            .partition_point(|anchor| anchor.offset <= offset);
        let before = after.checked_sub(1).and_then(|last| self.anchors.get(last));
        let behind = self.anchors.get(after);
        let within = |anchor: Option<&Anchor>, blocks: usize| {
            anchor
                .filter(|anchor| anchor.block.abs_diff(block) <= blocks)
                .copied()
        };
        if let Some(anchor) = within(before, 0).or_else(|| within(behind, 0)) {
            return nearest_year(day, &anchor);
        }
        if let Some(year) = self.governor(offset).and_then(|governor| governor.year) {
            return agreeing(day, year);
        }
        if let Some(anchor) = within(before, NEAR_BLOCKS).or_else(|| within(behind, NEAR_BLOCKS)) {
            return nearest_year(day, &anchor);
        }
        if let Some(reference) = view.reference_at(offset) {
            return next_year(day, reference);
        }
        if let Some(year) = self.title_year {
            return agreeing(day, year);
        }
        if let Some(anchor) = before.or(behind) {
            return nearest_year(day, anchor);
        }
        agreeing(day, self.only_year?)
    }

    /// Year and month of a day of which only weekday and number are written: those of the
    /// heading above, else of the date before, where the weekday agrees.
    pub fn month_of(
        &self,
        view: &View,
        day: &Day,
        offset: usize,
        block: usize,
    ) -> Option<(i32, u8)> {
        let governor = self
            .governors_before(offset)
            .find(|governor| governor.month.is_some());
        let after = self
            .anchors
            .partition_point(|anchor| anchor.offset <= offset);
        let before = after.checked_sub(1).and_then(|last| self.anchors.get(last));
        let headed = governor.and_then(|governor| {
            let month = governor.month;
            let written = Day { month, ..*day };
            let year = governor
                .year
                .or_else(|| self.year_of(view, &written, governor.offset, block))?;
            Some((year, month?))
        });
        let preceding = before.and_then(|anchor| Some((anchor.year, anchor.month?)));
        let mut candidates = Vec::new();
        for (year, month) in headed.into_iter().chain(preceding) {
            candidates.push((year, month));
            candidates.push(if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            });
        }
        candidates.into_iter().find(|(year, month)| {
            let whole = Day {
                month: Some(*month),
                ..*day
            };
            agrees(&whole, *year) == Some(true)
        })
    }

    fn governor(&self, offset: usize) -> Option<&Governor> {
        self.governors_before(offset)
            .find(|governor| governor.year.is_some())
    }

    /// The governors above the offset, nearest first; so many that a document of nothing but
    /// headings is still read in linear time.
    fn governors_before(&self, offset: usize) -> impl Iterator<Item = &Governor> {
        const MOST: usize = 24;
        let after = self
            .governors
            .partition_point(|governor| governor.offset < offset);
        self.governors[..after].iter().rev().take(MOST)
    }
}

/// The index of the block at the offset, or of the next one.
pub(super) fn block_at(view: &View, offset: usize) -> usize {
    view.document
        .blocks
        .partition_point(|block| block.span.end <= offset)
}

/// Whether a year or month stands as a heading: alone on its line, or before a colon that leads
/// the line.
fn governs(view: &View, phrase: &Phrase) -> bool {
    let whole = phrase.start.day.is_none()
        && phrase.start.relative.is_none()
        && phrase.start.weekday.is_none()
        && phrase.end.is_none()
        && phrase.start_time.is_none();
    let gap = |at: usize| view.tokens.get(at).map_or(Gap::Blank, |token| token.gap);
    let end = phrase.end_token;
    let colon = view.tokens.is_mark(end, ':') && gap(end + 1) >= Gap::Space;
    let dash = view.tokens.is_mark(end, '-') && gap(end + 1) >= Gap::Line;
    whole && gap(phrase.first_token) >= Gap::Line && (colon || dash || gap(end) >= Gap::Line)
}

/// A year in the document's first heading or block ("ACH 2023"), where it is the only one.
fn title_year(view: &View) -> Option<i32> {
    let blocks = &view.document.blocks;
    let heading = blocks
        .iter()
        .find(|block| matches!(block.kind, BlockKind::Heading { .. }))
        .or_else(|| blocks.iter().find(|block| !block.navigation))?;
    let first = view.tokens.first_at(heading.span.start);
    only_year(view, first..view.tokens.first_at(heading.span.end))
}

/// The year that stands among the tokens, where it is the only one.
fn only_year(view: &View, tokens: std::ops::Range<usize>) -> Option<i32> {
    let mut years = tokens.filter_map(|at| {
        let token = view.tokens.get(at)?;
        let year = view.tokens.number(at)?;
        (token.end - token.start == 4 && (1990..2100).contains(&year)).then_some(year as i32)
    });
    let year = years.next()?;
    years.all(|other| other == year).then_some(year)
}

/// The anchor's year, or the one beside it in which the month lies nearer to the anchor's.
fn nearest_year(day: &Day, anchor: &Anchor) -> Option<i32> {
    let Some((month, anchored)) = day.month.zip(anchor.month) else {
        return agreeing(day, anchor.year);
    };
    let months = i32::from(month) - i32::from(anchored);
    let year = match months {
        7.. => anchor.year - 1,
        ..=-7 => anchor.year + 1,
        _ => anchor.year,
    };
    agreeing(day, year)
}

/// The year, or one beside it where only that agrees with the written weekday.
fn agreeing(day: &Day, year: i32) -> Option<i32> {
    [year, year + 1, year - 1]
        .into_iter()
        .find(|year| agrees(day, *year) != Some(false))
        .or(Some(year))
}

/// Whether the written weekday is that of the date in the year.
pub(super) fn agrees(day: &Day, year: i32) -> Option<bool> {
    let date = NaiveDate::from_ymd_opt(year, u32::from(day.month?), u32::from(day.day?))?;
    Some(date.weekday().number_from_monday() == u32::from(day.weekday?))
}

/// A date without a year that lies so many days before the reference day, or fewer, is past;
/// any other is the coming one.
const DAYS_BACK: i64 = 45;

/// The year of such a date that an announcement of the reference day means.
fn next_year(day: &Day, reference: NaiveDate) -> Option<i32> {
    let month = u32::from(day.month?);
    let number = u32::from(day.day.unwrap_or(28));
    let earliest = relative::shift(reference, -DAYS_BACK)?;
    let date = |year: i32| NaiveDate::from_ymd_opt(year, month, number);
    let coming = (reference.year() - 1..reference.year() + 9)
        .find(|year| date(*year).is_some_and(|date| date >= earliest))?;
    if day.weekday.is_none() {
        return Some(coming);
    }
    // The weekday decides; it may tell of a page older than the day it is read on.
    [coming, coming - 1, coming + 1, coming - 2, coming - 3]
        .into_iter()
        .find(|year| agrees(day, *year) != Some(false))
}

/// How the document writes digits, from dates that can be read in one way only, else from the
/// language that is given.
fn order(view: &View, phrases: &[Phrase]) -> Order {
    // Digits tell of digits; names of months only where no digits do.
    let (mut digits, mut names) = (0, 0);
    for phrase in phrases {
        match phrase.rule {
            "date.digits" | "date.day-month-digits" if !phrase.start.order_open => {
                digits += if leads_with_month(view, phrase) {
                    -1
                } else {
                    1
                };
            }
            "date.day-month-year" | "date.day-month" => names += 1,
            "date.month-day-year" | "date.month-day" => names -= 1,
            _ => {}
        }
    }
    let day_first = if digits == 0 { names } else { digits };
    if day_first != 0 {
        return if day_first > 0 {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
    }
    let stated = view.options.language.as_deref();
    let found = view.document.source.language.as_deref();
    match order_of_language(stated.or(found).unwrap_or_default()) {
        // A caller who states a language means it with its likeliest region (CLDR's likely
        // subtags); a page that is merely written in it may come from anywhere.
        Some(Order::MonthFirst) if stated.is_some() => Order::MonthFirst,
        Some(Order::MonthFirst) | None => Order::Open,
        Some(order) => order,
    }
}

/// Whether the first number of a date in digits is its month ("03/25/2025").
fn leads_with_month(view: &View, phrase: &Phrase) -> bool {
    let first = (phrase.first_token..phrase.end_token).find_map(|at| view.tokens.number(at));
    phrase.start.month != phrase.start.day && first == phrase.start.month.map(u32::from)
}

/// The order that a language or locale writes digits in, if it is known.
fn order_of_language(language: &str) -> Option<Order> {
    const MONTH_FIRST: [&str; 3] = ["en", "en-US", "en-PH"];
    match language {
        "" => None,
        _ if MONTH_FIRST.contains(&language) => Some(Order::MonthFirst),
        _ => Some(Order::DayFirst),
    }
}
