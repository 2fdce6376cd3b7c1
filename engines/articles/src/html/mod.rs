//! HTML: pages and fragments, as blocks in reading order.
//!
//! No tree is built: the text of a page is in its tokens, and what stands around it is a stack of open elements. That
//! takes one pass, whatever the nesting.

mod element;
mod entity;
mod token;

use std::collections::BTreeMap;

use element::{Element, Open, Role};
use token::{Tag, Token, tokens};

use super::{
    assemble::Page,
    block::{self, Block, Kind, Region},
    figure::{Figure, Standing, TableDraft},
    head::Hints,
    moment, person,
    whole::Area,
};

/// The visible blocks of a page, and what its head says of the article.
pub(super) fn page(text: &str) -> Page {
    walked(text, false)
}

/// The same with its pictures and tables apart from the text.
pub(super) fn page_with_figures(text: &str) -> Page {
    walked(text, true)
}

fn walked(text: &str, keeps_figures: bool) -> Page {
    let mut walk = Walk {
        keeps_figures,
        figures: Vec::new(),
        waiting: Vec::new(),
        tables: Vec::new(),
        areas: Vec::new(),
        blocks: Vec::new(),
        open: vec![Open::default()],
        hints: Hints::default(),
        line: Line::default(),
        after_break: false,
        rows: Vec::new(),
    };
    for token in tokens(text) {
        match token {
            Token::Text(text) => walk.text(&text),
            Token::Start(tag) => walk.start(&tag),
            Token::End(name) => walk.end(&name),
            Token::Title(title) => walk.hints.page_title = walk.hints.page_title.take().or(Some(title)),
        }
    }
    walk.end_line();
    if keeps_figures {
        walk.close(1);
    }
    Page { blocks: walk.blocks, hints: walk.hints, is_document: false, figures: walk.figures, areas: walk.areas }
}

/// The contents of the page's `<meta>` by their names.
pub(super) fn labels(text: &str) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for token in tokens(text) {
        if let Token::Start(tag) = token
            && tag.name == "meta"
            && let (Some(name), Some(content)) = (tag.attribute("name"), tag.attribute("content"))
            && !content.trim().is_empty()
        {
            labels.entry(name.to_lowercase()).or_insert_with(|| content.trim().to_owned());
        }
    }
    labels
}

/// A block that is being put together.
#[derive(Default)]
struct Line {
    text: String,
    /// Characters that can be seen, in all, in links and in bold.
    chars: usize,
    linked: usize,
    bold: usize,
}

struct Walk {
    /// Whether pictures and tables are kept apart from the text.
    keeps_figures: bool,
    figures: Vec<Standing>,
    /// Pictures in the line that is being put together; they stand behind it.
    waiting: Vec<Standing>,
    /// The open tables, outermost first.
    tables: Vec<TableDraft>,
    /// The blocks of each part of the page that has ended.
    areas: Vec<Area>,
    blocks: Vec<Block>,
    /// The open elements, outermost first; the first is the page itself.
    open: Vec<Open>,
    hints: Hints,
    line: Line,
    /// Whether a break ended the block before, in the same element.
    after_break: bool,
    /// For each open table row, how many blocks stood before it.
    rows: Vec<usize>,
}

impl Walk {
    fn inside(&self) -> Open {
        self.open.last().copied().unwrap_or_default()
    }

    fn text(&mut self, text: &str) {
        let inside = self.inside();
        if inside.is_hidden {
            return;
        }
        if inside.keeps_lines && text.contains('\n') {
            for line in text.split('\n') {
                self.push(line, inside);
                self.end_line();
            }
            return;
        }
        self.push(text, inside);
    }

    /// White space of any length is one blank, as a browser shows it.
    fn push(&mut self, text: &str, inside: Open) {
        if let Some(table) = self.tables.last_mut() {
            table.push(text, inside.is_link);
        }
        let line = &mut self.line;
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !line.text.ends_with([' ', '\u{a0}']) {
                    line.text.push(' ');
                }
                continue;
            }
            line.text.push(character);
            if !character.is_whitespace() {
                line.chars += 1;
                line.linked += usize::from(inside.is_link);
                line.bold += usize::from(inside.is_bold);
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let element = Element::of(&tag.name);
        self.take_hints(tag);
        if self.keeps_figures {
            self.take_figure(&element, tag);
        }
        match element.role {
            Role::LineBreak if matches!(self.inside().kind, Kind::Heading(_)) => {
                return self.push(" ", Open::default());
            }
            Role::LineBreak => return self.break_line(tag),
            Role::Void => return,
            _ => {}
        }
        if element.is_block {
            self.end_element_line();
        }
        self.close_implied(&element);
        if !tag.is_closed {
            self.rows.extend((element.role == Role::Row).then_some(self.blocks.len()));
            if self.keeps_figures {
                self.begin_in_table(&element, tag);
            }
            self.open.push(self.inside().and(&element, tag, self.blocks.len()));
        }
    }

    /// A picture stands where it is; in a table, breaks are blanks.
    fn take_figure(&mut self, element: &Element, tag: &Tag<'_>) {
        let inside = self.inside();
        if (element.is_block || element.role == Role::LineBreak)
            && let Some(table) = self.tables.last_mut()
        {
            table.push(" ", false);
        }
        if tag.name != "img" || inside.is_hidden {
            return;
        }
        let text = |name: &str| tag.attribute(name).unwrap_or_default().trim().to_owned();
        let figure = Figure::Picture { source: text("src"), words: text("alt") };
        let standing = Standing { figure, at: self.blocks.len(), region: inside.region, is_linked: inside.is_link };
        if self.line.chars == 0 { self.figures.push(standing) } else { self.waiting.push(standing) }
    }

