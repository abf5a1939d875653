//! Places that are told by a name alone: buildings, rooms and their numbers, near the date.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::{BlockKind, Span};

use super::bare_streets::{BareStreet, bare_street};
use super::held_places::names_day;
use super::places::{PlaceDraft, elsewhere, ends_with_preposition, is_quoted};
use super::roles::words;
use super::small_towns::{ends_town, small_town};
use super::title_text::{is_generic, trim_marks};
use super::venue_names::{self, is_seat, pieces, set_name};
use crate::layout::{Clause, Layout, Line, has};
use crate::weights;
use crate::{Found, Mention, View, overlapping};

/// A place without an address: a piece of the date's own or a neighbouring clause that looks like
/// a building or a room ("Wean Hall 5409", "in the Town Hall", "Room 12").
pub fn named(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    event_name: Span,
    scope: Span,
) -> Option<PlaceDraft> {
    let mut best: Option<PlaceDraft> = None;
    let has_anchor = |clause: Span| anchors.iter().any(|anchor| clause.overlaps(*anchor));
    for anchor in anchors {
        let Some(at) = layout.clause_at(anchor.start) else {
            continue;
        };
        let part = layout.lines[layout.clauses[at].line].part;
        let first = at.saturating_sub(2);
        for (index, clause) in layout
            .clauses
            .iter()
            .enumerate()
            .skip(first)
            .take(at + 4 - first)
        {
            let line = &layout.lines[clause.line];
            let labelled = clause
                .label
                .is_some_and(|label| !label.overlaps(*anchor) && index != at);
            // A neighbour with a time of its own speaks of another event.
            let foreign = index != at
                && !scope.contains(clause.span)
                && overlapping(mentions, clause.span)
                    .iter()
                    .any(|mention| matches!(mention.found, Found::Time(_)));
            // What stands above, in a paragraph with a day of its own, is where that one is.
            let before = || {
                let block = view.document.blocks.get(line.block).map(|block| block.span);
                block.is_some_and(|block| !block.contains(*anchor) && names_day(mentions, block))
            };
            let foreign = foreign || index < at && !scope.contains(clause.span) && before();
            // "… 5 May, 7 pm … Sunday 9 May, 10 am, meet at the Mill": of another day.
            let foreign = foreign
                || index != at && !has_anchor(clause.span) && {
                    let between = match index > at {
                        true => at + 1..index + 1,
                        false => index..at,
                    };
                    between.into_iter().any(|other| {
                        let other = layout.clauses[other].span;
                        !has_anchor(other) && names_day(mentions, other)
                    })
                };
            let beyond = index > at
                && clause.span.start >= scope.end
                && layout.clauses[at + 1..index]
                    .iter()
                    .any(|between| is_generic(view, between.span));
            // Another item of the list is that of another event.
            let item = |line: &Line| matches!(line.kind, BlockKind::ListItem { .. });
            let own = &layout.lines[layout.clauses[at].line];
            let beside =
                item(own) && item(line) && own.block != line.block && !scope.contains(clause.span);
            // A heading below leads to something else.
            let heads = index > at
                && matches!(line.kind, BlockKind::Heading { .. })
                && !matches!(own.kind, BlockKind::Heading { .. });
            let apart = beyond || beside || heads;
            if line.part != part || labelled || foreign || apart || line.navigation {
                continue;
            }
            let nearness = if index == at {
                weights::PLACE_SAME_CLAUSE
            } else {
                weights::PLACE_NEXT_CLAUSE
            };
            let pieces = free_pieces(view, mentions, clause.span);
            for (number, piece) in pieces.iter().copied().enumerate() {
                let found = room_line(view, line.span, piece)
                    .or_else(|| over_street(view, mentions, line.span, piece))
                    .or_else(|| likeness(view, clause.span, piece));
                let Some((name, likeness)) = found else {
                    continue;
                };
                // A piece of the event's name is a place only where it is told as one.
                let led = ends_with_preposition(
                    view,
                    Span::new(event_name.start.min(name.start), name.start),
                );
                // What a title in quotation marks speaks of is not where it is told.
                let quoted = is_quoted(view, clause.span, name);
                // "The library's calendar"
                let list = has(view, name, Concept::CueList);
                let excluded =
                    quoted || list || is_generic(view, name) || is_seat(view, name.start);
                if event_name.overlaps(name) && !led || excluded {
                    continue;
                }
                let at_name = layout.line_at(name.start).unwrap_or(clause.line);
                let own = layout.lines[at_name].span;
                let before = part_before(view, own, name);
                let own_line =
                    own.start == name.start && words(view, name) <= 6 || before.is_some();
                let name = before.map_or(name, |before| before.cover(name));
                let name = start_of_route(view, name);
                let behind = match index == at && heads_line(view, own, *anchor, name) {
                    // A body that a line names behind its day is where it takes place.
                    true if has(view, name, Concept::CueBody) => {
                        weights::PLACE_BEHIND_DATE - weights::PLACE_BODY
                    }
                    true => weights::PLACE_BEHIND_DATE,
                    false => 0.0,
                };
                let score = nearness
                    + likeness
                    + behind
                    + if own_line {
                        weights::PLACE_OWN_LINE
                    } else {
                        0.0
                    };
                if score < weights::PLACE_THRESHOLD {
                    continue;
                }
                let mut draft = PlaceDraft {
                    score,
                    ..PlaceDraft::default()
                };
                let housed = with_house(view, name, &pieces[..number]);
                let told = with_room(view, housed, &pieces[number + 1..]);
                set_name(view, &mut draft, told, "event.venue.named");
                if let Some(street) = street_behind(view, mentions, told, own.end) {
                    draft.set_bare_street(view, &street, "event.venue.named");
                } else if let Some(town) = town_behind(view, mentions, told, own) {
                    draft.set_town(view, town, "event.venue.named");
                }
                if draft.venue.name.is_some() && best.as_ref().is_none_or(|best| score > best.score)
                {
                    best = Some(draft);
                }
            }
        }
    }
    best.or_else(|| coded(view, layout, mentions, anchors))
}

