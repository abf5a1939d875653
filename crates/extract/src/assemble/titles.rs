//! Candidates for the name of an event, and their cleaning.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::{BlockKind, Span};

use super::roles::words;
use crate::layout::{Layout, Line, has, is_pictograph};
use crate::weights;
use crate::{Found, Mention, View, overlapping};

/// A candidate for a name.
#[derive(Clone, Debug)]
pub struct Title {
    /// The name, without decoration.
    pub span: Span,
    /// How good it is.
    pub score: f32,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Where a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// A heading of this level.
    Heading(u8),
    /// The first line of the document or part that could be a title.
    FirstLine,
    /// Behind a label.
    Label,
    /// The rest of the date's row.
    Row,
    /// The line above the date.
    Above,
    /// The heading of the date's section.
    Section,
    /// The line below the date.
    Below,
    /// A phrase of the date's sentence.
    Phrase,
    /// In quotation marks in the date's sentence.
    Quoted,
    /// Before the bracket that holds the date.
    Bracket,
}

impl Place {
    fn weight(self) -> f32 {
        match self {
            Place::Heading(level) => {
                weights::TITLE_HEADING - weights::TITLE_LEVEL * f32::from(level.saturating_sub(1))
            }
            Place::FirstLine => weights::TITLE_FIRST_LINE,
            Place::Label => weights::TITLE_LABEL,
            Place::Row => weights::TITLE_ROW,
            Place::Above => weights::TITLE_ABOVE,
            Place::Section => weights::TITLE_SECTION,
            Place::Below => weights::TITLE_BELOW,
            Place::Phrase => weights::TITLE_PHRASE,
            Place::Quoted => weights::TITLE_QUOTED + weights::TITLE_PHRASE,
            Place::Bracket => weights::TITLE_BRACKET,
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Place::Heading(_) => "event.title.heading",
            Place::FirstLine => "event.title.first-line",
            Place::Label => "event.title.label",
            Place::Row => "event.title.row",
            Place::Above => "event.title.above",
            Place::Section => "event.title.section",
            Place::Below => "event.title.below",
            Place::Phrase => "event.title.phrase",
            Place::Quoted => "event.title.quoted",
            Place::Bracket => "event.title.bracket",
        }
    }
}

/// The candidate that the text at the span makes, if it can be a name.
pub fn title(view: &View, mentions: &[Mention], span: Span, place: Place) -> Option<Title> {
    let span = clean(view, mentions, span)?;
    let count = words(view, span);
    let text = span.of(view.text());
    if count == 0 || count > 28 || text.chars().count() > 220 {
        return None;
    }
    let first = text.chars().find(|c| c.is_alphanumeric())?;
    let mut score = place.weight();
    if first.is_uppercase() || first.is_numeric() {
        score += weights::TITLE_CAPITALS;
    } else if matches!(place, Place::FirstLine) {
        score += weights::TITLE_SMALL_HEAD;
    }
    let noun = has(view, span, Concept::EventNoun);
    if noun {
        score += weights::TITLE_EVENT_NOUN;
    }
    if count > 14 {
        score += weights::TITLE_LONG;
    }
    if count == 1 {
        score += weights::TITLE_SHORT;
    }
    if has(view, span, Concept::DateOrdinal) || has(view, span, Concept::DateOrdinalSuffix) {
        score += weights::TITLE_ORDINAL;
    }
    if has(view, span, Concept::CueHours) {
        score += weights::TITLE_HOURS;
    }
    if has(view, span, Concept::CuePublished) {
        score += weights::TITLE_SENTENCE;
    }
    if reads_like_sentence(view, span) {
        score += weights::TITLE_SENTENCE;
    }
    if has_year(view, span) {
        score += weights::TITLE_YEAR;
    }
    let inside = has(view, span, Concept::CuePlacePreposition);
    if !noun && !inside && has(view, span, Concept::CueBuilding) {
        score += weights::TITLE_BUILDING;
    }
    if count >= 3 && is_repeated(view, span) {
        score += weights::TITLE_REPEATED;
    }
    if is_bare_noun(view, span) {
        // At the head of a page a kind of event can be all the name there is.
        let head = matches!(
            place,
            Place::Heading(_) | Place::FirstLine | Place::Above | Place::Section
        );
        score += if head {
            weights::TITLE_BARE_HEAD
        } else {
            weights::TITLE_BARE_NOUN
        };
    }
    if ends_open(view, span) {
        score += weights::TITLE_OPEN;
    }
    Some(Title {
        span,
        score,
        rule: place.rule(),
    })
}

