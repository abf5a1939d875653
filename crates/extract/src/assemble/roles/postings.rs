//! The days on which notices, posts and newsletters were written, posted or sent.
//!
//! Words before the day may say so; else the place where it stands does: in the header of a mail, under the
//! title of a release or newsletter, in the head of a bulletin, beside the main heading of an article, behind what a list of news
//! links to, or as the byline of a post. Nothing takes place on such a day.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::letters::is_mail_stamp;
use super::limits::is_deadline;
use super::news::{Sections, heads_news};
use super::surroundings::{after, before, led_in};
use super::{Timed, is_dated, times_in, words};
use crate::assemble::anchors::ends_like_prose;
use crate::layout::{Clause, Layout, Line, has};
use crate::{Bound, View};

/// Whether the document, or its part, was written, posted or sent at the time.
pub(super) fn is_day_of_posting(
    view: &View,
    layout: &Layout,
    times: &[Timed],
    index: usize,
) -> bool {
    let timed = &times[index];
    let clause = &layout.clauses[timed.clause];
    // What takes place at the hours below a day takes place on it.
    let hours = || heads_hours(view, layout, times, index);
    is_mail_stamp(view, layout, timed)
        || quotes_mail(view, after(clause, times, index))
        || is_dateline(view, layout, times, index)
        || is_day_of_writing(view, layout, times, index) && !hours()
        || is_day_over_title(view, layout, times, index)
        || is_day_of_bulletin(view, layout, times, index)
        || says_published(view, before(layout, times, index))
        || led_in(view, layout, times, index)
            .is_some_and(|lead| words(view, lead) <= 2 && says_published(view, lead) && !hours())
        || is_byline(view, layout, clause, timed)
}

/// Whether the words before a time say that something was written or posted then. "Received by"
/// and "notifications sent" are rather words of deadlines.
fn says_published(view: &View, before: Span) -> bool {
    let hits = || view.hits.within(&view.tokens, before);
    // "Copy for the spring issue by 5 May"
    let limits = hits().any(|hit| {
        hit.concept == Concept::DeadlineCloses
            && words(view, Span::new(hit.span.end, before.end.max(hit.span.end))) == 0
    });
    if limits && hits().any(|hit| is_deadline(hit.concept)) {
        return false;
    }
    hits()
        .filter(|hit| hit.concept == Concept::CuePublished)
        .any(|published| {
            !hits().any(|hit| {
                hit.concept == Concept::DeadlineNotification
                    || is_deadline(hit.concept)
                        && hit.span.contains(published.span)
                        && hit.span.len() > published.span.len()
                    // "By our statutes I call a meeting, to be held on 3 March"
                    || hit.concept == Concept::CueHeld
                        && hit.span.start >= published.span.end
                        && words(view, Span::new(published.span.end, hit.span.start)) > 0
            })
        })
}

/// Whether the time opens a quoted mail ("On 5 May at 9:12, Ann wrote:").
fn quotes_mail(view: &View, after: Span) -> bool {
    view.hits.within(&view.tokens, after).any(|hit| {
        let lead = Span::new(after.start, hit.span.start);
        hit.concept == Concept::CuePublished
            && words(view, lead) <= 8
            && view.text()[hit.span.end..].trim_start().starts_with(':')
    })
}

/// Whether the time is the dateline of a press release: the first day that it tells, near the head, with a
/// town before it at most.
fn is_dateline(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const HEAD: usize = 6;
    const LAST_LINE: usize = 12;
    const LONGEST_TOWN: usize = 4;
    let timed = &times[index];
    let time = timed.time;
    let line = layout.lines[timed.line].span;
    let lead = Span::new(line.start.min(timed.span.start), timed.span.start);
    timed.line < LAST_LINE
        && time.start.clock.is_none()
        && time.end.is_none()
        && time.weekday.is_none()
        && !time.relative
        && time.bound == Bound::At
        && words(view, lead) <= LONGEST_TOWN
        && !times[..index].iter().any(|other| is_dated(other.time))
        && layout
            .lines
            .iter()
            .take(HEAD)
            .any(|line| words(view, line.span) <= 8 && has(view, line.span, Concept::CueRelease))
}

