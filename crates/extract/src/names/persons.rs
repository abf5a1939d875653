use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use super::runs::{has_head, run_end, word_end};
use super::words::{Case, Words};
use crate::{Mention, View};

/// A person whom the text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonMention {
    /// The name, without titles.
    pub span: Span,
    /// The name on one line.
    pub name: String,
    /// The titles before the name (`Prof. Dr.`).
    pub honorific: Option<Span>,
    /// The post, as written with what belongs to it (`President of the Rowing Club`).
    pub job_title: Option<Span>,
    /// The organisation that the post is held at, or that follows the name.
    pub affiliation: Option<Span>,
}

/// All persons that the text names, ascending and without overlap.
///
/// A capitalised sequence is a person where it begins with a title or a common given name, where
/// a post stands right beside it, or where it heads a line with an address of the same name.
pub fn persons(view: &View, mentions: &[Mention]) -> Vec<PersonMention> {
    find(&Words::new(view, mentions))
}

pub(crate) fn find(words: &Words) -> Vec<PersonMention> {
    let mut out = Vec::new();
    let mut token = 0;
    while token < words.len() {
        match person_at(words, token) {
            Some((person, end)) => {
                token = end.max(token + 1);
                out.push(person);
            }
            None => token += 1,
        }
    }
    out
}

/// The person whose titles or name begin at the token, and one past the name's last token.
fn person_at(words: &Words, first: usize) -> Option<(PersonMention, usize)> {
    if !words.is_word(first) || words.gap(first) == Gap::None && is_glued(words, first) {
        return None;
    }
    let titles_end = honorifics_end(words, first);
    let start = titles_end.unwrap_or(first);
    let (end, parts) = name_end(words, start)?;
    let titled = titles_end.is_some();
    let given = words
        .hit(start, Concept::PersonGiven)
        .is_some_and(|hit| hit.end <= end);
    let single_titled = titled && parts == 1 && words.case(start) != Case::Upper;
    let known = single_titled
        || parts >= 2
            && (titled
                || given
                || post_right_before(words, start)
                || has_initial_or_degree(words, start, end)
                || is_shown_by_neighbours(words, start, end));
    if !known {
        return None;
    }
    let span = words.span(start, end);
    let honorific = titles_end.map(|end| words.span(first, end));
    let job_title = post_after(words, start, end)
        .or_else(|| post_before(words, first))
        .or_else(|| post_above(words, first, end))
        .or_else(|| {
            words
                .is(first, Concept::PersonPost)
                .then_some(honorific)
                .flatten()
        });
    let affiliation = affiliation(words, end, job_title);
    let person = PersonMention {
        span,
        name: one_line(span.of(words.view.text())),
        honorific,
        job_title,
        affiliation,
    };
    Some((person, end))
}

/// Whether the token is a later part of a word with marks inside, such as `Issy-les-Moulineaux`.
fn is_glued(words: &Words, token: usize) -> bool {
    token > 1
        && matches!(words.folded(token - 1), "-" | "'" | "@" | "#" | "_" | "/")
        && words.gap(token - 1) == Gap::None
}

/// One past the titles that begin at the token.
fn honorifics_end(words: &Words, first: usize) -> Option<usize> {
    const LONGEST: usize = 16;
    let mut end = first;
    while let Some(hit) = words.hit(end, Concept::PersonHonorific) {
        // "dr. Kovács Anna": cut short, titles are written small too.
        let cut_short = words.is_mark(hit.end - 1, '.') || words.is_mark(hit.end, '.');
        if end - first > LONGEST
            || !(words.is_capital(end) || cut_short)
            || end != first && words.gap(end) > Gap::Space
        {
            break;
        }
        end = hit.end;
        if words.is_mark(end, '.') && words.gap(end) == Gap::None {
            end += 1;
        }
    }
    (end > first && words.runs_on(end)).then_some(end)
}

