use handbill_lexicon::gazetteer::{Place, country_zone};
use handbill_lexicon::{Concept, Gap, TokenKind, fold};
use handbill_model::Address;

use super::areas::country_at;
use super::localities::is_name_enough;
use super::postcodes::{self, Postcode, postcode};
use super::reader::Reader;
use super::streets::Street;
use crate::{AddressMention, Found, Mention};

/// An address under reading: ranges of tokens.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub first: usize,
    pub end: usize,
    pub(super) street: Option<(usize, usize)>,
    pub(super) number: Option<(usize, usize)>,
    pub(super) postcode: Option<Postcode>,
    pub locality: Option<(usize, usize)>,
    /// The towns of the gazetteer that have the locality's name.
    pub(super) towns: Vec<Place>,
    pub region: Option<String>,
    pub country: Option<&'static str>,
    /// The country of a town that the document tells elsewhere.
    pub(super) home: Option<&'static str>,
    /// Whether letters of a country stand before the postcode.
    pub prefixed: bool,
}

impl Draft {
    pub fn from_street(street: &Street) -> Self {
        Draft {
            first: street.first,
            end: street.end,
            street: Some((street.first, street.end)),
            number: street.number,
            ..Draft::default()
        }
    }

    pub fn from_postcode(postcode: &Postcode) -> Self {
        Draft {
            first: postcode.first,
            end: postcode.end,
            country: postcode.prefixed,
            prefixed: postcode.prefixed.is_some(),
            postcode: Some(postcode.clone()),
            ..Draft::default()
        }
    }

    pub fn from_town(first: usize, end: usize, towns: Vec<Place>) -> Self {
        Draft {
            first,
            end,
            locality: Some((first, end)),
            towns,
            ..Draft::default()
        }
    }

    /// Whether the address says where its street is.
    pub fn has_place(&self) -> bool {
        self.locality.is_some() || self.postcode.is_some() || self.country.is_some()
    }

    /// Whether it names its town and its country.
    pub fn has_town_and_country(&self) -> bool {
        self.locality.is_some() && self.country.is_some()
    }

    /// Whether it has a postcode.
    pub fn has_postcode(&self) -> bool {
        self.postcode.is_some()
    }

    /// Whether a town of the locality's name lies in a country that writes such postcodes.
    pub fn towns_agree(&self) -> bool {
        let Some(postcode) = &self.postcode else {
            return !self.towns.is_empty();
        };
        self.towns
            .iter()
            .any(|town| postcode.countries.contains(&town.country))
    }

    /// Reads on to the right as far as elements of an address follow.
    pub fn extend(&mut self, reader: &Reader) {
        const MOST_ELEMENTS: usize = 8;
        // A quarter belongs to the address only if its town follows.
        let mut before_quarter = None;
        for _ in 0..MOST_ELEMENTS {
            let Some(at) = reader.skip(self.end) else {
                break;
            };
            let at = self.over_preposition(reader, at);
            let taken = self.take_unit(reader, at)
                || self.take_remark(reader, at)
                || self.take_other_street(reader, at)
                || self.take_region_code(reader, at)
                || self.take_postcode(reader, at)
                || self.take_town(reader, at)
                || self.take_country(reader, at)
                || self.take_region(reader, at)
                || self.take_unknown_region(reader, at);
            if !taken {
                before_quarter = before_quarter.or(Some(self.end));
                if !self.take_room(reader, at) && !self.take_quarter(reader, at) {
                    break;
                }
            }
            self.take_closing_bracket(reader);
        }
        if let Some(end) = before_quarter.filter(|_| !self.has_place()) {
            self.end = end;
        }
    }

    /// Behind the small word of "Kirchplatz 3 in 79102 Freiburg", "12 rue du Lac à Caen".
    fn over_preposition(&self, reader: &Reader, at: usize) -> usize {
        let open = self.number.is_some() && !self.has_place() && reader.goes_on(at);
        let hit = reader
            .hit(at, Concept::AddressPreposition)
            .filter(|hit| open && reader.goes_on(hit.end));
        let leads = |at: usize| {
            postcodes::with_town(reader, at)
                || reader.towns(at).is_some_and(|(end, towns)| {
                    reader.ends_field(end) || is_name_enough(reader, at, end, &towns)
                })
        };
        hit.map(|hit| hit.end)
            .filter(|end| leads(*end))
            .unwrap_or(at)
    }

