use super::{BYTES_MAX, PARAGRAPHS_MAX, UNPACKED_BYTES_MAX};

const MIB: usize = 1024 * 1024;

/// Why a file cannot be read as an article.
///
/// [`key`](Self::key) and [`arguments`](Self::arguments) find and fill the sentence in the reader's language; `Display`
/// is for logs and the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// More than is read.
    #[error("the file has {} MB; at most {} MB are read: leave out pictures, or divide it", .bytes.div_ceil(MIB), BYTES_MAX / MIB)]
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
    /// In an encoding that is read, with bytes that are no characters of it.
    #[error("the file is {name}, but some of its bytes are no characters; copy it again, or save it as UTF-8")]
    DamagedText {
        /// The encoding.
        name: String,
    },
    /// No text at all: a picture, a program, an old Word file.
    #[error("the file is not a text but {what}; save it as text, Markdown, HTML or DOCX")]
    NotText {
        /// What it looks like.
        what: String,
    },
    /// A DOCX that cannot be opened.
    #[error("the DOCX file is damaged ({why}); open it in Word and save it again")]
    Damaged {
        /// What was found.
        why: String,
    },
    /// A DOCX that unpacks to more than a document has.
    #[error("the DOCX file unpacks to more than {} MB of text; this is no article", UNPACKED_BYTES_MAX / MIB)]
    UnpacksTooLarge,
    /// A page without an article: only masthead, links and footer.
    #[error("no article was found: the file holds only links, menus or other furniture of a page")]
    NoArticle,
    /// A text without a title.
    #[error("the text has no title; put it on a line of its own above the text")]
    NoTitle,
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
            Self::DamagedText { .. } => "article-error-damaged-text",
            Self::NotText { .. } => "article-error-not-text",
            Self::Damaged { .. } => "article-error-damaged",
            Self::UnpacksTooLarge => "article-error-unpacks-too-large",
            Self::NoArticle => "article-error-no-article",
            Self::NoTitle => "article-error-no-title",
            Self::TooManyParagraphs => "article-error-too-many-paragraphs",
        }
    }

    /// What is put into its text.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::NoArticle | Self::NoTitle => vec![],
            Self::TooManyParagraphs => vec![("limit", PARAGRAPHS_MAX.to_string())],
            Self::UnpacksTooLarge => vec![("limit", (UNPACKED_BYTES_MAX / MIB).to_string())],
            Self::TooLarge { bytes } => {
                vec![("size", bytes.div_ceil(MIB).to_string()), ("limit", (BYTES_MAX / MIB).to_string())]
            }
            Self::Encoding { name } | Self::DamagedText { name } => vec![("name", name.clone())],
            Self::NotText { what } => vec![("what", what.clone())],
            Self::Damaged { why } => vec![("why", why.clone())],
        }
    }
}
