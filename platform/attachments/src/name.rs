//! The name of a file as it may stand on a page and in a header.

/// The longest name, its ending included.
pub(crate) const NAME_CHARS_MAX: usize = 200;

/// The name without a path, and without what cannot be seen or turns the reading direction; a long one is shortened
/// before its ending. Empty when nothing is left.
pub(crate) fn cleaned(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    // What Windows cannot write, and what a header would have to quote.
    let plain = shown.replace(['<', '>', ':', '"', '|', '?', '*'], "_");
    shortened(plain.trim_matches([' ', '.']))
}

/// Control characters, marks of direction (bidi), joiners and other characters without a shape.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let room = NAME_CHARS_MAX - ending.chars().count();
    stem.chars().take(room).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_loses_its_path_and_what_is_hidden() {
        for (given, expected) in [
            ("协议.pdf", "协议.pdf"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\li\协议.pdf", "协议.pdf"),
            ("evil\u{202e}fdp.exe", "evilfdp.exe"),
            ("a\u{0}b\r\nc.pdf", "ab c.pdf"),
            ("..", ""),
            ("…/", ""),
            (" .pdf. ", "pdf"),
            ("a\"b.pdf", "a_b.pdf"),
        ] {
            assert_eq!(cleaned(given).replace("  ", " "), expected, "{given:?}");
        }
        let long = format!("{}.docx", "长".repeat(500));
        assert_eq!(cleaned(&long).chars().count(), NAME_CHARS_MAX);
        assert!(cleaned(&long).ends_with("长.docx"));
    }

    proptest! {
        #[test]
        fn whatever_is_given_the_name_is_short_and_clean(given in any::<String>()) {
            let name = cleaned(&given);
            prop_assert!(name.chars().count() <= NAME_CHARS_MAX);
            prop_assert!(!name.contains(['/', '\\', '"', '\n']) && !name.chars().any(hidden));
            prop_assert_eq!(cleaned(&name), name);
        }
    }
}
