//! The days that a document, or its posts, were written on.

use chrono::NaiveDate;
use handbill_lexicon::Concept;
use handbill_model::Span;

use crate::View;
use crate::assemble::roles::{TimeRole, Timed, is_day_of_bulletin};
use crate::layout::Layout;

/// Lines at the head of a post in which its day may stand.
const HEAD_LINES: usize = 2;

/// Lines at the head of a document in which its day may stand. What stands at its foot is often
/// the day of a later change, from which no weekday is to be counted.
const TOP_LINES: usize = 6;

/// The days of writing that a document states.
#[derive(Debug, Default)]
pub struct Written {
    /// The day of publication, where it states only one.
    pub published: Option<NaiveDate>,
    /// The stretches whose dates are to be seen from a day: all of the document, where its head
    /// states the day and nobody else does, or each post from its own.
    pub stretches: Vec<(Span, NaiveDate)>,
}

/// Reads the days of writing from the times with that role.
pub fn written(view: &View, layout: &Layout, times: &[Timed]) -> Written {
    let stated: Vec<(&Timed, NaiveDate)> = times
        .iter()
        .filter(|timed| {
            timed.role == TimeRole::Published
                && timed.time.year_written
                && timed.time.end.is_none()
                && !timed.time.ambiguous
                && !is_change(view, layout, timed)
        })
        .filter_map(|timed| Some((timed, timed.time.start.date()?)))
        .collect();
    let Some(&(head, first)) = stated.first() else {
        return Written::default();
    };
    // Without posts, days below the head are those of what the document cites.
    let rivals = stated
        .iter()
        .filter(|(timed, _)| layout.parts > 2 || timed.line < TOP_LINES || head.line >= TOP_LINES);
    if rivals.into_iter().any(|(_, day)| *day != first) {
        return Written {
            published: None,
            stretches: posts(layout, &stated),
        };
    }
    let known = view.options.reference_date.or_else(|| view.stated_day());
    // What counts from its own day again and again does so whatever day it is read on.
    let counts = |(timed, _): &&(&Timed, NaiveDate)| {
        let index = times.partition_point(|other| other.span.start < timed.span.start);
        is_day_of_bulletin(view, layout, times, index)
    };
    let seen_from = head.line < TOP_LINES
        && (known.is_none_or(|day| day == first)
            || stated.iter().take(TOP_LINES).any(|it| counts(&it)));
    let whole = Span::new(0, view.text().len());
    Written {
        published: Some(first),
        stretches: seen_from.then_some((whole, first)).into_iter().collect(),
    }
}

/// Whether the line says that what was written before was changed on the day ("Last updated").
fn is_change(view: &View, layout: &Layout, timed: &Timed) -> bool {
    const CHANGED: i32 = 1;
    let line = layout.lines[timed.line].span;
    let before = Span::new(line.start.min(timed.span.start), timed.span.start);
    view.hits
        .within(&view.tokens, before)
        .filter(|hit| hit.concept == Concept::CuePublished)
        .last()
        .is_some_and(|hit| hit.value == CHANGED)
}

