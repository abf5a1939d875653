//! Phone numbers. Candidates are runs of digits and the marks that people put between them; what
//! is a number, and of which country, libphonenumber's plans decide.

use handbill_lexicon::{Concept, Gap, TokenKind, gazetteer};
use handbill_model::Span;
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region,
};

use super::claims::Claims;
use super::countries::Countries;
use crate::{Found, Mention, PhoneMention, View};

/// Digits of a number with its country code (E.164): at most; and the fewest that are read.
const MOST_DIGITS: usize = 15;
const FEWEST_DIGITS: usize = 6;
/// The longest run of tokens that is looked at from one start.
const LONGEST_RUN: usize = 32;
/// How many tokens before a number its cue may stand.
const CUE_REACH: usize = 7;
/// How many tokens before and after a number are looked at for signs that somebody is to be
/// written to or called.
const CONTACT_REACH: usize = 24;

/// Numbers that are written with their country code, ascending: "+33 …", "0033 …", and those
/// that `tel:` links carry.
pub fn international(view: &View, claims: &Claims) -> Vec<Mention> {
    let mut found = linked(view);
    let written = scan(view, claims, |view, run| {
        let head = run.head(view);
        let value = if head.starts_with('+') {
            head
        } else {
            format!("+{}", head.strip_prefix("00")?)
        };
        // The groups of an account number may look like a country's code.
        let grouped = run.first > 0
            && view.tokens[run.first - 1].kind == TokenKind::Number
            && view.tokens[run.first].gap <= Gap::Space;
        let doubtful = grouped || cue_before(view, run.first) == Cue::Other;
        longest_of(run, |end, plan| {
            if doubtful && plan == Plan::Length {
                return None;
            }
            let digits = digits_of(&value, run, view, end)?;
            let number = parsed(&format!("+{digits}"), None, plan)?;
            Some((end, e164(&number)))
        })
    });
    found.extend(written);
    found.sort_by_key(|mention| mention.span.start);
    found
}

/// Numbers as they are dialled inside their country, ascending, read by the countries that the
/// document tells of and by those of the addresses near by.
pub fn national(view: &View, claims: &Claims, countries: &Countries) -> Vec<Mention> {
    scan(view, claims, |view, run| {
        let cue = cue_before(view, run.first);
        if cue == Cue::Other {
            return None;
        }
        let cued = matches!(cue, Cue::Phone | Cue::Fax);
        if !cued && !may_stand_uncued(view, run) {
            return None;
        }
        let contact = cued || is_among_contacts(view, run);
        longest_of(run, |end, plan| {
            let written = run.text(view, end);
            let support = Support {
                cued,
                alone: stands_alone(view, run.first, end),
            };
            if plan == Plan::Length && !contact {
                return None;
            }
            national_number(&written, support, countries, plan)
                .or_else(|| without_plus(&written, support))
                .map(|number| (end, e164(&number)))
        })
    })
}

/// Whether the line of the number, or the one before, gives an e-mail address or says that
/// somebody is to be written to or called.
fn is_among_contacts(view: &View, run: &Run) -> bool {
    let is_sign = |token: usize| {
        view.tokens.is_mark(token, '@')
            || view.hits.at(token).iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::PhoneCue
                        | Concept::EmailCue
                        | Concept::EmailAt
                        | Concept::RoleContact
                        | Concept::PersonPost
                )
            })
    };
    let mut lines = 0;
    let before = (run.first.saturating_sub(CONTACT_REACH)..run.first)
        .rev()
        .take_while(|token| {
            lines += usize::from(view.tokens[token + 1].gap >= Gap::Line);
            lines < 2 && view.tokens[token + 1].gap < Gap::Blank
        })
        .any(is_sign);
    let last = (run.end + CONTACT_REACH).min(view.tokens.len());
    before
        || (run.end..last)
            .take_while(|token| view.tokens[*token].gap < Gap::Line)
            .any(is_sign)
}

