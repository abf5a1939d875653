//! The name inside a stretch of text: without decoration, calls, dates, places and status words.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::{BlockKind, Span};

use super::roles::{COMMENTS, words};
use super::title_sentences;
use crate::layout::{has, is_pictograph};
use crate::{Found, Mention, View, overlapping};

/// The name inside the span: without decoration, without the words of an invitation or call
/// around it, without day and place behind it. Nothing where no name is left.
pub fn clean(view: &View, mentions: &[Mention], span: Span) -> Option<Span> {
    let text = view.text();
    let mut span = without_number(view, mentions, span);
    span = without_tag(view, without_label(view, trim_marks(text, span)));
    if is_invited_to(view, span) {
        span = without_small_words(view, span);
    }
    span = without_calls(view, span);
    span = without_mentions(view, mentions, span)?;
    span = without_calls(view, span);
    span = without_company(view, span);
    span = without_agenda(view, span);
    span = without_place(view, span);
    span = without_announcement(view, span);
    span = without_bracket(view, without_status(view, span));
    span = without_stop_of_year(text, trim_marks(text, without_elision(view, span)));
    (words(view, span) > 0
        && !is_salutation(view, span)
        && !is_generic(view, span)
        && !is_month(view, span)
        && !is_only_mention(view, mentions, span))
    .then_some(span)
}

/// Without the number of an item in a list. Where the items beside it go on with the same word, the
/// number counts editions and belongs to the name ("1. Bürgerforum", "2. Bürgerforum").
fn without_number(view: &View, mentions: &[Mention], span: Span) -> Span {
    let text = view.text();
    let blocks = &view.document.blocks;
    let at = blocks.partition_point(|block| block.span.start <= span.start);
    let item = at.checked_sub(1).map(|at| &blocks[at]);
    let is_item = item.is_some_and(|item| {
        matches!(item.kind, BlockKind::ListItem { .. }) && item.span.start == span.start
    });
    let rest = |span: Span| {
        let (number, rest) = span.of(text).split_once('.')?;
        let counts = (1..=2).contains(&number.len()) && number.bytes().all(|c| c.is_ascii_digit());
        (counts && rest.starts_with(' ')).then(|| Span::new(span.end - rest.len(), span.end))
    };
    let Some(name) = rest(span).filter(|_| is_item) else {
        return span;
    };
    let word = |span: Span| span.of(text).split_whitespace().next();
    let counted = [at.checked_sub(2), Some(at)]
        .into_iter()
        .filter_map(|other| rest(blocks.get(other?)?.span))
        .any(|other| word(other) == word(name));
    let claimed = !overlapping(mentions, Span::new(span.start, name.start)).is_empty();
    if counted || claimed { span } else { name }
}

/// Whether the words go on from an invitation that ends right before them ("Invitation" over "to the
/// Spring Concert").
fn is_invited_to(view: &View, span: Span) -> bool {
    const LONGEST: usize = 4;
    let first = view.tokens.first_at(span.start);
    span.of(view.text()).starts_with(char::is_lowercase)
        && (first.saturating_sub(LONGEST)..first).any(|token| {
            let mut hits = view.hits.at(token).iter();
            hits.any(|hit| hit.concept == Concept::CueInvite && hit.end == first)
        })
}

/// Without the name of a mailing list in square brackets before the subject: "[choir] Rehearsal".
fn without_tag(view: &View, span: Span) -> Span {
    const LONGEST: usize = 2;
    let text = view.text();
    let Some(close) = span.of(text).strip_prefix('[').and_then(|it| it.find(']')) else {
        return span;
    };
    let tag = Span::new(span.start + 1, span.start + 1 + close);
    let rest = trim_marks(text, Span::new(tag.end + 1, span.end));
    if words(view, tag) <= LONGEST && words(view, rest) > 0 {
        rest
    } else {
        span
    }
}

/// Without the word that labels the title of a mail or event ("Subject: …").
fn without_label(view: &View, span: Span) -> Span {
    let first = view.tokens.first_at(span.start);
    match view.hits.find(first, Concept::CueTitle) {
        Some(label) if label.span.start == span.start && view.tokens.is_mark(label.end, ':') => {
            Span::new((label.span.end + 1).min(span.end), span.end)
        }
        _ => span,
    }
}

