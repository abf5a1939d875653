use handbill_lexicon::{Concept, Gap, Hit};
use handbill_model::{Role, Span};

use super::organisations::{OrganisationMention, form, is_plausible};
use super::persons::PersonMention;
use super::runs::{has_strong_head, run_end};
use super::subjects::{before_brackets, far_subject, leading, name_before, subject};
use super::words::{Case, Words};
use super::{small_words, wholes};
use crate::{Found, Mention};

/// A name that a cue gives a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RoleMention {
    /// The role.
    pub role: Role,
    /// The name.
    pub span: Span,
    /// Whether the name carries a genitive article, so that its head word may end in a case
    /// ending.
    pub genitive: bool,
    /// Name of the rule.
    pub rule: &'static str,
}

/// What is known of names already.
pub(crate) struct Known<'a> {
    /// Organisations by form, acronym or domain, ascending.
    pub organisations: &'a [OrganisationMention],
    /// Persons, ascending.
    pub persons: &'a [PersonMention],
    /// All other mentions.
    pub mentions: &'a [Mention],
}

impl Known<'_> {
    /// The organisation that shares a byte with the span.
    pub fn organisation_in(&self, span: Span) -> Option<&OrganisationMention> {
        super::overlapping(self.organisations, span, |found| found.span).next()
    }

    /// The organisation whose acronym, given behind the name, ends at the byte.
    pub fn organisation_by_acronym(&self, end: usize) -> Option<&OrganisationMention> {
        let after = self
            .organisations
            .partition_point(|found| found.span.start < end);
        self.organisations[..after]
            .last()
            .filter(|found| found.acronym.is_some_and(|short| short.end == end))
    }

    /// The name that begins at the token.
    pub fn name_at(&self, words: &Words, first: usize) -> Option<Span> {
        name_at(words, self, first, false, false).map(|(_, span)| span)
    }

    /// The name that ends right before the token.
    pub fn name_before(&self, words: &Words, end: usize) -> Option<Span> {
        let end = before_brackets(words, end);
        name_before(words, self, end).map(|(_, span)| span)
    }
}

/// All roles that cues give to names near them.
pub(crate) fn find(words: &Words, known: &Known) -> Vec<RoleMention> {
    let mut out = Vec::new();
    // Where a cue ends that gives no role, though its last words alone would.
    let mut without_role = 0;
    for token in 0..words.len() {
        let before = words.hit(token, Concept::RoleBefore);
        if let Some(hit) = before.filter(|hit| hit.value == NO_ROLE) {
            without_role = hit.end;
        }
        if let Some(hit) = before.filter(|hit| hit.end != without_role) {
            let mut names = governed(words, known, hit, hit.end, false);
            if hit.value > MUST_SHOW {
                names.retain(|name| is_shown(words, known, name.span, false));
            }
            match between_cues(words, hit) {
                Some(whole)
                    if hit.value < MUST_SHOW
                        && names.last().is_none_or(|last| last.span.end < whole.end) =>
                {
                    out.push(RoleMention {
                        role: role_of(hit),
                        span: whole,
                        genitive: false,
                        rule: "role.between-cues",
                    });
                }
                _ => out.extend(names),
            }
            out.extend(leading(words, known, hit));
        }
        if let Some(hit) = words.hit(token, Concept::RoleWith) {
            out.extend(taking_part(words, known, hit));
        }
        if let Some(hit) = words.hit(token, Concept::RoleLabel)
            && let Some(start) = after_label(words, hit)
        {
            let mut names = governed(words, known, hit, start, true);
            // Without a colon the label may be a heading or a button of the page's menu.
            if !words.is_mark(start - 1, ':') && !words.is_mark(start - 1, '*') {
                let menu = is_navigation(words, hit);
                names.retain(|name| {
                    is_shown(words, known, name.span, menu) && !is_heading(words, name.span)
                });
            }
            out.extend(names);
        }
        if let Some(hit) = words.hit(token, Concept::RoleAfter) {
            let mut subjects = subject(words, known, hit);
            // "Jane Doe gives a talk": persons do so, and bodies that are told as such.
            let speaks = words
                .hit(token, Concept::CueSpeaks)
                .is_some_and(|speaks| speaks.value == 1 && speaks.end > hit.end);
            if speaks {
                subjects.retain(|subject| is_shown(words, known, subject.span, false));
            }
            if subjects.is_empty() && !speaks {
                out.extend(far_subject(words, known, hit));
            }
            out.extend(subjects);
        }
    }
    out.extend(logos(known));
    // Whom words around it give a role is no place: "с подкрепата на фондация …".
    let told: std::collections::BTreeSet<Span> = out.iter().map(|found| found.span).collect();
    out.extend(venues(words, known).filter(|found| !told.contains(&found.span)));
    out.sort_by_key(|found: &RoleMention| (found.span, found.role));
    out.dedup_by_key(|found| (found.span, found.role));
    out
}

