//! The open pool of leads, and the documents that gates ask for.

use projects::{model::ProjectId, store};
use testing::{House, Visitor};

use super::pages::houses;

async fn lead(editor: &mut Visitor, name: &str) -> ProjectId {
    let made = editor.post("/projects/new", &[("name", name), ("investor_name", "某某公司")]).await;
    let path = made.headers["location"].to_str().unwrap().to_owned();
    path.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap()
}

async fn manager(house: &House, id: &ProjectId) -> (Option<String>, String) {
    let (record, version) =
        store::find_with_version(house.store().reader(), &house.system(), id).await.unwrap().unwrap();
    (record.project.manager.map(|manager| manager.to_string()), version.to_string())
}

#[tokio::test]
async fn a_lead_is_taken_by_one_given_back_with_a_reason_and_rests() {
    for house in houses().await {
        let (mut editor, mut other) = (house.visitor("projects").await, house.visitor("investment").await);
        let id = lead(&mut editor, "公海里的线索").await;
        let page = editor.get("/projects/pool").await;
        assert!(page.body.contains("公海里的线索"));
        let take = format!("/projects/{id}/take");
        assert_eq!(editor.post(&take, &[("version", "1")]).await.status, 303);
        let older = other.post(&take, &[("version", "1")]).await;
        assert!(older.status == 422 && older.body.contains("有人刚刚改了"), "{}", older.body);
        let late = other.post(&take, &[("version", "2")]).await;
        assert_eq!(late.status, 422);
        assert!(late.body.contains("正在跟进"), "{}", late.body);
        assert_eq!(manager(&house, &id).await.0.as_deref(), Some("projects"));
        assert!(!editor.get("/projects/pool").await.body.contains("公海里的线索"));
        let release = format!("/projects/{id}/release");
        let (_, version) = manager(&house, &id).await;
        assert_eq!(editor.post(&release, &[("version", &version), ("release_reason", "")]).await.status, 422);
        let given = [("version", version.as_str()), ("release_reason", "联系不上")];
        assert_eq!(editor.post(&release, &given).await.status, 303);
        let (nobody, version) = manager(&house, &id).await;
        assert_eq!(nobody, None);
        let rests = editor.post(&take, &[("version", &version)]).await;
        assert_eq!(rests.status, 422);
        assert!(rests.body.contains("2020-10-19"), "sixty days later: {}", rests.body);
        assert_eq!(other.post(&take, &[("version", &version)]).await.status, 303, "somebody else may");
        assert_eq!(house.visitor("leader").await.post(&take, &[("version", &version)]).await.status, 403);
        let signed = store::ProjectFilter { stage: Some("signed".into()), ..store::ProjectFilter::default() };
        let sort = (store::Sort::Name, sea_orm::Order::Asc);
        let lines = store::list(house.store().reader(), &house.system(), &signed, sort, 0, 1).await.unwrap();
        let no_lead = other.post(&format!("/projects/{}/take", lines[0].id), &[("version", "1")]).await;
        assert_eq!(no_lead.status, 422, "what is signed is no lead");
    }
}

