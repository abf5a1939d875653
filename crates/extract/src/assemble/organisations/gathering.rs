//! Names that are of one organisation come together.

use foldhash::{HashMap, HashMapExt};
use handbill_lexicon::{Concept, Gap};
use handbill_model::{Role, Span};

use super::writings::{
    abbreviates, are_cases_of_one, has_legal_form, is_acronym, is_bare_form, is_end_of,
    is_short_form, is_turned, key_of, label_abbreviates, label_begins_like, label_holds_words,
    label_is_made_of, label_turns_round, without_genitive,
};
use crate::assemble::OrganisationDraft;
use crate::names::domains::{host_of, letters, owner_label};
use crate::names::{self, Names, Words, one_line};
use crate::{Found, Mention};

/// One organisation while its names come together.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) names: Vec<Naming>,
    pub(super) roles: Vec<(Role, Span, &'static str)>,
    pub(super) labels: Vec<String>,
    pub(super) merged: bool,
    /// Whether the names are one in several cases.
    pub(super) inflected: bool,
}

/// One place that names an organisation.
#[derive(Clone, Debug)]
pub(super) struct Naming {
    pub(super) span: Span,
    pub(super) name: String,
    /// What it shares with other writings of the name.
    pub(super) key: String,
    pub(super) rule: &'static str,
    pub(super) is_acronym: bool,
    /// Whether a legal form closes the name, which its key is without.
    pub(super) is_full: bool,
}

impl Group {
    /// Whether it runs something here, or the document is its own.
    fn leads(&self) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|(role, ..)| matches!(role, Role::Organizer | Role::Publisher))
    }
}

pub(super) struct Gathering<'w, 'v, 'd> {
    pub(super) words: &'w Words<'v, 'd>,
    pub(super) mentions: &'w [Mention],
    pub(super) groups: Vec<Group>,
    pub(super) by_key: HashMap<String, usize>,
    /// The groups by the letters that the words of their names spell.
    pub(super) by_letters: HashMap<String, usize>,
    /// What each e-mail and web address of the document tells of its owner.
    pub(super) owners: HashMap<&'w str, Owner>,
    /// The names of persons, ascending.
    pub(super) persons: Vec<Span>,
    /// Which tokens lie in a name already.
    pub(super) named: Vec<bool>,
    /// The page's owner, where only its title names it.
    pub(super) site: Option<OrganisationDraft>,
}

/// What an address tells of its owner.
pub(super) struct Owner {
    /// The label of its host that names the owner.
    pub(super) label: String,
    /// The letters that its part before the host and the label spell together, for an e-mail address.
    pub(super) spelt: Option<String>,
}

/// The addresses that tell of an owner. Each is read once, as every organisation asks for all.
fn owners(mentions: &[Mention]) -> HashMap<&str, Owner> {
    let owner = |address: &str| {
        let label = owner_label(host_of(address))?;
        let spelt = address
            .split_once('@')
            .map(|(local, _)| [letters(local), letters(&label)].concat());
        Some(Owner { label, spelt })
    };
    let addresses = mentions.iter().filter_map(|mention| match &mention.found {
        Found::Email(address) => Some(address.as_str()),
        Found::Url { url, .. } => Some(url.as_str()),
        _ => None,
    });
    addresses
        .filter_map(|address| Some((address, owner(address)?)))
        .collect()
}

impl<'w, 'v, 'd> Gathering<'w, 'v, 'd> {
    pub(super) fn new(words: &'w Words<'v, 'd>, mentions: &'w [Mention]) -> Self {
        Gathering {
            words,
            mentions,
            groups: Vec::new(),
            by_key: HashMap::new(),
            by_letters: HashMap::new(),
            owners: owners(mentions),
            persons: Vec::new(),
            named: vec![false; words.len()],
            site: None,
        }
    }
}

