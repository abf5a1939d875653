//! The name of a notice: the phrase beside its hour that holds a kind of event.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::Span;

use super::title_phrases::{self, ends_name};
use super::titles::{Place, Title, title};
use crate::weights;
use crate::{Mention, View, overlapping};

/// So many words a name has behind its kind of event at most.
const LONGEST_TAIL: usize = 10;

/// So many words and hyphens stand before the kind of event in a name at most.
const LONGEST_LEAD: usize = 6;

/// Between the hour and a name that it leads to stand so many words at most ("at 8 pm in the church …").
const NEAR: usize = 1;

/// What an hour leads to, or what leads to it.
pub struct Named {
    /// The name.
    pub title: Title,
    /// Whether it stands behind the hour.
    pub behind: bool,
}

/// The name of what takes place at the time, out of the piece of a sentence around it. What stands
/// right behind the hour comes first ("at the mass at 12.00 first communion"), or what its sentence
/// begins with where the time does not begin it.
pub fn named(view: &View, mentions: &[Mention], piece: Span, time: Span) -> Option<Named> {
    let lead = Span::new(piece.start.min(time.start), time.start);
    let rest = Span::new(time.end.min(piece.end), piece.end);
    let before = || {
        let mut phrases = phrases(view, mentions, lead);
        // "The meeting will be held in the Reading Room"
        let free = phrases
            .iter()
            .rposition(|it| !is_led_to(view, it.span, lead));
        let last = free.or(phrases.len().checked_sub(1))?;
        Some(Named {
            title: phrases.swap_remove(last),
            behind: false,
        })
    };
    let mut found = phrases(view, mentions, rest).into_iter();
    let Some(first) = found.next() else {
        return before().or_else(|| quoted(view, mentions, piece, time));
    };
    // "At the 12.00 mass: first communion"
    let text = view.text();
    let set_off = text[first.span.end..].trim_start().starts_with(':');
    let first = match set_off.then(|| found.next()).flatten() {
        Some(next) if view.words(Span::new(first.span.end, next.span.start)) <= NEAR => next,
        _ => first,
    };
    // "At the mass at 12 we celebrate the jubilee", but "mass at 12, followed by a procession"
    let gap = view.words(Span::new(time.end.min(first.span.start), first.span.start));
    let leads = view.words(lead) <= NEAR + 1;
    if !leads
        && gap > NEAR
        && let Some(before) = before()
        && !(is_led_to(view, before.title.span, piece)
            && said_between(view, time.end, first.span.start) <= NEAR)
    {
        return Some(before);
    }
    Some(Named {
        title: first,
        behind: true,
    })
}

/// The phrases of a stretch that hold a kind of event, each but once.
fn phrases(view: &View, mentions: &[Mention], span: Span) -> Vec<Title> {
    let mut out: Vec<Title> = Vec::new();
    for noun in nouns(view, mentions, span) {
        let inside = out.last().is_some_and(|last| last.span.overlaps(noun.span));
        if !inside {
            out.extend(phrase(view, mentions, noun, span));
        }
    }
    out
}

/// The one name in quotation marks of a sentence that tells no kind of event ("The Players present “The
/// Lamp” on Friday at 8").
fn quoted(view: &View, mentions: &[Mention], piece: Span, time: Span) -> Option<Named> {
    let quotes = title_phrases::quotes(view.text(), piece);
    let [only] = quotes.as_slice() else {
        return None;
    };
    let title = title(view, mentions, *only, Place::Quoted)?;
    let behind = time.end <= only.start;
    Some(Named { title, behind })
}

/// Whether a word that leads to a place stands before the name, over an article at most: it tells at what
/// something else takes place.
fn is_led_to(view: &View, name: Span, piece: Span) -> bool {
    let first = view.tokens.first_at(name.start);
    let lower = view
        .tokens
        .first_at(piece.start)
        .max(first.saturating_sub(3));
    (lower..first).any(|at| {
        let mut hits = view.hits.at(at).iter();
        hits.any(|hit| {
            hit.concept == Concept::CuePlacePreposition
                && hit.end <= first
                && view.words(Span::new(hit.span.end, name.start)) <= 1
        })
    })
}

