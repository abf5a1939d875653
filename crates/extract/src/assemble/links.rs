//! The page of an event and the page to register at.

use handbill_lexicon::Concept;
use handbill_model::{Attendance, BlockKind, Event, Span, Syntax, Venue};

use super::events::Scene;
use super::groups::alike;
use super::schedule_rows::is_record;
use crate::layout::has;
use crate::weights;
use crate::{Found, LinkKind, Mention, overlapping};

/// A link with how well it serves.
struct Candidate<'a> {
    url: &'a str,
    mention: &'a Mention,
    score: f32,
}

/// Sets the event's links from those in its scope, and that of its venue, which is known by then.
pub fn links(scene: &Scene, anchors: &[Span], scope: Span, record: &mut Event) {
    let mut registration: Option<Candidate> = None;
    let mut page: Option<Candidate> = None;
    let mut of_venue: Option<(&str, &Mention)> = None;
    let mut meeting: Option<(&str, &Mention)> = None;
    let all = overlapping(scene.mentions, scope)
        .iter()
        .chain(scene.linked);
    for mention in all.filter(|mention| scope.contains(mention.span)) {
        let Found::Url { url, kind } = &mention.found else {
            continue;
        };
        let Some(lead) = lead(scene, mention).filter(|_| !is_field_value(scene, mention)) else {
            continue;
        };
        let line = scene.layout.line_at(mention.span.start);
        let menu = line.is_some_and(|line| scene.layout.lines[line].navigation);
        if menu || adds_to_calendar(scene, mention) {
            continue;
        }
        if *kind == LinkKind::Meeting {
            meeting = meeting.or(Some((url, mention)));
        }
        let far = far(anchors, mention.span);
        let register = *kind == LinkKind::Registration
            || has(scene.view, lead, Concept::CueRegister)
            || has(scene.view, lead, Concept::DeadlineRegistration);
        if register && !matches!(kind, LinkKind::Map | LinkKind::Profile) {
            let form = f32::from(u8::from(*kind == LinkKind::Registration));
            better(
                &mut registration,
                Candidate {
                    url,
                    mention,
                    score: 2.0 + form - far,
                },
            );
        }
        let venue = record
            .venue
            .as_ref()
            .and_then(|venue| venue.name.as_deref());
        let names = |venue: &str| names_venue(scene, mention, venue);
        if !register
            && venue.is_some_and(|venue| is_akin(url, venue) && names(venue))
            && !is_akin(url, &record.name)
        {
            of_venue = of_venue.or(Some((url, mention)));
            continue;
        }
        // A record of the meeting is a file of it.
        let is_page = matches!(
            kind,
            LinkKind::Page | LinkKind::Shortened | LinkKind::Registration
        ) && !is_record(scene.view, mention.span)
            && !names_organisation(scene, mention);
        if is_page {
            let score = page_score(scene, lead, url, &record.name, register) - far;
            if score > 0.0 {
                better(
                    &mut page,
                    Candidate {
                        url,
                        mention,
                        score,
                    },
                );
            }
        }
    }
    if let (Some((url, mention)), Some(venue)) = (of_venue, &mut record.venue) {
        venue.url = Some(url.to_owned());
        let evidence = vec![scene.view.evidence(mention.span, mention.rule)];
        record.evidence.insert("venue.url".to_owned(), evidence);
    }
    // The link to join is the place of what is held there.
    let online = matches!(
        record.attendance,
        Some(Attendance::Online | Attendance::Mixed)
    );
    if let Some((url, mention)) = meeting.filter(|_| online) {
        let venue = record.venue.get_or_insert_with(Venue::default);
        if venue.url.is_none() {
            venue.url = Some(url.to_owned());
            let evidence = vec![scene.view.evidence(mention.span, mention.rule)];
            record.evidence.insert("venue.url".to_owned(), evidence);
        }
    }
    for (found, field) in [(registration, "registration_url"), (page, "url")] {
        let Some(found) = found else {
            continue;
        };
        let evidence = scene.view.evidence(found.mention.span, found.mention.rule);
        let slot = if field == "url" {
            &mut record.url
        } else {
            &mut record.registration_url
        };
        *slot = Some(found.url.to_owned());
        record.evidence.insert(field.to_owned(), vec![evidence]);
    }
}

/// Whether the link puts an event into the visitor's calendar.
fn adds_to_calendar(scene: &Scene, link: &Mention) -> bool {
    let things = scene.view.document.things.iter();
    let mut calendars = things.filter(|thing| thing.syntax == Syntax::CalendarLink);
    calendars.any(|thing| thing.span == Some(link.span))
}

/// Whether the words of the link are the name of an organisation, whose page it then leads to.
fn names_organisation(scene: &Scene, link: &Mention) -> bool {
    let mut drafts = scene.organisations.iter();
    !is_address(link.span.of(scene.view.text()))
        && drafts.any(|draft| draft.mentions.contains(&link.span))
}

/// Whether the words of the link, if it has any, name the venue rather than someone with a page of
/// a like address.
fn names_venue(scene: &Scene, link: &Mention, venue: &str) -> bool {
    let words = link.span.of(scene.view.text());
    is_address(words) || alike(words, venue)
}