impl Gathering<'_, '_, '_> {
    pub(super) fn take(&mut self, names: &Names) {
        self.persons = names.persons.iter().map(|person| person.span).collect();
        for found in &names.organisations {
            let group = self.add(found.span, self.is_owner(found.span), found.rule);
            if let Some(label) = &found.label
                && !self.groups[group].labels.contains(label)
            {
                self.groups[group].labels.push(label.clone());
            }
            if let Some(short) = found.acronym {
                self.add_acronym(group, short, found.rule);
            }
        }
        for found in &names.roles {
            let group = self.add(found.span, found.genitive, found.rule);
            self.groups[group]
                .roles
                .push((found.role, found.span, found.rule));
        }
        if let Some(span) = names.about.as_ref().and_then(|about| about.name) {
            let group = self.add(span, false, "organisation.profile");
            self.groups[group]
                .roles
                .push((Role::Publisher, span, "organisation.profile"));
        }
    }

    /// Whether an article that bends the name stands right before it: "das Fest des Musikvereins".
    fn is_owner(&self, name: Span) -> bool {
        let words = self.words;
        let (first, _) = words.tokens_of(name);
        let article = first
            .checked_sub(1)
            .filter(|_| words.gap(first) <= Gap::Space);
        article.is_some_and(|article| words.is(article, Concept::NameGenitive))
    }

    /// The group of the name at the span, to which the span is added.
    pub(super) fn add(&mut self, span: Span, genitive: bool, rule: &'static str) -> usize {
        let written = one_line(span.of(self.words.view.text()));
        let name = if genitive {
            without_genitive(&written)
        } else {
            written
        };
        let key = key_of(&name);
        let is_full = key.split(' ').count() > 1 && has_legal_form(&name);
        let group = match self.by_key.get(&key) {
            Some(&group) => group,
            None => {
                self.groups.push(Group::default());
                self.by_key.insert(key.clone(), self.groups.len() - 1);
                self.groups.len() - 1
            }
        };
        if self.occupy(span) || self.groups[group].names.is_empty() {
            self.groups[group].names.push(Naming {
                span,
                is_acronym: is_acronym(&name),
                is_full,
                key,
                name,
                rule,
            });
        }
        group
    }

    /// Marks the tokens of a name; says whether they were free.
    fn occupy(&mut self, span: Span) -> bool {
        let (first, end) = self.words.tokens_of(span);
        let tokens = self.named.get_mut(first..end).unwrap_or_default();
        let free = tokens.iter().any(|named| !named);
        tokens.fill(true);
        free
    }

    /// Adds an acronym to its long name; where it already stands alone, the groups become one.
    fn add_acronym(&mut self, group: usize, short: Span, rule: &'static str) {
        let name = short.of(self.words.view.text()).to_owned();
        let key = key_of(&name);
        match self.by_key.insert(key.clone(), group) {
            Some(other) if other != group => self.merge(other, group),
            _ => {}
        }
        self.occupy(short);
        self.groups[group].names.push(Naming {
            span: short,
            key,
            name,
            rule,
            is_acronym: true,
            is_full: false,
        });
    }

    fn merge(&mut self, from: usize, into: usize) {
        let taken = std::mem::take(&mut self.groups[from]);
        self.groups[from].merged = true;
        let group = &mut self.groups[into];
        group.names.extend(taken.names);
        group.roles.extend(taken.roles);
        group.labels.extend(taken.labels);
        for target in self.by_key.values_mut().filter(|target| **target == from) {
            *target = into;
        }
    }

    /// Joins `SV Nordhafen` and `SVN` to `Sportverein Nordhafen`.
    pub(super) fn merge_abbreviations(&mut self) {
        const MOST_GROUPS: usize = 200;
        let count = self.groups.len().min(MOST_GROUPS);
        for short in 0..count {
            let Some(short_name) = self.short_name(short) else {
                continue;
            };
            let long = (0..count).find(|long| {
                *long != short
                    && !self.groups[*long].merged
                    && self.groups[*long]
                        .names
                        .iter()
                        .any(|naming| !naming.is_acronym && abbreviates(&short_name, &naming.name))
            });
            if let Some(long) = long {
                self.merge(short, long);
            }
        }
    }

    /// Joins names that differ by a word only: one that lacks the first word (`Ministry of Culture`
    /// and `Federal Ministry of Culture`), one that stops before the head word (`Chalton` and
    /// `Chalton University`), and one that is nothing but the head word (`the Association`), where but
    /// one longer name fits.
    pub(super) fn merge_short_forms(&mut self) {
        const MOST_GROUPS: usize = 200;
        let count = self.groups.len().min(MOST_GROUPS);
        let keys: Vec<String> = (0..count)
            .map(|group| {
                let naming = self.groups[group]
                    .names
                    .iter()
                    .find(|naming| !naming.is_acronym);
                naming
                    .map(|naming| key_of(&naming.name))
                    .unwrap_or_default()
            })
            .collect();
        for short in 0..count {
            let bare = self.is_bare(short);
            let fits: Vec<usize> = (0..count)
                .filter(|long| {
                    *long != short
                        && !self.groups[*long].merged
                        && (is_short_form(&keys[short], &keys[*long])
                            || bare && is_bare_form(&keys[short], &keys[*long]))
                })
                .collect();
            if let [long] = fits[..] {
                self.merge(short, long);
            }
        }
    }

    /// Whether the text speaks of the organisation with an article once, as of one that it has named in
    /// full (`the Association`); what a domain spells is the whole name.
    fn is_bare(&self, group: usize) -> bool {
        const MOST_NAMES: usize = 20;
        let words = self.words;
        let articled = |span: Span| {
            let (first, _) = words.tokens_of(span);
            words.is(first, Concept::NameArticle)
                || first > 0 && words.is(first - 1, Concept::NameArticle)
        };
        let mut names = self.groups[group].names.iter().take(MOST_NAMES);
        let spelt = |naming: &Naming| naming.rule == "organisation.domain";
        !names.clone().any(spelt) && names.any(|naming| articled(naming.span))
    }

    /// Joins the cases of one name: `Kulturno društvo Breza` and `Kulturnega društva Breza`.
    pub(super) fn merge_inflected(&mut self) {
        const MOST_GROUPS: usize = 200;
        let count = self.groups.len().min(MOST_GROUPS);
        let key = |group: &Group| group.names.first().map(|naming| naming.key.clone());
        let mut keys: Vec<Option<String>> = self.groups[..count].iter().map(key).collect();
        for other in 1..count {
            let one = (0..other).find(|one| match (&keys[*one], &keys[other]) {
                (Some(a), Some(b)) => are_cases_of_one(a, b),
                _ => false,
            });
            if let Some(one) = one.filter(|_| !self.groups[other].merged) {
                self.merge(other, one);
                self.groups[one].inflected = true;
                keys[other] = None;
            }
        }
    }

    /// Joins names of which one begins or ends with the other, where one domain spells both:
    /// `Kellertheater` and `Kellertheater am Markt`.
    pub(super) fn merge_by_label(&mut self) {
        const MOST_GROUPS: usize = 200;
        const MOST_NAMES: usize = 20;
        let count = self.groups.len().min(MOST_GROUPS);
        for short in 0..count {
            let fits = (0..count).filter(|long| {
                let (a, b) = (&self.groups[short], &self.groups[*long]);
                *long != short
                    && !a.merged
                    && !b.merged
                    && a.labels.iter().any(|label| b.labels.contains(label))
                    && a.names.iter().take(MOST_NAMES).any(|naming| {
                        // What is but the place in two names makes them no one name.
                        let is_part = (a.names.iter().take(MOST_NAMES))
                            .any(|own| is_end_of(&naming.key, &own.key));
                        b.names.iter().take(MOST_NAMES).any(|other| {
                            !is_part && is_end_of(&naming.key, &other.key)
                                || is_turned(&naming.key, &other.key)
                        })
                    })
            });
            // The full name is the one that tells what it is, or that runs something here.
            let long = fits.max_by_key(|long| {
                let group = &self.groups[*long];
                let full = group.names.iter().any(|naming| naming.is_full);
                (full, group.leads(), std::cmp::Reverse(*long))
            });
            if let Some(long) = long {
                self.merge(short, long);
            }
        }
    }

    /// Gives a domain that abbreviates a name (`rcghent.org` of `Rowing Club Ghent`) to the
    /// organisation, where but one fits.
    pub(super) fn give_abbreviated_labels(&mut self) {
        const SHORTEST_ACRONYM: usize = 3;
        let labels = names::domains::labels(self.mentions);
        let only = labels.len() == 1;
        for label in labels {
            if self
                .groups
                .iter()
                .any(|group| group.labels.contains(&label))
            {
                continue;
            }
            let spelt = letters(&label);
            let fits: Vec<usize> = (0..self.groups.len())
                .filter(|group| {
                    !self.groups[*group].merged
                        && self.groups[*group].names.iter().any(|naming| {
                            if naming.is_acronym {
                                label.split('-').any(|part| {
                                    part.len() >= SHORTEST_ACRONYM && part == naming.key
                                })
                            } else {
                                label_abbreviates(&spelt, &naming.key)
                                    || label_is_made_of(&spelt, &naming.name)
                                    || label_turns_round(&spelt, &naming.key)
                                    || only && label_begins_like(&spelt, &naming.key)
                                    || only && label_holds_words(&spelt, &naming.key)
                            }
                        })
                })
                .collect();
            if let Some(group) = self.longest_of(&fits).or_else(|| self.leading_of(&fits)) {
                self.groups[group].labels.push(label);
            }
        }
    }

    /// The only one of the groups that runs something here: the house that it meets in may be called
    /// after the same place.
    fn leading_of(&self, groups: &[usize]) -> Option<usize> {
        let mut leading = groups.iter().filter(|group| self.groups[**group].leads());
        leading.next().copied().filter(|_| leading.next().is_none())
    }

    /// The only group of them, or the one whose name goes on from those of all others: they are one.
    fn longest_of(&mut self, groups: &[usize]) -> Option<usize> {
        let key = |group: usize| {
            self.groups[group]
                .names
                .first()
                .map(|naming| naming.key.clone())
        };
        let keys: Vec<String> = groups
            .iter()
            .map(|group| key(*group))
            .collect::<Option<_>>()?;
        let longest = (0..keys.len()).max_by_key(|at| keys[*at].len())?;
        let one = keys.iter().all(|other| {
            *other == keys[longest] || keys[longest].starts_with(&format!("{other} "))
        });
        if !one {
            return None;
        }
        for (at, group) in groups.iter().enumerate() {
            if at != longest && !self.groups[*group].merged {
                self.merge(*group, groups[longest]);
            }
        }
        Some(groups[longest])
    }

    /// A domain that spells two names is that of the one that runs something here: a house may be
    /// called after the same quarter as the club that meets in it. Of several it is that of the publisher.
    pub(super) fn settle_labels(&mut self) {
        let led: Vec<String> = (self.groups.iter())
            .filter(|group| group.leads())
            .flat_map(|group| group.labels.iter().cloned())
            .collect();
        let published: Vec<String> = (self.groups.iter())
            .filter(|group| {
                group
                    .roles
                    .iter()
                    .any(|(role, ..)| *role == Role::Publisher)
            })
            .flat_map(|group| group.labels.iter().cloned())
            .collect();
        for group in &mut self.groups {
            let publishes = group
                .roles
                .iter()
                .any(|(role, ..)| *role == Role::Publisher);
            if group.roles.is_empty() {
                group.labels.retain(|label| !led.contains(label));
            } else if !publishes {
                group.labels.retain(|label| !published.contains(label));
            }
        }
    }

    fn short_name(&self, group: usize) -> Option<String> {
        let naming = self.groups[group].names.first()?;
        let first = naming.name.split_whitespace().next()?;
        is_acronym(first).then(|| naming.name.clone())
    }

    /// Finds the other places of the acronyms and of the short forms of names.
    pub(super) fn find_short_names(&mut self) {
        let words = self.words;
        for token in 0..words.len() {
            if !words.is_capital(token) || words.case(token) == names::Case::Capital {
                continue;
            }
            let span = words.span(token, token + 1);
            let name = span.of(words.view.text());
            if self.named.get(token).copied().unwrap_or(true) {
                continue;
            }
            let key = key_of(name);
            if let Some(&group) = self.by_key.get(&key) {
                self.groups[group].names.push(Naming {
                    span,
                    key,
                    name: name.to_owned(),
                    rule: "organisation.acronym",
                    is_acronym: true,
                    is_full: false,
                });
            }
        }
    }
}
