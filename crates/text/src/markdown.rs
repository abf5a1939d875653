//! Marks inside a block: emphasis, links, code, struck-out text, escapes, entities, inline HTML.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use handbill_model::Style;

use crate::definitions::Definitions;
use crate::entities;
use crate::hyphens::{SHORTEST_PART, Words};
use crate::links;

/// A piece of a block's text that gives way to another.
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: Cow<'static, str>,
}

/// What the marks of a block say. All ranges are of the block's raw text.
#[derive(Default)]
pub(crate) struct Inline {
    /// Ascending, without overlap.
    pub(crate) edits: Vec<Edit>,
    /// Linked texts and where they lead.
    pub(crate) links: Vec<(Range<usize>, String)>,
    /// Runs of style.
    pub(crate) styles: Vec<(Range<usize>, Style)>,
}

/// What a block has to know of its document.
pub(crate) struct Context<'a> {
    /// Addresses by the label of their definition.
    pub(crate) definitions: &'a Definitions,
    /// The document's clean text.
    pub(crate) text: &'a str,
    /// Its words, which few documents are asked for.
    pub(crate) words: OnceCell<Words<'a>>,
}

impl<'a> Context<'a> {
    fn words(&self) -> &Words<'a> {
        self.words.get_or_init(|| Words::new(self.text))
    }
}

/// Whether the byte may begin a mark, so that the block has to be parsed. Addresses (`://`) and
/// hyphens at line ends count besides.
pub(crate) const fn may_begin_mark(byte: u8) -> bool {
    matches!(byte, b'*' | b'_' | b'~' | b'[' | b'<' | b'&' | b'\\' | b'`')
}

/// Reads the marks of a block.
pub(crate) fn parse(raw: &str, context: &Context) -> Inline {
    let mut parser = Parser {
        raw,
        context,
        at: 0,
        out: Inline::default(),
        delimiters: Vec::new(),
        brackets: Vec::new(),
        tags: Vec::new(),
    };
    parser.run();
    let mut out = parser.out;
    out.edits.sort_by_key(|edit| edit.range.start);
    out.links.sort_by_key(|link| link.0.start);
    out.styles.sort_by_key(|style| style.0.start);
    out
}

/// A run of `*`, `_` or `~` that may open.
struct Delimiter {
    mark: u8,
    /// The marks that are not used up; closers take from the end.
    range: Range<usize>,
}

/// A `[` or `![` that waits for its `]`.
struct Bracket {
    range: Range<usize>,
    image: bool,
}

/// An open HTML element.
struct Tag {
    name: String,
    content_start: usize,
    target: Option<String>,
}

/// How many brackets or elements may be open; deeper ones are no marks.
const MAXIMUM_OPEN: usize = 64;

/// How far apart, in bytes, the two marks of inline code, of a link's target and of a tag may lie.
const LONGEST_CODE: usize = 256;
const LONGEST_TARGET: usize = 1024;
const LONGEST_TAG: usize = 2048;

struct Parser<'r, 'a> {
    raw: &'r str,
    context: &'r Context<'a>,
    at: usize,
    out: Inline,
    delimiters: Vec<Delimiter>,
    brackets: Vec<Bracket>,
    tags: Vec<Tag>,
}

impl Parser<'_, '_> {
    fn run(&mut self) {
        while let Some(&byte) = self.raw.as_bytes().get(self.at) {
            match byte {
                b'\\' => self.escape(),
                b'`' => self.code(),
                b'*' | b'_' | b'~' => self.delimiter_run(byte),
                b'[' => self.open_bracket(self.at..self.at + 1, false),
                b'!' if self.raw[self.at..].starts_with("![") => {
                    self.open_bracket(self.at..self.at + 2, true);
                }
                b']' => self.close_bracket(),
                b'<' => self.angle(),
                b'&' => self.entity(),
                b'h' | b'H' => self.address(),
                b'-' => self.line_end_hyphen(),
                _ => self.at += 1,
            }
        }
    }

    fn edit(&mut self, range: Range<usize>, text: impl Into<Cow<'static, str>>) {
        self.out.edits.push(Edit {
            range,
            text: text.into(),
        });
    }

