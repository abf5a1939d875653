//! The phrases of a sentence that may tell a place, and how likely each of them does.
//!
//! A phrase begins behind a preposition of place, or bare behind the verb or the time where endings of
//! words say what prepositions do elsewhere. It holds a name and what stands with it: a room, the house of
//! a room, an address, a street without a number, a town. The likeliest phrase of the sentence wins.

use handbill_lexicon::{Concept, TokenKind};
use handbill_model::Span;

use super::Sentence;
use crate::assemble::bare_streets::{BareStreet, bare_street, street_word};
use crate::assemble::places::{PlaceDraft, elsewhere, is_quoted, starts_capital};
use crate::assemble::roles::words;
use crate::assemble::small_towns::{ends_town, small_town};
use crate::assemble::venue_names::{is_seat, names_event, room_clearness, set_whole_name};
use crate::layout::{Clause, Layout, has};
use crate::{Found, Mention, View, overlapping};

/// What stands behind a preposition of place: name and room, street, town.
#[derive(Debug)]
struct Phrase<'a> {
    name: Span,
    room: Option<Span>,
    address: Option<&'a Mention>,
    /// A street without a number, or a town that no gazetteer knows.
    street: Option<BareStreet>,
    town: Option<Span>,
}

impl Phrase<'_> {
    fn draft(&self, view: &View) -> Option<PlaceDraft> {
        const RULE: &str = "event.venue.sentence";
        let mut draft = PlaceDraft::default();
        if let Some(mention) = self.address
            && let Found::Address(found) = &mention.found
        {
            draft.set_address(view, mention, found);
        } else if let Some(found) = &self.street {
            draft.set_bare_street(view, found, RULE);
        } else if let Some(town) = self.town {
            draft.set_town(view, town, RULE);
        }
        if !self.name.is_empty() {
            set_whole_name(view, &mut draft, self.name, RULE);
        }
        if let (Some(room), None) = (self.room, &draft.venue.room) {
            draft.set_room(view, room, RULE);
        }
        let tells = draft.venue.name.is_some() || draft.venue.address.is_some();
        tells.then_some(draft)
    }
}

/// How likely it is that a phrase tells the place.
mod likely {
    pub const NAMED: u8 = 1;
    pub const BUILT: u8 = 2;
    pub const AT_DOOR: u8 = 3;
}

impl<'a> Sentence<'a> {
    /// The place that the likeliest phrase of the sentence tells.
    pub(super) fn place(&self, layout: &Layout, clause: &Clause) -> Option<PlaceDraft> {
        let Sentence {
            view,
            mentions,
            span,
            ..
        } = *self;
        let navigation = layout.lines[clause.line].navigation;
        if self.cues.is_empty() || navigation || has(view, span, Concept::CuePast) {
            return None;
        }
        let mut prepositions: Vec<Span> = view
            .hits
            .within(&view.tokens, span)
            .filter(|hit| hit.concept == Concept::CuePlacePreposition)
            .map(|hit| hit.span)
            .collect();
        prepositions.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        prepositions.dedup_by_key(|hit| hit.start);
        // Where endings of words say what prepositions do elsewhere, the place stands bare behind the
        // verb or the time: "17 órakor tartjuk a Városháza nagytermében".
        if self.beside {
            let gathering = |cue: &&Span| has(view, **cue, Concept::CueGathering);
            let bare = self.cues.iter().filter(gathering);
            prepositions.extend(bare.map(|lead| Span::new(lead.end, lead.end)));
            prepositions.extend(self.set_out().into_iter().flatten());
        } else {
            let times = overlapping(mentions, span)
                .iter()
                .filter(|mention| matches!(mention.found, Found::Time(_)))
                .map(|mention| mention.span);
            let bare = self.cues.iter().copied().chain(times);
            prepositions.extend(bare.map(|lead| Span::new(lead.end, lead.end)));
        }
        let mut best: Option<(u8, Phrase)> = None;
        for preposition in prepositions {
            let Some((likely, phrase)) = self.phrase(preposition) else {
                continue;
            };
            if best.as_ref().is_none_or(|(best, _)| likely > *best) {
                best = Some((likely, phrase));
            }
        }
        let (_, mut phrase) = best?;
        if phrase.address.is_none() && phrase.street.is_none() && phrase.town.is_none() {
            phrase.town = self.town_before(phrase.room.unwrap_or(phrase.name));
        }
        phrase.draft(view)
    }

