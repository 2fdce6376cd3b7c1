//! Development zones (开发区): each has its own people and records.
//!
//! All zones keep China's time, UTC+8 without summer time. What the public sees of a zone (sponsor, address, filing
//! numbers) belongs to the portal desk.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use store::{Change, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

use crate::{
    Invalid,
    tables::zone,
    text::{self, Check},
};

/// The longest name of a zone or an organisation.
pub(crate) const NAME_LENGTH_MAX: usize = 100;
/// The longest note of a demo zone.
const NOTE_LENGTH_MAX: usize = 500;

/// A name in both languages of the house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What makes a zone a demo: its people share one password, which the program prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demo {
    /// Said above the list of accounts.
    pub note: String,
    /// The password of all accounts; public, so no zone with real records may have a demo.
    pub password: String,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// First part of every address and of every key.
    pub id: ZoneId,
    /// Its name.
    pub name: Names,
    /// Set for a demo zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<Demo>,
}

/// Why a zone is not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// There is one of this id.
    #[error("there is a zone {0} already")]
    Exists(ZoneId),
    /// A field is wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a zone has besides its names, as it stands in the database.
#[derive(Serialize, Deserialize)]
struct Settings {
    demo: Option<Demo>,
}

impl Names {
    /// The name in the language of this tag; Chinese unless it is English.
    pub fn in_language(&self, tag: &str) -> &str {
        if tag.starts_with("en") { &self.en } else { &self.zh }
    }

    pub(crate) fn checked(&self, check: &mut Check) -> Self {
        Self {
            zh: check.take("name_zh", text::filled(&self.zh, NAME_LENGTH_MAX)),
            en: check.take("name_en", text::filled(&self.en, NAME_LENGTH_MAX)),
        }
    }
}

impl Zone {
    /// The zone with its texts trimmed.
    ///
    /// # Errors
    /// [`Invalid`].
    pub fn checked(&self) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let name = self.name.checked(&mut check);
        let demo = self.demo.as_ref().map(|demo| Demo {
            note: check.take("note", text::filled(&demo.note, NOTE_LENGTH_MAX)),
            password: check.take("password", text::filled(&demo.password, NAME_LENGTH_MAX)),
        });
        check.finish()?;
        Ok(Self { id: self.id.clone(), name, demo })
    }

    fn of_row(row: zone::Model) -> Result<Self, StoreError> {
        let settings: Settings = serde_json::from_str(&row.settings)?;
        Ok(Self {
            id: row.id.parse().map_err(|_| StoreError::Corrupt(format!("zone {:?}", row.id)))?,
            name: Names { zh: row.name_zh, en: row.name_en },
            demo: settings.demo,
        })
    }

    /// For the journal: the demo's password is no secret, but hashes of it are looked for in journals too.
    fn for_journal(&self) -> serde_json::Value {
        serde_json::json!({
            "id": self.id,
            "name": self.name,
            "demo": self.demo.as_ref().map(|demo| &demo.note),
        })
    }
}

/// The zone of this id.
///
/// # Errors
/// What the database says.
pub async fn find(database: &impl ConnectionTrait, id: &ZoneId) -> Result<Option<Zone>, StoreError> {
    zone::Entity::find_by_id(id.as_str()).one(database).await?.map(Zone::of_row).transpose()
}

/// All zones by id.
///
/// # Errors
/// What the database says.
pub async fn list(database: &impl ConnectionTrait) -> Result<Vec<Zone>, StoreError> {
    let rows = zone::Entity::find().order_by_asc(zone::Column::Id).all(database).await?;
    rows.into_iter().map(Zone::of_row).collect()
}

/// Makes a zone; the program's own work, at the command line.
///
/// # Errors
/// [`CreateError`].
pub async fn create(store: &Store, zone: Zone, at: jiff::Timestamp) -> Result<(), CreateError> {
    let zone = zone.checked()?;
    let author = store::Author::system(zone.id.clone(), "command-line", at);
    store
        .write(author, IdempotencyKey::random(), "identity.create_zone", move |change| {
            Box::pin(async move {
                if find(change.connection(), &zone.id).await?.is_some() {
                    return Err(CreateError::Exists(zone.id));
                }
                put(change, &zone).await?;
                Ok(())
            })
        })
        .await
}

/// Brings the zone's row to this state; whether it was another.
pub(crate) async fn put(change: &mut Change, new: &Zone) -> Result<bool, StoreError> {
    let row = zone::Entity::find_by_id(new.id.as_str()).one(change.connection()).await?;
    let version = row.as_ref().map_or(0, |row| row.version);
    let before = row.map(Zone::of_row).transpose()?;
    if before.as_ref() == Some(new) {
        return Ok(false);
    }
    let row = zone::ActiveModel {
        id: Set(new.id.to_string()),
        name_zh: Set(new.name.zh.clone()),
        name_en: Set(new.name.en.clone()),
        settings: Set(serde_json::to_string(&Settings { demo: new.demo.clone() })?),
        version: Set(version + 1),
    };
    let subject = Subject::new("zone", new.id.to_string());
    let entry = if let Some(before) = before {
        row.update(change.connection()).await?;
        Entry::new("zone.edited", subject).before(&before.for_journal())?
    } else {
        row.insert(change.connection()).await?;
        Entry::new("zone.created", subject)
    };
    change.record(entry.after(&new.for_journal())?);
    Ok(true)
}
