//! The reader of HTML pages: bytes to [`Document`].
//!
//! [`read`] goes from bytes to characters, to the tree of the page (`parse`), to what a visitor
//! sees of it (`walk`, `sheet`) and to what it states for machines (`facts`). Every step keeps the
//! way back.

mod addresses;
mod dom;
mod facts;
mod menus;
mod numbered;
mod parse;
mod references;
mod sheet;
mod tables;
mod tags;
mod walk;

use handbill_model::{Document, Fact, Reading, Source};
use handbill_text::{charset, headers};
use scraper::Selector;
use url::Url;

use crate::dom::attribute;
use crate::parse::Page;

/// The media type of what is read here.
const HTML: &str = "text/html";

/// Reads an HTML page, however broken. Of [`Document::source`] it fills the media type, and the
/// title, language and day of publication where the page states them.
pub fn read(bytes: &[u8], reading: &Reading) -> Document {
    let decoded = charset::decode(bytes, reading.media_type.as_deref());
    let page = parse::parse(&decoded.text);
    let base = base(&page, reading.base_url.as_deref());
    let shown = walk::walk(&page, base.as_ref());
    let mut facts = facts::meta::facts(&page);
    let sheet = shown.sheet;
    let answer = facts::states::answer(&page);
    let stated = facts::read(
        &page,
        &sheet.elements,
        &sheet.links,
        base.as_ref(),
        answer.as_deref(),
    );
    facts.extend(shown.times.into_iter().filter_map(|(id, stamp)| {
        let span = sheet.elements.get(&id)?;
        Some(Fact {
            name: "time".to_owned(),
            value: stamp,
            span: Some(*span),
        })
    }));
    let mut source = Source {
        media_type: HTML.to_owned(),
        ..Source::default()
    };
    headers::describe(&mut source, &facts);
    let origins = sheet.map.through(&decoded.map, sheet.text.len());
    let mut links = sheet.links;
    links.sort_by_key(|link| (link.span.start, link.span.end));
    let mut blocks = sheet.blocks;
    menus::mark(&sheet.text, &mut blocks, &links);
    numbered::strip(&sheet.text, &mut blocks);
    if answer.is_some() && !stated.things.is_empty() {
        // Nobody is told anything by it.
        blocks.iter_mut().for_each(|block| block.navigation = true);
    }
    let mut styles = sheet.styles;
    styles.sort_by_key(|styled| (styled.span.start, styled.span.end));
    Document {
        source,
        text: sheet.text,
        blocks,
        links,
        styles,
        items: shown.items,
        facts,
        things: stated.things,
        origins: origins.into_origins(),
        warnings: stated.warnings,
    }
}

/// What relative addresses are resolved against: the page's own `<base>`, else its address.
fn base(page: &Page, given: Option<&str>) -> Option<Url> {
    let address = given.and_then(|given| Url::parse(given).ok());
    let stated = Selector::parse("base[href]").ok().and_then(|selector| {
        let element = page.html.select(&selector).next()?;
        attribute(element.value(), "href").map(str::to_owned)
    });
    let stated = stated.as_deref().and_then(|href| match &address {
        Some(address) => address.join(href).ok(),
        None => Url::parse(href).ok(),
    });
    // A page that was saved may name a file as its base.
    stated
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .or(address)
        .or_else(|| facts::meta::address(page))
}
