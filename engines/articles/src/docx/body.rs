//! The paragraphs of `word/document.xml`.

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    super::block::{Block, Kind, merge_row},
    attribute, is_on,
    numbering::{Numbering, Place},
    styles::{Styles, heading},
};

/// What is not part of the text as it stands: deleted and moved text, field codes, and the second form of a drawing.
const HIDDEN: [&str; 6] = ["del", "moveFrom", "delText", "instrText", "Fallback", "rubyBase"];

/// Reads the document.
pub(super) fn read(xml: &str, styles: &Styles, numbering: Numbering) -> Result<Vec<Block>, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body {
        styles,
        numbering,
        blocks: Vec::new(),
        open: Vec::new(),
        rows: Vec::new(),
        hidden: 0,
        in_run: false,
        in_text: false,
    };
    loop {
        match reader.read_event()? {
            Event::Start(tag) => body.start(&tag),
            Event::Empty(tag) => body.empty(&tag),
            Event::End(tag) => body.end(tag.local_name().as_ref()),
            Event::Text(text) if body.in_text => body.push(&text),
            Event::CData(text) if body.in_text => body.push(&text),
            Event::GeneralRef(reference) if body.in_text => body.push_reference(&reference),
            Event::Eof => return Ok(body.blocks),
            _ => {}
        }
    }
}

/// A paragraph that is being read. One in a text box stands inside another.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: String,
    outline: Option<u8>,
    place: Place,
    /// Whether the run that is being read is bold or hidden.
    run_is_bold: bool,
    run_is_hidden: bool,
    /// Characters that are not bold.
    plain: usize,
}

struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    blocks: Vec<Block>,
    open: Vec<Paragraph>,
    /// For each open row of a table, how many blocks stood before it.
    rows: Vec<usize>,
    /// How many hidden elements are open.
    hidden: usize,
    in_run: bool,
    in_text: bool,
}

impl Body<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "p" => self.open.push(Paragraph::default()),
            "tr" => self.rows.push(self.blocks.len()),
            "r" => {
                self.in_run = true;
                if let Some(paragraph) = self.open.last_mut() {
                    (paragraph.run_is_bold, paragraph.run_is_hidden) = (false, false);
                }
            }
            "t" => self.in_text = true,
            name if HIDDEN.contains(&name) => self.hidden += 1,
            _ => self.property(tag),
        }
    }

    fn empty(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "tab" if self.in_run => self.push("\t"),
            "br" | "cr" if self.in_run => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            _ => self.property(tag),
        }
    }

    fn property(&mut self, tag: &BytesStart<'_>) {
        let in_run = self.in_run;
        let Some(paragraph) = self.open.last_mut() else {
            return;
        };
        match tag.local_name().as_ref() {
            "pStyle" => paragraph.style = attribute(tag, "val").unwrap_or_default(),
            "outlineLvl" => paragraph.outline = attribute(tag, "val").and_then(|value| value.parse().ok()),
            "numId" => paragraph.place.list = attribute(tag, "val"),
            "ilvl" => paragraph.place.level = attribute(tag, "val").and_then(|value| value.parse().ok()),
            "b" if in_run => paragraph.run_is_bold = is_on(tag),
            "vanish" if in_run => paragraph.run_is_hidden = is_on(tag),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "tr" => {
                if let Some(start) = self.rows.pop() {
                    merge_row(&mut self.blocks, start);
                }
            }
            "r" => self.in_run = false,
            "t" => self.in_text = false,
            name if HIDDEN.contains(&name) => self.hidden = self.hidden.saturating_sub(1),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let hidden = self.hidden > 0;
        if let Some(paragraph) = self.open.last_mut().filter(|paragraph| !hidden && !paragraph.run_is_hidden) {
            paragraph.text.push_str(text);
            paragraph.plain +=
                if paragraph.run_is_bold { 0 } else { text.chars().filter(|c| c.is_alphanumeric()).count() };
        }
    }

    /// `&amp;` and its like, and numbered characters.
    fn push_reference(&mut self, reference: &BytesRef<'_>) {
        let numbered = reference.resolve_char_ref().ok().flatten().map(String::from);
        let text = numbered.or_else(|| quick_xml::escape::resolve_xml_entity(reference).map(str::to_owned));
        self.push(&text.unwrap_or_default());
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop().filter(|paragraph| !paragraph.text.trim().is_empty()) else {
            return;
        };
        let by_outline = paragraph.outline.filter(|level| *level < 9).map(heading);
        let kind = by_outline.unwrap_or_else(|| self.styles.kind(&paragraph.style));
        let number = self.numbering.next(&paragraph.place.or(&self.styles.place(&paragraph.style)));
        let kind = if kind == Kind::Text && number.is_some() { Kind::Item } else { kind };
        let text = number.unwrap_or_default() + paragraph.text.trim_start();
        let bold = paragraph.plain == 0;
        // A title may be broken to lines; elsewhere a line is a paragraph.
        let whole = if matches!(kind, Kind::Text | Kind::Item) { text } else { text.replace('\n', " ") };
        let lines = whole.split('\n').filter_map(Block::new);
        self.blocks.extend(lines.map(|block| Block { kind, bold, apart: true, ..block }));
    }
}