/// The country (ISO 3166-1 alpha-2) of a number in E.164.
pub fn country_of(e164: &str) -> Option<&'static str> {
    let number = parsed(e164, None, Plan::Assigned)?;
    gazetteer::country_by_code(&format!("{:?}", number.get_region_code()?))
}

/// A run of tokens that may be a number.
struct Run {
    first: usize,
    end: usize,
}

impl Run {
    /// The first tokens up to and with the first digits, without spaces: "+33", "00", "(030".
    fn head(&self, view: &View) -> String {
        let mut head = String::new();
        for index in self.first..self.end {
            match view.tokens[index].kind {
                TokenKind::Number => {
                    head.push_str(view.tokens.folded(index));
                    break;
                }
                TokenKind::Mark('+') => head.push('+'),
                _ => {}
            }
        }
        head
    }

    /// The text of the run up to the token.
    fn text(&self, view: &View, end: usize) -> String {
        self.span(view, end).of(view.text()).to_owned()
    }

    /// Where the number stands; a bracket that only closes behind it is no part of it.
    fn span(&self, view: &View, end: usize) -> Span {
        let opens = view.tokens.is_mark(self.first, '(')
            && self.first + 1 < end
            && !(self.first..end).any(|index| view.tokens.is_mark(index, ')'));
        let first = view.tokens[self.first + usize::from(opens)];
        let last = view.tokens[end - 1];
        Span::new(first.start as usize, last.end as usize)
    }
}

/// All digits of the run up to the token, where `head` stands for the first of them; "(0)" after
/// a country code is dropped.
fn digits_of(head: &str, run: &Run, view: &View, end: usize) -> Option<String> {
    let mut digits = head.trim_start_matches('+').to_owned();
    let mut numbers =
        (run.first..end).filter(|index| view.tokens[*index].kind == TokenKind::Number);
    numbers.next()?;
    for index in numbers {
        digits.push_str(view.tokens.folded(index));
    }
    (digits.len() > FEWEST_DIGITS && digits.len() <= MOST_DIGITS + 1).then_some(digits)
}

/// Reads every free run with `read`, which gives one past the last token of the number and its
/// E.164 form.
fn scan(
    view: &View,
    claims: &Claims,
    read: impl Fn(&View, &Run) -> Option<(usize, String)>,
) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < view.tokens.len() {
        let Some(run) = run_at(view, claims, index) else {
            index += 1;
            continue;
        };
        match read(view, &run) {
            Some((end, e164)) => {
                let fax = cue_before(view, run.first) == Cue::Fax;
                found.push(Mention {
                    span: run.span(view, end),
                    found: Found::Phone(PhoneMention {
                        e164: Some(e164),
                        fax,
                    }),
                    rule: if view.tokens.is_mark(run.first, '+') {
                        "phone.international"
                    } else {
                        "phone.national"
                    },
                });
                index = end;
            }
            None => index = next_start(view, &run),
        }
    }
    found
}

/// The run that begins at the token: marks and numbers on one line, unclaimed, with enough
/// digits, that touches no letter.
fn run_at(view: &View, claims: &Claims, first: usize) -> Option<Run> {
    let tokens = &view.tokens;
    let opens = match tokens[first].kind {
        TokenKind::Number => true,
        TokenKind::Mark('+') => tokens
            .get(first + 1)
            .is_some_and(|next| next.kind == TokenKind::Number && next.gap <= Gap::Space),
        TokenKind::Mark('(') => tokens.get(first + 1).is_some_and(|next| {
            next.gap == Gap::None && matches!(next.kind, TokenKind::Number | TokenKind::Mark('+'))
        }),
        _ => false,
    };
    if !opens || !is_open_before(view, first) {
        return None;
    }
    let mut end = first;
    let mut digits = 0;
    while end < tokens.len() && end - first < LONGEST_RUN {
        let token = tokens[end];
        let joins = match token.kind {
            TokenKind::Number => true,
            TokenKind::Mark(mark) => {
                matches!(mark, '+' | '(' | ')' | '-' | '/' | '.' | '•' | '[' | ']')
            }
            TokenKind::Word => false,
        };
        // A second country code begins another number.
        let again = end > first
            && token.kind == TokenKind::Mark('+')
            && !(end == first + 1 && tokens.is_mark(first, '('));
        if !joins || again || end > first && token.gap > Gap::Space {
            break;
        }
        if token.kind == TokenKind::Number {
            digits += (token.end - token.start) as usize;
        }
        end += 1;
    }
    while end > first && tokens[end - 1].kind != TokenKind::Number {
        end -= 1;
    }
    let enough = digits >= FEWEST_DIGITS && end > first;
    let run = enough.then(|| up_to_claim(view, claims, Run { first, end }))?;
    (run.end > run.first).then_some(run)
}

