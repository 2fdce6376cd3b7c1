//! Chinese and English, from Fluent files.

use std::{borrow::Cow, collections::BTreeSet, fmt, str::FromStr};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::langid;

/// A language that the house speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Simplified Chinese; comes first.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Both, Chinese first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag for `<html lang>` and cookies.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The one of two texts that is in this language.
    pub fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// The first language of an `Accept-Language` header that the house speaks.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').filter_map(|item| item.split(';').next()).find_map(|tag| tag.trim().parse().ok())
    }
}

impl FromStr for Language {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        match tag.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("zh") => Ok(Self::Chinese),
            Some("en") => Ok(Self::English),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A desk's language files, Fluent syntax.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// The Chinese file.
    pub chinese: &'static str,
    /// The English file.
    pub english: &'static str,
}

/// All texts of the house.
pub struct Languages {
    chinese: Book,
    english: Book,
}

/// What is wrong with the language files.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MissingText {
    /// A file is not Fluent.
    #[error("{language} language file: {message}")]
    Syntax {
        /// Which language.
        language: &'static str,
        /// What the parser said.
        message: String,
    },
    /// A key stands in one language only.
    #[error("the text {key:?} is missing in {language}")]
    Missing {
        /// Which language lacks it.
        language: &'static str,
        /// Which key.
        key: String,
    },
}

struct Book {
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl Languages {
    /// Reads every desk's files.
    ///
    /// # Errors
    /// A file that does not parse, a key defined twice, or one that stands in one language only.
    pub fn new(texts: &[Texts]) -> Result<Self, MissingText> {
        let chinese = Book::new(Language::Chinese, texts.iter().map(|text| text.chinese))?;
        let english = Book::new(Language::English, texts.iter().map(|text| text.english))?;
        for (language, has, lacks) in [(Language::English, &chinese, &english), (Language::Chinese, &english, &chinese)]
        {
            if let Some(key) = has.keys.difference(&lacks.keys).next() {
                return Err(MissingText::Missing { language: language.tag(), key: key.clone() });
            }
        }
        Ok(Self { chinese, english })
    }

    /// The text of a key. A key that no file has comes back as it is, and in the log: a test looks for those.
    pub fn text(&self, language: Language, key: &str) -> String {
        self.text_with(language, key, &[])
    }

    /// The text of a key with values put in.
    pub fn text_with(&self, language: Language, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let book = match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        };
        book.text(key, values).unwrap_or_else(|| {
            tracing::warn!(key, language = language.tag(), "a text is missing");
            key.to_owned()
        })
    }

    /// Whether the language files have this key.
    pub fn has(&self, key: &str) -> bool {
        self.chinese.keys.contains(key)
    }
}

impl Book {
    fn new(language: Language, sources: impl Iterator<Item = &'static str>) -> Result<Self, MissingText> {
        let syntax = |message: String| MissingText::Syntax { language: language.tag(), message };
        let id = match language {
            Language::Chinese => langid!("zh-CN"),
            Language::English => langid!("en"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The isolating marks would be copied out of pages and stand in exported files.
        bundle.set_use_isolating(false);
        let mut keys = BTreeSet::new();
        for source in sources {
            let resource =
                FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| syntax(format!("{errors:?}")))?;
            // Keys are read from the source: a line that begins with an identifier and an equals sign.
            keys.extend(source.lines().filter_map(message_key).map(str::to_owned));
            bundle.add_resource(resource).map_err(|errors| syntax(format!("{errors:?}")))?;
        }
        Ok(Self { bundle, keys })
    }

    fn text(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(Cow::Borrowed(*name), value.clone());
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "a text could not be filled in");
        }
        Some(text.into_owned())
    }
}

/// The key that a line of a Fluent file defines, if it begins a message.
fn message_key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let identifier = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    identifier.then_some(key)
}
