use std::collections::{BTreeMap, BTreeSet};

use identity::{Scope, account::Account};
use jiff::{Timestamp, civil::Date};
use notices::Notice;
use pages::{App, Chore, ChoreError};
use store::{Author, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

use super::{LedgerLine, ledger, rules};
use crate::{
    SUPERVISE,
    model::{Alarm, Cause, Level, Owner, day_in_china},
};

/// The role whose holders are told of escalations.
const LEADER: &str = "leader";
/// The role of whoever hears of the duties of an organisation (联络员).
pub(crate) const CONTACT: &str = "duty-contact";
/// How often the ledger is gone through.
const EVERY_MINUTES: u32 = 60;

/// The chore that goes through the ledger.
pub(crate) fn chore() -> Chore {
    Chore {
        name: "policy.supervise",
        every_minutes: EVERY_MINUTES,
        run: |app, zone, now| Box::pin(supervise(app, zone, now)),
    }
}

/// Says what is to be said, to whom it was not said yet.
async fn supervise(app: &App, zone: &ZoneId, now: Timestamp) -> Result<String, ChoreError> {
    let scope = Scope::system(zone.clone());
    let database = app.store().reader();
    let today = day_in_china(now);
    let rules = rules(database, &scope).await?;
    let lines = ledger(app.facts(), database, &scope, today).await?;
    let people = People::of(app, &scope).await?;
    let mut waiting = Vec::new();
    for line in &lines {
        for alarm in line.duty.alarms(&rules, today) {
            waiting.extend(people.told(line, alarm.level).into_iter().map(|account| notice(line, &alarm, account)));
        }
    }
    let waiting = notices::unposted(database, zone, waiting).await?;
    if waiting.is_empty() {
        return Ok("nothing new to say".to_owned());
    }
    let count = post(app.store(), zone, waiting, now, today).await?;
    Ok(format!("{count} notices posted"))
}

async fn post(
    store: &Store,
    zone: &ZoneId,
    waiting: Vec<Notice>,
    now: Timestamp,
    today: Date,
) -> Result<usize, StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    store
        .write(author, IdempotencyKey::random(), "policy.supervise", move |change| {
            Box::pin(async move {
                let mut said = Vec::new();
                for notice in waiting {
                    let summary = format!("{} {}", notice.account, notice.occasion);
                    if notices::post(change, notice).await? {
                        said.push(summary);
                    }
                }
                change.record(
                    Entry::new("supervision.spoke", Subject::new("supervision", today.to_string())).after(&said)?,
                );
                Ok(said.len())
            })
        })
        .await
}

fn notice(line: &LedgerLine, alarm: &Alarm, account: String) -> Notice {
    let (kind, days) = match alarm.cause {
        Cause::DueSoon(days) => ("due-soon", days),
        Cause::Overdue(days) => ("overdue", days),
        Cause::Stuck(days) => ("stuck", days),
    };
    Notice {
        account,
        occasion: format!("duty/{}/{}/{}", line.document, line.clause, alarm.occasion),
        text_key: format!("policy-notice-{kind}-{}", alarm.level.key()),
        details: BTreeMap::from([
            ("words".to_owned(), line.excerpt()),
            ("days".to_owned(), days.to_string()),
            ("due".to_owned(), line.duty.due.map(|due| due.last_day().to_string()).unwrap_or_default()),
        ]),
        path: line.path(),
        light: alarm.level.light().name().to_owned(),
    }
}

/// Who is told at which level.
struct People {
    accounts: Vec<Account>,
    supervisors: BTreeSet<String>,
    leaders: BTreeSet<String>,
}

impl People {
    async fn of(app: &App, scope: &Scope) -> Result<Self, StoreError> {
        let mut accounts = identity::account::list(app.store().reader(), scope).await?;
        accounts.retain(|account| !account.disabled);
        let supervises = |account: &&Account| {
            let mut held = account.roles.iter().filter_map(|key| app.roles().find(key).ok()).flatten();
            held.any(|role| role.rights.contains(&SUPERVISE)) && !account.roles.iter().any(|key| key == LEADER)
        };
        let logins = |found: Vec<&Account>| found.into_iter().map(|account| account.login.clone()).collect();
        Ok(Self {
            supervisors: logins(accounts.iter().filter(supervises).collect()),
            leaders: logins(accounts.iter().filter(|account| account.roles.iter().any(|key| key == LEADER)).collect()),
            accounts,
        })
    }

    /// Owner and co-owners always, supervisors from a warning on, leaders at an escalation.
    fn told(&self, line: &LedgerLine, level: Level) -> BTreeSet<String> {
        let owners = std::iter::once(&line.duty.owner).chain(&line.duty.co_owners);
        let mut told: BTreeSet<String> = owners.flat_map(|owner| self.of_owner(owner)).collect();
        if level >= Level::Warning {
            told.extend(self.supervisors.iter().cloned());
        }
        if level >= Level::Escalation {
            told.extend(self.leaders.iter().cloned());
        }
        told
    }

    /// Who hears for an owner: whoever holds the post; for an organisation its contacts, or all in it when it has none.
    fn of_owner(&self, owner: &Owner) -> Vec<String> {
        let (mut contacts, mut all) = (Vec::new(), Vec::new());
        for account in self.accounts.iter().filter(|account| owner.is(&account.organisation, &account.post)) {
            all.push(account.login.clone());
            if account.roles.iter().any(|key| key == CONTACT) {
                contacts.push(account.login.clone());
            }
        }
        if contacts.is_empty() || owner.post().is_some() { all } else { contacts }
    }
}
