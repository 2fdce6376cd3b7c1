//! What stands above a text: title, time, source, author.

use jiff::civil::DateTime;

use super::{
    ArticleError,
    assemble::Judged,
    block::Block,
    furniture::{Furniture, is_enumerated},
    labels::About,
    person,
    title::{self, Lines, Title},
};

/// Blocks above the text in which title, time and source are looked for.
const ABOVE_BLOCKS_MAX: usize = 60;
/// Blocks below the text in which time and source are looked for, where nothing above names them.
const BELOW_BLOCKS_MAX: usize = 8;
/// A name stands so near the title or the line below it.
const BYLINE_BLOCKS_MAX: usize = 4;

/// What the format itself says of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// The article's title, by a name that means nothing else.
    pub title: Option<String>,
    /// The title of the page, often with the site's name behind it.
    pub page_title: Option<String>,
    pub published_at: Option<DateTime>,
    pub source: Option<String>,
    pub author: Option<String>,
}

/// What was found above a text.
pub(super) struct Head {
    pub title: String,
    pub published_at: Option<DateTime>,
    pub source: Option<String>,
    pub author: Option<String>,
    /// Blocks above the first paragraph that belong to the text: headings, salutations.
    pub body: Vec<usize>,
    /// Blocks there that neither belong to the text nor say anything of it.
    pub left_out: Vec<usize>,
}

/// Looks at what stands above `first`, where the text begins, and below `end`.
pub(super) fn head(
    blocks: &[Judged],
    first: usize,
    end: usize,
    hints: Hints,
    is_document: bool,
) -> Result<Head, ArticleError> {
    let above = Above { blocks, top: first.saturating_sub(ABOVE_BLOCKS_MAX), first };
    let line = above.line();
    let about = above.about(line);
    let lines =
        Lines { above: &blocks[above.top..first], line: line.map(|line| line - above.top), text: &blocks[first..end] };
    let title = title::find(&lines, &hints, about.title.as_deref()).ok_or(ArticleError::NoTitle)?;
    let title_end = title.end.map(|end| end + above.top);
    let byline = above.byline(title_end, line);
    let (body, left_out) = above.body(title_end, line, byline.as_ref().map(|(index, _)| *index), is_document);
    let below = below(&blocks[end..]);
    let Title { text: title, .. } = title;
    Ok(Head {
        title,
        published_at: hints.published_at.or(about.published_at).or(about.day).or(below.published_at),
        source: hints.source.or(about.source).or(below.source),
        author: hints.author.or(about.author).or(byline.map(|(_, name)| name)).or(below.author),
        body,
        left_out,
    })
}

/// The blocks above a text.
struct Above<'a> {
    blocks: &'a [Judged],
    top: usize,
    first: usize,
}

impl Above<'_> {
    /// The line that says when and where from: the nearest sure one, else the nearest that may be.
    fn line(&self) -> Option<usize> {
        let nearest = |surety: u8| (self.top..self.first).rev().find(|&index| self.surety(index) >= surety);
        nearest(2).or_else(|| nearest(1))
    }

    fn surety(&self, index: usize) -> u8 {
        let one = &self.blocks[index];
        if one.furniture == Furniture::Sure { 0 } else { one.about.surety }
    }

    /// What the line says, then the lines below it, then those above it, the nearest first.
    fn about(&self, line: Option<usize>) -> About {
        let Some(line) = line else {
            return About::default();
        };
        let order = (line..self.first).chain((self.top..line).rev());
        order
            .filter(|&index| self.surety(index) > 0)
            .fold(About::default(), |about, index| about.or(self.with_value(index)))
    }

    /// A label alone on its line has its value on the next.
    fn with_value(&self, index: usize) -> About {
        let block = &self.blocks[index].block;
        match self.blocks.get(index + 1).filter(|next| index + 1 < self.first && next.about.surety < 2) {
            Some(next) if block.text.ends_with(['：', ':']) => {
                About::line(&format!("{}{}", block.text, next.block.text))
            }
            _ => self.blocks[index].about.clone(),
        }
    }

    /// A name below the title, and the block that it stands in.
    fn byline(&self, title_end: Option<usize>, line: Option<usize>) -> Option<(usize, String)> {
        let from = title_end.or(line.map(|line| line + 1))?;
        let to = (from.max(line.map_or(0, |line| line + 1)) + BYLINE_BLOCKS_MAX).min(self.first);
        let plain = |index: &usize| self.surety(*index) == 0 && self.blocks[*index].furniture != Furniture::Sure;
        (from..to).filter(plain).find_map(|index| {
            let text = &self.blocks[index].block.text;
            let beside = Some(index) == title_end || line.is_some_and(|line| index == line + 1);
            let name = person::byline(text).or_else(|| person::bare_names(text).filter(|_| beside))?;
            Some((index, name))
        })
    }

    /// The blocks below title, line and name that belong to the text, and those that say nothing else either. In a page,
    /// what stands above the line with time and source does not belong to it.
    fn body(
        &self,
        title_end: Option<usize>,
        line: Option<usize>,
        byline: Option<usize>,
        is_document: bool,
    ) -> (Vec<usize>, Vec<usize>) {
        let Some(start) = title_end.or(line).or(is_document.then_some(self.top)) else {
            return <_>::default();
        };
        let below_line = line.filter(|_| !is_document).map_or(start, |line| start.max(line + 1));
        let furniture = (below_line..self.first).rev().find(|&index| self.blocks[index].furniture == Furniture::Sure);
        let start = furniture.map_or(below_line, |index| index + 1);
        let says_nothing_else = |index: &usize| {
            let one = &self.blocks[*index];
            let value =
                *index > 0 && self.surety(index - 1) > 0 && self.blocks[index - 1].block.text.ends_with(['：', ':']);
            one.furniture != Furniture::Sure && one.about.surety == 0 && !value && Some(*index) != byline
        };
        let is_text = |index: &usize| {
            let one = &self.blocks[*index];
            *index >= start && one.furniture == Furniture::No && !is_number_of_document(&one.block)
        };
        (below_line..self.first).filter(says_nothing_else).partition(is_text)
    }
}

/// 晋市发〔2020〕12号.
pub(super) fn is_number_of_document(block: &Block) -> bool {
    const CHARS_MAX: usize = 40;
    let text = block.text.trim_end_matches(['）', ')']);
    block.chars <= CHARS_MAX
        && text.ends_with('号')
        && text.contains(['〔', '[', '［', '【', '（', '('])
        && !is_enumerated(text)
}

/// Time, source and author that stand below a text under their labels.
fn below(blocks: &[Judged]) -> About {
    let near = blocks.iter().take(BELOW_BLOCKS_MAX).map(|one| &one.about);
    near.filter(|about| about.surety > 1 || about.author.is_some())
        .fold(About::default(), |found, about| found.or(about.clone()))
}
