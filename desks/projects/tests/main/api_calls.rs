//! Every call of the API: once as it is meant, once by somebody who may not, once with something that cannot be.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    api::houses_with_front,
    calls::{Calls, expect, key, token},
};

/// A PDF that has nothing in it.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

const EDITOR: (&str, &str) = ("projects", "leader");
const READER: (&str, &str) = ("leader", "portal");
const STAFF: (&str, &str) = ("leader", "enterprise");

async fn a_lead_is_added_taken_edited_and_given_back(calls: &mut Calls) -> String {
    let fields = json!({ "name": "接口来的线索", "investor_name": "某某公司", "six_news": ["products"], "plan_cny": { "2020": "100" } });
    let wrong = json!({ "fields": { "name": "", "jobs": "many" } });
    let made = calls
        .post("", "", EDITOR, (wrong, &["investor_name", "jobs", "name"]), (json!({ "fields": fields }), 201))
        .await;
    let id = made["project"]["id"].as_str().unwrap().to_owned();
    assert_eq!((made["version"].as_i64(), &made["project"]["plan_cny"]), (Some(1), &json!({ "2020": "100" })));
    let year = json!({ "fields": { "name": "x", "investor_name": "y", "plan_cny": { "soon": "1" } } });
    let refused = calls.program("projects").post_json("/api/projects", &key(), &year.to_string()).await;
    assert!(expect(&refused, 422)["errors"]["plan_cny"].is_string());

    let listed = calls.get("", "", READER).await;
    assert!(listed["projects"].as_array().unwrap().iter().any(|one| one["id"] == id.as_str()));
    let pool = calls.get("/pool", "/pool", STAFF).await;
    assert!(pool["projects"].as_array().unwrap().iter().any(|one| one["id"] == id.as_str()));

    let wrong = json!({ "version": 1, "fields": { "park": "moon" } });
    let good = json!({ "version": 1, "fields": { "description": "改了说法", "six_news": [] } });
    let edited = calls.post("/{id}", &format!("/{id}"), EDITOR, (wrong, &["park"]), (good, 200)).await;
    assert_eq!(edited["project"]["description"], "改了说法");
    assert_eq!((&edited["project"]["name"], &edited["project"]["six_news"]), (&json!("接口来的线索"), &json!([])));

    let mut editor = calls.program("projects");
    let no_lead = editor.post_json("/api/projects/qs-001/take", &key(), &json!({ "version": 1 }).to_string()).await;
    assert!(expect(&no_lead, 422)["errors"]["manager"].is_string());
    calls.note("POST", "/{id}/take");
    expect(&calls.program("leader").post_json(&format!("/api/projects/{id}/take"), &key(), "{}").await, 403);
    let take = |version: i64| json!({ "version": version }).to_string();
    let stale = expect(&editor.post_json(&format!("/api/projects/{id}/take"), &key(), &take(1)).await, 409);
    assert!(stale["errors"]["version"].as_str().unwrap().contains('2'), "{stale}");
    let taken = expect(&editor.post_json(&format!("/api/projects/{id}/take"), &key(), &take(2)).await, 200);
    assert_eq!(taken["project"]["manager"], "projects");
    let wrong = json!({ "version": 3, "reason": "" });
    let good = json!({ "version": 3, "reason": "联系不上" });
    let given = calls.post("/{id}/release", &format!("/{id}/release"), EDITOR, (wrong, &["reason"]), (good, 200)).await;
    assert_eq!(given["project"]["manager"], Value::Null);
    id
}

