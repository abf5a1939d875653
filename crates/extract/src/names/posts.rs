//! The posts that persons hold: behind, before, above and below their names.

use handbill_lexicon::{Concept, Gap};
use handbill_model::Span;

use super::persons::{is_separator, name_end};
use super::runs::{has_head, run_end};
use super::words::Words;

/// The post that follows the name after a separator, or stands on the next line.
pub(crate) fn post_after(words: &Words, first: usize, end: usize) -> Option<Span> {
    let mut at = end;
    while let Some(suffix) = words
        .hit(at, Concept::PersonSuffix)
        .filter(|_| words.gap(at) <= Gap::Space)
    {
        at = suffix.end;
    }
    at = after_brackets(words, at);
    let same_line = is_separator(words, at) && words.gap(at) <= Gap::Space;
    let next_line = words.gap(at) >= Gap::Line && opens_line(words, first);
    if words.begins_column(first) || words.begins_column(at) {
        return post_below(words, first);
    }
    if let Some(small) = small_post(words, at) {
        return Some(small);
    }
    let start = if same_line {
        at + 1
    } else if next_line {
        at
    } else {
        return None;
    };
    post_segment(words, start)
}

/// Whether the token begins its line, or follows a short label there that names no post (`Signed:`).
fn opens_line(words: &Words, first: usize) -> bool {
    const LABEL: usize = 4;
    let begins = |token: usize| token == 0 || words.gap(token) >= Gap::Line;
    let labelled = first >= 2 && words.is_mark(first - 1, ':');
    begins(first)
        || labelled
            && (first.saturating_sub(LABEL)..first - 1)
                .rev()
                .take_while(|token| !words.is(*token, Concept::PersonPost))
                .any(begins)
}

/// The post in small letters right behind a name, up to the next mark or the end of the line, as some
/// languages write it: `Kozma Réka kertész, …`.
pub(super) fn small_post(words: &Words, at: usize) -> Option<Span> {
    let post = words.hit(at, Concept::PersonPost)?;
    let small = (at..post.end).all(|token| words.is_word(token) && !words.is_capital(token));
    let closes = words.gap(post.end) >= Gap::Line
        || is_separator(words, post.end)
        || words.is_mark(post.end, ':');
    (small && words.gap(at) == Gap::Space && closes).then(|| words.span(at, post.end))
}

/// The post on the next line, in the column of a name that stands beside another's, as under
/// letters that two sign.
fn post_below(words: &Words, first: usize) -> Option<Span> {
    let start = words.view.tokens.get(first)?.start as usize;
    let line = *words.lines.get(words.line_at(start)? + 1)?;
    let below = words.column_start(line, words.column(first))?;
    post_segment(words, below).filter(|_| words.gap(line.first) == Gap::Line)
}

/// Skips a short remark in brackets, such as pronouns, after a name; a post there is none.
fn after_brackets(words: &Words, at: usize) -> usize {
    const LONGEST_REMARK: usize = 6;
    if !words.is_mark(at, '(') || words.gap(at) > Gap::Space {
        return at;
    }
    let close = (at + 1..at + 2 + LONGEST_REMARK).find(|token| words.is_mark(*token, ')'));
    match close {
        Some(close)
            if !(at + 1..close)
                .any(|token| words.is_capital(token) || words.is(token, Concept::PersonPost)) =>
        {
            close + 1
        }
        _ => at,
    }
}

/// The part of a line that begins at the token, where it tells of a post: up to the next
/// separator, with a post among its first words.
fn post_segment(words: &Words, start: usize) -> Option<Span> {
    const LONGEST: usize = 24;
    const LATEST_POST: usize = 4;
    let mut end = start;
    while end < words.len() && (end == start || words.gap(end) <= Gap::Space) {
        let separates = is_separator(words, end) && !is_slash_inside(words, end);
        let column = end > start && words.begins_column(end);
        if separates || column || words.is_taken(end) || words.is_mark(end, ':') {
            break;
        }
        end += 1;
    }
    // "Jane Roe, secretary: jane@…" tells her post, "Rome, secretary: Jane Roe" another's.
    let labels =
        words.is_mark(end, ':') && !words.is_taken(end + 1) && words.gap(end + 1) < Gap::Line;
    if end == start || end - start > LONGEST || labels {
        return None;
    }
    let ends_sentence = matches!(words.folded(end - 1), "." | "!" | "?");
    let post = (start..end.min(start + LATEST_POST))
        .find(|token| words.is(*token, Concept::PersonPost))?;
    let led = (start..post).all(|token| {
        words.is_capital(token)
            || words.is(token, Concept::PersonPostQualifier)
            || !words.is_word(token)
    });
    let written_as_title = words.is_capital(start)
        || words.begins_column(start)
        || !words.is_word(start)
        || post == start && words.gap(start) >= Gap::Line && words.gap(end) >= Gap::Line
        || is_separator(words, start.saturating_sub(1));
    let line_is_long = end - start > 12 && ends_sentence;
    while end > start + 1 && matches!(words.folded(end - 1), ":" | "." | "-") {
        end -= 1;
    }
    (led && written_as_title && !line_is_long).then(|| words.span(start, end))
}

