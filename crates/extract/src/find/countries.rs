//! Which countries a document is of: what national phone numbers and bare postcodes are read by.

use std::collections::BTreeMap;

use handbill_lexicon::gazetteer;

use super::hosts::after_scheme;
use crate::{Found, Mention, View};

/// The countries that a document tells of, and how strongly.
#[derive(Debug, Default)]
pub struct Countries {
    /// Country and weight, heaviest first.
    told: Vec<(&'static str, u32)>,
    /// What the language alone suggests, likeliest first.
    of_language: Vec<&'static str>,
}

/// Weights of the signs, in votes.
const STATED_REGION: u32 = 12;
const ADDRESS: u32 = 4;
const PHONE: u32 = 3;
const DOMAIN: u32 = 2;

impl Countries {
    /// Reads the signs: the region of the document's language tag, the domains of its addresses,
    /// and the international phone numbers and postal addresses among the mentions.
    pub fn of(view: &View, mentions: &[&[Mention]]) -> Self {
        let mut votes: BTreeMap<&'static str, u32> = BTreeMap::new();
        let mut vote = |country: Option<&'static str>, weight: u32| {
            if let Some(country) = country {
                *votes.entry(country).or_default() += weight;
            }
        };
        let tag = language_tag(view);
        let region = tag.and_then(|tag| tag.split(['-', '_']).next_back());
        vote(
            region
                .filter(|region| region.len() == 2 && tag != Some(region))
                .and_then(|region| gazetteer::country_by_code(&region.to_ascii_uppercase())),
            STATED_REGION,
        );
        for mention in mentions.iter().copied().flatten() {
            vote(Self::of_mention(mention), weight(mention));
        }
        let mut told: Vec<(&'static str, u32)> = votes.into_iter().collect();
        told.sort_by_key(|(country, weight)| (std::cmp::Reverse(*weight), *country));
        let mut of_language = main_language(view)
            .map(|language| gazetteer::countries_of_language(&language).to_vec())
            .unwrap_or_default();
        let spelt = |country: &&'static str| {
            let mut ends = gazetteer::spellings_of_country(country).iter();
            ends.any(|end| view.text().contains(end))
        };
        if let Some(at) = of_language.iter().skip(1).position(spelt) {
            of_language[1..=at + 1].rotate_right(1);
        }
        Countries { told, of_language }
    }

    /// The country that the mention is a sign of.
    pub fn of_mention(mention: &Mention) -> Option<&'static str> {
        match &mention.found {
            Found::Email(address) => country_of_host(address),
            Found::Url { url, .. } => country_of_host(host(url)),
            Found::Phone(phone) => phone_country(phone.e164.as_deref()),
            Found::Address(address) => {
                gazetteer::country_by_code(address.address.country.as_deref().unwrap_or_default())
            }
            _ => None,
        }
    }

    /// The countries that are told of, likeliest first.
    pub fn told(&self) -> impl Iterator<Item = &'static str> {
        self.told.iter().map(|(country, _)| *country)
    }

    /// The countries that only the language suggests, likeliest first.
    pub fn of_language(&self) -> impl Iterator<Item = &'static str> {
        self.of_language.iter().copied()
    }
}

fn weight(mention: &Mention) -> u32 {
    match mention.found {
        Found::Address(_) => ADDRESS,
        Found::Phone(_) => PHONE,
        _ => DOMAIN,
    }
}

fn language_tag<'a>(view: &'a View) -> Option<&'a str> {
    view.options
        .language
        .as_deref()
        .or(view.document.source.language.as_deref())
}

/// The language that is stated, else the one that is told from the text.
fn main_language(view: &View) -> Option<String> {
    let primary = |tag: &str| tag.split(['-', '_']).next().map(str::to_ascii_lowercase);
    match language_tag(view) {
        Some(tag) => primary(tag),
        None => view.main_language().codes().next().map(str::to_owned),
    }
}

fn host(url: &str) -> &str {
    let rest = after_scheme(url).map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

fn country_of_host(host: &str) -> Option<&'static str> {
    let domain = host.rsplit('.').next()?;
    // Those of countries have two letters (ISO 3166-1, IANA root zone).
    (domain.len() == 2).then(|| gazetteer::country_by_domain(&domain.to_ascii_lowercase()))?
}

fn phone_country(e164: Option<&str>) -> Option<&'static str> {
    super::phones::country_of(e164?)
}
