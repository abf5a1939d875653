//! Reads an address on to the left of what anchors it: the town before a postcode, the street before
//! a town, the place before a street.

use handbill_lexicon::gazetteer::is_region_code;
use handbill_lexicon::{Concept, Gap};

use super::areas::WITH_REGION_CODES;
use super::draft::Draft;
use super::postcodes::{self, postcode};
use super::reader::Reader;
use super::streets;

impl Draft {
    /// The town that ends right before the address: "Brussels, 1000", "London SW1A 2AA",
    /// "Chicago, IL 60601".
    pub fn take_town_before(&mut self, reader: &Reader) -> bool {
        const MOST_TOKENS: usize = 6;
        if let Some(region) = self
            .first
            .checked_sub(1)
            .filter(|_| reader.goes_on(self.first))
        {
            let code = reader.text(region);
            let countries = self
                .postcode
                .iter()
                .flat_map(|postcode| &postcode.countries);
            let mut countries = countries
                .copied()
                .filter(|country| WITH_REGION_CODES.contains(country))
                .filter(|country| is_region_code(country, code));
            // "St. Louis, MO 63103": a code of Modena too.
            let country = countries
                .clone()
                .find(|country| ends_town_of(reader, region, country))
                .or_else(|| countries.next());
            if let Some(country) =
                country.filter(|_| reader.is_free(region) && reader.is_upper(region))
            {
                self.region = Some(code.to_owned());
                self.country = Some(country);
                self.first = region;
            }
        }
        let mut end = self.first;
        if end > 0 && reader.is_mark(end - 1, ',') && reader.is_free(end - 1) {
            end -= 1;
        } else if !reader.goes_on(end) && end > 0 && !reader.is_free(end - 1) {
            return self.region.is_some();
        }
        for first in (end.saturating_sub(MOST_TOKENS)..end).rev() {
            let Some((town_end, towns)) = reader.towns(first) else {
                continue;
            };
            let whole = town_end == end
                && (reader.begins_field(first) || !reader.is_capital(first.saturating_sub(1)));
            if whole
                && first
                    .checked_sub(1)
                    .is_none_or(|before| !reader.is_mark(before, '-') || reader.begins_field(first))
            {
                let agrees = self.postcode.as_ref().is_none_or(|postcode| {
                    towns
                        .iter()
                        .any(|town| postcode.countries.contains(&town.country))
                });
                if agrees {
                    self.first = first;
                    self.locality = Some((first, end));
                    self.towns = towns;
                    return true;
                }
            }
        }
        if self.region.is_some() {
            return self.take_unknown_town_before(reader, end);
        }
        false
    }

    /// Capitalised words that fill the field before a region's code.
    fn take_unknown_town_before(&mut self, reader: &Reader, end: usize) -> bool {
        const MOST_TOKENS: usize = 5;
        for first in end.saturating_sub(MOST_TOKENS)..end {
            if reader.begins_field(first) && reader.is_name(first, end) {
                self.locality = Some((first, end));
                self.first = first;
                return true;
            }
        }
        false
    }

    /// A street without a street word in the field before: "Botanická 6, Bratislava, 841 04".
    pub fn take_street_before(&mut self, reader: &Reader) -> bool {
        if self.street.is_some() {
            return true;
        }
        let Some(before) = self.first.checked_sub(1) else {
            return false;
        };
        let line = reader.gap(self.first) == Gap::Line;
        let comma = reader.is_mark(before, ',')
            || reader.is_mark(before, '|')
            || reader.is_mark(before, '/')
            || reader.is_mark(before, '•');
        if !(line || comma) || reader.gap(self.first) == Gap::Blank {
            return false;
        }
        let end = if comma { before } else { self.first };
        let above = || (line && self.locality.is_some()).then(|| village_line(reader, end))?;
        let Some((first, end, number)) = postcodes::bare_street(reader, end)
            .or_else(|| postcodes::bare_street(reader, above()?))
        else {
            return false;
        };
        self.street = Some((first, end));
        self.number = number;
        self.first = first;
        true
    }

    /// A street without a street word behind a postcode with its town: "1090 Wien, Brünnlbad 3".
    pub fn take_street_behind(&mut self, reader: &Reader) -> bool {
        const MOST_WORDS: usize = 4;
        let first = self.end + 1;
        let open = self.street.is_none()
            && self.postcode.is_some()
            && self.locality.is_some_and(|(_, end)| end == self.end)
            && reader.is_mark(self.end, ',')
            && reader.goes_on(self.end)
            && reader.goes_on(first);
        let Some(name) = reader.name_end(first, MOST_WORDS).filter(|_| open) else {
            return false;
        };
        let Some(number) = streets::number_after(reader, name) else {
            return false;
        };
        let whole = number.0 == name && reader.ends_field(number.1);
        if !whole || names_other(reader, first, name) {
            return false;
        }
        self.street = Some((first, number.1));
        self.number = Some(number);
        self.end = number.1;
        true
    }

