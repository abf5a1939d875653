//! The town of an address, its districts and quarters.

use handbill_lexicon::gazetteer::{Place, PlaceKind, countries_of_region, is_region_code};
use handbill_lexicon::{Concept, Gap, fold};

use super::areas::{WITH_REGION_CODES, country_at, largest_in};
use super::draft::Draft;
use super::postcodes::{self, postcode};
use super::reader::{Reader, ToldTown};

/// Words of a town's name that the gazetteer lacks.
pub(super) const TOWN_WORDS: usize = 4;

impl Draft {
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
        let end = end + usize::from(is_post_district(reader, end));
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

    /// "Via Nuova 3, Montebuio (Siena)": a town that the gazetteer lacks, before the name or the code of the
    /// province that it lies in.
    fn take_town_of_province(&mut self, reader: &Reader, at: usize) -> bool {
        const WORDS: usize = 3;
        let open = self.street.is_some() && self.region.is_none() && self.country.is_none();
        let bracket = reader.name_end(at, WORDS).filter(|_| open);
        let bracket = bracket.filter(|end| reader.is_mark(*end, '(') && reader.goes_on(*end));
        let Some(bracket) = bracket else {
            return false;
        };
        let first = bracket + 1;
        let told = reader
            .countries
            .told()
            .chain(reader.countries.of_language());
        let told: Vec<&str> = told.collect();
        let (close, country) = match reader.towns(first) {
            Some((close, towns)) => {
                let by_size = |town: &&Place| (told.contains(&town.country), town.population);
                let largest = towns.iter().max_by_key(by_size);
                (close, largest.map(|town| town.country))
            }
            None if reader.is_upper(first) => {
                let mut countries = countries_of_region(reader.text(first));
                (first + 1, countries.find(|country| told.contains(country)))
            }
            None => return false,
        };
        let other = (at..bracket).flat_map(|token| reader.view.hits.at(token));
        let other = other.filter(|hit| {
            matches!(
                hit.concept,
                Concept::CueBuilding | Concept::CueRoom | Concept::EventNoun | Concept::CueBody
            )
        });
        if country.is_none() || !reader.is_mark(close, ')') || other.count() > 0 {
            return false;
        }
        let region = reader.span(first, close).of(reader.view.text());
        self.region = Some(region.to_owned());
        self.locality = Some((at, bracket));
        self.country = country;
        self.end = close + 1;
        true
    }

    pub(super) fn take_town(&mut self, reader: &Reader, at: usize) -> bool {
        if self.locality.is_some() {
            return self.take_enclosing_town(reader, at);
        }
        let word = reader.hit(at, Concept::AddressTownWord);
        let at = word.map_or(at, |word| word.end);
        let Some((end, mut towns)) = reader.towns(at) else {
            return self.take_town_of_province(reader, at) || self.take_told_town(reader, at);
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

    /// A name that is no town of the gazetteer, before something that is known: the town itself
    /// where only a postcode, region or country follows, else a quarter of the town that follows.
    pub(super) fn take_quarter(&mut self, reader: &Reader, at: usize) -> bool {
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

/// Whether the name of a town stands for itself although more words follow on its line: its own
/// name, of a large enough town, "10963 Berlin Kreuzberg".
pub(super) fn is_name_enough(reader: &Reader, first: usize, end: usize, towns: &[Place]) -> bool {
    const LARGE: u32 = 50_000;
    let name = fold(reader.span(first, end).of(reader.view.text()));
    !is_hyphenated(reader, end)
        && towns
            .iter()
            .any(|town| town.population >= LARGE && (fold(town.name) == name || end > first + 1))
}

/// Whether the token is the letters of a district of the post behind a town ("8000 Aarhus C", "2000
/// Frederiksberg NV").
fn is_post_district(reader: &Reader, token: usize) -> bool {
    let text = reader.text(token);
    reader.goes_on(token)
        && reader.is_upper(token)
        && (text.chars().count() == 1 || matches!(text, "NV" | "SV" | "NØ" | "SØ"))
        && reader.gap(token) == Gap::Space
        && reader.ends_field(token + 1)
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
