//! Lines that say who speaks or plays rather than what it is about: "Lecture by Dr Ann Lee".

use handbill_lexicon::Concept;
use handbill_model::Span;

use super::events::Scene;
use super::roles::words;
use crate::layout::has;
use crate::names::{self, PersonMention};

/// The most words before the first person: an article, a kind of event, a small word.
const MOST_BEFORE: usize = 4;

/// The persons that the span names.
pub fn persons_in<'a>(scene: &Scene<'a>, span: Span) -> Vec<&'a PersonMention> {
    names::overlapping(scene.persons, span, |person| person.span)
        .filter(|person| span.contains(person.span))
        .collect()
}

/// The persons of a byline: a kind of event, a small word or two, and persons with what they are.
/// None where the span is none.
pub fn byline<'a>(scene: &Scene<'a>, span: Span) -> Vec<&'a PersonMention> {
    let view = scene.view;
    let persons = persons_in(scene, span);
    let Some(first) = persons.first() else {
        return persons;
    };
    let start = first
        .honorific
        .map_or(first.span.start, |title| title.start);
    let before = Span::new(span.start, start.max(span.start));
    let leads = (2..=MOST_BEFORE).contains(&words(view, before))
        && has(view, before, Concept::EventNoun)
        && !has(view, before, Concept::RoleContact);
    // "Reading: Ann Lee, The Long Way" tells more than who.
    let text = before.of(view.text()).trim_end();
    let small = text
        .rsplit(char::is_whitespace)
        .next()
        .is_some_and(|word| word.chars().all(char::is_lowercase));
    if leads && small { persons } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document_in;
    use crate::{Options, extract};

    #[test]
    fn a_line_of_who_speaks_is_no_name() {
        let told = |language: &str, text: &str| {
            let extraction = extract(&document_in(language, text), &Options::default());
            let events = extraction.events.into_iter();
            events
                .map(|event| (event.name, event.speakers))
                .collect::<Vec<_>>()
        };
        let expected =
            |name: &str, speaker: &str| vec![(name.to_owned(), vec![speaker.to_owned()])];
        assert_eq!(
            told(
                "de",
                "Baumpflege im Winter\n\nVortrag von Dr. Ilse Marbach\nFreitag, 12. März 2027, 19:30 Uhr"
            ),
            expected("Baumpflege im Winter", "Ilse Marbach")
        );
        assert_eq!(
            told(
                "en",
                "How rivers remember\n\nA lecture by Dr Helen Marsh\nFriday 12 March 2027, 7.30 pm"
            ),
            expected("How rivers remember", "Helen Marsh")
        );
        // A row of its own is an event.
        let rows = told(
            "de",
            "Konzert des Chors am 12. März 2027.\n\nVortrag von Ilse Marbach am 9. April 2027 um 20 Uhr.",
        );
        let own = expected("Vortrag von Ilse Marbach", "Ilse Marbach");
        assert_eq!(rows[..1], [("Konzert des Chors".to_owned(), Vec::new())]);
        assert_eq!(rows[1..], own);
    }
}
