//! Finders: typed mentions in the text, in claiming order. A span that one finder has claimed is
//! not read by the next, so a date is never a phone and a postcode never a year.

mod addresses;
mod claims;
pub(crate) mod countries;
mod dates;
mod emails;
mod handles;
pub(crate) mod hosts;
pub(crate) mod link_kinds;
mod links;
mod phones;
#[cfg(test)]
pub mod testing;

use handbill_model::{BlockKind, Span, Warning};

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
    let mut emails = emails::find(view);
    emails.retain(|mention| !is_machine_field(view, mention.span));
    claims.add(emails);
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

/// Whether the span lies in a header field that is for machines, such as the id of a mail.
fn is_machine_field(view: &View, span: Span) -> bool {
    let blocks = &view.document.blocks;
    let after = blocks.partition_point(|block| block.span.start <= span.start);
    after.checked_sub(1).is_some_and(|index| {
        blocks[index].navigation && matches!(blocks[index].kind, BlockKind::KeyValue { .. })
    })
}

/// The rule of mentions at linked text that is no address itself. They may overlap others.
pub const LINKED_TEXT: &str = "link.text";

/// The rule of e-mail addresses that a link leads to and its text does not tell.
pub(crate) const LINKED_EMAIL: &str = "email.link";

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

#[cfg(test)]
mod tests {
    use super::testing::{document, with_view};
    use super::*;

    /// Pieces that the finders look at closely, in every order of three.
    #[test]
    fn mentions_lie_on_characters_and_apart() {
        let pieces = [
            "Rue de l'Église",
            " 12",
            "bis",
            ", ",
            "\n",
            "75015 Paris",
            "é@",
            "example.org",
            "#Tag",
            "+33 (0)1 53 41 81 81",
            "(at)",
            "SW1A 2AA",
            "ß",
            "…",
            "://",
            "Tel. ",
            "Straße",
            "10/12",
            "[",
            "D-10117",
            " ",
            "NY",
            "-",
            "📞",
            "🇫🇷",
            "St.",
        ];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    assert_apart(&[first, second, third].concat());
                }
            }
        }
    }

    fn assert_apart(text: &str) {
        with_view(&document(text), |view| {
            let mut end = 0;
            for mention in find(view) {
                let span = mention.span;
                assert!(
                    span.start >= end && span.end > span.start,
                    "{text}: {mention:?}"
                );
                assert!(
                    text.get(span.start..span.end).is_some(),
                    "{text}: {mention:?}"
                );
                end = span.end;
            }
        });
    }
}
