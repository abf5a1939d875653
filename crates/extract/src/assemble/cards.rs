//! Cards: items that stand repeatedly in the structure of a page and each show one event, with its
//! day, name, hours and place in lines of their own; also the cells of a calendar that do.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, fold};
use handbill_model::{BlockKind, Span, Style};

use super::month_grids;
use super::roles::{TimeRole, Timed, heads_news, times_in, words};
use super::schedule_rows::{Day, Schedule, is_record, set_hour};
use super::title_heads::could_be_title;
use super::title_text::without_status;
use super::titles::{self, Place, Title};
use crate::layout::{Layout, Line, has};
use crate::weights;
use crate::{Bound, Mention, View};

/// The fewest cards of a list.
const FEWEST: usize = 3;

/// What the cards are read from.
struct Page<'a> {
    view: &'a View<'a>,
    layout: &'a Layout,
    mentions: &'a [Mention],
    times: &'a [Timed<'a>],
    /// The heads of the columns of each table.
    heads: HashMap<u32, Vec<(u32, Span)>>,
}

/// The lists of cards of the document, in order. The days of cards that show news are marked as those
/// of their posting.
pub fn cards(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    times: &mut [Timed],
) -> Vec<Schedule> {
    let (out, news) = found(view, layout, mentions, times);
    for item in news {
        let first = times.partition_point(|timed| timed.span.start < item.start);
        let within = times[first..]
            .iter_mut()
            .take_while(|timed| timed.span.end <= item.end);
        for timed in within.filter(|timed| timed.time.start.clock.is_none()) {
            timed.role = TimeRole::Posted;
        }
    }
    out
}

/// The lists of cards, and the cards that show news.
fn found(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    times: &[Timed],
) -> (Vec<Schedule>, Vec<Span>) {
    let page = Page {
        view,
        layout,
        mentions,
        times,
        heads: heads(view),
    };
    let (mut out, mut news): (Vec<Schedule>, Vec<Span>) = (Vec::new(), Vec::new());
    out.extend(month_grids::grids(view, layout, mentions, times));
    let in_grid = |item: &Span| {
        let lines = lines_of(layout, *item);
        let within = |grid: &Schedule| lines.start < grid.lines.end && grid.lines.start < lines.end;
        out.iter().any(within)
    };
    let lists: Vec<Vec<Span>> = lists(&page)
        .into_iter()
        .filter(|items| !items.iter().any(in_grid))
        .collect();
    let mut free = 0;
    // Outer lists come first: what they hold is part of their cards.
    for items in lists {
        let Some(first) = items.first().filter(|first| first.start >= free) else {
            continue;
        };
        let whole = items.iter().fold(*first, |whole, item| whole.cover(*item));
        if is_news(&page, whole) {
            if items
                .iter()
                .filter(|item| day_in(&page, **item).is_some())
                .count()
                >= FEWEST
            {
                free = whole.end;
                news.extend(items);
            }
        } else if let Some(schedule) = schedule(&page, &items) {
            free = whole.end;
            out.push(schedule);
        }
    }
    (out, news)
}

/// Whether the nearest heading above says that news follow.
fn is_news(page: &Page, whole: Span) -> bool {
    /// Lines above a list that its heading may stand over.
    const FURTHEST: usize = 6;
    let lines = &page.layout.lines;
    let first = lines_of(page.layout, whole).start;
    let heading = lines[..first]
        .iter()
        .rev()
        .take(FURTHEST)
        .find(|line| matches!(line.kind, BlockKind::Heading { .. }) && !line.navigation);
    heading.is_some_and(|line| heads_news(page.view, line.span))
}

/// The cells of the first row of several cells of each table, by column.
fn heads(view: &View) -> HashMap<u32, Vec<(u32, Span)>> {
    let mut out: HashMap<u32, (u32, Vec<(u32, Span)>)> = HashMap::new();
    for block in &view.document.blocks {
        if let BlockKind::Cell {
            table, row, column, ..
        } = block.kind
        {
            let (first, heads) = out.entry(table).or_default();
            if *first != row && heads.len() < 2 {
                (*first, *heads) = (row, Vec::new());
            }
            if *first == row {
                heads.push((column, block.span));
            }
        }
    }
    out.into_iter()
        .map(|(table, (_, heads))| (table, heads))
        .collect()
}