/// Without the full stop of the sentence behind the year that ends a name ("… Poetry Night 2026.").
fn without_stop_of_year(text: &str, span: Span) -> Span {
    const YEAR: usize = 4;
    let name = span.of(text).strip_suffix('.').unwrap_or_default();
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    Span::new(span.start, span.end - usize::from(digits == YEAR))
}

/// Without the small word that runs into a name in small letters ("d'assemblea general"), or the
/// apostrophe that is left of it.
fn without_elision(view: &View, span: Span) -> Span {
    let (tokens, text) = (&view.tokens, view.text());
    let first = tokens.first_at(span.start);
    let left = tokens.is_mark(first, '\'') && text[..span.start].ends_with(char::is_alphabetic);
    let article = view.hits.at(first).iter().find(|hit| {
        hit.concept == Concept::NameConnector
            && hit.end == first + 2
            && tokens.is_mark(first + 1, '\'')
            && span.of(text).starts_with(char::is_lowercase)
    });
    let end = match article {
        Some(hit) => hit.span.end,
        None if left => tokens[first].end as usize,
        None => return span,
    };
    Span::new(end.min(span.end), span.end)
}

/// Whether the span is the name of a month, which heads its days.
pub fn is_month(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let month = view.hits.find(first, Concept::DateMonth);
    month.is_some_and(|month| month.span == span)
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
    // Most names begin and end with a letter or digit.
    let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = span.of(text).as_bytes();
    if plain(bytes.first()) && plain(bytes.last()) {
        return span;
    }
    let decoration = |c: char| {
        if c.is_ascii_alphanumeric() {
            return false;
        }
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

/// A cell without the lines in brackets that end it: notes on who leads, and for whom.
pub fn without_notes(text: &str, cell: Span) -> Span {
    let mut kept = cell.trim(text);
    while let Some((above, last)) = kept.of(text).rsplit_once('\n')
        && last.starts_with('(')
        && last.ends_with(')')
    {
        kept = Span::new(kept.start, kept.start + above.len()).trim(text);
    }
    kept
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
    let plain = |end: Option<char>| end.is_none_or(|c| c.is_ascii_alphanumeric());
    if plain(inner.chars().next()) && plain(inner.chars().next_back()) {
        return span;
    }
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
        // Some marks have two partners: „ is closed by “ and by ”.
        let alone = |mark: char, body: &str| {
            PAIRS.iter().all(|(first, last)| {
                (*first != mark || !body.contains(*last))
                    && (*last != mark || !body.contains(*first))
            })
        };
        if inner.starts_with(open) && alone(open, &inner[open.len_utf8()..]) {
            return Span::new(span.start + open.len_utf8(), span.end);
        }
        if inner.ends_with(close)
            && alone(close, &inner[..inner.len() - close.len_utf8()])
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
            // "Einladung Fachtag Inklusion"
            let kind = view.tokens.first_at(rest.start);
            let named = hit.concept == Concept::CueInvite
                && rest.of(text).starts_with(char::is_uppercase)
                && view.hits.find(kind, Concept::EventNoun).is_some()
                && words(view, rest) > 1;
            let parted = named
                || text[hit.span.end..]
                    .trim_start()
                    .starts_with([':', '-', '–', '—', '|', '!'])
                || hit.concept == Concept::CueInvite && words(view, hit.span) > 1
                || hit.concept == Concept::CueCall;
            if parted && words(view, rest) >= 1 {
                next = without_small_words(view, rest);
            }
        }
        if next == span
            && let Some(name) = hits
                .iter()
                .find_map(|hit| title_sentences::invited(view, hit, span))
        {
            next = name;
        }
        let invitation = hits
            .iter()
            .filter(|hit| {
                let lead = Span::new(span.start, hit.span.start);
                let count = words(view, hit.span);
                hit.concept == Concept::CueInvite
                    && (count >= LONG_INVITATION || count > 1 && names_organisation(view, lead))
            })
            .max_by_key(|hit| hit.span.end);
        if next == span
            && let Some(hit) = invitation
        {
            let rest = trim_marks(text, Span::new(hit.span.end, span.end));
            if words(view, rest) >= 1 {
                next = rest;
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

/// Whether the words name who invites ("Gminny Ośrodek Kultury" before "zaprasza na").
fn names_organisation(view: &View, span: Span) -> bool {
    view.hits.within(&view.tokens, span).any(|hit| {
        matches!(
            hit.concept,
            Concept::NameOrganisation | Concept::NameLegalForm
        )
    })
}

/// An invitation of so many words is one wherever it stands in the text.
const LONG_INVITATION: usize = 4;

/// Without the event's company behind the name ("in conjunction with …"); empty where the text
/// begins with it, for then it names something else.
fn without_company(view: &View, span: Span) -> Span {
    // A single word such as "during" or "under" may as well be part of a name.
    let leads = |hit: &Hit| {
        const OTHERS: [Concept; 4] = [
            Concept::EventNoun,
            Concept::NameOrganisation,
            Concept::NameLegalForm,
            Concept::DateHoliday,
        ];
        let rest = Span::new(hit.span.end, span.end);
        let mut others = view.hits.within(&view.tokens, rest);
        hit.end > hit.first + 1
            || words(view, rest) == 0
            || others.any(|other| {
                OTHERS.contains(&other.concept)
                    && words(view, Span::new(rest.start, other.span.start)) <= 1
            })
    };
    let hit = view.hits.within(&view.tokens, span).find(|hit| {
        hit.concept == Concept::CueAlongside && leads(hit)
            || hit.concept == Concept::CueOccasion && hit.span.end == span.end
    });
    match hit {
        Some(hit) => trim_marks(view.text(), Span::new(span.start, hit.span.start)),
        None => span,
    }
}

/// Without "and agenda" behind the name: what else the page holds.
fn without_agenda(view: &View, span: Span) -> Span {
    let hits = || view.hits.within(&view.tokens, span);
    let agenda = hits().find(|hit| hit.concept == Concept::CueAgenda && hit.span.end == span.end);
    let and = agenda.and_then(|agenda| {
        hits().find(|hit| hit.concept == Concept::DateAnd && hit.end == agenda.first)
    });
    match and {
        Some(and) if and.span.start > span.start => {
            trim_marks(view.text(), Span::new(span.start, and.span.start))
        }
        _ => span,
    }
}

/// A small word of so many letters may as well be the first of a name.
const LONG_SMALL_WORD: usize = 4;

/// Without small words before the name, left over from a call ("for the").
pub fn without_small_words(view: &View, span: Span) -> Span {
    let tokens = &view.tokens;
    let mut first = tokens.first_at(span.start);
    let end = tokens.first_at(span.end);
    // An elided article stays with its word ("l'inauguration").
    let elided = |word: usize| {
        tokens.is_mark(word + 1, '\'') && tokens.get(word + 1).is_some_and(|it| it.gap == Gap::None)
    };
    // Of the longer ones only those that are known to lead on: "roof weekends" is a name.
    let leads = |word: usize| {
        let short = tokens.folded(word).chars().count() < LONG_SMALL_WORD;
        short
            || view.hits.at(word).iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::CueAbout
                        | Concept::CuePlacePreposition
                        | Concept::CueTitleEnd
                        | Concept::NameStarter
                        | Concept::NameArticle
                        | Concept::NameConnector
                )
            })
    };
    while first + 1 < end && is_small_word(view, first) && leads(first) && !elided(first) {
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
            start = behind_ending(view, mention.span.end).min(span.end);
        }
    }
    pieces.push(Span::new(start, span.end));
    let mut best: Option<(Span, usize)> = None;
    for piece in pieces {
        let mut piece = trim_marks(text, piece);
        // A bracket that the date closes goes with the date.
        if let Some(open) = piece
            .of(text)
            .rfind('(')
            .filter(|_| cut && !piece.of(text).ends_with(')'))
        {
            piece = trim_marks(text, Span::new(piece.start, piece.start + open));
        }
        piece = without_bracket(view, without_note(view, piece));
        if cut && is_generic(view, piece) {
            continue;
        }
        if cut {
            piece = without_title_end(view, without_status(view, piece));
            piece = without_verb(view, piece);
            piece = without_lead(view, piece);
        }
        let count = words(view, piece);
        let letters = piece.of(text).chars().filter(|c| c.is_alphabetic()).count();
        if count == 0 || letters < 2 {
            continue;
        }
        // The first piece that could be a name wins; a later one must be plainly longer.
        let place = view.tokens.first_at(piece.start);
        let placed = view
            .hits
            .find(place, Concept::CuePlacePreposition)
            .is_some();
        // A sentence behind the date says more of what the word before it names.
        let behind = |first: Span| &text[first.end..piece.start.max(first.end)];
        let apart = best.is_some_and(|(first, _)| behind(first).contains(". "));
        if best.is_none_or(|(_, size)| size < 2 && count > size && !placed && !apart) {
            best = Some((piece, count));
        }
    }
    best.map(|(piece, _)| piece)
}

