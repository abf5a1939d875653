//! Places that a sentence tells: "The board meets every second Tuesday at the Old Mill, Leeds".
//!
//! Here is decided which sentences say so: those with a word for what is held or who meets, those that say
//! where people gather, and those that tell day and hour beside a preposition of place. What of a sentence
//! is the place is asked of `phrases.rs`, how far a name reaches of `names.rs`.

mod names;
mod phrases;

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::labelled_places::is_own_field;
use super::places::{LONG, PlaceDraft, distance};
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
        gathers: false,
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
        gathers: true,
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
            gathers: false,
        };
        let mut draft = sentence.place(layout, clause)?;
        draft.score = BESIDE;
        Some(draft)
    })
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
    /// Whether they say where people gather: a car park or a station may be the place.
    gathers: bool,
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
                ["Folkets Hus", "Storsalen", "", "Elvebakken"],
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
                "Talgupäev\n\nLaupäeval, 2. mail 2026 kell 10:00 koguneme Kassijärve silla juures ja koristame jõekaldad.",
                ["Kassijärve silla", "", "", ""],
            ),
            (
                "Пролетен концерт\n\nНа 22 април 2026 г. от 18:30 ч. в салона на читалище „Зора 1904“ в с. Долна Върба ще се състои концерт на хора.",
                ["читалище „Зора 1904“", "", "", "Долна Върба"],
            ),
            (
                "Kevätmarkkinat\n\nLauantaina 16.5.2026 klo 10–14 järjestetään markkinat Kuusimäen koulun pihalla (Koulupolku 4, 33920 Pirkkala).",
                ["Kuusimäen koulun pihalla", "", "Koulupolku 4", "Pirkkala"],
            ),
            (
                "Spieleabend\n\nAm Freitag, 13. März 2026, um 19 Uhr laden wir in die Räume des Kulturvereins am Marktplatz in Osterhude ein.",
                ["Räume des Kulturvereins am Marktplatz", "", "", "Osterhude"],
            ),
            (
                "Feira do livro\n\nDia 18 de abril de 2026, das 10h às 19h, a feira tem lugar no Jardim da Alameda, em Cortegada.",
                ["Jardim da Alameda", "", "", "Cortegada"],
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
                "Moserwirt",
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
