//! Events: dates that are anchors of events, each with its name, place and hours.

use std::collections::BTreeSet;

use handbill_lexicon::{Concept, fold};
use handbill_model::{BlockKind, Event, Span, Venue};

use super::OrganisationDraft;
use super::actors::{self, Actor};
use super::agenda::Programme;
use super::anchors::{self, Anchor};
use super::attendance::attendance;
use super::bylines::byline;
use super::event_country;
use super::event_hours::{add_clock, add_end, after_doors, same_hour, stated_end, usual_hour};
use super::event_kinds::kind;
use super::event_names;
use super::event_status::status;
use super::groups::{self, Group};
use super::links;
use super::notices;
use super::own_house;
use super::place_inheritance;
use super::places::{self, PlaceDraft};
use super::prices;
use super::programmes;
use super::regular_hours;
use super::roles::{TimeRole, Timed, times_in};
use super::schedule_rows::Schedule;
use super::schedules;
use super::speakers;
use super::title_heads;
use super::title_phrases;
use super::title_text;
use super::titles::{self, Place, Title};
use crate::find::countries::Countries;
use crate::layout::{Layout, has};
use crate::names::{PersonMention, Words};
use crate::weights;
use crate::{Found, Mention, Moment, View, overlapping};

/// An event of the document before ids are given.
#[derive(Clone, Debug, Default)]
pub struct EventDraft {
    /// The record; its `id`, `organizers`, `partners` and `part_of` are still empty.
    pub record: Event,
    /// The start, as found.
    pub start: Moment,
    /// The end, as found.
    pub end: Option<Moment>,
    /// The places of its dates.
    pub anchors: Vec<Span>,
    /// The stretch of the document that speaks of it.
    pub scope: Span,
    /// Index of the event that it is part of.
    pub part_of: Option<usize>,
    /// Whether it is the only or main event of the document.
    pub main: bool,
    /// IANA zone of its place.
    pub place_zone: Option<&'static str>,
    /// The names of its organisers, where the source states them for machines.
    pub stated_organizers: Vec<String>,
    /// Whether those that the document is by only go there, or go along with it.
    pub foreign: bool,
    /// Who holds it, where the sentence that tells of it begins with that.
    pub actor: Option<Actor>,
}

/// What the assembly of events looks at.
pub struct Scene<'a> {
    /// The document.
    pub view: &'a View<'a>,
    /// Its words, in lines, as names are read from them.
    pub words: &'a Words<'a, 'a>,
    /// Its lines and clauses.
    pub layout: &'a Layout,
    /// The mentions, ascending and without overlap.
    pub mentions: &'a [Mention],
    /// Marked-up links; they may hold mentions.
    pub linked: &'a [Mention],
    /// The countries that the document tells of.
    pub countries: &'a Countries,
    /// The times with their roles.
    pub times: &'a [Timed<'a>],
    /// The persons that the text names, ascending.
    pub persons: &'a [PersonMention],
    /// The organisations that the text names.
    pub organisations: &'a [OrganisationDraft],
    /// The programmes.
    pub programmes: &'a [Programme],
    /// The lists of cards, which are read by themselves.
    pub cards: &'a [Schedule],
}

