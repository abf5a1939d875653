//! Places that a sentence tells: "The board meets every second Tuesday at the Old Mill, Leeds".

use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::{Address, Span};

use super::bare_streets::{BareStreet, bare_street, street_word};
use super::places::{
    LONG, PlaceDraft, distance, elsewhere, is_own_field, is_quoted, one_line, set_address,
    set_bare_street, starts_capital,
};
use super::roles::words;
use super::venue_names::{is_seat, room_clearness, set_whole_name};
use crate::layout::{Clause, Layout, has};
use crate::{Found, Mention, View, overlapping};

/// The place that a sentence of the scope says something is held at; a sentence with a day of its own
/// speaks of the events of that day alone.
pub fn held(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    const OWN: f32 = 4.0;
    const OTHER: f32 = 3.0;
    let first = layout
        .clauses
        .partition_point(|clause| clause.span.start < scope.start);
    let clauses = layout.clauses[first..]
        .iter()
        .take_while(|clause| clause.span.end <= scope.end);
    let drafts = clauses.filter_map(|clause| {
        let own = anchors.iter().any(|anchor| clause.span.overlaps(*anchor));
        if !own && names_day(mentions, clause.span) {
            return None;
        }
        let draft = told_in(view, layout, mentions, clause);
        let gathers = || {
            (has(view, clause.span, Concept::CueGathering) && is_own_field(layout, anchors, clause))
                .then(|| gathering(view, layout, mentions, clause))
        };
        let mut draft = draft.or_else(|| gathers().flatten())?;
        draft.score = match own {
            true => OWN,
            false => OTHER - distance(anchors, clause.span) / 1500.0,
        };
        Some(draft)
    });
    drafts
        .filter(|draft| draft.score > 0.0)
        .max_by(|a, b| a.score.total_cmp(&b.score))
}

/// Whether the stretch names a day of the calendar, rather than days that recur.
pub fn names_day(mentions: &[Mention], span: Span) -> bool {
    overlapping(mentions, span).iter().any(|mention| {
        matches!(&mention.found, Found::Time(time)
            if time.recurrence.is_none() && time.start.day.is_some() && mention.rule != "date.weekday")
    })
}

/// The place in a sentence that says that something takes place.
pub fn told_in(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    clause: &Clause,
) -> Option<PlaceDraft> {
    let span = clause.value(view.text());
    let cues = view
        .hits
        .within(&view.tokens, span)
        .filter(|hit| matches!(hit.concept, Concept::CueHeld | Concept::CueMeets))
        .map(|hit| hit.span);
    let sentence = Sentence {
        view,
        mentions,
        span,
        cues: cues.collect(),
        beside: false,
    };
    sentence.place(layout, clause)
}

/// The place where a clause says that those who come along meet: "Rendez-vous devant la mairie".
fn gathering(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    clause: &Clause,
) -> Option<PlaceDraft> {
    let span = clause.span;
    let hits = view.hits.within(&view.tokens, span);
    let cues = hits
        .filter(|hit| hit.concept == Concept::CueGathering)
        .map(|hit| hit.span);
    let sentence = Sentence {
        view,
        mentions,
        span,
        cues: cues.collect(),
        beside: true,
    };
    sentence.place(layout, clause)
}

/// The place behind the hour, the kind of event or the word for a meeting point, in a sentence that tells
/// the event's day and says not that it takes place: "Thursday 7 pm, quiz night at The Blue Boar".
pub fn beside(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
) -> Option<PlaceDraft> {
    /// What any other reading of the same words tells better.
    const BESIDE: f32 = 0.5;
    let mut clauses: Vec<usize> = anchors
        .iter()
        .filter_map(|anchor| layout.clause_at(anchor.start))
        .collect();
    clauses.dedup();
    clauses.into_iter().find_map(|index| {
        let clause = &layout.clauses[index];
        if clause.span.len() > LONG {
            return None;
        }
        let hits = view.hits.within(&view.tokens, clause.span);
        let kinds = hits
            .filter(|hit| hit.concept == Concept::EventNoun)
            .map(|hit| hit.span);
        let times = overlapping(mentions, clause.span).iter();
        let times = times
            .filter(|mention| matches!(mention.found, Found::Time(_)))
            .map(|mention| mention.span);
        let sentence = Sentence {
            view,
            mentions,
            span: clause.span,
            cues: kinds.chain(times).collect(),
            beside: true,
        };
        let mut draft = sentence.place(layout, clause)?;
        draft.score = BESIDE;
        Some(draft)
    })
}

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
        let text = view.text();
        let mut draft = PlaceDraft::default();
        if let Some(mention) = self.address
            && let Found::Address(found) = &mention.found
        {
            set_address(view, &mut draft, mention, found);
        } else if let Some(found) = &self.street {
            set_bare_street(view, &mut draft, found, RULE);
        } else if let Some(town) = self.town {
            let written = Some(one_line(town.of(text)));
            draft.venue.address = Some(Address {
                text: written.clone(),
                locality: written,
                ..Address::default()
            });
            let told = vec![view.evidence(town, RULE)];
            draft.evidence.insert("venue.address".to_owned(), told);
        }
        if !self.name.is_empty() {
            set_whole_name(view, &mut draft, self.name, RULE);
        }
        if let (Some(room), None) = (self.room, &draft.venue.room) {
            draft.venue.room = Some(one_line(room.of(text)));
            let told = vec![view.evidence(room, RULE)];
            draft.evidence.insert("venue.room".to_owned(), told);
        }
        let tells = draft.venue.name.is_some() || draft.venue.address.is_some();
        tells.then_some(draft)
    }
}

