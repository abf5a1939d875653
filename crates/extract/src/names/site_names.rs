//! The owner of a web page, by the part of its stated title that names the site: `Agenda | Rowing
//! Club Ghent`.

use handbill_lexicon::{Concept, Tokens, classify, fold};
use handbill_model::{BlockKind, Role, Span};

use super::words::{Line, Words};
use super::{RoleMention, is_separator};
use crate::view::parts_of_title;

/// Lines at the foot of a page that may name its owner.
const FOOT_LINES: usize = 6;

/// Words of the name of a site.
const LONGEST: usize = 8;

/// Where the page shows the name of its site: in its menu or at its foot, as a line or at the head
/// of one.
pub(crate) fn shown(words: &Words) -> Option<RoleMention> {
    let parts = parts(words);
    if parts.is_empty() {
        return None;
    }
    let text = words.view.text();
    let foot = words.lines.len().saturating_sub(FOOT_LINES);
    let names = |name: Span| {
        let name = fold(name.of(text));
        let is_part = |(part, last): &(String, bool)| {
            *part == name
                || *last
                    && part
                        .strip_suffix(name.as_str())
                        .is_some_and(|rest| rest.ends_with(' '))
        };
        parts.iter().any(is_part)
    };
    words.lines.iter().enumerate().find_map(|(index, line)| {
        let block = words.block(index)?;
        if !block.navigation && index < foot || matches!(block.kind, BlockKind::Heading { .. }) {
            return None;
        }
        let name = head(words, line)?;
        names(name).then_some(RoleMention {
            role: Role::Publisher,
            span: name,
            genitive: false,
            rule: "role.site-name",
        })
    })
}

/// The part of the title that names an organisation by its form: `City of Ghent` in `City of Ghent -
/// Calendar`.
pub(crate) fn stated<'d>(words: &Words<'_, 'd>) -> Option<&'d str> {
    let title = words.view.document.source.title.as_deref()?;
    let parts: Vec<&str> = parts_of_title(title).collect();
    let mut named = parts.iter().filter(|part| {
        let tokens = Tokens::new(part);
        let hits = classify(part, &tokens);
        let body = |hit: &handbill_lexicon::Hit| {
            hit.concept == Concept::NameOrganisation
                && hit.value == 1
                && hit.span.len() < part.len()
        };
        part.starts_with(char::is_uppercase) && hits.iter().any(body) && !is_no_name(part)
    });
    let name = named
        .next()
        .filter(|_| parts.len() > 1 && named.next().is_none())?;
    Some(name)
}

/// What a line names before a mark that ends the name: a comma, a separator, its end.
fn head(words: &Words, line: &Line) -> Option<Span> {
    let end = (line.first..line.end)
        .find(|token| words.is_mark(*token, ',') || is_separator(words, *token))
        .unwrap_or(line.end);
    let fits = (2..=LONGEST).contains(&(end - line.first)) && words.is_capital(line.first);
    fits.then(|| words.span(line.first, end))
}

/// The folded parts of the title that may name a site, each with whether it is the last: no heading
/// of the page, no name of an event or of what the page lists.
fn parts(words: &Words) -> Vec<(String, bool)> {
    let title = words
        .view
        .document
        .source
        .title
        .as_deref()
        .unwrap_or_default();
    let text = words.view.text();
    let headings: Vec<String> = words
        .lines
        .iter()
        .enumerate()
        .filter(|(index, _)| {
            let block = words.block(*index);
            block.is_some_and(|block| {
                matches!(block.kind, BlockKind::Heading { .. }) && !block.navigation
            })
        })
        .map(|(_, line)| fold(line.span.of(text)))
        .collect();
    let parts: Vec<&str> = parts_of_title(title).collect();
    let last = parts.len().saturating_sub(1);
    (parts.iter().enumerate())
        .filter(|(_, part)| !is_no_name(part))
        .map(|(index, part)| (fold(part), index == last))
        .filter(|(part, _)| !headings.contains(part))
        .collect()
}

/// Whether a part of a title names an event of a year, a list, or a platform.
fn is_no_name(part: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if part.split(|c: char| !c.is_alphanumeric()).any(is_year) {
        return true;
    }
    let tokens = Tokens::new(part);
    let hits = classify(part, &tokens);
    let whole = |hit: &handbill_lexicon::Hit| hit.span.len() == part.len();
    hits.iter().any(|hit| match hit.concept {
        Concept::CueGenericHeading | Concept::CueMore => whole(hit),
        Concept::NamePlatform | Concept::DateMonth => true,
        _ => false,
    })
}
