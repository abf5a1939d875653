//! The region and the country of an address.

use handbill_lexicon::Concept;
use handbill_lexicon::gazetteer::{self, Place, PlaceKind, country_by_code, is_region_code};

use super::draft::Draft;
use super::localities::TOWN_WORDS;
use super::postcodes::postcode;
use super::reader::Reader;

/// Countries whose addresses name a region by its code beside the postcode.
pub(super) const WITH_REGION_CODES: &[&str] = &["US", "CA", "AU", "BR", "IT"];

/// Whether addresses of the country are written as those of a state of the United States.
fn is_territory(country: &str) -> bool {
    matches!(country, "PR" | "GU" | "VI" | "AS" | "MP")
}

impl Draft {
    /// "IL" in "Chicago, IL 60601", "TV" in "Oderzo TV".
    pub(super) fn take_region_code(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_none() || self.region.is_some() || !reader.is_upper(at) {
            return false;
        }
        let code = reader.text(at);
        let next = reader.skip(at + 1);
        let following = next.and_then(|next| postcode(reader, next));
        let form = following.as_ref().or(self.postcode.as_ref());
        let country = WITH_REGION_CODES.iter().copied().find(|country| {
            let in_country = self.country.is_none_or(|known| known == *country);
            let written = form.is_some_and(|form| form.countries.contains(country));
            let town = self.towns.iter().any(|town| town.country == *country);
            let before_code = following.is_some() || *country == "IT";
            in_country
                && is_region_code(country, code)
                && (written && before_code || town && reader.ends_field(at + 1))
        });
        // "75001 Paris FR": the code of the town's own country is the country's.
        let of_country = country_by_code(code)
            .filter(|country| self.towns.iter().any(|town| town.country == *country));
        match country {
            Some(country) if following.is_some() || of_country.is_none() => {
                self.region = Some(code.to_owned());
                if country == "US" && country_by_code(code).is_some_and(is_territory) {
                    self.country = country_by_code(code);
                } else if country != "IT" || self.towns.iter().any(|town| town.country == "IT") {
                    self.country = Some(country);
                }
                self.end = at + 1;
                true
            }
            _ => false,
        }
    }

    pub(super) fn take_country(&mut self, reader: &Reader, at: usize) -> bool {
        if !(self.locality.is_some() || self.postcode.is_some() || self.street.is_some()) {
            return false;
        }
        if self.country.is_some() && !self.prefixed && self.region.is_none() {
            return false;
        }
        let Some((end, country)) = country_at(reader, at).or_else(|| self.code_at(reader, at))
        else {
            return false;
        };
        // "Charlotte Amalie, VI 00803, United States".
        if country == "US" && self.country.is_some_and(is_territory) {
            self.end = end;
            return true;
        }
        if self.country.is_some_and(|known| known != country)
            || self.is_region_rather(reader, at, country)
        {
            return false;
        }
        let possible = self.locality.is_none()
            || self.towns.is_empty()
            || self.towns.iter().any(|town| town.country == country)
            || self.street.is_some();
        if !possible {
            return false;
        }
        self.country = Some(country);
        self.end = end;
        true
    }

    /// Whether the name at the token is that of a country whose postcode stands before, and of no
    /// town in it.
    pub(super) fn is_country_rather(&self, reader: &Reader, at: usize) -> bool {
        let Some((_, country)) = country_at(reader, at) else {
            return false;
        };
        let town = reader
            .towns(at)
            .is_some_and(|(_, towns)| towns.iter().any(|town| town.country == country));
        let written = self.postcode.as_ref();
        !town && written.is_some_and(|postcode| postcode.countries.contains(&country))
    }

    /// Whether the name at the token is a region of the town's own country: "Norwich, Norfolk".
    fn is_region_rather(&self, reader: &Reader, at: usize, country: &str) -> bool {
        let of = |country: &str| self.towns.iter().any(|town| town.country == country);
        let Some(region) = reader.area(at, PlaceKind::Region) else {
            return false;
        };
        let coded = || {
            let code = reader.skip(region.end).and_then(|at| postcode(reader, at));
            code.is_some_and(|code| {
                code.countries.contains(&region.place.country) && !code.countries.contains(&country)
            })
        };
        !of(country) && (of(region.place.country) || coded())
    }

