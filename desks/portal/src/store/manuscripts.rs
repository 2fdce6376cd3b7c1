//! Manuscripts and editions: their tables, and every query on them.

use std::collections::BTreeMap;

use identity::Scope;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use store::{Change, StoreError, instant_from_text, instant_text};

use crate::{
    EDIT, PUBLISH,
    model::{Edition, Manuscript, ManuscriptState},
};

mod manuscript {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_manuscript")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub title_zh: String,
        pub content: String,
        pub state: String,
        pub authors: String,
        pub base: i64,
        pub returned_for: String,
        pub changed_at: String,
        pub changed_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod edition {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_edition")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub content: String,
        pub authors: String,
        pub published_by: String,
        pub published_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The manuscripts that the scope may see: all of the zone for whoever edits or publishes, none for anybody else.
fn manuscripts_of(scope: &Scope) -> Select<manuscript::Entity> {
    let all = manuscript::Entity::find().filter(manuscript::Column::ZoneId.eq(scope.zone().as_str()));
    if scope.may(EDIT) || scope.may(PUBLISH) { all } else { all.filter(Expr::val(1).eq(0)) }
}

/// The manuscripts of a state, the one changed last first, and how many there are.
///
/// # Errors
/// What the database says.
pub async fn manuscripts(
    database: &impl ConnectionTrait,
    scope: &Scope,
    state: ManuscriptState,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Manuscript>, u64), StoreError> {
    let query = manuscripts_of(scope).filter(manuscript::Column::State.eq(state.as_str()));
    let total = query.clone().count(database).await?;
    let rows = query
        .order_by_desc(manuscript::Column::ChangedAt)
        .order_by_asc(manuscript::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(database)
        .await?;
    Ok((rows.into_iter().map(manuscript_of).collect::<Result<_, _>>()?, total))
}

/// What somebody has written and was given back, the one changed last first.
///
/// # Errors
/// What the database says.
pub async fn returned_to(
    database: &impl ConnectionTrait,
    scope: &Scope,
    author: &str,
    limit: u64,
) -> Result<Vec<Manuscript>, StoreError> {
    let rows = manuscripts_of(scope)
        .filter(manuscript::Column::State.eq(ManuscriptState::Writing.as_str()))
        .filter(manuscript::Column::ReturnedFor.ne(""))
        .filter(written_by(author))
        .order_by_desc(manuscript::Column::ChangedAt)
        .order_by_asc(manuscript::Column::Id)
        .limit(limit);
    rows.all(database).await?.into_iter().map(manuscript_of).collect()
}

/// What others have written and handed in, the one that waits longest first.
///
/// # Errors
/// What the database says.
pub async fn submitted_by_others(
    database: &impl ConnectionTrait,
    scope: &Scope,
    reader: &str,
    limit: u64,
) -> Result<Vec<Manuscript>, StoreError> {
    let rows = manuscripts_of(scope)
        .filter(manuscript::Column::State.eq(ManuscriptState::Submitted.as_str()))
        .filter(written_by(reader).not())
        .order_by_asc(manuscript::Column::ChangedAt)
        .order_by_asc(manuscript::Column::Id)
        .limit(limit);
    rows.all(database).await?.into_iter().map(manuscript_of).collect()
}

/// Authors stand in the column as a list in JSON; a login holds nothing that would be written otherwise there.
fn written_by(login: &str) -> SimpleExpr {
    manuscript::Column::Authors.contains(format!("\"{login}\""))
}

/// The manuscript of an article.
///
/// # Errors
/// What the database says.
pub async fn manuscript(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &str,
) -> Result<Option<Manuscript>, StoreError> {
    let row = manuscripts_of(scope).filter(manuscript::Column::Id.eq(id)).one(database).await?;
    row.map(manuscript_of).transpose()
}

/// All manuscripts, by id: for files.
///
/// # Errors
/// What the database says.
pub async fn all_manuscripts(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Manuscript>, StoreError> {
    let rows = manuscripts_of(scope).order_by_asc(manuscript::Column::Id).all(database).await?;
    rows.into_iter().map(manuscript_of).collect()
}

/// The addresses of articles and manuscripts that begin so.
///
/// # Errors
/// What the database says.
pub async fn addresses_from(change: &Change, beginning: &str) -> Result<Vec<String>, StoreError> {
    let scope = Scope::system(change.zone().clone());
    let mut taken: Vec<String> = manuscripts_of(&scope)
        .filter(manuscript::Column::Id.starts_with(beginning))
        .select_only()
        .column(manuscript::Column::Id)
        .into_tuple()
        .all(change.connection())
        .await?;
    taken.extend(super::article_addresses(change, beginning).await?);
    Ok(taken)
}

/// Writes a manuscript, new or changed.
///
/// # Errors
/// What the database says.
pub async fn put_manuscript(change: &Change, new: &Manuscript) -> Result<(), StoreError> {
    let id = (change.zone().to_string(), new.content.id.clone());
    let known = manuscript::Entity::find_by_id(id).one(change.connection()).await?.is_some();
    let row = manuscript::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(new.content.id.clone()),
        title_zh: Set(new.content.title_zh.clone()),
        content: Set(serde_json::to_string(&new.content)?),
        state: Set(new.state.as_str().to_owned()),
        authors: Set(serde_json::to_string(&new.authors)?),
        base: Set(new.base),
        returned_for: Set(new.returned_for.clone()),
        changed_at: Set(instant_text(new.changed_at)),
        changed_by: Set(new.changed_by.clone()),
        version: Set(new.version),
    };
    if known {
        row.update(change.connection()).await?;
    } else {
        row.insert(change.connection()).await?;
    }
    Ok(())
}

/// Takes a manuscript away: it was published or thrown away.
///
/// # Errors
/// What the database says.
pub async fn delete_manuscript(change: &Change, id: &str) -> Result<(), StoreError> {
    manuscript::Entity::delete_by_id((change.zone().to_string(), id.to_owned())).exec(change.connection()).await?;
    Ok(())
}

fn manuscript_of(row: manuscript::Model) -> Result<Manuscript, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("portal_manuscript {}: state {}", row.id, row.state));
    Ok(Manuscript {
        state: ManuscriptState::parse(&row.state).ok_or_else(corrupt)?,
        content: serde_json::from_str(&row.content)?,
        authors: serde_json::from_str(&row.authors)?,
        base: row.base,
        returned_for: row.returned_for,
        changed_at: instant_from_text(&row.changed_at)?,
        changed_by: row.changed_by,
        version: row.version,
    })
}

/// The editions of an article that people published, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn editions(database: &impl ConnectionTrait, scope: &Scope, id: &str) -> Result<Vec<Edition>, StoreError> {
    let rows = edition::Entity::find()
        .filter(edition::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(edition::Column::ArticleId.eq(id))
        .order_by_asc(edition::Column::Number)
        .all(database)
        .await?;
    rows.into_iter().map(edition_of).collect()
}

/// All editions by the id of their article, the oldest first: for files.
///
/// # Errors
/// What the database says.
pub async fn all_editions(
    database: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<BTreeMap<String, Vec<Edition>>, StoreError> {
    let rows = edition::Entity::find()
        .filter(edition::Column::ZoneId.eq(scope.zone().as_str()))
        .order_by_asc(edition::Column::ArticleId)
        .order_by_asc(edition::Column::Number)
        .all(database)
        .await?;
    let mut editions = BTreeMap::<String, Vec<Edition>>::new();
    for row in rows {
        editions.entry(row.article_id.clone()).or_default().push(edition_of(row)?);
    }
    Ok(editions)
}

/// Keeps an edition for ever.
///
/// # Errors
/// What the database says.
pub async fn add_edition(change: &Change, edition: &Edition) -> Result<(), StoreError> {
    edition::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        article_id: Set(edition.content.id.clone()),
        number: Set(edition.number),
        content: Set(serde_json::to_string(&edition.content)?),
        authors: Set(serde_json::to_string(&edition.authors)?),
        published_by: Set(edition.published_by.clone()),
        published_at: Set(instant_text(edition.published_at)),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

fn edition_of(row: edition::Model) -> Result<Edition, StoreError> {
    Ok(Edition {
        number: row.number,
        content: serde_json::from_str(&row.content)?,
        authors: serde_json::from_str(&row.authors)?,
        published_by: row.published_by,
        published_at: instant_from_text(&row.published_at)?,
    })
}

/// Number of the newest edition of an article: 1 for one that only a file has told so far, 0 where there is none.
///
/// # Errors
/// What the database says.
pub async fn newest_edition(database: &impl ConnectionTrait, scope: &Scope, id: &str) -> Result<i64, StoreError> {
    let newest: Option<i64> = edition::Entity::find()
        .select_only()
        .column(edition::Column::Number)
        .filter(edition::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(edition::Column::ArticleId.eq(id))
        .order_by_desc(edition::Column::Number)
        .into_tuple()
        .one(database)
        .await?;
    match newest {
        Some(newest) => Ok(newest),
        None => Ok(i64::from(super::any_article(database, scope, id).await?.is_some())),
    }
}
