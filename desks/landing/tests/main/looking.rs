//! Sites side by side, other needs for a look, the list and its file.

use super::plans::{answer, but, houses, place};

#[tokio::test]
async fn sites_stand_side_by_side_whether_they_fit_or_not() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let best = reader.get("/landing/wishes/1/compare").await;
        assert_eq!(best.status, 200);
        let here = |body: &str| body.matches("aria-current=\"page\"").count();
        assert_eq!(here(&best.body), here(&reader.get("/landing/portfolio").await.body), "the menu marks one entry");
        assert!(best.body.contains("/land/parcels/XC-03") && best.body.contains("符合，排第 1"), "{}", best.body);
        let chosen = reader.get("/landing/wishes/1/compare?site=XC-01&site=XC-03&site=").await.body;
        let table = &chosen[place(&chosen, "<thead>")..];
        assert!(place(table, "XC-01") < place(table, "XC-03") && table.contains("已供他人"), "{table}");
        let unknown = reader.get("/landing/wishes/1/compare?site=MOON&site=%3Cb%3E&site=XC-03").await;
        assert!(unknown.status == 422 && unknown.body.contains("没有这些地块：MOON, &lt;b&gt;"), "{}", unknown.body);
        let many: String = (0..2_000).map(|_| "site=XC-03&").collect();
        assert_eq!(reader.get(&format!("/landing/wishes/1/compare?{many}")).await.status, 200);
    }
}

#[tokio::test]
async fn a_changed_need_shows_what_moves_and_keeps_nothing() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        answer(&mut editor, &but(&[])).await;
        let before = ::store::journal::head(house.store().reader(), &house.zone).await.unwrap().sequence;
        let other = editor.get("/landing/wishes/4?gas=100&area_least=10&area_most=").await.body;
        let moves = &other[place(&other, "试算结果")..place(&other, "投资意向</h2>")];
        assert!(moves.contains("符合条件的地块数") && moves.contains("燃气（m³/h）"), "{moves}");
        assert!(moves.contains("没有保存任何内容") && moves.contains("最小面积"), "{moves}");
        assert!(other[place(&other, "投资意向</h2>")..].contains("<dd class=\"prose\">100</dd>"), "{other}");
        let same = editor.get("/landing/wishes/4?gas=5000").await.body;
        assert!(!same.contains("试算结果"), "nothing differs");
        for wrong in ["gas=-1", "area_least=1000000000000", "land_use=%3Cscript%3E", "start=soon", "area_most=1"] {
            let page = editor.get(&format!("/landing/wishes/4?{wrong}")).await;
            assert!(page.status == 200 && page.body.contains("data-error-summary"), "{wrong}");
            assert!(!page.body.contains("试算结果") && !page.body.contains("<script>"), "{wrong}");
        }
        let after = ::store::journal::head(house.store().reader(), &house.zone).await.unwrap().sequence;
        assert_eq!(before, after);
        assert!(editor.get("/landing/wishes/4").await.body.contains("5000"));
    }
}

#[tokio::test]
async fn the_list_is_found_through_and_handed_out_as_a_file() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let found = reader.get("/landing?q=%E9%99%B6%E7%93%B7").await.body;
        assert!(found.contains("先进陶瓷") && !found.contains("装备配件"), "{found}");
        let sent = reader.get("/landing?show=investor").await.body;
        assert!(sent.contains("煤层气压缩机") && !sent.contains("先进陶瓷"), "{sent}");
        assert_eq!(reader.get("/landing?show=moon").await.status, 400);
        let file = reader.get("/landing/export.xlsx?show=investor").await;
        assert!(file.bytes.starts_with(b"PK") && file.status == 200);
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("wishes-2020-08-20.xlsx"));
        assert!(reader.get("/search?q=%E5%8E%8B%E7%BC%A9%E6%9C%BA").await.body.contains("/landing/wishes/3"));
        let mut editor = house.visitor("land").await;
        for _ in 0..50 {
            answer(&mut editor, &but(&[])).await;
        }
        assert!(reader.get("/landing").await.body.contains("page=2"));
        assert!(reader.get("/landing?page=2").await.body.contains("/landing/wishes/1\""));
    }
}