impl Page<'_> {
    /// The head of the column that a piece of a row stands in.
    fn head(&self, line: &Line, piece: Span) -> Option<Span> {
        let blocks = &self.view.document.blocks[line.block..];
        let cell = blocks
            .iter()
            .take(line.cells.len())
            .find(|block| block.span.contains(piece))?;
        let BlockKind::Cell { table, column, .. } = cell.kind else {
            return None;
        };
        let heads = self.heads.get(&table)?;
        let head = heads.iter().find(|(other, _)| *other == column);
        head.map(|(_, span)| *span)
            .filter(|head| !head.contains(piece))
    }

    fn has_any(&self, span: Span, concepts: &[Concept]) -> bool {
        concepts
            .iter()
            .any(|concept| has(self.view, span, *concept))
    }
}

/// The items of each list, and the dated cells of each table that is a calendar.
fn lists(page: &Page) -> Vec<Vec<Span>> {
    let mut out: Vec<Vec<Span>> = Vec::new();
    let mut last = None;
    for item in &page.view.document.items {
        if last != Some(item.list) {
            out.push(Vec::new());
            last = Some(item.list);
        }
        if let Some(list) = out.last_mut() {
            list.push(item.span);
        }
    }
    out.extend(cells(page));
    out.sort_by_key(|list| list.first().map_or(usize::MAX, |item| item.start));
    out
}

/// Cells of several lines one of which is a day: of rows that have several of them, or nothing else.
fn cells(page: &Page) -> Vec<Vec<Span>> {
    let mut tables: BTreeMap<u32, (Vec<Span>, bool)> = BTreeMap::new();
    for line in &page.layout.lines {
        let BlockKind::Cell { table, .. } = line.kind else {
            continue;
        };
        let dated: Vec<Span> = line
            .cells
            .iter()
            .copied()
            .filter(|cell| {
                cell.of(page.view.text()).contains('\n') && day_in(page, *cell).is_some()
            })
            .collect();
        let (cells, alone) = tables.entry(table).or_insert((Vec::new(), true));
        *alone &= dated.is_empty() || dated.len() > 1 || line.cells.len() == 1;
        cells.extend(dated);
    }
    // Heads that tell what days are for stand over columns, not over days.
    let is_listed = |table: &u32| {
        let heads = page.heads.get(table).map_or(&[][..], Vec::as_slice);
        let concepts = [
            Concept::DeadlineWord,
            Concept::DeadlineCloses,
            Concept::DeadlineApplication,
            Concept::CueWhen,
            Concept::CuePublished,
        ];
        heads.len() > 1 && heads.iter().any(|(_, head)| page.has_any(*head, &concepts))
    };
    tables
        .into_iter()
        .filter(|(table, (cells, alone))| *alone && cells.len() >= FEWEST && !is_listed(table))
        .map(|(_, (cells, _))| cells)
        .collect()
}

/// The one day that an item shows.
fn day_in<'a>(page: &'a Page, item: Span) -> Option<&'a Timed<'a>> {
    let (mut first, mut last): (Option<&Timed>, Option<&Timed>) = (None, None);
    for timed in times_in(page.times, item) {
        let time = timed.time;
        let is_apart = matches!(
            timed.role,
            TimeRole::Deadline { .. }
                | TimeRole::Published
                | TimeRole::Posted
                | TimeRole::Struck
                | TimeRole::Ends
        );
        if !item.contains(timed.span)
            || time.start.date().is_none()
            || time.recurrence.is_some()
            || is_apart
            || is_but_a_weekday(timed)
            || time.relative && first.is_some()
        {
            continue;
        }
        // "To be seen until 30 April" tells the day of a card only where nothing else does.
        if time.bound == Bound::Until {
            last = last.or(Some(timed));
            continue;
        }
        let counts = matches!(timed.role, TimeRole::Event | TimeRole::Other)
            && !time.ambiguous
            && !time.relative;
        let same = first.is_none_or(|first| first.time.start.date() == time.start.date());
        if !counts || !same || page.layout.lines[timed.line].navigation {
            return None;
        }
        // The one with the hour tells more.
        if first.is_none_or(|first| first.time.start.clock.is_none() && time.start.clock.is_some())
        {
            first = Some(timed);
        }
    }
    first.or(last.filter(|last| {
        let is_event = matches!(last.role, TimeRole::Event | TimeRole::Other);
        is_event && !last.time.ambiguous && !last.time.relative
    }))
}

