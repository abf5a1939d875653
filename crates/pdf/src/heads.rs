//! Running heads and page numbers: what pages repeat at their edges.

use std::collections::HashMap;

use crate::lines::Line;

/// The share of a page's height at its upper and lower edge in which heads stand.
const EDGE: f32 = 0.12;

/// The lines of a page, its height, and whether each line is a running head.
pub(crate) struct Heads<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) height: f32,
}

/// For each page, whether its lines are running heads or page numbers. What a head says stands as
/// matter where it is said first.
pub(crate) fn heads(pages: &[Heads<'_>]) -> Vec<Vec<bool>> {
    // By text without figures, and height on the page: the pages that have it.
    let mut seen: HashMap<(String, i32), Vec<usize>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for line in page
            .lines
            .iter()
            .filter(|line| is_at_edge(line, page.height))
        {
            let on = seen.entry(key(line)).or_default();
            if on.last() != Some(&number) {
                on.push(number);
            }
        }
    }
    let mark = |(number, page): (usize, &Heads<'_>)| {
        let is_head = |line: &Line| {
            if !is_at_edge(line, page.height) {
                return false;
            }
            let text = line.text();
            if is_number(&text) && line.y > page.height * (1.0 - EDGE) {
                return true;
            }
            let on = seen.get(&key(line)).map_or(&[][..], Vec::as_slice);
            let counts = text.chars().any(|it| it.is_ascii_digit()) && text.chars().count() <= 24;
            on.len() >= 2
                && on.len() * 5 >= pages.len() * 2
                && (counts || on.first() != Some(&number))
        };
        page.lines.iter().map(is_head).collect()
    };
    pages.iter().enumerate().map(mark).collect()
}

fn is_at_edge(line: &Line, height: f32) -> bool {
    line.y < height * EDGE || line.y > height * (1.0 - EDGE)
}

fn key(line: &Line) -> (String, i32) {
    let mut text = String::new();
    for character in line.text().chars() {
        match character {
            _ if !character.is_ascii_digit() => text.push(character),
            _ if text.ends_with('#') => {}
            _ => text.push('#'),
        }
    }
    (text, (line.y / 6.0).round() as i32)
}

/// Whether the text is the number of a page: "3", "- 3 -", "3/12".
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (1..=6).contains(&digits)
        && text.chars().all(|it| {
            it.is_ascii_digit() || matches!(it, ' ' | '-' | '–' | '—' | '/' | '|' | '[' | ']')
        })
        && text
            .split(|it: char| !it.is_ascii_digit())
            .all(|number| number.len() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;
    use crate::lines::tests::word;

    #[test]
    fn what_pages_repeat_is_a_head() {
        let page = |number: &str| {
            lines(vec![
                word("Newsletter", 0.0, 20.0),
                word("Matter", 0.0, 400.0),
                word(number, 0.0, 790.0),
            ])
        };
        let pages = [page("1"), page("2"), page("3")];
        let pages: Vec<Heads<'_>> = pages
            .iter()
            .map(|lines| Heads {
                lines,
                height: 800.0,
            })
            .collect();
        let marked = heads(&pages);
        assert_eq!(
            marked,
            [
                [false, false, true],
                [true, false, true],
                [true, false, true]
            ]
        );
    }
}