/// All events of the document, in order.
pub fn events(scene: &Scene) -> Vec<EventDraft> {
    // What a page shows may be nothing but the statements for machines that its things are read from.
    if !scene.view.document.things.is_empty() && scene.layout.lines.iter().all(|it| it.navigation) {
        return Vec::new();
    }
    let mut heads = title_heads::heads(scene.view, scene.layout, scene.mentions);
    // What a programme lists are its parts.
    heads.retain(|head| {
        !scene
            .programmes
            .iter()
            .any(|programme| programme.span.overlaps(head.span))
    });
    who_is_no_event(scene, &mut heads);
    let mut anchors = anchors::anchors(scene, &heads);
    let is_on_card = |anchor: &Anchor| {
        let line = anchor.line;
        scene.cards.iter().any(|cards| cards.lines.contains(&line))
    };
    // A row under a cell that reaches down to it has its day from there, and is on no card.
    let is_below_day = |anchor: &Anchor| {
        scene.times[anchor.time].role == TimeRole::Clock
            && matches!(scene.layout.lines[anchor.line].kind, BlockKind::Cell { column, .. } if column > 0)
    };
    anchors.retain(|anchor| !is_on_card(anchor) || is_below_day(anchor));
    let mut notices = notices::notices(scene);
    notices::without_the_headed(scene, &mut notices, &heads);
    let told: BTreeSet<usize> = notices.iter().flat_map(|it| &it.times).copied().collect();
    anchors.retain(|anchor| !told.contains(&anchor.time));
    let mut chosen = groups::choose(scene, groups::groups(scene, anchors), &heads);
    if !notices.is_empty() {
        notices::keep_own_names(scene, &mut chosen);
    }
    let scopes = groups::scopes(scene, &chosen);
    let taken: BTreeSet<usize> = chosen
        .iter()
        .flat_map(|group| group.anchors.iter().map(|anchor| anchor.time))
        .chain(told)
        .map(|time| scene.times[time].span.start)
        .collect();
    let mut drafts: Vec<EventDraft> = Vec::new();
    for (group, scope) in chosen.into_iter().zip(scopes) {
        drafts.push(draft(scene, group, scope, &taken));
    }
    for notice in notices {
        let mut draft = draft(scene, notice.group, notice.scope, &taken);
        let list = draft.record.evidence.entry("start".to_owned());
        if let Some(day) = notice.day.map(|day| &scene.times[day]) {
            let evidence = scene.view.evidence(day.span, day.rule);
            list.or_default().insert(0, evidence);
        }
        drafts.push(draft);
    }
    usual_hour(scene, &mut drafts);
    same_hour(scene, &mut drafts);
    after_doors(scene, &mut drafts);
    programmes::attach_agendas(scene, &mut drafts);
    programmes::parts(&mut drafts);
    place_inheritance::inherit(scene, &mut drafts);
    schedules::add(scene, &mut drafts);
    regular_hours::add(scene, &mut drafts);
    place_inheritance::of_series(scene, &mut drafts);
    place_inheritance::town_of_own_name(scene, &mut drafts);
    place_inheritance::in_own_house(scene, &mut drafts);
    own_house::add(scene, &mut drafts);
    place_inheritance::in_only_town(scene, &mut drafts);
    event_country::fill(scene, &mut drafts);
    actors::add(scene, &mut drafts);
    drafts
}

/// Who signs or sends a document is no event, and who heads it is one only where nothing else is.
fn who_is_no_event(scene: &Scene, heads: &mut Vec<Title>) {
    let view = scene.view;
    let same = |span: Span, other: &Span| span.trim(view.text()) == other.trim(view.text());
    heads.retain(|head| {
        let mut hits = view.hits.within(&view.tokens, head.span);
        !hits.any(|hit| hit.concept == Concept::CueFree && hit.span == head.span)
    });
    // "Lindby, 3 May 2027": the town of a letter leads to its day.
    heads.retain(|head| {
        !event_names::leads_to_day_of_writing(scene, head.span.start)
            && !signs_below_day(scene, head.span)
    });
    let speakers = speakers::labelled_names(scene);
    heads.retain(|head| !speakers.iter().any(|name| head.span.start == name.start));
    heads.retain(|head| {
        !scene
            .persons
            .iter()
            .any(|person| same(person.span, &head.span))
    });
    for head in heads {
        let organisations = scene.organisations.iter();
        let mut named = organisations.flat_map(|organisation| &organisation.mentions);
        if named.any(|span| same(*span, &head.span) || is_with_town(view, *span, head.span)) {
            head.score += weights::TITLE_ORGANISATION;
        }
        if !byline(scene, head.span).is_empty() || is_sender(view, head.span) {
            head.score += weights::TITLE_BARE_NOUN;
        }
    }
}

