//! Pages of other sites, made up here: what stands around an article differs, the article is found.

use super::{headings, sentences};
use articles::{Article, read};

fn published(article: &Article) -> String {
    article.published_at.map(|at| at.to_string()).unwrap_or_default()
}

/// What is read of a page, and that none of the words around the article are in it.
fn article(page: &str, furniture: &[&str]) -> Article {
    let article = read(page.as_bytes(), Some("page.txt")).unwrap();
    let all = format!("{} {:?}", sentences(&article).join("\n"), headings(&article));
    for words in furniture {
        assert!(!all.contains(words), "{words} in {all}");
    }
    article
}

const NOTICE: &str = "
无障碍 长者模式 登录 注册
某某县人民政府门户网站
www.example.gov.cn
首页
政务公开
政务服务
互动交流
走进某县
您现在所在的位置：首页 > 政务公开 > 政府文件 > 县政府文件
索 引 号：  01234567/2021-00012
主题分类：  工业、交通
发文机关：  某某县人民政府办公室
成文日期：  2021年03月02日
标　　题：  某某县人民政府办公室关于加快园区建设的通知
发文字号：  某政办发〔2021〕12号
发布日期：  2021年03月05日
有效性：  有效
某某县人民政府办公室
关于加快园区建设的通知
某政办发〔2021〕12号
各乡镇人民政府，县直各有关单位：
为加快园区建设，经县政府同意，现就有关事项通知如下：
一、总体要求
（一）指导思想
坚持规划先行，分步实施，三年内把园区建成全县工业的主要承载地。
（二）主要目标
到2023年，园区面积达到3.5平方公里；入园企业不少于30家；工业用地占比不低于60%。
二、重点任务
1.完善配套。要抓好水、电、气、路建设，做到项目等不起、配套不拖后。
2.优化服务。实行一窗受理，凡园区能办的事不出园区。
三、保障措施
县政府办每月调度一次。对工作不力的，予以通报批评。
附件：1.园区建设任务分解表
2.园区配套工程计划表
某某县人民政府办公室
2021年3月2日
（此件公开发布）
【打印本页】 【关闭窗口】
上一篇：某某县人民政府关于表彰先进单位的决定。
下一篇：某某县人民政府关于做好春耕备耕工作的意见
主办：某某县人民政府  承办：某某县人民政府办公室
网站标识码：1400000000  晋ICP备00000000号-1  晋公网安备 14000000000000号
联系我们 | 网站地图 | 隐私声明
";

#[test]
fn an_official_notice_with_its_table_of_data() {
    let article = article(NOTICE, &["索引号", "有效", "上一篇", "春耕", "ICP", "打印", "首页", "〔2021〕"]);
    assert_eq!(article.title, "某某县人民政府办公室关于加快园区建设的通知");
    assert_eq!(published(&article), "2021-03-05T00:00:00");
    assert_eq!(article.source.as_deref(), Some("某某县人民政府办公室"));
    assert_eq!(
        headings(&article),
        ["一、总体要求", "（一）指导思想", "（二）主要目标", "二、重点任务", "三、保障措施"]
    );
    let sentences = sentences(&article);
    assert_eq!(sentences[0], "各乡镇人民政府，县直各有关单位：");
    assert!(sentences.contains(&"1.完善配套。"), "{sentences:?}");
    assert!(sentences.contains(&"对工作不力的，予以通报批评。"), "{sentences:?}");
    assert!(!sentences.contains(&"2021年3月2日"), "the signature is no sentence: {sentences:?}");
}

const NEWS: &str = "
　　今天是2026年11月25日 星期三
　　设为首页　加入收藏　　手机版
某市新闻网
首页  要闻  时政  经济  社会  县区  专题  视频
某市新闻网 >> 经济 >> 正文

园区的煤层气有了“晴雨表”

发布时间：
2021-06-18 08:05
来源：
某市日报
作者：
王小明
浏览次数：
1024
字体：
[大 中 小]