/// The parts that begin with their day.
fn posts(layout: &Layout, stated: &[(&Timed, NaiveDate)]) -> Vec<(Span, NaiveDate)> {
    let mut out: Vec<(Span, NaiveDate)> = Vec::new();
    for (timed, day) in stated {
        let part = layout.lines[timed.line].part;
        let heads = timed
            .line
            .checked_sub(HEAD_LINES)
            .is_none_or(|above| layout.lines[above].part != part);
        let span = layout.part_span(part);
        let known = out.last().is_some_and(|(last, _)| last.end > span.start);
        if heads && !known && layout.parts > 2 {
            out.push((span, *day));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use handbill_model::BlockKind;

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The days and hours of the text's times; a paragraph "-" parts posts.
    fn times_of(text: &str, reference: Option<&str>) -> Vec<String> {
        let options = Options {
            reference_date: reference.and_then(|day| day.parse::<NaiveDate>().ok()),
            ..Options::default()
        };
        let mut document = document(text);
        for block in &mut document.blocks {
            if block.span.of(text) == "-" {
                block.kind = BlockKind::Separator;
            }
        }
        let events = extract(&document, &options).events;
        events.into_iter().map(|event| event.start).collect()
    }

    #[test]
    fn the_day_at_the_head_is_the_one_to_count_from() {
        let text = "Spring Concert\n\nPosted on 3 April 2026\n\nWhen: tomorrow at 7 pm";
        assert_eq!(times_of(text, None), ["2026-04-04T19:00:00"]);
        // The caller knows better.
        assert_eq!(times_of(text, Some("2027-01-01")), ["2027-01-02T19:00:00"]);
    }

    #[test]
    fn each_post_counts_from_its_own_day() {
        let text = "Choir · 3 April 2026\nSpring Concert\nWhen: tomorrow at 7 pm\n\n-\n\n\
                    Choir · 8 May 2026\nSummer Festival\nWhen: tomorrow at 6 pm\n\n-\n\n\
                    Choir · 9 May 2026\nThank you!";
        assert_eq!(
            times_of(text, Some("2027-01-01")),
            ["2026-04-04T19:00:00", "2026-05-09T18:00:00"]
        );
    }

    #[test]
    fn the_stamps_of_mails_are_no_events() {
        let text = "Concert\n\nOn Jan 26, 2026, at 10:14 AM, Ann Example wrote:\nCan we meet?";
        assert_eq!(times_of(text, None), Vec::<String>::new());
        // An event may have fields, too.
        let text = "Concert\n\nDate: Tuesday 9 June 2026, 7 pm\nContact: choir@example.org";
        assert_eq!(times_of(text, None), ["2026-06-09T19:00:00"]);
    }

    #[test]
    fn days_without_a_year_come_after_the_last_change() {
        let between = "Ask the warden.\n\n".repeat(5);
        let text = format!(
            "Village Club\n\n6 June: Summer fair in the barn, from 1 pm\n\n{between}Last updated: 20 May 2026"
        );
        let text = text.as_str();
        assert_eq!(times_of(text, Some("2026-11-03")), ["2026-06-06T13:00:00"]);
        // What was changed long ago tells nothing.
        assert_eq!(times_of(text, Some("2029-11-03")), ["2030-06-06T13:00:00"]);
    }

    #[test]
    fn a_day_of_change_is_none_of_publication() {
        let text = "Garden Club\n\nA fine year.\n\nLast updated: 3 March 2026";
        let found = extract(&document(text), &Options::default());
        assert_eq!(found.source.published, None);
        assert_eq!(times_of(text, None), Vec::<String>::new());
        let text = format!("Posted on 1 March 2026\n\n{text}");
        let found = extract(&document(&text), &Options::default());
        assert_eq!(found.source.published.as_deref(), Some("2026-03-01"));
    }

    #[test]
    fn what_a_body_does_every_week_is_no_event() {
        let text = "Garden Club\n\nThe committee meets at 9:00 am, Thursday, in the Old Pavilion.";
        assert_eq!(times_of(text, Some("2026-02-10")), Vec::<String>::new());
    }

    #[test]
    fn a_day_of_publication_is_no_event() {
        let text = "Spring Concert\n\nA fine evening.\n\nPosted on 3 April 2026";
        assert_eq!(times_of(text, None), Vec::<String>::new());
        let found = extract(&document(text), &Options::default());
        assert_eq!(found.source.published.as_deref(), Some("2026-04-03"));
        assert_eq!(found.source.reference_date.as_deref(), Some("2026-04-03"));
        let foot = format!("{}Posted on 3 April 2026", "A fine evening.\n\n".repeat(9));
        let found = extract(&document(&foot), &Options::default());
        assert_eq!(found.source.published.as_deref(), Some("2026-04-03"));
        assert_eq!(found.source.reference_date, None);
    }
}
