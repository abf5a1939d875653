//! Tables: which hold data, and at which row and column a cell stands.

use handbill_model::BlockKind;
use scraper::node::Element;

use crate::dom::{Ref, attribute, element};

/// The most rows or columns that one cell is taken to reach over (HTML Living Standard §4.9.11).
const WIDEST: u32 = 1000;

/// The tables that are open, innermost last.
#[derive(Default)]
pub(crate) struct Tables {
    open: Vec<Option<Table>>,
    count: u32,
}

/// A table of data.
struct Table {
    number: u32,
    row: u32,
    rows: u32,
    column: u32,
    /// For each column the rows below that a cell reaches down to.
    reaching: Vec<u32>,
    /// Whether the row has text already.
    has_text: bool,
    cell: Option<BlockKind>,
}

impl Tables {
    pub(crate) fn open(&mut self, is_data: bool) {
        let table = is_data.then(|| {
            let number = self.count;
            self.count += 1;
            Table {
                number,
                row: 0,
                rows: 0,
                column: 0,
                reaching: Vec::new(),
                has_text: false,
                cell: None,
            }
        });
        self.open.push(table);
    }

    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    fn table(&mut self) -> Option<&mut Table> {
        self.open.last_mut().and_then(Option::as_mut)
    }

    /// Begins a row, where the table holds data.
    pub(crate) fn open_row(&mut self) -> bool {
        let Some(table) = self.table() else {
            return false;
        };
        table.row = table.rows;
        table.rows += 1;
        table.column = 0;
        table.has_text = false;
        true
    }

    pub(crate) fn close_row(&mut self) {
        if let Some(table) = self.table() {
            for reach in &mut table.reaching {
                *reach = reach.saturating_sub(1);
            }
        }
    }

    /// Begins a cell, where the table holds data.
    pub(crate) fn open_cell(&mut self, header: bool, columns: u32, rows: u32) -> bool {
        let Some(table) = self.table() else {
            return false;
        };
        let reached = |table: &Table| {
            let reach = table.reaching.get(table.column as usize);
            reach.is_some_and(|reach| *reach > 0)
        };
        while reached(table) {
            table.column += 1;
        }
        let (first, end) = (table.column as usize, (table.column + columns) as usize);
        if table.reaching.len() < end {
            table.reaching.resize(end, 0);
        }
        table.reaching[first..end].fill(rows);
        table.cell = Some(BlockKind::Cell {
            table: table.number,
            row: table.row,
            column: table.column,
            header,
        });
        table.column += columns;
        true
    }

    /// What the open cell is.
    pub(crate) fn cell(&mut self) -> Option<BlockKind> {
        self.table()?.cell
    }

    pub(crate) fn close_cell(&mut self) {
        if let Some(table) = self.table() {
            table.cell = None;
        }
    }

    /// Whether text stands before the cell in its row.
    pub(crate) fn beside(&mut self) -> bool {
        self.table().is_some_and(|table| table.has_text)
    }

    /// Notes that the row has text.
    pub(crate) fn written(&mut self) {
        if let Some(table) = self.table() {
            table.has_text = true;
        }
    }
}

/// The number of columns or rows that a cell reaches over.
pub(crate) fn span_of(cell: &Element, name: &str) -> u32 {
    let stated = attribute(cell, name).and_then(|value| value.trim().parse().ok());
    stated.unwrap_or(1).clamp(1, WIDEST)
}

/// Whether the table shows data rather than places parts of the page: rows of cells without
/// tables or headings in them.
pub(crate) fn is_data_table(table: Ref) -> bool {
    let role = element(table).and_then(|table| attribute(table, "role"));
    if matches!(role, Some("presentation" | "none")) {
        return false;
    }
    let mut rows = 0;
    let mut wide_rows = 0;
    let mut cells = 0;
    for inner in table.descendants().skip(1) {
        let Some(inner) = element(inner) else {
            continue;
        };
        match inner.name() {
            "table" | "h1" | "h2" | "form" => return false,
            "tr" => {
                rows += 1;
                cells = 0;
            }
            "td" | "th" => {
                cells += 1;
                wide_rows += usize::from(cells == 2);
            }
            _ => {}
        }
    }
    rows >= 2 && wide_rows >= 1
}
