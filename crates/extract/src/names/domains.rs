use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, Gap, Tokens, classify, fold};
use handbill_model::Span;

use super::runs::{has_head, run_end, without_event, word_end};
use super::words::{Case, Words};
use crate::find::LINKED_EMAIL;
use crate::find::hosts::after_scheme;
use crate::find::link_kinds::link_kind;
use crate::{Found, LinkKind, Mention};

/// A name in the text that a web or e-mail domain of the document is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DomainName {
    /// The name.
    pub span: Span,
    /// The label of the domain that spells it.
    pub label: String,
}

/// More labels than this are those of a page of links, not of a document about someone.
const MOST_LABELS: usize = 64;

/// The label of a host that names its owner: `efus` of `www.efus.eu`, `ach` of `members.ach.org`,
/// `coderefinery` of `coderefinery.github.io`. Nothing for services that anyone may use.
pub(crate) fn owner_label(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let labels: Vec<&str> = host.split('.').collect();
    let mut owner = labels.len().checked_sub(2)?;
    let is_second_level = labels[owner].len() <= 3 && labels[owner + 1].len() == 2 && owner > 0;
    if is_second_level && !is_platform(labels[owner - 1]) {
        owner -= 1;
    }
    if is_platform(labels[owner]) {
        owner = owner.checked_sub(1)?;
        let is_server = labels[owner].contains(|character: char| character.is_ascii_digit());
        if is_platform(labels[owner]) || is_server || labels[owner].len() < 4 {
            return None;
        }
    }
    Some(labels[owner].to_owned()).filter(|label| label.len() >= 2)
}

