//! Where an event takes place.

use handbill_lexicon::Concept;
use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_model::{Address, BlockKind, EvidenceMap, Span, Venue};

use super::roles::words;
use super::title_text::trim_marks;
pub use super::venue_names::one_line;
use super::venue_names::{self, pieces, set_name};
use crate::find::link_kinds::link_kind;
use crate::layout::{Clause, Layout, Line, has, is_pictograph};
use crate::weights;
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
    let labelled = labelled.or_else(|| mapped(view, layout, mentions, anchors, scope));
    let named = named(view, layout, mentions, anchors, name, scope);
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
    let cue = view.hits.within(&view.tokens, label).any(|hit| {
        hit.concept == Concept::CueVenue && words(view, hit.span) * 2 >= words(view, label)
    });
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
    let next = layout.clauses.get(index + 1)?;
    if next.label.is_some() || layout.lines[next.line].part != layout.lines[clause.line].part {
        return None;
    }
    Some(extended(view, layout, index + 1, next.span, 4))
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

/// Parts "WHERE    Town Hall" at the wide gap; a clause without one is all label.
fn spaced_label(text: &str, clause: Span) -> (Span, Span) {
    let gap = ["   ", "\t"]
        .iter()
        .filter_map(|gap| clause.of(text).find(gap))
        .min()
        .map_or(clause.end, |at| clause.start + at);
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
    for anchor in anchors {
        let at = layout.line_at(anchor.start)?;
        let row = &layout.lines[at];
        let BlockKind::Cell { table, .. } = row.kind else {
            continue;
        };
        let same_table = |line: &&Line| matches!(line.kind, BlockKind::Cell { table: other, .. } if other == table);
        let Some(head) = layout.lines[..at]
            .iter()
            .rev()
            .take_while(same_table)
            .last()
        else {
            continue;
        };
        let column = head.cells.iter().position(|cell| {
            words(view, *cell) <= 3
                && has(view, *cell, Concept::CueVenue)
                && !elsewhere(view, *cell)
        });
        let Some(cell) = column.and_then(|column| row.cells.get(column)) else {
            continue;
        };
        if head.cells.len() != row.cells.len() || cell.overlaps(*anchor) {
            continue;
        }
        let mut draft = from_value(view, mentions, *cell, "event.venue.column");
        draft.score = 6.0;
        if draft.venue.name.is_some() || draft.venue.address.is_some() {
            return Some(draft);
        }
    }
    None
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
    if address.is_none() {
        set_city(view, &mut draft, value);
    }
    // Other things in the value end the name too.
    for mention in overlapping(mentions, value)
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

fn set_address(view: &View, draft: &mut PlaceDraft, mention: &Mention, found: &AddressMention) {
    draft.venue.address = Some(found.address.clone());
    draft.time_zone = found.time_zone;
    draft
        .evidence
        .entry("venue.address".to_owned())
        .or_default()
        .push(view.evidence(mention.span, mention.rule));
}

/// Whether the text is about a place that is not the venue.
fn elsewhere(view: &View, span: Span) -> bool {
    has(view, span, Concept::CueElsewhere)
}

/// The address that stands best for the event, with the name before or above it.
pub(super) fn addressed(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    let mut best: Option<PlaceDraft> = None;
    for (index, mention) in mentions_in(mentions, scope) {
        let Found::Address(found) = &mention.found else {
            continue;
        };
        let Some(clause) = layout.clause_at(mention.span.start) else {
            continue;
        };
        if !scope.contains(mention.span) || has(view, mention.span, Concept::AddressPoBox) {
            continue;
        }
        let site = Site {
            view,
            layout,
            mentions,
            index,
            clause,
            found,
        };
        let score = site.score(anchors);
        if score <= 0.0 || best.as_ref().is_some_and(|best| best.score >= score) {
            continue;
        }
        let mut draft = PlaceDraft {
            score,
            ..PlaceDraft::default()
        };
        set_address(view, &mut draft, mention, found);
        let name = name_before(view, layout, mentions, clause, mention.span, site.full());
        if let Some(name) = name {
            let name = bare_street(view, layout, mentions, clause, name, &mut draft);
            set_name(view, &mut draft, name, "event.venue.before-address");
        }
        best = Some(draft);
    }
    best.map(|best| with_door(view, layout, mentions, anchors, scope, best))
}

/// Moves a street without a number from the end of a name to the address, where a name is left:
/// before it or on the line above. Returns the name.
fn bare_street(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    clause: usize,
    name: Span,
    draft: &mut PlaceDraft,
) -> Span {
    let text = view.text();
    let pieces = pieces(text, name);
    let Some(street) = pieces.last().copied() else {
        return name;
    };
    let is_street = words(view, street) <= 4
        && view.hits.within(&view.tokens, street).any(|hit| {
            hit.concept == Concept::AddressStreet
                && (hit.span.end == street.end || hit.span.start == street.start)
                && hit.span != street
        });
    let left = if pieces.len() > 1 {
        Some(trim_marks(text, Span::new(name.start, street.start)))
    } else if layout.clauses[clause].span.start == name.start {
        name_above(view, layout, mentions, clause)
    } else {
        None
    };
    match (left, draft.venue.address.as_mut()) {
        (Some(left), Some(address)) if is_street && address.street.is_none() => {
            let written = one_line(street.of(text));
            if let Some(rest) = &mut address.text {
                *rest = format!("{written}, {rest}");
            }
            address.street = Some(written);
            let told = draft.evidence.entry("venue.address".to_owned());
            let street = view.evidence(street, "event.venue.before-address");
            told.or_default().insert(0, street);
            left
        }
        _ => name,
    }
}

/// The mentions that overlap the span, with their numbers.
fn mentions_in(mentions: &[Mention], span: Span) -> impl Iterator<Item = (usize, &Mention)> {
    let first = mentions.partition_point(|mention| mention.span.end <= span.start);
    mentions
        .iter()
        .enumerate()
        .skip(first)
        .take_while(move |(_, mention)| mention.span.start < span.end)
}

/// The place with the full address in the same town that stands best, where only the town is
/// known yet.
fn with_door(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
    town: PlaceDraft,
) -> PlaceDraft {
    let known = town.venue.address.as_ref();
    if known.is_some_and(|address| address.street.is_some() || address.postcode.is_some()) {
        return town;
    }
    let mut best: Option<PlaceDraft> = None;
    for (index, mention) in mentions_in(mentions, scope) {
        let (Found::Address(found), Some(clause)) =
            (&mention.found, layout.clause_at(mention.span.start))
        else {
            continue;
        };
        let same_town = known.is_some_and(|address| {
            address.locality.is_some() && address.locality == found.address.locality
        });
        if !scope.contains(mention.span) || !same_town || found.address.street.is_none() {
            continue;
        }
        let site = Site {
            view,
            layout,
            mentions,
            index,
            clause,
            found,
        };
        let score = site.score(anchors);
        if score <= 0.0 || best.as_ref().is_some_and(|best| best.score >= score) {
            continue;
        }
        let mut draft = PlaceDraft {
            score,
            ..PlaceDraft::default()
        };
        set_address(view, &mut draft, mention, found);
        if let Some(name) = name_before(view, layout, mentions, clause, mention.span, true) {
            set_name(view, &mut draft, name, "event.venue.before-address");
        }
        best = Some(draft);
    }
    match best {
        Some(best) if best.venue.name.is_some() || town.venue.name.is_none() => PlaceDraft {
            score: town.score,
            ..best
        },
        _ => town,
    }
}

/// An address where it stands in the document.
struct Site<'a> {
    view: &'a View<'a>,
    layout: &'a Layout,
    mentions: &'a [Mention],
    /// Number of the mention.
    index: usize,
    /// Number of the clause that it begins in.
    clause: usize,
    found: &'a AddressMention,
}