/// Who takes part behind a word for a body in small letters: `swap of plants with the association Green
/// Hands`.
fn taking_part(words: &Words, known: &Known, hit: &Hit) -> Option<RoleMention> {
    let article = words.hit(hit.end, Concept::NameArticle);
    let first = article.map_or(hit.end, |article| article.end);
    let head = words.hit(first, Concept::NameOrganisation)?;
    let small = (first..head.end).all(|token| !words.is_capital(token));
    // A choir or band that an evening is held with performs.
    let body = head.value == 1 && words.is(first, Concept::CueBody);
    if !small || !body || words.gap(head.end) > Gap::Space {
        return None;
    }
    let quoted = usize::from(words.is_mark(head.end, '"'));
    let found = known.organisation_in(words.span(head.end + quoted, head.end + quoted + 1))?;
    let name = found.span;
    (words.tokens_of(name).0 <= head.end + quoted).then_some(RoleMention {
        role: Role::Partner,
        span: name,
        genitive: false,
        rule: "role.with",
    })
}

/// The value of cues that give no role (`the site is hosted by`).
const NO_ROLE: i32 = 7;

/// What is added to the role where the name itself must show that it is an organisation's.
const MUST_SHOW: i32 = 10;

/// What stands between two cues that both ask for a name (`the team of X invites`), though not
/// all of it looks like one: capitalised words with a last small one.
fn between_cues(words: &Words, before: &Hit) -> Option<Span> {
    const MOST_TOKENS: usize = 6;
    let first = before.end;
    if !words.is_capital(first) || words.gap(first) > Gap::Space {
        return None;
    }
    let end =
        (first + 1..first + MOST_TOKENS).find(|token| words.is(*token, Concept::RoleAfter))?;
    let plain = (first..end).all(|token| {
        words.is_word(token)
            && words.gap(token) <= Gap::Space
            && (words.is_capital(token) || token + 1 == end || words.is(token, Concept::NameAnd))
    });
    let last_is_name =
        !words.is(end - 1, Concept::NameUnit) && !words.is(end - 1, Concept::NameAnd);
    (plain && last_is_name && words.gap(end) <= Gap::Space).then(|| words.span(first, end))
}

/// Organisations at whose place something is held (`will take place at the University of Ghent`,
/// `Where: University of Ghent`).
fn venues<'a>(words: &'a Words, known: &'a Known) -> impl Iterator<Item = RoleMention> + 'a {
    known
        .organisations
        .iter()
        .filter(|found| is_venue(words, found.span))
        .map(|found| RoleMention {
            role: Role::Venue,
            span: found.span,
            genitive: false,
            rule: "role.venue",
        })
}

fn is_venue(words: &Words, name: Span) -> bool {
    const FARTHEST_CUE: usize = 24;
    let (first, end) = words.tokens_of(name);
    if !has_strong_head(words, first, end) {
        return false;
    }
    let mut at = first;
    if at > 0 && words.gap(at) <= Gap::Space && words.is(at - 1, Concept::NameArticle) {
        at -= 1;
    }
    let Some(line) = words.line_at(name.start) else {
        return false;
    };
    let line_first = words.lines[line].first;
    let labelled = (line_first..at).any(|token| {
        words
            .hit(token, Concept::CueVenue)
            .is_some_and(|hit| hit.first == line_first && hit.end + 1 >= at)
    });
    let placed = (at.saturating_sub(3)..at).any(|token| {
        words
            .hit(token, Concept::CuePlacePreposition)
            .is_some_and(|hit| {
                let of_body = !words.is(first, Concept::CueBuilding);
                hit.end == at || hit.end == first && of_body
            })
    });
    let held = (at.saturating_sub(FARTHEST_CUE).max(line_first)..at)
        .rev()
        .take_while(|token| !matches!(words.folded(*token), "." | "!" | "?"))
        .any(|token| words.is(token, Concept::CueHeld));
    labelled || placed && held
}

