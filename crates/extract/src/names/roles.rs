//! The roles that cues give to names near them: before a verb, behind a participle, behind a label, at a
//! place.

use handbill_lexicon::{Concept, Gap, Hit};
use handbill_model::{Role, Span};

use super::listed::{governed, name_at};
use super::organisations::{OrganisationMention, form};
use super::persons::PersonMention;
use super::runs::has_strong_head;
use super::subjects::{before_brackets, far_subject, leading, name_before, projects_of, subject};
use super::words::{Case, Words};
use crate::Mention;

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
            // "Code Harbour, a project of the Quay Trust, invites": the trust merely stands behind it.
            let projects = projects_of(words, known, hit, &names);
            if !projects.is_empty() {
                for name in &mut names {
                    name.role = Role::Partner;
                }
                out.extend(projects);
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
        // Before a colon the word is a label: "Imparte: …".
        let verb = words.hit(token, Concept::RoleAfter);
        if let Some(hit) = verb.filter(|hit| !words.is_mark(hit.end, ':')) {
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
    // "Where" may fill the line above.
    let below_label = || {
        let above = line.checked_sub(1).map(|above| words.lines[above]);
        at == line_first
            && above.is_some_and(|above| {
                words
                    .hit(above.first, Concept::CueVenue)
                    .is_some_and(|hit| hit.end == above.end)
            })
    };
    let labelled = labelled || below_label();
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

/// Whether the name itself shows that it is an organisation's. The items of a `menu` may all be
/// in capitals.
pub(super) fn is_shown(words: &Words, known: &Known, name: Span, menu: bool) -> bool {
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
    fn who_bears_a_project_does_not_hold_what_it_holds() {
        for text in [
            "The Harbour Makers Guild, a project of the Quay Trust, invites you to row.",
            "Der Ruderverein Nord, ein Projekt der Stiftung Kai, lädt alle ein.",
        ] {
            let roles: Vec<Role> = found(text).into_iter().map(|(role, _)| role).collect();
            assert_eq!(roles, [Role::Organizer, Role::Partner], "{text}");
        }
        assert_eq!(
            found("The fair, organised by the Quay Trust, takes place in May."),
            [(Role::Organizer, "Quay Trust".to_owned())]
        );
    }

    #[test]
    fn who_helps_the_subject_is_no_subject() {
        let text = "Fundacja Żagiel wraz z Gminą Zatoka zaprasza na spotkanie we wsi.";
        let told = found(text);
        let role = |name: &str| {
            told.iter()
                .filter(|it| it.1 == name)
                .map(|it| it.0)
                .collect()
        };
        let of: [Vec<Role>; 2] = [role("Fundacja Żagiel"), role("Gminą Zatoka")];
        assert_eq!(of, [vec![Role::Organizer], vec![Role::Partner]]);
    }

    #[test]
    fn the_last_of_a_list_is_no_part_of_the_one_before() {
        assert_eq!(
            found(
                "Parceiros: Câmara Municipal da Barra, Bombeiros Voluntários da Barra e Café Central"
            ),
            [
                "Câmara Municipal da Barra",
                "Bombeiros Voluntários da Barra",
                "Café Central"
            ]
            .map(|name| (Role::Partner, name.to_owned()))
        );
    }

    #[test]
    fn a_label_may_stand_over_the_place() {
        assert_eq!(
            found("Where\nUniversity of Ghent, main building"),
            [(Role::Venue, "University of Ghent".to_owned())]
        );
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
