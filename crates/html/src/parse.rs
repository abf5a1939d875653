//! From characters to the tree of a page, with the way back for every text node.
//!
//! The parser tells no offsets. It is fed piece by piece, a tag or the text between two tags at a
//! time, so that the source of all that it emits is known; inside a piece a forward scan aligns
//! text and source over character references and line ends.
//!
//! Feeding also bounds the work: the parser walks its stack of open elements for each tag and
//! compares each attribute with all before it, so nesting and attributes are cut where no page
//! made for people reaches.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use handbill_text::source_map::SourceMap;
use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};
use memchr::{memchr, memmem};
use scraper::{Html, HtmlTreeSink, Node};

use crate::dom::{Id, RAW_TEXT, VOID};

/// Elements within elements that are kept.
const DEEPEST: usize = 200;

/// Attributes of an element that are kept.
const MOST_ATTRIBUTES: usize = 256;

/// Elements beyond four a tag that the repair of markup may make.
const MOST_REPAIRS: usize = 100_000;

/// The tree of a page.
pub(crate) struct Page {
    pub(crate) html: Html,
    /// For each text node the way from its text to the source, ascending by id.
    origins: Vec<(Id, SourceMap)>,
    /// Where the tags of elements begin in the source, ascending by id.
    tags: Vec<(Id, usize)>,
}

impl Page {
    /// Where the tag of the element begins in the source.
    pub(crate) fn tag(&self, id: Id) -> usize {
        let found = self.tags.binary_search_by_key(&id, |tag| tag.0);
        found.map_or(0, |index| self.tags[index].1)
    }

    /// The way from the text of the text node to the source.
    pub(crate) fn origin(&self, id: Id) -> Option<&SourceMap> {
        let found = self.origins.binary_search_by_key(&id, |origin| origin.0);
        found.ok().map(|index| &self.origins[index].1)
    }
}

/// Parses the characters of a page.
pub(crate) fn parse(source: &str) -> Page {
    let sink = Sink {
        inner: HtmlTreeSink::new(Html::new_document()),
        source,
        cursor: Cell::new(0),
        limit: Cell::new(0),
        current: Cell::new(None),
        piece: Cell::new(0),
        tags: RefCell::default(),
        origins: RefCell::default(),
    };
    let mut feeder = Feeder {
        source,
        parser: parse_document(sink, ParseOpts::default()),
        whole: StrTendril::from(source),
        open: 0,
        fed: 0,
        dropped: Vec::new(),
    };
    feeder.feed_all();
    feeder.parser.finish()
}

struct Feeder<'a> {
    source: &'a str,
    parser: html5ever::Parser<Sink<'a>>,
    whole: StrTendril,
    /// Start tags less end tags: at least the depth.
    open: usize,
    /// Tags fed.
    fed: usize,
    /// Names of elements that were left out and are still open.
    dropped: Vec<&'a str>,
}

