//! The name and the room of a venue, read from the words that stand where a place is told.

use handbill_lexicon::{Concept, Hit, Tokens, classify};
use handbill_model::Span;

use super::places::PlaceDraft;
use super::roles::words;
use super::title_text::is_small_word;
use super::title_text::trim_marks;
use crate::View;
use crate::layout::has;

/// Sets name and room from a stretch whose first line tells of nothing but a place.
pub fn set_name(view: &View, draft: &mut PlaceDraft, span: Span, rule: &str) {
    let line = span.of(view.text()).find('\n');
    let end = line.map_or(span.end, |at| span.start + at);
    set_whole_name(view, draft, Span::new(span.start, end), rule);
}

/// Sets name and room from a stretch that tells of nothing but a place, though its lines be wrapped.
pub fn set_whole_name(view: &View, draft: &mut PlaceDraft, span: Span, rule: &str) {
    let text = view.text();
    let start = span.trim(text).start;
    let untold = view
        .hits
        .within(&view.tokens, span)
        .any(|hit| match hit.concept {
            Concept::CueUntold => words(view, hit.span) * 2 > words(view, span),
            // "At ours" names no house.
            Concept::CueOwnPremises => hit.span.start == start,
            _ => false,
        });
    let span = bare(view, span);
    if untold || words(view, span) == 0 || words(view, span) > 14 {
        return;
    }
    let (name, room) = split_room(view, span);
    for (field, value, slot) in [
        ("venue.name", name, &mut draft.venue.name),
        ("venue.room", room, &mut draft.venue.room),
    ] {
        let value = value
            .map(|value| bare(view, value))
            .filter(|value| !is_no_place(view, *value));
        if let Some(value) = value {
            *slot = Some(one_line(value.of(text)));
            draft
                .evidence
                .entry(field.to_owned())
                .or_default()
                .push(view.evidence(value, rule));
        }
    }
}

/// White space runs as single spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name without marks, without prepositions at its ends, without what follows a bracket that
/// does not close.
fn bare(view: &View, span: Span) -> Span {
    let mut span = trim_marks(view.text(), closed(view.text(), span));
    for _ in 0..2 {
        let cut = without_preposition(view, span);
        if cut == span {
            break;
        }
        span = trim_marks(view.text(), cut);
    }
    without_article(view, without_stop(view, without_remark(view, span)))
}

/// The name without a remark in brackets that says where it is: "Market Gate (beside the fountain)".
fn without_remark(view: &View, span: Span) -> Span {
    let inner = span.of(view.text());
    let open = inner.rfind(" (").filter(|_| inner.ends_with(')'));
    let Some(open) = open.filter(|open| *open > 0) else {
        return span;
    };
    let first = view.tokens.first_at(span.start + open + " (".len());
    match view.hits.find(first, Concept::CuePlacePreposition) {
        Some(_) => Span::new(span.start, span.start + open),
        None => span,
    }
}

/// The name without the stop of the sentence that it ends, which is none of its own behind a word for
/// a building or room.
fn without_stop(view: &View, span: Span) -> Span {
    if !span.of(view.text()).ends_with('.') {
        return span;
    }
    let bare = Span::new(span.start, span.end - 1);
    let last = view.tokens.first_at(bare.end).saturating_sub(1);
    let is_word = |concept| view.hits.find(last, concept).is_some();
    let ends = is_word(Concept::CueBuilding) || is_word(Concept::CueRoom);
    if ends { bare } else { span }
}

/// The name without the article that begins a sentence with it: "Das Weberhaus lädt zum Konzert ein".
fn without_article(view: &View, span: Span) -> Span {
    let text = view.text();
    let first = view.tokens.first_at(span.start);
    let Some(article) = view.hits.find(first, Concept::NameArticle) else {
        return span;
    };
    let rest = Span::new(article.span.end.min(span.end), span.end).trim(text);
    let before = text[..span.start].trim_end_matches([' ', '\u{a0}']);
    let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n']);
    let behind = text[span.end..].strip_prefix(' ').unwrap_or_default();
    let goes_on = behind.starts_with(char::is_lowercase);
    let noun = view.tokens.first_at(rest.start);
    let named = rest.of(text).starts_with(char::is_uppercase)
        || view.hits.find(noun, Concept::CueBuilding).is_some();
    if begins && goes_on && named {
        rest
    } else {
        span
    }
}

