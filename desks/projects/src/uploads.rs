//! Files that wait to be confirmed: what was uploaded stays here, so that the browser is never asked for it again.
//!
//! An upload belongs to the account that sent it; nobody else sees it. Its content goes as soon as it is confirmed or
//! cancelled, the rest of it after a day ([`KEPT`]). The journal keeps who uploaded what; the content is not part of it.

mod table;

use base64::{Engine, engine::general_purpose::STANDARD};
use identity::{Order, Scope};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{ExprTrait, SimpleExpr},
};
use serde::Serialize;
use store::{Change, Entry, Store, StoreError, Subject, instant_from_text, instant_text};

use crate::model::Line;
use table::{ActiveModel, Column, Entity};

/// How long an upload waits for its confirmation.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// After this time an import that still runs is taken for broken off: the program was stopped.
const RUNS_AT_MOST: SignedDuration = SignedDuration::from_mins(30);
/// Uploads of one account that may wait at the same time; the oldest goes.
const WAITING_MAX: usize = 10;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadKind {
    /// Projects.
    Projects,
    /// Monthly reports.
    Reports,
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// It waits to be confirmed.
    Waiting,
    /// It is being taken over.
    Running,
    /// It was taken over; how many rows were written.
    Done {
        /// Rows.
        written: u64,
    },
    /// It was not taken over; the key of the text that says why.
    Failed {
        /// Key in the language files.
        reason: String,
    },
}

/// An upload without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRecord {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub kind: UploadKind,
    /// The name that the browser gave; never used as a path.
    pub file_name: String,
    /// How large the file is.
    pub size_bytes: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// How far it is.
    pub state: UploadState,
}

/// What the journal says of an upload.
#[derive(Serialize)]
struct Trace<'a> {
    kind: &'a str,
    file_name: &'a str,
    size_bytes: u64,
    state: &'a str,
    note: &'a str,
}

impl UploadKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Projects, Self::Reports];

    /// Its key in addresses and language files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Reports => "reports",
        }
    }

    /// The kind with a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl UploadState {
    fn parts(&self) -> (&'static str, String) {
        match self {
            Self::Waiting => ("waiting", String::new()),
            Self::Running => ("running", String::new()),
            Self::Done { written } => ("done", written.to_string()),
            Self::Failed { reason } => ("failed", reason.clone()),
        }
    }

    fn read(state: &str, note: &str) -> Result<Self, StoreError> {
        match state {
            "waiting" => Ok(Self::Waiting),
            "running" => Ok(Self::Running),
            "done" => note.parse().map(|written| Self::Done { written }).map_err(|_| corrupt(note)),
            "failed" => Ok(Self::Failed { reason: note.to_owned() }),
            _ => Err(corrupt(state)),
        }
    }
}

fn corrupt(text: &str) -> StoreError {
    StoreError::Corrupt(format!("project_upload: {text:?}"))
}

/// Keeps a file until it is confirmed; its id. The account's oldest uploads go when there are too many.
///
/// # Errors
/// What the database says.
pub async fn keep(
    store: &Store,
    order: Order<'_>,
    kind: UploadKind,
    file_name: &str,
    bytes: &[u8],
) -> Result<String, StoreError> {
    let file_name = file_name.parse::<Line>().map_or_else(|_| "file".to_owned(), |line| line.to_string());
    let (size_bytes, content) = (bytes.len() as u64, STANDARD.encode(bytes));
    store
        .write(order.author(), order.key, "projects.keep_upload", move |change| {
            Box::pin(async move {
                tidy(change).await?;
                let id = uuid::Uuid::now_v7().to_string();
                let row = ActiveModel {
                    zone_id: Set(change.zone().to_string()),
                    id: Set(id.clone()),
                    account: Set(change.author().actor.clone()),
                    kind: Set(kind.key().to_owned()),
                    file_name: Set(file_name.clone()),
                    size_bytes: Set(i64::try_from(size_bytes).unwrap_or(i64::MAX)),
                    content: Set(content),
                    received_at: Set(instant_text(change.at())),
                    state: Set("waiting".to_owned()),
                    note: Set(String::new()),
                };
                row.insert(change.connection()).await?;
                let trace = Trace { kind: kind.key(), file_name: &file_name, size_bytes, state: "waiting", note: "" };
                change.record(Entry::new("upload.received", Subject::new("upload", &id)).after(&trace)?);
                Ok(id)
            })
        })
        .await
}

