//! Organisations: the bodies that the document names, one draft each.

mod coordinates;
mod gathering;
mod profile;
mod publisher;
mod writings;

pub(crate) use writings::key_of;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::Concept;
use handbill_model::{Organisation, Role, Span};

use super::OrganisationDraft;
use crate::names::{self, Names, Words};
use crate::{Found, Mention, View, inside};
use gathering::{Gathering, Group, Naming};
use profile::fill_from_about_box;
use writings::{are_cases_of_one, is_end_of, is_head};

/// All organisations that the document names, in document order: one draft each, merged over its
/// names. Those that are merely mentioned have [`Role::Mentioned`] and little confidence.
pub(crate) fn organisations(
    words: &Words,
    mentions: &[Mention],
    names: &Names,
) -> Vec<OrganisationDraft> {
    let mut gathering = Gathering::new(words, mentions);
    gathering.take(names);
    gathering.merge_abbreviations();
    gathering.merge_short_forms();
    gathering.merge_inflected();
    gathering.merge_by_label();
    gathering.give_abbreviated_labels();
    gathering.spell_names();
    gathering.find_publisher(names);
    gathering.settle_labels();
    gathering.find_short_names();
    gathering.spell_names();
    let mut drafts: Vec<OrganisationDraft> = gathering
        .groups
        .iter()
        .filter_map(|group| gathering.draft(group))
        .collect();
    if let Some(about) = &names.about {
        fill_from_about_box(words, about, mentions, &mut drafts);
    }
    drafts.sort_by_key(|draft| draft.mentions.first().copied());
    drafts.extend(gathering.site);
    drafts
}

