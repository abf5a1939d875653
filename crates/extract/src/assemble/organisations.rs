use std::collections::{BTreeMap, HashMap};

use handbill_lexicon::{Concept, Gap, Tokens, classify};
use handbill_model::{Address, BlockKind, Evidence, Organisation, Phone, Role, Span};

use super::OrganisationDraft;
use super::organisation_names::{
    abbreviates, are_cases_of_one, has_legal_form, is_acronym, is_end_of, is_short_form, key_of,
    label_abbreviates, label_begins_like, label_holds_words, label_is_made_of, label_turns_round,
    without_genitive,
};
use crate::find::LINKED_EMAIL;
use crate::names::domains::{host_of, is_platform, letters, owner_label};
use crate::names::{self, AboutBox, Names, Words, one_line};
use crate::{Found, LinkKind, Mention, View};

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
    gathering.find_publisher(names);
    gathering.settle_labels();
    gathering.find_short_names();
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

/// The organisation of which the title alone says that the page is its.
fn stated_site(name: &str) -> OrganisationDraft {
    let told = |rule: &str| {
        let evidence = Evidence {
            rule: Some(rule.to_owned()),
            selector: Some("title".to_owned()),
            stated: Some(name.to_owned()),
            ..Evidence::default()
        };
        vec![evidence]
    };
    OrganisationDraft {
        record: Organisation {
            name: name.to_owned(),
            roles: vec![Role::Publisher],
            confidence: STATED,
            evidence: [
                ("name".to_owned(), told("organisation.title")),
                ("roles".to_owned(), told("role.site-name")),
            ]
            .into(),
            ..Organisation::default()
        },
        roles: vec![(Role::Publisher, Span::default())],
        is_stated: true,
        ..OrganisationDraft::default()
    }
}

/// How sure it is that a name which the title alone states is that of the page's owner.
const STATED: f32 = 0.8;

/// One organisation while its names come together.
#[derive(Clone, Debug, Default)]
struct Group {
    names: Vec<Naming>,
    roles: Vec<(Role, Span, &'static str)>,
    labels: Vec<String>,
    merged: bool,
    /// Whether the names are one in several cases.
    inflected: bool,
}

/// One place that names an organisation.
#[derive(Clone, Debug)]
struct Naming {
    span: Span,
    name: String,
    /// What it shares with other writings of the name.
    key: String,
    rule: &'static str,
    is_acronym: bool,
    /// Whether a legal form closes the name, which its key is without.
    is_full: bool,
}

impl Group {
    /// Whether it runs something here, or the document is its own.
    fn leads(&self) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|(role, ..)| matches!(role, Role::Organizer | Role::Publisher))
    }
}

struct Gathering<'w, 'v, 'd> {
    words: &'w Words<'v, 'd>,
    mentions: &'w [Mention],
    groups: Vec<Group>,
    by_key: HashMap<String, usize>,
    /// The names of persons, ascending.
    persons: Vec<Span>,
    /// Which tokens lie in a name already.
    named: Vec<bool>,
    /// The page's owner, where only its title names it.
    site: Option<OrganisationDraft>,
}

impl<'w, 'v, 'd> Gathering<'w, 'v, 'd> {
    fn new(words: &'w Words<'v, 'd>, mentions: &'w [Mention]) -> Self {
        Gathering {
            words,
            mentions,
            groups: Vec::new(),
            by_key: HashMap::new(),
            persons: Vec::new(),
            named: vec![false; words.len()],
            site: None,
        }
    }

