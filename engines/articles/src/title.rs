//! Which of the lines above a text is its title.

use std::collections::HashSet;

use super::{
    assemble::Judged,
    block::{Block, Kind, Region, ends_like_sentence},
    furniture::{Furniture, is_breadcrumb, is_enumerated},
    head::{Hints, is_number_of_document},
    moment, person,
};

/// A title is not longer.
const CHARS_MAX: usize = 120;
/// A line that speaks less for itself is no title.
const POINTS_MIN: i32 = -25;
/// What kinds of documents are called.
const KINDS: [&str; 16] = [
    "通知", "意见", "办法", "规定", "决定", "讲话", "报告", "方案", "规划", "细则", "批复", "公告", "条例", "纲要",
    "措施", "函",
];
/// What the names of offices end with.
const OFFICES: [&str; 10] = ["政府", "办公室", "委员会", "局", "厅", "委", "部", "会", "院", "组"];

/// A title that was found.
pub(super) struct Title {
    pub text: String,
    /// Where it ends among the lines; `None` where no line shows it.
    pub end: Option<usize>,
}

/// The lines above a text.
pub(super) struct Lines<'a> {
    /// The lines.
    pub above: &'a [Judged],
    /// The place of the line with time and source.
    pub line: Option<usize>,
    /// The text below.
    pub text: &'a [Judged],
}

/// The title of a text; `labelled` is what stands behind the label 标题.
pub(super) fn find(lines: &Lines<'_>, hints: &Hints, labelled: Option<&str>) -> Option<Title> {
    let above = lines.above;
    if let Some(text) = hints.title.as_deref().or(labelled).filter(|text| fits(text)) {
        let shown = (0..above.len()).rev().find(|&index| ends_title(&above[..=index], &squeeze(text)));
        return Some(Title { text: words(text), end: shown.map(|index| index + 1) });
    }
    let page = hints.page_title.as_deref().map(squeeze).unwrap_or_default();
    let pairs = pairs_of_text(lines.text);
    let points = |index: usize| {
        points(&above[index], &page) + in_common(&above[index].block.text, &pairs) - lines.distance(index)
    };
    let best = (0..above.len())
        .filter(|&index| can_be(&above[index]) && !lines.is_value(index))
        .max_by_key(|&index| (points(index), index));
    match best.filter(|&index| points(index) >= POINTS_MIN) {
        Some(index) => Some(whole(lines, index)),
        None => hints.page_title.as_deref().and_then(without_site).map(|text| Title { text, end: None }),
    }
}

impl Lines<'_> {
    /// Whether a line is what the label alone on the line above it names.
    fn is_value(&self, index: usize) -> bool {
        let label = index.checked_sub(1).map(|before| &self.above[before]);
        label.is_some_and(|label| label.about.surety > 0 && label.block.text.ends_with(['：', ':']))
    }

    /// How far a line stands from where a title stands: above the line with time and source, else above the text.
    fn distance(&self, index: usize) -> i32 {
        const STEP: i32 = 5;
        const BELOW_LINE: i32 = 6;
        const ABOVE_BREADCRUMB: i32 = 20;
        let blocks = |range: std::ops::Range<usize>| {
            let counts = |one: &&Judged| one.furniture != Furniture::Sure && one.about.surety == 0;
            i32::try_from(self.above[range].iter().filter(counts).count()).unwrap_or(i32::MAX / STEP) * STEP
        };
        let to_text = blocks(index + 1..self.above.len());
        let below = &self.above[index + 1..self.line.filter(|line| index < *line).unwrap_or(self.above.len())];
        let above_breadcrumb = below.iter().any(|one| is_breadcrumb(&one.block));
        let distance = match self.line {
            Some(line) if index < line => blocks(index + 1..line),
            Some(line) if line < index => to_text.min(blocks(line + 1..index)) + BELOW_LINE,
            _ => to_text,
        };
        if above_breadcrumb { distance + ABOVE_BREADCRUMB } else { distance }
    }
}

