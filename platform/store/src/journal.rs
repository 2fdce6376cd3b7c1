//! The journal (流水): every change with its author, chained by SM3 so that nothing is altered unseen.
//!
//! An entry's hash covers the previous hash and the entry's canonical JSON. [`verify`] recomputes the whole chain of
//! a zone; keep the head that it prints in another place, and a cut-off tail shows too.

use std::{collections::BTreeMap, str::FromStr, sync::Arc};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, Func, SimpleExpr},
};
use seal::Digest;
use serde::Serialize;
use serde_json::Value;

use crate::{Author, Entry, StoreError, Subject, ZoneId, batch::insert_all, instant_from_text, instant_text};

/// Entries read at a time while the chain is walked.
const VERIFY_ROWS: u64 = 2_000;

/// The journal's table.
pub mod entry {
    #![allow(missing_docs)]
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    /// One line of the journal as it is stored; `before` and `after` are canonical JSON.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "journal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sequence: i64,
        pub at: String,
        pub actor: String,
        pub on_behalf_of: Option<String>,
        pub verb: String,
        pub subject_kind: String,
        pub subject_id: String,
        pub before: Option<String>,
        pub after: Option<String>,
        pub previous: String,
        pub hash: String,
        pub through: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where a zone's chain ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Sequence of the last entry; 0 for an empty journal.
    pub sequence: i64,
    /// Its hash.
    pub hash: Digest,
}

impl Head {
    /// The end of a chain without entries.
    const EMPTY: Self = Self { sequence: 0, hash: Digest::ZERO };
}

/// The first entry that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("journal of zone {zone}: entry {sequence} {why}")]
pub struct Broken {
    /// The zone whose chain is broken.
    pub zone: ZoneId,
    /// Sequence of the entry.
    pub sequence: i64,
    /// What does not fit.
    pub why: Misfit,
}

/// How an entry fails to fit into the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Entries before it were taken out.
    #[error("is missing")]
    Missing,
    /// Its `previous` is not the hash of the entry before it.
    #[error("does not continue the entry before it")]
    Unlinked,
    /// Its content does not give its hash.
    #[error("was altered after it was written")]
    Altered,
    /// What stands in its columns is no entry.
    #[error("cannot be read: something other than text stands in it")]
    Unreadable,
}

/// What a walk along a chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole chain fits; it ends here.
    Whole(Head),
    /// It does not, beginning here.
    Broken(Broken),
}

/// Exactly the bytes that an entry's hash covers, besides the previous hash.
fn covered(row: &entry::Model) -> Vec<u8> {
    let mut value = serde_json::json!({
        "zone": row.zone_id,
        "sequence": row.sequence,
        "at": row.at,
        "actor": row.actor,
        "on_behalf_of": row.on_behalf_of,
        "verb": row.verb,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "before": row.before,
        "after": row.after,
    });
    // Entries from before there were tokens keep the hashes that they have.
    if let Some(through) = &row.through {
        value["through"] = through.as_str().into();
    }
    seal::canonical_json(&value).into_bytes()
}

/// What a command says of its changes, until it is written.
pub(crate) struct Trace {
    pub(crate) author: Author,
    pub(crate) entries: Vec<Entry>,
}

/// Continues the zones' chains with the commands' entries, in their order; where each chain ends now.
///
/// The caller holds the zones' locks: two programs on one PostgreSQL must not both continue the same entry.
pub(crate) async fn append(
    database: &impl ConnectionTrait,
    traces: Vec<Trace>,
) -> Result<BTreeMap<ZoneId, i64>, StoreError> {
    let mut heads = BTreeMap::new();
    let mut entries = Vec::new();
    for trace in traces {
        let zone = &trace.author.zone;
        if !heads.contains_key(zone) {
            heads.insert(zone.clone(), head(database, zone).await?);
        }
        let author = Arc::new(trace.author);
        entries.extend(trace.entries.into_iter().map(|entry| (author.clone(), entry)));
    }
    let rows = entries.into_iter().map(|(author, entry)| {
        let head = heads.entry(author.zone.clone()).or_insert(Head::EMPTY);
        let (next, row) = continued(head, &author, entry);
        *head = next;
        row.into_active_model()
    });
    insert_all(database, rows).await?;
    Ok(heads.into_iter().map(|(zone, head)| (zone, head.sequence)).collect())
}