async fn stages_are_entered_bypassed_claimed_and_verified(calls: &mut Calls, id: &str) {
    let (at, day) = (|verb: &str| format!("/{id}/{verb}"), "2020-08-20");
    let wrong = json!({ "version": 4, "stage": "moon", "stage_since": "soon" });
    let good = json!({ "version": 4, "stage": "contact", "stage_since": day });
    let moved = calls.post("/{id}/advance", &at("advance"), EDITOR, (wrong, &["stage_since"]), (good, 200)).await;
    assert_eq!(moved["project"]["stage"], "contact");
    let wrong = json!({ "version": 5, "stage": "in_production", "stage_since": day });
    let good = json!({ "version": 5, "stage": "in_production", "stage_since": day, "stage_reason": "省重点工程" });
    let who = ("approver", "projects");
    let passed = calls.post("/{id}/bypass", &at("bypass"), who, (wrong, &["stage_reason"]), (good, 200)).await;
    assert_eq!(passed["project"]["stage"], "in_production");

    let claimed = "qs-009";
    let one = calls.get("/{id}", &format!("/{claimed}"), READER).await;
    let (version, producing) = (one["version"].as_i64().unwrap(), one["next"]["verified"] == true);
    assert!(producing && !one["stages"].as_array().unwrap().is_empty(), "{one}");
    let at = |verb: &str| format!("/{claimed}/{verb}");
    let evidence = format!("/api/projects/{claimed}/documents?name=a.pdf&kind=capacity_evidence");
    expect(&calls.program("projects").post_file(&evidence, &key(), PDF).await, 201);
    let wrong = json!({ "version": version, "reached_on": "soon", "evidence": "" });
    let good = json!({ "version": version, "reached_on": "2020-08-10", "evidence": "连续三个月达到设计产量" });
    calls.post("/{id}/claim", &at("claim"), EDITOR, (wrong, &["evidence", "reached_on"]), (good, 200)).await;
    let version = calls.version(claimed).await;
    let wrong = json!({ "version": version, "reason": "x".repeat(10_000) });
    let good = json!({ "version": version, "reason": "缺用电量" });
    let who = ("verifier", "projects");
    calls.post("/{id}/return", &at("return"), who, (wrong, &["reason"]), (good, 200)).await;
    let version = calls.version(claimed).await;
    let mut verifier = calls.program("verifier");
    let (path, body) = (format!("/api/projects{}", at("verify")), json!({ "version": version }).to_string());
    let nothing = verifier.post_json(&path, &key(), &body).await;
    assert!(expect(&nothing, 422)["errors"]["stage"].is_string(), "it was sent back");
    let again = json!({ "version": version, "reached_on": "2020-08-10", "evidence": "附用电量" });
    let mut editor = calls.program("projects");
    expect(&editor.post_json(&format!("/api/projects{}", at("claim")), &key(), &again.to_string()).await, 200);
    calls.note("POST", "/{id}/verify");
    let body = json!({ "version": version + 1 }).to_string();
    expect(&editor.post_json(&format!("/api/projects{}", at("verify")), &key(), &body).await, 403);
    let verified = expect(&verifier.post_json(&format!("/api/projects{}", at("verify")), &key(), &body).await, 200);
    assert_eq!(verified["project"]["stage"], "full_capacity");

    let version = verified["version"].as_i64().unwrap();
    let wrong = json!({ "version": version, "status": "lost", "status_since": "soon" });
    let good = json!({ "version": version, "status": "delayed", "status_since": day, "status_reason": "等设备" });
    let status = calls
        .post("/{id}/status", &at("status"), EDITOR, (wrong, &["status_reason", "status_since"]), (good, 200))
        .await;
    assert_eq!(status["project"]["status"], "delayed");
}