/// The part of a name that a route begins at, where a word that opens a stretch leads to it and another
/// to its end: "vom Westbahnhof zum Weiher".
fn start_of_route(view: &View, name: Span) -> Span {
    let first = view.tokens.first_at(name.start);
    let opens = first
        .checked_sub(1)
        .is_some_and(|from| view.hits.find(from, Concept::DateRangeOpen).is_some());
    if !opens {
        return name;
    }
    let leads_on = |hit: &Hit| {
        let mut others = view.hits.at(hit.first).iter();
        let article = others.any(|other| other.concept == Concept::NameGenitive);
        matches!(hit.concept, Concept::DateRange | Concept::DateDayCue)
            && hit.first > first
            && hit.span.end < name.end
            && !article
    };
    let mut hits = view.hits.within(&view.tokens, name);
    match hits.find(|hit| leads_on(hit)) {
        Some(hit) => Span::new(name.start, hit.span.start).trim(view.text()),
        None => name,
    }
}

/// A short line that begins with a word for a room is the name of one, whatever its other words are
/// ("Sala de lectura").
fn room_line(view: &View, line: Span, piece: Span) -> Option<(Span, f32)> {
    const LONGEST: usize = 4;
    let first = view.tokens.first_at(piece.start);
    let fills = line.trim(view.text()) == piece && (2..=LONGEST).contains(&words(view, piece));
    let room = view.hits.find(first, Concept::CueRoom)?;
    let open = piece.of(view.text()).starts_with(char::is_uppercase)
        && venue_names::room_clearness(view, piece) > 1
        && !venue_names::names_event(view, piece)
        && !has(view, piece, Concept::CueMeets);
    (fills && open && room.span.end < piece.end).then_some((piece, weights::PLACE_BUILDING))
}

