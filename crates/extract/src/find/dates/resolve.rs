//! Phrases in their context: years that are not written, the order of digits, relative days.

use std::iter;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use handbill_lexicon::{Gap, TokenKind};
use handbill_model::Span;

use super::clock_digits::is_surely_clock;
use super::context::{Context, agrees, block_at};
use super::date::WEEK_OF;
use super::holiday;
use super::order::Order;
use super::parts::{Day, Phrase, Relative, Time};
use super::relative::{self, next_weekday};
use super::remark;
use super::rows;
use super::rule::Rule;
use super::words::Words;
use crate::{Bound, Found, Mention, Moment, TimeMention, View};

/// The mentions that the phrases are, in order.
pub(super) fn resolve(view: &View, phrases: &[Phrase]) -> Vec<Mention> {
    let phrases = join_midnight_stamps(view, phrases);
    let context = Context::new(view, &phrases);
    let mut out: Vec<Mention> = Vec::with_capacity(phrases.len());
    // The days of the last event that lasts a few of them, which rows below name by their weekdays.
    let mut week: Option<(NaiveDate, NaiveDate)> = None;
    for phrase in &phrases {
        if phrase.rule == "date.year-alone" {
            continue;
        }
        let Some(span) = span_of(view, phrase) else {
            continue;
        };
        if out.last().is_some_and(|last| last.span.end > span.start) {
            continue;
        }
        let mut time = mention(view, &context, phrase, span);
        if phrase.start.is_bare_weekday()
            && rows::leads_line(Words::new(view), phrase.first_token)
            && let Some(date) = week.and_then(|week| day_of_week(week, &phrase.start))
        {
            on_date(&mut time, date);
        }
        let mut rule = phrase.rule;
        if phrase.start.is_bare_weekday()
            && phrase.start_time.is_some()
            && rows::leads_line(Words::new(view), phrase.first_token)
            && let Some(date) = out
                .last()
                .and_then(|last| day_above(last, span, &phrase.start))
        {
            on_date(&mut time, date);
            time.relative = false;
            rule = "date.weekday-below";
        }
        week = few_days(&time).or(week);
        out.push(Mention {
            span,
            found: Found::Time(time),
            rule,
        });
    }
    if let (Some(now), [phrase], [mention]) = (view.said_at, phrases.as_slice(), &mut out[..]) {
        let numbers = (phrase.first_token..phrase.end_token)
            .filter(|at| view.tokens.number(*at).is_some())
            .count();
        let surely = is_surely_clock(Words::new(view), phrase.first_token);
        settle_clock(phrase, mention, now, numbers > 1 || surely);
    }
    out
}

/// The first and last day of a stretch of no more than a week, of more than one day.
fn few_days(time: &TimeMention) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = time.start.date().zip(time.end?.date())?;
    let plain = time.recurrence.is_none() && !time.relative && !time.ambiguous;
    (plain && (2..7).contains(&(last - first).num_days())).then_some((first, last))
}

/// The day that the mention right above tells without an hour, where it is of the weekday: "25 Nov", the name
/// of what takes place, and "Wednesday, 6 pm".
fn day_above(above: &Mention, below: Span, day: &Day) -> Option<NaiveDate> {
    /// Bytes between the two at most.
    const NEAR: usize = 200;
    let Found::Time(time) = &above.found else {
        return None;
    };
    let date = time.start.date()?;
    let plain = time.start.clock.is_none()
        && time.end.is_none()
        && time.recurrence.is_none()
        && !time.relative
        && !time.ambiguous;
    let same = date.weekday().number_from_monday() == u32::from(day.weekday?);
    (plain && same && below.start - above.span.end <= NEAR).then_some(date)
}

/// The day of the week among the days.
fn day_of_week((first, last): (NaiveDate, NaiveDate), day: &Day) -> Option<NaiveDate> {
    let weekday = u32::from(day.weekday?);
    let mut days = first.iter_days().take_while(|day| *day <= last);
    days.find(|day| day.weekday().number_from_monday() == weekday)
}

/// Puts a time that tells no day but a weekday on the date.
fn on_date(time: &mut TimeMention, date: NaiveDate) {
    let on = |moment: Moment| Moment {
        clock: moment.clock,
        zone: moment.zone,
        ..relative::day(date)
    };
    for moment in iter::once(&mut time.start).chain(&mut time.end) {
        *moment = on(*moment);
    }
    time.weekday_agrees = Some(true);
}

