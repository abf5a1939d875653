//! Candidates for the name of an event, and how good each is.

use handbill_lexicon::{Concept, Gap, Hits, TokenKind, Tokens, classify, fold};
use handbill_model::{Span, Style};

use super::inflected_places;
use super::roles::words;
use super::title_text::{self, clean, is_small_word};
use crate::layout::has;
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
    /// The subject of a mail.
    Subject,
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
            Place::Subject => weights::TITLE_SUBJECT_LINE,
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
            Place::Subject => "event.title.subject",
        }
    }
}

/// The candidate that the text at the span makes, if it can be a name.
pub fn title(view: &View, mentions: &[Mention], span: Span, place: Place) -> Option<Title> {
    let mut span = clean(view, mentions, span)?;
    if place == Place::Phrase {
        span = title_text::without_open_end(view, span);
    }
    let noun = names_kind(view, span);
    let span = set_off(view, span).unwrap_or(span);
    let count = words(view, span);
    let text = span.of(view.text());
    if count == 0 || count > 28 || text.chars().count() > 220 {
        return None;
    }
    let first = text.chars().find(|c| c.is_alphanumeric())?;
    if matches!(place, Place::Row | Place::FirstLine) && !noun && is_led_to_a_place(view, span) {
        return None;
    }
    if matches!(place, Place::Row) && goes_on_with_verb(view, span)
        || place == Place::Phrase && is_addressed(view, mentions, span)
    {
        return None;
    }
    if is_of_writing(view, span) || !noun && count <= 6 && is_some_number(view, span) {
        return None;
    }
    if says_over(view, span) || sets_out(view, span) {
        return None;
    }
    if count <= 4 && is_no_name(view, span, place) {
        return None;
    }
    // A month or day of the week alone heads what is on it.
    let first_token = view.tokens.first_at(span.start);
    let is = |concept| view.hits.find(first_token, concept).is_some();
    let heads = [
        Concept::DateMonth,
        Concept::DateMonthShort,
        Concept::DateWeekday,
        Concept::DateWeekdayShort,
    ];
    if count == 1 && heads.into_iter().any(is) {
        return None;
    }
    // "Go" is rather a button.
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if place == Place::FirstLine && count == 1 && letters < 3 && text.contains(char::is_lowercase) {
        return None;
    }
    let mut score = place.weight();
    // "Our barn dance is back!" says what its subject is.
    let announced = place != Place::Phrase && is_announced(view, span);
    // "kuuse süütamine keskväljakul": what and where.
    let placed_by_ending = ends_where(view, span);
    if announced {
        score += weights::TITLE_SUBJECT;
    }
    let row = place == Place::Row && placed_by_ending;
    if first.is_uppercase() || first.is_numeric() || announced || row {
        score += weights::TITLE_CAPITALS;
    } else if matches!(place, Place::FirstLine) {
        score += weights::TITLE_SMALL_HEAD;
    }
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
    if tells_hours(view, span) || !noun && tells_fees(view, span) {
        score += weights::TITLE_HOURS;
    }
    if has(view, span, Concept::CuePublished) {
        score += weights::TITLE_SENTENCE;
    }
    if !noun && is_mostly_numbers(view, span) {
        score += weights::TITLE_BARE_NOUN;
    }
    if reads_like_sentence(view, span) {
        score += weights::TITLE_SENTENCE;
    }
    if has_year(view, span) {
        score += weights::TITLE_YEAR;
    }
    if is_in_brackets(view, span) && place != Place::Quoted {
        score += weights::TITLE_OPEN;
    }
    let small = row && first.is_lowercase();
    let inside = has(view, span, Concept::CuePlacePreposition) || small;
    let quoted = place == Place::Quoted || is_in_quotes(view, span);
    if !noun && !inside && !quoted && is_house(view, span) {
        score += weights::TITLE_BUILDING;
    }
    let placed: usize = overlapping(mentions, span)
        .iter()
        .filter(|mention| matches!(mention.found, Found::Address(_)))
        .map(|mention| words(view, mention.span))
        .sum();
    if !noun && placed > 0 && count <= placed + 2 {
        score += weights::TITLE_BUILDING;
    }
    if count >= 2 && is_in_title(view, span, noun) {
        score += weights::TITLE_STATED;
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
    let heads = matches!(place, Place::Heading(_) | Place::FirstLine);
    if heads && has(view, span, Concept::NameUnit) && is_plain_meeting(view, span) {
        score += weights::TITLE_PLAIN_MEETING;
    }
    // Quotation marks say where a name ends.
    let open = ends_open(view, span) || goes_on(view, span);
    if open && !announced && place != Place::Quoted {
        score += weights::TITLE_OPEN;
    }
    Some(Title {
        span,
        score,
        rule: place.rule(),
    })
}

/// Whether all that follows on the line says that what the words name takes place.
fn is_announced(view: &View, span: Span) -> bool {
    let next = view.tokens.first_at(span.end);
    let verb = view.hits.find(next, Concept::CueHeld);
    let beside = verb.filter(|verb| view.tokens[verb.first].gap <= Gap::Space);
    beside.is_some_and(|verb| {
        let rest = view.text()[verb.span.end..].trim_start_matches(['!', '.', ' ']);
        rest.is_empty() || rest.starts_with('\n')
    })
}

/// Whether the words, or the sentence that they begin with, end with one for a building or room whose
/// form says that something is in or at it.
fn ends_where(view: &View, span: Span) -> bool {
    view.hits.within(&view.tokens, span).any(|hit| {
        let closed = hit.span.end == span.end || view.text()[hit.span.end..].starts_with('.');
        inflected_places::tells_where(hit) && closed && hit.span.start > span.start
    })
}

/// Whether the words speak of opening or office hours, by a word that is no kind of event too.
fn tells_hours(view: &View, span: Span) -> bool {
    let hits = || view.hits.within(&view.tokens, span);
    hits()
        .filter(|hit| hit.concept == Concept::CueHours)
        .any(|hours| !hits().any(|hit| hit.concept == Concept::EventNoun && hit.span == hours.span))
}

/// Whether the words speak of what something costs.
fn tells_fees(view: &View, span: Span) -> bool {
    has(view, span, Concept::CuePrice) || has(view, span, Concept::DeadlinePayment)
}

/// Whether the words begin in small letters with a verb that says that something takes place: a date
/// begins their sentence.
fn goes_on_with_verb(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    span.of(view.text()).starts_with(char::is_lowercase)
        && view.hits.find(first, Concept::CueHeld).is_some()
}

/// Whether all the words name a kind of writing that is dated ("Parish bulletin").
fn is_of_writing(view: &View, span: Span) -> bool {
    let count = words(view, span);
    count > 1
        && view
            .hits
            .within(&view.tokens, span)
            .any(|hit| hit.concept == Concept::CuePublished && words(view, hit.span) == count)
}

/// Whether the words hold a kind of event that is no part of the word for a house ("Assembly Rooms").
fn names_kind(view: &View, span: Span) -> bool {
    let hits = || view.hits.within(&view.tokens, span);
    hits().any(|hit| {
        hit.concept == Concept::EventNoun
            && !hits().any(|other| {
                other.concept == Concept::CueBuilding
                    && other.first <= hit.first
                    && other.end >= hit.end
                    && other.end - other.first > hit.end - hit.first
            })
    })
}

/// Whether a house and a postcode stand behind a word or two: "Oak Hill 12, 763 23".
fn is_mostly_numbers(view: &View, span: Span) -> bool {
    const LEAST: usize = 3;
    let tokens = &view.tokens;
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    let numbers = range
        .filter(|token| tokens.number(*token).is_some())
        .count();
    numbers >= LEAST && numbers * 2 > words(view, span)
}

/// Whether the words are the number of a file or an account ("Dnr SBN 2025/0417").
fn is_some_number(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let number = span.of(view.text()).contains(|c: char| c.is_ascii_digit());
    number && view.hits.find(first, Concept::PhoneOther).is_some()
}

/// Whether the words begin with a small preposition of place ("i Forsamlingshuset").
fn is_led_to_a_place(view: &View, span: Span) -> bool {
    let small = span.of(view.text()).starts_with(char::is_lowercase);
    let first = view.tokens.first_at(span.start);
    small
        && view
            .hits
            .find(first, Concept::CuePlacePreposition)
            .is_some()
}

/// Whether the name is set off by bold letters from words before it on its line.
pub fn is_set_off(view: &View, name: Span) -> bool {
    let styles = &view.document.styles;
    let first = styles.partition_point(|styled| styled.span.start < name.start);
    let bold = (styles[first..].iter())
        .take_while(|styled| styled.span.start == name.start)
        .any(|styled| styled.style == Style::Strong && styled.span.end >= name.end);
    bold && view.text()[..name.start].ends_with(' ')
}

/// The bold words that end a sentence which leads to them as to the name of an event: "Delighted to
/// announce our webinar **Dunes that Breathe**".
fn set_off(view: &View, span: Span) -> Option<Span> {
    const SHORTEST_LEAD: usize = 3;
    let text = view.text();
    let styles = &view.document.styles;
    let first = styles.partition_point(|styled| styled.span.start < span.start);
    let mut inside = styles[first..]
        .iter()
        .take_while(|styled| styled.span.start < span.end)
        .filter(|styled| styled.style == Style::Strong);
    let strong = inside.next()?.span.trim(text);
    let lead = Span::new(span.start, strong.start);
    let small = lead
        .of(text)
        .split_whitespace()
        .skip(1)
        .filter(|word| word.starts_with(char::is_alphabetic))
        .all(|word| word.starts_with(char::is_lowercase));
    let named = strong.end == span.end
        && inside.next().is_none()
        && words(view, strong) >= 2
        && words(view, lead) >= SHORTEST_LEAD
        && strong.of(text).starts_with(char::is_uppercase)
        && !lead.of(text).contains(':');
    (named && small && has(view, lead, Concept::EventNoun)).then_some(strong)
}

/// Whether the words tell where one sets out from or meets: "Salida desde la plaza", "Start at the mill".
fn sets_out(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let Some(gathering) = view.hits.find(first, Concept::CueGathering) else {
        return false;
    };
    let leads = |concept| view.hits.find(gathering.end, concept).is_some();
    let from = leads(Concept::DateFrom) || leads(Concept::DateRangeOpen);
    let kind = view.hits.find(first, Concept::EventNoun).is_some();
    from && leads(Concept::CuePlacePreposition) || !kind && leads(Concept::CuePlacePreposition)
}

/// Whether the words end in saying that something is over: "This event has passed".
fn says_over(view: &View, span: Span) -> bool {
    let mut hits = view.hits.within(&view.tokens, span);
    hits.any(|hit| {
        hit.concept == Concept::CuePast
            && hit.end > hit.first + 1
            && hit.span.end == span.end
            && hit.span.start > span.start
    })
}

/// Whether the title that the document states holds the words, and they are not all that a part of
/// it says of whose page it is.
fn is_in_title(view: &View, span: Span, noun: bool) -> bool {
    if view.title_parts.is_empty() {
        return false;
    }
    let words = fold(span.of(view.text()));
    view.title_parts
        .iter()
        .any(|part| part.contains(&words) && (noun || *part != words))
}

/// Whether quotation marks enclose the words.
pub fn is_in_quotes(view: &View, span: Span) -> bool {
    const OPENING: [char; 6] = ['"', '“', '„', '«', '»', '‘'];
    const CLOSING: [char; 5] = ['"', '”', '“', '»', '«'];
    let text = view.text();
    text[..span.start].ends_with(OPENING) && text[span.end..].starts_with(CLOSING)
}

/// Whether the words may be the name of a house or a room: a word for one ends them, or begins them in
/// capitals and without an article ("Old Town Hall", "Teatro Verdi"; no "Il giardino dei sogni"). A form that
/// says where something is belongs to what is held there ("Iltamusiikki kirkossa").
pub fn is_house(view: &View, span: Span) -> bool {
    let text = view.text();
    let mut hits = view.hits.within(&view.tokens, span);
    hits.any(|hit| {
        let begins =
            hit.span.start == span.start && hit.span.of(text).starts_with(char::is_uppercase);
        let ends = || words(view, Span::new(hit.span.end, span.end)) == 0;
        hit.concept == Concept::CueBuilding
            && (begins || ends() && !inflected_places::tells_where(hit))
    })
}

/// Whether brackets enclose the words, and nothing else stands on the line: a note on what is above.
fn is_in_brackets(view: &View, span: Span) -> bool {
    let text = view.text();
    let before = text[..span.start].strip_suffix('(');
    let behind = text[span.end..].strip_prefix(')');
    before.is_some_and(|it| it.trim_end_matches([' ', '*']).ends_with('\n'))
        && behind.is_some_and(|it| it.trim_start_matches([' ', '*']).starts_with('\n'))
}

/// Whether the words stand in the document once more.
fn is_repeated(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    let size = range.len();
    if size == 0 || size > tokens.len() {
        return false;
    }
    let same = |offset: usize, start: usize| {
        tokens.folded(start + offset) == tokens.folded(range.start + offset)
    };
    // The rarest word has the fewest places where the words could stand again.
    let rarest = range
        .clone()
        .map(|token| view.spelt_like(token))
        .enumerate()
        .min_by_key(|(_, places)| places.len());
    let Some((offset, places)) = rarest else {
        return false;
    };
    places
        .iter()
        .filter_map(|(_, at)| (*at as usize).checked_sub(offset))
        .filter(|start| start + size <= tokens.len())
        .any(|start| {
            start.abs_diff(range.start) >= size && (0..size).all(|offset| same(offset, start))
        })
}

/// Whether the name is nothing but a kind of event, or the number of an edition ("Workshop",
/// "16th edition"). A compound says more than the kind that it ends in.
pub fn is_bare_noun(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let mut index = tokens.first_at(span.start);
    let end = tokens.first_at(span.end);
    while index < end {
        if let Some(next) = duration(view, index).filter(|next| *next < end) {
            index = next;
            continue;
        }
        let covered = view
            .hits
            .at(index)
            .iter()
            .filter(|hit| {
                !hit.compound
                    && matches!(
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

/// The token behind words that tell how long an event lasts ("Full-day workshop", "two-day course").
fn duration(view: &View, index: usize) -> Option<usize> {
    let tokens = &view.tokens;
    let unit = view.hits.find(index + 2, Concept::DateUnit)?;
    let tells = [
        Concept::DateNumber,
        Concept::DateFraction,
        Concept::CueOrdinary,
    ];
    let counted = tokens.number(index).is_some()
        || tells
            .iter()
            .any(|concept| view.hits.find(index, *concept).is_some());
    (counted && tokens.is_mark(index + 1, '-')).then_some(unit.end)
}

/// Whether few words name the field of a number to join by ("Meeting ID"), say that nothing takes
/// place ("August: no meeting"), or how people come together ("Online meeting") in a line that heads
/// nothing.
fn is_no_name(view: &View, span: Span, place: Place) -> bool {
    /// Tokens at the beginning that such words begin with.
    const NEAR: usize = 3;
    let is_head = matches!(place, Place::Heading(_) | Place::FirstLine | Place::Quoted);
    let first = view.tokens.first_at(span.start);
    let mut near = (first..first + NEAR).flat_map(|token| view.hits.at(token));
    near.any(|hit| match hit.concept {
        Concept::CueNothing => {
            span.contains(hit.span) && words(view, span) <= words(view, hit.span) + 1
        }
        Concept::CueDialIn => hit.span.start == span.start,
        Concept::CueOnline => hit.span == span && words(view, span) > 1 && !is_head,
        _ => false,
    })
}

/// Whether the words say that somebody meets, but not who ("Regular Board Meeting").
pub fn is_plain_meeting(view: &View, span: Span) -> bool {
    plain_meeting(&view.tokens, &view.hits, span)
}

/// Whether the name says that a body meets, but not which ("Board Meetings").
pub fn names_plain_meeting(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    let has_body = hits.iter().any(|hit| hit.concept == Concept::NameUnit);
    has_body && plain_meeting(&tokens, &hits, Span::new(0, name.len()))
}

fn plain_meeting(tokens: &Tokens, hits: &Hits, span: Span) -> bool {
    let range = tokens.first_at(span.start)..tokens.first_at(span.end);
    let says = |index: usize, concepts: &[Concept]| {
        let mut hits = hits.within(tokens, span);
        hits.any(|hit| {
            concepts.contains(&hit.concept)
                && hit.first <= index
                && index < hit.end
                && !hit.compound
        })
    };
    range.len() <= 8
        && range
            .clone()
            .any(|index| says(index, &[Concept::EventNoun]))
        && range.into_iter().all(|index| {
            tokens[index].kind != TokenKind::Word
                || says(
                    index,
                    &[
                        Concept::EventNoun,
                        Concept::NameUnit,
                        Concept::CueOrdinary,
                        Concept::NameConnector,
                        Concept::NameArticle,
                        Concept::DateOrdinal,
                        Concept::DateOrdinalSuffix,
                    ],
                )
        })
}

/// Whether the words stand between a preposition of place and an address: "at The Workshop, 14 Mill
/// Lane".
fn is_addressed(view: &View, mentions: &[Mention], span: Span) -> bool {
    let before = view.tokens.first_at(span.start).checked_sub(1);
    let led = before.is_some_and(|at| {
        let mut hits = view.hits.at(at).iter();
        hits.any(|hit| hit.concept == Concept::CuePlacePreposition)
    });
    let at = mentions.partition_point(|mention| mention.span.start < span.end);
    let address = mentions.get(at).filter(|mention| {
        matches!(mention.found, Found::Address(_)) && mention.rule.starts_with("address.")
    });
    led && address.is_some_and(|address| words(view, Span::new(span.end, address.span.start)) == 0)
}

/// Whether the text breaks off at a small word ("Workshop on").
pub fn ends_open(view: &View, span: Span) -> bool {
    let last = view.tokens.first_at(span.end).checked_sub(1);
    let kind = |last: usize| {
        let hits = view.hits.within(&view.tokens, span);
        hits.filter(|hit| hit.concept == Concept::EventNoun)
            .any(|hit| hit.end == last + 1)
    };
    let glued = |last: usize| {
        last > 0 && view.tokens.is_mark(last - 1, '-') && view.tokens[last].gap == Gap::None
    };
    let thing = |last: usize| names_kind(view, span) && !leads_on(view, span, last);
    last.is_some_and(|last| {
        is_small_word(view, last) && !kind(last) && !glued(last) && !thing(last)
    })
}

/// Whether a short word is one that something follows: of two letters at most, or known to lead on. The
/// name of a kind of event may end in a thing ("Fête du vin").
fn leads_on(view: &View, span: Span, word: usize) -> bool {
    const SHORT: usize = 2;
    let mut hits = view.hits.within(&view.tokens, span);
    view.tokens.folded(word).chars().count() <= SHORT
        || hits.any(|hit| hit.end == word + 1 && title_text::leads_on(hit.concept))
}

/// Whether the text begins in the middle of a sentence, at an "and".
fn goes_on(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let small = span.of(view.text()).starts_with(char::is_lowercase);
    small && view.hits.find(first, Concept::DateAnd).is_some()
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
    let two = || {
        ["! ", "? "].iter().any(|mark| {
            text.split_once(mark)
                .is_some_and(|(_, rest)| rest.starts_with(char::is_uppercase))
        })
    };
    (text.ends_with('.') && count > 4)
        || (count > 6 && two())
        || (count > 9
            && text.contains(", ")
            && text.chars().filter(|c| c.is_uppercase()).count() < 3)
        || (count > 6 && has(view, span, Concept::CueHeld) && !has(view, span, Concept::CueInvite))
}
