use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, Gap};
use handbill_model::{Role, Span};

use super::acronyms::{AcronymPair, pairs};
use super::domains::{DomainName, named_by_domains};
use super::persons::PersonMention;
use super::roles::role_of;
use super::runs::{after_starters, has_head, leading_form, quote_end, run_end, without_event};
use super::small_words;
use super::words::{Case, Words};
use crate::Mention;

/// A name in the text that its own form, an acronym or a domain shows to be an organisation's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationMention {
    /// The name, without article.
    pub span: Span,
    /// Name of the rule that found it.
    pub rule: &'static str,
    /// The acronym that the document gives the name here.
    pub acronym: Option<Span>,
    /// The label of the domain that spells the name.
    pub label: Option<String>,
}

/// All names of organisations by form, acronym and domain, ascending and without overlap.
pub(crate) fn find(
    words: &Words,
    mentions: &[Mention],
    persons: &[PersonMention],
) -> Vec<OrganisationMention> {
    let mut out: Vec<OrganisationMention> = Vec::new();
    out.extend(named_by_domains(words, mentions).into_iter().map(by_domain));
    let pairs = pairs(words);
    out.extend(other_writings(words, &pairs));
    out.extend(pairs.into_iter().map(by_acronym));
    out.extend(by_form(words));
    out.extend(by_small_head(words));
    out.retain(|found| {
        super::overlapping(persons, found.span, |person| person.span)
            .next()
            .is_none()
    });
    without_overlap(words, out)
}

fn by_domain(name: DomainName) -> OrganisationMention {
    OrganisationMention {
        span: name.span,
        rule: "organisation.domain",
        acronym: None,
        label: Some(name.label),
    }
}

fn by_acronym(pair: AcronymPair) -> OrganisationMention {
    OrganisationMention {
        span: pair.long,
        rule: pair.rule,
        acronym: Some(pair.short),
        label: None,
    }
}

/// Of mentions that overlap the longest stays, and takes over what the others know of it if they
/// begin at the same place.
fn without_overlap(words: &Words, mut found: Vec<OrganisationMention>) -> Vec<OrganisationMention> {
    found.sort_by(|a, b| {
        a.span
            .start
            .cmp(&b.span.start)
            .then(b.span.end.cmp(&a.span.end))
            .then(b.acronym.is_some().cmp(&a.acronym.is_some()))
    });
    let mut out: Vec<OrganisationMention> = Vec::new();
    for mention in found {
        match out.last_mut() {
            Some(last) if last.span.overlaps(mention.span) => {
                let spelt = mention.label.is_some() && last.label.is_none();
                // "Quartet of the Music Society e.V.": the domain says who is the body.
                let (part, _) = words.tokens_of(mention.span);
                let owner = spelt
                    && part > 0
                    && last.span.start < mention.span.start
                    && words.is(part - 1, Concept::NameGenitive)
                    && is_one_name(words, last.span, mention.span);
                if owner {
                    let end = last.span.end;
                    *last = OrganisationMention {
                        span: Span::new(mention.span.start, end),
                        ..mention
                    };
                    continue;
                }
                let longer = last.span.len() < mention.span.len() && mention.acronym.is_some();
                if spelt && is_one_name(words, last.span, mention.span) {
                    last.label = mention.label;
                } else if longer || spelt && last.acronym.is_none() {
                    *last = mention;
                } else if last.span.start == mention.span.start {
                    last.acronym = last.acronym.or(mention.acronym);
                    last.label = last.label.take().or(mention.label);
                }
            }
            _ => out.push(mention),
        }
    }
    out
}

/// Whether the part is the end of the whole, a legal form apart (`Rowing` in `Verein Rowing e.V.`), or
/// the beginning of one that a legal form closes (`Oar` in `Oar Ghent Ltd`).
fn is_one_name(words: &Words, whole: Span, part: Span) -> bool {
    let (_, end) = words.tokens_of(part);
    let (_, last) = words.tokens_of(whole);
    let closed = |from: usize| {
        (from..last).any(|token| {
            let form = words.hit(token, Concept::NameLegalForm);
            form.is_some_and(|hit| hit.end == last)
        })
    };
    let opens = whole.start == part.start && closed(end);
    // `Buchhandlung` in `Verein „Buchhandlung“ Kiel`, `Chiara` in `Circolo "La Chiara"`
    let (first, _) = words.tokens_of(part);
    let opened = first > 0 && words.is_mark(first - 1, '"');
    let quoted = words.is_mark(end, '"') && (opened || end + 1 == last);
    whole.contains(part)
        && (end == last || quoted || opens || words.is(end, Concept::NameLegalForm) && closed(end))
}