/// Whether the line names a post and stands right below the day of writing, or below a name there:
/// who signs a letter.
fn signs_below_day(scene: &Scene, head: Span) -> bool {
    const FURTHEST: usize = 2;
    let written = |line: usize| {
        let line = scene.layout.lines[line].span;
        let mut times = times_in(scene.times, line).iter();
        times.any(|timed| line.contains(timed.span) && timed.role == TimeRole::Published)
    };
    has(scene.view, head, Concept::PersonPost)
        && scene
            .layout
            .line_at(head.start)
            .is_some_and(|line| (line.saturating_sub(FURTHEST)..line).any(written))
}

/// Whether the line says no more than who of a body writes: "Der Vorstand", "La Présidente".
fn is_sender(view: &View, line: Span) -> bool {
    let article = view
        .hits
        .find(view.tokens.first_at(line.start), Concept::NameArticle);
    article.is_some_and(|article| {
        view.hits.at(article.end).iter().any(|hit| {
            matches!(hit.concept, Concept::NameUnit | Concept::PersonPost)
                && hit.span.end == line.end
        })
    })
}

/// Whether the line is the name of an organisation that a legal form closes, and the town of its seat
/// ("Ruderverein Nord e.V. Kiel").
fn is_with_town(view: &View, name: Span, line: Span) -> bool {
    const LONGEST_TOWN: usize = 2;
    if name.start != line.start || name.end >= line.end {
        return false;
    }
    let closed = view
        .hits
        .within(&view.tokens, name)
        .any(|hit| hit.concept == Concept::NameLegalForm && hit.span.end == name.end);
    let town = Span::new(name.end, line.end).trim(view.text());
    let mut words = town.of(view.text()).split_whitespace();
    closed
        && words.clone().count() <= LONGEST_TOWN
        && words.all(|word| word.starts_with(char::is_uppercase))
        && !has(view, town, Concept::EventNoun)
}