/// A sentence that says that something takes place.
struct Sentence<'a> {
    view: &'a View<'a>,
    mentions: &'a [Mention],
    span: Span,
    /// The words that say so.
    cues: Vec<Span>,
    /// Whether they do not, but tell what and when.
    beside: bool,
}

/// How likely it is that a phrase tells the place.
mod likely {
    pub const NAMED: u8 = 1;
    pub const BUILT: u8 = 2;
    pub const AT_DOOR: u8 = 3;
}

impl<'a> Sentence<'a> {
    /// The place that the likeliest phrase of the sentence tells.
    fn place(&self, layout: &Layout, clause: &Clause) -> Option<PlaceDraft> {
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
        let (_, phrase) = best?;
        phrase.draft(view)
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
        let end = self.name_end(first);
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
        if let Some(house) = self.house_behind(name, end) {
            phrase.room = Some(name);
            phrase.name = house;
            phrase.address = self.address_behind(house.end);
        } else if door.is_none() {
            phrase.room = self.room_behind(end);
            let after = phrase.room.map_or(name.end, |room| room.end);
            phrase.address = self.address_behind(after);
        }
        let name = phrase.name;
        if phrase.address.is_none() {
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
        let built = (self.is_built(name) || alone && self.building(first).is_some())
            && street_word(view, first).is_none()
            && !home;
        let led = self
            .led_town(end)
            .filter(|_| name == self.span_of(first, end));
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
        let events = has(view, name, Concept::EventNoun) || has(view, name, Concept::NameEvent);
        if preposition.is_empty() {
            let body =
                has(view, name, Concept::CueBody) || has(view, name, Concept::NameOrganisation);
            let alone = built && !events && !body && away <= 1 && starts_capital(view.text(), name);
            // "Départ place du Marché"
            if self.beside && phrase.street.is_some() && name.is_empty() {
                return Some((likely::NAMED, phrase));
            }
            return alone.then_some((likely::NAMED, phrase));
        }
        // "Carols in the Fern Room": of which house?
        let inside = self.beside && room_clearness(view, name) == 1 && phrase.address.is_none();
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

    /// The capitals that a name needs behind the preposition: two where every noun has one.
    fn least(&self, preposition: Span) -> usize {
        const NOUNS: i32 = 2;
        let first = self.view.tokens.first_at(preposition.start);
        let mut hits = self.view.hits.at(first).iter();
        let nouns =
            hits.any(|hit| hit.concept == Concept::CuePlacePreposition && hit.value == NOUNS);
        1 + usize::from(nouns)
    }

    /// The town behind the preposition at the token, by its capitals: "at the Smithy in Smallham".
    fn led_town(&self, token: usize) -> Option<Span> {
        const LONGEST: usize = 3;
        let lead = self.view.hits.find(token, Concept::AddressPreposition)?;
        self.view.hits.find(token, Concept::CuePlacePreposition)?;
        let capital = |at: &usize| {
            self.start(*at) < self.span.end
                && self.view.text()[self.start(*at)..].starts_with(char::is_uppercase)
                && self.building(*at).is_none()
                && !self.is(*at, Concept::DateMonth)
        };
        let last = (lead.end..lead.end + LONGEST).take_while(capital).last()? + 1;
        // One that the gazetteer knows is a mention, or has another's name.
        if !gazetteer::places_at(&self.view.tokens, lead.end).is_empty() {
            return None;
        }
        self.is_closed(last).then(|| self.span_of(lead.end, last))
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

    fn start(&self, token: usize) -> usize {
        self.view
            .tokens
            .get(token)
            .map_or(self.span.end, |token| token.start as usize)
    }

    fn span_of(&self, first: usize, end: usize) -> Span {
        if end <= first {
            return Span::new(self.start(first), self.start(first));
        }
        Span::new(self.start(first), self.view.tokens[end - 1].end as usize)
    }

    fn is(&self, token: usize, concept: Concept) -> bool {
        self.view.hits.find(token, concept).is_some()
    }

    /// The token behind the preposition; an article in it that has a capital is part of the name ("bij De
    /// Gouden Ploeg").
    fn behind(&self, preposition: Span) -> usize {
        let view = self.view;
        let end = view.tokens.first_at(preposition.end);
        let first = view.tokens.first_at(preposition.start);
        let capital = |at: usize| view.text()[self.start(at)..].starts_with(char::is_uppercase);
        match end > first + 1 && capital(end - 1) && !capital(first) {
            true => end - 1,
            false => end,
        }
    }

    /// One past an article that is no part of the name behind it, as one with a capital is.
    fn behind_article(&self, token: usize) -> usize {
        let capital = self.view.text()[self.start(token)..].starts_with(char::is_uppercase);
        if capital && self.start(token) < self.span.end {
            return token;
        }
        let hits = self.view.hits.at(token).iter();
        let article = hits.filter(|hit| hit.concept == Concept::NameArticle);
        article.map(|hit| hit.end).max().unwrap_or(token)
    }

    /// Whether the token begins a word for a building or a room; one past its last token.
    fn building(&self, token: usize) -> Option<usize> {
        let hits = self.view.hits.at(token).iter();
        hits.filter(|hit| {
            matches!(
                hit.concept,
                Concept::CueBuilding | Concept::CueRoom | Concept::NamePlaceWord
            )
        })
        .map(|hit| hit.end)
        .max()
    }

    fn is_strong(&self, token: usize) -> bool {
        let written = self
            .view
            .tokens
            .get(token)
            .filter(|_| self.start(token) < self.span.end);
        written.is_some_and(|written| {
            let first = self.view.text()[written.start as usize..].chars().next();
            written.kind == TokenKind::Number
                || first.is_some_and(char::is_uppercase)
                || self.building(token).is_some()
                || self.is(token, Concept::AddressUnit)
        })
    }

    /// A mention that a name ends before: anything but a town that may be part of it.
    fn is_mention(&self, token: usize) -> bool {
        let at = self.start(token);
        overlapping(self.mentions, Span::new(at, at + 1))
            .iter()
            .any(|mention| match &mention.found {
                Found::Address(found) => {
                    found.address.street.is_some() || found.address.postcode.is_some()
                }
                Found::Handle(_) | Found::Hashtag(_) => false,
                _ => true,
            })
    }

    /// One past the last token of the name that begins at the token: capitalised words, numbers and
    /// words for buildings, with the small words between them.
    fn name_end(&self, first: usize) -> usize {
        const MOST_SMALL: usize = 3;
        let Sentence { view, span, .. } = *self;
        let mut end = first;
        let mut at = first;
        let mut small = 0;
        // "the yard of the former Rope Works": behind a connector the name goes on.
        let mut joined = false;
        while self.start(at) < span.end && !self.is_mention(at) {
            let token = view.tokens[at];
            if at > first && token.gap > Gap::Line {
                break;
            }
            if let TokenKind::Mark(mark) = token.kind {
                let goes_on = match mark {
                    ',' => end > first && self.leads_to_building(at + 1),
                    '.' => {
                        token.gap == Gap::None && self.is_strong(at + 1) && self.is_short(at - 1)
                    }
                    '-' | '/' | '\'' | '&' | '"' | '°' | '#' => true,
                    _ => false,
                };
                if !goes_on || at == first && mark != '"' {
                    break;
                }
                at += 1;
                // A name in quotation marks ends with the closing one.
                let opened = || (first..at - 1).any(|open| view.tokens.is_mark(open, '"'));
                if mark == '"' && end + 1 == at && opened() {
                    end = at;
                }
                continue;
            }
            // "Dean's", "40th".
            if at > first && token.gap == Gap::None && end + 1 >= at {
                at += 1;
                end = at;
                continue;
            }
            // "Field Services 905 N. Main": a house number.
            let initial = at + 1;
            if token.kind == TokenKind::Number
                && at > first
                && view.tokens.is_mark(at + 2, '.')
                && self.is_strong(initial)
                && self.span_of(initial, initial + 1).len() == 1
            {
                break;
            }
            let hits = view.hits.at(at);
            let ends = hits.iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::CueHeld
                        | Concept::CueMeets
                        | Concept::CueForAll
                        | Concept::DateClockCue
                        | Concept::DateDayCue
                        | Concept::CueAlongside
                )
            });
            let joins = hits.iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::NameConnector | Concept::NameArticle | Concept::AddressParticle
                )
            });
            if self.is_strong(at) {
                at = self.building(at).unwrap_or(at + 1).max(at + 1);
                end = at;
                small = 0;
                joined = false;
            } else if end > first && (self.leads_on(at) || joins && self.leads_to_event(at)) {
                break;
            } else if small < MOST_SMALL && (joins || !ends) && (joins || joined || end == first) {
                small += 1;
                at += 1;
                joined = joins;
            } else {
                break;
            }
        }
        end
    }

    /// Whether the article or small word at the token leads to a kind of event, perhaps over an adjective in
    /// small letters: "in the hall the annual meeting".
    fn leads_to_event(&self, token: usize) -> bool {
        let next = token + 1;
        let small = self.view.text()[self.start(next)..].starts_with(char::is_lowercase);
        self.is(next, Concept::EventNoun)
            || small && self.building(next).is_none() && self.is(next + 1, Concept::EventNoun)
    }

    /// Whether a preposition of place leads on from a name at the token, to a room, a street or a
    /// town: "the Ferry Union in the Ballroom".
    fn leads_on(&self, token: usize) -> bool {
        const REACH: usize = 3;
        let mut hits = self.view.hits.at(token).iter();
        hits.any(|hit| {
            hit.concept == Concept::CuePlacePreposition && {
                let first = self.behind_article(hit.end);
                let begins = |mention: &Mention| {
                    mention.span.start == self.start(first)
                        && matches!(mention.found, Found::Address(_))
                };
                let at = self.start(first);
                let place = overlapping(self.mentions, Span::new(at, at + 1));
                place.iter().any(begins)
                    || street_word(self.view, first).is_some()
                    || (first..first + REACH).any(|at| self.is(at, Concept::CueRoom))
            }
        })
    }

    /// Whether a few words on a word for a building or a room stands in the piece of a name that
    /// begins at the token.
    fn leads_to_building(&self, first: usize) -> bool {
        const REACH: usize = 5;
        let text = self.view.text();
        text[self.start(first)..].starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            && !self.is_mention(first)
            && street_word(self.view, first).is_none()
            && (first..first + REACH)
                .take_while(|at| self.start(*at) < self.span.end)
                .take_while(|at| {
                    ![',', '.']
                        .iter()
                        .any(|mark| self.view.tokens.is_mark(*at, *mark))
                })
                // "Rope Walk, a rest at the Old Mill"
                .take_while(|at| !self.beside || !self.is(*at, Concept::CuePlacePreposition))
                .any(|at| self.building(at).is_some() || self.is(at, Concept::AddressUnit))
    }

    fn is_short(&self, token: usize) -> bool {
        self.view.tokens.folded(token).chars().count() <= 3
    }

    /// Whether the name holds a word for a building or a room: two words at least, or a long one, as
    /// "the hall" may be any.
    fn is_built(&self, name: Span) -> bool {
        const LONG: usize = 8;
        let range = self.view.tokens.range(name.start, name.end);
        // In small letters a word for a building heads the name, as many are words of another kind
        // in another language.
        let reach = match self.capitals(name) {
            0 => 2,
            _ => range.len(),
        };
        let built = range
            .clone()
            .take(reach)
            .any(|token| self.building(token).is_some());
        let long = range
            .clone()
            .any(|token| self.view.tokens.folded(token).chars().count() >= LONG);
        built && (range.len() >= 2 || long)
    }

    /// The number of capitalised words of a name.
    fn capitals(&self, name: Span) -> usize {
        let text = name.of(self.view.text());
        let words = text.split_whitespace();
        words
            .filter(|word| word.starts_with(char::is_uppercase))
            .count()
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

    /// The house behind a second preposition, where the name is that of a room.
    fn house_behind(&self, name: Span, end: usize) -> Option<Span> {
        let room = room_clearness(self.view, name) > 1;
        let lead = self.view.hits.at(end).iter();
        let lead = lead
            .filter(|hit| room && hit.concept == Concept::CuePlacePreposition)
            .map(|hit| hit.end)
            .max()?;
        let first = self.behind_article(lead);
        let house = self.span_of(first, self.name_end(first));
        let street = street_word(self.view, first).is_some();
        (!street
            && self.is_built(house)
            && room_clearness(self.view, house) < 2
            && self.capitals(house) > 0)
            .then_some(house)
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

    /// A name of one to three words that fills the field behind the name: the town, perhaps a small
    /// one.
    fn town_behind(&self, end: usize) -> Option<Span> {
        const LONGEST: usize = 3;
        let tokens = &self.view.tokens;
        let comma = tokens.first_at(end);
        if !tokens.is_mark(comma, ',') {
            return None;
        }
        let first = comma + 1;
        let last = self.name_end(first);
        let span = self.span_of(first, last);
        let plain = (first..last).all(|at| {
            let word = matches!(tokens[at].kind, TokenKind::Word | TokenKind::Mark('-'));
            let other = [
                Concept::PersonGiven,
                Concept::PersonHonorific,
                Concept::NameOrganisation,
                Concept::CueBody,
                Concept::EventNoun,
                Concept::NameStarter,
                Concept::AddressUnit,
            ]
            .iter()
            .any(|concept| self.is(at, *concept));
            word && self.building(at).is_none() && !other
        });
        let closed = self.start(last) >= self.span.end
            || tokens.is_mark(last, ',')
            || tokens.is_mark(last, '.')
            || self.is_mention(last)
            || self.is(last, Concept::DateClockCue)
            || self.is(last, Concept::DateDayCue);
        let area = gazetteer::places_at(tokens, first)
            .into_iter()
            .any(|hit| hit.end == last && hit.place.kind != PlaceKind::City);
        let fits = (1..=LONGEST).contains(&words(self.view, span)) && plain && closed && !area;
        fits.then_some(span)
    }
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    /// Name, room, street and town of every event's venue.
    fn venues(text: &str) -> Vec<[String; 4]> {
        let events = extract(&document(text), &Options::default()).events;
        let parts = |venue: handbill_model::Venue| {
            let address = venue.address.unwrap_or_default();
            [venue.name, venue.room, address.street, address.locality]
                .map(Option::unwrap_or_default)
        };
        let venues = events.into_iter().map(|event| event.venue);
        venues
            .map(|venue| venue.map(parts).unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_seat_is_no_place() {
        assert_eq!(
            venues(
                "Harvest Fair\n\nThe Rope Club, based in the Old Mill, holds its fair on Sunday 3 May 2026 at 10 am in the Corn Hall."
            ),
            [["Corn Hall", "", "", ""]]
        );
        assert_eq!(
            venues(
                "Herbstball 2026\n\nAm Samstag, 3. Oktober 2026, 20 Uhr, lädt der Ruderclub mit Sitz im Alten Zollhaus zum Herbstball ein."
            ),
            [["", "", "", ""]]
        );
    }

    #[test]
    fn sentences_tell_where_something_is_held() {
        for (text, venue) in [
            (
                "Annual Supper\n\nThe supper will be held on Friday 13 March 2026 at 7 pm in the Wharf Union in the Ballroom.",
                ["Wharf Union", "Ballroom", "", ""],
            ),
            (
                "Konzert der Chöre\n\nAm 3. Mai 2026 um 19 Uhr findet im großen Saal des Alten Bahnhofs in Lüneburg das Konzert statt.",
                ["großen Saal des Alten Bahnhofs", "", "", "Lüneburg"],
            ),
            (
                "Noche de cine\n\nLa proyección tendrá lugar el viernes 8 de mayo de 2026 en el patio del antiguo Cine Mirador en la calle Fuente Nueva.",
                [
                    "patio del antiguo Cine Mirador",
                    "",
                    "calle Fuente Nueva",
                    "",
                ],
            ),
            (
                "Assemblée générale\n\nL’assemblée générale se tiendra le samedi 7 mars 2026 à 10h dans la salle des fêtes de Vouneuil.",
                ["salle des fêtes de Vouneuil", "", "", ""],
            ),
            (
                "Zebranie\n\nZebranie odbędzie się 7 marca 2026 r. o godz. 18:00 w świetlicy wiejskiej w Lipowcu.",
                ["świetlicy wiejskiej w Lipowcu", "", "", "Lipowcu"],
            ),
            (
                "Årsmøte\n\nÅrsmøtet holdes torsdag 12. mars 2026 kl. 18.00 i Storsalen på Folkets Hus i Elvebakken.",
                ["Folkets Hus i Elvebakken", "Storsalen", "", "Elvebakken"],
            ),
            (
                "Ledenvergadering\n\nDe vergadering vindt plaats op dinsdag 12 maart 2026 om 20.00 uur in de kantine van de Sporthal De Kuil, Dorpsstraat 4 te Ederbeek.",
                [
                    "kantine van de Sporthal De Kuil",
                    "",
                    "Dorpsstraat 4",
                    "Ederbeek",
                ],
            ),
            (
                "Közmeghallgatás\n\nA közmeghallgatást 2026. március 12-én 17 órakor tartjuk a Városháza nagytermében.",
                ["Városháza nagytermében", "", "", ""],
            ),
            (
                "Infomøte\n\nDet vil bli infomøte mandag 9. mars 2026 kl 19:30 på speiderhuset for alle som vil være med.",
                ["speiderhuset", "", "", ""],
            ),
            (
                "Kväll vid elden\n\nDen 20 november 2026 från klockan 19:00 bjuder vi in till sagostund i Stockholm. Adressen dit är Slipgatan 12.",
                ["", "", "Slipgatan 12", "Stockholm"],
            ),
            (
                "Café-débat\n\nJeudi 7 mai 2026, Maison du Peuple, salle 3",
                ["Maison du Peuple", "salle 3", "", ""],
            ),
        ] {
            assert_eq!(venues(text), [venue.map(str::to_owned)], "{text}");
        }
    }

    #[test]
    fn places_stand_beside_what_and_when() {
        for (text, venue) in [
            (
                "Winter programme\n\nThu 3 Dec 2026, Christmas social at The Grey Otter, 7pm",
                "The Grey Otter",
            ),
            (
                "Hemvikens byalag\n\nSöndag 22 mars 2026 kl. 15.00 Årsmöte i Gamla skolan. Kaffe med dopp.",
                "Gamla skolan",
            ),
            (
                "Fietsclub\n\nDe start is op zondag 12 april 2026 om 10.00 uur bij De Vergulde Kan.",
                "De Vergulde Kan",
            ),
            (
                "Stammtisch\n\nDer nächste Stammtisch ist am Mittwoch, 14. Oktober 2026, ab 19 Uhr wie gewohnt beim Moserwirt in Oberau.",
                "Moserwirt in Oberau",
            ),
            (
                "Wanderung\n\nSonntag, 18. Oktober 2026, Treffpunkt 9.15 Uhr am Parkplatz Steinbruch, Einkehr im Waldhaus Hochreuth.",
                "Parkplatz Steinbruch",
            ),
            (
                "Gemeinderat\n\nAm Montag, 9. März 2026, um 19 Uhr findet im Sitzungssaal des Gemeindeamtes eine öffentliche Sitzung statt.",
                "Sitzungssaal des Gemeindeamtes",
            ),
            (
                "Excursie\n\nSâmbătă, 6 iunie 2026, ora 8:00. Plecarea din fața Casei Căpitanului.",
                "Casei Căpitanului",
            ),
            (
                "Talks\n\nTuesday 3 March 2026, 7 pm: \"A Year in the Yellow House\", by a traveller",
                "",
            ),
        ] {
            assert_eq!(venues(text)[0][0], venue, "{text}");
        }
    }

    #[test]
    fn days_of_a_series_are_held_where_it_is() {
        let text = "Harbour Society\n\nEvery third Tuesday at 8 pm the Society meets at the Mill Centre, Eastling.\n\nTuesday 20 January 2026 - \"Ropes and Roads\"\nA talk by a traveller.\n\nTuesday 17 February 2026 - \"Songs of the Quay\"\nWith slides.";
        let mill = ["Mill Centre", "", "", "Eastling"].map(str::to_owned);
        assert_eq!(venues(text), [mill.clone(), mill]);
    }

    #[test]
    fn what_is_no_place() {
        for text in [
            "Reading Circle\n\nWe meet in a video room on 12 May 2026 at 17:00.",
            "Concert\n\nThe concert takes place on 12 May 2026 in cooperation with the Friends of Music.",
            "Konzert\n\nDas Konzert findet am 12. Mai 2026 im Rahmen der Woche der Musik statt.",
            "Tagung\n\nAm 12. Mai 2026 lädt Institut für Zwischenräume zum Gespräch ein.",
        ] {
            assert_eq!(venues(text), [[""; 4].map(str::to_owned)], "{text}");
        }
    }
}
