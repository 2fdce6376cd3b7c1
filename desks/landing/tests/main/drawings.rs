//! Where the sites lie and what is invested in which year: drawn, and the same in words.

use std::collections::BTreeMap;

use boundary::Boundary;
use land::model::Code;
use landing::model::{Edition, SiteMap};
use print::{Drawing, Look, Mark};
use proptest::prelude::*;
use testing::{demo_folder, words_of_docx, words_of_pdf};

use super::plans::{answer, but, houses, place};

/// The part of a page from this heading to the end of its section.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let part = &page[place(page, &format!("id=\"{id}\""))..];
    &part[..place(part, "</section>")]
}

fn demo_plan() -> landing::model::Plan {
    let file = std::fs::read_to_string(demo_folder().join("landing/editions/1-1.json")).unwrap();
    serde_json::from_str::<Edition>(&file).unwrap().plan
}

/// A square of so many degrees around a place.
fn square([x, y]: [f64; 2], half: f64) -> Boundary {
    let corners = vec![
        [x - half, y - half],
        [x + half, y - half],
        [x + half, y + half],
        [x - half, y + half],
        [x - half, y - half],
    ];
    Boundary::new(vec![vec![corners]]).unwrap()
}

fn badges<'d>(drawing: &'d Drawing) -> Vec<(&'d str, [f64; 2])> {
    let badge = |mark: &'d Mark| match mark {
        Mark::Badge { at, text } => Some((text.as_str(), *at)),
        _ => None,
    };
    drawing.marks.iter().filter_map(badge).collect()
}

fn count(drawing: &Drawing, look: Look) -> usize {
    drawing.marks.iter().filter(|mark| matches!(mark, Mark::Area { look: other, .. } if *other == look)).count()
}

#[tokio::test]
async fn the_best_sites_are_on_a_map_with_their_neighbours_for_staff_and_investor() {
    for house in houses().await {
        let page = house.visitor("leader").await.get("/landing/wishes/1").await.body;
        let map = section(&page, "site-map");
        assert!(map.contains("role=\"img\"") && map.contains("推荐地块的位置：1. 新材园三号工业地块"), "{map}");
        assert_eq!(map.matches("class=\"drawing-badge\"").count(), 3, "{map}");
        assert_eq!(map.matches("class=\"drawing-chosen\"").count(), 3, "{map}");
        assert!(map.matches("class=\"drawing-faint\"").count() > 20, "{map}");
        assert!(map.contains("/qinshui/land/map?q=XC-03") && map.contains("/land/parcels/XC-03"), "{map}");
        assert!(map.contains("176.9 亩") && map.contains("112.2266") && map.contains("2 km"), "{map}");
        let shared = house.stranger().get("/landing/shared/demo-shared-plan").await.body;
        let map = section(&shared, "site-map");
        assert_eq!(map.matches("class=\"drawing-badge\"").count(), 3, "{map}");
        assert!(map.contains("XC-03") && map.contains("drawing-faint"), "{map}");
        assert!(!map.contains("/land/") && !map.contains("XC-01"), "neighbours have no names: {map}");
    }
}

#[tokio::test]
async fn an_edition_keeps_the_outlines_of_its_day() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let of = |page: String| section(&page, "site-map").to_owned();
        let (now, kept) = ("/landing/wishes/1", "/landing/wishes/1/editions/1");
        let before = [of(editor.get(now).await.body), of(editor.get(kept).await.body)];
        let moved = r#"{"type":"Polygon","coordinates":[[[112.2246,35.6708],[112.2286,35.6708],[112.2286,35.674],[112.2246,35.6708]]]}"#;
        let fields = [("geojson", moved), ("on", "2020-08-20"), ("source", "测试")];
        let sent = editor.post("/land/parcels/XC-03/outline", &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let after = [of(editor.get(now).await.body), of(editor.get(kept).await.body)];
        assert_ne!(before[0], after[0], "the plan of today follows the records");
        assert_eq!(before[1], after[1], "what was handed out stays");
    }
}

#[test]
fn a_site_without_an_outline_is_left_out_and_without_any_there_is_no_map() {
    let plan = demo_plan();
    assert_eq!(SiteMap::of(&plan, BTreeMap::new().iter()), None);
    let code: Code = plan.sites[1].parcel.code.parse().unwrap();
    let other: Code = "ELSEWHERE".parse().unwrap();
    let placed = [(code, square([112.2, 35.7], 0.002)), (other, square([113.9, 35.7], 0.002))];
    let map = SiteMap::of(&plan, placed.iter().map(|(code, boundary)| (code, boundary))).unwrap();
    assert!(map.find(&plan.sites[0].parcel.code).is_none() && map.find(&plan.sites[1].parcel.code).is_some());
    let drawing = map.drawing("图".to_owned(), "北");
    assert_eq!(badges(&drawing).iter().map(|(text, _)| *text).collect::<Vec<_>>(), ["2"]);
    assert_eq!((count(&drawing, Look::Chosen), count(&drawing, Look::Faint)), (1, 0), "no neighbour is near");
}

