//! Events that are held with those whom the document is by: "At Hearthside we have planned a series of
//! workshops".

use handbill_lexicon::Concept;
use handbill_model::{Attendance, Role, Span, Venue};

use super::OrganisationDraft;
use super::events::{EventDraft, Scene};
use crate::layout::has;

/// Gives events without a place the house of the document's organiser, where a sentence that speaks of
/// events names it behind a preposition of place: in the event's own stretch, or before all of them.
pub fn add(scene: &Scene, drafts: &mut [EventDraft]) {
    let open = |draft: &EventDraft| {
        draft.record.venue.is_none() && draft.record.attendance != Some(Attendance::Online)
    };
    if !drafts.iter().any(open) {
        return;
    }
    let owners = scene.organisations.iter().filter(|draft| is_owner(draft));
    let houses: Vec<(Span, &OrganisationDraft)> = owners
        .flat_map(|draft| draft.mentions.iter().map(move |span| (*span, draft)))
        .filter(|(span, _)| is_place(scene, drafts, *span))
        .collect();
    let first = drafts
        .iter()
        .flat_map(|draft| &draft.anchors)
        .map(|anchor| anchor.start)
        .min()
        .unwrap_or(0);
    for draft in drafts.iter_mut().filter(|draft| open(draft)) {
        let house = houses
            .iter()
            .find(|(span, _)| draft.scope.contains(*span))
            .or_else(|| houses.iter().find(|(span, _)| span.end <= first));
        let Some((span, owner)) = house else {
            continue;
        };
        let told = scene.view.evidence(*span, "event.venue.own-house");
        let record = &mut draft.record;
        record.venue = Some(Venue {
            name: Some(owner.record.name.clone()),
            ..Venue::default()
        });
        if record.attendance.is_none() {
            record.attendance = Some(Attendance::Offline);
            let list = record.evidence.entry("attendance".to_owned());
            list.or_default().push(told.clone());
        }
        record.evidence.insert("venue.name".to_owned(), vec![told]);
    }
}

fn is_owner(draft: &OrganisationDraft) -> bool {
    let leads = |role: &Role| matches!(role, Role::Organizer | Role::Publisher | Role::Host);
    draft.roles.iter().any(|(role, _)| leads(role))
}

/// Whether a preposition of place leads to the name, in a sentence that speaks of an event, or tells
/// its day, and not of how to take part.
fn is_place(scene: &Scene, drafts: &[EventDraft], name: Span) -> bool {
    let view = scene.view;
    let Some(clause) = scene.layout.clause_at(name.start) else {
        return false;
    };
    let clause = scene.layout.clauses[clause].span;
    let first = view.tokens.first_at(name.start);
    let own = view
        .hits
        .find(first, Concept::NameArticle)
        .map(|hit| hit.end);
    let leads = |token: usize| {
        let mut hits = view.hits.at(token).iter();
        hits.any(|hit| {
            hit.concept == Concept::CuePlacePreposition
                && (hit.end == first || Some(hit.end) == own)
        })
    };
    // The article may be part of the preposition or of the name, or stand between.
    let article = first.checked_sub(1).filter(|before| {
        view.hits
            .find(*before, Concept::NameArticle)
            .is_some_and(|hit| hit.end == first)
    });
    let apart = article.is_some_and(|article| {
        article.checked_sub(1).is_some_and(|before| {
            let mut hits = view.hits.at(before).iter();
            hits.any(|hit| hit.concept == Concept::CuePlacePreposition && hit.end == article)
        })
    });
    let led = apart || (first.saturating_sub(3)..first).any(leads);
    let says = |concept: Concept| has(view, clause, concept);
    let dated = || {
        let mut anchors = drafts.iter().flat_map(|draft| &draft.anchors);
        anchors.any(|anchor| clause.contains(*anchor))
    };
    // "Held since 1940 at" is not over.
    let over = || {
        let mut past = view.hits.within(&view.tokens, clause);
        past.any(|hit| {
            hit.concept == Concept::CuePast
                && view.tokens.number(hit.end).is_none_or(|year| year < 1000)
        })
    };
    led && clause.contains(name)
        && !over()
        && (says(Concept::EventNoun) || says(Concept::CueHeld) && dated())
        && ![
            Concept::CueRegister,
            Concept::CueMore,
            Concept::CueElsewhere,
            Concept::RoleContact,
            Concept::DeadlineRegistration,
            Concept::DeadlineApplication,
        ]
        .into_iter()
        .any(says)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    #[test]
    fn the_house_of_the_organiser_is_the_place() {
        let venue = |lead: &str| {
            let text = format!(
                "Spring evenings\n\n{lead}\n\nTuesday 3 March 2026, 19:30: Darning Night\n\nTuesday 10 March 2026, 19:30: Kite Night\n\nQuestions: hello@hearthside.example"
            );
            let events = extract(&document(&text), &Options::default()).events;
            let venues = events.into_iter().map(|event| event.venue?.name);
            venues.collect::<Vec<_>>()
        };
        let house = Some("Hearthside".to_owned());
        assert_eq!(
            venue("At Hearthside we have planned a series of workshops."),
            [house.clone(), house]
        );
        let house = || Some("Hearthside".to_owned());
        assert_eq!(
            venue("Our workshops, held since 1990 at Hearthside, are for all."),
            [house(), house()]
        );
        assert_eq!(
            venue("Hearthside has planned a series of workshops."),
            [None, None]
        );
    }
}
