use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, Gap, Hit, fold};
use handbill_model::{BlockKind, Role, Span};

use super::organisations::{form, is_generic, is_plausible};
use super::roles::{Known, RoleMention, role_of};
use super::runs::{has_strong_head, run_end};
use super::words::{Line, Words};
use crate::{Found, Mention};

/// The rule of an organisation whose name leads to the title of an event.
pub(crate) const EVENT_TITLE: &str = "role.event-title";

/// The profile box of an organisation's page: labels with values on the lines below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AboutBox {
    /// The name that heads the page.
    pub name: Option<Span>,
    /// Website.
    pub website: Option<Span>,
    /// Kind of organisation, or its industry.
    pub kind: Option<Span>,
    /// Number of employees, as written.
    pub size: Option<Span>,
    /// Year or day of foundation, as written.
    pub founded: Option<Span>,
    /// The whole box.
    pub span: Span,
}

/// The owner of the page, told by its layout: posts headed by one name, rows of a list that
/// begin with their organiser, a title that names its owner, a name above an address.
pub(crate) fn publishers(words: &Words, known: &Known) -> Vec<RoleMention> {
    let mut out = post_headers(words, known);
    out.extend(rows(words, known));
    out.extend(copyright(words, known));
    out.extend(title_owners(words, known));
    out.extend(event_titles(words, known));
    out.extend(address_blocks(words, known));
    out.extend(signatures(words));
    out.extend(heading(words, known));
    out
}

/// The name that is the whole first line and stands in the text again: that of a page about whom it
/// names.
fn heading(words: &Words, known: &Known) -> Option<RoleMention> {
    let line = words.lines.first()?;
    let found = known
        .organisation_in(line.span)
        .filter(|found| found.span == line.span)?;
    let text = words.view.text();
    let name = fold(found.span.of(text));
    let again = (known.organisations.iter())
        .any(|other| other.span != found.span && fold(other.span.of(text)) == name);
    again.then(|| role(Role::Publisher, found.span, "role.page-title"))
}

/// The name that heads the page over two lines, of which the first says no more than what it is:
/// `Kulturverein`, below it `Nordhafen e.V.`.
pub(crate) fn letterhead(words: &Words) -> Option<RoleMention> {
    const TITLE_LINES: usize = 3;
    const LONGEST: usize = 6;
    words.lines.windows(2).take(TITLE_LINES).find_map(|lines| {
        let (above, below) = (lines[0], lines[1]);
        let kind = has_strong_head(words, above.first, above.end)
            && (above.first..above.end).all(|token| words.is_word(token))
            && is_generic(words, above.first, above.end);
        let plain = |token: usize| {
            words.is_capital(token)
                || words.is_dash(token)
                || words.is_mark(token, '-')
                || words.is_mark(token, '.')
                || words.is(token, Concept::NameConnector)
                || words.is(token, Concept::NameLegalForm)
        };
        let own = words.gap(below.first) == Gap::Line
            && below.end - below.first <= LONGEST
            && words.is_capital(below.first)
            && (below.first..below.end).all(|token| plain(token) && !words.is_taken(token))
            && !(below.first..below.end).any(|token| {
                words.is(token, Concept::NameEvent) || words.is(token, Concept::NameUnit)
            });
        (kind && own).then(|| {
            role(
                Role::Publisher,
                above.span.cover(below.span),
                "role.page-title",
            )
        })
    })
}

/// Who signs one of the last lines: `Your Residents' Club Harbour Street`.
fn signatures(words: &Words) -> Vec<RoleMention> {
    const FOOT_LINES: usize = 8;
    const LONGEST: usize = 8;
    let foot = words.lines.len().saturating_sub(FOOT_LINES);
    let lines = words.lines[foot..].iter();
    let signed = lines.filter_map(|line| {
        let first = words.hit(line.first, Concept::RoleSignature)?.end;
        let plain = (first..line.end).all(|token| {
            !['.', ',', '!', '?', ':']
                .iter()
                .any(|mark| words.is_mark(token, *mark))
        });
        let named = words.is_capital(first) && words.is(first, Concept::NameOrganisation);
        (named && plain && (2..=LONGEST).contains(&(line.end - first))).then(|| {
            role(
                Role::Organizer,
                words.span(first, line.end),
                "role.signature",
            )
        })
    });
    signed.collect()
}

