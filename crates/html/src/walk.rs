//! Walks the tree of a page and writes what a visitor sees, block by block.

use foldhash::{HashMap, HashMapExt};
use handbill_model::{BlockKind, Item, Span, Style};
use handbill_text::source_map::SourceMap;
use scraper::Node;
use scraper::node::Element;
use url::Url;

use crate::addresses;
use crate::dom::{self, Flow, Id, Looks, Ref, attribute, element};
use crate::facts::microformats;
use crate::parse::Page;
use crate::sheet::{Gathered, Mark, Sheet};
use crate::tables::{Tables, is_data_table, span_of};

/// What holds for the content of an element.
#[derive(Clone, Copy)]
struct Context {
    /// What a block of text is here.
    kind: BlockKind,
    /// Lists that are open.
    lists: u8,
    navigation: bool,
    preformatted: bool,
    /// Inside of an element whose text stands raised.
    raised: bool,
    /// Inside of a cell, lines stay together.
    in_cell: bool,
    /// Inside of a list item, paragraphs have no room around them.
    in_item: bool,
}

/// An element that is open.
struct Frame {
    outside: Context,
    flow: Flow,
    /// Marks of the line that end with the element.
    marks: usize,
    /// The words that stand for a link without text.
    label: Option<String>,
    end: End,
    /// Where what it shows begins, where it begins a line.
    start: Option<usize>,
    /// What its children look like, and what they show.
    children: Vec<(Looks, Span)>,
}

/// What happens at the end of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Nothing,
    Cell,
    Row,
    Table,
    Item,
    /// The name of a field: its value follows in the same block.
    Key,
}

/// What a page shows.
pub(crate) struct Shown {
    pub(crate) sheet: Sheet,
    /// `<time datetime>` elements and their stamps.
    pub(crate) times: Vec<(Id, String)>,
    pub(crate) items: Vec<Item>,
}

/// Walks a page. Relative addresses are resolved against the base.
pub(crate) fn walk(page: &Page, base: Option<&Url>) -> Shown {
    let mut walker = Walker {
        page,
        base,
        shown: Shown {
            sheet: Sheet::default(),
            times: Vec::new(),
            items: Vec::new(),
        },
        gathered: Gathered::default(),
        context: Context {
            kind: BlockKind::Paragraph,
            lists: 0,
            navigation: false,
            preformatted: false,
            raised: false,
            in_cell: false,
            in_item: false,
        },
        frames: Vec::new(),
        tables: Tables::default(),
        after_picture: None,
        lists: 0,
    };
    walker.walk();
    // Lists were found from within.
    let mut first = vec![(usize::MAX, 0); walker.lists as usize];
    for item in &walker.shown.items {
        let (start, length) = &mut first[item.list as usize];
        *start = (*start).min(item.span.start);
        *length += item.span.len();
    }
    walker.shown.items.sort_by_key(|item| {
        let (start, length) = first[item.list as usize];
        (start, std::cmp::Reverse(length), item.list, item.span.start)
    });
    walker.shown
}

struct Walker<'a> {
    page: &'a Page<'a>,
    base: Option<&'a Url>,
    shown: Shown,
    gathered: Gathered,
    context: Context,
    frames: Vec<Frame>,
    tables: Tables,
    /// Where the words of a picture end in the gathered text.
    after_picture: Option<usize>,
    /// How many lists of items there are.
    lists: u32,
}

