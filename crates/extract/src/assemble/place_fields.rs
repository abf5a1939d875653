//! Places that their stand tells: the field behind the day and hour of an event ("Friday 5 June, 20:00,
//! Ropery, Smallham").

use handbill_lexicon::{Concept, Hit, TokenKind};
use handbill_model::Span;

use super::bare_streets::{BareStreet, bare_street, street_word};
use super::places::{LONG, PlaceDraft, elsewhere, starts_capital};
use super::roles::words;
use super::title_text::trim_marks;
use super::venue_names::{is_room, is_room_in, room_clearness, set_name};
use crate::layout::{Layout, Line, has};
use crate::{Found, Mention, View, overlapping};

const RULE: &str = "event.venue.field";

/// Words of the longest name of a place.
const LONGEST: usize = 7;

/// The place in a field of a line that tells the event's day, behind its day and hour: one that a word
/// tells to be a building's, or any name where the line holds nothing else.
pub fn in_field(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    anchors: &[Span],
    event_name: Span,
) -> Option<PlaceDraft> {
    let mut lines: Vec<usize> = anchors
        .iter()
        .filter_map(|anchor| layout.line_at(anchor.start))
        .collect();
    lines.dedup();
    let behind_hour = |index: usize| {
        let line = &layout.lines[index];
        let first = anchors.iter().find(|it| line.span.contains(**it))?;
        let row = Row::behind(view, mentions, line, *first, event_name)?;
        (!line.navigation).then(|| row.place()).flatten()
    };
    let found = lines.into_iter().find_map(behind_hour);
    let found = found.or_else(|| in_bracket(view, layout, mentions, event_name));
    found.or_else(|| behind_dash(view, mentions, event_name))
}

/// The square or street, or the house of one word, that a dash parts from the event's name: "Opening of the
/// fair – Piazza Nuova".
fn behind_dash(view: &View, mentions: &[Mention], event_name: Span) -> Option<PlaceDraft> {
    const DASHES: [&str; 3] = [" - ", " – ", " — "];
    let text = view.text();
    let inner = event_name.of(text);
    let dash = DASHES.iter().filter_map(|dash| inner.rfind(dash)).max()?;
    let field = trim_marks(text, Span::new(event_name.start + dash, event_name.end));
    let row = Row {
        view,
        mentions,
        event_name: Span::default(),
        untitled: false,
        fields: vec![field],
    };
    let square = row.street(field).is_some();
    if !square && words(view, field) > 1 {
        return None;
    }
    row.place().or_else(|| {
        let mut draft = PlaceDraft::default();
        set_name(view, &mut draft, field, RULE);
        (square && draft.venue.name.is_some()).then_some(draft)
    })
}

/// The place in the bracket that ends the line of the event's name: "Harvest Talk (Rope Hall)".
fn in_bracket(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    event_name: Span,
) -> Option<PlaceDraft> {
    let line = &layout.lines[layout.line_at(event_name.start)?];
    let inner = line.span.of(view.text()).strip_suffix(')')?;
    if line.span.len() > LONG || line.navigation {
        return None;
    }
    let open = inner.rfind('(')? + 1;
    let field = Span::new(line.span.start + open, line.span.start + inner.len());
    let row = Row {
        view,
        mentions,
        event_name: Span::default(),
        untitled: false,
        fields: vec![field],
    };
    row.place()
}

/// What stands behind the day and hour on a line.
struct Row<'a> {
    view: &'a View<'a>,
    mentions: &'a [Mention],
    event_name: Span,
    /// Whether the event's name is told elsewhere, and a mark that parts places from hours stands
    /// behind the hour.
    untitled: bool,
    fields: Vec<Span>,
}

impl<'a> Row<'a> {
    fn behind(
        view: &'a View<'a>,
        mentions: &'a [Mention],
        line: &Line,
        first: Span,
        event_name: Span,
    ) -> Option<Self> {
        /// Words of the longest line that is no running text.
        const LONGEST_LINE: usize = 30;
        if line.span.len() > LONG || words(view, line.span) > LONGEST_LINE {
            return None;
        }
        let mut start = first.end;
        for mention in overlapping(mentions, Span::new(start, line.span.end.max(start))) {
            let between = Span::new(start.min(mention.span.start), mention.span.start);
            if !matches!(mention.found, Found::Time(_)) || words(view, between) > 1 {
                break;
            }
            start = mention.span.end;
        }
        let rest = Span::new(start, line.span.end.max(start));
        let timed = |mention: &Mention| matches!(&mention.found, Found::Time(time) if time.start.clock.is_some());
        let told = Span::new(first.start, start);
        let timed = overlapping(mentions, told).iter().any(timed);
        let parted = rest
            .of(view.text())
            .trim_start_matches([' ', '\u{a0}'])
            .starts_with([',', '|', '·', '•', '\t']);
        Some(Row {
            view,
            mentions,
            event_name,
            untitled: timed && parted && !rest.overlaps(event_name),
            fields: fields(view.text(), rest),
        })
    }