/// Fills the record of one event.
fn draft(scene: &Scene, group: Group, scope: Span, taken: &BTreeSet<usize>) -> EventDraft {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let text = view.text();
    let spans: Vec<Span> = group
        .anchors
        .iter()
        .map(|anchor| scene.times[anchor.time].span)
        .collect();
    let name = group.name.clone().unwrap_or(Title {
        span: Span::default(),
        score: 0.0,
        rule: "",
    });
    let mut record = Event {
        name: title_text::written(name.span.of(text)),
        ..Event::default()
    };
    record
        .evidence
        .insert("name".to_owned(), vec![view.evidence(name.span, name.rule)]);
    let start_evidence = group
        .anchors
        .iter()
        .map(|anchor| view.evidence(scene.times[anchor.time].span, scene.times[anchor.time].rule));
    record
        .evidence
        .insert("start".to_owned(), start_evidence.collect());

    let recurring = group.anchors.iter().find_map(|anchor| {
        let timed = &scene.times[anchor.time];
        Some((
            timed.time.recurrence.clone()?,
            view.evidence(timed.span, timed.rule),
        ))
    });
    if let Some((rule, evidence)) = recurring {
        record.recurrence = Some(rule);
        record
            .evidence
            .insert("recurrence".to_owned(), vec![evidence]);
    }
    let (mut start, mut end) = (group.start, group.end);
    add_clock(
        scene,
        &group,
        scope,
        taken,
        (&mut start, &mut end),
        &mut record,
    );
    add_end(scene, scope, &start, &mut end, &mut record);
    stated_end(scene, scope, &start, &mut end, &mut record);
    let subtitle = title_heads::subtitle_of(view, layout, name.span)
        .and_then(|span| titles::title(view, mentions, span, Place::Below));
    record.kind = kind(
        scene,
        &name,
        subtitle.as_ref().map(|title| title.span),
        &spans,
    );
    let told = told(scene, &spans, &start, scope);
    let place = places::place(view, layout, mentions, &told, name.span, scope);
    let attended = attendance(scene, &spans, name.span, scope, place.as_ref());
    if let Some((attendance, evidence)) = attended {
        record.attendance = Some(attendance);
        record
            .evidence
            .insert("attendance".to_owned(), vec![evidence]);
    }
    let better =
        beside_venue(view, &group, &name, place.as_ref()).or_else(|| in_full(text, &group, &name));
    if let Some(better) = better {
        record.name = title_text::written(better.span.of(text));
        record.evidence.insert(
            "name".to_owned(),
            vec![view.evidence(better.span, better.rule)],
        );
    }
    if better.is_none()
        && let Some(bare) = without_told_place(scene, &told, &name, place.as_ref())
    {
        record.name = title_text::written(bare.of(text));
        let told = vec![view.evidence(bare, name.rule)];
        record.evidence.insert("name".to_owned(), told);
    }
    let others = group.others(text, better.unwrap_or(&name));
    for other in others.chain(&subtitle) {
        let other_name = title_text::written(other.span.of(text));
        if other_name != record.name && !record.alternate_names.contains(&other_name) {
            record.alternate_names.push(other_name);
            let list = record.evidence.entry("alternate_names".to_owned());
            list.or_default()
                .push(view.evidence(other.span, other.rule));
        }
    }
    status(scene, &group, &name, &mut record);
    hashtags(view, mentions, scope, &mut record);
    speakers::speakers(scene, scope, &spans, &mut record);
    prices::price(scene, scope, &mut record);
    let place_zone = place.as_ref().and_then(|place| place.time_zone);
    if let Some(PlaceDraft {
        mut venue,
        evidence,
        ..
    }) = place
    {
        // A neighbouring cell with the event's own name is no room.
        let room = venue.room.take().filter(|room| *room != record.name);
        record.evidence.extend(evidence);
        if room.is_none() {
            record.evidence.remove("venue.room");
        }
        record.venue = Some(Venue { room, ..venue });
    }
    without_venue_name(&mut record);
    links::links(scene, &spans, scope, &mut record);
    let confidence = 0.5 + 0.06 * group.strength() + 0.04 * name.score;
    record.confidence = (confidence.clamp(0.3, 0.99) * 100.0).round() / 100.0;
    EventDraft {
        record,
        start,
        end,
        anchors: spans,
        scope,
        part_of: None,
        main: group.main,
        place_zone,
        stated_organizers: Vec::new(),
        foreign: is_foreign(scene, better.unwrap_or(&name).span),
        actor: None,
    }
}

/// Takes the name of the venue from the event's other names.
fn without_venue_name(record: &mut Event) {
    let Some(venue) = record
        .venue
        .as_ref()
        .and_then(|venue| venue.name.as_deref())
    else {
        return;
    };
    let venue = fold(venue);
    record.alternate_names.retain(|name| fold(name) != venue);
    let list = record.evidence.get_mut("alternate_names");
    if let Some(list) = list {
        list.retain(|told| fold(&title_text::written(&told.text)) != venue);
    }
    if record.alternate_names.is_empty() {
        record.evidence.remove("alternate_names");
    }
}

/// Whether words right before the name say that the event is another's: "find us at the …", "held
/// in conjunction with the …".
fn is_foreign(scene: &Scene, name: Span) -> bool {
    const NEAR: usize = 2;
    let view = scene.view;
    let Some(clause) = scene.layout.clause_at(name.start) else {
        return false;
    };
    // The words may fill the line above the name.
    let clauses = &scene.layout.clauses;
    let above = clause.checked_sub(1).map(|above| clauses[above].span);
    let from = above
        .filter(|above| {
            let gap = view.text().get(above.end..name.start).unwrap_or_default();
            gap.trim().is_empty() && gap.matches('\n').count() == 1
        })
        .map_or(clauses[clause].span.start, |above| above.start);
    let lead = Span::new(from.min(name.start), name.start);
    view.hits.within(&view.tokens, lead).any(|hit| {
        matches!(hit.concept, Concept::CueVisit | Concept::CueAlongside)
            && view.words(Span::new(hit.span.end, name.start)) <= NEAR
    })
}