/// One past a person's name that begins at the token, and the number of its parts: two to five
/// capitalised words, initials and particles on one line or wrapped over two, none of them a word of organisations,
/// events or posts.
pub(crate) fn name_end(words: &Words, first: usize) -> Option<(usize, usize)> {
    if !words.is_capital(first) || is_no_name(words, first) || words.is(first, Concept::NameStarter)
    {
        return None;
    }
    let mut end = part_end(words, first);
    let mut parts = 1;
    while parts < 5 {
        let mut next = end;
        if let Some(particle) = words.hit(next, Concept::PersonParticle)
            && words.gap(next) <= Gap::Space
            && words.case(next) != Case::Upper
        {
            next = particle.end;
        }
        if !words.is_capital(next)
            || !words.runs_on(next)
            || words.begins_column(next)
            || words.is(next, Concept::PersonSuffix)
        {
            break;
        }
        // "Ann Lee MIT": the acronym is where she is from.
        let acronym =
            words.case(next) == Case::Upper && (2..=4).contains(&words.span(next, next + 1).len());
        if parts >= 2 && acronym && (first..end).all(|at| words.case(at) != Case::Upper) {
            break;
        }
        let labels = [Concept::PersonPost, Concept::PhoneCue, Concept::EmailCue];
        if labels.iter().any(|concept| words.is(next, *concept)) {
            break;
        }
        if next == end && is_no_name(words, next) {
            return None;
        }
        end = part_end(words, next);
        parts += 1;
    }
    (parts <= 4).then_some((end, parts))
}

/// One past a sequence that is written like a person's name, though nothing shows it to be one:
/// two to four capitalised words, of which the lexicon knows none as anything else, and that are
/// no town together.
pub(crate) fn shape_end(words: &Words, first: usize) -> Option<usize> {
    if !words.is_word(first) || words.gap(first) == Gap::None && is_glued(words, first) {
        return None;
    }
    let (end, parts) = name_end(words, first)?;
    let plain = (first..end).all(|token| !words.is_capital(token) || is_only_a_name(words, token));
    let town = handbill_lexicon::gazetteer::places_at(&words.view.tokens, first)
        .iter()
        .any(|place| place.end >= end);
    (parts >= 2 && plain && !town).then_some(end)
}

/// Whether the lexicon knows the word as nothing but a part of names.
pub(crate) fn is_only_a_name(words: &Words, token: usize) -> bool {
    let initial = words.folded(token).chars().count() == 1;
    let mut hits = words.view.hits.at(token).iter();
    initial
        || hits.all(|hit| {
            matches!(
                hit.concept,
                Concept::PersonGiven
                    | Concept::PersonParticle
                    | Concept::PersonSuffix
                    | Concept::NameConnector
                    | Concept::AddressParticle
                    | Concept::AddressAlsoWord
            ) || hit.end > token + 1
        })
}

/// Whether a name of several words has an initial among them (`Hazel R. Quist`) or letters of a
/// degree behind it, and no word that is known as anything else.
fn has_initial_or_degree(words: &Words, first: usize, end: usize) -> bool {
    let is_initial = |token: usize| {
        words.is_capital(token)
            && words.folded(token).chars().count() == 1
            && words.is_mark(token + 1, '.')
    };
    let initial = (first..end).any(is_initial) && !is_initial(end.saturating_sub(2));
    let degree = words.is_mark(end, ',') && words.gap(end + 1) <= Gap::Space;
    let degree =
        words.is(end + usize::from(degree), Concept::PersonSuffix) && words.gap(end) <= Gap::Space;
    (initial || degree) && shape_end(words, first) == Some(end)
}

/// One past a part of a name: a word, or an initial with its full stop.
fn part_end(words: &Words, first: usize) -> usize {
    let mut end = word_end(words, first);
    // "Hancock's" is Hancock.
    let owns = end >= first + 3 && words.is_mark(end - 2, '\'') && words.folded(end - 1) == "s";
    if owns {
        end -= 2;
    }
    let initial = words.span(first, end).of(words.view.text()).chars().count() == 1;
    if initial && words.is_mark(end, '.') && words.gap(end) == Gap::None {
        end + 1
    } else {
        end
    }
}

