//! Who holds an event of a list, where its own sentence tells: the body that the sentence begins with.
//!
//! Newsletters and calendars tell of events of others, too ("The county council will hold a drop-in
//! session on 14 April"): those are not held by whom the document is by. The sentence of the day is
//! looked at, and the one that its paragraph begins with. Subject may be a body that the document names,
//! an authority that it calls by no name, or those of the house where the event is held.

use handbill_lexicon::{Concept, Gap};
use handbill_model::{Role, Span};

use super::OrganisationDraft;
use super::events::{EventDraft, Scene};

/// Who holds an event by what its sentence begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The body that is named there.
    Named(Span),
    /// Somebody who has no name in the document, and is not whom it is by.
    Other,
}

/// Tells who holds the events of a document that has several.
pub fn add(scene: &Scene, drafts: &mut [EventDraft]) {
    if drafts.len() < 2 {
        return;
    }
    let mut namings: Vec<(Span, usize)> = (scene.organisations.iter().enumerate())
        .flat_map(|(index, draft)| draft.mentions.iter().map(move |span| (*span, index)))
        .collect();
    namings.sort_unstable();
    let desk = Desk {
        scene,
        namings,
        public: scene
            .organisations
            .iter()
            .any(|draft| leads(draft) && is_authority(scene, draft)),
    };
    for draft in drafts.iter_mut().filter(|draft| !draft.main) {
        draft.actor = desk.actor(draft);
    }
}

/// What tells who acts.
struct Desk<'a, 'b> {
    scene: &'a Scene<'b>,
    /// The places that name organisations, ascending, with their index.
    namings: Vec<(Span, usize)>,
    /// Whether the document is by an authority itself, of which it speaks without a name.
    public: bool,
}

impl Desk<'_, '_> {
    fn actor(&self, draft: &EventDraft) -> Option<Actor> {
        let words = self.scene.words;
        let day = draft.anchors.first()?;
        let (at, _) = words.tokens_of(*day);
        let sentence = self.opening(at, true);
        let paragraph = self.opening(sentence, false);
        self.subject(sentence, at)
            .or_else(|| self.subject(paragraph, at).filter(|_| paragraph < sentence))
            .or_else(|| self.of_the_house(draft, paragraph, at))
    }

    /// The token that the sentence, or else the paragraph, of the token begins at.
    fn opening(&self, at: usize, sentence: bool) -> usize {
        const FURTHEST: usize = 80;
        let words = self.scene.words;
        let begins = |token: usize| {
            let stop = ['.', '!', '?']
                .iter()
                .any(|mark| token > 0 && words.is_mark(token - 1, *mark));
            !words.runs_on(token) || sentence && stop && words.is_capital(token)
        };
        let earliest = at.saturating_sub(FURTHEST);
        (earliest..=at)
            .rev()
            .find(|token| begins(*token))
            .unwrap_or(at)
    }

    /// The body that the sentence at the token begins with, and that does what it tells.
    fn subject(&self, first: usize, at: usize) -> Option<Actor> {
        let words = self.scene.words;
        let article = words.hit(first, Concept::NameArticle);
        let bare = article.map_or(first, |article| article.end);
        let found = [first, bare]
            .into_iter()
            .filter(|token| *token < at)
            .find_map(|token| self.named_at(token));
        if let Some((name, index)) = found {
            let (_, end) = words.tokens_of(name);
            let draft = &self.scene.organisations[index];
            let other = !leads(draft) && end < at && self.acts(after_brackets(self.scene, end));
            return other.then_some(Actor::Named(name));
        }
        let authority = words.hit(bare, Concept::CueAuthority)?;
        (!self.public && authority.end < at && self.acts(authority.end)).then_some(Actor::Other)
    }

    /// The organisation whose name begins at the token.
    fn named_at(&self, token: usize) -> Option<(Span, usize)> {
        let start = self.scene.view.tokens.get(token)?.start as usize;
        let from = self.namings.partition_point(|(span, _)| span.start < start);
        self.namings
            .get(from)
            .copied()
            .filter(|(span, _)| span.start == start)
    }

    /// Whether a verb may stand at the token: a small word that is none of those which join names, days
    /// and places, and does not tell that something is held somewhere.
    fn acts(&self, token: usize) -> bool {
        let words = self.scene.words;
        let small = words.is_word(token)
            && !words.is_capital(token)
            && words.runs_on(token)
            && words.gap(token) != Gap::None;
        small
            && ![
                Concept::NameConnector,
                Concept::NameAnd,
                Concept::NameGenitive,
                Concept::CuePlacePreposition,
                Concept::AddressPreposition,
                Concept::CueTitleEnd,
                Concept::CueSituated,
                Concept::DateDayCue,
                Concept::DateConnector,
            ]
            .iter()
            .any(|concept| words.is(token, *concept))
    }

