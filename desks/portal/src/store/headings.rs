//! Lists of articles: which the public sees, and how far the others are.

use std::collections::{BTreeMap, BTreeSet};

use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::ExprTrait,
};
use store::{StoreError, instant_from_text, instant_text};

use super::articles::{More, article, of_zone};
use crate::model::{Consultation, PolicyDocument, Validity};

use article::Column as Field;

/// Addresses that one query asks for.
const IDS_MAX: usize = 500;

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Last part of its address.
    pub id: String,
    /// Id of its column.
    pub column: String,
    /// When it was published, or will be.
    pub published_at: Timestamp,
    /// Its title in Chinese.
    pub title_zh: String,
    /// Its title in English; empty where it has none.
    pub title_en: String,
    /// What it says in one sentence; empty where nobody wrote that.
    pub summary: String,
    /// What makes it a document of the policy library.
    pub document: Option<PolicyDocument>,
    /// What makes it a consultation.
    pub consultation: Option<Consultation>,
}

/// Which articles a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those of a column.
    Column(String),
    /// Documents of the policy library.
    Documents {
        /// Of this topic only.
        topic: Option<String>,
        /// That stand so only.
        validity: Option<Validity>,
    },
    /// Consultations.
    Consultations,
    /// Consultations that take comments on a day, or later.
    ConsultationsAhead(Date),
    /// Consultations that took comments before a day.
    ConsultationsOver(Date),
}

/// How far an article is on its way to the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for its time (待发布).
    Scheduled,
    /// Anybody may read it (已发布).
    Published,
    /// It was taken back (已撤回).
    Withdrawn,
}

fn standing(scope: &Scope, standing: Standing, now: Timestamp) -> Select<article::Entity> {
    let all = of_zone(scope);
    match standing {
        Standing::Scheduled => all.filter(Field::WithdrawnAt.eq("")).filter(Field::PublishedAt.gt(instant_text(now))),
        Standing::Published => all.filter(Field::WithdrawnAt.eq("")).filter(Field::PublishedAt.lte(instant_text(now))),
        Standing::Withdrawn => all.filter(Field::WithdrawnAt.ne("")),
    }
}

fn listed(scope: &Scope, which: &Which, now: Timestamp) -> Select<article::Entity> {
    let seen = standing(scope, Standing::Published, now);
    match which {
        Which::All => seen,
        Which::Column(column) => seen.filter(Field::ColumnId.eq(column)),
        Which::Documents { topic, validity } => {
            let mut documents = seen.filter(Field::IssuedOn.ne(""));
            if let Some(topic) = topic {
                documents = documents.filter(Field::Topic.eq(topic));
            }
            match validity {
                Some(validity) => documents.filter(Field::Validity.eq(validity.as_str())),
                None => documents,
            }
        }
        Which::Consultations => seen.filter(Field::ClosesOn.ne("")),
        Which::ConsultationsAhead(day) => seen.filter(Field::ClosesOn.gte(day.to_string())),
        Which::ConsultationsOver(day) => {
            seen.filter(Field::ClosesOn.ne("")).filter(Field::ClosesOn.lt(day.to_string()))
        }
    }
}

/// The articles that are published at this moment, newest first: documents by the day on which they were issued,
/// consultations by their last day.
///
/// # Errors
/// What the database says.
pub async fn headings(
    database: &impl ConnectionTrait,
    scope: &Scope,
    which: &Which,
    now: Timestamp,
    offset: u64,
    limit: u64,
) -> Result<Vec<Heading>, StoreError> {
    let first = match which {
        Which::All | Which::Column(_) => Field::PublishedAt,
        Which::Documents { .. } => Field::IssuedOn,
        Which::Consultations | Which::ConsultationsAhead(_) | Which::ConsultationsOver(_) => Field::ClosesOn,
    };
    let query = listed(scope, which, now).order_by_desc(first).order_by_asc(Field::Id).offset(offset).limit(limit);
    read_headings(database, query).await
}

/// The articles that stand so, newest first, and how many there are.
///
/// # Errors
/// What the database says.
pub async fn articles_standing(
    database: &impl ConnectionTrait,
    scope: &Scope,
    wanted: Standing,
    now: Timestamp,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Heading>, u64), StoreError> {
    let query = standing(scope, wanted, now);
    let total = query.clone().count(database).await?;
    let page = query.order_by_desc(Field::PublishedAt).order_by_asc(Field::Id).offset(offset).limit(limit);
    Ok((read_headings(database, page).await?, total))
}