fn is_no_name(words: &Words, token: usize) -> bool {
    [
        Concept::NameOrganisation,
        Concept::NameEvent,
        Concept::NameUnit,
        Concept::NamePlaceWord,
        Concept::PersonPost,
        Concept::NameAboutLabel,
        Concept::NamePlatform,
        Concept::NameArticle,
        Concept::DateMonth,
        Concept::DateWeekday,
    ]
    .iter()
    .any(|concept| words.is(token, *concept))
        && !words.is(token, Concept::PersonGiven)
        && !is_month_of_person(words, token)
}

/// "Hanna Marzec": a month behind a given name that is none itself.
fn is_month_of_person(words: &Words, token: usize) -> bool {
    words.is(token, Concept::DateMonth)
        && words.runs_on(token)
        && token.checked_sub(1).is_some_and(|before| {
            words.is(before, Concept::PersonGiven)
                && words.is_capital(before)
                && !words.is(before, Concept::DateMonth)
                && !words.is(before, Concept::DateMonthShort)
        })
}

/// Whether a capitalised post stands right before the name (`Secretary General Jane Roe`).
fn post_right_before(words: &Words, first: usize) -> bool {
    let earliest = first.saturating_sub(4);
    words.gap(first) <= Gap::Space
        && (earliest..first).any(|token| {
            words.is_capital(token)
                && words
                    .hit(token, Concept::PersonPost)
                    .is_some_and(|hit| hit.end == first)
        })
}

/// Whether a name without a known given name is shown to be a person's by what stands beside it:
/// a post after a separator or on the next line, a post as its label, or an e-mail address that
/// is made of it on the same line.
fn is_shown_by_neighbours(words: &Words, first: usize, end: usize) -> bool {
    if run_end(words, first) != Some(end) {
        return false;
    }
    if !is_segment(words, first, end) {
        return is_named_in_sentence(words, first, end);
    }
    post_after(words, first, end).is_some()
        || labelled_by_post(words, first)
        || post_above(words, first, end).is_some()
        || mail_is_made_of(words, first, end)
}

/// Whether a name inside a sentence (`write to Jane Roe, secretary, …`) has its post behind it,
/// between commas and with no further name in it. What stands behind a word for a place is none.
fn is_named_in_sentence(words: &Words, first: usize, end: usize) -> bool {
    const LONGEST_POST: usize = 8;
    let Some(before) = first.checked_sub(1) else {
        return false;
    };
    let led = words.is_word(before)
        && !words.is_capital(before)
        && (words.is(before, Concept::RoleContact) || !words.is(before, Concept::NameConnector))
        && !words.is(before, Concept::CuePlacePreposition);
    let called = (before.saturating_sub(4)..first).any(|token| {
        words
            .hit(token, Concept::RoleContact)
            .is_some_and(|hit| hit.end == first)
    });
    if !(led || called) || !words.is_mark(end, ',') {
        return false;
    }
    post_after(words, first, end).is_some_and(|title| {
        let (from, to) = words.tokens_of(title);
        let closed =
            is_separator(words, to) || words.is_mark(to, ':') || words.gap(to) >= Gap::Line;
        let named = (from..to).any(|token| {
            words
                .hit(token, Concept::PersonPost)
                .is_some_and(|hit| words.is_capital(hit.end) && hit.end < to)
        });
        from == end + 1 && to - from <= LONGEST_POST && closed && !named
    })
}

/// Whether the tokens stand between separators or line ends.
fn is_segment(words: &Words, first: usize, end: usize) -> bool {
    let opens = words.gap(first) >= Gap::Line
        || first == 0
        || words.begins_column(first)
        || is_separator(words, first - 1)
        || words.is_mark(first - 1, ':');
    let closes =
        words.gap(end) >= Gap::Line || is_separator(words, end) || words.begins_column(end);
    opens && closes
}

/// Whether the token is a mark between the parts of a line.
pub(crate) fn is_separator(words: &Words, token: usize) -> bool {
    match words.view.tokens.get(token).map(|token| token.kind) {
        Some(TokenKind::Mark('-')) => words.is_dash(token),
        Some(TokenKind::Mark(mark)) => {
            matches!(mark, ',' | '|' | '•' | '(' | ')' | ';' | '*' | '/')
        }
        _ => false,
    }
}