/// The other places of long names that the document gives an acronym, such as its title in
/// capitals and the name in the text.
fn other_writings(words: &Words, pairs: &[AcronymPair]) -> Vec<OrganisationMention> {
    const MOST_ALIKE: usize = 16;
    let mut by_first: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    for pair in pairs {
        let (first, end) = words.tokens_of(pair.long);
        let name: Vec<&str> = (first..end).map(|token| words.folded(token)).collect();
        let known = by_first.entry(words.folded(first)).or_default();
        if name.len() >= 2 && known.len() < MOST_ALIKE && !known.contains(&name) {
            known.push(name);
        }
    }
    let mut out = Vec::new();
    for first in 0..words.len() {
        let Some(names) = by_first.get(words.folded(first)) else {
            continue;
        };
        for name in names.iter().filter(|_| words.is_capital(first)) {
            let end = first + name.len();
            let same = end <= words.len()
                && (first..end).zip(name).all(|(token, folded)| {
                    words.folded(token) == *folded && (token == first || words.runs_on(token))
                });
            if same {
                out.push(OrganisationMention {
                    span: words.span(first, end),
                    rule: "organisation.name-again",
                    acronym: None,
                    label: None,
                });
            }
        }
    }
    out
}

/// Names with a head word or legal form: `University of Ghent`, `Ruderverein Nord e.V.`.
fn by_form(words: &Words) -> Vec<OrganisationMention> {
    let mut out = Vec::new();
    let mut token = 0;
    while token < words.len() {
        if let Some(end) = before_head(words, token) {
            out.push(OrganisationMention {
                span: words.span(token, end),
                rule: "organisation.form",
                acronym: None,
                label: None,
            });
            token = end;
            continue;
        }
        let Some(end) = run_end(words, token) else {
            token += 1;
            continue;
        };
        if let Some(stop) = small_words::legal_form_behind(words, token, end) {
            out.push(OrganisationMention {
                span: words.span(token, stop),
                rule: "organisation.form",
                acronym: None,
                label: None,
            });
            token = stop;
            continue;
        }
        if let Some((first, stop)) = form(words, token, end) {
            let stop = small_words::open_end(words, first, stop);
            out.push(OrganisationMention {
                span: words.span(first, stop),
                rule: "organisation.form",
                acronym: None,
                label: None,
            });
        }
        token = end.max(token + 1);
    }
    out
}

/// One past the head word behind the quoted name that opens at the token: `„Napsugár” Egyesület`.
fn before_head(words: &Words, token: usize) -> Option<usize> {
    let after = quote_end(words, token)?;
    let head = words.hit(after, Concept::NameOrganisation).filter(|hit| {
        hit.value == 1 && words.gap(after) == Gap::Space && words.is_capital(after)
    })?;
    let end = run_end(words, after)?;
    (end == head.end).then_some(end)
}

/// Names behind a head word in small letters that an article or another small word leads to:
/// `l'associazione Gente di Mare`, `het ministerie van Financiën`.
fn by_small_head(words: &Words) -> Vec<OrganisationMention> {
    let mut out = Vec::new();
    for token in 1..words.len() {
        let Some(head) = words
            .hit(token, Concept::NameOrganisation)
            .filter(|hit| hit.value == 1)
        else {
            continue;
        };
        let small = (token..head.end)
            .all(|at| words.is_word(at) && !words.is_capital(at) && words.gap(at) <= Gap::Space);
        let led = words.gap(token) <= Gap::Space
            && (words.is_mark(token - 1, '\'')
                || words.is(token - 1, Concept::NameArticle)
                || words.is(token - 1, Concept::NameConnector));
        if !small || !led {
            continue;
        }
        let joint = words
            .hit(head.end, Concept::NameConnector)
            .filter(|_| words.gap(head.end) == Gap::Space);
        let first = joint.map_or(head.end, |joint| joint.end);
        // "commune de" is a head word with its joint.
        let inside = head.end > token + 1 && words.is(head.end - 1, Concept::NameConnector);
        let joined = joint.is_some() || inside;
        let own = |first: usize, end: usize| {
            let capitals = (first..end).filter(|at| words.is_capital(*at)).count();
            capitals > 1 || joined || words.case(first) != Case::Capital
        };
        if let Some(name) = in_quotes(words, first) {
            out.push(OrganisationMention {
                span: name,
                rule: "organisation.small-head",
                acronym: None,
                label: None,
            });
            continue;
        }
        let end = run_end(words, first).filter(|_| words.gap(first) <= Gap::Space);
        // "De gemeente Rietdam": a place alone names no authority.
        let placed = |end: usize| words.is(token, Concept::CueAuthority) && !own(first, end);
        let whole = |end: usize| own(first, end) || placed(end);
        if let Some(end) = end.filter(|end| whole(*end) && !is_generic(words, first, *end)) {
            // Only a joint makes the head a part of the name.
            let start = if joined || placed(end) { token } else { first };
            out.push(OrganisationMention {
                span: words.span(start, end),
                rule: "organisation.small-head",
                acronym: None,
                label: None,
            });
        }
    }
    out
}