fn is_slash_inside(words: &Words, token: usize) -> bool {
    words.is_mark(token, '/') && words.gap(token) == Gap::None && words.gap(token + 1) == Gap::None
}

/// The post that stands right before the name or its titles: `Secretary General Jane Roe`,
/// `Chair: Jane Roe`.
pub(super) fn post_before(words: &Words, first: usize) -> Option<Span> {
    let mut end = first;
    let mut dashed = false;
    if end > 0 && words.gap(end) <= Gap::Space && matches!(words.folded(end - 1), ":" | ",") {
        end -= 1;
        while end > 0 && words.is_mark(end - 1, '*') {
            end -= 1;
        }
    } else if end > 0 && words.is_dash(end - 1) {
        // "Secretary - Kim Uhl - …", from where the line begins.
        end -= 1;
        dashed = true;
    } else if end == 0 || words.gap(end) > Gap::Space {
        return None;
    }
    if end < first
        && words.is_mark(end, ',')
        && let Some(post) = post_of_body_before(words, end)
    {
        return Some(post);
    }
    let earliest = end.saturating_sub(5);
    // "the secretary, Kim Uhl": an article shows the small word to be a post.
    let articled = |token: usize| token > 0 && words.is(token - 1, Concept::NameArticle);
    let mut start = (earliest..end).find(|token| {
        words
            .hit(*token, Concept::PersonPost)
            .is_some_and(|hit| hit.end == end)
            && (words.is_capital(*token) || end == first || articled(*token))
    })?;
    while let Some(before) = start.checked_sub(1) {
        let belongs = words.gap(start) <= Gap::Space
            && words.is_word(before)
            && (words.is(before, Concept::PersonPostQualifier)
                || words.is_capital(before) && words.is_capital(start))
            && !words.is(before, Concept::NameStarter);
        if !belongs {
            break;
        }
        start = before;
    }
    let opens = start == 0 || words.gap(start) >= Gap::Line;
    (opens || !dashed).then(|| words.span(start, end))
}

/// The post at a body that is named with it right before the token: `the Secretary of the Rowing Club, `.
fn post_of_body_before(words: &Words, end: usize) -> Option<Span> {
    const LONGEST: usize = 14;
    (end.saturating_sub(LONGEST)..end)
        .filter_map(|token| words.hit(token, Concept::PersonPost))
        .find(|post| {
            let joint = words.hit(post.end, Concept::NameConnector);
            let article = joint.and_then(|joint| words.hit(joint.end, Concept::NameArticle));
            let body = article.or(joint).map(|before| before.end);
            let run = body.filter(|_| (post.first..end).all(|token| words.runs_on(token)));
            run.is_some_and(|body| run_end(words, body) == Some(end) && has_head(words, body, end))
        })
        .map(|post| words.span(post.first, end))
}

/// The post that fills the line above a name that fills its own, a remark in small letters apart: with
/// its article, and with the body that it is held at (`Chairwoman of the OCS`).
pub(super) fn post_above(words: &Words, first: usize, end: usize) -> Option<Span> {
    let post = post_line_above(words, first, end)?;
    let line = words.line_at(post.start)?;
    // What stands below another name is that person's, unless each post stands over its name.
    let below_name = line > 0
        && words.gap(words.lines[line].first) == Gap::Line
        && is_name_line(words, line - 1);
    (!below_name || begins_with_post(words, line)).then_some(post)
}

/// Whether the line is nothing but a name of several parts.
fn is_name_line(words: &Words, line: usize) -> bool {
    let line = words.lines[line];
    name_end(words, line.first).is_some_and(|(end, parts)| parts > 1 && end == line.end)
}

/// Whether the list of posts and names that the line of a post goes on begins with a post.
fn begins_with_post(words: &Words, line: usize) -> bool {
    const LONGEST: usize = 20;
    let mut post = line;
    for _ in 0..LONGEST {
        let joined = |line: usize| words.gap(words.lines[line].first) == Gap::Line;
        if post == 0 || !joined(post) || !is_name_line(words, post - 1) {
            return true;
        }
        let above = post.checked_sub(2).filter(|_| joined(post - 1));
        let Some(above) = above.filter(|above| {
            let line = words.lines[*above];
            (line.first..line.end).any(|token| words.is(token, Concept::PersonPost))
        }) else {
            return false;
        };
        post = above;
    }
    false
}