/// The entry as it follows the head, and the head after it.
fn continued(head: &Head, author: &Author, entry: Entry) -> (Head, entry::Model) {
    let mut row = entry::Model {
        zone_id: author.zone.to_string(),
        // A number past the last one was put there by hand: the insert is refused, nothing overflows.
        sequence: head.sequence.saturating_add(1),
        at: instant_text(author.at),
        actor: author.actor.clone(),
        on_behalf_of: author.on_behalf_of.clone(),
        verb: entry.verb,
        subject_kind: entry.subject.kind,
        subject_id: entry.subject.id,
        before: entry.before.as_ref().map(seal::canonical_json),
        after: entry.after.as_ref().map(seal::canonical_json),
        previous: head.hash.to_string(),
        hash: String::new(),
        through: author.through.clone(),
    };
    let hash = seal::link(&head.hash, &covered(&row));
    row.hash = hash.to_string();
    (Head { sequence: row.sequence, hash }, row)
}

/// Where the zone's chain ends now.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for a hash that is none.
pub async fn head(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Head, StoreError> {
    let last: Option<(i64, String)> = entry::Entity::find()
        .select_only()
        .columns([entry::Column::Sequence, entry::Column::Hash])
        .filter(entry::Column::ZoneId.eq(zone.as_str()))
        .order_by_desc(entry::Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(database)
        .await?;
    match last {
        None => Ok(Head::EMPTY),
        Some((sequence, hash)) => Ok(Head { sequence, hash: parse_digest(&hash)? }),
    }
}

/// The hash of one entry, if it is there.
///
/// # Errors
/// What the database says.
pub async fn hash_at(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    sequence: i64,
) -> Result<Option<String>, StoreError> {
    Ok(entry::Entity::find()
        .select_only()
        .column(entry::Column::Hash)
        .filter(entry::Column::ZoneId.eq(zone.as_str()))
        .filter(entry::Column::Sequence.eq(sequence))
        .into_tuple()
        .one(database)
        .await?)
}

fn parse_digest(text: &str) -> Result<Digest, StoreError> {
    Digest::from_str(text).map_err(|_| StoreError::Corrupt(format!("{text:?} is not a hash")))
}

/// The newest entries about one record up to a moment, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_subject(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    kind: &str,
    id: &str,
    until: Timestamp,
    limit: u64,
) -> Result<Vec<entry::Model>, StoreError> {
    Ok(entry::Entity::find()
        .filter(entry::Column::ZoneId.eq(zone.as_str()))
        .filter(entry::Column::SubjectKind.eq(kind))
        .filter(entry::Column::SubjectId.eq(id))
        .filter(written_until(until))
        .order_by_desc(entry::Column::Sequence)
        .limit(limit)
        .all(database)
        .await?)
}

/// As an expression the moment serves no index: SQLite would walk all that was ever written up to it, instead of what was
/// written about the record.
fn written_until(until: Timestamp) -> SimpleExpr {
    Func::coalesce([entry::Column::At.into_expr(), "".into()]).lte(instant_text(until))
}

/// The records of these kinds that the zone's journal speaks of after one sequence, up to another.
///
/// # Errors
/// What the database says.
pub async fn subjects_between(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    (after, until): (i64, i64),
    kinds: &[&str],
) -> Result<Vec<Subject>, StoreError> {
    let rows: Vec<(String, String)> = entry::Entity::find()
        .select_only()
        .columns([entry::Column::SubjectKind, entry::Column::SubjectId])
        .distinct()
        .filter(entry::Column::ZoneId.eq(zone.as_str()))
        .filter(entry::Column::Sequence.gt(after))
        .filter(entry::Column::Sequence.lte(until))
        .filter(entry::Column::SubjectKind.is_in(kinds.iter().copied()))
        .into_tuple()
        .all(database)
        .await?;
    Ok(rows.into_iter().map(|(kind, id)| Subject { kind, id }).collect())
}

/// When a person last changed each record of a kind, up to a moment; what the program does by itself does not count.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for an instant that is none.
pub async fn last_touched(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    kind: &str,
    until: Timestamp,
) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let rows: Vec<(String, String)> = entry::Entity::find()
        .select_only()
        .column(entry::Column::SubjectId)
        .column_as(entry::Column::At.max(), "at")
        .filter(entry::Column::ZoneId.eq(zone.as_str()))
        .filter(entry::Column::SubjectKind.eq(kind))
        .filter(written_until(until))
        .filter(entry::Column::Actor.not_like("system:%"))
        .group_by(entry::Column::SubjectId)
        .into_tuple()
        .all(database)
        .await?;
    rows.into_iter().map(|(id, at)| Ok((id, instant_from_text(&at)?))).collect()
}

