//! All articles that the public may read: the site's own, and those that other desks publish.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use pages::{PublicArticle, PublicArticles, Visit};
use store::StoreError;

use crate::{
    model::{Article, Site},
    store::{self as tables, day_of},
};

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Last part of its address.
    pub id: String,
    /// Its title in Chinese.
    pub title_zh: String,
    /// Its title in English; empty where it has none.
    pub title_en: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Id of its column, where it has one.
    pub column: Option<String>,
}

/// An article to be read.
pub enum Found {
    /// One of the site's own.
    Own(Box<Article>),
    /// One that another desk publishes.
    Published(Box<PublicArticle>),
}

/// Every article, newest first; those without a day come last.
pub async fn list(visit: &Visit, site: &Site) -> Result<Vec<Listed>, StoreError> {
    let mut all: Vec<Listed> = tables::headings(visit.store().reader(), visit.scope(), visit.now())
        .await?
        .into_iter()
        .map(|heading| Listed {
            id: heading.id,
            title_zh: heading.title_zh,
            title_en: heading.title_en,
            published_at: Some(heading.published_at),
            column: Some(heading.column),
        })
        .collect();
    let column = site.published_column().map(|column| column.id.to_string());
    for source in visit.app().articles() {
        for heading in source.published(visit.app(), visit.scope()).await? {
            if all.iter().any(|own| own.id == heading.id) {
                continue;
            }
            all.push(Listed {
                id: heading.id,
                title_zh: heading.title,
                title_en: String::new(),
                published_at: heading.published_at,
                column: column.clone(),
            });
        }
    }
    all.sort_by(|a, b| b.published_at.cmp(&a.published_at).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

/// The article of this id. Where the site and a desk use the same id, the site's own is shown.
pub async fn find(visit: &Visit, site: &Site, id: &str) -> Result<Option<Found>, StoreError> {
    if let Some(own) = tables::article(visit.store().reader(), visit.scope(), id, visit.now()).await? {
        return Ok(Some(Found::Own(Box::new(own))));
    }
    for source in visit.app().articles() {
        if let Some(article) = published(visit, site, source, id).await? {
            return Ok(Some(Found::Published(Box::new(article))));
        }
    }
    Ok(None)
}

async fn published(
    visit: &Visit,
    site: &Site,
    source: &Arc<dyn PublicArticles>,
    id: &str,
) -> Result<Option<PublicArticle>, StoreError> {
    let day = lights_on(visit, site);
    source.article(visit.app(), visit.scope(), id, day, visit.language()).await
}

/// The day that released lights speak of.
pub fn lights_on(visit: &Visit, site: &Site) -> Date {
    site.lights_on.unwrap_or_else(|| visit.today())
}

/// Until when what is shown now stays true by itself: midnight, or the next article.
pub async fn good_until(visit: &Visit) -> Result<Timestamp, StoreError> {
    let midnight = day_of(visit.now())
        .tomorrow()
        .ok()
        .and_then(|day| pages::china().to_timestamp(day.into()).ok())
        .unwrap_or(visit.now());
    let next = tables::next_publication(visit.store().reader(), visit.scope(), visit.now()).await?;
    Ok(next.map_or(midnight, |next| next.min(midnight)))
}
