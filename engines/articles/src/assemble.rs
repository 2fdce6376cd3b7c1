//! Blocks of a page to an article: where the text begins and ends, what stands above it, what is a heading.

use super::{
    Article, ArticleError, PARAGRAPHS_MAX, Paragraph, Section,
    block::{Block, Kind, Region, ends_like_sentence, has_stop},
    figure::Standing,
    furniture::{Furniture, furniture, is_enumerated, is_prose, worth},
    head::{self, Hints},
    labels::About,
    moment, person,
};

/// A heading without a number is not longer.
const HEADING_CHARS_MAX: usize = 42;
/// A numbered heading is not longer.
const NUMBERED_HEADING_CHARS_MAX: usize = 60;
/// So many blocks below a text are looked at for a note about the author.
const BELOW_BLOCKS_MAX: usize = 6;

/// A block with what was found out about it.
pub(super) struct Judged {
    pub block: Block,
    pub furniture: Furniture,
    pub about: About,
}

/// What a format makes of a file: its blocks, and what it says about the article.
#[derive(Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
    pub hints: Hints,
    /// Whether the file is the article and nothing else, as documents are and pages are not.
    pub is_document: bool,
    /// Pictures and tables, where they were asked for, in the order in which they stand.
    pub figures: Vec<Standing>,
}

/// The article of a page.
pub(super) fn article(page: Page) -> Result<Article, ArticleError> {
    if page.blocks.len() > PARAGRAPHS_MAX {
        return Err(ArticleError::TooManyParagraphs);
    }
    if page.blocks.is_empty() {
        return Err(ArticleError::Empty);
    }
    let placed = page.blocks.into_iter().enumerate().map(|(place, block)| Block { place, ..block });
    let blocks: Vec<Judged> = placed.map(judge).collect();
    // A text without any furniture is an article and nothing else, whatever it came from.
    let is_document = page.is_document || blocks.iter().all(|one| one.furniture == Furniture::No);
    let (first, end) = text_range(&blocks, is_document).ok_or(ArticleError::NoArticle)?;
    let head = head::head(&blocks, first, end, page.hints, is_document)?;
    let mut body: Vec<&Block> = head.body.iter().map(|&index| &blocks[index].block).collect();
    body.extend(blocks[first..end].iter().filter(|one| one.furniture != Furniture::Sure).map(|one| &one.block));
    let note = take_note(&mut body, &blocks[end..]);
    let signature = take_signature(&mut body).unwrap_or_else(|| signature_below(&blocks[end..]));
    let top = head.body.iter().copied().min().unwrap_or(first).min(first);
    let figures = page.figures.into_iter().filter(|one| one.belongs(top, end)).collect();
    let sections = sections(&body, figures);
    if sections.iter().all(|section| section.paragraphs.is_empty()) {
        return Err(ArticleError::NoArticle);
    }
    Ok(Article {
        title: head.title,
        published_at: head.published_at.or(signature.day),
        source: head.source.or(signature.source),
        author: head.author.or_else(|| note.as_deref().and_then(person::name_in_note)),
        author_note: note,
        sections,
    })
}

fn judge(block: Block) -> Judged {
    let about = if block.kind == Kind::Row { About::default() } else { About::line(&block.text) };
    // A line that says when and where from may hold buttons too.
    let furniture = match furniture(&block) {
        Furniture::Sure if about.says_where_or_when() && block.region != Region::Furniture => Furniture::Likely,
        other => other,
    };
    Judged { block, furniture, about }
}