async fn items_are_added_changed_finished_and_removed(calls: &mut Calls) {
    let list = "/qs-006/items";
    let wrong = json!({ "kind": "request", "fields": { "title": "x", "class": "moon", "hurdle": "land" } });
    let enterprise = ("enterprise", "portal");
    let good = json!({ "kind": "request", "fields": { "title": "检修要临时气源", "class": "gas" } });
    let added = calls.post("/{id}/items", list, enterprise, (wrong, &["hurdle"]), (good, 201)).await;
    assert_eq!((&added["fields"]["owner"], &added["open"]), (&json!("gas"), &json!(true)), "{added}");
    let item = format!("{list}/{}", added["id"].as_str().unwrap());
    let page = calls.get("/{id}/items", list, READER).await;
    assert!(page["items"].as_array().unwrap().iter().any(|one| one["id"] == added["id"]));
    let open = calls.program("leader").get(&format!("/api/projects{list}?kind=request&open=yes")).await;
    assert!(expect(&open, 200)["items"].as_array().unwrap().iter().all(|one| one["kind"] == "request"));
    assert_eq!(calls.get("/{id}/items/{item}", &item, READER).await["fields"]["title"], "检修要临时气源");
    let elsewhere = item.replace("qs-006", "qs-001");
    expect(&calls.program("leader").get(&format!("/api/projects{elsewhere}")).await, 404);

    let wrong = json!({ "version": 1, "fields": { "class": "moon" } });
    let good = json!({ "version": 1, "fields": { "text": "三天" } });
    let saved = calls.post("/{id}/items/{item}", &item, enterprise, (wrong, &["class"]), (good, 200)).await;
    assert_eq!((&saved["fields"]["text"], &saved["fields"]["title"]), (&json!("三天"), &json!("检修要临时气源")));
    let wrong = json!({ "version": 2, "done_on": "2020-08-20" });
    let good = json!({ "version": 2, "done_on": "2020-08-20", "outcome": "已安排槽车" });
    let finish = format!("{item}/finish");
    let done =
        calls.post("/{id}/items/{item}/finish", &finish, ("gas", "land"), (wrong, &["outcome"]), (good, 200)).await;
    assert_eq!(done["open"], false);
    let wrong = json!({ "version": 3, "reason": "" });
    let good = json!({ "version": 3, "reason": "三天不够" });
    let contest = format!("{item}/contest");
    let again = calls.post("/{id}/items/{item}/contest", &contest, enterprise, (wrong, &["reason"]), (good, 200)).await;
    assert_eq!(again["open"], true);
    assert_eq!(
        (&again["contests"][0]["answer"], &again["contests"][0]["reason"]),
        (&json!("已安排槽车"), &json!("三天不够"))
    );
    let wrong = json!({ "version": 4, "reason": "" });
    let good = json!({ "version": 4, "reason": "重复" });
    let remove = format!("{item}/remove");
    let mut editor = calls.program("projects");
    calls.note("POST", "/{id}/items/{item}/remove");
    let path = format!("/api/projects{remove}");
    expect(&calls.program("enterprise").post_json(&path, &key(), &good.to_string()).await, 403);
    expect(&editor.post_json(&path, &key(), &wrong.to_string()).await, 422);
    assert_eq!(expect(&editor.post_json(&path, &key(), &good.to_string()).await, 200)["removed"], added["id"]);
    expect(&editor.get(&format!("/api/projects{item}")).await, 404);

    let rules = calls.get("/rules", "/rules", READER).await;
    let template = rules["conduct"]["templates"][0]["key"].clone();
    let wrong = json!({ "template": "moon", "begins_on": "2020-09-01" });
    let good = json!({ "template": template, "begins_on": "2020-09-01" });
    let planned = calls.post("/{id}/plan", "/qs-038/plan", EDITOR, (wrong, &["template"]), (good, 200)).await;
    assert_eq!(planned["planned"], rules["conduct"]["templates"][0]["milestones"].as_array().unwrap().len());
    assert!(rules["stages"].as_array().unwrap().iter().any(|stage| stage["gate"]["verified"] == true));
}