    fn begin_in_table(&mut self, element: &Element, tag: &Tag<'_>) {
        if tag.name == "table" {
            if let Some(outer) = self.tables.last_mut() {
                outer.holds_table = true;
            }
            self.tables.push(TableDraft::new(self.blocks.len(), self.figures.len(), self.inside().region));
        }
        let Some(table) = self.tables.last_mut() else { return };
        match element.role {
            Role::Row => table.begin_row(),
            Role::Cell => {
                let span = |name: &str| tag.attribute(name).unwrap_or_default();
                table.begin_cell(&span("colspan"), &span("rowspan"));
            }
            _ => {}
        }
    }

    /// The table stands in the place of the blocks that were read from it, unless it cannot stand as one.
    fn end_table(&mut self, table: TableDraft) {
        let (start, before, region) = (table.start, table.figures_before, table.region);
        let Some(figure) = table.figure() else { return };
        if figure != Figure::Flattened {
            self.blocks.truncate(start);
            self.hold_back();
        }
        self.figures.insert(before, Standing { figure, at: start, region, is_linked: false });
    }

    /// Where blocks were put together, the figures among them stand behind, and the parts of the page are gone.
    fn hold_back(&mut self) {
        let end = self.blocks.len();
        while self.areas.pop_if(|area| area.blocks.end > end).is_some() {}
        for one in self.figures.iter_mut().rev().take_while(|one| one.at > end) {
            one.at = end;
        }
    }

    /// Elements whose end people leave out: a paragraph ends where another block begins, an item or a link at the next.
    fn close_implied(&mut self, element: &Element) {
        const LOOK_MAX: usize = 8;
        if element.role == Role::Link && self.inside().is_link {
            self.close_last(LOOK_MAX, |open| open.role == Role::Link);
        }
        while self.open.len() > 1 && self.inside().role.ends_before(element) {
            self.close(self.open.len() - 1);
        }
    }

    fn end(&mut self, name: &str) {
        /// An end tag without a beginning is looked for no farther.
        const LOOK_MAX: usize = 48;
        if Element::of(name).is_block {
            self.end_element_line();
        }
        self.close_last(LOOK_MAX, |open| open.is_named(name));
    }

    /// Closes the innermost such element with all that is in it.
    fn close_last(&mut self, look_max: usize, is_it: impl Fn(&Open) -> bool) {
        let near = self.open.len().saturating_sub(look_max).max(1);
        if let Some(index) = self.open.iter().skip(near).rposition(is_it) {
            self.close(near + index);
        }
    }

    /// Closes all elements from an index on. The cells of a row become one block.
    fn close(&mut self, from: usize) {
        let mut ended = Vec::new();
        for open in self.open.drain(from..).rev() {
            if open.role == Role::Row
                && let Some(start) = self.rows.pop()
            {
                block::merge_row(&mut self.blocks, start);
            }
            if open.is_named("table") {
                ended.extend(self.tables.pop());
            }
            if open.is_area() && open.start < self.blocks.len() {
                self.areas.push(Area { blocks: open.start..self.blocks.len(), is_cell: open.role == Role::Cell });
            }
        }
        self.hold_back();
        for table in ended {
            self.end_table(table);
        }
    }

    /// Ends the line at a break: what follows goes on with it, unless nothing stands before it.
    fn break_line(&mut self, tag: &Tag<'_>) {
        let before = self.blocks.len();
        self.end_line();
        self.after_break = tag.name == "br" && (self.after_break || self.blocks.len() > before);
    }

    /// Ends the line where an element begins or ends.
    fn end_element_line(&mut self) {
        self.end_line();
        self.after_break = false;
    }

    /// Ends the line; its pictures stand behind it.
    fn end_line(&mut self) {
        self.end_block();
        let at = self.blocks.len();
        self.figures.extend(self.waiting.drain(..).map(|standing| Standing { at, ..standing }));
    }

    /// Ends the block; one that is all blank is none.
    fn end_block(&mut self) {
        let line = std::mem::take(&mut self.line);
        let inside = self.inside();
        if inside.is_hidden {
            return;
        }
        if let Some(block) = Block::new(&line.text) {
            let percent = |part: usize| u8::try_from(part * 100 / line.chars.max(1)).unwrap_or(100);
            let (kind, region) = (inside.kind, inside.region);
            self.blocks.push(Block {
                kind,
                region,
                linked: percent(line.linked),
                bold: percent(line.bold) == 100,
                apart: true,
                goes_on: self.after_break,
                ..block
            });
        }
    }

    /// The names that Chinese government sites give in `<meta>`, and the common ones.
    fn take_hints(&mut self, tag: &Tag<'_>) {
        let (hints, time) = (&mut self.hints, |text: &str| moment::find(text).map(|found| found.at));
        if tag.name == "time"
            && hints.published_at.is_none()
            && self.open.last().is_some_and(|open| open.region == Region::Article)
        {
            hints.published_at = tag.attribute("datetime").and_then(|value| time(&value));
        }
        let name = tag.attribute("name").or_else(|| tag.attribute("property")).filter(|_| tag.name == "meta");
        let (Some(name), Some(content)) = (name, tag.attribute("content")) else {
            return;
        };
        let Some(content) = Block::new(&content).map(|block| block.words()) else {
            return;
        };
        match name.to_ascii_lowercase().as_str() {
            "articletitle" => hints.title = Some(content),
            "og:title" => hints.page_title = Some(content),
            "pubdate" | "publishdate" | "article:published_time" => {
                hints.published_at = time(&content).or(hints.published_at);
            }
            "contentsource" => hints.source = Some(content),
            // Often the name of the site stands there, or of its software.
            "author" | "article:author" => hints.author = person::bare_names(&content),
            _ => {}
        }
    }
}