impl Site<'_> {
    fn span(&self) -> Span {
        self.mentions[self.index].span
    }

    /// Whether it leads to a door or at least to its neighbourhood.
    fn full(&self) -> bool {
        self.found.address.street.is_some() || self.found.address.postcode.is_some()
    }

    /// How likely the event with these dates takes place there.
    fn score(&self, anchors: &[Span]) -> f32 {
        const HEAD: f32 = 250.0;
        let Site { view, layout, .. } = *self;
        let clause = &layout.clauses[self.clause];
        let line = layout.lines[clause.line].span;
        let same_clause = anchors.iter().any(|anchor| clause.span.overlaps(*anchor));
        let same_line = anchors.iter().any(|anchor| {
            layout
                .line_at(anchor.start)
                .is_some_and(|at| layout.lines[at].span.overlaps(line))
        });
        let lead = Span::new(clause.span.start.min(self.span().start), self.span().start);
        let cue = has(view, clause.span, Concept::CueHeld)
            || has(view, lead, Concept::CueVenue)
            || ends_with_preposition(view, lead);
        let lines_off = self.ends_line_by_dates(anchors);
        let standing = self.stands_by_dates(anchors, lead) || lines_off == Some(1);
        let mut score = if self.full() { 2.0 } else { 0.4 };
        score += match (same_clause, same_line) {
            (true, _) => 2.5,
            (false, true) => 1.5,
            _ => 0.0,
        };
        score -= distance(anchors, self.span()) / 1500.0;
        score += f32::from(u8::from(cue));
        score += match (standing, lines_off) {
            (true, _) => 2.0,
            (false, Some(_)) => 1.2,
            (false, None) => 0.0,
        };
        // Where the document tells the day first, it tells the place of the event itself.
        let named = self.mentions[self.index].rule == "place.city-country";
        let beside = same_clause || same_line || lines_off.is_some();
        let first = anchors.first().filter(|_| named && beside);
        if first.is_some_and(|first| distance(std::slice::from_ref(first), self.span()) < HEAD) {
            score += 1.5;
        }
        if !self.full() && !same_line && !cue && !standing && lines_off.is_none() {
            score -= 1.0;
        }
        if self.is_elsewhere(lead) {
            score -= 3.0;
        }
        if has(view, clause.span, Concept::CuePast)
            && has(view, line.cover(self.span()), Concept::CuePast)
        {
            score -= 2.0;
        }
        if self.is_town_of_hours(anchors) {
            score -= 4.0;
        }
        if self.is_someones(lead, same_clause || standing) {
            score -= 4.0;
        }
        if self.full() && !same_line && !cue && self.is_contact_block() {
            let far = distance(anchors, self.span()) > 300.0;
            score -= if far { 2.0 } else { 1.0 };
        }
        score
    }

    /// Whether it makes up a line of its own next to a date, by itself or behind a short name of a
    /// place, as under the titles of calls and posters.
    fn stands_by_dates(&self, anchors: &[Span], lead: Span) -> bool {
        let Site { view, layout, .. } = *self;
        let clause = &layout.clauses[self.clause];
        let near = anchors.iter().any(|anchor| {
            layout
                .clause_at(anchor.start)
                .is_some_and(|at| at.abs_diff(self.clause) <= 3)
        });
        let rest = Span::new(self.span().end.min(clause.span.end), clause.span.end);
        let name = trim_marks(view.text(), lead);
        let count = words(view, name);
        let named = count == 0
            || count <= 6
                && starts_capital(view.text(), name)
                && !has(view, name, Concept::EventNoun)
                && (has(view, name, Concept::CueBuilding) || has(view, name, Concept::CueRoom))
                && !has(view, name, Concept::CueBody);
        near && named && words(view, rest) == 0 && clause.label.is_none()
    }

    /// The lines between it and a date, where it ends a line of a few words with a town and its
    /// country or region, and the date begins or fills a line nearby, as in the heads of calls:
    /// "Menger Hall, San Antonio, Texas". Lines farther than the next one count in the head of the
    /// document only.
    fn ends_line_by_dates(&self, anchors: &[Span]) -> Option<usize> {
        const MOST_WORDS: usize = 12;
        const HEAD_LINES: usize = 25;
        const FARTHEST: usize = 4;
        let Site { view, layout, .. } = *self;
        let index = layout.line_at(self.span().start)?;
        let line = &layout.lines[index];
        let rest = Span::new(self.span().end.min(line.span.end), line.span.end);
        let address = &self.found.address;
        let placed = address.country.is_some() && self.mentions[self.index].rule != "place.city";
        let clause = &layout.clauses[self.clause];
        if !placed
            || !line.cells.is_empty()
            || clause
                .label
                .is_some_and(|label| label.end <= self.span().start)
            || has(view, line.span, Concept::CueSpeaker)
            || words(view, rest) > 1
            || words(view, line.span) > MOST_WORDS
        {
            return None;
        }
        let off = |anchor: &Span| {
            let at = layout.line_at(anchor.start)?;
            let dated = layout.lines[at].span;
            let off = at.abs_diff(index);
            let near = off == 1 || off <= FARTHEST && at.max(index) < HEAD_LINES;
            (near
                && layout.lines[at].part == line.part
                && words(view, Span::new(dated.start, anchor.start.max(dated.start))) <= 2)
                .then_some(off)
        };
        anchors.iter().filter_map(off).min()
    }

    /// Whether words before it or a short heading above it say that it is some other place: the
    /// car park, the hotel, the office.
    fn is_elsewhere(&self, lead: Span) -> bool {
        if elsewhere(self.view, lead) {
            return true;
        }
        let part = self.layout.lines[self.layout.clauses[self.clause].line].part;
        self.layout.clauses[..self.clause]
            .iter()
            .rev()
            .take(2)
            .take_while(|above| self.layout.lines[above.line].part == part)
            .any(|above| words(self.view, above.span) <= 5 && elsewhere(self.view, above.span))
    }

    /// Whether it is told of someone: behind a label that asks for no place, or behind words that
    /// name who organises.
    fn is_someones(&self, lead: Span, by_date: bool) -> bool {
        let Site { view, layout, .. } = *self;
        let clause = &layout.clauses[self.clause];
        let labelled = clause.label.is_some_and(|label| {
            label.end <= self.span().start
                && !overlapping(self.mentions, label)
                    .iter()
                    .any(|mention| matches!(mention.found, Found::Time(_)))
                && ![
                    Concept::CueVenue,
                    Concept::CueWhen,
                    Concept::EventNoun,
                    Concept::DateLabel,
                ]
                .iter()
                .any(|concept| has(view, label, *concept))
        });
        labelled && words(view, lead) <= 12
            || self.names_speaker(lead)
            || !by_date
                && (has(view, lead, Concept::RoleBefore) || has(view, lead, Concept::RoleLabel))
    }

    /// Whether its line begins with a word for speakers.
    fn names_speaker(&self, lead: Span) -> bool {
        let text = self.view.text();
        let line = lead
            .of(text)
            .rfind('\n')
            .map_or(lead.start, |at| lead.start + at + 1);
        let line = Span::new(line, lead.end).trim(text);
        self.view
            .hits
            .within(&self.view.tokens, line)
            .any(|hit| hit.concept == Concept::CueSpeaker && hit.span.start == line.start)
    }

    /// Whether it is a town that only tells whose hours stand before it ("9:00 in London").
    fn is_town_of_hours(&self, anchors: &[Span]) -> bool {
        let Some(before) = self.index.checked_sub(1).map(|index| &self.mentions[index]) else {
            return false;
        };
        let Found::Time(time) = &before.found else {
            return false;
        };
        let between = Span::new(before.span.end, self.span().start);
        let text = self.view.text();
        !self.full()
            && time.start.day.is_none()
            && time.start.clock.is_some()
            && anchors.iter().all(|anchor| !anchor.overlaps(before.span))
            && words(self.view, between) <= 2
            && !between.of(text).contains([',', '\n', '|', ';'])
    }

    /// Whether phone numbers or e-mail addresses stand with it, as in footers and letterheads.
    fn is_contact_block(&self) -> bool {
        let part = |index: usize| self.layout.lines[self.layout.clauses[index].line].part;
        let last = (self.clause + 2).min(self.layout.clauses.len() - 1);
        let end = (self.clause..=last)
            .take_while(|index| part(*index) == part(self.clause))
            .last()
            .map_or(self.span().end, |index| self.layout.clauses[index].span.end);
        self.mentions[self.index..]
            .iter()
            .take_while(|mention| mention.span.start < end)
            .any(|mention| matches!(mention.found, Found::Phone(_) | Found::Email(_)))
    }
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
    let clause_start = layout.clauses[clause].span.start.min(address.start);
    let start = overlapping(mentions, Span::new(clause_start, address.start))
        .iter()
        .filter(|mention| mention.span.end <= address.start && mention.span.start >= clause_start)
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
    name_above(view, layout, mentions, clause)
}

