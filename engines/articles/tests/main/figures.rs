//! Pictures and tables of a page stand in its article where they stood.

use articles::{Article, Figure, read, read_with_figures};

const ABOVE: &str = "<html><body><div id=header><img src=logo.png><table><tr><td>邮箱<td>密码<tr><td>甲<td>乙</table></div>\
    <h1>一号路开工</h1><p>2020-08-18 来源：投资局</p>";
const TEXT: &str = "<p>一号路今天开工，工期三个月，请车辆绕行。</p>";
const MORE: &str = "<p>施工由市政公司负责，夜间十点以后不作业。</p>";
const BELOW: &str = "<div class=footer><p>主办单位：某某办公室</p><img src=police.png></div></body></html>";

fn article(middle: &str) -> Article {
    let page = format!("{ABOVE}{middle}{BELOW}");
    read_with_figures(page.as_bytes(), Some("a.html")).unwrap()
}

/// Each paragraph as a word: its text, the address of a picture, the cells of a table.
fn outline(article: &Article) -> Vec<String> {
    let paragraphs = article.sections.iter().flat_map(|section| &section.paragraphs);
    paragraphs
        .map(|one| match &one.figure {
            None => one.text().chars().take(3).collect(),
            Some(Figure::Picture { source, words }) => format!("{source}:{words}"),
            Some(Figure::Table(table)) => {
                let rows: Vec<_> = table.rows.iter().map(|row| row.join("|")).collect();
                format!("{}{}", rows.join("/"), if table.had_merged_cells { "+" } else { "" })
            }
            Some(Figure::Flattened) => "flattened".to_owned(),
        })
        .collect()
}

#[test]
fn pictures_stand_where_they_stood_and_those_of_the_furniture_do_not() {
    let found = outline(&article(&format!(
        "<p><img src='img/a b.jpg' alt=' 工地 '></p>{TEXT}<p>见图<img src=b.png>所示，道路长三公里。</p><center><img src=c.gif></center>{MORE}"
    )));
    assert_eq!(found, ["img/a b.jpg:工地", "一号路", "见图所", "b.png:", "c.gif:", "施工由"]);
}

#[test]
fn a_table_keeps_its_rows_and_merged_cells_are_taken_apart() {
    let table = "<table><caption>表</caption><tr><th colspan=2>项目<th>亩</tr><tr><td rowspan=2>一期<td>甲<br>乙<td>60</tr>\
        <tr><td>丙</td><td>40</td></tr></table>";
    assert_eq!(
        outline(&article(&format!("{TEXT}{table}{MORE}"))),
        ["一号路", "项目||亩/一期|甲 乙|60/一期|丙|40+", "施工由"]
    );
    let plain = "<table><tr><td>项<td>数<tr><td>长<td>3</table>";
    assert_eq!(outline(&article(&format!("{TEXT}{plain}{MORE}"))), ["一号路", "项|数/长|3", "施工由"]);
    let pictured = "<table><tr><td>项<td>图<tr><td>长<td>三<img src=b.png></table>";
    assert_eq!(
        outline(&article(&format!("{TEXT}<img src=a.png>{pictured}<img src=c.png>{MORE}"))),
        ["一号路", "a.png:", "项|图/长|三", "b.png:", "c.png:", "施工由"]
    );
}

#[test]
fn a_table_that_lays_out_a_page_is_no_table() {
    let laid = format!("<table><tr><td><table><tr><td>{TEXT}{MORE}</td></tr></table></td><td>旁栏</td></tr></table>");
    assert_eq!(outline(&article(&laid)), ["一号路", "施工由"]);
    let long = "政策内容很长。".repeat(80);
    let policy = format!("<table><tr><td>条款<td>内容<tr><td>一<td><p>{long}</p><tr><td>二<td>无</table>");
    let found = outline(&article(&format!("{TEXT}{policy}{MORE}")));
    assert!(found.contains(&"flattened".to_owned()) && found.contains(&"政策内".to_owned()), "{found:?}");
}

#[test]
fn without_figures_an_article_is_what_it_was() {
    let middle = format!("{TEXT}<img src=a.jpg><table><tr><td>项<td>数<tr><td>长<td>3</table>{MORE}");
    let page = format!("{ABOVE}{middle}{BELOW}");
    let article = read(page.as_bytes(), Some("a.html")).unwrap();
    assert!(article.sections.iter().flat_map(|section| &section.paragraphs).all(|one| one.figure.is_none()));
    assert!(outline(&article).contains(&"项 数".to_owned()), "{:?}", outline(&article));
}

#[test]
fn spans_without_measure_and_tables_without_end_are_read_in_time() {
    let wide = "<table><tr><td colspan=999999999 rowspan=99999999999999999999>甲<td colspan=-1>乙<tr><td>丙<td>丁";
    let found = outline(&article(&format!("{TEXT}{wide}")));
    assert_eq!(found.first().map(String::as_str), Some("一号路"));
    let deep = format!("{}甲", "<table><tr><td>".repeat(3_000));
    let _ = read_with_figures(format!("{ABOVE}{TEXT}{deep}").as_bytes(), Some("a.html"));
    let many = format!("{TEXT}{}", "<img src=a.jpg>".repeat(20_000));
    assert!(outline(&article(&many)).len() > 1);
}