/// An acronym above its long name is a logo: that of somebody who takes part.
fn logos<'a>(known: &'a Known) -> impl Iterator<Item = RoleMention> + 'a {
    known
        .organisations
        .iter()
        .filter(|found| found.rule == super::acronyms::ABOVE_NAME)
        .map(|found| RoleMention {
            role: Role::Partner,
            span: found.span,
            genitive: false,
            rule: "role.logo",
        })
}

pub(super) fn role_of(hit: &Hit) -> Role {
    match hit.value % MUST_SHOW {
        2 => Role::Host,
        3 => Role::Partner,
        4 => Role::Sponsor,
        5 => Role::Publisher,
        6 => Role::Funder,
        _ => Role::Organizer,
    }
}

/// The token after a label: past its colon, or on the next line where the label fills its own.
fn after_label(words: &Words, hit: &Hit) -> Option<usize> {
    let mut opening = hit.first;
    while opening > 0 && words.gap(opening) <= Gap::Space && words.is_mark(opening - 1, '*') {
        opening -= 1;
    }
    let begins = words.begins_sentence(opening);
    let mut end = hit.end;
    while words.is_mark(end, '*') && words.gap(end) == Gap::None {
        end += 1;
    }
    if words.is_mark(end, ':') && words.gap(end) <= Gap::Space && begins {
        end += 1;
        while words.is_mark(end, '*') && words.gap(end) == Gap::None {
            end += 1;
        }
        return Some(end);
    }
    let alone = words.gap(end) >= Gap::Line || is_linked_line(words, end);
    (words.gap(opening) >= Gap::Line && alone).then_some(end)
}

/// Whether one link fills the line from the token on.
fn is_linked_line(words: &Words, first: usize) -> bool {
    let start = words.span(first, first + 1).start;
    let Some(line) = words.line_at(start).map(|line| words.lines[line].span) else {
        return false;
    };
    let links = &words.view.document.links;
    let at = links.partition_point(|link| link.span.start < start);
    links
        .get(at)
        .is_some_and(|link| link.span.start == start && link.span.end >= line.end)
}

/// The names of the list that begins at the token.
fn governed(
    words: &Words,
    known: &Known,
    hit: &Hit,
    start: usize,
    label: bool,
) -> Vec<RoleMention> {
    const MOST_NAMES: usize = 40;
    let mut out = Vec::new();
    let mut at = start;
    let mut genitive = ends_in_genitive(words, hit);
    let colon = label && words.is_mark(start - 1, ':');
    while out.len() < MOST_NAMES {
        let after_break = words.gap(at);
        let allowed = after_break <= Gap::Space
            || words.runs_on(at)
            || label && (after_break == Gap::Line || out.is_empty() || is_list_item(words, at))
            || out.is_empty() && after_break == Gap::Line;
        if !allowed {
            break;
        }
        let (first, mut article) = after_article(words, at, &mut genitive);
        // The article may be the last word of the cue (`durch die`).
        article |= at == start && !label && words.is(hit.end - 1, Concept::NameArticle);
        let read = || {
            named_work(words, first)
                .or_else(|| name_at(words, known, first, article, label))
                .or_else(|| {
                    (!label)
                        .then(|| small_words::headed(words, first))
                        .flatten()
                })
        };
        let linked = || wholes::linked(words, first).or_else(read);
        let found = match colon {
            true => value_at(words, known, at, first, linked()),
            false => linked(),
        };
        // What another role is told of below is nobody's of this one.
        let other = after_break >= Gap::Line && !out.is_empty() && leads_to_role(words, first);
        let found = found.map(|(end, span)| {
            with_complement(words, known, first, end, label).unwrap_or((end, span))
        });
        let Some((end, span)) = found.filter(|_| !other) else {
            // In a list behind a label others may follow what is no name.
            let same_line = after_break <= Gap::Space;
            match (colon && same_line)
                .then(|| after_piece(words, at))
                .flatten()
            {
                Some(next) => at = next,
                None => break,
            }
            continue;
        };
        // Below a value that stands on the label's line anything may follow, as a list of tags.
        // The next label is nobody's name: "Host:", "Friends of the Library", "E-mail:".
        if label && after_break == Gap::Line && words.is_mark(end, ':') {
            break;
        }
        let below = label && after_break == Gap::Line && words.gap(start) <= Gap::Space;
        if below && !is_shown(words, known, span, false) {
            break;
        }
        out.push(RoleMention {
            role: role_of(hit),
            span,
            genitive,
            rule: if label {
                "role.label"
            } else {
                "role.cue-before"
            },
        });
        genitive = false;
        match after_joint(words, end, label) {
            Some(next) => at = after_repeated_cue(words, hit, next),
            None => break,
        }
    }
    out
}