/// Lines of a name and a date (`Rowing Club · Oct 1, 2020`) that come again with the same name.
fn post_headers(words: &Words, known: &Known) -> Vec<RoleMention> {
    let mut spans: HashMap<String, Vec<Span>> = HashMap::new();
    for line in &words.lines {
        let Some(time) = mention_inside(known.mentions, line.span, |found| {
            matches!(found, Found::Time(_))
        }) else {
            continue;
        };
        if time.span.end != line.span.end {
            continue;
        }
        let (time_first, _) = words.tokens_of(time.span);
        let name_end = time_first.saturating_sub(1);
        let separated = super::is_separator(words, name_end);
        if separated
            && line.first < name_end
            && run_end(words, line.first) == Some(name_end)
            && is_plausible(words, line.first, name_end, false)
        {
            let span = words.span(line.first, name_end);
            let key = fold(span.of(words.view.text()));
            spans.entry(key).or_default().push(span);
        }
    }
    let mut out: Vec<RoleMention> = spans
        .into_values()
        .filter(|spans| spans.len() >= 2)
        .flatten()
        .map(|span| role(Role::Publisher, span, "role.post-header"))
        .collect();
    out.sort_by_key(|found| found.span);
    out
}

/// Rows such as `Rowing Club Ghent, from 10 am, Boathouse, …`.
fn rows(words: &Words, known: &Known) -> Vec<RoleMention> {
    let mut out = Vec::new();
    for line in &words.lines {
        let Some(end) = run_end(words, line.first) else {
            continue;
        };
        let Some((first, stop)) = form(words, line.first, end) else {
            continue;
        };
        let after = words.span(first, end).end;
        // A library or theatre before a day is where something is.
        let house = (first..stop).any(|token| words.is(token, Concept::CueBuilding))
            && !(first..stop).any(|token| words.is(token, Concept::CueBody));
        if house || stop != end || !words.is_mark(end, ',') || after > line.span.end {
            continue;
        }
        let near = Span::new(after, line.span.end);
        let soon = mention_inside(known.mentions, near, |found| {
            matches!(found, Found::Time(_))
        })
        .is_some_and(|time| words.tokens_of(time.span).0 <= end + 3);
        if soon {
            out.push(role(Role::Organizer, words.span(first, stop), "role.row"));
        }
    }
    out
}

/// The owner of the rights in a page: `© 2024 Rowing Club`.
fn copyright(words: &Words, known: &Known) -> Vec<RoleMention> {
    const FARTHEST: usize = 4;
    const LAST_LINES: usize = 12;
    let mut out = Vec::new();
    let foot = words.lines.len().saturating_sub(LAST_LINES);
    for token in words.lines.get(foot).map_or(0, |line| line.first)..words.len() {
        let Some(hit) = words.hit(token, Concept::RoleCopyright) else {
            continue;
        };
        if !claims_rights(words, hit) {
            continue;
        }
        let first = (hit.end..hit.end + FARTHEST)
            .find(|at| words.is_capital(*at) || words.gap(*at) >= Gap::Line);
        let name = first
            .filter(|first| words.gap(*first) < Gap::Line)
            .and_then(|first| whole_part(words, first).or_else(|| known.name_at(words, first)));
        out.extend(name.map(|span| role(Role::Publisher, span, "role.copyright")));
    }
    out
}

/// Whether a year or a second word of rights stands on the line: a sign alone credits a picture.
fn claims_rights(words: &Words, sign: &Hit) -> bool {
    words.line_at(sign.span.start).is_some_and(|line| {
        let line = words.lines[line];
        (line.first..line.end).any(|token| {
            let year = words.folded(token).len() == 4 && words.view.tokens.number(token).is_some();
            year || token != sign.first && words.is(token, Concept::RoleCopyright)
        })
    })
}

