//! From characters to the tree of a page, with the way back for every text node.
//!
//! The parser tells no offsets. It is fed piece by piece, a tag or the text between two tags at a
//! time, so that the source of all that it emits is known; inside a piece a forward scan aligns
//! text and source over character references and line ends.
//!
//! Most tags and texts are handed to the builder of the tree as they stand, past the parser's
//! tokenizer, which reads them letter by letter; it reads what is broken, and the texts of elements
//! with rules of their own. The text of scripts and style sheets is no part of the tree;
//! [`Page::scripts`] tells it.
//!
//! Feeding also bounds the work: the parser walks its stack of open elements for each tag and
//! compares each attribute with all before it, so nesting and attributes are cut where no page
//! made for people reaches.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::ops::Range;

use ego_tree::Tree;
use handbill_text::source_map::SourceMap;
use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink};
use html5ever::{Attribute, LocalName, ParseOpts, QualName, ns, parse_document};
use memchr::{memchr, memmem, memrchr};
use scraper::node::Element;
use scraper::{Html, HtmlTreeSink, Node};

use crate::dom::{self, Id, RAW_TEXT, VOID};
use crate::{references, tags};

/// Elements whose text is for machines, and no part of the tree.
const UNREAD: &[&str] = &["script", "style"];

/// Elements within elements that are kept.
const DEEPEST: usize = 200;

/// Attributes of an element that are kept.
const MOST_ATTRIBUTES: usize = 256;

/// Elements beyond four a tag that the repair of markup may make.
const MOST_REPAIRS: usize = 100_000;

/// The tree of a page.
pub(crate) struct Page<'a> {
    pub(crate) html: Html,
    pub(crate) source: &'a str,
    /// Elements of scripts, with where their text stands in the source.
    scripts: Vec<(Id, Range<usize>)>,
    /// For each text node the way from its text to the source, ascending by id.
    origins: Vec<(Id, SourceMap)>,
    /// Where the tags of elements begin in the source, ascending by id.
    tags: Vec<(Id, usize)>,
}

impl Page<'_> {
    /// The scripts of the page with their text, in their order.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = (dom::Ref<'_>, &Element, &str)> {
        self.scripts.iter().filter_map(|(id, text)| {
            let node = self.html.tree.get(*id)?;
            Some((node, dom::element(node)?, &self.source[text.clone()]))
        })
    }

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

/// Bytes of source to a node of the tree, in pages with much of both.
const BYTES_OF_NODE: usize = 48;

