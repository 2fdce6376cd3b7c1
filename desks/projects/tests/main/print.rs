//! The dossier on paper: what stands in it, who gets it, as of which day.

use axum::http::header;
use testing::{Answer, Visitor, words_of_docx, words_of_pdf};

use super::pages::houses;

/// What a dossier may weigh: it goes by e-mail.
const BYTES_MAX: usize = 1_000_000;

async fn got(visitor: &mut Visitor, path: &str) -> Answer {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer
}

/// The words of both files, which say the same.
async fn printed(visitor: &mut Visitor, project: &str, query: &str) -> [String; 2] {
    let pdf = got(visitor, &format!("/projects/{project}/dossier.pdf{query}")).await;
    let docx = got(visitor, &format!("/projects/{project}/dossier.docx{query}")).await;
    assert_eq!(pdf.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(pdf.bytes.len() < BYTES_MAX && docx.bytes.len() < BYTES_MAX, "{} {}", pdf.bytes.len(), docx.bytes.len());
    [words_of_pdf(&pdf.bytes), words_of_docx(&docx.bytes)]
}

fn assert_says(words: &[String; 2], wanted: &[&str]) {
    for (format, words) in ["PDF", "DOCX"].iter().zip(words) {
        for text in wanted {
            assert!(words.contains(text), "{format}: {text} is missing in {words}");
        }
    }
}

fn assert_silent(words: &[String; 2], unwanted: &[&str]) {
    for (format, words) in ["PDF", "DOCX"].iter().zip(words) {
        for text in unwanted {
            assert!(!words.contains(text), "{format}: {text} is in {words}");
        }
    }
}

#[tokio::test]
async fn the_whole_dossier_is_one_document_in_both_formats() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        for page in ["/projects/qs-012", "/projects/qs-012/dossier"] {
            let page = got(&mut reader, page).await;
            for file in ["pdf", "docx"] {
                assert!(page.body.contains(&format!("href=\"/qinshui/projects/qs-012/dossier.{file}\"")), "{file}");
            }
        }
        let file = got(&mut reader, "/projects/qs-012/dossier.pdf").await;
        let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(disposition, "attachment; filename=\"dossier-qs-012-2020-08-20.pdf\"");
        let words = printed(&mut reader, "qs-012", "").await;
        assert_says(
            &words,
            &[
                "项目档案",
                "2020-08-20",
                "http://wutong.test/qinshui/projects/qs-012",
                "阶段历程",
                "滞后",
                "石墨化炉关键部件到货推迟",
                "承诺与实际",
                "八月项目调度会",
                "项兴邦",
                "月报",
                "合计",
                "材料",
            ],
        );
        assert!(words[0].contains("第1页，共"), "pages are numbered");
        let verified = printed(&mut reader, "qs-006", "").await;
        assert_says(&verified, &["当年产量台账和用电量核对", "2020-07-28办结", "逾期4天", "4,335万元"]);
    }
}

#[tokio::test]
async fn an_enterprise_prints_what_it_sees_and_strangers_print_nothing() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let talk =
            [("kind", "talk"), ("on", "2020-08-19"), ("form", "call"), ("with", "金总"), ("text", "底价不能再让")];
        assert_eq!(editor.post("/projects/qs-006/items", &talk).await.status, 303);
        let staff = printed(&mut editor, "qs-006", "").await;
        assert_says(&staff, &["底价不能再让", "往来洽谈", "经办人", "调度会"]);
        let mut enterprise = house.visitor("enterprise").await;
        let own = printed(&mut enterprise, "qs-006", "").await;
        assert_says(&own, &["冬季高峰期保供", "投资协议"]);
        assert_silent(&own, &["底价", "往来洽谈", "六未堵点", "调度会", "调度决议", "下一阶段准入"]);
        for format in ["pdf", "docx"] {
            let path = |project: &str| format!("/projects/{project}/dossier.{format}");
            assert_eq!(enterprise.get(&path("qs-001")).await.status, 404, "another's");
            assert_eq!(enterprise.get(&path("nothing")).await.status, 404);
            assert_eq!(house.visitor("portal").await.get(&path("qs-006")).await.status, 403);
            assert_eq!(house.stranger().get(&path("qs-006")).await.status, 303);
        }
    }
}

#[tokio::test]
async fn a_past_day_prints_what_was_known_then() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let past = printed(&mut reader, "qs-006", "?as_of=2019-06-30").await;
        assert_says(&past, &["2019-06-30", "2018-11-01", "2019-06", "2018年"]);
        assert_silent(&past, &["2020-03-18", "2019-07", "冬季高峰期保供", "下一阶段准入", "2020年"]);
        assert_eq!(reader.get("/projects/qs-006/dossier.pdf?as_of=yesterday").await.status, 400);
    }
}

#[tokio::test]
async fn what_people_type_prints_as_it_stands_and_in_their_language() {
    for house in houses().await {
        let mut enterprise = house.visitor("enterprise").await;
        let title = "#panic(\"x\")$1$*b*<script>alert(1)</script>@x\\_`&amp;";
        let long = "连".repeat(300);
        let typed = [("kind", "request"), ("title", title), ("class", "gas"), ("text", long.as_str())];
        assert_eq!(enterprise.post("/projects/qs-006/items", &typed).await.status, 303);
        let words = printed(&mut enterprise, "qs-006", "").await;
        assert_says(&words, &[title, &long]);
        let mut english = house.visitor("leader").await.in_language("en");
        let words = printed(&mut english, "qs-006", "").await;
        assert_says(&words, &["Dossier:高纯氧化铝陶瓷粉体", "Stagespassed", "Printedby"]);
        assert!(words[0].contains("Page1of"));
    }
}

#[tokio::test]
async fn without_fonts_the_page_says_what_to_do_and_docx_is_had() {
    for house in testing::houses_without_fonts(|| vec![projects::desk()]).await {
        let mut reader = house.visitor("leader").await;
        let page = reader.get("/projects/qs-006/dossier.pdf?as_of=2020-08-01").await;
        assert_eq!(page.status, 409, "{}", page.body);
        for wanted in ["fonts-noto-cjk", "/qinshui/projects/qs-006/dossier.docx?as_of=2020-08-01"] {
            assert!(page.body.contains(wanted), "{wanted}: {}", page.body);
        }
        got(&mut reader, "/projects/qs-006/dossier.docx").await;
    }
}