/// Whether the day stands in the head of a bulletin: on one of the first lines, which tells a day in full,
/// and the text below counts from it again and again ("today at 12", "tomorrow", "next Sunday"). What
/// else the line calls that day ("third Sunday of Advent") is no other.
pub fn is_day_of_bulletin(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const TOP_LINES: usize = 5;
    const LONGEST_HEAD: usize = 16;
    const FEWEST: usize = 2;
    const MOST: usize = 60;
    let timed = &times[index];
    let line = &layout.lines[timed.line];
    if timed.line >= TOP_LINES || line.cells.len() > 1 || view.words(line.span) > LONGEST_HEAD {
        return false;
    }
    let bare = |timed: &Timed| {
        timed.time.start.clock.is_none()
            && timed.time.end.is_none()
            && timed.time.bound == Bound::At
    };
    let full = |timed: &Timed| {
        timed.time.year_written && timed.time.start.date().is_some() && !timed.time.relative
    };
    let of_line = times.partition_point(|other| other.line < timed.line);
    let heads = || {
        times[of_line..]
            .iter()
            .take_while(|other| other.line == timed.line)
    };
    let counted = |other: &&Timed| {
        let prose = view.words(layout.clauses[other.clause].span) > view.words(other.span);
        other.time.relative && other.line > timed.line && prose
    };
    let below = || times[index + 1..].iter().take(MOST);
    heads().all(bare)
        && heads().filter(|other| full(other)).count() == 1
        && !has(view, line.span, Concept::CueHeld)
        && below().filter(counted).count() >= FEWEST
        && below().any(|other| counted(&other) && other.time.start.clock.is_some())
}

/// The value of cues that tell of a publisher ("newsletter of").
const PUBLISHER: i32 = 5;

/// Whether the time stands alone on one of the first lines, is the day that the document was written
/// on, and others follow: a letter that is dated below its title.
fn is_day_of_writing(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const HEAD: usize = 5;
    const MOST_BESIDE: usize = 3;
    let timed = &times[index];
    if timed.line >= HEAD {
        return false;
    }
    let line = &layout.lines[timed.line];
    let time = timed.time;
    // A newsletter says itself that it is one ("Newsletter – Monday 4 May 2026").
    let letter = |line: &Line| {
        view.hits.within(&view.tokens, line.span).any(|hit| {
            hit.value == PUBLISHER
                && matches!(hit.concept, Concept::RoleAfter | Concept::RoleBefore)
        })
    };
    let others = words(view, line.span).saturating_sub(words(view, timed.span));
    let titled = || others <= MOST_BESIDE && timed.span.end == line.span.end && letter(line);
    let alone = others == 0 || titled();
    let written = time.start.date() == view.reference_at(timed.span.start)
        || layout.lines[..=timed.line].iter().any(letter);
    alone
        && line.cells.len() < 2
        && time.end.is_none()
        && time.start.clock.is_none()
        && !time.relative
        && time.start.date().is_some()
        && written
        && times[index + 1..]
            .iter()
            .any(|later| later.time.start.date() > time.start.date() && later.line > timed.line)
}

/// Whether the day fills the line beside a heading as the stamp of an article does: at a minute that no event
/// begins at, or before a later day that is told below with its hour.
fn is_day_over_title(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    /// Lines below within which the article tells of its event.
    const NEAR: usize = 6;
    /// Events begin at whole quarters and, seldom, at other minutes that five divides.
    const QUARTER: u8 = 15;
    const STEP: u8 = 5;
    let timed = &times[index];
    let (time, line) = (timed.time, &layout.lines[timed.line]);
    let alone = time.year_written
        && time.end.is_none()
        && time.start.day.is_some()
        && line.cells.len() < 2
        && words(view, line.span) <= words(view, timed.span);
    if !alone || line.navigation {
        return false;
    }
    let title = |line: Option<&Line>, lowest: u8| {
        line.is_some_and(
            |line| matches!(line.kind, BlockKind::Heading { level } if level <= lowest),
        )
    };
    let below = layout.lines.get(timed.line + 1);
    let above = timed.line.checked_sub(1).map(|above| &layout.lines[above]);
    let titled = title(above, 1) || title(below, 1);
    let minute = time.start.clock.map(|clock| clock.minute);
    let announces = |later: &Timed| {
        later.line > timed.line
            && later.line - timed.line <= NEAR
            && later.time.start.date() > time.start.date()
    };
    let next = || times.get(index + 1).filter(|next| announces(next));
    let at_hour = || next().is_some_and(|next| next.time.start.clock.is_some());
    match minute {
        Some(minute) if minute % STEP != 0 => titled,
        Some(minute) if minute % QUARTER != 0 => titled && next().is_some(),
        Some(_) => false,
        // Over each post of a blog stands its day.
        None if time.weekday.is_some() => title(below, u8::MAX) && at_hour(),
        None => titled && at_hour(),
    }
}

