//! What a document tells about the years of its dates and the order of its digits.

use chrono::{Datelike, NaiveDate};
use handbill_lexicon::{Concept, Gap};
use handbill_model::{Block, BlockKind};

use super::linked::LinkedDays;
use super::order::{self, Order};
use super::parts::{Day, Phrase};
use super::relative;
use super::term::exists;
use crate::View;

/// A date of the document whose year is written.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    offset: usize,
    block: usize,
    year: i32,
    /// The month; `None` for the number of an issue ("3/2025"), which only looks like one.
    month: Option<u8>,
    /// Whether the day is written too.
    full: bool,
}

/// A year that a date without one may have.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    year: i32,
    /// Whether it stands in the document, so that a weekday that contradicts it is a slip.
    written: bool,
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
    /// The anchors that stand in a heading or on a short line, such as a dateline.
    datelines: Vec<Anchor>,
    governors: Vec<Governor>,
    /// The days whose years are written, by month and day.
    days: Vec<((u8, u8), i32)>,
    linked: LinkedDays,
    /// The year in the document's title, if there is one.
    title_year: Option<i32>,
    /// That of the first block that is marked as a heading.
    headed_year: Option<i32>,
    /// The day on which the document says to have been changed last.
    changed: Option<NaiveDate>,
    /// The only year that stands anywhere in the document.
    only_year: Option<i32>,
    /// The year of most dates.
    usual_year: Option<i32>,
    pub order: Order,
}

/// Dates so many blocks away are still near.
pub(super) const NEAR_BLOCKS: usize = 3;

impl Context {
    pub fn new(view: &View, phrases: &[Phrase]) -> Self {
        let offset = |phrase: &Phrase| {
            view.tokens
                .get(phrase.first_token)
                .map(|token| token.start as usize)
        };
        let placed: Vec<(&Phrase, Anchor)> = phrases
            .iter()
            .filter(|phrase| phrase.start.month.is_some())
            .filter_map(|phrase| Some((phrase, anchor(view, phrase, offset(phrase)?)?)))
            // A season in running text is mostly a story ("the summer of 1974").
            .filter(|(phrase, anchor)| {
                phrase.rule != "date.season" || is_dateline(view, phrase, anchor)
            })
            .collect();
        let mut governors: Vec<Governor> = phrases
            .iter()
            .filter(|phrase| governs(view, phrase))
            .filter_map(|phrase| {
                Some(Governor {
                    offset: offset(phrase)?,
                    year: phrase.start.year,
                    month: phrase.start.month,
                })
            })
            .chain(lone_months(view))
            .collect();
        governors.sort_by_key(|governor| governor.offset);
        Context {
            anchors: placed.iter().map(|(_, anchor)| *anchor).collect(),
            datelines: placed
                .iter()
                .filter(|(phrase, anchor)| anchor.full && is_dateline(view, phrase, anchor))
                .map(|(_, anchor)| *anchor)
                .collect(),
            days: days_in_full(phrases),
            linked: LinkedDays::new(view),
            usual_year: usual_year(placed.iter().map(|(_, anchor)| anchor.year)),
            governors,
            changed: phrases
                .iter()
                .filter(|phrase| tells_change(view, phrase))
                .filter_map(|phrase| whole_day(&phrase.start))
                .max(),
            headed_year: first_heading(view).and_then(|heading| year_in(view, heading)),
            title_year: title_year(view),
            only_year: only_year(view, 0..view.tokens.len()),
            order: order::order(view, phrases),
        }
    }

    /// The year of a date whose year is not written: the likeliest with which the written weekday
    /// agrees. Where it agrees with none, it may be that of the year before or after; else the
    /// weekday is a slip where the year stands in the document, and the year is unknown otherwise.
    /// `last` is the last day of a range that begins with it.
    pub fn year_of(
        &self,
        view: &View,
        day: &Day,
        last: Option<&Day>,
        offset: usize,
        block: usize,
    ) -> Option<i32> {
        let candidates = self.candidates(view, day, last, offset, block);
        let likeliest = *candidates.first()?;
        let beside = [likeliest.year + 1, likeliest.year - 1];
        // Who makes a remark speaks of what is to come; a weekday that contradicts it is a slip.
        let meant = |year: &i32| {
            view.said_at
                .is_none_or(|now| is_near(day, *year, now.date()))
        };
        let further = candidates.iter().flat_map(|it| [it.year + 1, it.year - 1]);
        candidates
            .iter()
            .map(|candidate| candidate.year)
            .chain(beside.into_iter().filter(meant))
            .chain(further.filter(meant))
            .find(|year| agrees(day, *year) != Some(false))
            .or((likeliest.written || view.said_at.is_some()).then_some(likeliest.year))
    }

