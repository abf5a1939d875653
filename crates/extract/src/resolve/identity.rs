//! Ids: readable, derived from content, the same in every run.

use foldhash::HashMap;

/// The longest slug, in characters.
const LONGEST: usize = 80;

/// Gives ids and keeps them apart.
#[derive(Debug, Default)]
pub struct Ids {
    given: HashMap<String, usize>,
}

impl Ids {
    /// The id of the parts: the first as it is, the others as slugs; `-2` and so on where the
    /// same would come twice.
    pub fn give(&mut self, parts: &[&str]) -> String {
        let mut id = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                id.push(':');
            }
            id.push_str(&slug(part));
        }
        let count = self.given.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            format!("{id}-{count}")
        } else {
            id
        }
    }
}

/// Lower-case words without accents, joined by hyphens; `x` where nothing is left.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for character in handbill_lexicon::fold(text).chars() {
        if character.is_alphanumeric() {
            out.push(character);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let mut short: String = out.chars().take(LONGEST).collect();
    if short.len() < out.len()
        && let Some(cut) = short.rfind('-')
    {
        short.truncate(cut);
    }
    let trimmed = short.trim_end_matches('-');
    if trimmed.is_empty() {
        "x".to_owned()
    } else {
        trimmed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(
            slug("Rencontres de l'action – Été 2025!"),
            "rencontres-de-l-action-ete-2025"
        );
        assert_eq!(slug("—"), "x");
    }

    #[test]
    fn equal_ids_are_numbered() {
        let mut ids = Ids::default();
        assert_eq!(
            ids.give(&["event", "2025-07-04", "Open Day"]),
            "event:2025-07-04:open-day"
        );
        assert_eq!(
            ids.give(&["event", "2025-07-04", "Open day"]),
            "event:2025-07-04:open-day-2"
        );
    }
}
