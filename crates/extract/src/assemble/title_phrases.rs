//! Phrases of running text that name an event.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::{Span, Style};

use super::roles::words;
use super::title_heads::is_capitals;
use super::title_sentences;
use super::title_text::is_small_word;
use super::titles::{Place, Title, is_bare_noun, title};
use crate::weights;
use crate::{Found, Mention, View, overlapping};

/// Nouns of a clause that are looked at: a clause that has more is a list without marks.
pub const MOST_NOUNS: usize = 16;

/// Phrases of a clause that name an event: quoted names beside a kind of event, capitalised runs
/// that hold one, and a kind of event with what it is about.
pub fn phrases(view: &View, mentions: &[Mention], clause: Span) -> Vec<Title> {
    let mut out = Vec::new();
    out.extend(title_sentences::subject(view, mentions, clause));
    let nouns: Vec<&Hit> = view
        .hits
        .within(&view.tokens, clause)
        .filter(|hit| matches!(hit.concept, Concept::EventNoun | Concept::DateEdition))
        .take(MOST_NOUNS)
        .collect();
    let quoted = if nouns.is_empty() {
        Vec::new()
    } else {
        quotes(view.text(), clause)
    };
    for noun in &nouns {
        if let Some(quoted) = quoted_near(view, &quoted, noun.span) {
            out.extend(title(view, mentions, quoted, Place::Quoted));
        }
        let styled = styled_behind(view, clause, noun.span)
            .and_then(|styled| title(view, mentions, styled, Place::Quoted));
        let named = styled.is_some();
        out.extend(styled);
        // What is set off behind the noun is all the name.
        if named || noun.concept == Concept::DateEdition {
            continue;
        }
        let run = capitalised_run(view, mentions, clause, noun);
        if words(view, run) > words(view, noun.span) || starts_upper(view, noun.span) {
            out.extend(title(view, mentions, run, Place::Phrase));
        }
        if !nouns.iter().any(|other| is_inside(noun, other)) {
            out.extend(plain_phrase(view, mentions, clause, noun));
        }
        out.extend(explained(view, mentions, clause, noun));
        if run == noun.span {
            out.extend(attributed(view, mentions, clause, noun));
        }
        let about = with_complement(view, mentions, clause, run);
        if about != run {
            out.extend(
                title(view, mentions, about, Place::Phrase).map(|mut title| {
                    // Lower-case descriptions are names only where nothing better stands near.
                    title.score -= 0.3;
                    title
                }),
            );
        }
    }
    out
}

/// The name in capitals that a kind of event behind a comma explains: "Stitch & Story, an evening of
/// mending".
fn explained(view: &View, mentions: &[Mention], clause: Span, noun: &Hit) -> Option<Title> {
    const MOST: usize = 8;
    let tokens = &view.tokens;
    let lower = tokens.first_at(clause.start);
    let article = noun.first.checked_sub(1)?;
    let amount = [Concept::NameArticle, Concept::DateAmount];
    let led = amount
        .iter()
        .any(|concept| view.hits.find(article, *concept).is_some());
    let comma = article
        .checked_sub(1)
        .filter(|comma| led && tokens.is_mark(*comma, ','))?;
    let is_upper = |at: usize| {
        let token = tokens[at];
        token.kind == TokenKind::Word
            && starts_upper(view, Span::new(token.start as usize, token.end as usize))
    };
    let in_name = |at: usize| {
        let joins = ['&', '-', '\'']
            .iter()
            .any(|mark| tokens.is_mark(at, *mark));
        is_upper(at) || joins || is_small_word(view, at) && tokens[at].gap == Gap::Space
    };
    let first = (lower.max(comma.saturating_sub(MOST))..comma)
        .rev()
        .take_while(|at| in_name(*at))
        .filter(|at| is_upper(*at))
        .last()?;
    // A capital that begins the sentence tells nothing, nor does a small word that leads to the name.
    let small = |at: &usize| *at > first && !is_upper(*at) && tokens[*at].kind == TokenKind::Word;
    let from = (first..comma).rfind(small).map_or(first, |small| small + 1);
    let span = Span::new(
        tokens.get(from)?.start as usize,
        tokens[comma].start as usize,
    );
    let fits = from > lower && words(view, span) >= 2 && !names_person(view, span);
    fits.then(|| title(view, mentions, span, Place::Quoted))?
}

