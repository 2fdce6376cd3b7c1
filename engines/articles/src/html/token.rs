//! HTML to tags and text, in one pass and as forgiving as a browser.

use std::borrow::Cow;

use super::entity;

/// Attributes that say something about the text.
const ATTRIBUTES: [&str; 15] = [
    "alt",
    "aria-hidden",
    "class",
    "colspan",
    "content",
    "datetime",
    "hidden",
    "id",
    "itemprop",
    "name",
    "property",
    "role",
    "rowspan",
    "src",
    "style",
];

/// Elements whose content is no HTML, whether or not their tag closes itself.
const RAW: [&str; 5] = ["script", "style", "title", "textarea", "xmp"];

/// A piece of HTML.
pub(super) enum Token<'a> {
    /// Text with its references resolved.
    Text(Cow<'a, str>),
    /// A tag that begins an element.
    Start(Tag<'a>),
    /// A tag that ends one, by its name in lower-case letters.
    End(Cow<'a, str>),
    /// The title of the page.
    Title(String),
}

/// A tag that begins an element.
pub(super) struct Tag<'a> {
    /// Its name in lower-case letters.
    pub name: Cow<'a, str>,
    /// Whether it closes itself.
    pub is_closed: bool,
    attributes: Vec<(&'static str, &'a str)>,
}

impl Tag<'_> {
    /// The value of an attribute with its references resolved.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| entity::resolved(value))
    }

    /// Whether it has the attribute.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| *known == name)
    }
}

/// The pieces of a page.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { rest: text, raw: None }
}

/// Reads piece by piece.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// The element whose content is no HTML, while its content is read.
    raw: Option<&'static str>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if let Some(name) = self.raw.take()
                && let Some(title) = self.raw_content(name)
            {
                return Some(Token::Title(title));
            }
            if self.rest.is_empty() {
                return None;
            }
            if let Some(token) = self.step() {
                return Some(token);
            }
        }
    }
}

impl<'a> Tokens<'a> {
    /// One piece, or nothing for what is neither tag nor text.
    fn step(&mut self) -> Option<Token<'a>> {
        let rest = self.rest;
        let mut after = rest.strip_prefix('<').map(str::chars);
        match after.as_mut().and_then(Iterator::next) {
            Some('!') if rest.starts_with("<!--") => self.skip_behind("-->", 4),
            Some('/') if rest[2..].starts_with(|c: char| c.is_ascii_alphabetic()) => Some(self.end_tag()),
            Some('!' | '?' | '/') => self.skip_behind(">", 2),
            Some(first) if first.is_ascii_alphabetic() => self.start_tag().map(Token::Start),
            _ => {
                // An angle bracket that begins no tag is text.
                let from = usize::from(rest.starts_with('<'));
                let end = rest[from..].find('<').map_or(rest.len(), |at| at + from);
                self.rest = &rest[end..];
                Some(Token::Text(entity::resolved(&rest[..end])))
            }
        }
    }

    fn skip_behind(&mut self, mark: &str, from: usize) -> Option<Token<'a>> {
        let end = self.rest[from..].find(mark).map_or(self.rest.len(), |at| from + at + mark.len());
        self.rest = &self.rest[end..];
        None
    }

    fn end_tag(&mut self) -> Token<'a> {
        let name = name_at(&self.rest[2..]);
        self.skip_behind(">", 2);
        Token::End(lower(name))
    }

    /// A tag that the end of the file cuts off is dropped.
    fn start_tag(&mut self) -> Option<Tag<'a>> {
        let name = lower(name_at(&self.rest[1..]));
        let mut rest = &self.rest[1 + name.len()..];
        let raw = RAW.iter().find(|raw| **raw == name).copied();
        let mut tag = Tag { name, is_closed: false, attributes: Vec::new() };
        loop {
            let trimmed = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let after = trimmed.trim_start_matches('/');
            if let Some(behind) = after.strip_prefix('>') {
                tag.is_closed = after.len() < trimmed.len();
                self.rest = behind;
                self.raw = raw;
                return Some(tag);
            }
            if after.is_empty() {
                self.rest = "";
                return None;
            }
            let (found, behind) = attribute(after);
            if let Some(found) = found {
                tag.attributes.push(found);
            }
            rest = behind;
        }
    }

    /// Passes over what is no HTML up to its end tag; gives the title of the page.
    fn raw_content(&mut self, name: &str) -> Option<String> {
        let end = raw_end(self.rest, name);
        let content = &self.rest[..end];
        self.rest = &self.rest[end..];
        (name == "title").then(|| entity::resolved(content).into_owned())
    }
}

/// Where `</name` stands, in letters of either case.
fn raw_end(text: &str, name: &str) -> usize {
    text.match_indices("</")
        .map(|(at, _)| at)
        .find(|at| name_at(&text[at + 2..]).eq_ignore_ascii_case(name))
        .unwrap_or(text.len())
}

fn name_at(text: &str) -> &str {
    &text[..text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<')).unwrap_or(text.len())]
}

/// Names are the same in letters of either case.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// An attribute that is wanted, and what stands behind it.
fn attribute(text: &str) -> (Option<(&'static str, &str)>, &str) {
    // The first character belongs to the name, whatever it is, so that something is read in any case.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..]
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .map_or(text.len(), |at| first + at);
    let (name, rest) = text.split_at(end);
    let wanted = ATTRIBUTES.iter().find(|known| known.eq_ignore_ascii_case(name)).copied();
    let Some(rest) = rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).strip_prefix('=') else {
        return (wanted.map(|name| (name, "")), rest);
    };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let (value, rest) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
        _ => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len())),
    };
    (wanted.map(|name| (name, value)), rest)
}