async fn months_are_reported(calls: &mut Calls) {
    let reports = calls.get("/{id}/reports", "/qs-020/reports", READER).await;
    let last = reports["reports"].as_array().unwrap().last().unwrap().clone();
    let month = last["month"].as_str().unwrap();
    let wrong = json!({ "month": "2020-13", "jobs": "-1" });
    let good = json!({ "version": last["version"], "month": month, "investment_cny": "12345", "sure": true });
    let who = ("statistics", "leader");
    let reported = calls.post("/{id}/reports", "/qs-020/reports", who, (wrong, &["jobs", "month"]), (good, 200)).await;
    assert_eq!(reported["reports"].as_array().unwrap().last().unwrap()["investment_cny"], "12345");
}

async fn documents_are_handed_in_read_and_taken_back(calls: &mut Calls) {
    let (list, mut editor) = ("/qs-006/documents", calls.program("projects"));
    let rules = expect(&editor.get("/api/projects/rules").await, 200);
    let kind = rules["vocabulary"]["documents"][0]["key"].as_str().unwrap();
    let path = format!("/api/projects{list}?name=a.pdf&kind={kind}");
    calls.note("POST", "/{id}/documents");
    expect(&calls.program("leader").post_file(&path, &key(), PDF).await, 403);
    expect(&editor.post_json(&path, &key(), "{}").await, 415);
    expect(&editor.post_file(&format!("/api/projects{list}"), &key(), PDF).await, 400);
    for (wrong, field) in [("name=a.pdf&kind=moon", "kind"), (format!("name=a.exe&kind={kind}").as_str(), "file")] {
        let refused = editor.post_file(&format!("/api/projects{list}?{wrong}"), &key(), PDF).await;
        assert!(expect(&refused, 422)["errors"][field].is_string(), "{wrong}: {}", refused.body);
    }
    let made = expect(&editor.post_file(&path, &key(), PDF).await, 201);
    assert_eq!((&made["file_name"], &made["version"]), (&json!("a.pdf"), &json!(1)));
    let document = made["document"].as_str().unwrap();
    let renewed = format!("/api/projects{list}?name=b.pdf&document={document}");
    let newer = [PDF, b"\n"].concat();
    assert_eq!(expect(&editor.post_file(&renewed, &key(), &newer).await, 201)["version"], 2);
    let listed = calls.get("/{id}/documents", list, READER).await;
    assert_eq!(
        listed["documents"].as_array().unwrap().last().unwrap()["older"].as_array().unwrap().len(),
        1,
        "{listed}"
    );

    calls.note("GET", "/{id}/documents/{attachment}");
    let content = format!("/api/projects{list}/{}", made["id"].as_str().unwrap());
    let read = editor.get(&content).await;
    assert_eq!((read.status, read.bytes.as_slice()), (200, PDF));
    assert_eq!(read.headers["content-type"], "application/pdf");
    // An enterprise hands in its own, and sees no others.
    let mut enterprise = calls.program("enterprise");
    expect(&enterprise.get(&content).await, 404);
    assert_eq!(expect(&enterprise.get(&format!("/api/projects{list}")).await, 200)["documents"], json!([]));
    let own = expect(&enterprise.post_file(&path, &key(), PDF).await, 201);
    assert_eq!(own["uploaded_by"], "enterprise");
    expect(&editor.get(&format!("/api/projects{list}/moon")).await, 404);
    let remove = format!("{list}/{}/remove", made["id"].as_str().unwrap());
    let (wrong, good) = (json!({ "reason": "" }), json!({ "reason": "传错了" }));
    calls.post("/{id}/documents/{attachment}/remove", &remove, EDITOR, (wrong, &["reason"]), (good, 200)).await;
    expect(&editor.get(&content).await, 404);
}