#[tokio::test]
async fn a_lead_that_nobody_touches_falls_back_once_and_its_holder_is_told_once() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let id = lead(&mut editor, "放凉的线索").await;
        assert_eq!(editor.post(&format!("/projects/{id}/take"), &[("version", "1")]).await.status, 303);
        let chore = projects::desk().chores.into_iter().find(|chore| chore.name == "projects.pool").unwrap();
        let run = async || (chore.run)(&house.app, &house.zone, house.clock.now()).await.unwrap();
        house.clock.pass_days(30);
        run().await;
        assert_eq!(manager(&house, &id).await.0.as_deref(), Some("projects"), "the thirtieth day is not over");
        // A talk is a touch. (The session of a month ago is over.)
        let mut editor = house.visitor("projects").await;
        let talk = [("kind", "talk"), ("on", "2020-09-19"), ("form", "call"), ("with", "王总"), ("text", "再约")];
        assert_eq!(editor.post(&format!("/projects/{id}/items"), &talk).await.status, 303);
        house.clock.pass_days(20);
        run().await;
        assert_eq!(manager(&house, &id).await.0.as_deref(), Some("projects"));
        house.clock.pass_days(11);
        run().await;
        assert_eq!(manager(&house, &id).await.0, None);
        let before = notices::inbox(house.store().reader(), editor.scope(), 200).await.unwrap();
        let told = |all: &[notices::Posted]| {
            all.iter().filter(|one| one.notice.occasion.starts_with(&format!("lead/{id}/"))).count()
        };
        assert_eq!(told(&before), 1);
        assert_eq!(run().await, "", "nothing twice");
        let after = notices::inbox(house.store().reader(), editor.scope(), 200).await.unwrap();
        assert_eq!(told(&after), 1);
    }
}

#[tokio::test]
async fn every_view_answers_for_every_filter_and_shows_nobody_what_they_may_not_see() {
    for house in houses().await {
        let (mut leader, mut enterprise) = (house.visitor("leader").await, house.visitor("enterprise").await);
        for view in ["board", "map", "plan", "funnel", "calendar", "leader"] {
            for query in [
                "",
                "?stage=signed",
                "?q=%22%20OR%201%3D1%20--",
                "?as_of=2019-06-01",
                "?month=2020-08",
                "?month=x&page=999999",
            ] {
                let answer = leader.get(&format!("/projects/{view}{query}")).await;
                assert_eq!(answer.status, 200, "{view}{query}");
            }
            let own = enterprise.get(&format!("/projects/{view}")).await;
            if view == "leader" {
                assert_eq!(own.status, 403);
            } else {
                assert_eq!(own.status, 200);
                assert!(!own.body.contains("煤层气液化调峰站"), "{view}: a project of somebody else");
            }
        }
        let board = leader.get("/projects/board").await;
        assert!(!board.body.contains("/move?to="), "who may not edit is offered no move");
        let mut editor = house.visitor("projects").await;
        let gated = editor.get("/projects/qs-040/move?to=landed&back=board").await;
        assert!(gated.body.contains("#field-"), "a gated move asks for what is missing");
        assert_eq!(editor.get("/projects/qs-040/move?to=moon").await.status, 404);
    }
}

#[tokio::test]
async fn a_meeting_takes_up_what_is_red_and_its_resolutions_become_duties() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let form = editor.get("/projects/meetings/new").await;
        assert!(form.body.contains("value=\"qs-013\""), "late duties and hurdles stand on the agenda");
        let bad = [("title", ""), ("held_on", "soon"), ("agenda", "qs-013"), ("agenda", "qs-999")];
        let refused = editor.post("/projects/meetings/new", &bad).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("#field-title") && refused.body.contains("#field-held_on"));
        let unknown = [("title", "调度会"), ("held_on", "2020-08-20"), ("agenda", "qs-999")];
        assert_eq!(editor.post("/projects/meetings/new", &unknown).await.status, 422);
        let called = [("title", "调度会"), ("held_on", "2020-08-20"), ("agenda", "qs-013"), ("agenda", "qs-012")];
        let made = editor.post("/projects/meetings/new", &called).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let path = made.headers["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        let path = path.trim_start_matches("/qinshui").to_owned();
        let duty =
            [("project", "qs-013"), ("title", "三天内出图审意见"), ("owner", "permits"), ("due_on", "2020-08-24")];
        assert_eq!(editor.post(&format!("{path}/duties"), &duty).await.status, 303);
        let page = editor.get(&path).await;
        assert!(page.body.contains("三天内出图审意见"));
        assert!(page.body.contains("投产逾期"), "the agenda says why: {}", page.body);
        let over = editor.get("/projects/meetings/2020-08-12").await;
        assert!(!over.body.contains("投产逾期"), "what is red today says nothing of a meeting that is over");
        let permits = house.visitor("permits").await;
        let work = projects::desk().work.unwrap();
        let language = pages::Language::Chinese;
        let waiting = work.items(&house.app, permits.scope(), language, house.app.today()).await.unwrap();
        assert!(waiting.iter().any(|item| item.title.contains("三天内出图审意见")), "{waiting:?}");
        let minutes = [("version", "1"), ("title", "调度会"), ("held_on", "2020-08-20"), ("minutes", "<b>议定</b>")];
        assert_eq!(editor.post(&path, &minutes).await.status, 303);
        let page = editor.get(&path).await;
        assert!(page.body.contains("&lt;b&gt;议定"), "minutes are text");
        assert_eq!(editor.post(&path, &minutes).await.status, 409, "an older edition does not overwrite");
        assert_eq!(house.visitor("enterprise").await.get(&path).await.status, 403);
    }
}