/// The run up to the first claimed token.
fn up_to_claim(view: &View, claims: &Claims, run: Run) -> Run {
    if claims.is_free(run.span(view, run.end)) {
        return run;
    }
    let end = (run.first..run.end)
        .find(|index| {
            let token = view.tokens[*index];
            !claims.is_free(Span::new(token.start as usize, token.end as usize))
        })
        .unwrap_or(run.first);
    Run {
        first: run.first,
        end,
    }
}

/// Whether what stands before the token leaves it free to begin a number: no letter, digit,
/// currency or number sign.
fn is_open_before(view: &View, first: usize) -> bool {
    let Some(before) = first.checked_sub(1) else {
        return true;
    };
    let international = view.tokens.is_mark(first, '+');
    if view.tokens[first].gap > Gap::Space {
        return true;
    }
    let touches = view.tokens[first].gap == Gap::None;
    match view.tokens[before].kind {
        TokenKind::Word => !touches || international,
        TokenKind::Number => !touches,
        TokenKind::Mark(mark) => {
            let forbidden = matches!(mark, '€' | '$' | '£' | '#' | '%' | '=' | '_' | '@' | '&');
            let joins = matches!(mark, '.' | '-' | '/' | '+' | ',') && touches;
            !forbidden && (!joins || international)
        }
    }
}

/// Where to look on after a run that is no number: past its first group of digits.
fn next_start(view: &View, run: &Run) -> usize {
    let after = (run.first + 1..run.end).find(|index| {
        let token = view.tokens[*index];
        token.gap == Gap::Space
            && matches!(token.kind, TokenKind::Number | TokenKind::Mark('(' | '+'))
    });
    after.unwrap_or(run.end.max(run.first + 1))
}

/// The longest prefix of the run that ends with digits, that nothing continues, and that reads.
fn longest<T>(run: &Run, read: impl Fn(usize) -> Option<T>) -> Option<T> {
    (run.first + 1..=run.end).rev().find_map(read)
}

/// As [`longest`], by the numbers that are given out first, then by length.
fn longest_of<T>(run: &Run, read: impl Fn(usize, Plan) -> Option<T>) -> Option<T> {
    [Plan::Assigned, Plan::Length]
        .into_iter()
        .find_map(|plan| longest(run, |end| read(end, plan)))
}

/// What a number must fit in its country's plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// A range that numbers are given out from.
    Assigned,
    /// The length of a whole number: ranges change, and some are kept for fiction.
    Length,
}

/// What supports the reading of digits as a phone number.
#[derive(Clone, Copy)]
struct Support {
    /// A cue stands before it.
    cued: bool,
    /// Nothing else stands in the whole text: it is asked for what it is.
    alone: bool,
}

/// How well the groups that are written agree with those of the country's own writing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grouping {
    Other,
    /// No groups at all.
    Unbroken,
    /// The area code stands apart as it should.
    AreaCode,
    Exact,
}

/// A cheap test of the numbers that need no cue: a trunk digit or bracket first, three digits as
/// American area codes have, or nothing else in the text.
fn may_stand_uncued(view: &View, run: &Run) -> bool {
    let head = view.tokens.folded(run.first);
    head.starts_with(['0', '(']) || matches!(head.len(), 1 | 3) || run.first == 0
}