/// Whether a given name begins the words.
fn names_person(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    view.hits.find(first, Concept::PersonGiven).is_some()
}

/// Whether the hit is a part of the other ("call" of "community call").
fn is_inside(hit: &Hit, other: &Hit) -> bool {
    other.span.contains(hit.span) && other.span.len() > hit.span.len()
}

/// A kind of event in small letters with the words before it, up to the article or another small
/// word: "a teaching mini-workshop", "our community call". It is a name only for want of a better.
fn plain_phrase(view: &View, mentions: &[Mention], clause: Span, noun: &Hit) -> Option<Title> {
    const MOST: usize = 5;
    let tokens = &view.tokens;
    let lower = tokens
        .first_at(clause.start)
        .max(noun.first.saturating_sub(MOST));
    let named = |first: usize| {
        let start = tokens.get(first)?.start as usize;
        let mut found = title(
            view,
            mentions,
            Span::new(start, noun.span.end),
            Place::Phrase,
        )?;
        if is_bare_noun(view, found.span) {
            found.score -= weights::TITLE_BARE_NOUN;
        }
        found.score += weights::TITLE_PLAIN;
        Some(found)
    };
    // Where nouns are written large, the words before one are left out: "unsere diesjährige
    // Hauptversammlung", "the AGM".
    if starts_upper(view, noun.span) {
        let before = noun.first.checked_sub(1).and_then(|at| tokens.get(at));
        let small = before.is_some_and(|token| {
            token.kind == TokenKind::Word
                && token.start as usize >= clause.start
                && !starts_upper(view, Span::new(token.start as usize, token.end as usize))
        });
        let tells =
            noun.compound || noun.end - noun.first > 1 || is_capitals(noun.span.of(view.text()));
        return (small && tells).then(|| named(noun.first)).flatten();
    }
    // A compound says more than a kind by itself.
    if noun.compound {
        return named(noun.first);
    }
    let mut first = noun.first;
    while first > lower && tokens[first].gap <= Gap::Line {
        let before = first - 1;
        let owner = before > lower + 1
            && tokens.is_mark(before - 1, '\'')
            && tokens[before].gap == Gap::None
            && tokens.folded(before).chars().count() == 1;
        // "a drop-in session"
        let tied = before > lower + 1
            && tokens.is_mark(before - 1, '-')
            && tokens[before].gap == Gap::None
            && tokens[before - 1].gap == Gap::None;
        if tied {
            first = before;
            continue;
        }
        let leads = owner
            || ends_verb(view, lower, before)
            || view.hits.at(before).iter().any(|hit| {
                hit.end == first
                    && matches!(
                        hit.concept,
                        Concept::LanguageWord
                            | Concept::NameArticle
                            | Concept::DateShift
                            | Concept::DateAmount
                            | Concept::CueHeld
                            | Concept::CueVerb
                            | Concept::CueAbout
                            | Concept::CuePlacePreposition
                            | Concept::CueTitleEnd
                    )
            });
        if leads {
            let many = noun.end - first > 1;
            return many.then(|| named(first)).flatten();
        }
        let glued = tokens.is_mark(before, '-') && tokens[before].gap == Gap::None;
        if tokens[before].kind != TokenKind::Word && !glued {
            return None;
        }
        first = before;
    }
    None
}