/// The host of a web or e-mail address.
pub(crate) fn host_of(address: &str) -> &str {
    let rest = after_scheme(address).map_or(address, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    rest.split(':').next().unwrap_or_default()
}

/// Whether the name is that of a service that anyone may use.
pub(crate) fn is_platform(name: &str) -> bool {
    let tokens = Tokens::new(name);
    classify(name, &tokens)
        .find(0, Concept::NamePlatform)
        .is_some_and(|hit| hit.end == tokens.len())
}

/// All names in the text that labels of the document's domains are made of.
pub(crate) fn named_by_domains(words: &Words, mentions: &[Mention]) -> Vec<DomainName> {
    let labels: Vec<(String, String)> = labels(mentions)
        .into_iter()
        .chain(followed(words))
        .map(|label| (letters(&label), label))
        .collect();
    let mut out: Vec<(DomainName, usize)> = Vec::new();
    let mut token = 0;
    while token < words.len() {
        let found = labels
            .iter()
            .filter_map(|(spelt, label)| spelt_by(words, token, spelt).map(|end| (end, label)))
            .filter(|(_, label)| !is_surname(words, mentions, token, label))
            .max_by_key(|(end, _)| *end);
        match found {
            Some((end, label)) if is_part_of_owner(words, token, end) => {
                if let Some(span) = whole_line(words, token) {
                    let label = label.clone();
                    out.push((DomainName { span, label }, token));
                }
                token = end;
            }
            Some((end, label)) => {
                let end = with_head(words, extended(words, token, end));
                let first = with_article(words, led_by_head(words, token));
                let name = DomainName {
                    span: words.span(first, end),
                    label: label.clone(),
                };
                let other = is_of_linked_name(mentions, name.span)
                    || is_of_event(words, first, end)
                    || is_in_address(words, mentions, first, end);
                if !other {
                    out.push((name, token));
                }
                token = end;
            }
            None => token += 1,
        }
    }
    with_common_leads(words, out)
}

/// Whether what is spelt is but a part of whose the name is: "Saint Ann's Choir" for `ann`.
fn is_part_of_owner(words: &Words, first: usize, end: usize) -> bool {
    let led = first
        .checked_sub(1)
        .is_some_and(|before| words.is_capital(before) && words.gap(first) == Gap::Space);
    led && words.is_mark(end, '\'')
        && words.folded(end + 1) == "s"
        && words.gap(end + 1) == Gap::None
        && words.gap(end + 2) == Gap::Space
        && words.is_capital(end + 2)
}

/// The line of the token, where it is a name in capitalised words.
fn whole_line(words: &Words, token: usize) -> Option<Span> {
    const LONGEST: usize = 8;
    let start = words.view.tokens.get(token)?.start as usize;
    let line = words.lines[words.line_at(start)?];
    let named = (line.first..line.end).all(|token| {
        !words.is_word(token)
            || words.is_capital(token)
            || words.is(token, Concept::NameConnector)
            || words.is_mark(token - usize::from(token > 0), '\'')
    });
    let marks = (line.first..line.end)
        .all(|token| words.is_word(token) || matches!(words.folded(token), "'" | "." | "-" | "&"));
    (named && marks && line.end - line.first <= LONGEST).then_some(line.span)
}

/// The capitalised article before a name inside of a sentence is its own: `l'association Les Roseaux`.
fn with_article(words: &Words, first: usize) -> usize {
    let Some(before) = first.checked_sub(1) else {
        return first;
    };
    let inside = words.gap(before) == Gap::Space
        && before
            .checked_sub(1)
            .is_some_and(|lead| words.is(lead, Concept::NameOrganisation));
    let is_article = words.gap(first) == Gap::Space
        && words.is_capital(before)
        && words.is(before, Concept::NameArticle);
    if inside && is_article { before } else { first }
}

/// The names with the word that leads to all of them over an article: a domain may hold but the end
/// of a name (`Workshop of the Low Road` for `lowroad`).
fn with_common_leads(words: &Words, found: Vec<(DomainName, usize)>) -> Vec<DomainName> {
    let leads: Vec<Option<usize>> = found.iter().map(|(_, at)| lead_of(words, *at)).collect();
    let mut common: HashMap<&str, (usize, Option<&str>)> = HashMap::new();
    for ((name, _), lead) in found.iter().zip(&leads) {
        let word = lead.map(|lead| words.folded(lead));
        let (count, known) = common.entry(&name.label).or_insert((0, word));
        *count += 1;
        *known = known.filter(|known| Some(*known) == word);
    }
    let common: Vec<bool> = found
        .iter()
        .map(|(name, _)| matches!(common.get(name.label.as_str()), Some((2.., Some(_)))))
        .collect();
    found
        .into_iter()
        .zip(leads.into_iter().zip(common))
        .map(|((mut name, _), (lead, common))| {
            if let Some(lead) = lead.filter(|_| common) {
                let start = words.span(lead, lead + 1).start;
                name.span = Span::new(start.min(name.span.start), name.span.end);
            }
            name
        })
        .collect()
}

/// The capitalised word that small words of a name join to the one at the token.
fn lead_of(words: &Words, first: usize) -> Option<usize> {
    let mut index = first;
    for _ in 0..HEAD_REACH {
        if words.gap(index) > Gap::Space {
            return None;
        }
        index = index.checked_sub(1)?;
        if words.is(index, Concept::NameConnector) || words.is_mark(index, '\'') {
            continue;
        }
        let plain = ![
            Concept::NameStarter,
            Concept::NameArticle,
            Concept::PersonPost,
            Concept::PersonHonorific,
            Concept::AddressStreet,
        ]
        .iter()
        .any(|concept| words.is(index, *concept));
        return (index + 1 < first && words.is_capital(index) && plain).then_some(index);
    }
    None
}

/// The labels of the domains, and the local parts of addresses at services that anyone may use
/// (`maison.du.lac@…`), as they are written; each once.
pub(crate) fn labels(mentions: &[Mention]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for mention in mentions {
        let label = match &mention.found {
            Found::Email(address) => owner_label(host_of(address)).or_else(|| local_label(address)),
            Found::Url {
                url,
                kind: LinkKind::Page | LinkKind::Registration,
            } => owner_label(host_of(url)),
            _ => None,
        };
        if let Some(label) = label
            && !is_of_edition(&label)
            && !out.contains(&label)
        {
            out.push(label);
        }
        if out.len() >= MOST_LABELS {
            break;
        }
    }
    out
}

/// The names of profiles that the document bids to follow its writers at.
fn followed<'a>(words: &'a Words) -> impl Iterator<Item = String> + 'a {
    words.view.document.links.iter().filter_map(|link| {
        let url = &link.target;
        let (_, path) = after_scheme(url)?.1.split_once('/')?;
        let name = path.trim_end_matches('/').trim_start_matches('@');
        let plain = name.len() > 2
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "._-".contains(c));
        let bids = || {
            let line = words.lines[words.line_at(link.span.start)?];
            (line.first..line.end).find(|token| words.is(*token, Concept::CueFollow))
        };
        let profile = plain && link_kind(url) == LinkKind::Profile && bids().is_some();
        profile.then(|| name.to_lowercase())
    })
}

