//! Addresses as the places of events: how likely each is, and the name of the house there.

use handbill_lexicon::gazetteer;
use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::{Address, Span};

use super::places::{
    PlaceDraft, distance, elsewhere, ends_with_preposition, one_line, starts_capital,
};
use super::roles::words;
use super::title_text::trim_marks;
use super::venue_names::{self, is_seat, pieces, set_name};
use crate::layout::{Layout, Line, has};
use crate::{AddressMention, Found, Mention, View, overlapping};

/// The address that stands best for the event, with the name before or above it.
pub fn addressed(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    scope: Span,
) -> Option<PlaceDraft> {
    let (score, site) = best_site(view, layout, mentions, anchors, scope, |mention, _| {
        !has(view, mention.span, Concept::AddressPoBox)
    })?;
    let mut draft = site.draft(score);
    if let Some(name) = site.name_before(site.full()) {
        let name = bare_street(&site, name, &mut draft);
        set_name(view, &mut draft, name, "event.venue.before-address");
    }
    Some(with_door(view, layout, mentions, anchors, scope, draft))
}

/// The best address of the stretch among those that are asked for, and how good it is.
fn best_site<'a>(
    view: &'a View<'a>,
    layout: &'a Layout,
    mentions: &'a [Mention],
    anchors: &[Span],
    scope: Span,
    asked: impl Fn(&Mention, &AddressMention) -> bool,
) -> Option<(f32, Site<'a>)> {
    let mut best: Option<(f32, Site)> = None;
    for (index, mention) in mentions_in(mentions, scope) {
        let (Found::Address(found), Some(clause)) =
            (&mention.found, layout.clause_at(mention.span.start))
        else {
            continue;
        };
        if !scope.contains(mention.span) || !asked(mention, found) {
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
        if score > 0.0 && best.as_ref().is_none_or(|(best, _)| score > *best) {
            best = Some((score, site));
        }
    }
    best
}

/// Moves a street without a number from the end of a name to the address, where a name is left:
/// before it or on the line above. Returns the name.
fn bare_street(site: &Site, name: Span, draft: &mut PlaceDraft) -> Span {
    let Site {
        view,
        layout,
        mentions,
        clause,
        ..
    } = *site;
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
    let in_town = |found: &AddressMention| {
        known.is_some_and(|address| {
            address.locality.is_some() && address.locality == found.address.locality
        })
    };
    // "… in Leeds. The address is 4 Quay Lane."
    const NEAR: usize = 200;
    let told = town
        .evidence
        .get("venue.address")
        .and_then(|list| list.first());
    let follows = |mention: &Mention, found: &AddressMention| {
        let here = view.evidence(mention.span, "").start;
        let address = &found.address;
        address.locality.is_none()
            && address.postcode.is_none()
            && told.is_some_and(|told| told.end <= here && here - told.end <= NEAR)
    };
    let best = best_site(view, layout, mentions, anchors, scope, |mention, found| {
        found.address.street.is_some() && (in_town(found) || follows(mention, found))
    });
    let best = best.map(|(score, site)| {
        let mut draft = site.draft(score);
        let apart = site.found.address.locality.is_none();
        let fits = |name: &Span| !apart || has(view, *name, Concept::CueBuilding);
        if let Some(name) = site.name_before(true).filter(fits) {
            set_name(view, &mut draft, name, "event.venue.before-address");
        }
        draft
    });
    let best = best.map(|best| match (best.venue.address.as_ref(), known) {
        (Some(street), Some(place)) if street.locality.is_none() => in_town_of(best, place, &town),
        _ => best,
    });
    match best {
        Some(best) if best.venue.name.is_some() || town.venue.name.is_none() => PlaceDraft {
            score: town.score,
            ..best
        },
        _ => town,
    }
}

/// A place at a street, in the town that is told before it.
fn in_town_of(street: PlaceDraft, place: &Address, town: &PlaceDraft) -> PlaceDraft {
    let mut out = street;
    let told = town.evidence.get("venue.address").into_iter().flatten();
    let list = out.evidence.entry("venue.address".to_owned());
    list.or_default().extend(told.cloned());
    out.time_zone = town.time_zone;
    if out.venue.name.is_none() {
        out.venue.name.clone_from(&town.venue.name);
        let name = town.evidence.get("venue.name").cloned();
        out.evidence
            .extend(name.map(|name| ("venue.name".to_owned(), name)));
    }
    if let Some(address) = &mut out.venue.address {
        let written = [&address.text, &place.text].map(|text| text.clone().unwrap_or_default());
        *address = Address {
            text: Some(written.join(", ")),
            street: address.street.take(),
            ..place.clone()
        };
    }
    out
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

    /// A place with this address.
    fn draft(&self, score: f32) -> PlaceDraft {
        let mut draft = PlaceDraft {
            score,
            ..PlaceDraft::default()
        };
        draft.set_address(self.view, &self.mentions[self.index], self.found);
        draft
    }

    /// The name of the place that stands before the address: in the clause, or on the line above.
    fn name_before(&self, full: bool) -> Option<Span> {
        let Site {
            view,
            layout,
            mentions,
            clause,
            ..
        } = *self;
        let name = name_before(view, layout, mentions, clause, self.span(), full);
        name.filter(|name| !is_seat(view, name.start))
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
        if self.is_someones(lead, same_clause || standing)
            || self.ends_subject(lead)
            || self.is_named_after(lead)
        {
            score -= 4.0;
        }
        if self.full() && !same_line && !cue {
            let far = || distance(anchors, self.span()) > 300.0;
            score -= match () {
                () if self.is_seat(lead) => 3.5,
                () if !self.is_contact_block() => 0.0,
                () if far() => 2.0,
                () => 1.0,
            };
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
        let alone = self.mentions[self.index].rule == "place.city";
        let placed = address.country.is_some();
        let clause = &layout.clauses[self.clause];
        if !placed
            || !line.cells.is_empty()
            || clause
                .label
                .is_some_and(|label| label.end <= self.span().start)
            || has(view, line.span, Concept::CueSpeaker)
            || words(view, rest) > usize::from(!alone)
            || words(view, line.span) > if alone { MOST_WORDS / 2 } else { MOST_WORDS }
        {
            return None;
        }
        let off = |anchor: &Span| {
            let at = layout.line_at(anchor.start)?;
            let dated = layout.lines[at].span;
            let off = at.abs_diff(index);
            let near = off == 1 || !alone && off <= FARTHEST && at.max(index) < HEAD_LINES;
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

    /// Whether it is a town that ends the name of the body which a sentence begins with: who does
    /// something there, not where ("The University of Ghent is pleased to announce").
    fn ends_subject(&self, lead: Span) -> bool {
        const LONGEST: usize = 10;
        const ARTICLES: usize = 2;
        let Site { view, layout, .. } = *self;
        let clause = &layout.clauses[self.clause];
        let body = view.hits.within(&view.tokens, lead).any(|hit| {
            matches!(hit.concept, Concept::NameOrganisation | Concept::CueBody)
                && words(view, Span::new(lead.start, hit.span.start)) < ARTICLES
                && starts_capital(view.text(), hit.span)
        });
        let first = view.tokens.first_at(lead.start);
        let rest = Span::new(self.span().end.min(clause.span.end), clause.span.end);
        !self.full()
            && body
            && view
                .hits
                .find(first, Concept::CuePlacePreposition)
                .is_none()
            && words(view, lead) <= LONGEST
            && overlapping(self.mentions, lead).is_empty()
            && rest.of(view.text()).starts_with(' ')
            && rest.of(view.text())[1..].starts_with(char::is_lowercase)
    }

    /// Whether it is a town of a country of another language that a house is called after ("Church of
    /// San Francisco" in a Spanish text).
    fn is_named_after(&self, lead: Span) -> bool {
        let Site { view, found, .. } = *self;
        let tokens = &view.tokens;
        let first = tokens.first_at(self.span().start);
        let joint = first
            .checked_sub(1)
            .filter(|joint| view.hits.find(*joint, Concept::NameConnector).is_some());
        let house = joint
            .and_then(|joint| joint.checked_sub(1))
            .is_some_and(|house| {
                tokens[house].start as usize >= lead.start
                    && view.hits.at(house).iter().any(|hit| {
                        matches!(hit.concept, Concept::CueBuilding | Concept::NamePlaceWord)
                    })
                    && view.hits.find(house, Concept::CueBody).is_none()
            });
        let language = view.main_language().codes().next();
        let at_home = |country: &str| {
            language.is_none_or(|code| gazetteer::countries_of_language(code).contains(&country))
        };
        !self.full()
            && house
            && found
                .address
                .country
                .as_deref()
                .is_some_and(|code| !at_home(code))
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

    /// Whether it follows the name that heads the document, or one with a legal form, as in footers and
    /// letterheads.
    fn is_seat(&self, lead: Span) -> bool {
        let text = self.view.text();
        let name = trim_marks(text, lead).of(text);
        let named = name.contains(' ') && name.starts_with(char::is_uppercase);
        let heads = |line: &Line| {
            let head = line.span.of(text);
            !name.is_empty() && (head == name || named && head.contains(name))
        };
        has(self.view, lead, Concept::NameLegalForm) || self.layout.lines.first().is_some_and(heads)
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
    let lead = trim_marks(text, before);
    // "World Congress (Barcelona, …)": what stands before a bracket is a venue only where it is told
    // as one ("in the hall of the Old School (4 Quay Lane)").
    if before.of(text).trim_end().ends_with('(') {
        let is_told = |name: &Span| {
            let built = |concept| has(view, *name, concept);
            name.start > lead.start && (built(Concept::CueBuilding) || built(Concept::CueRoom))
        };
        return last_name(view, lead)
            .filter(is_told)
            .or_else(|| name_at_end(view, lead));
    }
    if words(view, lead) > 0 {
        return last_name(view, lead);
    }
    if !full || start > layout.clauses[clause].span.start {
        return None;
    }
    name_above(view, layout, mentions, clause)
}

/// The name that ends the lead with a word for a building or room, where no preposition leads to it:
/// "järjestetään markkinat Tuuliharjan koulun pihalla (Koulupolku 4)".
fn name_at_end(view: &View, lead: Span) -> Option<Span> {
    const MOST_SMALL: usize = 3;
    let (tokens, text) = (&view.tokens, view.text());
    let range = tokens.range(lead.start, lead.end);
    let is_place = |hit: &Hit| matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom);
    let built = |at: usize| view.hits.at(at).iter().any(is_place);
    let tail = Span::new(
        tokens.get(range.end.checked_sub(MOST_SMALL)?)?.start as usize,
        lead.end,
    );
    let mut ends = view.hits.within(tokens, tail);
    if !ends.any(|hit| is_place(hit) && hit.span.end == lead.end) {
        return None;
    }
    let capital = |at: usize| text[tokens[at].start as usize..].starts_with(char::is_uppercase);
    let other = |at: usize| {
        let mut hits = view.hits.at(at).iter();
        tokens[at].kind != TokenKind::Word
            || tokens[at].gap > Gap::Line
            || !built(at)
                && hits.any(|hit| {
                    matches!(
                        hit.concept,
                        Concept::CueHeld
                            | Concept::CueMeets
                            | Concept::EventNoun
                            | Concept::NameArticle
                            | Concept::NameConnector
                            | Concept::CuePlacePreposition
                    )
                })
    };
    let mut first = None;
    let mut small = 0;
    for at in range.rev() {
        if other(at) {
            break;
        }
        if capital(at) {
            first = Some(at);
        } else if first.is_some() || small == MOST_SMALL {
            break;
        } else {
            small += 1;
        }
    }
    let name = Span::new(tokens[first?].start as usize, lead.end);
    (words(view, name) > 1).then_some(name)
}

/// The name on the line above an address; above a room, that of its building.
fn name_above(view: &View, layout: &Layout, mentions: &[Mention], clause: usize) -> Option<Span> {
    let above = clause.checked_sub(1)?;
    let name = plain_name(view, layout, mentions, above)?;
    let line = |index: usize| &layout.lines[layout.clauses[index].line];
    let same_part = line(above).part == line(clause).part;
    if !same_part || line(above).navigation && !line(clause).navigation {
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
        .filter(|hit| !is_inside_name(view, lead, hit))
        .max_by_key(|hit| (hit.span.end, std::cmp::Reverse(hit.span.start)));
    if let Some(built) = kind_of_place(view, lead)
        && preposition.is_none_or(|hit| hit.span.end > built.start)
        && words(view, built) <= 8
    {
        return Some(built);
    }
    // "W Bibliotece na Skarpie" leads to one name.
    let preposition = preposition.map(|last| before_building(view, lead, last));
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
    // "A tour of the Centre in Woking" tells what happens.
    let first = view.tokens.first_at(name.start);
    let any = view.hits.find(first, Concept::DateAmount);
    let noun = any.and_then(|any| view.hits.find(any.end, Concept::EventNoun));
    let happens =
        noun.is_some_and(|noun| view.hits.find(noun.end, Concept::NameConnector).is_some());
    (words(view, name) <= 10 && starts_capital(text, name) && !happens).then_some(name)
}

/// The preposition before the last one, where what stands between them is a building in capitals.
fn before_building<'a>(view: &'a View, lead: Span, last: &'a Hit) -> &'a Hit {
    let hits = view.hits.within(&view.tokens, lead);
    let before = hits.filter(|hit| {
        hit.concept == Concept::CuePlacePreposition
            && hit.span.end < last.span.start
            && starts_capital(view.text(), Span::new(hit.span.end, lead.end))
    });
    let before = before.max_by_key(|hit| (hit.span.end, std::cmp::Reverse(hit.span.start)));
    before
        .filter(|hit| is_building_name(view, Span::new(hit.span.end, last.span.start)))
        .unwrap_or(last)
}

/// Whether the preposition is part of a name: behind a small word of names ("Maison de la Laïcité"), or
/// behind a quotation mark that is not closed before it.
fn is_inside_name(view: &View, lead: Span, hit: &Hit) -> bool {
    let before = hit.first.checked_sub(1);
    let joined = before.is_some_and(|before| {
        view.tokens[before].start as usize >= lead.start
            && view.hits.find(before, Concept::NameConnector).is_some()
    });
    let opened = view.tokens.range(lead.start, hit.span.start);
    let quotes = opened.filter(|at| view.tokens.is_mark(*at, '"')).count();
    joined || quotes % 2 == 1
}

/// What follows the last preposition that leads to a word for a building or room in small letters:
/// "świetlicy wiejskiej w Lipowcu" in "w świetlicy wiejskiej w Lipowcu".
fn kind_of_place(view: &View, lead: Span) -> Option<Span> {
    let text = view.text();
    let leads = |end: usize| {
        let first = view.tokens.first_at(end);
        let kind = |hit: &Hit| matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom);
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
    let tokens = &view.tokens;
    let capital = |at: usize| text[tokens[at].start as usize..].starts_with(char::is_uppercase);
    let mut range = tokens.range(span.start, span.end);
    let built = |at: usize| view.hits.find(at, Concept::CueBuilding).is_some();
    starts_capital(text, span)
        && range.all(|at| capital(at) || built(at))
        && words(view, span) <= 3
        && has(view, span, Concept::CueBuilding)
        && !has(view, span, Concept::EventNoun)
}
