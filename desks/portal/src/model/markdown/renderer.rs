//! Events of Markdown as HTML.

use std::fmt::Write as _;

use attachments::Pixels;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::{FILES, Target, is_own_picture};
use crate::model::escape::Escaped;

/// Blocks within blocks beyond this are shown flat: nobody writes so, and browsers give up long after it.
const DEPTH_MAX: usize = 24;

/// Where the text will stand.
pub(super) struct Place<'a> {
    pub link: &'a dyn Fn(&str) -> String,
    pub size: &'a dyn Fn(&str) -> Option<Pixels>,
}

/// Writes events as HTML. What it opens, it closes itself, so that no text can break out of its place.
#[derive(Default)]
pub(super) struct Renderer {
    pub out: String,
    open: Vec<&'static str>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    heading: usize,
    /// The address of the picture whose words are being read.
    picture: Option<(String, String, usize)>,
}

impl Renderer {
    /// With room for so many bytes.
    pub fn new(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), ..Self::default() }
    }

    pub fn take(&mut self, event: Event<'_>, place: &Place<'_>) {
        if let Some((address, words, inner)) = &mut self.picture {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                // Of a picture in the words of another one only the words are left.
                Event::Start(Tag::Image { .. }) => *inner += 1,
                Event::End(TagEnd::Image) if *inner > 0 => *inner -= 1,
                Event::End(TagEnd::Image) => {
                    let size = address.strip_prefix(FILES).and_then(place.size);
                    let (address, words) = ((place.link)(address), words.clone());
                    self.picture = None;
                    self.put_picture(&address, &words, size);
                }
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(&tag, place),
            Event::End(_) => {
                let close = self.open.pop().unwrap_or_default();
                self.raw(close);
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.raw("<code>");
                self.text(&text);
                self.raw("</code>");
            }
            Event::SoftBreak if self.open.last() == Some(&"</p>\n") => self.raw("</p>\n<p>"),
            Event::SoftBreak | Event::HardBreak => self.raw("<br>\n"),
            Event::Rule => self.raw("<hr>\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, place: &Place<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock | Tag::CodeBlock(CodeBlockKind::Indented) => self.put("<p>", "</p>\n"),
            Tag::Heading { level, .. } => self.start_heading(*level as usize),
            Tag::BlockQuote(_) => self.block("<blockquote>", "</blockquote>\n"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.put("<pre tabindex=\"0\"><code>", "</code></pre>\n"),
            Tag::List(None) => self.block("<ul>", "</ul>\n"),
            Tag::List(Some(first)) => {
                let opening = format!("<ol start=\"{first}\">");
                self.block(&opening, "</ol>\n");
            }
            Tag::Item => self.block("<li>", "</li>\n"),
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.put(
                    "<div class=\"table-responsive\" tabindex=\"0\"><table class=\"table\">",
                    "</tbody></table></div>\n",
                );
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                self.put("<thead><tr>", "</tr></thead><tbody>\n");
            }
            Tag::TableRow => {
                (self.in_head, self.column) = (false, 0);
                self.put("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.put("<em>", "</em>"),
            Tag::Strong => self.put("<strong>", "</strong>"),
            Tag::Strikethrough => self.put("<del>", "</del>"),
            Tag::Link { dest_url, .. } => self.start_link(dest_url, place),
            Tag::Image { dest_url, .. } if is_own_picture(dest_url) => {
                self.picture = Some((dest_url.to_string(), String::new(), 0));
            }
            _ => self.put("", ""),
        }
    }

    fn put_picture(&mut self, address: &str, words: &str, size: Option<Pixels>) {
        self.raw("<img loading=\"lazy\" decoding=\"async\" src=\"");
        self.text(address);
        self.raw("\" alt=\"");
        self.text(words);
        self.raw("\"");
        if let Some(Pixels { width, height }) = size {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        self.raw(">");
    }

    /// The page's title is the first heading; none may be left out on the way down.
    fn start_heading(&mut self, level: usize) {
        self.heading = (level + 1).min(self.heading.max(1) + 1).min(6);
        let (opening, close) = match self.heading {
            2 => ("<h2>", "</h2>\n"),
            3 => ("<h3>", "</h3>\n"),
            4 => ("<h4>", "</h4>\n"),
            5 => ("<h5>", "</h5>\n"),
            _ => ("<h6>", "</h6>\n"),
        };
        self.put(opening, close);
    }

    fn start_cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Right) => " class=\"text-end\"",
            Some(Alignment::Center) => " class=\"text-center\"",
            _ => "",
        };
        self.column += 1;
        let opening = if self.in_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") };
        self.put(&opening, if self.in_head { "</th>" } else { "</td>" });
    }

    fn start_link(&mut self, address: &str, place: &Place<'_>) {
        let (address, relation) = match Target::parse(address) {
            Some(Target::Inside(path)) => ((place.link)(path), ""),
            Some(Target::Outside(address)) => (address.to_owned(), " rel=\"noopener external\""),
            None => return self.put("", ""),
        };
        self.raw("<a href=\"");
        self.text(&address);
        self.raw("\"");
        self.raw(relation);
        self.put(">", "</a>");
    }

    /// A block that may hold others; flat where it is too deep.
    fn block(&mut self, opening: &str, close: &'static str) {
        if self.open.len() < DEPTH_MAX { self.put(opening, close) } else { self.put("", "") }
    }

    fn put(&mut self, opening: &str, close: &'static str) {
        self.raw(opening);
        self.open.push(close);
    }

    fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        let _ = write!(self.out, "{}", Escaped(text));
    }
}