/// The name on the line above an address; above a room, that of its building.
fn name_above(view: &View, layout: &Layout, mentions: &[Mention], clause: usize) -> Option<Span> {
    let above = clause.checked_sub(1)?;
    let name = plain_name(view, layout, mentions, above)?;
    let part = |index: usize| layout.lines[layout.clauses[index].line].part;
    if part(above) != part(clause) {
        return None;
    }
    let is_room = venue_names::room_clearness(view, name) > 0;
    let building = above
        .checked_sub(1)
        .filter(|higher| {
            let block = |index: usize| layout.lines[layout.clauses[index].line].block;
            is_room && block(*higher) == block(above)
        })
        .and_then(|higher| plain_name(view, layout, mentions, higher));
    Some(building.filter(|it| words(view, *it) <= 6).unwrap_or(name))
}

/// What a short line without marks names.
fn plain_name(view: &View, layout: &Layout, mentions: &[Mention], clause: usize) -> Option<Span> {
    let text = view.text();
    let line = &layout.clauses[clause];
    let name = without_town(text, mentions, line.span);
    let taken = !overlapping(mentions, name).is_empty();
    let plain = line.label.is_none()
        && words(view, name) <= 9
        && starts_capital(text, name)
        && !name.of(text).ends_with(['.', ':', '?', '!']);
    (plain && !taken && !super::title_text::is_generic(view, name)).then_some(name)
}

