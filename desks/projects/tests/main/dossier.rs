//! The dossier of a project: who writes what, what is asked, what is kept, who is seen what.

use projects::{
    model::{Item, ItemKind, Key, Particulars, ProjectId},
    store::{self, ItemFilter, KeptItem},
};
use testing::{House, Visitor};

use super::pages::houses;

pub(super) async fn items(house: &House, scope: &identity::Scope, project: &str, kind: ItemKind) -> Vec<KeptItem> {
    let project: ProjectId = project.parse().unwrap();
    let filter = ItemFilter { project: Some(project), kinds: vec![kind], ..ItemFilter::default() };
    store::items(house.store().reader(), scope, &filter, 0, 500).await.unwrap()
}

pub(super) async fn find(house: &House, id: &Key) -> Option<KeptItem> {
    store::find_item(house.store().reader(), &house.system(), id).await.unwrap()
}

pub(super) async fn add(visitor: &mut Visitor, project: &str, typed: &[(&str, &str)]) -> (u16, String) {
    let answer = visitor.post(&format!("/projects/{project}/items"), typed).await;
    (answer.status, answer.body)
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

#[tokio::test]
async fn what_cannot_be_is_refused_before_it_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let duty = [("kind", "duty"), ("title", "催办"), ("owner", "jinneng"), ("due_on", "2020-09-01")];
        let (status, body) = add(&mut editor, "qs-006", &duty).await;
        assert!(status == 422 && body.contains("field-owner"), "an enterprise is given no duties: {body}");
        let far = editor.post("/projects/qs-006/plan", &[("template", "new_build"), ("begins_on", "2100-12-01")]).await;
        assert!(far.status == 422 && far.body.contains("field-begins_on"), "{}", far.body);
        let agreement = [("kind", "agreement"), ("title", "框架协议"), ("form", "offer"), ("on", "2020-08-01")];
        assert_eq!(add(&mut editor, "qs-006", &agreement).await.0, 303);
        let kept = items(&house, &house.system(), "qs-006", ItemKind::Agreement).await;
        for one in kept {
            let path = format!("/projects/qs-006/items/{}", one.id);
            assert!(!editor.get(&path).await.body.contains("id=\"finish\""));
            let version = one.version.to_string();
            let done = [("version", version.as_str()), ("done_on", "2020-08-20")];
            assert_eq!(editor.post(&format!("{path}/finish"), &done).await.status, 422, "agreements hold");
        }
    }
}

#[tokio::test]
async fn what_begins_later_is_there_and_what_was_done_later_was_open() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let plan = [("template", "new_build"), ("begins_on", "2020-09-01")];
        let titles = |body: &str| body.matches("土地摘牌").count();
        let before = titles(&editor.get("/projects/qs-007/dossier").await.body);
        assert_eq!(editor.post("/projects/qs-007/plan", &plan).await.status, 303);
        let planned = items(&house, &house.system(), "qs-007", ItemKind::Milestone).await;
        let shown = editor.get("/projects/qs-007/dossier").await.body;
        for one in &planned {
            assert!(shown.contains(&format!("/items/{}", one.id)), "planned ahead: {before}");
        }
        let looked_back = editor.get("/projects/qs-007/dossier?as_of=2020-08-19").await.body;
        assert!(!looked_back.contains(&format!("/items/{}", planned[0].id)));
        let duty = [
            ("kind", "duty"),
            ("title", "补办手续"),
            ("owner", "land"),
            ("on", "2020-08-01"),
            ("due_on", "2020-08-10"),
        ];
        assert_eq!(add(&mut editor, "qs-007", &duty).await.0, 303);
        let kept = items(&house, &house.system(), "qs-007", ItemKind::Duty).await.pop().unwrap();
        assert_eq!(kept.item.late_days(jiff::civil::date(2020, 8, 15)), Some(5));
        let path = format!("/projects/qs-007/items/{}/finish", kept.id);
        assert_eq!(editor.post(&path, &[("version", "1"), ("done_on", "2020-08-18")]).await.status, 303);
        let done = find(&house, &kept.id).await.unwrap().item;
        assert_eq!(done.late_days(jiff::civil::date(2020, 8, 15)), Some(5), "it was late then");
        assert_eq!(done.late_days(jiff::civil::date(2020, 8, 20)), None);
    }
}

#[tokio::test]
async fn a_form_with_a_mistake_goes_on_from_the_version_that_it_began_with() {
    for house in houses().await {
        let (mut one, mut other) = (house.visitor("projects").await, house.visitor("investment").await);
        let duty = [("kind", "duty"), ("title", "补办手续"), ("owner", "land"), ("due_on", "2020-09-10")];
        assert_eq!(add(&mut one, "qs-007", &duty).await.0, 303);
        let kept = items(&house, &house.system(), "qs-007", ItemKind::Duty).await.pop().unwrap();
        let path = format!("/projects/qs-007/items/{}", kept.id);
        let fields = |title: &'static str, due: &'static str| {
            [("version", "1"), ("title", title), ("owner", "land"), ("on", "2020-08-20"), ("due_on", due)]
        };
        assert_eq!(other.post(&path, &fields("别人改的", "2020-09-11")).await.status, 303);
        let mistaken = one.post(&path, &fields("我改的", "2020-09-31")).await;
        assert_eq!(mistaken.status, 422);
        assert!(mistaken.body.contains("name=\"version\" value=\"1\""), "{}", mistaken.body);
        assert_eq!(one.post(&path, &fields("我改的", "2020-09-30")).await.status, 409, "nothing is overwritten unseen");
        assert_eq!(find(&house, &kept.id).await.unwrap().item.title.unwrap().as_str(), "别人改的");
    }
}

