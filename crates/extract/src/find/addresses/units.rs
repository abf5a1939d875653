//! Parts of buildings and remarks that stand between a street and its town.

use handbill_lexicon::{Concept, Gap, TokenKind};

use super::draft::Draft;
use super::localities::is_name_enough;
use super::postcodes;
use super::reader::Reader;
use super::streets;

impl Draft {
    /// What may stand between street and town: "(in the cellar)", "3º B".
    pub(super) fn take_remark(&mut self, reader: &Reader, at: usize) -> bool {
        const MOST_TOKENS: usize = 6;
        const LONGEST_FLOOR: usize = 14;
        if self.number.is_none() || self.has_place() {
            return false;
        }
        let bracket = at > 0 && reader.is_mark(at - 1, '(');
        let end = (at + 1..=at + MOST_TOKENS).find(|end| {
            !reader.goes_on(*end) || reader.is_mark(*end, if bracket { ')' } else { ',' })
        });
        // A bracket closes; a floor may end its line.
        let open = |end: &usize| reader.goes_on(*end) || !bracket && reader.gap(*end) == Gap::Line;
        let Some(end) = end.filter(open) else {
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
    pub(super) fn take_other_street(&mut self, reader: &Reader, at: usize) -> bool {
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
    pub(super) fn take_unit(&mut self, reader: &Reader, at: usize) -> bool {
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

    /// A room without a number between street and town: "12 Mill Road, Board Room, Leeds".
    pub(super) fn take_room(&mut self, reader: &Reader, at: usize) -> bool {
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
