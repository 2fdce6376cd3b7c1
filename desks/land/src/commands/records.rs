//! Every change of what hangs on parcels. All of them leave an entry in the journal whose subject is the record.

use identity::Order;
use jiff::civil::Date;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, compare, day_of, note_loaded, words};
use crate::{
    EDIT,
    model::{
        Code, FieldFlaw, Flaw, Kind, LandRecord, ParcelRecord, Rules, RulesRecord, Surroundings, Versioned, Vocabulary,
    },
    store as tables,
};

/// What a kind of record calls its commands, and the journal what they did.
struct Verbs {
    add: &'static str,
    added: &'static str,
    edit: &'static str,
    edited: &'static str,
}

const fn verbs(kind: Kind) -> Verbs {
    match kind {
        Kind::Assessment => Verbs {
            add: "land.add_assessment",
            added: "regional_assessment.added",
            edit: "land.edit_assessment",
            edited: "regional_assessment.edited",
        },
        Kind::Commitment => Verbs {
            add: "land.add_commitment",
            added: "land_commitment.added",
            edit: "land.edit_commitment",
            edited: "land_commitment.edited",
        },
        Kind::Grant => Verbs {
            add: "land.add_grant",
            added: "land_grant.added",
            edit: "land.edit_grant",
            edited: "land_grant.edited",
        },
        Kind::Building => Verbs {
            add: "land.add_building",
            added: "factory_building.added",
            edit: "land.edit_building",
            edited: "factory_building.edited",
        },
    }
}

/// What a record must fit in with, as it stands in the database.
pub(crate) struct Around {
    rules: Rules,
    vocabulary: Vocabulary,
    parcels: Vec<ParcelRecord>,
    today: Date,
}

impl Around {
    /// Of the zone that is changed.
    pub(crate) async fn of(change: &Change, today: Date) -> Result<Self, StoreError> {
        let scope = identity::Scope::system(change.zone().clone());
        Ok(Self {
            rules: tables::rules(change.connection(), change.zone()).await?,
            vocabulary: words(change).await?,
            parcels: tables::parcels(change.connection(), &scope).await?,
            today,
        })
    }

    /// For the model.
    pub(crate) fn surroundings(&self) -> Surroundings<'_> {
        let Self { rules, vocabulary, parcels, today } = self;
        Surroundings { rules, vocabulary, parcels, today: *today }
    }

    fn read<R: LandRecord>(&self, draft: &R::Draft) -> Result<R, Refused> {
        let checked = R::check(draft).and_then(|record| record.fits(&self.surroundings()).map(|()| record));
        checked.map_err(|flaws| Refused::Wrong(flaws.into_iter().map(|flaw| self.rules.named(flaw)).collect()))
    }
}

/// Adds a record; its code, as it names it from now on.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once; field `code` for one that another record of the kind has.
pub async fn add<R: LandRecord>(store: &Store, order: Order<'_>, draft: R::Draft) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, verbs(R::KIND).add, move |change| {
            Box::pin(async move {
                let record: R = Around::of(change, today).await?.read(&draft)?;
                if tables::one_of::<R>(change.connection(), &scope, record.code()).await?.is_some() {
                    return Err(FieldFlaw { field: "code", flaw: Flaw::Taken }.into());
                }
                let code = record.code().to_string();
                add_records(change, vec![record]).await?;
                Ok(code)
            })
        })
        .await
}

/// Writes records that nobody knew.
pub(crate) async fn add_records<R: LandRecord>(change: &mut Change, records: Vec<R>) -> Result<(), StoreError> {
    for record in records {
        let new = Versioned { record, version: 1 };
        tables::put_record(change, &new).await?;
        let subject = Subject::new(R::KIND.key(), new.record.code().as_str());
        change.record(Entry::new(verbs(R::KIND).added, subject).after(&new.record.draft())?);
    }
    Ok(())
}

/// Changes a record; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit<R: LandRecord>(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    draft: R::Draft,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, verbs(R::KIND).edit, move |change| {
            Box::pin(async move {
                let found = tables::one_of::<R>(change.connection(), &scope, &code).await?;
                let before = found.ok_or_else(|| Refused::NotFound(code.clone()))?;
                let draft = R::coded(draft, &code);
                let (is, yours) = (serde_json::to_value(before.record.draft()), serde_json::to_value(&draft));
                let (is, yours) = (is.map_err(StoreError::from)?, yours.map_err(StoreError::from)?);
                compare((version, before.version), || (is, yours))?;
                let record: R = Around::of(change, today).await?.read(&draft)?;
                replace(change, &before, record, verbs(R::KIND).edited).await
            })
        })
        .await
}

/// Writes what became of a record.
pub(super) async fn replace<R: LandRecord>(
    change: &mut Change,
    before: &Versioned<R>,
    record: R,
    verb: &str,
) -> Result<(), Refused> {
    if record == before.record {
        return Err(Refused::Unchanged);
    }
    let after = Versioned { record, version: before.version + 1 };
    tables::put_record(change, &after).await?;
    let subject = Subject::new(R::KIND.key(), after.record.code().as_str());
    let entry = Entry::new(verb, subject).before(&before.record.draft())?;
    change.record(entry.after(&after.record.draft())?);
    Ok(())
}

/// Brings the rules to what the zone's file says.
pub(crate) async fn put_rules(change: &mut Change, new: &RulesRecord) -> Result<(), StoreError> {
    let old = tables::rules_record(change.connection(), change.zone()).await?;
    if old.as_ref() == Some(new) {
        return Ok(());
    }
    tables::put_rules(change, new).await?;
    let entry = Entry::new("land_rules.loaded", Subject::new("land_rules", change.zone().as_str()));
    note_loaded(change, entry, (old.as_ref(), new))
}
