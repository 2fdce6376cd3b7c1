//! Reminders that go out by the zone's rules: months that nobody has reported, items of dossiers that are due or late,
//! claims that wait to be verified.

use std::collections::{BTreeMap, BTreeSet};

use identity::{Right, Scope, account::Account, organisation};
use jiff::{Timestamp, ToSpan, civil::Date};
use notices::Notice;
use pages::App;
use sea_orm::Order;
use store::{Author, Entry, IdempotencyKey, StoreError, Subject, ZoneId};

use crate::{
    REPORT, VERIFY,
    model::{Claim, Item, ItemKind, Particulars, ProjectId, ProjectRecord, ReportingRules},
    store::{self as tables, ItemFilter, KeptItem, ProjectFilter, Sort},
};

/// The most projects and items that one run looks at.
const LOOKED_AT_MAX: u64 = 2_000;
/// How long the months that nobody has reported are spoken of, in days after they were due.
const WARN_FOR_DAYS: u16 = 31;
/// Who takes over a zone with old items is not told of those that are later than this.
const LATE_DAYS_MAX: i32 = 92;
/// Days before an item is due from which on whoever must act is told, and days after it from which on they are told again,
/// and those who lead too. Each is said once.
const ITEM_DAYS_BEFORE: i32 = 2;
const ITEM_DAYS_AFTER: [i32; 2] = [1, 7];
/// The role whose holders hear of what is late for long.
const LEADER: &str = "leader";

/// Posts what is to be said today and was not said yet; how many notices.
pub(crate) async fn remind(app: &App, zone: &ZoneId, now: Timestamp) -> Result<usize, StoreError> {
    let scope = Scope::system(zone.clone());
    let database = app.store().reader();
    let Some(rules) = tables::find_rules(database, zone).await? else { return Ok(0) };
    let today = pages::china().to_datetime(now).date();
    let people = People::of(app, &scope).await?;
    let mut notices = reports(app, &scope, &people, &rules.conduct.reporting, today).await?;
    notices.extend(items(app, &scope, &people, today).await?);
    notices.extend(claims(app, &scope, &people).await?);
    let waiting = notices::unposted(database, zone, notices).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let author = Author::system(zone.clone(), "scheduler", now);
    app.store()
        .write(author, IdempotencyKey::random(), "projects.remind", move |change| {
            Box::pin(async move {
                let mut said = Vec::new();
                for notice in waiting {
                    let summary = format!("{} {}", notice.account, notice.occasion);
                    if notices::post(change, notice).await? {
                        said.push(summary);
                    }
                }
                let subject = Subject::new("project_reminder", today.to_string());
                change.record(Entry::new("project_reminder.spoke", subject).after(&said)?);
                Ok(said.len())
            })
        })
        .await
}

/// Who can be told.
struct People {
    accounts: Vec<Account>,
    reporters: BTreeSet<String>,
    verifiers: BTreeSet<String>,
    /// Organisations by their credit codes.
    investors: BTreeMap<String, String>,
}

impl People {
    async fn of(app: &App, scope: &Scope) -> Result<Self, StoreError> {
        let database = app.store().reader();
        let mut accounts = identity::account::list(database, scope).await?;
        accounts.retain(|account| !account.disabled);
        let with_right = |right: Right| {
            let holds = |account: &&Account| {
                let mut held = account.roles.iter().filter_map(|key| app.roles().find(key).ok()).flatten();
                held.any(|role| role.rights.contains(&right))
            };
            accounts.iter().filter(holds).map(|account| account.login.clone()).collect()
        };
        let (reporters, verifiers) = (with_right(REPORT), with_right(VERIFY));
        let organisations = organisation::list(database, scope).await?;
        let coded = organisations.into_iter().filter_map(|one| Some((one.credit_code?.to_string(), one.id)));
        Ok(Self { accounts, reporters, verifiers, investors: coded.collect() })
    }

    fn in_organisation<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        self.accounts.iter().filter(move |account| account.organisation == id).map(|account| account.login.as_str())
    }

    fn with_role<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a str> {
        let holds = move |account: &&Account| account.roles.iter().any(|key| key == role);
        self.accounts.iter().filter(holds).map(|account| account.login.as_str())
    }
}