/// The number that the text writes, as one of the document's countries would dial it.
fn national_number(
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
    if !(support.cued || support.alone || trunk || american) {
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
        let enough = match grouping {
            Grouping::Exact => true,
            Grouping::AreaCode => trunk || support.cued,
            Grouping::Unbroken => trunk || support.cued && digits > 7,
            // "91 123 45 67": cut in a way of one's own.
            Grouping::Other => support.cued && is_told && digits >= 9,
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
fn without_plus(written: &str, support: Support) -> Option<PhoneNumber> {
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
    Grouping::Other
}

fn parsed(text: &str, region: Option<Region>, plan: Plan) -> Option<PhoneNumber> {
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

fn e164(number: &PhoneNumber) -> String {
    number.format_as(PhoneNumberFormat::E164).into_owned()
}

/// What the words before a number say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    None,
    Phone,
    Fax,
    /// It is said to be some other number.
    Other,
}

/// The nearest cue that ends before the token, on its line or the one before.
fn cue_before(view: &View, token: usize) -> Cue {
    let mut best: Option<(usize, usize, Cue)> = None;
    let mut start = token;
    let mut lines = 0;
    for _ in 0..CUE_REACH {
        // The gap between the token looked at and the one before it.
        match view.tokens[start].gap {
            Gap::Blank => break,
            Gap::Line if lines == 1 => break,
            Gap::Line => lines += 1,
            _ => {}
        }
        let Some(before) = start.checked_sub(1) else {
            break;
        };
        start = before;
        for hit in view.hits.at(start) {
            let cue = match hit.concept {
                Concept::PhoneCue => Cue::Phone,
                Concept::PhoneFax => Cue::Fax,
                Concept::PhoneOther => Cue::Other,
                _ => continue,
            };
            let rank = (hit.end, hit.end - hit.first);
            if hit.end <= token && best.is_none_or(|(end, length, _)| (end, length) < rank) {
                best = Some((rank.0, rank.1, cue));
            }
        }
    }
    match best {
        // "Tel./Fax:": both.
        Some((end, length, Cue::Fax)) if is_shared_with_phone(view, end - length) => Cue::Phone,
        Some((_, _, cue)) => cue,
        None => Cue::None,
    }
}

/// Whether a phone cue and a joining mark stand right before the fax cue.
fn is_shared_with_phone(view: &View, fax: usize) -> bool {
    let joined = fax
        .checked_sub(1)
        .is_some_and(|before| view.tokens.is_mark(before, '/') || view.tokens.is_mark(before, '&'));
    joined
        && (fax.saturating_sub(4)..fax).any(|index| {
            view.hits
                .at(index)
                .iter()
                .any(|hit| hit.concept == Concept::PhoneCue)
        })
}

/// Whether the tokens are all that the text holds.
fn stands_alone(view: &View, first: usize, end: usize) -> bool {
    first == 0 && end == view.tokens.len()
}

/// Numbers behind `tel:` links (RFC 3966) that are written with their country code.
fn linked(view: &View) -> Vec<Mention> {
    let links = view
        .document
        .links
        .iter()
        .filter(|link| !link.span.is_empty());
    links
        .filter_map(|link| {
            let number = link.target.strip_prefix("tel:")?;
            let number = number.split([';', '?']).next()?.replace("%20", "");
            let number = number
                .strip_prefix("00")
                .map_or(number.clone(), |rest| format!("+{rest}"));
            number.starts_with('+').then_some(())?;
            Some(Mention {
                span: link.span,
                found: Found::Phone(PhoneMention {
                    e164: Some(e164(
                        &parsed(&number, None, Plan::Assigned)
                            .or_else(|| parsed(&number, None, Plan::Length))?,
                    )),
                    fax: false,
                }),
                rule: "phone.link",
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::find;
    use crate::find::testing::{document, document_in, document_with_link, with_view};

    fn phones(language: &str, text: &str) -> Vec<String> {
        let document = if language.is_empty() {
            document(text)
        } else {
            document_in(language, text)
        };
        with_view(&document, |view| {
            find(view)
                .iter()
                .filter_map(|mention| match &mention.found {
                    Found::Phone(phone) if phone.fax => {
                        Some(format!("fax {}", phone.e164.as_deref()?))
                    }
                    Found::Phone(phone) => phone.e164.clone(),
                    _ => None,
                })
                .collect()
        })
    }

    #[test]
    fn numbers_with_their_country_code() {
        for (text, number) in [
            ("Tel. +33(0)1 53 41 81 81", "+33153418181"),
            ("+49/30/2093-0", "+493020930"),
            ("0049 30 20930", "+493020930"),
            ("(+32) 2 511 74 77", "+3225117477"),
            ("Phone:+44 20 7946 0958, or", "+442079460958"),
            ("+39 (0)6 1234 5678", "+390612345678"),
            ("Fax: +33 1 53 41 81 82", "fax +33153418182"),
            ("Tel./Fax: +33 1 53 41 81 82", "+33153418182"),
        ] {
            assert_eq!(phones("", text), [number], "{text}");
        }
        let two = phones("", "+33 1 53 41 81 81 / +33 6 12 34 56 78");
        assert_eq!(two, ["+33153418181", "+33612345678"]);
    }

    #[test]
    fn numbers_of_the_documents_country() {
        for (language, text, number) in [
            ("fr", "Tél. : 01 53 41 81 81", "+33153418181"),
            ("fr-BE", "Tél. 02 511 74 77", "+3225117477"),
            ("de", "Telefon 030/209 30", "+493020930"),
            ("de-AT", "Tel.: 01 234567890", "+431234567890"),
            ("en", "Call (212) 555-2368 now", "+12125552368"),
            ("en-GB", "Phone 020 7946 0958", "+442079460958"),
            (
                "en-GB",
                "ring Kim, our porter, on 01632 960 771",
                "+441632960771",
            ),
            ("de", "Büro, Tel. (030) 23125 660", "+493023125660"),
            // A name before the number is no far town with its postcode.
            ("en", "Ann 07518 960 123", "+447518960123"),
            ("en", "Contact a@example.fr, 01 53 41 81 81", "+33153418181"),
        ] {
            assert_eq!(phones(language, text), [number], "{text}");
        }
    }

    #[test]
    fn what_is_no_phone() {
        for (language, text) in [
            ("de", "IBAN DE89 3704 0044 0532 0130 00"),
            ("de", "DE89 3704 0044 0532 0130 00 an die Kasse"),
            ("en", "01632 960 118 votes were cast"),
            ("fr", "IBAN FR76 3000 6000 0112 3456 7890 189"),
            ("fr", "SIRET : 012 345 678 00012"),
            ("en", "ISBN 0-19-852663-6"),
            ("en", "ISSN 0317-8471"),
            ("de", "130.000 Besucher, 33,000 more, 12 345 678 in all"),
            ("en", "48.8566, 2.3522 and 0.123456789"),
            ("fr", "de 2021-2027 et 01.02.2025"),
            ("de", "10115 Berlin, 75015 Paris"),
            ("en", "+10 000 visitors, +33 000 000 people"),
            ("en", "id=0153418181, #0153418181"),
            ("fr", "€0153418181"),
            ("en", "the years 1999 2000 2001 2002"),
            ("en", "06/31/2022"),
            ("fr", "24 12 2014"),
        ] {
            assert!(
                phones(language, text).is_empty(),
                "{text}: {:?}",
                phones(language, text)
            );
        }
    }

    #[test]
    fn links_carry_numbers() {
        let document = document_with_link("Call us", "us", "tel:+33153418181");
        with_view(&document, |view| {
            assert_eq!(linked(view).len(), 1);
        });
    }
}