/// Removes what is older than a day, and the account's oldest uploads beyond the limit.
async fn tidy(change: &Change) -> Result<(), StoreError> {
    let zone = change.zone().as_str();
    let oldest = change.at() - KEPT;
    Entity::delete_many()
        .filter(Column::ZoneId.eq(zone))
        .filter(Column::ReceivedAt.lt(instant_text(oldest)))
        .exec(change.connection())
        .await?;
    let ids: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ZoneId.eq(zone))
        .filter(Column::Account.eq(change.author().actor.as_str()))
        .order_by_desc(Column::ReceivedAt)
        .into_tuple()
        .all(change.connection())
        .await?;
    let too_many: Vec<&String> = ids.iter().skip(WAITING_MAX - 1).collect();
    if !too_many.is_empty() {
        Entity::delete_many()
            .filter(Column::ZoneId.eq(zone))
            .filter(Column::Id.is_in(too_many))
            .exec(change.connection())
            .await?;
    }
    Ok(())
}

/// The reader's uploads that can still be seen, the newest first.
///
/// # Errors
/// What the database says.
pub async fn list(
    database: &impl ConnectionTrait,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<UploadRecord>, StoreError> {
    let rows: Vec<HeadRow> = heads(scope, now).order_by_desc(Column::ReceivedAt).into_tuple().all(database).await?;
    rows.into_iter().map(|row| record(row, now)).collect()
}

/// One of the reader's uploads.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &str,
    now: Timestamp,
) -> Result<Option<UploadRecord>, StoreError> {
    let row: Option<HeadRow> = heads(scope, now).filter(Column::Id.eq(id)).into_tuple().one(database).await?;
    row.map(|row| record(row, now)).transpose()
}

/// The content of one of the reader's uploads; none when it is gone.
///
/// # Errors
/// What the database says.
pub async fn content(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &str,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let text: Option<String> = mine(scope, now)
        .select_only()
        .column(Column::Content)
        .filter(Column::Id.eq(id))
        .into_tuple()
        .one(database)
        .await?;
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    STANDARD.decode(text).map(Some).map_err(|error| corrupt(&error.to_string()))
}

type HeadRow = (String, String, String, i64, String, String, String);

fn mine(scope: &Scope, now: Timestamp) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::ZoneId.eq(scope.zone().as_str()))
        .filter(Column::Account.eq(scope.actor()))
        .filter(Column::ReceivedAt.gte(instant_text(now - KEPT)))
}

/// The reader's uploads without their content, which may be large.
fn heads(scope: &Scope, now: Timestamp) -> sea_orm::Select<Entity> {
    mine(scope, now).select_only().columns([
        Column::Id,
        Column::Kind,
        Column::FileName,
        Column::SizeBytes,
        Column::ReceivedAt,
        Column::State,
        Column::Note,
    ])
}

fn record(row: HeadRow, now: Timestamp) -> Result<UploadRecord, StoreError> {
    let (id, kind, file_name, size_bytes, received_at, state, note) = row;
    let received_at = instant_from_text(&received_at)?;
    let state = match UploadState::read(&state, &note)? {
        // The note of a running import is the moment at which it began.
        UploadState::Running if instant_from_text(&note)? + RUNS_AT_MOST < now => {
            UploadState::Failed { reason: "projects-import-broken-off".to_owned() }
        }
        state => state,
    };
    Ok(UploadRecord {
        kind: UploadKind::from_key(&kind).ok_or_else(|| corrupt(&kind))?,
        size_bytes: u64::try_from(size_bytes).map_err(|_| corrupt("size_bytes"))?,
        id,
        file_name,
        received_at,
        state,
    })
}

