//! What stands in an article besides its text: pictures and tables.

use super::block::{Block, Region};

/// Columns of a table.
const COLUMNS_MAX: usize = 30;
/// Rows of a table.
const ROWS_MAX: usize = 500;
/// What is longer is no cell of figures but a part of a page that is laid out so.
const CELL_CHARS_MAX: usize = 400;

/// What stands in an article besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A picture.
    Picture {
        /// Its address as the page says it.
        source: String,
        /// The words in its place; empty where the page has none.
        words: String,
    },
    /// A table of figures.
    Table(Table),
    /// A table began here that cannot stand as one: it holds others, or whole paragraphs. Its cells are paragraphs.
    Flattened,
}

/// A table of figures; the first row is its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Rows of equally many cells, at least two of each.
    pub rows: Vec<Vec<String>>,
    /// Whether cells were merged: what one said stands in each of its rows, and in its first column.
    pub had_merged_cells: bool,
}

/// A figure where it stands on a page.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub figure: Figure,
    /// How many blocks stand before it.
    pub at: usize,
    pub region: Region,
    /// Whether it leads somewhere.
    pub is_linked: bool,
}

impl Standing {
    /// Whether it belongs to the text from block `first` to before `end`. What leads away from its edge is a banner, and a
    /// table above it says what the document is.
    pub fn belongs(&self, first: usize, end: usize) -> bool {
        let is_picture = matches!(self.figure, Figure::Picture { .. });
        let inside = self.at > first && self.at < end;
        let at_edge = (is_picture && self.at == first || self.at == end)
            && (!self.is_linked || self.region == Region::Article)
            && self.region != Region::Aside;
        self.region != Region::Furniture && (inside || at_edge)
    }
}

/// A table that is being read.
pub(super) struct TableDraft {
    /// How many blocks stood before it.
    pub start: usize,
    /// How many pictures and tables stood before it: those in it come behind it.
    pub figures_before: usize,
    pub region: Region,
    /// Whether another table stands in it.
    pub holds_table: bool,
    rows: Vec<Vec<Cell>>,
    chars: usize,
    linked: usize,
}

struct Cell {
    text: String,
    across: usize,
    down: usize,
}

impl TableDraft {
    pub fn new(start: usize, figures_before: usize, region: Region) -> Self {
        Self { start, figures_before, region, holds_table: false, rows: Vec::new(), chars: 0, linked: 0 }
    }

    pub fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// A cell over so many columns and rows, as the page says it.
    pub fn begin_cell(&mut self, across: &str, down: &str) {
        let span = |text: &str, max: usize| text.trim().parse::<usize>().unwrap_or(1).clamp(1, max);
        let cell = Cell { text: String::new(), across: span(across, COLUMNS_MAX), down: span(down, ROWS_MAX) };
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.rows.push(vec![cell]),
        }
    }

    pub fn push(&mut self, text: &str, is_linked: bool) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            let chars = text.chars().filter(|c| !c.is_whitespace()).count();
            self.chars += chars;
            self.linked += if is_linked { chars } else { 0 };
            cell.text.push_str(text);
        }
    }

    /// What it is; nothing for what has no two rows of two cells.
    pub fn figure(mut self) -> Option<Figure> {
        self.rows.retain(|row| !row.is_empty());
        let wide = self.rows.iter().filter(|row| row.len() > 1).count();
        if self.rows.len() < 2 || wide < 2 || self.chars == 0 {
            return None;
        }
        let mostly_wide = wide * 2 >= self.rows.len();
        let fits = self.rows.len() <= ROWS_MAX && mostly_wide && self.linked * 2 < self.chars && !self.holds_table;
        let table = if fits { table(&self.rows) } else { None };
        Some(table.map_or(Figure::Flattened, Figure::Table))
    }
}

/// The rows with merged cells taken apart; nothing where it is no table of figures.
fn table(rows: &[Vec<Cell>]) -> Option<Table> {
    let mut filled = Vec::with_capacity(rows.len());
    // For each column, in how many rows more the cell above goes on, and what it says.
    let mut above: Vec<(usize, String)> = vec![(0, String::new()); COLUMNS_MAX];
    for row in rows {
        let mut cells = Vec::new();
        for cell in row {
            go_on(&mut cells, &mut above);
            let text = Block::new(&cell.text).map(|block| block.words()).unwrap_or_default();
            if text.chars().count() > CELL_CHARS_MAX || cells.len() + cell.across > COLUMNS_MAX {
                return None;
            }
            for step in 0..cell.across {
                let said = if step == 0 { text.clone() } else { String::new() };
                above[cells.len()] = (cell.down - 1, said.clone());
                cells.push(said);
            }
        }
        go_on(&mut cells, &mut above);
        filled.push(cells);
    }
    let width = filled.iter().map(Vec::len).max().filter(|width| *width > 1)?;
    for row in &mut filled {
        row.resize(width, String::new());
    }
    filled.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let all = rows.iter().map(Vec::len).sum::<usize>();
    let said = rows.iter().flatten().filter(|cell| !cell.text.trim().is_empty()).count();
    let had_merged_cells = rows.iter().flatten().any(|cell| cell.across > 1 || cell.down > 1);
    (said * 2 >= all && filled.len() > 1).then_some(Table { rows: filled, had_merged_cells })
}

/// Cells of the row above that go on here.
fn go_on(cells: &mut Vec<String>, above: &mut [(usize, String)]) {
    while let Some((left, text)) = above.get_mut(cells.len()).filter(|(left, _)| *left > 0) {
        *left -= 1;
        cells.push(text.clone());
    }
}