/// The stretch up to a bracket that opens and does not close in it.
fn closed(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    match (inner.rfind('('), inner.rfind(')')) {
        (Some(open), close) if close.is_none_or(|close| close < open) => {
            Span::new(span.start, span.start + open)
        }
        _ => span,
    }
}

fn without_preposition(view: &View, span: Span) -> Span {
    let hits = view.hits.within(&view.tokens, span);
    let mut cut = span;
    for hit in hits.filter(|hit| hit.span.len() < span.len()) {
        let place = hit.concept == Concept::CuePlacePreposition;
        // "Sala Civica di" stood before its street.
        let leads_on = || {
            let particle = hit.concept == Concept::AddressParticle;
            particle && hit.span.of(view.text()).starts_with(char::is_lowercase)
        };
        if place && hit.span.start == span.start {
            cut.start = cut.start.max(hit.span.end);
        } else if hit.span.end == span.end && (place || leads_on()) {
            cut.end = cut.end.min(hit.span.start);
        }
    }
    if cut.start < cut.end { cut } else { span }
}

/// Whether the text is a placeholder, says only that the event is online, or tells what happens
/// rather than where.
fn is_no_place(view: &View, span: Span) -> bool {
    /// Words that tell of nothing but a screen.
    const LONGEST_SCREEN: usize = 3;
    let count = words(view, span);
    let mut tells = false;
    let mut builds = false;
    let mut screen = false;
    for hit in view.hits.within(&view.tokens, span) {
        match hit.concept {
            Concept::CueOnline | Concept::CueTentative | Concept::CueHybrid
                if words(view, hit.span) * 2 > count =>
            {
                return true;
            }
            // "Online (Teams)"
            Concept::CueOnline | Concept::NamePlatform if hit.span.start == span.start => {
                screen = count <= LONGEST_SCREEN;
            }
            // A "Photo gallery" is a page.
            Concept::CueRecord if hit.span == span => return true,
            Concept::CueHeld | Concept::EventNoun => tells = true,
            Concept::CueBuilding | Concept::CueRoom => builds = true,
            _ => {}
        }
    }
    let numbered = span.of(view.text()).chars().any(|c| c.is_ascii_digit());
    let unit = count == 1 && !numbered && has(view, span, Concept::AddressUnit);
    // "In" alone names nothing.
    let tokens = view.tokens.range(span.start, span.end);
    let small = tokens.clone().all(|token| is_small_word(view, token));
    count == 0 || unit || (small || tells || screen) && !builds
}

/// Parts "Room 514, City Hall" and "City Hall, Room 514": the room is the piece that tells of a
/// room most clearly, the name the first of the others that tells of a building, else the first.
fn split_room(view: &View, span: Span) -> (Option<Span>, Option<Span>) {
    let pieces: Vec<Span> = parted(view.text(), span, &[',', '|', ';', '\t'])
        .into_iter()
        .flat_map(|piece| split_bracket(view, piece))
        .filter(|piece| words(view, *piece) > 0)
        .collect();
    if let [piece] = pieces[..] {
        return match room_of_building(view, piece) {
            Some((room, building)) => (Some(building), Some(room)),
            None => (Some(span), None),
        };
    }
    if pieces.is_empty() {
        return (Some(span), None);
    }
    let mut room: Option<usize> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let clearness = room_clearness(view, *piece);
        if clearness > 1 && room.is_none_or(|best| clearness > room_clearness(view, pieces[best])) {
            room = Some(index);
        }
    }
    // "Silk House, 1st floor, hall Anna": behind a floor, too.
    if let Some(floor) = room.filter(|room| is_floor(view, pieces[*room]))
        && let Some(next) = pieces.get(floor + 1)
        && is_room_on_floor(view, *next)
    {
        room = Some(floor + 1);
    }
    // "Silk House, hall Anna": what may be a building by itself is a room behind one.
    if room.is_none() && is_room_in(view, pieces[0], pieces[1]) {
        room = Some(1);
    } else if room.is_none() && is_room_in(view, pieces[1], pieces[0]) {
        room = Some(0);
    }
    // "Silk House, R 3.12"
    if room.is_none() && has(view, pieces[0], Concept::CueBuilding) {
        room = (1..pieces.len()).find(|index| is_room_code(pieces[*index].of(view.text())));
    }
    let others = || (0..pieces.len()).filter(|index| Some(*index) != room);
    let name = others()
        .find(|index| has(view, pieces[*index], Concept::CueBuilding))
        .or_else(|| others().next());
    // "1st floor, Map Room": the floor is part of where the room is.
    let told = room.map(|room| {
        let beside = |other: usize| {
            let other = pieces.get(other).filter(|_| Some(other) != name)?;
            (is_floor(view, *other) != is_floor(view, pieces[room])
                && room_clearness(view, *other) > 1)
                .then_some(*other)
        };
        let other = room.checked_sub(1).and_then(beside);
        let other = other.or_else(|| beside(room + 1));
        other.map_or(pieces[room], |other| pieces[room].cover(other))
    });
    match (name, told) {
        (Some(name), Some(room)) => (Some(pieces[name]), Some(room)),
        (Some(0) | None, None) => (Some(span), None),
        (Some(name), None) => (Some(pieces[name]), Some(pieces[0])),
        (None, Some(_)) => (Some(span), None),
    }
}

