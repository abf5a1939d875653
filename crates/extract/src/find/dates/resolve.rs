//! Phrases in their context: years that are not written, the order of digits, relative days.

use chrono::{Datelike, NaiveDate};
use handbill_model::Span;

use super::parts::{Day, Phrase, Relative, Time};
use super::relative::{self, next_weekday};
use crate::{Found, Mention, Moment, TimeMention, View};

/// A date of the document whose year is written.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    offset: usize,
    block: usize,
    year: i32,
    month: Option<u8>,
}

/// What the document tells about its dates.
struct Context {
    anchors: Vec<Anchor>,
    reference: Option<NaiveDate>,
    order: Order,
}

/// The order of day and month in digits such as 03/04/2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    /// Nothing tells; the month stands first by the habit of the language's largest country.
    Open,
}

/// The mentions that the phrases are, in order.
pub(super) fn resolve(view: &View, phrases: &[Phrase]) -> Vec<Mention> {
    let context = Context::new(view, phrases);
    let mut out: Vec<Mention> = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        let Some(span) = span_of(view, phrase) else {
            continue;
        };
        if out.last().is_some_and(|last| last.span.end > span.start) {
            continue;
        }
        out.push(Mention {
            span,
            found: Found::Time(mention(view, &context, phrase, span)),
            rule: phrase.rule,
        });
    }
    out
}

fn span_of(view: &View, phrase: &Phrase) -> Option<Span> {
    let first = view.tokens.get(phrase.first_token)?;
    let last = view.tokens.get(phrase.end_token.checked_sub(1)?)?;
    (first.start < last.end).then(|| Span::new(first.start as usize, last.end as usize))
}

fn block_at(view: &View, offset: usize) -> usize {
    view.document
        .blocks
        .partition_point(|block| block.span.end <= offset)
}

impl Context {
    fn new(view: &View, phrases: &[Phrase]) -> Self {
        let anchors = phrases
            .iter()
            .filter_map(|phrase| {
                let year = phrase.start.year?;
                let offset = view.tokens.get(phrase.first_token)?.start as usize;
                Some(Anchor {
                    offset,
                    block: block_at(view, offset),
                    year,
                    month: phrase.start.month,
                })
            })
            .collect();
        Context {
            anchors,
            reference: view.options.reference_date.or_else(|| published(view)),
            order: order(view, phrases),
        }
    }

    /// The year of a date whose year is not written.
    fn year_of(&self, day: &Day, offset: usize, block: usize) -> Option<i32> {
        let after = self
            .anchors
            .partition_point(|anchor| anchor.offset <= offset);
        let near = |anchor: &&Anchor| anchor.block == block;
        let before = self.anchors[..after].last();
        let behind = self.anchors.get(after);
        let same_block = before.filter(near).or_else(|| behind.filter(near));
        if let Some(anchor) = same_block {
            return self.agreeing(day, anchor.year);
        }
        if let Some(reference) = self.reference {
            return next_year(day, reference);
        }
        let anchor = before.or(behind)?;
        let _ = anchor.month;
        self.agreeing(day, anchor.year)
    }

    /// The year, or one beside it where only that agrees with the written weekday.
    fn agreeing(&self, day: &Day, year: i32) -> Option<i32> {
        let fits = |year: i32| agrees(day, year) != Some(false);
        [year, year + 1, year - 1]
            .into_iter()
            .find(|year| fits(*year))
            .or(Some(year))
    }
}

/// Whether the written weekday is that of the date in the year.
fn agrees(day: &Day, year: i32) -> Option<bool> {
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
    [coming, coming - 1, coming + 1]
        .into_iter()
        .find(|year| agrees(day, *year) != Some(false))
        .or(Some(coming))
}

/// The day of publication that the document states.
fn published(view: &View) -> Option<NaiveDate> {
    let source = &view.document.source;
    let stated = source
        .reference_date
        .as_deref()
        .or(source.published.as_deref());
    stated?.get(..10)?.parse().ok()
}