/// Whether the label ends in a year: it names an event, held that year, and nobody who owns it.
fn is_of_edition(label: &str) -> bool {
    let digits = label.len() - label.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let year = label
        .get(label.len() - digits..)
        .and_then(|year| year.parse::<u32>().ok());
    digits == 4 && digits < label.len() && year.is_some_and(|year| (1990..2100).contains(&year))
}

fn local_label(address: &str) -> Option<String> {
    const SHORTEST_LOCAL: usize = 8;
    let local = address.split('@').next()?;
    let letters = local.chars().filter(|c| c.is_alphabetic()).count();
    let parts = local.split(['.', '_', '-']).filter(|part| !part.is_empty());
    // Two parts are a person's names.
    (letters >= SHORTEST_LOCAL && parts.count() != 2).then(|| local.to_lowercase())
}

/// Whether the words are but a part of what links to an e-mail address: of a person's name then.
fn is_of_linked_name(mentions: &[Mention], name: Span) -> bool {
    let next = mentions.partition_point(|mention| mention.span.end <= name.start);
    mentions.get(next).is_some_and(|mention| {
        mention.rule == LINKED_EMAIL
            && mention.span.start <= name.start
            && mention.span.end > name.end
    })
}

/// Whether the words name a conference or festival, which has a site of its own: `Festival des Quais`
/// for `quais`, `Fachtag Ufer` for `fachtagufer`.
fn is_of_event(words: &Words, first: usize, end: usize) -> bool {
    const CONFERENCE: i32 = 1;
    const FESTIVAL: i32 = 8;
    let is_kind = |token: usize| {
        let hits = words.view.hits.at(token).iter();
        hits.filter(|hit| hit.concept == Concept::EventNoun)
            .any(|hit| matches!(hit.value, CONFERENCE | FESTIVAL))
    };
    let headed = has_head(words, first, end);
    let mut before = first;
    while before > 0
        && words.gap(before) <= Gap::Space
        && (words.is(before - 1, Concept::NameConnector) || words.is_mark(before - 1, '\''))
    {
        before -= 1;
    }
    let led = before > 0 && words.gap(before) <= Gap::Space && is_kind(before - 1);
    !headed && (led || end > first + 1 && is_kind(first))
}

/// Whether the words are a town in a postal address or before the day at the foot of a letter, and no
/// name that the domain belongs to.
fn is_in_address(words: &Words, mentions: &[Mention], first: usize, end: usize) -> bool {
    if has_head(words, first, end) {
        return false;
    }
    let span = words.span(first, end);
    let number = |token: usize| words.view.tokens.number(token).is_some();
    // "Aston 12, 763 23"
    let numbered = number(end)
        && words.gap(end) == Gap::Space
        && words.is_mark(end + 1, ',')
        && number(end + 2);
    let dated = words.is_mark(end, ',')
        && words.is_taken(end + 1)
        && (first == 0 || words.gap(first) >= Gap::Line);
    let next = mentions.partition_point(|mention| mention.span.end <= span.start);
    let placed = mentions.get(next).is_some_and(|mention| {
        let street = matches!(&mention.found, Found::Address(address)
            if address.address.street.is_some() || address.address.postcode.is_some());
        street && mention.span.start <= span.start && mention.span.end >= span.end
    });
    numbered || dated || placed
}

