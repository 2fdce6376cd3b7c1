use jiff::Timestamp;
use store::{Author, IdempotencyKey, Store, ZoneId};

use super::{
    Account, Refused,
    administer::is_administrator,
    record::{self, LANGUAGE_DEFAULT, Record},
};
use crate::{
    ADMINISTRATOR, Password, PasswordHash,
    organisation::{self, Kind, Organisation},
    zone,
};

/// Login of the first administrator.
const LOGIN: &str = "admin";
/// Organisation of the first administrator, where the zone has none of this id yet.
const ORGANISATION: &str = "committee";

/// Makes an administrator with a one-time password where nobody can administer the zone; `None` where somebody can.
///
/// An account `admin` that is disabled or has lost the role becomes the administrator again, without a second step: it
/// may be the phone that was lost.
///
/// # Errors
/// [`Refused`].
pub async fn first_administrator(
    store: &Store,
    zone: &ZoneId,
    at: Timestamp,
) -> Result<Option<(String, Password)>, Refused> {
    let known = record::list(store.reader(), zone).await?;
    if known.iter().any(|record| is_administrator(&record.account)) {
        return Ok(None);
    }
    let password = Password::one_time();
    let hash = PasswordHash::hash(password.clone()).await?;
    let author = Author::system(zone.clone(), "first-start", at);
    store
        .write(author, IdempotencyKey::random(), "identity.first_administrator", move |change| {
            Box::pin(async move {
                let before = record::read(change.connection(), change.zone(), LOGIN).await?;
                let mut account = match &before {
                    Some(before) => before.account.clone(),
                    None => newcomer(committee(change).await?),
                };
                if !account.roles.iter().any(|role| role == ADMINISTRATOR) {
                    account.roles.push(ADMINISTRATOR.to_owned());
                    account.roles.sort();
                }
                account.disabled = false;
                account.must_change_password = true;
                account.version += 1;
                account.second_step = false;
                let new = Record::new(account, hash);
                record::put(change, before.as_ref(), &new, "account.first_administrator").await
            })
        })
        .await?;
    Ok(Some((LOGIN.to_owned(), password)))
}

fn newcomer(organisation: String) -> Account {
    Account {
        login: LOGIN.to_owned(),
        name: LOGIN.to_owned(),
        organisation,
        post: String::new(),
        email: String::new(),
        language: LANGUAGE_DEFAULT.to_owned(),
        roles: Vec::new(),
        second_step: false,
        must_change_password: true,
        disabled: false,
        source: String::new(),
        version: 0,
    }
}

/// The committee as an organisation; it bears the zone's own name until somebody edits it.
async fn committee(change: &mut store::Change) -> Result<String, Refused> {
    let zone_id = change.zone().clone();
    if organisation::read(change.connection(), &zone_id, ORGANISATION).await?.is_none() {
        let zone =
            zone::find(change.connection(), &zone_id).await?.ok_or_else(|| Refused::NotFound(zone_id.to_string()))?;
        let committee = Organisation {
            id: ORGANISATION.to_owned(),
            kind: Kind::Bureau,
            name: zone.name,
            credit_code: None,
            source: String::new(),
            version: 1,
        };
        organisation::put(change, None, &committee).await.map_err(|refused| match refused {
            organisation::Refused::Store(error) => error.into(),
            _ => Refused::UnknownOrganisation(ORGANISATION.to_owned()),
        })?;
    }
    Ok(ORGANISATION.to_owned())
}