    fn place(&self) -> Option<PlaceDraft> {
        const BUILT: f32 = 3.0;
        const PROPER: f32 = 1.7;
        let Row { view, .. } = *self;
        let text = view.text();
        let built = (0..self.fields.len()).find(|at| self.is_built(*at));
        let (at, score) = match built {
            Some(at) => (at, BUILT),
            None => (self.proper()?, PROPER),
        };
        let mut draft = PlaceDraft {
            score,
            ..PlaceDraft::default()
        };
        let mut name = self.fields[at];
        let mut next = at + 1;
        if let Some(room) = self.fields.get(next).filter(|room| {
            words(view, **room) <= 4
                && (room_clearness(view, **room) > 1 && room_clearness(view, name) < 2
                    || is_room_in(view, name, **room))
        }) {
            name = name.cover(*room);
            next += 1;
        }
        set_name(view, &mut draft, name, RULE);
        let found = draft.venue.name.as_deref()?;
        // A room is in a house that is told elsewhere.
        let mut hits = view.hits.within(&view.tokens, name);
        let floor = hits.any(|hit| hit.concept == Concept::AddressUnit && hit.value == 2);
        if draft.venue.room.is_none() && (is_room(found) || floor) {
            draft.name_is_room();
        }
        // "Silk House (upstairs), Drove Lane"
        let remark = self.fields.get(next).is_some_and(|field| {
            text[..field.start].ends_with('(') && text[field.end..].starts_with(')')
        });
        next += usize::from(remark);
        if let Some(street) = self.fields.get(next).and_then(|field| self.street(*field)) {
            draft.set_bare_street(view, &street, RULE);
        } else if let Some(town) = self.fields.get(next).copied() {
            let address =
                overlapping(self.mentions, town)
                    .iter()
                    .find_map(|mention| match &mention.found {
                        Found::Address(found) => Some((mention, found)),
                        _ => None,
                    });
            if let Some((mention, found)) = address {
                draft.set_address(view, mention, found);
            } else if text[name.end..town.start].trim() == ","
                && next + 1 == self.fields.len()
                && self.is_name(town, 3)
                && self.is_plain(town)
            {
                draft.set_town(view, town, RULE);
            }
        }
        Some(draft)
    }

    /// The street without a number that fills the field.
    fn street(&self, field: Span) -> Option<BareStreet> {
        let Row { view, mentions, .. } = *self;
        let line = self.fields.last()?.end;
        let street = bare_street(view, mentions, view.tokens.first_at(field.start), line)?;
        let end = street.span().end;
        let rest = Span::new(end, field.end.max(end));
        (words(view, rest) == 0 && overlapping(mentions, field).is_empty()).then_some(street)
    }