/// A better name where the chosen one is that of the venue.
fn beside_venue<'a>(
    view: &View,
    group: &'a Group,
    name: &Title,
    place: Option<&PlaceDraft>,
) -> Option<&'a Title> {
    let venue = place?.venue.name.as_deref()?;
    let text = view.text();
    let is_venue = |title: &Title| groups::alike(title.span.of(text), venue);
    let noun = view
        .hits
        .within(&view.tokens, name.span)
        .any(|hit| hit.concept == Concept::EventNoun);
    if noun || !is_venue(name) {
        return None;
    }
    group
        .spare
        .iter()
        .find(|title| title.score >= weights::TITLE_ALTERNATE && !is_venue(title))
}

/// The name that a row of text tells behind its day or hour, without the place at its end that the event's
/// venue is read from, and the preposition that leads to it: "Bingo" of "19 Nov, 7 pm: Bingo at the Oak Room".
fn without_told_place(
    scene: &Scene,
    told: &[Span],
    name: &Title,
    place: Option<&PlaceDraft>,
) -> Option<Span> {
    let Scene { view, layout, .. } = *scene;
    let text = view.text();
    let line = layout.lines.get(layout.line_at(name.span.start)?)?;
    let heading = matches!(line.kind, BlockKind::Heading { .. });
    let behind = |span: &Span| span.end > line.span.start && span.end <= name.span.start;
    if heading || !told.iter().any(behind) {
        return None;
    }
    let whole = view.evidence(name.span, name.rule);
    let venue = place?.evidence.get("venue.name")?;
    let told = venue
        .iter()
        .find(|told| whole.start < told.start && told.start < whole.end)?;
    let mut characters = name.span.of(text).char_indices();
    let (at, _) = characters.nth(told.start - whole.start)?;
    let cut = name.span.start + at;
    let rest = Span::new(cut, name.span.end).of(text);
    // What the name tells behind the place would be lost; another sentence is none of it.
    let behind = rest.char_indices().nth(told.text.chars().count());
    let behind = behind.map_or("", |(at, _)| &rest[at..]);
    if behind.chars().count() > 2 && !behind.starts_with(['.', '!']) {
        return None;
    }
    let mut end = view.tokens.first_at(cut);
    let first = view.tokens.first_at(name.span.start);
    let elides = |token: usize| view.tokens.is_mark(token, '\'');
    while end > first + 1 && (title_text::is_small_word(view, end - 1) || elides(end - 1)) {
        end -= 1;
    }
    let bare = title_text::trim_marks(
        text,
        Span::new(name.span.start, view.tokens[end - 1].end as usize),
    );
    let letters = bare.of(text).chars().filter(|c| c.is_alphabetic()).count();
    (letters > 2 && !title_text::is_generic(view, bare)).then_some(bare)
}

/// The full name, where a subject or label gives it without what stands behind its colon: `Seminar
/// "Reading the Shore"` of `"Reading the Shore: maps and tides"`.
fn in_full<'a>(text: &str, group: &'a Group, name: &Title) -> Option<&'a Title> {
    let may_be_short = matches!(
        name.rule,
        "event.title.label" | "event.title.subject" | "event.title.quoted"
    );
    if !may_be_short {
        return None;
    }
    let quoted = title_phrases::quotes(text, name.span);
    let short = quoted.first().copied().unwrap_or(name.span).of(text);
    let short = short.trim_matches(|c: char| !c.is_alphanumeric());
    group.spare.iter().find(|title| {
        let mut rest = title.span.of(text).split(short).skip(1);
        title.score >= weights::TITLE_ALTERNATE
            && short.contains(' ')
            && rest.any(|rest| rest.starts_with(':'))
    })
}

