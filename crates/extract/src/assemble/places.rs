//! Where an event takes place.

use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::{Address, BlockKind, EvidenceMap, Span, Venue};

use super::bare_streets::{BareStreet, bare_street};
use super::held_places::{beside, held};
use super::named_places::named;
use super::place_fields::in_field;
use super::roles::words;
use super::sites::addressed;
use super::title_text::is_generic;
use super::title_text::trim_marks;
pub use super::venue_names::one_line;
use super::venue_names::{self, is_room, set_name};
use crate::find::link_kinds::link_kind;
use crate::layout::{Clause, Layout, Line, has, is_pictograph};
use crate::{AddressMention, Found, LinkKind, Mention, View, overlapping};

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
    name: Span,
    scope: Span,
) -> Option<PlaceDraft> {
    let labelled = in_column(view, layout, mentions, anchors)
        .or_else(|| labelled(view, layout, mentions, anchors, scope));
    let addressed = addressed(view, layout, mentions, anchors, scope).filter(|place| {
        // The first word of an event's name may be a town's name by chance.
        !begins_name(view, place, name)
    });
    let addressed = addressed.map(|mut place| {
        // The name of the event stands over the address as that of a house would.
        let text = view.text();
        let is_line = !name.is_empty()
            && text[name.end..].starts_with('\n')
            && !has(view, name, Concept::CueRoom)
            && !has(view, name, Concept::CueBuilding);
        if is_line && place.venue.name.as_deref() == Some(name.of(text)) {
            place.venue.name = None;
            place.evidence.remove("venue.name");
        }
        place
    });
    let labelled = labelled.or_else(|| mapped(view, layout, mentions, anchors, scope));
    let held = held(view, layout, mentions, anchors, scope);
    let named = named(view, layout, mentions, anchors, name, scope);
    let told = [labelled, addressed, held, named]
        .into_iter()
        .flatten()
        .reduce(join);
    let field = in_field(view, layout, mentions, anchors, name);
    let own = field
        .into_iter()
        .chain(beside(view, layout, mentions, anchors));
    let own = own.reduce(join);
    match (told, own) {
        (Some(told), Some(own)) if !is_beside(view, layout, anchors, &told) => {
            Some(if told.score >= LABELLED { told } else { own })
        }
        (told, own) => told.into_iter().chain(own).reduce(join),
    }
}

/// The least score of a place that a label or a column tells.
const LABELLED: f32 = 3.5;

