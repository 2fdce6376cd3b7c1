//! Pieces of a page in reading order, whatever format they come from.

/// One line or paragraph with what the format says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The text: not empty, trimmed, single blanks between words, two where a wide gap was.
    pub text: String,
    /// How many characters it has.
    pub chars: usize,
    /// What the format says that it is.
    pub kind: Kind,
    /// Where the format says that it stands.
    pub region: Region,
    /// How much of it is links, in percent.
    pub linked: u8,
    /// Whether all of it is in bold letters.
    pub bold: bool,
    /// Whether an empty line stands before it.
    pub apart: bool,
    /// Whether only a break divides it from the block before: both stand in one element.
    pub goes_on: bool,
    /// Its place among the blocks of its page, once all of them are there.
    pub place: usize,
}

/// What a format says that a block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing in particular.
    #[default]
    Text,
    /// The title of the document.
    Title,
    /// A heading, 1 for the highest.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A row of a table, the caption of a picture.
    Row,
}

/// Where a format says that a block stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Region {
    /// It says nothing.
    #[default]
    Unknown,
    /// Inside the article.
    Article,
    /// In what names itself like furniture.
    Aside,
    /// In a menu, a sidebar or a footer.
    Furniture,
}

impl Block {
    /// A block of plain text, or `None` where nothing can be seen.
    pub fn new(raw: &str) -> Option<Self> {
        let text = clean(raw);
        let chars = text.chars().count();
        (chars > 0).then_some(Self {
            text,
            chars,
            kind: Kind::Text,
            region: Region::Unknown,
            linked: 0,
            bold: false,
            apart: false,
            goes_on: false,
            place: 0,
        })
    }

    /// The text with single blanks.
    pub fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Characters that have no width or turn the direction of writing.
fn is_invisible(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

/// Trims, drops what nobody sees, and makes of a run of blanks one or two.
fn clean(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut blanks = 0;
    for character in raw.chars().filter(|c| !is_invisible(*c)) {
        if character.is_whitespace() {
            // A tab and an ideographic space are wide.
            blanks += if matches!(character, '\t' | '\u{3000}') { 2 } else { 1 };
            continue;
        }
        if blanks > 0 && !text.is_empty() {
            text.push_str(if blanks > 1 { "  " } else { " " });
        }
        blanks = 0;
        text.push(character);
    }
    text
}

/// A character as it is typed on a Latin keyboard: full-width digits, letters and marks made narrow.
pub(super) fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// Whether a text ends as a sentence does, with or without closing marks.
pub(super) fn ends_like_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(super::marks::is_closer);
    text.ends_with(['。', '！', '？', '；', '!', '?', ';', '.', '…', '｡'])
        || text.ends_with(['：', ':', '，', ',', '、'])
}

/// Whether there is a full stop or a semicolon in it: titles and links have none.
pub(super) fn has_stop(text: &str) -> bool {
    text.contains(['。', '；', '｡'])
        || text.match_indices(['.', ';']).any(|(at, _)| {
            let before = text[..at].chars().next_back().is_some_and(char::is_alphabetic);
            before
                && text[at + 1..]
                    .chars()
                    .next()
                    .is_none_or(|next| next.is_whitespace() || super::marks::is_closer(next))
        })
}

/// Makes one block of the cells of a row of figures; a row that lays out a page stays as it is. `start` is where the row
/// began.
pub(super) fn merge_row(blocks: &mut Vec<Block>, start: usize) {
    const ROW_CHARS_MAX: usize = 200;
    let Some(cells) = blocks.get(start..).filter(|cells| cells.len() > 1) else {
        return;
    };
    let chars: usize = cells.iter().map(|block| block.chars).sum();
    let short = cells.iter().all(|block| block.kind == Kind::Text && !has_stop(&block.text) && block.linked == 0);
    if chars > ROW_CHARS_MAX || !short {
        return;
    }
    let text = cells.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("  ");
    let region = cells[0].region;
    blocks.truncate(start);
    blocks.extend(Block::new(&text).map(|block| Block { kind: Kind::Row, region, apart: true, ..block }));
}