/// Whether the day begins a short line, and the name follows it behind a mark.
fn heads_line(view: &View, line: Span, day: Span, name: Span) -> bool {
    const LONGEST: usize = 16;
    let text = view.text();
    let between = Span::new(day.end.min(name.start), name.start);
    let marks = between.of(text).trim();
    day.end <= name.start
        && words(view, Span::new(line.start.min(day.start), day.start)) <= 1
        && words(view, line) <= LONGEST
        && words(view, between) == 0
        && marks.ends_with([',', '|', '·', '•'])
}

/// The part of a building that a comma parts from it, where both fill a short line: "Weir Wing" in
/// "Weir Wing, Baker Hall".
fn part_before(view: &View, line: Span, name: Span) -> Option<Span> {
    const LONGEST: usize = 3;
    let text = view.text();
    let before = Span::new(line.start, name.start.max(line.start));
    let part = trim_marks(text, before);
    let fits = before.of(text).trim_end().ends_with(',')
        && (1..=LONGEST).contains(&words(view, part))
        && part
            .of(text)
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase))
        && words(view, Span::new(name.end.min(line.end), line.end)) == 0;
    fits.then_some(part)
}

/// A room that is told by its number or short code alone, in the clause of the date or the hour or
/// the next one: "at 3 pm in B 204".
fn coded(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
) -> Option<PlaceDraft> {
    let timed = |clause: &&Clause| {
        overlapping(mentions, clause.span).iter().any(
            |mention| matches!(&mention.found, Found::Time(time) if time.start.clock.is_some()),
        )
    };
    let mut clauses = anchors
        .iter()
        .filter_map(|anchor| layout.clause_at(anchor.start))
        .flat_map(|at| layout.clauses[at..].iter().take(2));
    let (clause, room) = clauses.by_ref().filter(timed).find_map(|clause| {
        let mut hits = view.hits.within(&view.tokens, clause.span);
        let room = hits.find_map(|hit| {
            (hit.concept == Concept::CuePlacePreposition)
                .then(|| room_code(view, mentions, hit.end))
                .flatten()
        });
        Some((clause, room?))
    })?;
    let mut draft = PlaceDraft {
        score: weights::PLACE_THRESHOLD,
        ..PlaceDraft::default()
    };
    if !clause.span.contains(room) {
        return None;
    }
    draft.set_room(view, room, "event.venue.room-code");
    Some(draft)
}

/// The code of a room at the token: a number of three to five digits that is no year, or one of two
/// digits and more behind a few letters, of which the first is a capital. Nothing that it could count
/// follows.
fn room_code(view: &View, mentions: &[Mention], first: usize) -> Option<Span> {
    const MOST_LETTERS: usize = 4;
    let (tokens, text) = (&view.tokens, view.text());
    let written = |token: usize| {
        let token = tokens[token];
        &text[token.start as usize..token.end as usize]
    };
    let mut at = first;
    while tokens
        .get(at)
        .is_some_and(|token| token.kind == TokenKind::Word && token.gap <= Gap::Space)
        && at < first + 2
        && written(at).chars().count() <= MOST_LETTERS
        && written(at).starts_with(char::is_uppercase)
    {
        at += 1;
    }
    let number = tokens
        .get(at)
        .filter(|token| token.kind == TokenKind::Number && token.gap <= Gap::Space)?;
    let digits = written(at);
    let year = matches!(digits.parse::<u16>(), Ok(1900..=2099));
    let fits = match at > first {
        true => (2..=5).contains(&digits.len()),
        false => (3..=5).contains(&digits.len()) && !year,
    };
    let span = Span::new(tokens[first].start as usize, number.end as usize);
    let next = at + 1;
    let open = tokens.get(next).is_none_or(|token| {
        token.gap >= Gap::Line
            || matches!(
                token.kind,
                TokenKind::Mark('.' | ',' | ';' | '(' | ')' | '!')
            ) && tokens
                .get(next + 1)
                .is_none_or(|after| after.gap != Gap::None)
            || view.hits.at(next).iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::CuePlacePreposition | Concept::DateDayCue | Concept::DateClockCue
                )
            })
    });
    (fits && open && overlapping(mentions, span).is_empty()).then_some(span)
}

