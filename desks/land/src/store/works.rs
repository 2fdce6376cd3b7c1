//! Works of a zone. There are some hundreds of them: lists and what a parcel has are made from all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use identity::Scope;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select, Set,
    sea_query::{Expr, Func},
};
use store::{Change, StoreError, insert_all};

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
    let serves = work_serves::Entity::find().filter(work_serves::Column::ZoneId.eq(zone));
    let mut serves = sets(database, serves, (work_serves::Column::Work, work_serves::Column::Parcel)).await?;
    let after = work_after::Entity::find().filter(work_after::Column::ZoneId.eq(zone));
    let mut after = sets(database, after, (work_after::Column::Work, work_after::Column::Earlier)).await?;
    let rows = work::Entity::find().filter(work::Column::ZoneId.eq(zone)).all(database).await?;
    let read = |row: work::Model| {
        let code = row.code.clone();
        let of = |sets: &mut HashMap<String, BTreeSet<Code>>| sets.remove(&code).unwrap_or_default();
        read_work(row, (of(&mut serves), of(&mut after)), steps.remove(&code).unwrap_or_default())
    };
    let mut records = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    records.sort_by(|left, right| left.code.cmp(&right.code));
    Ok(records)
}

/// Which codes stand beside each work in a table of pairs. A work may serve hundreds of parcels: the database hands over one
/// text for each work instead of hundreds of rows.
async fn sets<E: EntityTrait>(
    database: &impl ConnectionTrait,
    pairs: Select<E>,
    (work, other): (E::Column, E::Column),
) -> Result<HashMap<String, BTreeSet<Code>>, StoreError> {
    let codes = Func::cust("string_agg").arg(Expr::col(other)).arg(" ");
    let rows = pairs.select_only().column(work).expr(codes).group_by(work);
    let rows: Vec<(String, String)> = rows.into_tuple().all(database).await?;
    let read = |(work, codes): (String, String)| Ok((work, codes.split(' ').map(parsed).collect::<Result<_, _>>()?));
    rows.into_iter().map(read).collect()
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
    add_works(change, std::slice::from_ref(record)).await
}

/// Writes works that were not there.
pub(crate) async fn add_works(change: &Change, records: &[WorkRecord]) -> Result<(), StoreError> {
    let (zone, connection) = (change.zone().as_str(), change.connection());
    insert_all(connection, records.iter().map(|record| row(zone, record).into_active_model())).await?;
    let steps = records.iter().flat_map(|record| (1..).zip(&record.steps).map(move |step| (record, step)));
    let steps: Vec<_> = steps
        .map(|(record, (number, step))| work_step::ActiveModel {
            zone_id: Set(zone.to_owned()),
            work: Set(record.code.to_string()),
            number: Set(number),
            stage: Set(step.stage.to_string()),
            on_day: Set(step.on.to_string()),
        })
        .collect();
    insert_all(connection, steps.into_iter()).await?;
    let serves = records.iter().flat_map(|record| record.work.serves.iter().map(move |parcel| (record, parcel)));
    let serves: Vec<_> = serves
        .map(|(record, parcel)| work_serves::ActiveModel {
            zone_id: Set(zone.to_owned()),
            work: Set(record.code.to_string()),
            parcel: Set(parcel.to_string()),
        })
        .collect();
    insert_all(connection, serves.into_iter()).await?;
    let after = records.iter().flat_map(|record| record.work.after.iter().map(move |earlier| (record, earlier)));
    let after: Vec<_> = after
        .map(|(record, earlier)| work_after::ActiveModel {
            zone_id: Set(zone.to_owned()),
            work: Set(record.code.to_string()),
            earlier: Set(earlier.to_string()),
        })
        .collect();
    insert_all(connection, after.into_iter()).await
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