/// The part of a line from the token to the next separator or full stop, where it is short and
/// ends in a capitalised word.
fn whole_part(words: &Words, first: usize) -> Option<Span> {
    const LONGEST: usize = 10;
    // Words that are cut short go on: "S.Cuore", "St. Anna".
    let stops = |token: usize| {
        let glued = words.gap(token + 1) == Gap::None && words.is_capital(token + 1);
        let short = words.hit(token - 1, Concept::NameShort);
        words.is_mark(token, '.') && !glued && short.is_none_or(|short| short.end <= token)
    };
    let end = (first + 1..first + 1 + LONGEST).find(|token| {
        words.gap(*token) >= Gap::Line
            || super::is_separator(words, *token)
            || stops(*token)
            || words.is_taken(*token)
    })?;
    (words.is_capital(end - 1) && !words.is(first, Concept::NameStarter))
        .then(|| words.span(first, end))
}

/// Titles in which an organisation's name leads to an event word: `Rowing Club Summer Regatta
/// Day`. The name shows by its own head word.
fn event_titles(words: &Words, known: &Known) -> Vec<RoleMention> {
    const LONGEST_TITLE: usize = 16;
    let is_title = |span: Span| {
        words.line_at(span.start).is_some_and(|line| {
            let line = words.lines[line];
            line.end - line.first <= LONGEST_TITLE
                && !matches!(words.folded(line.end.saturating_sub(1)), "." | "!" | ";")
        })
    };
    let leading = known
        .organisations
        .iter()
        .filter(|found| found.rule == "organisation.form" && is_title(found.span))
        .filter(|found| {
            let (first, end) = words.tokens_of(found.span);
            let strong = has_strong_head(words, first, end);
            run_end(words, first).is_some_and(|run| {
                strong
                    && run > end
                    && words.gap(end) <= Gap::Space
                    && (end..run).any(|token| words.is(token, Concept::NameEvent))
            })
        })
        .map(|found| found.span);
    let held = (0..words.len()).filter_map(|token| holder(words, known, token));
    leading
        .chain(held.filter(|span| is_title(*span)))
        .map(|span| role(Role::Organizer, span, EVENT_TITLE))
        .collect()
}

/// Whose event it is that the word at the token calls one: `Winter Meeting of the Rowing Club`.
fn holder(words: &Words, known: &Known, token: usize) -> Option<Span> {
    // Concerts and talks are those of who performs, projects stand for themselves.
    const TALK: i32 = 6;
    const CONCERT: i32 = 10;
    const PROJECT: i32 = 11;
    const BARE: i32 = 2;
    const SHORTEST_ACRONYM: usize = 3;
    let event = words.hit(token, Concept::EventNoun)?;
    let of = words.hit(event.end, Concept::RoleOf)?;
    if matches!(event.value, TALK | CONCERT | PROJECT) || words.gap(event.end) > Gap::Space {
        return None;
    }
    let first = match words.hit(of.end, Concept::NameArticle) {
        Some(article) if !words.is_upper_acronym(of.end) => article.end,
        _ => of.end,
    };
    // "Festival of theatre": without an article a head word tells what kind of event it is.
    let kind = of.value == BARE && first == of.end && words.is(first, Concept::NameOrganisation);
    if words.gap(first) > Gap::Space || kind {
        return None;
    }
    let word = words.span(first, first + 1);
    match known.organisation_in(word) {
        Some(found) => {
            let (start, end) = words.tokens_of(found.span);
            let shown = found.acronym.is_some() || has_strong_head(words, start, end);
            (start == first && shown).then_some(found.span)
        }
        None => {
            let acronym = words.is_upper_acronym(first)
                && words.folded(first).chars().count() >= SHORTEST_ACRONYM
                && !words.is_capital(first + 1)
                && !words.is_capital(token + 1);
            acronym.then_some(word)
        }
    }
}