/// The line without the town at its beginning or end ("Lyon, Old Silk Hall").
fn without_town(text: &str, mentions: &[Mention], line: Span) -> Span {
    let from = mentions.partition_point(|mention| mention.span.end <= line.start);
    let mut rest = line;
    for mention in mentions[from..]
        .iter()
        .take_while(|mention| mention.span.start < line.end)
        .filter(|mention| matches!(mention.found, Found::Address(_)))
    {
        if mention.span.start == rest.start {
            rest = trim_marks(text, Span::new(mention.span.end.min(rest.end), rest.end));
        } else if mention.span.end == rest.end
            && text[..mention.span.start].trim_end().ends_with(',')
        {
            rest = trim_marks(text, Span::new(rest.start, mention.span.start));
        }
    }
    rest
}

/// The part of a lead that names a place: what follows the last preposition, if it is
/// capitalised; the whole of a short lead.
fn last_name(view: &View, lead: Span) -> Option<Span> {
    let text = view.text();
    // "The Old Mill is in Mill Lane": the verb is no part of the name.
    let situated = view
        .hits
        .within(&view.tokens, lead)
        .filter(|hit| hit.concept == Concept::CueSituated && hit.span.start > lead.start)
        .find(|hit| words(view, Span::new(hit.span.end, lead.end)) <= 1);
    let lead = situated.map_or(lead, |hit| {
        trim_marks(text, Span::new(lead.start, hit.span.start))
    });
    let preposition = view
        .hits
        .within(&view.tokens, lead)
        .filter(|hit| hit.concept == Concept::CuePlacePreposition && hit.span.end < lead.end)
        .filter(|hit| starts_capital(text, Span::new(hit.span.end, lead.end)))
        .max_by_key(|hit| (hit.span.end, std::cmp::Reverse(hit.span.start)));
    if let Some(built) = kind_of_place(view, lead)
        && preposition.is_none_or(|hit| hit.span.end > built.start)
        && words(view, built) <= 8
    {
        return Some(built);
    }
    let name = match preposition {
        // "Old Theatre at the Gate" is one name.
        Some(hit)
            if is_building_name(view, Span::new(lead.start, hit.span.start))
                && !has(view, lead, Concept::CueHeld) =>
        {
            lead
        }
        Some(hit) => trim_marks(text, Span::new(hit.span.end, lead.end)),
        None => lead,
    };
    (words(view, name) <= 10 && starts_capital(text, name)).then_some(name)
}