/// A name of one plain word with what belongs to it: the rest up to a legal form (`Rope and Sail Ltd`),
/// or, but for the value of a label, what a small word joins to it up to the end of the list's member
/// (`Data for Everyone, …`).
fn with_complement(
    words: &Words,
    known: &Known,
    first: usize,
    end: usize,
    label: bool,
) -> Option<(usize, Span)> {
    let plain = end == first + 1
        && words.is_capital(first)
        && !words.is_upper_acronym(first)
        && words.gap(end) == Gap::Space
        && known.organisation_in(words.span(first, end)).is_none();
    if !plain {
        return None;
    }
    let after = |concept: Concept| {
        let joint = words.hit(end, concept)?;
        let small = (end..joint.end).all(|token| !words.is_capital(token));
        (small && words.gap(joint.end) == Gap::Space).then_some(joint.end)
    };
    if let Some(second) = after(Concept::NameAnd) {
        let form = words.hit(second + 1, Concept::NameLegalForm);
        let closed = form.filter(|form| {
            words.is_capital(second) && words.gap(form.first) == Gap::Space && form.end > second
        });
        return closed.map(|form| (form.end, words.span(first, form.end)));
    }
    let stop = run_end(words, after(Concept::NameConnector).filter(|_| !label)?)?;
    let closes = words.gap(stop) >= Gap::Line
        || [',', '.', ';', ')']
            .iter()
            .any(|mark| words.is_mark(stop, *mark))
        || words.is(stop, Concept::NameAnd);
    closes.then(|| (stop, words.span(first, stop)))
}

/// Whether words that give a role open the line: `With the support of …`.
fn leads_to_role(words: &Words, first: usize) -> bool {
    [Concept::RoleBefore, Concept::RoleLabel]
        .iter()
        .any(|concept| {
            words
                .hit(first, *concept)
                .is_some_and(|hit| hit.end - hit.first > 1)
        })
}

/// The token behind the comma that ends the piece of a list at the token, on the same line.
fn after_piece(words: &Words, at: usize) -> Option<usize> {
    const LONGEST: usize = 12;
    let comma = (at..at + LONGEST)
        .take_while(|token| {
            let stops = words.is_mark(*token, '.') || words.is_mark(*token, ':');
            (*token == at || words.gap(*token) <= Gap::Space) && !stops
        })
        .find(|token| words.is_mark(*token, ',') || words.is_mark(*token, ';'))?;
    (words.gap(comma + 1) <= Gap::Space).then_some(comma + 1)
}

/// The name in the value of a label: all of the value where what reads like a name is but a part of it.
/// `at` is where the value begins, `first` where its name begins behind an article.
fn value_at(
    words: &Words,
    known: &Known,
    at: usize,
    first: usize,
    read: Option<(usize, Span)>,
) -> Option<(usize, Span)> {
    // An article with a capital belongs to the name ("El Espacio").
    let begin = if words.is_capital(at) { at } else { first };
    if let Some((end, span)) = read.filter(|(end, _)| begin < first && *end == first + 1) {
        return Some((end, words.span(begin, end).cover(span)));
    }
    let whole = wholes::labelled(words, known, begin, read.map(|(end, _)| end));
    whole.or(read)
}

/// The name behind a word for a work, in quotation marks or by its capital (`the magazine "Field and
/// Spade"`, `la revue Bêches`): one past its last token, and its span.
fn named_work(words: &Words, first: usize) -> Option<(usize, Span)> {
    const MOST_TOKENS: usize = 10;
    // What is held is nobody's partner: "the course „Hands in Branches“".
    let work = words.is(first, Concept::NameEvent) && !words.is(first, Concept::EventNoun);
    if !work || words.gap(first + 1) != Gap::Space {
        return None;
    }
    if !words.is_capital(first) && words.is_capital(first + 1) {
        let end = run_end(words, first + 1)?;
        return Some((end, words.span(first + 1, end)));
    }
    if !words.is_mark(first + 1, '"') || !words.is_capital(first + 2) {
        return None;
    }
    let name = first + 2;
    let close = (name + 1..name + MOST_TOKENS).find(|token| words.is_mark(*token, '"'))?;
    Some((close + 1, words.span(name, close)))
}

