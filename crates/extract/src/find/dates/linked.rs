//! Days that the addresses of links tell in full ("/events/2026-05-12/"): a date beside such a link
//! that has no year is of that year.

use chrono::{Datelike, NaiveDate};
use handbill_model::Span;

use super::context::{NEAR_BLOCKS, block_at};
use super::parts::Day;
use crate::View;

/// The days in addresses of links: month and day, the block that the link stands in, and the year;
/// ascending.
pub(super) struct LinkedDays(Vec<((u8, u8), usize, i32)>);

impl LinkedDays {
    /// Those of all links outside of navigation, which leads to what was told on other pages.
    pub fn new(view: &View) -> Self {
        let day = |span: Span, target: &str| {
            let date = day_in(target)?;
            let block = block_at(view, span.start);
            let shown = !view.document.blocks.get(block)?.navigation;
            let day = (date.month() as u8, date.day() as u8);
            shown.then_some((day, block, date.year()))
        };
        let links = view.document.links.iter();
        let mut days: Vec<_> = links
            .filter_map(|link| day(link.span, &link.target))
            .collect();
        days.sort_unstable();
        LinkedDays(days)
    }

    /// The year of that day of a month in the address of the nearest link that stands near.
    pub fn year_of(&self, day: &Day, block: usize) -> Option<i32> {
        let day = day.month.zip(day.day)?;
        let behind = self
            .0
            .partition_point(|linked| (linked.0, linked.1) < (day, block));
        let nearest = [
            self.0.get(behind),
            behind.checked_sub(1).and_then(|at| self.0.get(at)),
        ];
        nearest
            .into_iter()
            .flatten()
            .filter(|linked| linked.0 == day && linked.1.abs_diff(block) <= NEAR_BLOCKS)
            .min_by_key(|linked| linked.1.abs_diff(block))
            .map(|linked| linked.2)
    }
}

/// The first day that an address tells by year, month and day, parted all by the same mark
/// ("2026-05-12", "2026/5/12") or not at all ("20260512T1900").
fn day_in(address: &str) -> Option<NaiveDate> {
    let bytes = address.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len().saturating_sub(7))
        .filter(|at| matches!(&bytes[*at..*at + 2], b"19" | b"20"))
        .filter(|at| at.checked_sub(1).is_none_or(|before| !digit(before)));
    for start in starts {
        let number = |from: usize, most: usize| {
            let length = (from..from + most).take_while(|at| digit(*at)).count();
            let value: u32 = address.get(from..from + length)?.parse().ok()?;
            Some((value, from + length))
        };
        let parts = || {
            let (year, end) = number(start, 4).filter(|(_, end)| end - start == 4)?;
            let mark = bytes
                .get(end)
                .copied()
                .filter(|byte| b"-/_.".contains(byte));
            let gap = usize::from(mark.is_some());
            let (month, month_end) = number(end + gap, 2)?;
            if mark.is_some_and(|mark| bytes.get(month_end) != Some(&mark)) {
                return None;
            }
            let (day, last) = number(month_end + gap, 2)?;
            let whole = !digit(last) && (mark.is_some() || last - start == 8);
            let year = i32::try_from(year).ok().filter(|_| whole)?;
            NaiveDate::from_ymd_opt(year, month, day)
        };
        if let Some(date) = parts() {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use handbill_model::{Link, Span};

    use super::day_in;
    use crate::find::testing::document;
    use crate::{Options, extract};

    #[test]
    fn addresses_tell_days() {
        let told = |address: &str| day_in(address).map(|day| day.to_string());
        for address in [
            "https://example.org/events/2024-05-12-repair",
            "https://example.org/2024/5/12/",
            "https://example.org/cal?dates=20240512T170000Z/20240512T190000Z",
            "https://example.org/p/2031/x_2024_05_12",
        ] {
            assert_eq!(told(address).as_deref(), Some("2024-05-12"), "{address}");
        }
        for address in [
            "https://example.org/p/120240512",
            "https://example.org/p/2024051299",
            "https://example.org/2024-05/12",
            "https://example.org/2024-13-12",
            "https://example.org/2024",
            "https://example.org/20é",
        ] {
            assert_eq!(told(address), None, "{address}");
        }
    }

    /// The start of an event on "12 May", seen from 2026, beside a link to the address.
    fn start(target: &str) -> Option<String> {
        let text = "Repair evening\n\n12 May, 19:00, Mill Hall. Sign up here.";
        let mut document = document(text);
        let at = text.find("here").unwrap();
        document.links.push(Link {
            span: Span::new(at, at + 4),
            target: target.to_owned(),
        });
        let options = Options {
            reference_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 3),
            ..Options::default()
        };
        let events = extract(&document, &options).events;
        events.first().map(|event| event.start.clone())
    }

    #[test]
    fn a_link_beside_a_date_tells_its_year() {
        let year = |target| start(target).map(|start| start[..10].to_owned());
        assert_eq!(
            year("https://example.org/zone/2024-05-12/19:00").as_deref(),
            Some("2024-05-12")
        );
        // That of another day tells nothing.
        assert_eq!(
            year("https://example.org/2024-05-13/").as_deref(),
            Some("2027-05-12")
        );
    }
}
