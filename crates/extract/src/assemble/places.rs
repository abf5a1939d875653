//! Where an event takes place.

use handbill_lexicon::Concept;
use handbill_model::{Address, Attendance, Evidence, EvidenceMap, Span, Venue};

use super::roles::words;
use super::titles::trim_marks;
use crate::layout::{Clause, Layout, has};
use crate::weights;
use crate::{AddressMention, Found, Mention, View};

/// A place with the evidence for it.
#[derive(Clone, Debug, Default)]
pub struct PlaceDraft {
    /// The venue.
    pub venue: Venue,
    /// Its parts' places in the text, by the field names of an event.
    pub evidence: EvidenceMap,
    /// IANA zone of the place.
    pub time_zone: Option<&'static str>,
    /// How sure it is that this is the event's place.
    pub score: f32,
}

/// The place of the event whose date stands at the anchor, looked for in the scope.
pub fn place(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    let labelled = labelled(view, layout, mentions, anchors, scope);
    let addressed = addressed(view, layout, mentions, anchors, scope);
    let named = named(view, layout, mentions, anchors);
    let mut best = match (labelled, addressed) {
        (Some(labelled), Some(addressed)) => Some(join(labelled, addressed)),
        (one, other) => one.or(other),
    };
    if let Some(named) = named {
        best = Some(match best {
            Some(best) => join(best, named),
            None => named,
        });
    }
    best
}

/// The first place with what the second adds to it.
fn join(first: PlaceDraft, second: PlaceDraft) -> PlaceDraft {
    let (mut main, other) = if first.score >= second.score {
        (first, second)
    } else {
        (second, first)
    };
    let same_place = match (&main.venue.address, &other.venue.address) {
        (Some(a), Some(b)) => {
            a.locality.is_none()
                || b.locality.is_none()
                || a.locality == b.locality
                || a.country != b.country
        }
        _ => true,
    };
    if !same_place {
        return main;
    }
    let add = |field: &str, main: &mut PlaceDraft| {
        if let Some(evidence) = other.evidence.get(field) {
            main.evidence
                .entry(field.to_owned())
                .or_default()
                .extend(evidence.iter().cloned());
        }
    };
    if main.venue.name.is_none() && other.venue.name.is_some() {
        main.venue.name.clone_from(&other.venue.name);
        add("venue.name", &mut main);
    }
    if main.venue.room.is_none() && other.venue.room.is_some() {
        main.venue.room.clone_from(&other.venue.room);
        add("venue.room", &mut main);
    }
    let richer = |address: &Option<Address>| {
        address.as_ref().map_or(0, |a| {
            usize::from(a.street.is_some()) * 2 + usize::from(a.locality.is_some())
        })
    };
    if richer(&other.venue.address) > richer(&main.venue.address) {
        main.venue.address.clone_from(&other.venue.address);
        add("venue.address", &mut main);
        main.time_zone = other.time_zone.or(main.time_zone);
    }
    main.time_zone = main.time_zone.or(other.time_zone);
    main
}

/// The place behind a label such as "Where:".
fn labelled(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    let mut best: Option<PlaceDraft> = None;
    for (index, clause) in layout.clauses.iter().enumerate() {
        if !scope.contains(clause.span) {
            continue;
        }
        let Some(value) = labelled_value(view, layout, index, clause) else {
            continue;
        };
        let mut draft = from_value(view, mentions, value, "event.venue.label");
        draft.score = 5.0 - distance(anchors, clause.span) / 2000.0;
        let holds = draft.venue.name.is_some()
            || draft.venue.address.is_some()
            || draft.venue.room.is_some();
        if holds && best.as_ref().is_none_or(|best| draft.score > best.score) {
            best = Some(draft);
        }
    }
    best
}

