//! What rules do to a portfolio: neighbours taken together, kinds that keep apart, control indicators that are missed.

use serde_json::{Value, json};
use testing::House;

use super::{
    api::{expect, program, send},
    plans::{answer, houses, place},
    portfolio::{answer as ended, worked_out},
};

const PATH: &str = "/api/landing/portfolio";

/// The present plan of a house, worked out anew.
async fn present(house: &House, seconds: u32) -> Value {
    let mut caller = program(house, "leader").await;
    let asked = expect(&send(&mut caller, PATH, &json!({ "seconds": seconds })).await, 202);
    ended(&mut caller, &asked["number"]).await
}

fn parcels<'p>(plan: &'p Value, seeker: &str) -> Vec<&'p str> {
    let placed = plan["outcome"]["plan"]["projects"].as_array().unwrap().iter();
    let of = placed.filter(|one| one["project"] == seeker);
    of.flat_map(|one| one["parcels"].as_array().unwrap()).map(|code| code.as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_project_takes_neighbours_where_neither_is_large_enough() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let wish = [
            ("title", "大型项目"),
            ("area_least", "300"),
            ("land_use", "0601"),
            ("investment", "99000"),
            ("output", "90000"),
        ];
        answer(&mut editor, &wish).await;
        let plan = present(&house, 5).await;
        assert_eq!(parcels(&plan, "wish/4"), ["XH-01", "XH-02"], "{plan}");
        let mut leader = house.visitor("leader").await;
        let number = &plan["number"];
        let page = leader.get(&format!("/landing/portfolio/plans/{number}")).await.body;
        let line = &page[place(&page, "/landing/wishes/4")..];
        let line = &line[..place(line, "</tr>")];
        for told in ["/land/parcels/XH-01", "/land/parcels/XH-02", "合并用地 357.5 亩，需要 300.0 亩"] {
            assert!(line.contains(told), "{told}: {line}");
        }
        // Without one of them there is no place, and the page of both plans says so.
        let number = number.to_string();
        let fields = [("before", &number[..]), ("seconds", "5"), ("withdraw", "XH-02")];
        let (_, changed) = worked_out(&mut leader, "/landing/portfolio/what-if", &fields).await;
        let moves = &changed[place(&changed, "谁变了，为什么")..];
        let line = &moves[place(moves, "/landing/wishes/4")..];
        let line = &line[..place(line, "</tr>")];
        for told in ["合并用地 357.5 亩", "落空", "被撤回", "块地太小"] {
            assert!(line.contains(told), "{told}: {line}");
        }
    }
}

#[tokio::test]
async fn whoever_promises_too_little_is_kept_off_with_the_figures() {
    for house in houses().await {
        let plan = present(&house, 60).await;
        let found = parcels(&plan, "project/qs-027");
        assert!(
            !found.is_empty() && found.iter().all(|code| !code.starts_with("XC") && !code.starts_with("ZB")),
            "{plan}"
        );
        let mut leader = house.visitor("leader").await;
        let page = leader.get(&format!("/landing/portfolio/plans/{}", plan["number"])).await.body;
        let rules = &page[place(&page, "谁在哪里达不到控制指标")..];
        let line = &rules[place(rules, "/projects/qs-027")..];
        assert!(line.contains("投资强度 211.11，要求 240–260 万元/亩"), "{line}");
        assert!(line[..place(line, "</tr>")].contains("/land/parcels/"), "{line}");
    }
}

#[tokio::test]
async fn who_reaches_an_indicator_nowhere_hears_what_is_missing() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let wish = [("title", "小投资"), ("area_least", "40"), ("land_use", "0601"), ("investment", "2000")];
        answer(&mut editor, &wish).await;
        let plan = present(&house, 60).await;
        assert!(parcels(&plan, "wish/4").is_empty());
        let mut leader = house.visitor("leader").await;
        let page = leader.get(&format!("/landing/portfolio/plans/{}", plan["number"])).await.body;
        let line = &page[place(&page, "/landing/wishes/4")..];
        let line = &line[..place(line, "</tr>")];
        assert!(line.contains("未落地") && line.contains("投资强度 50，要求 200–260 万元/亩"), "{line}");
    }
}

#[tokio::test]
async fn kinds_keep_apart_by_outlines_from_each_other_and_from_who_is_there() {
    for house in houses().await {
        let plan = present(&house, 60).await;
        // A street of 32 m is between them; chemicals and electronics keep 50 m.
        let near = [("ZB-03", "ZB-04"), ("ZB-05", "ZB-06"), ("XC-03", "XC-04"), ("XH-01", "XH-02")];
        let chemicals = parcels(&plan, "project/qs-026");
        assert!(!chemicals.is_empty());
        for other in ["project/qs-024", "project/qs-025"] {
            let electronics = parcels(&plan, other);
            for (one, another) in near {
                let both = |a: &str, b: &str| chemicals.contains(&a) && electronics.contains(&b);
                assert!(!both(one, another) && !both(another, one), "{chemicals:?} {electronics:?}");
            }
        }
        let mut leader = house.visitor("leader").await;
        let page = leader.get(&format!("/landing/portfolio/plans/{}", plan["number"])).await.body;
        let rules = &page[place(&page, "安全距离</h3>")..];
        for told in ["化工 – 电子与仪表", "50 米", "演示编造，不是规范数值", "不能安排化工：离窑炉明火", "须有 50 米"]
        {
            assert!(rules.contains(told), "{told}: {rules}");
        }
        let line = &rules[place(rules, "不能安排化工")..];
        assert!(line[..place(line, "</li>")].contains("/land/parcels/XC-02"), "{line}");
    }
}