    fn take(&mut self, names: &Names) {
        self.persons = names.persons.iter().map(|person| person.span).collect();
        for found in &names.organisations {
            let group = self.add(found.span, false, found.rule);
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

    /// The group of the name at the span, to which the span is added.
    fn add(&mut self, span: Span, genitive: bool, rule: &'static str) -> usize {
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
    fn merge_abbreviations(&mut self) {
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
    /// and `Federal Ministry of Culture`), and one that stops before the head word (`Chalton` and
    /// `Chalton University`), where but one longer name fits.
    fn merge_short_forms(&mut self) {
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
            let fits: Vec<usize> = (0..count)
                .filter(|long| {
                    *long != short
                        && !self.groups[*long].merged
                        && is_short_form(&keys[short], &keys[*long])
                })
                .collect();
            if let [long] = fits[..] {
                self.merge(short, long);
            }
        }
    }

    /// Joins the cases of one name: `Kulturno društvo Breza` and `Kulturnega društva Breza`.
    fn merge_inflected(&mut self) {
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
    fn merge_by_label(&mut self) {
        const MOST_GROUPS: usize = 200;
        const MOST_NAMES: usize = 20;
        let count = self.groups.len().min(MOST_GROUPS);
        for short in 0..count {
            let long = (0..count).find(|long| {
                let (a, b) = (&self.groups[short], &self.groups[*long]);
                *long != short
                    && !a.merged
                    && !b.merged
                    && a.labels.iter().any(|label| b.labels.contains(label))
                    && a.names.iter().take(MOST_NAMES).any(|naming| {
                        b.names
                            .iter()
                            .take(MOST_NAMES)
                            .any(|other| is_end_of(&naming.key, &other.key))
                    })
            });
            if let Some(long) = long {
                self.merge(short, long);
            }
        }
    }

    /// Gives a domain that abbreviates a name (`rcghent.org` of `Rowing Club Ghent`) to the
    /// organisation, where but one fits.
    fn give_abbreviated_labels(&mut self) {
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

    /// A document that names no organiser or publisher is by the organisation whose domain it
    /// gives, else by the one that heads the page, else by the one that it says what it is.
    fn find_publisher(&mut self, names: &Names) {
        // Who runs one of the events that a page lists is not who writes the page.
        let is_led = self.groups.iter().any(|group| {
            group.roles.iter().any(|(role, _, rule)| {
                matches!(role, Role::Organizer | Role::Publisher) && *rule != names::EVENT_TITLE
            })
        });
        if is_led {
            return;
        }
        if let Some(group) = self.owner_of_domain() {
            if let Some(span) = self.groups[group].names.first().map(|naming| naming.span) {
                let owned = (Role::Publisher, span, "role.own-domain");
                self.groups[group].roles.push(owned);
            }
        } else if let Some(site) = names
            .site
            .as_ref()
            .filter(|site| !self.by_key.contains_key(&key_of(site)))
        {
            self.site = Some(stated_site(site));
        } else if let Some(owner) = names.owners.first() {
            let group = self.add(owner.span, false, owner.rule);
            let told = (owner.role, owner.span, owner.rule);
            self.groups[group].roles.push(told);
        }
    }

    /// A domain that spells two names is that of the one that runs something here: a house may be
    /// called after the same quarter as the club that meets in it.
    fn settle_labels(&mut self) {
        let led: Vec<String> = (self.groups.iter())
            .filter(|group| group.leads())
            .flat_map(|group| group.labels.iter().cloned())
            .collect();
        for group in &mut self.groups {
            if group.roles.is_empty() {
                group.labels.retain(|label| !led.contains(label));
            }
        }
    }

    /// The organisation whose domain the document gives: the only one with an e-mail address of
    /// the document, or the only one at all, if it is named more than once.
    fn owner_of_domain(&self) -> Option<usize> {
        let owners: Vec<usize> = (0..self.groups.len())
            .filter(|group| !self.groups[*group].labels.is_empty())
            .collect();
        let has_email = |group: &usize| {
            self.mentions.iter().any(|mention| {
                matches!(&mention.found, Found::Email(email) if self.is_own_email(&self.groups[*group], email))
            })
        };
        let reached: Vec<usize> = owners.iter().copied().filter(has_email).collect();
        match (&reached[..], &owners[..]) {
            ([one], _) => Some(*one),
            ([], [one]) if self.groups[*one].names.len() >= 2 => Some(*one),
            _ => None,
        }
    }

    fn short_name(&self, group: usize) -> Option<String> {
        let naming = self.groups[group].names.first()?;
        let first = naming.name.split_whitespace().next()?;
        is_acronym(first).then(|| naming.name.clone())
    }

    /// Finds the other places of the acronyms and of the short forms of names.
    fn find_short_names(&mut self) {
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
                record.alternate_names.push(naming.name.clone());
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

    /// The web and profile pages and e-mail addresses whose domain or path spells the
    /// organisation's name, and the phones and the postal address that stand with them.
    fn add_coordinates(&self, group: &Group, record: &mut Organisation) {
        for mention in self.mentions {
            if let Found::Url { url, kind } = &mention.found {
                self.add_page(group, mention, url, *kind, record);
            }
        }
        for mention in self.mentions {
            if let Found::Email(email) = &mention.found {
                self.add_email(group, mention, email, record);
            }
        }
        self.add_address(group, record);
    }

    fn add_page(
        &self,
        group: &Group,
        mention: &Mention,
        url: &str,
        kind: LinkKind,
        record: &mut Organisation,
    ) {
        let page = matches!(kind, LinkKind::Page | LinkKind::Registration);
        if page && record.url.is_none() && self.owns(group, host_of(url)) {
            record.url = Some(own_site(url));
            push(record, "url", self.words.view, mention);
        }
        let is_new = !record.same_as.iter().any(|known| known == url);
        if kind == LinkKind::Profile && is_new && is_profile_of(group, url) {
            record.same_as.push(url.to_owned());
            push(record, "same_as", self.words.view, mention);
        }
    }

    fn add_email(
        &self,
        group: &Group,
        mention: &Mention,
        email: &String,
        record: &mut Organisation,
    ) {
        if !self.is_own_email(group, email) {
            return;
        }
        if self.is_recipient(mention) {
            return;
        }
        let personal = is_personal(email)
            || self.is_of_person(mention)
            || names::speaks_of_me(self.words, mention.span);
        if !record.emails.contains(email) && !personal {
            record.emails.push(email.clone());
            push(record, "emails", self.words.view, mention);
            self.add_phones_near(mention, record);
        }
        // A person's address shows where the person works, not that the house takes part.
        let takes_part = !personal || !group.roles.is_empty();
        if record.url.is_none() && takes_part && self.owns(group, host_of(email)) {
            record.url = Some(own_site(host_of(email)));
            push(record, "url", self.words.view, mention);
        }
    }

    /// Whether the address stands in the header of a mail, as that of somebody it is sent to.
    fn is_recipient(&self, email: &Mention) -> bool {
        let words = self.words;
        let Some(line) = words.line_at(email.span.start) else {
            return false;
        };
        let is_field = words
            .block(line)
            .is_some_and(|block| matches!(block.kind, BlockKind::KeyValue { .. }));
        is_field && words.is(words.lines[line].first, Concept::RoleNotContact)
    }

    /// Whether the address is made of a name on its line, or a person's name opens that line.
    fn is_of_person(&self, email: &Mention) -> bool {
        let words = self.words;
        let Some(line) = words.line_at(email.span.start) else {
            return false;
        };
        let (before, end) = words.tokens_of(email.span);
        let first = words.lines[line].first.max(before.saturating_sub(30));
        let written = match &email.found {
            Found::Email(address) if email.rule == LINKED_EMAIL => address,
            _ => email.span.of(words.view.text()),
        };
        let local = written.split('@').next().unwrap_or_default();
        // The name of a person may itself be the link.
        let before = match email.rule {
            LINKED_EMAIL => end,
            _ => before,
        };
        let spelt = (first..before).any(|token| {
            words.is_capital(token)
                && !words.is(token, Concept::RoleContact)
                && !self.named.get(token).copied().unwrap_or(false)
                && names::is_spelt_in(words, token, token + 1, local)
        });
        let below_name = self.person_over(line).is_some_and(|person| {
            let (first, end) = words.tokens_of(person);
            (first..end).any(|token| names::is_spelt_in(words, token, token + 1, local))
        });
        if spelt || below_name {
            return true;
        }
        names::name_end(words, first).is_some_and(|(end, parts)| {
            let span = words.span(first, end);
            let organisation = self
                .groups
                .iter()
                .flat_map(|group| &group.names)
                .any(|naming| naming.span.overlaps(span));
            parts >= 2
                && end < before
                && !organisation
                && (names::is_separator(words, end) || end + 1 >= before)
        })
    }

    fn owns(&self, group: &Group, host: &str) -> bool {
        owner_label(host).is_some_and(|label| group.labels.contains(&label))
    }

    fn is_own_email(&self, group: &Group, email: &str) -> bool {
        self.owns(group, host_of(email))
            || email
                .split('@')
                .next()
                .is_some_and(|local| group.labels.iter().any(|label| label == local))
    }

    /// Phones on the line of the e-mail address or next to it.
    fn add_phones_near(&self, email: &Mention, record: &mut Organisation) {
        let Some(line) = self.words.line_at(email.span.start) else {
            return;
        };
        let lines = &self.words.lines;
        let near = lines[line.saturating_sub(1)]
            .span
            .cover(lines[(line + 1).min(lines.len() - 1)].span);
        for mention in inside(self.mentions, near) {
            if let Some(phone) = phone_of(self.words.view, mention)
                && !self.is_of_another(mention, line)
                && !record.phones.contains(&phone)
            {
                record.phones.push(phone);
                push(record, "phones", self.words.view, mention);
            }
        }
    }

    /// Whether a phone on another line than the e-mail address has a name of its own before it or
    /// above it: `Press: Edda Brandes, 030 …`.
    fn is_of_another(&self, phone: &Mention, email_line: usize) -> bool {
        const FEW: usize = 30;
        let words = self.words;
        let Some(line) = words.line_at(phone.span.start) else {
            return false;
        };
        let start = words.lines[line].span.start;
        let opens = words
            .view
            .words(Span::new(start, phone.span.start.max(start)))
            <= 1;
        if line != email_line && opens && self.person_over(line).is_some() {
            return true;
        }
        let (end, _) = words.tokens_of(phone.span);
        let first = words.lines[line].first.max(end.saturating_sub(FEW));
        line != email_line
            && (first..end).any(|token| {
                names::name_end(words, token).is_some_and(|(name_end, parts)| {
                    let named = self.named.get(token).copied().unwrap_or(false);
                    parts >= 2 && name_end <= end && !named
                })
            })
    }

    /// The person whose name opens the line right above.
    fn person_over(&self, line: usize) -> Option<Span> {
        let above = line.checked_sub(1)?;
        if self.words.gap(self.words.lines[line].first) != Gap::Line {
            return None;
        }
        let whole = self.words.lines[above].span;
        names::overlapping(&self.persons, whole, |span| *span)
            .next()
            .copied()
            .filter(|person| self.words.view.words(Span::new(whole.start, person.start)) <= 1)
    }

    /// The address on the lines right below a place that names the organisation.
    fn add_address(&self, group: &Group, record: &mut Organisation) {
        let words = self.words;
        for (_, span, rule) in &group.roles {
            let Some(line) = words.line_at(span.start) else {
                continue;
            };
            let Some(next) = words.lines.get(line + 1) else {
                continue;
            };
            if *rule != "role.address-block" {
                continue;
            }
            for mention in inside(
                self.mentions,
                next.span
                    .cover(words.lines[(line + 3).min(words.lines.len() - 1)].span),
            ) {
                if let Found::Address(found) = &mention.found
                    && found.address.street.is_some()
                    && record.address.is_none()
                {
                    record.address = Some(found.address.clone());
                    push(record, "address", words.view, mention);
                }
            }
        }
    }
}

/// The mentions that begin inside the span.
fn inside(mentions: &[Mention], span: Span) -> impl Iterator<Item = &Mention> {
    let first = mentions.partition_point(|mention| mention.span.start < span.start);
    mentions[first..]
        .iter()
        .take_while(move |mention| mention.span.start < span.end)
}

fn push(record: &mut Organisation, field: &str, view: &View, mention: &Mention) {
    record
        .evidence
        .entry(field.to_owned())
        .or_default()
        .push(view.evidence(mention.span, mention.rule));
}

/// The phone of a mention; nothing for a fax.
pub(crate) fn phone_of(view: &View, mention: &Mention) -> Option<Phone> {
    let Found::Phone(phone) = &mention.found else {
        return None;
    };
    (!phone.fax && !is_dial_in(view, mention)).then(|| Phone {
        e164: phone.e164.clone(),
        text: one_line(mention.span.of(view.text())),
    })
}

/// Whether the line of a phone number says that it is there to join a meeting by. Running text
/// speaks of more than one thing.
fn is_dial_in(view: &View, phone: &Mention) -> bool {
    const LONGEST_FIELD: usize = 20;
    let tokens = &view.tokens;
    let at = tokens.first_at(phone.span.start);
    let runs_on = |token: &usize| tokens.get(*token).is_some_and(|it| it.gap < Gap::Line);
    let before = (0..=at)
        .rev()
        .take_while(runs_on)
        .take(LONGEST_FIELD)
        .count();
    let after = (at + 1..tokens.len())
        .take_while(runs_on)
        .take(LONGEST_FIELD)
        .count();
    before + after < LONGEST_FIELD
        && (at - before.min(at)..=at + after)
            .any(|token| view.hits.find(token, Concept::CueDialIn).is_some())
}

/// Whether the address is a person's rather than the house's: two parts, or a known given name.
fn is_personal(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default();
    let tokens = Tokens::new(local);
    let hits = classify(local, &tokens);
    (0..tokens.len()).any(|token| {
        hits.find(token, Concept::PersonGiven)
            .is_some_and(|hit| hit.first == 0)
    })
}

/// The site of the owner of an address: its host, without the subdomains before the label that
/// names the owner.
fn own_site(address: &str) -> String {
    let scheme = address
        .split_once("://")
        .map_or("https", |(scheme, _)| scheme);
    let host = host_of(address);
    let label = owner_label(host).unwrap_or_default();
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let owned = bare
        .match_indices(&label)
        .map(|(at, _)| &bare[at..])
        .find(|rest| rest[label.len()..].starts_with('.'))
        .filter(|rest| *rest != bare);
    format!("{scheme}://{}", owned.unwrap_or(host))
}

/// Whether the path of a profile page is made of one of the organisation's names.
fn is_profile_of(group: &Group, url: &str) -> bool {
    const SHORTEST: usize = 4;
    let path = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .split_once('/')
        .map_or("", |(_, path)| path);
    let path = letters(path);
    group
        .names
        .iter()
        .map(|naming| letters(&naming.name))
        .any(|name| name.len() >= SHORTEST && path.contains(&name))
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
        // A domain may spell but a part of the name.
        let cut = naming.rule == "organisation.domain"
            && names
                .iter()
                .take(MOST_COMPARED)
                .any(|other| is_end_of(&naming.key, &other.key));
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

/// Fills what a profile box tells into the draft of the page's owner.
fn fill_from_about_box(
    words: &Words,
    about: &AboutBox,
    mentions: &[Mention],
    drafts: &mut [OrganisationDraft],
) {
    let Some(name) = about.name else {
        return;
    };
    let Some(draft) = drafts
        .iter_mut()
        .find(|draft| draft.mentions.contains(&name))
    else {
        return;
    };
    let view = words.view;
    let text = view.text();
    let record = &mut draft.record;
    let mut tell = |field: &str, span: Option<Span>| {
        let span = span?;
        record.evidence.insert(
            field.to_owned(),
            vec![view.evidence(span, "organisation.profile")],
        );
        Some(one_line(span.of(text)))
    };
    record.kind = tell("kind", about.kind).or(record.kind.take());
    record.size = tell("size", about.size);
    record.founded = tell("founded", about.founded);
    if let Some(website) = about.website
        && let Some(site) = tell("url", Some(website))
        && !is_platform(&site)
    {
        record.url = Some(site);
    }
    let seat = address_after(words, mentions, about.span);
    if record.address.is_none()
        && let Some((address, mention)) = seat
    {
        record.address = Some(address);
        push(record, "address", view, mention);
    }
}

/// The first postal address in the box or on the lines right after it.
fn address_after<'m>(
    words: &Words,
    mentions: &'m [Mention],
    about: Span,
) -> Option<(Address, &'m Mention)> {
    const LINES: usize = 10;
    let line = words
        .line_at(about.end.saturating_sub(1))
        .or_else(|| words.line_at(about.start))?;
    let last = words.lines[(line + LINES).min(words.lines.len() - 1)];
    // A paragraph with a day tells of what takes place there.
    let dated = |address: &Mention| {
        let line = words.line_at(address.span.start);
        let block = line.and_then(|line| words.block(line));
        let day = |mention: &Mention| matches!(&mention.found, Found::Time(time) if time.start.day.is_some());
        block.is_some_and(|block| inside(mentions, block.span).any(day))
    };
    inside(mentions, about.cover(last.span)).find_map(|mention| match &mention.found {
        Found::Address(found) if found.address.street.is_some() && !dated(mention) => {
            Some((found.address.clone(), mention))
        }
        _ => None,
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
