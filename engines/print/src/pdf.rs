//! PDF by typst: one fixed template, and the document as JSON that the template reads.

use jiff::ZonedDateTime;
use serde_json::{Value, json};
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime},
    layout::PagedDocument,
    syntax::{FileId, Source, VirtualPath},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_pdf::{PdfOptions, Timestamp};

use crate::{
    Align, Block, Column, Document, Drawing, Fonts, Mark, PrintError, Table,
    pairs::{self, PairRow},
    text::{self, Numbering},
};

/// How pages look.
const TEMPLATE: &str = include_str!("template.typ");
/// What the template reads.
const DATA: &str = "document.json";
/// What typst remembers of earlier documents is dropped after so many: documents hardly share anything, memory is scarce.
const REMEMBERED_DOCUMENTS: usize = 2;

/// The document as PDF 1.7, tagged, on A4. Takes a while: some hundred milliseconds for a few pages.
///
/// # Errors
/// [`PrintError::Typesetting`], which no text can bring about.
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let sheet = Sheet::new(document, fonts);
    let pages = typst::compile::<PagedDocument>(&sheet).output.map_err(refused);
    let options = PdfOptions { timestamp: moment(&document.printed_at), ..PdfOptions::default() };
    let bytes = pages.and_then(|pages| typst_pdf::pdf(&pages, &options).map_err(refused));
    typst::comemo::evict(REMEMBERED_DOCUMENTS);
    bytes
}

/// A moment with the distance of its place from UTC.
fn moment(at: &ZonedDateTime) -> Option<Timestamp> {
    let part = |part: i8| u8::try_from(part).ok();
    let (month, day) = (part(at.month())?, part(at.day())?);
    let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
    let local = Datetime::from_ymd_hms(i32::from(at.year()), month, day, hour, minute, second)?;
    Timestamp::new_local(local, at.offset().seconds() / 60)
}

fn refused(diagnostics: impl IntoIterator<Item = SourceDiagnostic>) -> PrintError {
    let said = diagnostics.into_iter().map(|one| one.message.to_string());
    PrintError::Typesetting(said.collect::<Vec<_>>().join("; "))
}

/// All that typst can reach: the template, the document, the fonts. No files, no network, no clock.
struct Sheet<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    template: Source,
    data: (FileId, Bytes),
}