/// Pairs of neighbouring characters in the beginning of a text.
fn pairs_of_text(text: &[Judged]) -> HashSet<(char, char)> {
    const CHARS: usize = 6_000;
    let characters: Vec<char> = text.iter().flat_map(|one| one.block.text.chars()).take(CHARS).collect();
    characters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// A title speaks of what the text speaks of: points for the pairs of characters that both have.
fn in_common(title: &str, pairs: &HashSet<(char, char)>) -> i32 {
    const POINTS: usize = 24;
    let characters: Vec<char> = title.chars().collect();
    let all = characters.windows(2).filter(|pair| pair.iter().all(|c| c.is_alphabetic()));
    let (count, common) = all
        .fold((0, 0), |(count, common), pair| (count + 1, common + usize::from(pairs.contains(&(pair[0], pair[1])))));
    i32::try_from(common * POINTS / count.max(1)).unwrap_or(0)
}

/// Whether the last lines put together are the title.
fn ends_title(above: &[Judged], title: &str) -> bool {
    let mut rest = title;
    for one in above.iter().rev() {
        match rest.strip_suffix(squeeze(&one.block.text).as_str()) {
            Some("") => return true,
            Some(before) => rest = before,
            None => return false,
        }
    }
    false
}

fn fits(text: &str) -> bool {
    (1..=CHARS_MAX).contains(&words(text).chars().count())
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn can_be(one: &Judged) -> bool {
    let text = &one.block.text;
    let named = matches!(one.block.kind, Kind::Title | Kind::Heading(_));
    one.furniture != Furniture::Sure
        && one.about.surety < if named { 2 } else { 1 }
        && text.chars().filter(|c| c.is_alphabetic()).count() > 1
        && one.block.chars <= CHARS_MAX
        && one.block.kind != Kind::Row
        && !moment::find(text).is_some_and(|found| found.is_alone_in(text))
}

/// How much a line speaks for being the title.
fn points(one: &Judged, page_title: &str) -> i32 {
    let block = &one.block;
    let text = &block.text;
    let named = match block.kind {
        Kind::Title => 60,
        Kind::Heading(1) => 40,
        Kind::Heading(2) => 15,
        Kind::Heading(3) => 5,
        _ => 0,
    };
    let squeezed = squeeze(text);
    let in_page_title = block.chars >= 4 && page_title.contains(&squeezed);
    let weights = [
        (in_page_title && !looks_like_site(text), 40),
        (block.region == Region::Article, 10),
        (block.bold, 4),
        (KINDS.iter().any(|kind| text.ends_with(kind)), 8),
        (one.furniture == Furniture::Likely, -40),
        (looks_like_site(text), -30),
        (named == 0 && is_enumerated(text), -40),
        (text.ends_with(['。', '；', '，', '：', ':']), -40),
        (ends_like_sentence(text), -5),
        (block.chars < 4, -15),
        (block.chars < 6, -5),
        (block.chars > 60, -10),
        (is_number_of_document(block), -60),
        (person::byline(text).is_some() || person::bare_names(text).is_some(), -30),
        (text.starts_with(['（', '(', '—', '【']), -20),
    ];
    let sum: i32 = weights.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
    named + sum
}

/// A name such as 某县人民政府门户网站.
fn looks_like_site(text: &str) -> bool {
    text.ends_with(['网', '站'])
        || text.ends_with("门户")
        || text.ends_with("平台")
        || text.contains("门户网")
        || text.contains(".gov")
}

/// The title with the lines that go on with it.
fn whole(lines: &Lines<'_>, index: usize) -> Title {
    let above = lines.above;
    let (mut from, mut to) = lines_of_element(lines, index).unwrap_or((index, index));
    while from > 0 && can_be(&above[from - 1]) && goes_on(&above[from - 1].block, &above[from].block) {
        from -= 1;
    }
    while to + 1 < above.len() && can_be(&above[to + 1]) && goes_on(&above[to].block, &above[to + 1].block) {
        to += 1;
    }
    let mut text = above[from].block.words();
    for one in &above[from + 1..=to] {
        let next = one.block.words();
        let latin = text.ends_with(|c: char| c.is_ascii()) || next.starts_with(|c: char| c.is_ascii_alphanumeric());
        if latin {
            text.push(' ');
        }
        text.push_str(&next);
    }
    Title { text, end: Some(to + 1) }
}

/// The lines of a title that breaks divide (`关于<br>招商引资的意见`): all of its element, if no other line stands there.
fn lines_of_element(lines: &Lines<'_>, index: usize) -> Option<(usize, usize)> {
    const LINES_MAX: usize = 4;
    let Lines { above, text, .. } = lines;
    let from = (0..=index).rev().find(|&line| !above[line].block.goes_on)?;
    let behind = above[index + 1..].iter().take_while(|one| one.block.goes_on).count();
    let to = index + behind;
    let lines = &above[from..=to];
    let chars: usize = lines.iter().map(|one| one.block.chars).sum();
    let holds_text = to + 1 == above.len() && text.first().is_some_and(|one| one.block.goes_on);
    let is_title = !holds_text && lines.len() <= LINES_MAX && chars <= CHARS_MAX && lines.iter().all(can_be);
    is_title.then_some((from, to))
}

/// Whether a title goes on in the next line: a subtitle behind a dash, or an office and what it writes about.
fn goes_on(before: &Block, after: &Block) -> bool {
    let names_kind = |block: &Block| KINDS.iter().any(|kind| block.text.trim_end_matches(['）', ')']).ends_with(kind));
    let unfinished = before.text.ends_with("关于") && !ends_like_sentence(&after.text);
    let subtitle = after.text.starts_with('—') || after.text.starts_with("--");
    let titles = before.kind == Kind::Title && after.kind == Kind::Title;
    let office = after.text.starts_with("关于") && OFFICES.iter().any(|office| before.text.ends_with(office));
    let halves =
        before.text.starts_with("关于") && !names_kind(before) && names_kind(after) && !after.text.starts_with("关于");
    subtitle || titles || (unfinished || office || halves) && !after.apart && before.kind == after.kind
}

/// The title of a page without the name of the site behind it.
fn without_site(page_title: &str) -> Option<String> {
    let first = page_title
        .split(['_', '|', '｜', '–', '—', '-', '>', '«', '·'])
        .map(words)
        .find(|part| part.chars().count() > 3)?;
    (fits(&first) && !looks_like_site(&first)).then_some(first)
}