/// The stretch of blocks that is worth most as text; a document goes on to its end.
fn text_range(blocks: &[Judged], is_document: bool) -> Option<(usize, usize)> {
    let in_article = blocks.iter().filter(|one| one.block.region == Region::Article);
    let marked: usize = in_article.filter(|one| is_prose(&one.block)).map(|one| one.block.chars).sum();
    let all: usize = blocks.iter().filter(|one| is_prose(&one.block)).map(|one| one.block.chars).sum();
    let only_marked = marked * 2 > all;
    let worths = blocks.iter().map(|one| match worth(&one.block, one.furniture, &one.about) {
        worth if only_marked && one.block.region != Region::Article => worth.min(-40),
        worth if is_document && one.furniture == Furniture::No && one.about.surety < 2 => worth.max(0),
        worth => worth,
    });
    let (first, end) = heaviest(worths)?;
    // Items of a menu may stand before the first paragraph; headings above it belong to the head.
    let first = (first..end).find(|&index| is_prose(&blocks[index].block)).unwrap_or(first);
    if !is_document {
        // Items, rows and short sentences that go on where the last long one ends: 谢谢大家！
        let goes_on = |one: &&Judged| {
            let ends = ends_like_sentence(&one.block.text) && one.about.surety == 0;
            (matches!(one.block.kind, Kind::Item | Kind::Row) || ends)
                && one.furniture == Furniture::No
                && one.block.linked == 0
        };
        let end = end + blocks[end..].iter().take_while(goes_on).count();
        return Some((first, end + before_closing(&blocks[end..])));
    }
    let last = blocks.iter().rposition(|one| one.furniture != Furniture::Sure && one.about.surety < 2)?;
    Some((first, end.max(last + 1)))
}

/// How many blocks below a text still belong to it, because a signature or a note about the author closes it further down:
/// contacts, attachments, literature.
fn before_closing(below: &[Judged]) -> usize {
    let is_text = |one: &&Judged| {
        one.furniture != Furniture::Sure
            && one.block.linked == 0
            && one.block.region != Region::Aside
            && one.about.surety < 2
    };
    let near: Vec<&Block> = below.iter().take(BELOW_BLOCKS_MAX).take_while(is_text).map(|one| &one.block).collect();
    let signed = near.windows(2).position(|pair| office(pair[0]).is_some() && day_alone(pair[1]).is_some());
    signed.or_else(|| near.iter().position(|block| person::author_note(&block.text).is_some())).unwrap_or(0)
}

/// The stretch with the greatest sum, in one pass; none where nothing is worth anything.
fn heaviest(worths: impl Iterator<Item = i32>) -> Option<(usize, usize)> {
    let mut best = (0_i64, 0, 0);
    let (mut sum, mut start) = (0_i64, 0);
    for (index, worth) in worths.enumerate() {
        if sum <= 0 {
            (sum, start) = (0, index);
        }
        sum += i64::from(worth);
        if sum > best.0 {
            best = (sum, start, index + 1);
        }
    }
    (best.0 > 0).then_some((best.1, best.2))
}

/// What stands about the author at the end of the text or just below it, which is no text.
fn take_note(body: &mut Vec<&Block>, below: &[Judged]) -> Option<String> {
    let note = |block: &Block| person::author_note(&block.text).map(str::to_owned);
    let inside = body
        .iter()
        .enumerate()
        .skip(1)
        .rev()
        .take(BELOW_BLOCKS_MAX)
        .find_map(|(index, block)| Some((index, note(block)?)));
    if let Some((index, note)) = inside {
        body.remove(index);
        return Some(note);
    }
    below
        .iter()
        .take(BELOW_BLOCKS_MAX)
        .take_while(|one| one.furniture != Furniture::Sure)
        .find_map(|one| note(&one.block))
}

/// Who signed a document, and when (落款).
#[derive(Default)]
struct Signature {
    source: Option<String>,
    day: Option<jiff::civil::DateTime>,
}

/// Takes the last two lines of a document: an office, and a day that stands alone.
fn take_signature(body: &mut Vec<&Block>) -> Option<Signature> {
    let day = body.last().filter(|_| body.len() > 1).and_then(|block| day_alone(block))?;
    body.pop();
    let source = body.last().filter(|_| body.len() > 1).and_then(|block| office(block));
    if source.is_some() {
        body.pop();
    }
    Some(Signature { source, day: Some(day) })
}

/// The same just below a text.
fn signature_below(below: &[Judged]) -> Signature {
    let near = below.iter().take(BELOW_BLOCKS_MAX).take_while(|one| one.furniture != Furniture::Sure);
    let near: Vec<&Block> = near.map(|one| &one.block).collect();
    let signed = near.windows(2).find_map(|pair| Some((office(pair[0])?, day_alone(pair[1])?)));
    signed.map(|(source, day)| Signature { source: Some(source), day: Some(day) }).unwrap_or_default()
}