/// Skips the cue's preposition where it stands again before the next name: `funded by the Harbour
/// Fund and by Ghent Port`.
fn after_repeated_cue(words: &Words, hit: &Hit, at: usize) -> usize {
    let again = (hit.first..hit.end)
        .any(|token| words.folded(token) == words.folded(at.min(words.len() - 1)))
        || words.is(at, Concept::NameConnector);
    let free = words.is_word(at) && !words.is_capital(at) && words.gap(at) <= Gap::Space;
    if again && free && !words.is(at, Concept::NameArticle) {
        at + 1
    } else {
        at
    }
}

/// Whether the name itself shows that it is an organisation's. The items of a `menu` may all be
/// in capitals.
fn is_shown(words: &Words, known: &Known, name: Span, menu: bool) -> bool {
    let (first, end) = words.tokens_of(name);
    // In a line of capitals they show nothing.
    let loud = words.gap(first) == Gap::Space && words.case(first - 1) == Case::Upper;
    known.organisation_in(name).is_some()
        || form(words, first, end).is_some()
        || words.is_upper_acronym(first) && !menu && !loud
}

/// Whether the cue stands in navigation.
fn is_navigation(words: &Words, hit: &Hit) -> bool {
    let line = words.line_at(hit.span.start);
    line.and_then(|line| words.block(line))
        .is_some_and(|block| block.navigation)
}

/// Whether the words head a part of a page rather than name somebody: `CONTACT`.
fn is_heading(words: &Words, name: Span) -> bool {
    let (first, end) = words.tokens_of(name);
    let headings = [
        Concept::RoleContact,
        Concept::RoleLabel,
        Concept::CueGenericHeading,
        Concept::NameStarter,
    ];
    let fills = |concept: &Concept| words.hit(first, *concept).is_some_and(|hit| hit.end >= end);
    headings.iter().any(fills)
}

fn is_list_item(words: &Words, token: usize) -> bool {
    let Some(start) = words
        .view
        .tokens
        .get(token)
        .map(|token| token.start as usize)
    else {
        return false;
    };
    words
        .line_at(start)
        .and_then(|line| words.block(line))
        .is_some_and(|block| matches!(block.kind, handbill_model::BlockKind::ListItem { .. }))
}

/// Whether the last word of the cue is a genitive article (`ein Projekt des`).
fn ends_in_genitive(words: &Words, hit: &Hit) -> bool {
    hit.end > hit.first && words.is(hit.end - 1, Concept::NameGenitive)
}

/// Skips quotes, bullets and an article before a name; says whether there was an article.
fn after_article(words: &Words, mut at: usize, genitive: &mut bool) -> (usize, bool) {
    while matches!(words.view.tokens.get(at).map(|t| t.kind), Some(handbill_lexicon::TokenKind::Mark(mark)) if matches!(mark, '"' | '\'' | '•' | '*' | '-' | '[' | '·'))
        && !words.is_taken(at)
    {
        at += 1;
    }
    // "L'altra Riva" has its article as its capital.
    let own = words.is_capital(at)
        && words.is_mark(at + 1, '\'')
        && words.gap(at + 2) == Gap::None
        && words.is_word(at + 2)
        && !words.is_capital(at + 2);
    match words.hit(at, Concept::NameArticle) {
        Some(hit) if !own && !words.is_upper_acronym(at) => {
            *genitive |= words.is(at, Concept::NameGenitive);
            (hit.end, true)
        }
        _ => (at, false),
    }
}

