//! What people say about articles: its table, and every query on it.

use identity::Scope;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
    sea_query::{Expr, ExprTrait, Order},
};
use store::{Change, StoreError, instant_from_text, instant_text};

use crate::{
    EDIT,
    model::{Comment, CommentState, Judgement, Network},
};

mod comment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_comment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub article_id: String,
        pub name: String,
        pub contact: String,
        pub text: String,
        pub received_at: String,
        pub network: String,
        pub state: String,
        pub reason: String,
        pub answer: String,
        pub judged_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use comment::Column as Field;

/// A comment as the public reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownComment {
    /// Who says it.
    pub name: String,
    /// What they say.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// The zone's answer; empty for none.
    pub answer: String,
}

fn of_zone(scope: &Scope) -> Select<comment::Entity> {
    comment::Entity::find().filter(Field::ZoneId.eq(scope.zone().as_str()))
}

/// The comments that the scope may see whole: all of the zone for an editor, none for anybody else.
fn comments_of(scope: &Scope) -> Select<comment::Entity> {
    let all = of_zone(scope);
    if scope.may(EDIT) { all } else { all.filter(Expr::val(1).eq(0)) }
}

/// One page of comments, those that have waited longest first, and how many there are.
///
/// # Errors
/// What the database says.
pub async fn comments(
    database: &impl ConnectionTrait,
    scope: &Scope,
    state: CommentState,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Comment>, u64), StoreError> {
    let query = comments_of(scope).filter(Field::State.eq(state.as_str()));
    let total = query.clone().count(database).await?;
    let order = if state == CommentState::Waiting { Order::Asc } else { Order::Desc };
    let rows = query
        .order_by(Field::ReceivedAt, order)
        .order_by_asc(Field::Id)
        .offset(offset)
        .limit(limit)
        .all(database)
        .await?;
    Ok((rows.into_iter().map(comment_of).collect::<Result<_, _>>()?, total))
}

/// A comment.
///
/// # Errors
/// What the database says.
pub async fn comment(database: &impl ConnectionTrait, scope: &Scope, id: &str) -> Result<Option<Comment>, StoreError> {
    comments_of(scope).filter(Field::Id.eq(id)).one(database).await?.map(comment_of).transpose()
}

/// All comments, oldest first: for files.
///
/// # Errors
/// What the database says.
pub async fn all_comments(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Comment>, StoreError> {
    let rows = comments_of(scope).order_by_asc(Field::ReceivedAt).order_by_asc(Field::Id).all(database).await?;
    rows.into_iter().map(comment_of).collect()
}

/// The comments on an article that anybody may read, oldest first.
///
/// # Errors
/// What the database says.
pub async fn shown_comments(
    database: &impl ConnectionTrait,
    scope: &Scope,
    article: &str,
    limit: u64,
) -> Result<(Vec<ShownComment>, u64), StoreError> {
    let query =
        of_zone(scope).filter(Field::ArticleId.eq(article)).filter(Field::State.eq(CommentState::Shown.as_str()));
    let total = query.clone().count(database).await?;
    let rows = query.order_by_asc(Field::ReceivedAt).order_by_asc(Field::Id).limit(limit).all(database).await?;
    let shown = |row: comment::Model| {
        let received_at = instant_from_text(&row.received_at)?;
        Ok::<_, StoreError>(ShownComment { name: row.name, text: row.text, received_at, answer: row.answer })
    };
    Ok((rows.into_iter().map(shown).collect::<Result<_, _>>()?, total))
}

/// How many comments came from a network after a moment.
///
/// # Errors
/// What the database says.
pub async fn comments_since(change: &Change, network: &Network, since: Timestamp) -> Result<u64, StoreError> {
    Ok(comment::Entity::find()
        .filter(Field::ZoneId.eq(change.zone().as_str()))
        .filter(Field::Network.eq(network.as_str()))
        .filter(Field::ReceivedAt.gt(instant_text(since)))
        .count(change.connection())
        .await?)
}

/// Keeps a comment as it came, or as it was in another house.
///
/// # Errors
/// What the database says.
pub async fn keep_comment(change: &Change, comment: Comment) -> Result<(), StoreError> {
    comment::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(comment.id),
        article_id: Set(comment.article),
        name: Set(comment.name),
        contact: Set(comment.contact),
        text: Set(comment.text),
        received_at: Set(instant_text(comment.received_at)),
        network: Set(comment.network),
        state: Set(comment.state.to_string()),
        reason: Set(comment.reason),
        answer: Set(comment.answer),
        judged_by: Set(comment.judged_by),
        version: Set(comment.version),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

/// Notes how a comment was judged.
///
/// # Errors
/// What the database says.
pub async fn put_judgement(change: &Change, comment: &Comment, judgement: &Judgement) -> Result<(), StoreError> {
    comment::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(comment.id.clone()),
        state: Set(judgement.state().to_string()),
        reason: Set(judgement.reason().to_owned()),
        answer: Set(judgement.answer().to_owned()),
        judged_by: Set(change.author().actor.clone()),
        version: Set(comment.version + 1),
        ..Default::default()
    }
    .update(change.connection())
    .await?;
    Ok(())
}

fn comment_of(row: comment::Model) -> Result<Comment, StoreError> {
    Ok(Comment {
        received_at: instant_from_text(&row.received_at)?,
        state: row.state.parse().map_err(|flaw| StoreError::Corrupt(format!("portal_comment {}: {flaw}", row.id)))?,
        id: row.id,
        article: row.article_id,
        name: row.name,
        contact: row.contact,
        text: row.text,
        network: row.network,
        reason: row.reason,
        answer: row.answer,
        judged_by: row.judged_by,
        version: row.version,
    })
}