/// What stands behind a clause's venue label: on the line, or on the lines below it.
fn labelled_value(view: &View, layout: &Layout, index: usize, clause: &Clause) -> Option<Span> {
    let text = view.text();
    let (label, value) = match clause.label {
        Some(label) => (label, clause.value(text)),
        None => (clause.span, Span::new(clause.span.end, clause.span.end)),
    };
    let cue = view.hits.within(&view.tokens, label).any(|hit| {
        hit.concept == Concept::CueVenue && words(view, hit.span) * 2 >= words(view, label)
    });
    if !cue || (clause.label.is_none() && words(view, clause.span) > 2) || elsewhere(view, label) {
        return None;
    }
    if words(view, value) > 0 {
        // Lines that follow belong to the value as long as they have no label of their own.
        return Some(extended(view, layout, index, value, 3));
    }
    let next = layout.clauses.get(index + 1)?;
    if next.label.is_some() || layout.lines[next.line].part != layout.lines[clause.line].part {
        return None;
    }
    Some(extended(view, layout, index + 1, next.span, 4))
}

/// The value with the short lines of the same block under it.
fn extended(view: &View, layout: &Layout, index: usize, value: Span, limit: usize) -> Span {
    let mut span = value;
    let block = layout.lines[layout.clauses[index].line].block;
    for clause in layout.clauses[index + 1..].iter().take(limit) {
        let line = &layout.lines[clause.line];
        let short = words(view, clause.span) <= 8;
        if line.block != block || clause.label.is_some() || !short || line.cells.len() > 1 {
            break;
        }
        span = span.cover(clause.span);
    }
    span
}

/// Reads a stretch that is nothing but a place: name, room, address.
fn from_value(view: &View, mentions: &[Mention], value: Span, rule: &str) -> PlaceDraft {
    let mut draft = PlaceDraft::default();
    let address = best_address(mentions, value);
    let mut name_end = value.end;
    if let Some((mention, found)) = address {
        set_address(view, &mut draft, mention, found);
        if value.contains(mention.span) {
            name_end = mention.span.start;
        }
    }
    // Other things in the value end the name too.
    for mention in mentions
        .iter()
        .filter(|mention| value.contains(mention.span))
    {
        if mention.span.start > value.start {
            name_end = name_end.min(mention.span.start);
        } else if mention.span.start == value.start
            && !matches!(mention.found, Found::Handle(_) | Found::Hashtag(_))
        {
            name_end = value.start;
        }
    }
    set_name(
        view,
        &mut draft,
        Span::new(value.start, name_end.max(value.start)),
        rule,
    );
    draft
}

/// The fullest address that begins in the span.
fn best_address(mentions: &[Mention], span: Span) -> Option<(&Mention, &AddressMention)> {
    mentions
        .iter()
        .filter(|mention| span.contains_offset(mention.span.start))
        .filter_map(|mention| match &mention.found {
            Found::Address(found) => Some((mention, found)),
            _ => None,
        })
        .max_by_key(|(mention, found)| {
            (
                found.address.street.is_some(),
                found.address.postcode.is_some(),
                std::cmp::Reverse(mention.span.start),
            )
        })
}

fn set_address(view: &View, draft: &mut PlaceDraft, mention: &Mention, found: &AddressMention) {
    draft.venue.address = Some(found.address.clone());
    draft.time_zone = found.time_zone;
    draft
        .evidence
        .entry("venue.address".to_owned())
        .or_default()
        .push(view.evidence(mention.span, mention.rule));
}

/// Sets name and room from the text before an address.
fn set_name(view: &View, draft: &mut PlaceDraft, span: Span, rule: &str) {
    let text = view.text();
    let first_line_end = span
        .of(text)
        .find('\n')
        .map_or(span.end, |at| span.start + at);
    let span = trim_marks(text, Span::new(span.start, first_line_end));
    let span = without_prepositions(view, span);
    if words(view, span) == 0 || words(view, span) > 14 {
        return;
    }
    let (name, room) = split_room(view, span);
    for (field, value, slot) in [
        ("venue.name", name, &mut draft.venue.name),
        ("venue.room", room, &mut draft.venue.room),
    ] {
        if let Some(value) = value.filter(|value| !is_no_place(view, *value)) {
            *slot = Some(one_line(value.of(text)));
            draft
                .evidence
                .entry(field.to_owned())
                .or_default()
                .push(view.evidence(value, rule));
        }
    }
}