/// Names that head the page: one of the first lines, or a part of it between separators, is the
/// name of an organisation by its form and nothing more.
pub(crate) fn page_title(words: &Words, known: &Known) -> Option<RoleMention> {
    const TITLE_LINES: usize = 4;
    const LONGEST_TOWN: usize = 2;
    let titles = words.lines.iter().take(TITLE_LINES);
    titles.clone().find_map(|line| {
        // A next line that begins small goes on with the sentence.
        if words.is_word(line.end) && !words.is_capital(line.end) {
            return None;
        }
        known
            .organisations
            .iter()
            .filter(|found| line.span.contains(found.span))
            .find(|found| {
                let (first, end) = words.tokens_of(found.span);
                let end = match found.acronym {
                    Some(short) => words.tokens_of(short).1 + 1,
                    None => end,
                };
                // "Logo of the …"
                let small = [
                    Concept::NameArticle,
                    Concept::NamePicture,
                    Concept::NameConnector,
                ];
                let article = first > line.first
                    && (line.first..first)
                        .all(|token| small.iter().any(|concept| words.is(token, *concept)));
                let name = fold(found.span.of(words.view.text()));
                let again = known.organisations.iter().any(|other| {
                    other.span != found.span && fold(other.span.of(words.view.text())) == name
                });
                let shown = again
                    || has_strong_head(words, first, end)
                    || has_legal_form(words, first, end);
                let parts = |token: usize| words.is_dash(token) || words.is_mark(token, '|');
                let opens = first == line.first || article || parts(first - 1);
                let pictured = words.is(end, Concept::NamePicture) && end + 1 >= line.end;
                // "Ruderverein Nord e.V. Kiel"
                let town = has_legal_form(words, first, end)
                    && line.end <= end + LONGEST_TOWN
                    && (end..line.end).all(|token| words.is_capital(token));
                let closes =
                    end >= line.end || parts(end) || words.is_mark(end, ':') || pictured || town;
                shown && opens && closes
            })
            .map(|found| role(Role::Publisher, found.span, "role.page-title"))
    })
}

/// Whether a legal form closes the name.
fn has_legal_form(words: &Words, first: usize, end: usize) -> bool {
    (first + 1..end).any(|token| {
        words
            .hit(token, Concept::NameLegalForm)
            .is_some_and(|hit| hit.end == end)
    })
}

/// The name that opens one of the last lines, as in an imprint: `Rowing Club Ghent · Dock 3`. It
/// is an organisation's by its form, and the only one there.
pub(crate) fn imprint(words: &Words, known: &Known) -> Option<RoleMention> {
    const FOOT_LINES: usize = 8;
    let foot = words.lines.len().saturating_sub(FOOT_LINES);
    let mut owners = words.lines[foot..].iter().filter_map(|line| {
        let found = known
            .organisations
            .iter()
            .find(|found| found.span.start == line.span.start)?;
        let (first, end) = words.tokens_of(found.span);
        let end = match found.acronym {
            Some(short) => words.tokens_of(short).1 + 1,
            None => end,
        };
        let (_, name_end) = words.tokens_of(found.span);
        let heading = matches!(
            words
                .view
                .document
                .blocks
                .get(line.block)
                .map(|block| block.kind),
            Some(BlockKind::Heading { .. })
        );
        let shown =
            has_strong_head(words, first, name_end) || has_legal_form(words, first, name_end);
        let closes = end >= line.end
            || super::is_separator(words, end)
            || words.hit(end, Concept::NameLegalForm).is_some();
        (shown && closes && !heading).then_some(found.span)
    });
    let owner = owners.next()?;
    let name = fold(owner.of(words.view.text()));
    let alone = owners.all(|other| fold(other.of(words.view.text())) == name);
    alone.then(|| role(Role::Publisher, owner, "role.imprint"))
}