/// Whether any of the place is told on a line of the event's day or hour, or on the next one.
fn is_beside(view: &View, layout: &Layout, anchors: &[Span], place: &PlaceDraft) -> bool {
    let lines = anchors
        .iter()
        .filter_map(|anchor| layout.line_at(anchor.start));
    lines.into_iter().any(|line| {
        let next = layout.lines.get(line + 1);
        let next = next.filter(|next| next.part == layout.lines[line].part);
        let span = next.map_or(layout.lines[line].span, |next| {
            layout.lines[line].span.cover(next.span)
        });
        let here = view.evidence(span, "");
        let mut told = place.evidence.values().flatten();
        told.any(|it| here.start <= it.start && it.end <= here.end)
    })
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
            a.locality.is_none() || b.locality.is_none() || a.locality == b.locality
        }
        _ => true,
    };
    if !same_place || !are_together(&main, &other) {
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
    // "Room 5" here is what "Room 5, Silk House" tells there.
    if main.venue.room.is_none()
        && other.venue.name.is_some()
        && main.venue.name.is_some()
        && main.venue.name == other.venue.room
    {
        main.venue.name = None;
        main.evidence.remove("venue.name");
    }
    let name = other.venue.name.as_ref();
    if main.venue.name.is_none() && name.is_some() && name != main.venue.room.as_ref() {
        main.venue.name.clone_from(&other.venue.name);
        add("venue.name", &mut main);
    }
    // What names but a room is the room of a house that has a door.
    let house = main.venue.name.is_some()
        && main.venue.name != other.venue.name
        && (main.venue.address.as_ref()).is_some_and(|address| address.street.is_some());
    if house
        && main.venue.room.is_none()
        && other.venue.room.is_none()
        && other.venue.name.as_deref().is_some_and(is_room)
    {
        main.venue.room.clone_from(&other.venue.name);
        let told = other.evidence.get("venue.name").cloned();
        let told = told.map(|told| ("venue.room".to_owned(), told));
        main.evidence.extend(told);
    }
    let room = other.venue.room.as_ref();
    if main.venue.room.is_none() && room.is_some() && room != main.venue.name.as_ref() {
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

/// Whether the place is nothing but a town whose name begins the event's name, as
/// "Tango, Late" does.
fn begins_name(view: &View, place: &PlaceDraft, name: Span) -> bool {
    let whole = view.evidence(name, "");
    let Some(told) = place
        .evidence
        .get("venue.address")
        .and_then(|list| list.first())
    else {
        return false;
    };
    let address = place.venue.address.as_ref();
    let door = address.is_some_and(|it| it.street.is_some() || it.postcode.is_some());
    !door && told.start == whole.start && told.end < whole.end
}

/// Whether two places are told so near each other that they are one, or the second is likely by
/// itself.
fn are_together(main: &PlaceDraft, other: &PlaceDraft) -> bool {
    let starts = |draft: &PlaceDraft| -> Vec<usize> {
        draft
            .evidence
            .values()
            .flatten()
            .map(|evidence| evidence.start)
            .collect()
    };
    let near = starts(main).iter().any(|here| {
        starts(other)
            .iter()
            .any(|there| here.abs_diff(*there) <= 200)
    });
    // A street without its town may be in any.
    let placed = |draft: &PlaceDraft| {
        draft
            .venue
            .address
            .as_ref()
            .is_none_or(|address| address.locality.is_some())
    };
    near || other.score >= 2.0 && placed(main) && placed(other)
}

/// The place behind a label such as "Where:".
pub(super) fn labelled(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    let mut best: Option<PlaceDraft> = None;
    for (index, clause) in clauses_in(layout, scope) {
        let Some(value) = labelled_value(view, layout, index, clause) else {
            continue;
        };
        let gathers = clause.label.is_some_and(|label| {
            has(view, label, Concept::CueGathering) && !has(view, label, Concept::CueVenue)
        });
        if gathers && !is_own_field(layout, anchors, clause) {
            continue;
        }
        let value = behind_held(view, value);
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

/// Whether the clause tells of the event with these dates, and of no row of its programme: it stands on the
/// line of a date, or begins a line near one.
pub fn is_own_field(layout: &Layout, anchors: &[Span], clause: &Clause) -> bool {
    const FARTHEST: usize = 4;
    let begins = layout.lines[clause.line].span.start == clause.span.start;
    let mut lines = anchors
        .iter()
        .filter_map(|anchor| layout.line_at(anchor.start));
    lines.any(|line| line == clause.line || begins && line.abs_diff(clause.line) <= FARTHEST)
}

/// The place whose name leads to a map ("at the [Old Granary](https://maps.example/…)").
fn mapped(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    const LONGEST: usize = 14;
    let text = view.text();
    let links = &view.document.links;
    let first = links.partition_point(|link| link.span.start < scope.start);
    let drafts = links[first..]
        .iter()
        .take_while(|link| link.span.start < scope.end)
        .filter(|link| {
            let name = link.span.of(text);
            let says_more = [Concept::CueMore, Concept::CueVenue, Concept::CueElsewhere]
                .iter()
                .any(|concept| has(view, link.span, *concept));
            (1..=LONGEST).contains(&words(view, link.span))
                && name.starts_with(char::is_uppercase)
                && !name.contains("://")
                && !says_more
                && link_kind(&link.target) == LinkKind::Map
        })
        .map(|link| {
            let mut draft = from_value(view, mentions, link.span, "event.venue.map-link");
            let clause = layout
                .clause_at(link.span.start)
                .map(|at| layout.clauses[at].span);
            let held = clause.is_some_and(|clause| has(view, clause, Concept::CueHeld));
            draft.score = match held {
                true => 3.0 - (distance(anchors, link.span) / 1500.0).min(1.0),
                false => 1.8 - distance(anchors, link.span) / 1500.0,
            };
            draft
        });
    drafts
        .filter(|draft| draft.score > 0.0)
        .filter(|draft| draft.venue.name.is_some() || draft.venue.address.is_some())
        .max_by(|a, b| a.score.total_cmp(&b.score))
}

/// What a sentence says of the place, without the words that lead to it ("The workshop is held at
/// the …").
fn behind_held(view: &View, value: Span) -> Span {
    const MOST_BETWEEN: usize = 2;
    let text = view.text();
    let hits = || view.hits.within(&view.tokens, value);
    let place = hits()
        .filter(|hit| hit.concept == Concept::CueHeld)
        .find_map(|held| {
            hits()
                .filter(|hit| hit.concept == Concept::CuePlacePreposition)
                .filter(|hit| hit.span.start >= held.span.end)
                .filter(|hit| {
                    let between = Span::new(held.span.end, hit.span.start);
                    words(view, between) <= MOST_BETWEEN
                })
                .map(|hit| Span::new(hit.span.end, value.end))
                .filter(|rest| starts_capital(text, *rest))
                .min_by_key(|rest| rest.len())
        });
    place.map_or(value, |place| trim_marks(text, place))
}

/// The clauses that lie in the span, with their numbers.
fn clauses_in(layout: &Layout, span: Span) -> impl Iterator<Item = (usize, &Clause)> {
    let first = layout
        .clauses
        .partition_point(|clause| clause.span.start < span.start);
    layout
        .clauses
        .iter()
        .enumerate()
        .skip(first)
        .take_while(move |(_, clause)| clause.span.start <= span.end)
        .filter(move |(_, clause)| span.contains(clause.span))
}

/// What stands behind a clause's venue label: on the line, or on the lines below it.
fn labelled_value(view: &View, layout: &Layout, index: usize, clause: &Clause) -> Option<Span> {
    let text = view.text();
    let (label, value) = match clause.label {
        Some(label) => (label, clause.value(text)),
        None => {
            pictured_label(view, clause.span).unwrap_or_else(|| spaced_label(text, clause.span))
        }
    };
    // "The board meets every Tuesday at:"
    let leads_on = || {
        (has(view, label, Concept::CueMeets) || has(view, label, Concept::CueHeld))
            && ends_with_preposition(view, label)
    };
    let cue = view.hits.within(&view.tokens, label).any(|hit| {
        matches!(hit.concept, Concept::CueVenue | Concept::CueGathering)
            && words(view, hit.span) * 2 >= words(view, label)
    }) || clause.label.is_some() && leads_on();
    if !cue
        || (clause.label.is_none() && words(view, label) > 2)
        || elsewhere(view, label)
        || begins_with_person(view, value)
    {
        return None;
    }
    if words(view, value) > 0 {
        // Lines that follow belong to the value as long as they have no label of their own.
        return Some(extended(view, layout, index, value, 3));
    }
    // Below the item of a menu stands another.
    if clause.label.is_none() && layout.lines[clause.line].navigation {
        return None;
    }
    // A link to a map may stand first.
    let skipped = layout
        .clauses
        .get(index + 1)
        .is_some_and(|next| is_link(view, next.span) && is_generic(view, next.span));
    let index = index + 1 + usize::from(skipped);
    let next = layout.clauses.get(index)?;
    if next.label.is_some() || layout.lines[next.line].part != layout.lines[clause.line].part {
        return None;
    }
    Some(extended(view, layout, index, next.span, 4))
}

/// Whether a small word of names stands right before the stretch ("Office of").
fn follows_connector(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    first
        .checked_sub(1)
        .is_some_and(|before| view.hits.find(before, Concept::NameConnector).is_some())
}

/// Whether the stretch is part of a link.
pub fn is_link(view: &View, span: Span) -> bool {
    let links = &view.document.links;
    let after = links.partition_point(|link| link.span.start <= span.start);
    links[..after]
        .last()
        .is_some_and(|link| link.span.contains(span))
}

/// Whether the stretch is a person's address: a title and a given name begin it.
fn begins_with_person(view: &View, span: Span) -> bool {
    let first = view.tokens.first_at(span.start);
    let title = view.hits.find(first, Concept::PersonHonorific);
    title.is_some_and(|title| {
        let name = title.end + usize::from(view.tokens.is_mark(title.end, '.'));
        view.hits.find(name, Concept::PersonGiven).is_some()
    })
}

/// Parts "📍 Town Hall" behind the picture.
fn pictured_label(view: &View, clause: Span) -> Option<(Span, Span)> {
    let text = view.text();
    let first = clause.of(text).chars().next()?;
    let cue = view
        .hits
        .within(&view.tokens, clause)
        .find(|hit| hit.span.start == clause.start && hit.concept == Concept::CueVenue)?;
    is_pictograph(first).then(|| {
        (
            cue.span,
            trim_marks(text, Span::new(cue.span.end, clause.end)),
        )
    })
}

/// Spaces of a gap that parts columns.
const WIDE: usize = 3;

/// Parts "WHERE    Town Hall" at the wide gap; a clause without one is all label.
fn spaced_label(text: &str, clause: Span) -> (Span, Span) {
    let mut spaces = 0;
    let gap = clause.of(text).bytes().position(|byte| {
        spaces = if byte == b' ' { spaces + 1 } else { 0 };
        spaces == WIDE || byte == b'\t'
    });
    // Before the first of the spaces, too.
    let gap = gap.map_or(clause.end, |at| clause.start + at + 1 - spaces.max(1));
    (
        Span::new(clause.start, gap),
        Span::new(gap, clause.end).trim(text),
    )
}

/// The place in a date's row of a table, under the head of a column for places.
fn in_column(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
) -> Option<PlaceDraft> {
    let heads = |cell: Span| {
        words(view, cell) <= 3 && has(view, cell, Concept::CueVenue) && !elsewhere(view, cell)
    };
    for anchor in anchors {
        let Some(cell) = cell_under(view, layout, layout.line_at(anchor.start)?, heads) else {
            continue;
        };
        if cell.overlaps(*anchor) {
            continue;
        }
        let mut draft = from_value(view, mentions, cell, "event.venue.column");
        draft.score = 6.0;
        let venue = &draft.venue;
        if venue.name.is_some() || venue.room.is_some() || venue.address.is_some() {
            return Some(draft);
        }
    }
    None
}

/// The column of a cell of a row, empty cells counted.
/// The cell of a row in the column of the table whose head is asked for.
pub fn cell_under(
    view: &View,
    layout: &Layout,
    at: usize,
    heads: impl Fn(Span) -> bool,
) -> Option<Span> {
    let row = &layout.lines[at];
    let BlockKind::Cell { table, .. } = row.kind else {
        return None;
    };
    let same_table =
        |line: &&Line| matches!(line.kind, BlockKind::Cell { table: other, .. } if other == table);
    let above = layout.lines[..at].iter().rev();
    let head = above.take_while(same_table).last()?;
    let cell = head.cells.iter().find(|cell| heads(**cell))?;
    let column = column_of(view, head, *cell)?;
    let mut cells = row.cells.iter();
    cells
        .find(|cell| column_of(view, row, **cell) == Some(column))
        .copied()
}

fn column_of(view: &View, row: &Line, cell: Span) -> Option<u32> {
    let blocks = view.document.blocks.get(row.block..)?;
    let block = (blocks.iter().take(row.cells.len())).find(|block| block.span.contains(cell))?;
    match block.kind {
        BlockKind::Cell { column, .. } => Some(column),
        _ => None,
    }
}

/// Whether the text ends with the mark that ends a sentence, behind no abbreviation.
fn ends_sentence(text: &str) -> bool {
    /// Letters of the longest abbreviations ("Str.", "prof.").
    const ABBREVIATED: usize = 4;
    let text = text.trim_end();
    let word = text.trim_end_matches(['.', '!', '?']);
    let letters = word.chars().rev().take_while(|c| c.is_alphanumeric());
    word.len() < text.len() && letters.count() > ABBREVIATED
}

/// The value with the short lines of the same block under it.
fn extended(view: &View, layout: &Layout, index: usize, value: Span, limit: usize) -> Span {
    let mut span = value;
    let block = layout.lines[layout.clauses[index].line].block;
    for clause in layout.clauses[index + 1..].iter().take(limit) {
        let line = &layout.lines[clause.line];
        let short = words(view, clause.span) <= 8;
        let ended = ends_sentence(span.of(view.text()));
        if line.block != block || clause.label.is_some() || !short || ended || line.cells.len() > 1
        {
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
    if address.is_none() {
        set_city(view, &mut draft, value);
    }
    // Other things in the value end the name too, but for towns that are parts of it.
    let door = name_end;
    let of_name = |mention: &&Mention| {
        address.is_some()
            && door > mention.span.end
            && follows_connector(view, mention.span)
            && matches!(&mention.found, Found::Address(found)
                if found.address.street.is_none() && found.address.postcode.is_none())
    };
    for mention in overlapping(mentions, value)
        .iter()
        .filter(|mention| value.contains(mention.span) && !of_name(mention))
    {
        if mention.span.start > value.start {
            name_end = name_end.min(mention.span.start);
        } else if mention.span.start == value.start
            && !matches!(mention.found, Found::Handle(_) | Found::Hashtag(_))
        {
            name_end = value.start;
        }
    }
    let mut name = Span::new(value.start, name_end.max(value.start));
    if ends_sentence(name.of(view.text())) {
        let kept = name.of(view.text()).trim_end().trim_end_matches(['.', '!']);
        name = Span::new(name.start, name.start + kept.len());
    }
    let name = without_street(view, mentions, name, &mut draft, rule);
    let name = without_quarter(view, name, &mut draft);
    set_name(view, &mut draft, name, rule);
    draft
}

/// The name of a place without the street that a comma parts from it, which goes to the address:
/// "Salle du Lac, place de la Mairie à Vouneuil".
fn without_street(
    view: &View,
    mentions: &[Mention],
    name: Span,
    draft: &mut PlaceDraft,
    rule: &str,
) -> Span {
    let text = view.text();
    let known = draft.venue.address.as_ref();
    if known.is_some_and(|address| address.street.is_some()) {
        return name;
    }
    let pieces = venue_names::pieces(text, name);
    let found = pieces.iter().skip(1).find_map(|piece| {
        let street = bare_street(view, mentions, view.tokens.first_at(piece.start), name.end)?;
        let end = piece.end.max(street.span().end);
        let whole = words(view, Span::new(street.span().end, end)) == 0;
        whole.then_some((*piece, street))
    });
    let Some((piece, street)) = found else {
        return name;
    };
    set_bare_street(view, draft, &street, rule);
    Span::new(name.start, piece.start)
}

/// The name of a place without the quarter that stands between it and its town, all parted by dashes:
/// "Torre Vieja - Arrabal - Zaragoza".
fn without_quarter(view: &View, name: Span, draft: &mut PlaceDraft) -> Span {
    const DASHES: [&str; 2] = [" - ", " – "];
    let text = view.text();
    let Some(address) = draft.venue.address.as_mut() else {
        return name;
    };
    let town_only = address.street.is_none() && address.postcode.is_none();
    let dash = DASHES.iter().find(|dash| {
        name.of(text).trim_end().ends_with(dash.trim_end()) && name.of(text).contains(**dash)
    });
    let (Some(dash), true) = (dash, town_only) else {
        return name;
    };
    let end = name
        .of(text)
        .find(dash)
        .map_or(name.end, |at| name.start + at);
    let quarter = trim_marks(text, Span::new(end, name.end));
    if quarter.is_empty() || words(view, quarter) > 3 {
        return name;
    }
    if let Some(written) = &mut address.text {
        *written = format!("{}{dash}{written}", one_line(quarter.of(text)));
    }
    Span::new(name.start, end)
}

/// Gives the place a street without a number, before the town that it has, if any.
pub fn set_bare_street(view: &View, draft: &mut PlaceDraft, found: &BareStreet, rule: &str) {
    let text = view.text();
    let street = one_line(found.street.of(text));
    let address = draft.venue.address.get_or_insert_with(Address::default);
    address.text = Some(match &address.text {
        Some(rest) => format!("{street}, {rest}"),
        None => one_line(found.span().of(text)),
    });
    address.street = Some(street);
    if let Some(town) = found.town.filter(|_| address.locality.is_none()) {
        address.locality = Some(one_line(town.of(text)));
    }
    let told = draft.evidence.entry("venue.address".to_owned());
    told.or_default()
        .insert(0, view.evidence(found.span(), rule));
}

/// Inhabitants of a city that is known by its name alone.
const WELL_KNOWN: u32 = 100_000;

/// Reads the town from the end of a place's name ("Fira Gran Via Barcelona").
fn set_city(view: &View, draft: &mut PlaceDraft, value: Span) {
    let text = view.text();
    let line_end = value.of(text).find('\n').unwrap_or(value.len());
    let line = trim_marks(text, Span::new(value.start, value.start + line_end));
    let tokens = &view.tokens;
    let last = tokens.first_at(line.end);
    let first = tokens.first_at(line.start).max(last.saturating_sub(3));
    let city = (first..last).find_map(|index| {
        let capital = text[tokens[index].start as usize..].starts_with(char::is_uppercase);
        gazetteer::places_at(tokens, index)
            .into_iter()
            .find(|hit| {
                capital
                    && hit.end == last
                    && hit.place.kind == PlaceKind::City
                    && hit.place.population >= WELL_KNOWN
            })
            .map(|hit| (Span::new(tokens[index].start as usize, line.end), hit.place))
    });
    if let Some((span, place)) = city {
        draft.venue.address = Some(Address {
            text: Some(one_line(span.of(text))),
            locality: Some(one_line(span.of(text))),
            country: Some(place.country.to_owned()),
            ..Address::default()
        });
        draft.time_zone = place.zone;
        draft
            .evidence
            .entry("venue.address".to_owned())
            .or_default()
            .push(view.evidence(span, "place.city-in-name"));
    }
}

/// The fullest address that begins in the span.
fn best_address(mentions: &[Mention], span: Span) -> Option<(&Mention, &AddressMention)> {
    overlapping(mentions, span)
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

/// Gives the place an address with its evidence and zone; one of a street alone with the name of a
/// small town that follows.
pub fn set_address(view: &View, draft: &mut PlaceDraft, mention: &Mention, found: &AddressMention) {
    let mut address = found.address.clone();
    let mut told = mention.span;
    let lacks = address.locality.is_none() && address.postcode.is_none();
    let town = (lacks && found.house_number.is_some()).then(|| town_behind(view, mention.span.end));
    if let Some(town) = town.flatten() {
        told = told.cover(town);
        address.text = Some(one_line(told.of(view.text())));
        address.locality = Some(one_line(town.of(view.text())));
    }
    draft.venue.address = Some(address);
    draft.time_zone = found.time_zone;
    draft
        .evidence
        .entry("venue.address".to_owned())
        .or_default()
        .push(view.evidence(told, mention.rule));
}

/// A name that fills the field behind a house number, or the rest of one behind a preposition: a town
/// that no gazetteer knows.
fn town_behind(view: &View, end: usize) -> Option<Span> {
    const LONGEST: usize = 3;
    let (tokens, text) = (&view.tokens, view.text());
    let at = tokens.first_at(end);
    let preposition = view.hits.at(at).iter().find(|hit| {
        hit.concept == Concept::AddressPreposition
            && view.hits.find(at, Concept::CuePlacePreposition).is_some()
    });
    let first = match preposition {
        Some(hit) => hit.end,
        None if tokens.is_mark(at, ',') => at + 1,
        None => return None,
    };
    let capital = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.kind == TokenKind::Word
                && token.gap <= Gap::Space
                && text[token.start as usize..].starts_with(char::is_uppercase)
        })
    };
    let mut last = first;
    while capital(last) || last > first && tokens.is_mark(last, '-') && capital(last + 1) {
        last += 1;
    }
    if last == first {
        return None;
    }
    let closed = tokens.get(last).is_none_or(|next| {
        next.gap >= Gap::Line || matches!(next.kind, TokenKind::Mark(',' | '.' | ';' | ')'))
    });
    let span = Span::new(
        tokens.get(first)?.start as usize,
        tokens.get(last - 1)?.end as usize,
    );
    let other = view.hits.within(tokens, span).any(|hit| {
        matches!(
            hit.concept,
            Concept::EventNoun
                | Concept::CueBuilding
                | Concept::CueRoom
                | Concept::CuePrice
                | Concept::CueFree
                | Concept::CueOnline
                | Concept::AddressUnit
                | Concept::DateMonth
                | Concept::DateWeekday
                | Concept::NameOrganisation
                | Concept::NameStarter
                | Concept::PersonGiven
                | Concept::PersonHonorific
        )
    });
    let area = gazetteer::places_at(tokens, first)
        .into_iter()
        .any(|hit| hit.end == last && hit.place.kind != PlaceKind::City);
    (words(view, span) <= LONGEST && closed && !other && !area).then_some(span)
}

/// Whether the text is about a place that is not the venue.
pub fn elsewhere(view: &View, span: Span) -> bool {
    has(view, span, Concept::CueElsewhere)
}

/// Bytes of a clause or line that is too long to say one thing.
pub const LONG: usize = 1_000;

/// Whether a quotation mark opens in the clause before the stretch, behind no preposition of place, and
/// closes behind it.
pub fn is_quoted(view: &View, clause: Span, span: Span) -> bool {
    if clause.len() > LONG {
        return false;
    }
    let tokens = &view.tokens;
    let quotes = |from: usize, to: usize| {
        let range = tokens.range(from, to.max(from));
        range.filter(|at| tokens.is_mark(*at, '"'))
    };
    let mut before = quotes(clause.start, span.start).collect::<Vec<_>>();
    let opening = match before.len() % 2 {
        1 => before.pop(),
        _ => None,
    };
    opening.is_some_and(|opening| {
        let lead = Span::new(clause.start, tokens[opening].start as usize);
        quotes(span.end, clause.end).next().is_some() && !ends_with_preposition(view, lead)
    })
}

/// Whether the stretch ends with a preposition of place.
pub fn ends_with_preposition(view: &View, span: Span) -> bool {
    let end = span.trim(view.text()).end;
    view.hits
        .within(&view.tokens, span)
        .any(|hit| hit.concept == Concept::CuePlacePreposition && hit.span.end == end)
}

/// Whether the stretch begins with a capital or a number.
pub fn starts_capital(text: &str, span: Span) -> bool {
    span.of(text)
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// How far the span is from the nearest anchor, in bytes.
pub fn distance(anchors: &[Span], span: Span) -> f32 {
    anchors
        .iter()
        .map(|anchor| anchor.start.abs_diff(span.start))
        .min()
        .unwrap_or(0) as f32
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    /// Name, room, street and town of the first event's venue.
    fn venue(text: &str) -> [String; 4] {
        let extraction = extract(&document(text), &Options::default());
        let event = extraction.events.first().expect("the text has an event");
        let venue = event.venue.clone().unwrap_or_default();
        let address = venue.address.unwrap_or_default();
        [venue.name, venue.room, address.street, address.locality].map(Option::unwrap_or_default)
    }

    #[test]
    fn labels_lead_to_places() {
        assert_eq!(
            venue(
                "Harbour Forum\n\nWhen: 22 April 2026, 10:00\nWhere:\nRopery Hall, Old Dock\n4 Quay Lane\nBristol BS1 6QZ\n\nAll welcome."
            ),
            ["Ropery Hall, Old Dock", "", "4 Quay Lane", "Bristol"]
        );
        assert_eq!(
            venue(
                "Harbour Forum\n\nWHEN    22 April 2026, 10:00\n\nWHERE   Town Hall, Room 12, Leeds"
            ),
            ["Town Hall", "Room 12", "", "Leeds"]
        );
        assert_eq!(
            venue("Harbour Forum\n\nWhere: Town Hall, 1st floor, Map Room\nWhen: 22 April 2026"),
            ["Town Hall", "1st floor, Map Room", "", ""]
        );
        for place in [
            "Where: Ropery Hall, Drove Lane, Tarnby",
            "Ropery Hall, Drove Lane, Tarnby",
        ] {
            assert_eq!(
                venue(&format!("Harbour Forum\n\n22 April 2026\n{place}")),
                ["Ropery Hall", "", "Drove Lane", "Tarnby"]
            );
        }
        assert_eq!(
            venue("Harbour Forum\n\n22 April 2026, 10:00\nReedmere Reserve, Sluice Road, Tarnby"),
            ["Reedmere Reserve", "", "Sluice Road", "Tarnby"]
        );
        assert_eq!(
            venue(
                "Harbour Forum takes place on 22 April 2026 in the Ropery Hall, Drove Lane, Tarnby."
            ),
            ["Ropery Hall", "", "Drove Lane", "Tarnby"]
        );
        assert_eq!(
            venue("Harbour Forum\n\n🗓 22 April 2026 ⏰ 12:05 📍 Fira Gran Via Barcelona"),
            ["Fira Gran Via Barcelona", "", "", "Barcelona"]
        );
    }

    #[test]
    fn towns_stand_under_titles() {
        assert_eq!(
            venue(
                "7th Symposium on Quiet Machines\nBerlin, Germany\n21-23 July 2026\n\nThe symposium gathers many people."
            ),
            ["", "", "", "Berlin"]
        );
    }

    #[test]
    fn names_stand_above_addresses() {
        assert_eq!(
            venue(
                "Gathering of Village Libraries\n\n11 June 2026, 10:00\n\nCuthbert Exchange\nGreat Court Room\n118 Canongate, Edinburgh EH8 8BN"
            )[2..],
            ["118 Canongate", "Edinburgh"]
        );
    }

    #[test]
    fn places_are_told_before_a_bracket() {
        let hall = venue(
            "The spring concert takes place on 11 June 2026 at 19:30 in the hall of the Rope College (4 Quay Lane, Edinburgh EH8 8BN).",
        );
        assert_eq!(hall[0], "hall of the Rope College");
        let congress =
            venue("World Congress of Ropes (4 Quay Lane, Edinburgh EH8 8BN), 11 June 2026");
        assert_ne!(congress[0], "World Congress of Ropes");
    }

    #[test]
    fn other_addresses_are_no_places() {
        let parked = venue(
            "Village Fair\n\n11 June 2026, 10:00\n\nParking: 22 New Street, Edinburgh EH8 8DW",
        );
        assert_eq!(parked, ["", "", "", ""]);
        let boxed = venue(
            "Village Fair\n\n11 June 2026, 10:00\n\nMail: Village Fair, P.O. Box 1107, Duluth, MN 55801",
        );
        assert_eq!(boxed[2], "");
        let hours = venue("Reading Aloud, a webinar\n\n11 June 2026, 10:00 CEST (9:00 in London)");
        assert_eq!(hours, ["", "", "", ""]);
    }

    #[test]
    fn counted_things_are_no_rooms() {
        assert_eq!(
            venue("Village Fair\n\n11 June 2026, 10:00\nSome 180 stalls, Juice 6 € a bottle"),
            ["", "", "", ""]
        );
    }
}
