//! The plan on paper.

use testing::{words_of_docx, words_of_pdf};

use super::plans::{desks, houses};

/// What an investor wants to read, in both languages, without spaces.
const SAID: [(&str, [&str; 9]); 2] = [
    (
        "zh",
        [
            "沁水经济技术开发区",
            "先进陶瓷材料项目",
            "推荐地块及理由",
            "已有",
            "要素价格（十年）",
            "施工许可",
            "双方承诺",
            "已供他人",
            "演示编造",
        ],
    ),
    (
        "en",
        [
            "QinshuiEconomic",
            "先进陶瓷材料项目",
            "Bestsites,andwhy",
            "connections",
            "overtenyears",
            "Constructionpermit",
            "bothsidespromise",
            "somebodyhasit",
            "madeup",
        ],
    ),
];

#[tokio::test]
async fn a_plan_and_its_editions_are_printed_in_both_languages() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        for (language, said) in SAID {
            let mut reader = house.visitor("leader").await.in_language(language);
            for path in ["/landing/wishes/1", "/landing/wishes/1/editions/1"] {
                let pdf = reader.get(&format!("{path}/plan.pdf")).await;
                assert_eq!(pdf.status, 200, "{}", pdf.body);
                let docx = reader.get(&format!("{path}/plan.docx")).await;
                for words in [words_of_pdf(&pdf.bytes), words_of_docx(&docx.bytes)] {
                    for told in said {
                        assert!(words.contains(told), "{told}: {words}");
                    }
                    assert!(words.contains('■'), "the calendar is drawn");
                }
            }
        }
        assert_eq!(house.visitor("enterprise").await.get("/landing/wishes/1/plan.pdf").await.status, 403);
        assert_eq!(editor.get("/landing/wishes/1/editions/7/plan.pdf").await.status, 404);
    }
}

#[tokio::test]
async fn without_fonts_the_page_names_them_and_leads_to_the_other_file() {
    for house in testing::houses_without_fonts(desks).await {
        let page = house.visitor("leader").await.get("/landing/wishes/1/plan.pdf").await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("fonts-noto-cjk"), "{}", page.body);
        assert!(page.body.contains("/qinshui/landing/wishes/1/plan.docx"), "{}", page.body);
    }
}
