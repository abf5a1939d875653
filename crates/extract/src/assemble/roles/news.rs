//! Which lines stand under a heading of news or of comments, and which days stamp the posts of a blog? Days
//! there are mostly those of posting.

use std::ops::Range;

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::{Timed, words};
use crate::View;
use crate::layout::{Layout, has};

/// The value of cues of news that head comments.
pub const COMMENTS: i32 = 1;

/// A heading of news or comments, and the lines down to the next heading of its rank.
struct Section {
    level: u8,
    lines: Range<usize>,
    comments: bool,
}

/// The sections of news and comments, in the order of their headings.
pub(super) struct Sections(Vec<Section>);

impl Sections {
    pub fn of(view: &View, layout: &Layout) -> Self {
        let mut sections: Vec<Section> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (index, line) in layout.lines.iter().enumerate() {
            let BlockKind::Heading { level } = line.kind else {
                continue;
            };
            while let Some(last) = open.pop_if(|last| sections[*last].level >= level) {
                sections[last].lines.end = index;
            }
            let comments = heads_comments(view, line.span);
            if comments || heads_news(view, line.span) {
                open.push(sections.len());
                sections.push(Section {
                    level,
                    lines: index..layout.lines.len(),
                    comments,
                });
            }
        }
        Sections(sections)
    }

    /// Whether the line stands under a heading of comments.
    pub fn is_comment(&self, line: usize) -> bool {
        self.around(line).any(|section| section.comments)
    }

    /// Whether the line stands under a heading of news, other than the one over the whole page.
    pub fn is_news(&self, line: usize) -> bool {
        self.around(line)
            .any(|section| !section.comments && section.level > 1)
    }

    /// So many headings of news above a line are looked at.
    fn around(&self, line: usize) -> impl Iterator<Item = &Section> {
        const MOST: usize = 4;
        let after = self.0.partition_point(|it| it.lines.start < line);
        let above = self.0[..after].iter().rev().take(MOST);
        above.filter(move |section| line < section.lines.end)
    }
}

/// Whether a heading says that news follow, whose days are those of their posting.
pub fn heads_news(view: &View, heading: Span) -> bool {
    let hits = || view.hits.within(&view.tokens, heading);
    let news = hits().find(|hit| hit.concept == Concept::CueNews);
    words(view, heading) <= 4
        && news.is_some_and(|news| {
            !hits().any(|hit| hit.concept == Concept::EventNoun && !news.span.contains(hit.span))
        })
}

/// Whether a heading says that comments follow ("Comments", "2 comments", "3 thoughts on “Our fair”").
fn heads_comments(view: &View, heading: Span) -> bool {
    let cue = || {
        let mut hits = view.hits.within(&view.tokens, heading);
        hits.find(|hit| hit.concept == Concept::CueNews && hit.value == COMMENTS)
    };
    has(view, heading, Concept::CueNews)
        && cue().is_some_and(|cue| {
            let lead = Span::new(heading.start, cue.span.start);
            let rest = Span::new(cue.span.end, heading.end);
            let quoted = || {
                rest.of(view.text())
                    .contains(['"', '“', '„', '«', '”', '»'])
            };
            let counted = !lead.of(view.text()).contains(char::is_alphabetic);
            counted && (words(view, rest) <= 2 || quoted())
        })
}

/// The times that stamp the posts of a blog, by their indices, ascending: each stands alone beside the heading
/// of a paragraph, and the newest comes first, as no plan of events has them.
pub(super) fn stamps(view: &View, layout: &Layout, times: &[Timed]) -> Vec<usize> {
    const FEWEST: usize = 2;
    let found: Vec<usize> = (0..times.len())
        .filter(|index| is_beside_post(view, layout, times, *index))
        .collect();
    let day = |index: &usize| times[*index].time.start.date();
    let falls = found.is_sorted_by(|one, next| day(one) >= day(next));
    let apart = found.first().map(day) > found.last().map(day);
    if found.len() >= FEWEST && falls && apart {
        found
    } else {
        Vec::new()
    }
}

/// Whether a day of a written year stands alone on its line, right over or under the heading of a paragraph,
/// and does not close a list of days.
fn is_beside_post(view: &View, layout: &Layout, times: &[Timed], index: usize) -> bool {
    const FEWEST_WORDS: usize = 8;
    const MOST_LINES: usize = 4;
    const SHORT: usize = 5;
    let timed = &times[index];
    let (time, lines) = (timed.time, &layout.lines);
    let own = &lines[timed.line];
    let alone = time.year_written
        && time.end.is_none()
        && time.start.date().is_some()
        && !own.navigation
        && own.cells.is_empty()
        && words(view, own.span) <= words(view, timed.span);
    let listed = index.checked_sub(1).is_some_and(|last| {
        let last = &times[last];
        let above = lines[last.line].span;
        last.line + 1 == timed.line && words(view, above) <= words(view, last.span)
    });
    let is_heading = |line: usize| {
        let line = lines.get(line);
        line.is_some_and(|line| matches!(line.kind, BlockKind::Heading { .. }))
    };
    let body = match alone && !listed {
        true if is_heading(timed.line + 1) => timed.line + 2,
        true if timed.line > 0 && is_heading(timed.line - 1) => timed.line + 1,
        _ => return false,
    };
    let text = lines.iter().skip(body).take(MOST_LINES);
    let text = text.take_while(|line| matches!(line.kind, BlockKind::Paragraph));
    // Rows of a list, such as further days, are short.
    let told = text.map(|line| words(view, line.span));
    told.filter(|words| *words > SHORT).sum::<usize>() >= FEWEST_WORDS
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The starts of the events of a text whose paragraphs that begin with "# " are headings.
    fn starts(text: &str) -> Vec<String> {
        let mut document = document(text);
        for block in &mut document.blocks {
            if block.span.of(text).starts_with("# ") {
                block.span.start += 2;
                block.kind = BlockKind::Heading { level: 3 };
            }
        }
        let events = extract(&document, &Options::default()).events;
        events.into_iter().map(|event| event.start).collect()
    }

    const SUPPER: &str = "# Winter supper of the bell ringers\n\nOur supper is held on Saturday 28 November 2026 at 7 pm in the Old Forge. Bring a friend and a bowl of something warm.";
    const WALK: &str = "# How the long walk went\n\nEighty of us walked up to the chapel and down again, and nobody lost a boot. Thank you all for the soup.";

    #[test]
    fn over_the_posts_of_a_blog_stand_their_days_newest_first() {
        let blog =
            format!("Thursday 5 November 2026\n\n{SUPPER}\n\nMonday 12 October 2026\n\n{WALK}");
        assert_eq!(starts(&blog), ["2026-11-28T19:00:00"]);
        let plan = "Monday 12 October 2026\n\n# Walk to the chapel\n\nWe walk up to the chapel and down again, with soup for all who come along with us.\n\nThursday 5 November 2026\n\n# Bell evening\n\nThe ringers show how they ring, and all who want may pull a rope and ring along.";
        assert_eq!(starts(plan), ["2026-10-12", "2026-11-05"]);
    }

    #[test]
    fn comments_announce_nothing() {
        let page = format!(
            "{SUPPER}\n\n# 2 comments\n\nHeinz says: 6 November 2026 at 19:02\n\nI shall be there!"
        );
        assert_eq!(starts(&page), ["2026-11-28T19:00:00"]);
    }
}