/// Whether the time is a day of the week and no more, as names have it ("Songs on Sunday").
fn is_but_a_weekday(timed: &Timed) -> bool {
    timed.rule == "date.weekday" && timed.time.start.clock.is_none()
}

/// The cards that the items are, if they are.
fn schedule(page: &Page, items: &[Span]) -> Option<Schedule> {
    let mut dated: Vec<(Span, &Timed)> = items
        .iter()
        .filter_map(|item| Some((*item, day_in(page, *item)?)))
        .collect();
    // Items with several days are lists themselves, but for those that tell them in one line.
    let several: Vec<(Span, Vec<&Timed>)> = items
        .iter()
        .filter(|item| has_day(page, **item) && day_in(page, **item).is_none())
        .map(|item| (*item, days_of_line(page, *item)))
        .collect();
    let others = several.iter().filter(|(_, days)| days.is_empty()).count();
    if dated.len() < FEWEST || others * 4 > dated.len() || several.len() * 2 > dated.len() {
        return None;
    }
    let days = several
        .iter()
        .flat_map(|(item, days)| days.iter().map(|day| (*item, *day)));
    dated.extend(days);
    dated.sort_by_key(|(_, timed)| timed.span.start);
    let lines = |item: Span| lines_of(page.layout, item);
    let parted = dated
        .iter()
        .filter(|(item, timed)| {
            let cell = !page.layout.lines[timed.line].cells.is_empty();
            cell || lines(*item).len() >= 2
        })
        .count();
    if parted * 3 < dated.len() * 2 {
        return None;
    }
    let shared = shared(page, &dated);
    let days: Vec<Day> = dated
        .iter()
        .map(|(item, timed)| day(page, *item, timed, &shared))
        .collect();
    let named = || days.iter().filter_map(|day| day.name);
    if named().count() * 3 < days.len() * 2 {
        return None;
    }
    let first = lines(dated.first()?.0).start;
    let end = lines(*items.last()?).end.max(first + 1);
    let mut schedule = Schedule {
        days,
        lines: first..end,
        is_cards: true,
    };
    if !announces(page, &schedule) {
        return None;
    }
    let column = column_of_names(page, &schedule.days);
    // Where the others have their names, less good ones will do.
    for (day, (item, timed)) in schedule.days.iter_mut().zip(&dated) {
        let other = column.filter(|_| day.name.and_then(|name| column_at(page, name)) != column);
        if other.is_some() {
            let there = name(page, *item, timed, &shared, FAINT, other);
            day.name = there.or(day.name);
        }
        let faint = || name(page, *item, timed, &shared, FAINT, None);
        day.name = day.name.or_else(faint);
    }
    Some(schedule)
}

/// The column of a table that the most cards, and half of them at least, have their names in.
fn column_of_names(page: &Page, days: &[Day]) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for column in days.iter().filter_map(|day| column_at(page, day.name?)) {
        *counts.entry(column).or_default() += 1;
    }
    let (column, count) = counts
        .into_iter()
        .max_by_key(|(column, count)| (*count, u32::MAX - column))?;
    (count * 2 >= days.len()).then_some(column)
}

/// The column of the cell that the words stand in.
fn column_at(page: &Page, span: Span) -> Option<u32> {
    let blocks = &page.view.document.blocks;
    let after = blocks.partition_point(|block| block.span.start <= span.start);
    match blocks[after.checked_sub(1)?].kind {
        BlockKind::Cell { column, .. } => Some(column),
        _ => None,
    }
}