/// The name in quotation marks behind a head word: `con l'associazione "Terra Lieve"`.
fn in_quotes(words: &Words, open: usize) -> Option<Span> {
    const LONGEST: usize = 8;
    let opens = words.is_mark(open, '"')
        && words.gap(open) == Gap::Space
        && words.gap(open + 1) == Gap::None
        && words.is_capital(open + 1);
    let close = (open + 2..=open + 1 + LONGEST)
        .take_while(|token| opens && words.gap(*token) <= Gap::Space)
        .find(|token| words.is_mark(*token, '"'))?;
    let plain = (open + 1..close).all(|token| !words.is_mark(token, '.') && !words.is_taken(token));
    plain.then(|| words.span(open + 1, close))
}

/// The part of a run that is an organisation's name by its form.
pub(crate) fn form(words: &Words, first: usize, end: usize) -> Option<(usize, usize)> {
    let stop = without_event(words, first, end);
    let first = after_leading_event(words, after_starters(words, first, stop), stop);
    let closing = (first..stop).any(|token| {
        token > first
            && words
                .hit(token, Concept::NameLegalForm)
                .is_some_and(|hit| hit.end == stop)
    });
    let legal = closing || leading_form(words, first).is_some_and(|end| end < stop);
    if is_street(words, first, stop) {
        return None;
    }
    let own = stop > first + 2 && legal || !is_generic(words, first, stop);
    if !(own && (legal || has_head(words, first, stop))) {
        return None;
    }
    Some((first, stop))
}

/// Whether the head word names the street behind it: `Church Lane`. The name of a street in one word
/// (`Elzenlaan`) may be what the body is called by.
fn is_street(words: &Words, first: usize, end: usize) -> bool {
    const TRAILS: i32 = 2;
    const EITHER: i32 = 3;
    let head = words.hit(first, Concept::NameOrganisation);
    head.is_some_and(|head| {
        let street = words.hit(head.end, Concept::AddressStreet);
        head.end + 1 == end
            && street.is_some_and(|street| matches!(street.value, TRAILS | EITHER))
            && !words.is(head.end, Concept::NameOrganisation)
    })
}

/// Skips what belongs to an organisation before its name: `Project of the Rowing Club`, `Newsletter of …`.
fn after_leading_event(words: &Words, first: usize, end: usize) -> usize {
    let published = words.hit(first, Concept::RoleBefore).filter(|hit| {
        role_of(hit) == Role::Publisher && hit.end < end && has_head(words, hit.end, end)
    });
    if let Some(published) = published {
        return after_starters(words, published.end, end);
    }
    let leads = [Concept::NameEvent, Concept::NameUnit]
        .iter()
        .filter_map(|concept| words.hit(first, *concept))
        .filter(|hit| {
            let head = words.hit(first, Concept::NameOrganisation);
            head.is_none_or(|head| head.end < hit.end)
        })
        .map(|hit| hit.end)
        .max();
    let direct = leads.filter(|at| words.is(*at, Concept::NameOrganisation));
    let after = leads
        .filter(|at| words.is(*at, Concept::NameConnector))
        .or_else(|| event_end(words, first, end))
        .and_then(|at| words.hit(at, Concept::NameConnector))
        .map(|connector| connector.end)
        .or(direct)
        .filter(|after| *after < end && has_head(words, *after, end));
    after.map_or(first, |after| after_starters(words, after, end))
}

/// One past the word for an event that words without a head lead to: `Annual General Meeting of the
/// Rowing Club`.
fn event_end(words: &Words, first: usize, end: usize) -> Option<usize> {
    (first..end)
        .take_while(|token| !words.is(*token, Concept::NameOrganisation))
        .filter_map(|token| words.hit(token, Concept::NameEvent))
        .map(|event| event.end)
        .find(|at| *at < end && words.is(*at, Concept::NameConnector))
}