/// Whether the day is that of the posting of news or a comment: it closes a line under the heading of
/// such, or has one to itself there.
pub(super) fn is_posted(
    view: &View,
    layout: &Layout,
    sections: &Sections,
    times: &[Timed],
    index: usize,
) -> bool {
    /// Words beside the stamp of a comment: who wrote it, and what a reader may do.
    const MOST_BESIDE: usize = 8;
    let timed = &times[index];
    let (time, line) = (timed.time, &layout.lines[timed.line]);
    let beside = words(view, line.span).saturating_sub(words(view, timed.span));
    if sections.is_comment(timed.line) {
        return beside <= MOST_BESIDE && !ends_like_prose(view, line.span);
    }
    let bare = time.year_written
        && time.weekday.is_none()
        && time.end.is_none()
        && time.start.clock.is_none()
        && time.start.day.is_some()
        && timed.span.end == line.span.end;
    // Rows of a list of news begin with their days.
    let leads = timed.span.start == line.span.start && beside > 0;
    let plain = time.year_written && time.weekday.is_none() && time.start.clock.is_none();
    if leads && plain && time.end.is_none() && time.start.day.is_some() {
        return sections.is_news(timed.line);
    }
    bare && match beside {
        0 => sections.is_news(timed.line) && !is_of_event(view, layout, times, index),
        _ => heading_above(layout, timed.line).is_some_and(|above| heads_news(view, above)),
    }
}

/// The heading nearest above the line.
fn heading_above(layout: &Layout, line: usize) -> Option<Span> {
    /// Lines above among which the heading is looked for.
    const FURTHEST: usize = 30;
    let above = layout.lines[..line].iter().rev().take(FURTHEST);
    let mut headings = above.filter(|line| matches!(line.kind, BlockKind::Heading { .. }));
    headings.next().map(|line| line.span)
}

/// Whether the heading over the time, or the one right below it, names a kind of event and no other day.
fn is_of_event(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let timed = &times[index];
    let is_heading = |line: &&Line| matches!(line.kind, BlockKind::Heading { .. });
    let below = layout.lines.get(timed.line + 1).filter(is_heading);
    let heads = [
        heading_above(layout, timed.line),
        below.map(|line| line.span),
    ];
    heads.into_iter().flatten().any(|head| {
        has(view, head, Concept::EventNoun)
            && !times_in(times, head).iter().any(|it| is_dated(it.time))
    })
}

/// Whether a row that begins with an hour stands right below the day: what takes place then, so that
/// nothing was written on it.
fn heads_hours(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    let (own, Some(next)) = (&times[index], times.get(index + 1)) else {
        return false;
    };
    let (line, below) = (&layout.lines[own.line], &layout.lines[next.line]);
    let lead = Span::new(below.span.start.min(next.span.start), next.span.start);
    own.time.start.clock.is_none()
        && next.line == own.line + 1
        && below.block == line.block
        && !is_dated(next.time)
        && next.time.start.clock.is_some()
        && words(view, lead) == 0
        && next.span.end < below.span.end
}

/// A line that is nothing but a name and a day at the head of a post ("CodeClub · May 6, 2021").
fn is_byline(view: &View, layout: &Layout, clause: &Clause, timed: &Timed) -> bool {
    let line = &layout.lines[timed.line];
    let text = view.text();
    let first_of_part = timed.line == 0 || layout.lines[timed.line - 1].part != line.part;
    let lead = Span::new(line.span.start, timed.span.start.max(line.span.start))
        .of(text)
        .trim_end();
    let separated = lead.ends_with(['·', '•', '|', '—', '–']) && !lead.is_empty();
    first_of_part
        && layout.parts > 2
        && clause.span.start <= timed.span.start
        && timed.span.end >= line.span.end
        && separated
        && timed.time.start.clock.is_none()
        && timed.time.end.is_none()
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::{document, told};
    use crate::{Options, extract};

    /// The starts of the events of a page whose first paragraph is its heading.
    fn starts(text: &str) -> Vec<String> {
        let mut document = document(text);
        document.blocks[0].kind = BlockKind::Heading { level: 1 };
        let events = extract(&document, &Options::default()).events;
        events.into_iter().map(|event| event.start).collect()
    }

    #[test]
    fn stamps_of_articles_are_no_hours_of_events() {
        let told = "The Mill Choir invites to its harvest dance, to be held on Saturday 26 September 2026 in the barn.";
        for stamp in ["2 September 2026, 11:23", "2 September 2026, 11:20"] {
            let page = format!("Harvest dance\n\n{stamp}\n\n{told}");
            assert_eq!(starts(&page), ["2026-09-26"], "{stamp}");
        }
        let event = "Harvest dance\n\n2 September 2026, 19:20\n\nMusic and cake in the barn.";
        assert_eq!(starts(event), ["2026-09-02T19:20:00"]);
    }

    #[test]
    fn only_the_first_day_under_a_heading_of_news_is_a_dateline() {
        let days = |text: &str| -> Vec<String> {
            told(text).into_iter().map(|(start, _)| start).collect()
        };
        let list = "Village News\n\nPlant sale\n\nSaturday 11 April 2026, Weir Hall\n\nLantern walk\n\nSaturday 2 May 2026, Weir Hall";
        assert_eq!(days(list), ["2026-04-11", "2026-05-02"]);
        let release = "Press release\n\nLowmouth, 3 April 2026\n\nThe plant sale takes place on 11 April 2026 in Weir Hall.";
        assert_eq!(days(release), ["2026-04-11"]);
    }
}