/// A month and the day on which it is due.
struct DueMonth {
    month: String,
    last_day: Date,
    due: Date,
}

/// The months whose reports are due last month, this month and next month.
fn due_months(rules: &ReportingRules, today: Date) -> impl Iterator<Item = DueMonth> {
    let due_day = rules.due_day;
    [-1, 0, 1].into_iter().filter_map(move |months: i32| {
        let first = today.first_of_month().checked_add(months.months()).ok()?;
        let last_day = first.yesterday().ok()?;
        let due = Date::new(first.year(), first.month(), due_day).ok()?;
        Some(DueMonth { month: tables::month_of(last_day), last_day, due })
    })
}

/// The rule that speaks on a day: the latest whose time has come. A house that was closed on the day itself says it later.
fn rule_before(rules: &ReportingRules, due: Date, today: Date) -> Option<u16> {
    let left = u16::try_from((due - today).get_days()).ok()?;
    rules.remind_days_before.iter().copied().filter(|days| left <= *days).min()
}

/// The same after the day.
fn rule_after(rules: &ReportingRules, due: Date, today: Date) -> Option<u16> {
    let late = u16::try_from((today - due).get_days()).ok().filter(|late| *late < WARN_FOR_DAYS)?;
    rules.warn_days_after.iter().copied().filter(|days| late >= *days).max()
}