　　6月17日，记者从市园区办获悉，全市第一套煤层气调度系统投入运行。企业什么时候用气、用多少，一看便知。
　　“以前靠打电话，现在看屏幕！”园区企业负责人张师傅说。
　　据了解，系统接入了三十二个站点，日均处理数据10.8万条，调度时间从半天缩短到15分钟。
　　下一步，市园区办将把系统接到所有入园企业。（记者 王小明）

扫一扫在手机打开当前页
分享到：
微信
微博

推荐阅读
全市工业投资增长一成
今年前五个月，全市工业投资同比增长10.2%，其中技改投资增长较快。
谁来为园区的企业讲政策？
园区夜校开课了！
热门排行
1
某市发布人才新政
2
某市入选试点城市
关于我们 | 联系我们 | 版权声明
Copyright © 2021 某市新闻网 All Rights Reserved
";

#[test]
fn a_news_page_whose_labels_stand_on_lines_of_their_own() {
    let article = article(
        NEWS,
        &["扫一扫", "同比增长10.2%", "夜校", "人才新政", "Copyright", "浏览", "1024", "某市日报", "微信"],
    );
    assert_eq!(article.title, "园区的煤层气有了“晴雨表”");
    assert_eq!(published(&article), "2021-06-18T08:05:00");
    assert_eq!(article.source.as_deref(), Some("某市日报"));
    assert_eq!(article.author.as_deref(), Some("王小明"));
    assert!(headings(&article).is_empty(), "{:?}", headings(&article));
    assert_eq!(article.sections[0].paragraphs.len(), 4);
    assert!(article.sections[0].paragraphs[3].text().starts_with("下一步"));
}

const SPEECH: &str = "
某市党建网
欢迎访问某市党建网！请使用IE8.0以上浏览器，分辨率1024*768。
网站首页 | 组织工作 | 干部工作 | 人才工作
[2021-05-01] 全市组织部长会议召开
[2021-05-02] 某县着力建强基层党组织的做法
[2021-05-03] 某区开展党史学习教育
当前位置: 网站首页 >> 领导讲话

在全市开发区工作会议上的讲话
——坚定不移走好转型路

（2021年4月30日）

市委书记 王小明

同志们：

今天开这个会，主要是分析形势、明确任务，动员大家把开发区的事办好。

一是思想要统一。开发区是经济建设的主战场，不能等、不能靠。二是办法要实在。“说一千道一万，不如干一件。干一件，成一件。”这是群众的话，也是对我们的要求。三是责任要到人；谁主管谁负责，谁落后谁说明。

讲三点具体意见：（一）规划要管用；（二）招商要管用；（三）考核要管用。

我就讲这些。谢谢大家！

【字号：大 中 小】【打印】【关闭】
相关文档
某市长在全市开发区工作会议上的主持词
全市开发区工作会议召开
版权所有：某市委组织部  技术支持：某公司
地址：某市某路1号 邮编：048000 电话：0356-0000000
";

#[test]
fn a_speech_with_subtitle_day_and_speaker() {
    let article = article(SPEECH, &["IE8", "主持词", "版权", "书记", "组织部长", "打印"]);
    assert_eq!(article.title, "在全市开发区工作会议上的讲话——坚定不移走好转型路");
    assert_eq!(published(&article), "2021-04-30T00:00:00");
    assert_eq!(article.author.as_deref(), Some("市委书记 王小明"));
    let sentences = sentences(&article);
    assert_eq!((sentences[0], *sentences.last().unwrap()), ("同志们：", "谢谢大家！"));
    assert!(
        sentences.contains(&"“说一千道一万，不如干一件。干一件，成一件。”这是群众的话，也是对我们的要求。")
            || sentences.contains(&"“说一千道一万，不如干一件。干一件，成一件。”"),
        "{sentences:?}"
    );
    assert!(sentences.contains(&"三是责任要到人；谁主管谁负责，谁落后谁说明。"));
}