/// The dates of an event and the places that tell its hour again.
fn told(scene: &Scene, anchors: &[Span], start: &Moment, scope: Span) -> Vec<Span> {
    let mut out = anchors.to_vec();
    let hours = times_in(scene.times, scope).iter().filter(|timed| {
        timed.role == TimeRole::Clock
            && start.clock.is_some()
            && timed.time.start.clock == start.clock
            && scope.contains(timed.span)
    });
    out.extend(hours.map(|timed| timed.span));
    out.sort_unstable();
    out.dedup();
    out
}

/// Hashtags of the event's stretch.
fn hashtags(view: &View, mentions: &[Mention], scope: Span, record: &mut Event) {
    for mention in overlapping(mentions, scope) {
        if let Found::Hashtag(tag) = &mention.found
            && !record.hashtags.contains(tag)
        {
            record.hashtags.push(tag.clone());
            record
                .evidence
                .entry("hashtags".to_owned())
                .or_default()
                .push(view.evidence(mention.span, mention.rule));
        }
    }
}

#[cfg(test)]
mod tests {
    use handbill_model::EventStatus;

    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The names of the events with their starts.
    fn named(text: &str) -> Vec<(String, String)> {
        let extraction = extract(&document(text), &Options::default());
        let events = extraction.events.into_iter();
        events.map(|event| (event.name, event.start)).collect()
    }

    #[test]
    fn the_day_of_a_letter_is_no_event() {
        let swedish = "Byalaget i Ödeby\n\nÖdeby den 3 mars 2027\n\nVi kallar härmed till ordinarie årsmöte söndagen den 28 mars 2027 klockan 15 i Bygdegården, Storgatan 4, 111 20 Stockholm. Välkomna!";
        let starts: Vec<String> = named(swedish).into_iter().map(|event| event.1).collect();
        assert_eq!(starts, ["2027-03-28T15:00:00+02:00"]);
        let below = "Associação Recreativa do Vale\n\nNos termos dos estatutos, convoco a Assembleia Geral Ordinária, a realizar no dia 28 de março de 2027, pelas 15h00, na sede.\n\nVale, 5 de março de 2027\nRui Antunes\nO Presidente da Assembleia Geral";
        let names: Vec<String> = named(below).into_iter().map(|event| event.0).collect();
        assert_eq!(names, ["Assembleia Geral Ordinária"]);
    }

    #[test]
    fn rows_under_a_month_have_its_days_and_their_own_names() {
        let own = |name: &str, start: &str| (name.to_owned(), start.to_owned());
        let text = "Programm 2025\n\nMärz\nSa 8. Kneipenquiz, Gasthaus Linde, 20 Uhr\nSo 23. Wanderung\nApril\nFr 4. Hauptversammlung";
        let found = named(text);
        assert_eq!(
            found,
            [
                own("Kneipenquiz", "2025-03-08T20:00:00"),
                own("Wanderung", "2025-03-23"),
                own("Hauptversammlung", "2025-04-04"),
            ]
        );
        // Who speaks is no name.
        let text = "Work for us\n\nSession 1: What to look for\nNov 17, 2026, 12-1 pm, Ida Vance and Tom Hale";
        assert_eq!(
            named(text),
            [own("Session 1: What to look for", "2026-11-17T12:00:00")]
        );
    }

    #[test]
    fn the_place_of_a_row_is_that_of_its_event() {
        let text = "# Dates\n\n- 12 April 2026: Concert of the band, 7.30 pm\n- 26 April 2026: Art in the Court, Old Court, 3 Mill Lane\n- 1 May 2026: Maypole fair, 11 am\n\n## Opening hours of the Town Hall\n\nMon to Fri 8 am to noon";
        let extraction = extract(&document(text), &Options::default());
        let places: Vec<bool> = extraction
            .events
            .iter()
            .map(|event| event.venue.is_some())
            .collect();
        assert_eq!(places, [false, true, false]);
    }

