//! Works of a zone. There are some hundreds of them: lists and what a parcel has are made from all.

use std::collections::{BTreeMap, BTreeSet};

use identity::Scope;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError};

use super::{
    corrupt, parsed,
    tables::{work, work_after, work_serves, work_step},
};
use crate::{
    READ,
    model::{Amount, Code, Work, WorkRecord, WorkStep},
};

/// The works that the scope may see, in the order of their codes.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn works(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<WorkRecord>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    let zone = scope.zone().as_str();
    let mut steps: BTreeMap<String, Vec<WorkStep>> = BTreeMap::new();
    let told = work_step::Entity::find().filter(work_step::Column::ZoneId.eq(zone));
    for row in told.order_by_asc(work_step::Column::Number).all(database).await? {
        let on = row.on_day.parse().map_err(|_| corrupt(&row.on_day))?;
        steps.entry(row.work).or_default().push(WorkStep { stage: parsed(&row.stage)?, on });
    }
    let mut serves: BTreeMap<String, BTreeSet<Code>> = BTreeMap::new();
    for row in work_serves::Entity::find().filter(work_serves::Column::ZoneId.eq(zone)).all(database).await? {
        serves.entry(row.work).or_default().insert(parsed(&row.parcel)?);
    }
    let mut after: BTreeMap<String, BTreeSet<Code>> = BTreeMap::new();
    for row in work_after::Entity::find().filter(work_after::Column::ZoneId.eq(zone)).all(database).await? {
        after.entry(row.work).or_default().insert(parsed(&row.earlier)?);
    }
    let rows = work::Entity::find().filter(work::Column::ZoneId.eq(zone)).all(database).await?;
    let read = |row: work::Model| {
        let code = row.code.clone();
        let of = |sets: &mut BTreeMap<String, BTreeSet<Code>>| sets.remove(&code).unwrap_or_default();
        read_work(row, (of(&mut serves), of(&mut after)), steps.remove(&code).unwrap_or_default())
    };
    let mut records = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    records.sort_by(|left, right| left.code.cmp(&right.code));
    Ok(records)
}

/// One work; none where there is none, or not for this scope.
///
/// # Errors
/// What the database says.
pub async fn work(
    database: &impl ConnectionTrait,
    scope: &Scope,
    code: &Code,
) -> Result<Option<WorkRecord>, StoreError> {
    Ok(works(database, scope).await?.into_iter().find(|record| record.code == *code))
}

fn read_work(
    row: work::Model,
    (serves, after): (BTreeSet<Code>, BTreeSet<Code>),
    steps: Vec<WorkStep>,
) -> Result<WorkRecord, StoreError> {
    let line = |text: &Option<String>| text.as_deref().map(parsed).transpose();
    let amount = |milli: Option<i64>| milli.map(Amount::from_thousandths).transpose().map_err(|_| corrupt(&row.code));
    let work = Work {
        name: parsed(&row.name)?,
        connection: parsed(&row.connection)?,
        due: row.due_on.parse().map_err(|_| corrupt(&row.due_on))?,
        serves,
        road: line(&row.road)?,
        capacity: amount(row.capacity_milli)?,
        cost: amount(row.cost_milli_wan)?,
        contractor: line(&row.contractor)?,
        after,
        note: line(&row.note)?,
        source: line(&row.source)?,
    };
    Ok(WorkRecord { code: parsed(&row.code)?, work, steps, version: row.version })
}

/// Writes a work that was not there, or in the place of what was there.
pub(crate) async fn put_work(change: &Change, record: &WorkRecord) -> Result<(), StoreError> {
    let (zone, code, connection) = (change.zone().to_string(), record.code.to_string(), change.connection());
    let (here, of) = (zone.as_str(), code.as_str());
    work::Entity::delete_by_id((zone.clone(), code.clone())).exec(connection).await?;
    let steps = work_step::Entity::delete_many().filter(work_step::Column::ZoneId.eq(here));
    steps.filter(work_step::Column::Work.eq(of)).exec(connection).await?;
    let serves = work_serves::Entity::delete_many().filter(work_serves::Column::ZoneId.eq(here));
    serves.filter(work_serves::Column::Work.eq(of)).exec(connection).await?;
    let after = work_after::Entity::delete_many().filter(work_after::Column::ZoneId.eq(here));
    after.filter(work_after::Column::Work.eq(of)).exec(connection).await?;
    work::Entity::insert(row(&zone, record).into_active_model()).exec(connection).await?;
    let steps: Vec<_> = (1..)
        .zip(&record.steps)
        .map(|(number, step)| work_step::ActiveModel {
            zone_id: Set(zone.clone()),
            work: Set(code.clone()),
            number: Set(number),
            stage: Set(step.stage.to_string()),
            on_day: Set(step.on.to_string()),
        })
        .collect();
    if !steps.is_empty() {
        work_step::Entity::insert_many(steps).exec(connection).await?;
    }
    put_codes(change, &zone, record).await
}

async fn put_codes(change: &Change, zone: &str, record: &WorkRecord) -> Result<(), StoreError> {
    let (zone_id, work) = (Set(zone.to_owned()), Set(record.code.to_string()));
    let serves = record.work.serves.iter().map(|parcel| work_serves::ActiveModel {
        zone_id: zone_id.clone(),
        work: work.clone(),
        parcel: Set(parcel.to_string()),
    });
    let serves: Vec<_> = serves.collect();
    if !serves.is_empty() {
        work_serves::Entity::insert_many(serves).exec(change.connection()).await?;
    }
    let after = record.work.after.iter().map(|earlier| work_after::ActiveModel {
        zone_id: zone_id.clone(),
        work: work.clone(),
        earlier: Set(earlier.to_string()),
    });
    let after: Vec<_> = after.collect();
    if !after.is_empty() {
        work_after::Entity::insert_many(after).exec(change.connection()).await?;
    }
    Ok(())
}

fn row(zone: &str, record: &WorkRecord) -> work::Model {
    let work = &record.work;
    let line = |line: &Option<crate::model::Line>| line.as_ref().map(ToString::to_string);
    work::Model {
        zone_id: zone.to_owned(),
        code: record.code.to_string(),
        name: work.name.to_string(),
        connection: work.connection.to_string(),
        due_on: work.due.to_string(),
        road: line(&work.road),
        capacity_milli: work.capacity.map(Amount::thousandths),
        cost_milli_wan: work.cost.map(Amount::thousandths),
        contractor: line(&work.contractor),
        note: line(&work.note),
        source: line(&work.source),
        version: record.version,
    }
}
