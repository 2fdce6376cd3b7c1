//! What waits for whom.

use facts::Light;
use pages::{Language, WorkItem};
use testing::House;

use super::pages::houses;

async fn items(house: &House, login: &str) -> Vec<WorkItem> {
    let scope = house.visitor(login).await.scope().clone();
    let work = projects::desk().work.unwrap();
    let items = work.items(&house.app, &scope, Language::English, house.app.today()).await.unwrap();
    // What stands in dossiers waits for whole organisations, and has tests of its own.
    items.into_iter().filter(|item| !item.path.contains("/items/")).collect()
}

#[tokio::test]
async fn overdue_promises_and_missing_reports_wait_for_those_who_can_do_something() {
    for house in houses().await {
        let editor = items(&house, "projects").await;
        let overdue: Vec<_> =
            editor.iter().filter(|item| item.light == Light::Red && item.path.starts_with("/projects/")).collect();
        assert!(!overdue.is_empty());
        assert!(overdue.iter().all(|item| item.due.is_some_and(|due| due < house.app.today())), "{overdue:?}");
        assert!(overdue.iter().all(|item| item.reason.contains("overdue by")), "{overdue:?}");
        for login in ["leader", "portal", "gas"] {
            assert_eq!(items(&house, login).await, [], "{login}");
        }
        // August was reported in the demo; nobody has reported September when October begins.
        house.clock.pass_days(45);
        let clerk = items(&house, "statistics").await;
        assert_eq!(clerk.len(), 1, "{clerk:?}");
        assert_eq!((clerk[0].title.as_str(), clerk[0].light), ("Reports for 2020-09", Light::Amber));
        let own = items(&house, "enterprise").await;
        assert!(own.iter().all(|item| item.path == "/projects/qs-006"), "{own:?}");
        assert!(own.iter().any(|item| item.reason == "the report for 2020-09 is missing"), "{own:?}");
        house.clock.pass_days(10);
        assert_eq!(items(&house, "statistics").await[0].light, Light::Red);
        // Once it has reported, nothing waits for the enterprise any more.
        let mut enterprise = house.visitor("enterprise").await;
        let sent = enterprise.post("/projects/qs-006/reports", &[("month", "2020-09"), ("jobs", "60")]).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let own = items(&house, "enterprise").await;
        assert!(own.iter().all(|item| !item.reason.contains("report")), "{own:?}");
    }
}

#[tokio::test]
async fn a_promise_that_falls_due_is_seen_a_month_before() {
    for house in houses().await {
        let due = |items: Vec<WorkItem>| -> Vec<WorkItem> {
            items.into_iter().filter(|item| item.light == Light::Amber && item.path.starts_with("/projects/")).collect()
        };
        let today = house.app.today();
        for item in due(items(&house, "investment").await) {
            let day = item.due.unwrap();
            assert!(day >= today && day <= today.saturating_add(jiff::Span::new().days(30)), "{item:?}");
            assert!(item.reason.contains("within"), "{item:?}");
        }
        let mut editor = house.visitor("projects").await;
        let typed = [("name", "快到期"), ("investor_name", "某某公司"), ("start_promised_on", "2020-09-01")];
        assert_eq!(editor.post("/projects/new", &typed).await.status, 303);
        let soon = due(items(&house, "projects").await);
        let found = soon.iter().find(|item| item.title == "快到期").unwrap();
        assert_eq!(found.reason, "start of works promised within 12 days");
    }
}
