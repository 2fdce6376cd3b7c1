//! What closes an article below its running text: signature, day, contacts, attachments, captions. Whoever takes a page
//! over keeps all of it up to what is surely furniture, and is told what else was left out.

use std::ops::Range;

use super::{
    assemble::{Judged, day_alone},
    block::Region,
    furniture::{
        Furniture, is_breadcrumb, is_buttons, is_contact, is_dated_link, is_linked, is_row_of_buttons, leads_on,
    },
    person,
};

/// A part of a page.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub blocks: Range<usize>,
    /// Whether it is a cell of a table that lays the page out: what stands in the next one may be a sidebar.
    pub is_cell: bool,
}

impl Area {
    pub fn of(blocks: Range<usize>) -> Self {
        Self { blocks, is_cell: false }
    }
}

/// What stands below a running text, by its places among the blocks.
#[derive(Default)]
pub(super) struct Below {
    pub kept: Vec<usize>,
    pub left_out: Vec<usize>,
}

/// The smallest part of the page that holds the text and nothing above it; a part that holds the title, too, may hold
/// everything else.
pub(super) fn area(areas: &[Area], top: usize, text: &Range<usize>) -> Option<Area> {
    let holds = |area: &&Area| (top..=text.start).contains(&area.blocks.start) && area.blocks.end >= text.end;
    areas.iter().filter(holds).min_by_key(|area| area.blocks.len()).cloned()
}

/// Looks through what stands below `end`, first in the part of the page that holds the text, then behind it.
pub(super) fn below(blocks: &[Judged], end: usize, area: Option<&Area>) -> Below {
    let mut below = Below::default();
    let behind = area.map_or(end, |area| end.max(area.blocks.end));
    let mut is_closed = false;
    for (index, one) in blocks.iter().enumerate().take(behind).skip(end) {
        let is_aside = is_closed || one.block.region == Region::Aside;
        if ends_text(one) {
            is_closed = true;
            below.left_out.extend((!is_plainly_furniture(one)).then_some(index));
        } else if is_aside && is_linked(&one.block) {
            below.left_out.push(index);
        } else {
            below.kept.push(index);
        }
    }
    if !is_closed {
        let text_region = end.checked_sub(1).map_or(Region::Unknown, |last| blocks[last].block.region);
        let (kept, open) = behind_area(&blocks[behind..], area, text_region);
        below.kept.extend(behind..behind + kept);
        below.left_out.extend(behind + kept..behind + open);
    }
    below
}

/// How many blocks go on with the text, and how many stand before what surely does not belong to it.
fn behind_area(blocks: &[Judged], area: Option<&Area>, text_region: Region) -> (usize, usize) {
    let is_aside = |one: &Judged| one.block.region == Region::Aside && text_region != Region::Aside;
    let open = blocks.iter().take_while(|one| !ends_text(one) && !is_aside(one)).count();
    let blocks = &blocks[..open];
    // One link may be a line of the text; two in a row are a list of other pages.
    let is_link = |one: &Judged| is_linked(&one.block) || is_dated_link(&one.block);
    let listed = blocks.windows(2).position(|pair| pair.iter().all(is_link));
    let linked = blocks.iter().position(|one| is_linked(&one.block)).filter(|_| area.is_some());
    let list = listed.into_iter().chain(linked).min().unwrap_or(open);
    // The address of an office is in footers as well as in notices; a notice is signed below it.
    let contacts = blocks[..list].iter().position(|one| one.furniture == Furniture::Sure).unwrap_or(list);
    let closes = |one: &Judged| day_alone(&one.block).is_some() || person::author_note(&one.block.text).is_some();
    let signed = blocks[..list].iter().rposition(closes).map_or(0, |last| last + 1);
    let unsigned = if area.is_some_and(|area| area.is_cell) { 0 } else { contacts };
    // Without a part of its own, a list of links may be one of the text.
    (unsigned.max(signed), if area.is_some() { list } else { open })
}

/// Whether no text has this inside it, though it may have contacts.
pub(super) fn is_surely_furniture(one: &Judged) -> bool {
    one.furniture == Furniture::Sure && !is_contact(&one.block)
}

fn ends_text(one: &Judged) -> bool {
    is_surely_furniture(one) || is_buttons(&one.block) || leads_on(&one.block)
}

/// Whether its shape alone tells, so that nobody need look at it.
fn is_plainly_furniture(one: &Judged) -> bool {
    let block = &one.block;
    block.region == Region::Furniture || is_buttons(block) || is_row_of_buttons(block) || is_breadcrumb(block)
}
