use handbill_lexicon::{Concept, Gap, Hit, Token, TokenKind};

use super::postcodes;
use super::reader::Reader;
use crate::{Found, Mention, View};

/// Digits of a house number.
const NUMBER_DIGITS: usize = 5;
/// Words of a street's name.
const NAME_WORDS: usize = 8;

/// A street, by tokens.
pub struct Street {
    pub first: usize,
    pub end: usize,
    /// The house number.
    pub number: Option<(usize, usize)>,
    /// Whether it is an address even where no town follows.
    pub stands_alone: bool,
    /// Whether it is one only where a postcode follows.
    pub wants_postcode: bool,
}

/// What a street word does in the name, by its value in the lexicon.
const LEADS: i32 = 1;
const TRAILS: i32 = 2;
const EITHER: i32 = 3;
const COMPOUND: i32 = 4;
const DOUBTFUL_COMPOUND: i32 = 5;
const DOUBTFUL: i32 = 6;
const DOUBTFUL_LEAD: i32 = 7;

/// The street that the street word is part of.
pub fn street(reader: &Reader, hit: &Hit) -> Option<Street> {
    if !(hit.first..hit.end).all(|token| reader.is_free(token)) {
        return None;
    }
    named_street(reader, hit).map(|street| with_unit(reader, street))
}

/// "Unit 3, Garnett Yard": the number behind a word for a part of a building is that part's.
fn with_unit(reader: &Reader, street: Street) -> Street {
    let Some((number, _)) = street.number.filter(|number| number.0 == street.first) else {
        return street;
    };
    let mut end = number;
    if end > 0 && reader.is_mark(end - 1, '.') && reader.goes_on(end - 1) {
        end -= 1;
    }
    let unit = (end.saturating_sub(2)..end).find(|first| {
        let mut hits = reader.view.hits.at(*first).iter();
        hits.any(|hit| hit.concept == Concept::AddressUnit && hit.value == 1 && hit.end == end)
    });
    match unit.filter(|unit| reader.is_free(*unit) && reader.goes_on(number)) {
        Some(first) => Street {
            first,
            number: None,
            ..street
        },
        None => street,
    }
}

fn named_street(reader: &Reader, hit: &Hit) -> Option<Street> {
    match hit.value {
        LEADS => leading(reader, hit),
        TRAILS => trailing(reader, hit, false),
        // "Forbes Avenue Pittsburgh", "Golden Plaza Cinema": the name that stands before is its own.
        EITHER
            if reader.goes_on(hit.first) && hit.first > 0 && reader.is_capital(hit.first - 1) =>
        {
            trailing(reader, hit, false)
        }
        EITHER => leading(reader, hit).or_else(|| trailing(reader, hit, false)),
        COMPOUND => trailing(reader, hit, true),
        DOUBTFUL_COMPOUND => trailing(reader, hit, true).filter(|street| street.number.is_some()),
        DOUBTFUL => trailing(reader, hit, false),
        DOUBTFUL_LEAD => doubtful_lead(reader, hit),
        _ => None,
    }
}

/// "10 rue de la Paix", "Square de Meeûs 1".
fn leading(reader: &Reader, hit: &Hit) -> Option<Street> {
    let name_end = leading_name_end(reader, hit.end)
        .or_else(|| over_small_word(reader, hit.end))
        .or_else(|| small_name_end(reader, hit))?;
    let before = number_before(reader, hit.first);
    let after = match before {
        None => number_after(reader, name_end),
        Some(_) => None,
    };
    let number = before.or(after);
    let told = number.is_some() && is_led(reader, hit.first);
    if before.is_none() && !reader.is_capital(hit.first) && !reader.begins_field(hit.first) && !told
    {
        return None;
    }
    Some(Street {
        first: before.map_or(hit.first, |number| number.0),
        end: after.map_or(name_end, |number| number.1),
        number,
        stands_alone: number.is_some(),
        wants_postcode: number.is_none()
            && (!reader.is_capital(hit.first) || is_abbreviated(reader, hit)),
    })
}

