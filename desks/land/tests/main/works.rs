//! Works: registered, changed, taken further, and what they make of parcels.

use testing::Visitor;

use super::register::houses;

const WORK: [(&str, &str); 14] = [
    ("code", "GC-90"),
    ("name", "新材园<b>蒸汽</b>管沟"),
    ("connection", "gas"),
    ("due", "2020-12-31"),
    ("serves", "XC-04, XC-05"),
    ("road", "新材二路"),
    ("after", "GC-XB-01"),
    ("capacity", "3200.5"),
    ("cost", "480"),
    ("contractor", "=1+1"),
    ("note", ""),
    ("source", "测试"),
    ("stage", "planned"),
    ("on", "2020-08-01"),
];

/// The fields with some of them filled otherwise.
fn but<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = WORK.into();
    fields.retain(|(key, _)| !other.iter().any(|(name, _)| name == key));
    fields.extend(other);
    fields
}

fn edit<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = but(other);
    fields.retain(|(key, _)| !["code", "stage", "on"].contains(key));
    fields
}

async fn register(editor: &mut Visitor) {
    let answer = editor.post("/land/works/new", &but(&[])).await;
    let saved = (answer.status, answer.location());
    assert_eq!(saved, (303, "/qinshui/land/works/GC-90?flash=work-saved"), "{}", answer.body);
}

#[tokio::test]
async fn a_work_is_registered_stands_in_list_and_file_and_links_what_it_serves_and_waits_for() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        register(&mut editor).await;
        let page = editor.get("/land/works/GC-90").await.body;
        for told in [
            "新材园&lt;b&gt;蒸汽&lt;/b&gt;管沟",
            "燃气",
            "3200.5 m³/h",
            "2020-12-31",
            "/land/parcels/XC-04",
            "/land/works/GC-XB-01",
            "=1+1",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let earlier = editor.get("/land/works/GC-XB-01").await.body;
        assert!(earlier.contains("等待本工程的工程") && earlier.contains("/land/works/GC-90"), "{earlier}");
        let list = editor.get("/land/works?q=gc-90").await.body;
        assert!(list.contains("/land/works/GC-90") && !list.contains("/land/works/GC-XB-01"), "{list}");
        let late = editor.get("/land/works?overdue=yes").await.body;
        assert!(late.contains("/land/works/GC-XB-06") && !late.contains("/land/works/GC-XB-01"), "{late}");
        let gas = editor.get("/land/works?connection=gas&stage=done").await.body;
        assert!(gas.contains("/land/works/GC-XA-05") && !gas.contains("/land/works/GC-XB-05"), "{gas}");
        for wrong in ["connection=steam", "stage=half"] {
            assert_eq!(editor.get(&format!("/land/works?{wrong}")).await.status, 400, "{wrong}");
        }
        let file = editor.get("/land/works/export.xlsx?stage=done").await;
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("works-2020-08-20.xlsx"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_field_by_field_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let hostile = "<script>alert(1)</script>";
        for (fields, said) in [
            (vec![("code", "../x")], "编号为 1 至 40"),
            (vec![("code", "GC-XB-01")], "此编号已被使用"),
            (vec![("name", " ")], "请填写此项"),
            (vec![("connection", hostile)], "不在清单中"),
            (vec![("due", "2020-02-30")], "这不是日期"),
            (vec![("serves", "XC-04 MOON XC-05")], "没有这样的编号：MOON"),
            (vec![("serves", hostile)], "编号为 1 至 40"),
            (vec![("after", "GC-77")], "没有这样的编号：GC-77"),
            (vec![("after", "GC-90")], "会互相等待：GC-90 → GC-90"),
            (vec![("capacity", "-1")], "须大于 0"),
            (vec![("capacity", "1e9")], "这不是数量"),
            (vec![("connection", "road")], "这类工程没有能力指标"),
            (vec![("cost", "1000000000000")], "须大于 0"),
            (vec![("cost", "1,200")], "不带逗号"),
            (vec![("stage", "finished")], "不在清单中"),
            (vec![("on", "2020-08-21")], "日期不能晚于今天"),
        ] {
            let answer = editor.post("/land/works/new", &but(&fields)).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.body.contains(said), "{fields:?}: {}", answer.body);
            assert!(!answer.body.contains("<script>alert"), "{fields:?}");
            assert!(answer.body.contains("value=\"测试\""), "what was typed stays");
        }
        assert_eq!(editor.get("/land/works/GC-90").await.status, 404);
    }
}

#[tokio::test]
async fn works_that_would_wait_for_each_other_are_refused_with_the_circle() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        register(&mut editor).await;
        let road = [
            ("name", "新材园二期道路"),
            ("connection", "road"),
            ("capacity", ""),
            ("after", "GC-90"),
            ("version", "1"),
        ];
        let answer = editor.post("/land/works/GC-XB-01/edit", &edit(&road)).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains("GC-XB-01 → GC-90 → GC-XB-01"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_work_goes_further_and_never_back_and_its_parcel_gets_ready() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let before = editor.get("/land/parcels/XC-04").await.body;
        assert!(before.contains("十项中已有 1 项") && before.contains("逾期未完"), "{before}");
        let step = |stage, on, version| [("stage", stage), ("on", on), ("version", version)];
        let path = "/land/works/GC-XB-06/stage";
        for (fields, said) in [
            (step("planned", "2020-08-10", "1"), "已达到或超过这一状态"),
            (step("done", "2020-03-01", "1"), "日期不能早于上一状态"),
            (step("done", "2020-08-21", "1"), "日期不能晚于今天"),
        ] {
            let refused = editor.post(path, &fields).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{fields:?}: {}", refused.body);
        }
        assert_eq!(editor.post(path, &step("done", "2020-08-10", "1")).await.status, 303);
        assert_eq!(editor.post(path, &step("done", "2020-08-10", "1")).await.status, 409, "somebody was faster");
        let after = editor.get("/land/parcels/XC-04").await.body;
        assert!(after.contains("十项中已有 2 项") && after.contains("2020-08-10 起"), "{after}");
        let past = editor.get("/land/parcels/XC-04?as_of=2020-08-09").await.body;
        assert!(past.contains("十项中已有 1 项"), "past days stay: {past}");
        let found = editor.get("/land/works?stage=done&q=gc-xb-06").await.body;
        assert!(found.contains("/land/works/GC-XB-06"), "{found}");
    }
}

#[tokio::test]
async fn two_who_change_a_work_at_once_see_both_editions_and_others_may_only_read() {
    for house in houses().await {
        let (mut one, mut other) = (house.visitor("land").await, house.visitor("land").await);
        register(&mut one).await;
        let path = "/land/works/GC-90/edit";
        let named = |name| edit(&[("name", name), ("version", "1")]);
        assert_eq!(one.post(path, &named("甲改的名")).await.status, 303);
        let late = other.post(path, &named("乙改的名")).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("甲改的名") && late.body.contains("乙改的名"), "{}", late.body);
        let mut leader = house.visitor("leader").await;
        assert!(!leader.get("/land/works/GC-90").await.body.contains("/land/works/GC-90/edit"));
        assert_eq!(leader.post(path, &named("丙改的名")).await.status, 403);
    }
}