/// The letters of a label, without separators and digits.
pub(crate) fn letters(label: &str) -> String {
    fold(label)
        .chars()
        .filter(|character| character.is_alphabetic())
        .collect()
}

/// One past the tokens from `first` that spell the letters of a label, separators apart.
fn spelt_by(words: &Words, first: usize, label: &str) -> Option<usize> {
    const MOST_TOKENS: usize = 14;
    if !words.is_word(first) {
        return None;
    }
    let mut rest = label;
    let mut token = first;
    let mut count = 0;
    let mut capitals = 0;
    while !rest.is_empty() {
        if token >= words.len() || token - first > MOST_TOKENS || words.is_taken(token) {
            return None;
        }
        // Lines of a name are written alike.
        let alike = || (words.case(token) == Case::Upper) == (words.case(first) == Case::Upper);
        let line = words.gap(token) == Gap::Line && words.is_word(token) && !alike();
        if token > first && (words.gap(token) == Gap::Blank || line) {
            return None;
        }
        if words.is_word(token) {
            rest = without_word(words, token, rest)?;
            count += 1;
            capitals += usize::from(words.case(token) != Case::Lower);
        } else if !matches!(words.folded(token), "-" | "'" | "." | "&" | "/" | "\"") {
            return None;
        }
        token += 1;
    }
    let continues = token < words.len()
        && words.gap(token) == Gap::None
        && (words.is_word(token) || matches!(words.folded(token), "-" | "@" | "_"));
    let good = if count == 1 {
        capitals == 1
            && label.len() >= 3
            && !words.is(first, Concept::NameEvent)
            && !words.is(first, Concept::NameStarter)
            && !is_glued_before(words, first)
            && (is_strong(words, first) || !is_last_of_name(words, first))
            && !is_street(words, first)
    } else {
        label.len() >= 6 && (capitals > 0 || label.len() >= 10) && !is_of_place(words, first)
    };
    (good && !continues).then_some(token)
}

/// What is left of the letters of a label behind the word, which may be written there in letters
/// from a to z alone (`staedte` for `Städte`).
fn without_word<'l>(words: &Words, token: usize, label: &'l str) -> Option<&'l str> {
    let plain = || {
        let written = words.span(token, token + 1).of(words.view.text());
        (!written.is_ascii())
            .then(|| label.strip_prefix(letters(&in_plain_letters(written)).as_str()))
    };
    // "das Fest des Musikvereins" for `musikverein`.
    let bent = || {
        let article = token.checked_sub(1)?;
        let base = words.folded(token).strip_suffix('s')?;
        let bends = words.gap(token) == Gap::Space
            && words.is(article, Concept::NameGenitive)
            && is_strong(words, token);
        bends.then(|| label.strip_prefix(base)).flatten()
    };
    let whole = || label.strip_prefix(words.folded(token));
    bent().or_else(whole).or_else(|| plain()?)
}

/// The name as domains write it that have no letters beyond a to z: `ä` is `ae`, `ø` is `oe`.
pub(crate) fn in_plain_letters(name: &str) -> String {
    let mut out = String::new();
    for character in name.to_lowercase().chars() {
        match character {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'å' => out.push_str("aa"),
            'ß' => out.push_str("ss"),
            other => out.push(other),
        }
    }
    out
}

/// Whether the word is the name of a street by its end.
fn is_street(words: &Words, token: usize) -> bool {
    const COMPOUND: i32 = 4;
    words
        .hit(token, Concept::AddressStreet)
        .is_some_and(|hit| hit.value == COMPOUND)
}

/// Whether an article and a word in front of which something belongs to them: "the fair of La Riba"
/// names a place.
fn is_of_place(words: &Words, first: usize) -> bool {
    let belongs = |before: usize| words.is(before, Concept::NameConnector);
    words.is(first, Concept::NameArticle)
        && words.gap(first) == Gap::Space
        && first.checked_sub(1).is_some_and(belongs)
}