async fn meetings_are_called_changed_and_resolve(calls: &mut Calls) {
    let wrong = json!({ "title": "", "held_on": "soon", "agenda": [] });
    let good = json!({ "title": "九月调度会", "held_on": "2020-09-01", "agenda": ["qs-006", "qs-012"] });
    let called = calls.post("/meetings", "/meetings", EDITOR, (wrong, &["held_on", "title"]), (good, 201)).await;
    let id = called["id"].as_str().unwrap();
    let listed = calls.get("/meetings", "/meetings", STAFF).await;
    assert_eq!(listed["meetings"][0]["id"], id);
    let path = format!("/meetings/{id}");
    let wrong = json!({ "version": 1, "agenda": ["qs-006;qs-012"] });
    let good = json!({ "version": 1, "minutes": "定了两件事" });
    let saved = calls.post("/meetings/{meeting}", &path, EDITOR, (wrong, &["agenda"]), (good, 200)).await;
    assert_eq!(saved["meeting"]["agenda"], json!(["qs-006", "qs-012"]), "what is left out stays");
    let wrong = json!({ "project": "qs-012", "title": "", "owner": "moon", "due_on": "2020-09-10" });
    let good = json!({ "project": "qs-012", "title": "图审会商", "owner": "land", "due_on": "2020-09-10" });
    let duties = format!("{path}/duties");
    let duty = calls.post("/meetings/{meeting}/duties", &duties, EDITOR, (wrong, &["title"]), (good, 201)).await;
    assert_eq!((&duty["kind"], &duty["fields"]["meeting"]), (&json!("duty"), &json!(id)));
    let one = calls.get("/meetings/{meeting}", &path, STAFF).await;
    assert_eq!(one["duties"].as_array().unwrap().len(), 1);
}

async fn investors_are_registered_and_changed(calls: &mut Calls) {
    let wrong = json!({ "name": "北坡", "contacts": [{ "name": "", "email": "x" }] });
    let good = json!({ "name": "北坡新材料有限公司", "contacts": [{ "name": "周一", "phone": "0356-0000201" }] });
    let fields = ["contacts.0.email", "contacts.0.name"];
    let added = calls.post("/investors", "/investors", EDITOR, (wrong, &fields), (good, 201)).await;
    let path = format!("/investors/{}", added["id"].as_str().unwrap());
    let one = calls.get("/investors/{investor}", &path, STAFF).await;
    assert_eq!((&one, &one["investor"]["contacts"][0]["name"]), (&added, &json!("周一")));
    let wrong = json!({ "version": 1, "investor": { "name": "沁水凤栖清洁能源有限公司（演示）" } });
    let good = json!({ "version": 1, "investor": { "name": "北坡新材料有限公司", "home": "河北" } });
    let saved = calls.post("/investors/{investor}", &path, EDITOR, (wrong, &["name"]), (good, 200)).await;
    assert_eq!((&saved["version"], &saved["investor"]["home"]), (&json!(2), &json!("河北")));
    let listed = calls.get("/investors", "/investors", STAFF).await;
    assert_eq!(listed["total"].as_u64(), Some(11), "ten of the demo and this one");
}

async fn views_are_kept_changed_and_removed(calls: &mut Calls) {
    let wrong = json!({ "title": "签约", "page": "moon", "query": "a b" });
    let good = json!({ "title": "签约", "page": "board", "query": "stage=signed" });
    let kept = calls.post("/views", "/views", READER, (wrong, &["page", "query"]), (good, 201)).await;
    let path = format!("/views/{}", kept["id"].as_str().unwrap());
    let one = calls.get("/views/{view}", &path, READER).await;
    assert_eq!((&one["page"], &one["shared"]), (&json!("board"), &json!(false)));
    let (wrong, good) = (json!({ "title": "", "shared": true }), json!({ "title": "签约看板", "shared": true }));
    let changed = calls.post("/views/{view}", &path, READER, (wrong, &["title"]), (good, 200)).await;
    assert_eq!(changed["title"], "签约看板");
    let listed = calls.get("/views", "/views", READER).await;
    assert!(listed["views"].as_array().unwrap().contains(&changed), "{listed}");
    // There is nothing that could be wrong with an order that says nothing.
    calls.note("POST", "/views/{view}/remove");
    let remove = format!("/api/projects{path}/remove");
    expect(&calls.program("land").post_json(&remove, &key(), "{}").await, 404);
    let removed = expect(&calls.program("leader").post_json(&remove, &key(), "{}").await, 200);
    assert_eq!(removed["removed"], one["id"]);
    calls.note("POST", "/{id}/public");
    let (public, body) = ("/api/projects/qs-033/public", json!({ "public": true }).to_string());
    expect(&calls.program("projects").post_json(public, &key(), &body).await, 403);
    let shown = expect(&calls.program("leader").post_json(public, &key(), &body).await, 200);
    assert_eq!(shown["public"], true);
    expect(&calls.program("leader").post_json("/api/projects/none/public", &key(), &body).await, 404);
}