    fn take_postcode(&mut self, reader: &Reader, at: usize) -> bool {
        if self.postcode.is_some() {
            return false;
        }
        let word = reader.hit(at, Concept::AddressPostcodeWord);
        let at = word.map_or(at, |word| {
            word.end + usize::from(reader.is_mark(word.end, ':'))
        });
        if word.is_some() && !reader.goes_on(at) {
            return false;
        }
        let Some(found) = postcode(reader, at) else {
            return false;
        };
        let town_follows = postcodes::with_town(reader, at);
        // A year after a town is no postcode, nor is a small number after a street.
        if found.is_doubtful(reader)
            && word.is_none()
            && !town_follows
            && self.region.is_none()
            && !self.country_follows(reader, found.end)
        {
            return false;
        }
        // "La Maison du Vic, 81640 Monestiés": the postcode is another town's.
        if self.locality.is_some() && town_follows && !self.country_follows(reader, found.end) {
            return false;
        }
        if let Some(country) = self.country
            && !found.countries.contains(&country)
        {
            return false;
        }
        if self.locality.is_some() && !self.towns.is_empty() {
            let agrees = self
                .towns
                .iter()
                .any(|town| found.countries.contains(&town.country));
            if !agrees && self.country.is_none() {
                // Letters tell the country: the town is a small one of the same name there.
                let lettered = found.prefixed.is_none() && postcodes::has_letters(reader, &found);
                if !lettered || found.countries.len() != 1 {
                    return false;
                }
                self.towns.clear();
            }
        }
        self.end = found.end;
        self.country = self.country.or(found.prefixed);
        self.prefixed |= found.prefixed.is_some();
        self.postcode = Some(found);
        if self.locality.is_none() {
            self.take_town_after_postcode(reader);
        }
        true
    }

    /// Whether a country follows right after the postcode at the token.
    pub(super) fn country_after(&self, reader: &Reader, at: usize) -> bool {
        postcode(reader, at).is_some_and(|postcode| self.country_follows(reader, postcode.end))
    }

    fn country_follows(&self, reader: &Reader, from: usize) -> bool {
        reader
            .skip(from)
            .is_some_and(|at| country_at(reader, at).is_some())
    }

    /// The bracket that the last element opened with: "Bruxelles (Belgique)".
    fn take_closing_bracket(&mut self, reader: &Reader) {
        let opened = (self.first..self.end)
            .filter(|token| reader.is_mark(*token, '('))
            .count();
        let closed = (self.first..self.end)
            .filter(|token| reader.is_mark(*token, ')'))
            .count();
        if opened > closed && reader.is_mark(self.end, ')') && reader.is_free(self.end) {
            self.end += 1;
        }
    }

    /// The mention that the draft has come to.
    pub fn finish(&self, reader: &Reader, rule: &'static str) -> Option<Mention> {
        let line = |range: (usize, usize)| reader.line(range.0, range.1);
        let town = self.town(reader);
        let country = self
            .country
            .or_else(|| town.map(|town| town.country))
            .or(self.home)
            .or_else(|| self.likely_country(reader));
        let zone = town
            .filter(|town| Some(town.country) == country)
            .and_then(|town| town.zone)
            .or_else(|| country.and_then(country_zone));
        let address = Address {
            text: Some(balanced(reader.line(self.first, self.end))),
            street: self.street.map(line),
            postcode: self
                .postcode
                .as_ref()
                .map(|postcode| line((postcode.first, postcode.end))),
            locality: self.locality.map(line),
            region: self.region.clone(),
            country: country.map(str::to_owned),
        };
        Some(Mention {
            span: reader.span(self.first, self.end),
            found: Found::Address(AddressMention {
                address,
                street_name: self.street_name(reader).map(line),
                house_number: self.number.map(line),
                time_zone: zone,
            }),
            rule,
        })
    }

