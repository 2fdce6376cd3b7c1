use jiff::ZonedDateTime;

use crate::Drawing;

/// What is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The language of its fixed words; hyphenation, quotation marks and screen readers go by it.
    pub language: Language,
    /// The title, also in the file's properties.
    pub title: String,
    /// A line below the title.
    pub subtitle: Option<String>,
    /// Lines between title and text: for whom, as of when, by whom.
    pub particulars: Vec<(String, String)>,
    /// What stands at the head of every page.
    pub page_header: String,
    /// How pages are numbered: `{page}` is the number of the page, `{pages}` how many there are.
    pub page_number: String,
    /// Who made it, for the file's properties.
    pub author: String,
    /// When it was printed, for the file's properties.
    pub printed_at: ZonedDateTime,
    /// The text.
    pub blocks: Vec<Block>,
}

/// The language of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese as written on the mainland.
    Chinese,
    /// English.
    English,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading; level 1 is the highest, 3 the lowest.
    Heading {
        /// Level, 1 to 3.
        level: u8,
        /// What it says.
        text: String,
    },
    /// A paragraph; lines in it stay lines.
    Paragraph(String),
    /// Labels with what they say. Short ones stand two abreast.
    KeyValues(Vec<(String, String)>),
    /// A table, whose header row comes again on every page.
    Table(Table),
    /// Points without numbers.
    List(Vec<String>),
    /// A remark in small type.
    Note(String),
    /// A drawing; a DOCX leaves it out.
    Drawing(Drawing),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the table is about, for those who do not see it.
    pub summary: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; cells that are missing are empty, those beyond the columns are left out.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// Its share of the width, beside the weights of the others; 0 counts as 1.
    pub weight: u8,
    /// Where its cells stand.
    pub align: Align,
}

/// Where the text of a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Where a line begins.
    Start,
    /// Where a line ends: for figures.
    End,
}

impl Document {
    /// An empty document.
    pub fn new(language: Language, title: impl Into<String>, printed_at: ZonedDateTime) -> Self {
        Self {
            language,
            title: title.into(),
            subtitle: None,
            particulars: Vec::new(),
            page_header: String::new(),
            page_number: "{page} / {pages}".to_owned(),
            author: String::new(),
            printed_at,
            blocks: Vec::new(),
        }
    }

    /// Adds a part at the end.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// The parts that have something to print.
    pub(crate) fn printed(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| match block {
            Block::KeyValues(values) => !values.is_empty(),
            Block::Table(table) => !table.columns.is_empty(),
            Block::List(points) => !points.is_empty(),
            Block::Drawing(drawing) => !drawing.marks.is_empty(),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Note(_) => true,
        })
    }
}

impl Language {
    /// Language and region (BCP 47).
    pub fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Chinese => ("zh", "CN"),
            Self::English => ("en", "GB"),
        }
    }
}

impl Block {
    /// A heading of the first level.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading { level: 1, text: text.into() }
    }

    /// A heading of the second level.
    pub fn subheading(text: impl Into<String>) -> Self {
        Self::Heading { level: 2, text: text.into() }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(summary: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { summary: summary.into(), columns, rows: Vec::new() }
    }

    /// The same with one row more.
    #[must_use]
    pub fn with_row<T: Into<String>>(mut self, cells: impl IntoIterator<Item = T>) -> Self {
        self.push(cells);
        self
    }

    /// Adds a row.
    pub fn push<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether a row stays on one page: one with little text, so that no page ends in the middle of a line of figures.
    pub(crate) fn stays_whole(row: &[String]) -> bool {
        const CHARS_MAX: usize = 400;
        row.iter().map(|cell| cell.chars().count() + 20 * cell.matches('\n').count()).sum::<usize>() <= CHARS_MAX
    }

    /// The cells of a row, one for each column.
    pub(crate) fn cells<'a>(&'a self, row: &'a [String]) -> impl Iterator<Item = (&'a Column, &'a str)> {
        let cell = |index: usize| row.get(index).map_or("", String::as_str);
        self.columns.iter().enumerate().map(move |(index, column)| (column, cell(index)))
    }
}

impl Column {
    /// A column of words.
    pub fn text(title: impl Into<String>, weight: u8) -> Self {
        Self { title: title.into(), weight, align: Align::Start }
    }

    /// A column of figures.
    pub fn number(title: impl Into<String>, weight: u8) -> Self {
        Self { title: title.into(), weight, align: Align::End }
    }

    /// Its share of the width, never 0.
    pub(crate) fn share(&self) -> u32 {
        u32::from(self.weight.max(1))
    }
}
