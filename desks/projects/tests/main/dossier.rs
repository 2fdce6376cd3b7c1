//! The dossier of a project: who writes what, what is asked, what is kept, who is seen what.

use projects::{
    model::{Item, ItemKind, Key, Particulars, ProjectId},
    store::{self, ItemFilter, KeptItem, WaitsFor},
};
use testing::{House, Visitor};

use super::pages::houses;

async fn items(house: &House, scope: &identity::Scope, project: &str, kind: ItemKind) -> Vec<KeptItem> {
    let project: ProjectId = project.parse().unwrap();
    let filter = ItemFilter { project: Some(project), kinds: vec![kind], ..ItemFilter::default() };
    store::items(house.store().reader(), scope, &filter, 0, 500).await.unwrap()
}

async fn find(house: &House, id: &Key) -> Option<KeptItem> {
    store::find_item(house.store().reader(), &house.system(), id).await.unwrap()
}

async fn add(visitor: &mut Visitor, project: &str, typed: &[(&str, &str)]) -> (u16, String) {
    let answer = visitor.post(&format!("/projects/{project}/items"), typed).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn a_request_goes_from_the_enterprise_to_the_bureau_and_its_answer_back() {
    for house in houses().await {
        let mut enterprise = house.visitor("enterprise").await;
        let typed = [("kind", "request"), ("title", "九月检修需要临时气源"), ("class", "gas"), ("text", "三天")];
        let (status, body) = add(&mut enterprise, "qs-006", &typed).await;
        assert_eq!(status, 303, "{body}");
        let own = items(&house, enterprise.scope(), "qs-006", ItemKind::Request).await;
        let kept = own
            .iter()
            .find(|kept| kept.item.title.as_ref().is_some_and(|title| title.as_str().contains("检修")))
            .unwrap();
        // Who answers, and by when, is the zone's rule.
        assert_eq!(kept.item.owner.as_ref().unwrap().as_str(), "gas");
        assert_eq!(kept.item.due_on.unwrap().to_string(), "2020-08-25");
        let gas = house.visitor("gas").await;
        let somebody = gas.scope().person().unwrap();
        let waits_for = WaitsFor { account: somebody.account.clone(), organisation: somebody.organisation.clone() };
        let filter = ItemFilter { waits_for: Some(waits_for), open: true, ..ItemFilter::default() };
        let waiting = store::items(house.store().reader(), gas.scope(), &filter, 0, 100).await.unwrap();
        assert!(waiting.iter().any(|one| one.id == kept.id));

        let finish = format!("/projects/qs-006/items/{}/finish", kept.id);
        let done = [("version", "1"), ("done_on", "2020-08-20")];
        let mut other = house.visitor("land").await;
        assert_eq!(other.post(&finish, &done).await.status, 403, "another bureau does not answer");
        let mut gas = gas;
        let silent = gas.post(&finish, &done).await;
        assert_eq!(silent.status, 422, "an answer says something");
        let told = [("version", "1"), ("done_on", "2020-08-20"), ("outcome", "已安排槽车三天保供")];
        assert_eq!(gas.post(&finish, &told).await.status, 303);
        let page = enterprise.get(&format!("/projects/qs-006/items/{}", kept.id)).await;
        assert!(page.body.contains("已安排槽车三天保供"), "the enterprise reads the answer");
        let again = gas.post(&finish, &told).await;
        assert_eq!(again.status, 409, "it was answered meanwhile");
    }
}

#[tokio::test]
async fn an_enterprise_sees_what_concerns_it_and_nothing_that_the_zone_notes_for_itself() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let talk =
            [("kind", "talk"), ("on", "2020-08-19"), ("form", "call"), ("with", "金总"), ("text", "底价不能再让")];
        assert_eq!(add(&mut editor, "qs-006", &talk).await.0, 303);
        let enterprise = house.visitor("enterprise").await;
        let filter = ItemFilter::default();
        let seen = store::items(house.store().reader(), enterprise.scope(), &filter, 0, 500).await.unwrap();
        assert!(!seen.is_empty() && seen.iter().all(|kept| kept.item.project.as_str() == "qs-006"));
        assert!(seen.iter().all(|kept| !kept.item.kind().is_internal()));
        let talks = items(&house, &house.system(), "qs-006", ItemKind::Talk).await;
        let mut enterprise = enterprise;
        let hidden = enterprise.get(&format!("/projects/qs-006/items/{}", talks[0].id)).await;
        assert_eq!(hidden.status, 404);
        let page = enterprise.get("/projects/qs-006/dossier").await;
        assert!(!page.body.contains("底价"), "not on the page either");
        let (status, _) = add(&mut enterprise, "qs-006", &talk).await;
        assert_eq!(status, 403, "nor does it write such");
        let request = [("kind", "request"), ("title", "别家的"), ("class", "gas")];
        assert_eq!(add(&mut enterprise, "qs-001", &request).await.0, 404, "nor for others");
        assert_eq!(house.visitor("portal").await.get("/projects/qs-006/dossier").await.status, 403);
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_item_is_said_by_field_and_what_was_typed_stays() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let hostile = "<script>alert(1)</script>";
        let typed = [("kind", "promise"), ("what", "output"), ("amount", "-3"), ("year", "1"), ("text", hostile)];
        let (status, body) = add(&mut editor, "qs-006", &typed).await;
        assert_eq!(status, 422);
        assert!(body.contains("field-amount") && body.contains("小于零"), "by field");
        assert!(!body.contains(hostile) && body.contains("&lt;script&gt;"), "as text");
        for (typed, field) in [
            (vec![("kind", "talk"), ("text", "x")], "field-form"),
            (
                vec![("kind", "talk"), ("form", "telepathy"), ("with", "a"), ("text", "b"), ("on", "2020-08-19")],
                "field-form",
            ),
            (vec![("kind", "talk"), ("form", "call"), ("with", "a"), ("text", "b"), ("on", "2020-08-21")], "field-on"),
            (
                vec![
                    ("kind", "talk"),
                    ("form", "call"),
                    ("with", "a"),
                    ("text", "b"),
                    ("on", "2020-08-19"),
                    ("next_step", "c"),
                ],
                "field-due_on",
            ),
            (vec![("kind", "promise"), ("what", "start")], "field-due_on"),
            (vec![("kind", "promise"), ("what", "wishes"), ("due_on", "2021-01-01")], "field-what"),
            (
                vec![
                    ("kind", "promise"),
                    ("what", "start"),
                    ("due_on", "2021-01-01"),
                    ("agreement", "qs-012-agreement"),
                ],
                "field-agreement",
            ),
            (vec![("kind", "duty"), ("title", "a"), ("owner", "nobody"), ("due_on", "2020-09-01")], "field-owner"),
            (vec![("kind", "milestone"), ("title", "a"), ("due_on", "2020-02-31")], "field-due_on"),
            (vec![("kind", "milestone"), ("title", "a"), ("due_on", "2020-09-01"), ("outcome", "b")], "field-done_on"),
        ] {
            let (status, body) = add(&mut editor, "qs-006", &typed).await;
            assert_eq!(status, 422, "{typed:?}");
            assert!(body.contains(&format!("href=\"#{field}\"")), "{typed:?}");
        }
        assert_eq!(add(&mut editor, "qs-006", &[("kind", "gossip")]).await.0, 400);
        let long = "沁".repeat(300);
        let (status, _) = add(
            &mut editor,
            "qs-006",
            &[("kind", "agreement"), ("title", &long), ("form", "offer"), ("on", "2020-08-01")],
        )
        .await;
        assert_eq!(status, 422);
    }
}

