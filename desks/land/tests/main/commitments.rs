//! Commitment letters: promises against limits, and years against promises.

use super::{records::Kind, register::houses};

const LETTER: Kind = Kind {
    path: "/land/commitments",
    flash: "commitment-saved",
    fields: &[
        ("parcel", "XC-01"),
        ("enterprise", "测试<b>企业</b>"),
        ("project", "qs-030"),
        ("industry", "new_materials"),
        ("signed", "2018-03-01"),
        ("full_year", "2019"),
        ("ground", ""),
        ("note", ""),
        ("source", "测试"),
        ("promise.intensity", "300"),
        ("promise.floor_area_ratio", "0.8"),
        ("promise.building_coefficient", "35"),
        ("promise.output", "300"),
        ("promise.tax", "20"),
        ("promise.energy", "0.6"),
        ("promise.emissions", "1"),
        ("promise.administration", "7"),
        ("year", "2018"),
        ("actual.tax", "1"),
        ("actual.energy", ""),
        ("year_source", "=1+1"),
        ("year", "2019"),
        ("actual.tax", "19.5"),
        ("actual.energy", "0.6"),
        ("year_source", ""),
        ("year", ""),
        ("actual.tax", ""),
        ("actual.energy", ""),
        ("year_source", ""),
    ],
    text: "note",
};

#[tokio::test]
async fn a_year_that_falls_short_of_its_promise_is_told() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        LETTER.register(&mut editor, "CN-30").await;
        let page = editor.get("/land/commitments/CN-30").await.body;
        for told in [
            "测试&lt;b&gt;企业&lt;/b&gt;",
            "2019 年亩均税收：承诺 20，实际 19.5",
            "≥ 180 万元/亩",
            "达产前",
            "/land/parcels/XC-01",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("2018 年亩均税收") && !page.contains("2019 年单位产值能耗"), "{page}");
        let before = editor.get("/land/commitments/CN-30?as_of=2019-12-31").await.body;
        assert!(before.contains("未到考核年") && !before.contains("实际 19.5"), "{before}");
        let form = editor.get("/land/commitments/CN-30/edit").await.body;
        assert!(form.contains("value=\"19.5\"") && form.contains("value=\"=1+1\""), "{form}");
    }
}

#[tokio::test]
async fn a_promise_worse_than_its_limit_needs_a_ground() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let hostile = "<script>alert(1)</script>";
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[("code", "CN-01")], "此编号已被使用"),
            (&[("promise.intensity", "179.999")], "投资强度：承诺值 179.999 未达到控制指标 ≥ 180"),
            (&[("promise.intensity", "300"), ("signed", "2020-01-01"), ("promise.output", "319")], "控制指标 ≥ 320"),
            (&[("promise.energy", "0.601")], "控制指标 ≤ 0.6"),
            (&[("promise.tax", "")], "亩均税收：请填写此项"),
            (&[("promise.tax", "-1")], "亩均税收：须为 0 至"),
            (&[("promise.tax", hostile)], "亩均税收：这不是数量"),
            (&[("industry", "moon")], "“moon”不在清单中"),
            (&[("full_year", "2019.5")], "须为 1990 至 2100 的整数"),
            (&[("parcel", "MOON")], "没有这样的编号：MOON"),
            (&[("signed", "2020-08-21")], "日期不能晚于今天"),
            (&[("year", "2021")], "不能超过 2020"),
            (&[("enterprise", " ")], "请填写此项"),
        ];
        LETTER.refuses(&mut editor, cases).await;
        let approved = [("code", "CN-31"), ("promise.intensity", "150"), ("ground", "会议纪要〔2018〕3 号")];
        let answer = editor.post("/land/commitments/new", &LETTER.but(&approved)).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
}

#[tokio::test]
async fn letters_are_listed_and_changed_by_one_at_a_time() {
    for house in houses().await {
        LETTER.is_edited_by_one_at_a_time(&house, "CN-32").await;
        let mut reader = house.visitor("leader").await;
        LETTER.is_listed(&mut reader, ("kept=short", "/land/commitments/CN-01"), "/land/commitments/CN-02").await;
        LETTER.is_listed(&mut reader, ("kept=not_due", "/land/commitments/CN-02"), "/land/commitments/CN-01").await;
    }
}
