//! Pages kept ready.

use std::{
    collections::HashMap,
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use maud::Markup;
use pages::{Language, PageError, Visit};
use store::ZoneId;

use crate::pages::library::Choice;

/// Pages kept at most; a spot exists only where there is a page, so that strangers cannot fill this up.
const PAGES_MAX: usize = 4_000;

/// Public pages that are kept ready: rendered once, then answered without asking the database.
///
/// A page is the same for everybody who reads it in one language and one mode, signed in or not. It is good until the zone's
/// journal moves on, because whatever changes a record writes the journal; and until the time that it names itself
/// (midnight, the next article). Rendered anew to the same bytes, it keeps its entity tag.
#[derive(Default)]
pub struct Kept {
    pages: Mutex<HashMap<Key, Arc<KeptPage>>>,
    rendering: tokio::sync::Mutex<()>,
}

/// A page that can be kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The front page.
    Home,
    /// A page of a column, from 1.
    Column(String, u64),
    /// An article.
    Article(String),
    /// A page of the policy library.
    Library(Choice),
    /// A page of the consultations, from 1.
    Consultations(u64),
    /// What the zone has chosen to show.
    Listings,
    /// The site map for people.
    SiteMap,
    /// The site map for search engines.
    SiteMapFile,
    /// How the site is used with a keyboard or a screen reader.
    Accessibility,
    /// The feed of a column, or of the whole site.
    Feed(Option<String>, FeedFormat),
}

/// How a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// Atom, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
}

impl FeedFormat {
    /// What it says that it is.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
        }
    }
}

/// A page just rendered.
pub struct Rendered {
    text: String,
    media: &'static str,
    until: Timestamp,
}

impl Rendered {
    /// A whole document for people, good until a moment.
    pub fn page(markup: Markup, until: Timestamp) -> Self {
        Self { text: markup.into_string(), media: "text/html; charset=utf-8", until }
    }

    /// A file for programs, good until a moment.
    pub fn file(text: String, media: &'static str, until: Timestamp) -> Self {
        Self { text, media, until }
    }
}

/// What makes one page another: the zone, the language, whether it is in the accessible mode, and which page it is.
type Key = (ZoneId, Language, bool, Spot);

struct KeptPage {
    sequence: i64,
    until: Timestamp,
    tag: HeaderValue,
    media: &'static str,
    bytes: Bytes,
}

impl Kept {
    /// Answers with the page, or with 304 where the browser has it already.
    ///
    /// # Errors
    /// What rendering says.
    pub async fn answer<F>(
        &self,
        visit: &Visit,
        headers: &HeaderMap,
        spot: Spot,
        render: impl FnOnce() -> F,
    ) -> Result<Response, PageError>
    where
        F: Future<Output = Result<Rendered, PageError>>,
    {
        let key = (visit.zone().id.clone(), visit.language(), visit.is_accessible(), spot);
        if let Some(page) = self.find(visit, &key) {
            return Ok(page.answer(headers));
        }
        // One renders, the others wait for it.
        let _rendering = self.rendering.lock().await;
        if let Some(page) = self.find(visit, &key) {
            return Ok(page.answer(headers));
        }
        let page = Arc::new(KeptPage::new(render().await?, visit.sequence()));
        self.keep(key, page.clone());
        Ok(page.answer(headers))
    }

    fn find(&self, visit: &Visit, key: &Key) -> Option<Arc<KeptPage>> {
        let pages = self.lock();
        let page = pages.get(key)?;
        (page.sequence >= visit.sequence() && visit.now() < page.until).then(|| page.clone())
    }

    fn keep(&self, key: Key, page: Arc<KeptPage>) {
        let mut pages = self.lock();
        if pages.len() >= PAGES_MAX {
            pages.clear();
        }
        pages.insert(key, page);
    }

    /// A page is replaced in one step, so that a lock whose holder panicked still holds whole pages.
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Arc<KeptPage>>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeptPage {
    fn new(rendered: Rendered, sequence: i64) -> Self {
        let bytes = Bytes::from(rendered.text);
        Self { sequence, until: rendered.until, tag: tag_of(&bytes), media: rendered.media, bytes }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let known = headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|tags| names_tag(tags, &self.tag));
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.bytes.clone()).into_response()
        };
        let out = response.headers_mut();
        if !known {
            out.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        }
        out.insert(header::ETAG, self.tag.clone());
        // Kept by browsers and proxies, and asked about each time: what is withdrawn is gone at once.
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        out.insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
        response
    }
}

/// A weak tag: on its way the page may be compressed.
fn tag_of(bytes: &[u8]) -> HeaderValue {
    let mut hash = DefaultHasher::new();
    bytes.hash(&mut hash);
    HeaderValue::from_str(&format!("W/\"{:016x}-{:x}\"", hash.finish(), bytes.len()))
        .unwrap_or_else(|_| HeaderValue::from_static("W/\"none\""))
}

/// Whether an `If-None-Match` names the tag; weakly compared (RFC 9110, 8.8.3.2).
fn names_tag(tags: &str, tag: &HeaderValue) -> bool {
    let opaque = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    let own = opaque(tag.to_str().unwrap_or_default());
    tags.split(',').any(|given| given.trim() == "*" || opaque(given) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_lists_are_read() {
        let tag = tag_of(b"page");
        let text = tag.to_str().unwrap_or_default().to_owned();
        assert!(names_tag(&text, &tag));
        assert!(names_tag(text.trim_start_matches("W/"), &tag));
        assert!(names_tag(&format!("\"other\", {text}"), &tag));
        assert!(names_tag("*", &tag));
        assert!(!names_tag("\"other\"", &tag));
        assert!(!names_tag("", &tag));
        assert_ne!(tag_of(b"another page"), tag);
    }
}