const ENGLISH: &str = "
Skip to content
Example County Government
Home > News > Policy
Login | Register | Search

New rules for the development zone

By Jane Doe | 20 August 2020 | Source: Example County Herald

The county council has approved new rules for the development zone. At
least 60 percent of the land must be used for industry, up from 52.5
percent in 2019, and each parcel is offered with water, power and gas.

What changes

Permits are issued within ten working days. Dr. Lee of the zone office
said that U.S. investors had asked for \"one window, one seal. No more
queues.\" The office will open in October.

Related articles
Council approves budget
Gas prices fall for a third year
Copyright 2020 Example County. All rights reserved.
Privacy Policy | Terms of Use
";

#[test]
fn an_english_page_whose_lines_are_broken() {
    let article = article(ENGLISH, &["Skip", "budget", "Gas prices", "Privacy", "Herald", "Jane"]);
    assert_eq!(article.title, "New rules for the development zone");
    assert_eq!(published(&article), "2020-08-20T00:00:00");
    assert_eq!(article.source.as_deref(), Some("Example County Herald"));
    assert_eq!(article.author.as_deref(), Some("Jane Doe"));
    assert_eq!(headings(&article), ["What changes"]);
    assert_eq!(
        sentences(&article),
        [
            "The county council has approved new rules for the development zone.",
            "At least 60 percent of the land must be used for industry, up from 52.5 percent in 2019, and each parcel is offered \
             with water, power and gas.",
            "Permits are issued within ten working days.",
            "Dr. Lee of the zone office said that U.S. investors had asked for \"one window, one seal. No more queues.\" The \
             office will open in October.",
        ]
    );
}

#[test]
fn a_text_without_anything_around_it() {
    let article = article(
        "园区建设三年计划\n\n三年内建成园区。\n\n目标\n\n入园企业三十家\n工业用地六成以上\n\n措施\n\n每月调度一次。\n每季通报一次。\n",
        &[],
    );
    assert_eq!(article.title, "园区建设三年计划");
    assert_eq!(article.published_at, None);
    assert_eq!(sentences(&article).len(), 5, "{article:?}");
    assert_eq!(headings(&article), ["目标", "措施"]);
}

#[test]
fn lists_of_links_after_a_text_are_no_text_even_if_nothing_says_so() {
    let mut page = String::from(
        "某县政府网\n当前位置：首页 >> 要闻\n\n园区开工\n\n2021-03-05 10:00 来源：县政府办\n\n园区今天开工，首批入园企业有十二家，总投资三十亿元。\n\n县领导要求，抓进度、保质量，年底前建成投产。\n\n",
    );
    page.extend((0..30).map(|index| format!("某县召开第{index}次园区建设推进会议\n")));
    let article = article(&page, &["推进会议"]);
    assert_eq!((article.title.as_str(), sentences(&article).len()), ("园区开工", 2));
}

#[test]
fn no_single_line_around_a_text_decides_what_the_text_is() {
    for page in [NOTICE, NEWS, SPEECH, ENGLISH] {
        let whole = read(page.as_bytes(), None).unwrap();
        let text = sentences(&whole);
        let lines: Vec<&str> = page.lines().collect();
        for skipped in 0..lines.len() {
            let in_text = text
                .iter()
                .any(|sentence| sentence.contains(lines[skipped].trim()) || lines[skipped].contains(sentence));
            let in_head =
                whole.title.contains(lines[skipped].trim()) || headings(&whole).contains(&lines[skipped].trim());
            if in_text || in_head || lines[skipped].trim().is_empty() {
                continue;
            }
            let rest: Vec<&str> =
                lines.iter().enumerate().filter(|(index, _)| *index != skipped).map(|(_, line)| *line).collect();
            let article = read(rest.join("\n").as_bytes(), None).unwrap();
            assert_eq!(sentences(&article), text, "without {}", lines[skipped]);
            assert_eq!(article.title, whole.title, "without {}", lines[skipped]);
        }
    }
}
