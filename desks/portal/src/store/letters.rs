//! Letters to the editor: their table, and every query on it.

use identity::Scope;
use jiff::Timestamp;
use pages::components::Total;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Set, UpdateMany,
    sea_query::{Expr, ExprTrait, Order},
};
use store::{Change, StoreError, instant_from_text, instant_text};

use crate::{
    EDIT,
    model::{Delivery, Draft, Letter, LetterRecord, Mailed, Network, OpenLetter, Settlement, State},
};

mod letter {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_letter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub about: String,
        pub name: String,
        pub contact: String,
        pub text: String,
        pub received_at: String,
        pub network: String,
        pub state: String,
        pub note: String,
        pub settled_by: String,
        pub settled_at: Option<String>,
        pub version: i64,
        pub delivery: String,
        pub mail_tries: i64,
        pub mailed_at: Option<String>,
        pub mailed_note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The letters that the scope may see: all of the zone for an editor, none for anybody else.
fn letters_of(scope: &Scope) -> sea_orm::Select<letter::Entity> {
    let mine = letter::Entity::find().filter(letter::Column::ZoneId.eq(scope.zone().as_str()));
    if scope.may(EDIT) { mine } else { mine.filter(Expr::val(1).eq(0)) }
}

/// One page of letters, newest first or oldest first, and how many there are.
pub async fn letters(
    database: &impl ConnectionTrait,
    scope: &Scope,
    state: Option<State>,
    order: Order,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Letter>, Total), StoreError> {
    let mut query = letters_of(scope);
    if let Some(state) = state {
        query = query.filter(letter::Column::State.eq(state.as_str()));
    }
    let total = query.clone().count(database).await?;
    let rows = query
        .order_by(letter::Column::ReceivedAt, order.clone())
        .order_by(letter::Column::Id, order)
        .offset(offset)
        .limit(limit)
        .all(database)
        .await?;
    let letters = rows.into_iter().map(letter_of).collect::<Result<_, _>>()?;
    Ok((letters, Total::Exactly(total)))
}

/// A letter.
pub async fn letter(database: &impl ConnectionTrait, scope: &Scope, id: &str) -> Result<Option<Letter>, StoreError> {
    letters_of(scope).filter(letter::Column::Id.eq(id)).one(database).await?.map(letter_of).transpose()
}

/// The letters that have waited longest.
pub async fn open_letters(
    database: &impl ConnectionTrait,
    scope: &Scope,
    limit: u64,
) -> Result<Vec<OpenLetter>, StoreError> {
    let (letters, _) = letters(database, scope, Some(State::Open), Order::Asc, 0, limit).await?;
    let open = |letter: Letter| OpenLetter { id: letter.id, name: letter.name, received_at: letter.received_at };
    Ok(letters.into_iter().map(open).collect())
}

/// How many letters came from a network after a moment.
pub async fn letters_since(change: &Change, network: &Network, since: Timestamp) -> Result<u64, StoreError> {
    Ok(letter::Entity::find()
        .filter(letter::Column::ZoneId.eq(change.zone().as_str()))
        .filter(letter::Column::Network.eq(network.as_str()))
        .filter(letter::Column::ReceivedAt.gt(instant_text(since)))
        .count(change.connection())
        .await?)
}

/// All letters, oldest first: for files.
pub async fn all_letters(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<LetterRecord>, StoreError> {
    let rows = letters_of(scope)
        .order_by_asc(letter::Column::ReceivedAt)
        .order_by_asc(letter::Column::Id)
        .all(database)
        .await?;
    let record = |row: letter::Model| {
        let network = row.network.clone();
        let letter = letter_of(row)?;
        Ok(LetterRecord {
            id: letter.id,
            about: letter.about,
            name: letter.name,
            contact: letter.contact,
            text: letter.text,
            received_at: letter.received_at,
            network,
            state: letter.state,
            note: letter.note,
            settled_by: letter.settled_by,
            settled_at: letter.settled_at,
            version: letter.version,
            delivery: letter.delivery,
            mailed: letter.mailed,
        })
    };
    rows.into_iter().map(record).collect()
}

/// Keeps a letter that came in.
pub async fn add_letter(change: &Change, id: &str, draft: &Draft, network: &Network) -> Result<(), StoreError> {
    let letter = LetterRecord {
        id: id.to_owned(),
        about: draft.about.clone().unwrap_or_default(),
        name: draft.name.to_string(),
        contact: draft.contact.as_ref().map_or_else(String::new, ToString::to_string),
        text: draft.text.as_str().to_owned(),
        received_at: change.at(),
        network: network.as_str().to_owned(),
        state: State::Open,
        note: String::new(),
        settled_by: String::new(),
        settled_at: None,
        version: 1,
        delivery: Delivery::None,
        mailed: None,
    };
    keep_letter(change, letter).await
}

/// Keeps a letter as it is, or as it was in another house.
pub async fn keep_letter(change: &Change, letter: LetterRecord) -> Result<(), StoreError> {
    letter::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(letter.id),
        about: Set(letter.about),
        name: Set(letter.name),
        contact: Set(letter.contact),
        text: Set(letter.text),
        received_at: Set(instant_text(letter.received_at)),
        network: Set(letter.network),
        state: Set(letter.state.to_string()),
        note: Set(letter.note),
        settled_by: Set(letter.settled_by),
        settled_at: Set(letter.settled_at.map(instant_text)),
        version: Set(letter.version),
        mailed_at: Set(letter.mailed.as_ref().map(|mailed| instant_text(mailed.at))),
        mailed_note: Set(letter.mailed.map(|mailed| mailed.note)),
        ..columns_of(letter.delivery)
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

/// Notes how a letter was dealt with.
pub async fn settle(change: &Change, letter: &Letter, settlement: &Settlement) -> Result<(), StoreError> {
    letter::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(letter.id.clone()),
        state: Set(settlement.state().to_string()),
        note: Set(settlement.note().to_owned()),
        settled_by: Set(change.author().actor.clone()),
        settled_at: Set(Some(instant_text(change.at()))),
        version: Set(letter.version + 1),
        ..columns_of(settlement.delivery(letter))
    }
    .update(change.connection())
    .await?;
    Ok(())
}

/// Answers that are to be mailed now, those that were given first first: after each try they wait twice as long, and not
/// for ever.
pub async fn unmailed_answers(
    database: &impl ConnectionTrait,
    scope: &Scope,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<Letter>, StoreError> {
    let due = notices::due_by_tries(letter::Column::MailTries, letter::Column::SettledAt, now);
    let given_up_until = instant_text(Delivery::given_up_until(now));
    let waiting = letters_of(scope)
        .filter(letter::Column::Delivery.eq(Delivery::FIRST.as_str()))
        .filter(letter::Column::SettledAt.gt(given_up_until))
        .filter(due);
    settled_first(waiting, database, limit).await
}

/// Letters whose answers no mail carries: they were tried in vain, they waited too long, or they wait in a house that does
/// not mail.
pub async fn undelivered_answers(
    database: &impl ConnectionTrait,
    scope: &Scope,
    (mails, now): (bool, Timestamp),
    limit: u64,
) -> Result<Vec<Letter>, StoreError> {
    let waits = letter::Column::Delivery.eq(Delivery::FIRST.as_str());
    let given_up_until = instant_text(Delivery::given_up_until(now));
    let stays = if mails { waits.and(letter::Column::SettledAt.lte(given_up_until)) } else { waits };
    let failed = letter::Column::Delivery.eq(Delivery::Failed.as_str());
    settled_first(letters_of(scope).filter(failed.or(stays)), database, limit).await
}

async fn settled_first(
    letters: sea_orm::Select<letter::Entity>,
    database: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<Letter>, StoreError> {
    let ordered = letters.order_by_asc(letter::Column::SettledAt).order_by_asc(letter::Column::Id).limit(limit);
    ordered.all(database).await?.into_iter().map(letter_of).collect()
}

/// Notes that the answer to a letter is about to be handed to the mail server; whether it still is as it was read. Where it
/// was settled anew meanwhile, or another program tries it now, nothing is to be sent.
pub async fn put_try(change: &Change, letter: &Letter) -> Result<bool, StoreError> {
    let done = of_letter(change, letter)
        .set(columns_of(letter.delivery.tried()))
        .filter(letter::Column::Note.eq(&letter.note))
        .filter(letter::Column::Delivery.eq(letter.delivery.as_str()))
        .filter(letter::Column::MailTries.eq(letter.delivery.tries()))
        .exec(change.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Notes that the mail server took the answer to a letter. Where the letter says the same words still, whoever settled it
/// since, nothing is left to be mailed; where it says others, those wait.
pub async fn put_mailed(change: &Change, letter: &Letter) -> Result<(), StoreError> {
    let mailed = letter::ActiveModel {
        mailed_at: Set(Some(instant_text(change.at()))),
        mailed_note: Set(Some(letter.note.clone())),
        ..Default::default()
    };
    of_letter(change, letter).set(mailed).exec(change.connection()).await?;
    of_letter(change, letter)
        .set(columns_of(Delivery::None))
        .filter(letter::Column::Note.eq(&letter.note))
        .exec(change.connection())
        .await?;
    Ok(())
}

fn of_letter(change: &Change, letter: &Letter) -> UpdateMany<letter::Entity> {
    letter::Entity::update_many()
        .filter(letter::Column::ZoneId.eq(change.zone().as_str()))
        .filter(letter::Column::Id.eq(&letter.id))
}

fn columns_of(delivery: Delivery) -> letter::ActiveModel {
    letter::ActiveModel {
        delivery: Set(delivery.as_str().to_owned()),
        mail_tries: Set(delivery.tries()),
        ..Default::default()
    }
}

fn delivery_of(row: &letter::Model) -> Result<Delivery, StoreError> {
    match row.delivery.as_str() {
        "" => Ok(Delivery::None),
        "waiting" => Ok(Delivery::Waiting { tries: row.mail_tries }),
        "failed" => Ok(Delivery::Failed),
        other => Err(StoreError::Corrupt(format!("portal_letter {}: delivery {other:?}", row.id))),
    }
}

fn mailed_of(row: &letter::Model) -> Result<Option<Mailed>, StoreError> {
    let mailed = row.mailed_at.as_deref().zip(row.mailed_note.clone());
    mailed.map(|(at, note)| Ok(Mailed { at: instant_from_text(at)?, note })).transpose()
}

fn letter_of(row: letter::Model) -> Result<Letter, StoreError> {
    Ok(Letter {
        delivery: delivery_of(&row)?,
        mailed: mailed_of(&row)?,
        received_at: instant_from_text(&row.received_at)?,
        settled_at: row.settled_at.as_deref().map(instant_from_text).transpose()?,
        state: row.state.parse().map_err(|error| StoreError::Corrupt(format!("portal_letter {}: {error}", row.id)))?,
        id: row.id,
        about: row.about,
        name: row.name,
        contact: row.contact,
        text: row.text,
        note: row.note,
        settled_by: row.settled_by,
        version: row.version,
    })
}