/// Whether a preposition of place or an article stands right before the token: "en la calle Nueva 12".
fn is_led(reader: &Reader, token: usize) -> bool {
    const FARTHEST: usize = 3;
    let leads = [
        Concept::CuePlacePreposition,
        Concept::AddressPreposition,
        Concept::NameArticle,
    ];
    reader.goes_on(token)
        && (token.saturating_sub(FARTHEST)..token).any(|first| {
            let mut hits = reader.view.hits.at(first).iter();
            hits.any(|hit| hit.end == token && leads.contains(&hit.concept))
        })
}

/// "Am Anger 1": a number is asked for, a town must follow, and no room may be meant.
fn doubtful_lead(reader: &Reader, hit: &Hit) -> Option<Street> {
    // "2517 AN Den Haag": a postcode.
    let coded = hit.first > 0 && postcodes::with_town(reader, hit.first - 1);
    if !reader.is_capital(hit.first) || coded {
        return None;
    }
    let mut street = leading(reader, hit)?;
    let inside = (street.first..street.end).any(|token| {
        reader.hit(token, Concept::AddressUnit).is_some()
            || reader.hit(token, Concept::CueRoom).is_some()
    });
    street.stands_alone = false;
    (street.number.is_some() && !inside).then_some(street)
}

/// Whether the street word is cut short by a full stop, as initials of persons are.
fn is_abbreviated(reader: &Reader, hit: &Hit) -> bool {
    reader.is_mark(hit.end - 1, '.')
}

/// Whether the full stop at the token ends a short form ("Main Rd. 5") and no sentence ("… in Mill
/// Lane. Admission is free"): such a form has no vowel, or something other than a new sentence
/// follows.
fn is_short_form(reader: &Reader, stop: usize) -> bool {
    const LONGEST: usize = 4;
    let word = reader.text(stop - 1);
    let next = stop + 1;
    let ends_sentence = !reader.goes_on(next) || reader.is_word(next) && reader.is_capital(next);
    word.len() <= LONGEST && !(word.contains(['a', 'e', 'i', 'o', 'u']) && ends_sentence)
}

