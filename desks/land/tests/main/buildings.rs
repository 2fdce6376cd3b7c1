//! Standard factory buildings: units, leases, vacancy.

use super::{records::Kind, register::houses};

const BUILDING: Kind = Kind {
    path: "/land/buildings",
    flash: "building-saved",
    fields: &[
        ("name", "测试<b>厂房</b>"),
        ("parcel", "ZB-03"),
        ("ready", "2020-01-01"),
        ("floors", "2"),
        ("note", ""),
        ("source", "测试"),
        ("unit", "101"),
        ("floor", "1"),
        ("area_m2", "800.5"),
        ("load_kn_m2", "20"),
        ("height_m", "8.1"),
        ("power_kva", ""),
        ("gas_m3_h", "60"),
        ("unit", "201"),
        ("floor", "2"),
        ("area_m2", "700"),
        ("load_kn_m2", ""),
        ("height_m", ""),
        ("power_kva", ""),
        ("gas_m3_h", ""),
        ("lease_unit", "101"),
        ("tenant", "=1+1"),
        ("from", "2020-02-01"),
        ("to", "2020-10-31"),
        ("ended", ""),
        ("rent", "9.5"),
    ],
    text: "note",
};

#[tokio::test]
async fn units_are_vacant_or_leased_as_of_a_day() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        BUILDING.register(&mut editor, "CF-30").await;
        let page = editor.get("/land/buildings/CF-30").await.body;
        for told in ["测试&lt;b&gt;厂房&lt;/b&gt;", "=1+1", "租约将满", "700 / 1500", "8.1"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let before = editor.get("/land/buildings/CF-30?as_of=2020-01-31").await.body;
        assert!(!before.contains("租约将满"), "{before}");
        let large = editor.get("/land/buildings?least_m2=1000&letting=vacant").await.body;
        assert!(large.contains("/land/buildings/CF-02") && !large.contains("/land/buildings/CF-30"), "{large}");
        assert_eq!(editor.get("/land/buildings?least_m2=much").await.status, 400);
        let parcel = editor.get("/land/parcels/ZB-03").await.body;
        assert!(parcel.contains("/land/buildings/CF-30"), "{parcel}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_building_is_said_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let hostile = "<script>alert(1)</script>";
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[("code", "CF-01")], "此编号已被使用"),
            (&[("name", " ")], "请填写此项"),
            (&[("parcel", "MOON")], "没有这样的编号：MOON"),
            (&[("floors", "0")], "须为 1 至 60 的整数"),
            (&[("floors", "1")], "第 2 行的“楼层”：须为 1 至 1 的整数"),
            (&[("lease_unit", "999")], "第 1 行的“单元”：没有这样的编号：999"),
            (&[("to", "2020-01-31")], "第 1 行的“租期至”：不能早于 2020-02-01"),
            (&[("rent", "0")], "第 1 行的“租金（元/m²·月）”：须大于 0"),
            (&[("tenant", ""), ("rent", "1")], "第 1 行的“承租方”：请填写此项"),
            (&[("lease_unit", hostile)], "编号为 1 至 40"),
            (&[("ready", "soon")], "这不是日期"),
        ];
        BUILDING.refuses(&mut editor, cases).await;
        let mut twice = BUILDING.but(&[("code", "WRONG-1")]);
        twice.extend([
            ("lease_unit", "101"),
            ("tenant", "乙"),
            ("from", "2020-10-31"),
            ("to", "2021-10-31"),
            ("rent", "9"),
        ]);
        let refused = editor.post("/land/buildings/new", &twice).await;
        assert!(refused.status == 422 && refused.body.contains("与第 1 行的租期重叠"), "{}", refused.body);
    }
}

#[tokio::test]
async fn buildings_are_listed_and_changed_by_one_at_a_time() {
    for house in houses().await {
        BUILDING.is_edited_by_one_at_a_time(&house, "CF-31").await;
        let mut reader = house.visitor("leader").await;
        BUILDING.is_listed(&mut reader, ("letting=ending", "沁芯仪器"), "华梧装备").await;
    }
}
