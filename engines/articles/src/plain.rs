//! Plain text: a line is a paragraph, unless the lines were broken at a fixed width.

use super::{assemble::Page, block::Block, marks::is_hanzi};

/// Lines that were broken at a width are at least so wide.
const WIDTH_MIN: usize = 24;
/// And at most so wide.
const WIDTH_MAX: usize = 130;
/// So many lines without an empty one between them are needed to tell.
const LINES_MIN: usize = 3;

/// The lines of a text that are not empty.
pub(super) fn page(text: &str) -> Page {
    let mut blocks = Vec::new();
    for stretch in stretches(text) {
        let (head, text) = stretch.split_at(first_indented(&stretch));
        let mut lines: Vec<String> = head.iter().map(|line| (*line).to_owned()).collect();
        if is_wrapped(text) {
            lines.extend(joined(text));
        } else {
            lines.extend(text.iter().map(|line| (*line).to_owned()));
        }
        let found = lines.iter().filter_map(|line| Block::new(line)).enumerate();
        blocks.extend(found.map(|(index, block)| Block { apart: index == 0, ..block }));
    }
    Page { blocks, ..Page::default() }
}

/// Lines that no empty line divides.
fn stretches(text: &str) -> Vec<Vec<&str>> {
    let mut stretches = vec![Vec::new()];
    for line in text.split(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']) {
        match (line.trim().is_empty(), stretches.last_mut()) {
            (false, Some(last)) => last.push(line),
            (true, Some(last)) if !last.is_empty() => stretches.push(Vec::new()),
            _ => {}
        }
    }
    stretches
}

/// Where the text begins below a title and the like, if its paragraphs are indented.
fn first_indented(lines: &[&str]) -> usize {
    const HEAD_LINES_MAX: usize = 6;
    lines.iter().take(HEAD_LINES_MAX).position(|line| is_indented(line)).unwrap_or(0)
}

fn is_indented(line: &str) -> bool {
    line.starts_with(['\u{3000}', '\t']) || line.starts_with("  ")
}

/// How wide a line is on paper, a Chinese character as one and a Latin letter as half.
fn width(line: &str) -> usize {
    line.trim_end().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() / 2
}

/// Whether lines were broken at a width: all but the last of each paragraph are about as wide as the widest, and most
/// break off in the middle of a sentence.
fn is_wrapped(lines: &[&str]) -> bool {
    const SLACK: usize = 8;
    if lines.len() < LINES_MIN {
        return false;
    }
    let widths: Vec<usize> = lines.iter().map(|line| width(line)).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let full = |index: &usize| widths[*index] + SLACK >= widest;
    let breaks_off = |line: &str| line.trim_end().ends_with(|c: char| c.is_alphanumeric() || "，、,".contains(c));
    let inner = lines.len() - 1;
    let full_lines = (0..inner).filter(full).count();
    let broken = (0..inner).filter(|&index| full(&index) && breaks_off(lines[index])).count();
    (WIDTH_MIN / 2..=WIDTH_MAX).contains(&widest)
        && widest >= WIDTH_MIN
        && full_lines * 3 >= inner * 2
        && broken * 2 >= full_lines
}

/// Lines put together to paragraphs; one that is indented, or follows a short one, begins anew.
fn joined(lines: &[&str]) -> Vec<String> {
    const SLACK: usize = 8;
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut ended = true;
    for line in lines {
        match paragraphs.last_mut().filter(|_| !ended && !is_indented(line)) {
            Some(paragraph) => join(paragraph, line),
            None => paragraphs.push(line.trim().to_owned()),
        }
        ended = width(line) + SLACK < widest;
    }
    paragraphs
}

fn join(paragraph: &mut String, line: &str) {
    let line = line.trim();
    if needs_blank(paragraph, line) {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// Whether lines that are put together need a blank between them: Chinese ones do not.
pub(super) fn needs_blank(before: &str, after: &str) -> bool {
    let wide = |c: Option<char>| c.is_none_or(|c| is_hanzi(c) || !c.is_ascii() && !c.is_alphanumeric());
    !wide(before.chars().next_back()) && !wide(after.chars().next())
}