/// One past the name that begins at the token: capitals, small words between them, numbers as in
/// "rue du 8 Mai 1945" and "Street 4".
fn leading_name_end(reader: &Reader, first: usize) -> Option<usize> {
    let mut at = first;
    let mut end = None;
    let mut words = 0;
    while reader.goes_on(at) && words < NAME_WORDS && !(at > first && reader.is_beyond_cell(at)) {
        match reader.kind(at)? {
            TokenKind::Word if reader.is_capital(at) => {
                if end.is_some() && at > first && is_other_field(reader, at) {
                    break;
                }
                words += 1;
                at += 1;
                end = Some(at);
            }
            TokenKind::Word
                if reader.gap(at) == Gap::None && at > first && reader.is_mark(at - 1, '-') =>
            {
                at += 1;
                end = Some(at);
            }
            TokenKind::Word if reader.hit(at, Concept::AddressParticle).is_some() => at += 1,
            // "Triq ir-Repubblika": an article that a hyphen ties to its word.
            TokenKind::Word
                if reader.is_mark(at + 1, '-')
                    && reader.gap(at + 1) == Gap::None
                    && reader.gap(at + 2) == Gap::None
                    && reader.is_capital(at + 2) =>
            {
                at += 2;
            }
            // The quotes around a name: "ул. „Шипка“ 5".
            TokenKind::Mark('"') if at == first || end == Some(at) => {
                at += 1;
                if end.is_some() {
                    end = Some(at);
                    break;
                }
            }
            // "Straße des 17. Juni".
            TokenKind::Number
                if reader.is_mark(at + 1, '.')
                    && reader.goes_on(at + 1)
                    && reader.hit(at + 2, Concept::DateMonth).is_some() =>
            {
                at += 3;
                end = Some(at);
            }
            // "Avenida 1.º de Maio".
            TokenKind::Number
                if reader.is_mark(at + 1, '.')
                    && matches!(reader.text(at + 2), "º" | "ª")
                    && reader.goes_on(at + 3) =>
            {
                at += 3;
            }
            // "Rua 1º de Maio".
            TokenKind::Number
                if matches!(reader.text(at + 1), "º" | "ª")
                    && reader.gap(at + 1) == Gap::None
                    && reader.goes_on(at + 2) =>
            {
                at += 2;
            }
            TokenKind::Word if is_month_of_name(reader, at) => {
                at += 1;
                end = Some(at);
            }
            TokenKind::Number if is_numeral_of_name(reader, first, at) => {
                let closes = at > first && reader.is_capital(at - 1);
                at += 1;
                if !closes && reader.is_word(at) && reader.goes_on(at) {
                    continue;
                }
                end = Some(at);
            }
            TokenKind::Mark('-' | '\'') if reader.gap(at) == Gap::None => at += 1,
            TokenKind::Mark('.')
                if reader.gap(at) == Gap::None
                    && reader.goes_on(at + 1)
                    && is_short(reader, at) =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    end
}

/// The same where a title that is no known small word stands between, and a number follows: "Trg bana
/// Jelačića 1", "ulica kralja Tomislava 5".
fn over_small_word(reader: &Reader, first: usize) -> Option<usize> {
    let title = reader.is_word(first) && reader.goes_on(first) && !reader.is_capital(first);
    let end = leading_name_end(reader, first + 1).filter(|_| title)?;
    number_after(reader, end).map(|_| end)
}

/// The same where all of the name is in small letters, in a field between a comma and the house
/// number that ends it: "Ulica lipa 3", "ul. mjesnih zborova 12a".
fn small_name_end(reader: &Reader, hit: &Hit) -> Option<usize> {
    const LONGEST: usize = 3;
    let behind_comma = hit.first.checked_sub(1)?;
    if !reader.is_mark(behind_comma, ',') || !reader.goes_on(hit.first) {
        return None;
    }
    let small = |token: &usize| {
        reader.is_word(*token) && reader.goes_on(*token) && !reader.is_capital(*token)
    };
    let end = (hit.end..).take(LONGEST).take_while(small).last()? + 1;
    let (_, closed) = number_after(reader, end).filter(|(first, _)| *first == end)?;
    let course = reader.hit(hit.first, Concept::EventNoun).is_some();
    (!course && reader.ends_field(closed)).then_some(end)
}

/// Whether an abbreviation stands before the full stop: "L.G. Smith", "Bd. St. Michel", but not
/// a whole word that ends a sentence.
fn is_short(reader: &Reader, stop: usize) -> bool {
    stop > 0 && reader.text(stop - 1).chars().count() <= 3
}

/// A capital that another street or unit begins with: "Avenue Foch Bâtiment B".
fn is_other_field(reader: &Reader, at: usize) -> bool {
    reader.gap(at) == Gap::Space
        && reader
            .hit(at, Concept::AddressUnit)
            .is_some_and(|hit| hit.value == 1)
}

/// "8" in "rue du 8 Mai 1945" and in "str. 8 Mai", "1945" there.
fn is_numeral_of_name(reader: &Reader, first: usize, at: usize) -> bool {
    let after_small_word = at > first && reader.hit(at - 1, Concept::AddressParticle).is_some();
    let of_month = at > first
        && reader.is_word(at - 1)
        && reader.text(at).len() == 4
        && at >= 2
        && reader.is_number(at - 2);
    let word_follows = reader.goes_on(at + 1) && reader.is_word(at + 1);
    let begins = at == first && word_follows;
    begins || after_small_word && word_follows || of_month
}

fn is_month_of_name(reader: &Reader, at: usize) -> bool {
    at > 0 && reader.is_number(at - 1) && reader.hit(at, Concept::DateMonth).is_some()
}

/// "82 Clerkenwell Road", "Rosenthaler Straße 1"; of compounds "Friedrichsring 6".
fn trailing(reader: &Reader, hit: &Hit, compound: bool) -> Option<Street> {
    let mut name_first = trailing_name_first(reader, hit.first);
    if compound {
        name_first = without_owner(reader, name_first, hit.first);
    }
    // "12A Main Street": the letter is the number's.
    let lettered = name_first < hit.first
        && reader.gap(name_first) == Gap::None
        && reader.text(name_first).len() == 1
        && name_first > 0
        && reader.is_number(name_first - 1);
    name_first += usize::from(lettered);
    let named = compound || name_first < hit.first;
    let before = number_before(reader, name_first);
    let capital = reader.is_capital(hit.end - 1) || reader.is_capital(hit.first);
    // "LN8 3EH" is a postcode, "U.S.A." no street.
    let glued = reader.is_number(hit.end) && reader.gap(hit.end) == Gap::None
        || hit.first > 0
            && reader.gap(hit.first) == Gap::None
            && reader.is_mark(hit.first - 1, '.')
            && is_abbreviated(reader, hit);
    if glued || is_before_another(reader, hit) || !capital && name_first == hit.first {
        return None;
    }
    let mut end = hit.end;
    // "Hauptstr.", "Main St.", and quarters of the compass: "Main St NW".
    if reader.is_mark(end, '.')
        && reader.goes_on(end)
        && (is_short_form(reader, end) || reader.view.tokens.folded(end - 1).ends_with("str"))
    {
        end += 1;
    }
    end = with_compass(reader, end);
    let after = match before {
        None => number_after(reader, end),
        Some(_) => None,
    };
    let number = before.or(after);
    let postcode_follows = || {
        let next = reader.skip(end);
        next.is_some_and(|next| postcodes::with_town(reader, next))
    };
    if compound && number.is_none() && !postcode_follows() {
        return None;
    }
    let whole = reader.begins_field(name_first) && reader.ends_field(end) && capital;
    if !named && after.is_none() || number.is_none() && !whole {
        return None;
    }
    let first = before.map_or(name_first, |number| number.0);
    // "Kossuth utca 12": the word in small letters behind a name, the number at the end of the field.
    let closed = after.is_some_and(|(_, end)| reader.ends_field(end));
    let proper = hit.value == TRAILS && closed && reader.is_capital(name_first);
    Some(Street {
        first,
        end: after.map_or(end, |number| number.1),
        number,
        stands_alone: (capital || proper)
            && (before.is_some() && !compound
                || hit.value == COMPOUND && after.is_some()
                || hit.value == TRAILS && after.is_some() && named),
        wants_postcode: number.is_none() && hit.value != TRAILS,
    })
}

/// "Queen Street Place": the later word closes the name.
fn is_before_another(reader: &Reader, hit: &Hit) -> bool {
    reader.goes_on(hit.end)
        && reader.view.hits.at(hit.end).iter().any(|next| {
            next.concept == Concept::AddressStreet
                && matches!(next.value, TRAILS | EITHER | DOUBTFUL)
                && reader.is_capital(next.first)
                && reader.ends_field(next.end)
        })
}

/// One past the quarter of the compass behind a street: "NW", ", S.W.", "East".
fn with_compass(reader: &Reader, end: usize) -> usize {
    let is_quarter = |text: &str| text.chars().all(|letter| "NSEWO".contains(letter));
    if !reader.goes_on(end) {
        return end;
    }
    let word = reader
        .hit(end, Concept::AddressCompass)
        .filter(|hit| reader.is_capital(end) && reader.ends_field(hit.end));
    if let Some(word) = word {
        return word.end;
    }
    let comma = reader.is_mark(end, ',') && reader.goes_on(end + 1);
    let at = end + usize::from(comma);
    let text = reader.text(at);
    let letters = reader.is_upper(at) && text.len() <= 2 && is_quarter(text);
    if letters && text.len() > usize::from(comma) && !reader.is_mark(at + 1, '.') {
        return at + 1;
    }
    let dotted = letters
        && (at + 1..at + 4).all(|token| reader.gap(token) == Gap::None)
        && reader.is_mark(at + 1, '.')
        && is_quarter(reader.text(at + 2))
        && reader.is_mark(at + 3, '.');
    if dotted { at + 4 } else { end }
}

/// The first token of the capitalised words and ordinals that end before the token.
fn trailing_name_first(reader: &Reader, word: usize) -> usize {
    const MOST_WORDS: usize = 5;
    let mut first = word;
    let mut at = word;
    let mut words = 0;
    while at > 0 && reader.goes_on(at) && reader.is_free(at - 1) && words < MOST_WORDS {
        let before = at - 1;
        match reader.kind(before) {
            Some(TokenKind::Word) if reader.is_capital(before) => {
                words += 1;
                at = before;
                first = at;
            }
            // "28th Street": the suffix of an ordinal touches its digits.
            Some(TokenKind::Word)
                if before > 0
                    && reader.gap(before) == Gap::None
                    && reader.is_number(before - 1)
                    && reader.hit(before, Concept::DateOrdinalSuffix).is_some() =>
            {
                at = before - 1;
                first = at;
                words += 1;
            }
            Some(TokenKind::Word)
                if reader.hit(before, Concept::AddressParticle).is_some() && at < word =>
            {
                at = before;
            }
            // "Queen's Walk".
            Some(TokenKind::Word)
                if before > 0
                    && reader.text(before) == "s"
                    && reader.gap(before) == Gap::None
                    && reader.is_mark(before - 1, '\'')
                    && reader.gap(before - 1) == Gap::None =>
            {
                at = before - 1;
            }
            Some(TokenKind::Mark('-' | '\''))
                if reader.gap(before) == Gap::None && reader.gap(at) == Gap::None =>
            {
                at = before;
            }
            Some(TokenKind::Mark('.'))
                if is_short(reader, before)
                    && reader.is_capital(before - 1)
                    && reader.gap(before) == Gap::None =>
            {
                at = before;
            }
            _ => break,
        }
    }
    // The "V" of "e.V." belongs to what stands before.
    while first < word
        && reader.gap(first) == Gap::None
        && reader.is_mark(first.saturating_sub(1), '.')
    {
        first += 1;
    }
    first
}

/// Where the name of a compound street begins behind who resides there: "Eure Hausgemeinschaft
/// Elsterstraße 7".
fn without_owner(reader: &Reader, first: usize, word: usize) -> usize {
    let mut start = first;
    for concept in [Concept::NameArticle, Concept::NameOrganisation] {
        if let Some(hit) = reader.hit(start, concept).filter(|hit| hit.end <= word) {
            start = hit.end;
        }
    }
    start
}

/// The house number that ends before the token, perhaps with a comma between: "10", "9bis", "18-20".
pub fn number_before(reader: &Reader, token: usize) -> Option<(usize, usize)> {
    if !reader.goes_on(token) {
        return None;
    }
    let mut end = token;
    if end > 0 && reader.is_mark(end - 1, ',') && reader.goes_on(end - 1) {
        end -= 1;
    }
    let mut at = end.checked_sub(1)?;
    if reader.is_word(at) && at > 0 && is_number_suffix(reader, at) && reader.goes_on(at) {
        at -= 1;
    }
    if !is_house_number(reader, at) {
        return None;
    }
    // "18-20", "6/6A".
    while at >= 2
        && matches!(reader.kind(at - 1), Some(TokenKind::Mark('-' | '/')))
        && reader.gap(at) == Gap::None
        && reader.gap(at - 1) == Gap::None
    {
        let mut left = at - 2;
        if is_number_suffix(reader, left) && reader.gap(left) == Gap::None && left > 0 {
            left -= 1;
        }
        if !is_house_number(reader, left) {
            break;
        }
        at = left;
    }
    // "Silk House -12 Mill Road": a dash that parts two fields.
    let dash = at > 0 && reader.is_mark(at - 1, '-') && reader.gap(at - 1) == Gap::Space;
    let touches = at > 0
        && !dash
        && reader.gap(at) == Gap::None
        && matches!(
            reader.kind(at - 1),
            Some(TokenKind::Mark(
                '.' | '-' | '/' | '#' | '+' | '=' | '\'' | ':'
            )) | Some(TokenKind::Word)
        );
    (!touches).then_some((at, end))
}

/// The house number that begins at the token, perhaps after a comma or "n°".
pub fn number_after(reader: &Reader, token: usize) -> Option<(usize, usize)> {
    let mut at = token;
    if !reader.goes_on(at) {
        return None;
    }
    if reader.is_mark(at, ',') {
        at += 1;
    }
    if let Some(hit) = reader
        .hit(at, Concept::AddressNumberWord)
        .filter(|_| reader.goes_on(at))
    {
        at = hit.end;
        while (reader.is_mark(at, '.') || reader.is_mark(at, ':')) && reader.goes_on(at) {
            at += 1;
        }
    }
    // "Smith Boulevard LSB 70".
    let lettered = reader.is_upper(at)
        && reader.text(at).len() <= 3
        && reader.goes_on(at)
        && reader.gap(at + 1) == Gap::Space
        && is_house_number(reader, at + 1)
        && reader.ends_field(at + 2)
        && at == token;
    if lettered {
        return Some((at, at + 2));
    }
    if !reader.goes_on(at) || !is_house_number(reader, at) {
        return None;
    }
    // A postcode with its town: "Rue Haute, 1000 Bruxelles".
    let after_comma = at > token;
    if postcodes::with_town(reader, at) && (after_comma || reader.text(at).len() >= 4) {
        return None;
    }
    if is_measure(reader, at) {
        return None;
    }
    let first = at;
    let mut end = at + 1;
    for _ in 0..2 {
        if reader.goes_on(end)
            && is_number_suffix(reader, end)
            && (reader.gap(end) == Gap::None || reader.ends_field(end + 1))
        {
            end += 1;
        }
        let joined = matches!(reader.kind(end), Some(TokenKind::Mark('-' | '/')))
            && reader.goes_on(end)
            && reader.goes_on(end + 1)
            && (is_house_number(reader, end + 1))
            && reader.gap(end) == reader.gap(end + 1)
            && (reader.gap(end) == Gap::None || reader.ends_field(end + 2))
            && !postcodes::with_town(reader, end + 1);
        if !joined {
            break;
        }
        end += 2;
    }
    // "10/A".
    let lettered = reader.is_mark(end, '/')
        && reader.gap(end) == Gap::None
        && reader.gap(end + 1) == Gap::None
        && reader.is_upper(end + 1)
        && reader.text(end + 1).len() == 1
        && reader.ends_field(end + 2);
    if lettered && reader.goes_on(end) && reader.goes_on(end + 1) {
        end += 2;
    }
    // "12-III": the floor, as the Dutch write it.
    let storey = reader.is_mark(end, '-')
        && reader.gap(end) == Gap::None
        && reader.gap(end + 1) == Gap::None
        && reader.goes_on(end + 1)
        && matches!(
            reader.text(end + 1),
            "I" | "II" | "III" | "IV" | "V" | "H" | "hs"
        )
        && reader.ends_field(end + 2);
    if storey {
        end += 2;
    }
    // "30 A 5": the flat behind the letter of its stairs.
    let flat = reader.is_upper(end)
        && reader.text(end).len() == 1
        && reader.goes_on(end + 1)
        && is_house_number(reader, end + 1)
        && reader.ends_field(end + 2);
    if flat && reader.goes_on(end) && end == first + 1 {
        end += 2;
    }
    Some((first, end))
}

/// A number that counts or tells the time: "5 km", "18:30", "3.5".
fn is_measure(reader: &Reader, at: usize) -> bool {
    let next = at + 1;
    let touches = reader.gap(next) == Gap::None;
    touches
        && matches!(
            reader.kind(next),
            Some(TokenKind::Mark(':' | '%' | '€' | '$'))
        )
        || touches
            && matches!(reader.kind(next), Some(TokenKind::Mark('.' | ',')))
            && reader.is_number(next + 1)
            && reader.gap(next + 1) == Gap::None
}

fn is_house_number(reader: &Reader, at: usize) -> bool {
    const LONGEST_ZEROED: usize = 3;
    let text = reader.text(at);
    // A long one with a zero before it is the code of an area: "Church Lane, 01632 960118".
    let code = text.starts_with('0') && text.len() > LONGEST_ZEROED;
    reader.is_free(at) && reader.is_number(at) && text.len() <= NUMBER_DIGITS && !code
}

fn is_number_suffix(reader: &Reader, at: usize) -> bool {
    let letter = reader.text(at).chars().count() == 1;
    reader.is_word(at)
        && reader.hit(at, Concept::AddressNumberSuffix).is_some()
        && (!letter
            || reader.gap(at) == Gap::None
            || reader.is_capital(at)
            || reader.text(at).is_ascii() && reader.ends_field(at + 1))
}

/// Whether the day at `first..end` is the whole name of a street, as Czechs call some: a house number
/// and a postcode with its town follow ("28. října 12, 702 00 Ostrava").
pub fn is_day_itself(reader: &Reader, first: usize, end: usize) -> bool {
    reader.begins_field(first)
        && reader.is_number(first)
        && reader.is_number(end)
        && number_after(reader, end).is_some_and(|number| {
            let next = reader.skip(number.1);
            next.is_some_and(|next| postcodes::with_town(reader, next))
        })
}

/// Whether the date that begins at the token commemorates: it follows a street word, and either
/// its year is past, or a house number stands before the street or behind the date, or the word
/// is cut short ("ul. 3 Maja").
pub fn name_holds(view: &View, first: usize, date: &Mention) -> bool {
    const PAST: i32 = 2000;
    const REACH: usize = 4;
    let Found::Time(time) = &date.found else {
        return false;
    };
    if is_numbered_street(view, first, date, time.year_written)
        || is_name_in_street(view, first, date)
    {
        return true;
    }
    if time.end.is_some() || time.start.clock.is_some() || time.start.day.is_none() {
        return false;
    }
    let is_small_word = |token: usize| {
        let Token { start, end, .. } = view.tokens[token];
        let mut letters = view.text()[start as usize..end as usize].chars();
        matches!(view.tokens[token].kind, TokenKind::Mark('.' | '\''))
            || letters.all(|letter| matches!(letter, 'I' | 'V' | 'X'))
            || view.hits.find(token, Concept::AddressParticle).is_some()
    };
    let past = time
        .start
        .year
        .is_some_and(|year| time.year_written && year < PAST);
    // "str. 31 August 1989": where the street's word is one of a weekday too.
    let mut own = view.hits.at(first).iter();
    if past && own.any(|hit| hit.concept == Concept::AddressStreet && hit.value == LEADS) {
        return true;
    }
    let end = view.tokens.first_at(date.span.end);
    // "Rua 25 de Abril, 7", "Av. 25 de Abril, n.º 7".
    let behind = end + usize::from(view.tokens.is_mark(end, ','));
    let is_house = |token: usize| {
        view.tokens.number(token).is_some_and(|number| {
            number < 1000 || number < 10_000 && !postcodes::is_year(&number.to_string())
        }) && view.tokens[token].gap == Gap::Space
            && !view.tokens.is_mark(token + 1, ':')
            && view.hits.find(token + 1, Concept::DateClockUnit).is_none()
    };
    let number_word = view.hits.find(behind, Concept::AddressNumberWord);
    let number_behind = is_house(behind) || number_word.is_some();
    // "via XX Settembre 4", "Avenida 1.º de Maio, 30": what would be the day or the year.
    let number_inside = end > first + 1
        && is_house(end - 1)
        && (view.tokens[first].kind == TokenKind::Word || time.year_written);
    // "calle Dos de Mayo": days are written small elsewhere.
    let capital = date.span.of(view.text()).starts_with(char::is_uppercase)
        && view.hits.find(first, Concept::DateNumber).is_some();
    let year_written = time.year_written && !number_inside;
    (first.saturating_sub(REACH)..first).any(|word| {
        // "Plaza 2 de Mayo, 4"
        let square = || number_behind && view.hits.find(word, Concept::CueBuilding).is_some();
        let street = view.hits.at(word).iter().find(|hit| {
            hit.concept == Concept::AddressStreet
                && (matches!(hit.value, LEADS | EITHER) || hit.value == DOUBTFUL_LEAD && square())
        });
        street.is_some_and(|hit| {
            let adjacent = hit.end <= first
                && (hit.end..first).all(is_small_word)
                && (hit.first + 1..=first).all(|token| view.tokens[token].gap <= Gap::Space);
            // "4 place du 14 Juillet", "4, place du 14 Juillet".
            let before = word - usize::from(word > 1 && view.tokens.is_mark(word - 1, ','));
            let numbered = before > 0
                && view.tokens[before - 1].kind == TokenKind::Number
                && view.tokens[word].gap <= Gap::Space
                && view.tokens[before].gap <= Gap::Space;
            let cut_short = view.tokens[hit.end - 1].kind == TokenKind::Mark('.');
            let told = cut_short || number_behind || number_inside || capital;
            adjacent && (past || numbered || !year_written && told)
        })
    })
}

/// Whether a capitalised word for a day is a name inside a street's: "Rua Padre Domingos da Silva".
fn is_name_in_street(view: &View, first: usize, date: &Mention) -> bool {
    const REACH: usize = 5;
    let text = date.span.of(view.text());
    let word = text.chars().all(char::is_alphabetic) && text.starts_with(char::is_uppercase);
    let in_name = |token: usize| {
        let token_text =
            &view.text()[view.tokens[token].start as usize..view.tokens[token].end as usize];
        view.tokens[token].gap <= Gap::Space
            && (token_text.starts_with(char::is_uppercase)
                || view.hits.find(token, Concept::AddressParticle).is_some()
                || view.tokens.is_mark(token, '.'))
    };
    let leads = |word: usize| {
        let mut hits = view.hits.at(word).iter();
        hits.any(|hit| {
            hit.concept == Concept::AddressStreet && hit.value == LEADS && hit.end <= first
        })
    };
    word && view
        .tokens
        .get(first)
        .is_some_and(|token| token.gap <= Gap::Space)
        && (first.saturating_sub(REACH)..first)
            .any(|word| leads(word) && (word + 1..first).all(in_name))
}

/// Whether digits like "10/12" are the number of a street: its word and a name stand before, and
/// a comma or a line's end after. Of three groups ("3/2/14", with stairs and door) the first stands
/// right behind the street.
fn is_numbered_street(view: &View, first: usize, date: &Mention, three: bool) -> bool {
    const REACH: usize = 5;
    let text = date.span.of(view.text());
    let digits = text
        .chars()
        .all(|sign| sign.is_ascii_digit() || matches!(sign, '/' | '-'));
    let next = view.tokens.first_at(date.span.end);
    let closes = view.tokens.is_mark(next, ',')
        || view
            .tokens
            .get(next)
            .is_none_or(|next| next.gap >= Gap::Line);
    // "alle 21"
    let hour = view
        .hits
        .at(first.saturating_sub(1))
        .iter()
        .any(|hit| hit.concept == Concept::DateClockCue && hit.end == first);
    if !digits
        || !closes
        || hour
        || view
            .tokens
            .get(first)
            .is_none_or(|token| token.gap != Gap::Space)
    {
        return false;
    }
    let on_line = |from: usize| {
        (from + 1..first).all(|token| {
            let token = view.tokens[token];
            token.gap <= Gap::Space
                && matches!(token.kind, TokenKind::Word | TokenKind::Mark('.' | '-'))
        })
    };
    (first.saturating_sub(REACH)..first).any(|word| {
        view.hits.at(word).iter().any(|hit| {
            let leads = matches!(hit.value, LEADS | EITHER) && hit.end < first && !three;
            let ends = matches!(hit.value, TRAILS | EITHER | COMPOUND) && hit.end == first;
            hit.concept == Concept::AddressStreet && (leads || ends) && on_line(word)
        })
    })
}
