//! Files of outlines and of parcels that wait to be confirmed. A file belongs to the account that sent it; nobody else sees it. It goes as
//! soon as it is confirmed or thrown away, or after a day. The journal keeps who sent what; the content is no part of it.

use identity::Scope;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use store::{Change, StoreError, instant_text};

use super::map_tables::upload::{ActiveModel, Column, Entity, Model};
use crate::model::FileTerms;

/// How long a file waits.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Files of one account that wait at the same time; the oldest goes.
const WAITING_MAX: usize = 3;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UploadKind {
    /// Where parcels lie.
    Outlines,
    /// What the register says of parcels.
    Parcels,
}

impl UploadKind {
    /// Names it in the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::Outlines => "outlines",
            Self::Parcels => "parcels",
        }
    }
}

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UploadRecord {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub kind: UploadKind,
    /// The name that the browser gave; never used as a path.
    pub file_name: String,
    /// The day of outlines that name none.
    pub on: String,
    /// Where outlines are known from that do not say it.
    pub source: String,
    /// The coordinate reference system of a file that names none.
    pub epsg: u32,
    /// The file.
    pub content: String,
}

impl UploadRecord {
    /// What the file does not say itself.
    pub fn terms(&self) -> FileTerms {
        FileTerms { on: self.on.clone(), source: self.source.clone(), epsg: self.epsg }
    }
}

/// Keeps a file; files of the account beyond the limit, and what is older than a day, go.
pub(crate) async fn keep_upload(change: &Change, upload: &UploadRecord) -> Result<(), StoreError> {
    let (zone, connection) = (change.zone().as_str(), change.connection());
    let oldest = instant_text(change.at() - KEPT);
    let old = Entity::delete_many().filter(Column::ZoneId.eq(zone)).filter(Column::ReceivedAt.lt(oldest));
    old.exec(connection).await?;
    let mine = Entity::find().select_only().column(Column::Id).filter(Column::ZoneId.eq(zone));
    let mine = mine.filter(Column::Account.eq(change.author().actor.as_str())).order_by_desc(Column::ReceivedAt);
    let ids: Vec<String> = mine.into_tuple().all(connection).await?;
    for id in ids.into_iter().skip(WAITING_MAX - 1) {
        Entity::delete_by_id((zone.to_owned(), id)).exec(connection).await?;
    }
    let row = ActiveModel {
        zone_id: Set(zone.to_owned()),
        id: Set(upload.id.clone()),
        kind: Set(upload.kind.key().to_owned()),
        account: Set(change.author().actor.clone()),
        file_name: Set(upload.file_name.clone()),
        on_day: Set(upload.on.clone()),
        source: Set(upload.source.clone()),
        epsg: Set(i64::from(upload.epsg)),
        content: Set(upload.content.clone()),
        received_at: Set(instant_text(change.at())),
    };
    row.insert(connection).await?;
    Ok(())
}

/// One of the reader's files of a kind.
pub(crate) async fn upload(
    database: &impl ConnectionTrait,
    scope: &Scope,
    (kind, id): (UploadKind, &str),
    now: Timestamp,
) -> Result<Option<UploadRecord>, StoreError> {
    let mine = Entity::find_by_id((scope.zone().to_string(), id.to_owned()));
    let mine = mine.filter(Column::Account.eq(scope.actor())).filter(Column::Kind.eq(kind.key()));
    let row: Option<Model> = mine.filter(Column::ReceivedAt.gte(instant_text(now - KEPT))).one(database).await?;
    Ok(row.map(|Model { id, file_name, on_day: on, source, epsg, content, .. }| UploadRecord {
        id,
        kind,
        file_name,
        on,
        source,
        epsg: u32::try_from(epsg).unwrap_or_default(),
        content,
    }))
}

/// A file that is wanted no more.
pub(crate) async fn remove_upload(change: &Change, id: &str) -> Result<(), StoreError> {
    Entity::delete_by_id((change.zone().to_string(), id.to_owned())).exec(change.connection()).await?;
    Ok(())
}
