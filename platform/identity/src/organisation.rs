//! Organisations (单位): the bureaus of the zone's committee, enterprises, and the public.

use std::{fmt, str::FromStr};

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use store::{Change, Entry, Stale, Store, StoreError, Subject, ZoneId};

use crate::{
    CreditCode, Flaw, Forbidden, Invalid, MANAGE_PEOPLE, Names, Order, Scope,
    tables::organisation::{self, Column, Entity},
    text::{self, Check},
};

/// The longest note of where a record comes from.
pub(crate) const SOURCE_LENGTH_MAX: usize = 200;

/// What an organisation is to the zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A bureau of the committee, or its leaders (管委会内设机构).
    #[default]
    Bureau,
    /// A company that invests, builds or produces in the zone (企业).
    Enterprise,
    /// Anybody else (公众).
    Public,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Bureau, Self::Enterprise, Self::Public];

    /// Name in the database, in files and in the language files (`organisation-kind-NAME`).
    pub fn key(self) -> &'static str {
        match self {
            Self::Bureau => "bureau",
            Self::Enterprise => "enterprise",
            Self::Public => "public",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Kind {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        Self::ALL.into_iter().find(|kind| kind.key() == text).ok_or(Flaw::Kind)
    }
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Names it for good, in addresses and files.
    pub id: String,
    /// What it is to the zone.
    pub kind: Kind,
    /// Its name.
    pub name: Names,
    /// Unified social credit code, where it is known; unique in the zone.
    pub credit_code: Option<CreditCode>,
    /// Where the record comes from.
    pub source: String,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// An organisation as a form or a file gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// See [`Organisation::id`].
    pub id: String,
    /// `bureau`, `enterprise` or `public`.
    pub kind: String,
    /// See [`Organisation::name`].
    pub name: Names,
    /// Empty where it is not known.
    pub credit_code: String,
    /// See [`Organisation::source`].
    pub source: String,
}

/// Why an organisation is not changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields are wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is none of this id.
    #[error("there is no organisation {0:?}")]
    NotFound(String),
    /// There is one of this id.
    #[error("there is an organisation {0:?} already; choose another id")]
    Exists(String),
    /// Another one has this credit code.
    #[error("the credit code belongs to {other:?} already")]
    CodeTaken {
        /// Id of the other one.
        other: String,
    },
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Draft {
    /// The organisation that the draft describes.
    ///
    /// # Errors
    /// [`Invalid`] with every field that is wrong.
    pub fn check(&self, version: i64) -> Result<Organisation, Invalid> {
        let mut check = Check::default();
        let code = self.credit_code.trim();
        let organisation = Organisation {
            id: check.take("id", text::key(&self.id)),
            kind: check.take("kind", self.kind.parse()),
            name: self.name.checked(&mut check),
            credit_code: if code.is_empty() {
                None
            } else {
                check.take("credit_code", code.parse().map(Some).map_err(Flaw::from))
            },
            source: check.take("source", text::line(&self.source, SOURCE_LENGTH_MAX)),
            version,
        };
        check.finish()?;
        Ok(organisation)
    }
}

impl Organisation {
    fn of_row(row: organisation::Model) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt(format!("organisation {:?}", row.id));
        Ok(Self {
            kind: row.kind.parse().map_err(|_| corrupt())?,
            credit_code: row.credit_code.map(|code| code.parse()).transpose().map_err(|_| corrupt())?,
            name: Names { zh: row.name_zh, en: row.name_en },
            source: row.source,
            version: row.version,
            id: row.id,
        })
    }

    fn row(&self, zone: &ZoneId) -> organisation::ActiveModel {
        organisation::ActiveModel {
            zone_id: Set(zone.to_string()),
            id: Set(self.id.clone()),
            kind: Set(self.kind.key().to_owned()),
            name_zh: Set(self.name.zh.clone()),
            name_en: Set(self.name.en.clone()),
            credit_code: Set(self.credit_code.as_ref().map(CreditCode::to_string)),
            source: Set(self.source.clone()),
            version: Set(self.version),
        }
    }

    /// Whether the scope may see it: everybody sees the bureaus and their own, administrators all.
    fn is_visible(&self, scope: &Scope) -> bool {
        self.kind != Kind::Enterprise
            || scope.may(MANAGE_PEOPLE)
            || scope.person().is_some_and(|person| person.organisation == self.id)
    }
}