/// Whether the words stand in the document once more.
fn is_repeated(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    let size = range.len();
    if size == 0 || size > tokens.len() {
        return false;
    }
    (0..=tokens.len() - size)
        .filter(|start| {
            start.abs_diff(range.start) >= size
                && tokens.folded(*start) == tokens.folded(range.start)
        })
        .any(|start| {
            (1..size)
                .all(|offset| tokens.folded(start + offset) == tokens.folded(range.start + offset))
        })
}

/// Whether the name is nothing but a kind of event, or the number of an edition ("Workshop",
/// "16th edition").
fn is_bare_noun(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let mut index = tokens.first_at(span.start);
    let end = tokens.first_at(span.end);
    while index < end {
        let covered = view
            .hits
            .at(index)
            .iter()
            .filter(|hit| {
                matches!(
                    hit.concept,
                    Concept::EventNoun
                        | Concept::DateEdition
                        | Concept::DateOrdinalSuffix
                        | Concept::DateOrdinal
                )
            })
            .map(|hit| hit.end)
            .max();
        match covered {
            Some(next) => index = next,
            None if tokens[index].kind == TokenKind::Word => return false,
            None => index += 1,
        }
    }
    true
}

/// Whether the text breaks off at a small word ("Workshop on").
fn ends_open(view: &View, span: Span) -> bool {
    let last = view.tokens.first_at(span.end).checked_sub(1);
    last.is_some_and(|last| is_small_word(view, last))
}

/// A lower-case word of at most four letters: an article, preposition or conjunction.
fn is_small_word(view: &View, index: usize) -> bool {
    let Some(token) = view.tokens.get(index) else {
        return false;
    };
    let word = &view.text()[token.start as usize..token.end as usize];
    token.kind == TokenKind::Word
        && word.chars().count() <= 4
        && (word.chars().all(char::is_lowercase)
            || view.hits.at(index).iter().any(|hit| {
                hit.end == index + 1
                    && matches!(
                        hit.concept,
                        Concept::CuePlacePreposition
                            | Concept::CueTitleEnd
                            | Concept::DateAnd
                            | Concept::DateConnector
                    )
            }))
}

fn has_year(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    (tokens.first_at(span.start)..tokens.first_at(span.end)).any(|index| {
        tokens
            .number(index)
            .is_some_and(|number| (1900..2100).contains(&number))
    })
}

/// Ends in a full stop, or is long and holds a comma and few capitals.
fn reads_like_sentence(view: &View, span: Span) -> bool {
    let text = span.of(view.text());
    let count = words(view, span);
    (text.ends_with('.') && count > 4)
        || (count > 9
            && text.contains(", ")
            && text.chars().filter(|c| c.is_uppercase()).count() < 3)
        || (count > 6 && has(view, span, Concept::CueHeld) && !has(view, span, Concept::CueInvite))
}

/// Whether a line says only what part of the page follows.
pub fn is_generic(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let mut index = tokens.first_at(span.start);
    let end = tokens.first_at(span.end);
    let mut generic = words(view, span) == 0;
    while index < end {
        let covering = view.hits.at(index).iter().filter(|hit| {
            hit.end <= end && (is_field_word(hit.concept) || hit.concept == Concept::EventNoun)
        });
        match covering.max_by_key(|hit| (hit.end, is_field_word(hit.concept))) {
            Some(hit) => {
                generic |= is_field_word(hit.concept);
                index = hit.end;
            }
            None if tokens[index].kind == TokenKind::Word && !is_small_word(view, index) => {
                return false;
            }
            None => index += 1,
        }
    }
    generic
}