    #[test]
    fn a_labelled_place_ends_with_its_sentence() {
        let text = "# Harvest talk\n\nDate: 13 November 2026, 2 pm\nPlace: Lending Library. Mind the hour!";
        let extraction = extract(&document(text), &Options::default());
        let venue = extraction.events[0].venue.as_ref();
        assert_eq!(
            venue.and_then(|venue| venue.name.as_deref()),
            Some("Lending Library")
        );
    }

    #[test]
    fn lone_weekdays_beside_days_in_full_are_no_events() {
        let text =
            "Yard Fair\nSaturday 5 September 2026, 2 pm\n\nHelpers to set up: Friday from 5 pm";
        let options = Options {
            reference_date: "2026-07-15".parse().ok(),
            ..Options::default()
        };
        let starts: Vec<String> = extract(&document(text), &options)
            .events
            .into_iter()
            .map(|event| event.start)
            .collect();
        assert_eq!(starts, ["2026-09-05T14:00:00"]);
    }

    #[test]
    fn steps_are_called_by_their_kind() {
        let text = "Golden Can Prize 2026\n\nDates\n\nInformation session: 11 February 2026, 6 pm\n\nAward ceremony: 30 August 2026, 11 am";
        let name = |name: &str, start: &str| (name.to_owned(), start.to_owned());
        assert_eq!(
            named(text),
            [
                name("Information session", "2026-02-11T18:00:00"),
                name("Award ceremony", "2026-08-30T11:00:00"),
            ]
        );
    }

    #[test]
    fn stamps_of_programs_announce_nothing() {
        let text =
            "Rules of the Flower Contest\n\nSigned by the organisers\nDate: 2024.12.09 20:44:08";
        assert_eq!(named(text), []);
    }

    #[test]
    fn a_holiday_is_part_of_a_name() {
        let text = "Christmas on the Quay\n\nSunday 13 December 2026, 3 pm";
        assert_eq!(named(text)[0].0, "Christmas on the Quay");
        let text = "Friends of the Quay\nLanterns for Christmas\nFriday 11 December 2026, 7.30pm";
        let days: Vec<String> = named(text).into_iter().map(|event| event.1).collect();
        assert_eq!(days, ["2026-12-11T19:30:00"]);
    }

    #[test]
    fn events_of_others_are_not_organised_by_those_who_go_there() {
        let text = "Organised by Harbour Foundation Ghent\n\nFind us at the Rope Makers Fair (Bremen, 24-26 February 2026).\n\nOpen Quay Day\nTuesday 3 March 2026, 19:30\nOld Mill, 4 Quay Lane, Bristol BS1 6QZ";
        let extraction = extract(&document(text), &Options::default());
        let found: Vec<(String, usize)> = extraction
            .events
            .into_iter()
            .map(|event| (event.name, event.organizers.len()))
            .collect();
        assert_eq!(
            found,
            [
                ("Rope Makers Fair".to_owned(), 0),
                ("Open Quay Day".to_owned(), 1)
            ]
        );
    }

    #[test]
    fn items_of_a_list_are_no_parts_of_each_other_and_lend_no_organiser() {
        let text = "The Quay News\nHarbour Society of Lowmouth, spring 2026\n\nConcert of the Rope Choir\nSunday 10 May, 18:30\n\nExhibition of Old Charts\n2 to 24 May 2026, Sail Loft\nOrganised by the Chart Makers Association\n\nRowing for Beginners\nSaturday 16 May, 10:00\n\nQuestions: office@lowmouth.example";
        let extraction = extract(&document(text), &Options::default());
        let chart_makers = "organisation:chart-makers-association";
        for event in &extraction.events {
            assert_eq!(event.part_of, None, "{}", event.name);
            let theirs = event.organizers.iter().any(|id| id == chart_makers);
            assert_eq!(
                theirs,
                event.name.starts_with("Exhibition"),
                "{}",
                event.name
            );
        }
        assert_eq!(extraction.events.len(), 3);
    }

