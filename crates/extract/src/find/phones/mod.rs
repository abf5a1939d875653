//! Phone numbers. Candidates are runs of digits and the marks that people put between them; what
//! is a number, and of which country, libphonenumber's plans decide.

mod cues;
mod plans;

pub use plans::country_of;

use handbill_lexicon::{Gap, Token, TokenKind};
use handbill_model::Span;

use super::claims::Claims;
use super::countries::Countries;
use crate::{Found, Mention, PhoneMention, View};
use cues::{Cue, cue_before, is_among_contacts, is_named, is_right_behind_cue, runs_on_from};
use plans::{Plan, Support, e164, is_local, national_number, parsed, without_plus};

/// Digits of a number with its country code (E.164): at most; and the fewest that are read.
const MOST_DIGITS: usize = 15;
const FEWEST_DIGITS: usize = 6;
/// The fewest digits of a number inside its area.
const FEWEST_LOCAL: usize = 5;
/// The longest run of tokens that is looked at from one start.
const LONGEST_RUN: usize = 32;

/// Numbers that are written with their country code, ascending: "+33 …", "0033 …", and those
/// that `tel:` links carry.
pub fn international(view: &View, claims: &Claims) -> Vec<Mention> {
    let mut found = linked(view);
    let written = scan(view, claims, |run, _| {
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
            Some((end, Some(e164(&number))))
        })
    });
    found.extend(written);
    found.sort_by_key(|mention| mention.span.start);
    found
}

/// Numbers as they are dialled inside their country, ascending, read by the countries that the
/// document tells of and by those of the addresses near by.
pub fn national(view: &View, claims: &Claims, countries: &Countries) -> Vec<Mention> {
    scan(view, claims, |run, last| {
        let cue = cue_before(view, run.first);
        if cue == Cue::Other || is_behind_digits(view, claims, run.first) {
            return None;
        }
        let cued = matches!(cue, Cue::Phone | Cue::Fax);
        let after_other = || last.is_some_and(|end| runs_on_from(view, end, run.first));
        let named = !cued && (is_named(view, run.first) || after_other());
        if !cued && !named && !may_stand_uncued(view, run) {
            return None;
        }
        let contact = cued || named || is_among_contacts(view, run);
        let known = longest_of(run, |end, plan| {
            let written = run.text(view, end);
            let support = Support {
                cued,
                named,
                alone: stands_alone(view, run.first, end),
            };
            if plan == Plan::Length && !contact {
                return None;
            }
            national_number(&written, support, countries, plan)
                .or_else(|| without_plus(&written, support))
                .map(|number| (end, Some(e164(&number))))
        });
        // "Tel. 4 17 36": who lives there needs no area code.
        let local = || {
            let told = cue == Cue::Phone
                && (is_right_behind_cue(view, run.first) || is_named(view, run.first));
            let ends = (view.tokens.get(run.end))
                .is_none_or(|next| next.gap > Gap::None || next.kind != TokenKind::Word);
            (told && ends && is_local(&run.text(view, run.end))).then_some((run.end, None))
        };
        known.or_else(local)
    })
}

