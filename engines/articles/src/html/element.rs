//! What the elements of HTML mean for the text in them.

use super::{
    super::block::{Kind, Region},
    token::Tag,
};

/// Elements that begin and end a block.
const BLOCKS: [&str; 42] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "tr",
    "ul",
    "option",
];
/// Elements whose content nobody reads as text.
const HIDDEN: [&str; 16] = [
    "audio", "button", "canvas", "datalist", "iframe", "map", "noscript", "object", "rp", "rt", "select", "svg",
    "template", "video", "del", "option",
];
/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "col", "embed", "img", "input", "link", "meta", "param", "source", "track", "wbr", "bgsound",
    "frame",
];
/// Words in names of classes and ids that mean furniture.
const ASIDE_NAMES: [&str; 40] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "menubar",
    "footer",
    "foot",
    "bottom",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "position",
    "sidebar",
    "side",
    "aside",
    "related",
    "relate",
    "recommend",
    "share",
    "sharebar",
    "toolbar",
    "tools",
    "login",
    "search",
    "copyright",
    "pager",
    "pagination",
    "page",
    "comment",
    "comments",
    "banner",
    "advert",
    "ads",
    "topbar",
    "friendlink",
    "links",
    "print",
    "xgxw",
    "xgyd",
];
/// Names of ids and classes that hold the text on Chinese government sites, beside `<article>` and `<main>`.
const ARTICLE_NAMES: [&str; 10] = [
    "trs_editor",
    "trs_ueditor",
    "ucap-content",
    "zoom",
    "articlecontent",
    "article-content",
    "article_content",
    "pages_content",
    "vsb_content",
    "articlebody",
];

/// What an element does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    Other,
    Paragraph,
    Item,
    Cell,
    Row,
    /// Holds rows or items: what is open in it does not end at one outside.
    Holder,
    Link,
    LineBreak,
    Void,
}

impl Role {
    /// Whether an element of this role ends where the other one begins.
    pub fn ends_before(self, next: &Element) -> bool {
        match self {
            Self::Paragraph => next.is_block,
            Self::Item => next.role == Self::Item,
            Self::Cell => matches!(next.role, Self::Cell | Self::Row),
            Self::Row => next.role == Self::Row,
            Self::Link => next.role == Self::Link,
            _ => false,
        }
    }
}

/// An element by its name.
pub(super) struct Element {
    pub role: Role,
    pub is_block: bool,
}

impl Element {
    pub fn of(name: &str) -> Self {
        let role = match name {
            "p" => Role::Paragraph,
            "li" | "dt" | "dd" => Role::Item,
            "td" | "th" => Role::Cell,
            "tr" => Role::Row,
            "ul" | "ol" | "dl" | "table" => Role::Holder,
            "a" => Role::Link,
            "br" | "hr" => Role::LineBreak,
            _ if VOID.contains(&name) => Role::Void,
            _ => Role::Other,
        };
        Self { role, is_block: BLOCKS.contains(&name) }
    }
}

/// An open element with all that it has from those around it.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that is handed down")]
pub(super) struct Open {
    name: Name,
    /// How many blocks stood before it.
    pub start: usize,
    pub role: Role,
    pub kind: Kind,
    pub region: Region,
    pub is_hidden: bool,
    pub is_link: bool,
    pub is_bold: bool,
    pub keeps_lines: bool,
}

/// The name of an element, as far as it is needed to find its end.
type Name = [u8; 12];

fn short(name: &str) -> Name {
    let mut short = Name::default();
    for (slot, byte) in short.iter_mut().zip(name.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    short
}

impl Open {
    pub fn is_named(&self, name: &str) -> bool {
        self.name == short(name)
    }

    /// Whether it is a part of a page that may hold a whole text.
    pub fn is_area(&self) -> bool {
        ["div", "td", "article", "main", "section"].iter().any(|name| self.is_named(name))
    }

    /// What is open inside of this once the element has begun, behind `start` blocks.
    pub fn and(self, element: &Element, tag: &Tag<'_>, start: usize) -> Self {
        let kind = match &*tag.name {
            "h1" => Kind::Heading(1),
            "h2" => Kind::Heading(2),
            "h3" => Kind::Heading(3),
            "h4" | "h5" | "h6" => Kind::Heading(4),
            "li" => Kind::Item,
            "caption" | "figcaption" => Kind::Row,
            _ if element.is_block && !matches!(self.kind, Kind::Heading(_)) && &*tag.name != "p" => Kind::Text,
            _ => self.kind,
        };
        Self {
            name: short(&tag.name),
            start,
            role: element.role,
            kind,
            region: region(self.region, tag),
            is_hidden: self.is_hidden || HIDDEN.contains(&&*tag.name) || is_hidden(tag),
            is_link: self.is_link || element.role == Role::Link,
            is_bold: self.is_bold || matches!(&*tag.name, "b" | "strong" | "th"),
            keeps_lines: self.keeps_lines || &*tag.name == "pre",
        }
    }
}

/// Furniture stays furniture, whatever is in it.
fn region(around: Region, tag: &Tag<'_>) -> Region {
    let role = tag.attribute("role").unwrap_or_default();
    let furniture = matches!(&*tag.name, "nav" | "aside" | "footer")
        || matches!(
            &*role,
            "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "menu" | "menubar" | "dialog"
        );
    if around == Region::Furniture || furniture {
        return Region::Furniture;
    }
    let names: Vec<String> = ["class", "id", "itemprop"]
        .iter()
        .filter_map(|name| tag.attribute(name))
        .map(|value| value.to_ascii_lowercase())
        .collect();
    let has = |wanted: &[&str]| names.iter().any(|value| value.split_whitespace().any(|name| wanted.contains(&name)));
    if matches!(&*tag.name, "article" | "main") || role == "main" || has(&ARTICLE_NAMES) {
        return Region::Article;
    }
    let parts =
        |value: &String| value.split(|c: char| !c.is_ascii_alphabetic()).any(|part| ASIDE_NAMES.contains(&part));
    if !matches!(&*tag.name, "body" | "html") && names.iter().any(parts) { Region::Aside } else { around }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    let style: String = tag.attribute("style").unwrap_or_default().split_whitespace().collect();
    tag.has("hidden")
        || tag.attribute("aria-hidden").is_some_and(|value| value == "true")
        || style.to_ascii_lowercase().contains("display:none")
}
