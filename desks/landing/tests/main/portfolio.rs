//! The portfolio: the present plan, and what becomes of it when leaders change something.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testing::{House, Visitor};

use super::{
    api::{expect, program, send},
    plans::{houses, place},
};

/// Asks for a plan by a form; the page of the plan once it is worked out.
pub async fn worked_out(leader: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> (String, String) {
    let sent = leader.post(path, fields).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let plan = sent.location().strip_prefix("/qinshui").unwrap().to_owned();
    (plan.clone(), ended(leader, &plan).await)
}

pub async fn ended(leader: &mut Visitor, plan: &str) -> String {
    loop {
        let page = leader.get(plan).await.body;
        if !page.contains("hx-trigger=\"every 1s\"") {
            return page;
        }
    }
}

/// The plan, once it is worked out, as programs read it.
pub async fn answer(caller: &mut Visitor, number: &Value) -> Value {
    loop {
        let plan = expect(&caller.get(&format!("/api/landing/portfolio/{number}")).await, 200);
        if plan["state"] != "running" {
            return plan;
        }
    }
}

fn places(plan: &Value) -> BTreeMap<String, String> {
    let placed = plan["outcome"]["plan"]["projects"].as_array().unwrap().iter();
    placed
        .map(|one| (one["project"].as_str().unwrap().to_owned(), one["parcels"][0].as_str().unwrap().to_owned()))
        .collect()
}

const SOON: [(&str, &str); 1] = [("seconds", "60")];

/// A leader, and the number of a present plan that was just worked out.
async fn begun(house: &House) -> (Visitor, String) {
    let mut leader = house.visitor("leader").await;
    let (plan, _) = worked_out(&mut leader, "/landing/portfolio", &SOON).await;
    (leader, plan.rsplit('/').next().unwrap().to_owned())
}

#[tokio::test]
async fn everybody_who_looks_for_land_is_placed_with_reasons_that_lead_to_records() {
    for house in houses().await {
        let mut leader = house.visitor("leader").await;
        let (path, plan) = worked_out(&mut leader, "/landing/portfolio", &SOON).await;
        for told in [
            "已证明没有更好的方案",
            "/projects/qs-026",
            "/landing/wishes/1",
            "/land/parcels/",
            "/land/works/",
            "次优：",
            "演示编造",
            "2020H2",
            "没有用地需求的记录",
        ] {
            assert!(plan.contains(told), "{told}: {plan}");
        }
        let left_out = &plan[place(&plan, "未纳入方案的")..];
        assert!(left_out.contains("/landing/wishes/2"), "it says nothing of its area: {left_out}");
        let overview = leader.get("/landing/portfolio").await.body;
        assert!(overview.contains("换一种安排试试") && overview.contains("delay-GC-"), "{overview}");
        let sheet = leader.get(&format!("{path}/export.xlsx")).await;
        assert_eq!(sheet.status, 200);
    }
}

#[tokio::test]
async fn a_withdrawn_parcel_moves_whoever_was_on_it_and_says_so() {
    for house in houses().await {
        let mut caller = program(&house, "leader").await;
        let path = "/api/landing/portfolio";
        let asked = expect(&send(&mut caller, path, &json!({ "seconds": 60 })).await, 202);
        let present = answer(&mut caller, &asked["number"]).await;
        assert_eq!((&present["state"], &present["ended"]), (&json!("done"), &json!("proven")), "{present}");
        let before = places(&present);
        let parcel = &before["project/qs-026"];
        // Whether it is proven that nothing is better does not matter here.
        let change = json!({ "seconds": 5, "change": { "withdraw": [parcel] } });
        let asked = expect(&send(&mut caller, path, &change).await, 202);
        let changed = answer(&mut caller, &asked["number"]).await;
        assert_eq!(changed["before"], asked["before"]);
        let after = places(&changed);
        assert!(after.values().all(|other| other != parcel), "{after:?}");
        let value = |plan: &Value| plan["outcome"]["objective"].as_f64().unwrap();
        assert!(value(&changed) <= value(&present) * 1.000_01, "less land cannot bring more");

        let mut leader = house.visitor("leader").await;
        let page = leader.get(&format!("/landing/portfolio/plans/{}", asked["number"])).await.body;
        let moves = &page[place(&page, "谁变了，为什么")..];
        let line = &moves[place(moves, "/projects/qs-026")..];
        let line = &line[..place(line, "</tr>")];
        assert!(line.contains(parcel.as_str()) && line.contains("被撤回"), "{line}");
        assert!(page.contains("之前") && page.contains("之后") && page.contains("上界"), "{page}");
        let list = expect(&caller.get(path).await, 200);
        assert_eq!(list["present"], present["number"], "a what-if does not become the present plan");
    }
}

#[tokio::test]
async fn several_changes_are_made_together_and_works_cost_another_half_year() {
    for house in houses().await {
        let (mut leader, present) = begun(&house).await;
        let overview = leader.get("/landing/portfolio").await.body;
        let work = &overview[place(&overview, "name=\"delay-") + 12..];
        let work = &work[..place(work, "\"")];
        let fields = [
            ("before", &present[..]),
            ("seconds", "60"),
            ("withdraw", "XC-03"),
            ("withdraw", "ZB-03, XH-01"),
            (&format!("delay-{work}")[..], "2"),
            ("budget-2021H1", "90.5"),
            ("budget-2020H2", ""),
        ];
        let (_, plan) = worked_out(&mut leader, "/landing/portfolio/what-if", &fields).await;
        for told in [
            "/land/parcels/XC-03",
            "/land/parcels/XH-01",
            "推迟 2 个半年",
            "→ 90.5 万元",
            &format!("对照第 {present} 号方案"),
        ] {
            assert!(plan.contains(told), "{told}: {plan}");
        }
    }
}

#[tokio::test]
async fn where_nothing_goes_the_conditions_that_conflict_are_named() {
    for house in houses().await {
        let (mut leader, present) = begun(&house).await;
        // Works that were begun cost money, and there is none.
        let fields = [("before", &present[..]), ("seconds", "60"), ("budget-2020H2", "0")];
        let (_, plan) = worked_out(&mut leader, "/landing/portfolio/what-if", &fields).await;
        for told in ["没有方案能满足全部硬性要求", "2020H2 的预算", "在建，必须完工", "去掉其中任何一条"]
        {
            assert!(plan.contains(told), "{told}: {plan}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_told_by_field_and_what_was_typed_stays() {
    for house in houses().await {
        let mut leader = house.visitor("leader").await;
        for seconds in ["0", "-1", "1000000000", "x"] {
            let refused = leader.post("/landing/portfolio", &[("seconds", seconds)]).await;
            assert_eq!(refused.status, 422, "{seconds}");
            assert!(refused.body.contains("1 到 600"), "{}", refused.body);
        }
        let (path, _) = worked_out(&mut leader, "/landing/portfolio", &SOON).await;
        let present = path.rsplit('/').next().unwrap();
        for (name, value, told) in [
            ("withdraw", "XC-03 <b>MOON</b>", "没有这些地块：&lt;b&gt;MOON&lt;/b&gt;"),
            ("withdraw", "XC-01", "没有这些地块：XC-01"),
            ("delay-MOON", "1", "没有工程 MOON"),
            ("delay-GC-HA-05", "1000000000", "0 到 8 个半年"),
            ("delay-GC-HA-05", "-1", "0 到 8 个半年"),
            ("delay-GC-HA-05", "99999999999999999999", "0 到 8 个半年"),
            ("budget-2020H2", "-1", "预算须为"),
            ("budget-2020H2", "1e30", "预算须为"),
            ("budget-2020H2", "99999999999999999999999999", "预算须为"),
            ("budget-2099H1", "1", "方案不含 2099H1"),
            ("budget-2020H2", "3100", "什么都没有改"),
            ("seconds", "601", "1 到 600"),
        ] {
            let mut fields = vec![("before", present), (name, value)];
            if name == "seconds" {
                fields.push(("withdraw", "XC-03"));
            }
            let refused = leader.post("/landing/portfolio/what-if", &fields).await;
            assert_eq!(refused.status, 422, "{name}={value}");
            assert!(refused.body.contains(told), "{name}={value}: {}", refused.body);
        }
        let stale = leader.post("/landing/portfolio/what-if", &[("before", "77"), ("withdraw", "XC-03")]).await;
        assert_eq!(stale.status, 409);
        for missing in ["99", "x", "-1", "99999999999999999999"] {
            assert_eq!(leader.get(&format!("/landing/portfolio/plans/{missing}")).await.status, 404, "{missing}");
        }
        assert_eq!(leader.get(&format!("{path}?as_of=2020-08-19")).await.status, 404, "it was not there yet");
    }
}

#[tokio::test]
async fn programs_are_told_what_is_wrong_and_only_leaders_ask() {
    for house in houses().await {
        let mut caller = program(&house, "leader").await;
        let path = "/api/landing/portfolio";
        let asked = expect(&send(&mut caller, path, &json!({ "seconds": 60 })).await, 202);
        answer(&mut caller, &asked["number"]).await;
        let wrong = json!({ "seconds": 5, "change": {
            "withdraw": ["MOON"], "delay": { "GC-HA-05": "1000000000" }, "budget": { "2020H2": "-5" } } });
        let refused = expect(&send(&mut caller, path, &wrong).await, 422);
        let named: Vec<&str> = refused["errors"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(named, ["budget-2020H2", "delay-GC-HA-05", "withdraw"]);
        for unread in [json!({}), json!({ "seconds": -1 }), json!({ "seconds": 5, "change": { "moon": 1 } })] {
            expect(&send(&mut caller, path, &unread).await, 400);
        }
        expect(&send(&mut caller, path, &json!({ "seconds": 601 })).await, 422);
        expect(&caller.get("/api/landing/portfolio/99").await, 404);
        let list = expect(&caller.get(path).await, 200);
        let head = &list["plans"][0];
        assert_eq!(
            (&head["number"], &head["state"], &list["present"]),
            (&asked["number"], &json!("done"), &asked["number"])
        );
        let beyond = expect(&caller.get(&format!("{path}?page=2")).await, 200);
        assert_eq!((&beyond["plans"], &beyond["page"], &beyond["total"]), (&json!([]), &json!(2), &list["total"]));
        expect(&caller.get(&format!("{path}?page=0")).await, 400);
        let cancelled =
            expect(&send(&mut caller, &format!("{path}/{}/cancel", asked["number"]), &json!({})).await, 200);
        assert_eq!(cancelled["state"], "done", "what ended stays as it is");
        expect(&program(&house, "auditor").await.get(&format!("{path}/{}", asked["number"])).await, 200);
        expect(&send(&mut program(&house, "auditor").await, path, &json!({ "seconds": 5 })).await, 403);
        expect(&program(&house, "land").await.get(path).await, 403);
    }
}

#[tokio::test]
async fn a_zone_where_nobody_looks_for_land_says_what_to_do() {
    for house in testing::empty_houses(super::plans::desks).await {
        house.load(&testing::demo_folder(), Vec::new()).await;
        let mut leader = house.visitor("leader").await;
        assert!(leader.get("/landing/portfolio").await.body.contains("还没有组合方案"));
        assert_eq!(leader.post("/landing/portfolio/what-if", &[("before", "1")]).await.status, 404, "no plan yet");
        let early = json!({ "seconds": 1, "change": { "withdraw": ["XC-03"] } });
        expect(&send(&mut program(&house, "leader").await, "/api/landing/portfolio", &early).await, 422);
        let refused = leader.post("/landing/portfolio", &SOON).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("landing/portfolio.toml"), "{}", refused.body);
    }
}