/// The first name that the document says what it is: `The Rowing Club is a …`, `Harbour Hands is a
/// local charity`.
pub(crate) fn defined(words: &Words, known: &Known) -> Option<RoleMention> {
    (0..words.len()).find_map(|token| {
        let hit = words.hit(token, Concept::RoleDefinition)?;
        let span = known.name_before(words, hit.first)?;
        let (first, end) = words.tokens_of(span);
        let shown = has_strong_head(words, first, end) || is_called_a_body(words, hit.end);
        shown.then(|| role(Role::Publisher, span, "role.definition"))
    })
}

/// Whether what something is said to be, from the token on, is an organisation and no event of one:
/// `… a small, independent choir from`.
fn is_called_a_body(words: &Words, first: usize) -> bool {
    const FARTHEST: usize = 6;
    let near = || {
        (first..words.len().min(first + FARTHEST)).take_while(|token| {
            words.runs_on(*token) && !matches!(words.folded(*token), "." | "!" | "?" | "(")
        })
    };
    let bodies = near().find(|token| {
        let strong = |hit: &&Hit| hit.value == 1;
        !words.is_capital(*token)
            && words
                .hit(*token, Concept::NameOrganisation)
                .filter(strong)
                .is_some()
    });
    let event =
        |token: usize| words.is(token, Concept::NameEvent) || words.is(token, Concept::EventNoun);
    bodies.is_some_and(|body| {
        let after = words
            .hit(body, Concept::NameOrganisation)
            .map_or(body, |hit| hit.end);
        !near().take_while(|token| *token < after).any(event) && !event(after)
    })
}

/// The one name of which the text speaks on by its head word alone: `the Elm Row Allotment Society …
/// The Society meets`.
pub(crate) fn spoken_of(words: &Words, known: &Known) -> Option<RoleMention> {
    let heads: Vec<(&str, Span)> = (known.organisations.iter())
        .filter_map(|found| Some((head_of(words, found.span)?, found.span)))
        .collect();
    if heads.is_empty() {
        return None;
    }
    let text = words.view.text();
    let mut owner: Option<Span> = None;
    for token in 1..words.len() {
        if !words.is_word(token)
            || !follows_article(words, token)
            || words.gap(token) > Gap::Space
            || !words.is(token, Concept::NameOrganisation)
            || known
                .organisation_in(words.span(token, token + 1))
                .is_some()
            || words.gap(token + 1) <= Gap::Space && goes_on(words, token + 1)
        {
            continue;
        }
        let said = words.folded(token);
        for (_, span) in heads.iter().filter(|(head, _)| *head == said) {
            match owner {
                Some(known) if fold(known.of(text)) != fold(span.of(text)) => return None,
                Some(_) => {}
                None => owner = Some(*span),
            }
        }
    }
    owner.map(|span| role(Role::Publisher, span, "role.spoken-of"))
}

/// Whether an article ends right before the token (`the`, `l'`).
fn follows_article(words: &Words, token: usize) -> bool {
    (token.saturating_sub(2)..token).any(|at| {
        let article = words.hit(at, Concept::NameArticle);
        article.is_some_and(|hit| hit.end == token)
    })
}

/// Whether a name goes on at the token, rather than that its head word stands alone before it.
fn goes_on(words: &Words, token: usize) -> bool {
    let joined = words.hit(token, Concept::NameConnector);
    words.is_capital(token)
        || joined.is_some_and(|hit| words.is_capital(hit.end))
        || words.is_mark(token, '"')
        || words.is_mark(token, '-')
        || words.is(token, Concept::NameAdjective)
}

/// The word that makes a name an organisation's: in it, or in small letters before it.
fn head_of<'v>(words: &Words<'v, '_>, name: Span) -> Option<&'v str> {
    let (first, end) = words.tokens_of(name);
    let before = first
        .checked_sub(1)
        .filter(|_| words.gap(first) <= Gap::Space);
    before
        .into_iter()
        .chain(first..end)
        .find(|token| {
            let hit = words.hit(*token, Concept::NameOrganisation);
            hit.is_some_and(|hit| hit.value == 1 && hit.end == *token + 1)
        })
        .map(|token| words.folded(token))
}

