//! The line under a title: when, where from, by whom.

use jiff::civil::DateTime;

use super::{block::narrow, moment, person};

/// What stands behind a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// When it was published.
    Published,
    /// When it was put on the page; it counts where nothing says when it was published.
    Updated,
    /// A day of which nobody says what happened on it, or when it was written.
    Day,
    Source,
    Author,
    Title,
    /// Known, and of no interest.
    Other,
}

/// Labels as Chinese government sites write them, and the English ones. Blanks between the characters are allowed.
const LABELS: [(&str, Field); 121] = [
    ("发布时间", Field::Published),
    ("发布日期", Field::Published),
    ("发表时间", Field::Published),
    ("发表日期", Field::Published),
    ("刊发时间", Field::Published),
    ("发布于", Field::Published),
    ("发稿时间", Field::Published),
    ("公开日期", Field::Published),
    ("公开时间", Field::Published),
    ("公布日期", Field::Published),
    ("发文日期", Field::Published),
    ("发文时间", Field::Published),
    ("录入时间", Field::Updated),
    ("更新时间", Field::Updated),
    ("更新日期", Field::Updated),
    ("published", Field::Published),
    ("publishedon", Field::Published),
    ("updated", Field::Day),
    ("成文日期", Field::Day),
    ("生成日期", Field::Day),
    ("时间", Field::Day),
    ("日期", Field::Day),
    ("date", Field::Day),
    ("信息来源", Field::Source),
    ("文章来源", Field::Source),
    ("稿件来源", Field::Source),
    ("新闻来源", Field::Source),
    ("内容来源", Field::Source),
    ("来源", Field::Source),
    ("稿源", Field::Source),
    ("出处", Field::Source),
    ("发布机构", Field::Source),
    ("发布单位", Field::Source),
    ("发布部门", Field::Source),
    ("发文机关", Field::Source),
    ("发文单位", Field::Source),
    ("发文机构", Field::Source),
    ("发布机关", Field::Source),
    ("公开机构", Field::Source),
    ("文章出处", Field::Source),
    ("供稿单位", Field::Source),
    ("来源单位", Field::Source),
    ("转载自", Field::Source),
    ("摘自", Field::Source),
    ("source", Field::Source),
    ("文章作者", Field::Author),
    ("作者", Field::Author),
    ("撰稿人", Field::Author),
    ("撰稿", Field::Author),
    ("撰文", Field::Author),
    ("撰写", Field::Author),
    ("供稿人", Field::Author),
    ("供稿", Field::Author),
    ("记者", Field::Author),
    ("author", Field::Author),
    ("标题", Field::Title),
    ("原标题", Field::Other),
    ("名称", Field::Title),
    ("信息名称", Field::Title),
    ("title", Field::Title),
    ("索引号", Field::Other),
    ("主题分类", Field::Other),
    ("主题词", Field::Other),
    ("组配分类", Field::Other),
    ("体裁分类", Field::Other),
    ("发文字号", Field::Other),
    ("文号", Field::Other),
    ("有效性", Field::Other),
    ("实施日期", Field::Other),
    ("施行日期", Field::Other),
    ("生效日期", Field::Other),
    ("失效日期", Field::Other),
    ("废止日期", Field::Other),
    ("公开方式", Field::Other),
    ("公开形式", Field::Other),
    ("公开范围", Field::Other),
    ("发布者", Field::Other),
    ("发布人", Field::Other),
    ("发表人", Field::Other),
    ("录入", Field::Other),
    ("查看", Field::Other),
    ("评论", Field::Other),
    ("回复", Field::Other),
    ("人气", Field::Other),
    ("热度", Field::Other),
    ("浏览数", Field::Other),
    ("阅读数", Field::Other),
    ("访问", Field::Other),
    ("浏览次数", Field::Other),
    ("浏览量", Field::Other),
    ("浏览", Field::Other),
    ("点击次数", Field::Other),
    ("点击数", Field::Other),
    ("点击率", Field::Other),
    ("点击", Field::Other),
    ("阅读次数", Field::Other),
    ("阅读量", Field::Other),
    ("阅读", Field::Other),
    ("访问次数", Field::Other),
    ("访问量", Field::Other),
    ("字体大小", Field::Other),
    ("字体", Field::Other),
    ("字号", Field::Other),
    ("责任编辑", Field::Other),
    ("责编", Field::Other),
    ("编辑", Field::Other),
    ("审核", Field::Other),
    ("审核人", Field::Other),
    ("签发", Field::Other),
    ("初审", Field::Other),
    ("复审", Field::Other),
    ("终审", Field::Other),
    ("监制", Field::Other),
    ("文字大小", Field::Other),
    ("大小", Field::Other),
    ("校对", Field::Other),
    ("分享到", Field::Other),
    ("分享", Field::Other),
    ("打印", Field::Other),
    ("views", Field::Other),
    ("editor", Field::Other),
];
/// What makes 来源 another word: where data, pictures and money come from.
const NOT_OF_THE_ARTICLE: [&str; 6] = ["数据", "资料", "图片", "资金", "收入", "素材"];
/// Lines that hold labels are not longer.
const LINE_CHARS_MAX: usize = 260;
/// A value is not longer.
const VALUE_CHARS_MAX: usize = 60;

