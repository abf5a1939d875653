//! Finders: typed mentions in the text, in claiming order. A span that one finder has claimed is
//! not read by the next, so a date is never a phone and a postcode never a year.

mod addresses;
mod claims;
mod countries;
mod dates;
mod emails;
mod handles;
mod hosts;
mod link_kinds;
mod links;
mod phones;
#[cfg(test)]
pub mod testing;

use handbill_model::Warning;

use crate::{Mention, View};
use claims::Claims;

/// All mentions of the document, ascending by start.
///
/// Mentions do not overlap, with one exception: a marked-up link (rule [`LINKED_TEXT`]) stands at
/// the text that is linked, which may hold other mentions ("[Register by 5 May](https://…)") and
/// is as free to be read as any other text.
pub fn find(view: &View) -> Vec<Mention> {
    let mut claims = Claims::default();
    let links::Links { claimed, overlaid } = links::find(view);
    claims.add(emails::find(view));
    claims.add(claimed);
    claims.add(addresses::without_parts(view, dates::find(view)));
    claims.add(handles::find(view));
    claims.add(phones::international(view, &claims));
    let countries = countries::Countries::of(view, &[claims.mentions()]);
    claims.add(addresses::find(view, &claims, &countries));
    let countries = countries::Countries::of(view, &[claims.mentions()]);
    claims.add(phones::national(view, &claims, &countries));
    let mut mentions = claims.into_mentions();
    mentions.extend(overlaid);
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    mentions
}

/// The rule of mentions at linked text that is no address itself. They may overlap others.
pub const LINKED_TEXT: &str = "link.text";

/// What the document shows in place of a value, as warnings (`placeholder-email`).
pub fn placeholders(view: &View) -> Vec<Warning> {
    emails::placeholders(view)
        .into_iter()
        .map(|span| Warning {
            code: "placeholder-email".to_owned(),
            message: "the page hides an e-mail address behind a placeholder".to_owned(),
            evidence: vec![view.evidence(span, "email.placeholder")],
        })
        .collect()
}
