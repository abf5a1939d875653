//! Who a document is by, where it names no organiser.

use handbill_model::{Evidence, Organisation, Role, Span};

use super::gathering::Gathering;
use super::writings::key_of;
use crate::Found;
use crate::assemble::OrganisationDraft;
use crate::names::domains::letters;
use crate::names::{self, Names};

impl Gathering<'_, '_, '_> {
    /// A document that names no organiser or publisher is by the organisation whose domain it
    /// gives, else by the one that heads the page, else by the one that it says what it is.
    pub(super) fn find_publisher(&mut self, names: &Names) {
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
            ([first, _, ..], _) => {
                // A domain may be the beginning of several names, and be one in full.
                let shared = self.groups[*first].labels.iter().find(|label| {
                    let mut others = reached.iter();
                    others.all(|group| self.groups[*group].labels.contains(label))
                })?;
                let spelt = letters(shared);
                let mut whole = reached.iter().filter(|group| {
                    let mut names = self.groups[**group].names.iter();
                    names.any(|naming| letters(&naming.key) == spelt)
                });
                whole.next().copied().filter(|_| whole.next().is_none())
            }
            _ => None,
        }
    }
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