/// A time of day that is all that a remark tells is the next such time: that of the nearer half,
/// where no half of the day is written and the hour is not `plain`, as it is in digits with minutes
/// and behind words of those who count twenty-four hours ("kl. 3").
fn settle_clock(phrase: &Phrase, mention: &mut Mention, now: NaiveDateTime, plain: bool) {
    let Found::Time(time) = &mut mention.found else {
        return;
    };
    let Some(written) = phrase.start_time else {
        return;
    };
    if phrase.start != Day::default() || time.recurrence.is_some() || written.zone.is_some() {
        return;
    }
    let Some(clock) = time.start.clock else {
        return;
    };
    let open = !written.half_known && !plain && phrase.end_time.is_none();
    if let Some((day, clock)) = remark::next_clock(clock, !open, now) {
        time.start = Moment {
            clock: Some(clock),
            ..day
        };
        time.end = None;
        give_clocks(&mut time.start, &mut time.end, None, phrase.end_time);
    }
}

fn span_of(view: &View, phrase: &Phrase) -> Option<Span> {
    let first = view.tokens.get(phrase.first_token)?;
    let last = view.tokens.get(phrase.end_token.checked_sub(1)?)?;
    (first.start < last.end).then(|| Span::new(first.start as usize, last.end as usize))
}

/// The value of a phrase in its context.
fn mention(view: &View, context: &Context, phrase: &Phrase, span: Span) -> TimeMention {
    let block = block_at(view, span.start);
    let mut start_day = phrase.start;
    let mut end_day = phrase.end;
    let ambiguous = settle_order(&mut start_day, end_day.as_mut(), context.order);
    let reference = view.reference_at(span.start);
    for day in [Some(&mut start_day), end_day.as_mut()]
        .into_iter()
        .flatten()
    {
        if let (Some(years), Some(today)) = (day.years_ahead, reference) {
            day.year = day.year.or(Some(today.year() + years));
        }
    }
    fill_years(
        view,
        context,
        &mut start_day,
        end_day.as_mut(),
        span.start,
        block,
    );
    let (mut start, whole_end) = moment(&start_day, reference, view.said_at);
    let mut end = match end_day {
        Some(day) => {
            let (first, last) = moment(&day, reference, view.said_at);
            Some(last.unwrap_or(first))
        }
        None => whole_end,
    };
    if let (Some(first), Some(last)) = (start.date(), end.and_then(|end| end.date()))
        && phrase.end.is_some_and(|end| end.is_bare_weekday())
        && last < first
    {
        // "from Friday to Sunday", said on a Saturday
        end = relative::shift(last, 7).map(relative::day);
    }
    if phrase.rule == WEEK_OF
        && let Some((first, last)) = start.date().and_then(relative::week_of)
    {
        (start, end) = (first, Some(last));
    }
    if let (Some(3), Some(now), Bound::Until) = (phrase.start.third, view.said_at, phrase.bound) {
        (start, end) = remark::until_end_of(end.unwrap_or(start), now);
    }
    if let (Some(hours), Some(now), None) = (phrase.start.hours, view.said_at, phrase.start_time) {
        // Without a day there is nothing to give hours to.
        let _ = remark::give_hours(&mut start, &mut end, hours, now);
    }
    give_clocks(&mut start, &mut end, phrase.start_time, phrase.end_time);
    let written = phrase.start.weekday;
    let recurrence = phrase
        .recurrence
        .as_ref()
        .map(|rule| bounded(rule, &mut start, &mut end));
    TimeMention {
        weekday_agrees: written.and_then(|weekday| {
            Some(start.date()?.weekday().number_from_monday() == u32::from(weekday))
        }),
        weekday: written,
        start,
        end,
        bound: phrase.bound,
        recurrence,
        excepted: phrase.excepted,
        year_written: phrase.start.year.is_some(),
        relative: phrase.start.is_bare_weekday()
            || matches!(phrase.start.relative, Some(relative) if !relative.is_calendar()),
        ambiguous,
    }
}