/// The few days of an item that stand in one line of it, where it has no others: "9 and 10 March".
fn days_of_line<'a>(page: &'a Page, item: Span) -> Vec<&'a Timed<'a>> {
    const MOST: usize = 4;
    /// Words beside the days.
    const MOST_WORDS: usize = 4;
    let days: Vec<&Timed> = times_in(page.times, item)
        .iter()
        .filter(|timed| item.contains(timed.span) && timed.time.start.date().is_some())
        .collect();
    let fits = |timed: &&Timed| {
        timed.line == days[0].line
            && matches!(timed.role, TimeRole::Event | TimeRole::Other)
            && timed.time.recurrence.is_none()
            && !timed.time.ambiguous
            && !timed.time.relative
    };
    let said = |span: Span| words(page.view, span);
    let is_line_of_days = |line: usize| {
        let taken: usize = days.iter().map(|day| said(day.span)).sum();
        said(page.layout.lines[line].span) <= taken + MOST_WORDS
    };
    if (2..=MOST).contains(&days.len()) && days.iter().all(fits) && is_line_of_days(days[0].line) {
        days
    } else {
        Vec::new()
    }
}

fn has_day(page: &Page, item: Span) -> bool {
    times_in(page.times, item)
        .iter()
        .any(|timed| item.contains(timed.span) && timed.time.start.date().is_some())
}

fn lines_of(layout: &Layout, item: Span) -> std::ops::Range<usize> {
    let first = layout
        .lines
        .partition_point(|line| line.span.end <= item.start);
    let end = layout
        .lines
        .partition_point(|line| line.span.start < item.end);
    first..end.max(first)
}

/// Whether the cards show what is to come or took place, rather than news: most give an hour, or
/// name a kind of event or a body that meets.
fn announces(page: &Page, schedule: &Schedule) -> bool {
    let says = |span: Span| {
        [Concept::EventNoun, Concept::NameUnit]
            .iter()
            .any(|concept| has(page.view, span, *concept))
    };
    // What meets regularly, by the lines above, meets on these days.
    let regular = || {
        /// Lines above a list that may tell the hours of its days.
        const FURTHEST: usize = 8;
        let first = schedule.lines.start;
        let lines = &page.layout.lines[first.saturating_sub(FURTHEST)..first];
        lines.iter().any(|line| {
            !line.navigation
                && page.has_any(
                    line.span,
                    &[Concept::CueForAll, Concept::CueMeets, Concept::CueHeld],
                )
                && times_in(page.times, line.span).iter().any(|timed| {
                    timed.time.start.clock.is_some() && timed.time.start.month.is_none()
                })
        })
    };
    let most = |count: usize| count * 2 >= schedule.days.len();
    let timed = schedule
        .days
        .iter()
        .filter(|day| day.start.clock.is_some())
        .count();
    let named = schedule
        .days
        .iter()
        .filter(|day| day.name.is_some_and(says))
        .count();
    most(timed) || most(named) || regular()
}

/// The words that half of the cards share, which name none of them.
fn shared(page: &Page, dated: &[(Span, &Timed)]) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (item, _) in dated {
        let mut own: Vec<String> = pieces(page, *item)
            .into_iter()
            .map(|(piece, _)| fold(piece.of(page.view.text())))
            .collect();
        own.sort_unstable();
        own.dedup();
        for words in own {
            *counts.entry(words).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count * 2 > dated.len())
        .map(|(words, _)| words)
        .collect()
}