/// Marks an upload as being taken over; `false` when that happens already, or has happened.
///
/// # Errors
/// What the database says.
pub async fn begin(store: &Store, order: Order<'_>, upload: &UploadRecord) -> Result<bool, StoreError> {
    let broken_off = Column::State.eq("running").and(Column::Note.lt(instant_text(order.at - RUNS_AT_MOST)));
    let open = Column::State.is_in(["waiting", "failed"]).or(broken_off);
    put(store, order, upload, UploadState::Running, open).await
}

/// Notes how it ended; what was taken over needs its content no more.
///
/// # Errors
/// What the database says.
pub async fn settle(
    store: &Store,
    order: Order<'_>,
    upload: &UploadRecord,
    state: UploadState,
) -> Result<(), StoreError> {
    put(store, order, upload, state, Column::State.eq("running")).await.map(drop)
}

/// Writes the state, if the row is as `only_if` says.
async fn put(
    store: &Store,
    order: Order<'_>,
    upload: &UploadRecord,
    state: UploadState,
    only_if: SimpleExpr,
) -> Result<bool, StoreError> {
    let upload = upload.clone();
    let outcome = store
        .write(order.author(), order.key, "projects.settle_upload", move |change| {
            Box::pin(async move {
                let (word, mut note) = state.parts();
                if state == UploadState::Running {
                    note = instant_text(change.at());
                }
                let mut values =
                    ActiveModel { state: Set(word.to_owned()), note: Set(note.clone()), ..Default::default() };
                if matches!(state, UploadState::Done { .. }) {
                    values.content = Set(String::new());
                }
                let done = Entity::update_many()
                    .set(values)
                    .filter(Column::ZoneId.eq(change.zone().as_str()))
                    .filter(Column::Id.eq(upload.id.as_str()))
                    .filter(Column::Account.eq(change.author().actor.as_str()))
                    .filter(only_if)
                    .exec(change.connection())
                    .await
                    .map_err(StoreError::from)?;
                if done.rows_affected != 1 {
                    return Err(Unsettled::Otherwise);
                }
                trace(change, &upload, word, &note)?;
                Ok(())
            })
        })
        .await;
    match outcome {
        Ok(()) => Ok(true),
        Err(Unsettled::Otherwise) => Ok(false),
        Err(Unsettled::Store(error)) => Err(error),
    }
}

/// Why the state of an upload was not written.
#[derive(Debug, thiserror::Error)]
enum Unsettled {
    /// It stands otherwise by now.
    #[error("the upload stands otherwise by now")]
    Otherwise,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Throws an upload away.
///
/// # Errors
/// What the database says.
pub async fn cancel(store: &Store, order: Order<'_>, upload: &UploadRecord) -> Result<(), StoreError> {
    let upload = upload.clone();
    store
        .write(order.author(), order.key, "projects.cancel_upload", move |change| {
            Box::pin(async move {
                Entity::delete_many()
                    .filter(Column::ZoneId.eq(change.zone().as_str()))
                    .filter(Column::Id.eq(upload.id.as_str()))
                    .filter(Column::Account.eq(change.author().actor.as_str()))
                    .exec(change.connection())
                    .await?;
                trace(change, &upload, "cancelled", "")
            })
        })
        .await
}

/// Tells the journal what became of an upload.
fn trace(change: &mut Change, upload: &UploadRecord, state: &str, note: &str) -> Result<(), StoreError> {
    let (kind, size_bytes) = (upload.kind.key(), upload.size_bytes);
    let trace = Trace { kind, file_name: &upload.file_name, size_bytes, state, note };
    change.record(Entry::new(&format!("upload.{state}"), Subject::new("upload", &upload.id)).after(&trace)?);
    Ok(())
}
