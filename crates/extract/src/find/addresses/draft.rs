use handbill_lexicon::gazetteer::{
    self, Place, PlaceKind, country_by_code, country_zone, is_region_code,
};
use handbill_lexicon::{Concept, Gap, TokenKind, fold};
use handbill_model::Address;

use super::postcodes::{self, Postcode, postcode};
use super::reader::{Reader, ToldTown};
use super::streets::{self, Street};
use crate::{AddressMention, Found, Mention};

/// Words of a town's name that the gazetteer lacks.
const TOWN_WORDS: usize = 4;
/// Whether addresses of the country are written as those of a state of the United States.
fn is_territory(country: &str) -> bool {
    matches!(country, "PR" | "GU" | "VI" | "AS" | "MP")
}

/// Countries whose addresses name a region by its code beside the postcode.
pub(super) const WITH_REGION_CODES: &[&str] = &["US", "CA", "AU", "BR", "IT"];

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

    /// What may stand between street and town: "(in the cellar)", "3º B".
    fn take_remark(&mut self, reader: &Reader, at: usize) -> bool {
        const MOST_TOKENS: usize = 6;
        const LONGEST_FLOOR: usize = 14;
        if self.number.is_none() || self.has_place() {
            return false;
        }
        let bracket = at > 0 && reader.is_mark(at - 1, '(');
        let end = (at + 1..=at + MOST_TOKENS).find(|end| {
            !reader.goes_on(*end) || reader.is_mark(*end, if bracket { ')' } else { ',' })
        });
        let Some(end) = end.filter(|end| reader.goes_on(*end)) else {
            return false;
        };
        let Some(next) = reader.skip(end) else {
            return false;
        };
        let small = |token: usize| {
            reader.is_number(token) && reader.text(token).len() <= 3
                || reader.is_word(token) && reader.text(token).chars().count() <= 2
        };
        // "3.º Esq.", "2. th.": floor and side.
        let floor = reader.is_number(at)
            && reader.text(at).len() <= 2
            && reader.span(at, end).len() <= LONGEST_FLOOR;
        let town = reader.towns(next).is_some_and(|(end, towns)| {
            reader.ends_field(end) || is_name_enough(reader, next, end, &towns)
        });
        let follows = postcodes::with_town(reader, next) || bracket && town;
        let few = end - at <= MOST_TOKENS / 2;
        let taken = follows && (bracket || floor || few && (at..end).all(small));
        if taken {
            self.end = end;
        }
        taken
    }

    /// "Parc des Colonnes, Bd Arago": of two streets without a number the later is meant.
    fn take_other_street(&mut self, reader: &Reader, at: usize) -> bool {
        const MOST_TOKENS: usize = 6;
        if self.number.is_some() || self.street.is_none() || self.has_place() {
            return false;
        }
        let words = (at..at + MOST_TOKENS).flat_map(|token| reader.view.hits.at(token));
        let mut words = words.filter(|hit| hit.concept == Concept::AddressStreet);
        let street =
            words.find_map(|hit| streets::street(reader, hit).filter(|street| street.first == at));
        let Some(street) = street else {
            return false;
        };
        self.first = street.first;
        self.end = street.end;
        self.street = Some((street.first, street.end));
        self.number = street.number;
        true
    }

    /// "Suite 200", "3rd floor", "BP 12", "Cedex 08".
    fn take_unit(&mut self, reader: &Reader, at: usize) -> bool {
        if self.street.is_none() && self.locality.is_none() {
            return false;
        }
        if reader.hit(at, Concept::AddressCedex).is_some() && self.locality.is_some() {
            self.end = at + 1;
            if reader.goes_on(at + 1) && reader.is_number(at + 1) && reader.text(at + 1).len() <= 2
            {
                self.end = at + 2;
            }
            return true;
        }
        if self.locality.is_some() {
            return false;
        }
        let mut before_number = reader.hit(at, Concept::AddressPoBox).map(|hit| hit.end);
        if before_number.is_none() {
            let unit = reader
                .view
                .hits
                .at(at)
                .iter()
                .find(|hit| hit.concept == Concept::AddressUnit && hit.value == 1);
            let sign = reader.is_mark(at, '#') && reader.gap(at + 1) == Gap::None;
            before_number = unit.map(|hit| hit.end).or(sign.then_some(at + 1));
        }
        let mut hits = reader.view.hits.at(at).iter();
        let alone = hits.find(|hit| hit.concept == Concept::AddressUnit && hit.value == 3);
        if let Some(alone) = alone.filter(|unit| reader.ends_field(unit.end)) {
            self.end = alone.end;
            return true;
        }
        if let Some(mut number) = before_number {
            while (reader.is_mark(number, '.') || reader.is_mark(number, ':'))
                && reader.goes_on(number)
            {
                number += 1;
            }
            let is_value = reader.goes_on(number)
                && (reader.is_number(number)
                    || reader.is_upper(number) && reader.text(number).len() <= 2);
            if is_value {
                self.end = with_suffix(reader, number + 1);
                // "10 20 30": the digits of a box stand in groups.
                while reader.goes_on(self.end)
                    && reader.is_number(self.end)
                    && reader.is_number(self.end - 1)
                    && reader.text(self.end).len() <= 2
                {
                    self.end += 1;
                }
                return true;
            }
        }
        self.take_ordinal_unit(reader, at)
    }

    /// "3rd floor", "2. OG".
    fn take_ordinal_unit(&mut self, reader: &Reader, at: usize) -> bool {
        if !reader.is_number(at) || reader.text(at).len() > 2 {
            return false;
        }
        let after = (at + 1..at + 3).find_map(|token| {
            let hits = reader.view.hits.at(token).iter();
            let unit = hits.filter(|hit| hit.concept == Concept::AddressUnit && hit.value == 2);
            unit.map(|hit| hit.end).max()
        });
        match after {
            Some(end) if (at + 1..end).all(|token| reader.goes_on(token)) => {
                self.end = end;
                true
            }
            _ => false,
        }
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
                return false;
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
    fn country_after(&self, reader: &Reader, at: usize) -> bool {
        postcode(reader, at).is_some_and(|postcode| self.country_follows(reader, postcode.end))
    }

    fn country_follows(&self, reader: &Reader, from: usize) -> bool {
        reader
            .skip(from)
            .is_some_and(|at| country_at(reader, at).is_some())
    }

    /// The town right after the postcode, known to the gazetteer or not.
    pub fn take_town_after_postcode(&mut self, reader: &Reader) {
        if self.locality.is_some() {
            return;
        }
        let hyphen = reader.is_mark(self.end, '-') && reader.goes_on(self.end);
        let at = self.end + usize::from(hyphen);
        if !reader.goes_on(at) {
            return;
        }
        // "70101 Costa Rica": the country itself, though towns have its name too.
        if self.is_country_rather(reader, at) {
            return;
        }
        let known = reader.towns(at).map(|(end, mut towns)| {
            if let Some(postcode) = &mut self.postcode {
                let fits = |town: &Place| postcode.countries.contains(&town.country);
                if !towns.iter().any(fits)
                    && let Some(country) = postcodes::without_letters(reader, postcode, &towns)
                {
                    postcode.countries = vec![country];
                }
                towns.retain(|town| postcode.countries.contains(&town.country));
            }
            (end, towns)
        });
        let known = known.filter(|(end, towns)| {
            !towns.is_empty()
                && (!continues_name(reader, *end) || is_name_enough(reader, at, *end, towns))
        });
        let (end, towns) = match known {
            Some((end, towns)) => (end, towns),
            None => match reader.name_end(at, TOWN_WORDS) {
                Some(end) if !names_other(reader, at, end) => {
                    (self.without_country(reader, at, end), Vec::new())
                }
                _ => return,
            },
        };
        if reader.text(at).chars().count() < 2 && end == at + 1 {
            return;
        }
        self.locality = Some((at, end));
        self.towns = towns;
        self.end = end;
        self.take_district(reader);
        self.take_city_of_district(reader);
    }

    /// "06640 Çankaya/Ankara": the city behind one of its districts.
    fn take_city_of_district(&mut self, reader: &Reader) {
        const LARGER: u32 = 2;
        let at = self.end + 1;
        if !reader.is_mark(self.end, '/') || reader.gap(at) > Gap::Space {
            return;
        }
        let Some((end, mut towns)) = reader.towns(at) else {
            return;
        };
        if let Some(postcode) = &self.postcode {
            towns.retain(|town| postcode.countries.contains(&town.country));
        }
        let largest = |towns: &[Place]| towns.iter().map(|town| town.population).max().unwrap_or(0);
        if largest(&towns) / LARGER > largest(&self.towns) && reader.ends_field(end) {
            self.locality = Some((at, end));
            self.towns = towns;
            self.end = end;
        }
    }

    /// "Paris 15e", "Praha 1", "København V".
    fn take_district(&mut self, reader: &Reader) {
        let at = self.end;
        if !reader.goes_on(at) || reader.text(at).len() > 2 {
            return;
        }
        if reader.is_upper(at) && reader.text(at).len() == 1 && reader.ends_field(at + 1) {
            self.end = at + 1;
        } else if reader.is_number(at) {
            let suffix = reader.gap(at + 1) == Gap::None && reader.is_word(at + 1);
            let end = at + 1 + usize::from(suffix);
            if reader.ends_field(end) {
                self.end = end;
            }
        }
    }

    /// The end of a name of unknown words, before the name of a country or code of a region that
    /// closes it: "Oderzo TV", "Musterstadt Germany".
    fn without_country(&self, reader: &Reader, first: usize, end: usize) -> usize {
        (first + 1..end)
            .find(|at| {
                postcode(reader, *at).is_some()
                    || reader.area(*at, PlaceKind::Country).is_some()
                    || reader.is_upper(*at)
                        && !reader.is_upper(first)
                        && reader.text(*at).len() <= 3
            })
            .unwrap_or(end)
    }

    /// "IL" in "Chicago, IL 60601", "TV" in "Oderzo TV".
    fn take_region_code(&mut self, reader: &Reader, at: usize) -> bool {
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

    fn take_town(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_some() {
            return self.take_enclosing_town(reader, at);
        }
        let word = reader.hit(at, Concept::AddressTownWord);
        let at = word.map_or(at, |word| word.end);
        let Some((end, mut towns)) = reader.towns(at) else {
            return self.take_told_town(reader, at);
        };
        if self.is_country_rather(reader, at) {
            return false;
        }
        if let Some(postcode) = &self.postcode {
            towns.retain(|town| postcode.countries.contains(&town.country));
        }
        let enough = self.street.is_some() && is_name_enough(reader, at, end, &towns);
        let quarter = quarter_end(reader, end, &towns).filter(|_| self.street.is_some());
        let apart = enough || quarter.is_some() || !continues_name(reader, end);
        let word = reader.is_also_word(at, end);
        let filled = self.street.is_some() && reader.begins_field(at) && reader.ends_field(end);
        if towns.is_empty()
            || (!apart || word && self.postcode.is_none() && !filled) && !self.closes(reader, end)
        {
            return false;
        }
        self.end = quarter.unwrap_or(end);
        self.take_district(reader);
        let own_postcode = self.postcode.is_none()
            && reader
                .skip(end)
                .is_some_and(|next| postcodes::with_town(reader, next));
        if !own_postcode && !self.is_quarter_of_next(reader, end, &towns) {
            self.locality = Some((at, end));
            self.towns = towns;
        }
        true
    }

    /// "Bridge Street, Smallham", where the document gives a postcode of Smallham elsewhere.
    fn take_told_town(&mut self, reader: &Reader, at: usize) -> bool {
        let Some((end, country)) = reader.told_town(at) else {
            return false;
        };
        let whole = self.street.is_some() && self.postcode.is_none() && reader.ends_field(end);
        if whole {
            self.locality = Some((at, end));
            self.home = Some(country);
            self.end = end;
        }
        whole
    }

    /// The town that only its postcode shows to be one.
    pub fn told_town(&self, reader: &Reader) -> Option<ToldTown> {
        let (first, end) = self.locality.filter(|_| self.towns.is_empty())?;
        self.postcode.as_ref()?;
        let country = self.country.or_else(|| self.likely_country(reader))?;
        let words = (first..end).map(|token| reader.view.tokens.folded(token).to_owned());
        Some((words.collect(), country))
    }

    /// Whether the name at the token is that of a country whose postcode stands before, and of no
    /// town in it.
    fn is_country_rather(&self, reader: &Reader, at: usize) -> bool {
        let Some((_, country)) = country_at(reader, at) else {
            return false;
        };
        let town = reader
            .towns(at)
            .is_some_and(|(_, towns)| towns.iter().any(|town| town.country == country));
        let written = self.postcode.as_ref();
        !town && written.is_some_and(|postcode| postcode.countries.contains(&country))
    }

    /// Whether a far larger town follows, of which this one must be a part.
    fn is_quarter_of_next(&self, reader: &Reader, end: usize, towns: &[Place]) -> bool {
        const LARGER: u32 = 5;
        let largest = |towns: &[Place]| towns.iter().map(|town| town.population).max().unwrap_or(0);
        let next = reader
            .skip(end)
            .filter(|next| *next > end || reader.gap(*next) == Gap::Line);
        self.street.is_some()
            && next
                .filter(|next| country_at(reader, *next).is_none())
                .and_then(|next| reader.towns(next))
                .is_some_and(|(end, next)| {
                    // The country that follows is that of both.
                    let after = reader.skip(end).and_then(|after| country_at(reader, after));
                    let inside = |towns: &[Place]| match after {
                        Some((_, country)) if towns.iter().any(|town| town.country == country) => {
                            largest_in(towns, country)
                        }
                        Some(_) => 0,
                        None => largest(towns),
                    };
                    inside(&next) / LARGER > inside(towns)
                })
    }

    /// "Issy-les-Moulineaux (Paris)".
    fn take_enclosing_town(&mut self, reader: &Reader, at: usize) -> bool {
        let bracket = at > 0 && reader.is_mark(at - 1, '(');
        if !bracket || self.street.is_some() {
            return false;
        }
        match reader.towns(at) {
            Some((end, towns)) if reader.is_mark(end, ')') => {
                let near = towns
                    .iter()
                    .find(|town| self.towns.iter().any(|own| own.country == town.country));
                if let Some(near) = near {
                    self.towns.retain(|own| own.country == near.country);
                    self.end = end;
                }
                near.is_some()
            }
            _ => false,
        }
    }

    /// Whether a postcode, region code or country follows a name on its line.
    fn closes(&self, reader: &Reader, end: usize) -> bool {
        reader.skip(end).is_some_and(|at| {
            postcode(reader, at).is_some()
                || country_at(reader, at).is_some()
                || WITH_REGION_CODES
                    .iter()
                    .any(|country| is_region_code(country, reader.text(at)))
        })
    }

    fn take_country(&mut self, reader: &Reader, at: usize) -> bool {
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

    fn take_region(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_none() || self.region.is_some() {
            return false;
        }
        let Some(hit) = reader.area(at, PlaceKind::Region) else {
            return self.take_county(reader, at);
        };
        let fits = self
            .country
            .is_none_or(|country| country == hit.place.country)
            && (self.towns.is_empty()
                || self
                    .towns
                    .iter()
                    .any(|town| town.country == hit.place.country));
        if fits {
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
    fn take_unknown_region(&mut self, reader: &Reader, at: usize) -> bool {
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

    /// A room without a number between street and town: "12 Mill Road, Board Room, Leeds".
    fn take_room(&mut self, reader: &Reader, at: usize) -> bool {
        const MOST_WORDS: usize = 4;
        if self.number.is_none() || self.has_place() {
            return false;
        }
        let end = reader
            .name_end(at, MOST_WORDS)
            .filter(|end| reader.ends_field(*end))
            .filter(|end| {
                (at..*end).any(|token| {
                    let mut hits = reader.view.hits.at(token).iter();
                    hits.any(|hit| hit.concept == Concept::CueRoom && hit.end == *end)
                })
            });
        if let Some(end) = end {
            self.end = end;
        }
        end.is_some()
    }

    /// A name that is no town of the gazetteer, before something that is known: the town itself
    /// where only a postcode, region or country follows, else a quarter of the town that follows.
    fn take_quarter(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_some() || self.street.is_none() {
            return false;
        }
        let Some(end) = reader.name_end(at, TOWN_WORDS) else {
            return false;
        };
        let end = self.without_country(reader, at, end);
        let end = short_line_end(reader, at).unwrap_or(end).max(end);
        if reader
            .hit(at, Concept::AddressStreet)
            .is_some_and(|hit| hit.value == 1)
        {
            return false;
        }
        let Some(next) = reader.skip(end) else {
            return false;
        };
        let parted = next > end || reader.gap(next) == Gap::Line;
        let town_follows = parted
            && reader
                .towns(next)
                .is_some_and(|(end, _)| !continues_name(reader, end));
        let postcode_follows = self.postcode.is_none()
            && postcode(reader, next).is_some_and(|postcode| !postcode.is_doubtful(reader));
        // Without a comma or line end before it, the name may be anything.
        let apart = at > self.end || reader.gap(at) == Gap::Line;
        if apart && parted && self.number.is_some() && leads_to_town(reader, next) {
            self.end = end;
            return true;
        }
        let of_town = town_follows && reader.area(next, PlaceKind::Country).is_none()
            || self.postcode.is_none()
                && postcodes::with_town(reader, next)
                && !self.country_after(reader, next);
        if apart && of_town {
            self.end = end;
            return true;
        }
        let region_follows = WITH_REGION_CODES
            .iter()
            .any(|country| is_region_code(country, reader.text(next)))
            && reader
                .skip(next + 1)
                .is_some_and(|after| postcode(reader, after).is_some());
        let country_follows = parted && country_at(reader, next).is_some();
        let county_follows = parted
            && (reader.area(next, PlaceKind::Region).is_some()
                || reader.hit(next, Concept::AddressCountyWord).is_some());
        let follows = region_follows
            || apart
                && (postcode_follows || country_follows || county_follows && self.number.is_some());
        if follows && !self.names_organisation(reader, at, end) {
            self.locality = Some((at, end));
            self.end = end;
            return true;
        }
        false
    }

    /// Whether the tokens name an organisation or a part of one rather than a place.
    fn names_organisation(&self, reader: &Reader, first: usize, end: usize) -> bool {
        (first..end).any(|token| {
            reader
                .view
                .hits
                .at(token)
                .iter()
                .any(|hit| matches!(hit.concept, Concept::NameOrganisation | Concept::NameUnit))
        })
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
                house_number: self.number.map(line),
                time_zone: zone,
            }),
            rule,
        })
    }

    /// The town that is meant: in the stated country, else in one that writes such postcodes. Of
    /// several the larger one, but its own name counts for more than other names, and a country
    /// that the document tells of, or that its language is at home in, for more than others.
    pub fn town(&self, reader: &Reader) -> Option<Place> {
        const TOLD: u64 = 20;
        const OWN_NAME: u64 = 20;
        const OF_LANGUAGE: u64 = 3;
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
    fn likely_country(&self, reader: &Reader) -> Option<&'static str> {
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

/// One past the letters and numbers that touch the number of a part of a building: "103B", "2-114".
fn with_suffix(reader: &Reader, end: usize) -> usize {
    const LONGEST: usize = 2;
    let mut end = end;
    loop {
        let joint = usize::from(matches!(reader.kind(end), Some(TokenKind::Mark('-' | '/'))));
        let at = end + joint;
        let touches = (end..=at).all(|token| reader.gap(token) == Gap::None);
        let part = reader.is_number(at) && joint > 0
            || reader.is_upper(at) && reader.text(at).len() <= LONGEST;
        if !touches || !part || !reader.is_free(end) || !reader.is_free(at) {
            return end;
        }
        end = at + 1;
    }
}

/// The end of a line of two or three words of which the first is a capital ("Zona industriale").
fn short_line_end(reader: &Reader, first: usize) -> Option<usize> {
    const MOST_WORDS: usize = 3;
    let begins = reader.gap(first) == Gap::Line && reader.is_capital(first);
    let end = (first + 2..=first + MOST_WORDS).find(|end| reader.ends_line(*end))?;
    let words = (first..end).all(|token| reader.is_word(token) && reader.is_free(token));
    (begins && words && reader.gap(end) == Gap::Line).then_some(end)
}

/// Whether another name fills the field at the token, and a town of the gazetteer or a name with a
/// lettered postcode the one behind it: the second of "Station Road, Little Marsh, Otley, Leeds".
fn leads_to_town(reader: &Reader, at: usize) -> bool {
    let name = reader
        .name_end(at, TOWN_WORDS)
        .filter(|end| reader.ends_field(*end) && country_at(reader, at).is_none());
    let next = name.and_then(|end| {
        reader
            .skip(end)
            .filter(|next| *next > end || reader.gap(*next) == Gap::Line)
    });
    next.is_some_and(|next| {
        let town = reader
            .towns(next)
            .is_some_and(|(end, _)| !continues_name(reader, end));
        let named = reader
            .name_end(next, TOWN_WORDS)
            .and_then(|end| reader.skip(end));
        let coded = named
            .and_then(|at| postcode(reader, at))
            .is_some_and(|code| (code.first..code.end).any(|token| reader.is_word(token)));
        let county = reader.area(next, PlaceKind::Region).is_some()
            || reader.hit(next, Concept::AddressCountyWord).is_some();
        town || coded || county
    })
}

/// The inhabitants of the largest of the towns that lie in the country.
fn largest_in(towns: &[Place], country: &str) -> u32 {
    let inside = towns.iter().filter(|town| town.country == country);
    inside.map(|town| town.population).max().unwrap_or(0)
}

/// Whether the tokens speak of what takes place or of the page rather than name a town: "44301 Meeting
/// Agenda".
fn names_other(reader: &Reader, first: usize, end: usize) -> bool {
    let mut hits = (first..end).flat_map(|token| reader.view.hits.at(token));
    hits.any(|hit| {
        matches!(
            hit.concept,
            Concept::EventNoun | Concept::CueRecord | Concept::CueMore | Concept::CueRegister
        )
    })
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

/// Whether the name of a town stands for itself although more words follow on its line: its own
/// name, of a large enough town, "10963 Berlin Kreuzberg".
fn is_name_enough(reader: &Reader, first: usize, end: usize, towns: &[Place]) -> bool {
    const LARGE: u32 = 50_000;
    let name = fold(reader.span(first, end).of(reader.view.text()));
    !is_hyphenated(reader, end)
        && towns
            .iter()
            .any(|town| town.population >= LARGE && (fold(town.name) == name || end > first + 1))
}

/// Whether a hyphen ties more to the name before the token: "Paris-Saclay".
fn is_hyphenated(reader: &Reader, end: usize) -> bool {
    reader.is_mark(end, '-')
        && reader.gap(end) == Gap::None
        && reader.gap(end + 1) == Gap::None
        && reader.is_capital(end + 1)
}

/// Whether a name goes on after the token on its line without a mark: "Berlin Mitte",
/// "Paris-Saclay".
pub fn continues_name(reader: &Reader, end: usize) -> bool {
    let word = reader.goes_on(end)
        && reader.is_capital(end)
        && reader.area(end, PlaceKind::Country).is_none()
        && !(reader.is_upper(end) && reader.text(end).len() <= 3)
        && reader.hit(end, Concept::AddressCedex).is_none();
    word || is_hyphenated(reader, end)
}

/// One past the quarter that a hyphen joins to the name of a large town, at the end of a field
/// ("Leipzig-Plagwitz").
fn quarter_end(reader: &Reader, end: usize, towns: &[Place]) -> Option<usize> {
    const LARGE: u32 = 100_000;
    let large = towns.iter().any(|town| town.population >= LARGE);
    let joined = is_hyphenated(reader, end) && reader.is_capital(end + 1);
    (large && joined && reader.ends_field(end + 2)).then_some(end + 2)
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