/// The zones that have a journal, in order.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for an id that names no zone.
pub async fn zones(database: &impl ConnectionTrait) -> Result<Vec<ZoneId>, StoreError> {
    let ids: Vec<String> = entry::Entity::find()
        .select_only()
        .column(entry::Column::ZoneId)
        .distinct()
        .order_by_asc(entry::Column::ZoneId)
        .into_tuple()
        .all(database)
        .await?;
    ids.into_iter().map(|id| id.parse().map_err(|_| StoreError::Corrupt(format!("{id:?} is not a zone")))).collect()
}

/// Walks the zone's whole chain from its first entry; `progress` is told how many entries fit so far.
///
/// # Errors
/// What the database says. A broken chain is not an error but a [`Verdict`].
pub async fn verify(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    mut progress: impl FnMut(i64),
) -> Result<Verdict, StoreError> {
    let mut head = Head::EMPTY;
    // From the smallest number there is, so that nothing hides before the first entry.
    let (mut from, mut limit) = (i64::MIN, VERIFY_ROWS);
    loop {
        let found = entry::Entity::find()
            .filter(entry::Column::ZoneId.eq(zone.as_str()))
            .filter(entry::Column::Sequence.gte(from))
            .order_by_asc(entry::Column::Sequence);
        let rows = match found.clone().limit(limit).all(database).await {
            Ok(rows) if rows.is_empty() => return Ok(Verdict::Whole(head)),
            Ok(rows) => rows,
            // One of them cannot be read: the next are read one by one, up to it.
            Err(_) if limit > 1 => {
                limit = 1;
                continue;
            }
            // Where the database can still say that it is there, the entry is to blame.
            Err(error) => {
                let sequences = found.select_only().column(entry::Column::Sequence).limit(1);
                let Some(sequence) = sequences.into_tuple().one(database).await? else { return Err(error.into()) };
                return Ok(Verdict::Broken(Broken { zone: zone.clone(), sequence, why: Misfit::Unreadable }));
            }
        };
        for row in rows {
            match fit(&head, &row) {
                Ok(next) => head = next,
                Err((sequence, why)) => return Ok(Verdict::Broken(Broken { zone: zone.clone(), sequence, why })),
            }
        }
        from = head.sequence + 1;
        progress(head.sequence);
    }
}

/// The head after an entry that continues the chain; otherwise which entry does not fit.
fn fit(head: &Head, row: &entry::Model) -> Result<Head, (i64, Misfit)> {
    let expected = head.sequence + 1;
    if row.sequence < expected {
        return Err((row.sequence, Misfit::Unlinked));
    }
    if row.sequence > expected {
        return Err((expected, Misfit::Missing));
    }
    if row.previous != head.hash.to_string() {
        return Err((expected, Misfit::Unlinked));
    }
    let hash = seal::link(&head.hash, &covered(row));
    if row.hash != hash.to_string() {
        return Err((expected, Misfit::Altered));
    }
    Ok(Head { sequence: row.sequence, hash })
}

/// A stored `before` or `after`, parsed back.
///
/// # Errors
/// [`StoreError::Json`] when the column was damaged.
pub fn parse_state(text: Option<&str>) -> Result<Option<Value>, StoreError> {
    Ok(text.map(serde_json::from_str).transpose()?)
}