    #[test]
    fn a_period_of_registration_is_a_deadline() {
        let text = "Registration runs from 1 to 31 March 2026.\n\nSummer School of Letters\n6-10 July 2026, Old Mill, 4 Quay Lane, Bristol BS1 6QZ";
        let extraction = extract(&document(text), &Options::default());
        let names: Vec<&str> = extraction
            .events
            .iter()
            .map(|event| event.name.as_str())
            .collect();
        assert_eq!(names, ["Summer School of Letters"]);
        let days = extraction.deadlines.iter().map(|it| it.date.as_str());
        assert_eq!(days.collect::<Vec<_>>(), ["2026-03-01", "2026-03-31"]);
    }

    #[test]
    fn the_other_event_of_a_date_is_named_before_it() {
        let text = "Workshop on Old Maps\n3-4 September 2026\n\nheld in conjunction with the Tenth Meeting on\nSmall Archives, 1-5 September 2026";
        let extraction = extract(&document(text), &Options::default());
        let names: Vec<String> = extraction.events.into_iter().map(|it| it.name).collect();
        assert_eq!(
            names,
            ["Workshop on Old Maps", "Tenth Meeting on Small Archives"]
        );
    }

    #[test]
    fn a_plan_of_a_year_names_its_months_in_brackets() {
        let text = "2026: evening sessions for beginners (February-March), then roof weekends for the same group (May); a second round of sessions will follow (September-October)\n\nJune 2027: Closing conference in Ljubljana\n\nSeptember 2025 – June 2027";
        let extraction = extract(&document(text), &Options::default());
        let found: Vec<(String, String)> = extraction
            .events
            .into_iter()
            .map(|event| (event.start, event.name))
            .collect();
        for (start, name) in [
            ("2026-02", "evening sessions for beginners"),
            ("2026-05", "roof weekends for the same group"),
            ("2026-09", "second round of sessions"),
            ("2027-06", "Closing conference in Ljubljana"),
        ] {
            let wanted = (start.to_owned(), name.to_owned());
            assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
        }
    }

    #[test]
    fn items_of_an_agenda_are_no_events() {
        let mut agenda = document(
            "Board Meeting\nTuesday 10 March 2026, 18:00\n\nAgenda\n\n1. Minutes\n\n2. Ridership, fourth quarter 2025\n\n3. The fair of 5 May 2026",
        );
        for block in &mut agenda.blocks[2..] {
            block.kind = handbill_model::BlockKind::ListItem { depth: 0 };
        }
        let starts: Vec<String> = extract(&agenda, &Options::default())
            .events
            .into_iter()
            .map(|event| event.start)
            .collect();
        assert_eq!(starts, ["2026-03-10T18:00:00"]);
    }

    #[test]
    fn a_struck_day_is_an_event_where_its_row_says_what_became_of_it() {
        let text = "Autumn Concert\nSaturday 6 June 2026 POSTPONED, new date: Saturday 13 June 2026\nTown Hall, 4 Quay Lane, Bristol BS1 6QZ";
        let mut struck = document(text);
        let day = text.find("Saturday 6 June 2026").expect("a day");
        struck.styles.push(handbill_model::Styled {
            span: handbill_model::Span::new(day, day + "Saturday 6 June 2026".len()),
            style: handbill_model::Style::Struck,
        });
        let events = extract(&struck, &Options::default()).events;
        let found: Vec<(&str, &str, Option<EventStatus>)> = events
            .iter()
            .map(|event| (event.name.as_str(), event.start.as_str(), event.status))
            .collect();
        assert_eq!(
            found,
            [
                ("Autumn Concert", "2026-06-06", Some(EventStatus::Postponed)),
                ("Autumn Concert", "2026-06-13", Some(EventStatus::Scheduled)),
            ]
        );
    }
}
