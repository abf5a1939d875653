//! Feasts of calendars other than the Gregorian, as Gregorian days.
//!
//! Sources: E. Reingold and N. Dershowitz, Calendrical Calculations, chapters 6 to 8, 17 and 19;
//! J. Meeus, Astronomical Algorithms, chapter 49, for the phases of the moon.
//!
//! The Jewish and the Chinese calendar are reckoned exactly. Months of Islam begin with a crescent
//! that is seen, and feasts of India with the moon at a place: theirs are the days that are to be
//! expected, and can be a day off.

use chrono::{Datelike, NaiveDate, Weekday};

use super::relative::shift;

/// First and last day of a feast, as coded in the lexicon, of which the first lies in the year.
pub(super) fn feast(code: i32, year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let (month, day, length) = (code / 10_000 % 100, code / 100 % 100, code % 100);
    let one = |day: Option<NaiveDate>| day.map(|day| (day, day));
    match code {
        3_010_101..=3_123_099 => {
            // Days of the Jewish calendar begin at sunset: the first is that of the evening before.
            let day = jewish(year, month, day)?;
            let evening = shift(day, -1)?;
            let last = if length == 1 {
                evening
            } else {
                shift(day, i64::from(length) - 1)?
            };
            Some((evening, last))
        }
        4_010_100..=4_123_099 => islamic(year, month, day, length),
        4_999_999 => {
            let (_, last) = islamic(year, 9, 1, 0)?;
            one(last.week(Weekday::Fri).first_day().into())
        }
        5_000_000..=5_000_099 => {
            let new_year = moon(year, (1, 21), (2, 20), Phase::New, 8.0)?;
            one(shift(new_year, i64::from(code - 5_000_000)))
        }
        6_001_000..=6_004_999 => {
            // Half a day before the moon is new or full it is so at sunset in India.
            const AT_SUNSET: f64 = -12.0;
            let days = i64::from(code % 1000 - 100);
            let phase = match code / 1000 % 10 {
                1 => moon(year, (10, 17), (11, 15), Phase::New, AT_SUNSET),
                2 => moon(year, (2, 26), (3, 27), Phase::Full, AT_SUNSET),
                3 => moon(year, (3, 15), (4, 13), Phase::New, 0.0),
                _ => moon(year, (5, 1), (5, 31), Phase::Full, AT_SUNSET),
            };
            one(shift(phase?, days))
        }
        _ => None,
    }
}

/// The day of a Jewish month (1 Tishri to 12 Elul; 6 is the Adar before Nisan) that lies in the
/// year, or begins in it.
fn jewish(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    const KISLEV: i32 = 3;
    const ADAR: i32 = 6;
    let of_world = year + 3760 + i32::from(month <= KISLEV);
    let first = jewish_new_year(of_world);
    let length = jewish_new_year(of_world + 1) - first;
    let leap_month = if length > 380 && month >= ADAR { 30 } else { 0 };
    let heshvan = 29 + i32::from(length % 10 == 5);
    let kislev = 30 - i32::from(length % 10 == 3);
    let lengths = [30, heshvan, kislev, 29, 30, 29, 30, 29, 30, 29, 30];
    let before: i32 = lengths.iter().take(usize::try_from(month - 1).ok()?).sum();
    NaiveDate::from_num_days_from_ce_opt(first + before + leap_month + day - 1)
}

/// The first day of a Jewish year, counted from the Gregorian 1 January of the year 1 as 1.
fn jewish_new_year(year: i32) -> i32 {
    const EPOCH: i32 = -1_373_427;
    let days = |year: i32| {
        let months = (235 * year - 234) / 19;
        let parts = 12_084 + 13_753 * i64::from(months);
        let day = 29 * months + (parts / 25_920) as i32;
        day + i32::from(3 * (day + 1) % 7 < 3)
    };
    let (before, this, after) = (days(year - 1), days(year), days(year + 1));
    let delay = if after - this == 356 {
        2
    } else {
        i32::from(this - before == 382)
    };
    EPOCH + this + delay
}

/// A feast of so many days that begins in an Islamic month; 0 days last to the month's end.
fn islamic(year: i32, month: i32, day: i32, length: i32) -> Option<(NaiveDate, NaiveDate)> {
    let year_of_islam = (year - 622) * 33 / 32;
    (year_of_islam - 1..=year_of_islam + 2).find_map(|of_islam| {
        let index = (of_islam - 1) * 12 + month - 1;
        let begin = islamic_month(index)?;
        let first = shift(begin, i64::from(day) - 1)?;
        let last = match length {
            0 => islamic_month(index + 1)?.pred_opt()?,
            length => shift(first, i64::from(length) - 1)?,
        };
        (first.year() == year).then_some((first, last))
    })
}

/// The first day of an Islamic month, counted from the first of the year 1 as 0: the day after the
/// new moon, or one later where that comes too late for the crescent to be seen at Mecca.
fn islamic_month(index: i32) -> Option<NaiveDate> {
    /// The new moon of January 2000, from which moons are counted, was the 17,037th.
    const MOON_OF_2000: i32 = 17_037;
    const MECCA: f64 = 3.0;
    const LATEST: f64 = 0.7;
    let local = lunation(f64::from(index - MOON_OF_2000)) + MECCA / 24.0;
    let day = (local + 0.5).floor();
    let late = local + 0.5 - day >= LATEST;
    shift(of_julian_day(local)?, 1 + i64::from(late))
}

