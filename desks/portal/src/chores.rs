//! What the desk does by itself.

use std::collections::BTreeSet;

use identity::Scope;
use jiff::Timestamp;
use pages::{App, Chore, ChoreError};
use store::{StoreError, ZoneId};

use crate::{
    commands,
    store::{self as tables, BrokenLink},
};

/// Looks whether the links of all articles lead somewhere; editors see those that do not.
pub const CHECK_LINKS: Chore = Chore {
    name: "portal.check-links",
    every_minutes: 6 * 60,
    run: |app, zone, now| Box::pin(async move { check(app, zone, now).await }),
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

async fn check(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let (reader, scope) = (app.store().reader(), Scope::system(zone.clone()));
    let known = tables::broken_links(reader, &scope, None).await?;
    let found = broken(app, &scope, now).await?;
    let pair = |link: &BrokenLink| (link.article.clone(), link.target.clone());
    let (was, is): (BTreeSet<_>, BTreeSet<_>) = (known.iter().map(pair).collect(), found.iter().map(pair).collect());
    let mended: Vec<_> = known.into_iter().filter(|link| !is.contains(&pair(link))).collect();
    let new: Vec<_> = found.into_iter().filter(|link| !was.contains(&pair(link))).collect();
    if mended.is_empty() && new.is_empty() {
        return Ok(String::new());
    }
    let report = format!("{} broken links found, {} mended", new.len(), mended.len());
    commands::note_links(app.store(), zone, now, mended, new).await?;
    Ok(report)
}

/// The links that lead nowhere now.
async fn broken(app: &App, scope: &Scope, now: Timestamp) -> Result<Vec<BrokenLink>, StoreError> {
    let reader = app.store().reader();
    let mut articles = BTreeSet::new();
    for source in app.articles() {
        articles.extend(source.published(app, scope).await?.into_iter().map(|heading| heading.id));
    }
    let mut texts = Vec::new();
    for (record, withdrawn) in tables::all_articles(reader, scope).await? {
        let Ok(article) = record.check() else { continue };
        if withdrawn.is_none() && article.published_at <= now {
            articles.insert(record.id);
            texts.push(article);
        }
    }
    let site = tables::site(reader, scope).await?;
    let columns: BTreeSet<String> =
        site.iter().flat_map(|site| &site.columns).map(|column| column.id.to_string()).collect();
    let files = attachments::all_of_kind(reader, scope, commands::SUBJECT).await?;
    let files: BTreeSet<(String, String)> = files.into_iter().map(|file| (file.subject_id, file.id)).collect();
    let mut found = Vec::new();
    for article in texts {
        let id = article.id.as_str();
        let has = |file: &str| files.contains(&(id.to_owned(), file.to_owned()));
        let targets: BTreeSet<String> = article.texts().flat_map(|(_, text)| text.inside_links()).collect();
        for target in targets.into_iter().filter(|target| !leads_somewhere(target, &articles, &columns, has)) {
            found.push(BrokenLink { article: article.id.to_string(), target, found_at: now });
        }
    }
    Ok(found)
}

/// Whether there is a public page at a path of the zone, or a file of the article that leads there.
fn leads_somewhere(
    path: &str,
    articles: &BTreeSet<String>,
    columns: &BTreeSet<String>,
    has_file: impl Fn(&str) -> bool,
) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_matches('/').split('/');
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("articles", Some(id)) => articles.contains(id),
        ("columns", Some(id)) => columns.contains(id),
        ("attachments", Some(id)) => has_file(id),
        ("site", Some("search")) => true,
        (page, None) => PAGES.contains(&page),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_an_article_a_column_or_a_page_of_the_site() {
        let set = |id: &str| BTreeSet::from([id.to_owned()]);
        let leads = |path: &str| leads_somewhere(path, &set("a"), &set("news"), |id| id == "f");
        for path in [
            "/",
            "/articles/a",
            "/articles/a/comment",
            "/columns/news?page=2",
            "/library?topic=x",
            "/write#form",
            "/attachments/f",
        ] {
            assert!(leads(path), "{path}");
        }
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
            assert!(!leads(path), "{path}");
        }
    }
}
