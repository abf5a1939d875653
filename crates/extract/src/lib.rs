//! From a [`Document`](handbill_model::Document) to its records.
//!
//! [`find`] marks typed mentions in the text, [`assemble`] puts records together from them.
//! Nothing here knows formats, files, the clock or the network.

pub mod assemble;
mod facts;
pub mod find;
mod half_days;
mod layout;
mod mention;
pub mod names;
mod resolve;
mod spoken;
mod view;
mod weights;
mod written;

pub use mention::{
    AddressMention, Bound, Clock, Found, LinkKind, Mention, Moment, PhoneMention, TimeMention,
    Zone, overlapping,
};
pub use view::{Options, View};

pub(crate) use mention::inside;

use chrono::NaiveDate;
use handbill_model::{Document, Extraction, Source};

use assemble::events::Scene;
use find::countries::Countries;

/// Extracts the records of a document.
pub fn extract(document: &Document, options: &Options) -> Extraction {
    let mut view = View::new(document, options);
    let (mut linked, mut mentions) = mentions(&view);
    let mut layout = layout::Layout::new(&view, &mentions);
    let mut times = assemble::roles::times(&view, &layout, &mentions);
    let written = written::written(&view, &layout, &times);
    if !written.stretches.is_empty() {
        // Seen from the days that it was written on, the text may mean other dates.
        view.written = written.stretches;
        (linked, mentions) = self::mentions(&view);
        layout = layout::Layout::new(&view, &mentions);
        times = assemble::roles::times(&view, &layout, &mentions);
    }
    let cards = assemble::cards::cards(&view, &layout, &mentions, &mut times);
    let programmes = assemble::agenda::programmes(&view, &layout, &mut times, &cards);
    let deadlines = assemble::deadlines::deadlines(&view, &layout, &mentions, &linked, &times);
    let words = names::Words::new(&view, &mentions);
    let names = names::read(&words, &mentions);
    let organisations = assemble::organisations(&words, &mentions, &names);
    let countries = Countries::of(&view, &[&mentions, &linked]);
    let scene = Scene {
        view: &view,
        words: &words,
        layout: &layout,
        mentions: &mentions,
        linked: &linked,
        countries: &countries,
        times: &times,
        programmes: &programmes,
        cards: &cards,
        persons: &names.persons,
        organisations: &organisations,
    };
    let mut drafts = resolve::Drafts {
        events: assemble::events::events(&scene),
        deadlines,
        contacts: assemble::contacts(&words, &mentions, &names.persons, &organisations),
        organisations,
        warnings: Vec::new(),
    };
    facts::fuse(&view, &mut drafts);
    let mut extraction = resolve::resolve(&view, document, drafts);
    extraction.warnings.extend(resolve::doubts(&view, &times));
    extraction.warnings.extend(find::placeholders(&view));
    if extraction.source.language.is_none() {
        extraction.source.language = view.evident_language().map(str::to_owned);
    }
    describe(&view, written.published, &mut extraction.source);
    extraction
}

/// The mentions in marked-up links, and all others.
fn mentions(view: &View) -> (Vec<Mention>, Vec<Mention>) {
    let (linked, mut mentions): (Vec<Mention>, Vec<Mention>) = find::find(view)
        .into_iter()
        .partition(|mention| mention.rule == find::LINKED_TEXT);
    half_days::settle(view, &mut mentions);
    facts::settle_years(view, &mut mentions);
    (linked, mentions)
}

/// Tells the day of publication that the document states, and the day that its dates were
/// resolved against where the caller gives none.
fn describe(view: &View, published: Option<NaiveDate>, source: &mut Source) {
    if view.options.reference_date.is_none() && source.reference_date.is_none() {
        let whole = (view.written.first())
            .filter(|(span, _)| span.len() == view.text().len())
            .map(|(_, day)| *day);
        source.reference_date = whole.or(view.stated_day()).map(|day| day.to_string());
    }
    if source.published.is_none() {
        source.published = published.map(|day| day.to_string());
    }
}
