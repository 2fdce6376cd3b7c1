//! Blocks of a page to an article: where the text begins and ends, what stands above it, what is a heading.

use std::ops::Range;

use super::{
    Article, ArticleError, PARAGRAPHS_MAX, Paragraph, Section,
    block::{Block, Kind, Region, ends_like_sentence, has_stop},
    figure::Standing,
    furniture::{Furniture, furniture, is_enumerated, is_prose, worth},
    head::{self, Head, Hints},
    labels::About,
    moment, person,
    whole::{self, Area},
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
    /// The blocks of each part of the page, where the format knows parts.
    pub areas: Vec<Area>,
}

/// How much of a page is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The running text; who signed it and what stands about the author are no part of it.
    Text,
    /// Everything that is not surely furniture.
    Whole,
}

/// The text of an article, and what was found around it.
struct Body<'a> {
    blocks: Vec<&'a Block>,
    /// Below so many blocks stand only headings that the format calls so.
    running: usize,
    /// How many of the last blocks are no running text.
    closing: usize,
    /// Where it ends on the page.
    end: usize,
    note: Option<String>,
    signature: Signature,
    left_out: Vec<String>,
}

/// The article of a page.
pub(super) fn article(page: Page, reading: Reading) -> Result<Article, ArticleError> {
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
    let top = head.body.iter().copied().min().unwrap_or(first).min(first);
    let body = match reading {
        Reading::Text => Body::text(&blocks, &head, first..end),
        Reading::Whole => {
            let area = whole::area(&page.areas, top, &(first..end)).filter(|_| !is_document);
            Body::whole(&blocks, &head, first..end, area.or(is_document.then(|| Area::of(first..blocks.len()))))
        }
    };
    let figures = page.figures.into_iter().filter(|one| one.belongs(top, body.end)).collect();
    let sections = sections(&body.blocks, body.running, figures);
    if sections.iter().all(|section| section.paragraphs.is_empty()) {
        return Err(ArticleError::NoArticle);
    }
    Ok(Article {
        title: head.title,
        published_at: head.published_at.or(body.signature.day),
        source: head.source.or(body.signature.source),
        author: head.author.or_else(|| body.note.as_deref().and_then(person::name_in_note)),
        author_note: body.note,
        sections,
        closing: body.closing,
        left_out: body.left_out,
    })
}

impl<'a> Body<'a> {
    /// The running text at these blocks, and what the head has of it.
    fn text(all: &'a [Judged], head: &Head, text: Range<usize>) -> Self {
        let Range { start, end } = text;
        let mut blocks: Vec<_> = head.body.iter().map(|&index| &all[index].block).collect();
        blocks.extend(all[start..end].iter().filter(|one| one.furniture != Furniture::Sure).map(|one| &one.block));
        let note = take_note(&mut blocks, &all[end..]);
        let signature = take_signature(&mut blocks).unwrap_or_else(|| signature_below(&all[end..]));
        Self { running: blocks.len(), closing: 0, blocks, end, note, signature, left_out: Vec::new() }
    }

    /// The same with all that closes it; note and signature stay where they stand.
    fn whole(all: &'a [Judged], head: &Head, text: Range<usize>, area: Option<Area>) -> Self {
        let (dropped, inside): (Vec<_>, Vec<_>) =
            text.clone().partition(|&index| whole::is_surely_furniture(&all[index]));
        let below = whole::below(all, text.end, area.as_ref());
        let end = below.kept.last().map_or(text.end, |last| last + 1);
        let running = head.body.len() + inside.len();
        let places = head.body.iter().chain(&inside).chain(&below.kept);
        let blocks: Vec<_> = places.map(|&index| &all[index].block).collect();
        let mut text_alone = blocks[..running].to_vec();
        let note = take_note(&mut text_alone, &all[text.end..]);
        let signature = take_signature(&mut text_alone).or_else(|| take_signature(&mut blocks.clone()));
        let signature = signature.unwrap_or_else(|| signature_below(&all[text.end..]));
        let closing = blocks.len() - text_alone.len();
        let left = head.left_out.iter().chain(&dropped).chain(&below.left_out);
        let left_out = left.map(|&index| all[index].block.words()).collect();
        Self { blocks, running, closing, end, note, signature, left_out }
    }
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

pub(super) fn day_alone(block: &Block) -> Option<jiff::civil::DateTime> {
    const DAY_CHARS_MAX: usize = 24;
    let found = Some(block).filter(|block| block.chars <= DAY_CHARS_MAX).and_then(|block| moment::find(&block.text))?;
    let beside = block.text.len() - (found.end - found.start);
    (beside <= 6 && !found.has_time).then_some(found.at)
}

/// The text under its headings; what closes it has only those that the format calls so.
fn sections(body: &[&Block], running: usize, figures: Vec<Standing>) -> Vec<Section> {
    let explicit = body.iter().any(|block| matches!(block.kind, Kind::Heading(_)));
    let mut sections = vec![Section::default()];
    let mut figures = figures.into_iter().peekable();
    for (index, block) in body.iter().enumerate() {
        while let Some(one) = figures.next_if(|one| one.at <= block.place) {
            if let Some(section) = sections.last_mut() {
                section.paragraphs.push(Paragraph::holding(one.figure));
            }
        }
        let is_heading = match body.get(index + 1..running) {
            Some(below) => is_heading(block, below, explicit),
            None => matches!(block.kind, Kind::Heading(_)) && index + 1 < body.len(),
        };
        if is_heading {
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