proptest! {
    /// Far apart, side by side or in a row, large or tiny: every place can be read.
    #[test]
    fn places_stand_on_the_sheet_and_apart(
        spots in proptest::collection::vec((-40_i32..40, -40_i32..40), 3),
        steps in prop::sample::select(vec![0.0005, 0.004, 0.05]),
        half in prop::sample::select(vec![0.00002, 0.0002, 0.00024]),
    ) {
        prop_assume!(spots[0] != spots[1] && spots[1] != spots[2] && spots[0] != spots[2]);
        let plan = demo_plan();
        let at = |(x, y): (i32, i32)| [112.2 + f64::from(x) * steps, 35.7 + f64::from(y) * steps];
        let codes = plan.sites.iter().map(|site| site.parcel.code.parse().unwrap());
        let placed = codes.zip(spots).map(|(code, spot)| (code, square(at(spot), half)));
        let placed: BTreeMap<Code, Boundary> = placed.collect();
        let drawing = SiteMap::of(&plan, placed.iter()).unwrap().drawing(String::new(), "N");
        let badges = badges(&drawing);
        prop_assert_eq!(badges.len(), 3);
        for (index, (_, [x, y])) in badges.iter().enumerate() {
            prop_assert!((0.0..=drawing.width).contains(x) && (0.0..=drawing.height).contains(y), "{} {}", x, y);
            for (_, other) in &badges[..index] {
                let apart = (x - other[0]).hypot(y - other[1]);
                prop_assert!(apart >= 2.0 * Mark::BADGE_RADIUS, "{} apart in {:?}", apart, drawing);
            }
        }
    }
}

#[tokio::test]
async fn investment_by_year_is_told_as_table_and_bars_or_that_it_is_not_known() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        // Full-width signs, another order, a year without spaces.
        let typed = "2022：12000；2020: 6000，2021:24000.5";
        let page =
            answer(&mut editor, &but(&[("investment_years", typed), ("output", "90000"), ("jobs", "300")])).await;
        let years = section(&page, "years");
        let rows = ["2020", "6000", "6000", "2021", "24000.5", "30000.5", "2022", "12000", "42000.5"];
        let told: Vec<&str> = years[place(years, "<tbody>")..].split(['<', '>']).map(str::trim).collect();
        let told: Vec<&str> = told.into_iter().filter(|text| text.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert_eq!(told, rows, "{years}");
        assert_eq!(years.matches("class=\"drawing-chosen\"").count(), 3);
        assert!(years.contains("2020: 6000; 2021: 24000.5; 2022: 12000"), "the bars in words: {years}");
        assert!(years.contains("达产后年产值（万元）: 90000；用工人数: 300"), "{years}");
        // The whole is the sum of the years: 42 000.5 on top of what the zone has.
        let effects = &page[place(&page, "对园区指标的影响")..];
        assert!(
            effects.contains("每亩投资") || effects.contains("/policy/facts/projects.investment.total"),
            "{effects}"
        );
        let unknown = editor.get("/landing/wishes/3").await.body;
        let unknown = section(&unknown, "years");
        assert!(unknown.contains("没有说明各年的投资") && !unknown.contains("<svg"), "{unknown}");
    }
}

#[tokio::test]
async fn wrong_years_are_told_by_field_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let many = (2001..=2016).map(|year| format!("{year}: 1")).collect::<Vec<_>>().join(";");
        for (years, said) in [
            ("8000", "请按年份各写一次金额"),
            ("2020", "请按年份各写一次金额"),
            (";;", "请按年份各写一次金额"),
            ("2020: 1; 2020: 2", "请按年份各写一次金额"),
            ("1999: 5", "请按年份各写一次金额"),
            ("99999: 5", "请按年份各写一次金额"),
            ("2020: 8,000", "请按年份各写一次金额"),
            (many.as_str(), "最多 15 年"),
            ("2020: -5", "须大于 0"),
            ("2020: 0", "须大于 0"),
            ("2020: 1000000000; 2021: 1", "须大于 0"),
            ("2020: =1+1", "这不是数量"),
            ("2020: <script>alert(1)</script>", "这不是数量"),
        ] {
            let sent = editor.post("/landing/new", &but(&[("investment_years", years)])).await;
            assert_eq!(sent.status, 422, "{years}");
            assert!(sent.body.contains(said) && sent.body.contains("分年度投资"), "{years}: {}", sent.body);
            assert!(!sent.body.contains("<script>alert"), "{years}");
        }
        let differ = but(&[("investment", "100"), ("investment_years", "2020: 60; 2021: 41")]);
        let sent = editor.post("/landing/new", &differ).await;
        assert!(sent.status == 422 && sent.body.contains("各年合计 101，与总额 100 不符"), "{}", sent.body);
        assert_eq!(editor.get("/landing/wishes/4").await.status, 404);
        let tried = editor.get("/landing/wishes/1?investment_years=2020:1").await.body;
        assert!(tried.contains("data-error-summary") && tried.contains("与总额 46500 不符"), "{tried}");
    }
}

#[tokio::test]
async fn map_and_years_are_on_paper_too() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        // The edition keeps what was wished before the sum was raised.
        for (path, years) in
            [("/landing/wishes/1", "20212600032000"), ("/landing/wishes/1/editions/1", "20212400030000")]
        {
            let pdf = words_of_pdf(&reader.get(&format!("{path}/plan.pdf")).await.bytes);
            let docx = words_of_docx(&reader.get(&format!("{path}/plan.docx")).await.bytes);
            for words in [&pdf, &docx] {
                for told in ["中心（经度，纬度）", "112.2266", "分年度投资", years] {
                    assert!(words.contains(told), "{told}: {words}");
                }
            }
            assert!(pdf.contains("2km") && !docx.contains("2km"), "only a PDF is drawn");
        }
        let unknown = words_of_docx(&reader.get("/landing/wishes/3/plan.docx").await.bytes);
        assert!(unknown.contains("没有说明各年的投资") && unknown.contains("用工人数:60"), "{unknown}");
    }
}
