//! The text, and what stands at the head and foot of its pages.

use std::io;

use quick_xml::{Writer, events::BytesText};

use super::parts::DECLARATION;
use crate::{
    Align, Block, Document, Table,
    pairs::{self, PairRow},
    text::{self, Numbering},
};

/// Width between the margins, in twentieths of a point: A4 less 24 mm and 22 mm.
const TEXT_WIDTH: u32 = 9_298;
/// Widths of labels and values that stand two abreast.
const PAIR_WIDTHS: [u32; 4] = [1_788, 2_861, 1_788, 2_861];
/// Behind labels and headers of columns.
const SHADE: &str = "F2F2F2";

const WORDS: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
const RELATIONS: (&str, &str) = ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");

type Xml = Writer<Vec<u8>>;

/// `word/document.xml`.
pub(super) fn story(document: &Document) -> io::Result<Vec<u8>> {
    part("w:document", |xml| {
        xml.create_element("w:body").write_inner_content(|xml| {
            paragraph(xml, "Title", &document.title)?;
            if let Some(subtitle) = &document.subtitle {
                paragraph(xml, "Subtitle", subtitle)?;
            }
            for (label, value) in &document.particulars {
                paragraph(xml, "Particulars", &format!("{label}  {value}"))?;
            }
            for one in document.printed() {
                block(xml, one)?;
            }
            section(xml)
        })?;
        Ok(())
    })
}

/// `word/header1.xml`.
pub(super) fn header(document: &Document) -> io::Result<Vec<u8>> {
    part("w:hdr", |xml| paragraph(xml, "Header", &document.page_header))
}

/// `word/footer1.xml`.
pub(super) fn footer(document: &Document) -> io::Result<Vec<u8>> {
    part("w:ftr", |xml| {
        styled(xml, "Footer", |xml| {
            for part in text::numbering(&document.page_number) {
                match part {
                    Numbering::Words(words) => run(xml, &words)?,
                    Numbering::Page => field(xml, "PAGE")?,
                    Numbering::Pages => field(xml, "NUMPAGES")?,
                }
            }
            Ok(())
        })
    })
}

fn part(root: &str, inner: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(DECLARATION.as_bytes().to_vec());
    xml.create_element(root).with_attributes([WORDS, RELATIONS]).write_inner_content(inner)?;
    Ok(xml.into_inner())
}

fn block(xml: &mut Xml, block: &Block) -> io::Result<()> {
    match block {
        Block::Heading { level, text } => paragraph(xml, &format!("Heading{}", (*level).clamp(1, 3)), text),
        Block::Paragraph(text) => paragraph(xml, "Normal", text),
        Block::Note(text) => paragraph(xml, "Note", text),
        Block::List(points) => points.iter().try_for_each(|point| paragraph(xml, "ListBullet", point)),
        Block::KeyValues(values) => key_values(xml, values),
        Block::Table(table) => rows(xml, table),
        Block::Drawing(_) => Ok(()),
    }
}

fn key_values(xml: &mut Xml, values: &[(String, String)]) -> io::Result<()> {
    let [label, value, ..] = PAIR_WIDTHS;
    table(xml, "", &PAIR_WIDTHS, |xml| {
        for row in pairs::rows(values) {
            xml.create_element("w:tr").write_inner_content(|xml| match row {
                PairRow::Two(one, other) => [one, other].into_iter().try_for_each(|(name, text)| {
                    cell(xml, &Cell::label(label), name)?;
                    cell(xml, &Cell::text(value), text)
                }),
                PairRow::One((name, text)) => {
                    cell(xml, &Cell::label(label), name)?;
                    cell(xml, &Cell { columns: 3, ..Cell::text(TEXT_WIDTH - label) }, text)
                }
            })?;
        }
        Ok(())
    })
}