    fn remove(&mut self, range: Range<usize>) {
        self.edit(range, "");
    }

    fn before(&self, at: usize) -> Option<char> {
        self.raw[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.raw[at..].chars().next()
    }

    /// A backslash before a mark makes it a plain character; before a line end it is itself a mark.
    fn escape(&mut self) {
        match self.raw.as_bytes().get(self.at + 1) {
            Some(byte) if b"\\`*_{}[]()<>#+-.!|~&".contains(byte) => {
                self.remove(self.at..self.at + 1);
                self.at += 2;
            }
            Some(b'\n') if self.at > 0 => {
                self.remove(self.at..self.at + 1);
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    /// Code: its backticks go, its content stays as it is. The closing run is as long as the
    /// opening one and follows the content directly, unlike the quotes of ``this kind''.
    fn code(&mut self) {
        let length = self.run_length(b'`', self.at);
        let start = self.at + length;
        self.at = start;
        let mut from = start;
        let reach = self.raw.len().min(start + LONGEST_CODE);
        while let Some(found) = memchr::memchr2(b'`', b'\n', &self.raw.as_bytes()[from..reach]) {
            let close = from + found;
            if self.raw.as_bytes()[close] == b'\n' {
                return;
            }
            let close_length = self.run_length(b'`', close);
            let touches = close > start && !self.raw[..close].ends_with(' ');
            if close_length == length && touches {
                self.remove(start - length..start);
                self.remove(close..close + length);
                self.at = close + length;
                return;
            }
            from = (close + close_length).min(reach);
        }
    }

    fn run_length(&self, mark: u8, at: usize) -> usize {
        let rest = &self.raw.as_bytes()[at..];
        rest.iter().take_while(|byte| **byte == mark).count()
    }

    /// A run of emphasis marks closes what is open, or opens.
    fn delimiter_run(&mut self, mark: u8) {
        let length = self.run_length(mark, self.at);
        let mut range = self.at..self.at + length;
        self.at = range.end;
        let (before, after) = (self.before(range.start), self.after(range.end));
        if mark == b'~' && length != 2 {
            return;
        }
        if can_close(mark, length, before, after) {
            self.close_delimiters(mark, &mut range);
        }
        if range.start < range.end && can_open(mark, length, before, after) {
            self.delimiters.push(Delimiter { mark, range });
        }
    }

    /// Matches the closing run with the open ones, innermost first.
    fn close_delimiters(&mut self, mark: u8, closing: &mut Range<usize>) {
        while closing.start < closing.end {
            let Some(index) = self.opener_of(mark, closing.len()) else {
                return;
            };
            // What was opened inside and not closed is no mark.
            self.delimiters.truncate(index + 1);
            let Some(opener) = self.delimiters.last_mut() else {
                return;
            };
            let used = opener.range.len().min(closing.len()).min(2);
            let open = opener.range.end - used..opener.range.end;
            opener.range.end -= used;
            if opener.range.start == opener.range.end {
                self.delimiters.pop();
            }
            let close = closing.start..closing.start + used;
            closing.start += used;
            let style = match (mark, used) {
                (b'~', _) => Style::Struck,
                (_, 2) => Style::Strong,
                _ => Style::Emphasis,
            };
            self.out.styles.push((open.end..close.start, style));
            self.remove(open);
            self.remove(close);
        }
    }

    /// The innermost open run of the mark, within a bounded reach. A pair of one and two marks
    /// ("*a **b*") does not match.
    fn opener_of(&self, mark: u8, length: usize) -> Option<usize> {
        let reach = self.delimiters.len().saturating_sub(MAXIMUM_OPEN);
        let mut open = (reach..self.delimiters.len()).rev();
        open.find(|index| {
            let opener = &self.delimiters[*index];
            let fits = opener.range.len() == length || opener.range.len() + length >= 4;
            opener.mark == mark && fits
        })
    }

    fn open_bracket(&mut self, range: Range<usize>, image: bool) {
        self.at = range.end;
        if self.brackets.len() < MAXIMUM_OPEN {
            self.brackets.push(Bracket { range, image });
        }
    }

    /// `](address "title")`, `][label]`, `[]` or nothing follow the text of a link.
    fn close_bracket(&mut self) {
        let close = self.at;
        self.at += 1;
        let Some(bracket) = self.brackets.pop() else {
            return;
        };
        let content = bracket.range.end..close;
        let Some((target, end)) = self.inline_target().or_else(|| self.reference(&content)) else {
            return;
        };
        self.remove(bracket.range);
        self.remove(close..end);
        self.at = end;
        if !bracket.image {
            self.link(content, &target);
        }
    }

    fn link(&mut self, content: Range<usize>, target: &str) {
        let target = entities::decode(target);
        let leads_elsewhere = !target.is_empty() && !target.starts_with('#');
        if leads_elsewhere && !self.raw[content.clone()].trim().is_empty() {
            let address = links::unwrap(&target).unwrap_or_else(|| target.into_owned());
            self.out.links.push((content, address));
        }
    }

    /// The address in round brackets behind the cursor, and where they end.
    fn inline_target(&self) -> Option<(String, usize)> {
        let rest = self.raw[self.at..].strip_prefix('(')?;
        let mut depth = 0_usize;
        let end = rest
            .bytes()
            .take(LONGEST_TARGET)
            .position(|byte| match byte {
                b'(' => {
                    depth += 1;
                    false
                }
                b')' if depth > 0 => {
                    depth -= 1;
                    false
                }
                b')' => true,
                _ => false,
            })?;
        let inside = rest[..end].trim();
        let end = self.at + 1 + end + 1;
        if let Some(bracketed) = inside.strip_prefix('<') {
            let address = bracketed.split('>').next().unwrap_or(bracketed);
            return Some((address.to_owned(), end));
        }
        let mut words = inside.splitn(2, char::is_whitespace);
        let address = words.next().unwrap_or_default();
        let title = words.next().map_or("", str::trim);
        let is_title = title.is_empty() || title.starts_with(['"', '\'', '(', '=']);
        (is_title && is_address(address)).then(|| (address.to_owned(), end))
    }

    /// The address of the definition that the label behind the cursor, or else the text of the
    /// link, names. A bare number in brackets is a note, not a link.
    fn reference(&self, content: &Range<usize>) -> Option<(String, usize)> {
        if self.context.definitions.is_empty() {
            return None;
        }
        let text = &self.raw[content.clone()];
        let explicit = self.raw[self.at..]
            .strip_prefix('[')
            .and_then(|rest| Some((rest, rest.find(']')?)));
        let (label, end) = match explicit {
            Some((_, 0)) => (text, self.at + 2),
            Some((rest, length)) => (&rest[..length], self.at + length + 2),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => return None,
            None => (text, self.at),
        };
        let target = self.context.definitions.target(label)?;
        Some((target.to_owned(), end))
    }

    /// `<address>`, an HTML tag, or a plain sign.
    fn angle(&mut self) {
        let start = self.at;
        self.at += 1;
        let reach = &self.raw.as_bytes()[self.at..self.raw.len().min(self.at + LONGEST_TAG)];
        let Some(length) = memchr::memchr2(b'<', b'>', reach).filter(|at| reach[*at] == b'>')
        else {
            return;
        };
        let end = self.at + length + 1;
        let inside = &self.raw[start + 1..end - 1];
        if let Some((prefix, scheme)) = automatic_link(inside) {
            self.automatic_link(start, end, prefix, scheme);
        } else if let Some(tag) = tag_name(inside) {
            self.tag(start..end, &tag);
        }
    }

    /// Takes the angle brackets (and a prefix such as `mailto:`) off an address.
    fn automatic_link(&mut self, start: usize, end: usize, prefix: usize, scheme: &str) {
        let content = start + 1 + prefix..end - 1;
        let address = self.raw[content.clone()].to_owned();
        self.remove(start..content.start);
        let unwrapped = links::unwrap(&address);
        let target = format!("{scheme}{}", unwrapped.as_deref().unwrap_or(&address));
        if let Some(inner) = unwrapped {
            self.edit(content.clone(), inner);
        }
        self.remove(content.end..end);
        self.out.links.push((content, target));
        self.at = end;
    }

    fn tag(&mut self, range: Range<usize>, name: &str) {
        self.at = range.end;
        if let Some(name) = name.strip_prefix('/') {
            self.remove(range.clone());
            self.close_tag(name, range.start);
            return;
        }
        if matches!(name, "br" | "p" | "li" | "div" | "tr" | "hr") {
            self.line_break(range);
            return;
        }
        let target = (name == "a")
            .then(|| attribute(&self.raw[range.clone()], "href"))
            .flatten();
        self.remove(range.clone());
        if is_paired_inline(name) && self.tags.len() < MAXIMUM_OPEN {
            self.tags.push(Tag {
                name: name.to_owned(),
                content_start: range.end,
                target,
            });
        }
    }

    /// A tag that begins a line, with the spaces and the one line end round it.
    fn line_break(&mut self, tag: Range<usize>) {
        let edited = self.out.edits.last().map_or(0, |edit| edit.range.end);
        let start = self.raw[..tag.start]
            .trim_end_matches(' ')
            .len()
            .max(edited);
        let rest = self.raw[tag.end..].trim_start_matches(' ');
        let rest = rest.strip_prefix('\n').unwrap_or(rest);
        let end = self.raw.len() - rest.len();
        let at_line_start = start == 0 || self.raw[..start].ends_with('\n');
        let is_last = rest.is_empty();
        self.edit(start..end, if at_line_start || is_last { "" } else { "\n" });
        self.at = end;
    }

    fn close_tag(&mut self, name: &str, content_end: usize) {
        let Some(index) = self.tags.iter().rposition(|tag| tag.name == name) else {
            return;
        };
        // Elements that were opened inside and not closed end here without a say.
        let Some(tag) = self.tags.drain(index..).next() else {
            return;
        };
        let content = tag.content_start..content_end;
        let style = match name {
            "b" | "strong" => Some(Style::Strong),
            "i" | "em" => Some(Style::Emphasis),
            "s" | "del" | "strike" => Some(Style::Struck),
            _ => None,
        };
        if let Some(style) = style.filter(|_| !content.is_empty()) {
            self.out.styles.push((content.clone(), style));
        }
        if let Some(target) = tag.target {
            self.link(content, &target);
        }
    }

    fn entity(&mut self) {
        match entities::at_start(&self.raw[self.at..]) {
            Some((text, length)) => {
                self.edit(self.at..self.at + length, text);
                self.at += length;
            }
            None => self.at += 1,
        }
    }

    /// A bare address: its signs are no marks; wrappers are taken off.
    fn address(&mut self) {
        let rest = &self.raw[self.at..];
        let starts = !self.before(self.at).is_some_and(char::is_alphanumeric)
            && ["http://", "https://"].iter().any(|scheme| {
                rest.get(..scheme.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
            });
        if !starts {
            self.at += 1;
            return;
        }
        let end = self.at + address_length(rest);
        let address = entities::decode(&self.raw[self.at..end]);
        let unwrapped = links::unwrap(&address);
        match (unwrapped, address) {
            (Some(inner), _) => self.edit(self.at..end, inner),
            (None, Cow::Owned(decoded)) => self.edit(self.at..end, decoded),
            (None, Cow::Borrowed(_)) => {}
        }
        self.at = end;
    }

    /// A hyphen at a line end that only divides a word goes with the line end.
    fn line_end_hyphen(&mut self) {
        let start = self.at;
        self.at += 1;
        let Some(rest) = self.raw[self.at..].strip_prefix('\n') else {
            return;
        };
        let after = rest.trim_start_matches(' ');
        let end = self.raw.len() - after.len();
        let letter = self.before(start).is_some_and(char::is_lowercase)
            && after.chars().next().is_some_and(char::is_lowercase);
        if letter
            && self
                .context
                .words()
                .divided(&self.raw[..start], after, SHORTEST_PART)
        {
            self.remove(start..end);
            self.at = end;
        }
    }
}

/// Whether a run of marks between the two characters may open a stressed text. One star may not
/// open inside a word or number ("4*5", "Bürger*innen"), two may; low lines never.
fn can_open(mark: u8, length: usize, before: Option<char>, after: Option<char>) -> bool {
    let touches = after.is_some_and(|character| !character.is_whitespace());
    touches && !is_inside(mark, length, before)
}

/// Whether a run of marks between the two characters may close a stressed text.
fn can_close(mark: u8, length: usize, before: Option<char>, after: Option<char>) -> bool {
    let touches = before.is_some_and(|character| !character.is_whitespace());
    touches && !is_inside(mark, length, after)
}

fn is_inside(mark: u8, length: usize, neighbour: Option<char>) -> bool {
    let in_word =
        neighbour.is_some_and(|character| character.is_alphanumeric() || character == '@');
    in_word && (mark == b'_' || (mark == b'*' && length == 1))
}

/// Whether the text could be the target of a link: it has no spaces, and the signs of an address.
fn is_address(text: &str) -> bool {
    let is_relative = text.is_empty() || text.starts_with(['#', '/', '.', '?']);
    let has_scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    is_relative || has_scheme || text.contains(['.', '/', '@', '{'])
}

/// The length of the address that the text begins with. Brackets round it and punctuation behind
/// it are not part of it.
fn address_length(text: &str) -> usize {
    let mut end = text.len();
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ')' | '<' | '>' | '"' | '`' | '|' | '[' | ']' | '{' | '}' | '\\' | '^' => {
                end = at;
                break;
            }
            _ if character.is_whitespace() => {
                end = at;
                break;
            }
            _ if !character.is_ascii() && !character.is_alphanumeric() => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    text[..end]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '~', '\''])
        .len()
}

/// Whether the text in angle brackets is an address: the length of the prefix that is not part
/// of what is shown, and the scheme that its target needs.
fn automatic_link(inside: &str) -> Option<(usize, &'static str)> {
    if inside.is_empty() || inside.contains(char::is_whitespace) {
        return None;
    }
    let lower = inside.to_ascii_lowercase();
    let prefix = if lower.starts_with("url:") { 4 } else { 0 };
    let rest = &lower[prefix..];
    if rest.starts_with("mailto:") {
        return Some((prefix + "mailto:".len(), "mailto:"));
    }
    if rest.starts_with("www.") {
        return Some((prefix, "https://"));
    }
    if let Some((scheme, path)) = rest.split_once("://") {
        let is_scheme = scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return (is_scheme && !path.is_empty()).then_some((prefix, ""));
    }
    if rest.starts_with("tel:") {
        return Some((prefix, ""));
    }
    let (name, host) = rest.split_once('@')?;
    let is_mail = !name.is_empty()
        && !host.contains('@')
        && host.split('.').count() >= 2
        && host.split('.').all(|label| !label.is_empty())
        && !rest.contains(['"', '=', '/', '<']);
    is_mail.then_some((prefix, "mailto:"))
}

/// The name of a known HTML element that the inside of the angle brackets writes, with `/` before
/// it where the tag closes it. Other words in angle brackets are text.
fn tag_name(inside: &str) -> Option<String> {
    const NAMES: [&str; 51] = [
        "a",
        "abbr",
        "address",
        "article",
        "b",
        "blockquote",
        "br",
        "center",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figure",
        "figcaption",
        "font",
        "footer",
        "header",
        "hr",
        "i",
        "iframe",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "ol",
        "p",
        "pre",
        "s",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ];
    let body = inside.strip_prefix('/').unwrap_or(inside);
    let length = body
        .find(|character: char| !character.is_ascii_alphanumeric())
        .unwrap_or(body.len());
    let (name, attributes) = body.split_at(length);
    let is_tag = attributes.is_empty() || attributes.starts_with([' ', '\n', '/']);
    let name = name.to_ascii_lowercase();
    let is_known = NAMES.contains(&name.as_str()) || is_heading_name(&name);
    if !is_tag || !is_known {
        return None;
    }
    let slash = &inside[..inside.len() - body.len()];
    Some(format!("{slash}{name}"))
}

fn is_heading_name(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

fn is_paired_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "strong" | "i" | "em" | "s" | "del" | "strike"
    )
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[at..];
    let quote = rest
        .chars()
        .next()
        .filter(|mark| ['"', '\''].contains(mark));
    let value = match quote {
        Some(mark) => rest[1..].split(mark).next()?,
        None => rest.split([' ', '>', '\n']).next()?,
    };
    Some(value.trim().to_owned())
}