/// Parts "Room 204 of Town Hall" behind the room's number.
fn room_of_building(view: &View, piece: Span) -> Option<(Span, Span)> {
    const MOST_SMALL: usize = 2;
    let text = view.text();
    let tokens = &view.tokens;
    let range = tokens.first_at(piece.start)..tokens.first_at(piece.end);
    view.hits.find(range.start, Concept::CueRoom)?;
    let written = |index: usize| {
        let token = tokens[index];
        Span::new(token.start as usize, token.end as usize)
    };
    let number = range
        .clone()
        .find(|index| written(*index).of(text).chars().any(|c| c.is_ascii_digit()))?;
    let building = (number + 1..range.end)
        .find(|index| written(*index).of(text).starts_with(char::is_uppercase))?;
    let between = number + 1..building;
    // A genitive may bend the name behind it.
    let joins = (1..=MOST_SMALL).contains(&between.len())
        && between.clone().all(|index| {
            [
                Concept::CuePlacePreposition,
                Concept::NameConnector,
                Concept::NameArticle,
            ]
            .iter()
            .any(|concept| {
                view.hits
                    .at(index)
                    .iter()
                    .any(|hit| hit.concept == *concept)
            }) && view.hits.find(index, Concept::NameGenitive).is_none()
        });
    let house = Span::new(written(building).start, piece.end);
    (joins && has(view, house, Concept::CueBuilding))
        .then(|| (Span::new(piece.start, written(number).end), house))
}

/// Whether words that say where a body is at home end right before the offset, or before the
/// preposition there ("the club, based in Millbrook").
pub fn is_seat(view: &View, offset: usize) -> bool {
    const LONGEST: usize = 5;
    let at = view.tokens.first_at(offset);
    let ends = |end: usize| {
        (end.saturating_sub(LONGEST)..end).any(|token| {
            let seat = view.hits.find(token, Concept::CueSeat);
            seat.is_some_and(|seat| seat.end == end)
        })
    };
    let led = at.checked_sub(1).filter(|before| {
        let hit = view.hits.find(*before, Concept::CuePlacePreposition);
        hit.is_some_and(|hit| hit.end == at)
    });
    ends(at) || led.is_some_and(ends)
}

/// Whether a word of the stretch names a kind of event, rather than being part of one for a house or room
/// ("salle des fêtes", "salón de actos").
pub fn names_event(view: &View, span: Span) -> bool {
    let within = || view.hits.within(&view.tokens, span);
    within().any(|event| {
        let is_longer = |hit: &Hit| {
            matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom)
                && hit.span != event.span
                && hit.span.contains(event.span)
        };
        event.concept == Concept::EventNoun && !within().any(is_longer)
    })
}

/// Whether the words name a room and no building, or that of a house that they do not name ("the foyer of
/// the school").
pub fn is_room(name: &str) -> bool {
    let tokens = Tokens::new(name);
    let hits = classify(name, &tokens);
    let rooms = || hits.iter().filter(|hit| hit.concept == Concept::CueRoom);
    let houses = |room: &Hit| {
        hits.iter()
            .any(|hit| hit.concept == Concept::CueBuilding && hit.span == room.span)
    };
    let numbered = name.chars().any(|c| c.is_ascii_digit());
    let is_place = |hit: &&Hit| matches!(hit.concept, Concept::CueRoom | Concept::CueBuilding);
    let told = |at: usize| {
        let start = tokens[at].start as usize;
        let mut places = hits.iter().filter(is_place);
        name[start..].starts_with(char::is_uppercase)
            && !places.any(|hit| hit.span.contains_offset(start))
    };
    let unnamed =
        || rooms().any(|room| room.first == 0 && !houses(room)) && !(0..tokens.len()).any(told);
    !name.contains(',')
        && rooms().any(|room| numbered || !houses(room))
        && (unnamed()
            || hits.iter().all(|hit| {
                hit.concept != Concept::CueBuilding || rooms().any(|room| room.span == hit.span)
            }))
}