    /// The street without its number, and without the word for it ("ul. Lipowa nr 5").
    fn street_name(&self, reader: &Reader) -> Option<(usize, usize)> {
        const MOST_TOKENS: usize = 3;
        let (mut first, mut end) = self.street?;
        let is_mark = |token: usize| reader.is_mark(token, ',') || reader.is_mark(token, ':');
        match self.number {
            Some(number) if number.0 == first && reader.gap(number.1) == Gap::None => {
                first = number.1 + usize::from(is_mark(number.1));
            }
            Some(number) if number.0 == first => first = number.1,
            Some(number) if number.1 == end => {
                end = number.0;
                let without_marks = |mut end: usize| {
                    while end > first && (is_mark(end - 1) || reader.is_mark(end - 1, '.')) {
                        end -= 1;
                    }
                    end
                };
                let bare = without_marks(end);
                let word = (bare.saturating_sub(MOST_TOKENS).max(first + 1)..bare).find(|at| {
                    let word = reader.hit(*at, Concept::AddressNumberWord);
                    word.is_some_and(|word| (bare..=end).contains(&word.end))
                });
                if word.is_some() || is_mark(end - 1) {
                    end = without_marks(word.unwrap_or(bare));
                }
            }
            _ => {}
        }
        (first < end).then_some((first, end))
    }

    /// The town that is meant: in the stated country, else in one that writes such postcodes. Of
    /// several the larger one, but its own name counts for more than other names, and a country
    /// that the document tells of, or that its language is at home in, for more than others.
    pub fn town(&self, reader: &Reader) -> Option<Place> {
        const TOLD: u64 = 20;
        const OWN_NAME: u64 = 20;
        const OF_LANGUAGE: u64 = 5;
        const OF_FIRST: u64 = 2;
        let told: Vec<&str> = reader.countries.told().collect();
        let of_language: Vec<&str> = reader.countries.of_language().collect();
        let name = self
            .locality
            .map(|(first, end)| fold(reader.span(first, end).of(reader.view.text())));
        let written = |town: &&Place| match (&self.country, &self.postcode) {
            (Some(country), _) => town.country == *country,
            (None, Some(postcode)) => postcode.countries.contains(&town.country),
            (None, None) => true,
        };
        // Digits alone are a postcode in many countries.
        let coded = self.postcode.is_some();
        let factor = |holds: bool, factor: u64| if holds { factor } else { 1 };
        let weight = |town: &&Place| {
            u64::from(town.population)
                * factor(told.contains(&town.country), TOLD)
                * factor(of_language.contains(&town.country), OF_LANGUAGE)
                * factor(
                    coded && of_language.first() == Some(&town.country),
                    OF_FIRST,
                )
                * factor(name.as_deref() == Some(fold(town.name).as_str()), OWN_NAME)
        };
        self.towns
            .iter()
            .filter(written)
            .max_by_key(weight)
            .copied()
    }

    /// The country of a postcode whose town is not in the gazetteer: one that the document tells
    /// of, else one that its language is at home in.
    pub(super) fn likely_country(&self, reader: &Reader) -> Option<&'static str> {
        let postcode = self.postcode.as_ref()?;
        if let [only] = postcode.countries.as_slice() {
            return Some(only);
        }
        let lettered =
            (postcode.first..postcode.end).any(|token| reader.kind(token) == Some(TokenKind::Word));
        if lettered {
            return postcode.countries.first().copied();
        }
        let likely = reader
            .countries
            .told()
            .chain(reader.countries.of_language());
        let mut likely = likely.filter(|country| postcode.countries.contains(country));
        likely.next()
    }
}

/// The text without a closing bracket whose opening one stands before it: "Street 5), Town".
fn balanced(text: String) -> String {
    let mut open = 0_u32;
    let mut kept = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' => open += 1,
            ')' if open == 0 => continue,
            ')' => open -= 1,
            _ => {}
        }
        kept.push(character);
    }
    kept
}
