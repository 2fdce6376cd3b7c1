//! Lines of a page, whatever format they come from.

/// One line of text with what is known of its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The text, trimmed; never empty.
    pub text: String,
    /// Whether it stands apart from the line before.
    pub apart: bool,
    /// Whether the format says that it is a heading.
    pub heading: bool,
}

/// What people leave at the ends of lines: blanks of all widths, and marks that nobody sees.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{3000}' | '\u{a0}')
    })
}

/// The lines of a plain text that are not empty.
pub(super) fn of_text(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut apart = true;
    for raw in text.split(['\n', '\r']) {
        let text = trim(raw);
        if text.is_empty() {
            apart = true;
            continue;
        }
        lines.push(Line { text: text.to_owned(), apart, heading: false });
        apart = false;
    }
    lines
}

impl Line {
    /// Whether it reads like prose: it has a full stop, or is too long for a heading or a link.
    pub fn is_prose(&self) -> bool {
        const LONG: usize = 60;
        !self.heading
            && !is_contact(&self.text)
            && (self.text.contains(['。', '！', '？', '；']) && self.text.chars().count() > 8
                || self.text.chars().nth(LONG).is_some() && self.text.contains(['，', '、', ',', '.', '；', ';']))
    }
}

/// Whether a line is of the kind that stands in a page's footer or head.
pub(super) fn is_contact(text: &str) -> bool {
    const MARKS: [&str; 18] = [
        "ICP备",
        "公网安备",
        "版权所有",
        "Copyright",
        "©",
        "主办单位",
        "承办单位",
        "技术支持",
        "网站标识码",
        "邮政编码",
        "邮编:",
        "邮编：",
        "电子信箱",
        "最佳浏览",
        "当前位置",
        "您所在的位置",
        "联系电话",
        "All Rights Reserved",
    ];
    MARKS.iter().any(|mark| text.contains(mark))
}
