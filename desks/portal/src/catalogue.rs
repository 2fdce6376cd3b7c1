//! All articles that the public may read: the site's own, and those that other desks publish.

use std::{cmp::Ordering, sync::Arc};

use jiff::{Timestamp, civil::Date};
use pages::{PublicArticle, PublicArticles, Visit};
use store::StoreError;

use crate::{
    model::Site,
    store::{self as tables, Heading, Seen, Which, day_of},
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
    /// What it says in one sentence; empty where nobody wrote that.
    pub summary: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Id of its column, where it has one.
    pub column: Option<String>,
}

/// An article to be read.
pub enum Found {
    /// One of the site's own.
    Own(Box<Seen>),
    /// One that another desk publishes.
    Published(Box<PublicArticle>),
}

impl From<Heading> for Listed {
    fn from(heading: Heading) -> Self {
        Self {
            id: heading.id,
            title_zh: heading.title_zh,
            title_en: heading.title_en,
            summary: heading.summary,
            published_at: Some(heading.published_at),
            column: Some(heading.column),
        }
    }
}

/// So many articles after the first `skip`, of a column or of all, newest first; those without a day come last.
///
/// # Errors
/// What the database says.
pub async fn list(
    visit: &Visit,
    site: &Site,
    column: Option<&str>,
    skip: u64,
    limit: u64,
) -> Result<Vec<Listed>, StoreError> {
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let which = column.map_or(Which::All, |column| Which::Column(column.to_owned()));
    let published = published_in(visit, site, column).await?;
    if published.is_empty() {
        let own = tables::headings(reader, scope, &which, visit.now(), skip, limit).await?;
        return Ok(own.into_iter().map(Listed::from).collect());
    }
    // What desks publish is little: the beginning of both is put together.
    let own = tables::headings(reader, scope, &which, visit.now(), 0, skip + limit).await?;
    let mut all: Vec<Listed> = own.into_iter().map(Listed::from).chain(published).collect();
    all.sort_by(in_order);
    let skip = usize::try_from(skip).unwrap_or(usize::MAX);
    Ok(all.into_iter().skip(skip).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
}

/// Newest first; those without a day come last.
fn in_order(a: &Listed, b: &Listed) -> Ordering {
    b.published_at.cmp(&a.published_at).then_with(|| a.id.cmp(&b.id))
}

/// The articles before and after one in the list of its column (上一篇、下一篇); none of one without a day.
///
/// # Errors
/// What the database says.
pub async fn beside(
    visit: &Visit,
    site: &Site,
    column: &str,
    this: &Listed,
) -> Result<(Option<Listed>, Option<Listed>), StoreError> {
    let Some(at) = this.published_at else { return Ok((None, None)) };
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let (before, after) = tables::beside(reader, scope, column, (at, this.id.as_str()), visit.now()).await?;
    let published = published_in(visit, site, Some(column)).await?;
    let among = |own: Option<Heading>, side: Ordering| {
        let own = own.map(Listed::from).into_iter();
        own.chain(published.iter().filter(move |other| in_order(other, this) == side).cloned())
    };
    Ok((among(before, Ordering::Less).max_by(in_order), among(after, Ordering::Greater).min_by(in_order)))
}

/// How many articles a column has, or all have.
///
/// # Errors
/// What the database says.
pub async fn count(visit: &Visit, site: &Site, column: Option<&str>) -> Result<u64, StoreError> {
    let which = column.map_or(Which::All, |column| Which::Column(column.to_owned()));
    let own = tables::count_headings(visit.store().reader(), visit.scope(), &which, visit.now()).await?;
    Ok(own + published_in(visit, site, column).await?.len() as u64)
}

/// What other desks publish in a column, or at all. Where the site and a desk use the same id, the site's own counts.
async fn published_in(visit: &Visit, site: &Site, column: Option<&str>) -> Result<Vec<Listed>, StoreError> {
    let takes = site.published_column().map(|column| column.id.to_string());
    if column.is_some() && column != takes.as_deref() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for source in visit.app().articles() {
        for heading in source.published(visit.app(), visit.scope()).await? {
            if tables::article(visit.store().reader(), visit.scope(), &heading.id, visit.now()).await?.is_none() {
                all.push(Listed {
                    id: heading.id,
                    title_zh: heading.title,
                    title_en: String::new(),
                    summary: String::new(),
                    published_at: heading.published_at,
                    column: takes.clone(),
                });
            }
        }
    }
    Ok(all)
}

/// What stands in lists of the article of this id; nothing of one that was taken back.
///
/// # Errors
/// What the database says.
pub async fn listed(visit: &Visit, site: &Site, id: &str) -> Result<Option<Listed>, StoreError> {
    let own = tables::article(visit.store().reader(), visit.scope(), id, visit.now()).await?;
    let Some(Seen { article, withdrawn }) = own else {
        return Ok(published_in(visit, site, None).await?.into_iter().find(|listed| listed.id == id));
    };
    let line = |line: Option<crate::model::Line>| line.map(|line| line.to_string()).unwrap_or_default();
    Ok(withdrawn.is_none().then(|| Listed {
        id: article.id.to_string(),
        title_zh: article.title_zh.to_string(),
        title_en: line(article.title_en),
        summary: line(article.summary),
        published_at: Some(article.published_at),
        column: Some(article.column.to_string()),
    }))
}

/// The article of this id. Where the site and a desk use the same id, the site's own is shown.
///
/// # Errors
/// What the database says.
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
///
/// # Errors
/// What the database says.
pub async fn good_until(visit: &Visit) -> Result<Timestamp, StoreError> {
    let midnight = day_of(visit.now())
        .tomorrow()
        .ok()
        .and_then(|day| pages::china().to_timestamp(day.into()).ok())
        .unwrap_or(visit.now());
    let next = tables::next_publication(visit.store().reader(), visit.scope(), visit.now()).await?;
    Ok(next.map_or(midnight, |next| next.min(midnight)))
}