/// The name that begins at the token: one past its last token, and its span without what is no
/// part of it. A place alone is an organisation where a cue governs it (`a project of Ghent`), but
/// may be just a place after a label.
fn name_at(
    words: &Words,
    known: &Known,
    first: usize,
    after_article: bool,
    label: bool,
) -> Option<(usize, Span)> {
    let start = words.view.tokens.get(first)?.start as usize;
    let person = known
        .persons
        .partition_point(|person| person.span.end <= start);
    if known.persons.get(person).is_some_and(|person| {
        person.span.start == start || person.honorific.is_some_and(|title| title.start == start)
    }) {
        return None;
    }
    if let Some(found) = known.organisation_in(Span::new(start, start + 1)) {
        // The words of the cue may look like the beginning of the name.
        let span = Span::new(start.max(found.span.start), found.span.end);
        return Some((words.tokens_of(found.span).1, span));
    }
    // A head word in small letters leads to a name that is known: `con l'associazione Gente di Mare`.
    if let Some(head) = words
        .hit(first, Concept::NameOrganisation)
        .filter(|_| !words.is_capital(first))
        && let Some(token) = words
            .view
            .tokens
            .get(head.end)
            .filter(|_| words.runs_on(head.end))
        && let Some(found) =
            known.organisation_in(Span::new(token.start as usize, token.end as usize))
        && found.span.start == token.start as usize
    {
        return Some((words.tokens_of(found.span).1, found.span));
    }
    if let Some(headed) = small_words::behind_small_head(words, first) {
        return Some(headed);
    }
    if let Some(domain) = bare_domain(words, known, first) {
        return Some((words.tokens_of(domain).1, domain));
    }
    let run = run_end(words, first)?;
    let end = small_words::with_head(words, run);
    // "…; media partner is …": the next label is no name.
    if words
        .hit(first, Concept::RoleLabel)
        .is_some_and(|hit| hit.end == end)
    {
        return None;
    }
    if let Some((from, stop)) = form(words, first, end) {
        return Some((end, words.span(from, stop)));
    }
    let span = words.span(first, end);
    let placed = label && is_place(known, span);
    if end > run && !label && is_plausible(words, first, run, false) {
        return Some((end, span));
    }
    (!placed && is_plausible(words, first, end, after_article && !label)).then_some((end, span))
}

/// Whether the name is that of a place and nothing more.
fn is_place(known: &Known, name: Span) -> bool {
    known
        .mentions
        .iter()
        .any(|mention| matches!(mention.found, Found::Address(_)) && mention.span.contains(name))
}

/// A name that is written as a domain, such as `rowing.club`.
fn bare_domain(words: &Words, known: &Known, first: usize) -> Option<Span> {
    let start = words.view.tokens.get(first)?.start as usize;
    let index = known
        .mentions
        .partition_point(|mention| mention.span.start < start);
    let mention = known.mentions.get(index)?;
    if mention.span.start != start {
        return None;
    }
    let text = mention.span.of(words.view.text());
    let bare = matches!(mention.found, Found::Url { .. }) && !text.contains(['/', ':']);
    bare.then_some(mention.span)
}

/// The token after the joint to the next name of a list: a comma, an `and`, both, or a line end
/// under a label.
fn after_joint(words: &Words, end: usize, label: bool) -> Option<usize> {
    let mut at = after_brackets(words, end);
    let mut joined = false;
    while at < words.len() {
        if matches!(
            words.folded(at),
            "," | ";" | "/" | "•" | "|" | "\"" | "*" | "]"
        ) && words.gap(at) <= Gap::Space
        {
            joined |= !matches!(words.folded(at), "\"" | "*" | "]");
            at += 1;
        } else if let Some(hit) = words
            .hit(at, Concept::NameAnd)
            .filter(|_| words.runs_on(at))
        {
            // "und der" holds the article of the next name, which tells its case.
            joined = true;
            at = if words.is(at + 1, Concept::NameArticle) && hit.end > at + 1 {
                at + 1
            } else {
                hit.end
            };
            break;
        } else {
            break;
        }
    }
    let next_line = label && words.gap(at) >= Gap::Line;
    (joined || next_line).then_some(at)
}

/// Skips a remark in brackets on the same line.
fn after_brackets(words: &Words, end: usize) -> usize {
    const LONGEST_REMARK: usize = 16;
    if !words.is_mark(end, '(') || words.gap(end) > Gap::Space {
        return end;
    }
    (end + 1..end + 1 + LONGEST_REMARK)
        .find(|token| words.is_mark(*token, ')'))
        .map_or(end, |close| close + 1)
}

#[cfg(test)]
mod tests {
    use super::super::testing::with_words;
    use super::*;

    fn found(text: &str) -> Vec<(Role, String)> {
        with_words(text, |words| {
            let persons = super::super::persons::find(words);
            let organisations = super::super::organisations::find(words, &[], &persons);
            let known = Known {
                organisations: &organisations,
                persons: &persons,
                mentions: &[],
            };
            find(words, &known)
                .into_iter()
                .map(|role| (role.role, role.span.of(text).to_owned()))
                .collect()
        })
    }