/// Whether no word of the name is its own: `The Council`, `Stadtverwaltung`, `Ministry`.
pub(crate) fn is_generic(words: &Words, first: usize, end: usize) -> bool {
    !(first..end).any(|token| {
        words.is_capital(token)
            && ![
                Concept::NameOrganisation,
                Concept::NameUnit,
                Concept::NameEvent,
                Concept::NameArticle,
                Concept::NameConnector,
                Concept::NameStarter,
                Concept::PersonPost,
            ]
            .iter()
            .any(|concept| words.is(token, *concept))
            || words.is_taken(token)
    })
}

/// Whether the tokens may be the name of an organisation that a cue gives a role, though nothing
/// in the name itself shows it: two words of their own, an acronym, mixed case, or one word that
/// stands without an article.
pub(crate) fn is_plausible(words: &Words, first: usize, end: usize, after_article: bool) -> bool {
    if first >= end || is_generic(words, first, end) || without_event(words, first, end) != end {
        return false;
    }
    if [
        Concept::PersonHonorific,
        Concept::PersonPost,
        Concept::NamePlaceWord,
        Concept::DateMonth,
        Concept::DateWeekday,
    ]
    .iter()
    .any(|concept| words.is(first, *concept))
        && !has_head(words, first, end)
    {
        return false;
    }
    let capitals = (first..end)
        .filter(|token| words.is_capital(*token))
        .count();
    match words.case(first) {
        Case::Upper => words.folded(first).chars().count() <= 10 || capitals >= 2,
        Case::Mixed => true,
        _ => capitals >= 2 || (!after_article && words.gap(first) <= Gap::Space),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_words;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        with_words(text, |words| {
            let persons = super::super::persons::find(words);
            find(words, &[], &persons)
                .into_iter()
                .map(|mention| mention.span.of(text).to_owned())
                .collect()
        })
    }

    #[test]
    fn names_by_form() {
        for (text, names) in [
            (
                "at the University of Ghent in May",
                vec!["University of Ghent"],
            ),
            (
                "Der Ruderverein Nord 1902 e.V. lädt ein",
                vec!["Ruderverein Nord 1902 e.V."],
            ),
            (
                "le Ministère de la Culture et la Ville de Nantes",
                vec!["Ministère de la Culture", "Ville de Nantes"],
            ),
            (
                "Council of Alpine Towns and Regions",
                vec!["Council of Alpine Towns and Regions"],
            ),
            (
                "Ghent University and Royal Academy of Arts",
                vec!["Ghent University", "Royal Academy of Arts"],
            ),
            (
                "die Stadt Mannheim und der Deutsche Rudertag",
                vec!["Stadt Mannheim"],
            ),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }

    #[test]
    fn names_in_quotation_marks() {
        for (text, names) in [
            ("Ruderverein Nord e.V. Kiel", vec!["Ruderverein Nord e.V."]),
            (
                "Ruderverein „Nord“ 1902 e.V. Kiel",
                vec!["Ruderverein „Nord“ 1902 e.V."],
            ),
            ("Ruderverein „Nord“ Kiel", vec!["Ruderverein „Nord“ Kiel"]),
            (
                "Association « Les Rameurs » de Brest",
                vec!["Association « Les Rameurs » de Brest"],
            ),
            ("Stichting 'Het Anker'", vec!["Stichting 'Het Anker'"]),
            (
                "Der Verein „Nord“ Kiel lädt ein",
                vec!["Verein „Nord“ Kiel"],
            ),
            ("Im Verein „Nord“ Kiel sehen", vec!["Verein „Nord“"]),
            ("„Hajó” Egyesület", vec!["„Hajó” Egyesület"]),
            (
                "Școala Gimnazială nr. 2 Valea Albă",
                vec!["Școala Gimnazială nr. 2 Valea Albă"],
            ),
            ("Udruga žena „Lopoč“", vec!["Udruga žena „Lopoč“"]),
            ("Fondazione Maria Bianchi", vec!["Fondazione Maria Bianchi"]),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }

    #[test]
    fn names_that_are_no_organisations() {
        for text in [
            "The Council will meet.",
            "University",
            "Summer School Programme",
            "Innovation Summit",
            "Die Gemeinde lädt ein",
            "Our Team",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