/// The words from one offset to another that say more than verbs and small words do.
fn said_between(view: &View, start: usize, end: usize) -> usize {
    let tokens = &view.tokens;
    let inside = tokens.first_at(start)..tokens.first_at(end);
    let says = |at: &usize| tokens[*at].kind == TokenKind::Word && !is_function(view, *at);
    inside.filter(says).count()
}

/// The body that the sentence says to meet at the time: "the women's guild meets on Tuesday at 8".
pub fn who_meets(view: &View, mentions: &[Mention], piece: Span, time: Span) -> Option<Named> {
    const LONGEST: usize = 6;
    let meets = view
        .hits
        .within(&view.tokens, piece)
        .find(|hit| hit.concept == Concept::CueMeets)?;
    let tokens = &view.tokens;
    let from = tokens.first_at(piece.start.min(meets.span.start));
    let article = view.hits.find(from, Concept::NameArticle);
    let from = article.map_or(from, |article| article.end);
    let start = tokens.get(from)?.start as usize;
    let lead = Span::new(start.min(meets.span.start), meets.span.start);
    let fits = (1..=LONGEST).contains(&view.words(lead)) && overlapping(mentions, lead).is_empty();
    let behind = time.end <= meets.span.start;
    let title = fits.then(|| title(view, mentions, lead, Place::Phrase))??;
    Some(Named { title, behind })
}

/// The kinds of events that a stretch speaks of, but those that something else comes after ("after
/// mass") and parts of longer ones.
fn nouns<'v>(view: &'v View, mentions: &'v [Mention], span: Span) -> impl Iterator<Item = &'v Hit> {
    const MOST: usize = 12;
    let mut end = 0;
    view.hits
        .within(&view.tokens, span)
        .filter(|hit| hit.concept == Concept::EventNoun)
        .filter(move |hit| !overlapping(mentions, hit.span).iter().any(ends_name))
        .filter(move |hit| !follows_after(view, span, hit.first))
        .filter(move |hit| {
            let whole = hit.first >= end;
            end = end.max(hit.end);
            whole
        })
        .take(MOST)
}

/// Whether a word such as "after" leads to the token, over a small word at most.
fn follows_after(view: &View, span: Span, token: usize) -> bool {
    const FURTHEST: usize = 3;
    let lower = view
        .tokens
        .first_at(span.start)
        .max(token.saturating_sub(FURTHEST));
    (lower..token).any(|at| {
        view.hits.at(at).iter().any(|hit| {
            hit.concept == Concept::CueAfter
                && view.words(Span::new(
                    hit.span.end.min(view.tokens[token].start as usize),
                    view.tokens[token].start as usize,
                )) <= 1
        })
    })
}