/// A kind of event in small letters with what belongs to it behind it: "meeting of the parents", "balade
/// commentée sur les remparts", "setkání seniorů". It is a name only for want of a better.
fn attributed(view: &View, mentions: &[Mention], clause: Span, noun: &Hit) -> Option<Title> {
    const MOST: usize = 8;
    let tokens = &view.tokens;
    let begins = tokens.first_at(clause.start) == noun.first;
    if starts_upper(view, noun.span) && !begins {
        return None;
    }
    let says = |at: usize, concept| view.hits.find(at, concept).is_some();
    let joins = |at: usize| {
        let joins = [
            Concept::NameConnector,
            Concept::NameArticle,
            Concept::CueAbout,
        ];
        joins.into_iter().any(|concept| says(at, concept))
    };
    let ends = |at: usize| {
        let token = tokens[at];
        let span = Span::new(token.start as usize, token.end as usize);
        let stops = [
            Concept::CueHeld,
            Concept::CueVerb,
            Concept::CueSpeaker,
            Concept::CueTitleEnd,
            Concept::CuePlacePreposition,
            Concept::DateAnd,
            Concept::DateConnector,
            Concept::LanguageWord,
            Concept::NameStarter,
            Concept::RoleBefore,
        ];
        !(token.kind == TokenKind::Word || token.kind == TokenKind::Mark('\''))
            || token.gap > Gap::Line
            || overlapping(mentions, span).iter().any(ends_name)
            || !joins(at) && (is_small_word(view, at) || stops.into_iter().any(|it| says(at, it)))
    };
    let upper = tokens.first_at(clause.end).min(noun.end + MOST);
    let mut end = (noun.end..upper).find(|at| ends(*at)).unwrap_or(upper);
    // Where the date does not stand before, what follows the noun may be its verb ("the fair opens").
    let dated = overlapping(mentions, Span::new(clause.start, noun.span.start));
    let dated = dated.iter().any(ends_name);
    let held = end < tokens.len() && says(end, Concept::CueHeld);
    if !dated && !held && !joins(noun.end) {
        return None;
    }
    while end > noun.end && is_small_word(view, end - 1) {
        end -= 1;
    }
    let last = tokens.get(end.checked_sub(1).filter(|_| end > noun.end)?)?;
    let span = Span::new(noun.span.start, last.end as usize);
    let mut found = title(view, mentions, span, Place::Phrase)?;
    found.score += weights::TITLE_TOLD_KIND;
    Some(found)
}

/// Whether a verb of several words that says that something takes place ends at the token.
fn ends_verb(view: &View, lower: usize, last: usize) -> bool {
    const LONGEST: usize = 3;
    (lower.max(last.saturating_sub(LONGEST))..last).any(|first| {
        let mut hits = view.hits.at(first).iter();
        hits.any(|hit| hit.concept == Concept::CueHeld && hit.end == last + 1)
    })
}

/// What a kind of event and a colon lead to, from the offset to the end of the clause: "Training:
/// First Night on Duty".
pub fn behind_colon(view: &View, mentions: &[Mention], clause: Span, from: usize) -> Option<Title> {
    const LONGEST: usize = 12;
    let text = view.text();
    let behind = Span::new(from.min(clause.end), clause.end);
    let noun = view
        .hits
        .within(&view.tokens, behind)
        .find(|hit| hit.concept == Concept::EventNoun && view.tokens.is_mark(hit.end, ':'))?;
    let colon = view.tokens.get(noun.end)?;
    let rest = Span::new((colon.end as usize).min(clause.end), clause.end).trim(text);
    let name = Span::new(
        rest.start,
        rest.start + rest.of(text).trim_end_matches('.').len(),
    );
    let capital = name
        .of(text)
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let fits = capital && (2..=LONGEST).contains(&words(view, name));
    fits.then(|| title(view, mentions, name, Place::Quoted))?
}

fn starts_upper(view: &View, span: Span) -> bool {
    span.of(view.text())
        .chars()
        .next()
        .is_some_and(char::is_uppercase)
}

/// Whether a word for an organisation stands right before the quotation: `Фонд «Зелений берег»`.
fn names_organisation(view: &View, quote: Span) -> bool {
    const LONGEST_HEAD: usize = 3;
    let mark = view.tokens.first_at(quote.start).saturating_sub(1);
    (mark.saturating_sub(LONGEST_HEAD)..mark).any(|first| {
        view.hits.at(first).iter().any(|hit| {
            matches!(
                hit.concept,
                Concept::NameOrganisation | Concept::NameLegalForm
            ) && hit.end == mark
        })
    })
}

