//! Search through the whole house: what is found can be opened, and nothing else is found.

use pages::{Desk, finding};
use search::State;
use store::Subject;
use testing::{House, Visitor};

fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

/// The addresses of what a page of findings lists, below the zone.
fn listed(page: &str) -> Vec<String> {
    let links = page.split("class=\"finding-title\" href=\"/qinshui").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

async fn search(visitor: &mut Visitor, page: &str, words: &str) -> Vec<String> {
    let query = serde_urlencoded::to_string([("q", words)]).unwrap();
    let answer = visitor.get(&format!("{page}?{query}")).await;
    assert_eq!(answer.status, 200, "{words}: {}", answer.body);
    listed(&answer.body)
}

async fn houses() -> Vec<House> {
    testing::houses(desks).await
}

#[tokio::test]
async fn whoever_finds_something_may_open_it() {
    const WORDS: [&str; 8] = ["沁水", "煤层气", "开发区", "项目", "企业", "2020", "a", "梧桐"];
    for house in houses().await {
        let mut found = std::collections::BTreeMap::new();
        for login in ["admin", "auditor", "leader", "policy", "projects", "statistics", "enterprise", "portal", "land"]
        {
            let mut visitor = house.visitor(login).await;
            for words in WORDS {
                let hits = search(&mut visitor, "/search", words).await;
                *found.entry(login).or_insert(0) += hits.len();
                for path in hits {
                    let opened = visitor.get(path.split('#').next().unwrap()).await.status;
                    assert_eq!(opened, 200, "{login} found {path} by {words}");
                }
            }
        }
        assert!(found["leader"] > 20 && found["leader"] > found["enterprise"], "{found:?}");
        let (mut stranger, mut public) = (house.stranger(), 0);
        for words in WORDS {
            for path in search(&mut stranger, "/site/search", words).await {
                public += 1;
                assert_eq!(stranger.get(&path).await.status, 200, "anybody found {path} by {words}");
            }
        }
        assert!(public > 5, "{public}");
        // Whoever is signed in finds on the public site what anybody does.
        let leader = search(&mut house.visitor("leader").await, "/site/search", "开发区").await;
        assert_eq!(leader, search(&mut stranger, "/site/search", "开发区").await);
    }
}

#[tokio::test]
async fn what_was_just_written_is_found_and_what_was_withdrawn_is_not() {
    for house in houses().await {
        let mut leader = house.visitor("leader").await;
        let mut stranger = house.stranger();
        let all = search(&mut stranger, "/site/search", "煤层气").await;
        let list = leader.get("/policy").await.body;
        let released = all.iter().find(|path| list.contains(&path.replace("/articles/", "/policy/"))).unwrap().clone();
        let policy = released.replace("/articles/", "/policy/");
        leader.get(&policy).await;
        for (release, found) in [("no", false), ("yes", true)] {
            for version in 1..9 {
                let fields = [("version", version.to_string()), ("released", release.to_owned())];
                let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
                if leader.post(&format!("{policy}/release"), &fields).await.status == 303 {
                    break;
                }
            }
            let now = search(&mut stranger, "/site/search", "煤层气").await;
            assert_eq!(now.contains(&released), found, "released: {release}");
        }
    }
}

#[tokio::test]
async fn staff_finds_talks_meetings_and_people_and_an_enterprise_what_it_asked() {
    for house in houses().await {
        let (mut leader, mut enterprise) = (house.visitor("leader").await, house.visitor("enterprise").await);
        let known = [
            ("冬季高峰期保供", "/projects/qs-006", true),
            ("董事会下月讨论", "/projects/qs-031/dossier", false),
            ("图审会商", "/projects/meetings/2020-08-12", false),
            ("苏望舒", "/projects/investors/biwu", false),
        ];
        for (words, path, is_own) in known {
            let found = search(&mut leader, "/search", words).await;
            assert!(found.iter().any(|found| found == path), "{words}: {found:?}");
            let found = search(&mut enterprise, "/search", words).await;
            assert_eq!(found.iter().any(|found| found == path), is_own, "{words}: {found:?}");
            assert!(search(&mut house.stranger(), "/site/search", words).await.is_empty(), "{words}");
        }
        let shown = search(&mut house.stranger(), "/site/search", "光伏支架").await;
        assert_eq!(shown, ["/listings"], "what the zone shows, anybody finds");
        let land = search(&mut house.stranger(), "/site/search", "热处理").await;
        assert_eq!(land, ["/listings"], "parcels, too");
        let banked = search(&mut leader, "/search", "XC-05").await;
        assert_eq!(banked, ["/land/parcels/XC-05"], "staff finds those that are not shown");
        assert!(search(&mut house.stranger(), "/site/search", "XC-05").await.is_empty());
        assert!(search(&mut leader, "/search", "0356-0000103").await.is_empty(), "nobody is found by telephone");
        let meeting = leader.get("/projects/meetings/2020-08-12").await;
        assert_eq!(meeting.status, 200);
        let mut editor = house.visitor("projects").await;
        let talk = [("kind", "talk"), ("on", "2020-08-19"), ("form", "call"), ("with", "何总"), ("text", "想看紫薇园")];
        editor.get("/projects/qs-007/dossier").await;
        assert_eq!(editor.post("/projects/qs-007/items", &talk).await.status, 303);
        assert_eq!(search(&mut leader, "/search", "紫薇园").await, ["/projects/qs-007/dossier"], "at once");
    }
}

#[tokio::test]
async fn no_words_break_the_page() {
    let house = houses().await.swap_remove(0);
    let long = "沁水".repeat(2_000);
    let mut leader = house.visitor("leader").await;
    for words in ["", "\" OR 1=1 --", "\"沁水", "*", "<script>alert(1)</script>", "%00", "\0", &long] {
        search(&mut leader, "/search", words).await;
        search(&mut house.stranger(), "/site/search", words).await;
    }
    let answer = leader.get("/search?q=%E6%B2%81%E6%B0%B4&kind=nothing&page=-1").await;
    assert_eq!(answer.status, 200);
    let answer = leader.get("/search?q=%E6%B2%81%E6%B0%B4&kind=project&page=999999").await;
    assert_eq!(answer.status, 200);
    assert!(!leader.get("/search?q=%3Cscript%3E").await.body.contains("<script>alert"));
}

#[tokio::test]
async fn an_index_that_knows_another_journal_is_made_anew() {
    for house in houses().await {
        let index = finding::current(&house.app, &house.zone).await.unwrap();
        let known = index.state().unwrap();
        let mut leader = house.visitor("leader").await;
        let projects = search(&mut leader, "/search", "机械").await;
        let gone: Vec<_> = projects
            .iter()
            .filter_map(|path| path.strip_prefix("/projects/"))
            .map(|id| Subject::new("project", id))
            .collect();
        assert!(!gone.is_empty());
        let ahead = State { sequence: known.sequence + 1_000, hash: known.hash.clone() };
        let other = State { sequence: known.sequence, hash: "0".repeat(64) };
        for state in [ahead, other] {
            index.update(&gone, &[], state).unwrap();
            assert_eq!(search(&mut leader, "/search", "机械").await, projects);
        }
    }
}