/// The addresses of all articles that are published at this moment.
///
/// # Errors
/// What the database says.
pub async fn published_ids(
    database: &impl ConnectionTrait,
    scope: &Scope,
    now: Timestamp,
) -> Result<BTreeSet<String>, StoreError> {
    let ids = standing(scope, Standing::Published, now).select_only().column(Field::Id).into_tuple();
    Ok(ids.all(database).await?.into_iter().collect())
}

/// Those of these addresses whose articles are published at this moment.
///
/// # Errors
/// What the database says.
pub async fn published_among(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[&str],
    now: Timestamp,
) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    for some in ids.chunks(IDS_MAX) {
        let those = standing(scope, Standing::Published, now).filter(Field::Id.is_in(some.iter().copied()));
        found.extend(those.select_only().column(Field::Id).into_tuple::<String>().all(database).await?);
    }
    Ok(found)
}

/// The Chinese titles of articles, by their addresses, whatever stands between them and the public.
///
/// # Errors
/// What the database says.
pub async fn titles(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[&str],
) -> Result<BTreeMap<String, String>, StoreError> {
    let those = of_zone(scope).filter(Field::Id.is_in(ids.iter().copied()));
    let rows = those.select_only().columns([Field::Id, Field::TitleZh]).into_tuple::<(String, String)>();
    Ok(rows.all(database).await?.into_iter().collect())
}

async fn read_headings(
    database: &impl ConnectionTrait,
    query: Select<article::Entity>,
) -> Result<Vec<Heading>, StoreError> {
    let rows = query
        .select_only()
        .columns([Field::Id, Field::ColumnId, Field::PublishedAt, Field::TitleZh, Field::TitleEn, Field::More])
        .into_tuple::<(String, String, String, String, String, String)>()
        .all(database)
        .await?;
    rows.into_iter()
        .map(|(id, column, published_at, title_zh, title_en, more)| {
            let more: More = serde_json::from_str(&more)?;
            let corrupt = |flaws| StoreError::Corrupt(format!("portal_article {id}: {flaws:?}"));
            Ok(Heading {
                published_at: instant_from_text(&published_at)?,
                document: more.document.map(|record| record.check().map_err(corrupt)).transpose()?,
                consultation: more.consultation.map(|record| record.check().map_err(corrupt)).transpose()?,
                summary: more.summary,
                id,
                column,
                title_zh,
                title_en,
            })
        })
        .collect()
}

/// The articles of a column that stand right before and right after a place in its list, as the public sees it.
///
/// # Errors
/// What the database says.
pub async fn beside(
    database: &impl ConnectionTrait,
    scope: &Scope,
    column: &str,
    (at, id): (Timestamp, &str),
    now: Timestamp,
) -> Result<(Option<Heading>, Option<Heading>), StoreError> {
    let all = || listed(scope, &Which::Column(column.to_owned()), now);
    let moment = || instant_text(at);
    let (at_once_before, at_once_after) = (Field::Id.lt(id), Field::Id.gt(id));
    let before = Field::PublishedAt.gt(moment()).or(Field::PublishedAt.eq(moment()).and(at_once_before));
    let after = Field::PublishedAt.lt(moment()).or(Field::PublishedAt.eq(moment()).and(at_once_after));
    let before = all().filter(before).order_by_asc(Field::PublishedAt).order_by_desc(Field::Id).limit(1);
    let after = all().filter(after).order_by_desc(Field::PublishedAt).order_by_asc(Field::Id).limit(1);
    Ok((read_headings(database, before).await?.pop(), read_headings(database, after).await?.pop()))
}

/// How many articles such a list holds.
///
/// # Errors
/// What the database says.
pub async fn count_headings(
    database: &impl ConnectionTrait,
    scope: &Scope,
    which: &Which,
    now: Timestamp,
) -> Result<u64, StoreError> {
    Ok(listed(scope, which, now).count(database).await?)
}

/// When the next article is due to appear.
///
/// # Errors
/// What the database says.
pub async fn next_publication(
    database: &impl ConnectionTrait,
    scope: &Scope,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    standing(scope, Standing::Scheduled, now)
        .order_by_asc(Field::PublishedAt)
        .select_only()
        .column(Field::PublishedAt)
        .into_tuple::<String>()
        .one(database)
        .await?
        .map(|text| instant_from_text(&text))
        .transpose()
}
