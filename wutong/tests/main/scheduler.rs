//! What the house does by itself, over days, through the scheduler's own door.

use std::collections::{BTreeMap, BTreeSet};

use pages::{Desk, scheduler::Scheduler};
use policy::supervision::{ledger, rules};
use testing::House;

fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

/// What the supervision rules have to say today, by occasion.
async fn due_today(house: &House) -> BTreeSet<String> {
    let (reader, scope) = (house.store().reader(), house.system());
    let today = pages::china().to_datetime(house.clock.now()).date();
    let rules = rules(reader, &scope).await.unwrap();
    let lines = ledger(house.app.facts(), reader, &scope, today).await.unwrap();
    let said = lines.iter().flat_map(|line| {
        let alarms = line.duty.alarms(&rules, today);
        alarms.into_iter().map(move |alarm| format!("duty/{}/{}/{}", line.document, line.clause, alarm.occasion))
    });
    said.collect()
}

/// How often each account was told of each occasion.
async fn told(house: &House) -> BTreeMap<(String, String), usize> {
    let mut told = BTreeMap::new();
    for posted in
        notices::unmailed(house.store().reader(), &house.zone, &[], house.clock.now(), 1_000_000).await.unwrap()
    {
        *told.entry((posted.notice.account, posted.notice.occasion)).or_insert(0) += 1;
    }
    told
}

#[tokio::test]
async fn each_supervision_rule_fires_once_and_only_once() {
    const DAYS: usize = 75;
    for house in testing::houses(desks).await {
        let mut scheduler = Scheduler::new(house.app.clone());
        let mut expected = BTreeSet::new();
        let mut ticks = 0;
        for day in 0..DAYS {
            // The program is stopped and started again now and then: it knows no more what it has done.
            if day % 10 == 9 {
                scheduler = Scheduler::new(house.app.clone());
            }
            for _ in 0..3 {
                scheduler.tick().await;
                ticks += 1;
                expected.extend(due_today(&house).await);
                house.clock.pass_minutes(8 * 60);
            }
        }
        let told = told(&house).await;
        assert!(told.values().all(|times| *times == 1), "{told:?}");
        let occasions = told.into_keys().map(|(_, occasion)| occasion);
        // Other rules speak too; they have tests of their own.
        let occasions: BTreeSet<_> = occasions.filter(|occasion| occasion.starts_with("duty/")).collect();
        // Nothing that was due is missing, and nothing else was said; duties of which nobody hears say nothing.
        let unheard: Vec<_> = expected.difference(&occasions).collect();
        let unasked: Vec<_> = occasions.difference(&expected).collect();
        assert!(unasked.is_empty(), "{unasked:?}");
        assert!(unheard.is_empty(), "{unheard:?}");
        let kinds: BTreeSet<_> = occasions
            .iter()
            .map(|occasion| {
                let parts: Vec<_> = occasion.split('/').collect();
                format!("{} {}", parts[parts.len() - 3], parts[parts.len() - 1])
            })
            .collect();
        assert_eq!(
            kinds.iter().map(String::as_str).collect::<Vec<_>>(),
            ["due escalation", "due reminder", "due warning", "stuck reminder", "stuck warning"]
        );
        assert_eq!(runs_of(&house, "policy.supervise").await, ticks);
    }
}

async fn runs_of(house: &House, chore: &str) -> i64 {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    use store::chores::run::{Column, Entity};
    let rows = Entity::find().filter(Column::Chore.eq(chore)).all(house.store().reader()).await.unwrap();
    assert!(rows.iter().all(|row| !row.failed), "{rows:?}");
    rows.iter().map(|row| row.runs).sum()
}

#[tokio::test]
async fn the_log_of_runs_is_shown_and_forgotten_after_ninety_days() {
    for house in testing::houses(desks).await {
        let mut scheduler = Scheduler::new(house.app.clone());
        scheduler.tick().await;
        let mut auditor = house.visitor("auditor").await.in_language("en");
        let page = auditor.get("/chores").await.body;
        assert!(page.contains("Remind of duties") && page.contains("notices posted"), "{page}");
        // A minute later only those are due that look every minute.
        house.clock.pass_minutes(1);
        scheduler.tick().await;
        assert_eq!(runs_of(&house, "policy.supervise").await, 1);
        assert_eq!(runs_of(&house, "search.follow").await, 2);
        assert!(auditor.get("/chores?failed=1").await.body.contains("No runs"));
        house.clock.pass_days(91);
        scheduler.tick().await;
        assert_eq!(runs_of(&house, "policy.keep-measures").await, 1);
    }
}
