//! Rules of recurrence as RFC 5545 §3.3.10 writes them.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::relative::{nth_weekday, shift};

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// How often something recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// What recurs, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub frequency: Frequency,
    /// Every so many days, weeks, months or years.
    pub interval: u32,
    /// Weekdays, 1 (Monday) to 7, each with its number in the month: 0 none, -1 the last.
    pub days: Vec<(i32, i32)>,
    pub month_day: Option<u8>,
    pub month: Option<u8>,
    /// So many occurrences.
    pub count: Option<u32>,
}

impl Rule {
    pub fn new(frequency: Frequency) -> Self {
        Rule {
            frequency,
            interval: 1,
            days: Vec::new(),
            month_day: None,
            month: None,
            count: None,
        }
    }

    /// Weekly on these days, each once and in order.
    pub fn weekly(mut days: Vec<i32>) -> Self {
        days.sort_unstable();
        days.dedup();
        Rule {
            days: days.into_iter().map(|day| (0, day)).collect(),
            ..Rule::new(Frequency::Weekly)
        }
    }

    /// The rule, with its last day where one is known.
    pub fn text(&self, until: Option<NaiveDate>) -> String {
        let mut out = String::from(match self.frequency {
            Frequency::Daily => "FREQ=DAILY",
            Frequency::Weekly => "FREQ=WEEKLY",
            Frequency::Monthly => "FREQ=MONTHLY",
            Frequency::Yearly => "FREQ=YEARLY",
        });
        if self.interval > 1 {
            let _ = write!(out, ";INTERVAL={}", self.interval);
        }
        if let Some(month) = self.month {
            let _ = write!(out, ";BYMONTH={month}");
        }
        if let Some(day) = self.month_day {
            let _ = write!(out, ";BYMONTHDAY={day}");
        }
        for (index, (nth, day)) in self.days.iter().enumerate() {
            out.push_str(if index == 0 { ";BYDAY=" } else { "," });
            if *nth != 0 {
                let _ = write!(out, "{nth}");
            }
            out.push_str(
                usize::try_from(day - 1)
                    .ok()
                    .and_then(|index| DAYS.get(index))
                    .unwrap_or(&DAYS[0]),
            );
        }
        match (self.count, until) {
            (Some(count), _) => {
                let _ = write!(out, ";COUNT={count}");
            }
            (None, Some(last)) => {
                let _ = write!(out, ";UNTIL={}", last.format("%Y%m%d"));
            }
            (None, None) => {}
        }
        out
    }

    /// The first occurrence on or after the day, within two months of it.
    pub fn first_from(&self, from: NaiveDate) -> Option<NaiveDate> {
        const LONGEST: i64 = 62;
        (0..=LONGEST)
            .filter_map(|days| shift(from, days))
            .find(|date| self.holds(*date))
    }

    fn holds(&self, date: NaiveDate) -> bool {
        let weekday = date.weekday().number_from_monday() as i32;
        let by_day = self.days.is_empty()
            || self.days.iter().any(|(nth, day)| {
                *day == weekday
                    && (*nth == 0
                        || nth_weekday(date.year(), date.month() as u8, *nth, weekday as u8)
                            == Some(date))
            });
        let by_number = self
            .month_day
            .is_none_or(|day| u32::from(day) == date.day());
        let by_month = self
            .month
            .is_none_or(|month| u32::from(month) == date.month());
        by_day && by_number && by_month
    }
}