/// Whether the text begins like a letter's greeting or close.
fn is_salutation(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    view.hits.find(first, Concept::CueSalutation).is_some()
}

/// Whether a concept names a field or part of the page.
fn is_field_word(concept: Concept) -> bool {
    matches!(
        concept,
        Concept::CueGenericHeading
            | Concept::CueCall
            | Concept::CueAgenda
            | Concept::CueWhen
            | Concept::CueVenue
            | Concept::CueRegister
            | Concept::DeadlineHeading
            | Concept::DeadlineWord
            | Concept::DeadlineRegistration
            | Concept::DeadlineSubmission
            | Concept::DeadlineNotification
            | Concept::DeadlineCameraReady
    )
}

/// The name inside the span: without decoration, without the words of an invitation or call
/// around it, without day and place behind it. Nothing where no name is left.
pub fn clean(view: &View, mentions: &[Mention], span: Span) -> Option<Span> {
    let text = view.text();
    let mut span = trim_marks(text, span);
    span = without_calls(view, span);
    span = without_mentions(view, mentions, span)?;
    span = without_calls(view, span);
    span = without_company(view, span);
    span = without_status(view, span);
    span = trim_marks(text, span);
    (words(view, span) > 0
        && !is_salutation(view, span)
        && !is_generic(view, span)
        && !is_only_mention(view, mentions, span))
    .then_some(span)
}

/// Whether nothing is left of the span beside the mentions in it.
fn is_only_mention(view: &View, mentions: &[Mention], span: Span) -> bool {
    let inside = overlapping(mentions, span).iter().filter(|mention| {
        mention.span.overlaps(span) && !matches!(mention.found, Found::Hashtag(_))
    });
    let covered: usize = inside
        .map(|mention| {
            let part = Span::new(
                mention.span.start.max(span.start),
                mention.span.end.min(span.end),
            );
            words(view, part)
        })
        .sum();
    covered > 0 && words(view, span) <= covered
}

/// Without white space, bullets, emoji and rules around, nor quotes or brackets around the whole.
pub fn trim_marks(text: &str, span: Span) -> Span {
    let decoration = |c: char| {
        c.is_whitespace() || is_pictograph(c) || "-–—:|•*·>#,;=_~/→\u{FE0F}\u{200D}+".contains(c)
    };
    let mut span = span;
    loop {
        let inner = span.of(text);
        let start = span.start + inner.len()
            - inner
                .trim_start_matches(|c| decoration(c) || c == '.')
                .len();
        let end = start
            + text[start..span.end.max(start)]
                .trim_end_matches(|c| decoration(c) || c == '(' || c == '[')
                .len();
        let trimmed = unwrap_pairs(text, Span::new(start, end.max(start)));
        if trimmed == span {
            return span;
        }
        span = trimmed;
    }
}