    /// A street without a street word before a town that no postcode tells: "Klub Zenit, Ilica 250, Zagreb".
    /// Something stands before it in its line.
    pub fn take_street_before_town(&mut self, reader: &Reader) -> bool {
        const LONGEST_NUMBER: usize = 3;
        let Some(comma) = self
            .first
            .checked_sub(1)
            .filter(|at| reader.is_mark(*at, ','))
        else {
            return false;
        };
        let Some((first, end, Some(number))) = postcodes::bare_street(reader, comma) else {
            return false;
        };
        let led = first > 0 && reader.gap(first) <= Gap::Space && !reader.is_beyond_cell(first);
        let fits = led
            && number.0 > first
            && reader.text(number.0).len() <= LONGEST_NUMBER
            && reader.towns(first).is_none()
            && !names_other(reader, first, number.0);
        if fits {
            self.street = Some((first, end));
            self.number = Some(number);
            self.first = first;
        }
        fits
    }

    /// A name without a street word on the line above the town, in a block of lines that a name heads
    /// and a country closes.
    pub fn take_line_before(&mut self, reader: &Reader) {
        const MOST_WORDS: usize = 5;
        let end = self.first;
        let block = self.street.is_none()
            && self.country.is_some()
            && self.locality.is_some()
            && reader.gap(end) == Gap::Line
            && reader.ends_line(self.end)
            && (self.first..self.end).any(|token| token > end && reader.gap(token) == Gap::Line);
        if !block {
            return;
        }
        let Some(first) = (1..=2 * MOST_WORDS)
            .filter_map(|back| end.checked_sub(back))
            .find(|first| reader.gap(*first) >= Gap::Line)
        else {
            return;
        };
        let headed = first > 0 && reader.gap(first) == Gap::Line;
        let name = reader.name_end(first, MOST_WORDS) == Some(end);
        let known = (first..end).any(|token| {
            !reader.is_free(token)
                || reader.view.hits.at(token).iter().any(|hit| {
                    matches!(
                        hit.concept,
                        Concept::NameOrganisation
                            | Concept::NameUnit
                            | Concept::NamePlaceWord
                            | Concept::CueBuilding
                            | Concept::CueRoom
                            | Concept::CueBody
                            | Concept::EventNoun
                            | Concept::PersonGiven
                            | Concept::PersonHonorific
                            | Concept::PersonPost
                            | Concept::AddressUnit
                    )
                })
        });
        if headed && name && !known && reader.towns(first).is_none() {
            self.street = Some((first, end));
            self.first = first;
        }
    }

    /// A part of a building and a house number in the fields before a street belong to it: "Flat 2, 15
    /// Mill Road", "13, Ahmet Haxhiu".
    pub fn extend_left_of_street(&mut self, reader: &Reader) {
        if let Some(unit) = unit_before(reader, self.first) {
            self.first = unit;
        }
        if let Some(number) = streets::number_before(reader, self.first)
            .filter(|number| self.number.is_none() && reader.begins_field(number.0))
        {
            self.number = Some(number);
            self.street = self.street.map(|street| (number.0, street.1));
            self.first = number.0;
        }
    }

    /// The postcode and town that stand before a street with its number: "68161 Mannheim,
    /// Friedrichsring 6", "01001, м. Київ, вул. Хрещатик, 22", or on the line above it.
    pub fn take_place_before_street(&mut self, reader: &Reader) {
        const MOST_TOKENS: usize = 10;
        let Some(before) = self.first.checked_sub(1) else {
            return;
        };
        let comma = reader.is_mark(before, ',') && reader.gap(self.first) <= Gap::Space;
        let line = reader.gap(self.first) == Gap::Line;
        if self.has_place() || self.number.is_none() || !(comma || line) {
            return;
        }
        let end = if comma { before } else { self.first };
        let place = (end.saturating_sub(MOST_TOKENS)..end).find_map(|at| {
            let mut place = Draft::from_postcode(&postcode(reader, at)?);
            place.take_town_after_postcode(reader);
            if place.locality.is_none() {
                place.extend(reader);
            }
            let free = (place.first..end).all(|token| reader.is_free(token));
            let starts = !line || reader.begins_field(place.first);
            (place.end == end && place.locality.is_some() && free && starts).then_some(place)
        });
        let place = place.or_else(|| comma.then(|| town_alone_before(reader, end))?);
        if let Some(place) = place {
            *self = Draft {
                end: self.end,
                street: self.street,
                number: self.number,
                ..place
            };
        }
    }
}

impl Draft {
    /// The town that fills the line above a street whose postcode stands below it, as Hungarians
    /// address letters.
    pub fn take_town_above_street(&mut self, reader: &Reader) {
        const MOST_TOKENS: usize = 4;
        let end = self.first;
        if self.locality.is_some() || reader.gap(end) != Gap::Line {
            return;
        }
        let Some(postcode) = &self.postcode else {
            return;
        };
        let first = (1..=MOST_TOKENS)
            .filter_map(|back| end.checked_sub(back))
            .find(|first| reader.gap(*first) >= Gap::Line);
        let town = first.and_then(|first| {
            let (town_end, mut towns) = reader.towns(first)?;
            towns.retain(|town| postcode.countries.contains(&town.country));
            (town_end == end && !towns.is_empty()).then_some((first, towns))
        });
        if let Some((first, towns)) = town {
            self.first = first;
            self.locality = Some((first, end));
            self.towns = towns;
        }
    }
}

