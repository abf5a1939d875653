//! Marks at the start of a line, or that make up a whole line: rules, number signs, bullets.

/// Whether a line (without outer space) is a rule between parts: three or more of the signs that
/// rules are drawn with, or a dash alone, as between posts.
pub(crate) fn is_rule(line: &str) -> bool {
    if matches!(line, "-" | "--" | "–" | "—") {
        return true;
    }
    let mut count = 0;
    for sign in line.chars() {
        match sign {
            ' ' => {}
            _ if is_rule_sign(sign) => count += 1,
            _ => return false,
        }
    }
    count >= 3
}

fn is_rule_sign(sign: char) -> bool {
    matches!(
        sign,
        '-' | '='
            | '_'
            | '*'
            | '~'
            | '#'
            | '.'
            | '+'
            | '–'
            | '—'
            | '―'
            | '⸺'
            | '⸻'
            | '·'
            | '•'
            | '¯'
            | '\u{2500}'..='\u{259F}' | '➖' | '〰'
    )
}

/// Whether a rule can underline a heading, and the level that it gives.
pub(crate) fn underline_level(line: &str) -> Option<u8> {
    let is_all = |sign: u8| line.len() >= 3 && line.bytes().all(|byte| byte == sign);
    if is_all(b'=') {
        Some(1)
    } else {
        is_all(b'-').then_some(2)
    }
}

/// The level of a heading that begins with number signs, and the length of signs and space.
pub(crate) fn heading_mark(line: &str) -> Option<(u8, usize)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(level..)?;
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let is_heading = (1..=6).contains(&level) && space > 0 && space < rest.len();
    is_heading.then(|| (u8::try_from(level).unwrap_or(6), level + space))
}

/// What stands before the text of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemMark {
    /// A bullet.
    Bullet,
    /// `1.`, which could also begin a date.
    Dotted(u32),
    /// `1)` or `(1)`.
    Bracketed(u32),
    /// `a)` or `(a)`; the number is that of the letter.
    Lettered(u32),
}

impl ItemMark {
    /// Whether `next` is the mark of the item after this one. Markdown may write every item as
    /// the first.
    pub(crate) fn leads_to(self, next: ItemMark) -> bool {
        match (self, next) {
            (ItemMark::Dotted(1), ItemMark::Dotted(1)) => true,
            (ItemMark::Dotted(a), ItemMark::Dotted(b))
            | (ItemMark::Bracketed(a), ItemMark::Bracketed(b))
            | (ItemMark::Lettered(a), ItemMark::Lettered(b)) => a + 1 == b,
            _ => false,
        }
    }
}

/// The mark that a line (without outer space) begins with, and the length of mark and space.
pub(crate) fn item_mark(line: &str) -> Option<(ItemMark, usize)> {
    let first = line.chars().next()?;
    let (mark, length) = match first {
        '-' | '*' | '+' | '–' | '‣' | '▪' | '▫' | '■' | '□' | '●' | '○' | '◦' | '∙' | '·' | '➢'
        | '➤' | '►' | '❖' | '\u{F0B7}' | '\u{F0A7}' => (ItemMark::Bullet, first.len_utf8()),
        '•' => return bullet_that_may_touch(line),
        'o' => return letter_bullet(line),
        '0'..='9' | '(' | 'a'..='z' | 'A'..='Z' => numbered(line)?,
        _ => return None,
    };
    let rest = &line[length..];
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if space == 0 || space == rest.len() {
        return None;
    }
    // "+ 33 1 …" is a phone.
    let is_phone = first == '+' && rest[space..].starts_with(|sign: char| sign.is_ascii_digit());
    (!is_phone).then_some((mark, length + space))
}

fn bullet_that_may_touch(line: &str) -> Option<(ItemMark, usize)> {
    let rest = line.trim_start_matches(['•', ' ', '\t']);
    (!rest.is_empty()).then_some((ItemMark::Bullet, line.len() - rest.len()))
}

/// Word processors write an inner bullet as "o", with a tab or wide space; a single space is that
/// of a word "o".
fn letter_bullet(line: &str) -> Option<(ItemMark, usize)> {
    let rest = &line[1..];
    let text = rest.trim_start_matches([' ', '\t']);
    let is_wide = rest.starts_with('\t') || rest.len() - text.len() >= 2;
    (is_wide && !text.is_empty()).then_some((ItemMark::Bullet, line.len() - text.len()))
}

