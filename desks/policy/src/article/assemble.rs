//! Lines to an article: where it begins, where it ends, what is a heading.

use super::{
    Article, ArticleError, PARAGRAPHS_MAX, Paragraph, Section,
    line::{Line, is_contact, trim},
    meta::{self, Hints},
};

/// Lines above the first paragraph in which the title is looked for.
const HEAD_LINES_MAX: usize = 40;
/// So many lines without prose end an article: then come links and footer.
const GAP_LINES_MAX: usize = 6;
/// A heading is not longer.
const HEADING_LENGTH_MAX: usize = 50;
/// A title is not longer.
const TITLE_LENGTH_MAX: usize = 120;

/// A page with furniture around the article.
pub(super) fn scraped(lines: Vec<Line>, hints: Hints) -> Result<Article, ArticleError> {
    let first = lines.iter().position(Line::is_prose).ok_or(ArticleError::NoArticle)?;
    let end = end_of_body(&lines, first);
    build(&lines, first, end, hints)
}

/// A document that is the article and nothing else.
pub(super) fn trusted(lines: Vec<Line>) -> Result<Article, ArticleError> {
    trusted_with(lines, Hints::default())
}

/// The same with what the format says of it.
pub(super) fn trusted_with(lines: Vec<Line>, hints: Hints) -> Result<Article, ArticleError> {
    if lines.is_empty() {
        return Err(ArticleError::Empty);
    }
    let first = lines.iter().position(Line::is_prose).ok_or(ArticleError::NoArticle)?;
    let end = lines.len();
    build(&lines, first, end, hints)
}

/// Behind the last paragraph: prose may be interrupted by headings, not by a list of links.
fn end_of_body(lines: &[Line], first: usize) -> usize {
    let mut end = first + 1;
    let mut gap = 0;
    for (index, line) in lines.iter().enumerate().skip(first + 1) {
        if line.is_prose() {
            end = index + 1;
            gap = 0;
        } else {
            gap += 1;
            if gap > GAP_LINES_MAX || is_contact(&line.text) {
                break;
            }
        }
    }
    // What stands about the author belongs to the article.
    let after = lines.iter().enumerate().skip(end).take(2);
    after
        .filter(|(_, line)| meta::author_note(&line.text).is_some())
        .map(|(index, _)| index + 1)
        .next_back()
        .unwrap_or(end)
}

struct Head {
    title: String,
    hints: Hints,
    /// Where the text begins: behind title, line of time and source, byline.
    body: usize,
}

fn build(lines: &[Line], first: usize, end: usize, hints: Hints) -> Result<Article, ArticleError> {
    if end - first > PARAGRAPHS_MAX {
        return Err(ArticleError::TooManyParagraphs);
    }
    let head = head(lines, first, hints)?;
    let mut author_note = None;
    let mut sections = vec![Section::default()];
    for (index, line) in lines.iter().enumerate().take(end).skip(head.body) {
        if let Some(note) = meta::author_note(&line.text) {
            author_note = Some(note.to_owned());
        } else if is_heading(lines, index, end) {
            sections.push(Section { heading: Some(line.text.clone()), paragraphs: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.paragraphs.push(Paragraph::of(&line.text));
        }
    }
    sections.retain(|section| section.heading.is_some() || !section.paragraphs.is_empty());
    Ok(Article {
        title: head.title,
        published_at: head.hints.published_at,
        source: head.hints.source,
        author: head.hints.author,
        author_note,
        sections,
    })
}

/// A short line without a full stop that text follows.
fn is_heading(lines: &[Line], index: usize, end: usize) -> bool {
    let line = &lines[index];
    if line.heading {
        return true;
    }
    let ends_like_text = line.text.ends_with(['。', '！', '？', '；', '，', '.', ';', ',', ':', '：', '!', '?']);
    let followed = lines[..end].iter().skip(index + 1).take(2).any(Line::is_prose);
    !line.is_prose() && !ends_like_text && followed && line.text.chars().count() <= HEADING_LENGTH_MAX
}

fn head(lines: &[Line], first: usize, mut hints: Hints) -> Result<Head, ArticleError> {
    let start = first.saturating_sub(HEAD_LINES_MAX);
    let best = (start..first).rev().max_by_key(|&index| meta::score(&lines[index].text));
    let meta_line = best.filter(|&index| meta::score(&lines[index].text) >= 2);
    if let Some(index) = meta_line {
        // Time, source and author may stand on one line or on several below each other.
        for line in &lines[index..first] {
            take_meta(&mut hints, &line.text);
        }
        take_meta_above(&mut hints, lines, index, start);
    }
    let byline =
        (meta_line.map_or(start, |index| index + 1)..first).find(|&index| meta::byline(&lines[index].text).is_some());
    if let (Some(index), None) = (byline, &hints.author) {
        hints.author = meta::byline(&lines[index].text).map(str::to_owned);
    }
    let below_head = byline.or(last_meta(lines, meta_line, first)).map(|index| index + 1);
    let (title, title_end) = title(lines, meta_line.unwrap_or(first), start, &hints).ok_or(ArticleError::NoArticle)?;
    Ok(Head { title, body: below_head.unwrap_or(title_end).min(first), hints })
}

/// The last line that still says when or where from.
fn last_meta(lines: &[Line], meta_line: Option<usize>, first: usize) -> Option<usize> {
    let index = meta_line?;
    (index..first)
        .rev()
        .find(|&at| at == index || meta::score(&lines[at].text) >= 2 || meta::author(&lines[at].text).is_some())
}

fn take_meta(hints: &mut Hints, text: &str) {
    hints.published_at = hints.published_at.or_else(|| meta::moment(text));
    hints.source = hints.source.take().or_else(|| meta::source(text));
    hints.author = hints.author.take().or_else(|| meta::author(text));
}

/// A line directly above, where the best one had only the source.
fn take_meta_above(hints: &mut Hints, lines: &[Line], index: usize, start: usize) {
    for line in lines[start..index].iter().rev().take(2).filter(|line| meta::score(&line.text) >= 2) {
        take_meta(hints, &line.text);
    }
}

/// The title and the line behind it: what the format says, else the nearest lines above that can be one.
fn title(lines: &[Line], below: usize, start: usize, hints: &Hints) -> Option<(String, usize)> {
    if let Some(title) = &hints.title {
        let squeezed = squeeze(title);
        let found = lines.iter().take(below).rposition(|line| squeeze(&line.text) == squeezed);
        return Some((title.clone(), found.map_or(0, |index| index + 1)));
    }
    let last = (start..below).rev().find(|&index| can_be_title(&lines[index].text))?;
    let mut top = last;
    // A title may stand on two lines that belong together.
    while top > start && !lines[top].apart && top + 1 > last && can_be_title(&lines[top - 1].text) && last - top < 1 {
        top -= 1;
    }
    let parts: Vec<_> = lines[top..=last].iter().map(|line| trim(&line.text)).collect();
    Some((parts.join(" "), last + 1))
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn can_be_title(text: &str) -> bool {
    let length = text.chars().count();
    (4..=TITLE_LENGTH_MAX).contains(&length)
        && !is_contact(text)
        && meta::score(text) < 2
        && !text.contains(">>")
        && !text.contains(" > ")
        && !text.contains("星期")
        && !["登录", "密码", "首页", "无障碍", "打印", "字体", "分享到"]
            .iter()
            .any(|word| text.contains(word) && length < 30)
}
