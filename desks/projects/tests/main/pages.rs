//! The list of projects as people see it, its filters and its files.

use projects::store::ProjectFilter;
use testing::{Answer, House, Visitor};

pub(super) async fn houses() -> Vec<House> {
    testing::houses(|| vec![projects::desk()]).await
}

/// The ids of the projects that a list links to, in order.
pub(super) fn ids(list: &Answer) -> Vec<String> {
    let rows = list.body.split("<tbody>").nth(1).unwrap_or_default();
    let links = rows.split("<a href=\"/qinshui/projects/").skip(1);
    links.map(|rest| rest.split(['"', '?']).next().unwrap().to_owned()).collect()
}

/// What a hidden field of a page holds.
pub(super) fn hidden(page: &Answer, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&field).unwrap_or_else(|| panic!("no {name} in {}", page.body));
    rest.split('"').next().unwrap().to_owned()
}

pub(super) async fn listed(visitor: &mut Visitor, query: &str) -> Vec<String> {
    let list = visitor.get(&format!("/projects{query}")).await;
    assert_eq!(list.status, 200, "{query}: {}", list.body);
    ids(&list)
}

#[tokio::test]
async fn the_list_filters_sorts_and_says_how_many_there_are() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let all = listed(&mut reader, "").await;
        assert_eq!(all.len(), 41);
        let named = listed(&mut reader, "?sort=name").await;
        let mut reversed = listed(&mut reader, "?sort=-name").await;
        reversed.reverse();
        assert_eq!(named, reversed);
        assert_ne!(named, all);
        assert_eq!(listed(&mut reader, "?q=%E7%85%A4%E5%B1%82%E6%B0%94%E5%88%B6%E6%B0%A2").await, ["qs-018"]);
        assert_eq!(listed(&mut reader, "?status=lost").await, ["qs-040"]);
        assert_eq!(listed(&mut reader, "?status=delayed&sort=name").await.len(), 2);
        // The article's twelve, four and six.
        assert_eq!(listed(&mut reader, "?category=continued").await.len(), 12);
        assert_eq!(listed(&mut reader, "?category=new").await.len(), 4);
        assert_eq!(listed(&mut reader, "?category=signed").await.len(), 6);
        let overdue = listed(&mut reader, "?overdue=yes").await;
        assert!(!overdue.is_empty() && overdue.len() < 41, "{overdue:?}");
        let page = reader.get("/projects?category=signed&overdue=yes&cols=stage&cols=park").await;
        for part in [
            "name=\"cols\" value=\"stage\" checked",
            "export.csv?category=signed&amp;overdue=yes&amp;cols=stage&amp;cols=park",
        ] {
            assert!(page.body.contains(part), "{part} is missing in {}", page.body);
        }
        for part in ["41", "亿元", "class=\"text-end numeric\"", "pill pill-good", "due-overdue"] {
            assert!(reader.get("/projects").await.body.contains(part), "{part}");
        }
        assert!(reader.get("/projects").await.body.contains("href=\"/qinshui/projects/qs-001\""));
    }
}

#[tokio::test]
async fn every_filter_agrees_with_what_the_records_say() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let (database, system) = (house.store().reader(), house.system());
        let all = projects::store::records(
            database,
            &system,
            &ProjectFilter::default(),
            (projects::store::Sort::Name, sea_orm::Order::Asc),
            0,
            1_000,
        )
        .await
        .unwrap();
        let today = jiff::civil::date(2020, 8, 20);
        for (query, fits) in [
            (
                "park=circular",
                Box::new(|record: &projects::model::ProjectRecord| {
                    record.project.filing.park.as_ref().is_some_and(|park| park.as_str() == "circular")
                }) as Box<dyn Fn(&projects::model::ProjectRecord) -> bool>,
            ),
            (
                "cluster=clean_energy",
                Box::new(|record| {
                    record.project.filing.cluster.as_ref().is_some_and(|cluster| cluster.as_str() == "clean_energy")
                }),
            ),
            (
                "tag=technology",
                Box::new(|record| record.project.filing.six_news.iter().any(|tag| tag.as_str() == "technology")),
            ),
            (
                "stage=negotiation",
                Box::new(move |record| {
                    record.stages.stage_on(today).is_some_and(|one| one.stage.as_str() == "negotiation")
                }),
            ),
        ] {
            let mut expected: Vec<String> =
                all.iter().filter(|record| fits(record)).map(|record| record.id.to_string()).collect();
            expected.sort();
            assert!(!expected.is_empty() && expected.len() < all.len(), "{query}");
            for list in [format!("?{query}"), format!("?{query}&as_of=2020-08-20")] {
                let mut found = listed(&mut reader, &list).await;
                found.sort();
                assert_eq!(found, expected, "{list}");
            }
        }
    }
}

