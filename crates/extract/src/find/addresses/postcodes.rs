use handbill_lexicon::gazetteer::{
    Place, PostcodeForm, country_by_postcode_prefix, postcode_forms,
};
use handbill_lexicon::{Concept, Gap, TokenKind};

use super::draft::Draft;
use super::reader::Reader;
use super::streets;

/// A postcode, by tokens.
#[derive(Clone, Debug)]
pub struct Postcode {
    pub first: usize,
    pub end: usize,
    /// The countries that write postcodes so.
    pub countries: Vec<&'static str>,
    /// The country that letters before it stand for ("D-10117").
    pub prefixed: Option<&'static str>,
}

impl Postcode {
    /// Whether it may as well be a year or a plain number, which alone tells nothing.
    pub fn is_doubtful(&self, reader: &Reader) -> bool {
        let text = reader.text(self.first);
        let digits = self.end == self.first + 1;
        digits && (text.len() <= 3 || is_year(text))
    }
}

pub fn is_year(text: &str) -> bool {
    matches!(text.parse::<u32>(), Ok(1900..=2039)) && text.len() == 4
}

/// The postcode that begins at the token, in the longest form that fits.
pub fn postcode(reader: &Reader, token: usize) -> Option<Postcode> {
    let may_begin = match reader.kind(token) {
        Some(TokenKind::Number) => true,
        // Letters of postcodes are few and large.
        Some(TokenKind::Word) => {
            let text = reader.text(token);
            text.len() <= 3 && text.starts_with(|first: char| first.is_uppercase())
        }
        _ => false,
    };
    if !may_begin || !reader.is_free(token) {
        return None;
    }
    if let Some(prefixed) = prefixed(reader, token) {
        return Some(prefixed);
    }
    let form = postcode_forms()
        .iter()
        .filter(|form| begins_alike(reader, token, form))
        .find_map(|form| Some((form, form_end(reader, token, form)?)))
        .filter(|(_, end)| !is_of_phone(reader, token, *end))?;
    Some(Postcode {
        first: token,
        end: form.1,
        countries: form.0.countries.to_vec(),
        prefixed: None,
    })
}

/// Whether the tokens are a part of what is written like a phone number: behind a trunk digit, with more
/// digits beside them (`Church Lane, 01632 960118`).
fn is_of_phone(reader: &Reader, first: usize, end: usize) -> bool {
    const SHORTEST_CODE: usize = 4;
    const FEWEST_DIGITS: usize = 8;
    let joined = |token: usize| reader.is_number(token) && reader.gap(token) == Gap::Space;
    let phone = |code: usize| {
        let code = reader.text(code);
        code.starts_with('0') && code.len() >= SHORTEST_CODE
    };
    let digits = |first: usize, last: usize| reader.text(first).len() + reader.text(last).len();
    let opens = || phone(first) && joined(end) && digits(first, end) >= FEWEST_DIGITS;
    let goes_on = || {
        first > 0
            && reader.is_number(first - 1)
            && phone(first - 1)
            && digits(first - 1, first) >= FEWEST_DIGITS
    };
    end == first + 1 && reader.is_number(first) && (opens() || joined(first) && goes_on())
}

/// The country of one of the towns whose postcodes are these digits and letters behind them, which
/// are left out: "3512 Utrecht".
pub fn without_letters(
    reader: &Reader,
    postcode: &Postcode,
    towns: &[Place],
) -> Option<&'static str> {
    /// Inhabitants of a town that is known without the whole of its postcode.
    const WELL_KNOWN: u32 = 50_000;
    if postcode.end != postcode.first + 1 {
        return None;
    }
    let digits = reader.text(postcode.first).len();
    let begins = |form: &&PostcodeForm| {
        let rest = form.pattern.trim_start_matches('9');
        form.pattern.len() - rest.len() == digits && rest.trim_start().starts_with('A')
    };
    let town = |form: &PostcodeForm| {
        (towns.iter())
            .find(|town| form.countries.contains(&town.country) && town.population >= WELL_KNOWN)
    };
    let mut forms = postcode_forms().iter().filter(begins);
    forms.find_map(town).map(|town| town.country)
}

/// A cheap test that most tokens fail.
fn begins_alike(reader: &Reader, token: usize, form: &PostcodeForm) -> bool {
    match reader.kind(token) {
        Some(TokenKind::Number) => form.pattern.starts_with('9'),
        Some(TokenKind::Word) => form.pattern.starts_with('A') && reader.text(token).len() <= 3,
        _ => false,
    }
}