/// Without a pair of quotes or brackets around the whole; without an opening or closing one
/// that has no partner.
fn unwrap_pairs(text: &str, span: Span) -> Span {
    const PAIRS: &[(char, char)] = &[
        ('"', '"'),
        ('“', '”'),
        ('„', '“'),
        ('„', '”'),
        ('«', '»'),
        ('»', '«'),
        ('‘', '’'),
        ('\'', '\''),
        ('(', ')'),
        ('[', ']'),
        ('‹', '›'),
    ];
    let inner = span.of(text);
    for &(open, close) in PAIRS {
        let (starts, ends) = (inner.starts_with(open), inner.ends_with(close));
        if starts && ends && inner.len() > open.len_utf8() + close.len_utf8() {
            let body = &inner[open.len_utf8()..inner.len() - close.len_utf8()];
            if !body.contains(open) && !body.contains(close) {
                return Span::new(span.start + open.len_utf8(), span.end - close.len_utf8());
            }
        }
    }
    for &(open, close) in PAIRS.iter().filter(|(open, close)| open != close) {
        if inner.starts_with(close) && matches!(close, ')' | ']') {
            return Span::new(span.start + close.len_utf8(), span.end);
        }
        if inner.starts_with(open) && !inner.contains(close) {
            return Span::new(span.start + open.len_utf8(), span.end);
        }
        if inner.ends_with(close)
            && !inner[..inner.len() - close.len_utf8()].contains(open)
            && close != '’'
        {
            return Span::new(span.start, span.end - close.len_utf8());
        }
    }
    span
}

/// Without "Call for papers:" and "Invitation to the" before the name, and "– Call for papers" after it.
fn without_calls(view: &View, span: Span) -> Span {
    let mut span = span;
    for _ in 0..4 {
        let hits: Vec<&Hit> = view
            .hits
            .within(&view.tokens, span)
            .filter(|hit| matches!(hit.concept, Concept::CueCall | Concept::CueInvite))
            .collect();
        let text = view.text();
        let mut next = span;
        if let Some(hit) = hits
            .iter()
            .filter(|hit| hit.span.start == span.start)
            .max_by_key(|hit| hit.span.end)
        {
            let rest = trim_marks(text, Span::new(hit.span.end, span.end));
            let parted = text[hit.span.end..]
                .trim_start()
                .starts_with([':', '-', '–', '—', '|', '!'])
                || hit.concept == Concept::CueInvite && words(view, hit.span) > 1
                || hit.concept == Concept::CueCall;
            if parted && words(view, rest) >= 1 {
                next = without_small_words(view, rest);
            }
        }
        if next == span
            && let Some(hit) = hits
                .iter()
                .filter(|hit| hit.concept == Concept::CueCall && hit.span.end == span.end)
                .min_by_key(|hit| hit.span.start)
        {
            let rest = trim_marks(text, Span::new(span.start, hit.span.start.max(span.start)));
            if words(view, rest) >= 1 {
                next = rest;
            }
        }
        if next == span {
            break;
        }
        span = next;
    }
    span
}

/// Without the event's company behind the name ("in conjunction with …"); empty where the text
/// begins with it, for then it names something else.
fn without_company(view: &View, span: Span) -> Span {
    let hit = view
        .hits
        .within(&view.tokens, span)
        .find(|hit| hit.concept == Concept::CueAlongside);
    match hit {
        Some(hit) => trim_marks(view.text(), Span::new(span.start, hit.span.start)),
        None => span,
    }
}

/// Without small words before the name, left over from a call ("for the").
pub fn without_small_words(view: &View, span: Span) -> Span {
    let tokens = &view.tokens;
    let mut first = tokens.first_at(span.start);
    let end = tokens.first_at(span.end);
    while first + 1 < end && is_small_word(view, first) {
        first += 1;
    }
    Span::new(
        (tokens[first].start as usize).clamp(span.start, span.end),
        span.end,
    )
}

