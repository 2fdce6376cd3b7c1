use super::{BYTES_MAX, PARAGRAPHS_MAX};

/// Why a file cannot be read as an article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// More than is read.
    #[error("the file has {} MB; at most {} MB are read", .bytes / 1_048_576, BYTES_MAX / 1_048_576)]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not UTF-8, UTF-16 with a byte order mark, or GB18030.
    #[error("the file looks like {name}; save it as UTF-8 or GB18030")]
    Encoding {
        /// The encoding that it looks like.
        name: String,
    },
    /// No text at all: a picture, a program, an old Word file.
    #[error("the file is not a text: {what}; save it as text, Markdown, HTML or DOCX")]
    NotText {
        /// What it looks like.
        what: String,
    },
    /// A DOCX that cannot be opened.
    #[error("the DOCX file is damaged: {why}")]
    Damaged {
        /// What was found.
        why: String,
    },
    /// A page without an article: only masthead, links and footer.
    #[error("no article was found: the file holds only links, menus or other furniture of a page")]
    NoArticle,
    /// More paragraphs than an article has.
    #[error("more than {PARAGRAPHS_MAX} paragraphs; this is no article")]
    TooManyParagraphs,
}

impl ArticleError {
    /// Key of its text in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "article-error-empty",
            Self::TooLarge { .. } => "article-error-too-large",
            Self::Encoding { .. } => "article-error-encoding",
            Self::NotText { .. } => "article-error-not-text",
            Self::Damaged { .. } => "article-error-damaged",
            Self::NoArticle => "article-error-no-article",
            Self::TooManyParagraphs => "article-error-too-many-paragraphs",
        }
    }

    /// What is put into its text.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::NoArticle => vec![],
            Self::TooManyParagraphs => vec![("limit", PARAGRAPHS_MAX.to_string())],
            Self::TooLarge { bytes } => {
                vec![("size", (bytes / 1_048_576).to_string()), ("limit", (BYTES_MAX / 1_048_576).to_string())]
            }
            Self::Encoding { name } => vec![("name", name.clone())],
            Self::NotText { what } => vec![("what", what.clone())],
            Self::Damaged { why } => vec![("why", why.clone())],
        }
    }
}