/// What follows the last preposition that leads to a word for a building or room in small letters:
/// "świetlicy wiejskiej w Lipowcu" in "w świetlicy wiejskiej w Lipowcu".
fn kind_of_place(view: &View, lead: Span) -> Option<Span> {
    let text = view.text();
    let leads = |end: usize| {
        let first = view.tokens.first_at(end);
        let kind = |hit: &handbill_lexicon::Hit| {
            matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom)
        };
        !starts_capital(text, Span::new(end, lead.end)) && view.hits.at(first).iter().any(kind)
    };
    view.hits
        .within(&view.tokens, lead)
        .filter(|hit| hit.concept == Concept::CuePlacePreposition && leads(hit.span.end))
        .map(|hit| trim_marks(text, Span::new(hit.span.end, lead.end)))
        .max_by_key(|rest| rest.start)
}

/// Whether the words before a preposition are the name of a building by themselves.
fn is_building_name(view: &View, span: Span) -> bool {
    let text = view.text();
    let capital = span
        .of(text)
        .split_whitespace()
        .all(|word| word.starts_with(|c: char| c.is_uppercase()));
    capital
        && words(view, span) <= 3
        && has(view, span, Concept::CueBuilding)
        && !has(view, span, Concept::EventNoun)
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
pub(super) fn named(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    event_name: Span,
    scope: Span,
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
            // A neighbour with a time of its own speaks of another event.
            let foreign = index != at
                && !scope.contains(clause.span)
                && overlapping(mentions, clause.span)
                    .iter()
                    .any(|mention| matches!(mention.found, Found::Time(_)));
            let beyond = index > at
                && clause.span.start >= scope.end
                && layout.clauses[at + 1..index]
                    .iter()
                    .any(|between| super::title_text::is_generic(view, between.span));
            if line.part != part || labelled || foreign || beyond || line.navigation {
                continue;
            }
            let nearness = if index == at {
                weights::PLACE_SAME_CLAUSE
            } else {
                weights::PLACE_NEXT_CLAUSE
            };
            let pieces = free_pieces(view, mentions, clause.span);
            for (number, piece) in pieces.iter().copied().enumerate() {
                let Some((name, likeness)) = likeness(view, clause.span, piece) else {
                    continue;
                };
                // A piece of the event's name is a place only where it is told as one.
                let led = ends_with_preposition(
                    view,
                    Span::new(event_name.start.min(name.start), name.start),
                );
                if event_name.overlaps(name) && !led || super::title_text::is_generic(view, name) {
                    continue;
                }
                let own_line =
                    layout.lines[clause.line].span.start == name.start && words(view, name) <= 6;
                let score = nearness
                    + likeness
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
                let told = with_room(view, name, pieces.get(number + 1).copied());
                set_name(view, &mut draft, told, "event.venue.named");
                if draft.venue.name.is_some() && best.as_ref().is_none_or(|best| score > best.score)
                {
                    best = Some(draft);
                }
            }
        }
    }
    best
}