impl<'a> Sheet<'a> {
    fn new(document: &Document, fonts: &'a Fonts) -> Self {
        let file = |name: &str| FileId::new(None, VirtualPath::new(name));
        Self {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(file("template.typ"), TEMPLATE.to_owned()),
            data: (file(DATA), Bytes::from_string(data(document, fonts).to_string())),
        }
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    fn today(&self, _: Option<i64>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().as_rootless_path().into())
}

/// Width between the margins, in points.
const TEXT_WIDTH: u32 = 465;

/// How many characters of a word fit into a width at a size of type, both in points; a Latin letter is about half as wide
/// as the type is high.
const fn room(width: u32, size: u32) -> usize {
    let chars = width * 20 / (size * 11);
    if chars == 0 { 1 } else { chars as usize }
}

/// The document as the template reads it: every text as a list of lines.
fn data(document: &Document, fonts: &Fonts) -> Value {
    let (language, region) = document.language.tag();
    let number = text::numbering(&document.page_number).into_iter().map(|part| match part {
        Numbering::Words(words) => json!({ "words": words }),
        Numbering::Page => json!({ "page": true }),
        Numbering::Pages => json!({ "pages": true }),
    });
    let wide = |text: &String| lines(text, room(TEXT_WIDTH, 13));
    let particular = |one: &(String, String)| pair(one, room(TEXT_WIDTH * 3 / 4, 9));
    json!({
        "language": language,
        "region": region,
        "fonts": { "text": fonts.text(), "headings": fonts.headings() },
        "title": text::line(&document.title),
        "title_lines": lines(&document.title, room(TEXT_WIDTH, 19)),
        "author": text::line(&document.author),
        "subtitle": document.subtitle.as_ref().map(wide),
        "particulars": document.particulars.iter().map(particular).collect::<Vec<_>>(),
        "page_header": wide(&document.page_header),
        "page_number": number.collect::<Vec<_>>(),
        "blocks": document.printed().map(block).collect::<Vec<_>>(),
    })
}

fn lines(text: &str, room_chars: usize) -> Vec<String> {
    text::lines(text).iter().map(|line| text::breakable(line, room_chars)).collect()
}

/// A label in a narrow column, and its value.
fn pair((label, value): &(String, String), room_chars: usize) -> Value {
    json!([lines(label, room(79, 10)), lines(value, room_chars)])
}

fn block(block: &Block) -> Value {
    let wide = |text: &String| lines(text, room(TEXT_WIDTH, 13));
    match block {
        Block::Heading { level, text } => {
            json!({ "kind": "heading", "level": (*level).clamp(1, 3), "text": wide(text) })
        }
        Block::Paragraph(text) => json!({ "kind": "paragraph", "text": wide(text) }),
        Block::Note(text) => json!({ "kind": "note", "text": wide(text) }),
        Block::List(points) => json!({ "kind": "list", "points": points.iter().map(wide).collect::<Vec<_>>() }),
        Block::KeyValues(values) => {
            let rows = pairs::rows(values).into_iter().map(|row| match row {
                PairRow::One(one) => json!([pair(one, room(366, 10))]),
                PairRow::Two(one, other) => json!([pair(one, room(133, 10)), pair(other, room(133, 10))]),
            });
            json!({ "kind": "pairs", "rows": rows.collect::<Vec<_>>() })
        }
        Block::Table(table) => table_data(table),
        Block::Drawing(drawing) => drawing_data(drawing),
    }
}

fn table_data(table: &Table) -> Value {
    let all: u32 = table.columns.iter().map(Column::share).sum();
    // Less what lies between the text and the lines on both sides.
    let room_of = |column: &Column| room((TEXT_WIDTH * column.share() / all.max(1)).saturating_sub(8), 9);
    let column = |column: &Column| {
        let number = column.align == Align::End;
        json!({ "title": lines(&column.title, room_of(column)), "weight": column.share(), "number": number })
    };
    let row = |row: &Vec<String>| {
        let cells = table.cells(row).map(|(column, cell)| lines(cell, room_of(column)));
        json!({ "cells": cells.collect::<Vec<_>>(), "whole": Table::stays_whole(row) })
    };
    json!({
        "kind": "table",
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn drawing_data(drawing: &Drawing) -> Value {
    json!({
        "kind": "drawing",
        "says": text::line(&drawing.says),
        "unit": (f64::from(TEXT_WIDTH) / size(drawing.width)).min(1.0),
        "size": [size(drawing.width), size(drawing.height)],
        "badge": Mark::BADGE_RADIUS,
        "type": Mark::TYPE_SIZE,
        "marks": drawing.marks.iter().filter_map(mark).collect::<Vec<_>>(),
    })
}

/// A size that can be divided by.
fn size(length: f64) -> f64 {
    if length.is_finite() { length.max(1.0) } else { 1.0 }
}

/// A mark; none where it has positions that are no numbers.
fn mark(mark: &Mark) -> Option<Value> {
    let known = |points: &[[f64; 2]]| !points.is_empty() && points.iter().flatten().all(|one| one.is_finite());
    match mark {
        Mark::Area { rings, look } if rings.iter().all(|ring| known(ring)) && !rings.is_empty() => {
            Some(json!({ "kind": "area", "rings": rings, "look": look.key() }))
        }
        Mark::Line(points) if known(points) => Some(json!({ "kind": "line", "points": points })),
        Mark::Words { at, anchor, text } if known(&[*at]) => {
            Some(json!({ "kind": "words", "at": at, "before": anchor.share(), "text": text::line(text) }))
        }
        Mark::Badge { at, text } if known(&[*at]) => {
            Some(json!({ "kind": "badge", "at": at, "text": text::line(text) }))
        }
        _ => None,
    }
}