/// Whether words that tell who publishes lead to the name: `Newsletter of the Rowing Club`.
fn is_of_periodical(words: &Words, name: Span) -> bool {
    const LONGEST: usize = 6;
    let (first, _) = words.tokens_of(name);
    (first.saturating_sub(LONGEST)..first).any(|token| {
        words.hit(token, Concept::RoleBefore).is_some_and(|hit| {
            let article = words.hit(hit.end, Concept::NameArticle);
            let leads = hit.end == first || article.is_some_and(|article| article.end == first);
            leads && role_of(hit) == Role::Publisher
        })
    })
}

/// A title that names its owner before an event word: `ABC Annual Conference`. Only names that
/// an acronym or a domain of the document shows to be organisations count.
fn title_owners(words: &Words, known: &Known) -> Vec<RoleMention> {
    const TITLE_LINES: usize = 3;
    let mut out = Vec::new();
    for line in words.lines.iter().take(TITLE_LINES) {
        let tells_event = (line.first..line.end).any(|token| words.is(token, Concept::NameEvent));
        let is_title = line.end - line.first <= 16
            && !matches!(words.folded(line.end.saturating_sub(1)), "." | "!" | ";");
        if !tells_event || !is_title {
            continue;
        }
        for found in known.organisations {
            let named = found.label.is_some() && line.span.contains(found.span);
            if named && !is_of_periodical(words, found.span) {
                out.push(role(Role::Organizer, found.span, "role.title"));
            }
            let short = found
                .acronym
                .map(|short| short.of(words.view.text()).to_owned());
            let written = short.and_then(|short| {
                (line.first..line.end).find(|token| {
                    words.is_word(*token)
                        && words.span(*token, *token + 1).of(words.view.text()) == short
                })
            });
            if let Some(token) = written {
                out.push(role(
                    Role::Organizer,
                    words.span(token, token + 1),
                    "role.title",
                ));
            }
        }
    }
    out
}

/// A name on the line above a postal address, in a block that has an e-mail address or phone or
/// that a contact cue heads.
fn address_blocks(words: &Words, known: &Known) -> Vec<RoleMention> {
    const LINES_OF_NAME: usize = 2;
    const LINES_AFTER: usize = 8;
    const LINES_BEFORE: usize = 3;
    let mut out = Vec::new();
    for mention in known.mentions {
        let Found::Address(address) = &mention.found else {
            continue;
        };
        if address.address.street.is_none() {
            continue;
        }
        let Some(at) = words.line_at(mention.span.start).filter(|at| *at > 0) else {
            continue;
        };
        if words.lines[at].span.start != mention.span.start {
            continue;
        }
        let Some((above, end)) = (1..=LINES_OF_NAME).find_map(|up| {
            let line = at.checked_sub(up)?;
            let together =
                (line + 1..=at).all(|line| words.gap(words.lines[line].first) == Gap::Line);
            together.then(|| name_of_line(words, line)).flatten()
        }) else {
            continue;
        };
        let headed = words.lines[at.saturating_sub(1 + LINES_BEFORE)..at - 1]
            .iter()
            .any(|line| words.is(line.first, Concept::RoleContact));
        let last = words.lines[(at + LINES_AFTER).min(words.lines.len() - 1)]
            .span
            .end;
        let reachable = mention_inside(
            known.mentions,
            Span::new(mention.span.end, last.max(mention.span.end)),
            |found| matches!(found, Found::Email(_) | Found::Phone(_)),
        )
        .is_some();
        // What stands right below an hour is where something is held then.
        let dated = || {
            let before = words.line_at(above.span.start)?.checked_sub(1)?;
            let mut there = crate::overlapping(known.mentions, words.lines[before].span).iter();
            (words.gap(above.first) == Gap::Line)
                .then(|| there.find(|it| matches!(it.found, Found::Time(_))))
                .flatten()
        };
        if (headed || reachable) && dated().is_none() {
            out.push(role(
                Role::Publisher,
                words.span(above.first, end),
                "role.address-block",
            ));
        }
    }
    out
}