impl<'a> Feeder<'a> {
    fn feed_all(&mut self) {
        let bytes = self.source.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let tag = next_tag(bytes, at);
            self.text(at, tag);
            at = tag;
            if at < bytes.len() {
                at = self.tag(at);
            }
        }
    }

    fn text(&mut self, start: usize, end: usize) {
        if start < end {
            let sink = &self.parser.tokenizer.sink.sink;
            sink.cursor.set(start);
            self.feed(start, end);
        }
    }

    fn feed(&mut self, start: usize, end: usize) {
        let sink = &self.parser.tokenizer.sink.sink;
        sink.piece.set(start);
        sink.limit.set(end);
        // Lengths of tendrils are 32 bits wide; a page of 4 GiB is none.
        let (Ok(from), Ok(length)) = (u32::try_from(start), u32::try_from(end - start)) else {
            return;
        };
        self.parser.process(self.whole.subtendril(from, length));
    }

    /// Feeds the tag or comment at the offset; returns where it ends.
    fn tag(&mut self, start: usize) -> usize {
        let rest = &self.source.as_bytes()[start..];
        if rest.starts_with(b"<!--") {
            // No comment is part of what a page says.
            let end = memmem::find(&rest[2..], b"-->").map_or(rest.len(), |at| at + 5);
            return start + end;
        }
        if matches!(rest[1], b'!' | b'?') {
            let end = start + memchr(b'>', rest).map_or(rest.len(), |at| at + 1);
            self.feed(start, end);
            return end;
        }
        let closes = rest[1] == b'/';
        let name_start = start + 1 + usize::from(closes);
        let name = tag_name(&self.source[name_start..]);
        let tag = tag_end(rest);
        let end = start + tag.end;
        if closes {
            self.open = self.open.saturating_sub(1);
            if let Some(kept) = self.dropped_before(name) {
                self.dropped.truncate(kept);
            } else {
                self.fed += 1;
                self.feed(start, end);
            }
            return end;
        }
        let is_raw = is_one_of(name, RAW_TEXT);
        let is_void = is_one_of(name, VOID);
        if !is_raw && !is_void {
            self.open += 1;
            if self.is_too_deep() {
                self.dropped.push(name);
                return end;
            }
        }
        self.fed += 1;
        match tag.cut {
            None => self.feed(start, end),
            Some(cut) => {
                self.feed(start, start + cut);
                self.parser.process(StrTendril::from(">"));
            }
        }
        if is_raw {
            self.open += 1;
            let content = raw_text_end(&self.source.as_bytes()[end..], name.as_bytes());
            self.text(end, end + content);
            return end + content;
        }
        end
    }

    /// How many dropped elements remain once the one of that name is closed.
    fn dropped_before(&self, name: &str) -> Option<usize> {
        const REACH: usize = 8;
        let from = self.dropped.len().saturating_sub(REACH);
        let found = self.dropped[from..]
            .iter()
            .rposition(|dropped| dropped.eq_ignore_ascii_case(name))?;
        Some(from + found)
    }

    fn is_too_deep(&self) -> bool {
        let sink = &self.parser.tokenizer.sink.sink;
        sink.tags.borrow().len() > 4 * self.fed + MOST_REPAIRS
            || (self.open > DEEPEST && sink.depth() > DEEPEST)
    }
}

/// Where the next tag or comment begins.
fn next_tag(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        at += found;
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let closes = next == b'/' && bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic);
        if next.is_ascii_alphabetic() || matches!(next, b'!' | b'?') || closes {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

fn tag_name(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    &text[..end.unwrap_or(text.len())]
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// The extent of a tag.
struct TagEnd {
    /// One past its last byte.
    end: usize,
    /// Where it is cut, for it has too many attributes.
    cut: Option<usize>,
}

/// Finds the end of the tag that the bytes begin with; `>` in quotes is none.
fn tag_end(bytes: &[u8]) -> TagEnd {
    let mut cut = None;
    let mut attributes = 0;
    let mut before = b' ';
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return TagEnd { end: at + 1, cut },
            b'"' | b'\'' if before == b'=' => {
                let length = memchr(byte, &bytes[at + 1..]).unwrap_or(bytes.len() - at - 1);
                at += length + 1;
                before = b' ';
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0C' | b'/' => {
                if before != b'=' {
                    before = b' ';
                }
            }
            _ => {
                if before == b' ' && byte != b'=' {
                    attributes += 1;
                    if attributes > MOST_ATTRIBUTES && cut.is_none() {
                        cut = Some(at);
                    }
                }
                before = byte;
            }
        }
        at += 1;
    }
    TagEnd {
        end: bytes.len(),
        cut,
    }
}

/// Where the end tag of the raw text begins.
fn raw_text_end(bytes: &[u8], name: &[u8]) -> usize {
    memmem::find_iter(bytes, b"</")
        .find(|at| {
            let after = &bytes[at + 2..];
            after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name)
        })
        .unwrap_or(bytes.len())
}

