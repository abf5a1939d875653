//! Which lines stand under a heading of news or of comments? Days there are mostly those of posting.

use std::ops::Range;

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::words;
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
