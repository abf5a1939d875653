//! Tagged PDF: what a document states of its own structure (ISO 32000-2, 14.7 and 14.8).
//!
//! The tree of elements is walked once, in its order, and made flat: of the elements that a reader
//! sees as blocks each becomes one, numbered in reading order, and each stretch of marked content is
//! told the number of its block. Whether the layout heeds them is decided page by page (`tagged.rs`),
//! for many producers tag without care.

use std::collections::{HashMap, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as Bytes,
};

use crate::budget::Budget;
use crate::strings;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// A paragraph, or what else holds text.
    Text,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell {
        table: u32,
        row: u32,
        column: u32,
        header: bool,
    },
}

/// The block that a stretch of marked content belongs to: its index, and 1 more. 0 is none.
pub(crate) type Tag = u32;

/// The tag of what is no part of the matter: running heads, page numbers, ornaments.
pub(crate) const ARTIFACT: Tag = u32::MAX;

/// Where marked content is: its page or form, and its number there.
type Place = (ObjectIdentifier, i32);

/// The structure of a document.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    /// The blocks, in reading order.
    pub(crate) blocks: Vec<Role>,
    tags: HashMap<Place, Tag>,
    /// What stands for all of a stretch of marked content.
    texts: HashMap<Place, String>,
    /// Forms that have marked content of their own.
    pub(crate) forms: HashSet<ObjectIdentifier>,
    /// What is said of pictures for those who do not see them.
    pub(crate) alternatives: Vec<String>,
}

/// The deepest that elements lie in elements.
const DEEPEST: usize = 100;

/// The most alternative texts that are told of, and the longest.
const MOST: usize = 500;
const LONGEST: usize = 1000;

