//! How often an account wants its notices by e-mail.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use store::{Change, Entry, StoreError, Subject, ZoneId, instant_from_text};

use crate::notice::row as notice;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_preference")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: String,
        pub digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How often notices go out by e-mail (邮件汇总).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digest {
    /// As soon as there is one.
    #[default]
    AtOnce,
    /// Once a day, all that came.
    Daily,
    /// Once a week, all that came.
    Weekly,
    /// Not at all: they stay in the house.
    Never,
}

impl Digest {
    /// All choices.
    pub const ALL: [Self; 4] = [Self::AtOnce, Self::Daily, Self::Weekly, Self::Never];

    /// As forms and the database name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::AtOnce => "at-once",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Never => "never",
        }
    }

    /// The choice of this name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.key() == key)
    }

    /// Whether a mail is due, when the last one went out at `last`: on another day, or in another week, of China's
    /// calendar. Weeks begin on Monday.
    pub fn is_due(self, last: Option<Timestamp>, now: Timestamp) -> bool {
        let Some(last) = last else { return true };
        match self {
            Self::AtOnce | Self::Never => true,
            Self::Daily => day(last) < day(now),
            Self::Weekly => monday(day(last)) < monday(day(now)),
        }
    }
}

fn day(at: Timestamp) -> Date {
    tz::offset(8).to_datetime(at).date()
}

fn monday(day: Date) -> Date {
    let since_monday = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(since_monday)).unwrap_or(day)
}

/// What the accounts of a zone have chosen; whoever has not is told at once.
///
/// # Errors
/// What the database says.
pub async fn digests(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<BTreeMap<String, Digest>, StoreError> {
    let rows = row::Entity::find().filter(row::Column::ZoneId.eq(zone.as_str())).all(database).await?;
    let chosen = rows.into_iter().map(|row| {
        let digest = Digest::of_key(&row.digest)
            .ok_or_else(|| StoreError::Corrupt(format!("notice_preference: {:?}", row.digest)))?;
        Ok((row.account_id, digest))
    });
    chosen.collect()
}

/// When each account last had its notices by e-mail.
///
/// # Errors
/// What the database says.
pub async fn last_mailed(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    let rows: Vec<(String, String)> = notice::Entity::find()
        .select_only()
        .column(notice::Column::AccountId)
        .column_as(notice::Column::MailedAt.max(), "at")
        .filter(notice::Column::ZoneId.eq(zone.as_str()))
        .filter(notice::Column::MailedAt.is_not_null())
        .group_by(notice::Column::AccountId)
        .into_tuple()
        .all(database)
        .await?;
    rows.into_iter().map(|(account, at)| Ok((account, instant_from_text(&at)?))).collect()
}

/// Notes what an account has chosen, with its journal entry.
///
/// # Errors
/// What the database says.
pub async fn set_digest(change: &mut Change, account: &str, digest: Digest) -> Result<(), StoreError> {
    let row = row::Model {
        zone_id: change.zone().to_string(),
        account_id: account.to_owned(),
        digest: digest.key().to_owned(),
    };
    let again = OnConflict::columns([row::Column::ZoneId, row::Column::AccountId])
        .update_column(row::Column::Digest)
        .to_owned();
    row::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(change.connection()).await?;
    let entry = Entry::new("notice.digest_chosen", Subject::new("account", account));
    change.record(entry.after(&serde_json::json!({ "digest": digest.key() }))?);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_digest_is_due_on_another_day_or_in_another_week() {
        let at = |text: &str| format!("{text}+08:00").parse::<Timestamp>().unwrap();
        // 2020-08-20 is a Thursday.
        let last = Some(at("2020-08-20T09:00:00"));
        for (digest, now, due) in [
            (Digest::AtOnce, "2020-08-20T09:00:00", true),
            (Digest::Daily, "2020-08-20T20:59:00", false),
            (Digest::Daily, "2020-08-21T00:01:00", true),
            (Digest::Weekly, "2020-08-23T23:59:00", false),
            (Digest::Weekly, "2020-08-24T08:00:00", true),
        ] {
            assert_eq!(digest.is_due(last, at(now)), due, "{digest:?} {now}");
            assert!(digest.is_due(None, at(now)));
            assert_eq!(Digest::of_key(digest.key()), Some(digest));
        }
    }
}