    /// The years that such a date may have, the likeliest first: that of the same day in the
    /// address of a link beside it, of a date in its paragraph,
    /// of its heading, of the full dates before it, of the dateline; then those of other dates
    /// near by, the coming one seen from the reference day, and that of the title; at last the
    /// years of dates far away.
    fn candidates(
        &self,
        view: &View,
        day: &Day,
        last: Option<&Day>,
        offset: usize,
        block: usize,
    ) -> Vec<Candidate> {
        let (before, behind) = neighbours(&self.anchors, offset);
        let within = |anchor: Option<&Anchor>, blocks: usize| {
            anchor
                .filter(|anchor| anchor.block.abs_diff(block) <= blocks)
                .copied()
        };
        let year_by = |anchor: Option<Anchor>| {
            anchor.map(|anchor| {
                let behind = anchor.offset < offset && !is_limit(view, offset);
                nearest_year(day, &anchor, behind)
            })
        };
        let full = |anchor: &Anchor| anchor.full;
        let coming = view.reference_at(offset).and_then(|from| match day.side {
            Some(side) => year_on_side(day, from, side),
            None => coming_year(day, last, self.seen_from(from), days_back(view, day)),
        });
        let years = [
            (self.linked.year_of(day, block), true),
            (year_by(within(before, 0)), true),
            (year_by(within(behind, 0).filter(full)), true),
            (
                self.governor(offset).and_then(|governor| governor.year),
                true,
            ),
            (self.told_in_full(day), true),
            (year_by(within(before, NEAR_BLOCKS).filter(full)), true),
            (
                year_by(neighbours(&self.datelines, offset).0.copied()),
                true,
            ),
            (year_by(within(before, NEAR_BLOCKS)), true),
            (year_by(within(behind, NEAR_BLOCKS)), true),
            (self.headed_year, true),
            (coming, false),
            (self.title_year, true),
            (year_by(before.copied()), true),
            (year_by(behind.copied()), true),
            (self.only_year.or(self.usual_year), true),
        ];
        years
            .into_iter()
            .filter_map(|(year, written)| {
                Some(Candidate {
                    year: year?,
                    written,
                })
            })
            .collect()
    }

    /// The day from which days without a year are to come: that of the last change, where it lies within a
    /// year before the reference day, from which a reader may look at what is over by then.
    fn seen_from(&self, reference: NaiveDate) -> NaiveDate {
        const YEAR: i64 = 366;
        let recent = |changed: &NaiveDate| (0..=YEAR).contains(&(reference - *changed).num_days());
        self.changed.filter(recent).unwrap_or(reference)
    }