    /// Whether the field is the name of a place with a word for one: its first or last word, or any word
    /// of a name in capitals.
    fn is_built(&self, at: usize) -> bool {
        let Row {
            view, event_name, ..
        } = *self;
        let field = self.fields[at];
        let count = words(view, field);
        if event_name.overlaps(field)
            || self.is_quoted(field)
            || !(1..=LONGEST).contains(&count)
            || !self.is_free(field)
            || has(view, field, Concept::CueBody)
        {
            return false;
        }
        let range = view.tokens.range(field.start, field.end);
        let cues = || {
            (view.hits.within(&view.tokens, field)).filter(|hit| {
                matches!(
                    hit.concept,
                    Concept::CueBuilding | Concept::CueRoom | Concept::NamePlaceWord
                )
            })
        };
        // "Friday, 7 pm, The Cherry Garden": rather what is played.
        if view.hits.find(range.start, Concept::NameArticle).is_some() {
            return false;
        }
        // A street is part of an address.
        let built = |hit: &Hit| matches!(hit.concept, Concept::CueBuilding | Concept::CueRoom);
        let street = has(view, field, Concept::AddressStreet) && !cues().any(built);
        // "rue du Stade": unlike a square, it is none by its first word.
        let leads = street_word(view, range.start).is_some()
            && !cues().any(|hit| built(hit) && hit.first == range.start);
        if street || leads {
            return false;
        }
        let capitals = self.is_name(field, LONGEST);
        // "A rest at the Old Mill" is on the way.
        let mut leads = (view.hits.within(&view.tokens, field)).filter(|hit| {
            hit.concept == Concept::CuePlacePreposition
                && hit.span.start > field.start
                && view.hits.find(hit.first, Concept::NameConnector).is_none()
                && view
                    .hits
                    .find(hit.first, Concept::AddressParticle)
                    .is_none()
        });
        let by_the_way = leads.any(|lead| !cues().any(|cue| cue.span.end <= lead.span.start));
        if by_the_way {
            return false;
        }
        // "Sallow library", as genitives lead to their nouns in many languages.
        let headed = |hit: &Hit| {
            let before = Span::new(field.start, hit.span.start.max(field.start));
            hit.first == range.start || hit.end == range.end && self.is_name(before, LONGEST)
        };
        cues().any(|hit| capitals || headed(hit))
    }

    /// The only field behind day and hour, or the last but a town, which is a name that nothing tells to
    /// be another's.
    fn proper(&self) -> Option<usize> {
        let fits = self.untitled
            && (1..=2).contains(&self.fields.len())
            && self
                .fields
                .iter()
                .all(|field| self.is_name(*field, 4) && self.is_plain(*field));
        fits.then_some(0)
    }

    fn is_quoted(&self, field: Span) -> bool {
        const QUOTES: [char; 5] = ['"', '“', '„', '«', '”'];
        self.view.text()[..field.start].ends_with(QUOTES)
    }

    /// Whether the field tells of nothing but a place, as far as its words go.
    fn is_free(&self, field: Span) -> bool {
        let Row { view, mentions, .. } = *self;
        let other = view.hits.within(&view.tokens, field).any(|hit| {
            matches!(
                hit.concept,
                Concept::CueRegister
                    | Concept::CuePrice
                    | Concept::CueFree
                    | Concept::CueHours
                    | Concept::CueOnline
                    | Concept::CueUntold
                    | Concept::CueHeld
                    | Concept::CueSpeaker
                    | Concept::CueMore
                    | Concept::EventNoun
                    | Concept::PersonHonorific
            )
        });
        let taken = overlapping(mentions, field)
            .iter()
            .any(|mention| !matches!(mention.found, Found::Address(_)));
        !other && !taken && !elsewhere(view, field)
    }

    /// Whether the field is a name in capitals, with small words inside it.
    fn is_name(&self, field: Span, longest: usize) -> bool {
        let view = self.view;
        let text = view.text();
        let small = |at: usize| {
            [
                Concept::NameConnector,
                Concept::NameArticle,
                Concept::AddressParticle,
                Concept::CuePlacePreposition,
            ]
            .into_iter()
            .any(|concept| view.hits.find(at, concept).is_some())
        };
        let mut range = view.tokens.range(field.start, field.end);
        let named = range.all(|at| match view.tokens[at].kind {
            TokenKind::Word => {
                text[view.tokens[at].start as usize..].starts_with(char::is_uppercase) || small(at)
            }
            _ => true,
        });
        named && starts_capital(text, field) && (1..=longest).contains(&words(view, field))
    }

    /// Whether no word tells the name to be that of a person, a body or a kind of event, and nothing is
    /// counted in it.
    fn is_plain(&self, field: Span) -> bool {
        let view = self.view;
        let other = [
            Concept::PersonGiven,
            Concept::NameOrganisation,
            Concept::NameLegalForm,
            Concept::NameEvent,
            Concept::NamePlatform,
            Concept::NameStarter,
            Concept::CueBody,
            Concept::CueGenericHeading,
            Concept::CueTentative,
            Concept::CueCancelled,
            Concept::DateMonth,
            Concept::DateWeekday,
        ];
        let digits = field.of(view.text()).contains(|c: char| c.is_ascii_digit());
        self.is_free(field)
            && !self.is_quoted(field)
            && !digits
            && !other.into_iter().any(|concept| has(view, field, concept))
            && overlapping(self.mentions, field).is_empty()
    }
}