/// The line and the end of the name that fills it, a last comma apart.
fn name_of_line(words: &Words, line: usize) -> Option<(Line, usize)> {
    let line = words.lines[line];
    let end = run_end(words, line.first)?;
    let fills = end == line.end || end + 1 == line.end && words.is_mark(end, ',');
    let named = is_plausible(words, line.first, end, false) && end - line.first >= 2;
    (fills && named).then_some((line, end))
}

fn role(role: Role, span: Span, rule: &'static str) -> RoleMention {
    RoleMention {
        role,
        span,
        genitive: false,
        rule,
    }
}

/// The first mention of a sort inside the span.
pub(crate) fn mention_inside(
    mentions: &[Mention],
    span: Span,
    wanted: impl Fn(&Found) -> bool,
) -> Option<&Mention> {
    let first = mentions.partition_point(|mention| mention.span.start < span.start);
    mentions[first..]
        .iter()
        .take_while(|mention| mention.span.start < span.end)
        .find(|mention| mention.span.end <= span.end && wanted(&mention.found))
}

/// The profile box of the page: at least three of its labels on lines of their own.
pub(crate) fn about_box(words: &Words, known: &Known) -> Option<AboutBox> {
    const FEWEST_LABELS: usize = 3;
    const LONGEST_BOX: usize = 40;
    let labels: Vec<(usize, i32)> = words
        .lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            let hit = words.hit(line.first, Concept::NameAboutLabel)?;
            let closes = hit.end == line.end || words.is_mark(hit.end, ':');
            closes.then_some((index, hit.value))
        })
        .collect();
    let (first, _) = *labels.first()?;
    let near: Vec<_> = labels
        .iter()
        .filter(|(index, _)| index - first <= LONGEST_BOX)
        .collect();
    if near.len() < FEWEST_LABELS {
        return None;
    }
    let mut about = AboutBox {
        name: heading_name(words, known, first),
        span: words.lines[first]
            .span
            .cover(words.lines[near.last()?.0].span),
        ..AboutBox::default()
    };
    for (index, label) in near {
        let value = value_of(words, *index);
        let slot = match label {
            1 => &mut about.website,
            2 if about.kind.is_none() => &mut about.kind,
            3 => &mut about.size,
            5 => {
                about.kind = None;
                &mut about.kind
            }
            6 => &mut about.founded,
            _ => continue,
        };
        if slot.is_none() {
            *slot = value;
        }
    }
    Some(about)
}

/// The value of a label: after its colon, or the next line that holds a word or number.
fn value_of(words: &Words, label: usize) -> Option<Span> {
    const LINES: usize = 3;
    let line = words.lines[label];
    let end = words.hit(line.first, Concept::NameAboutLabel)?.end;
    if words.is_mark(end, ':') && end + 1 < line.end {
        return Some(words.span(end + 1, line.end));
    }
    words
        .lines
        .get(label + 1..)?
        .iter()
        .take(LINES)
        .find(|line| {
            line.span
                .of(words.view.text())
                .contains(char::is_alphanumeric)
        })
        .map(|line| line.span)
        .filter(|span| {
            let (first, end) = words.tokens_of(*span);
            words
                .hit(first, Concept::NameAboutLabel)
                .is_none_or(|hit| hit.end != end)
        })
}

/// The organisation that is named most on the lines above the box, if it fills one of them.
fn heading_name(words: &Words, known: &Known, label_line: usize) -> Option<Span> {
    const LINES: usize = 30;
    let from = label_line.saturating_sub(LINES);
    words.lines[from..label_line].iter().find_map(|line| {
        let heading = words
            .block(words.line_at(line.span.start)?)
            .is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. }));
        known
            .organisations
            .iter()
            .find(|found| {
                let end = found.acronym.map_or(found.span.end, |short| short.end + 1);
                found.span.start == line.span.start
                    && (heading || end.max(found.span.end) >= line.span.end)
            })
            .map(|found| found.span)
    })
}