/// Whether a piece names a building and nothing else.
fn is_house(view: &View, piece: Span) -> bool {
    has(view, piece, Concept::CueBuilding)
        && venue_names::room_clearness(view, piece) < 2
        && piece
            .of(view.text())
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase))
}

/// The name of a place with the room that stands right behind it, perhaps behind its floor, or the
/// name of a room with its building.
fn with_room(view: &View, name: Span, next: &[Span]) -> Span {
    const LONGEST_ROOM: usize = 4;
    let mut next = next.iter().copied();
    let to_floor = || {
        let last = pieces(view.text(), name).last().copied();
        last.is_some_and(|last| venue_names::is_floor(view, last))
    };
    let room = next.next().filter(|next| {
        words(view, *next) <= LONGEST_ROOM
            && (venue_names::room_clearness(view, *next) > 1
                && (venue_names::room_clearness(view, name) < 2 || to_floor())
                || venue_names::is_room_in(view, name, *next)
                || venue_names::is_room_in(view, *next, name)
                || venue_names::room_clearness(view, name) > 1 && is_house(view, *next))
            && is_beside(&view.text()[name.end..next.start])
    });
    let beyond = room.zip(next.next()).filter(|(floor, beyond)| {
        words(view, *beyond) <= LONGEST_ROOM
            && venue_names::is_floor(view, *floor)
            && venue_names::is_room_on_floor(view, *beyond)
            && view.text()[floor.end..beyond.start].trim() == ","
    });
    let last = beyond.map(|(_, beyond)| beyond).or(room);
    last.map_or(name, |room| name.cover(room))
}

/// Whether nothing but a comma parts two names, perhaps behind a remark in brackets: "Room 2.07 (second
/// floor), Silk House".
fn is_beside(between: &str) -> bool {
    let between = between.trim();
    let remark = between.starts_with('(') && between.ends_with("),");
    between == "," || remark && !between[1..between.len() - 2].contains(['(', ')'])
}

/// The room with the house that stands before it, perhaps before its floor: "Silk House, 2nd floor,
/// room 5".
fn with_house(view: &View, name: Span, before: &[Span]) -> Span {
    const FARTHEST: usize = 2;
    if venue_names::room_clearness(view, name) < 2 {
        return name;
    }
    let mut whole = name;
    for piece in before.iter().rev().take(FARTHEST) {
        let between = Span::new(piece.end.min(whole.start), whole.start);
        if between.of(view.text()).trim() != "," {
            break;
        }
        if is_house(view, *piece) {
            return whole.cover(*piece);
        }
        if !venue_names::is_floor(view, *piece) {
            break;
        }
        whole = whole.cover(*piece);
    }
    name
}

/// A name without a word for a place that begins a line, where a street fills its rest: "Reedmere
/// Reserve, Sluice Road, Reedmere".
fn over_street(view: &View, mentions: &[Mention], line: Span, piece: Span) -> Option<(Span, f32)> {
    const LONGEST: usize = 5;
    let text = view.text();
    if piece.start != line.start || !has(view, line, Concept::AddressStreet) {
        return None;
    }
    let built = has(view, piece, Concept::CueBuilding);
    let named = piece.of(text).split_whitespace().count() <= LONGEST
        && piece.of(text).starts_with(char::is_uppercase)
        && !view.hits.within(&view.tokens, piece).any(|hit| {
            let body = hit.concept == Concept::CueBody
                || hit.concept == Concept::NameOrganisation && hit.value == 1;
            body && !built
                || matches!(
                    hit.concept,
                    Concept::NameLegalForm
                        | Concept::EventNoun
                        | Concept::PersonGiven
                        | Concept::PersonHonorific
                        | Concept::NameStarter
                        | Concept::AddressStreet
                )
        });
    let street = || street_behind(view, mentions, piece, line.end);
    (named && overlapping(mentions, line).is_empty() && street().is_some())
        .then_some((piece, weights::PLACE_BUILDING))
}