/// The name of a place with the room that stands right behind it.
fn with_room(view: &View, name: Span, next: Option<Span>) -> Span {
    const LONGEST_ROOM: usize = 4;
    let room = next.filter(|next| {
        words(view, *next) <= LONGEST_ROOM
            && (venue_names::room_clearness(view, *next) > 1
                && venue_names::room_clearness(view, name) < 2
                || venue_names::is_room_in(view, name, *next))
            && view.text()[name.end..next.start].trim() == ","
    });
    room.map_or(name, |room| name.cover(room))
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
    let numbered = ends_with_number(name.of(text));
    if numbered {
        score += weights::PLACE_NUMBER;
    }
    if hits.contains(&Concept::CueBody) && !(numbered && hits.contains(&Concept::CueRoom)) {
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
        TokenKind::Mark(mark) => matches!(mark, '\'' | '&' | '-' | '.' | '/' | '"'),
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
            let quote = |index: usize| tokens.is_mark(index, '"');
            // A name in quotation marks ends with the closing one.
            if quote(last + 1) && last + 1 < range.end && (first..last).any(quote) {
                last += 1;
            }
            let span = Span::new(tokens[first].start as usize, tokens[last].end as usize);
            let cue = (first..=last).any(is_cue);
            let numbered =
                ends_with_number(span.of(text)) && (cue || is_room_number(view, piece, span));
            let size = words(view, span) + usize::from(numbered);
            let numbered = numbered || leads_with_room_number(view, span);
            let fits = (cue || numbered) && (2..=9).contains(&size) && words(view, span) > 0;
            if fits && best.is_none_or(|best| span.len() > best.len()) {
                best = Some(span);
            }
        }
    }
    best
}

/// How far the span is from the nearest anchor, in bytes.
pub(super) fn distance(anchors: &[Span], span: Span) -> f32 {
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