    /// The town that stands behind a preposition right before the one of the place: "v Horní Lhotě v
    /// kulturním domě".
    fn town_before(&self, place: Span) -> Option<Span> {
        const REACH: usize = 8;
        let tokens = &self.view.tokens;
        let lead = tokens.first_at(place.start).checked_sub(1)?;
        self.view.hits.find(lead, Concept::CuePlacePreposition)?;
        let first = tokens
            .first_at(self.span.start)
            .max(lead.saturating_sub(REACH));
        (first..lead).find_map(|at| {
            let (town, last) = self.led_town(at)?;
            (last == lead).then_some(town)
        })
    }

    /// The small word of names that leads to where people set out from, behind the word for it or its hour:
    /// "Départ à 8 h du parking de la mairie".
    fn set_out(&self) -> Option<impl Iterator<Item = Span> + '_> {
        let view = self.view;
        let first = self.cues.first().filter(|_| self.gathers)?.start;
        let times = overlapping(self.mentions, Span::new(first, self.span.end.max(first)))
            .iter()
            .filter(|mention| matches!(mention.found, Found::Time(_)))
            .map(|mention| mention.span);
        let leads = self.cues.iter().copied().chain(times);
        Some(leads.filter_map(|lead| {
            let at = view.tokens.first_at(lead.end);
            let small = view.hits.find(at, Concept::NameConnector)?;
            let near = words(view, Span::new(lead.end, small.span.start)) == 0;
            let place = self.building(self.behind_article(small.end)).is_some();
            (near && place && small.value == 0 && self.start(at) < self.span.end)
                .then_some(small.span)
        }))
    }

    /// The phrase behind the preposition, and how likely it tells the place.
    fn phrase(&self, preposition: Span) -> Option<(u8, Phrase<'a>)> {
        const FARTHEST: usize = 14;
        const NEAR: usize = 3;
        /// Letters that a word for a building has more than, where it is the whole name.
        const SHORT: usize = 4;
        let Sentence { view, .. } = *self;
        let away = self.away(preposition);
        let farthest = if self.beside { NEAR } else { FARTHEST };
        if away > farthest || elsewhere(view, Span::new(self.span.start, preposition.start)) {
            return None;
        }
        if is_seat(view, preposition.start) {
            return None;
        }
        let behind = self.behind(preposition);
        let lead = self.start(behind).min(self.span.end);
        if preposition.is_empty() && words(view, Span::new(preposition.end.min(lead), lead)) > 0 {
            return None;
        }
        // "In a church": any. "In cooperation with": who, not where.
        let mut hits = view
            .hits
            .at(view.tokens.first_at(preposition.start))
            .iter()
            .filter(|_| !preposition.is_empty());
        let other = hits.any(|hit| {
            matches!(hit.concept, Concept::RoleBefore | Concept::CueAlongside) && hit.end > behind
        });
        // "Zapraszamy do udziału w": what one is invited to is no place.
        let invites = view
            .hits
            .within(&view.tokens, self.span)
            .any(|hit| hit.concept == Concept::CueInvite && hit.span.end == preposition.end);
        if other || invites || self.is(behind, Concept::DateAmount) {
            return None;
        }
        // What a title in quotation marks speaks of is not where it is told.
        if self.beside && is_quoted(view, self.span, preposition) {
            return None;
        }
        let first = self.behind_article(behind);
        let (end, tail) = self.without_town(first, self.name_end(first));
        let name = self.span_of(first, end);
        let door = self.address_behind(name.end.max(preposition.end));
        let mut phrase = Phrase {
            name,
            room: None,
            address: door,
            street: None,
            town: None,
        };
        // "In the Great Room of" is one name, "in the Great Room at the Folk House" a room and a house.
        let mut tail = tail;
        if let Some((house, town)) = self.house_behind(name, end) {
            phrase.room = Some(name);
            phrase.name = house;
            tail = town;
            phrase.address = self.address_behind(house.end);
        } else if door.is_none() {
            phrase.room = self.room_behind(end);
            let after = phrase.room.map_or(name.end, |room| room.end);
            phrase.address = self.address_behind(after);
        }
        let name = phrase.name;
        if phrase.address.is_none() && tail.is_none() {
            phrase.street = self.street_behind(name.end);
        }
        let alone = self.beside && end == first + 1 && self.is_closed(end) && {
            let letters = name.of(view.text()).chars().count();
            starts_capital(view.text(), name) && letters >= SHORT + self.least(preposition)
        };
        // "made in casa Anna Kern": somebody's home.
        let home = self.beside
            && !starts_capital(view.text(), name)
            && has(view, name, Concept::PersonGiven);
        // "bingo in de kantine", but not "in our rooms"
        let own = preposition.cover(name);
        let plain = self.beside
            && !has(view, own, Concept::CueOwnPremises)
            && self.building(first) == Some(end)
            && end == first + 1
            && self.is_closed(end)
            && !preposition.is_empty()
            && self.is_of_main_language(first)
            && name.of(view.text()).chars().count() > SHORT;
        let built = (self.is_built(name) || plain || alone && self.building(first).is_some())
            && street_word(view, first).is_none()
            && !home;
        let led = || {
            let (town, last) = self.led_town(end)?;
            self.is_closed(last).then_some(town)
        };
        let led = tail.or_else(|| led().filter(|_| name == self.span_of(first, end)));
        if phrase.address.is_none() && phrase.street.is_none() {
            phrase.town = led;
            if built {
                phrase.town = self.town_behind(name.end).or(led);
            }
        }
        let placed = phrase.address.is_some_and(|mention| {
            matches!(&mention.found, Found::Address(found)
                if found.address.street.is_some() || found.address.postcode.is_some())
        }) || phrase.street.is_some();
        let proper = match self.beside {
            false => self.capitals(name) >= 2 && starts_capital(view.text(), name),
            true => {
                let least = if led.is_some() {
                    1
                } else {
                    self.least(preposition)
                };
                self.is_proper(preposition, first, name, least) && self.is_closed(end)
            }
        };
        let events = names_event(view, name) || has(view, name, Concept::NameEvent);
        if preposition.is_empty() {
            let body =
                has(view, name, Concept::CueBody) || has(view, name, Concept::NameOrganisation);
            // "Linnamäe silla juures"
            let told = built || self.is(end, Concept::CuePlacePostposition) && !name.is_empty();
            let alone = told && !events && !body && away <= 1 && starts_capital(view.text(), name);
            // "Départ place du Marché"
            if self.beside && phrase.street.is_some() && name.is_empty() {
                return Some((likely::NAMED, phrase));
            }
            return alone.then_some((likely::NAMED, phrase));
        }
        // "Carols in the Fern Room": of which house?
        let inside = self.beside
            && !self.gathers
            && room_clearness(view, name) == 1
            && phrase.address.is_none();
        let fits = words(view, name) <= 12 && (!events || built) && !inside;
        let likely = match () {
            () if !fits => return None,
            () if placed && (built || proper) => likely::AT_DOOR,
            () if placed && away <= NEAR => {
                phrase.name = Span::new(name.start, name.start);
                likely::NAMED
            }
            () if built || proper && phrase.room.is_some() => likely::BUILT,
            () if proper && away <= NEAR => likely::NAMED,
            () => return None,
        };
        Some((likely, phrase))
    }

    /// Whether a name that no word tells to be a building's is that of a place by its capitals and by the
    /// preposition before it: one that leads to towns too needs an article.
    fn is_proper(&self, preposition: Span, first: usize, name: Span, least: usize) -> bool {
        let view = self.view;
        let lead = view.tokens.first_at(preposition.start);
        let behind = self.behind(preposition);
        let mut hits = view.hits.at(lead).iter().filter(|hit| hit.end == behind);
        let to_town = hits.any(|hit| hit.concept == Concept::AddressPreposition);
        let article = self.is(behind, Concept::NameArticle);
        let other = [
            Concept::PersonGiven,
            Concept::PersonHonorific,
            Concept::NameOrganisation,
            Concept::NamePlatform,
            Concept::CueBody,
            Concept::CueOnline,
            Concept::DateMonth,
            Concept::DateWeekday,
        ];
        let other = other
            .into_iter()
            .any(|concept| self.is(first, concept) || has(view, name, concept) && !article);
        let other = other || self.is(first, Concept::NameStarter);
        // In a line of capitals none tells a name.
        let shouted = |span: Span| !span.of(view.text()).contains(char::is_lowercase);
        starts_capital(view.text(), name)
            && !shouted(self.span)
            && view.tokens[first].kind == TokenKind::Word
            && self.capitals(name) >= least
            && (!to_town || article)
            && !other
    }

    /// Whether the language of the document has the token as a word for a building or room, which in small
    /// letters may be a word of another kind in another.
    fn is_of_main_language(&self, token: usize) -> bool {
        let main = self.view.main_language();
        let mut hits = self.view.hits.at(token).iter();
        hits.any(|hit| {
            matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom)
                && hit.languages.meets(main)
        })
    }

    /// The capitals that a name needs behind the preposition: two where every noun has one.
    fn least(&self, preposition: Span) -> usize {
        const NOUNS: i32 = 2;
        let first = self.view.tokens.first_at(preposition.start);
        let mut hits = self.view.hits.at(first).iter();
        let nouns =
            hits.any(|hit| hit.concept == Concept::CuePlacePreposition && hit.value == NOUNS);
        1 + usize::from(nouns)
    }

    /// The town behind the preposition at the token, by its capitals: "at the Smithy in Smallham"; and one
    /// past it.
    fn led_town(&self, token: usize) -> Option<(Span, usize)> {
        let view = self.view;
        let lead = view.hits.find(token, Concept::AddressPreposition)?;
        let of_place = view.hits.find(token, Concept::CuePlacePreposition)?;
        let (town, last) = self.small_town(lead.end)?;
        // One that the finders know is a mention.
        let known = overlapping(self.mentions, town)
            .iter()
            .any(|mention| matches!(mention.found, Found::Address(_)));
        let word = view.hits.find(lead.end, Concept::AddressAlsoWord).is_some()
            || street_word(view, lead.end).is_some();
        let spoken = lead.languages.meets(of_place.languages);
        (spoken && !known && !word).then_some((town, last))
    }

    /// The small town at the token, perhaps behind a word that says so ("с. Долна Поляна").
    fn small_town(&self, token: usize) -> Option<(Span, usize)> {
        let word = self.view.hits.find(token, Concept::AddressTownWord);
        let first = word.map_or(token, |word| word.end);
        small_town(self.view, first, self.span.end)
    }

    /// Where a name ends before the town that a preposition leads to, if it tells a place without it, and
    /// that town: "Rowers' Rooms by the Weir in Smallham".
    fn without_town(&self, first: usize, end: usize) -> (usize, Option<Span>) {
        let led = |at: usize| {
            let (town, last) = self.led_town(at)?;
            (last == end).then_some((at, town))
        };
        let Some((at, town)) = (first + 1..end).rev().find_map(led) else {
            return (end, None);
        };
        let proper = (first..at).any(|token| {
            starts_capital(self.view.text(), self.span_of(token, token + 1))
                && self.building(token).is_none()
        });
        match proper || self.capitals(self.span_of(first, at)) > 1 {
            true => (at, Some(town)),
            false => (end, None),
        }
    }

    /// Whether no word goes on with the name that ends before the token.
    fn is_closed(&self, token: usize) -> bool {
        let written = self.view.tokens.get(token);
        let outside = self.start(token) >= self.span.end;
        let mark =
            written.is_some_and(|it| matches!(it.kind, TokenKind::Mark(mark) if mark != '-'));
        let at = self.start(token);
        let mention = !overlapping(self.mentions, Span::new(at, at + 1)).is_empty();
        let leads = [
            Concept::CuePlacePreposition,
            Concept::DateClockCue,
            Concept::DateDayCue,
            Concept::CueHeld,
        ];
        outside || mark || mention || leads.into_iter().any(|concept| self.is(token, concept))
    }

    /// The number of words between the nearest word that says that something takes place and the
    /// preposition, not counting times.
    fn away(&self, preposition: Span) -> usize {
        let Sentence { view, mentions, .. } = *self;
        let between = |cue: &Span| {
            let gap = match cue.end <= preposition.start {
                true => Span::new(cue.end, preposition.start),
                false if cue.overlaps(preposition) => {
                    Span::new(preposition.start, preposition.start)
                }
                false => Span::new(preposition.end, cue.start),
            };
            let times = overlapping(mentions, gap).iter();
            let taken: usize = times
                .filter(|mention| matches!(mention.found, Found::Time(_)))
                .map(|mention| words(view, mention.span))
                .sum();
            // "unless otherwise stated"
            let aside: usize = view
                .hits
                .within(&view.tokens, gap)
                .filter(|hit| hit.concept == Concept::CueForAll)
                .map(|hit| words(view, hit.span))
                .max()
                .unwrap_or(0);
            words(view, gap).saturating_sub(taken + aside)
        };
        self.cues.iter().map(between).min().unwrap_or(usize::MAX)
    }

    /// The address that follows, behind three words at most.
    fn address_behind(&self, end: usize) -> Option<&'a Mention> {
        const MOST_BETWEEN: usize = 2;
        let rest = Span::new(end.min(self.span.end), self.span.end);
        let mention = overlapping(self.mentions, rest)
            .iter()
            .find(|mention| mention.span.start >= end)?;
        let between = Span::new(end, mention.span.start);
        let near = words(self.view, between) <= MOST_BETWEEN
            && !between.of(self.view.text()).contains([';', '\n']);
        (near && matches!(mention.found, Found::Address(_))).then_some(mention)
    }

    /// The house behind a second preposition, where the name is that of a room, and the town that its
    /// name ends with.
    fn house_behind(&self, name: Span, end: usize) -> Option<(Span, Option<Span>)> {
        let room = room_clearness(self.view, name) > 1;
        let lead = self.view.hits.at(end).iter();
        let lead = lead
            .filter(|hit| room && hit.concept == Concept::CuePlacePreposition)
            .map(|hit| hit.end)
            .max()?;
        let first = self.behind_article(lead);
        let (end, town) = self.without_town(first, self.name_end(first));
        let house = self.span_of(first, end);
        let street = street_word(self.view, first).is_some();
        (!street
            && self.is_built(house)
            && room_clearness(self.view, house) < 2
            && self.capitals(house) > 0)
            .then_some((house, town))
    }

    /// The room behind a second preposition: "at the Health Department in the Auditorium".
    fn room_behind(&self, end: usize) -> Option<Span> {
        let lead = self.view.hits.at(end).iter();
        let lead = lead
            .filter(|hit| hit.concept == Concept::CuePlacePreposition)
            .map(|hit| hit.end)
            .max()?;
        let first = self.behind_article(lead);
        let room = self.span_of(first, self.name_end(first));
        (room_clearness(self.view, room) > 0 && words(self.view, room) <= 5).then_some(room)
    }

    /// A street without a number behind the name: "in via Nuova", ", place de la Mairie".
    fn street_behind(&self, end: usize) -> Option<BareStreet> {
        let mut at = self.view.tokens.first_at(end);
        if self.view.tokens.is_mark(at, ',') {
            at += 1;
        }
        let hits = self.view.hits.at(at).iter();
        let lead = hits
            .filter(|hit| hit.concept == Concept::CuePlacePreposition)
            .map(|hit| hit.end)
            .max();
        let at = self.behind_article(lead.unwrap_or(at));
        bare_street(self.view, self.mentions, at, self.span.end)
    }

    /// The town, perhaps a small one, that fills the field behind the name.
    fn town_behind(&self, end: usize) -> Option<Span> {
        let tokens = &self.view.tokens;
        let comma = tokens.first_at(end);
        if !tokens.is_mark(comma, ',') {
            return None;
        }
        let lead = self.view.hits.find(comma + 1, Concept::AddressPreposition);
        let (town, last) = self.small_town(lead.map_or(comma + 1, |lead| lead.end))?;
        let closed = tokens.is_mark(last, ',')
            || ends_town(self.view, last, self.span.end)
            || self.is_mention(last)
            || self.is(last, Concept::DateClockCue)
            || self.is(last, Concept::DateDayCue);
        closed.then_some(town)
    }
}