/// Whether another capitalised word leads to the token: it is a surname then, or a part of a
/// longer name.
fn is_last_of_name(words: &Words, first: usize) -> bool {
    let Some(before) = first.checked_sub(1) else {
        return false;
    };
    words.gap(first) == Gap::Space
        && words.is_capital(before)
        && words.case(before) == Case::Capital
        && !words.begins_sentence(before)
        && ![
            Concept::NameStarter,
            Concept::NameArticle,
            Concept::NameEvent,
            Concept::NameOrganisation,
        ]
        .iter()
        .any(|concept| words.is(before, *concept))
        || words.gap(first) == Gap::Space && words.is(before, Concept::PersonGiven)
}

/// Whether a given name stands before the token that an e-mail address has before the domain: the
/// domain of `ida@ferner.example` is a family's.
fn is_surname(words: &Words, mentions: &[Mention], first: usize, label: &str) -> bool {
    let before = first
        .checked_sub(1)
        .filter(|before| words.is_capital(*before));
    before
        .filter(|_| words.gap(first) == Gap::Space)
        .is_some_and(|before| {
            let given = words.folded(before);
            mentions.iter().any(|mention| match &mention.found {
                Found::Email(email) => {
                    let owned = owner_label(host_of(email)).is_some_and(|own| own == label);
                    owned
                        && email
                            .split(['@', '.', '-', '_'])
                            .next()
                            .is_some_and(|part| fold(part) == given)
                }
                _ => false,
            })
        })
}

fn is_glued_before(words: &Words, first: usize) -> bool {
    first > 0
        && words.gap(first) == Gap::None
        && matches!(words.folded(first - 1), "#" | "@" | "-" | "." | "/" | "_")
}

/// A domain may hold but the beginning of a name: `majorcities` for `Major Cities of Europe`,
/// `chalmers` for `Chalmers University`.
fn extended(words: &Words, first: usize, end: usize) -> usize {
    if let Some(placed) = with_place(words, first, end) {
        return placed;
    }
    // "Code for Lowmouth" for `codefor`: no name ends in a small word that joins.
    let open = end > first + 1 && words.is(end - 1, Concept::NameConnector);
    if open && !words.is_capital(end - 1) && words.gap(end) == Gap::Space {
        return run_end(words, end).unwrap_or(end);
    }
    let Some(run) = run_end(words, first).filter(|run| *run > end) else {
        return end;
    };
    let run = without_event(words, first, run);
    let by_connector = words.is(end, Concept::NameConnector);
    // "Harbour Residents' Guild" for `harbourresidents`
    let owned = words.is_mark(end, '\'') && words.gap(end) == Gap::None;
    let behind = end + usize::from(owned && words.gap(end + 1) == Gap::Space);
    let by_head =
        words.case(first) == Case::Capital && has_head(words, behind, word_end(words, behind));
    if run > end && (by_connector || by_head) {
        run
    } else {
        end
    }
}

/// How many words lie between a name's domain part and the word that says what it is.
const HEAD_REACH: usize = 4;

/// One past the head word of the name that goes on behind its domain part: `Washburn Vale
/// Community Trust` for `washburnvale`.
fn with_head(words: &Words, end: usize) -> usize {
    let mut stop = end;
    for index in (end..words.len()).take(HEAD_REACH) {
        let parted = words.gap(index) != Gap::Space || words.begins_column(index);
        if parted || !words.is_capital(index) {
            break;
        }
        // "High Fold Farm" for `highfold`: the house right behind the name is its own.
        let is_house = index == end && words.is(index, Concept::CueBuilding);
        if is_house || words.is(index, Concept::NameOrganisation) {
            stop = index + 1;
        }
    }
    stop
}