async fn figures_agree_with_the_list(calls: &mut Calls) {
    let funnel = calls.get("/funnel", "/funnel", READER).await;
    let steps = funnel["steps"].as_array().unwrap();
    let listed = expect(&calls.program("leader").get("/api/projects").await, 200);
    assert_eq!(steps[0]["reached"], listed["total"], "everybody has come to the first stage");
    assert_eq!(steps[0]["conversion"], Value::Null);
    let stuck = calls.get("/stuck", "/stuck", STAFF).await;
    let stuck = stuck["projects"].as_array().unwrap();
    assert!(!stuck.is_empty() && stuck.iter().all(|one| one["days"].as_i64() > one["days_max"].as_i64()));
    for wrong in ["?moon=1", "?category=moon", "?page=0", "?mine=no", "?sort=moon"] {
        for list in ["", "/funnel", "/stuck"] {
            expect(&calls.program("leader").get(&format!("/api/projects{list}{wrong}")).await, 400);
        }
    }
}

#[tokio::test]
async fn every_call_does_what_it_is_for_and_refuses_what_it_must() {
    for house in houses_with_front().await {
        let mut calls = Calls::of(&house).await;
        let lead = a_lead_is_added_taken_edited_and_given_back(&mut calls).await;
        stages_are_entered_bypassed_claimed_and_verified(&mut calls, &lead).await;
        items_are_added_changed_finished_and_removed(&mut calls).await;
        months_are_reported(&mut calls).await;
        documents_are_handed_in_read_and_taken_back(&mut calls).await;
        meetings_are_called_changed_and_resolve(&mut calls).await;
        investors_are_registered_and_changed(&mut calls).await;
        views_are_kept_changed_and_removed(&mut calls).await;
        figures_agree_with_the_list(&mut calls).await;
        let routes = projects::desk().routes.into_iter().filter(|route| route.path.starts_with("/api/"));
        let all: BTreeSet<String> = routes.map(|route| format!("{} {}", route.method, route.path)).collect();
        let untried: Vec<_> = all.difference(&calls.made).collect();
        assert!(untried.is_empty(), "not called: {untried:?}");
        assert!(calls.made.is_subset(&all), "{:?}", calls.made.difference(&all));
    }
}

#[tokio::test]
async fn the_journal_says_which_token_changed_a_project() {
    for house in houses_with_front().await {
        let mut program = house.program(token("projects")).await;
        let body = json!({ "fields": { "name": "ERP 来的项目", "investor_name": "某某公司" } }).to_string();
        assert_eq!(program.post_json("/api/projects", &key(), &body).await.status, 201);
        let mut editor = house.visitor("projects").await;
        let body = body.replace("ERP 来", "本人报");
        assert_eq!(editor.post_json("/api/projects", &key(), &body).await.status, 201);
        let head = store::journal::head(house.store().reader(), &house.zone).await.unwrap();
        let journal = house.visitor("auditor").await.get("/journal?verb=project.created").await.body;
        assert_eq!(journal.matches("(projects) · ERP").count(), 1, "{journal}");
        assert!(matches!(
            store::journal::verify(house.store().reader(), &house.zone, |_| {}).await.unwrap(),
            store::journal::Verdict::Whole(found) if found.sequence >= head.sequence
        ));
    }
}
