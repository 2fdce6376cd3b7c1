//! Markdown, with or without front matter.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{
    line::{Line, trim},
    meta::{self, Hints},
};

pub(super) struct Page {
    pub lines: Vec<Line>,
    pub hints: Hints,
}

/// The paragraphs and headings; the first heading of the first level is the title.
pub(super) fn page(text: &str) -> Page {
    let (mut hints, body) = front_matter(text);
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut heading = None;
    for event in Parser::new_ext(body, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                flush(&mut lines, &mut current, false);
                heading = Some(level);
            }
            Event::End(TagEnd::Heading(_)) => {
                let is_title = heading.take() == Some(HeadingLevel::H1);
                if is_title && hints.title.is_none() {
                    hints.title = Some(trim(&current).to_owned());
                    current.clear();
                } else if hints.title.as_deref() == Some(trim(&current)) {
                    current.clear();
                } else {
                    flush(&mut lines, &mut current, true);
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::CodeBlock) => {
                flush(&mut lines, &mut current, false);
            }
            Event::Text(text) | Event::Code(text) => current.push_str(&text),
            Event::SoftBreak => join_lines(&mut current),
            Event::HardBreak => flush(&mut lines, &mut current, false),
            _ => {}
        }
    }
    flush(&mut lines, &mut current, false);
    Page { lines, hints }
}

/// Chinese lines are joined without a blank, others with one.
fn join_lines(current: &mut String) {
    if current.chars().last().is_some_and(|last| last.is_ascii()) {
        current.push(' ');
    }
}

fn flush(lines: &mut Vec<Line>, current: &mut String, heading: bool) {
    let text = trim(current);
    if !text.is_empty() {
        lines.push(Line { text: text.to_owned(), apart: true, heading });
    }
    current.clear();
}

/// `title`, `date`, `source` and `author` between two lines of dashes.
fn front_matter(text: &str) -> (Hints, &str) {
    let mut hints = Hints::default();
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (hints, text);
    };
    let Some(end) = rest.find("\n---") else {
        return (hints, text);
    };
    for line in rest[..end].lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if value.is_empty() {
            continue;
        }
        match name.trim() {
            "title" => hints.title = Some(value),
            "date" | "published_at" | "published" => hints.published_at = meta::moment(&value),
            "source" => hints.source = Some(value),
            "author" => hints.author = Some(value),
            _ => {}
        }
    }
    let body = rest[end + 4..].trim_start_matches('-');
    (hints, body)
}