/// Puts digits of open order in order; whether that was a guess.
fn settle_order(start: &mut Day, end: Option<&mut Day>, order: Order) -> bool {
    // Whether nothing but the habit of the document tells the order of either.
    let mut any = false;
    let swap = order != Order::DayFirst;
    let mut settle = |day: &mut Day| {
        if !day.order_open {
            return;
        }
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
            _ => {
                any = true;
                swap
            }
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
    view: &View,
    context: &Context,
    start: &mut Day,
    mut end: Option<&mut Day>,
    offset: usize,
    block: usize,
) {
    if start.is_bare_number()
        && let Some((year, month)) = context.month_of(view, start, offset, block)
    {
        start.year = Some(year);
        start.month = Some(month);
    }
    if let Some(end) = end.as_deref_mut()
        && end.is_bare_number()
    {
        if end.weekday.is_none() {
            share_month(view.reference_at(offset), start, end);
        } else if end.day > start.day {
            (end.year, end.month) = (start.year, start.month);
        }
    }
    if start.year.is_none() && start.month.is_some() {
        start.year = context.year_of(view, start, end.as_deref(), offset, block);
    }
    let Some(end) = end.filter(|end| end.year.is_none() && end.month.is_some()) else {
        return;
    };
    if let Some(year) = start.year {
        let wraps = (end.month, end.day) < (start.month, start.day);
        end.year = Some(year + i32::from(wraps));
    } else if start.month.is_none() {
        // "every Friday until 20 June"
        end.year = context.year_of(view, end, None, offset, block);
    }
}

/// "dal 3 al 5": both days are of one month, where none is known of the next one that has the last.
fn share_month(reference: Option<NaiveDate>, start: &mut Day, end: &mut Day) {
    if start.is_bare_number()
        && let Some(date) = reference
            .zip(end.day)
            .and_then(|(today, day)| next_number(today, day))
    {
        start.year = Some(date.year());
        start.month = Some(date.month() as u8);
    }
    (end.year, end.month) = (start.year, start.month);
}

/// The next day of that number.
fn next_number(today: NaiveDate, number: u8) -> Option<NaiveDate> {
    const TWO_MONTHS: i64 = 62;
    (0..TWO_MONTHS)
        .filter_map(|days| relative::shift(today, days))
        .find(|date| date.day() == u32::from(number))
}

/// A day at its precision, and the end of what is meant where that is more than a day.
fn moment(
    day: &Day,
    reference: Option<NaiveDate>,
    said_at: Option<NaiveDateTime>,
) -> (Moment, Option<Moment>) {
    if let Some(now) = said_at
        && let Some(said) = remark::resolve(day, now)
    {
        return said;
    }
    if let Some(third) = day.third {
        let (start, end) = plain_moment(day, reference, said_at);
        return said_at
            .and_then(|now| remark::third_of(third, start, end, now))
            .unwrap_or((start, end));
    }
    if day.weekend {
        let easter = matches!(day.relative, Some(Relative::Holiday(10_000, 0)));
        return (plain_moment(day, reference, said_at).0.date())
            .and_then(|date| relative::weekend_with(date, easter))
            .map(|(first, last)| (first, Some(last)))
            .unwrap_or_default();
    }
    let Some((amount, unit)) = day.away else {
        return plain_moment(day, reference, said_at);
    };
    let base = plain_moment(day, reference, said_at).0.date();
    base.and_then(|base| relative::later(base, amount, unit))
        .map(|date| (relative::day(date), None))
        .unwrap_or_default()
}

/// The same without what it is counted by.
fn plain_moment(
    day: &Day,
    reference: Option<NaiveDate>,
    said_at: Option<NaiveDateTime>,
) -> (Moment, Option<Moment>) {
    if let (Some(Relative::Holiday(code, later)), Some(year)) = (day.relative, day.year) {
        return holiday::of_year(code, later, year)
            .map(holiday::moments)
            .unwrap_or_default();
    }
    if let Some(Relative::NthWeekday(nth, weekday)) = day.relative {
        return day
            .year
            .zip(day.month)
            .and_then(|(year, month)| relative::nth_weekday(year, month, nth, weekday))
            .map(|date| (relative::day(date), None))
            .unwrap_or_default();
    }
    match (day.relative, day.year, day.month) {
        (Some(Relative::NthWeek(nth)), Some(year), month) => {
            let week = match month {
                Some(month) => relative::nth_week(year, month, nth, said_at.is_some()),
                None => relative::nth_week_of_year(year, nth),
            };
            // Which week it is may be open, the month is not.
            let whole = Moment {
                year: Some(year),
                month,
                ..Moment::default()
            };
            return week.map_or((whole, None), |(first, last)| (first, Some(last)));
        }
        (Some(Relative::NthWeekend(nth)), Some(year), Some(month)) => {
            let whole = Moment {
                year: Some(year),
                month: Some(month),
                ..Moment::default()
            };
            return relative::nth_weekend(year, month, nth)
                .map_or((whole, None), |(first, last)| (first, Some(last)));
        }
        (Some(Relative::NthDay(nth)), Some(year), Some(month)) => {
            return relative::nth_day(year, month, nth)
                .map(|date| (relative::day(date), None))
                .unwrap_or_default();
        }
        (Some(Relative::WeekNumber(number)), Some(year), _) => {
            return relative::week_of_year(year, number)
                .map(|(first, last)| (first, Some(last)))
                .unwrap_or_default();
        }
        _ => {}
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
    if day.is_bare_number() && day.weekday.is_none() {
        // The next day of that number; where no month is known, its time of day remains.
        let next = reference.zip(day.day);
        return next
            .and_then(|(today, number)| next_number(today, number))
            .map(|date| (relative::day(date), None))
            .unwrap_or_default();
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

/// The next "Friday 12" within two months of the reference day, else the last within six weeks.
pub(super) fn next_numbered_weekday(
    today: NaiveDate,
    weekday: u8,
    number: u8,
) -> Option<NaiveDate> {
    let mut date = next_weekday(today, weekday)?;
    const WEEKS_AHEAD: usize = 9;
    const WEEKS_BACK: usize = 6;
    for _ in 0..WEEKS_AHEAD {
        if date.day() == u32::from(number) {
            return Some(date);
        }
        date = relative::shift(date, 7)?;
    }
    // None is near: the writer speaks of one that has just been.
    let mut date = next_weekday(today, weekday)?;
    for _ in 0..WEEKS_BACK {
        date = relative::shift(date, -7)?;
        if date.day() == u32::from(number) {
            return Some(date);
        }
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
        // "um 3": nobody bids to come at night without saying so.
        const AFTERNOON: std::ops::RangeInclusive<u8> = 1..=4;
        if time.dial
            && !time.half_known
            && AFTERNOON.contains(&time.clock.hour)
            && end_time.is_none()
        {
            start.clock = Some(crate::Clock {
                hour: time.clock.hour + 12,
                ..time.clock
            });
        }
        if time.clock.hour == 24 && start.day.is_none() {
            // Midnight ends a day; where no day is told, it is but an hour.
            start.clock = Some(crate::Clock::new(0, time.clock.minute));
        }
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

/// A recurrence with its last day (UNTIL), where the phrase gives the days that it is held in. The
/// start then is the first occurrence, and the end that of its hours.
fn bounded(rule: &Rule, start: &mut Moment, end: &mut Option<Moment>) -> String {
    let closing = end.and_then(|end| end.clock);
    let last = match *end {
        Some(end) if end.date().is_none() || end.date() != start.date() => end.last_day(),
        None if start.month.is_some() && start.day.is_none() => start.last_day(),
        _ => None,
    };
    let first = start
        .first_day()
        .filter(|_| start.month.is_some())
        .and_then(|day| rule.first_from(day))
        .filter(|first| last.is_none_or(|last| *first <= last));
    if let Some(first) = first {
        *start = Moment {
            clock: start.clock,
            zone: start.zone,
            ..relative::day(first)
        };
    }
    *end = closing.map(|clock| Moment {
        clock: Some(clock),
        ..*start
    });
    rule.text(last)
}

/// Two machine stamps in a row, both at midnight, are the first day and the day after the last:
/// what calendars write for whole days (RFC 5545 §3.6.1). They become one range of days.
fn join_midnight_stamps(view: &View, phrases: &[Phrase]) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        if let Some(last) = out.last_mut()
            && is_midnight_stamp(last)
            && is_midnight_stamp(phrase)
            && stand_together(view, last, phrase)
            && let Some(end) = day_before(&phrase.start)
            && (end.month, end.day) >= (last.start.month, last.start.day)
        {
            last.end = (end != last.start).then_some(end);
            last.end_token = phrase.end_token;
            last.start_time = None;
            last.rule = "date.stamps";
            continue;
        }
        out.push(phrase.clone());
    }
    out
}

fn is_midnight_stamp(phrase: &Phrase) -> bool {
    let midnight = |time: &Time| time.clock == crate::Clock::default();
    matches!(phrase.rule, "date.iso" | "date.stamp")
        && phrase.end.is_none()
        && phrase.end_time.is_none()
        && phrase.start_time.as_ref().is_some_and(midnight)
}

/// Whether nothing but marks and at most one line end stands between two phrases.
fn stand_together(view: &View, last: &Phrase, next: &Phrase) -> bool {
    let between = last.end_token..next.first_token;
    between.len() <= 2
        && between.clone().all(|at| {
            view.tokens
                .get(at)
                .is_some_and(|token| matches!(token.kind, TokenKind::Mark(_)))
        })
        && (between.start..=between.end).all(|at| {
            view.tokens
                .get(at)
                .is_some_and(|token| token.gap != Gap::Blank)
        })
}

fn day_before(day: &Day) -> Option<Day> {
    let date = NaiveDate::from_ymd_opt(day.year?, u32::from(day.month?), u32::from(day.day?))?
        .pred_opt()?;
    Some(Day {
        year: Some(date.year()),
        month: Some(date.month() as u8),
        day: Some(date.day() as u8),
        ..*day
    })
}