fn rows(xml: &mut Xml, of: &Table) -> io::Result<()> {
    let widths = widths(of);
    table(xml, &of.summary, &widths, |xml| {
        xml.create_element("w:tr").write_inner_content(|xml| {
            xml.create_element("w:trPr").write_inner_content(|xml| empty(xml, "w:tblHeader"))?;
            for (column, width) in of.columns.iter().zip(&widths) {
                cell(xml, &Cell { align: column.align, ..Cell::label(*width) }, &column.title)?;
            }
            Ok(())
        })?;
        for row in &of.rows {
            xml.create_element("w:tr").write_inner_content(|xml| {
                if Table::stays_whole(row) {
                    xml.create_element("w:trPr").write_inner_content(|xml| empty(xml, "w:cantSplit"))?;
                }
                for ((column, text), width) in of.cells(row).zip(&widths) {
                    cell(xml, &Cell { align: column.align, ..Cell::text(*width) }, text)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// The width of each column, by its share.
fn widths(table: &Table) -> Vec<u32> {
    let all: u32 = table.columns.iter().map(crate::Column::share).sum();
    table.columns.iter().map(|column| TEXT_WIDTH * column.share() / all.max(1)).collect()
}

fn table(
    xml: &mut Xml,
    summary: &str,
    widths: &[u32],
    rows: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element("w:tbl").write_inner_content(|xml| {
        xml.create_element("w:tblPr").write_inner_content(|xml| {
            value(xml, "w:tblStyle", "TableGrid")?;
            width(xml, "w:tblW", TEXT_WIDTH)?;
            xml.create_element("w:tblLayout").with_attribute(("w:type", "fixed")).write_empty()?;
            if !summary.is_empty() {
                value(xml, "w:tblCaption", &text::line(summary))?;
            }
            Ok(())
        })?;
        xml.create_element("w:tblGrid").write_inner_content(|xml| {
            for width in widths {
                xml.create_element("w:gridCol").with_attribute(("w:w", width.to_string().as_str())).write_empty()?;
            }
            Ok(())
        })?;
        rows(xml)
    })?;
    // Two tables without a paragraph between them would become one.
    styled(xml, "Gap", |_| Ok(()))
}

/// How a cell looks.
struct Cell {
    width: u32,
    columns: u32,
    style: &'static str,
    shaded: bool,
    align: Align,
}

impl Cell {
    fn text(width: u32) -> Self {
        Self { width, columns: 1, style: "Cell", shaded: false, align: Align::Start }
    }

    fn label(width: u32) -> Self {
        Self { style: "CellLabel", shaded: true, ..Self::text(width) }
    }
}

fn cell(xml: &mut Xml, looks: &Cell, text: &str) -> io::Result<()> {
    xml.create_element("w:tc").write_inner_content(|xml| {
        xml.create_element("w:tcPr").write_inner_content(|xml| {
            width(xml, "w:tcW", looks.width)?;
            if looks.columns > 1 {
                value(xml, "w:gridSpan", &looks.columns.to_string())?;
            }
            if looks.shaded {
                let shade = [("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)];
                xml.create_element("w:shd").with_attributes(shade).write_empty()?;
            }
            Ok(())
        })?;
        xml.create_element("w:p").write_inner_content(|xml| {
            xml.create_element("w:pPr").write_inner_content(|xml| {
                value(xml, "w:pStyle", looks.style)?;
                if looks.align == Align::End { value(xml, "w:jc", "right") } else { Ok(()) }
            })?;
            run(xml, text)
        })?;
        Ok(())
    })?;
    Ok(())
}

/// A4 with its margins, header and footer.
fn section(xml: &mut Xml) -> io::Result<()> {
    xml.create_element("w:sectPr").write_inner_content(|xml| {
        for (name, id) in [("w:headerReference", "rId4"), ("w:footerReference", "rId5")] {
            xml.create_element(name).with_attributes([("w:type", "default"), ("r:id", id)]).write_empty()?;
        }
        xml.create_element("w:pgSz").with_attributes([("w:w", "11906"), ("w:h", "16838")]).write_empty()?;
        let margins = [
            ("w:top", "1588"),
            ("w:right", "1247"),
            ("w:bottom", "1361"),
            ("w:left", "1361"),
            ("w:header", "794"),
            ("w:footer", "680"),
            ("w:gutter", "0"),
        ];
        xml.create_element("w:pgMar").with_attributes(margins).write_empty()?;
        Ok(())
    })?;
    Ok(())
}

fn paragraph(xml: &mut Xml, style: &str, text: &str) -> io::Result<()> {
    styled(xml, style, |xml| run(xml, text))
}

fn styled(xml: &mut Xml, style: &str, inner: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element("w:p").write_inner_content(|xml| {
        xml.create_element("w:pPr").write_inner_content(|xml| value(xml, "w:pStyle", style))?;
        inner(xml)
    })?;
    Ok(())
}

/// Words in one look; their lines stay lines.
fn run(xml: &mut Xml, words: &str) -> io::Result<()> {
    xml.create_element("w:r").write_inner_content(|xml| {
        for (index, line) in text::lines(words).iter().enumerate() {
            if index > 0 {
                empty(xml, "w:br")?;
            }
            let element = xml.create_element("w:t").with_attribute(("xml:space", "preserve"));
            element.write_text_content(BytesText::new(line))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A number that Word puts in.
fn field(xml: &mut Xml, name: &str) -> io::Result<()> {
    let field = xml.create_element("w:fldSimple").with_attribute(("w:instr", name));
    field.write_inner_content(|xml| run(xml, "1"))?;
    Ok(())
}

fn width(xml: &mut Xml, name: &str, width: u32) -> io::Result<()> {
    let width = width.to_string();
    xml.create_element(name).with_attributes([("w:w", width.as_str()), ("w:type", "dxa")]).write_empty()?;
    Ok(())
}

fn value(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name).with_attribute(("w:val", value)).write_empty()?;
    Ok(())
}

fn empty(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element(name).write_empty()?;
    Ok(())
}