    /// A country's code that closes an address: "Brussels, 1000, BE", "Maastricht/NL".
    fn code_at(&self, reader: &Reader, at: usize) -> Option<(usize, &'static str)> {
        let code = reader.text(at);
        if !reader.is_upper(at) || !(2..=3).contains(&code.len()) || !reader.ends_field(at + 1) {
            return None;
        }
        let country = country_by_code(code)?;
        let town = self.towns.iter().any(|town| town.country == country);
        let written = self
            .postcode
            .as_ref()
            .is_some_and(|postcode| postcode.countries.contains(&country) && self.towns.is_empty());
        (town || written).then_some((at + 1, country))
    }

    pub(super) fn take_region(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_none() || self.region.is_some() {
            return false;
        }
        let Some(hit) = reader.area(at, PlaceKind::Region) else {
            return self.take_county(reader, at);
        };
        let own = self
            .towns
            .iter()
            .any(|town| town.country == hit.place.country);
        // "200 Maple Street, Harlow, Ohio": a small town of that name.
        let small = self.street.is_some()
            && self.postcode.is_none()
            && self.country.is_none()
            && reader.is_mark(self.end, ',')
            && reader.ends_field(hit.end);
        let fits = self
            .country
            .is_none_or(|country| country == hit.place.country)
            && (self.towns.is_empty() || own || small);
        if fits {
            if !own {
                self.towns.clear();
            }
            self.region = Some(reader.line(at, hit.end));
            self.country = Some(hit.place.country);
            self.end = hit.end;
        }
        fits
    }

    /// "Co. Cork", "jud. Cluj".
    fn take_county(&mut self, reader: &Reader, at: usize) -> bool {
        let Some(word) = reader.hit(at, Concept::AddressCountyWord) else {
            return false;
        };
        let end = reader
            .name_end(word.end, TOWN_WORDS)
            .filter(|end| reader.goes_on(word.end) && reader.ends_field(*end));
        if let Some(end) = end {
            self.region = Some(reader.line(at, end));
            self.end = end;
        }
        end.is_some()
    }

    /// A name between town and country: "Santiago, Región Metropolitana, Chile".
    pub(super) fn take_unknown_region(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_none()
            || self.street.is_none()
            || self.region.is_some()
            || self.country.is_some()
        {
            return false;
        }
        let end = reader
            .name_end(at, TOWN_WORDS)
            .filter(|end| reader.ends_field(*end));
        let country = end
            .and_then(|end| reader.skip(end))
            .and_then(|next| country_at(reader, next));
        match (end, country) {
            (Some(end), Some(_)) => {
                self.region = Some(reader.line(at, end));
                self.end = end;
                true
            }
            _ => false,
        }
    }
}

/// The inhabitants of the largest of the towns that lie in the country.
pub(super) fn largest_in(towns: &[Place], country: &str) -> u32 {
    let inside = towns.iter().filter(|town| town.country == country);
    inside.map(|town| town.population).max().unwrap_or(0)
}

/// The country that is named at the token, in full or by a short form in capitals.
pub fn country_at(reader: &Reader, at: usize) -> Option<(usize, &'static str)> {
    let named = reader.area(at, PlaceKind::Country);
    // "The Netherlands" begins with a small word perhaps.
    if let Some(hit) = named {
        return Some((hit.end, hit.place.country));
    }
    if !reader.is_free(at) || !reader.is_upper(at) {
        return None;
    }
    let text = reader.view.text();
    let start = reader.view.tokens.get(at)?.start as usize;
    gazetteer::country_words()
        .iter()
        .find_map(|(word, country)| {
            let end = start + word.len();
            let fits = text.get(start..end) == Some(*word)
                && !text[end..].starts_with(char::is_alphanumeric);
            fits.then(|| (reader.view.tokens.first_at(end), *country))
        })
}
