//! Standard land: assessments are registered, and parcels get their cards from them.

use super::{records::Kind, register::houses};

const ASSESSMENT: Kind = Kind {
    path: "/land/assessments",
    flash: "assessment-saved",
    fields: &[
        ("name", "循环园<b>水土</b>保持评估"),
        ("kind", "soil_water"),
        ("done", "2020-08-01"),
        ("until", "2023-07-31"),
        ("document", "=1+1"),
        ("parks", ""),
        ("parcels", "XH-01, XH-02"),
        ("note", ""),
        ("source", "测试"),
    ],
    text: "note",
};

#[tokio::test]
async fn an_assessment_covers_parcels_and_their_cards_say_so() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let before = editor.get("/land/parcels/XH-01/standard").await.body;
        assert!(before.contains("未做“水土保持评估”") && before.contains("“洪水影响评价”已过期"), "{before}");
        assert!(before.contains("已过 51 天") && before.contains("≥ 200 万元/亩"), "{before}");
        ASSESSMENT.register(&mut editor, "QP-30").await;
        let after = editor.get("/land/parcels/XH-01/standard").await.body;
        assert!(!after.contains("未做“水土保持评估”") && after.contains("/land/assessments/QP-30"), "{after}");
        let past = editor.get("/land/parcels/XH-01/standard?as_of=2020-06-30").await.body;
        assert!(
            past.contains("未做“水土保持评估”") && !past.contains("“洪水影响评价”已过期"),
            "past days stay: {past}"
        );
        assert!(past.contains("还有 0 天"), "on its last day it is good: {past}");
        let page = editor.get("/land/assessments/QP-30").await.body;
        for told in ["循环园&lt;b&gt;水土&lt;/b&gt;保持评估", "有效", "=1+1", "/land/parcels/XH-02/standard"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("/land/parcels/XH-03/standard"), "{page}");
    }
}

#[tokio::test]
async fn a_parcel_is_standard_land_when_nothing_is_missing_and_no_more_when_something_expires() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let list = reader.get("/land/standard?standard=yes").await.body;
        assert!(list.contains("/land/parcels/ZB-01/standard") && !list.contains("/land/parcels/XC-04/"), "{list}");
        assert!(list.contains("“水土保持评估”还有 56 天到期"), "{list}");
        let later = reader.get("/land/parcels/ZB-01/standard?as_of=2020-08-20").await.body;
        assert!(later.contains("标准地信息卡：") && !later.contains("未达标准地"), "{later}");
        let roads = reader.get("/land/parcels/XC-08/standard").await.body;
        assert!(roads.contains("用地类别不属于产业用地"), "{roads}");
        let missing = reader.get("/land/standard?standard=no&q=xc-04").await.body;
        assert!(missing.contains("等另") && !missing.contains("/land/parcels/ZB-01/"), "{missing}");
        assert_eq!(reader.get("/land/standard?standard=moon").await.status, 400);
        let file = reader.get("/land/standard/export.xlsx?standard=expiring").await;
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("standard-land-2020-08-20.xlsx"));
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_assessment_is_said_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let hostile = "<script>alert(1)</script>";
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[("code", "QP-01")], "此编号已被使用"),
            (&[("code", "../x")], "编号为 1 至 40"),
            (&[("kind", hostile)], "编号为 1 至 40"),
            (&[("kind", "moon")], "“moon”不在清单中"),
            (&[("done", "2020-08-21")], "日期不能晚于今天"),
            (&[("until", "2020-07-31")], "不能早于 2020-08-01"),
            (&[("until", "2023-02-30")], "这不是日期"),
            (&[("document", " ")], "请填写此项"),
            (&[("parcels", "")], "请填写此项"),
            (&[("parcels", "MOON")], "没有这样的编号：MOON"),
            (&[("parks", "moon")], "“moon”不在清单中"),
            (&[("note", "a\u{202e}b")], "第 2 个字符不可见"),
        ];
        ASSESSMENT.refuses(&mut editor, cases).await;
    }
}

#[tokio::test]
async fn assessments_are_listed_and_changed_by_one_at_a_time() {
    for house in houses().await {
        ASSESSMENT.is_edited_by_one_at_a_time(&house, "QP-31").await;
        let mut reader = house.visitor("leader").await;
        ASSESSMENT
            .is_listed(&mut reader, ("validity=expired", "/land/assessments/QP-09"), "/land/assessments/QP-01")
            .await;
        ASSESSMENT
            .is_listed(&mut reader, ("validity=expiring", "/land/assessments/QP-03"), "/land/assessments/QP-09")
            .await;
    }
}
