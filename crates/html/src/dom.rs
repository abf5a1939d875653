//! What the names and attributes of elements say of how a page is shown.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// A node of the tree.
pub(crate) type Id = ego_tree::NodeId;

/// A node of the tree, with the way to its neighbours.
pub(crate) type Ref<'a> = NodeRef<'a, Node>;

/// Elements whose content is text whatever stands in it (HTML Living Standard §13.2.5).
pub(crate) const RAW_TEXT: &[&str] = &[
    "script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes",
];

/// Elements without content (§13.1.2).
pub(crate) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements of which a visitor reads nothing: machinery, controls of forms, and what is played.
const UNSEEN: &[&str] = &[
    "audio", "base", "canvas", "datalist", "embed", "head", "iframe", "input", "link", "map",
    "meta", "noembed", "noframes", "noscript", "object", "optgroup", "option", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
];

/// How an element breaks lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flow {
    /// It stands in the line.
    Inline,
    /// It begins and ends a line.
    Line,
    /// It has room above and below.
    Apart,
}

/// How an element breaks lines where no style sheet says otherwise (§15.3).
pub(crate) fn flow(name: &str) -> Flow {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "pre"
        | "blockquote" | "figure" | "hr" | "section" | "article" | "header" | "footer" | "nav"
        | "aside" | "main" | "form" | "fieldset" | "menu" | "dir" | "search" => Flow::Apart,
        "address" | "body" | "center" | "dd" | "details" | "dialog" | "div" | "dt"
        | "figcaption" | "hgroup" | "html" | "legend" | "li" | "summary" | "caption" | "tr"
        | "thead" | "tbody" | "tfoot" | "td" | "th" | "button" | "marquee" | "label" | "option"
        | "output" => Flow::Line,
        _ => Flow::Inline,
    }
}

/// The level of a heading element.
pub(crate) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// What an element looks like: hashes of its name and of the first of its classes, without the number
/// that some pages count their rows with.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Looks {
    pub(crate) name: u64,
    class: u64,
}

pub(crate) fn looks(element: &Element) -> Looks {
    let class = attribute(element, "class")
        .and_then(|classes| classes.split_ascii_whitespace().next())
        .unwrap_or_default();
    let class = class.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
    // FNV-1a: every element is looked at, and nobody gains by names that collide.
    let hash = |text: &str| {
        text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        })
    };
    Looks {
        name: hash(element.name()),
        class: hash(class),
    }
}

/// The value of an attribute.
pub(crate) fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element
        .attrs()
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}

/// The element of a node.
pub(crate) fn element<'a>(node: Ref<'a>) -> Option<&'a Element> {
    node.value().as_element()
}

/// Whether the node is an element of the name.
pub(crate) fn is(node: Ref, name: &str) -> bool {
    element(node).is_some_and(|element| element.name() == name)
}

/// Whether a visitor sees nothing of the element.
pub(crate) fn is_unseen(element: &Element) -> bool {
    let name = element.name();
    UNSEEN.contains(&name)
        || (name == "dialog" && attribute(element, "open").is_none())
        || (name == "label" && attribute(element, "for").is_some())
        || element.attrs().any(|(name, value)| match name {
            "hidden" => !value.eq_ignore_ascii_case("until-found"),
            "style" => hides(value),
            _ => false,
        })
}

/// Whether a style hides its element.
fn hides(style: &str) -> bool {
    if !style.contains("none") && !style.contains("hidden") {
        return false;
    }
    style.split(';').any(|declaration| {
        let (name, value) = declaration.split_once(':').unwrap_or_default();
        let value = value.trim().trim_end_matches("!important").trim_end();
        matches!(
            (name.trim(), value),
            ("display", "none") | ("visibility", "hidden")
        )
    })
}

/// Words in the names of classes and ids by which makers of pages mark what is no matter of the
/// page.
const NAVIGATION_MARKS: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "consent",
    "cookie",
    "cookies",
    "footer",
    "gdpr",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "pager",
    "pagination",
    "skip",
    "skiplink",
    "topbar",
];