#[tokio::test]
async fn each_rule_of_reminding_fires_once() {
    for house in houses().await {
        let chore = projects::desk().chores.into_iter().find(|chore| chore.name == "projects.remind").unwrap();
        let mut said: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        // Twice a day, from 20 August until 20 September 2020: a month's end, the reporting day, and items of every age.
        for _ in 0..32 {
            (chore.run)(&house.app, &house.zone, house.clock.now()).await.unwrap();
            house.clock.pass_minutes(6 * 60);
            (chore.run)(&house.app, &house.zone, house.clock.now()).await.unwrap();
            house.clock.pass_minutes(18 * 60);
        }
        for login in ["enterprise", "statistics", "permits", "leader", "gas", "investment"] {
            let scope = house.visitor(login).await.scope().clone();
            for one in notices::inbox(house.store().reader(), &scope, 1_000).await.unwrap() {
                *said.entry(format!("{login} {}", one.notice.occasion)).or_default() += 1;
            }
        }
        assert!(said.values().all(|count| *count == 1), "{said:?}");
        let has = |login: &str, part: &str| said.keys().any(|key| key.starts_with(login) && key.contains(part));
        // The month before is due on the 10th: enterprises hear 5 days and 1 day before, the collector 1 and 5 days after.
        for (login, part) in [
            ("enterprise", "report/2020-08/5/"),
            ("enterprise", "report/2020-08/1/"),
            ("statistics", "report/2020-08/-1/"),
            ("statistics", "report/2020-08/-5/"),
            ("investment", "/due/"),
            ("investment", "/late/"),
            ("leader", "/escalated/"),
        ] {
            assert!(has(login, part), "{login} {part}: {said:#?}");
        }
        assert!(!has("enterprise", "report/2020-08/-"), "enterprises are not warned of others");
    }
}

#[tokio::test]
async fn a_document_opens_the_gate_that_asks_for_it_and_a_liar_is_refused() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = "/projects/qs-006/documents";
        let pdf: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";
        let kind = [("kind", "investment_agreement")];
        let kept = editor.upload(path, &kind, &[("file", "协议.pdf", pdf)]).await;
        assert_eq!(kept.status, 303, "{}", kept.body);
        let id: ProjectId = "qs-006".parse().unwrap();
        let record = || async { store::find(house.store().reader(), &house.system(), &id).await.unwrap().unwrap() };
        assert!(record().await.documents.contains(&"investment_agreement".parse().unwrap()), "gates see it");
        let lie = editor.upload(path, &kind, &[("file", "照片.png", b"<html><script>".as_slice())]).await;
        assert_eq!(lie.status, 422);
        let page = editor.get(path).await;
        let link = page.body.rsplit("/documents/").next().unwrap().split(['"', '?', '/']).next().unwrap().to_owned();
        let file = editor.get(&format!("{path}/{link}")).await;
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
        let mut enterprise = house.visitor("enterprise").await;
        assert_eq!(enterprise.get(&format!("{path}/{link}")).await.status, 404, "what staff has handed in");
        let back = editor.post(&format!("{path}/{link}/remove"), &[("reason", "传错了")]).await;
        assert_eq!(back.status, 303, "{}", back.body);
        assert!(!record().await.documents.contains(&"investment_agreement".parse().unwrap()), "and no longer");
        assert_eq!(editor.get(&format!("{path}/{link}")).await.status, 404);
    }
}