/// The lines of an item, with where a title there would stand.
fn pieces(page: &Page, item: Span) -> Vec<(Span, Place)> {
    let layout = page.layout;
    let mut out = Vec::new();
    for line in &layout.lines[lines_of(layout, item)] {
        if line.navigation {
            continue;
        }
        let place = match line.kind {
            BlockKind::Heading { level } => Place::Heading(level.min(3)),
            _ => Place::Above,
        };
        let within = Span::new(line.span.start.max(item.start), line.span.end.min(item.end));
        let mut start = within.start;
        for piece in within.of(page.view.text()).split(['\n', '\t']) {
            let span = Span::new(start, start + piece.len()).trim(page.view.text());
            start += piece.len() + 1;
            if !span.is_empty() {
                out.push((span, place));
            }
        }
    }
    out
}

fn day(page: &Page, item: Span, timed: &Timed, shared: &[String]) -> Day {
    let mut out = Day {
        start: timed.time.start,
        end: timed.time.end,
        span: timed.span,
        hour: None,
        line: timed.line,
        is_composed: false,
        is_open: !timed.time.year_written && timed.time.weekday.is_none(),
        own: item,
        name: None,
    };
    let clocks = || {
        times_in(page.times, item)
            .iter()
            .filter(|other| item.contains(other.span))
    };
    let clock = clocks()
        .find(|other| other.role == TimeRole::Clock && other.time.start.clock.is_some())
        .filter(|_| out.start.clock.is_none() && out.end.is_none());
    if let Some(clock) = clock {
        // Forms repeat the hour where no end is given.
        let end = clock
            .time
            .end
            .filter(|end| end.clock != clock.time.start.clock);
        set_hour(&mut out, clock.time.start, end);
        out.hour = Some(clock.span);
    }
    out.name = name(page, item, timed, shared, LEAST, None);
    out
}