/// The quoted stretch that stands nearest to the noun.
fn quoted_near(view: &View, quotes: &[Span], noun: Span) -> Option<Span> {
    quotes
        .iter()
        .copied()
        .filter(|quote| !quote.contains(noun) && words(view, *quote) >= 1)
        .filter(|quote| !names_organisation(view, *quote))
        .min_by_key(|quote| {
            if quote.start >= noun.end {
                quote.start - noun.end
            } else {
                noun.start.saturating_sub(quote.end)
            }
        })
        .filter(|quote| quote.start.abs_diff(noun.end) < 80)
}

/// The stretch set in bold or italics that begins right behind the noun ("the conference **Mills and
/// Millers**"), where the noun is not.
fn styled_behind(view: &View, clause: Span, noun: Span) -> Option<Span> {
    const SHORTEST: usize = 2;
    const LONGEST: usize = 20;
    let styles = &view.document.styles;
    let first = styles.partition_point(|styled| styled.span.start < noun.end);
    let styled = styles.get(first)?;
    let text = view.text();
    let between = text.get(noun.end..styled.span.start)?;
    let fits = styled.style != Style::Struck
        && clause.contains_offset(styled.span.start)
        && between
            .chars()
            .all(|c| c.is_whitespace() || "\"“„«:".contains(c))
        && styled
            .span
            .of(text)
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && (SHORTEST..=LONGEST).contains(&words(view, styled.span));
    fits.then_some(styled.span)
}

/// The stretches in quotation marks inside a span, without the marks.
pub fn quotes(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (offset, character) in span.of(text).char_indices() {
        let at = span.start + offset;
        match open {
            None => {
                let close = match character {
                    '“' => '”',
                    '„' => '“',
                    '«' => '»',
                    '»' => '«',
                    '"' => '"',
                    '‘' => '’',
                    _ => continue,
                };
                open = Some((at + character.len_utf8(), close));
            }
            Some((start, close))
                if character == close || (close == '“' && matches!(character, '”' | '"')) =>
            {
                if start < at {
                    out.push(Span::new(start, at));
                }
                open = None;
            }
            Some(_) => {}
        }
    }
    out
}

/// The run of capitalised words, numbers and small words between them that holds the noun.
fn capitalised_run(view: &View, mentions: &[Mention], clause: Span, noun: &Hit) -> Span {
    let tokens = &view.tokens;
    let text = view.text();
    let lower = tokens.first_at(clause.start);
    let upper = tokens.first_at(clause.end);
    let blocked = |index: usize| {
        let token = tokens[index];
        let at = Span::new(token.start as usize, token.end as usize);
        overlapping(mentions, at).iter().any(ends_name)
    };
    let is_name_word = |index: usize| {
        let token = tokens[index];
        match token.kind {
            TokenKind::Word => text[token.start as usize..]
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase()),
            TokenKind::Number => true,
            TokenKind::Mark(mark) => {
                matches!(mark, '&' | '/' | '-' | '\'' | '#' | '.') && token.gap == Gap::None
            }
        }
    };
    let is_small_word = |index: usize| {
        tokens[index].kind == TokenKind::Word && tokens.folded(index).chars().count() <= 3
    };
    let mut first = noun.first;
    let mut cursor = noun.first;
    while cursor > lower && noun.first - cursor < 14 {
        let previous = cursor - 1;
        if blocked(previous) || tokens[cursor].gap == Gap::Blank {
            break;
        }
        // "organiseert Natuurclub Leie een wandeling": who does it is no part of what it is.
        if cursor == noun.first
            && !is_name_word(cursor)
            && view.hits.find(previous, Concept::NameArticle).is_some()
            && previous > lower
            && is_name_word(previous - 1)
        {
            break;
        }
        // A mark joins what it follows: "St Anne's Fair", but neither "drop-in session" nor "month's call".
        let joins = matches!(tokens[previous].kind, TokenKind::Mark(mark) if mark != '#');
        if joins && !(previous > lower && is_name_word(previous - 1)) {
            break;
        }
        if is_name_word(previous) {
            first = previous;
        } else if !is_small_word(previous) || first - previous > 2 {
            break;
        }
        cursor = previous;
    }
    let mut end = noun.end;
    let mut cursor = noun.end;
    while cursor < upper && cursor - noun.end < 14 {
        if blocked(cursor) || tokens[cursor].gap == Gap::Blank {
            break;
        }
        if is_name_word(cursor) {
            end = cursor + 1;
        } else if !is_small_word(cursor) || cursor + 1 - end > 3 {
            break;
        }
        cursor += 1;
    }
    if end > noun.end {
        end = lower_tail(view, clause, end, blocked);
    }
    // The stop that ends the clause is that of its sentence.
    if end == upper && end > noun.end && tokens.is_mark(end - 1, '.') {
        end -= 1;
    }
    // A capital that only begins the sentence is no part of a name ("The conference").
    while first < noun.first && is_article(view, first) {
        first += 1;
    }
    Span::new(tokens[first].start as usize, tokens[end - 1].end as usize)
}