impl Gathering<'_, '_, '_> {
    fn draft(&self, group: &Group) -> Option<OrganisationDraft> {
        if group.merged {
            return None;
        }
        let view = self.words.view;
        let best = best_name(group)?;
        let mut record = Organisation {
            name: best.name.clone(),
            ..Organisation::default()
        };
        let mut spans: Vec<Span> = group.names.iter().map(|naming| naming.span).collect();
        spans.sort();
        let mut told = vec![best.key.as_str()];
        let mut only_place: HashMap<&str, bool> = HashMap::new();
        for naming in &group.names {
            *only_place.entry(&naming.key).or_insert(true) &= self.is_place(naming);
        }
        let names: Vec<&Naming> = group
            .names
            .iter()
            .filter(|naming| {
                let key = naming.key.as_str();
                // The name in another case is no other name.
                if group.inflected && key != best.key && are_cases_of_one(key, &best.key) {
                    return false;
                }
                // Beside the full name a domain may spell what is but like it.
                let like = best.is_full
                    && naming.rule == "organisation.domain"
                    && !is_end_of(key, &best.key);
                key == best.key || !like && !self.is_cut(naming, best) && !only_place[key]
            })
            .collect();
        for naming in &names {
            if !told.contains(&naming.key.as_str()) {
                told.push(&naming.key);
                // "of the Association" names it by no name.
                let bare = naming.rule == "role.cue-before" && is_head(&naming.name);
                if !bare || naming.name.chars().all(|it| !it.is_lowercase()) {
                    record.alternate_names.push(naming.name.clone());
                }
            }
        }
        for naming in names {
            let list = record.evidence.entry("name".to_owned()).or_default();
            if list.len() < 4 {
                list.push(view.evidence(naming.span, naming.rule));
            }
        }
        let mut roles: BTreeMap<Role, ()> = BTreeMap::new();
        for (role, span, rule) in &group.roles {
            roles.insert(*role, ());
            let list = record.evidence.entry("roles".to_owned()).or_default();
            if list.len() < 4 {
                list.push(view.evidence(*span, rule));
            }
        }
        self.add_coordinates(group, &mut record);
        record.roles = roles.into_keys().collect();
        record.confidence = confidence(group, &record);
        if record.roles.is_empty() {
            record.roles.push(Role::Mentioned);
        }
        Some(OrganisationDraft {
            record,
            mentions: spans,
            roles: group
                .roles
                .iter()
                .map(|(role, span, _)| (*role, *span))
                .collect(),
            is_stated: false,
        })
    }

    /// Whether a shorter name is but a part of the full one at its place: a domain may spell no
    /// more of it.
    fn is_cut(&self, naming: &Naming, full: &Naming) -> bool {
        let words = self.words;
        let (first, end) = words.tokens_of(naming.span);
        let goes_on = |rest: &str, tokens: &mut dyn Iterator<Item = usize>| {
            let mut found = tokens
                .map(|token| words.folded(token))
                .filter(|word| word.chars().any(char::is_alphanumeric));
            rest.split(' ').all(|word| found.next() == Some(word))
        };
        let (short, long) = (naming.key.as_str(), full.key.as_str());
        if !is_end_of(short, long) {
            return false;
        }
        match long.strip_prefix(short) {
            Some(rest) => goes_on(rest.trim_start(), &mut (end..words.len())),
            None => {
                let rest = long[..long.len() - short.len()].trim_end();
                let reversed: Vec<&str> = rest.rsplit(' ').collect();
                goes_on(&reversed.join(" "), &mut (0..first).rev())
            }
        }
    }

    /// Whether the name stands where places do, behind "at the" or over an address: the trust that
    /// runs a house is not called by the name of the house.
    fn is_place(&self, naming: &Naming) -> bool {
        let words = self.words;
        let (first, end) = words.tokens_of(naming.span);
        let lead = match first.checked_sub(1) {
            Some(before) if words.is(before, Concept::NameArticle) => before,
            _ => first,
        };
        let behind = lead
            .checked_sub(1)
            .is_some_and(|before| words.is(before, Concept::CuePlacePreposition));
        // The town of an address, named by itself.
        let is_town = naming.rule == "organisation.domain"
            && self.mentions.iter().any(|mention| {
                matches!(&mention.found, Found::Address(found)
                    if found.address.locality.as_deref().map(key_of) == Some(naming.key.clone()))
            });
        if is_town {
            return true;
        }
        let line = words.line_at(naming.span.start);
        let below = line.and_then(|line| words.lines.get(line + 1));
        let addressed = below.is_some_and(|below| {
            inside(self.mentions, below.span).any(|it| it.rule.starts_with("address."))
        });
        let alone = line
            .is_some_and(|line| words.lines[line].first >= lead && words.lines[line].end <= end);
        behind || alone && addressed
    }
}

fn push(record: &mut Organisation, field: &str, view: &View, mention: &Mention) {
    record
        .evidence
        .entry(field.to_owned())
        .or_default()
        .push(view.evidence(mention.span, mention.rule));
}

fn confidence(group: &Group, record: &Organisation) -> f32 {
    let shown = group.names.iter().any(|naming| {
        naming.rule != "role.cue-after"
            && naming.rule != "role.cue-before"
            && naming.rule != "role.label"
    });
    match (record.roles.is_empty(), shown) {
        (false, true) => 0.9,
        (false, false) => 0.75,
        (true, _) if record.url.is_some() || !record.emails.is_empty() => 0.7,
        _ => 0.3,
    }
}

