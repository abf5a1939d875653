//! Names of persons and organisations.
//!
//! Names are capitalised sequences that something in or beside them shows to be a person's or an
//! organisation's: words of the lexicon, acronyms, cues, posts, web and e-mail domains.

mod acronyms;
pub(crate) mod domains;
mod listed;
mod organisations;
mod pages;
mod persons;
mod posts;
mod roles;
mod runs;
mod site_names;
mod small_words;
mod subjects;
#[cfg(test)]
pub(crate) mod testing;
mod wholes;
mod words;

pub use persons::{PersonMention, persons};

pub(crate) use organisations::OrganisationMention;
pub(crate) use pages::{AboutBox, EVENT_TITLE};
pub(crate) use persons::{
    is_only_a_name, is_separator, is_spelt_in, name_end, one_line, shape_end, speaks_of_me,
};
pub(crate) use posts::post_after;
pub(crate) use roles::RoleMention;
pub(crate) use words::{Case, Line, Words};

use handbill_model::Span;

use crate::Mention;

/// All that the names of a document tell.
pub(crate) struct Names {
    /// Organisations by form, acronym and domain, ascending.
    pub organisations: Vec<OrganisationMention>,
    /// Names that something gives a role.
    pub roles: Vec<RoleMention>,
    /// Who the document may be by, where nothing says it: the name that heads the page, and the
    /// name that it defines.
    pub owners: Vec<RoleMention>,
    /// The organisation that the title states as that of the site, where the page does not show it.
    pub site: Option<String>,
    /// The profile of the page's owner.
    pub about: Option<AboutBox>,
    /// Persons, ascending.
    pub persons: Vec<PersonMention>,
}

/// Reads all names of the document.
pub(crate) fn read(words: &Words, mentions: &[Mention]) -> Names {
    let persons = persons::find(words);
    let organisations = organisations::find(words, mentions, &persons);
    let known = roles::Known {
        organisations: &organisations,
        persons: &persons,
        mentions,
    };
    let mut roles = roles::find(words, &known);
    roles.extend(pages::publishers(words, &known));
    let about = pages::about_box(words, &known);
    let owners = [
        site_names::shown(words),
        pages::page_title(words, &known),
        pages::letterhead(words),
        pages::imprint(words, &known),
        pages::spoken_of(words, &known),
        pages::defined(words, &known),
    ];
    let shown = owners[0].is_some();
    let site = site_names::stated(words).filter(|_| !shown);
    Names {
        organisations,
        roles,
        site: site.map(str::to_owned),
        owners: owners.into_iter().flatten().collect(),
        about,
        persons,
    }
}

/// The items that share a byte with the span. The items are ascending and do not overlap, so the
/// search takes but a few steps.
pub(crate) fn overlapping<'a, T>(
    items: &'a [T],
    span: Span,
    span_of: impl Fn(&T) -> Span + Copy + 'a,
) -> impl Iterator<Item = &'a T> {
    let first = items.partition_point(|item| span_of(item).end <= span.start);
    items[first..]
        .iter()
        .take_while(move |item| span_of(item).start < span.end)
}