/// The street without a number that fills the line behind the name of the place: "Mill Barn, Drove
/// Lane, Tarnby".
fn street_behind(view: &View, mentions: &[Mention], name: Span, end: usize) -> Option<BareStreet> {
    /// Tokens of the longest remark in brackets.
    const LONGEST_REMARK: usize = 8;
    let tokens = &view.tokens;
    let next = tokens.first_at(name.end);
    // "Silk House (upstairs), Drove Lane"
    let close = tokens.is_mark(next, '(').then(|| {
        let inside = (next + 1..tokens.len()).take(LONGEST_REMARK);
        inside
            .take_while(|at| (tokens[*at].start as usize) < end)
            .find(|at| tokens.is_mark(*at, ')'))
    });
    let comma = close.flatten().map_or(next, |close| close + 1);
    if !tokens.is_mark(comma, ',') || name.end >= end {
        return None;
    }
    let street = bare_street(view, mentions, comma + 1, end)?;
    let behind = tokens.first_at(street.span().end);
    let closed = tokens.is_mark(behind, ',') || tokens.is_mark(behind, '.');
    let rest = Span::new(street.span().end.min(end), end);
    (words(view, rest) == 0 || closed).then_some(street)
}

/// The small town behind the name that begins a line, where nothing else but a time follows: "The Ship Inn,
/// Tarnby — Friday 5 June".
fn town_behind(view: &View, mentions: &[Mention], name: Span, line: Span) -> Option<Span> {
    let tokens = &view.tokens;
    let comma = tokens.first_at(name.end);
    if !tokens.is_mark(comma, ',') || name.start != line.start {
        return None;
    }
    let (town, last) = small_town(view, comma + 1, line.end)?;
    let dash = usize::from(tokens.is_mark(last, '-'));
    let next = tokens
        .get(last + dash)
        .map_or(line.end, |token| token.start as usize);
    let told = |mention: &Mention| matches!(mention.found, Found::Time(_));
    let timed = overlapping(mentions, Span::new(next, next + 1))
        .iter()
        .any(told);
    let closed = ends_town(view, last, line.end) || timed;
    (closed && overlapping(mentions, town).is_empty()).then_some(town)
}

/// The pieces of a clause between mentions, commas and bars.
fn free_pieces(view: &View, mentions: &[Mention], clause: Span) -> Vec<Span> {
    let text = view.text();
    let from = mentions.partition_point(|mention| mention.span.end <= clause.start);
    let mut out = Vec::new();
    let mut start = clause.start;
    // Towns may be part of the name of a building.
    let parts_of_names = |mention: &&Mention| {
        matches!(&mention.found, Found::Address(found)
            if found.address.street.is_none() && found.address.postcode.is_none())
    };
    for mention in mentions[from..]
        .iter()
        .take_while(|mention| mention.span.start < clause.end)
        .filter(|mention| !parts_of_names(mention))
    {
        out.extend(pieces(
            text,
            Span::new(start.min(mention.span.start), mention.span.start),
        ));
        start = mention.span.end.min(clause.end).max(start);
    }
    out.extend(pieces(text, Span::new(start, clause.end)));
    out
}