/// The head word that leads to the domain part over small words: `Fédération des petites
/// mémoires` for `petitesmemoires`.
fn led_by_head(words: &Words, first: usize) -> usize {
    let mut index = first;
    // "Quartet of the Music Society" for `musicsociety`: the body needs no other head.
    let article = first.checked_sub(1);
    if is_strong(words, first) && article.is_some_and(|it| words.is(it, Concept::NameGenitive)) {
        return first;
    }
    for _ in 0..HEAD_REACH {
        if index == 0 || words.gap(index) > Gap::Space || words.begins_column(index) {
            break;
        }
        index -= 1;
        // "A Kővári Könyvtár és a Zöld Sarok" are two.
        if words.is(index, Concept::NameAnd) && words.is(index + 1, Concept::NameArticle) {
            break;
        }
        if words.is_capital(index) {
            return if words.is(index, Concept::NameOrganisation) && index + 1 < first {
                index
            } else {
                first
            };
        }
        // "The ward council of the Lower Mills": an article leads to a head word in small letters.
        let articled = index > 0
            && words.gap(index) <= Gap::Space
            && words.is(index - 1, Concept::NameArticle);
        if articled && is_strong(words, index) && index + 1 < first {
            return index;
        }
        if !words
            .folded(index)
            .chars()
            .all(|letter| letter.is_alphabetic() || letter == '\'')
        {
            break;
        }
    }
    first
}

/// Whether the word makes a name an organisation's by itself.
fn is_strong(words: &Words, token: usize) -> bool {
    words
        .hit(token, Concept::NameOrganisation)
        .is_some_and(|hit| hit.value == 1)
}

/// One past the place that is a part of the name, where both open a line and nothing more belongs
/// to them: `Kellertheater am Markt`, `Kellertheater am Markt, Hauptstraße 3`.
fn with_place(words: &Words, first: usize, end: usize) -> Option<usize> {
    let opens = first == 0 || words.gap(first) >= Gap::Line;
    let after = words
        .hit(end, Concept::CuePlacePreposition)
        .filter(|_| words.gap(end) <= Gap::Space)?
        .end;
    if !opens || !words.is_capital(after) || words.gap(after) > Gap::Space {
        return None;
    }
    let stop = word_end(words, after);
    let closes = words.gap(stop) >= Gap::Line || super::is_separator(words, stop);
    closes.then_some(stop)
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_words;
    use super::*;

    #[test]
    fn towns_and_festivals_with_a_site_are_no_organisations() {
        let named = |text: &str| -> Vec<String> {
            let document = crate::find::testing::document(text);
            let found = crate::extract(&document, &crate::Options::default());
            found.organisations.into_iter().map(|it| it.name).collect()
        };
        let choir = "Spring songs\n\nConcert: 4 May 2026, 7 pm\n\n";
        for text in [
            "Contact: info@oakhill.example, Oak Hill 12, 763 23",
            "We sing at the Festival of Amber Tides, https://ambertides.example",
        ] {
            assert_eq!(
                named(&format!("{choir}{text}")),
                Vec::<String>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn hosts_name_their_owners() {
        for (host, owner) in [
            ("www.bridgeclub.eu", Some("bridgeclub")),
            ("members.abc.org", Some("abc")),
            ("bridge.github.io", Some("bridge")),
            ("history.council.gov.uk", Some("council")),
            ("gmail.com", None),
            ("us06web.zoom.us", None),
            ("localhost", None),
        ] {
            assert_eq!(owner_label(host).as_deref(), owner, "{host}");
        }
        assert_eq!(host_of("https://www.a.org:443/b?c#d"), "www.a.org");
        assert_eq!(host_of("mail@a.org"), "a.org");
    }

    #[test]
    fn names_are_spelt_by_labels() {
        for (text, label, name) in [
            (
                "The Harbour Towns of Europe Annual Conference",
                "harbourtowns",
                Some("Harbour Towns of Europe"),
            ),
            (
                "villes\nportuaires\nréunies",
                "villes-portuaires-reunies",
                Some("villes\nportuaires\nréunies"),
            ),
            ("the Efos website", "efos", Some("Efos")),
            ("a free conference", "conference", None),
            ("#Efos", "efos", None),
            ("efos members", "efos", None),
        ] {
            let found = with_words(text, |words| {
                (0..words.len()).find_map(|first| {
                    let end = spelt_by(words, first, &letters(label))?;
                    Some(
                        words
                            .span(first, extended(words, first, end))
                            .of(text)
                            .to_owned(),
                    )
                })
            });
            assert_eq!(found.as_deref(), name, "{text}");
        }
    }
}