/// "D-10117", "LV-1050", "AD500": letters of a country, perhaps a hyphen, and a postcode of it.
fn prefixed(reader: &Reader, token: usize) -> Option<Postcode> {
    if !reader.is_upper(token) || reader.text(token).len() > 3 {
        return None;
    }
    let country = country_by_postcode_prefix(reader.text(token))?;
    let hyphen = reader.is_mark(token + 1, '-') && reader.gap(token + 1) == Gap::None;
    let number = token + 1 + usize::from(hyphen);
    if reader.gap(number) != Gap::None || !reader.is_number(number) {
        return None;
    }
    let forms = postcode_forms()
        .iter()
        .filter(|form| form.countries.contains(&country));
    let end = forms
        .filter_map(|form| pattern_end(reader, number, form))
        .max()?;
    Some(Postcode {
        first: token,
        end,
        countries: vec![country],
        prefixed: Some(country),
    })
}

/// One past the last token of a postcode of the form at the token. No letter or digit touches it.
fn form_end(reader: &Reader, token: usize, form: &PostcodeForm) -> Option<usize> {
    let text = reader.view.text();
    let start = reader.view.tokens.get(token)?.start as usize;
    let before = text[..start].chars().next_back();
    if before.is_some_and(|character| character.is_alphanumeric() && form.pattern.starts_with('9'))
        || before.is_some_and(|character| {
            matches!(character, '.' | '/' | '#' | '+' | '€' | '$' | '£' | '=')
        })
    {
        return None;
    }
    pattern_end(reader, token, form)
}

/// The same, whatever stands before.
fn pattern_end(reader: &Reader, token: usize, form: &PostcodeForm) -> Option<usize> {
    let text = reader.view.text();
    let start = reader.view.tokens.get(token)?.start as usize;
    let mut rest = text[start..].chars().peekable();
    let mut end = start;
    for sign in form.pattern.chars() {
        let next = *rest.peek()?;
        let fits = match sign {
            '9' => next.is_ascii_digit(),
            'A' => next.is_ascii_uppercase(),
            _ => next == sign,
        };
        if !fits {
            return None;
        }
        end += next.len_utf8();
        rest.next();
    }
    let after = rest.next();
    let second = rest.next();
    let number_goes_on = matches!(after, Some('.' | ',' | ':' | '-' | '/'))
        && second.is_some_and(|character| character.is_ascii_digit());
    if after.is_some_and(|character| {
        character.is_alphanumeric() || matches!(character, '€' | '%' | '$')
    }) || number_goes_on
    {
        return None;
    }
    let last = reader.view.tokens.first_at(end);
    (token..last)
        .all(|token| reader.is_free(token))
        .then_some(last)
}

/// Whether a postcode and a capitalised word after it stand at the token.
pub fn with_town(reader: &Reader, token: usize) -> bool {
    postcode(reader, token).is_some_and(|postcode| {
        reader.goes_on(postcode.end) && reader.is_capital(postcode.end)
            || reader.is_mark(postcode.end, '-')
                && reader.gap(postcode.end) == Gap::None
                && reader.is_capital(postcode.end + 1)
    })
}

/// The address around a postcode that no street word led to: with a town of the gazetteer, a
/// country, or a street without a street word before it.
pub fn anchored(reader: &Reader, token: usize) -> Option<Draft> {
    let postcode = postcode(reader, token)?;
    let doubtful = postcode.is_doubtful(reader);
    let mut draft = Draft::from_postcode(&postcode);
    let town_before = draft.take_town_before(reader);
    draft.take_town_after_postcode(reader);
    draft.extend(reader);
    let street = draft.take_street_before(reader) || draft.take_street_behind(reader);
    let country_agrees = draft
        .country
        .is_some_and(|country| postcode.countries.contains(&country));
    let town_agrees = draft.towns_agree();
    let lettered = has_letters(reader, &postcode);
    let town_known = town_agrees && (!town_before || lettered || street);
    let certain = if doubtful {
        country_agrees && (street || town_agrees) || street && town_agrees
    } else {
        let framed = reader.begins_field(draft.first) && reader.ends_field(draft.end);
        country_agrees
            || draft.prefixed
            || street
            || town_known && (framed || lettered)
            || draft.region.is_some() && town_before
    };
    let placed = draft.locality.is_some() || street && country_agrees;
    if certain {
        draft.take_line_before(reader);
    }
    // "King's Yard / Rope Campus / WC9Z 2XX": letters at both ends and a line of its own tell it.
    let lone = lettered
        && postcode.prefixed.is_none()
        && postcode.end > postcode.first + 2
        && draft.end == postcode.end
        && reader.gap(draft.first) == Gap::Line
        && reader.is_word(postcode.first)
        && reader.is_word(postcode.end - 1)
        && reader.ends_line(draft.end);
    (certain && placed || lone).then_some(draft)
}