/// How much a piece looks like the name of a place, and the name in it: its capitalised words
/// around a building, room or room number, without what leads up to them.
fn likeness(view: &View, clause: Span, piece: Span) -> Option<(Span, f32)> {
    let text = view.text();
    let name = place_run(view, piece)?;
    let lead = Span::new(clause.start.min(name.start), name.start);
    // "The Garden Club's annual sale": whose, not where.
    let owns = text[name.end..].starts_with(['\'', '’']);
    if owns && !ends_with_preposition(view, lead) {
        return None;
    }
    let within = Span::new(piece.start.min(name.start), name.start);
    let mut score = 0.0;
    if ends_with_preposition(view, lead) {
        score += weights::PLACE_PREPOSITION;
    } else if words(view, within) > 0 && !is_article(view, within) {
        score += weights::PLACE_INSIDE_PIECE;
    }
    let hits: Vec<Concept> = view
        .hits
        .within(&view.tokens, name)
        .map(|hit| hit.concept)
        .collect();
    if hits.contains(&Concept::CueBuilding) || hits.contains(&Concept::CueRoom) {
        score += weights::PLACE_BUILDING;
    }
    let numbered = ends_with_number(name.of(text));
    if numbered {
        score += weights::PLACE_NUMBER;
    }
    // "in the hall of the Old School": the body only owns the hall.
    let first = view.tokens.first_at(name.start);
    let owned = ends_with_preposition(view, lead)
        && view.hits.find(first, Concept::CueBody).is_none()
        && view.hits.at(first).iter().any(|hit| {
            matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom)
                && hit.span.end < name.end
        });
    if hits.contains(&Concept::CueBody) && !(numbered && hits.contains(&Concept::CueRoom)) && !owned
    {
        score += weights::PLACE_BODY;
    }
    if venue_names::names_event(view, name) {
        score += weights::PLACE_EVENT_NOUN;
    }
    if elsewhere(view, lead) {
        score += weights::PLACE_ELSEWHERE;
    }
    Some((name, score))
}

/// Whether the stretch is nothing but an article.
fn is_article(view: &View, span: Span) -> bool {
    let span = span.trim(view.text());
    let first = view.tokens.first_at(span.start);
    let mut hits = view.hits.at(first).iter();
    hits.any(|hit| hit.concept == Concept::NameArticle && hit.span.end == span.end)
}

/// Whether the text ends in a short number, perhaps with a letter, as room numbers do.
fn ends_with_number(text: &str) -> bool {
    let last = text.rsplit([' ', '\u{a0}']).next().unwrap_or(text);
    let digits = last.chars().filter(char::is_ascii_digit).count();
    (1..=5).contains(&digits) && last.chars().count() <= digits + 2
}

/// Whether the text is a room's number before the short name of its building, behind a
/// preposition ("in 4605 Wean").
fn leads_with_room_number(view: &View, span: Span) -> bool {
    let text = view.text();
    let mut parts = span.of(text).split_whitespace();
    let number = parts.next().unwrap_or_default();
    let name = parts.next().unwrap_or_default();
    let digits = number.chars().all(|c| c.is_ascii_digit()) && (3..=5).contains(&number.len());
    let year = matches!(number.parse::<u16>(), Ok(1900..=2099));
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    digits
        && !year
        && name.starts_with(char::is_uppercase)
        && parts.next().is_none()
        && ends_with_preposition(view, Span::new(line, span.start))
}

/// Whether the number that ends a name without a word for a building can be a room's: nothing is
/// counted by it ("180 delegates", "6 €"), and it is no year.
fn is_room_number(view: &View, piece: Span, name: Span) -> bool {
    let text = view.text();
    let rest = Span::new(name.end.min(piece.end), piece.end);
    let after = rest.of(text).trim_start();
    let open = after.is_empty()
        || after.starts_with(['.', ')', '(', '-', '–'])
        || view.hits.within(&view.tokens, rest).any(|hit| {
            hit.concept == Concept::CuePlacePreposition
                && rest.of(text).trim_start().len() == text[hit.span.start..rest.end].len()
        });
    let word = name.of(text);
    let last = word.rsplit([' ', '\u{a0}']).next().unwrap_or(word);
    let year = matches!(last.parse::<u16>(), Ok(1900..=2099)) || last.starts_with(['\'', '’']);
    let short = last.chars().count() < 2;
    open && !year && !short
}