/// What names the card: its heading, or the best of its other lines, of at least that score, and in
/// the column, if one is given.
fn name(
    page: &Page,
    item: Span,
    timed: &Timed,
    shared: &[String],
    least: f32,
    column: Option<u32>,
) -> Option<Span> {
    let Page {
        view,
        layout,
        mentions,
        ..
    } = *page;
    let text = view.text();
    let title = |(piece, place): (Span, Place), rank: usize| -> Option<Title> {
        let line: &Line = &layout.lines[layout.line_at(piece.start)?];
        let is_dated = |span: Span| {
            let mut told = times_in(page.times, span).iter();
            told.any(|other| span.contains(other.span) && !is_but_a_weekday(other))
        };
        // Beside the day, what stands behind or before it.
        let body = if piece.contains(timed.span) {
            let before = Span::new(piece.start, timed.span.start).trim(text);
            let behind = Span::new(timed.span.end, piece.end).trim(text);
            let longer = if words(view, behind) >= words(view, before) {
                behind
            } else {
                before
            };
            if words(view, longer) < 2 {
                return None;
            }
            longer
        } else {
            // What further sentences say is no part of the name, but a motto before or behind it.
            const SHORT: usize = 8;
            let motto = words(view, piece) <= SHORT && !piece.of(text).ends_with('.');
            let clause = layout.clause_at(piece.start)?;
            let end = layout.clauses[clause]
                .span
                .end
                .clamp(piece.start, piece.end);
            let sentence = Span::new(piece.start, end);
            let stop = sentence.of(text).ends_with('.');
            let said = match motto && !stop {
                true => piece,
                false => Span::new(piece.start, end - usize::from(end < piece.end && stop)),
            };
            // The hour may stand in brackets behind the name.
            let bracket = said.of(text).rfind(" (").map(|at| said.start + at);
            let said = match bracket.filter(|at| is_dated(Span::new(*at, said.end))) {
                Some(bracket) => Span::new(said.start, bracket),
                None => said,
            };
            if is_dated(said) {
                return None;
            }
            said
        };
        let plain = matches!(place, Place::Above);
        let status = [
            Concept::CueCancelled,
            Concept::CuePostponed,
            Concept::CueTentative,
        ];
        if is_record(view, body)
            || words(view, body) <= 3 && page.has_any(body, &status) && is_status(view, body)
            || has(view, body, Concept::CueMore) && words(view, body) <= 4
            || plain
                && line.cells.is_empty()
                && body == line.span
                && !could_be_title(view, mentions, line)
        {
            return None;
        }
        let mut out = titles::title(view, mentions, body, place)?;
        out.score -= RANK * rank as f32;
        // Half of a long sentence that the day stands in says less than a heading over it.
        if piece.contains(timed.span) && line.cells.is_empty() && words(view, line.span) > LONGEST {
            out.score -= SUBTITLE;
        }
        if let Some(head) = page.head(line, piece) {
            let of_others = [
                Concept::CueVenue,
                Concept::CueRecord,
                Concept::CueMore,
                Concept::CueSpeaker,
                Concept::CueRegister,
                Concept::CueAgenda,
            ];
            if page.has_any(head, &of_others) {
                return None;
            }
            if page.has_any(
                head,
                &[Concept::CueTitle, Concept::EventNoun, Concept::NameUnit],
            ) {
                out.score += weights::TITLE_LABEL - weights::TITLE_ABOVE;
            }
        }
        if is_strong(view, body) {
            out.score += STRONG;
        }
        // Who speaks may stand over what about.
        let first = view.tokens.first_at(body.start);
        if view.hits.find(first, Concept::PersonHonorific).is_some()
            && !has(view, body, Concept::EventNoun)
        {
            out.score -= SUBTITLE;
        }
        Some(out)
    };
    let mut pieces = pieces(page, item);
    if column.is_some() {
        pieces.retain(|(piece, _)| column_at(page, *piece) == column);
        let first = pieces.first().map(|(piece, _)| *piece);
        let names = |piece: &Span| {
            is_strong(view, *piece)
                && (1..=LONGEST).contains(&words(view, *piece))
                && !shared.contains(&fold(piece.of(text)))
                && times_in(page.times, *piece).is_empty()
        };
        if let Some(first) = first.filter(names) {
            return Some(without_status(view, first));
        }
    }
    // A heading right under another of the card is its subtitle.
    let is_subtitle = |rank: usize| {
        let level = |rank: usize| match pieces[rank].1 {
            Place::Heading(level) => Some(level),
            _ => None,
        };
        let above = rank.checked_sub(1);
        above.is_some_and(|above| {
            level(above).is_some()
                && level(above) < level(rank)
                && title(pieces[above], above).is_some_and(|title| title.score >= LEAST)
        })
    };
    let all: Vec<(Title, bool)> = pieces
        .iter()
        .enumerate()
        .filter_map(|(rank, piece)| {
            let is_shared = shared.contains(&fold(piece.0.of(text)));
            let mut found = title(*piece, rank)?;
            if is_subtitle(rank) {
                found.score -= SUBTITLE;
            }
            Some((found, is_shared))
        })
        .collect();
    let best = |is_shared: bool| {
        all.iter()
            .filter(|(_, shared)| *shared == is_shared)
            .map(|(title, _)| title)
            .max_by(|a, b| a.score.total_cmp(&b.score))
    };
    let own = best(false).filter(|title| title.score >= least);
    let common = best(true).filter(|title| title.score >= weights::TITLE_ENOUGH);
    own.or(common).map(|title| title.span)
}

/// Whether the words are no name with a status set off before or behind ("CANCELLED: Open day").
fn is_status(view: &View, body: Span) -> bool {
    let rest = without_status(view, body);
    let lead = view.text()[..rest.start].trim_end();
    rest == body || rest.start > body.start && !lead.ends_with([':', '-', '–', '—', '!', ']', ')'])
}

/// A linked or bold line of more words is no name (words).
const LONGEST: usize = 14;

/// What a name of a card loses for each line above it, and gains for being set off.
const RANK: f32 = 0.1;
const STRONG: f32 = 0.5;

/// What a subtitle loses.
const SUBTITLE: f32 = 1.5;

/// How good the name of a card must be, by itself and among others.
const LEAST: f32 = 1.5;
const FAINT: f32 = 0.5;