/// Where a name really ends that has a capital on its first word alone ("izlet na Bijele stijene,"),
/// or whose kind leads to a quotation ("concert of the Youth choir “Sparrows”"): behind a word or two
/// in small letters that fill the clause up to a mark.
fn lower_tail(view: &View, clause: Span, end: usize, blocked: impl Fn(usize) -> bool) -> usize {
    const LONGEST: usize = 2;
    const SHORTEST: usize = 3;
    let tokens = &view.tokens;
    let upper = tokens.first_at(clause.end).min(tokens.len());
    let in_row = |at: usize| {
        at < upper
            && tokens[at].kind == TokenKind::Word
            && tokens[at].gap == Gap::Space
            && !blocked(at)
    };
    let plain = |at: usize| {
        let says = |hit: &Hit| {
            matches!(
                hit.concept,
                Concept::LanguageWord
                    | Concept::NameArticle
                    | Concept::NameAnd
                    | Concept::NameConnector
                    | Concept::CueHeld
                    | Concept::CuePast
                    | Concept::CueTitleEnd
                    | Concept::CueVerb
                    | Concept::CueAbout
                    | Concept::CueAlongside
                    | Concept::CuePlacePreposition
                    | Concept::RoleBefore
                    | Concept::RoleAfter
            )
        };
        in_row(at)
            && tokens.folded(at).chars().count() >= SHORTEST
            && !view.hits.at(at).iter().any(says)
    };
    let behind = (end..end + LONGEST).take_while(|at| plain(*at)).count() + end;
    if behind == end {
        return end;
    }
    let mark = tokens.get(behind).filter(|_| behind < upper);
    match mark.map(|mark| mark.kind) {
        Some(TokenKind::Mark('„' | '“' | '«' | '"')) => {
            const LONGEST_QUOTE: usize = 8;
            let text = view.text();
            let close = (behind + 1..upper.min(behind + LONGEST_QUOTE))
                .find(|at| matches!(tokens[*at].kind, TokenKind::Mark('”' | '“' | '»' | '"')));
            let close = close.filter(|close| {
                let inside = Span::new(tokens[behind].end as usize, tokens[*close].start as usize);
                names_organisation(view, inside) && !inside.of(text).contains('\n')
            });
            close.map_or(end, |close| close + 1)
        }
        None | Some(TokenKind::Mark(',' | ';' | '.' | '!' | ')')) => behind,
        _ => end,
    }
}

/// Whether a name cannot run over the mention: all but tags, bare years and bare places.
pub fn ends_name(mention: &Mention) -> bool {
    match &mention.found {
        Found::Hashtag(_) | Found::Handle(_) => false,
        Found::Address(_) => !mention.rule.starts_with("place."),
        Found::Time(time) => {
            let start = time.start;
            start.month.is_some() || start.day.is_some() || start.clock.is_some()
        }
        Found::Email(_) | Found::Phone(_) | Found::Url { .. } => true,
    }
}