/// Whether the text is a placeholder or only says that the event is online.
fn is_no_place(view: &View, span: Span) -> bool {
    let count = words(view, span);
    count == 0
        || view.hits.within(&view.tokens, span).any(|hit| {
            matches!(
                hit.concept,
                Concept::CueOnline | Concept::CueTentative | Concept::CueHybrid
            ) && words(view, hit.span) * 2 > count
        })
}

fn without_prepositions(view: &View, span: Span) -> Span {
    let mut span = span;
    for _ in 0..2 {
        let hit = view
            .hits
            .within(&view.tokens, span)
            .filter(|hit| {
                hit.span.start == span.start && hit.concept == Concept::CuePlacePreposition
            })
            .max_by_key(|hit| hit.span.end);
        match hit {
            Some(hit) if hit.span.end < span.end => {
                span = trim_marks(view.text(), Span::new(hit.span.end, span.end))
            }
            _ => break,
        }
    }
    span
}

/// Parts "Room 514, City Hall" and "City Hall, Room 514" at the comma beside the room.
fn split_room(view: &View, span: Span) -> (Option<Span>, Option<Span>) {
    let text = view.text();
    let pieces = pieces(text, span);
    if pieces.len() < 2 {
        return (Some(span), None);
    }
    let is_room = |piece: &Span| {
        view.hits
            .within(&view.tokens, *piece)
            .any(|hit| hit.concept == Concept::CueRoom)
            && !view.hits.within(&view.tokens, *piece).any(|hit| {
                hit.concept == Concept::CueBuilding && words(view, hit.span) >= words(view, *piece)
            })
    };
    let room = pieces.iter().position(is_room);
    match room {
        Some(room) => {
            let name = pieces
                .iter()
                .enumerate()
                .find(|(index, piece)| *index != room && words(view, **piece) > 0)
                .map(|(_, piece)| *piece);
            match name {
                Some(name) => (Some(name), Some(pieces[room])),
                None => (Some(span), None),
            }
        }
        None => (Some(span), None),
    }
}