/// Postcodes with letters are seldom anything else.
pub fn has_letters(reader: &Reader, postcode: &Postcode) -> bool {
    (postcode.first..postcode.end).any(|token| reader.is_word(token))
}

/// A street by its first token, one past its last, and its house number.
pub type BareStreet = (usize, usize, Option<(usize, usize)>);

/// A street without a street word, or a box of the post, that ends before the token: "Botanická 6", "573 Herengracht".
/// It must fill its field.
pub fn bare_street(reader: &Reader, end: usize) -> Option<BareStreet> {
    const MOST_TOKENS: usize = 9;
    if let Some(square) = grid_square(reader, end) {
        return Some(square);
    }
    let mut first = end;
    while first > 0 && end - first < MOST_TOKENS {
        if first < end && reader.begins_field(first) {
            break;
        }
        if !reader.is_free(first - 1) || first < end && !reader.goes_on(first) {
            break;
        }
        first -= 1;
    }
    if first == end || !reader.begins_field(first) {
        return None;
    }
    // "PO Box 123", "Postfach 10 20 30".
    if let Some(word) = reader.hit(first, Concept::AddressPoBox) {
        let digits = (word.end..end).filter(|token| !reader.is_mark(*token, '.'));
        let box_alone = word.end < end && digits.clone().all(|token| reader.is_number(token));
        return box_alone.then_some((first, end, None));
    }
    // "28. října 12".
    if reader.is_number(first)
        && reader.is_mark(first + 1, '.')
        && reader.hit(first + 2, Concept::DateMonth).is_some()
    {
        let number = streets::number_after(reader, first + 3)?;
        return (number.1 == end).then_some((first, end, Some(number)));
    }
    if reader.is_number(first) {
        // "573 Herengracht", "5 le Vic", "12 bis Grand Champ".
        return (first + 1..end.min(first + 4)).find_map(|name| {
            let number = streets::number_before(reader, name).filter(|number| number.0 == first)?;
            let capital = (name..end).find(|token| reader.is_capital(*token))?;
            let small = (name..capital).all(|token| {
                reader.hit(token, Concept::AddressParticle).is_some() || reader.is_mark(token, '\'')
            });
            (small && reader.is_name(capital, end)).then_some((first, end, Some(number)))
        });
    }
    let name_end = reader.name_end(first, 5)?;
    // "13, Ahmet Haxhiu".
    if let Some(number) = streets::number_before(reader, first)
        .filter(|number| name_end == end && reader.begins_field(number.0))
    {
        return Some((number.0, end, Some(number)));
    }
    let number = streets::number_after(reader, name_end)?;
    (number.1 == end && number.0 == name_end).then_some((first, end, Some(number)))
}

/// A square of a town that is laid out as a grid, with the number of the house: "Q7, 12", "L 13, 9".
fn grid_square(reader: &Reader, end: usize) -> Option<BareStreet> {
    const LONGEST: usize = 2;
    let first = end.checked_sub(4)?;
    let short = |at: usize| reader.is_number(at) && reader.text(at).len() <= LONGEST;
    let fits = reader.is_upper(first)
        && reader.text(first).len() == 1
        && short(first + 1)
        && reader.is_mark(first + 2, ',')
        && short(first + 3)
        && (first..end).all(|at| reader.is_free(at))
        && (first + 1..end).all(|at| reader.goes_on(at))
        && reader.begins_field(first);
    fits.then_some((first, end, Some((first + 3, end))))
}

/// Whether the token lies in a postcode that begins with letters.
pub fn holds(reader: &Reader, token: usize) -> bool {
    const REACH: usize = 3;
    (token.saturating_sub(REACH)..=token).any(|first| {
        reader.is_upper(first)
            && reader.gap(first + 1) == Gap::None
            && postcode(reader, first).is_some_and(|postcode| postcode.end > token)
    })
}
