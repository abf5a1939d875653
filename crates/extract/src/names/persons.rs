use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use super::posts::{
    affiliation, labelled_by_post, post_above, post_after, post_before, post_in_column,
    post_of_list, post_right_before, small_post,
};
use super::runs::{run_end, word_end};
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

/// So many tokens before its last one a legal form may begin.
const LONGEST_FORM: usize = 3;

/// The person whose titles or name begin at the token, and one past the name's last token.
fn person_at(words: &Words, first: usize) -> Option<(PersonMention, usize)> {
    if !words.is_word(first) || words.gap(first) == Gap::None && is_glued(words, first) {
        return None;
    }
    // The last letter of "e.V." is no initial.
    let in_form = (first.saturating_sub(LONGEST_FORM)..first).any(|token| {
        words
            .hit(token, Concept::NameLegalForm)
            .is_some_and(|form| form.end > first)
    });
    if in_form {
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
                || is_family_first(words, start, end)
                || is_shown_by_neighbours(words, start, end));
    if !known {
        return None;
    }
    let span = words.span(start, end);
    let honorific = titles_end.map(|end| words.span(first, end));
    let job_title = post_in_column(words, start, end)
        .or_else(|| post_of_list(words, first, end))
        .or_else(|| post_after(words, start, end))
        .or_else(|| post_before(words, first))
        .or_else(|| post_above(words, first, end))
        .or_else(|| {
            words
                .is(first, Concept::PersonPost)
                .then_some(honorific)
                .flatten()
        });
    if !titled && job_title.is_none() && is_namesake(words, first, end) {
        return None;
    }
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
        // "Mrs P. Hill": an initial, though priests have it as a title.
        let initial = end > first && words.folded(end).chars().count() == 1;
        if end - first > LONGEST
            || initial
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
        // "Frau Uhl zur Verfügung"
        if words
            .hit(next, Concept::NameStarter)
            .is_some_and(|hit| hit.end > next + 1)
        {
            break;
        }
        if let Some(particle) = words.hit(next, Concept::PersonParticle)
            && words.gap(next) <= Gap::Space
            && words.case(next) != Case::Upper
        {
            // "Lucía Prados y Andrés Gil" are two.
            let joins = words.is(next, Concept::NameAnd)
                && words.is(particle.end, Concept::PersonGiven)
                && words.gap(particle.end + 1) == Gap::Space
                && words.is_capital(particle.end + 1);
            if joins && parts >= 2 {
                break;
            }
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

/// Whether a given name closes the name and its post follows in small letters (`Tóth Zsuzsa könyvtáros`).
fn is_family_first(words: &Words, first: usize, end: usize) -> bool {
    let given = (first + 1..end).any(|token| words.is(token, Concept::PersonGiven));
    given && small_post(words, end).is_some()
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

/// Whether an organisation is called after who is named: `Fondazione Mario Rossi`, `Liceul „Ion Barbu”`.
/// A number or address behind the name is rather that of a person who works there.
fn is_namesake(words: &Words, first: usize, end: usize) -> bool {
    const LONGEST_HEAD: usize = 3;
    const FURTHEST: usize = 6;
    let quoted = first > 0 && words.is_mark(first - 1, '"');
    let start = first - usize::from(quoted);
    let heads = |end: usize| {
        (end.saturating_sub(LONGEST_HEAD)..end).any(|token| {
            words.is_capital(token)
                && words
                    .hit(token, Concept::NameOrganisation)
                    .is_some_and(|hit| hit.value == 1 && hit.end == end)
        })
    };
    let adjective = start > 1 && words.is(start - 1, Concept::NameAdjective);
    let headed =
        heads(start) || adjective && words.gap(start - 1) == Gap::Space && heads(start - 1);
    let reached = (end..end + FURTHEST)
        .take_while(|token| words.gap(*token) <= Gap::Space)
        .any(|token| words.is_taken(token));
    headed && words.gap(start) == Gap::Space && !reached
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
    fn posts_over_the_names_of_a_list() {
        let text = "For the board\nChair\nEdda Brandes\nTreasurer\nOleksa Hrynko\nSecretary\nPaula Rossi\n";
        let expected = [
            ("Edda Brandes", "Chair"),
            ("Oleksa Hrynko", "Treasurer"),
            ("Paula Rossi", "Secretary"),
        ]
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