#[tokio::test]
async fn a_promise_without_a_year_is_judged_in_each_year_from_its_day_on() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        // Taxes were 21.49 million in 2018, 34.01 million in 2019, 18.40 million in seven months of 2020.
        for (amount, due, told, light) in [
            ("25000000", "2019-01-01", "2020年", "light-amber"),
            ("30000000", "2018-01-01", "2018年", "light-red"),
            ("15000000", "2019-01-01", "2020年", "light-green"),
            ("15000000", "2021-01-01", "–", "light-unknown"),
        ] {
            let promise =
                [("kind", "promise"), ("what", "tax"), ("amount", amount), ("due_on", due), ("text", "税收承诺")];
            assert_eq!(add(&mut editor, "qs-001", &promise).await.0, 303);
            let kept = items(&house, &house.system(), "qs-001", ItemKind::Promise).await;
            let own = |kept: &&KeptItem| kept.item.text.as_ref().is_some_and(|text| text.as_str() == "税收承诺");
            let kept = kept.iter().find(own).unwrap();
            let page = editor.get("/projects/qs-001/dossier").await.body;
            let row = page.split(&format!("/items/{}\"", kept.id)).nth(1).unwrap().split("</tr>").next().unwrap();
            assert!(row.contains(told) && row.contains(light), "{amount} {due}: {row}");
            let remove = format!("/projects/qs-001/items/{}/remove", kept.id);
            assert_eq!(editor.post(&remove, &[("version", "1"), ("reason", "试")]).await.status, 303);
        }
    }
}

#[tokio::test]
async fn what_lies_with_a_lost_project_rests() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let duty = [("kind", "duty"), ("title", "已经没有意义"), ("owner", "permits"), ("due_on", "2020-08-21")];
        assert_eq!(add(&mut editor, "qs-007", &duty).await.0, 303);
        let version = {
            let id = "qs-007".parse().unwrap();
            store::find_with_version(house.store().reader(), &house.system(), &id).await.unwrap().unwrap().1.to_string()
        };
        let lost = [
            ("version", version.as_str()),
            ("status", "lost"),
            ("status_since", "2020-08-20"),
            ("status_reason", "去了别处"),
            ("lost_to", "邻县"),
        ];
        assert_eq!(editor.post("/projects/qs-007/status", &lost).await.status, 303);
        let permits = house.visitor("permits").await;
        let today = jiff::civil::date(2020, 8, 20);
        let work = projects::desk().work.unwrap();
        let queue = work.items(&house.app, permits.scope(), pages::Language::Chinese, today).await.unwrap();
        assert!(!queue.iter().any(|item| item.title.contains("已经没有意义")), "{queue:?}");
        assert!(!editor.get("/projects/calendar?month=2020-08").await.body.contains("已经没有意义"));
        let page = editor.get("/projects/qs-007").await.body;
        assert!(page.contains("请先恢复状态") && !page.contains("/projects/qs-007/advance"), "{page}");
    }
}

#[tokio::test]
async fn what_is_promised_for_good_fills_the_empty_field_and_no_other() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let made = editor.post("/projects/new", &[("name", "有承诺的线索"), ("investor_name", "某某公司")]).await;
        let id = made.location().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        for promise in [
            vec![("what", "output"), ("amount", "500000000"), ("due_on", "2021-12-31")],
            vec![("what", "output"), ("amount", "900000000"), ("due_on", "2021-12-31")],
            vec![("what", "tax"), ("amount", "30000000"), ("year", "2021")],
            vec![("what", "production"), ("due_on", "2021-06-30")],
            vec![("what", "start"), ("due_on", "2022-01-01")],
        ] {
            let typed = [vec![("kind", "promise")], promise].concat();
            let (status, body) = add(&mut editor, &id, &typed).await;
            assert_eq!(status, 303, "{typed:?}: {body}");
        }
        let id = id.parse().unwrap();
        let project = store::find(house.store().reader(), &house.system(), &id).await.unwrap().unwrap().project;
        let text = |field| project.text(field);
        assert_eq!(text(projects::model::Field::Output), "500000000", "the first stands");
        assert_eq!(text(projects::model::Field::Tax), "", "that of one year is none for good");
        assert_eq!(text(projects::model::Field::ProductionPromised), "2021-06-30");
        assert_eq!(text(projects::model::Field::StartPromised), "", "no start after production");
        let page = editor.get(&format!("/projects/{id}/dossier")).await.body;
        assert_eq!(page.matches("项目资料：").count(), 1, "the second promise of output: {page}");
    }
}
