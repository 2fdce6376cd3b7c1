//! Words for keys: what the history of a project says, and what is said of filters that name what the zone does not have.

use super::pages::{houses, ids};

/// The words beside a field in the history of a page: before and after.
fn changes<'a>(page: &'a str, field: &str) -> Vec<&'a str> {
    let history = page.split("<ol class=\"history\">").nth(1).unwrap_or_else(|| panic!("no history in {page}"));
    let history = history.split("</ol>").next().unwrap();
    let row = format!("<th scope=\"row\">{field}</th>");
    let cells = history.split(&row).skip(1).map(|rest| rest.split("</tr>").next().unwrap());
    cells.flat_map(|row| row.split("<td>").skip(1).map(|cell| cell.split("</td>").next().unwrap())).collect()
}

#[tokio::test]
async fn the_history_of_a_project_speaks_in_words() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let page = reader.get("/projects/qs-001").await;
        assert_eq!(page.status, 200);
        for (field, words) in
            [("园区", "循环经济产业园"), ("产业集群", "清洁能源"), ("阶段", "达效"), ("项目负责人", "项兴邦")]
        {
            assert_eq!(changes(&page.body, field).last(), Some(&words), "{field}");
        }
        assert!(changes(&page.body, "行业").iter().any(|words| words.starts_with("D4511 ")), "{}", page.body);
        assert!(changes(&page.body, "事项类型").contains(&"承诺"), "{}", page.body);
        let late = reader.get("/projects/qs-012").await;
        assert_eq!(changes(&late.body, "状态").last(), Some(&"滞后"));
        let mut english = house.visitor("leader").await.in_language("en");
        let page = english.get("/projects/qs-001").await;
        assert_eq!(changes(&page.body, "Stage").last(), Some(&"At full benefit"));
        // Whatever the zone has no word for stays as it was kept.
        assert!(!changes(&page.body, "Total investment (CNY)").is_empty(), "{}", page.body);
    }
}

#[tokio::test]
async fn a_filter_that_names_what_the_zone_does_not_have_is_said() {
    let filters =
        ["stage", "category", "park", "cluster", "leading_industry", "tag", "status", "likelihood", "manager"];
    let pages = ["", "/board", "/map", "/plan", "/funnel", "/calendar", "/leader"];
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        for filter in filters {
            let query = format!("?{filter}=moon");
            for page in pages {
                let answer = reader.get(&format!("/projects{page}{query}")).await;
                assert_eq!(answer.status, 200, "{page}{query}");
                let said = answer.body.split("role=\"alert\"").nth(1).unwrap_or_else(|| panic!("{page}{query}"));
                assert!(said.split("</p>").next().unwrap().contains("moon"), "{page}{query}");
            }
            assert!(ids(&reader.get(&format!("/projects{query}")).await).is_empty(), "{query}");
            for file in [
                "/projects/export.csv",
                "/projects/export.xlsx",
                "/api/projects",
                "/api/projects/funnel",
                "/api/projects/stuck",
            ] {
                let path = format!("{file}{query}");
                let answer = reader.get(&path).await;
                assert_eq!(answer.status, 400, "{path}: {}", answer.body);
                assert!(path.contains("export.xlsx") || answer.body.contains("moon"), "{path}: {}", answer.body);
            }
        }
        let known = "?stage=negotiation&category=prospective&status=active&manager=projects";
        for path in ["/projects", "/projects/board", "/projects/export.csv", "/api/projects"] {
            let path = if path.starts_with("/api") {
                format!("{path}?stage=signed&manager=projects")
            } else {
                format!("{path}{known}")
            };
            let answer = reader.get(&path).await;
            assert!(answer.status == 200 && !answer.body.contains("role=\"alert\""), "{path}: {}", answer.body);
        }
    }
}