impl Structure {
    /// The structure that the document states; empty where it states none.
    pub(crate) fn of(pdf: &Pdf, budget: &mut Budget) -> Self {
        let catalogue: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
        let root = catalogue.and_then(|it| it.get::<Dict<'_>>("StructTreeRoot"));
        let Some(root) = root else {
            return Structure::default();
        };
        let mut walk = Walk {
            pdf,
            budget,
            roles: root.get::<Dict<'_>>("RoleMap"),
            seen: HashSet::new(),
            tables: Vec::new(),
            count: 0,
            out: Structure::default(),
        };
        let outer = Outer {
            page: None,
            block: None,
            sections: 0,
            depth: 0,
        };
        walk.kids(&root, outer);
        walk.out
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// The block of the marked content.
    pub(crate) fn tag(&self, owner: Option<ObjectIdentifier>, number: i32) -> Tag {
        owner
            .and_then(|owner| self.tags.get(&(owner, number)))
            .copied()
            .unwrap_or(0)
    }

    /// The text that stands for the marked content.
    pub(crate) fn text(&self, owner: Option<ObjectIdentifier>, number: i32) -> Option<&str> {
        self.texts.get(&(owner?, number)).map(String::as_str)
    }

    /// What the block of the tag is.
    pub(crate) fn role(&self, tag: Tag) -> Option<Role> {
        let index = tag.checked_sub(1).filter(|_| tag != ARTIFACT)?;
        self.blocks.get(index as usize).copied()
    }
}

/// What lies around the kids of an element.
#[derive(Clone, Copy)]
struct Outer {
    page: Option<ObjectIdentifier>,
    /// The block that they belong to.
    block: Option<u32>,
    /// Number of sections around.
    sections: u8,
    depth: usize,
}

/// A table that is open.
struct Table {
    number: u32,
    row: u32,
    /// The next column, and for each column the rows below that a cell above reaches down to.
    column: usize,
    reach: Vec<u32>,
}

struct Walk<'a, 'b> {
    pdf: &'a Pdf,
    budget: &'b mut Budget,
    roles: Option<Dict<'a>>,
    seen: HashSet<ObjectIdentifier>,
    tables: Vec<Table>,
    /// Number of tables so far.
    count: u32,
    out: Structure,
}

impl<'a> Walk<'a, '_> {
    /// Walks what the entry `K` holds: one kid or a list of them.
    fn kids(&mut self, parent: &Dict<'a>, outer: Outer) {
        if outer.depth >= DEEPEST {
            self.budget.reach("elements inside of elements");
            return;
        }
        if let Some(id) = parent.get_ref("K") {
            let id = ObjectIdentifier::from(id);
            match self.pdf.xref().get::<Object<'a>>(id) {
                Some(Object::Array(list)) => self.list(&list, outer),
                Some(Object::Dict(kid)) => self.referred(id, &kid, outer),
                _ => {}
            }
            return;
        }
        match parent.get::<Object<'a>>("K") {
            Some(Object::Array(list)) => self.list(&list, outer),
            Some(kid) => self.kid(kid, outer),
            None => {}
        }
    }

    fn list(&mut self, list: &Array<'a>, outer: Outer) {
        for kid in list.raw_iter() {
            match kid {
                MaybeRef::Ref(id) => {
                    let id = ObjectIdentifier::from(id);
                    if let Some(kid) = self.pdf.xref().get::<Dict<'a>>(id) {
                        self.referred(id, &kid, outer);
                    }
                }
                MaybeRef::NotRef(kid) => self.kid(kid, outer),
            }
        }
    }

    fn referred(&mut self, id: ObjectIdentifier, kid: &Dict<'a>, outer: Outer) {
        if self.seen.insert(id) {
            self.element(kid, outer);
        }
    }

    fn kid(&mut self, kid: Object<'a>, outer: Outer) {
        match kid {
            Object::Number(number) => {
                let place = outer.page.map(|page| (page, number.as_i64() as i32));
                self.content(place, outer);
            }
            Object::Dict(kid) => self.element(&kid, outer),
            _ => {}
        }
    }

    /// Marked content.
    fn content(&mut self, place: Option<Place>, outer: Outer) {
        let Some(place) = place else {
            return;
        };
        let block = outer.block.unwrap_or_else(|| self.block(Role::Text));
        self.out.tags.entry(place).or_insert(block + 1);
    }

    fn block(&mut self, role: Role) -> u32 {
        self.out.blocks.push(role);
        self.out.blocks.len() as u32 - 1
    }

    fn element(&mut self, element: &Dict<'a>, mut outer: Outer) {
        if !self.budget.object() {
            return;
        }
        outer.page = element
            .get_ref("Pg")
            .map(ObjectIdentifier::from)
            .or(outer.page);
        let kind = element.get::<Name<'a>>("Type");
        let Some(role) = element.get::<Name<'a>>("S") else {
            // A reference to marked content, or to an object.
            if kind.is_some_and(|kind| kind.as_ref() == b"MCR")
                && let Some(number) = element.get::<i32>("MCID")
            {
                let form = element.get_ref("Stm").map(ObjectIdentifier::from);
                self.out.forms.extend(form);
                let owner = form.or(outer.page);
                self.content(owner.map(|owner| (owner, number)), outer);
            }
            return;
        };
        self.note_texts(element, outer.page);
        outer.depth += 1;
        let role = self.standard(role);
        let inside = |walk: &mut Self, block: Option<u32>| {
            walk.kids(element, Outer { block, ..outer });
        };
        let is_in_cell_or_item = outer.block.is_some_and(|block| {
            matches!(
                self.out.blocks.get(block as usize),
                Some(Role::Cell { .. } | Role::Item)
            )
        });
        match role.as_slice() {
            // What holds blocks.
            b"Document" | b"DocumentFragment" | b"Part" | b"Art" | b"Div" | b"NonStruct"
            | b"Aside" | b"TOC" | b"L" | b"Index" | b"BlockQuote" | b"Private" => {
                inside(self, outer.block);
            }
            b"Sect" => {
                outer.sections = outer.sections.saturating_add(1);
                self.kids(element, outer);
            }
            b"H" | b"H1" | b"H2" | b"H3" | b"H4" | b"H5" | b"H6" | b"Title"
                if !is_in_cell_or_item =>
            {
                let level = match role.get(1) {
                    Some(digit @ b'1'..=b'6') => digit - b'0',
                    _ if role.as_slice() == b"H" => outer.sections.clamp(1, 6),
                    _ => 1,
                };
                let block = self.block(Role::Heading(level));
                inside(self, Some(block));
            }
            b"LI" => {
                let block = self.block(Role::Item);
                inside(self, Some(block));
            }
            b"P" | b"Caption" | b"TOCI" | b"Note" | b"FENote" | b"Formula" | b"Code"
                if !is_in_cell_or_item =>
            {
                let block = self.block(Role::Text);
                inside(self, Some(block));
            }
            b"Table" => {
                self.tables.push(Table {
                    number: self.count,
                    row: 0,
                    column: 0,
                    reach: Vec::new(),
                });
                self.count += 1;
                inside(self, None);
                self.tables.pop();
            }
            b"TR" => {
                if let Some(table) = self.tables.last_mut() {
                    table.column = 0;
                }
                inside(self, None);
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                }
            }
            b"TD" | b"TH" => {
                let header = role.as_slice() == b"TH";
                let block = self.cell(element, header);
                inside(self, block);
            }
            // Words inside of a block, and what is not known.
            _ => inside(self, outer.block),
        }
    }

    /// The block of a cell, in the first column that no cell above reaches down to.
    fn cell(&mut self, element: &Dict<'a>, header: bool) -> Option<u32> {
        const WIDEST: usize = 200;
        let span =
            |key: &str| attribute(element, key).unwrap_or(1).clamp(1, WIDEST as i32) as usize;
        let (columns, rows) = (span("ColSpan"), span("RowSpan"));
        let table = self.tables.last_mut()?;
        let is_taken = |column: usize| table.reach.get(column).is_some_and(|end| *end > table.row);
        let column = (table.column..).find(|column| !is_taken(*column))?;
        if column + columns > WIDEST {
            return None;
        }
        table.column = column + columns;
        table
            .reach
            .resize(table.reach.len().max(column + columns), 0);
        for reach in &mut table.reach[column..column + columns] {
            *reach = table.row + rows as u32;
        }
        let cell = Role::Cell {
            table: table.number,
            row: table.row,
            column: column as u32,
            header,
        };
        Some(self.block(cell))
    }

    /// Keeps the texts that stand for an element: for its content, or beside a picture.
    fn note_texts(&mut self, element: &Dict<'a>, page: Option<ObjectIdentifier>) {
        let text = |key: &str| {
            let text = element.get::<Bytes<'_>>(key)?;
            let text = strings::decode(text.as_bytes());
            (!text.trim().is_empty() && text.len() <= LONGEST).then(|| text.trim().to_owned())
        };
        if let Some(text) = text("ActualText") {
            // One stretch of content is replaced as a whole; of more nobody tells where they meet.
            let only = element.get::<i32>("K").or_else(|| {
                let kids = element.get::<Array<'_>>("K")?;
                let mut kids = kids.iter::<Object<'_>>();
                let first = kids.next()?.into_number()?;
                kids.next().is_none().then(|| first.as_i64() as i32)
            });
            if let Some(place) = page.zip(only) {
                self.out.texts.insert(place, text);
            }
        }
        if let Some(text) = text("Alt").filter(|_| self.out.alternatives.len() < MOST)
            && !self.out.alternatives.contains(&text)
        {
            self.out.alternatives.push(text);
        }
    }

    /// The standard role that a role of the document's own stands for.
    fn standard(&self, role: Name<'a>) -> Vec<u8> {
        const LONGEST_CHAIN: usize = 8;
        let mut role = role;
        for _ in 0..LONGEST_CHAIN {
            let mapped = self
                .roles
                .as_ref()
                .and_then(|roles| roles.get(role.as_ref()));
            match mapped {
                Some(mapped) if mapped != role => role = mapped,
                _ => break,
            }
        }
        role.as_ref().to_vec()
    }
}

