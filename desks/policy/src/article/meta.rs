//! The line under a title: when, where from, by whom.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use regex::Regex;

/// What the format itself says of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    pub title: Option<String>,
    pub published_at: Option<DateTime>,
    pub source: Option<String>,
    pub author: Option<String>,
}

// The patterns are constants that a test compiles; one that did not compile would match nothing.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?",
    )
    .ok()
});
static SOURCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:信息来源|文章来源|稿件来源|来\s*源|出处|Source)\s*[:：]\s*([^\s|｜【\[]+(?: [^\s|｜【\[:：]+)*)")
        .ok()
});
static AUTHOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:作\s*者|撰稿|供稿人?|Author)\s*[:：]\s*([^\s|｜【\[]+)").ok());

/// The first moment that a text names.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    let found = DATE.as_ref()?.captures(text)?;
    let number = |index: usize| found.get(index).and_then(|part| part.as_str().parse::<i16>().ok());
    let small = |index: usize| number(index).and_then(|value| i8::try_from(value).ok());
    let day = Date::new(number(1)?, small(2)?, small(3)?).ok()?;
    let time = match (small(4), small(5)) {
        (Some(hour), Some(minute)) => Time::new(hour, minute, small(6).unwrap_or(0), 0).unwrap_or(Time::midnight()),
        _ => Time::midnight(),
    };
    Some(day.to_datetime(time))
}

pub(super) fn source(text: &str) -> Option<String> {
    // What follows the source on the same line is another label.
    let name = SOURCE.as_ref()?.captures(text)?.get(1)?.as_str();
    let end = ["作者", "浏览", "点击", "字体", "字号", "发布", "时间", "责任编辑", "编辑", "阅读"]
        .iter()
        .filter_map(|label| name.find(label))
        .min();
    let name = name[..end.unwrap_or(name.len())].trim();
    (!name.is_empty()).then(|| name.to_owned())
}

pub(super) fn author(text: &str) -> Option<String> {
    Some(AUTHOR.as_ref()?.captures(text)?.get(1)?.as_str().to_owned())
}

/// How much a line looks like the one under a title; 0 for not at all.
pub(super) fn score(text: &str) -> u32 {
    if text.chars().nth(200).is_some() {
        return 0;
    }
    let mut score = 0_u32;
    if moment(text).is_some() {
        score += 2;
    }
    if source(text).is_some() || text.contains("来源:") || text.contains("来源：") {
        score += 3;
    }
    if author(text).is_some() {
        score += 2;
    }
    if ["发布时间", "发布日期", "时间:", "时间：", "日期:", "日期：", "浏览次数", "字号", "字体"]
        .iter()
        .any(|word| text.contains(word))
    {
        score += 1;
    }
    // The day of the visit, beside the masthead.
    if text.contains("星期") || text.contains("今天是") {
        score = score.saturating_sub(2);
    }
    score
}

/// The name in a line such as `◎ 李永斌`.
pub(super) fn byline(text: &str) -> Option<&str> {
    const NAME_LENGTH_MAX: usize = 30;
    let name = super::line::trim(text.strip_prefix(['◎', '■', '●', '□', '○', '☆'])?);
    (!name.is_empty() && name.chars().count() <= NAME_LENGTH_MAX).then_some(name)
}

/// What stands about the author below a text: `（作者系……）`.
pub(super) fn author_note(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim();
    ["作者系", "作者为", "作者单位", "作者：", "作者:", "本文作者", "作者"]
        .iter()
        .any(|start| inner.starts_with(start))
        .then_some(inner)
}