/// Whether the second piece begins or ends with a word for a room, behind a building that is none.
pub fn is_room_in(view: &View, building: Span, piece: Span) -> bool {
    is_room_on_floor(view, piece)
        && has(view, building, Concept::CueBuilding)
        && room_clearness(view, building) == 0
}

/// The words for rooms in the piece, without those that are part of a longer word for a building ("Town
/// Hall").
fn rooms<'a>(view: &'a View, piece: Span) -> impl Iterator<Item = &'a Hit> {
    let within = move || view.hits.within(&view.tokens, piece);
    within().filter(move |room| {
        let is_longer = |hit: &Hit| {
            hit.concept == Concept::CueBuilding
                && hit.span != room.span
                && hit.span.contains(room.span)
        };
        room.concept == Concept::CueRoom && !within().any(is_longer)
    })
}

/// Whether the piece behind a floor is called a room: a word for one begins or ends it.
pub fn is_room_on_floor(view: &View, piece: Span) -> bool {
    rooms(view, piece).any(|room| room.span.start == piece.start || room.span.end == piece.end)
}

/// Parts "Old Silk Hall (Room 5)" at a bracket that tells of a room.
fn split_bracket(view: &View, piece: Span) -> Vec<Span> {
    let text = view.text();
    if let (Some(open), true) = (piece.of(text).find('('), piece.of(text).ends_with(')')) {
        let inner = Span::new(piece.start + open + 1, piece.end - 1);
        if open > 0 && inner.start <= inner.end && room_clearness(view, inner) > 1 {
            return vec![Span::new(piece.start, piece.start + open).trim(text), inner];
        }
    }
    vec![piece]
}

/// How clearly a piece tells of a room: 3 with its number, 2 by a word for nothing but rooms or by
/// its floor, 1 by a word that names buildings too, 0 not at all.
pub fn room_clearness(view: &View, piece: Span) -> u8 {
    let numbered = is_numbered(view, piece);
    let clearness = |room: &Hit| {
        let mut hits = view.hits.within(&view.tokens, piece);
        let building = hits.any(|hit| hit.concept == Concept::CueBuilding && hit.span == room.span);
        match (numbered, building) {
            (true, _) => 3,
            (false, false) => 2,
            (false, true) => 1,
        }
    };
    let told = rooms(view, piece).map(clearness).max().unwrap_or(0);
    told.max(if is_floor(view, piece) { 2 } else { 0 })
}

/// Whether the words are the code of a room: one to three capitals and digits ("R 3.12", "HS 12", "B204").
fn is_room_code(text: &str) -> bool {
    const MOST_LETTERS: usize = 3;
    let letters = text.chars().take_while(|c| c.is_uppercase()).count();
    let digits = text.trim_start_matches(char::is_uppercase).trim_start();
    (1..=MOST_LETTERS).contains(&letters)
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/'))
        && digits.len() > 1
}

fn is_numbered(view: &View, piece: Span) -> bool {
    piece.of(view.text()).chars().any(|c| c.is_ascii_digit())
}

/// Whether the piece counts a floor (`2nd floor`).
pub fn is_floor(view: &View, piece: Span) -> bool {
    let mut hits = view.hits.within(&view.tokens, piece);
    is_numbered(view, piece)
        && hits.any(|hit| hit.concept == Concept::AddressUnit && hit.value == 2)
}

/// The pieces of a span between commas, bars, tabs and line ends.
pub fn pieces(text: &str, span: Span) -> Vec<Span> {
    parted(text, span, &[',', '|', ';', '\t', '\n'])
}

/// The pieces of a span between the marks.
fn parted(text: &str, span: Span, marks: &[char]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    for (offset, character) in span.of(text).char_indices() {
        if marks.contains(&character) {
            let piece = Span::new(start, span.start + offset).trim(text);
            if !piece.is_empty() {
                out.push(piece);
            }
            start = span.start + offset + character.len_utf8();
        }
    }
    let last = Span::new(start.min(span.end), span.end).trim(text);
    if !last.is_empty() {
        out.push(last);
    }
    out
}