/// Whether a word of the name tells that it is no street's.
fn names_other(reader: &Reader, first: usize, end: usize) -> bool {
    let mut hits = (first..end).flat_map(|token| reader.view.hits.at(token));
    hits.any(|hit| {
        matches!(
            hit.concept,
            Concept::NameOrganisation
                | Concept::NameUnit
                | Concept::NamePlaceWord
                | Concept::CueBuilding
                | Concept::CueRoom
                | Concept::CueBody
                | Concept::EventNoun
                | Concept::AddressUnit
                | Concept::AddressPoBox
                | Concept::PhoneCue
                | Concept::CueGathering
                | Concept::CueVenue
                | Concept::CueElsewhere
                | Concept::CueHeld
                | Concept::DateWeekday
                | Concept::DateMonth
                | Concept::CuePrice
        )
    })
}

/// The town of the gazetteer that ends at the token and that nothing but small words lead to:
/// "Graz, Sackstraße 16", "in Graz, Sackstraße 16".
fn town_alone_before(reader: &Reader, end: usize) -> Option<Draft> {
    const MOST_TOKENS: usize = 4;
    (end.saturating_sub(MOST_TOKENS)..end).find_map(|first| {
        if let Some(town) = told_by_word(reader, first, end) {
            return Some(town);
        }
        let (_, towns) = reader.towns(first).filter(|(town, _)| *town == end)?;
        let led = match reader.begins_field(first) {
            true => !reader.is_also_word(first, end),
            false => (reader.hit(first - 1, Concept::AddressPreposition)).is_some(),
        };
        led.then(|| Draft::from_town(first, end, towns))
    })
}

/// The town between the tokens that a word for one leads, be it known or not: "м. Київ, вул. Лісова 22".
fn told_by_word(reader: &Reader, first: usize, end: usize) -> Option<Draft> {
    const MOST_WORDS: usize = 3;
    let word = reader.hit(first, Concept::AddressTownWord)?;
    let known = reader.towns(word.end).filter(|(town, _)| *town == end);
    let fits = reader.begins_field(first)
        && (known.is_some() || reader.name_end(word.end, MOST_WORDS) == Some(end));
    fits.then(|| Draft {
        first,
        ..Draft::from_town(
            word.end,
            end,
            known.map(|(_, towns)| towns).unwrap_or_default(),
        )
    })
}

/// The first token of the line before the token, where nothing but a short name fills it that stands
/// in a block of lines: the village between a street and the town of its post.
fn village_line(reader: &Reader, end: usize) -> Option<usize> {
    const MOST_WORDS: usize = 3;
    let first = (1..=2 * MOST_WORDS)
        .filter_map(|back| end.checked_sub(back))
        .find(|first| reader.gap(*first) >= Gap::Line)?;
    let mut hits = (first..end).flat_map(|token| reader.view.hits.at(token));
    let other = hits.any(|hit| {
        matches!(
            hit.concept,
            Concept::NameOrganisation
                | Concept::CueBuilding
                | Concept::CueRoom
                | Concept::EventNoun
                | Concept::PersonGiven
                | Concept::PersonHonorific
        )
    });
    let name = reader.name_end(first, MOST_WORDS) == Some(end);
    (reader.gap(first) == Gap::Line && name && !other).then_some(first)
}

/// Whether the name of a town of the country ends right before the token.
fn ends_town_of(reader: &Reader, token: usize, country: &str) -> bool {
    const MOST_TOKENS: usize = 6;
    let comma = token > 0 && reader.is_mark(token - 1, ',');
    let end = token - usize::from(comma);
    (end.saturating_sub(MOST_TOKENS)..end).any(|first| {
        reader.towns(first).is_some_and(|(town, towns)| {
            town == end && towns.iter().any(|town| town.country == country)
        })
    })
}

/// The first token of a part of a building with its number or letter, in the field before the token:
/// "Flat 2, ", "Bât. B, ".
fn unit_before(reader: &Reader, first: usize) -> Option<usize> {
    const MOST_TOKENS: usize = 4;
    let comma = first
        .checked_sub(1)
        .filter(|before| reader.is_mark(*before, ','))?;
    (comma.saturating_sub(MOST_TOKENS)..comma).find(|at| {
        let mut hits = reader.view.hits.at(*at).iter();
        let unit = hits.find(|hit| hit.concept == Concept::AddressUnit && hit.value == 1);
        unit.is_some_and(|unit| {
            let value = unit.end + usize::from(reader.is_mark(unit.end, '.'));
            let short =
                reader.is_number(value) || reader.is_upper(value) && reader.text(value).len() <= 2;
            value + 1 == comma
                && short
                && reader.begins_field(*at)
                && (*at..comma).all(|token| reader.is_free(token))
        })
    })
}
