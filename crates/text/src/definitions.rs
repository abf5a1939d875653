//! Definitions of links: `[label]: address "title"`.

use std::collections::HashMap;

use crate::lines::Line;

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 200;

/// The addresses of labels that links in the text use.
#[derive(Default)]
pub(crate) struct Definitions {
    targets: HashMap<String, String>,
}

impl Definitions {
    /// Collects the definitions. One that no link names is a line of text; so is one with a bare
    /// number that stands alone in brackets, as notes do.
    pub(crate) fn new(text: &str, lines: &[Line]) -> Self {
        let mut targets: HashMap<String, String> = lines
            .iter()
            .filter_map(|line| definition(line.content(text)))
            .collect();
        if !targets.is_empty() {
            let uses = uses(text);
            targets.retain(|label, _| uses.get(label).is_some_and(|count| *count > 1));
        }
        Definitions { targets }
    }

    pub(crate) fn is_used(&self, label: &str) -> bool {
        self.targets.contains_key(label)
    }

    pub(crate) fn target(&self, label: &str) -> Option<&str> {
        self.targets.get(&fold_label(label)).map(String::as_str)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}

/// The folded label and the address that a line defines.
pub(crate) fn definition(line: &str) -> Option<(String, String)> {
    let rest = line.strip_prefix('[')?;
    let (label, target) = rest.split_once("]:")?;
    let target = target.trim_start();
    let address = target.split([' ', '\t']).next()?.trim_matches(['<', '>']);
    let is_definition = !label.is_empty()
        && label.len() <= LONGEST_LABEL
        && !label.contains(['[', ']', '^'])
        && (address.contains("://") || address.starts_with("mailto:") || address.starts_with('/'));
    is_definition.then(|| (fold_label(label), address.to_owned()))
}

/// How often each label stands in brackets; its definition is one time.
fn uses(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for (at, _) in text.match_indices('[') {
        let reach = &text.as_bytes()[at + 1..text.len().min(at + 2 + LONGEST_LABEL)];
        let Some(length) = memchr::memchr(b']', reach) else {
            continue;
        };
        let label = &text[at + 1..at + 1 + length];
        let is_number = label.bytes().all(|byte| byte.is_ascii_digit());
        let is_definition = text[at + length + 2..].starts_with(':');
        if !is_number || is_definition || text[..at].ends_with(']') {
            *counts.entry(fold_label(label)).or_insert(0) += 1;
        }
    }
    counts
}

/// Labels compare without case and with single spaces.
fn fold_label(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;

    #[test]
    fn used_definitions_are_kept() {
        let text = "See [the page][p] and [1].\n\n[P]: https://example.org \"x\"\n[1]: https://example.com\n[q]: https://example.net";
        let all = Definitions::new(text, &lines(text));
        assert_eq!(all.target("p"), Some("https://example.org"));
        assert_eq!(all.target("1"), None);
        assert_eq!(all.target("q"), None);
    }
}