/// What is left of the span around the times, addresses and links in it: the part before the
/// first, else the part after it.
fn without_mentions(view: &View, mentions: &[Mention], span: Span) -> Option<Span> {
    let text = view.text();
    let from = mentions.partition_point(|mention| mention.span.end <= span.start);
    let inside = mentions[from..]
        .iter()
        .take_while(|mention| mention.span.start < span.end);
    let mut pieces = Vec::new();
    let mut start = span.start;
    let mut cut = false;
    for mention in inside {
        let parts_name = match &mention.found {
            Found::Time(time) => !is_part_of_name(view, time, mention.span, span),
            Found::Email(_) | Found::Url { .. } | Found::Phone(_) => true,
            Found::Address(_) => mention.rule.starts_with("address."),
            Found::Handle(_) | Found::Hashtag(_) => false,
        };
        if parts_name {
            cut = true;
            pieces.push(Span::new(start.min(mention.span.start), mention.span.start));
            start = mention.span.end.min(span.end);
        }
    }
    pieces.push(Span::new(start, span.end));
    let mut best: Option<(Span, usize)> = None;
    for piece in pieces {
        let mut piece = trim_marks(text, piece);
        if cut {
            piece = without_title_end(view, piece);
            piece = without_lead(view, piece);
        }
        let count = words(view, piece);
        let letters = piece.of(text).chars().filter(|c| c.is_alphabetic()).count();
        if count == 0 || letters < 2 {
            continue;
        }
        // The first piece that could be a name wins; a later one must be plainly longer.
        if best.is_none_or(|(_, size)| size < 2 && count > size) {
            best = Some((piece, count));
        }
    }
    best.map(|(piece, _)| piece)
}

/// A bare year belongs to the name that it follows ("ACH 2023"), a full date does not.
fn is_part_of_name(view: &View, time: &crate::TimeMention, mention: Span, span: Span) -> bool {
    let leads = mention.start == span.start
        && view.text()[mention.end..]
            .trim_start()
            .starts_with([':', '-', '–', '|']);
    let bare = !leads
        && time.start.month.is_none()
        && time.start.day.is_none()
        && time.start.clock.is_none()
        && time.end.is_none();
    bare && mention.len() <= 4
        && (mention.start > span.start || words(view, Span::new(mention.end, span.end)) > 0)
}

/// Without the words that lead on from a name to its day or place.
fn without_title_end(view: &View, span: Span) -> Span {
    let mut span = span;
    for _ in 0..3 {
        let end = view
            .hits
            .within(&view.tokens, span)
            .filter(|hit| {
                hit.span.end == span.end
                    && (hit.span.start == span.start
                        || view.text()[..hit.span.start].ends_with(char::is_whitespace))
                    && matches!(
                        hit.concept,
                        Concept::CueTitleEnd
                            | Concept::CuePlacePreposition
                            | Concept::CueHeld
                            | Concept::CueWhen
                    )
            })
            .map(|hit| hit.span.start)
            .min();
        match end {
            Some(end) => span = trim_marks(view.text(), Span::new(span.start, end.max(span.start))),
            None => break,
        }
    }
    span
}

/// Without the words that lead from a date to the name ("at 7 pm: …", "in Köln").
fn without_lead(view: &View, span: Span) -> Span {
    let hit = view.hits.within(&view.tokens, span).find(|hit| {
        hit.span.start == span.start && matches!(hit.concept, Concept::CueWhen | Concept::CueTitle)
    });
    match hit {
        Some(hit) if view.text()[hit.span.end..].trim_start().starts_with(':') => {
            trim_marks(view.text(), Span::new(hit.span.end, span.end))
        }
        _ => span,
    }
}

/// Without "cancelled" and the like before or behind the name.
fn without_status(view: &View, span: Span) -> Span {
    let text = view.text();
    let mut span = span;
    for _ in 0..2 {
        let hit = view.hits.within(&view.tokens, span).find(|hit| {
            matches!(hit.concept, Concept::CueCancelled | Concept::CuePostponed)
                && (hit.span.start == span.start || trim_tail(text, hit.span.end, span.end))
        });
        let Some(hit) = hit else {
            break;
        };
        let rest = if hit.span.start == span.start {
            Span::new(hit.span.end, span.end)
        } else {
            Span::new(span.start, hit.span.start)
        };
        let rest = trim_marks(text, rest);
        let rest = Span::new(
            rest.start,
            rest.start
                + rest
                    .of(text)
                    .trim_end_matches(['(', '[', ' ', '-', '–', '!'])
                    .len(),
        );
        let rest = Span::new(
            rest.end
                - rest
                    .of(text)
                    .trim_start_matches([')', ']', ' ', ':', '!', '-'])
                    .len(),
            rest.end,
        );
        if words(view, rest) == 0 {
            break;
        }
        span = rest;
    }
    span
}