/// How the document writes digits, from dates that can be read in one way only, else from the
/// language that is given.
fn order(view: &View, phrases: &[Phrase]) -> Order {
    let (mut day_first, mut month_first) = (0, 0);
    for phrase in phrases {
        match phrase.rule {
            "date.digits" | "date.day-month-digits" => {
                if phrase.start.order_open {
                    continue;
                }
                day_first += 1;
            }
            "date.day-month-year" | "date.day-month" => day_first += 1,
            "date.month-day-year" | "date.month-day" => month_first += 1,
            _ => {}
        }
    }
    if day_first != month_first {
        return if day_first > month_first {
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

/// The order that a language or locale writes digits in, if it is known.
fn order_of_language(language: &str) -> Option<Order> {
    const MONTH_FIRST: [&str; 3] = ["en", "en-US", "en-PH"];
    match language {
        "" => None,
        _ if MONTH_FIRST.contains(&language) => Some(Order::MonthFirst),
        _ => Some(Order::DayFirst),
    }
}

/// The value of a phrase in its context.
fn mention(view: &View, context: &Context, phrase: &Phrase, span: Span) -> TimeMention {
    let block = block_at(view, span.start);
    let mut start_day = phrase.start;
    let mut end_day = phrase.end;
    let ambiguous = settle_order(&mut start_day, end_day.as_mut(), context.order);
    fill_years(context, &mut start_day, end_day.as_mut(), span.start, block);
    let (mut start, whole_end) = moment(&start_day, context.reference);
    let mut end = match end_day {
        Some(day) => {
            let (first, last) = moment(&day, context.reference);
            Some(last.unwrap_or(first))
        }
        None => whole_end,
    };
    give_clocks(&mut start, &mut end, phrase.start_time, phrase.end_time);
    let written = phrase.start.weekday;
    TimeMention {
        weekday_agrees: written.and_then(|weekday| {
            Some(start.date()?.weekday().number_from_monday() == u32::from(weekday))
        }),
        weekday: written,
        start,
        end,
        bound: phrase.bound,
        recurrence: phrase.recurrence.clone(),
        year_written: phrase.start.year.is_some(),
        relative: phrase.start.relative.is_some() || phrase.start.is_bare_weekday(),
        ambiguous,
    }
}

/// Puts digits of open order in order; whether that was a guess.
fn settle_order(start: &mut Day, end: Option<&mut Day>, order: Order) -> bool {
    let start_open = start.order_open;
    let mut any = start_open;
    let swap = order != Order::DayFirst;
    let mut settle = |day: &mut Day| {
        if !day.order_open {
            return;
        }
        any = true;
        let swapped = Day {
            month: day.day,
            day: day.month,
            ..*day
        };
        let as_is = day.year.and_then(|year| agrees(day, year));
        let turned = day.year.and_then(|year| agrees(&swapped, year));
        let turn = match (as_is, turned) {
            (Some(true), Some(false)) => false,
            (Some(false), Some(true)) => true,
            _ => swap,
        };
        if turn {
            *day = swapped;
        }
    };
    settle(start);
    if let Some(end) = end {
        settle(end);
    }
    any && order == Order::Open
}

fn fill_years(
    context: &Context,
    start: &mut Day,
    end: Option<&mut Day>,
    offset: usize,
    block: usize,
) {
    if start.year.is_none() && start.month.is_some() && start.relative.is_none() {
        start.year = context.year_of(start, offset, block);
    }
    if let Some(end) = end
        && end.year.is_none()
        && end.month.is_some()
        && let Some(year) = start.year
    {
        let wraps = (end.month, end.day) < (start.month, start.day);
        end.year = Some(year + i32::from(wraps));
    }
}

/// A day at its precision, and the end of what is meant where that is more than a day.
fn moment(day: &Day, reference: Option<NaiveDate>) -> (Moment, Option<Moment>) {
    if let (Some(Relative::Holiday(code)), Some(year)) = (day.relative, day.year) {
        return relative::holiday(code, year)
            .map(|date| (relative::day(date), None))
            .unwrap_or_default();
    }
    if let Some(relative) = day.relative {
        return reference
            .and_then(|today| relative::resolve(relative, today))
            .unwrap_or_default();
    }
    if day.is_bare_weekday()
        && let Some(today) = reference
        && let Some(weekday) = day.weekday
    {
        return relative::resolve(Relative::Weekday(weekday, None), today).unwrap_or_default();
    }
    if day.is_bare_number()
        && let (Some(today), Some(weekday), Some(number)) = (reference, day.weekday, day.day)
        && let Some(date) = next_numbered_weekday(today, weekday, number)
    {
        return (relative::day(date), None);
    }
    let exists = super::term::exists(*day);
    let moment = Moment {
        year: day.year.filter(|_| exists),
        month: day.month,
        day: day.day,
        ..Moment::default()
    };
    (moment, None)
}

/// The next "Friday 12" within two months of the reference day.
fn next_numbered_weekday(today: NaiveDate, weekday: u8, number: u8) -> Option<NaiveDate> {
    let mut date = next_weekday(today, weekday)?;
    for _ in 0..9 {
        if date.day() == u32::from(number) {
            return Some(date);
        }
        date = relative::shift(date, 7)?;
    }
    None
}

/// Sets the times of day; a range of hours that runs backwards ends on the next day.
fn give_clocks(
    start: &mut Moment,
    end: &mut Option<Moment>,
    start_time: Option<Time>,
    end_time: Option<Time>,
) {
    if let Some(time) = start_time {
        start.clock = Some(time.clock);
        start.zone = time.zone;
    }
    let Some(time) = end_time else {
        return;
    };
    let mut last = end.unwrap_or(*start);
    if end.is_none()
        && let (Some(first), Some(date)) = (start.clock, start.date())
        && time.clock <= first
        && let Some(next) = date.succ_opt()
    {
        last = relative::day(next);
    }
    last.clock = Some(time.clock);
    last.zone = time.zone;
    *end = Some(last);
}
