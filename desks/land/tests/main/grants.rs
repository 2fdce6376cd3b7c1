//! Land supply: what was agreed, what was paid, and what lies idle by the rule.

use super::{records::Kind, register::houses};

const GRANT: Kind = Kind {
    path: "/land/grants",
    flash: "grant-saved",
    fields: &[
        ("parcel", "ZB-03"),
        ("grantee", "测试<b>企业</b>"),
        ("kind", "conveyance"),
        ("agreement", "=1+1"),
        ("signed", "2019-01-10"),
        ("area_mu", "100"),
        ("price", "900"),
        ("project", "qs-030"),
        ("start_by", "2019-08-20"),
        ("complete_by", "2021-06-30"),
        ("started", ""),
        ("completed", ""),
        ("recovered", ""),
        ("recovery", ""),
        ("note", ""),
        ("source", "测试"),
        ("payment_on", "2019-02-10"),
        ("payment_amount", "400"),
        ("payment_on", "2020-08-20"),
        ("payment_amount", "500"),
        ("receipt_on", "2019-02-09"),
        ("receipt_amount", "399.999999"),
        ("progress_on", ""),
        ("built_percent", ""),
        ("invested_percent", ""),
        ("stopped", ""),
    ],
    text: "note",
};

#[tokio::test]
async fn land_lies_idle_a_year_after_the_promised_start_and_what_is_owed_is_told() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        GRANT.register(&mut editor, "GD-30").await;
        let page = |day: &str| format!("/land/grants/GD-30?as_of={day}");
        let today = editor.get(&page("2020-08-20")).await.body;
        for told in [
            "测试&lt;b&gt;企业&lt;/b&gt;",
            "已闲置 0 天",
            "自 2021-08-20 起可以依法收回",
            "第53号",
            "/land/parcels/ZB-03",
        ] {
            assert!(today.contains(told), "{told}: {today}");
        }
        assert!(
            today.contains("逾期未缴 0.000001 万元，自 2019-02-10 起"),
            "what is due today is not overdue: {today}"
        );
        for (day, told) in [
            ("2020-08-19", "1 天后认定闲置"),
            ("2020-05-22", "90 天后认定闲置"),
            ("2020-05-21", "已逾期 275 天"),
            ("2019-08-20", "按期"),
        ] {
            let past = editor.get(&page(day)).await.body;
            assert!(past.contains(told), "{day}: {past}");
        }
        let parcel = editor.get("/land/parcels/ZB-03").await.body;
        assert!(parcel.contains("/land/grants/GD-30") && parcel.contains("已闲置 0 天"), "{parcel}");
        let begun = GRANT.but(&[("started", "2020-08-19"), ("version", "1")]);
        assert_eq!(editor.post("/land/grants/GD-30/edit", &begun).await.status, 303);
        let begun = editor.get(&page("2020-08-20")).await.body;
        assert!(begun.contains("按期") && !begun.contains("已闲置"), "{begun}");
    }
}

#[tokio::test]
async fn land_lies_idle_a_year_after_building_stopped_with_too_little_built() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let seen = |built: &'static str, stopped: &'static str| {
            let mut fields = GRANT.but(&[("started", "2019-03-01"), ("progress_on", "2019-08-20")]);
            fields.retain(|(key, _)| !["built_percent", "invested_percent", "stopped"].contains(key));
            fields.extend([("built_percent", built), ("invested_percent", "30"), ("stopped", stopped)]);
            fields
        };
        for (code, built, stopped, told) in [
            ("GD-31", "33.332", "yes", "中止建设，已建或已投不足，已闲置 0 天"),
            ("GD-32", "33.333", "yes", "按期"),
            ("GD-33", "5", "", "按期"),
        ] {
            let mut fields = seen(built, stopped);
            fields.push(("code", code));
            assert_eq!(editor.post("/land/grants/new", &fields).await.status, 303, "{code}");
            let page = editor.get(&format!("/land/grants/{code}")).await.body;
            assert!(page.contains(told) && !page.contains("可以依法收回"), "{code}: {page}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_grant_is_said_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let hostile = "<script>alert(1)</script>";
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[("code", "GD-01")], "此编号已被使用"),
            (&[("parcel", "MOON")], "没有这样的编号：MOON"),
            (&[("kind", hostile)], "不在清单中"),
            (&[("area_mu", "152.401")], "不能超过 152.4"),
            (&[("area_mu", "-1")], "面积须大于 0"),
            (&[("price", "900.01")], "各期合计 900 万元，与总价 900.01 万元不符"),
            (&[("price", "1e9")], "这不是以万元计的金额"),
            (&[("signed", "2020-08-21"), ("start_by", "2020-08-22")], "日期不能晚于今天"),
            (&[("start_by", "2019-01-09")], "不能早于 2019-01-10"),
            (&[("completed", "2019-01-09")], "不能早于 2019-01-10"),
            (&[("recovered", "2020-08-01")], "收回原因：请填写此项"),
            (&[("recovery", "闲置")], "收回日期：请填写此项"),
            (&[("receipt_amount", "0")], "第 1 行的“金额（万元）”"),
            (&[("progress_on", "2020-08-21")], "第 1 行"),
            (&[("built_percent", "101"), ("progress_on", "2020-08-01")], "不能超过 100"),
            (
                &[
                    ("progress_on", "2020-08-01"),
                    ("built_percent", "1"),
                    ("invested_percent", "1"),
                    ("stopped", hostile),
                ],
                "不在清单中",
            ),
        ];
        GRANT.refuses(&mut editor, cases).await;
    }
}

#[tokio::test]
async fn grants_are_listed_and_changed_by_one_at_a_time() {
    for house in houses().await {
        GRANT.is_edited_by_one_at_a_time(&house, "GD-34").await;
        let mut reader = house.visitor("leader").await;
        GRANT.is_listed(&mut reader, ("development=soon_idle", "/land/grants/GD-09"), "/land/grants/GD-04").await;
        GRANT.is_listed(&mut reader, ("arrears=yes", "/land/grants/GD-04"), "/land/grants/GD-01").await;
        GRANT.is_listed(&mut reader, ("development=recovered", "/land/grants/GD-05"), "/land/grants/GD-04").await;
    }
}