    /// Whether those who belong to the house act in it: "Eleven painters of the Old Mill show …", where the
    /// event is at the Old Mill.
    fn of_the_house(&self, draft: &EventDraft, first: usize, at: usize) -> Option<Actor> {
        const NEAREST: usize = 2;
        const FURTHEST: usize = 9;
        let words = self.scene.words;
        let house = draft.record.venue.as_ref()?.name.as_deref()?;
        let own = |organisation: &OrganisationDraft| {
            leads(organisation) && organisation.record.name.contains(house)
        };
        let named = (first + NEAREST..at.min(first + FURTHEST)).find(|token| {
            let start = words.span(*token, token + 1).start;
            let led = words.is(token - 1, Concept::NameArticle)
                || words.is(token - 1, Concept::NameGenitive)
                || words.is(token - 1, Concept::NameConnector);
            led && self.scene.view.text()[start..].starts_with(house)
        })?;
        // "… of the Old Mill": the word before the article joins the house to who acts.
        let before = named - 1 - usize::from(!words.is(named - 1, Concept::NameConnector));
        let joined = words.is(named - 1, Concept::NameGenitive)
            || words.is(before, Concept::NameConnector)
                && !words.is(before, Concept::CuePlacePreposition);
        let end = words.tokens_of(Span::new(
            words.span(named, named + 1).start,
            words.span(named, named + 1).start + house.len(),
        ));
        let other = !self.scene.organisations.iter().any(own);
        (joined && other && self.acts(end.1)).then_some(Actor::Other)
    }
}

/// Skips letters in brackets, such as an acronym, behind a name.
fn after_brackets(scene: &Scene, end: usize) -> usize {
    let words = scene.words;
    let closed = words.is_mark(end, '(') && words.is_mark(end + 2, ')');
    end + if closed { 3 } else { 0 }
}

/// Whether the document is by the organisation, or tells of it as an organiser.
fn leads(draft: &OrganisationDraft) -> bool {
    let mut roles = draft.roles.iter();
    roles.any(|(role, _)| matches!(role, Role::Organizer | Role::Publisher))
}

/// Whether a word of the name is one for an authority.
fn is_authority(scene: &Scene, draft: &OrganisationDraft) -> bool {
    let view = scene.view;
    draft.mentions.first().is_some_and(|name| {
        let mut hits = view.hits.within(&view.tokens, *name);
        hits.any(|hit| hit.concept == Concept::CueAuthority)
    })
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The names of the events with those of their organisers.
    fn held(text: &str) -> Vec<(String, Vec<String>)> {
        let found = extract(&document(text), &Options::default());
        let name = |id: &String| {
            let mut all = found.organisations.iter().filter(|it| it.id == *id);
            all.next().map(|it| it.name.clone()).unwrap_or_default()
        };
        let events = found.events.iter();
        events
            .map(|it| (it.name.clone(), it.organizers.iter().map(name).collect()))
            .collect()
    }

    #[test]
    fn newsletters_tell_of_events_of_others() {
        let text = "Newsletter of the Lowmouth Residents' Association\n\nPlant swap\n\nBring your seedlings on Saturday 11 April 2026 at 10 am.\n\nRoad works\n\nThe county council will hold an information session on Tuesday 14 April 2026 at 4 pm.\n\nRepair evening\n\nThe Lowmouth Tinkers' Guild mends your lamps on Thursday 16 April 2026 at 6 pm.";
        let told: Vec<Vec<String>> = held(text).into_iter().map(|(_, bodies)| bodies).collect();
        let bodies = [
            &["Lowmouth Residents' Association"][..],
            &[],
            &["Lowmouth Tinkers' Guild"],
        ];
        assert_eq!(told, bodies);
    }

    #[test]
    fn an_authority_holds_what_it_tells_of_itself() {
        let text = "Newsletter of the Lowmouth Town Council\n\nMarket\n\nCome to the square on Saturday 11 April 2026 at 10 am.\n\nRoad works\n\nThe council will hold an information session on Tuesday 14 April 2026 at 4 pm.";
        for (event, bodies) in held(text) {
            assert_eq!(bodies, ["Lowmouth Town Council"], "{event}");
        }
    }

    #[test]
    fn those_of_a_house_act_in_it() {
        let text = "News of the Lowmouth Residents' Association\n\nPlant swap\n\nBring your seedlings on Saturday 11 April 2026 at 10 am.\n\nOpen evening\n\nSix potters of the Ropery show what they made. The doors are open on Thursday 16 April 2026, 6 pm, at the Ropery, 17 Hawser Lane.";
        let told: Vec<usize> = held(text).iter().map(|(_, bodies)| bodies.len()).collect();
        assert_eq!(told, [1, 0]);
    }
}
