//! From a [`Document`](handbill_model::Document) to its records.
//!
//! [`find`] marks typed mentions in the text, [`assemble`] puts records together from them.
//! Nothing here knows formats, files, the clock or the network.

pub mod assemble;
pub mod find;
mod half_days;
mod layout;
mod mention;
pub mod names;
mod resolve;
mod view;
mod weights;

pub use mention::{
    AddressMention, Bound, Clock, Found, LinkKind, Mention, Moment, PhoneMention, TimeMention,
    Zone, overlapping,
};
pub use view::{Options, View};

use handbill_model::{Document, Extraction};

use assemble::events::Scene;

/// Extracts the records of a document.
pub fn extract(document: &Document, options: &Options) -> Extraction {
    let view = View::new(document, options);
    let (linked, mut mentions): (Vec<Mention>, Vec<Mention>) = find::find(&view)
        .into_iter()
        .partition(|mention| mention.rule == find::LINKED_TEXT);
    half_days::settle(&view, &mut mentions);
    let layout = layout::Layout::new(&view, &mentions);
    let mut times = assemble::roles::times(&view, &layout, &mentions);
    let programmes = assemble::agenda::programmes(&view, &layout, &mut times);
    let deadlines = assemble::deadlines::deadlines(&view, &layout, &mentions, &linked, &times);
    let scene = Scene {
        view: &view,
        layout: &layout,
        mentions: &mentions,
        linked: &linked,
        times: &times,
        programmes: &programmes,
    };
    let organisations = assemble::organisations(&view, &mentions);
    let drafts = resolve::Drafts {
        events: assemble::events::events(&scene),
        deadlines,
        contacts: assemble::contacts(&view, &mentions, &organisations),
        organisations,
    };
    let mut extraction = resolve::resolve(&view, document, drafts);
    extraction.warnings.extend(resolve::doubts(&view, &times));
    extraction.warnings.extend(find::placeholders(&view));
    if extraction.source.language.is_none() {
        extraction.source.language = view.evident_language().map(str::to_owned);
    }
    extraction
}