/// What the moon is at.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    New,
    Full,
}

/// The first day from one day of a year to another on which the moon is at a phase, so many hours
/// from Universal Time.
fn moon(
    year: i32,
    from: (u32, u32),
    until: (u32, u32),
    phase: Phase,
    hours: f64,
) -> Option<NaiveDate> {
    const A_YEAR: f64 = 12.3685;
    let from = NaiveDate::from_ymd_opt(year, from.0, from.1)?;
    let until = NaiveDate::from_ymd_opt(year, until.0, until.1)?;
    let part = if phase == Phase::Full { 0.5 } else { 0.0 };
    let about = (f64::from(year - 2000) + f64::from(from.ordinal()) / 365.25) * A_YEAR;
    (-2..=3)
        .filter_map(|step| {
            let at = lunation(about.floor() + f64::from(step) + part) + hours / 24.0;
            of_julian_day(at)
        })
        .find(|day| (from..=until).contains(day))
}

fn of_julian_day(day: f64) -> Option<NaiveDate> {
    const FIRST_OF_YEAR_ONE: f64 = 1_721_424.5;
    NaiveDate::from_num_days_from_ce_opt((day - FIRST_OF_YEAR_ONE).floor() as i32)
}

/// The Julian day, in Universal Time, of the new moon so many moons after that of 6 January 2000;
/// of the full moon for a number that ends in a half. Right to some minutes.
fn lunation(count: f64) -> f64 {
    let centuries = count / 1236.85;
    let mean = 2_451_550.097_66 + 29.530_588_861 * count + 0.000_154_37 * centuries * centuries;
    let sun = 2.5534 + 29.105_356_70 * count;
    let moon = 201.5643 + 385.816_935_28 * count + 0.010_758_2 * centuries * centuries;
    let node = 160.7108 + 390.670_502_84 * count - 0.001_611_8 * centuries * centuries;
    let eccentric = 1.0 - 0.002_516 * centuries;
    let sine = |degrees: f64| degrees.to_radians().sin();
    let (of_moon, of_sun, twice, at_node) = if count.fract() == 0.0 {
        (-0.40720, 0.17241, 0.01608, 0.01039)
    } else {
        (-0.40614, 0.17302, 0.01614, 0.01043)
    };
    let correction = of_moon * sine(moon)
        + of_sun * eccentric * sine(sun)
        + twice * sine(2.0 * moon)
        + at_node * sine(2.0 * node)
        + 0.00737 * eccentric * sine(moon - sun)
        - 0.00515 * eccentric * sine(moon + sun)
        + 0.00208 * eccentric * eccentric * sine(2.0 * sun)
        - 0.00111 * sine(moon - 2.0 * node)
        - 0.00057 * sine(moon + 2.0 * node)
        + 0.00056 * eccentric * sine(2.0 * moon + sun)
        - 0.00042 * sine(3.0 * moon);
    /// Terrestrial Time is about so many days before Universal Time.
    const DELTA_T: f64 = 0.0008;
    mean + correction - DELTA_T
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(code: i32, year: i32) -> String {
        feast(code, year).map_or(String::new(), |(first, _)| first.to_string())
    }

    #[test]
    fn jewish_feasts_begin_on_their_evenings() {
        let passover = feast(3_071_508, 2025).expect("a feast");
        assert_eq!(passover.0.to_string(), "2025-04-12");
        assert_eq!(passover.1.to_string(), "2025-04-20");
        assert_eq!(first(3_010_102, 2024), "2024-10-02");
        assert_eq!(first(3_011_001, 2024), "2024-10-11");
        assert_eq!(first(3_061_401, 2024), "2024-03-23");
        assert_eq!(first(3_061_401, 2026), "2026-03-02");
        assert_eq!(first(3_032_507, 2024), "2024-12-25");
        assert_eq!(first(3_051_501, 2025), "2025-02-12");
    }

    #[test]
    fn other_feasts_follow_the_moon() {
        assert_eq!(first(5_000_000, 2025), "2025-01-29");
        assert_eq!(first(5_000_000, 2026), "2026-02-17");
        assert_eq!(first(4_100_101, 2025), "2025-03-30");
        assert_eq!(first(4_121_001, 2024), "2024-06-16");
        assert_eq!(first(4_010_101, 2024), "2024-07-07");
        assert_eq!(first(6_001_100, 2023), "2023-11-12");
        assert_eq!(first(6_001_100, 2020), "2020-11-14");
        assert_eq!(first(6_002_101, 2024), "2024-03-25");
        let ramadan = feast(4_090_100, 2024).expect("a month");
        assert_eq!(ramadan.0.to_string(), "2024-03-11");
        assert_eq!(ramadan.1.to_string(), "2024-04-09");
        assert_eq!(feast(1_224, 2026), None);
    }
}
