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
        let mut articles = tables::published_ids(app.store().reader(), scope, now).await?;
        articles.extend(published_elsewhere(app, scope).await?);
        Self::read(app, scope, articles, files).await
    }

    /// What these links of one article are judged by: no more is read than they name.
    pub async fn for_one(
        app: &App,
        scope: &Scope,
        now: Timestamp,
        article: &str,
        links: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        let reader = app.store().reader();
        let named: Vec<&str> = links.iter().filter_map(|link| article_of(link)).filter(|id| *id != article).collect();
        let mut articles = tables::published_among(reader, scope, &named, now).await?;
        if named.iter().any(|id| !articles.contains(*id)) {
            articles.extend(published_elsewhere(app, scope).await?);
        }
        let found = attachments::of_subject(reader, scope, &Subject::new(SUBJECT, article)).await?;
        let each = found.into_iter().flat_map(|document| document.older.into_iter().chain([document.newest]));
        Self::read(app, scope, articles, each.collect()).await
    }

    async fn read(
        app: &App,
        scope: &Scope,
        articles: BTreeSet<String>,
        files: Vec<Attachment>,
    ) -> Result<Self, StoreError> {
        let site = tables::site(app.store().reader(), scope).await?;
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
        match parts(path) {
            ("articles", Some(id)) => id == article || self.articles.contains(id),
            ("columns", Some(id)) => self.columns.contains(id),
            ("attachments", Some(id)) => self.files.contains(&(article.to_owned(), id.to_owned())),
            ("site", Some("search")) => true,
            (page, None) => PAGES.contains(&page),
            _ => false,
        }
    }
}

/// The first two parts of a path of the zone.
fn parts(path: &str) -> (&str, Option<&str>) {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_matches('/').split('/');
    (parts.next().unwrap_or_default(), parts.next())
}

/// Id of the article that a path leads to.
fn article_of(path: &str) -> Option<&str> {
    match parts(path) {
        ("articles", id) => id,
        _ => None,
    }
}

/// The articles of other desks.
async fn published_elsewhere(app: &App, scope: &Scope) -> Result<Vec<String>, StoreError> {
    let mut ids = Vec::new();
    for source in app.articles() {
        ids.extend(source.published(app, scope).await?.into_iter().map(|heading| heading.id));
    }
    Ok(ids)
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
