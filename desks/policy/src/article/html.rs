//! HTML pages: block by block as lines, without what is never text.

use scraper::{ElementRef, Html, Node, Selector};

use super::{
    line::{Line, trim},
    meta::{self, Hints},
};

/// What is left out with all that is in it.
const SKIPPED: [&str; 14] = [
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "svg", "iframe",
    "head", "object",
];
/// What begins and ends a line.
const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "table",
    "blockquote",
    "pre",
    "br",
    "hr",
    "dd",
    "dt",
    "figure",
];
/// Deeper than people nest; the rest is left out.
const DEPTH_MAX: usize = 200;

pub(super) struct Page {
    pub lines: Vec<Line>,
    pub hints: Hints,
}

/// The visible lines of a page, and what its head says of the article.
pub(super) fn page(text: &str) -> Page {
    let document = Html::parse_document(text);
    let mut walk = Walk::default();
    walk.element(document.root_element(), false, 0);
    walk.end_line();
    Page { hints: hints(&document), lines: walk.lines }
}

#[derive(Default)]
struct Walk {
    lines: Vec<Line>,
    text: String,
    heading: bool,
    /// Characters of the line that are links.
    linked: usize,
    apart: bool,
}

impl Walk {
    fn element(&mut self, element: ElementRef<'_>, in_link: bool, depth: usize) {
        let name = element.value().name();
        if SKIPPED.contains(&name) && depth > 0 || depth > DEPTH_MAX {
            return;
        }
        let block = BLOCKS.contains(&name);
        let heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if block {
            self.end_line();
            self.apart = true;
        }
        self.heading |= heading;
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.push(text, in_link || name == "a"),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, in_link || name == "a", depth + 1);
                    }
                }
                _ => {}
            }
        }
        if block {
            self.end_line();
        }
        if heading {
            self.heading = false;
        }
    }

    /// White space of any length is one blank, as a browser shows it.
    fn push(&mut self, text: &str, linked: bool) {
        for character in text.chars() {
            if character.is_whitespace() && character != '\u{3000}' {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
                continue;
            }
            self.text.push(character);
            self.linked += usize::from(linked);
        }
    }

    /// A line that is nearly all links is furniture.
    fn end_line(&mut self) {
        let text = trim(&self.text);
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        if length > 0 && self.linked * 10 < length * 8 {
            self.lines.push(Line { text: text.to_owned(), apart: self.apart, heading: self.heading });
            self.apart = false;
        }
        self.text.clear();
        self.linked = 0;
    }
}

/// The names that Chinese government sites give in `<meta>`, and the common ones; else the page's own heading.
fn hints(document: &Html) -> Hints {
    let value = |names: &[&str]| names.iter().find_map(|name| meta_content(document, name));
    Hints {
        title: value(&["ArticleTitle", "og:title"]).or_else(|| only_heading(document)),
        published_at: value(&["PubDate", "article:published_time", "publishdate"]).and_then(|text| meta::moment(&text)),
        source: value(&["ContentSource"]),
        author: value(&["Author"]),
    }
}

fn meta_content(document: &Html, wanted: &str) -> Option<String> {
    let selector = Selector::parse("meta").ok()?;
    let found = document.select(&selector).find(|element| {
        let name = element.value().attr("name").or(element.value().attr("property"));
        name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
    })?;
    let content = trim(found.value().attr("content")?).to_owned();
    (!content.is_empty()).then_some(content)
}

fn only_heading(document: &Html) -> Option<String> {
    let selector = Selector::parse("h1").ok()?;
    let mut headings = document.select(&selector);
    let text: String = headings.next()?.text().collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (headings.next().is_none() && !text.is_empty()).then_some(text)
}