/// As [`post_above`], whatever stands over that line.
fn post_line_above(words: &Words, first: usize, end: usize) -> Option<Span> {
    const LONGEST_REMARK: usize = 6;
    let mut close = end;
    while words.gap(close) <= Gap::Space && close - end < LONGEST_REMARK && !words.is_capital(close)
    {
        close += 1;
    }
    if words.gap(first) < Gap::Line || words.gap(close) < Gap::Line {
        return None;
    }
    let start = words.view.tokens.get(first)?.start as usize;
    let line = words.lines[words.line_at(start)?.checked_sub(1)?];
    let post = (line.first..line.end).find(|token| words.is(*token, Concept::PersonPost))?;
    let begins = (line.first..post).find(|token| words.is(*token, Concept::PersonPostQualifier));
    let begin = begins.unwrap_or(post);
    let led = (line.first..begin)
        .all(|token| !words.is_word(token) || words.is(token, Concept::NameArticle));
    let qualified = (begin..post)
        .all(|token| words.is(token, Concept::PersonPostQualifier) || !words.is_word(token));
    let stop = (post..line.end)
        .rev()
        .find(|token| words.is_word(*token))
        .map_or(post, |last| last + 1);
    let behind = words
        .hit(post, Concept::PersonPost)
        .map_or(post, |hit| hit.end);
    let held = (behind..stop)
        .all(|token| words.is(token, Concept::PersonPostQualifier) || !words.is_word(token))
        || is_body(words, behind, stop);
    let asks = words.is(post, Concept::RoleContact);
    (led && qualified && held && !asks).then(|| words.span(begin, stop))
}

/// Whether the tokens are a body that a post is held at: an acronym or a name with a head word, small
/// words apart.
fn is_body(words: &Words, first: usize, end: usize) -> bool {
    const LONGEST: usize = 10;
    let first = (first..end).find(|token| words.is_capital(*token));
    first.is_some_and(|first| {
        end - first <= LONGEST
            && (first + 1 == end && words.is_upper_acronym(first) || has_head(words, first, end))
    })
}

/// The post right before a name that another column follows: a row of a table of officers.
pub(super) fn post_in_column(words: &Words, first: usize, end: usize) -> Option<Span> {
    let row = words.begins_column(end) && post_right_before(words, first);
    row.then(|| post_before(words, first)).flatten()
}

/// The post above the name in a list that has a post over each name, where another stands below.
pub(super) fn post_of_list(words: &Words, first: usize, end: usize) -> Option<Span> {
    if words.gap(first) != Gap::Line || words.gap(end) != Gap::Line {
        return None;
    }
    let above = post_line_above(words, first, end)?;
    let line = words.line_at(above.start)?;
    let goes_on = line + 3 < words.lines.len() && is_name_line(words, line + 3);
    (goes_on && begins_with_post(words, line)).then_some(above)
}

/// Whether a capitalised post stands right before the name (`Secretary General Jane Roe`).
pub(super) fn post_right_before(words: &Words, first: usize) -> bool {
    let earliest = first.saturating_sub(4);
    words.gap(first) <= Gap::Space
        && (earliest..first).any(|token| {
            words.is_capital(token)
                && words
                    .hit(token, Concept::PersonPost)
                    .is_some_and(|hit| hit.end == first)
        })
}

/// Whether the label before the name, up to a colon, or to a dash from where the line begins, is a post.
pub(super) fn labelled_by_post(words: &Words, first: usize) -> bool {
    if first >= 2 && words.is_dash(first - 1) {
        return post_before(words, first).is_some();
    }
    first >= 2
        && words.is_mark(first - 1, ':')
        && (first.saturating_sub(6)..first - 1).any(|token| {
            words
                .hit(token, Concept::PersonPost)
                .is_some_and(|hit| hit.end == first - 1)
        })
}

/// The organisation inside the post (`Head of Unit at Rowing Club`) or in the part of the line
/// after name and post, or on the next line.
pub(super) fn affiliation(words: &Words, name_end: usize, job_title: Option<Span>) -> Option<Span> {
    let mut after = name_end;
    if let Some(title) = job_title {
        let (first, end) = words.tokens_of(title);
        if let Some(found) = headed_run(words, first, end) {
            return Some(found);
        }
        after = after.max(end);
    }
    let line_end = after_line(words, after);
    headed_run(words, after, line_end).or_else(|| {
        let next_end = after_line(words, line_end + 1);
        (job_title.is_some() && words.gap(line_end) == Gap::Line && next_end - line_end <= 12)
            .then(|| headed_run(words, line_end, next_end))
            .flatten()
            .filter(|span| words.tokens_of(*span).0 == line_end)
    })
}

/// One past the last token of the line that the token stands in, or its start if that begins one.
fn after_line(words: &Words, token: usize) -> usize {
    const FARTHEST: usize = 40;
    let mut end = token;
    while end < words.len() && end - token < FARTHEST && words.gap(end) <= Gap::Space {
        end += 1;
    }
    end
}

/// The first run with an organisation's head word among the tokens.
fn headed_run(words: &Words, first: usize, end: usize) -> Option<Span> {
    let mut token = first;
    while token < end {
        match run_end(words, token) {
            Some(stop) => {
                let start = super::runs::after_starters(words, token, stop);
                let stop = stop.min(end);
                if start < stop && has_head(words, start, stop) && stop - start >= 2 {
                    return Some(words.span(start, stop));
                }
                token = stop.max(token + 1);
            }
            None => token += 1,
        }
    }
    None
}