/// The pieces of a span between commas, bars and spaced dashes.
fn pieces(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    for (offset, character) in span.of(text).char_indices() {
        if matches!(character, ',' | '|' | ';' | '\n') {
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

/// White space runs as single spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the text is about a place that is not the venue.
fn elsewhere(view: &View, span: Span) -> bool {
    has(view, span, Concept::CueElsewhere)
}

/// The address that stands best for the event, with the name before or above it.
fn addressed(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    let mut best: Option<PlaceDraft> = None;
    for mention in mentions
        .iter()
        .filter(|mention| scope.contains(mention.span))
    {
        let Found::Address(found) = &mention.found else {
            continue;
        };
        let Some(clause_index) = layout.clause_at(mention.span.start) else {
            continue;
        };
        let clause = &layout.clauses[clause_index];
        let same_clause = anchors.iter().any(|anchor| clause.span.overlaps(*anchor));
        let line = &layout.lines[clause.line];
        let same_line = anchors.iter().any(|anchor| {
            layout
                .line_at(anchor.start)
                .is_some_and(|at| layout.lines[at].span.overlaps(line.span))
        });
        let full = found.address.street.is_some() || found.address.postcode.is_some();
        let mut score = if full { 2.0 } else { 0.4 };
        score += if same_clause {
            2.5
        } else if same_line {
            1.5
        } else {
            0.0
        };
        score -= distance(anchors, mention.span) / 1500.0;
        let lead = Span::new(
            clause.span.start.min(mention.span.start),
            mention.span.start,
        );
        let cue = has(view, clause.span, Concept::CueHeld)
            || has(view, lead, Concept::CueVenue)
            || ends_with_preposition(view, lead);
        if cue {
            score += 1.0;
        }
        let above = clause_index
            .checked_sub(1)
            .map(|above| layout.clauses[above].span);
        if elsewhere(view, lead)
            || above.is_some_and(|above| words(view, above) <= 5 && elsewhere(view, above))
        {
            score -= 3.0;
        }
        if !full && !same_line && !cue {
            score -= 1.0;
        }
        if score <= 0.0 {
            continue;
        }
        let mut draft = PlaceDraft {
            score,
            ..PlaceDraft::default()
        };
        set_address(view, &mut draft, mention, found);
        if let Some(name) = name_before(view, layout, mentions, clause_index, mention.span, full) {
            set_name(view, &mut draft, name, "event.venue.before-address");
        }
        if best.as_ref().is_none_or(|best| draft.score > best.score) {
            best = Some(draft);
        }
    }
    best
}

fn ends_with_preposition(view: &View, span: Span) -> bool {
    let end = span.trim(view.text()).end;
    view.hits
        .within(&view.tokens, span)
        .any(|hit| hit.concept == Concept::CuePlacePreposition && hit.span.end == end)
}

/// The name of a place that stands before its address: in the clause, or on the line above.
fn name_before(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    clause: usize,
    address: Span,
    full: bool,
) -> Option<Span> {
    let text = view.text();
    let start = mentions
        .iter()
        .filter(|mention| {
            mention.span.end <= address.start
                && mention.span.start >= layout.clauses[clause].span.start
        })
        .map(|mention| mention.span.end)
        .max()
        .unwrap_or(layout.clauses[clause].value(text).start);
    let before = Span::new(start.min(address.start), address.start);
    // "World Congress (Barcelona, …)": what stands before the bracket is no venue.
    if before.of(text).trim_end().ends_with('(') {
        return None;
    }
    let lead = trim_marks(text, before);
    if words(view, lead) > 0 {
        return last_name(view, lead);
    }
    if !full || start > layout.clauses[clause].span.start {
        return None;
    }
    let above = &layout.clauses[clause.checked_sub(1)?];
    let timed = mentions
        .iter()
        .any(|mention| mention.span.overlaps(above.span));
    let near = layout.lines[above.line].part == layout.lines[layout.clauses[clause].line].part;
    let plain = above.label.is_none()
        && words(view, above.span) <= 9
        && !above.span.of(text).ends_with(['.', ':', '?', '!']);
    (near && plain && !timed && !super::titles::is_generic(view, above.span)).then_some(above.span)
}

/// The part of a lead that names a place: what follows the last preposition, if it is
/// capitalised; the whole of a short lead.
fn last_name(view: &View, lead: Span) -> Option<Span> {
    let text = view.text();
    let preposition = view
        .hits
        .within(&view.tokens, lead)
        .filter(|hit| hit.concept == Concept::CuePlacePreposition && hit.span.end < lead.end)
        .filter(|hit| starts_capital(text, Span::new(hit.span.end, lead.end)))
        .max_by_key(|hit| (hit.span.end, std::cmp::Reverse(hit.span.start)));
    let name = match preposition {
        Some(hit) => trim_marks(text, Span::new(hit.span.end, lead.end)),
        None => lead,
    };
    (words(view, name) <= 10 && starts_capital(text, name)).then_some(name)
}

fn starts_capital(text: &str, span: Span) -> bool {
    span.of(text)
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// A place without an address: a piece of the date's own or a neighbouring clause that looks like
/// a building or a room ("Wean Hall 5409", "in the Town Hall", "Room 12").
fn named(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
) -> Option<PlaceDraft> {
    let mut best: Option<PlaceDraft> = None;
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
            if line.part != part || labelled || line.navigation {
                continue;
            }
            let nearness = if index == at {
                weights::PLACE_SAME_CLAUSE
            } else {
                weights::PLACE_NEXT_CLAUSE
            };
            for piece in free_pieces(view, mentions, clause.span) {
                let Some((name, likeness)) = likeness(view, clause.span, piece) else {
                    continue;
                };
                let score = nearness + likeness;
                if score < weights::PLACE_THRESHOLD {
                    continue;
                }
                let mut draft = PlaceDraft {
                    score,
                    ..PlaceDraft::default()
                };
                set_name(view, &mut draft, name, "event.venue.named");
                if draft.venue.name.is_some() && best.as_ref().is_none_or(|best| score > best.score)
                {
                    best = Some(draft);
                }
            }
        }
    }
    best
}

/// The pieces of a clause between mentions, commas and bars.
fn free_pieces(view: &View, mentions: &[Mention], clause: Span) -> Vec<Span> {
    let text = view.text();
    let from = mentions.partition_point(|mention| mention.span.end <= clause.start);
    let mut out = Vec::new();
    let mut start = clause.start;
    for mention in mentions[from..]
        .iter()
        .take_while(|mention| mention.span.start < clause.end)
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
    let within = Span::new(piece.start.min(name.start), name.start);
    let mut score = 0.0;
    if ends_with_preposition(view, lead) {
        score += weights::PLACE_PREPOSITION;
    } else if words(view, within) > 0 {
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
    if ends_with_number(name.of(text)) {
        score += weights::PLACE_NUMBER;
    }
    if hits.contains(&Concept::CueBody) {
        score += weights::PLACE_BODY;
    }
    if hits.contains(&Concept::EventNoun) {
        score += weights::PLACE_EVENT_NOUN;
    }
    if elsewhere(view, lead) {
        score += weights::PLACE_ELSEWHERE;
    }
    Some((name, score))
}

/// Whether the text ends in a short number, perhaps with a letter, as room numbers do.
fn ends_with_number(text: &str) -> bool {
    let last = text.rsplit([' ', '\u{a0}']).next().unwrap_or(text);
    let digits = last.chars().filter(char::is_ascii_digit).count();
    (1..=5).contains(&digits) && last.chars().count() <= digits + 2
}

/// The capitalised words and numbers of a piece that hold a word for a building or room or end in
/// a room number.
fn place_run(view: &View, piece: Span) -> Option<Span> {
    use handbill_lexicon::TokenKind;
    let tokens = &view.tokens;
    let text = view.text();
    let range = tokens.first_at(piece.start)..tokens.first_at(piece.end);
    let is_cue = |index: usize| {
        view.hits
            .at(index)
            .iter()
            .any(|hit| matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom))
    };
    let strong = |index: usize| {
        let token = tokens[index];
        let first = text[token.start as usize..].chars().next();
        token.kind == TokenKind::Number || first.is_some_and(char::is_uppercase) || is_cue(index)
    };
    let joins = |index: usize| match tokens[index].kind {
        TokenKind::Word => tokens.folded(index).chars().count() <= 3,
        TokenKind::Mark(mark) => matches!(mark, '\'' | '&' | '-' | '.' | '/'),
        TokenKind::Number => true,
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
        if inside && start.is_some() && joins(index) && index - last <= 3 {
            continue;
        }
        if let Some(first) = start.take() {
            let span = Span::new(tokens[first].start as usize, tokens[last].end as usize);
            let cue = (first..=last).any(is_cue);
            let numbered = ends_with_number(span.of(text));
            let size = words(view, span) + usize::from(numbered);
            let fits = (cue || numbered) && (2..=9).contains(&size) && words(view, span) > 0;
            if fits && best.is_none_or(|best| span.len() > best.len()) {
                best = Some(span);
            }
        }
    }
    best
}

/// How far the span is from the nearest anchor, in bytes.
fn distance(anchors: &[Span], span: Span) -> f32 {
    anchors
        .iter()
        .map(|anchor| anchor.start.abs_diff(span.start))
        .min()
        .unwrap_or(0) as f32
}

/// How the event is attended, by the cues in its scope; an event at a place is attended there.
pub fn attendance(
    view: &View,
    scope: Span,
    place: Option<&PlaceDraft>,
) -> Option<(Attendance, Evidence)> {
    let cue = |concept: Concept| {
        view.hits
            .within(&view.tokens, scope)
            .find(|hit| hit.concept == concept)
            .map(|hit| view.evidence(hit.span, "event.attendance.cue"))
    };
    if let Some(evidence) = cue(Concept::CueHybrid) {
        return Some((Attendance::Mixed, evidence));
    }
    let located = place.and_then(|place| {
        let found = place
            .evidence
            .get("venue.address")
            .or(place.evidence.get("venue.name"))?;
        found.first().cloned()
    });
    match (cue(Concept::CueOnline), cue(Concept::CueOnsite), located) {
        (Some(evidence), Some(_), _) => Some((Attendance::Mixed, evidence)),
        (Some(evidence), None, None) => Some((Attendance::Online, evidence)),
        (None, Some(evidence), _) => Some((Attendance::Offline, evidence)),
        (_, None, Some(evidence)) => Some((Attendance::Offline, evidence)),
        (None, None, None) => None,
    }
}
