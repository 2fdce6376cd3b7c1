use std::{collections::BTreeSet, fmt::Write as _, str::FromStr};

use attachments::Pixels;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Flaw, Prose, text::is_harmful};

/// Where the files of the house's own store have their addresses, below the zone; there are no other pictures.
pub const FILES: &str = "/attachments/";
/// What stands in the place of a picture's words until somebody has written them; nothing is published with it.
pub const WORDS_TO_COME: &str = "图片说明待补";
/// Blocks within blocks beyond this are shown flat: nobody writes so, and browsers give up long after it.
const DEPTH_MAX: usize = 24;

/// The text of an article in Markdown, at most [`Body::CHARS_MAX`] characters. It leads only to safe addresses and shows
/// only our own pictures, each with words in their place; HTML in it is text like any other.
///
/// A new line begins a new paragraph, as people write in Chinese, so that a text without any marks is right as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

/// Where a link of an article may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A path of this zone, with its slash: `/articles/x`.
    Inside(&'a str),
    /// Out of the house, or to a person: `https:`, `http:`, `mailto:`, `tel:`.
    Outside(&'a str),
}

impl<'a> Target<'a> {
    /// Reads an address; `None` where it is not a safe one.
    pub fn parse(address: &'a str) -> Option<Self> {
        const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];
        if address.chars().any(|c| c.is_whitespace() || is_harmful(c) || matches!(c, '\\' | '"' | '<' | '>')) {
            return None;
        }
        let scheme = |scheme: &&str| address.len() > scheme.len() && address.starts_with(*scheme);
        if SCHEMES.iter().any(scheme) {
            return Some(Self::Outside(address));
        }
        let inside = address.starts_with('/') && !address.starts_with("//") && !address.contains("..");
        inside.then_some(Self::Inside(address))
    }
}

impl Body {
    /// The longest plans have some 40,000 characters; the page of such a text stays below 60 kB on its way.
    pub const CHARS_MAX: usize = 50_000;

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as HTML. `link` turns a path below the zone into an address; `size` knows how large a picture of our store
    /// is, by its id: the page keeps room for it before it has come.
    pub fn html(&self, link: impl Fn(&str) -> String, size: impl Fn(&str) -> Option<Pixels>) -> String {
        let place = Place { link: &link, size: &size };
        let mut page =
            Renderer { out: String::with_capacity(self.0.len() * 2), open: Vec::new(), ..Renderer::default() };
        for event in events(&self.0) {
            page.take(event, &place);
        }
        page.out
    }

    /// The files of our own store that the text shows or leads to, by their ids.
    pub fn files(&self) -> BTreeSet<String> {
        let id = |path: String| {
            let id = path.strip_prefix(FILES)?.split(['?', '#']).next()?;
            Some(id.to_owned())
        };
        self.inside_links().into_iter().filter_map(id).collect()
    }

    /// The first picture that the text shows, by its id.
    pub fn first_picture(&self) -> Option<String> {
        events(&self.0).find_map(|event| match event {
            Event::Start(Tag::Image { dest_url, .. }) => dest_url.strip_prefix(FILES).map(str::to_owned),
            _ => None,
        })
    }

    /// Whether a picture waits for its words: it was taken over from a page that had none.
    pub fn lacks_words(&self) -> bool {
        let mut in_picture = false;
        events(&self.0).any(|event| match event {
            Event::Start(Tag::Image { .. }) => {
                in_picture = true;
                false
            }
            Event::End(TagEnd::Image) => {
                in_picture = false;
                false
            }
            Event::Text(words) => in_picture && words.trim() == WORDS_TO_COME,
            _ => false,
        })
    }

    /// The paths of this zone that the text leads to, or shows a picture of.
    pub fn inside_links(&self) -> Vec<String> {
        let mut found = Vec::new();
        for event in events(&self.0) {
            if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event
                && let Some(Target::Inside(path)) = Target::parse(&dest_url)
            {
                found.push(path.to_owned());
            }
        }
        found
    }