/// What a line says about an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    /// When it was published, by its own label.
    pub published_at: Option<DateTime>,
    /// A date without such a label, and not the day of the visit.
    pub day: Option<DateTime>,
    /// Where it was published.
    pub source: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// How surely this is a line about an article: 0 for not at all, 2 where no text can say so.
    pub surety: u8,
}

/// Where a label stands in a line, and where its value begins.
struct Label {
    start: usize,
    end: usize,
    field: Field,
}

impl About {
    /// Reads one line, or several put together with wide gaps.
    pub fn line(text: &str) -> Self {
        let mut about = Self::default();
        if text.chars().nth(LINE_CHARS_MAX).is_some() || text.contains('。') {
            return about;
        }
        let characters: Vec<char> = text.chars().collect();
        let labels = labels(&characters);
        let values: Vec<(Field, String)> = labels
            .iter()
            .enumerate()
            .map(|(index, label)| {
                let end = labels.get(index + 1).map_or(characters.len(), |next| next.start);
                let value: String = characters[label.end..end].iter().collect();
                (label.field, value.trim_end_matches(['[', '【']).to_owned())
            })
            .collect();
        let (updated, others): (Vec<_>, Vec<_>) = values.iter().partition(|(field, _)| *field == Field::Updated);
        for (field, value) in others.into_iter().chain(updated) {
            about.take(*field, value);
        }
        // By Jane Doe | 20 August 2020
        let parts = || {
            text.split(['|', '｜']).flat_map(|part| part.split("  ")).flat_map(|part| part.split(" · ")).map(str::trim)
        };
        let found = moment::find(text);
        if about.author.is_none() && (found.is_some() || !labels.is_empty()) {
            about.author = parts().find_map(person::byline);
        }
        let visit = is_visit(text) && about.published_at.is_none();
        if !visit && about.published_at.is_none() && about.day.is_none() {
            about.day = found.map(|found| found.at);
        }
        if let Some(found) = found.filter(|found| found.has_time && !visit && about.source.is_none()) {
            about.source = outlet_beside(text, found, labels.is_empty());
        }
        let known = labels.iter().filter(|label| label.field != Field::Other).count();
        let stamp = found.is_some_and(|found| found.has_time && !visit && found.is_alone_in(text));
        let sure = about.source.is_some() || about.published_at.is_some() || stamp || known > 0 && labels.len() > 1;
        let said = !labels.is_empty()
            || about.author.is_some()
            || about.day.is_some_and(|_| found.is_some_and(|found| found.is_alone_in(text)));
        about.surety = if sure { 2 } else { u8::from(said) };
        about
    }

    fn take(&mut self, field: Field, value: &str) {
        let named = || value_of(value);
        match field {
            Field::Published | Field::Updated => {
                self.published_at = self.published_at.or(moment::find_labelled(value).map(|found| found.at));
            }
            Field::Day => self.day = self.day.or(moment::find_labelled(value).map(|found| found.at)),
            Field::Source => self.source = self.source.take().or_else(named),
            Field::Author => self.author = self.author.take().or_else(|| value_of(&person::closed_up(value))),
            Field::Title => {
                self.title =
                    self.title.take().or_else(|| Some(value.trim().to_owned()).filter(|title| !title.is_empty()));
            }
            Field::Other => {}
        }
    }

    /// Whether it names a place or a moment of publication, and not a count of readers only.
    pub fn says_where_or_when(&self) -> bool {
        self.surety > 1 && (self.source.is_some() || self.published_at.is_some() || self.day.is_some())
    }

    /// Fills what is missing from another line.
    pub fn or(self, other: Self) -> Self {
        Self {
            published_at: self.published_at.or(other.published_at),
            day: self.day.or(other.day),
            source: self.source.or(other.source),
            author: self.author.or(other.author),
            title: self.title.or(other.title),
            surety: self.surety.max(other.surety),
        }
    }
}

/// The day of the visit, as mastheads show it.
fn is_visit(text: &str) -> bool {
    text.contains("星期")
        || text.contains("今天是")
        || text.contains("现在时间")
        || text.contains("周") && text.contains("农历")
}

fn labels(characters: &[char]) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    // 来源： or 【来源】
    let ends_label = |c: char| matches!(narrow(c), ':' | ']' | '】');
    for (at, &end) in characters.iter().enumerate().filter(|(_, c)| ends_label(**c)) {
        let before = &characters[labels.last().map_or(0, |last| last.end)..at];
        let found = LABELS.iter().filter_map(|(label, field)| Some((label_length(before, label)?, *field)));
        if let Some((length, field)) = found.max_by_key(|(length, _)| *length)
            && let (before, _) = before.split_at(before.len() - length)
            && may_begin(before, !labels.is_empty())
            && (narrow(end) == ':' || before.last().is_some_and(|c| matches!(narrow(*c), '[' | '【')))
        {
            labels.push(Label { start: at - length, end: at + 1, field });
        }
    }
    labels
}

