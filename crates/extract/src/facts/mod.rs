//! What the source states for machines, as drafts of records, and its fusion with what the text
//! says.

mod events;
mod fusion;
mod others;
mod places;
mod stamps;
mod vocabulary;

use chrono::Datelike;
use foldhash::{HashMap, HashMapExt};
use handbill_model::{Evidence, Property, PropertyValue, Span, Syntax, Thing};

use crate::resolve::Drafts;
use crate::{Found, Mention, View};

/// Adds what the source states to the drafts that were made of its text.
pub fn fuse(view: &View, drafts: &mut Drafts) {
    if view.document.things.is_empty() {
        return;
    }
    let stated = Stated { view };
    others::organisations(&stated, &mut drafts.organisations);
    others::contacts(&stated, &drafts.organisations, &mut drafts.contacts);
    let events = events::events(&stated);
    fusion::fuse(view, events, drafts);
}

/// Gives dates without a year that of an event which the source states for the same day: "Saturday,
/// July 18" under markup of 2026-07-18.
pub fn settle_years(view: &View, mentions: &mut [Mention]) {
    if view.document.things.is_empty() {
        return;
    }
    let mut stated: HashMap<(u8, u8), Option<i32>> = HashMap::new();
    for moment in events::starts(&Stated { view }) {
        let Some(day) = moment.date() else { continue };
        let year = Some(day.year());
        let known = stated
            .entry((day.month() as u8, day.day() as u8))
            .or_insert(year);
        if *known != year {
            *known = None;
        }
    }
    for mention in mentions {
        let Found::Time(time) = &mut mention.found else {
            continue;
        };
        let (Some(month), Some(day), None) = (time.start.month, time.start.day, time.start.year)
        else {
            continue;
        };
        let Some(Some(year)) = stated.get(&(month, day)).copied() else {
            continue;
        };
        time.start.year = Some(year);
        if let Some(weekday) = time.weekday {
            time.weekday_agrees = time
                .start
                .date()
                .map(|day| day.weekday().number_from_monday() == u32::from(weekday));
        }
        if let Some(end) = &mut time.end
            && end.year.is_none()
            && end.month.is_some()
        {
            let turns = end.month < Some(month);
            end.year = Some(year + i32::from(turns));
        }
    }
}

/// The things that the source states.
struct Stated<'a> {
    view: &'a View<'a>,
}

impl<'a> Stated<'a> {
    fn things(&self) -> &'a [Thing] {
        &self.view.document.things
    }

    /// The first property of one of the names, in the order of the names.
    fn property(&self, thing: &'a Thing, names: &[&str]) -> Option<&'a Property> {
        names.iter().find_map(|name| {
            thing
                .properties
                .iter()
                .find(|property| property.name == *name)
        })
    }

    /// All properties of the name.
    fn all(&self, thing: &'a Thing, name: &'a str) -> impl Iterator<Item = &'a Property> {
        thing
            .properties
            .iter()
            .filter(move |property| property.name == name)
    }

    /// The thing that the property has as its value.
    fn thing(&self, property: &Property) -> Option<&'a Thing> {
        match property.value {
            PropertyValue::Thing(index) => self.things().get(index),
            PropertyValue::Text(_) => None,
        }
    }

    /// The text of the property: its own, or the name or value of its thing.
    fn text(&self, property: &'a Property) -> Option<&'a str> {
        let text = match &property.value {
            PropertyValue::Text(text) => text,
            PropertyValue::Thing(index) => {
                let inner = self.things().get(*index)?;
                let named = inner.properties.iter().find(|it| {
                    matches!(it.name.as_str(), "name" | "value")
                        && matches!(it.value, PropertyValue::Text(_))
                })?;
                match &named.value {
                    PropertyValue::Text(text) => text,
                    PropertyValue::Thing(_) => return None,
                }
            }
        };
        (!is_placeholder(text)).then_some(text.as_str())
    }

    /// The text of the first property of one of the names.
    fn value(&self, thing: &'a Thing, names: &[&str]) -> Option<&'a str> {
        self.text(self.property(thing, names)?)
    }

    /// The place of a stated value: where the text shows it, else where the source states it.
    fn evidence(&self, thing: &Thing, property: &Property) -> Evidence {
        let rule = rule(thing.syntax);
        if let Some(span) = property.span.or_else(|| self.shown(&property.value)) {
            return self.view.evidence(span, rule);
        }
        let stated = match &property.value {
            PropertyValue::Text(text) => Some(text.clone()),
            PropertyValue::Thing(_) => None,
        };
        Evidence {
            rule: Some(rule.to_owned()),
            selector: Some(format!("{}/{}", thing.place, property.name)),
            stated,
            ..Evidence::default()
        }
    }

    /// Where the text has the very words.
    fn shown(&self, value: &PropertyValue) -> Option<Span> {
        /// Shorter words stand anywhere.
        const SHORTEST: usize = 5;
        /// Further on, nobody would look for it.
        const FURTHEST: usize = 200_000;
        let PropertyValue::Text(words) = value else {
            return None;
        };
        let text = self.view.text();
        let mut end = text.len().min(FURTHEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = text[..end]
            .find(words.as_str())
            .filter(|_| words.len() >= SHORTEST)?;
        Some(Span::new(start, start + words.len()))
    }
}

/// The name of the rule that reads statements of the syntax.
fn rule(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::JsonLd => "fact.json-ld",
        Syntax::Microdata => "fact.microdata",
        Syntax::Rdfa => "fact.rdfa",
        Syntax::Microformats => "fact.microformat",
        Syntax::Meta => "fact.meta",
        Syntax::CalendarLink => "fact.calendar-link",
        Syntax::State => "fact.state",
    }
}

/// Whether the words are the address of a page: absolute, or as the source writes it where nothing
/// tells what it is relative to.
fn is_link(text: &str) -> bool {
    let is_absolute = text.starts_with("http://") || text.starts_with("https://");
    let is_relative = !text.contains([' ', ':', '<', '{'])
        && !text.starts_with('#')
        && text.contains(['/', '.', '-'])
        && text.contains(|c: char| c.is_alphabetic());
    is_absolute || is_relative
}

/// Whether the words stand for a value that is not known.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || [
            "tba",
            "tbd",
            "tbc",
            "n/a",
            "null",
            "undefined",
            "none",
            "-",
            "unknown",
        ]
        .iter()
        .any(|known| text.eq_ignore_ascii_case(known))
        || text.starts_with("{{")
        || text.starts_with("[[")
}