    /// Its first words without any marks: for feeds and search engines.
    pub fn beginning(&self, chars_max: usize) -> String {
        let mut words = String::new();
        for event in events(&self.0) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::SoftBreak | Event::HardBreak | Event::End(_) if !words.ends_with(' ') => words.push(' '),
                _ => {}
            }
            if words.len() > chars_max * 4 {
                break;
            }
        }
        let words = words.trim();
        match words.char_indices().nth(chars_max) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words.to_owned(),
        }
    }
}

fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

impl FromStr for Body {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let text = Prose::within(text, Self::CHARS_MAX)?;
        let mut picture: Option<bool> = None;
        for event in events(&text) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) if Target::parse(&dest_url).is_none() => {
                    return Err(Flaw::Link(shortened(&dest_url)));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    if !is_own_picture(&dest_url) {
                        return Err(Flaw::Picture(shortened(&dest_url)));
                    }
                    picture = Some(false);
                }
                Event::Text(words) if picture.is_some() => picture = Some(!words.trim().is_empty()),
                Event::End(TagEnd::Image) if picture.take() == Some(false) => {
                    return Err(Flaw::Alternative);
                }
                _ => {}
            }
        }
        Ok(Self(text))
    }
}

fn shortened(address: &str) -> String {
    address.chars().take(80).collect()
}

fn is_own_picture(address: &str) -> bool {
    let id = address.strip_prefix(FILES);
    id.is_some_and(|id| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        && Target::parse(address).is_some()
}

/// Where the text will stand.
struct Place<'a> {
    link: &'a dyn Fn(&str) -> String,
    size: &'a dyn Fn(&str) -> Option<Pixels>,
}

/// Writes events as HTML. What it opens, it closes itself, so that no text can break out of its place.
#[derive(Default)]
struct Renderer {
    out: String,
    open: Vec<&'static str>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    heading: usize,
    /// The address of the picture whose words are being read.
    picture: Option<(String, String)>,
}