/// The tree that the parser builds, with notes on where its text comes from.
struct Sink<'a> {
    inner: HtmlTreeSink,
    source: &'a str,
    /// Where the next text is looked for in the source.
    cursor: Cell<usize>,
    /// One past what was fed.
    limit: Cell<usize>,
    /// The node that something was last added to.
    current: Cell<Option<Id>>,
    /// Where the piece that is being fed begins.
    piece: Cell<usize>,
    /// Elements made, with where their tags begin.
    tags: RefCell<Vec<(Id, usize)>>,
    origins: RefCell<Vec<(Id, SourceMap)>>,
}

impl Sink<'_> {
    fn depth(&self) -> usize {
        let html = self.inner.0.borrow();
        let current = self.current.get().and_then(|id| html.tree.get(id));
        current.map_or(0, |node| node.ancestors().count())
    }

    /// Notes where the text at the end of a node comes from.
    fn note(&self, node: Option<Id>, added: &str) {
        let Some(node) = node else {
            return;
        };
        let length = match self
            .inner
            .0
            .borrow()
            .tree
            .get(node)
            .map(|node| node.value())
        {
            Some(Node::Text(text)) => text.len(),
            _ => return,
        };
        let from = length.saturating_sub(added.len());
        let mut origins = self.origins.borrow_mut();
        let known = match origins.last() {
            Some((last, _)) if *last < node => Err(origins.len()),
            Some((last, _)) if *last == node => Ok(origins.len() - 1),
            _ => origins.binary_search_by_key(&node, |origin| origin.0),
        };
        let index = known.unwrap_or_else(|index| {
            origins.insert(index, (node, SourceMap::default()));
            index
        });
        let map = &mut origins[index].1;
        let end = align(
            self.source.as_bytes(),
            self.cursor.get()..self.limit.get(),
            added,
            |at, source, straight| map.push(from + at, source, straight),
        );
        self.cursor.set(end);
    }
}

/// Aligns text with the stretch of the source that it was made from, and tells the runs; returns
/// where the text ends in the source.
fn align(
    source: &[u8],
    stretch: std::ops::Range<usize>,
    text: &str,
    mut push: impl FnMut(usize, usize, bool),
) -> usize {
    let limit = stretch.end;
    let mut cursor = stretch.start.min(limit);
    if source[cursor..limit].starts_with(text.as_bytes()) && memchr(b'&', text.as_bytes()).is_none()
    {
        push(0, cursor, true);
        return cursor + text.len();
    }
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let same = common(&text.as_bytes()[at..], &source[cursor..limit]);
        let same = (0..=same)
            .rev()
            .find(|length| text.is_char_boundary(at + length))
            .unwrap_or(0);
        if same > 0 {
            push(at, cursor, true);
            at += same;
            cursor += same;
            continue;
        }
        match source[cursor..limit].first() {
            Some(b'&') => {
                push(at, cursor, false);
                at += next.len_utf8();
                cursor += reference_length(&source[cursor..limit], next);
            }
            Some(b'\r') if next == '\n' && source.get(cursor + 1) != Some(&b'\n') => {
                push(at, cursor, false);
                at += 1;
                cursor += 1;
            }
            Some(byte) if byte.is_ascii_whitespace() || *byte == 0 => cursor += 1,
            _ => {
                push(at, cursor.min(source.len()), false);
                break;
            }
        }
    }
    cursor
}

/// Bytes that both begin with, up to an ampersand.
fn common(text: &[u8], source: &[u8]) -> usize {
    let pairs = text.iter().zip(source);
    pairs
        .take_while(|(left, right)| left == right && **right != b'&')
        .count()
}