#[tokio::test]
async fn a_plan_comes_from_a_template_and_who_comes_second_is_shown_both_editions() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let before = items(&house, &house.system(), "qs-006", ItemKind::Milestone).await.len();
        let plan = [("template", "new_build"), ("begins_on", "2020-08-01")];
        assert_eq!(editor.post("/projects/qs-006/plan", &plan).await.status, 303);
        let all = items(&house, &house.system(), "qs-006", ItemKind::Milestone).await;
        assert_eq!(all.len() - before, 11);
        assert!(all.iter().any(|kept| matches!(kept.item.particulars, Particulars::Milestone { critical: true })));
        let unknown =
            editor.post("/projects/qs-006/plan", &[("template", "castle"), ("begins_on", "2020-08-01")]).await;
        assert_eq!(unknown.status, 422);

        let Item { due_on, .. } = all[0].item.clone();
        let id = all[0].id.clone();
        let path = format!("/projects/qs-006/items/{id}");
        let save = |version: &'static str, title: &'static str, due: String| {
            [("version".to_owned(), version.to_owned()), ("title".into(), title.into()), ("due_on".into(), due)]
        };
        let post = async |editor: &mut Visitor, fields: [(String, String); 3]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            editor.post(&path, &fields).await
        };
        let due = due_on.unwrap().to_string();
        assert_eq!(post(&mut editor, save("1", "先改的", due.clone())).await.status, 303);
        let second = post(&mut editor, save("1", "后改的", due)).await;
        assert_eq!(second.status, 409);
        assert!(second.body.contains("先改的") && second.body.contains("后改的"), "both editions");
        assert_eq!(find(&house, &id).await.unwrap().item.title.unwrap().as_str(), "先改的");
        let remove = format!("{path}/remove");
        assert_eq!(editor.post(&remove, &[("version", "2"), ("reason", "")]).await.status, 422);
        assert_eq!(editor.post(&remove, &[("version", "2"), ("reason", "重复")]).await.status, 303);
        assert_eq!(find(&house, &id).await, None);
        let page = editor.get("/projects/qs-006").await;
        assert!(page.body.contains("删除档案事项") && page.body.contains("先改的"), "the journal keeps what it said");
    }
}