/// Where the words behind a date begin, past an ending that an apostrophe ties to it ("this month's
/// call").
fn behind_ending(view: &View, end: usize) -> usize {
    const LONGEST: usize = 2;
    let rest = &view.text()[end..];
    let Some(ending) = rest.strip_prefix(['\'', '’']) else {
        return end;
    };
    let tail = ending.len() - ending.trim_start_matches(char::is_alphabetic).len();
    match (1..=LONGEST).contains(&tail) {
        true => end + rest.len() - ending.len() + tail,
        false => end,
    }
}

/// A bare year belongs to the name that it follows ("ACH 2023"), a holiday to the words around it
/// ("Christmas on the Quay"); a full date does not.
fn is_part_of_name(view: &View, time: &crate::TimeMention, mention: Span, span: Span) -> bool {
    let holiday = has(view, mention, Concept::DateHoliday)
        && time.start.clock.is_none()
        && time.weekday.is_none()
        && !mention
            .of(view.text())
            .contains(|c: char| c.is_ascii_digit());
    if holiday && view.words(mention) < view.words(span) {
        return true;
    }
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

/// Without the verb of a row that is a sentence, and the word or two behind it: "The knitting circle
/// meets again" before the day.
fn without_verb(view: &View, span: Span) -> Span {
    const MOST: usize = 2;
    let held = view
        .hits
        .within(&view.tokens, span)
        .find(|hit| matches!(hit.concept, Concept::CueHeld | Concept::CueMeets));
    let Some(held) = held else {
        return span;
    };
    let name = trim_marks(view.text(), Span::new(span.start, held.span.start));
    let rest = Span::new(held.span.end, span.end);
    let small = held.span.of(view.text()).starts_with(char::is_lowercase);
    let fits = small && has(view, name, Concept::EventNoun) && words(view, rest) <= MOST;
    if fits { name } else { span }
}

/// Without an everyday word that is left at the end of a phrase ("the supper that").
pub fn without_open_end(view: &View, span: Span) -> Span {
    let last = view.tokens.first_at(span.end).saturating_sub(1);
    let leads = || {
        let mut hits = view.hits.at(last).iter();
        let name = hits.any(|hit| matches!(hit.concept, Concept::EventNoun | Concept::CueAbout));
        let everyday = [
            Concept::LanguageWord,
            Concept::NameStarter,
            Concept::CueVerb,
        ];
        let says = |concept: &Concept| view.hits.find(last, *concept).is_some();
        !name && everyday.iter().any(says)
    };
    match view.tokens.first_at(span.start) < last && is_small_word(view, last) && leads() {
        true => {
            let end = view.tokens[last].start as usize;
            trim_marks(view.text(), Span::new(span.start, end.max(span.start)))
        }
        false => span,
    }
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
                    && match hit.concept {
                        Concept::CueTitleEnd | Concept::CuePlacePreposition | Concept::CueHeld => {
                            true
                        }
                        // "Rhyme Time" is a name; "Concert, Time:" and "concert date" end in a field.
                        Concept::CueWhen => is_field_behind(view.text(), span, hit.span),
                        _ => leads_to_hour(view, span, hit),
                    }
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

/// Whether the word at the end of the text labels what follows: a colon stands behind it or a mark
/// before it, or it is written small.
fn is_field_behind(text: &str, span: Span, word: Span) -> bool {
    let before = text[span.start..word.start.max(span.start)].trim_end();
    text[word.end..].trim_start().starts_with(':')
        || word.of(text).starts_with(char::is_lowercase)
        || before.is_empty()
        || before.ends_with([',', ';', '.', '-', '–', '|', '('])
}

/// Whether the word leads from the name to an hour ("from"), behind a mark also one that tells what is
/// at that hour ("Vineyard walk – meeting point").
fn leads_to_hour(view: &View, span: Span, hit: &Hit) -> bool {
    const MARKS: [char; 6] = ['-', '–', '—', ',', '|', '·'];
    match hit.concept {
        Concept::DateClockCue | Concept::DateRangeOpen => hit.span.start > span.start,
        Concept::CueGathering | Concept::CueBegins | Concept::CueDoors => {
            let before = Span::new(span.start, hit.span.start).of(view.text());
            before.trim_end().ends_with(MARKS)
        }
        _ => false,
    }
}

/// The subject of a short sentence that says no more than that it takes place: "Our barn dance is
/// back!".
fn without_announcement(view: &View, span: Span) -> Span {
    const FEWEST: usize = 2;
    let text = view.text();
    let Some(sentence) = span.of(text).strip_suffix(['!', '.']) else {
        return span;
    };
    let end = span.start + sentence.trim_end().len();
    let mut hits = view.hits.within(&view.tokens, Span::new(span.start, end));
    let verb = hits.find(|hit| hit.concept == Concept::CueHeld && hit.span.end == end);
    let Some(verb) = verb.filter(|verb| !has(view, verb.span, Concept::EventNoun)) else {
        return span;
    };
    let mut first = view.tokens.first_at(span.start);
    let leads = |token: usize| {
        let mut hits = view.hits.at(token).iter();
        hits.any(|hit| matches!(hit.concept, Concept::NameArticle | Concept::NameStarter))
    };
    while first < verb.first && leads(first) {
        first += 1;
    }
    let lead = Span::new(view.tokens[first].start as usize, verb.span.start);
    let subject = trim_marks(text, lead);
    // "Spring walk – we invite you!"
    let broken = subject.end + 1 != verb.span.start || subject.of(text).contains(['.', '!', '?']);
    if words(view, subject) >= FEWEST && !broken {
        subject
    } else {
        span
    }
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

/// Without the house or room that a comma sets behind the name, and what follows it ("Jumble sale,
/// village hall"), or the words that stand for the last one ("Choir, same venue").
fn without_place(view: &View, span: Span) -> Span {
    const LONGEST: usize = 5;
    let text = view.text();
    let mut hits = view.hits.within(&view.tokens, span);
    if let Some(same) = hits.find(|hit| hit.concept == Concept::CueSamePlace)
        && same.span.start > span.start
    {
        return trim_marks(text, Span::new(span.start, same.span.start));
    }
    for (at, _) in span.of(text).match_indices(", ") {
        let head = Span::new(span.start, span.start + at);
        let tail = Span::new(head.end + 2, span.end);
        let length = tail.of(text).find(',').unwrap_or(tail.len());
        let tail = Span::new(tail.start, tail.start + length);
        let first = view.tokens.first_at(tail.start);
        let is_place = has(view, tail, Concept::CueBuilding)
            || has(view, tail, Concept::CueRoom)
            || view.hits.find(first, Concept::CueVenue).is_some();
        let is_short = (1..=LONGEST).contains(&words(view, tail));
        let is_name = has(view, tail, Concept::EventNoun) || has(view, tail, Concept::DateAnd);
        let is_led = words(view, head) > 0 && !has(view, head, Concept::CueBuilding);
        if is_place && is_short && !is_name && is_led {
            return head;
        }
    }
    span
}

/// Without a note behind the name on how to register, or one that only leads to the hour or place:
/// "Club championship, register by", "Ridge walk, departure at".
fn without_note(view: &View, span: Span) -> Span {
    const LONGEST_FIELD: usize = 3;
    let text = view.text();
    let note = view.hits.within(&view.tokens, span).find(|hit| {
        let tells = match hit.concept {
            Concept::DeadlineRegistration | Concept::CueRegister => true,
            Concept::CueGathering | Concept::CueDoors | Concept::CueBegins | Concept::CueWhen => {
                words(view, Span::new(hit.span.start, span.end)) <= LONGEST_FIELD
            }
            _ => false,
        };
        let lead = &text[span.start..hit.span.start.max(span.start)];
        tells && lead.trim_end().ends_with([',', ';', '(', '–'])
    });
    let name = note.map(|note| trim_marks(text, Span::new(span.start, note.span.start)));
    name.filter(|name| words(view, *name) > 0).unwrap_or(span)
}

/// Without a bracket behind the name that says where one meets, what it costs, how to register or that all
/// may come: "Snowdrop walk (meet at the gate)".
fn without_bracket(view: &View, span: Span) -> Span {
    const NOTES: [Concept; 6] = [
        Concept::CueGathering,
        Concept::CueRegister,
        Concept::DeadlineRegistration,
        Concept::CuePrice,
        Concept::CueFree,
        Concept::CueVenue,
    ];
    let text = view.text();
    let open = span
        .of(text)
        .strip_suffix(')')
        .and_then(|it| it.rfind(" ("));
    let Some(open) = open
        .map(|open| span.start + open)
        .filter(|open| *open > span.start)
    else {
        return span;
    };
    let first = view.tokens.first_at(open + 2);
    let mut hits = view.hits.at(first).iter();
    let note = Span::new(open + 2, span.end - 1);
    match hits.any(|hit| NOTES.contains(&hit.concept)) || is_generic(view, note) {
        true => trim_marks(text, Span::new(span.start, open)),
        false => span,
    }
}

/// Without "cancelled", "sold out" and the like before or behind the name.
pub fn without_status(view: &View, span: Span) -> Span {
    let text = view.text();
    let mut span = span;
    for _ in 0..2 {
        let hit = view.hits.within(&view.tokens, span).find(|hit| {
            let says = [
                Concept::CueCancelled,
                Concept::CuePostponed,
                Concept::CueFull,
            ];
            says.contains(&hit.concept)
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

/// Without the full stop behind a word in small letters that is too long for an abbreviation.
fn without_stop(text: &str) -> &str {
    const SHORTEST: usize = 4;
    let word = |text: &str| text.chars().rev().take_while(|c| c.is_lowercase()).count();
    match text.strip_suffix('.') {
        Some(rest) if word(rest) >= SHORTEST => rest,
        _ => text,
    }
}

/// A name as it is written, on one line, letters that are spaced out for show set together, without
/// the full stop of a sentence that it ends.
pub fn written(text: &str) -> String {
    let text = without_stop(text);
    let is_letter = |piece: &str| {
        let mut characters = piece.chars();
        characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
    };
    let letters = text
        .split_whitespace()
        .filter(|piece| is_letter(piece))
        .count();
    if letters < SPACED_LETTERS {
        return super::places::one_line(text);
    }
    let mut out: Vec<String> = Vec::new();
    // Two spaces or more, or a line end, part the words of spaced letters.
    for word in text.split('\n').flat_map(|line| line.split("  ")) {
        let mut spelt = String::new();
        for piece in word.split_whitespace() {
            if is_letter(piece) {
                spelt.push_str(piece);
                continue;
            }
            out.extend((!spelt.is_empty()).then(|| std::mem::take(&mut spelt)));
            out.push(piece.to_owned());
        }
        out.extend((!spelt.is_empty()).then_some(spelt));
    }
    out.join(" ")
}

/// So many single letters in a name are letters spaced out for show.
const SPACED_LETTERS: usize = 4;

/// A lower-case word of at most four letters: an article, preposition or conjunction.
pub fn is_small_word(view: &View, index: usize) -> bool {
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

/// Whether a line says only what part of the page follows.
pub fn is_generic(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let mut index = tokens.first_at(span.start);
    let end = tokens.first_at(span.end);
    let mut generic = words(view, span) == 0;
    while index < end {
        let covering = view.hits.at(index).iter().filter(|hit| {
            hit.end <= end && (is_field_word(hit) || hit.concept == Concept::EventNoun)
        });
        match covering.max_by_key(|hit| (hit.end, is_field_word(hit))) {
            Some(hit) => {
                generic |= is_field_word(hit);
                index = hit.end;
            }
            None if tokens[index].kind == TokenKind::Word && !tells_nothing(view, index) => {
                return false;
            }
            None => index += 1,
        }
    }
    generic
}

/// Whether a small word is none that names a thing: of few letters, or one that others follow.
fn tells_nothing(view: &View, index: usize) -> bool {
    const SHORT: usize = 3;
    is_small_word(view, index)
        && (view.tokens.folded(index).chars().count() <= SHORT
            || view.hits.at(index).iter().any(|hit| leads_on(hit.concept)))
}

/// Whether a word of the concept is rather followed by others than the last of a name.
pub fn leads_on(concept: Concept) -> bool {
    matches!(
        concept,
        Concept::LanguageWord
            | Concept::CueAbout
            | Concept::CueHeld
            | Concept::CuePlacePreposition
            | Concept::CueTitle
            | Concept::CueTitleEnd
            | Concept::CueVerb
            | Concept::DateAnd
            | Concept::DateConnector
            | Concept::DateDayCue
            | Concept::DateFrom
            | Concept::DateRangeOpen
            | Concept::DateUntil
            | Concept::NameAnd
            | Concept::NameArticle
            | Concept::NameConnector
            | Concept::NameStarter
    )
}

/// Whether the text begins like a letter's greeting or close.
fn is_salutation(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    view.hits.find(first, Concept::CueSalutation).is_some()
}

/// Whether the words name a field or part of the page.
fn is_field_word(hit: &Hit) -> bool {
    let comments = hit.concept == Concept::CueNews && hit.value == COMMENTS;
    comments
        || matches!(
            hit.concept,
            Concept::CueGenericHeading
                | Concept::CueCall
                | Concept::CueAgenda
                | Concept::CueWhen
                | Concept::CueVenue
                | Concept::CueRegister
                | Concept::CueDoors
                | Concept::CueEnd
                | Concept::DeadlineHeading
                | Concept::DeadlineWord
                | Concept::DeadlineRegistration
                | Concept::DeadlineSubmission
                | Concept::DeadlineNotification
                | Concept::DeadlineCameraReady
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::testing::told;

    #[test]
    fn spaced_letters_are_set_together() {
        assert_eq!(
            written("S U M M E R   F A I R\nat the mill"),
            "SUMMER FAIR at the mill"
        );
        assert_eq!(written("T H E  O L D  MILL"), "THE OLD MILL");
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

    #[test]
    fn notes_and_leftovers_are_no_part_of_a_name() {
        for (text, name) in [
            (
                "Ridge walk, departure at 9 am, Sunday 9 May 2027",
                "Ridge walk",
            ),
            (
                "Sunday 9 May 2027: Snowdrop walk (meet at the gate)",
                "Snowdrop walk",
            ),
            (
                "Sunday 9 May 2027: Bookbinding for beginners (fully booked)",
                "Bookbinding for beginners",
            ),
            ("Sunday 9 May 2027, 10 am: Rhyme Time", "Rhyme Time"),
            (
                "Lundi 10 mai 2027, 20h : débat « Le retour du loup »",
                "débat « Le retour du loup »",
            ),
            (
                "Mon 10 May 2027 - Committee meeting (all welcome)",
                "Committee meeting",
            ),
            (
                "Onsdag 12 maj 2027 kl. 18\nFöredrag: Rötter under asfalten",
                "Föredrag: Rötter under asfalten",
            ),
            (
                "Sabato 8 maggio 2027\nIl giardino dei sogni",
                "Il giardino dei sogni",
            ),
            (
                "Zondag 9 mei 2027 Rommelmarkt van 10 tot 15 uur",
                "Rommelmarkt",
            ),
        ] {
            assert_eq!(told(text)[0].1, name, "{text}");
        }
    }
}