#[tokio::test]
async fn a_past_day_shows_the_list_as_it_stood() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let early = listed(&mut reader, "?as_of=2016-01-01").await;
        assert!(early.contains(&"qs-001".to_owned()) && early.len() < 10, "{early:?}");
        assert_eq!(listed(&mut reader, "?as_of=2019-07-14&status=lost").await, Vec::<String>::new());
        assert_eq!(listed(&mut reader, "?as_of=2019-07-15&status=lost").await, ["qs-040"]);
        assert_eq!(reader.get("/projects?as_of=2020-02-31").await.status, 400);
        let page = reader.get("/projects/qs-001?as_of=2016-01-01").await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("2018-01"), "reports of later months");
    }
}

#[tokio::test]
async fn nothing_found_says_what_to_do_and_odd_addresses_do_no_harm() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let none = reader.get("/projects?q=nowhere").await;
        assert_eq!(none.status, 200);
        assert!(none.body.contains("没有这样的项目") && none.body.contains("清除筛选"), "{}", none.body);
        for query in [
            "?stage=moon",
            "?category=moon",
            "?park=%27%3B+DROP+TABLE+project%3B--",
            "?sort=moon",
            "?page=0",
            "?page=-1",
            "?page=99999999999999999999",
            "?q=%25",
            "?q=%5C",
            "?q=%00",
            "?cols=moon",
            "?cols=plan_2020_cny",
            "?as_of=0001-01-01",
            "?as_of=9999-12-31",
            "?overdue=%3Cscript%3E",
        ] {
            let list = reader.get(&format!("/projects{query}")).await;
            assert!(list.status < 500, "{query}: {}", list.status);
            assert!(!list.body.contains("<script>alert"), "{query}");
        }
        let beyond = reader.get("/projects?page=7").await.body;
        assert!(beyond.contains("这一页没有内容，共 41 条"), "{beyond}");
        assert!(beyond.contains("rel=\"prev\" href=\"/qinshui/projects\""), "{beyond}");
        for path in ["/projects/none", "/projects/%2e%2e", "/projects/%00", "/projects/QS-001", "/projects/none/edit"] {
            assert_eq!(house.visitor("projects").await.get(path).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn the_file_is_the_list_with_its_columns_and_no_formula() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let evil = [("name", "=1+1"), ("investor_name", "@SUM(A1)"), ("total_investment_cny", "3亿")];
        assert_eq!(editor.post("/projects/new", &evil).await.status, 303);
        let file = editor.get("/projects/export.csv?q=%3D1%2B1&cols=investor_name&cols=total_investment_cny").await;
        assert_eq!(file.status, 200);
        let (header, row) = file.body.split_once("\r\n").unwrap();
        assert_eq!(header, "\u{feff}编号,项目名称,投资方,总投资（元）");
        assert!(row.ends_with(",'=1+1,'@SUM(A1),300000000\r\n"), "{row}");
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("projects-2020-08-20.csv"));
        let all = editor.get("/projects/export.csv?cols=all").await;
        assert_eq!(all.body.lines().count(), 43, "{}", all.body);
        assert!(all.body.starts_with("\u{feff}编号,") && all.body.contains("2020年计划投资（元）"), "{}", all.body);
        let book = editor.get("/projects/export.xlsx?status=delayed").await;
        assert!(book.bytes.starts_with(b"PK"));
        let mut english = house.visitor("projects").await.in_language("en");
        assert!(english.get("/projects/export.csv").await.body.contains(",Project name,"));
    }
}

#[tokio::test]
async fn an_enterprise_sees_its_own_projects_and_no_other_anywhere() {
    for house in houses().await {
        let mut enterprise = house.visitor("enterprise").await;
        let own = listed(&mut enterprise, "").await;
        let all = listed(&mut house.visitor("leader").await, "").await;
        assert!(own.len() < all.len());
        let other = all.iter().find(|id| !own.contains(id)).unwrap();
        for path in [format!("/projects/{other}"), format!("/api/projects/{other}")] {
            assert_eq!(enterprise.get(&path).await.status, 404, "{path}");
        }
        let report = [("month", "2020-07"), ("investment_cny", "1")];
        assert_eq!(enterprise.post(&format!("/projects/{other}/reports"), &report).await.status, 404);
        for path in ["/projects/export.csv?cols=all", "/api/projects", "/projects?as_of=2020-08-20"] {
            let answer = enterprise.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(!answer.body.contains(other.as_str()), "{path}");
        }
        for path in ["/projects/new", "/projects/import", &format!("/projects/{other}/edit")] {
            assert_eq!(enterprise.get(path).await.status, 403, "{path}");
        }
        assert_eq!(house.visitor("portal").await.get("/projects").await.status, 403);
        assert_eq!(house.stranger().get("/projects").await.status, 303);
    }
}

#[tokio::test]
async fn who_is_in_charge_is_known_whatever_their_organisation() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let version = hidden(&editor.get("/projects/qs-007/edit").await, "version");
        let given = [("version", version.as_str()), ("manager", "enterprise")];
        assert_eq!(editor.post("/projects/qs-007/edit", &given).await.status, 303);
        assert_eq!(listed(&mut editor, "?manager=enterprise").await, ["qs-007"]);
        assert!(!editor.get("/projects?manager=enterprise").await.body.contains("没有可筛选的"));
        assert!(editor.get("/projects?manager=nobody").await.body.contains("没有可筛选的"));
    }
}