/// Whether the words of a link are but where it leads.
fn is_address(words: &str) -> bool {
    !words.contains(' ') && words.contains(['.', '/'])
}

fn better<'a>(best: &mut Option<Candidate<'a>>, candidate: Candidate<'a>) {
    if best
        .as_ref()
        .is_none_or(|best| candidate.score > best.score)
    {
        *best = Some(candidate);
    }
}

/// Whether the link is a bare name with dots in a field that speaks of no page: the name of a list
/// or a code looks the same ("Type: talks.systems").
fn is_field_value(scene: &Scene, mention: &Mention) -> bool {
    let clause = scene.layout.clause_at(mention.span.start);
    let Some(clause) = clause.map(|clause| &scene.layout.clauses[clause]) else {
        return false;
    };
    let Some(label) = clause.label else {
        return false;
    };
    let speaks_of_pages = [Concept::CueMore, Concept::CueRegister, Concept::CueTitle]
        .iter()
        .any(|concept| has(scene.view, label, *concept));
    mention.rule == "link.bare"
        && clause.value(scene.view.text()) == mention.span
        && !mention.span.of(scene.view.text()).contains('/')
        && !speaks_of_pages
}

/// What leads up to a link: its clause up to and with the link, or the line above a link that
/// stands alone. Nothing for links in the headers of a mail.
fn lead(scene: &Scene, mention: &Mention) -> Option<Span> {
    let clause_index = scene.layout.clause_at(mention.span.start)?;
    let clause = &scene.layout.clauses[clause_index];
    if matches!(
        scene.layout.lines[clause.line].kind,
        BlockKind::KeyValue { .. }
    ) {
        return None;
    }
    let start = clause.span.start.min(mention.span.start);
    let own = Span::new(start, mention.span.end.min(clause.span.end).max(start));
    let alone = clause.span.start >= mention.span.start;
    let above = clause_index
        .checked_sub(1)
        .map(|above| &scene.layout.clauses[above])
        .filter(|above| alone && above.span.of(scene.view.text()).ends_with(':'));
    Some(above.map_or(own, |above| above.span.cover(own)))
}

/// How well a link serves as the event's own page.
fn page_score(scene: &Scene, lead: Span, url: &str, name: &str, register: bool) -> f32 {
    let view = scene.view;
    let more = has(view, lead, Concept::CueMore);
    let mut score = weights::LINK_BASE;
    if more {
        score += weights::LINK_MORE;
    } else if has(view, lead, Concept::CueElsewhere) {
        score += weights::LINK_ELSEWHERE;
    }
    if register && !more {
        score += weights::LINK_REGISTER;
    }
    if has(view, lead, Concept::CueAlongside) {
        score += weights::LINK_ALONGSIDE;
    }
    if is_akin(url, name) {
        score += weights::LINK_AKIN;
    }
    score
}

/// How far a link is from the event's dates, as a loss.
fn far(anchors: &[Span], span: Span) -> f32 {
    let bytes = anchors
        .iter()
        .map(|anchor| anchor.start.abs_diff(span.start))
        .min()
        .unwrap_or(0);
    (bytes as f32 / 1000.0 * weights::LINK_FAR).min(weights::LINK_FARTHEST)
}

/// Whether a word of the name or its initials stand in the address.
fn is_akin(url: &str, name: &str) -> bool {
    let address = handbill_lexicon::fold(url);
    let folded = handbill_lexicon::fold(name);
    let words = || folded.split(|c: char| !c.is_alphanumeric());
    let initials: String = words()
        .filter(|word| word.len() > 3)
        .filter_map(|word| word.chars().next())
        .collect();
    words().any(|word| word.chars().count() >= 4 && address.contains(word))
        || (initials.len() >= 3 && address.contains(&initials))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::testing::document;
    use crate::{Options, extract};

    #[test]
    fn names_of_lists_and_pages_to_follow_are_no_pages_of_events() {
        for (line, url) in [
            ("Type: talks.systems", None),
            ("Like us: tarhouse.example/quayday", None),
            ("Website: quayday.org", Some("https://quayday.org")),
        ] {
            let text = format!("Open Quay Day\nTuesday 3 March 2026, 19:30\n{line}");
            let events = extract(&document(&text), &Options::default()).events;
            let found = events.first().and_then(|event| event.url.as_deref());
            assert_eq!(found, url, "{line}");
        }
    }

    #[test]
    fn what_is_online_is_at_the_link_to_join() {
        let text =
            "Bees in winter\nThursday 11 February 2027, 7 pm\nOnline: https://zoom.us/j/123456";
        let events = extract(&document(text), &Options::default()).events;
        let venue = events.first().and_then(|event| event.venue.as_ref());
        let url = venue.and_then(|venue| venue.url.as_deref());
        assert_eq!(url, Some("https://zoom.us/j/123456"));
    }

    #[test]
    fn addresses_tell_of_names_by_words_and_initials() {
        assert!(is_akin(
            "https://example.org/harvest-fair",
            "Harvest Fair in Ashby"
        ));
        assert!(is_akin(
            "https://iwsd.example/",
            "International Workshop on Seed Dispersal"
        ));
        assert!(!is_akin("https://example.org/about", "Harvest Fair"));
    }
}
