//! Whether the links of a text lead somewhere: one judgement for the chore that looks after all articles, and for the pages
//! of whoever writes or publishes one.

use std::collections::BTreeSet;

use attachments::Attachment;
use identity::Scope;
use jiff::Timestamp;
use pages::App;
use store::{StoreError, Subject};

use crate::{
    commands::SUBJECT,
    model::Body,
    store::{self as tables},
};

/// Public pages that stand by themselves.
const PAGES: [&str; 11] = [
    "",
    "library",
    "consultations",
    "listings",
    "site-map",
    "accessibility",
    "write",
    "feed.atom",
    "feed.rss",
    "sitemap.xml",
    "sign-in",
];

/// The paths within the site that some texts lead to, or show a picture of.
pub fn inside_links<'a>(texts: impl Iterator<Item = &'a Body>) -> BTreeSet<String> {
    texts.flat_map(Body::inside_links).collect()
}

/// What the public can open at a moment.
pub struct Destinations {
    articles: BTreeSet<String>,
    columns: BTreeSet<String>,
    /// Files by the article that they belong to.
    files: BTreeSet<(String, String)>,
}

impl Destinations {
    /// What the links of any article are judged by.
    pub async fn for_all(app: &App, scope: &Scope, now: Timestamp) -> Result<Self, StoreError> {
        let files = attachments::all_of_kind(app.store().reader(), scope, SUBJECT).await?;
        Self::read(app, scope, now, files).await
    }

    /// What the links of one article are judged by.
    pub async fn for_one(app: &App, scope: &Scope, now: Timestamp, article: &str) -> Result<Self, StoreError> {
        let found = attachments::of_subject(app.store().reader(), scope, &Subject::new(SUBJECT, article)).await?;
        let each = found.into_iter().flat_map(|document| document.older.into_iter().chain([document.newest]));
        Self::read(app, scope, now, each.collect()).await
    }

    async fn read(app: &App, scope: &Scope, now: Timestamp, files: Vec<Attachment>) -> Result<Self, StoreError> {
        let reader = app.store().reader();
        let mut articles = tables::published_ids(reader, scope, now).await?;
        for source in app.articles() {
            articles.extend(source.published(app, scope).await?.into_iter().map(|heading| heading.id));
        }
        let site = tables::site(reader, scope).await?;
        let columns = site.iter().flat_map(|site| &site.columns).map(|column| column.id.to_string()).collect();
        let files = files.into_iter().map(|file| (file.subject_id, file.id)).collect();
        Ok(Self { articles, columns, files })
    }

    /// Those of the links of an article that lead nowhere. It may lead to itself, though it be not published yet.
    pub fn dead(&self, article: &str, mut links: BTreeSet<String>) -> BTreeSet<String> {
        links.retain(|link| !self.has(article, link));
        links
    }

    /// Whether there is a public page at a path of the zone, or a file of the article that leads there.
    fn has(&self, article: &str, path: &str) -> bool {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.trim_matches('/').split('/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("articles", Some(id)) => id == article || self.articles.contains(id),
            ("columns", Some(id)) => self.columns.contains(id),
            ("attachments", Some(id)) => self.files.contains(&(article.to_owned(), id.to_owned())),
            ("site", Some("search")) => true,
            (page, None) => PAGES.contains(&page),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_an_article_a_column_or_a_page_of_the_site() {
        let set = |id: &str| BTreeSet::from([id.to_owned()]);
        let there = Destinations {
            articles: set("a"),
            columns: set("news"),
            files: BTreeSet::from([("own".to_owned(), "f".to_owned())]),
        };
        for path in [
            "/",
            "/articles/a",
            "/articles/own",
            "/articles/a/comment",
            "/columns/news?page=2",
            "/library?topic=x",
            "/write#form",
            "/attachments/f",
        ] {
            assert!(there.has("own", path), "{path}");
        }
        assert!(!there.has("a", "/attachments/f"), "a file of another article");
        for path in [
            "/attachments/g",
            "/attachments",
            "/articles/b",
            "/columns/b",
            "/articles",
            "/policy/x",
            "/nothing",
            "/library/x",
        ] {
            assert!(!there.has("own", path), "{path}");
        }
    }
}