    #[test]
    fn who_presents_stands_over_the_verb_on_posters() {
        assert_eq!(
            found("Northfield Choral Society\n\npresents\n\nMusic for Spring"),
            [(Role::Organizer, "Northfield Choral Society".to_owned())]
        );
        assert_eq!(
            found("Northfield Choral Society\n\nMusic for Spring\n\nThe choir presents itself."),
            []
        );
    }

    #[test]
    fn names_after_cues() {
        for (text, role, names) in [
            (
                "organised by the Rowing Club Ghent, Harbour Friends and Efos.",
                Role::Organizer,
                vec!["Rowing Club Ghent", "Harbour Friends", "Efos"],
            ),
            (
                "with the support of: Port Authority",
                Role::Partner,
                vec!["Port Authority"],
            ),
            (
                "Veranstalter: Ruderverein Nord e.V.\nOrt: Halle",
                Role::Organizer,
                vec!["Ruderverein Nord e.V."],
            ),
            (
                "en partenariat avec la Ville de Nantes et l'Association des Quais",
                Role::Partner,
                vec!["Ville de Nantes", "Association des Quais"],
            ),
            (
                "financé par le Fonds normand des quais partagés.",
                Role::Funder,
                vec!["Fonds normand des quais partagés"],
            ),
            (
                "en partenariat avec la revue Margelles.",
                Role::Partner,
                vec!["Margelles"],
            ),
            (
                "Medienpartner ist die Zeitschrift „Ruder und Riemen“.",
                Role::Partner,
                vec!["Ruder und Riemen"],
            ),
            (
                "Organiza: Vecinas con V de Vereda\nExposición",
                Role::Organizer,
                vec!["Vecinas con V de Vereda"],
            ),
            (
                "Organiza: El Umbral / AV Prado Alto",
                Role::Organizer,
                vec!["El Umbral", "AV Prado Alto"],
            ),
            (
                "georganiseerd door de Zwaluw stichting",
                Role::Organizer,
                vec!["Zwaluw stichting"],
            ),
            (
                "in samenwerking met het ministerie van Visserij",
                Role::Partner,
                vec!["ministerie van Visserij"],
            ),
            (
                "organisé par le laboratoire Boussole, l'Agence de l'eau du Nord et la Ville de Nantes.",
                Role::Organizer,
                vec![
                    "laboratoire Boussole",
                    "Agence de l'eau du Nord",
                    "Ville de Nantes",
                ],
            ),
            (
                "organised by the Rowing Club Ghent, Sailmaker and Ropes for Everyone.",
                Role::Organizer,
                vec!["Rowing Club Ghent", "Sailmaker", "Ropes for Everyone"],
            ),
            (
                "Colaboran: Cooperativa La Proa y Astilleros Luna S.L.",
                Role::Partner,
                vec!["Cooperativa La Proa", "Astilleros Luna S.L."],
            ),
            (
                "Sponsorer: Nordhavn Sparekasse, Tov og Trosse AS",
                Role::Sponsor,
                vec!["Nordhavn Sparekasse", "Tov og Trosse AS"],
            ),
            (
                "Rėmėjai: Marių biblioteka, UAB „Burės kampas“",
                Role::Partner,
                vec!["Marių biblioteka", "UAB „Burės kampas“"],
            ),
            (
                "gefördert durch das Ministerium für Kultur",
                Role::Funder,
                vec!["Ministerium für Kultur"],
            ),
        ] {
            let expected: Vec<_> = names
                .into_iter()
                .map(|name| (role, name.to_owned()))
                .collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn names_before_cues() {
        for (text, role, names) in [
            (
                "The Rowing Club Ghent invites you to row",
                Role::Organizer,
                vec!["Rowing Club Ghent"],
            ),
            (
                "Der Ruderverein Nord lädt alle ein",
                Role::Organizer,
                vec!["Ruderverein Nord"],
            ),
            (
                "De gemeente Waterdam nodigt u uit",
                Role::Organizer,
                vec!["gemeente Waterdam"],
            ),
            (
                "PORTNET will host the next meeting",
                Role::Host,
                vec!["PORTNET"],
            ),
        ] {
            let expected: Vec<_> = names
                .into_iter()
                .map(|name| (role, name.to_owned()))
                .collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn cues_without_organisations() {
        for text in [
            "organised by Mary Smith",
            "Participants will host a table",
            "The conference will host 200 people",
            "in collaboration with local schools",
            "organisiert von der Schule",
            "Le site est hébergé par Nuage de la Rade.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
