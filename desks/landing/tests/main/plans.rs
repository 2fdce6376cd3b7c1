//! Wishes are taken down and answered from the records.

use testing::{House, Visitor};

pub fn desks() -> Vec<pages::Desk> {
    vec![::pages::front::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

pub async fn houses() -> Vec<House> {
    testing::houses(desks).await
}

pub const WISH: [(&str, &str); 11] = [
    ("title", "陶瓷<b>膜</b>项目"),
    ("investor", "=1+1"),
    ("area_least", "100"),
    ("area_most", "180"),
    ("land_use", "0601"),
    ("start", "2020-10-01"),
    ("gas", "5000"),
    ("water", "600"),
    ("power", ""),
    ("investment", ""),
    ("note", "测试"),
];

/// The fields with some of them filled otherwise.
pub fn but<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = WISH.into();
    fields.retain(|(key, _)| !other.iter().any(|(name, _)| name == key));
    fields.extend(other);
    fields
}

pub async fn answer(editor: &mut Visitor, fields: &[(&str, &str)]) -> String {
    let sent = editor.post("/landing/new", fields).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let path = sent.location().strip_prefix("/qinshui").unwrap().to_owned();
    editor.get(&path).await.body
}

/// Where the first of these stands in a text.
#[track_caller]
pub fn place(text: &str, what: &str) -> usize {
    text.find(what).unwrap_or_else(|| panic!("{what} is not in {text}"))
}

#[tokio::test]
async fn a_wish_is_answered_with_sites_works_prices_permits_and_reasons() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let plan = answer(&mut editor, &but(&[])).await;
        for told in [
            "陶瓷&lt;b&gt;膜&lt;/b&gt;项目",
            "=1+1",
            // The one ready parcel of the right size that a gas branch of enough capacity serves.
            "/land/parcels/XC-03",
            "2020-10-01 即可开工",
            "/land/works/GC-XA-05",
            "九通一平齐备",
            "12000 m³/h",
            "2019-10-25 起",
            // 5000 m3/h for 7200 h at 2.05 and 2.62 yuan.
            "7380.0 万元",
            "9432.0 万元",
            "20520.0 万元",
            "施工许可",
            "双方承诺",
        ] {
            assert!(plan.contains(told), "{told}: {plan}");
        }
        let rejected = &plan[place(&plan, "不符合的地块")..];
        for (parcel, why) in [
            ("/land/parcels/XC-01", "已供他人"),
            ("/land/parcels/SC-02", "用地类别为 0804"),
            ("/land/parcels/XH-05", "燃气能力 3000，不足所需 5000"),
        ] {
            let line = &rejected[place(rejected, parcel)..];
            let line = &line[..place(line, "</li>")];
            assert!(line.contains(why), "{parcel}: {line}");
        }
    }
}

#[tokio::test]
async fn a_site_says_what_it_asks_of_the_project_and_refuses_whoever_brings_too_little() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let site = |plan: &str| {
            plan[place(plan, ". <a href=\"/qinshui/land/parcels/XC-03")..]
                .split("</section>")
                .next()
                .unwrap()
                .to_owned()
        };
        let unsaid = site(&answer(&mut editor, &but(&[])).await);
        for told in
            ["0601 工业用地", "投资强度 ≥ 260 万元/亩", "投资（万元）不少于 45994", "2020-01-01 起", "容积率 ≥ 0.7"]
        {
            assert!(unsaid.contains(told), "{told}: {unsaid}");
        }
        assert!(!unsaid.contains("本项目"), "nobody said what is invested: {unsaid}");
        let enough = site(&answer(&mut editor, &but(&[("investment", "45994")])).await);
        assert!(enough.contains("本项目 260 万元/亩"), "{enough}");
        let little = answer(&mut editor, &but(&[("investment", "45993")])).await;
        let rejected = &little[place(&little, "不符合的地块")..];
        let line = rejected[place(rejected, "/land/parcels/XC-03")..].split("</li>").next().unwrap();
        assert!(line.contains("投资强度 259.994，低于 260 万元/亩"), "{line}");
        // Of a larger parcel as much counts as is wished at most.
        let divided = site(&answer(&mut editor, &but(&[("investment", "45993"), ("area_most", "150")])).await);
        assert!(divided.contains("最多只需 150 亩，须将该宗地分割"), "{divided}");
        assert!(divided.contains("本项目 306.62 万元/亩"), "{divided}");
        // Another limit held before, and holds for whoever looks back.
        let path = "/landing/wishes/4?as_of=2019-12-31";
        assert!(site(&editor.get(path).await.body).contains("投资强度 ≥ 180 万元/亩"));
    }
}

#[tokio::test]
async fn the_answer_follows_the_records_and_past_days_stay() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let plan = answer(&mut editor, &but(&[])).await;
        let first = |plan: &str| {
            let start = place(plan, "/land/parcels/");
            plan[start..].split('"').next().unwrap().to_owned()
        };
        assert_eq!(first(&plan), "/land/parcels/XC-03");
        let granted = [("version", "1"), ("status", "granted"), ("on", "2020-08-19"), ("reason", "")];
        assert_eq!(editor.post("/land/parcels/XC-03/status", &granted).await.status, 303);
        let path = "/landing/wishes/4";
        let now = editor.get(path).await.body;
        assert_ne!(first(&now), "/land/parcels/XC-03", "somebody has it now");
        let before = editor.get(&format!("{path}?as_of=2020-08-18")).await.body;
        assert_eq!(first(&before), "/land/parcels/XC-03", "what was true stays readable");
    }
}

