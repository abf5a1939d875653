//! Which dates speak of one event? Those of one day whose names agree, or of which one has no name of its own.
//! `choice` tells which groups are events, `scopes` what text is of each.

mod choice;
mod scopes;

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, Hit, fold};

use super::anchors::Anchor;
use super::events::Scene;
use super::roles::TimeRole;
use super::titles::Title;
use crate::Moment;
use crate::layout::has;
use crate::weights;

pub use self::choice::choose;
pub use self::scopes::scopes;

/// Dates that speak of one event.
#[derive(Clone, Debug)]
pub struct Group {
    pub anchors: Vec<Anchor>,
    pub start: Moment,
    pub end: Option<Moment>,
    pub name: Option<Title>,
    /// The candidates that were not chosen, best first.
    pub spare: Vec<Title>,
    pub main: bool,
}

impl Group {
    pub fn strength(&self) -> f32 {
        let best = self
            .anchors
            .iter()
            .map(|anchor| anchor.strength)
            .fold(f32::MIN, f32::max);
        best + 0.4 * (self.anchors.len() as f32 - 1.0).min(3.0)
    }

    /// Further names of the event that is called `name`, among the candidates that were not chosen.
    pub fn others<'a>(&'a self, text: &'a str, name: &'a Title) -> impl Iterator<Item = &'a Title> {
        self.spare.iter().filter(move |other| {
            let (own, further) = (name.span.of(text), other.span.of(text));
            other.span != name.span
                && other.score >= weights::TITLE_ALTERNATE
                && alike(further, own)
                && !holds(own, further)
                && further.matches('"').count() % 2 == 0
        })
    }

    fn own_name(&self) -> Option<&Title> {
        self.anchors
            .iter()
            .take(4 * COMPARED)
            .filter_map(|anchor| anchor.names.first())
            .max_by(|a, b| a.score.total_cmp(&b.score))
    }
}

/// Joins the anchors that speak of one event.
pub fn groups(scene: &Scene, anchors: Vec<Anchor>) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    // Only groups of one day are compared, and of many the last ones and those of the very name.
    let mut days: HashMap<Day, Vec<usize>> = HashMap::new();
    let mut named: HashMap<(Day, String), usize> = HashMap::new();
    for anchor in anchors {
        let day = (anchor.start.year, anchor.start.month, anchor.start.day);
        let key = anchor
            .names
            .first()
            .map(|name| (day, fold(name.span.of(scene.view.text()))));
        let of_day = days.entry(day).or_default();
        let last = &of_day[of_day.len().saturating_sub(COMPARED_OF_DAY)..];
        let of_name = key.as_ref().and_then(|key| named.get(key));
        let of_name = of_name.filter(|at| last.first().is_some_and(|first| *at < first));
        let same = of_name.into_iter().chain(last).copied().find(|at| {
            let group = &out[*at];
            agree(
                (&group.start, group.end.as_ref()),
                (&anchor.start, anchor.end.as_ref()),
            ) && belongs(scene, group, &anchor)
        });
        if let Some(key) = key {
            named.entry(key).or_insert(same.unwrap_or(out.len()));
        }
        match same.map(|at| &mut out[at]) {
            Some(group) => {
                // The fuller time wins; a day given with its hours is better than the bare day.
                if group.start.clock.is_none()
                    && anchor.start.clock.is_some()
                    && group
                        .end
                        .as_ref()
                        .is_none_or(|end| end.day == anchor.start.day || anchor.end.is_some())
                {
                    group.start = anchor.start;
                    group.end = anchor
                        .end
                        .or(group.end.filter(|end| end.date() != anchor.start.date()));
                } else if group.start.day.is_none() && anchor.start.day.is_some() {
                    group.start = anchor.start;
                    group.end = anchor.end.or(group.end);
                } else if group.end.is_none() {
                    group.end = anchor.end;
                }
                if group.start.zone.is_none() {
                    group.start.zone = anchor.start.zone;
                }
                group.anchors.push(anchor);
            }
            None => {
                of_day.push(out.len());
                out.push(Group {
                    start: anchor.start,
                    end: anchor.end,
                    anchors: vec![anchor],
                    name: None,
                    spare: Vec::new(),
                    main: false,
                });
            }
        }
    }
    out
}

/// Year, month and day, as far as they are told.
type Day = (Option<i32>, Option<u8>, Option<u8>);

/// So many groups of a day are compared with a further date of it.
const COMPARED_OF_DAY: usize = 64;