/// The phrase around a kind of event, inside of the span.
fn phrase(view: &View, mentions: &[Mention], noun: &Hit, span: Span) -> Option<Title> {
    let tokens = &view.tokens;
    let (lower, upper) = (tokens.first_at(span.start), tokens.first_at(span.end));
    let mut first = noun.first;
    let large = starts_upper(view, noun.first);
    while first > lower && noun.first - first < LONGEST_LEAD {
        let before = first - 1;
        let small = large && !starts_upper(view, before);
        // "Leavers' assembly"
        let word = tokens[before].kind == TokenKind::Word
            || ['-', '\''].iter().any(|mark| tokens.is_mark(before, *mark))
                && tokens[before].gap == Gap::None;
        // "End-of-season dinner"
        let hyphen = |at: usize| tokens.is_mark(at, '-') && tokens[at].gap == Gap::None;
        let glued = hyphen(first) && tokens[first + 1].gap == Gap::None
            || before > lower + 1
                && hyphen(before - 1)
                && tokens[before].gap == Gap::None
                && tokens[before - 2].kind == TokenKind::Word;
        if !word
            || small
            || tokens[first].gap > Gap::Line
            || tokens[before].kind == TokenKind::Word && is_function(view, before) && !glued
            || ends_mention(view, mentions, before)
        {
            break;
        }
        first = before;
    }
    // "At 9 pm in oratorio meeting of the parents"
    let placed = |at: usize| view.hits.find(at, Concept::CuePlacePreposition).is_some();
    let behind_place = first > lower && placed(first - 1);
    if behind_place && (first == lower + 1 || (first - 1..noun.first).any(|at| is_built(view, at)))
    {
        first = noun.first;
    }
    let mut end = noun.end;
    while end < upper && end - noun.end < LONGEST_TAIL && goes_on(view, mentions, noun, end, upper)
    {
        end += 1;
    }
    // "Benediction in the Lady (Chapel)": a house ends the name before the word that leads to it.
    let at_house = tokens.get(end).is_some() && end < upper && is_built(view, end);
    let leads = |at: &usize| view.hits.find(*at, Concept::CuePlacePreposition).is_some();
    if at_house && let Some(cut) = (noun.end..end).rev().find(leads) {
        end = cut;
    }
    let closes = |at: usize| match tokens[at].kind {
        TokenKind::Word => !is_function(view, at),
        TokenKind::Number => true,
        TokenKind::Mark(_) => false,
    };
    while end > noun.end && !closes(end - 1) {
        end -= 1;
    }
    // "On the evening of 3 May" tells when.
    let part = view.hits.find(noun.first, Concept::DatePartOfDay).is_some();
    if part && end == noun.end {
        return None;
    }
    let whole = Span::new(tokens[first].start as usize, tokens[end - 1].end as usize);
    let found = title(view, mentions, whole, Place::Phrase);
    found.or_else(|| {
        // What is no name elsewhere is one beside its hour, where it says more than the kind.
        let more = end > noun.end + 1;
        match more {
            true => Some(Title {
                span: whole,
                score: weights::TITLE_ENOUGH,
                rule: "event.title.phrase",
            }),
            false => title(view, mentions, noun.span, Place::Phrase),
        }
    })
}

/// Whether a name that holds a kind of event goes on with the token.
fn goes_on(view: &View, mentions: &[Mention], noun: &Hit, at: usize, upper: usize) -> bool {
    let tokens = &view.tokens;
    let token = tokens[at];
    if token.gap > Gap::Line || ends_mention(view, mentions, at) {
        return false;
    }
    match token.kind {
        // A full stop inside of a sentence closes a word that is cut short.
        TokenKind::Mark(mark) => {
            let inside = at + 1 < upper && token.gap == Gap::None;
            return inside && matches!(mark, '.' | '\'' | '-' | 'º' | '’');
        }
        // "The mass of 11.00"
        TokenKind::Number => {
            let minutes = ['.', ':'].iter().any(|mark| tokens.is_mark(at + 1, *mark))
                && tokens.number(at + 2).is_some();
            return !minutes;
        }
        TokenKind::Word => {}
    }
    let says = |at: usize, concept| view.hits.find(at, concept).is_some();
    let is_any = |concepts: &[Concept]| concepts.iter().any(|concept| says(at, *concept));
    let cut_short =
        tokens.is_mark(at + 1, '.') && tokens[at + 1].gap == Gap::None && at + 2 < upper;
    if cut_short {
        return true;
    }
    let joined = says(at - 1, Concept::NameConnector);
    let verb = is_verb(view, at) && !is_any(&[Concept::CueAbout]) && !joined;
    let amounts = [
        Concept::DateAmount,
        Concept::DateFraction,
        Concept::DateHourShiftBefore,
    ];
    let counts = is_any(&amounts) && !is_any(&[Concept::NameConnector]);
    if verb || counts {
        return false;
    }
    // What a kind of event is called goes before where it is held.
    let told = noun.compound
        || noun.end > noun.first + 1
        || view.words(Span::new(noun.span.end, token.start as usize)) > 0;
    let placed = told
        && (is_any(&[Concept::CueBuilding, Concept::CueRoom]) && !is_any(&[Concept::EventNoun]));
    if placed || told && says(at, Concept::CuePlacePreposition) {
        return false;
    }
    // "I" in capitals is rather a number.
    if says(at, Concept::DateAnd) && !starts_upper(view, at) {
        let mut next = at + 1..upper.min(at + 3);
        return next.any(|next| says(next, Concept::EventNoun));
    }
    let joins = [
        Concept::NameConnector,
        Concept::NameArticle,
        Concept::CueAbout,
        Concept::PersonHonorific,
        Concept::PersonParticle,
        Concept::CuePlacePreposition,
    ];
    is_any(&joins) || starts_upper(view, at) || !is_function(view, at)
}