fn office(block: &Block) -> Option<String> {
    const OFFICE_CHARS_MAX: usize = 40;
    let is_name = block.chars <= OFFICE_CHARS_MAX && !ends_like_sentence(&block.text) && !is_enumerated(&block.text);
    (is_name && block.kind == Kind::Text).then(|| block.words())
}

fn day_alone(block: &Block) -> Option<jiff::civil::DateTime> {
    const DAY_CHARS_MAX: usize = 24;
    let found = Some(block).filter(|block| block.chars <= DAY_CHARS_MAX).and_then(|block| moment::find(&block.text))?;
    let beside = block.text.len() - (found.end - found.start);
    (beside <= 6 && !found.has_time).then_some(found.at)
}

/// The text under its headings.
fn sections(body: &[&Block], figures: Vec<Standing>) -> Vec<Section> {
    let explicit = body.iter().any(|block| matches!(block.kind, Kind::Heading(_)));
    let mut sections = vec![Section::default()];
    let mut figures = figures.into_iter().peekable();
    for (index, block) in body.iter().enumerate() {
        while let Some(one) = figures.next_if(|one| one.at <= block.place) {
            if let Some(section) = sections.last_mut() {
                section.paragraphs.push(Paragraph::holding(one.figure));
            }
        }
        if is_heading(block, &body[index + 1..], explicit) {
            sections.push(Section { heading: Some(block.words()), paragraphs: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.paragraphs.push(Paragraph::of(&block.words()));
        }
    }
    if let Some(section) = sections.last_mut() {
        section.paragraphs.extend(figures.map(|one| Paragraph::holding(one.figure)));
    }
    sections.retain(|section| section.heading.is_some() || !section.paragraphs.is_empty());
    sections
}

/// What the format calls a heading; else a short line that does not end like a sentence and that text follows.
fn is_heading(block: &Block, below: &[&Block], explicit: bool) -> bool {
    let Some(next) = below.first() else {
        return false;
    };
    match block.kind {
        Kind::Heading(_) | Kind::Title => return true,
        Kind::Row => return false,
        Kind::Text | Kind::Item => {}
    }
    let numbered = is_enumerated(&block.text);
    if numbered && is_question(block) {
        return is_prose(next) && !is_question(next);
    }
    let limit = if numbered { NUMBERED_HEADING_CHARS_MAX } else { HEADING_CHARS_MAX };
    if block.chars > limit || ends_like_sentence(&block.text) || has_stop(&block.text) || is_bracketed(&block.text) {
        return false;
    }
    // A period or a remark in brackets may stand below a heading.
    let next = below.get(1).filter(|_| is_bracketed(&next.text)).unwrap_or(next);
    let text_follows =
        is_prose(next) || matches!(next.kind, Kind::Heading(_)) || next.text.ends_with(['：', ':', '。']);
    // A line that stands apart above lines that stand together.
    let heads_lines = block.apart && next.apart && below.get(1).is_some_and(|second| !second.apart);
    let heading_follows = numbered && is_enumerated(&next.text) && level(&next.text) > level(&block.text);
    let alone_is_enough = !explicit && block.kind == Kind::Text && moment::find(&block.text).is_none();
    (numbered || block.bold || alone_is_enough) && (text_follows || heading_follows || heads_lines)
}

/// 一、哪些项目可以享受？
fn is_question(block: &Block) -> bool {
    let asked = block.text.trim_end_matches(['？', '?']);
    asked.len() < block.text.len() && block.chars <= HEADING_CHARS_MAX && !asked.contains(['？', '?', '。', '！'])
}

fn is_bracketed(text: &str) -> bool {
    text.starts_with(['（', '(']) && text.ends_with(['）', ')'])
}

/// How deep a numbered line stands: 第一章 over 一、 over （一） over 1. over （1）.
fn level(text: &str) -> u8 {
    let bracketed = text.starts_with(['（', '(']);
    let digit = text.trim_start_matches(['（', '(']).starts_with(|c: char| super::block::narrow(c).is_ascii_digit());
    match (text.starts_with('第'), bracketed, digit) {
        (true, _, _) => 0,
        (_, false, false) => 1,
        (_, true, false) => 2,
        (_, false, true) => 3,
        (_, true, true) => 4,
    }
}