    /// The year of the same day where the document tells it in full, and of one year alone.
    fn told_in_full(&self, day: &Day) -> Option<i32> {
        let (month, number) = day.month.zip(day.day)?;
        let first = self.days.partition_point(|told| told.0 < (month, number));
        let mut told = self.days[first..].iter();
        let mut told = told.by_ref().take_while(|told| told.0 == (month, number));
        let year = told.next()?.1;
        told.all(|other| other.1 == year).then_some(year)
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
        let (before, _) = neighbours(&self.anchors, offset);
        let headed = governor.and_then(|governor| {
            let month = governor.month;
            let written = Day { month, ..*day };
            let year = governor
                .year
                .or_else(|| self.year_of(view, &written, None, governor.offset, block))?;
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
            match day.weekday {
                Some(_) => agrees(&whole, *year) == Some(true),
                None => exists(Day {
                    year: Some(*year),
                    ..whole
                }),
            }
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

/// What the phrase tells other dates of their year, if its own is written.
fn anchor(view: &View, phrase: &Phrase, offset: usize) -> Option<Anchor> {
    let full = phrase.start.day.is_some();
    let in_digits = view.tokens.number(phrase.first_token).is_some();
    Some(Anchor {
        offset,
        block: block_at(view, offset),
        year: phrase.start.year?,
        month: phrase.start.month.filter(|_| full || !in_digits),
        full,
    })
}

/// The last anchor before the offset, and the first behind it.
fn neighbours(anchors: &[Anchor], offset: usize) -> (Option<&Anchor>, Option<&Anchor>) {
    let after = anchors.partition_point(|anchor| anchor.offset <= offset);
    let before = after.checked_sub(1).and_then(|last| anchors.get(last));
    (before, anchors.get(after))
}

/// Whether the date stands in a heading or has but a few words beside it on its line
/// ("Bremen, 24. November 2025", "Published on 14 October 2025 by the club").
fn is_dateline(view: &View, phrase: &Phrase, anchor: &Anchor) -> bool {
    const MOST_BEFORE: usize = 4;
    const MOST_BEHIND: usize = 8;
    let heading = view
        .document
        .blocks
        .get(anchor.block)
        .is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let breaks = |at: usize| {
        view.tokens
            .get(at)
            .is_none_or(|token| token.gap >= Gap::Line)
    };
    let first = phrase.first_token;
    let end = phrase.end_token;
    heading
        || ((first.saturating_sub(MOST_BEFORE)..=first).any(|at| at == 0 || breaks(at))
            && (end..=end.saturating_add(MOST_BEHIND)).any(breaks))
}

/// Whether words right before the date say that what was written was changed then ("Last updated: 3 May 2026").
fn tells_change(view: &View, phrase: &Phrase) -> bool {
    const CHANGED: i32 = 1;
    const LONGEST: usize = 6;
    let first = phrase.first_token;
    phrase.start.year.is_some()
        && phrase.start.day.is_some()
        && (first.saturating_sub(LONGEST)..first)
            .filter_map(|at| view.hits.find(at, Concept::CuePublished))
            .any(|cue| {
                let colon = usize::from(view.tokens.is_mark(cue.end, ':'));
                cue.value == CHANGED && cue.end + colon == first
            })
}

/// A day of which all is written.
fn whole_day(day: &Day) -> Option<NaiveDate> {
    let (month, number) = day.month.zip(day.day)?;
    NaiveDate::from_ymd_opt(day.year?, month.into(), number.into())
}

/// The days whose years are written, ascending.
fn days_in_full(phrases: &[Phrase]) -> Vec<((u8, u8), i32)> {
    let in_full = |phrase: &Phrase| {
        let start = &phrase.start;
        let settled = !start.order_open;
        Some(((start.month?, start.day.filter(|_| settled)?), start.year?))
    };
    let mut days: Vec<_> = phrases.iter().filter_map(in_full).collect();
    days.sort_unstable();
    days
}

/// The year of most dates.
fn usual_year(years: impl Iterator<Item = i32>) -> Option<i32> {
    let mut counts = std::collections::BTreeMap::new();
    for year in years {
        *counts.entry(year).or_insert(0u32) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(year, count)| (*count, *year))
        .map(|(year, _)| year)
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

/// The months that stand alone on their lines, which by themselves are no dates.
fn lone_months(view: &View) -> impl Iterator<Item = Governor> {
    let gap = |at: usize| view.tokens.get(at).map_or(Gap::Blank, |token| token.gap);
    let is_line = move |first: usize, end: usize| {
        let colon = usize::from(view.tokens.is_mark(end, ':'));
        gap(first) >= Gap::Line && gap(end + colon) >= Gap::Line
    };
    view.hits
        .iter()
        .filter(move |hit| hit.concept == Concept::DateMonth && is_line(hit.first, hit.end))
        .map(|hit| Governor {
            offset: hit.span.start,
            year: None,
            month: u8::try_from(hit.value).ok(),
        })
}

/// A year in the document's first heading or block ("ACH 2023"), where it is the only one.
fn title_year(view: &View) -> Option<i32> {
    let mut blocks = view.document.blocks.iter();
    let title = first_heading(view).or_else(|| blocks.find(|block| !block.navigation))?;
    year_in(view, title)
}

fn first_heading<'a>(view: &'a View) -> Option<&'a Block> {
    let mut blocks = view.document.blocks.iter();
    blocks.find(|block| matches!(block.kind, BlockKind::Heading { .. }))
}

fn year_in(view: &View, block: &Block) -> Option<i32> {
    let first = view.tokens.first_at(block.span.start);
    only_year(view, first..view.tokens.first_at(block.span.end))
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

/// Whether the words before the date in its paragraph or behind it on its line make it a deadline,
/// which may lie before the event that is told first.
fn is_limit(view: &View, offset: usize) -> bool {
    const NEAR: usize = 10;
    let at = view.tokens.first_at(offset);
    let gap = |token: usize| view.tokens.get(token).map_or(Gap::Blank, |token| token.gap);
    let is_cue = |token: usize| {
        let mut hits = view.hits.at(token).iter();
        hits.any(|hit| hit.concept.name().starts_with("deadline."))
    };
    let before = (at.saturating_sub(NEAR)..at).rev();
    let behind = at + 1..at + NEAR;
    before
        .take_while(|token| gap(token + 1) < Gap::Blank)
        .any(is_cue)
        || behind
            .take_while(|token| gap(*token) < Gap::Line)
            .any(is_cue)
}

/// The anchor's year, or the one beside it in which the month lies nearer to the anchor's. Dates
/// mostly ascend: behind one of March 2026 October is that of the same year, before it the last one.
fn nearest_year(day: &Day, anchor: &Anchor, behind: bool) -> i32 {
    let Some((month, anchored)) = day.month.zip(anchor.month) else {
        return anchor.year;
    };
    match i32::from(month) - i32::from(anchored) {
        7..=8 if behind => anchor.year,
        7.. => anchor.year - 1,
        ..=-7 => anchor.year + 1,
        _ => anchor.year,
    }
}

/// Whether the written weekday is that of the date in the year.
pub(super) fn agrees(day: &Day, year: i32) -> Option<bool> {
    let date = NaiveDate::from_ymd_opt(year, u32::from(day.month?), u32::from(day.day?))?;
    Some(date.weekday().number_from_monday() == u32::from(day.weekday?))
}

/// A date without a year that lies so many days before the reference day, or fewer, is past;
/// any other is the coming one.
const DAYS_BACK: i64 = 45;

/// The same for the text: who makes a remark speaks of what is to come, but for days of the last
/// month, which may just have been.
fn days_back(view: &View, day: &Day) -> i64 {
    const MONTH: i64 = 31;
    match (view.said_at, day.day) {
        (None, _) => DAYS_BACK,
        (Some(_), Some(_)) => MONTH,
        (Some(_), None) => 0,
    }
}

/// The year of such a date that an announcement of the reference day means.
fn next_year(day: &Day, reference: NaiveDate, days_back: i64) -> Option<i32> {
    let month = u32::from(day.month?);
    let number = u32::from(day.day.unwrap_or(28));
    let earliest = relative::shift(reference, -days_back)?;
    let date = |year: i32| NaiveDate::from_ymd_opt(year, month, number);
    (reference.year() - 1..reference.year() + 9)
        .find(|year| date(*year).is_some_and(|date| date >= earliest))
}

/// The same for the first day of a range: what is running now is meant before what comes next year.
fn coming_year(day: &Day, last: Option<&Day>, from: NaiveDate, days_back: i64) -> Option<i32> {
    let Some(last) = last.filter(|last| last.year.is_none() && last.month.is_some()) else {
        return next_year(day, from, days_back);
    };
    let wraps = (last.month, last.day) < (day.month, day.day);
    Some(next_year(last, from, days_back)? - i32::from(wraps))
}

/// Whether such a day of the year comes, or was within half a year.
fn is_near(day: &Day, year: i32, today: NaiveDate) -> bool {
    const HALF_YEAR: i64 = 183;
    let date = day.month.zip(day.day).and_then(|(month, number)| {
        NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(number))
    });
    date.is_some_and(|date| (today - date).num_days() <= HALF_YEAR)
}

/// The year in which such a day comes next after the reference day, or was last before it.
fn year_on_side(day: &Day, reference: NaiveDate, side: i8) -> Option<i32> {
    let (month, number) = (u32::from(day.month?), u32::from(day.day?));
    let date = |year: i32| NaiveDate::from_ymd_opt(year, month, number);
    let year = reference.year();
    if side > 0 {
        (year..year + 9).find(|year| date(*year).is_some_and(|date| date >= reference))
    } else {
        (year - 9..=year)
            .rev()
            .find(|year| date(*year).is_some_and(|date| date < reference))
    }
}