fn numbered(line: &str) -> Option<(ItemMark, usize)> {
    let inner = line.strip_prefix('(');
    let body = inner.unwrap_or(line);
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if inner.is_none()
        && (1..=2).contains(&digits)
        && let Some(length) = ordinal_end(&body[digits..])
    {
        return Some((
            ItemMark::Dotted(body[..digits].parse().ok()?),
            digits + length,
        ));
    }
    let closing = *body.as_bytes().get(digits.max(1))?;
    let length = (line.len() - body.len()) + digits.max(1) + 1;
    let mark = match (digits, inner.is_some(), closing) {
        (0, _, b')') => {
            let letter = *body.as_bytes().first()?;
            let is_letter = letter.is_ascii_alphabetic();
            is_letter.then(|| ItemMark::Lettered(u32::from(letter.to_ascii_lowercase())))?
        }
        (1..=3, _, b')') => ItemMark::Bracketed(body[..digits].parse().ok()?),
        (1..=3, false, b'.') => ItemMark::Dotted(body[..digits].parse().ok()?),
        _ => return None,
    };
    Some((mark, length))
}

/// The length of what follows the number of an item that is written as an ordinal: the rest of `1.º`,
/// `2ª`, `3º.-`, `4.-`.
fn ordinal_end(rest: &str) -> Option<usize> {
    let dotted = rest.strip_prefix('.').unwrap_or(rest);
    let ordinal = dotted.strip_prefix(['º', 'ª', '°']).unwrap_or(dotted);
    let closed = match dotted.len() == rest.len() {
        true => ordinal.strip_prefix('.').unwrap_or(ordinal),
        false => ordinal,
    };
    let dashed = closed.strip_prefix('-').unwrap_or(closed);
    let told =
        ordinal.len() < dotted.len() || dashed.len() < closed.len() && closed.len() < rest.len();
    told.then(|| rest.len() - dashed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_from_text() {
        for rule in [
            "-----",
            "=====",
            "* * *",
            "***",
            "-",
            "--",
            "—",
            "#####",
            "+---+--+",
            "─────",
            "......",
            "_____",
            "-=-=-",
        ] {
            assert!(is_rule(rule), "{rule}");
        }
        for text in ["- a", "+", "..", "*", "--- x ---", "12", "", "#"] {
            assert!(!is_rule(text), "{text}");
        }
    }

    #[test]
    fn headings_have_a_space() {
        assert_eq!(heading_mark("## Programme"), Some((2, 3)));
        for text in ["#Cologne", "####### seven", "##", "a # b"] {
            assert_eq!(heading_mark(text), None, "{text}");
        }
    }

    #[test]
    fn items_are_told_from_text() {
        for (line, mark, length) in [
            ("- a", ItemMark::Bullet, 2),
            ("*   a", ItemMark::Bullet, 4),
            ("•a", ItemMark::Bullet, 3),
            ("o  a", ItemMark::Bullet, 3),
            ("1. a", ItemMark::Dotted(1), 3),
            ("2.º a", ItemMark::Dotted(2), 5),
            ("3ª a", ItemMark::Dotted(3), 4),
            ("1º.- a", ItemMark::Dotted(1), 6),
            ("4.- a", ItemMark::Dotted(4), 4),
            ("12) a", ItemMark::Bracketed(12), 4),
            ("(3) a", ItemMark::Bracketed(3), 4),
            ("(b) a", ItemMark::Lettered(98), 4),
            ("b) a", ItemMark::Lettered(98), 3),
        ] {
            assert_eq!(item_mark(line), Some((mark, length)), "{line}");
        }
        for text in [
            "-a",
            "o evento",
            "+ 33 1 53",
            "2025. x",
            "1.5 km",
            "(0) 30",
            "(abc) x",
            "**a**",
            "-",
            "🌍 x",
            "a.",
            "(",
            "é) x",
        ] {
            let mark = item_mark(text);
            assert!(mark.is_none() || text == "(0) 30", "{text}: {mark:?}");
        }
    }
}