/// The name that a record bears: a long form before an acronym, proper case before all capitals
/// or all small letters, then the one that stands most often, then the first.
fn best_name(group: &Group) -> Option<&Naming> {
    const MOST_COMPARED: usize = 50;
    let names = &group.names;
    // Behind "in cooperation with" a name has the case that these words ask for.
    let governed = |naming: &Naming| {
        let asks =
            |rule: &str| matches!(rule, "role.cue-before" | "role.with" | names::EVENT_TITLE);
        group.inflected
            && group
                .roles
                .iter()
                .any(|(_, span, rule)| *span == naming.span && asks(rule))
    };
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for naming in names {
        *counts.entry(&naming.key).or_default() += 1;
    }
    names.iter().min_by_key(|naming| {
        let cased = naming.name.chars().any(char::is_uppercase)
            && naming.name.chars().any(char::is_lowercase);
        let same = counts.get(naming.key.as_str()).copied().unwrap_or(0);
        // A domain may spell but a part of the name, and the text give but its head word.
        let is_part = |other: &Naming| {
            is_end_of(&naming.key, &other.key)
                && (naming.rule == "organisation.domain" || is_head(&naming.key))
        };
        let cut = names.iter().take(MOST_COMPARED).any(is_part);
        (
            naming.is_acronym,
            cut,
            !cased && !naming.is_acronym,
            !naming.is_full,
            governed(naming),
            usize::MAX - same,
            naming.span,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_is_no_other_name() {
        for text in [
            "Lakeside Transit Advisory Board (LTAB)\n\nThe Lakeside Transit Advisory Board meets.\nWrite to clerk@lakesidetransit.example",
            "Lantern walk at the Lagan House\n\nPresented by Lagan House Trust (LTAB), info@laganhouse.example",
        ] {
            let names = crate::names::testing::with_view(text, |view, mentions| {
                let drafts = super::super::named(view, mentions).0.into_iter();
                drafts
                    .map(|draft| draft.record.alternate_names)
                    .collect::<Vec<_>>()
            });
            assert_eq!(names, [["LTAB"]], "{text}");
        }
    }

    /// Name, roles and other names of all organisations that become records.
    fn records(text: &str) -> Vec<(String, Vec<Role>, Vec<String>)> {
        crate::names::testing::with_view(text, |view, mentions| {
            super::super::named(view, mentions)
                .0
                .into_iter()
                .filter(OrganisationDraft::is_record)
                .map(|draft| {
                    let record = draft.record;
                    (record.name, record.roles, record.alternate_names)
                })
                .collect()
        })
    }

    #[test]
    fn one_record_for_all_names_of_an_organisation() {
        let text = "The Union of Coastal Towns (UCT) invites you.\n\nUCT is run by the towns. \
                    THE UNION OF COASTAL TOWNS";
        assert_eq!(
            records(text),
            [(
                "Union of Coastal Towns".to_owned(),
                vec![Role::Organizer],
                vec!["UCT".to_owned()]
            )]
        );
    }

    #[test]
    fn the_owner_of_a_domain_publishes() {
        let text = "Rowing with Efos\n\nEfos rows on Friday. Write to info@efos.eu";
        let all = records(text);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].0, "Efos");
        assert_eq!(all[0].1, [Role::Publisher]);
    }

    #[test]
    fn a_domain_is_of_who_runs_the_event_not_of_a_house_of_that_name() {
        let text = "Talk on Noise\nThursday 12 March 2026, 19:00\nElmgate Community Centre, 3 Oven Square\n\nOrganised by the Elmgate Residents Association\noffice@elmgate.example";
        let owners = crate::names::testing::with_view(text, |view, mentions| {
            let drafts = super::super::named(view, mentions).0.into_iter();
            let reached = drafts.filter(|draft| !draft.record.emails.is_empty());
            reached.map(|draft| draft.record.name).collect::<Vec<_>>()
        });
        assert_eq!(owners, ["Elmgate Residents Association"]);
    }

    #[test]
    fn who_a_document_is_of() {
        for (text, name, role) in [
            (
                "Kulturverein\nNordhafen - Altstadt\n\nProgramm im Herbst",
                "Kulturverein Nordhafen - Altstadt",
                Role::Publisher,
            ),
            (
                "News of the summer\n\nThe Elm Row Allotment Society has a new shed. The Society meets on the first Monday.",
                "Elm Row Allotment Society",
                Role::Publisher,
            ),
            (
                "Nouvelles de juin\n\nL'association Les Mains Vertes a fini le four de la ville. L'association se retrouve avec vous le mardi.",
                "Les Mains Vertes",
                Role::Publisher,
            ),
            (
                "Saturday by the weir\n\nHarbour Hands is a small charity. Come and see us at the weir.",
                "Harbour Hands",
                Role::Publisher,
            ),
            (
                "Die Chorgemeinschaft Nordend in Zusammenarbeit mit der Stadt Mannheim zeigt einen Film.",
                "Chorgemeinschaft Nordend",
                Role::Organizer,
            ),
            (
                "Weir Street Choir\n\npresents\n\nSongs of the River",
                "Weir Street Choir",
                Role::Organizer,
            ),
            (
                "Bitte melden Sie sich an unter krise@nordstaedtetag.example. Der Nordstädtetag will helfen.",
                "Nordstädtetag",
                Role::Publisher,
            ),
        ] {
            let all = records(text);
            let found = all.iter().find(|(found, ..)| found == name);
            assert_eq!(
                found.map(|(_, roles, _)| roles.as_slice()),
                Some(&[role][..]),
                "{text}: {all:?}"
            );
        }
    }

    #[test]
    fn what_is_nothing_but_a_head_word_is_the_body_named_in_full() {
        for (text, name) in [
            (
                "Elm Row Allotment Association\n\nThe Annual General Meeting of the Association will be held on 26 March. The Association hopes to see you.",
                "Elm Row Allotment Association",
            ),
            (
                "La Pro Loco Valserena organizza la festa.\n\nLa Pro Loco ringrazia tutti. Info: proloco@valserena.eu",
                "Pro Loco Valserena",
            ),
            (
                "Kővári Városi Könyvtár\n\nA Városi Könyvtár szeretettel vár minden érdeklődőt.",
                "Kővári Városi Könyvtár",
            ),
        ] {
            let all = records(text);
            let names: Vec<&str> = all.iter().map(|(name, ..)| name.as_str()).collect();
            assert_eq!(names, [name], "{text}");
        }
    }

    #[test]
    fn a_domain_that_spells_what_is_quoted_leaves_the_name_whole() {
        let text = "CIRCOLO FOTOGRAFICO \"LA LENTE BLU\"\n\nMostra sociale in maggio.\nsegreteria@lenteblu.eu";
        assert_eq!(records(text)[0].0, "CIRCOLO FOTOGRAFICO \"LA LENTE BLU\"");
        let street = "The walk begins in Church Lane. Write to walk@efos.eu";
        assert_eq!(records(street), []);
    }

    #[test]
    fn a_house_under_an_hour_is_no_publisher() {
        let text = "The Rowing Club Ghent invites you to an evening of tales.\n\nThursday 12 March 2026\n7:30 pm\nElmgate Institute\n4 Oven Street\nPittsburgh, PA 15213\n\nTickets: (412) 555-2368";
        let all = records(text);
        let publishes = |roles: &[Role]| roles.contains(&Role::Publisher);
        assert!(all.iter().all(|(_, roles, _)| !publishes(roles)), "{all:?}");
    }

    #[test]
    fn bodies_of_one_place_are_not_one() {
        let text = "Der Heimatverein Oberlinde lädt ein.\n\nDie Freiwillige Feuerwehr Oberlinde sucht Helfer.\n\nOberlinde, im Mai: post@oberlinde.eu";
        let names = crate::names::testing::with_view(text, |view, mentions| {
            let drafts = super::super::named(view, mentions).0.into_iter();
            let mut names: Vec<String> = drafts.map(|draft| draft.record.name).collect();
            names.retain(|name| name.contains(' '));
            names
        });
        assert_eq!(
            names,
            ["Heimatverein Oberlinde", "Freiwillige Feuerwehr Oberlinde"]
        );
    }

    #[test]
    fn an_address_may_spell_a_name_with_its_domain() {
        let text = "Der Heimatverein Oberlinde lädt ein.\n\nDie Gemeinde Oberlinde hilft mit.\n\nheimatverein@oberlinde.eu";
        let reached = crate::names::testing::with_view(text, |view, mentions| {
            let drafts = super::super::named(view, mentions).0.into_iter();
            let reached = drafts.filter(|draft| !draft.record.emails.is_empty());
            reached.map(|draft| draft.record.name).collect::<Vec<_>>()
        });
        assert_eq!(reached, ["Heimatverein Oberlinde"]);
    }

    #[test]
    fn who_takes_part() {
        for (text, names) in [
            (
                "14h : bourse aux bulbes avec l'association Les Mains Vertes",
                &["Les Mains Vertes"][..],
            ),
            (
                "Un laboratorio con l'associazione \"Terra Lieve\" di sera",
                &["Terra Lieve"][..],
            ),
            (
                "Eine Bücherkiste, gestiftet von Papier Hansen GmbH.",
                &["Papier Hansen GmbH"][..],
            ),
            (
                "Gracias al apoyo del Ayuntamiento de Toledo habrá mesas.",
                &["Ayuntamiento de Toledo"][..],
            ),
            ("Merci à Nordine et à sa remorque pour le transport.", &[]),
            ("Una serata con l'orchestra Vento Piano in piazza", &[]),
            ("Sito realizzato da Bottega Digitale", &[]),
        ] {
            let all = records(text);
            let found: Vec<&str> = all.iter().map(|(name, ..)| name.as_str()).collect();
            assert_eq!(found, names, "{text}");
        }
    }

    #[test]
    fn a_name_in_several_cases() {
        for (one, other, yes) in [
            (
                "skograektarfelagid birki",
                "skograektarfelagsins birkis",
                true,
            ),
            ("mestska knihovna lhota", "mestskou knihovnou lhota", true),
            ("drustvo breza", "drustva breze", true),
            ("university of bergen", "university of berlin", false),
            ("verein nord", "verein norden", false),
            ("drustvo breza", "drustvo", false),
        ] {
            assert_eq!(are_cases_of_one(one, other), yes, "{one}, {other}");
        }
        let text = "V sredo organizira Planinsko društvo Breza pohod.\n\nPrijave sprejemamo v društvu. Člani Planinskega društva Breza vas vabijo na pohod in se veselijo.";
        let all = records(text);
        assert_eq!(all.len(), 1, "{all:?}");
    }

    #[test]
    fn names_with_small_words() {
        for (text, names) in [
            (
                "Spolek Zelený strom vás zve na zahradu a do klubu, kde se sejdeme.",
                &["Spolek Zelený strom"][..],
            ),
            (
                "Vaja bo v sodelovanju z Dobrim pevskim zborom Lipa, ki je v vasi.",
                &["Dobrim pevskim zborom Lipa"][..],
            ),
            (
                "Spolek přátel Staré lípy, z. s.\n\nVás zve na zahradu a do sadu.",
                &["Spolek přátel Staré lípy, z. s."][..],
            ),
            (
                "Niemen kyläyhdistys ry kutsuu kaikki talkoisiin, ja kahvia on.",
                &["Niemen kyläyhdistys ry"][..],
            ),
            (
                "Am Sonntag lädt der Ruderverein Nord zum Sommerfest ein.",
                &["Ruderverein Nord"][..],
            ),
            (
                "Vårdagen ordnas i samarbete med Ängsby kommun och Ängsby hembygdsförening.",
                &["Ängsby kommun", "Ängsby hembygdsförening"][..],
            ),
            (
                "The Rowing Club Ghent, founded in 1902 by dockers, invites all of you.",
                &["Rowing Club Ghent"][..],
            ),
        ] {
            let all = records(text);
            let found: Vec<&str> = all.iter().map(|(name, ..)| name.as_str()).collect();
            assert_eq!(found, names, "{text}");
        }
    }

    #[test]
    fn what_is_merely_mentioned_is_no_record() {
        for text in [
            "Jane Goodwin, University of Ghent, and Mark Leeson, Port of Cork",
            "We meet on Zoom. Write to us at rowing.friends@gmail.com",
            "Programme\n\nOpening Session",
        ] {
            assert_eq!(records(text), [], "{text}");
        }
    }
}