/// Whether a short group of digits that is nothing else stands before the token, or a row of groups:
/// the rest of a number is no number.
fn is_behind_digits(view: &View, claims: &Claims, first: usize) -> bool {
    const LONGEST: usize = 3;
    let tokens = &view.tokens;
    let is_group = |at: usize| {
        let (before, token) = (tokens[at - 1], tokens[at]);
        let number = |token: Token| token.kind == TokenKind::Number;
        number(before) && number(token) && token.start == before.end + 1
    };
    if first == 0 || !is_group(first) {
        return false;
    }
    let span = Span::new(
        tokens[first - 1].start as usize,
        tokens[first - 1].end as usize,
    );
    claims.is_free(span) && (span.len() <= LONGEST || first > 1 && is_group(first - 1))
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

/// Reads every free run with `read`, which is also told one past the last token of the number before
/// it; it gives one past the last token of the number and its E.164 form, where that is known.
fn scan(
    view: &View,
    claims: &Claims,
    read: impl Fn(&Run, Option<usize>) -> Option<(usize, Option<String>)>,
) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut index = 0;
    let mut last = None;
    while index < view.tokens.len() {
        let Some(run) = run_at(view, claims, index) else {
            index += 1;
            continue;
        };
        match read(&run, last) {
            Some((end, e164)) => {
                last = Some(end);
                let fax = cue_before(view, run.first) == Cue::Fax;
                found.push(Mention {
                    span: run.span(view, end),
                    rule: if e164.is_none() {
                        "phone.local"
                    } else if view.tokens.is_mark(run.first, '+') {
                        "phone.international"
                    } else {
                        "phone.national"
                    },
                    found: Found::Phone(PhoneMention { e164, fax }),
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
            // "( 212 ) 555 …"
            let closed = next.gap == Gap::Space && tokens.is_mark(first + 2, ')');
            (next.gap == Gap::None || closed)
                && matches!(next.kind, TokenKind::Number | TokenKind::Mark('+'))
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
    let enough = digits >= FEWEST_LOCAL && end > first;
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

/// A cheap test of the numbers that need no cue: a trunk digit or bracket first, three digits as
/// American area codes have, or nothing else in the text.
fn may_stand_uncued(view: &View, run: &Run) -> bool {
    let head = view.tokens.folded(run.first);
    head.starts_with(['0', '(']) || matches!(head.len(), 1 | 3) || run.first == 0
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
    fn mobile_numbers_of_eight_digits_are_cut_as_three_two_three() {
        assert_eq!(phones("nb", "Tlf. 412 34 567"), ["+4741234567"]);
        assert!(phones("nb", "Sak 412 34 567").is_empty());
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
            ("de", "Holger: 0151 23456789", "+4915123456789"),
            ("it", "tel. 347 0123456", "+393470123456"),
            (
                "en",
                "Rector: Ann Pask, Church Lane, 01943 960 410",
                "+441943960410",
            ),
            ("nb", "Ring Stian 911 23 456 etter klokka 17", "+4791123456"),
            (
                "pt",
                "Presidente: António Lobo – 912 345 678",
                "+351912345678",
            ),
            ("da", "Inge på 30 46 44 55", "+4530464455"),
            ("en", "( 212 ) 555-2368", "+12125552368"),
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
            ("it", "coro 347 0123456"),
            ("pt", "Lugar 912 345 678"),
            ("de", "Kennung 4 17 36"),
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
    fn numbers_inside_their_area() {
        for (text, local) in [
            ("Anmeldung bei Gisela (Tel. 4 17 36)", Some("4 17 36")),
            ("Telefon: 41736", Some("41736")),
            ("Tel. 4 17 36, 18 Uhr", Some("4 17 36")),
            ("Telefon im Haus, Zimmer 41736", None),
            ("Tel. 4711", None),
            ("Anruf bei Gisela, Tel. 96 01 18", Some("96 01 18")),
            ("Telefon im Zimmer 1210 - 12b", None),
        ] {
            let document = document_in("de", text);
            let found = with_view(&document, |view| {
                let mut phones = find(view).into_iter().filter(|it| it.rule == "phone.local");
                phones.next().map(|it| it.span.of(view.text()).to_owned())
            });
            assert_eq!(found.as_deref(), local, "{text}");
        }
    }

    #[test]
    fn a_list_of_numbers_goes_on() {
        let two = phones(
            "it",
            "Info: tel. 0571 123456 (Marisa) – 333 1234567 (Gianni)",
        );
        assert_eq!(two, ["+390571123456", "+393331234567"]);
    }

    #[test]
    fn links_carry_numbers() {
        let document = document_with_link("Call us", "us", "tel:+33153418181");
        with_view(&document, |view| {
            assert_eq!(linked(view).len(), 1);
        });
    }
}
