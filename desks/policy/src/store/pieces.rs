use identity::Scope;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use store::StoreError;

use super::{
    readable, rows,
    tables::{comment, evidence, set_light},
};
use crate::model::{ClauseId, Comment, DocumentId, Evidence, Override};

/// What people have put beside the clauses of a document, each kind sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    /// What shows that clauses are carried out.
    pub evidence: Vec<Evidence>,
    /// Remarks.
    pub comments: Vec<Comment>,
    /// Lights set by people.
    pub overrides: Vec<Override>,
}

impl Pieces {
    /// Those of one clause.
    #[must_use]
    pub fn of(&self, clause: &ClauseId) -> Self {
        Self {
            evidence: self.evidence.iter().filter(|one| one.clause == *clause).cloned().collect(),
            comments: self.comments.iter().filter(|one| one.clause == *clause).cloned().collect(),
            overrides: self.overrides.iter().filter(|one| one.clause == *clause).cloned().collect(),
        }
    }
}

/// All pieces of a document.
///
/// # Errors
/// What the database says.
pub async fn pieces(
    database: &impl ConnectionTrait,
    scope: &Scope,
    document: &DocumentId,
) -> Result<Pieces, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(Pieces::default()) };
    let evidence = evidence::Entity::find()
        .filter(evidence::Column::ZoneId.eq(zone))
        .filter(evidence::Column::DocumentId.eq(document.as_str()))
        .order_by_asc(evidence::Column::Id)
        .all(database)
        .await?;
    let comments = comment::Entity::find()
        .filter(comment::Column::ZoneId.eq(zone))
        .filter(comment::Column::DocumentId.eq(document.as_str()))
        .order_by_asc(comment::Column::Id)
        .all(database)
        .await?;
    let overrides = set_light::Entity::find()
        .filter(set_light::Column::ZoneId.eq(zone))
        .filter(set_light::Column::DocumentId.eq(document.as_str()))
        .order_by_asc(set_light::Column::Id)
        .all(database)
        .await?;
    Ok(Pieces {
        evidence: evidence.into_iter().map(rows::evidence).collect::<Result<_, _>>()?,
        comments: comments.into_iter().map(rows::comment).collect::<Result<_, _>>()?,
        overrides: overrides.into_iter().map(rows::set_light).collect::<Result<_, _>>()?,
    })
}
