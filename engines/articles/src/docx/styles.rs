//! What the styles of a document say of its paragraphs.

use std::collections::HashMap;

use quick_xml::{Reader, events::Event};

use super::{super::block::Kind, attribute, numbering::Place};

/// Styles are based on each other no deeper.
const DEPTH_MAX: usize = 10;

/// The styles by their ids.
#[derive(Default)]
pub(super) struct Styles(HashMap<String, Style>);

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    place: Place,
}

/// Reads `word/styles.xml`.
pub(super) fn read(xml: &str) -> Result<Styles, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut styles = HashMap::new();
    let mut current: Option<(String, Style)> = None;
    loop {
        match reader.read_event()? {
            Event::Start(tag) if tag.local_name().as_ref() == "style" => {
                current = attribute(&tag, "styleId").map(|id| (id, Style::default()));
            }
            Event::End(tag) if tag.local_name().as_ref() == "style" => styles.extend(current.take()),
            Event::Start(tag) | Event::Empty(tag) => {
                if let (Some((_, style)), Some(value)) = (current.as_mut(), attribute(&tag, "val")) {
                    style.take(tag.local_name().as_ref(), value);
                }
            }
            Event::Eof => return Ok(Styles(styles)),
            _ => {}
        }
    }
}

impl Style {
    fn take(&mut self, name: &str, value: String) {
        match name {
            "name" => self.name = value.to_lowercase(),
            "basedOn" => self.based_on = Some(value),
            "outlineLvl" => self.outline = value.parse().ok(),
            "numId" => self.place.list = Some(value),
            "ilvl" => self.place.level = value.parse().ok(),
            _ => {}
        }
    }
}

impl Styles {
    /// The style and those that it is based on, nearest first.
    fn chain<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Style> {
        let before = |style: &&'a Style| style.based_on.as_deref().and_then(|id| self.0.get(id));
        std::iter::successors(self.0.get(id), before).take(DEPTH_MAX)
    }

    /// What a paragraph of this style is. Word names heading styles in English, whatever its own language; where there
    /// is no list of styles, their ids tell.
    pub fn kind(&self, id: &str) -> Kind {
        let by_style = self
            .chain(id)
            .find_map(|style| by_name(&style.name).or_else(|| style.outline.filter(|level| *level < 9).map(heading)));
        by_style.unwrap_or_else(|| if self.0.is_empty() { by_id(id) } else { Kind::Text })
    }

    /// The list that paragraphs of this style are items of.
    pub fn place(&self, id: &str) -> Place {
        self.chain(id).fold(Place::default(), |place, style| place.or(&style.place))
    }
}

/// The heading of an outline level, which counts from 0.
pub(super) fn heading(outline: u8) -> Kind {
    Kind::Heading(outline.saturating_add(1))
}

fn by_name(name: &str) -> Option<Kind> {
    match name {
        "title" | "标题" => Some(Kind::Title),
        "caption" | "题注" => Some(Kind::Row),
        _ => {
            let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "))?;
            Some(Kind::Heading(level.parse().ok()?))
        }
    }
}

fn by_id(id: &str) -> Kind {
    let id = id.to_lowercase();
    let level = id.strip_prefix("heading").unwrap_or(&id).parse().ok();
    match level {
        _ if id == "title" => Kind::Title,
        Some(level @ 1..=9) => Kind::Heading(level),
        _ => Kind::Text,
    }
}
