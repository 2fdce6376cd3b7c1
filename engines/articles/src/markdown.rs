//! Markdown, with or without front matter.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{
    assemble::Page,
    block::{Block, Kind},
    head::Hints,
    moment, plain,
};

/// Headings, paragraphs, items and rows. The first heading of the first level is the title, where front matter names none.
pub(super) fn page(text: &str) -> Page {
    let (hints, body) = front_matter(text);
    let mut reader = Reader {
        blocks: Vec::new(),
        text: String::new(),
        kind: Kind::Text,
        linked: 0,
        in_link: false,
        in_image: false,
        broken: false,
        number: None,
    };
    for event in Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.take(event);
    }
    reader.flush();
    let mut blocks = reader.blocks;
    if let Some(first) =
        blocks.iter_mut().find(|block| block.kind == Kind::Heading(1)).filter(|_| hints.title.is_none())
    {
        first.kind = Kind::Title;
    }
    Page { blocks, hints, is_document: true, ..Page::default() }
}

struct Reader {
    blocks: Vec<Block>,
    text: String,
    kind: Kind,
    /// Characters of the block that are links.
    linked: usize,
    in_link: bool,
    /// Whether the words stand for a picture.
    in_image: bool,
    /// Whether a line of the paragraph has ended.
    broken: bool,
    /// The number of the next item of a numbered list.
    number: Option<u64>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(TagEnd::Link) => self.in_link = false,
            Event::End(TagEnd::Image) => self.in_image = false,
            Event::End(TagEnd::TableCell) => self.text.push_str("  "),
            Event::End(TagEnd::List(_)) => {
                self.flush();
                self.number = None;
            }
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock,
            )
            | Event::HardBreak
            | Event::Rule => self.flush(),
            Event::Text(_) | Event::Code(_) if self.in_image => {}
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::SoftBreak => self.broken = true,
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.begin(Kind::Heading(level_of(*level))),
            Tag::List(number) => {
                self.flush();
                self.number = *number;
            }
            Tag::Item => {
                self.begin(Kind::Item);
                if let Some(number) = self.number.as_mut() {
                    self.text = format!("{number}. ");
                    *number = number.saturating_add(1);
                }
            }
            Tag::TableRow | Tag::TableHead => self.begin(Kind::Row),
            Tag::Image { .. } => self.in_image = true,
            Tag::Link { .. } => self.in_link = true,
            _ => {}
        }
    }

    fn begin(&mut self, kind: Kind) {
        self.flush();
        self.kind = kind;
    }

    fn push(&mut self, text: &str) {
        if self.in_link {
            self.linked += text.chars().count();
        }
        if std::mem::take(&mut self.broken) && plain::needs_blank(&self.text, text) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    fn flush(&mut self) {
        if let Some(block) = Block::new(&self.text) {
            let linked = u8::try_from(self.linked * 100 / block.chars).unwrap_or(100);
            self.blocks.push(Block { kind: self.kind, apart: true, linked, ..block });
        }
        self.text.clear();
        self.broken = false;
        self.kind = Kind::Text;
        self.linked = 0;
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Title, date, source and author between two fences: `---` with `name: value`, or `+++` with `name = "value"`.
fn front_matter(text: &str) -> (Hints, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let mut hints = Hints::default();
    let Some((fence, separator)) = [("---", ':'), ("+++", '=')]
        .into_iter()
        .find(|(fence, _)| text.lines().next().is_some_and(|line| line.trim_end() == *fence))
    else {
        return (hints, text);
    };
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    let start = at;
    for line in text[start..].split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == fence || fence == "---" && line.trim_end() == "..." {
            return (hints, &text[at..]);
        }
        let separated = line.split_once(separator).or_else(|| line.split_once('：'));
        let Some((name, value)) = separated else { continue };
        take(&mut hints, name.trim(), value.trim().trim_matches(['"', '\'']));
    }
    // The fence never closes: it was a rule, and all of this is text.
    (Hints::default(), text)
}

fn take(hints: &mut Hints, name: &str, value: &str) {
    let value = Some(value.to_owned()).filter(|value| !value.is_empty());
    match name.to_lowercase().as_str() {
        "title" | "标题" => hints.title = value,
        "date" | "published_at" | "published" | "pubdate" | "日期" | "时间" | "发布时间" => {
            hints.published_at = value.and_then(|value| moment::find(&value)).map(|found| found.at);
        }
        "source" | "来源" => hints.source = value,
        "author" | "作者" => hints.author = value,
        _ => {}
    }
}