/// The length of the character reference that stands for the character; 1 where the ampersand
/// stands for itself.
fn reference_length(source: &[u8], character: char) -> usize {
    let name = source[1..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
        .count();
    let spelt = &source[1..=name];
    let is_ampersand = [&b"amp"[..], b"AMP", b"#38", b"#038", b"#x26", b"#X26"]
        .iter()
        .any(|known| spelt.starts_with(known));
    if character == '&' && !is_ampersand {
        return 1;
    }
    1 + name + usize::from(source.get(1 + name) == Some(&b';'))
}

impl TreeSink for Sink<'_> {
    type Handle = Id;
    type Output = Page;
    type ElemName<'a>
        = Ref<'a, QualName>
    where
        Self: 'a;

    fn finish(self) -> Page {
        Page {
            html: self.inner.finish(),
            origins: self.origins.into_inner(),
            tags: self.tags.into_inner(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Id {
        let id = self.inner.create_element(name, attrs, flags);
        self.tags.borrow_mut().push((id, self.piece.get()));
        id
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.inner.create_comment(StrTendril::new())
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Id {
        self.inner.create_pi(target, data)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.current.set(Some(*parent));
        match child {
            NodeOrText::AppendNode(node) => {
                self.current.set(Some(node));
                self.inner.append(parent, NodeOrText::AppendNode(node));
            }
            NodeOrText::AppendText(text) => {
                self.inner
                    .append(parent, NodeOrText::AppendText(text.clone()));
                let last = || {
                    let html = self.inner.0.borrow();
                    Some(html.tree.get(*parent)?.last_child()?.id())
                };
                self.note(last(), &text);
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        let has_parent = {
            let html = self.inner.0.borrow();
            html.tree
                .get(*element)
                .is_some_and(|node| node.parent().is_some())
        };
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.inner.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &Id) -> Id {
        self.inner.get_template_contents(target)
    }

    fn same_node(&self, left: &Id, right: &Id) -> bool {
        left == right
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &Id, node: NodeOrText<Id>) {
        match node {
            NodeOrText::AppendNode(node) => {
                self.inner
                    .append_before_sibling(sibling, NodeOrText::AppendNode(node));
            }
            NodeOrText::AppendText(text) => {
                self.inner
                    .append_before_sibling(sibling, NodeOrText::AppendText(text.clone()));
                let before = || {
                    let html = self.inner.0.borrow();
                    Some(html.tree.get(*sibling)?.prev_sibling()?.id())
                };
                self.note(before(), &text);
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &Id) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        self.inner.reparent_children(node, new_parent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text node with the source that it leads back to.
    fn texts(source: &str) -> Vec<(String, String)> {
        let page = parse(source);
        let mut out = Vec::new();
        for node in page.html.tree.nodes() {
            if let (Node::Text(text), Some(map)) = (node.value(), page.origin(node.id())) {
                let from = map.source(0);
                let to = map.source(text.len() - 1);
                out.push((text.to_string(), source[from..=to].to_owned()));
            }
        }
        out
    }

    fn all_same(source: &str) {
        for (text, origin) in texts(source) {
            assert_eq!(text, origin, "{source}");
        }
    }

    #[test]
    fn text_leads_back_to_its_source() {
        all_same("<p>One <b>two</b> three</p>\n<p>four & five < six <7</p><script>a<b</script>x");
        all_same("<table>stray<tr><td>a</table>b<p>c<div>d");
        all_same("<!-- <p>x --><p title='>'>yz</p><title>t <b></title>end");
        let found = texts("<p>Caf&eacute; &amp; Bar&nbsp;x AT&T\r\ny</p>");
        assert_eq!(found[0].0, "Café & Bar\u{a0}x AT&T\ny");
        assert_eq!(found[0].1, "Caf&eacute; &amp; Bar&nbsp;x AT&T\r\ny");
    }

    #[test]
    fn nesting_and_attributes_are_bounded() {
        let deep = "<div>".repeat(100_000) + "x";
        let page = parse(&deep);
        let depth = page.html.tree.nodes().map(|node| node.ancestors().count());
        assert!(depth.max().unwrap_or(0) < DEEPEST + 10);
        let tag = (0..100_000).fold("<p".to_owned(), |tag, n| tag + &format!(" a{n}=1")) + ">x";
        assert_eq!(texts(&tag).len(), 1);
        let fonts = "<p><font a=1>x</p><div><i b=".repeat(20_000);
        assert!(parse(&fonts).html.tree.nodes().count() < 1_000_000);
    }

    #[test]
    fn what_follows_deep_nesting_is_read() {
        let source = "<div>".repeat(1000) + "in" + &"</div>".repeat(1000) + "<p>out</p>";
        let found = texts(&source);
        assert_eq!(found.last().map(|pair| pair.0.as_str()), Some("out"));
    }
}