fn labelled_by_post(words: &Words, first: usize) -> bool {
    first >= 2
        && words.is_mark(first - 1, ':')
        && (first.saturating_sub(6)..first - 1).any(|token| {
            words
                .hit(token, Concept::PersonPost)
                .is_some_and(|hit| hit.end == first - 1)
        })
}

/// Whether an e-mail address later on the line holds a part of the name.
fn mail_is_made_of(words: &Words, first: usize, end: usize) -> bool {
    let start = words.span(first, end);
    let Some(line) = words.line_at(start.start) else {
        return false;
    };
    let whole = words.lines[line].span.end == start.end;
    let last = words.lines[(line + usize::from(whole)).min(words.lines.len() - 1)];
    let rest = Span::new(start.end, last.span.end.max(start.end)).of(words.view.text());
    let Some((local, _)) = rest.split_once('@') else {
        return false;
    };
    let local = local
        .rsplit(|character: char| character.is_whitespace() || "(<[:|".contains(character))
        .next()
        .unwrap_or_default();
    is_spelt_in(words, first, end, local)
}

/// Whether the local part of an e-mail address is made of the name: one of its parts is a word of
/// the name, an initial or two apart, or all of the name in one.
pub(crate) fn is_spelt_in(words: &Words, first: usize, end: usize, local: &str) -> bool {
    const SHORTEST: usize = 3;
    const INITIALS: usize = 2;
    let local = handbill_lexicon::fold(local);
    let names: Vec<&str> = (first..end)
        .filter(|token| words.is_word(*token))
        .map(|token| words.folded(token))
        .collect();
    let whole = names.concat();
    local
        .split(|character: char| !character.is_alphabetic())
        .filter(|part| part.len() >= SHORTEST)
        .any(|part| {
            part == whole
                || names
                    .iter()
                    .filter(|name| name.len() >= SHORTEST && part.len() <= name.len() + INITIALS)
                    .any(|name| part.ends_with(name) || part.starts_with(name))
        })
}

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
    let next_line = words.gap(at) >= Gap::Line && (words.gap(first) >= Gap::Line || first == 0);
    if words.begins_column(first) || words.begins_column(at) {
        return post_below(words, first);
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

/// The post on the next line, in the column of a name that stands beside another's, as under
/// letters that two sign.
fn post_below(words: &Words, first: usize) -> Option<Span> {
    let start = words.view.tokens.get(first)?.start as usize;
    let line = *words.lines.get(words.line_at(start)? + 1)?;
    let below = words.column_start(line, words.column(first))?;
    post_segment(words, below).filter(|_| words.gap(line.first) == Gap::Line)
}

/// Skips a short remark in brackets, such as pronouns, after a name.
fn after_brackets(words: &Words, at: usize) -> usize {
    const LONGEST_REMARK: usize = 6;
    if !words.is_mark(at, '(') || words.gap(at) > Gap::Space {
        return at;
    }
    let close = (at + 1..at + 2 + LONGEST_REMARK).find(|token| words.is_mark(*token, ')'));
    match close {
        Some(close) if !(at + 1..close).any(|token| words.is_capital(token)) => close + 1,
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
fn post_before(words: &Words, first: usize) -> Option<Span> {
    let mut end = first;
    if end > 0 && words.gap(end) <= Gap::Space && matches!(words.folded(end - 1), ":" | ",") {
        end -= 1;
        while end > 0 && words.is_mark(end - 1, '*') {
            end -= 1;
        }
    } else if end == 0 || words.gap(end) > Gap::Space {
        return None;
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
    Some(words.span(start, end))
}

/// Whether the sentence before a coordinate speaks of who writes it: "tell me by noon: …".
pub(crate) fn speaks_of_me(words: &Words, coordinate: Span) -> bool {
    const FARTHEST: usize = 14;
    let (at, _) = words.tokens_of(coordinate);
    (at.saturating_sub(FARTHEST)..at)
        .rev()
        .take_while(|token| {
            !matches!(words.folded(*token), "." | "!" | "?") && words.gap(*token) < Gap::Blank
        })
        .any(|token| words.is(token, Concept::CueMe))
}

/// The post that fills the line above a name that fills its own.
fn post_above(words: &Words, first: usize, end: usize) -> Option<Span> {
    if words.gap(first) < Gap::Line || words.gap(end) < Gap::Line {
        return None;
    }
    let start = words.view.tokens.get(first)?.start as usize;
    let line = words.lines[words.line_at(start)?.checked_sub(1)?];
    let post = (line.first..line.end).find(|token| words.is(*token, Concept::PersonPost))?;
    let qualified = (line.first..post)
        .all(|token| words.is(token, Concept::PersonPostQualifier) || !words.is_word(token));
    let closed = (post + 1..line.end).all(|token| {
        let inside = words
            .hit(post, Concept::PersonPost)
            .is_some_and(|hit| token < hit.end);
        inside || words.is(token, Concept::PersonPostQualifier) || words.is_mark(token, ':')
    });
    (qualified && closed).then(|| words.span(line.first, line.end))
}

/// The organisation inside the post (`Head of Unit at Rowing Club`) or in the part of the line
/// after name and post, or on the next line.
fn affiliation(words: &Words, name_end: usize, job_title: Option<Span>) -> Option<Span> {
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

/// The text without its line ends.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_words;
    use super::*;

    /// Name and post of all persons in the text.
    fn found(text: &str) -> Vec<(String, Option<String>)> {
        with_words(text, |words| {
            find(words)
                .into_iter()
                .map(|person| {
                    let title = person
                        .job_title
                        .map(|span| span.of(words.view.text()).to_owned());
                    (person.name, title)
                })
                .collect()
        })
    }

    #[test]
    fn persons_with_posts() {
        for (text, name, title) in [
            (
                "Sarah van der Berg – Senior Project Manager – mail",
                "Sarah van der Berg",
                Some("Senior Project Manager"),
            ),
            (
                "Oleksa Hrynko, Head of Unit",
                "Oleksa Hrynko",
                Some("Head of Unit"),
            ),
            (
                "Oleksa Hrynko\nPresident of the Rowing Club\n",
                "Oleksa Hrynko",
                Some("President of the Rowing Club"),
            ),
            (
                "our Secretary General Paula Rossi said",
                "Paula Rossi",
                Some("Secretary General"),
            ),
            (
                "Conference Chair: Oleksa Hrynko (she/her)",
                "Oleksa Hrynko",
                Some("Conference Chair"),
            ),
            (
                "write to Oleksa Hrynko, secretary, before May",
                "Oleksa Hrynko",
                Some("secretary"),
            ),
            (
                "Oleksa Hrynko\ntreasurer\n",
                "Oleksa Hrynko",
                Some("treasurer"),
            ),
            (
                "Oleksa Hrynko              42 Quay\nTreasurer                  Ghent\n",
                "Oleksa Hrynko",
                Some("Treasurer"),
            ),
            ("Grußwort von Frau Dr. Keller-Sutter", "Keller-Sutter", None),
            (
                "Kontakt: Pastor Gerd Abel | 030",
                "Gerd Abel",
                Some("Pastor"),
            ),
            ("Előadó: dr. Kozma Réka, kertész", "Kozma Réka", None),
            (
                "avec Mme Élise de La Tour, directrice du musée",
                "Élise de La Tour",
                Some("directrice du musée"),
            ),
        ] {
            assert_eq!(
                found(text),
                [(name.to_owned(), title.map(str::to_owned))],
                "{text}"
            );
        }
    }

    #[test]
    fn names_side_by_side_have_their_posts_below() {
        let text =
            "Oleksa Hrynko              Edda Brandes\nChair                      Treasurer\n";
        let expected = [("Oleksa Hrynko", "Chair"), ("Edda Brandes", "Treasurer")]
            .map(|(name, post)| (name.to_owned(), Some(post.to_owned())));
        assert_eq!(found(text), expected);
    }

    #[test]
    fn capitals_that_are_no_persons() {
        for text in [
            "Martin Luther University in Halle",
            "Smart Cities – European Commission",
            "Workshop Programme",
            "Dear Colleagues and Friends",
            "Open Data Day, Berlin",
            "Am Freitag Abend",
            "Paul Klee Zentrum",
            "they met in Harrow Weald, secretary and all, for tea",
            "seen near Harrow Weald, Secretary Smith, and others",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
