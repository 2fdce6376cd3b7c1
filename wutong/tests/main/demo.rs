//! The demo zone tells the article's demands in its own words, and its pages have something to show.

use std::collections::BTreeSet;

use pages::Desk;

/// Names and set terms of the field, which cannot be said otherwise.
const SET_TERMS: [&str; 9] = [
    "一枢纽三基地一中心",
    "国家新型工业化产业示范基地",
    "煤层气无废智慧产业园",
    "山西省企业投资项目承诺制规定",
    "全承诺无审批拿地即可开工",
    "一窗受理集成服务",
    "一枚印章管审批",
    "区内事区内办结",
    "规模以上工业增加值增速",
];
/// A run of so many characters is taken over; a shorter one is a phrase that everybody uses.
const RUN_CHARS: usize = 9;

fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

/// The words of a text, without signs and spaces.
fn words(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn the_policy_is_told_in_our_own_words() {
    let seed = testing::shared_folder().join("seed");
    let article: String =
        std::fs::read_dir(seed).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let article: String = words(&article).into_iter().collect();
    assert!(article.contains("煤层气"), "the article was not found");
    let folder = testing::demo_folder().join("policy/documents/transformation");
    let mut taken = BTreeSet::new();
    for name in ["document.toml", "clauses.csv", "evidence.csv", "comments.csv"] {
        for line in std::fs::read_to_string(folder.join(name)).unwrap().lines() {
            for run in words(line).windows(RUN_CHARS) {
                let run: String = run.iter().collect();
                if article.contains(&run) && !SET_TERMS.iter().any(|term| term.contains(&run)) {
                    taken.insert(run);
                }
            }
        }
    }
    assert_eq!(taken, BTreeSet::new());
}

#[tokio::test]
async fn the_public_article_shows_every_light_and_only_the_released_ones() {
    for house in testing::houses(desks).await {
        let page = house.stranger().get("/articles/transformation").await;
        assert_eq!(page.status, 200);
        for light in ["green", "amber", "red", "unknown"] {
            assert!(page.body.contains(&format!("class=\"light light-{light}\"")), "no sentence is {light}");
        }
        let clauses = testing::demo_folder().join("policy/documents/transformation/clauses.csv");
        let clauses = std::fs::read_to_string(clauses).unwrap();
        let released = clauses.lines().filter(|line| line.contains(",yes,")).count();
        assert!(released > 0 && released < clauses.lines().count() - 1, "some are released, not all");
        assert_eq!(page.body.matches("<span class=\"released\">").count(), released);
        for login in ["leader", "policy", "portal", "admin", "enterprise"] {
            let own = house.visitor(login).await.get("/articles/transformation").await;
            assert_eq!(own.body, page.body, "{login} reads something else");
        }
    }
}

#[tokio::test]
async fn what_the_policy_says_of_land_runs_on_the_records_of_land() {
    for house in testing::houses(desks).await {
        let lights = async || {
            let (app, day) = (&house.app, jiff::civil::date(2020, 8, 20));
            let all = facts::measures::assess(app.facts(), house.store().reader(), &house.zone, day).await.unwrap();
            let light =
                |(id, one): (&facts::MeasureId, &std::sync::Arc<facts::Assessment>)| (id.to_string(), one.light);
            all.iter().map(light).collect::<std::collections::BTreeMap<String, facts::Light>>()
        };
        let before = lights().await;
        let unknown: Vec<_> =
            before.iter().filter(|(id, light)| id.starts_with("land.") && **light == facts::Light::Unknown).collect();
        assert!(unknown.is_empty() && before.keys().filter(|id| id.starts_with("land.")).count() == 14, "{before:?}");
        assert_eq!(before["land.works_overdue"], facts::Light::Red, "two works are late");
        let mut editor = house.visitor("land").await;
        for work in ["GC-XB-06", "GC-ZB-03"] {
            let done = [("stage", "done"), ("on", "2020-08-19"), ("version", "1")];
            assert_eq!(editor.post(&format!("/land/works/{work}/stage"), &done).await.status, 303);
        }
        assert_eq!(lights().await["land.works_overdue"], facts::Light::Green, "the sentence follows the works");
    }
}
