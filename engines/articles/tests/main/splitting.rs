//! Where sentences end and clauses begin.

use articles::{clauses, sentences};
use proptest::prelude::*;

/// The sentences of a paragraph, parted by `|`, and their clauses, parted by `¦`.
fn parted(paragraph: &str) -> String {
    let parts = sentences(paragraph).into_iter().map(|sentence| clauses(sentence).join("¦"));
    parts.collect::<Vec<_>>().join("|")
}

/// Each line is what comes out; without the marks it is what goes in.
#[test]
fn paragraphs_are_split_where_a_reader_would() {
    for expected in [
        "先行先试。|敢想敢干！|成不成？|干了再说……",
        "真的？！|好。",
        "他说：“行。好。”|我走了。",
        "他说“行。好。”然后走了。",
        "“说得好。做得更好。”|大家鼓掌。",
        "要做到“人无我有。人有我优”，不留余地。",
        "这是《关于加快。发展的意见》的要求。|照办。",
        "（以下简称园区。）|园区要建好。",
        "园区（含起步区。含二期）要建好。",
        "一个没有关上的“引号。|后面还有。",
        "多出来的”引号。|后面还有。",
        "产值3.5亿元。|增长2.1%！",
        "完成第3.5项任务.|还有任务.|好",
        "有条件的；¦需要气概；¦需要环境。",
        "“一窗受理；集成服务”要落实。",
        "一要抓项目；¦二要抓招商；¦三要抓服务。",
        "会议指出：¦一是思想要统一，¦二是办法要实在，¦三是责任要到人。",
        "有三要素：人、财、物，三要素缺一不可。",
        "统一要求、逐一是正。",
        "要做到：¦1.建路；¦2.通气。",
        "分三步：¦（一）规划；¦（二）建设；¦（三）招商。",
        "按照第十条，（二）项的规定办。",
        "一二三产业融合，一、二、三产业都要抓。",
        "一要做到“人人有责。”¦二要“件件落实；”¦三要见效。",
        "会议强调：¦一、抓项目；¦二、抓招商。",
        "任务是，¦第一，建路，¦第二，通气。",
        "第一产业，第二产业，都要抓。",
        "①建路；¦②通气。",
        "增长3,2.5%的目标不变。",
        "The U.S. plan is No. 3. |It works.",
        "Dr. Lee met Mr. Wang at 3.30 p.m. yesterday. |They agreed!",
        "1. Build the road. |2. Bring the gas.",
        "Do three things: ¦(a) roads; ¦(b) gas; ¦(c) permits.",
        "See https://example.org/a?b=c.d for more. |Thanks.",
        "He said \"Go. Now.\" and went. |Good.",
        "He left (it rained. It poured) early. |Good.",
        "\u{3000}\u{3000}首行缩进。  |次句。 ",
        "。。。",
        "……好。",
        "",
    ] {
        let paragraph = expected.replace(['|', '¦'], "");
        assert_eq!(parted(&paragraph), expected);
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_and_no_part_is_empty(text in "[一二三要是第。；，！？：“”《》（）()A-Za-z0-9. \"①、\u{3000}]{0,160}") {
        let sentences = sentences(&text);
        prop_assert_eq!(sentences.concat(), text.clone());
        let clauses: Vec<&str> = sentences.iter().flat_map(|sentence| clauses(sentence)).collect();
        prop_assert_eq!(clauses.concat(), text.clone());
        prop_assert!(clauses.iter().all(|clause| !clause.is_empty()));
        let words = text.chars().any(char::is_alphanumeric);
        prop_assert!(!words || clauses.iter().all(|clause| clause.chars().any(char::is_alphanumeric)));
    }

    #[test]
    fn any_text_is_put_together_again(text in any::<String>()) {
        prop_assert_eq!(sentences(&text).into_iter().flat_map(clauses).collect::<String>(), text);
    }

    #[test]
    fn a_quote_that_closes_holds_together(inside in "[一要。；！？，1.]{1,20}", pair in 0_usize..5) {
        let (open, close) = [('“', '”'), ('《', '》'), ('（', '）'), ('「', '」'), ('‘', '’')][pair];
        let quote = format!("{open}{inside}{close}");
        let text = format!("要按{quote}办好。再办。");
        let parts: Vec<&str> = sentences(&text).into_iter().flat_map(clauses).collect();
        prop_assert!(parts.iter().any(|part| part.contains(&quote)), "{:?}", parts);
    }
}