/// Enterprises are reminded before the day on which a month is due, whoever collects reports after it.
async fn reports(
    app: &App,
    scope: &Scope,
    people: &People,
    rules: &ReportingRules,
    today: Date,
) -> Result<Vec<Notice>, StoreError> {
    let mut notices = Vec::new();
    for of in due_months(rules, today) {
        let (before, after) = (rule_before(rules, of.due, today), rule_after(rules, of.due, today));
        if before.is_none() && after.is_none() {
            continue;
        }
        let of_month = (of.month.as_str(), of.last_day);
        let (count, lines) = tables::unreported(app.store().reader(), scope, of_month, LOOKED_AT_MAX).await?;
        let notice = |account: &str, occasion: String, text_key: &str, name: &str, path: String, light: &str| Notice {
            account: account.to_owned(),
            occasion: format!("report/{}/{occasion}/{path}", of.month),
            text_key: text_key.to_owned(),
            details: [
                ("name", name),
                ("month", &of.month),
                ("due", &of.due.to_string()),
                ("count", &count.to_string()),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
            path,
            light: light.to_owned(),
        };
        if let Some(days) = after.filter(|_| count > 0) {
            let path = || "/projects/import?kind=reports".to_owned();
            let told = people.reporters.iter();
            let missing = "projects-notice-reports-missing";
            notices.extend(told.map(|account| notice(account, format!("-{days}"), missing, "", path(), "red")));
        }
        let Some(days) = before else { continue };
        for line in &lines {
            let investor = line.credit_code.as_ref().and_then(|code| people.investors.get(code));
            for account in investor.into_iter().flat_map(|id| people.in_organisation(id)) {
                let path = format!("/projects/{}", line.id);
                let due = "projects-notice-report-due";
                notices.push(notice(account, days.to_string(), due, &line.name, path, "amber"));
            }
        }
    }
    Ok(notices)
}

/// What verifiers are told on.
pub(super) fn claim_occasion(record: &ProjectRecord, claim: &Claim) -> String {
    format!("claim/{}/{}/{}", record.id, claim.stage, claim.on)
}

/// Whoever may verify a claim hears of it once.
async fn claims(app: &App, scope: &Scope, people: &People) -> Result<Vec<Notice>, StoreError> {
    let filter = ProjectFilter { claimed: true, ..ProjectFilter::default() };
    let order = (Sort::Stage, Order::Desc);
    let records = tables::records(app.store().reader(), scope, &filter, order, 0, LOOKED_AT_MAX).await?;
    let mut notices = Vec::new();
    for record in &records {
        let Some(claim) = &record.claim else { continue };
        let verifiers = people.verifiers.iter().map(String::as_str);
        let told = verifiers.filter(|account| claim.may_be_verified_by(account, record).is_ok());
        notices.extend(told.map(|account| Notice {
            account: account.to_owned(),
            occasion: claim_occasion(record, claim),
            text_key: "projects-notice-claim-made".to_owned(),
            details: BTreeMap::from([("name".to_owned(), record.project.name.to_string())]),
            path: format!("/projects/{}", record.id),
            light: "amber".to_owned(),
        }));
    }
    Ok(notices)
}

/// Whoever must act hears shortly before an item is due and after it, the second time with those who lead.
async fn items(app: &App, scope: &Scope, people: &People, today: Date) -> Result<Vec<Notice>, StoreError> {
    let days = (today.saturating_sub(LATE_DAYS_MAX.days()), today.saturating_add(ITEM_DAYS_BEFORE.days()));
    let kinds = vec![ItemKind::Talk, ItemKind::Milestone, ItemKind::Request, ItemKind::Hurdle, ItemKind::Duty];
    let projects = Some(ProjectFilter { counting: true, ..ProjectFilter::default() });
    let filter = ItemFilter { projects, kinds, open: true, due: Some(days), ..ItemFilter::default() };
    let database = app.store().reader();
    let due = tables::items(database, scope, &filter, 0, LOOKED_AT_MAX).await?;
    let ids: BTreeSet<ProjectId> = due.iter().map(|kept| kept.item.project.clone()).collect();
    let projects = tables::by_ids(database, scope, &ids.into_iter().collect::<Vec<_>>()).await?;
    let projects: BTreeMap<&ProjectId, &ProjectRecord> = projects.iter().map(|record| (&record.id, record)).collect();
    let mut notices = Vec::new();
    for kept in &due {
        let Some(project) = projects.get(&kept.item.project) else { continue };
        let Some((stage, days)) = stage_of(&kept.item, today) else { continue };
        let manager = project.project.manager.as_ref().map(crate::model::Line::as_str);
        let mut told: BTreeSet<&str> = match &kept.item.owner {
            Some(owner) => people.in_organisation(owner.as_str()).collect(),
            None => manager.into_iter().collect(),
        };
        if stage == "escalated" {
            told.extend(people.with_role(LEADER));
        }
        notices.extend(told.into_iter().map(|account| notice(account, kept, project, (stage, days))));
    }
    Ok(notices)
}

/// What is said of an item today: `due`, `late` or `escalated`, with the days.
fn stage_of(item: &Item, today: Date) -> Option<(&'static str, i32)> {
    let left = (item.due_on? - today).get_days();
    let [late, escalated] = ITEM_DAYS_AFTER;
    match -left {
        days if days >= escalated => Some(("escalated", days)),
        days if days >= late => Some(("late", days)),
        _ if left <= ITEM_DAYS_BEFORE => Some(("due", left)),
        _ => None,
    }
}

fn notice(account: &str, kept: &KeptItem, project: &ProjectRecord, (stage, days): (&str, i32)) -> Notice {
    let next = match &kept.item.particulars {
        Particulars::Talk { next_step, .. } => next_step.as_ref().map(ToString::to_string),
        _ => None,
    };
    let text = kept.item.title.as_ref().map(ToString::to_string).or(next);
    let name = project.project.name.to_string();
    Notice {
        account: account.to_owned(),
        occasion: format!(
            "item/{}/{stage}/{}",
            kept.id,
            kept.item.due_on.map(|due| due.to_string()).unwrap_or_default()
        ),
        text_key: match (stage, days) {
            ("due", 0) => "projects-notice-item-due-today".to_owned(),
            ("due", 1) => "projects-notice-item-due-tomorrow".to_owned(),
            _ => format!("projects-notice-item-{stage}"),
        },
        details: BTreeMap::from([
            ("name".to_owned(), text.map_or_else(|| name.clone(), |text| format!("{name}：{text}"))),
            ("days".to_owned(), days.to_string()),
        ]),
        path: format!("/projects/{}/items/{}", kept.item.project, kept.id),
        light: if stage == "due" { "amber" } else { "red" }.to_owned(),
    }
}
