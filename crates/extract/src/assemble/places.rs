//! Where an event takes place: every reading of the document is asked, and the best are joined.

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::held_places::{beside, held};
use super::inflected_places::inflected;
use super::labelled_places::{in_column, labelled, mapped};
use super::named_places::named;
pub use super::place_drafts::PlaceDraft;
use super::place_drafts::join;
use super::place_fields::in_field;
use super::sites::addressed;
pub use super::venue_names::one_line;
use crate::layout::{Layout, has};
use crate::{Mention, View};

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
        .chain(beside(view, layout, mentions, anchors))
        .chain(inflected(view, layout, mentions, anchors, name));
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

/// Whether the stretch is part of a link.
pub fn is_link(view: &View, span: Span) -> bool {
    let links = &view.document.links;
    let after = links.partition_point(|link| link.span.start <= span.start);
    links[..after]
        .last()
        .is_some_and(|link| link.span.contains(span))
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
            venue("Harbour Forum\n\nWhen: 22 April 2026\nWhere: Ropery Hall, Tarnby-on-Quay"),
            ["Ropery Hall", "", "", "Tarnby-on-Quay"]
        );
        assert_eq!(
            venue("Harbour Forum\n\nWhen: 22 April 2026\nWhere: Online (Teams)"),
            ["", "", "", ""]
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
            venue("Harbour Forum\n\n🗓 22 April 2026 ⏰ 12:05 📍 Fira Nova Barcelona"),
            ["Fira Nova Barcelona", "", "", "Barcelona"]
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