/// Whether the words are linked or bold as a whole.
fn is_strong(view: &View, span: Span) -> bool {
    let links = &view.document.links;
    let after = links.partition_point(|link| link.span.start <= span.start);
    let linked = links[..after]
        .iter()
        .rev()
        .take(3)
        .any(|link| link.span.contains(span));
    let styles = &view.document.styles;
    let after = styles.partition_point(|styled| styled.span.start <= span.start);
    let bold = styles[..after]
        .iter()
        .rev()
        .take(3)
        .any(|styled| styled.style == Style::Strong && styled.span.contains(span));
    linked || bold
}

#[cfg(test)]
mod tests {
    use handbill_model::{Document, Event, Item, Span};

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// A page of cards that empty lines part; their lines are blocks of their own.
    fn page(cards: &[&str]) -> Document {
        let lines: Vec<String> = cards
            .iter()
            .map(|card| card.replace('\n', "\n\n"))
            .collect();
        let mut out = document(&lines.join("\n\n"));
        let mut start = 0;
        for line in &lines {
            let span = Span::new(start, start + line.len());
            out.items.push(Item { span, list: 0 });
            start = span.end + 2;
        }
        out
    }

    fn events(cards: &[&str]) -> Vec<Event> {
        extract(&page(cards), &Options::default()).events
    }

    #[test]
    fn each_card_is_an_event_of_its_own() {
        let found = events(&[
            "4 March 2026\nAgenda\nHarbour Commission\n7:00 pm - 7:00 pm\nCANCELLED",
            "11 March 2026\nAgenda\nTree Board\n6:30 pm - 8:00 pm",
            "18 March 2026\nAgenda\nHarbour Commission\n7:00 pm - 7:00 pm",
        ]);
        let shown: Vec<(&str, &str, Option<&str>)> = found
            .iter()
            .map(|event| {
                (
                    event.name.as_str(),
                    event.start.as_str(),
                    event.end.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("Harbour Commission", "2026-03-04T19:00:00", None),
                (
                    "Tree Board",
                    "2026-03-11T18:30:00",
                    Some("2026-03-11T20:00:00")
                ),
                ("Harbour Commission", "2026-03-18T19:00:00", None),
            ]
        );
        let status = |at: usize| found[at].status;
        assert_eq!(status(0), Some(handbill_model::EventStatus::Cancelled));
        assert_eq!(status(1), Some(handbill_model::EventStatus::Scheduled));
    }

    #[test]
    fn a_card_is_named_by_a_sentence_and_keeps_its_day_beside_a_limit() {
        let found = events(&[
            "14JUN2026\nWreaths on the river\n6 pm, town beach",
            "28JUN2026\nWeaving with willow. Bring an apron.\n10 am, room 4\nRegister by 24 June",
            "05JUL2026\nCANCELLED: Films in the open\n9:30 pm, park",
        ]);
        let shown: Vec<(&str, &str)> = found
            .iter()
            .map(|event| (event.name.as_str(), event.start.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Wreaths on the river", "2026-06-14T18:00:00"),
                ("Weaving with willow", "2026-06-28T10:00:00"),
                ("Films in the open", "2026-07-05T21:30:00"),
            ]
        );
    }

    #[test]
    fn a_card_keeps_its_day_beside_the_last_one_and_its_hour_in_brackets() {
        let found = events(&[
            "9 March 2027\nMills of the valley (begins at 6:30 pm)",
            "18 March 2027\nHands, a show\n7:30 pm\nOpen until 30 April 2027",
            "20 March 2027\nTales by the fire\n11 am",
        ]);
        let shown: Vec<(&str, &str)> = found
            .iter()
            .map(|event| (event.name.as_str(), event.start.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Mills of the valley", "2027-03-09T18:30:00"),
                ("Hands, a show", "2027-03-18T19:30:00"),
                ("Tales by the fire", "2027-03-20T11:00:00"),
            ]
        );
    }

    #[test]
    fn news_are_no_events() {
        let found = events(&[
            "4 March 2026\nNew benches for the old quay\nRead more",
            "11 March 2026\nThe mill is painted green again\nRead more",
            "18 March 2026\nOur town has a second baker now\nRead more",
        ]);
        assert!(found.len() <= 1, "{found:?}");
    }
}