/// A short capitalised word that begins a clause and is followed by a lower-case word.
pub fn is_article(view: &View, index: usize) -> bool {
    let tokens = &view.tokens;
    let text = view.text();
    let sentence_start = index == 0
        || matches!(
            tokens[index - 1].kind,
            TokenKind::Mark('.' | '!' | '?' | ':')
        )
        || tokens[index].gap >= Gap::Line;
    let next_lower = tokens.get(index + 1).is_some_and(|next| {
        text[next.start as usize..]
            .chars()
            .next()
            .is_some_and(char::is_lowercase)
    });
    let small = tokens.folded(index).chars().count() <= 4
        || view.hits.find(index, Concept::NameArticle).is_some();
    small && (next_lower || sentence_start) && tokens[index].kind == TokenKind::Word
}

/// The run with what follows it, up to the next mention, mark or verb: "training on gender
/// equality action planning".
fn with_complement(view: &View, mentions: &[Mention], clause: Span, run: Span) -> Span {
    let tokens = &view.tokens;
    let upper = tokens.first_at(clause.end);
    let mut cursor = tokens.first_at(run.end);
    let begin = cursor;
    let mut end = run.end;
    let starts_with_preposition = view
        .hits
        .at(cursor)
        .iter()
        .any(|hit| hit.concept == Concept::CueAbout);
    if !starts_with_preposition {
        return run;
    }
    while cursor < upper && cursor - begin < 16 {
        let token = tokens[cursor];
        let at = Span::new(token.start as usize, token.end as usize);
        let in_mention = overlapping(mentions, at).iter().any(|mention| {
            mention.span.overlaps(at) && !matches!(mention.found, Found::Hashtag(_))
        });
        let stops = matches!(token.kind, TokenKind::Mark(mark) if !"'-&/\"".contains(mark));
        let verb = view.hits.at(cursor).iter().any(|hit| {
            matches!(hit.concept, Concept::CueHeld | Concept::CueTitleEnd)
                && (hit.concept == Concept::CueHeld
                    || tokens.get(hit.end).is_some_and(|next| {
                        mentions
                            .iter()
                            .any(|mention| mention.span.start == next.start as usize)
                    }))
        });
        if in_mention || stops || verb {
            break;
        }
        end = at.end;
        cursor += 1;
    }
    if cursor - begin < 2 {
        run
    } else {
        Span::new(run.start, end)
    }
}

/// The kind of event that the document speaks of most often in more than one word ("training
/// programme"): what a document without a title is about.
pub fn recurring(view: &View, mentions: &[Mention]) -> Vec<Title> {
    let mut counts: Vec<(String, Span, usize)> = Vec::new();
    let nouns = view
        .hits
        .iter()
        .filter(|hit| hit.concept == Concept::EventNoun && hit.end > hit.first + 1);
    for hit in nouns {
        let folded = handbill_lexicon::fold(hit.span.of(view.text()));
        match counts.iter_mut().find(|(known, _, _)| *known == folded) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((folded, hit.span, 1)),
        }
    }
    counts.retain(|(_, _, count)| *count >= 2);
    counts.sort_by_key(|(_, span, count)| (std::cmp::Reverse(*count), span.start));
    counts
        .iter()
        .filter_map(|(_, span, _)| {
            let found = title(view, mentions, *span, Place::Phrase)?;
            Some(Title {
                score: found.score - weights::TITLE_BARE_NOUN,
                rule: "event.title.recurring",
                ..found
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::find::testing::told;

    #[test]
    fn names_begin_and_end_where_they_do() {
        for (text, name) in [
            (
                "Book your place now for Stitch & Story, an evening of mending with Orla Finch, on Wednesday 12 May 2027 from 7pm.",
                "Stitch & Story",
            ),
            (
                "The council invites residents to a drop-in session about the new path on Wednesday 12 May 2027, 4-7pm.",
                "session about the new path",
            ),
            (
                "La asociación os invita a la chocolatada popular que celebraremos el domingo 9 de mayo de 2027 a las 11:30 h.",
                "chocolatada popular",
            ),
        ] {
            assert_eq!(told(text)[0].1, name, "{text}");
        }
    }
}