/// Whether the token is a word for a house or room.
fn is_built(view: &View, at: usize) -> bool {
    let mut hits = view.hits.at(at).iter();
    hits.any(|hit| matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom))
}

/// What begins the rest of a sentence behind a name.
const VERBS: &[Concept] = &[
    Concept::CueAfter,
    Concept::CueBegins,
    Concept::CueHeld,
    Concept::CueMeets,
    Concept::CueVerb,
    Concept::CueSpeaker,
    Concept::CueMoved,
    Concept::CuePostponed,
    Concept::CueCancelled,
    Concept::CueInstead,
    Concept::CueEarlier,
    Concept::CueOccasion,
];

/// Whether the word is one of those, or the end of several.
fn is_verb(view: &View, at: usize) -> bool {
    const LONGEST: usize = 3;
    (at.saturating_sub(LONGEST)..=at).any(|first| {
        let mut hits = view.hits.at(first).iter();
        hits.any(|hit| hit.end > at && VERBS.contains(&hit.concept))
    })
}

/// Whether words before an hour may tell a day of their own: they are no more than small words, a part of
/// the day, or what is held then.
pub fn tells_no_day(view: &View, lead: Span) -> bool {
    let tokens = &view.tokens;
    let known = |at: usize| {
        (at.saturating_sub(2)..=at).any(|first| {
            let mut hits = view.hits.at(first).iter();
            hits.any(|hit| {
                let kinds = [
                    Concept::EventNoun,
                    Concept::DatePartOfDay,
                    Concept::DateRelativePart,
                    Concept::CueBuilding,
                    Concept::CueRoom,
                    Concept::CueAfter,
                ];
                hit.end > at && kinds.contains(&hit.concept)
            })
        })
    };
    let mut inside = tokens.first_at(lead.start)..tokens.first_at(lead.end);
    inside.all(|at| tokens[at].kind != TokenKind::Word || is_function(view, at) || known(at))
}

/// Whether a word only holds a sentence together: an article, a preposition, an everyday word.
fn is_function(view: &View, at: usize) -> bool {
    let letters = view.tokens.folded(at).chars().count();
    letters < 3 && !starts_upper(view, at)
        || view.hits.at(at).iter().any(|hit| {
            matches!(
                hit.concept,
                Concept::LanguageWord
                    | Concept::NameArticle
                    | Concept::NameConnector
                    | Concept::NameStarter
                    | Concept::DateShift
                    | Concept::DateAmount
                    | Concept::DateAnd
                    | Concept::DateClockCue
                    | Concept::DateConnector
                    | Concept::CueAbout
                    | Concept::CuePlacePreposition
                    | Concept::CueTitleEnd
            )
        })
        || is_verb(view, at)
}

fn ends_mention(view: &View, mentions: &[Mention], at: usize) -> bool {
    let token = view.tokens[at];
    let span = Span::new(token.start as usize, token.end as usize);
    overlapping(mentions, span).iter().any(ends_name)
}

fn starts_upper(view: &View, at: usize) -> bool {
    view.text()[view.tokens[at].start as usize..].starts_with(char::is_uppercase)
}
