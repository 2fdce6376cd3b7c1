//! Where the zone and its parks end, and where works lie.

use std::collections::BTreeMap;

use identity::Scope;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError, ZoneId, insert_all};

use super::{
    corrupt,
    map_tables::{course, edge},
    parsed,
};
use crate::{
    READ,
    model::{Code, Course, CourseDraft, Edge, Edges, OutlineDraft},
};

/// The edges of the zone and its parks, the zone's own first.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn edges(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Edges, StoreError> {
    let rows = edge::Entity::find().filter(edge::Column::ZoneId.eq(zone.as_str()));
    let mut edges = Vec::new();
    for row in rows.all(database).await? {
        let park = if row.park.is_empty() { None } else { Some(parsed(&row.park)?) };
        let on = "2000-01-01".to_owned();
        let draft = OutlineDraft { on, source: row.source.unwrap_or_default(), geojson: row.geojson };
        let outline = draft.check().map_err(|_| corrupt(&row.park))?;
        edges.push(Edge { park, boundary: outline.boundary, source: outline.source });
    }
    edges.sort_by(|left, right| left.park.cmp(&right.park));
    Ok(Edges(edges))
}

/// Keeps the edges as the zone's file says them, in the place of what was there.
pub(crate) async fn put_edges(change: &Change, edges: &Edges) -> Result<(), StoreError> {
    let zone = change.zone().as_str();
    edge::Entity::delete_many().filter(edge::Column::ZoneId.eq(zone)).exec(change.connection()).await?;
    for one in &edges.0 {
        let row = edge::ActiveModel {
            zone_id: Set(zone.to_owned()),
            park: Set(one.park.as_ref().map(ToString::to_string).unwrap_or_default()),
            source: Set(one.source.as_ref().map(ToString::to_string)),
            geojson: Set(one.geojson()),
        };
        row.insert(change.connection()).await?;
    }
    Ok(())
}

/// Where the works lie that the scope may see, as far as anybody has said, by code.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn courses(database: &impl ConnectionTrait, scope: &Scope) -> Result<BTreeMap<Code, Course>, StoreError> {
    let mut found = BTreeMap::new();
    if !scope.may(READ) {
        return Ok(found);
    }
    let rows = course::Entity::find().filter(course::Column::ZoneId.eq(scope.zone().as_str()));
    for row in rows.order_by_asc(course::Column::Work).all(database).await? {
        let draft = CourseDraft { geojson: row.geojson, source: row.source.unwrap_or_default() };
        found.insert(parsed(&row.work)?, draft.check().map_err(|_| corrupt(&row.work))?);
    }
    Ok(found)
}

/// Keeps where works lie of which nobody had said it.
pub(crate) async fn add_courses(change: &Change, courses: &[(Code, Course)]) -> Result<(), StoreError> {
    let rows = courses.iter().map(|(work, course)| course::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        work: Set(work.to_string()),
        source: Set(course.source.as_ref().map(ToString::to_string)),
        geojson: Set(course.draft().geojson),
    });
    insert_all(change.connection(), rows).await
}

/// Keeps where a work lies, in the place of what was there.
pub(crate) async fn put_course(change: &Change, work: &Code, course: &Course) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), work.to_string());
    course::Entity::delete_by_id(key).exec(change.connection()).await?;
    add_courses(change, &[(work.clone(), course.clone())]).await
}