#[tokio::test]
async fn who_knows_little_gets_an_answer_and_who_asks_too_much_learns_why_there_is_none() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let empty: Vec<(&str, &str)> =
            WISH.iter().map(|(key, _)| (*key, if *key == "title" { "只有名称" } else { "" })).collect();
        let plan = answer(&mut editor, &empty).await;
        assert!(plan.contains("推荐地块") && plan.contains("2020-08-20 即可开工"), "{plan}");
        assert!(!plan.contains("要素价格"), "nothing is asked for that has a price");
        let greedy = answer(&mut editor, &but(&[("gas", "900000")])).await;
        assert!(greedy.contains("现在没有符合的地块") && greedy.contains("不足所需 900000"), "{greedy}");
    }
}

#[tokio::test]
async fn later_works_make_it_wait_and_say_for_what() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        // The second stage of the new materials park: gas comes at the end of the year.
        let taken = [("version", "1"), ("status", "granted"), ("on", "2020-08-19"), ("reason", "")];
        assert_eq!(editor.post("/land/parcels/XC-03/status", &taken).await.status, 303);
        let plan = answer(&mut editor, &but(&[("area_least", "130")])).await;
        let start = place(&plan, "/land/parcels/XC-05");
        assert!(plan[start..].contains("2020-12-31 可开工，比希望的日期晚 91 天"), "{plan}");
        assert!(plan[start..].contains("等待：燃气"), "{plan}");
    }
}

#[tokio::test]
async fn the_day_wished_for_production_is_kept_or_said_to_be_missed() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let early = answer(&mut editor, &but(&[("production", "2021-06-01")])).await;
        let late = &early[place(&early, "可投产")..];
        assert!(late.contains("比希望的投产日期晚"), "{early}");
        // Who only says when to produce begins to build fourteen months before.
        let patient = answer(&mut editor, &but(&[("start", ""), ("production", "2025-01-01")])).await;
        assert!(patient.contains("2023-11-01 即可开工"), "{patient}");
        assert!(patient.contains("2025-01-01 可投产。 赶得上希望的投产日期"), "{patient}");
        // Ten months more until full capacity.
        let ramp = &patient[place(&patient, "投产至达产")..];
        assert!(ramp.contains("2025-11-01"), "{patient}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_field_by_field_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let (hostile, long) = ("<script>alert(1)</script>", "长".repeat(20_000));
        for (fields, said) in [
            (vec![("title", " ")], "请填写此项"),
            (vec![("area_least", "0")], "面积须大于 0"),
            (vec![("area_least", "-1")], "面积须大于 0"),
            (vec![("area_most", "1000000000000")], "面积须大于 0"),
            (vec![("area_most", "50")], "上限不能小于下限"),
            (vec![("land_use", hostile)], "不在清单中"),
            (vec![("gas", "NaN")], "这不是数量"),
            (vec![("water", "-5")], "须大于 0"),
            (vec![("power", "1e400")], "这不是数量"),
            (vec![("start", "soon")], "这不是日期"),
            (vec![("production", "2021-02-30")], "这不是日期"),
            (vec![("production", "2020-09-30")], "不能早于 2020-10-01"),
            (vec![("industry", "C9999")], "不在清单中"),
            (vec![("industry", hostile)], "不在清单中"),
            (vec![("heat", "0")], "须大于 0"),
            (vec![("jobs", "1.5")], "这不是数量"),
            (vec![("output", "1000000000000")], "须大于 0"),
            (vec![("note", &long)], "最多 200 个字"),
            (vec![("note", hostile), ("title", "")], "请填写此项"),
        ] {
            let sent = editor.post("/landing/new", &but(&fields)).await;
            assert_eq!(sent.status, 422, "{fields:?}");
            assert!(sent.body.contains(said), "{fields:?}: {}", sent.body);
            assert!(!sent.body.contains("<script>alert"), "{fields:?}");
        }
        assert_eq!(editor.get("/landing/wishes/4").await.status, 404);
        assert_eq!(editor.get("/landing/wishes/moon").await.status, 404);
    }
}

#[tokio::test]
async fn two_who_change_a_wish_at_once_are_told_and_others_may_only_read() {
    for house in houses().await {
        let (mut one, mut other) = (house.visitor("land").await, house.visitor("projects").await);
        let path = "/landing/wishes/1/edit";
        let named = |title| but(&[("title", title), ("version", "1")]);
        assert_eq!(one.post(path, &named("甲改的名")).await.status, 303);
        let late = other.post(path, &named("乙改的名")).await;
        assert!(late.status == 409 && late.body.contains("乙改的名"), "{}", late.body);
        let mut leader = house.visitor("leader").await;
        let plan = leader.get("/landing/wishes/1").await.body;
        assert!(plan.contains("甲改的名") && !plan.contains("/landing/wishes/1/edit\""), "{plan}");
        assert_eq!(leader.post(path, &named("丙改的名")).await.status, 403);
        assert_eq!(house.visitor("statistics").await.get("/landing").await.status, 403);
    }
}

#[tokio::test]
async fn a_parcel_that_is_too_near_to_somebody_is_rejected_with_both_distances() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        // Industry without furnaces beside it may have the parcel; chemicals may not.
        let fits = answer(&mut editor, &but(&[("industry", "C3985")])).await;
        assert!(!fits.contains("小于安全距离"), "{fits}");
        let plan = answer(&mut editor, &but(&[("industry", "C2651")])).await;
        let line = &plan[place(&plan, "/land/parcels/XC-03")..];
        let line = &line[..place(line, "</li>")];
        for told in ["XC-02）上的窑炉明火相距 31.9 米", "小于安全距离 50 米"] {
            assert!(line.contains(told), "{told}: {line}");
        }
    }
}
