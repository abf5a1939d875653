//! What the grammar makes of words, before it is resolved in its context.

use super::rule::Rule;
use crate::{Bound, Clock, Zone};

/// A day, month or year as written; what is not written is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Day {
    pub year: Option<i32>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    /// 1 (Monday) to 7.
    pub weekday: Option<u8>,
    /// Whether day and month, read here as day before month, may as well be meant the other way.
    pub order_open: bool,
    pub relative: Option<Relative>,
    /// The year by its distance from that of the reference day ("5 May next year").
    pub years_ahead: Option<i32>,
    /// What is said of a day without a year: that it comes (1) or has been (-1).
    pub side: Option<i8>,
    /// So many of a unit after the day (before it, where negative), units as in the lexicon,
    /// or of a weekday.
    pub away: Option<(i32, i32)>,
    /// Whether the weekend is meant that the holiday lies in or joins.
    pub weekend: bool,
    /// The part of the week, month or year that is meant: 1 early, 2 middle, 3 late.
    pub third: Option<i32>,
    /// The hours of a part of the day, from and until.
    pub hours: Option<(u8, u8)>,
}

impl Day {
    /// Whether all that is written is the number of a day.
    pub fn is_bare_number(&self) -> bool {
        self.day.is_some() && self.month.is_none() && self.relative.is_none()
    }

    /// Whether it is one day, which can have a time.
    pub fn is_day(&self) -> bool {
        let relative_day = matches!(
            self.relative,
            Some(
                Relative::Days(_)
                    | Relative::Weekday(..)
                    | Relative::OfWeek(..)
                    | Relative::ComingWeekday(_)
                    | Relative::NthWeekday(..)
                    | Relative::NthWeekdayOf(..)
                    | Relative::DayOfMonth(..)
                    | Relative::WeekdayLater(..)
                    | Relative::NthDay(_)
                    | Relative::Offset(..)
                    | Relative::Holiday(..)
                    | Relative::PastHoliday(_)
                    | Relative::In(Stretch { seconds: None, .. })
            )
        );
        self.day.is_some() || self.weekday.is_some() || relative_day
    }

    /// Whether all that is written is a day of the week.
    pub fn is_bare_weekday(&self) -> bool {
        self.weekday.is_some()
            && self.day.is_none()
            && self.month.is_none()
            && self.relative.is_none()
    }
}

/// A day that is told by its distance from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relative {
    /// Days from the reference day.
    Days(i32),
    /// A weekday: `None` the next one from the reference day on, else of the week at that
    /// distance (0 this, 1 next, -1 last).
    Weekday(u8, Option<i32>),
    /// The weekday of the week at that distance ("Monday of last week").
    OfWeek(u8, i32),
    /// The first such weekday after the reference day.
    ComingWeekday(u8),
    /// The weekday with that number in the month (-1 the last), which stands beside.
    NthWeekday(i32, u8),
    /// A whole week, by distance.
    Week(i32),
    /// A calendar week by its number (ISO 8601) in the running year.
    WeekNumber(u8),
    /// A weekend, by distance.
    Weekend(i32),
    /// A month, by distance.
    Month(i32),
    /// A named month: that of the running year (0), the coming one (1), that of last year (-1).
    NamedMonth(u8, i32),
    /// A quarter, by distance.
    Quarter(i32),
    /// A year, by distance.
    Year(i32),
    /// A season (1 spring to 4 winter), by distance from the running or coming one.
    Season(u8, i32),
    /// The day of that number in the month at that distance.
    DayOfMonth(u8, i32),
    /// The weekday with that number in the month at that distance.
    NthWeekdayOf(i32, u8, i32),
    /// The week with that number (-1 the last) in the month or year, which stands beside.
    NthWeek(i32),
    /// The weekend with that number (-1 the last) in the month that stands beside.
    NthWeekend(i32),
    /// Monday to Friday of a week, by distance.
    WorkingWeek(i32),
    /// The day with that number in the month that stands beside, -1 for the last.
    NthDay(i32),
    /// A weekday so many weeks after the next one from the reference day on.
    WeekdayLater(u8, i32),
    /// The next so many whole units, or the last ones where it is negative.
    Span(i32, i32),
    /// So many of a unit (3 day, 4 week, 5 month, 6 year) from today on.
    Offset(i32, i32),
    /// The coming holiday, as the lexicon codes it, and so many days later.
    Holiday(i32, i32),
    /// The last one before the reference day.
    PastHoliday(i32),
    /// The moment at which a remark is made.
    Now,
    /// So long after that moment, or before it.
    In(Stretch),
    /// From that moment on so long, and no longer.
    Within(Stretch),
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    pub months: i32,
    pub days: i32,
    /// What is told in hours, minutes and seconds.
    pub seconds: Option<i32>,
}

impl Relative {
    /// Whether it depends on the calendar alone, not on the reference day.
    pub fn is_calendar(self) -> bool {
        matches!(
            self,
            Relative::Holiday(..)
                | Relative::NthWeekday(..)
                | Relative::NthWeek(_)
                | Relative::NthWeekend(_)
                | Relative::NthDay(_)
        )
    }
}

/// A date or a range of dates, and the tokens that it stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub start: Day,
    pub end: Option<Day>,
    pub first_token: usize,
    pub end_token: usize,
    pub rule: &'static str,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub clock: Clock,
    /// Whether the half of the day is certain.
    pub half_known: bool,
    /// Whether it is told as from a dial of twelve hours.
    pub dial: bool,
    pub zone: Option<Zone>,
}

/// A time of day or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub start: Time,
    pub end: Option<Time>,
    pub first_token: usize,
    pub end_token: usize,
    /// Whether it is a time of day without anything around it.
    pub certain: bool,
}

/// A whole phrase, ready to be resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Phrase {
    pub first_token: usize,
    pub end_token: usize,
    pub start: Day,
    pub end: Option<Day>,
    pub start_time: Option<Time>,
    pub end_time: Option<Time>,
    pub bound: Bound,
    pub recurrence: Option<Rule>,
    /// Whether exceptions from the recurrence are written.
    pub excepted: bool,
    pub rule: &'static str,
}
