//! Which digits are a number of which country: the plans of libphonenumber, and how a number is cut
//! into groups.

use handbill_lexicon::gazetteer;
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region,
};

use super::{FEWEST_DIGITS, FEWEST_LOCAL};
use crate::find::countries::Countries;

/// The country (ISO 3166-1 alpha-2) of a number in E.164.
pub fn country_of(e164: &str) -> Option<&'static str> {
    let number = parsed(e164, None, Plan::Assigned)?;
    gazetteer::country_by_code(&format!("{:?}", number.get_region_code()?))
}

/// What a number must fit in its country's plan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// A range that numbers are given out from.
    Assigned,
    /// The length of a whole number: ranges change, and some are kept for fiction.
    Length,
}

/// What supports the reading of digits as a phone number.
#[derive(Clone, Copy)]
pub(super) struct Support {
    /// A cue stands before it.
    pub(super) cued: bool,
    /// Somebody who may be called is named before it.
    pub(super) named: bool,
    /// Nothing else stands in the whole text: it is asked for what it is.
    pub(super) alone: bool,
}

/// How well the groups that are written agree with those of the country's own writing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grouping {
    Other,
    /// No groups at all.
    Unbroken,
    /// The beginning of the area code stands apart.
    InArea,
    /// The area code stands apart as it should.
    AreaCode,
    Exact,
}

/// The number that the text writes, as one of the document's countries would dial it.
pub(super) fn national_number(
    written: &str,
    support: Support,
    countries: &Countries,
    plan: Plan,
) -> Option<PhoneNumber> {
    let groups = digit_groups(written);
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    let ends_in_digit = written.ends_with(|character: char| character.is_ascii_digit());
    let trunk = written.starts_with('0') || written.starts_with("(0");
    let american = is_american(written, &groups);
    let countable = (FEWEST_DIGITS..=13).contains(&digits);
    if !countable || !ends_in_digit || is_decimal(written, &groups) {
        return None;
    }
    if !(support.cued || support.named || support.alone || trunk || american) {
        return None;
    }
    let told = countries.told().map(|country| (country, true));
    // Where the document tells of a country of its language, the others of that language are out.
    let settled = countries
        .of_language()
        .any(|country| countries.told().any(|told| told == country));
    let suggested = countries
        .of_language()
        .filter(|_| !settled)
        .map(|country| (country, false));
    let first_suggested = countries.of_language().next();
    let mut best: Option<((bool, Grouping), PhoneNumber)> = None;
    for (country, is_told) in told.chain(suggested) {
        let Some(number) = country
            .parse()
            .ok()
            .and_then(|region| parsed(written, Some(region), plan))
        else {
            continue;
        };
        let grouping = grouping(&number, &groups);
        if plan == Plan::Length && !((trunk || american) && grouping >= Grouping::AreaCode) {
            continue;
        }
        let called = support.cued || support.named && is_whole(&number, &groups);
        let enough = match grouping {
            Grouping::Exact => trunk || american || support.alone || called,
            Grouping::AreaCode => trunk || called,
            Grouping::InArea => is_told || Some(country) == first_suggested,
            Grouping::Unbroken => trunk || called && digits > 7,
            // "91 123 45 67", "2612 3456": cut in a way of one's own.
            Grouping::Other => {
                let short = groups.iter().all(|it| (2..=4).contains(&it.len()));
                let halved = is_told && groups.len() == 2 && groups[0].len() == groups[1].len();
                let even = short && (groups.len() > 2 || halved);
                called && (even && digits > 7 || support.cued && is_told && digits >= 9)
            }
        };
        let rank = (is_told, grouping);
        if enough && best.as_ref().is_none_or(|(known, _)| *known < rank) {
            best = Some((rank, number));
        }
        if is_told && best.is_some() {
            break;
        }
    }
    best.map(|(_, number)| number)
}

/// "Tel. 49 30 20930": an international number that lacks its sign; the first group is the
/// country's code.
pub(super) fn without_plus(written: &str, support: Support) -> Option<PhoneNumber> {
    let groups = digit_groups(written);
    let digits = groups.concat();
    let apart = groups.len() > 2 && groups[0].len() <= 3 && digits.len() > 9;
    if !support.cued || !apart || digits.starts_with('0') {
        return None;
    }
    parsed(&format!("+{digits}"), None, Plan::Assigned)
        .filter(|number| number.country_code.to_string() == groups[0])
}

/// The groups of digits of a text.
fn digit_groups(text: &str) -> Vec<&str> {
    text.split(|character: char| !character.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect()
}

/// `(212) 555-0123`, `212-555-0123` or `212.555.0123`: the North American way, which nothing else
/// looks like.
fn is_american(written: &str, groups: &[&str]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let marks = written.starts_with('(') || written.matches(['-', '.']).count() >= 2;
    (lengths == [3, 3, 4] || lengths == [1, 3, 3, 4] && groups[0] == "1") && marks
}

/// `0.12345678`: a number with decimals.
fn is_decimal(written: &str, groups: &[&str]) -> bool {
    groups.len() == 2 && groups[0].len() == 1 && written.contains('.')
}

fn grouping(number: &PhoneNumber, written: &[&str]) -> Grouping {
    let national = number.format_as(PhoneNumberFormat::National);
    let usual = digit_groups(&national);
    if usual == written {
        return Grouping::Exact;
    }
    if written.len() == 1 {
        return Grouping::Unbroken;
    }
    // The trunk digit may stand apart, "0 1512 …", and the rest may be cut otherwise.
    let same_area = usual.first() == written.first() && usual.len() > 1;
    if same_area {
        return Grouping::AreaCode;
    }
    // Of a mobile number's long code the first digits may stand apart, "0151 2345 …".
    const SHORTEST_CODE: usize = 4;
    let code = written[0].starts_with('0') && written[0].len() >= SHORTEST_CODE;
    if code && usual.len() > 1 && usual[0].starts_with(written[0]) {
        return Grouping::InArea;
    }
    Grouping::Other
}

/// Whether the digits that are written are all that is dialled inside the country.
fn is_whole(number: &PhoneNumber, written: &[&str]) -> bool {
    let national = number.format_as(PhoneNumberFormat::National);
    digit_groups(&national).concat() == written.concat()
}

/// Whether the digits may be a number inside its area: a few groups of a few digits each, and no
/// trunk digit.
pub(super) fn is_local(written: &str) -> bool {
    let groups = digit_groups(written);
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    let cut = groups.len() == 1 || groups.iter().all(|group| group.len() <= 4);
    (FEWEST_LOCAL..=7).contains(&digits)
        && cut
        && !written.contains(" - ")
        && !written.starts_with(['0', '(', '+'])
}

pub(super) fn parsed(text: &str, region: Option<Region>, plan: Plan) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL
        .parse(text, region)
        .ok()
        .filter(|number| match plan {
            Plan::Assigned => number.is_valid(),
            Plan::Length => matches!(
                number.is_possible_with_reason(),
                Ok(NumberLengthType::IsPossible)
            ),
        })
}

pub(super) fn e164(number: &PhoneNumber) -> String {
    number.format_as(PhoneNumberFormat::E164).into_owned()
}