/// A number among the attributes of a table's cell.
fn attribute(element: &Dict<'_>, key: &str) -> Option<i32> {
    if let Some(attributes) = element.get::<Dict<'_>>("A") {
        return attributes.get(key);
    }
    let lists = element.get::<Array<'_>>("A")?;
    lists
        .iter::<Object<'_>>()
        .filter_map(Object::into_dict)
        .find_map(|attributes| attributes.get(key))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::budget::{LIMITS, Limits};

    /// A file of these objects, numbered from 1; the first is the catalogue.
    pub(crate) fn file(objects: &[&str]) -> Vec<u8> {
        let mut file = "%PDF-1.7\n".to_owned();
        for (number, object) in objects.iter().enumerate() {
            file += &format!("{} 0 obj {object} endobj\n", number + 1);
        }
        file += "trailer <</Root 1 0 R>>\n";
        file.into_bytes()
    }

    /// A page, number 3, with the content of object 4 and the elements in the tree of object 6.
    pub(crate) fn page(content: &str, kids: &str) -> Vec<u8> {
        let stream = format!("<</Length {}>> stream\n{content}\nendstream", content.len());
        let root = format!("<</Type/StructTreeRoot/RoleMap<</Heading#201/H1/Line/P>>/K {kids}>>");
        file(&[
            "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R/MarkInfo<</Marked true>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R\
             /Resources<</Font<</F 5 0 R>>>>>>",
            &stream,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            &root,
        ])
    }

    fn roles(kids: &str, limits: &Limits) -> (Vec<Role>, Vec<&'static str>) {
        let pdf = Pdf::new(page("", kids)).expect("a file that can be read");
        let mut budget = Budget::new(limits);
        let structure = Structure::of(&pdf, &mut budget);
        (structure.blocks, budget.reached)
    }

    #[test]
    fn blocks_are_numbered_in_reading_order() {
        let kids = "[<</S/Document/Pg 3 0 R/K[<</S/Heading#201/K 7>><</S/L/K[<</S/LI/K[<</S/Lbl/K 1>>\
                    <</S/LBody/K<</S/P/K 2>>>>]>>]>><</S/Sect/K[<</S/H/K 3>><</S/Line/K[4<</S/Span/K 5>>]>>]>>]>>]";
        let (blocks, reached) = roles(kids, &LIMITS);
        assert_eq!(
            blocks,
            [Role::Heading(1), Role::Item, Role::Heading(1), Role::Text]
        );
        assert!(reached.is_empty());
    }

    #[test]
    fn cells_leave_room_for_those_that_reach_down() {
        let kids = "<</S/Table/Pg 3 0 R/K[<</S/TR/K[<</S/TH/A<</O/Table/RowSpan 2>>/K 0>>\
                    <</S/TH/A[<</O/Table/ColSpan 2>>]/K 1>>]>><</S/TR/K[<</S/TD/K 2>><</S/TD/K 3>>]>>]>>";
        let cell = |row, column, header| Role::Cell {
            table: 0,
            row,
            column,
            header,
        };
        let expected = [
            cell(0, 0, true),
            cell(0, 1, true),
            cell(1, 1, false),
            cell(1, 2, false),
        ];
        assert_eq!(roles(kids, &LIMITS).0, expected);
    }

    #[test]
    fn elements_are_counted_and_their_depth_is_bounded() {
        let few = Limits {
            objects: 2,
            ..LIMITS
        };
        let kids = "[<</S/P/K 0>><</S/P/K 1>><</S/P/K 2>>]";
        let (blocks, reached) = roles(kids, &few);
        assert_eq!((blocks.len(), reached), (2, vec!["objects"]));
        let deep = "<</S/Div/K ".repeat(300) + "1" + &">>".repeat(300);
        let (blocks, _) = roles(&deep, &LIMITS);
        assert!(blocks.is_empty());
        // An element that holds itself is read once.
        let circle = "[6 0 R<</S/P/K 1/Pg 3 0 R>>]";
        assert_eq!(roles(circle, &LIMITS).0, [Role::Text]);
    }

    #[test]
    fn texts_stand_for_content_and_pictures() {
        let kids = "[<</S/P/Pg 3 0 R/K<</S/Span/ActualText(fair)/K 0>>>>\
                    <</S/Figure/Alt(Map of the grounds)/K[]>>]";
        let content = "/Span<</MCID 0>>BDC BT /F 12 Tf 20 300 Td (f-r) Tj ET EMC";
        let document = crate::read(&page(content, kids), &Default::default()).expect("a page");
        assert_eq!(document.text, "fair");
        let told = |fact: &&handbill_model::Fact| fact.name == "alternative-text";
        let alternative = document
            .facts
            .iter()
            .find(told)
            .map(|fact| fact.value.as_str());
        assert_eq!(alternative, Some("Map of the grounds"));
    }
}
