//! Places that a label, a picture, the head of a column or a link to a map tells: "Where: Old Mill, Leeds".
//!
//! What stands there is nothing but a place, so that its parts are told by their order: a name, perhaps
//! with a room, then a street and a town.

use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_lexicon::{Concept, Hit};
use handbill_model::{Address, BlockKind, Span};

use super::bare_streets::bare_street;
use super::places::{
    PlaceDraft, distance, elsewhere, ends_with_preposition, is_link, starts_capital,
};
use super::roles::words;
use super::small_towns::small_town;
use super::title_text::{is_generic, trim_marks};
use super::venue_names::{self, one_line, set_name};
use crate::find::link_kinds::link_kind;
use crate::layout::{Clause, Layout, Line, has, is_pictograph};
use crate::{AddressMention, Found, LinkKind, Mention, View, overlapping};

/// The place behind a label such as "Where:".
pub fn labelled(
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
pub fn mapped(
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
/// the …", "meet at the bandstand").
fn behind_held(view: &View, value: Span) -> Span {
    const MOST_BETWEEN: usize = 2;
    let text = view.text();
    let hits = || view.hits.within(&view.tokens, value);
    let leads = |hit: &Hit| match hit.concept {
        Concept::CueHeld => true,
        Concept::CueMeets | Concept::CueGathering => hit.span.start == value.start,
        _ => false,
    };
    let place = hits().filter(|hit| leads(hit)).find_map(|held| {
        hits()
            .filter(|hit| hit.concept == Concept::CuePlacePreposition)
            .filter(|hit| hit.span.start >= held.span.end)
            .filter(|hit| {
                let between = Span::new(held.span.end, hit.span.start);
                words(view, between) <= MOST_BETWEEN
            })
            .map(|hit| Span::new(hit.span.end, value.end))
            .filter(|rest| held.concept != Concept::CueHeld || starts_capital(text, *rest))
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
    let titled = clause.label.is_none() && has(view, label, Concept::EventNoun);
    let cue = !titled
        && view
            .hits
            .within(&view.tokens, label)
            .any(|hit| match hit.concept {
                Concept::CueVenue => words(view, hit.span) * 2 >= words(view, label),
                // A line of its own with such a word may be the name of a meeting.
                Concept::CueGathering if clause.label.is_none() => hit.span == label,
                Concept::CueGathering => words(view, hit.span) * 2 >= words(view, label),
                _ => false,
            })
        || clause.label.is_some() && leads_on();
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
pub fn in_column(
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

/// The column of a cell of a row, empty cells counted.
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
        draft.set_address(view, mention, found);
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
    let name = without_town(view, mentions, name, &mut draft, rule);
    set_name(view, &mut draft, name, rule);
    draft
}

/// The name of a place without the small town that a comma parts from it, where no address is told:
/// "Ropery Hall, Smallham".
fn without_town(
    view: &View,
    mentions: &[Mention],
    name: Span,
    draft: &mut PlaceDraft,
    rule: &str,
) -> Span {
    let pieces = venue_names::pieces(view.text(), name);
    let [house, .., last] = pieces[..] else {
        return name;
    };
    let town = small_town(view, view.tokens.first_at(last.start), last.end)
        .map(|(town, _)| town)
        .filter(|town| town.end == last.end && overlapping(mentions, last).is_empty());
    let first = view.tokens.first_at(house.start);
    let person = view.hits.find(first, Concept::PersonGiven).is_some();
    match town {
        Some(town) if draft.venue.address.is_none() && !person => {
            draft.set_town(view, town, rule);
            Span::new(name.start, last.start)
        }
        _ => name,
    }
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
    draft.set_bare_street(view, &street, rule);
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

/// Inhabitants of a city that is known by its name alone.
const WELL_KNOWN: u32 = 100_000;

/// Reads the town from the end of a place's name ("Fira Nova Barcelona").
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