#[tokio::test]
async fn two_people_move_one_card_and_the_second_is_told_before_anything_is_overwritten() {
    for house in houses().await {
        let (mut editor, mut other) = (house.visitor("projects").await, house.visitor("investment").await);
        let id = lead(&mut editor, "两人都在挪的卡片").await;
        let path = format!("/projects/{id}/advance");
        let known =
            [("name", "两人都在挪的卡片"), ("investor_name", "某某公司"), ("description", "铸件"), ("version", "1")];
        assert_eq!(editor.post(&format!("/projects/{id}/edit"), &known).await.status, 303);
        let step = [("version", "2"), ("stage", "contact"), ("stage_since", "2020-08-20"), ("back", "board")];
        let moved = editor.post(&path, &step).await;
        assert_eq!(moved.status, 303, "{}", moved.body);
        assert!(moved.location().contains("/projects/board?") && moved.location().ends_with(&format!("#card-{id}")));
        let late = other.post(&path, &step).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("别人修改了这个项目"), "{}", late.body);
        let (record, version) =
            store::find_with_version(house.store().reader(), &house.system(), &id).await.unwrap().unwrap();
        assert_eq!((record.stages.latest().unwrap().stage.as_str(), version), ("contact", 3), "one move, not two");
    }
}

#[tokio::test]
async fn the_form_of_a_lead_keeps_the_rules_of_the_pool() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let id = lead(&mut editor, "表单里的线索").await;
        let path = format!("/projects/{id}/edit");
        let fields = |version: &'static str, manager: &'static str| {
            [("version", version), ("name", "表单里的线索"), ("investor_name", "某某公司"), ("manager", manager)]
        };
        assert_eq!(editor.post(&path, &fields("1", "projects")).await.status, 303);
        assert_eq!(editor.post(&path, &fields("2", "")).await.status, 303);
        let rests = editor.post(&path, &fields("3", "projects")).await;
        assert!(rests.status == 422 && rests.body.contains("2020-10-19"), "{}", rests.body);
        assert_eq!(editor.post(&path, &fields("3", "investment")).await.status, 303, "it is handed to somebody else");
        let robbed = editor.post(&path, &fields("4", "projects")).await;
        assert!(robbed.status == 422 && robbed.body.contains("正在跟进"), "{}", robbed.body);
    }
}

#[tokio::test]
async fn a_house_that_was_closed_says_later_what_it_missed() {
    for house in houses().await {
        let remind = async || house.chore("projects.remind").await;
        remind().await;
        // From 20 August to 13 September nothing runs: the days on which rules speak have passed.
        house.clock.pass_days(24);
        remind().await;
        house.clock.pass_days(1);
        remind().await;
        let scope = house.visitor("statistics").await.scope().clone();
        let said = notices::inbox(house.store().reader(), &scope, 1_000).await.unwrap();
        let times = |part: &str| said.iter().filter(|one| one.notice.occasion.contains(part)).count();
        assert_eq!((times("report/2020-08/-1/"), times("report/2020-08/-5/")), (1, 0), "{said:?}");
        let scope = house.visitor("leader").await.scope().clone();
        let said = notices::inbox(house.store().reader(), &scope, 1_000).await.unwrap();
        let mut escalated: Vec<_> =
            said.iter().map(|one| &one.notice.occasion).filter(|one| one.contains("/escalated/")).collect();
        let all = escalated.len();
        escalated.dedup();
        assert!(all > 0 && escalated.len() == all, "each once: {said:?}");
    }
}