impl<'a> Walker<'a> {
    /// Depth first, without recursion.
    fn walk(&mut self) {
        let root = self.page.html.tree.root();
        let mut node = root;
        loop {
            if self.enter(node)
                && let Some(child) = node.first_child()
            {
                node = child;
                continue;
            }
            loop {
                self.leave(node);
                if node == root {
                    self.flush();
                    return;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                match node.parent() {
                    Some(parent) => node = parent,
                    None => return,
                }
            }
        }
    }

    /// Reads what begins here; tells whether its children are to be read, too.
    fn enter(&mut self, node: Ref<'a>) -> bool {
        match node.value() {
            Node::Document => true,
            Node::Text(text) => {
                self.text(node.id(), text);
                false
            }
            Node::Element(element) => self.open(node, element),
            _ => false,
        }
    }

    fn leave(&mut self, node: Ref<'a>) {
        if matches!(node.value(), Node::Element(_)) {
            self.close(node);
        }
    }

    fn text(&mut self, id: Id, text: &str) {
        let missing = SourceMap::default();
        let map = self.page.origin(id).unwrap_or(&missing);
        if self.context.raised && self.gathered.text.ends_with(|c: char| c.is_ascii_digit()) {
            let digits = text.trim_ascii();
            if let Some(raised) = raised(digits) {
                let blank = text.len() - text.trim_ascii_start().len();
                self.gathered.push_from(&raised, map.source(blank));
                return;
            }
        }
        self.gathered.push(text, map, self.context.preformatted);
    }

    fn open(&mut self, node: Ref<'a>, element: &'a Element) -> bool {
        let name = element.name();
        let mut frame = Frame {
            outside: self.context,
            flow: dom::flow(name),
            marks: 0,
            label: None,
            end: End::Nothing,
            start: None,
            children: Vec::new(),
        };
        if dom::is_unseen(element) {
            frame.flow = Flow::Inline;
            self.frames.push(frame);
            return false;
        }
        let source = self.page.tag(node.id());
        if frame.flow != Flow::Inline {
            self.boundary(frame.flow, source);
            frame.outside = self.context;
            if !self.context.in_cell && !self.context.navigation {
                frame.start = Some(self.shown.sheet.text.len());
            }
        }
        if !self.context.navigation && dom::is_navigation(node, element) {
            // A menu that stands in the line ends the block, so that only it is marked.
            self.flush();
            frame.outside = self.context;
            self.context.navigation = true;
            frame.flow = frame.flow.max(Flow::Line);
        }
        if frame.flow == Flow::Inline {
            self.part(node, element, source);
        }
        if is_of_interest(element) {
            self.mark(&mut frame, Mark::Element(node.id()));
        }
        let mut descends = true;
        match name {
            "br" => self.line_break(source),
            "hr" => {
                self.flush();
                self.shown.sheet.rule(source, self.context.navigation);
            }
            "wbr" => self.gathered.push_from("\u{200B}", source),
            "img" => self.picture(element, source),
            "a" => descends = self.link(node, element, source, &mut frame),
            "b" | "strong" => self.mark(&mut frame, Mark::Style(Style::Strong)),
            "i" | "em" | "cite" => self.mark(&mut frame, Mark::Style(Style::Emphasis)),
            "s" | "strike" | "del" => self.mark(&mut frame, Mark::Style(Style::Struck)),
            "time" => {
                if let Some(stamp) = attribute(element, "datetime") {
                    self.shown.times.push((node.id(), stamp.trim().to_owned()));
                }
            }
            "sup" => self.context.raised = true,
            "pre" | "xmp" | "listing" => self.context.preformatted = true,
            "ul" | "ol" | "menu" | "dir" => {
                self.context.lists = self.context.lists.saturating_add(1);
            }
            "li" => {
                let depth = self.context.lists.saturating_sub(1);
                self.context.kind = BlockKind::ListItem { depth };
                self.context.in_item = true;
                frame.end = End::Item;
            }
            "dt" if is_field(node) => frame.end = End::Key,
            "caption" | "figcaption" => self.context.kind = BlockKind::Caption,
            "table" => self.open_table(node, &mut frame),
            "tr" => {
                if self.tables.open_row() {
                    frame.end = End::Row;
                }
            }
            "td" | "th" => self.open_cell(element, name == "th", &mut frame),
            _ => {
                if let Some(level) = dom::heading_level(name) {
                    self.context.kind = BlockKind::Heading { level };
                } else if let Some(address) = addresses::protected(element) {
                    self.address(&address, source);
                    descends = false;
                }
            }
        }
        self.frames.push(frame);
        descends
    }

    /// Parts pieces that stand side by side as elements of their own with nothing between them, and
    /// that nobody would write as one word: style sheets set them apart ("21h30" and "Concert").
    fn part(&mut self, node: Ref<'a>, element: &Element, source: usize) {
        /// Longer pieces stand on lines of their own (bytes).
        const SHORT: usize = 8;
        let Some(last) = self.gathered.text.chars().next_back() else {
            return;
        };
        let beside = node.prev_sibling().and_then(dom::element);
        let is_apart = |it: &Element| {
            matches!(it.name(), "a" | "span" | "time") && attribute(it, "class").is_some()
        };
        const CLOSING: &[char] = &['"', '”', '»', ')', '!', '?'];
        if !(last.is_alphanumeric() || CLOSING.contains(&last))
            || !matches!(element.name(), "a" | "span" | "time")
            || !beside.is_some_and(|beside| is_apart(beside) || is_apart(element))
        {
            return;
        }
        let text = node
            .descendants()
            .take(6)
            .find_map(|it| it.value().as_text());
        let Some(next) = text.and_then(|text| text.chars().next()) else {
            return;
        };
        let small = !last.is_uppercase();
        let whole = text.map_or(0, |text| text.trim().len());
        if small && next.is_uppercase() && whole > SHORT && !self.is_heading() {
            self.boundary(Flow::Line, source);
        } else if small && next.is_uppercase()
            || last.is_numeric() != next.is_numeric()
                && last.is_alphanumeric()
                && next.is_alphanumeric()
        {
            self.gathered.blank(' ', source);
        }
    }

    fn is_heading(&self) -> bool {
        matches!(self.context.kind, BlockKind::Heading { .. })
    }

    fn close(&mut self, node: Ref<'a>) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let (flow, marks, end) = (frame.flow, frame.marks, frame.end);
        let source = self.page.tag(node.id());
        if let Some(label) = frame.label.take() {
            self.gathered.push_from(&label, source);
        }
        for _ in 0..marks {
            self.gathered.close();
        }
        match end {
            End::Cell => {
                self.flush_cell();
                self.tables.close_cell();
            }
            End::Row => self.tables.close_row(),
            End::Table => self.tables.close(),
            End::Key if !self.gathered.is_blank() => {
                self.gathered.key = Some(self.gathered.text.trim_ascii_end().len());
                self.gathered.blank('\n', source);
            }
            End::Key | End::Item | End::Nothing => {}
        }
        if flow != Flow::Inline && end != End::Key {
            self.boundary(flow, source);
        }
        let Some(outside) = self.frames.last().map(|frame| frame.outside) else {
            return;
        };
        if self.context.navigation && !outside.navigation {
            self.flush();
        }
        // A flush may have told that an item has been read.
        let frame = self.frames.pop();
        self.context = frame.as_ref().map_or(outside, |frame| frame.outside);
        if let Some(mut frame) = frame {
            if dom::is(node, "dl") {
                with_definitions(&mut frame.children);
            }
            self.list(&frame.children);
            self.child(node, frame.start);
        }
    }

    /// Notes what the element shows with the element that holds it.
    fn child(&mut self, node: Ref<'a>, start: Option<usize>) {
        let Some((start, element)) = start.zip(element(node)) else {
            return;
        };
        let text = &self.shown.sheet.text;
        let span = Span::new(start.min(text.len()), text.len()).trim(text);
        if let Some(holder) = self.frames.last_mut().filter(|_| !span.is_empty()) {
            holder.children.push((dom::looks(element), span));
        }
    }

    /// Notes the children that look alike, where several of them have numbers in their words. Looks
    /// that alternate are one, as those of the odd and even rows of a list.
    fn list(&mut self, children: &[(Looks, Span)]) {
        const FEWEST: usize = 3;
        /// So many kinds of items one element holds at most.
        const MOST: usize = 6;
        /// Longer ones are sections (bytes).
        const LONGEST: usize = 3000;
        if children.len() < FEWEST {
            return;
        }
        let text = &self.shown.sheet.text;
        let mut counts: HashMap<Looks, usize> = HashMap::new();
        // The looks that are frequent, and the children between which they stand.
        let mut kinds: Vec<(Vec<Looks>, usize, usize)> = Vec::new();
        for (at, (looks, span)) in children.iter().enumerate() {
            let is_short = span.len() <= LONGEST;
            if !is_short || !span.of(text).bytes().any(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let count = counts.entry(*looks).or_default();
            *count += 1;
            if *count == FEWEST && kinds.len() < MOST {
                let alike = |(other, _): &(Looks, Span)| other == looks;
                let first = children.iter().position(alike).unwrap_or(at);
                let last = children.iter().rposition(alike).unwrap_or(at);
                let same = kinds.iter_mut().find(|(known, begin, end)| {
                    known[0].name == looks.name && first < *end && *begin < last
                });
                match same {
                    Some((known, begin, end)) => {
                        known.push(*looks);
                        (*begin, *end) = ((*begin).min(first), (*end).max(last));
                    }
                    None => kinds.push((vec![*looks], first, last)),
                }
            }
        }
        for (looks, _, _) in kinds {
            let list = self.lists;
            self.lists += 1;
            let items = children.iter().filter(|(own, _)| looks.contains(own));
            let items = items.map(|(_, span)| Item { span: *span, list });
            self.shown.items.extend(items);
        }
    }

    fn mark(&mut self, frame: &mut Frame, mark: Mark) {
        self.gathered.open(mark);
        frame.marks += 1;
    }

    /// A line begins or ends.
    fn boundary(&mut self, flow: Flow, source: usize) {
        if self.context.in_cell {
            self.gathered.blank('\n', source);
            return;
        }
        if self.gathered.key == Some(self.gathered.text.trim_ascii_end().len()) {
            // The value of a field is yet to come.
            return;
        }
        self.flush();
        let flow = if self.context.in_item {
            flow.min(Flow::Line)
        } else {
            flow
        };
        self.shown.sheet.break_line(flow);
    }

    fn line_break(&mut self, source: usize) {
        let blank_line = self.gathered.text.ends_with('\n');
        if blank_line && !self.context.in_cell {
            self.flush();
            self.shown.sheet.break_line(Flow::Apart);
        } else {
            self.gathered.blank('\n', source);
        }
    }

    fn flush(&mut self) {
        self.after_picture = None;
        let context = self.context;
        let kind = context.kind;
        let written = self
            .shown
            .sheet
            .block(&mut self.gathered, kind, context.navigation, false);
        // Only the first block of an item is the item.
        if written.is_some() && matches!(kind, BlockKind::ListItem { .. }) {
            self.end_item();
        }
    }

    /// What follows in the item is no item of its own.
    fn end_item(&mut self) {
        self.context.kind = BlockKind::Paragraph;
        for frame in self.frames.iter_mut().rev() {
            if frame.end == End::Item {
                break;
            }
            frame.outside.kind = BlockKind::Paragraph;
        }
    }

    fn flush_cell(&mut self) {
        self.after_picture = None;
        let beside = self.tables.beside();
        let kind = self.tables.cell().unwrap_or(BlockKind::Paragraph);
        let navigation = self.context.navigation;
        let written = self
            .shown
            .sheet
            .block(&mut self.gathered, kind, navigation, beside);
        if written.is_some() {
            self.tables.written();
            self.shown.sheet.break_line(Flow::Line);
        }
    }

    fn open_table(&mut self, node: Ref<'a>, frame: &mut Frame) {
        frame.end = End::Table;
        // A table within a cell: its cells are lines of that cell.
        let is_data = !self.context.in_cell && is_data_table(node);
        self.tables.open(is_data);
    }

    fn open_cell(&mut self, element: &Element, header: bool, frame: &mut Frame) {
        let columns = span_of(element, "colspan");
        let rows = span_of(element, "rowspan");
        if self.tables.open_cell(header, columns, rows) {
            frame.end = End::Cell;
            frame.flow = Flow::Inline;
            self.context.in_cell = true;
            self.context.in_item = false;
        }
    }

    /// The words that stand for a picture.
    fn picture(&mut self, element: &Element, source: usize) {
        let alternative = attribute(element, "alt").unwrap_or_default().trim();
        let file = attribute(element, "src").unwrap_or_default();
        if alternative.is_empty() || addresses::is_file_name(alternative, file) {
            return;
        }
        // What tells more than a sign does stands by itself, and so do pictures in a row.
        let is_sign = !alternative.contains(char::is_whitespace);
        let apart =
            !is_sign || self.after_picture == Some(self.gathered.text.trim_ascii_end().len());
        let blank = if apart { '\n' } else { ' ' };
        self.gathered.blank(blank, source);
        self.gathered.push_from(alternative, source);
        self.after_picture = Some(self.gathered.text.len());
        self.gathered
            .blank(if is_sign { ' ' } else { '\n' }, source);
    }

    /// Tells whether the content of the link is to be read.
    fn link(&mut self, node: Ref<'a>, element: &Element, source: usize, frame: &mut Frame) -> bool {
        if let Some(address) = addresses::protected(element) {
            self.address(&address, source);
            return false;
        }
        let Some(target) =
            attribute(element, "href").and_then(|href| addresses::target(href, self.base))
        else {
            return true;
        };
        let label = attribute(element, "aria-label").or(attribute(element, "title"));
        if let Some(label) = label.map(str::trim).filter(|label| !label.is_empty())
            && !shows_anything(node)
        {
            frame.label = Some(label.to_owned());
        }
        self.mark(frame, Mark::Link(target));
        true
    }

    /// Writes a mail address that the page hides from machines, and its link.
    fn address(&mut self, address: &str, source: usize) {
        self.gathered.open(Mark::Link(format!("mailto:{address}")));
        self.gathered.push_from(address, source);
        self.gathered.close();
    }
}

/// Digits as they are written raised, so that "19" and its minutes "30" do not become one number.
fn raised(digits: &str) -> Option<String> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if digits.is_empty() || digits.len() > 2 {
        return None;
    }
    let raise = |byte: u8| Some(RAISED[usize::from(byte.checked_sub(b'0').filter(|d| *d < 10)?)]);
    digits.bytes().map(raise).collect()
}

/// Whether machine-readable statements may rest on the element.
fn is_of_interest(element: &Element) -> bool {
    element.name() == "time"
        || element.attrs().any(|(name, value)| match name {
            "itemprop" | "itemscope" | "property" | "typeof" => true,
            "class" => microformats::has_mark(value),
            _ => false,
        })
}

/// Whether the element holds text or a picture with words.
fn shows_anything(node: Ref) -> bool {
    node.descendants().any(|inner| match inner.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => {
            element.name() == "img"
                && attribute(element, "alt").is_some_and(|alt| !alt.trim().is_empty())
        }
        _ => false,
    })
}

/// Makes one of each term of a definition list and what is said of it.
fn with_definitions(children: &mut Vec<(Looks, Span)>) {
    let Some((first, _)) = children.first() else {
        return;
    };
    let term = first.name;
    children.dedup_by(|later, earlier| {
        let defines = later.0.name != term;
        if defines {
            earlier.1 = earlier.1.cover(later.1);
        }
        defines
    });
}

/// Whether the term of a definition list names a field, as in "Place: Town Hall": it has no digits
/// (which a day would) and one definition.
fn is_field(node: Ref) -> bool {
    const LONGEST: usize = 40;
    let mut letters = 0;
    for inner in node.descendants() {
        if let Node::Text(text) = inner.value() {
            letters += text.trim().len();
            if text.contains(|c: char| c.is_ascii_digit()) {
                return false;
            }
        }
    }
    let mut after = node.next_siblings().filter(|next| element(*next).is_some());
    let is_value = after.next().is_some_and(|next| dom::is(next, "dd"));
    let is_only = after.next().is_none_or(|next| !dom::is(next, "dd"));
    (1..=LONGEST).contains(&letters) && is_value && is_only
}