/// The organisations that the scope may see, by id.
///
/// # Errors
/// What the database says.
pub async fn list(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Organisation>, StoreError> {
    let rows =
        Entity::find().filter(Column::ZoneId.eq(scope.zone().as_str())).order_by_asc(Column::Id).all(database).await?;
    let mut organisations = rows.into_iter().map(Organisation::of_row).collect::<Result<Vec<_>, _>>()?;
    organisations.retain(|organisation| organisation.is_visible(scope));
    Ok(organisations)
}

/// One organisation, where the scope may see it.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &str,
) -> Result<Option<Organisation>, StoreError> {
    let found = read(database, scope.zone(), id).await?;
    Ok(found.filter(|organisation| organisation.is_visible(scope)))
}

pub(crate) async fn read(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    id: &str,
) -> Result<Option<Organisation>, StoreError> {
    Entity::find_by_id((zone.to_string(), id.to_owned())).one(database).await?.map(Organisation::of_row).transpose()
}

/// Adds an organisation.
///
/// # Errors
/// [`Refused`].
pub async fn add(store: &Store, order: Order<'_>, draft: Draft) -> Result<(), Refused> {
    order.needs(MANAGE_PEOPLE)?;
    let new = draft.check(1)?;
    store
        .write(order.author(), order.key, "identity.add_organisation", move |change| {
            Box::pin(async move {
                if read(change.connection(), change.zone(), &new.id).await?.is_some() {
                    return Err(Refused::Exists(new.id));
                }
                put(change, None, &new).await
            })
        })
        .await
}

/// How an edit that may come to nothing ends.
enum Edit {
    /// The record says so already: there is nothing to write.
    Unchanged,
    Refused(Refused),
}

impl<E: Into<Refused>> From<E> for Edit {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Edits an organisation from the version that the form showed; its id stays.
///
/// # Errors
/// [`Refused`].
pub async fn edit(store: &Store, order: Order<'_>, version: i64, draft: Draft) -> Result<(), Refused> {
    order.needs(MANAGE_PEOPLE)?;
    let mut new = draft.check(version)?;
    let outcome = store
        .write(order.author(), order.key, "identity.edit_organisation", move |change| {
            Box::pin(async move {
                let before = read(change.connection(), change.zone(), &new.id).await?;
                let before = before.ok_or_else(|| Refused::NotFound(new.id.clone()))?;
                new.version = before.version;
                if new == before {
                    return Err(Edit::Unchanged);
                }
                if before.version != version {
                    return Err(stale(version, &before, &new)?.into());
                }
                new.version += 1;
                Ok(put(change, Some(&before), &new).await?)
            })
        })
        .await;
    match outcome {
        Ok(()) | Err(Edit::Unchanged) => Ok(()),
        Err(Edit::Refused(refused)) => Err(refused),
    }
}

fn stale(your_version: i64, current: &Organisation, yours: &Organisation) -> Result<Stale, StoreError> {
    Ok(Stale {
        your_version,
        current_version: current.version,
        yours: serde_json::to_value(yours)?,
        current: serde_json::to_value(current)?,
    })
}

/// Writes the organisation with its entry.
pub(crate) async fn put(change: &mut Change, before: Option<&Organisation>, new: &Organisation) -> Result<(), Refused> {
    if let Some(code) = &new.credit_code {
        let other = Entity::find()
            .filter(Column::ZoneId.eq(change.zone().as_str()))
            .filter(Column::CreditCode.eq(code.as_str()))
            .filter(Column::Id.ne(new.id.as_str()))
            .one(change.connection())
            .await
            .map_err(StoreError::from)?;
        if let Some(other) = other {
            return Err(Refused::CodeTaken { other: other.id });
        }
    }
    let row = new.row(change.zone());
    let subject = Subject::new("organisation", &new.id);
    let entry = if let Some(before) = before {
        row.update(change.connection()).await.map_err(StoreError::from)?;
        Entry::new("organisation.edited", subject).before(before)?
    } else {
        row.insert(change.connection()).await.map_err(StoreError::from)?;
        Entry::new("organisation.added", subject)
    };
    change.record(entry.after(new)?);
    Ok(())
}