/// Parses the characters of a page.
pub(crate) fn parse(source: &str) -> Page<'_> {
    let mut html = Html::new_document();
    html.tree = Tree::with_capacity(Node::Document, source.len() / BYTES_OF_NODE);
    let sink = Sink {
        inner: HtmlTreeSink::new(html),
        source,
        cursor: Cell::new(0),
        limit: Cell::new(0),
        current: Cell::new(None),
        piece: Cell::new(0),
        tags: RefCell::default(),
        origins: RefCell::default(),
        scripts: RefCell::default(),
    };
    let mut feeder = Feeder {
        source,
        parser: parse_document(sink, ParseOpts::default()),
        whole: StrTendril::from(source),
        attributes: Vec::new(),
        is_within: false,
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
    /// Those of the tag that is read.
    attributes: Vec<tags::Span>,
    /// Whether the tokenizer waits for more of what it reads, and so must read what comes next.
    is_within: bool,
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
        if start == end {
            return;
        }
        self.parser.tokenizer.sink.sink.cursor.set(start);
        let handed = (!self.is_within)
            .then(|| self.decoded(&(start..end), false))
            .flatten();
        match handed {
            Some(text) => self.hand(Token::CharacterTokens(text), start, end),
            None => {
                self.feed(start, end);
                // A reference that nothing follows is still being read.
                let text = &self.source.as_bytes()[start..end];
                self.is_within = memrchr(b'&', text)
                    .is_some_and(|at| !text[at + 1..].iter().any(ends_reference));
            }
        }
    }

    /// The text that stands in the stretch of the source.
    fn decoded(&self, stretch: &Range<usize>, is_attribute: bool) -> Option<StrTendril> {
        match references::decoded(&self.source[stretch.clone()], is_attribute)? {
            Cow::Borrowed(_) => self.slice(stretch.start, stretch.end),
            Cow::Owned(text) => Some(StrTendril::from(text)),
        }
    }

    fn slice(&self, start: usize, end: usize) -> Option<StrTendril> {
        // Lengths of tendrils are 32 bits wide; a page of 4 GiB is none.
        let (from, length) = (u32::try_from(start).ok()?, u32::try_from(end - start).ok()?);
        Some(self.whole.subtendril(from, length))
    }

    /// Feeds a stretch of the source to the tokenizer.
    fn feed(&mut self, start: usize, end: usize) {
        self.parser.tokenizer.sink.sink.read(start, end);
        if let Some(piece) = self.slice(start, end) {
            self.parser.process(piece);
        }
    }

    /// Hands what a stretch of the source says to the builder of the tree, past the tokenizer, for
    /// which nothing follows from it: the texts with rules of their own go through it.
    fn hand(&mut self, token: Token, start: usize, end: usize) {
        self.parser.tokenizer.sink.sink.read(start, end);
        let _ = self.parser.tokenizer.sink.process_token(token, 1);
    }

    /// The tag as the tree has it, where the plain rules of the standard tell.
    fn token(&self, tag: &tags::Tag) -> Option<Tag> {
        let kept = if tag.closes { 0 } else { MOST_ATTRIBUTES };
        let mut had_duplicate_attributes = false;
        let mut attrs: Vec<Attribute> = Vec::with_capacity(self.attributes.len().min(kept));
        for span in self.attributes.iter().take(kept) {
            let local = self.local_name(&span.name)?;
            let value = self.decoded(&span.value, true)?;
            if attrs.iter().any(|known| known.name.local == local) {
                had_duplicate_attributes = true;
                continue;
            }
            let name = QualName::new(None, ns!(), local);
            attrs.push(Attribute { name, value });
        }
        Some(Tag {
            kind: if tag.closes {
                TagKind::EndTag
            } else {
                TagKind::StartTag
            },
            name: self.local_name(&tag.name)?,
            self_closing: tag.closes_itself,
            attrs,
            had_duplicate_attributes,
        })
    }

    /// The name as the tree has it.
    fn local_name(&self, name: &Range<usize>) -> Option<LocalName> {
        let name = &self.source[name.clone()];
        let is_lower = |byte: u8| !byte.is_ascii_uppercase() && byte != 0;
        if name.bytes().all(is_lower) {
            return Some(LocalName::from(name));
        }
        (!name.contains('\0')).then(|| LocalName::from(name.to_ascii_lowercase()))
    }

    /// Feeds a tag, by the way that it needs.
    fn feed_tag(&mut self, start: usize, tag: &tags::Tag, has_own_rules: bool) {
        self.fed += 1;
        if tag.ends
            && !has_own_rules
            && !self.is_within
            && let Some(token) = self.token(tag)
        {
            return self.hand(Token::TagToken(token), start, tag.end);
        }
        self.is_within = false;
        match self.attributes.get(MOST_ATTRIBUTES) {
            Some(span) => {
                self.feed(start, span.name.start);
                self.parser.process(StrTendril::from(">"));
            }
            None => self.feed(start, tag.end),
        }
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
        let source = self.source.as_bytes();
        let tag = tags::read(source, start, &mut self.attributes, MOST_ATTRIBUTES);
        let name = &self.source[tag.name.clone()];
        // Nothing ends it: it would make text of the rest of the page.
        if name.eq_ignore_ascii_case("plaintext") {
            return tag.end;
        }
        let is_raw = is_one_of(name, RAW_TEXT);
        let is_unread = is_raw && is_one_of(name, UNREAD);
        let has_own_rules = is_raw && !is_unread;
        if tag.closes {
            self.open = self.open.saturating_sub(1);
            if let Some(kept) = self.dropped_before(name) {
                self.dropped.truncate(kept);
            } else {
                self.feed_tag(start, &tag, has_own_rules);
            }
            return tag.end;
        }
        if !is_raw && !is_one_of(name, VOID) {
            self.open += 1;
            if self.is_too_deep() {
                self.dropped.push(name);
                return tag.end;
            }
        }
        let made = self.parser.tokenizer.sink.sink.tags.borrow().len();
        self.feed_tag(start, &tag, has_own_rules);
        if !is_raw {
            return tag.end;
        }
        self.open += 1;
        let length = raw_text_end(&self.source.as_bytes()[tag.end..], name.as_bytes());
        let content = tag.end..tag.end + length;
        if is_unread {
            let sink = &self.parser.tokenizer.sink.sink;
            if name.eq_ignore_ascii_case("script")
                && let Some((id, _)) = sink.tags.borrow().get(made..).and_then(<[_]>::last)
            {
                sink.scripts.borrow_mut().push((*id, content.clone()));
            }
        } else if length > 0 {
            self.parser.tokenizer.sink.sink.cursor.set(content.start);
            self.feed(content.start, content.end);
        }
        content.end
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

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// Whether the byte is none of a character reference's.
fn ends_reference(byte: &u8) -> bool {
    !byte.is_ascii_alphanumeric() && !matches!(byte, b'#' | b';')
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
    scripts: RefCell<Vec<(Id, Range<usize>)>>,
}

impl Sink<'_> {
    /// What is built next comes from that stretch of the source.
    fn read(&self, start: usize, end: usize) {
        self.piece.set(start);
        self.limit.set(end);
    }

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

impl<'s> TreeSink for Sink<'s> {
    type Handle = Id;
    type Output = Page<'s>;
    type ElemName<'a>
        = Ref<'a, QualName>
    where
        Self: 'a;

    fn finish(self) -> Page<'s> {
        Page {
            html: self.inner.finish(),
            source: self.source,
            scripts: self.scripts.into_inner(),
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

    /// What is handed over past the tokenizer makes the tree that the tokenizer makes.
    #[test]
    fn the_tree_is_the_parsers_own() {
        for source in [
            "<!DOCTYPE html><html lang=de><head><title>A &amp; B</title><body CLASS=x>y",
            "<p>AT&<b>T</b> a&nbsp;<u>b</u>&#8217;<u>c</u> &copy<i> x</i>&notit; &</p><P Title='a&quot;b' title=c>z",
            "<table>stray<tr><td>a<td>b</table><b><p>mis</b>nested</p></div><br/><svg viewBox='0'/>",
            "<pre>\n\nx\r\ny</pre><textarea>\n<b>&lt;</textarea><select><option>1<option>2</select>",
            "<a href=x/ b = 'c'd>e<a =f>g</a><p\n\tid=\"h\r\nh\">i</p x=1><math><mi>j</math>",
            "a\0b<p c='\0'>d<ul><li>e<li>f</ul>\u{feff}g<h1>h<h2>i</h1><form><form>j",
            "<noscript><p>k</noscript><iframe><p>l</iframe><template><tr><td>m</template>n<xmp><p></xmp>",
            "x<a href='?a=1&b=2&amp;c'>y</a><frameset><body><image src=z><p",
        ] {
            assert_eq!(
                parse(source).html.html(),
                Html::parse_document(source).html(),
                "{source}"
            );
        }
    }

    #[test]
    fn the_text_of_scripts_is_told_apart() {
        let source = "<style>p{}</style><p>a<script type=x>1 < '</p>'</script>b<SCRIPT>2</Script >";
        let page = parse(source);
        let found: Vec<_> = page
            .scripts()
            .map(|(_, it, text)| (it.name(), text))
            .collect();
        assert_eq!(found, [("script", "1 < '</p>'"), ("script", "2")]);
        let shown: Vec<_> = texts(source).into_iter().map(|pair| pair.0).collect();
        assert_eq!(shown, ["a", "b"]);
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