/// Whether two times can be of one event: the same day, and no two different hours.
fn agree(a: (&Moment, Option<&Moment>), b: (&Moment, Option<&Moment>)) -> bool {
    let (first, second) = (a.0, b.0);
    let same = |x: &Moment, y: &Moment| {
        x.year == y.year
            && x.month == y.month
            && x.day == y.day
            && (x.clock.is_none() || y.clock.is_none() || x.clock == y.clock)
    };
    if !same(first, second) {
        return false;
    }
    let last_day = |moment: &Moment, end: Option<&Moment>| {
        end.map_or((moment.year, moment.month, moment.day), |end| {
            (end.year, end.month, end.day)
        })
    };
    let (ends, other_ends) = (last_day(first, a.1), last_day(second, b.1));
    ends == other_ends || a.1.is_none() || b.1.is_none()
}

/// Whether an anchor on the same day speaks of the group's event: their names agree, or one has
/// none of its own that is as good.
fn belongs(scene: &Scene, group: &Group, anchor: &Anchor) -> bool {
    let bracketed = |title: &Title| title.rule == "event.title.bracket";
    let text = scene.view.text();
    let same_line = group
        .anchors
        .iter()
        .rev()
        .take(COMPARED)
        .any(|other| other.line == anchor.line);
    // A row under a day is of the event of the day only where both are called alike.
    let is_row = scene.times[anchor.time].role == TimeRole::Clock && group.start.clock.is_none();
    let (Some(name), Some(own)) = (group.own_name(), anchor.names.first()) else {
        return !is_row || anchor.names.is_empty();
    };
    if alike(name.span.of(text), own.span.of(text))
        || same_line && !(bracketed(name) && bracketed(own))
    {
        return true;
    }
    // The heading over an hour that has a name beside it is that of the hour before.
    let good = |names: &'_ [Title]| -> Vec<Title> {
        let named = names
            .first()
            .is_some_and(|name| name.rule == "event.title.above");
        names
            .iter()
            .filter(|name| name.score >= weights::TITLE_ENOUGH)
            .filter(|name| !(named && name.rule == "event.title.section"))
            .cloned()
            .collect()
    };
    let shares = group
        .anchors
        .iter()
        .rev()
        .take(COMPARED)
        .flat_map(|other| good(&other.names))
        .any(|other| {
            good(&anchor.names)
                .iter()
                .any(|name| alike(other.span.of(text), name.span.of(text)))
        });
    // A table of contents tells day, hour and name as the section does.
    let again = |title: &Title| {
        title.rule == "event.title.row" && title.span.of(text) == name.span.of(text)
    };
    if anchor.start == group.start && anchor.start.clock.is_some() && anchor.names.iter().any(again)
    {
        return true;
    }
    // The paragraph under a date may tell it again, hour for hour.
    const NEAR: usize = 4;
    let close = |other: &Anchor| (1..=NEAR).contains(&anchor.line.saturating_sub(other.line));
    let retold = !matches!(own.rule, "event.title.row" | "event.title.above")
        && anchor.start.clock.is_some()
        && (anchor.start, anchor.end) == (group.start, group.end)
        && group.anchors.iter().rev().take(COMPARED).any(close);
    if retold {
        return true;
    }
    let other_part = group
        .anchors
        .iter()
        .rev()
        .take(COMPARED)
        .all(|other| other.part != anchor.part);
    if shares {
        return true;
    }
    // A building in the row says where, not what.
    let placed = |title: &Title| {
        let view = scene.view;
        let mut hits = view.hits.within(&view.tokens, title.span);
        let at_edge =
            |hit: &Hit| hit.span.start == title.span.start || hit.span.end == title.span.end;
        hits.any(|hit| hit.concept == Concept::CueBuilding && at_edge(hit))
            && !has(view, title.span, Concept::EventNoun)
    };
    let row = |title: &Title| {
        matches!(
            title.rule,
            "event.title.row"
                | "event.title.above"
                | "event.title.section"
                | "event.title.label"
                | "event.title.bracket"
        ) && !placed(title)
    };
    // "The ordinary assembly" of a sentence is the "Assembly of the members" that a list gives no hour.
    let untimed = group.start.clock.is_some() != anchor.start.clock.is_some();
    if untimed && is_plainly_of_kind(scene, name, own) {
        return true;
    }
    // A row that names something else is another event; in running text it may be the same one.
    let listed = row(own) && own.rule == "event.title.row" && own.score >= weights::TITLE_ENOUGH;
    !(other_part || row(name) && row(own) || listed)
}

/// Whether both names have the same kind of event, and one of them nothing that is written large behind its
/// beginning.
fn is_plainly_of_kind(scene: &Scene, one: &Title, other: &Title) -> bool {
    let view = scene.view;
    let plain = |title: &Title| {
        let mut letters = title.span.of(view.text()).chars();
        letters.next().is_some() && !letters.any(char::is_uppercase)
    };
    let kind = |title: &Title| {
        let mut hits = view.hits.within(&view.tokens, title.span);
        let hit = hits.find(|hit| hit.concept == Concept::EventNoun)?;
        Some(view.tokens.folded(hit.first).to_owned())
    };
    (plain(one) || plain(other)) && kind(one).is_some_and(|noun| kind(other) == Some(noun))
}