/// With how many characters the text ends in the label, blanks counted; `None` if it does not.
fn label_length(text: &[char], label: &str) -> Option<usize> {
    const BLANKS_MAX: usize = 4;
    let mut rest = text;
    for wanted in label.chars().rev() {
        let blanks = rest.iter().rev().take(BLANKS_MAX).take_while(|c| c.is_whitespace()).count();
        // English words are written without gaps.
        let gap = if wanted.is_ascii() && rest.len() < text.len() { 0 } else { blanks };
        let (last, before) = rest[..rest.len() - gap].split_last()?;
        if last.to_ascii_lowercase() != wanted {
            return None;
        }
        rest = before;
    }
    Some(text.len() - rest.len())
}

/// Whether a label may begin behind this: at the beginning of the line, behind a blank, a mark or a figure, and in a line
/// of labels behind any value.
fn may_begin(before: &[char], in_line_of_labels: bool) -> bool {
    let Some(last) = before.last() else {
        return true;
    };
    let tail: String = before[before.len().saturating_sub(2)..].iter().collect();
    !NOT_OF_THE_ARTICLE.contains(&tail.as_str()) && (!last.is_alphabetic() || in_line_of_labels && !last.is_ascii())
}

/// Who published it, where no label says so: `某某日报 2021-03-04 09:30`, `2021-03-04 09:30 (Example Herald)`.
fn outlet_beside(text: &str, found: moment::Moment, whole_line: bool) -> Option<String> {
    const CHARS_MAX: usize = 16;
    const ENDINGS: [&str; 14] =
        ["网", "报", "社", "台", "在线", "发布", "中心", "局", "办", "办公室", "委员会", "管委会", "政府", "客户端"];
    let behind = text[found.end..].trim();
    if let Some(inner) = behind.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return value_of(inner);
    }
    let pieces = || text[..found.start].split([' ', '|', '｜']).chain(behind.split([' ', '|', '｜']));
    let is_short = |piece: &str| piece.chars().count() <= CHARS_MAX;
    let names_one = |piece: &&str| ENDINGS.iter().any(|ending| piece.ends_with(ending));
    let named = pieces().filter(|piece| piece.chars().count() > 2).find(names_one)?;
    (whole_line && pieces().all(is_short)).then(|| value_of(named)).flatten()
}

/// The value at the beginning of a text: up to a wide gap, a mark between fields or a date.
fn value_of(text: &str) -> Option<String> {
    const EMPTY: [&str; 5] = ["无", "未知", "本站", "-", "--"];
    let text = text.trim_start();
    let gap = text.find("  ");
    let mark = text.find(['|', '｜', '丨', '【', '】', '[', ']', '［', '］', '<', '\u{2022}']);
    let date = moment::find(text).map(|found| found.start);
    let end = [gap, mark, date].into_iter().flatten().min().unwrap_or(text.len());
    let value = text[..end].trim_matches(|c: char| c.is_whitespace() || "，,;；、·/".contains(c));
    let value = if value.contains(['(', '（']) { value } else { value.trim_end_matches([')', '）']) };
    let fits = !value.is_empty() && value.chars().nth(VALUE_CHARS_MAX).is_none() && !EMPTY.contains(&value);
    fits.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_under_a_title_is_read_in_all_its_forms() {
        for line in [
            "2021-03-04 09:30:00  来源：县政府办  作者：王小明",
            "发布时间：2021年3月4日 09:30 信息来源: 县政府办 作 者：王小明 浏览次数：12",
            "来源：县政府办作者：王小明发布时间：2021-03-04 09:30字体：[大 中 小]",
            "[2021/03/04 09:30] 【来 源：县政府办】 【作者：王小明】 【字号：大 中 小】",
            "Published: 2021-03-04 09:30 | Source: 县政府办 | Author: 王小明",
            "作者：王小明 | 来源：县政府办 | 时间：2021-03-04 09:30",
            "【来源】县政府办【作者】王 小 明【发布时间】2021-03-04 09:30【浏览】12",
        ] {
            let about = About::line(line);
            assert_eq!(about.source.as_deref(), Some("县政府办"), "{line}");
            assert_eq!(about.author.as_deref(), Some("王小明"), "{line}");
            let at = about.published_at.or(about.day).unwrap();
            assert_eq!(at.to_string(), "2021-03-04T09:30:00", "{line}");
            assert_eq!(about.surety, 2, "{line}");
        }
    }

    #[test]
    fn other_lines_say_nothing_about_the_article() {
        assert_eq!(About::line("2018年11月7日 星期三 15:22:40").day, None);
        assert_eq!(About::line("数据来源：统计局").source, None);
        assert_eq!(About::line("来源是煤层气").surety, 0);
        assert_eq!(About::line("要在2021年3月4日前办好来源不明的事").surety, 0);
        assert_eq!(About::line("时间：2021年3月4日上午").surety, 1, "an agenda says so too");
        assert_eq!(About::line("来源：").source, None);
    }
}