/// Whether only marks stand between the offsets.
fn trim_tail(text: &str, from: usize, to: usize) -> bool {
    from <= to && !text[from..to].chars().any(char::is_alphanumeric)
}

/// Phrases of a clause that name an event: quoted names beside a kind of event, capitalised runs
/// that hold one, and a kind of event with what it is about.
pub fn phrases(view: &View, mentions: &[Mention], clause: Span) -> Vec<Title> {
    let mut out = Vec::new();
    out.extend(subject(view, mentions, clause));
    let nouns: Vec<&Hit> = view
        .hits
        .within(&view.tokens, clause)
        .filter(|hit| hit.concept == Concept::EventNoun)
        .collect();
    for noun in &nouns {
        if let Some(quoted) = quoted_near(view, clause, noun.span) {
            out.extend(title(view, mentions, quoted, Place::Quoted));
        }
        let run = capitalised_run(view, mentions, clause, noun);
        if words(view, run) > words(view, noun.span) || starts_upper(view, noun.span) {
            out.extend(title(view, mentions, run, Place::Phrase));
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

/// What takes place, where the clause begins with it: "The annual meeting" before "will be held".
fn subject(view: &View, mentions: &[Mention], clause: Span) -> Option<Title> {
    let held = view
        .hits
        .within(&view.tokens, clause)
        .find(|hit| hit.concept == Concept::CueHeld)?;
    let lead = Span::new(clause.start, held.span.start);
    let count = words(view, lead);
    let plain = overlapping(mentions, lead).is_empty();
    if !plain || !(2..=10).contains(&count) || lead.of(view.text()).contains([',', ':']) {
        return None;
    }
    let mut first = view.tokens.first_at(clause.start);
    while is_article(view, first) || is_small_word(view, first) {
        first += 1;
    }
    let start = view.tokens.get(first)?.start as usize;
    if start >= lead.end {
        return None;
    }
    let mut found = title(view, mentions, Span::new(start, lead.end), Place::Phrase)?;
    found.score += weights::TITLE_SUBJECT;
    Some(found)
}

fn starts_upper(view: &View, span: Span) -> bool {
    span.of(view.text())
        .chars()
        .next()
        .is_some_and(char::is_uppercase)
}

/// The quoted stretch of the clause that stands nearest to the noun.
fn quoted_near(view: &View, clause: Span, noun: Span) -> Option<Span> {
    quotes(view.text(), clause)
        .into_iter()
        .filter(|quote| !quote.contains(noun) && words(view, *quote) >= 1)
        .min_by_key(|quote| {
            if quote.start >= noun.end {
                quote.start - noun.end
            } else {
                noun.start.saturating_sub(quote.end)
            }
        })
        .filter(|quote| quote.start.abs_diff(noun.end) < 80)
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
            Some((start, close)) if character == close || (close == '“' && character == '”') => {
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
    // A capital that only begins the sentence is no part of a name ("The conference").
    while first < noun.first && is_article(view, first) {
        first += 1;
    }
    Span::new(tokens[first].start as usize, tokens[end - 1].end as usize)
}

/// Whether a name cannot run over the mention: all but tags, bare years and bare places.
fn ends_name(mention: &Mention) -> bool {
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
fn is_article(view: &View, index: usize) -> bool {
    let tokens = &view.tokens;
    let text = view.text();
    let sentence_start = index == 0
        || matches!(tokens[index - 1].kind, TokenKind::Mark('.' | '!' | '?'))
        || tokens[index].gap >= Gap::Line;
    let next_lower = tokens.get(index + 1).is_some_and(|next| {
        text[next.start as usize..]
            .chars()
            .next()
            .is_some_and(char::is_lowercase)
    });
    tokens.folded(index).chars().count() <= 4
        && (next_lower || sentence_start)
        && tokens[index].kind == TokenKind::Word
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

/// Whether the line could be a title: short, with letters, no field and no list of links.
pub fn could_be_title(view: &View, mentions: &[Mention], line: &Line) -> bool {
    let text = view.text();
    let count = words(view, line.span);
    let body = line.span.of(text);
    if count == 0 || count > 22 || line.navigation || line.continues {
        return false;
    }
    if body.ends_with(':') && !(4..=6).contains(&count) {
        return false;
    }
    // A line to write or call is a contact, no title.
    let called = overlapping(mentions, line.span).iter().any(|mention| {
        line.span.contains(mention.span)
            && matches!(mention.found, Found::Email(_) | Found::Phone(_))
    });
    if called {
        return false;
    }
    if matches!(line.kind, BlockKind::KeyValue { .. }) {
        return false;
    }
    if body.ends_with('.') && count > 8 {
        return false;
    }
    clean(view, mentions, line.span).is_some()
}

/// The lines at the head of the document that could name its event, in order: marked headings,
/// lines of mail headers that give a subject, and the lines before the first running text.
pub fn heads(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    lines: std::ops::Range<usize>,
) -> Vec<Title> {
    let mut out: Vec<Title> = Vec::new();
    let mut rank = 0.0;
    let mut covered = 0;
    let mut prose = 0;
    let mut named = false;
    let mail = layout.lines.iter().take(12).any(|line| {
        matches!(line.kind, BlockKind::KeyValue { .. }) && line.span.of(view.text()).contains('@')
    });
    for index in lines.clone().take(HEAD_LINES) {
        let line = &layout.lines[index];
        if index < covered || line.navigation {
            continue;
        }
        let found = match line.kind {
            BlockKind::Heading { level } => {
                title(view, mentions, joined(layout, index), Place::Heading(level))
            }
            BlockKind::KeyValue { key, value } if has(view, key, Concept::CueTitle) => {
                {
                    // The subject of a mail says what the mail is about, not always what the event is.
                    let place = if mail { Place::FirstLine } else { Place::Label };
                    title(view, mentions, value, place)
                }
            }
            BlockKind::Paragraph
                if (prose < HEAD_PROSE || !named) && could_be_title(view, mentions, line) =>
            {
                let (mut span, mut end) = title_run(view, layout, index);
                // "16th edition", "Seminar": the name goes on in the next line, however far below.
                while words(view, span) <= 4
                    && is_bare_noun(view, trim_marks(view.text(), span))
                    && let Some(next) = layout.lines.get(end).filter(|next| {
                        next.part == line.part
                            && words(view, next.span) <= 12
                            && could_be_title(view, mentions, next)
                            && !is_dated(mentions, next.span)
                            && !super::groups::alike(
                                span.of(view.text()),
                                next.span.of(view.text()),
                            )
                    })
                {
                    let _ = next;
                    let (more, after) = title_run(view, layout, end);
                    span = span.cover(more);
                    end = after;
                }
                covered = end;
                title(view, mentions, span, Place::FirstLine)
            }
            _ => {
                prose += usize::from(words(view, line.span) > 14);
                None
            }
        };
        if let Some(mut found) = found {
            found.score -= rank;
            if names_address(view, layout, mentions, index) {
                found.score += weights::TITLE_OVER_ADDRESS;
            }
            rank = (rank + weights::TITLE_RANK).min(weights::TITLE_RANK_MOST);
            named |= has(view, found.span, Concept::EventNoun);
            out.push(found);
        }
    }
    out
}

/// Whether the line is the first of an address: the street follows on one of the next two lines.
fn names_address(view: &View, layout: &Layout, mentions: &[Mention], index: usize) -> bool {
    let below = &layout.lines[index + 1..layout.lines.len().min(index + 3)];
    below.iter().any(|line| {
        overlapping(mentions, line.span).iter().any(|mention| {
            mention.rule.starts_with("address.")
                && view.words(Span::new(
                    line.span.start,
                    mention.span.start.max(line.span.start),
                )) == 0
        })
    })
}

/// Whether a time stands in the span.
fn is_dated(mentions: &[Mention], span: Span) -> bool {
    overlapping(mentions, span)
        .iter()
        .any(|mention| span.contains(mention.span) && matches!(mention.found, Found::Time(_)))
}

/// How many lines of a document may hold its title.
const HEAD_LINES: usize = 80;
/// How many lines of running text end the head of a document.
const HEAD_PROSE: usize = 4;
/// How many lines a title may run over.
const TITLE_LINES: usize = 8;

/// A title that is broken over lines: it goes on where a line breaks off at a small word or mark,
/// where the next begins with a small letter, and where both are set in capitals. Gives also the
/// first line after it.
fn title_run(view: &View, layout: &Layout, index: usize) -> (Span, usize) {
    let text = view.text();
    let mut span = layout.lines[index].span;
    let mut next = index + 1;
    while let Some(line) = layout
        .lines
        .get(next)
        .filter(|_| next < index + TITLE_LINES)
    {
        let before = layout.lines[next - 1].span;
        let same_block = line.block == layout.lines[index].block;
        let open = ends_open(view, before)
            || before.of(text).ends_with([',', '&', ':', '/']) && same_block;
        let capitals =
            same_block && is_capitals(before.of(text)) && is_capitals(line.span.of(text));
        let small = line
            .span
            .of(text)
            .chars()
            .next()
            .is_some_and(char::is_lowercase);
        let joins =
            small && (same_block || is_small_word(view, view.tokens.first_at(line.span.start)));
        if !(line.continues || open || capitals || joins) || line.part != layout.lines[index].part {
            break;
        }
        span = span.cover(line.span);
        next += 1;
    }
    (span, next)
}

fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// The line with those that run on from it.
pub fn joined(layout: &Layout, index: usize) -> Span {
    let mut span = layout.lines[index].span;
    for line in &layout.lines[index + 1..] {
        if !line.continues {
            break;
        }
        span = span.cover(line.span);
    }
    span
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

/// A name as it is written, on one line, letters that are spaced out for show set together.
pub fn written(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut spaced: Vec<&str> = Vec::new();
    let flush = |spaced: &mut Vec<&str>, out: &mut Vec<String>| {
        if spaced.len() >= SPACED_LETTERS {
            out.push(spaced.concat());
        } else {
            out.extend(spaced.iter().map(|letter| (*letter).to_owned()));
        }
        spaced.clear();
    };
    // Two spaces or more part the words of spaced letters.
    for word in text.replace("  ", "\n").split('\n') {
        for piece in word.split_whitespace() {
            let mut characters = piece.chars();
            let single =
                characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none();
            if single {
                spaced.push(piece);
            } else {
                flush(&mut spaced, &mut out);
                out.push(piece.to_owned());
            }
        }
        flush(&mut spaced, &mut out);
    }
    out.join(" ")
}

/// So many single letters in a row are letters spaced out for show.
const SPACED_LETTERS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaced_letters_are_set_together() {
        assert_eq!(
            written("S U M M E R   F A I R\nat the mill"),
            "SUMMER FAIR at the mill"
        );
        assert_eq!(written("Plan A or B"), "Plan A or B");
    }

    #[test]
    fn decoration_is_taken_off() {
        let text = "  ✨ „Offene Werkstatt“ –  ";
        assert_eq!(
            trim_marks(text, Span::new(0, text.len())).of(text),
            "Offene Werkstatt"
        );
        let text = "Fair (for all)";
        assert_eq!(trim_marks(text, Span::new(0, text.len())).of(text), text);
    }
}
