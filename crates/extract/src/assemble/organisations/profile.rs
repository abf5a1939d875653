//! What a page's box about its owner tells.

use handbill_model::{Address, Span};

use super::push;
use crate::assemble::OrganisationDraft;
use crate::names::domains::is_platform;
use crate::names::{AboutBox, Words, one_line};
use crate::{Found, Mention, inside};

/// Fills what a profile box tells into the draft of the page's owner.
pub(super) fn fill_from_about_box(
    words: &Words,
    about: &AboutBox,
    mentions: &[Mention],
    drafts: &mut [OrganisationDraft],
) {
    let Some(name) = about.name else {
        return;
    };
    let Some(draft) = drafts
        .iter_mut()
        .find(|draft| draft.mentions.contains(&name))
    else {
        return;
    };
    let view = words.view;
    let text = view.text();
    let record = &mut draft.record;
    let mut tell = |field: &str, span: Option<Span>| {
        let span = span?;
        record.evidence.insert(
            field.to_owned(),
            vec![view.evidence(span, "organisation.profile")],
        );
        Some(one_line(span.of(text)))
    };
    record.kind = tell("kind", about.kind).or(record.kind.take());
    record.size = tell("size", about.size);
    record.founded = tell("founded", about.founded);
    if let Some(website) = about.website
        && let Some(site) = tell("url", Some(website))
        && !is_platform(&site)
    {
        record.url = Some(site);
    }
    let seat = address_after(words, mentions, about.span);
    if record.address.is_none()
        && let Some((address, mention)) = seat
    {
        record.address = Some(address);
        push(record, "address", view, mention);
    }
}

/// The first postal address in the box or on the lines right after it.
fn address_after<'m>(
    words: &Words,
    mentions: &'m [Mention],
    about: Span,
) -> Option<(Address, &'m Mention)> {
    const LINES: usize = 10;
    let line = words
        .line_at(about.end.saturating_sub(1))
        .or_else(|| words.line_at(about.start))?;
    let last = words.lines[(line + LINES).min(words.lines.len() - 1)];
    // A paragraph with a day tells of what takes place there.
    let dated = |address: &Mention| {
        let line = words.line_at(address.span.start);
        let block = line.and_then(|line| words.block(line));
        let day = |mention: &Mention| matches!(&mention.found, Found::Time(time) if time.start.day.is_some());
        block.is_some_and(|block| inside(mentions, block.span).any(day))
    };
    inside(mentions, about.cover(last.span)).find_map(|mention| match &mention.found {
        Found::Address(found) if found.address.street.is_some() && !dated(mention) => {
            Some((found.address.clone(), mention))
        }
        _ => None,
    })
}