impl Renderer {
    fn take(&mut self, event: Event<'_>, place: &Place<'_>) {
        if let Some((address, words)) = &mut self.picture {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
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
                self.picture = Some((dest_url.to_string(), String::new()));
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
        let _ = write!(self.out, "{}", super::escape::Escaped(text));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn html(text: &str) -> String {
        text.parse::<Body>()
            .unwrap()
            .html(|path| format!("/zone{path}"), |id| (id == "road-1").then_some(Pixels { width: 640, height: 480 }))
    }

    #[test]
    fn a_new_line_is_a_new_paragraph_and_marks_are_marks() {
        assert_eq!(html("一。\n二。\n\n三。"), "<p>一。</p>\n<p>二。</p>\n<p>三。</p>\n");
        assert_eq!(html("**重点\n在此**"), "<p><strong>重点<br>\n在此</strong></p>\n");
        assert_eq!(html("# 一\n### 二"), "<h2>一</h2>\n<h3>二</h3>\n");
        assert_eq!(html("    缩进的一段"), "<p>缩进的一段</p>\n");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
        assert!(!html("甲 <img src=x onerror=alert(1)> 乙").contains("<img"));
        assert!(html("a < b & \"c\"").contains("a &lt; b &amp; &quot;c&quot;"));
    }

    #[test]
    fn links_lead_only_where_it_is_safe() {
        assert_eq!(html("[甲](/articles/a)"), "<p><a href=\"/zone/articles/a\">甲</a></p>\n");
        assert!(html("[乙](https://example.org/?a=1&b=2)").contains("href=\"https://example.org/?a=1&amp;b=2\" rel="));
        for wrong in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "//evil.example",
            "/\\evil",
            "x.html",
            "&#106;avascript:x",
            "/a/../b",
            "vbscript:x",
            "https://",
        ] {
            let text = format!("[x](<{wrong}>)");
            assert!(matches!(text.parse::<Body>(), Err(Flaw::Link(_))), "{wrong}");
        }
    }

    #[test]
    fn pictures_are_our_own_and_have_words() {
        assert!(
            html("![一号路](/attachments/road-1)")
                .contains("<img loading=\"lazy\" decoding=\"async\" src=\"/zone/attachments/road-1\" alt=\"一号路\" width=\"640\" height=\"480\">")
        );
        assert!(html("![二号路](/attachments/road-2)").contains("alt=\"二号路\">"), "whose size nobody knows");
        assert_eq!("![](/attachments/road-1)".parse::<Body>(), Err(Flaw::Alternative));
        for wrong in ["https://example.org/a.png", "/attachments/", "/attachments/a/b", "data:image/png;base64,x"] {
            assert!(matches!(format!("![x]({wrong})").parse::<Body>(), Err(Flaw::Picture(_))), "{wrong}");
        }
    }

    #[test]
    fn a_text_names_its_files_and_tells_what_waits_for_words() {
        let text = "![一号路](/attachments/a)[表格](/attachments/b?save=1)[文](/articles/c)";
        let body: Body = text.parse().unwrap();
        assert_eq!(body.files().into_iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(body.first_picture().as_deref(), Some("a"));
        assert!(!body.lacks_words());
        let waits: Body = format!("{WORDS_TO_COME}\n![{WORDS_TO_COME}](/attachments/a)").parse().unwrap();
        assert!(waits.lacks_words());
        let said: Body = format!("{WORDS_TO_COME}\n![路](/attachments/a)").parse().unwrap();
        assert!(!said.lacks_words(), "in the text the words are only words");
    }

    #[test]
    fn tables_have_heads_and_their_cells_stay_in() {
        let table = html("| 项 | 数 |\n|---|--:|\n| <b> | 1 |");
        assert!(table.contains(
            "<thead><tr><th scope=\"col\">项</th><th scope=\"col\" class=\"text-end\">数</th></tr></thead><tbody>"
        ));
        assert!(table.contains("<td>&lt;b&gt;</td><td class=\"text-end\">1</td>"));
        assert!(table.ends_with("</tbody></table></div>\n"));
    }

    #[test]
    fn the_first_words_have_no_marks() {
        let body: Body = "# 题\n\n**甲**[乙](/articles/a)丙丁".parse().unwrap();
        assert_eq!(body.beginning(100), "题 甲 乙 丙丁");
        assert_eq!(body.beginning(3), "题 甲…");
        assert_eq!(body.inside_links(), ["/articles/a"]);
    }

    /// Tags in the order in which they stand; each that opens is closed by its own.
    fn is_balanced(html: &str) -> bool {
        let mut open = Vec::new();
        for tag in html.split('<').skip(1).map(|part| part.split(['>', ' ', '\n']).next().unwrap()) {
            match tag {
                "br" | "hr" | "img" => {}
                _ if tag.starts_with('/') => {
                    if open.pop() != Some(&tag[1..]) {
                        return false;
                    }
                }
                _ => open.push(tag),
            }
        }
        open.is_empty()
    }

    proptest! {
        #[test]
        fn whatever_is_written_stays_in_its_place(text in "[-#>*_`\\[\\]()|!<a/&\"~\n 1.:甲]{0,200}") {
            if let Ok(body) = text.parse::<Body>() {
                let html = body.html(str::to_owned, |_| None);
                prop_assert!(is_balanced(&html), "{html}");
            }
        }
    }

    #[test]
    fn deep_nesting_is_flat_and_quick() {
        let deep = html(&format!("{}甲", "> ".repeat(20_000)));
        assert!(deep.len() < 5_000);
        assert!(is_balanced(&deep));
        let _ = html(&format!("{}甲", "- ".repeat(20_000)));
        let _ = html(&"[".repeat(50_000));
        let _ = html(&"*a_ ".repeat(12_000));
    }
}
