//! What each role sees: lists, counts, records, reports, sums, searches, exports.

use identity::Scope;
use jiff::civil::date;
use projects::{
    files::Identity,
    model::ProjectId,
    store::{self, ProjectFilter, Sort},
};
use sea_orm::Order;
use testing::House;

use super::pages::houses;

/// The ids that a scope gets out of every query there is; all of them must agree.
async fn seen(house: &House, scope: &Scope) -> Vec<String> {
    let (database, all) = (house.store().reader(), ProjectFilter::default());
    let everything = store::list(database, &house.system(), &all, (Sort::Name, Order::Asc), 0, 500).await.unwrap();
    let every: Vec<ProjectId> = everything.iter().map(|line| line.id.parse().unwrap()).collect();
    let listed = store::list(database, scope, &all, (Sort::Name, Order::Asc), 0, 500).await.unwrap();
    let ids: Vec<String> = listed.iter().map(|line| line.id.clone()).collect();
    assert_eq!(store::count_up_to(database, scope, &all, 1_000).await.unwrap(), ids.len() as u64);
    let exported = store::records(database, scope, &all, (Sort::Name, Order::Asc), 0, 500).await.unwrap();
    assert_eq!(exported.iter().map(|record| record.id.to_string()).collect::<Vec<_>>(), ids);
    let names = everything.iter().zip(&every).map(|(_, id)| Identity::Id(id.clone()));
    let matching = store::matching(database, scope, names).await.unwrap();
    assert_eq!(matching.len(), ids.len());
    let found = store::by_ids(database, scope, &every).await.unwrap();
    assert!(found.iter().all(|record| ids.contains(&record.id.to_string())) && found.len() == ids.len());
    let reports = store::reports_of(database, scope, &every).await.unwrap();
    assert!(reports.keys().all(|(id, _)| ids.contains(&id.to_string())));
    let sums = store::sums(database, scope, &every, date(2020, 8, 20)).await.unwrap();
    assert!(sums.keys().all(|id| ids.contains(&id.to_string())), "{sums:?}");
    let whole_zone = store::reports_of_zone(database, scope).await.unwrap();
    assert!(whole_zone.is_empty() || ids.len() == every.len());
    for id in &every {
        let sees = ids.contains(&id.to_string());
        assert_eq!(store::find(database, scope, id).await.unwrap().is_some(), sees, "{id}");
        assert_eq!(store::find_with_version(database, scope, id).await.unwrap().is_some(), sees, "{id}");
        assert!(sees || store::reports(database, scope, id).await.unwrap().is_empty(), "{id}");
    }
    ids
}

#[tokio::test]
async fn every_query_agrees_on_who_sees_what() {
    for house in houses().await {
        assert_eq!(seen(&house, &house.system()).await.len(), 41);
        for login in
            ["projects", "investment", "statistics", "verifier", "leader", "gas", "policy", "supervisor", "auditor"]
        {
            assert_eq!(seen(&house, house.visitor(login).await.scope()).await.len(), 41, "{login}");
        }
        assert_eq!(seen(&house, house.visitor("enterprise").await.scope()).await, ["qs-006"]);
        for login in ["portal", "admin"] {
            assert_eq!(seen(&house, house.visitor(login).await.scope()).await, [""; 0], "{login}");
        }
        assert_eq!(seen(&house, &Scope::public(house.zone.clone())).await, [""; 0]);
        let elsewhere = "elsewhere".parse().unwrap();
        assert_eq!(seen(&house, &Scope::system(elsewhere)).await, [""; 0], "another zone");
    }
}

#[tokio::test]
async fn the_list_is_sorted_paged_and_searched() {
    let mut orders = Vec::new();
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        editor.get("/projects/new").await;
        let unknown = [("name", "没有总投资"), ("investor_name", "某某公司")];
        assert_eq!(editor.post("/projects/new", &unknown).await.status, 303);
        let (database, scope) = (house.store().reader(), house.system());
        let all = ProjectFilter::default();
        for sort in [Sort::Name, Sort::Investor, Sort::Stage, Sort::Investment] {
            let up = store::list(database, &scope, &all, (sort, Order::Asc), 0, 100).await.unwrap();
            let mut down = store::list(database, &scope, &all, (sort, Order::Desc), 0, 100).await.unwrap();
            down.reverse();
            let ids = |lines: &[store::ProjectLine]| lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&up), ids(&down), "{sort:?}");
            let names: Vec<String> = up.iter().map(|line| line.name.clone()).collect();
            assert!(
                sort != Sort::Investment || names[0] == "没有总投资",
                "what is unknown is less than all that is known"
            );
            orders.push((house.database.backend(), format!("{sort:?}"), names));
            let mut paged = Vec::new();
            for offset in [0, 10, 20, 30, 40] {
                paged.extend(store::list(database, &scope, &all, (sort, Order::Asc), offset, 10).await.unwrap());
            }
            assert_eq!(ids(&paged), ids(&up), "{sort:?}");
        }
        let search = async |text: &str| {
            let filter = ProjectFilter { text: text.to_owned(), ..ProjectFilter::default() };
            let lines = store::list(database, &scope, &filter, (Sort::Name, Order::Asc), 0, 100).await.unwrap();
            assert_eq!(store::count_up_to(database, &scope, &filter, 1_000).await.unwrap(), lines.len() as u64);
            lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(search("煤层气制氢").await, ["qs-018"]);
        assert_eq!(search("2016-149900-45-03-900001").await, ["qs-001"]);
        assert_eq!(search("91149900ma0dm0101q").await, search("91149900MA0DM0101Q").await);
        assert!(search("91149900MA0DM0101Q").await.contains(&"qs-001".to_owned()));
        // Signs that mean something to a database mean themselves.
        for text in ["%", "_", "\\", "'", "a' OR '1'='1", "\u{0}"] {
            if text != "\u{0}" {
                assert_eq!(search(text).await, [""; 0], "{text}");
            }
        }
        let capped = store::count_up_to(database, &scope, &all, 10).await.unwrap();
        assert_eq!(capped, 11, "one more than asked for says that there are more");
    }
    let (sqlite, postgres): (Vec<_>, Vec<_>) =
        orders.into_iter().partition(|(backend, ..)| *backend == ::store::Backend::Sqlite);
    for ((_, sort, one), (_, _, other)) in sqlite.iter().zip(&postgres) {
        assert_eq!(one, other, "both databases sort alike by {sort}");
    }
}