/// Whether the element holds navigation, the foot of the page or a banner about cookies.
pub(crate) fn is_navigation(node: Ref, element: &Element) -> bool {
    match element.name() {
        "nav" => return true,
        "footer" => return is_of_page(node),
        // Never the whole page.
        "html" | "body" | "main" | "article" | "form" => return false,
        _ => {}
    }
    element.attrs().any(|(name, value)| match name {
        "role" => matches!(value, "navigation" | "contentinfo" | "menu" | "menubar"),
        "class" | "id" => {
            value.len() < 400 && value.split_ascii_whitespace().any(is_navigation_mark)
        }
        _ => false,
    }) && !holds_most(node, is_menu(element))
        && !is_list_of_days(node)
}

/// Whether the element is a list of links whose texts each hold a number beside other words, as the
/// days that lead to the records of meetings do. Menus name what they lead to, and pagers count.
fn is_list_of_days(node: Ref) -> bool {
    const FEWEST: usize = 3;
    const MANY: usize = 200;
    let (mut days, mut others) = (0, 0);
    for inner in node.descendants().take(MANY) {
        if let Node::Text(text) = inner.value() {
            let has = |is: fn(&char) -> bool| text.chars().any(|c| is(&c));
            if has(char::is_ascii_digit) && has(|c| c.is_alphabetic()) {
                days += 1;
            } else if has(|c| c.is_alphanumeric()) {
                others += 1;
            }
        }
        if others > 1 {
            return false;
        }
    }
    days >= FEWEST
}

/// Whether no name of the element says that it is a foot or banner, which have words of their own.
fn is_menu(element: &Element) -> bool {
    const WORDY: &[&str] = &["footer", "cookie", "consent", "gdpr", "contentinfo"];
    !element.attrs().any(|(name, value)| {
        let value = value.to_ascii_lowercase();
        matches!(name, "class" | "id" | "role") && WORDY.iter().any(|word| value.contains(word))
    })
}

/// Whether a class or id ends or begins with a word that marks navigation.
fn is_navigation_mark(name: &str) -> bool {
    let mut words = name.split(['-', '_']);
    let marks = |word: &str| {
        NAVIGATION_MARKS
            .iter()
            .any(|mark| word.eq_ignore_ascii_case(mark))
    };
    let first = words.next().unwrap_or_default();
    // "has-menu", "no-footer" speak of another element.
    match words.next_back() {
        None => marks(first),
        Some(last) => {
            !matches!(first, "has" | "no" | "with" | "is" | "hide") && (marks(first) || marks(last))
        }
    }
}

/// Whether no article or section holds the element.
fn is_of_page(node: Ref) -> bool {
    !node.ancestors().any(|above| {
        element(above).is_some_and(|it| {
            matches!(
                it.name(),
                "article" | "section" | "main" | "li" | "blockquote"
            )
        })
    })
}

/// Whether the element holds the matter of the page, whatever it calls itself: its main part, or
/// more words beside links than any menu has. A foot or a banner may have some.
fn holds_most(node: Ref, is_menu: bool) -> bool {
    const FEW: usize = 400;
    /// Nodes that are looked at for words.
    const MANY: usize = 3000;
    /// Bytes of words that no menu has.
    const LONGEST: usize = 1200;
    let holds_main = node.descendants().take(FEW).any(|inner| {
        element(inner).is_some_and(|it| matches!(it.name(), "main" | "article" | "h1"))
    });
    if holds_main || !is_menu {
        return holds_main;
    }
    let mut bytes = 0;
    node.descendants().take(MANY).any(|inner| {
        if let Node::Text(text) = inner.value()
            && !inner
                .parent()
                .and_then(element)
                .is_some_and(is_link_or_choice)
        {
            bytes += text.trim().len();
        }
        bytes > LONGEST
    })
}

fn is_link_or_choice(element: &Element) -> bool {
    matches!(element.name(), "a" | "option")
}