/// The capitalised words and numbers of a piece that hold a word for a building or room or end in
/// a room number.
fn place_run(view: &View, piece: Span) -> Option<Span> {
    const LONG: usize = 8;
    let tokens = &view.tokens;
    let text = view.text();
    let range = tokens.first_at(piece.start)..tokens.first_at(piece.end);
    let mut cues = vec![false; range.len()];
    for hit in view.hits.within(tokens, piece) {
        if matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom) {
            cues[hit.first - range.start..hit.end - range.start].fill(true);
        }
    }
    let is_cue = |index: usize| cues[index - range.start];
    // "for 20 children": a small word before a number counts things.
    let is_small = |index: usize| {
        let small = || text[tokens[index].start as usize..].starts_with(char::is_lowercase);
        let leads = || {
            view.hits
                .find(index, Concept::CuePlacePreposition)
                .is_some()
        };
        tokens[index].kind == TokenKind::Word && small() && !is_cue(index) && !leads()
    };
    let strong = |index: usize| {
        let token = tokens[index];
        let first = text[token.start as usize..].chars().next();
        let counts =
            token.kind == TokenKind::Number && (index == range.start || !is_small(index - 1));
        counts || first.is_some_and(char::is_uppercase) || is_cue(index)
    };
    let joins = |index: usize| match tokens[index].kind {
        TokenKind::Word => tokens.folded(index).chars().count() <= 3,
        TokenKind::Mark(mark) => matches!(mark, '\'' | '&' | '-' | '.' | '/' | '"'),
        TokenKind::Number => !is_small(index - 1),
    };
    // "Übernachten in der Bücherei": of what takes place there, not the name of the house.
    let leads_to_house = |index: usize| {
        let house = |at: usize| is_cue(at) && view.hits.find(at, Concept::CueRoom).is_none();
        (index + 1..range.end.min(index + 3)).any(house)
    };
    let mut best: Option<Span> = None;
    let mut start: Option<usize> = None;
    let mut last = range.start;
    for index in range.clone().chain(std::iter::once(range.end)) {
        let inside = index < range.end;
        if inside && strong(index) {
            start.get_or_insert(index);
            last = index;
            continue;
        }
        // "Apfelbäume auf der Wiese": the preposition leads on from what is no place.
        let leads = inside
            && view
                .hits
                .find(index, Concept::CuePlacePreposition)
                .is_some()
            && start.is_some_and(|first| {
                let lead = Span::new(piece.start, tokens[first].start as usize);
                // "Soirée théâtre à la salle": what takes place, though houses are called so too.
                let house = |at: usize| {
                    let small = text[tokens[at].start as usize..].starts_with(char::is_lowercase);
                    is_cue(at) && !(small && view.hits.find(at, Concept::EventNoun).is_some())
                };
                (first > range.start || leads_to_house(index))
                    && !(first..=last).any(|at| house(at) || tokens[at].kind == TokenKind::Number)
                    && !ends_with_preposition(view, lead)
            });
        if leads {
            start = None;
            continue;
        }
        // "Schulhof der Lindenschule den Besitzer": the article begins what the verb speaks of.
        let parts = inside
            && last + 1 == index
            && view.hits.find(index, Concept::NameObjectArticle).is_some();
        let between = || {
            (last + 1..index)
                .filter(|at| !tokens.is_mark(*at, '.'))
                .count()
        };
        // "Biblioteca comunale Lussu": one word in small letters behind that for the house.
        let adjective = || {
            start == Some(range.start)
                && last + 1 == index
                && is_cue(last)
                && tokens[index].kind == TokenKind::Word
                && index + 1 < range.end
                && (strong(index + 1) || tokens.is_mark(index + 1, '"'))
                && view.hits.at(index).is_empty()
        };
        let goes_on = || joins(index) && between() < 3 || adjective();
        if inside && start.is_some() && goes_on() && !parts {
            continue;
        }
        if let Some(first) = start.take() {
            let quote = |index: usize| tokens.is_mark(index, '"');
            // A name in quotation marks ends with the closing one.
            if quote(last + 1) && last + 1 < range.end && (first..last).any(quote) {
                last += 1;
            }
            // "Summer at the Green 2026"
            let year = |at: usize| {
                let token = tokens[at];
                let digits = &text[token.start as usize..token.end as usize];
                matches!(digits.parse::<u16>(), Ok(1900..=2099))
            };
            if last > first && year(last) && is_cue(last - 1) {
                last -= 1;
            }
            let span = Span::new(tokens[first].start as usize, tokens[last].end as usize);
            let cue = (first..=last).any(is_cue);
            let numbered = leads_with_room_number(view, span)
                || ends_with_number(span.of(text)) && (cue || is_room_number(view, piece, span));
            let size = words(view, span) + usize::from(numbered);
            // "19:30 på speiderhuset": a long word behind the hour and a preposition.
            let lead = Span::new(piece.start, span.start);
            let long = cue
                && first == last
                && tokens.folded(first).chars().count() >= LONG
                && words(view, lead) == 1
                && ends_with_preposition(view, lead)
                && text[..piece.start].ends_with(|c: char| c.is_ascii_digit() || c == ' ');
            let fits =
                (cue || numbered) && ((2..=9).contains(&size) || long) && words(view, span) > 0;
            if fits && best.is_none_or(|best| span.len() > best.len()) {
                best = Some(span);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document_in;
    use crate::{Options, extract};

    fn venue(text: &str) -> Option<String> {
        let events = extract(&document_in("de", text), &Options::default()).events;
        events.into_iter().next()?.venue?.name
    }

    #[test]
    fn titles_and_owners_are_no_places() {
        for text in [
            "Summer at the Bandstand 2026\n\n12 July 2026, 3 pm\nBring rugs.",
            "Plants\n\nThe Garden Club's annual sale is on Saturday 9 May 2026 from 10am.",
        ] {
            let events = extract(&document_in("en", text), &Options::default()).events;
            assert!(events.iter().all(|event| event.venue.is_none()), "{text}");
        }
    }

    #[test]
    fn rooms_stand_before_their_houses() {
        for (line, told) in [
            (
                "Room 2.07 (second floor), Silk House, Ropeworks",
                ["Silk House", "Room 2.07 (second floor)"],
            ),
            ("Jubilee Room, Town Hall", ["Town Hall", "Jubilee Room"]),
            ("Town Hall, Jubilee Room", ["Town Hall", "Jubilee Room"]),
            ("Silk House, R 3.12", ["Silk House", "R 3.12"]),
        ] {
            let text = format!("Annual Meeting\n\nTuesday 21 April 2026 at 7 pm\n{line}");
            let events = extract(&document_in("en", &text), &Options::default()).events;
            let venue = events.into_iter().next().and_then(|event| event.venue);
            let venue = venue.unwrap_or_default();
            let found = [venue.name, venue.room].map(Option::unwrap_or_default);
            assert_eq!(found, told.map(str::to_owned), "{line}");
        }
        assert_eq!(
            venue("Leseabend\n\nSamstag, 16. Mai 2026, 19 Uhr\nMuseum altes Rathaus"),
            Some("Museum altes Rathaus".to_owned())
        );
    }

    #[test]
    fn articles_of_objects_end_names() {
        let fair =
            "Fahrradbörse\n\nRäder wechseln am Samstag, 16. Mai 2026, von 9.00 bis 13.00 Uhr ";
        assert_eq!(
            venue(&format!(
                "{fair}auf dem Schulhof der Lindenschule den Besitzer."
            )),
            Some("Schulhof der Lindenschule".to_owned())
        );
        assert_eq!(
            venue(&format!("{fair}im Haus an den Eichen.")),
            Some("Haus an den Eichen".to_owned())
        );
    }
}
