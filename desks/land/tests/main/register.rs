//! The register: parcels are added, changed, and taken through the land bank.

use testing::{House, Visitor};

pub async fn houses() -> Vec<House> {
    testing::houses(|| vec![::pages::front::desk(), land::desk()]).await
}

const PARCEL: [(&str, &str); 9] = [
    ("code", "XC-30"),
    ("name", "新材园<b>三十号</b>"),
    ("land_use", "0601"),
    ("park", "new_materials"),
    ("area_mu", "120.5"),
    ("note", "=1+1"),
    ("source", "测试"),
    ("status", "banked"),
    ("on", "2020-05-01"),
];

/// The fields with some of them filled otherwise.
pub fn but<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = PARCEL.into();
    fields.retain(|(key, _)| !other.iter().any(|(name, _)| name == key));
    fields.extend(other);
    fields
}

async fn register(editor: &mut Visitor) {
    let answer = editor.post("/land/parcels/new", &but(&[])).await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/qinshui/land/parcels/XC-30?flash=parcel-saved"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_parcel_is_registered_and_stands_in_list_and_file() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        register(&mut editor).await;
        let page = editor.get("/land/parcels/XC-30").await.body;
        for told in [
            "新材园&lt;b&gt;三十号&lt;/b&gt;",
            "0601 工业用地",
            "新材料产业园",
            "120.5",
            "=1+1",
            "已收储",
            "2020-05-01",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let list = editor.get("/land?q=xc-30").await.body;
        assert!(list.contains("/land/parcels/XC-30") && !list.contains("/land/parcels/XC-01"), "{list}");
        let file = editor.get("/land/export.xlsx?status=ready").await;
        assert_eq!(file.status, 200);
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("parcels-2020-08-20.xlsx"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_field_by_field_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let hostile = "<script>alert(1)</script>";
        let long = "沁".repeat(201);
        for (fields, said) in [
            (vec![("code", "")], "请填写此项"),
            (vec![("code", "../x")], "编号为 1 至 40"),
            (vec![("code", hostile)], "编号为 1 至 40"),
            (vec![("code", "ZB-01")], "此编号已被使用"),
            (vec![("name", " ")], "请填写此项"),
            (vec![("name", long.as_str())], "最多 200 个字符，现有 201 个"),
            (vec![("name", "a\u{202e}b")], "第 2 个字符不可见"),
            (vec![("land_use", hostile)], "不在清单中"),
            (vec![("park", "moon")], "“moon”不在清单中"),
            (vec![("area_mu", "0")], "面积须大于 0"),
            (vec![("area_mu", "-3")], "面积须大于 0"),
            (vec![("area_mu", "1000000000000")], "面积须大于 0"),
            (vec![("area_mu", "1,200")], "不带逗号"),
            (vec![("status", "sold")], "不在清单中"),
            (vec![("on", "2020-08-21")], "日期不能晚于今天"),
            (vec![("on", "2020-02-30")], "这不是日期"),
        ] {
            let answer = editor.post("/land/parcels/new", &but(&fields)).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.body.contains(said), "{fields:?}: {}", answer.body);
            assert!(!answer.body.contains("<script>alert"), "{fields:?}");
            assert!(answer.body.contains("value=\"测试\""), "what was typed stays");
        }
        assert_eq!(editor.get("/land/parcels/XC-30").await.status, 404);
        let all = editor.post("/land/parcels/new", &but(&[("name", ""), ("area_mu", "x"), ("on", "")])).await.body;
        for field in ["href=\"#field-name\"", "href=\"#field-area_mu\"", "href=\"#field-on\""] {
            assert!(all.contains(field), "{field} is not in the summary");
        }
    }
}

#[tokio::test]
async fn two_who_change_at_once_see_both_editions() {
    for house in houses().await {
        let (mut one, mut other) = (house.visitor("land").await, house.visitor("land").await);
        register(&mut one).await;
        let edited = |name: &'static str, version: &'static str| {
            let mut fields = but(&[("name", name), ("version", version)]);
            fields.retain(|(key, _)| !["code", "status", "on"].contains(key));
            fields
        };
        let path = "/land/parcels/XC-30/edit";
        assert_eq!(one.post(path, &edited("甲改的名", "1")).await.status, 303);
        let late = other.post(path, &edited("乙改的名", "1")).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("甲改的名") && late.body.contains("乙改的名"), "{}", late.body);
        assert!(late.body.contains("name=\"version\" value=\"2\""), "whoever has seen it can go on");
        assert_eq!(other.post(path, &edited("乙改的名", "2")).await.status, 303);
        assert_eq!(other.post(path, &edited("乙改的名", "3")).await.status, 303, "nothing differs: it stands so");
    }
}

#[tokio::test]
async fn a_parcel_goes_through_the_bank_and_the_past_stays_as_it_was() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        register(&mut editor).await;
        let path = "/land/parcels/XC-30/status";
        let step = |version: &'static str, status: &'static str, on: &'static str, reason: &'static str| {
            [("version", version), ("status", status), ("on", on), ("reason", reason)]
        };
        assert_eq!(editor.post(path, &step("1", "ready", "2020-08-20", "")).await.status, 303);
        let odd = editor.post(path, &step("2", "planned", "2020-08-20", "")).await;
        assert!(odd.status == 422 && odd.body.contains("请说明原因"), "{}", odd.body);
        let back = editor.post(path, &step("2", "granted", "2020-08-01", "")).await;
        assert!(back.status == 422 && back.body.contains("不能早于上一状态（2020-08-20）"), "{}", back.body);
        let late = editor.post(path, &step("1", "granted", "2020-08-20", "")).await;
        assert!(late.status == 409 && late.body.contains("有人修改了这个地块"), "{}", late.body);
        assert_eq!(editor.post(path, &step("2", "planned", "2020-08-20", "规划调整<i>")).await.status, 303);
        let page = editor.get("/land/parcels/XC-30").await.body;
        assert!(page.contains("规划调整&lt;i&gt;"), "{page}");
        let past = editor.get("/land/parcels/XC-30?as_of=2020-08-19").await.body;
        assert!(past.contains("已收储") && !past.contains("规划调整"), "{past}");
        assert!(!past.contains(&format!("action=\"/qinshui{path}\"")), "a past day is not changed");
        let before = editor.get("/land?as_of=2020-04-30&q=XC-30").await.body;
        assert!(!before.contains("/land/parcels/XC-30\""), "it was not there yet");
    }
}

#[tokio::test]
async fn words_of_the_address_that_mean_nothing_are_told() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        for (path, status) in [
            ("/land?status=moon", 400),
            ("/land?park=%3Cscript%3E", 400),
            ("/land/export.xlsx?status=moon", 400),
            ("/land?q=%22%20OR%201=1%20--", 200),
            ("/land/parcels/nobody", 404),
            ("/land/parcels/%2e%2e", 404),
            ("/land?page=99", 200),
        ] {
            let answer = reader.get(path).await;
            assert_eq!(answer.status, status, "{path}");
            assert!(!answer.body.contains("<script>alert"), "{path}");
        }
        assert!(reader.get("/land?q=%22%20OR%201=1%20--").await.body.contains("没有符合条件的地块"));
        let sorted = reader.get("/land?sort=-area_mu").await.body;
        assert!(sorted.find("XH-01").unwrap() < sorted.find("XC-01").unwrap(), "245 mu stand before 210.3");
    }
}