/// Whether the other says nothing but the name again: a part of it, or more than a line or a label
/// around it.
fn holds(name: &str, other: &str) -> bool {
    let (name, folded) = (handbill_lexicon::fold(name), handbill_lexicon::fold(other));
    name.contains(&folded) || (folded.contains(&name) && other.contains(['\n', ':']))
}

/// So many of a group's dates are compared with a further one.
const COMPARED: usize = 8;

/// Whether two names are likely names of one thing: most words of the shorter stand in the longer.
pub fn alike(a: &str, b: &str) -> bool {
    let fold_words = |text: &str| -> Vec<String> {
        handbill_lexicon::fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    };
    let (first, second) = (fold_words(a), fold_words(b));
    let (short, long) = if first.len() <= second.len() {
        (first, second)
    } else {
        (second, first)
    };
    if short.is_empty() {
        return false;
    }
    let common = short.iter().filter(|word| long.contains(word)).count();
    if short.len() == 1 {
        return common == 1 && long.len() <= 3;
    }
    common * 10 >= short.len() * 7
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};
    use handbill_model::Event;

    fn events(text: &str) -> Vec<Event> {
        extract(&document(text), &Options::default()).events
    }

    #[test]
    fn what_follows_a_list_is_not_of_its_last_item() {
        let items = "Clay for Beginners\n4 March 2026, 19:30\n\nGlazes and Ash\n11 March 2026, 19:30\n\nThe Slow Kiln\n18 March 2026, 19:30";
        let after = "\n\nTickets for all evenings: https://tickets.example.org/spring";
        let found = events(&format!("{items}{after}"));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|event| event.registration_url.is_none()));
        let own = "\nTickets: https://tickets.example.org/kiln";
        let found = events(&format!("{items}{own}"));
        let last = found
            .last()
            .and_then(|event| event.registration_url.as_deref());
        assert_eq!(last, Some("https://tickets.example.org/kiln"));
    }

    #[test]
    fn a_session_is_told_again_below_its_title() {
        let text = "Evenings about roofs and rafters\n\nSession #1: Thatch and Those Who Lay It Well\nMarch 3, 2026, 7-8 pm, Ida Holm and Per Lind\n\nWe look at reeds.\n\nSession #2: Slate From the Northern Quarries\nMarch 10, 2026, 7-8 pm, Ida Holm and Per Lind\n\nJoin us on March 10, 2026 from 7-8 pm for the second discussion about our roofs, with tea for everyone who comes.";
        let found = events(text);
        let names: Vec<&str> = found.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Session #1: Thatch and Those Who Lay It Well",
                "Session #2: Slate From the Northern Quarries"
            ]
        );
    }

    #[test]
    fn posts_are_events_for_themselves() {
        let text = "Everybody welcome to join our next planning call Oct 4, 2026, 12:00 where we share seeds! https://example.org/call\n\n---\n\nWe organise a winter bread workshop, November 21, 2026. Join us to knead and bake together.\n\n---\n\nThe registration for the Lowmill workshop, March 22-24, 2027, is now open for all: https://example.org/march\n\n---\n\nThank you to everybody who came, we had a splendid evening with you all.";
        let mut document = document(text);
        for block in &mut document.blocks {
            if block.span.of(text) == "---" {
                block.kind = handbill_model::BlockKind::Separator;
            }
        }
        let found = extract(&document, &Options::default()).events;
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|event| (event.start.as_str(), event.name.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("2026-10-04T12:00:00", "planning call"),
                ("2026-11-21", "winter bread workshop"),
                ("2027-03-22", "Lowmill workshop"),
            ]
        );
    }

    #[test]
    fn days_of_a_list_share_their_name() {
        let text = "Der Verein lädt zum offenen Reparaturabend am 3. und 10. März 2026 ein.";
        let found = events(text);
        let days: Vec<&str> = found.iter().map(|event| event.start.as_str()).collect();
        assert_eq!(days, ["2026-03-03", "2026-03-10"]);
        assert_eq!(found[0].name, found[1].name);
    }

    #[test]
    fn a_line_in_capitals_ends_the_section_of_another() {
        let text = "READING CIRCLE\nTuesday 3 March 2026, 19:30. We read aloud.\n\nBOOK BINDING\nWrite to us for the next day.\nRegister: https://tickets.example.org/binding\n\nPRINT NIGHT\nTuesday 31 March 2026, 19:30. Bring paper.";
        let found = events(text);
        let names: Vec<&str> = found.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["READING CIRCLE", "PRINT NIGHT"]);
        assert_eq!(found[0].registration_url, None);
    }
}