/// The fields of a stretch: between commas, bars, brackets, dashes with a space around them, and the ends
/// of sentences.
fn fields(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    let mut push = |start: usize, end: usize| {
        let field = trim_marks(text, Span::new(start, end));
        if !field.is_empty() {
            out.push(field);
        }
    };
    let inner = span.of(text);
    for (at, mark) in inner.char_indices() {
        let next = inner[at + mark.len_utf8()..].chars().next();
        let spaced = next.is_none_or(char::is_whitespace);
        let before = inner[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        let short = || {
            let word = inner[..at].rsplit(|c: char| !c.is_alphanumeric()).next();
            // "2. Stock" counts, "Raum 210." ends.
            let ends = |word: &str| next.is_none() && word.bytes().all(|b| b.is_ascii_digit());
            word.is_none_or(|word| word.chars().count() <= 3 && !ends(word))
        };
        let parts = match mark {
            ',' | '|' | ';' | '·' | '•' | '\t' | '(' | ')' | '\n' => true,
            '-' | '–' | '—' => spaced && before,
            '.' | '!' | '?' => spaced && !short(),
            ':' => spaced,
            _ => false,
        };
        if parts {
            push(start, span.start + at);
            start = span.start + at + mark.len_utf8();
        }
    }
    push(start.min(span.end), span.end);
    out
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document_in;
    use crate::{Options, extract};

    /// Name, room and town of the first event's venue.
    fn venue(language: &str, text: &str) -> [String; 3] {
        let events = extract(&document_in(language, text), &Options::default()).events;
        let venue = events.into_iter().next().and_then(|event| event.venue);
        let venue = venue.unwrap_or_default();
        let town = venue.address.and_then(|address| address.locality);
        [venue.name, venue.room, town].map(Option::unwrap_or_default)
    }

    #[test]
    fn places_stand_in_fields_behind_the_hour() {
        for (language, text, told) in [
            (
                "de",
                "Kegelabend\n20.11.2026, 19:00 Uhr, Kegelbahn Rotter, Niederweiler",
                ["Kegelbahn Rotter", "", "Niederweiler"],
            ),
            (
                "de",
                "Turnabend\nDonnerstag, 5. November 2026, 20 Uhr, Mehrzweckhalle (Eingang Schulgasse)",
                ["Mehrzweckhalle", "", ""],
            ),
            (
                "sv",
                "Onsdag 15 april 2026 kl. 18.30 Föredrag: \"Kvarnarnas tid\" av Gunnel Vidmark. Bygdegården.",
                ["Bygdegården", "", ""],
            ),
            (
                "et",
                "Loeng „Vanad veskid“ (Pärnamäe raamatukogu)\nneljapäev, 15. oktoober 2026 kell 18.00",
                ["Pärnamäe raamatukogu", "", ""],
            ),
            (
                "fr",
                "Loto\nSamedi 14 mars 2026 à 20h30, loto des écoles au gymnase Jean-Moulin, rue du Stade.",
                ["gymnase Jean-Moulin", "", ""],
            ),
            (
                "fr",
                "Une comédie\nSamedi 14 mars 2026 à 20h30, soirée théâtre à la salle polyvalente de Brignac.",
                ["salle polyvalente de Brignac", "", ""],
            ),
            (
                "it",
                "Mostra di acquerelli\nSabato 28 novembre 2026 alle ore 17.30, Palazzo Orsello, sala degli Specchi.",
                ["Palazzo Orsello", "sala degli Specchi", ""],
            ),
        ] {
            assert_eq!(venue(language, text), told.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn squares_stand_behind_dashes() {
        let text = "Apertura del mercatino – Piazza Nuova\n\nSabato 17 ottobre 2026 ore 18.00";
        assert_eq!(venue("it", text)[0], "Piazza Nuova");
        let film = "Film night – Hotel by the Sea\n\nSaturday 17 October 2026, 8 pm";
        assert_eq!(venue("en", film)[0], "");
    }

    #[test]
    fn other_fields_are_no_places() {
        for text in [
            "Evening concert\nFriday 5 June 2026, 8 pm, Anna Berg",
            "Evening concert\nFriday 5 June 2026, 8 pm, admission free",
            "Evening concert\nFriday 5 June 2026, 8 pm - Strings and Reeds",
            "Evening concert\nFriday 5 June 2026, 8 pm, \"The Empty House\"",
        ] {
            assert_eq!(venue("en", text)[0], "", "{text}");
        }
    }
}
