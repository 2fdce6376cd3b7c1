//! A text as words: Chinese cut by jieba, everything else at what is neither letter nor digit.

use std::{io::BufReader, sync::OnceLock};

use flate2::read::GzDecoder;
use jieba_rs::Jieba;

/// Characters of one word: nobody searches for a longer one.
const WORD_CHARS_MAX: usize = 40;

/// A character as it is compared: full width as half width, capitals as small letters. One for one, so that places in
/// the folded text are places in the text.
pub(crate) fn fold(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    let mut small = half.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => half,
    }
}

pub(crate) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// Whether a character belongs to a script that puts no spaces between words.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// Words with their frequencies; see `data/README.md`.
static DICTIONARY: &[u8] = include_bytes!("../data/dictionary.gz");

/// The dictionary is read by the first who searches or indexes: it takes a part of a second and some memory.
fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| {
        Jieba::with_dict(&mut BufReader::new(GzDecoder::new(DICTIONARY))).unwrap_or_else(|error| {
            // It is part of the program: a test would have told.
            tracing::error!(%error, "the dictionary cannot be read; words are cut by guess");
            Jieba::empty()
        })
    })
}

/// Stretches of a folded text that are all Chinese, or all other letters and digits.
fn stretches(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric() && !is_han(c)).flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            let han = is_han(rest.chars().next()?);
            let end = rest.find(|c| is_han(c) != han).unwrap_or(rest.len());
            let (stretch, after) = rest.split_at(end);
            rest = after;
            Some(stretch)
        })
    })
}

/// The words of a text; of a long Chinese word its parts too (搜索引擎模式), so that a part of a name finds it.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let mut words = Vec::new();
    for stretch in stretches(&folded) {
        if stretch.starts_with(is_han) {
            words.extend(jieba().cut_for_search(stretch, true).iter().map(|token| token.word.to_owned()));
        } else {
            words.push(stretch.chars().take(WORD_CHARS_MAX).collect());
        }
    }
    words
}

/// Each two neighbours of the Chinese stretches: however a name is cut, a part of it is found.
pub(crate) fn pairs(text: &str) -> Vec<String> {
    let folded = folded(text);
    let mut pairs = Vec::new();
    for stretch in stretches(&folded).filter(|stretch| stretch.starts_with(is_han)) {
        let chars: Vec<char> = stretch.chars().collect();
        pairs.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_by_its_parts() {
        let name = words("沁水经济技术开发区");
        for part in ["沁水", "经济", "技术", "开发区"] {
            assert!(name.iter().any(|word| word == part), "{part}: {name:?}");
        }
        assert_eq!(words("ＡＢＣ-2020 Wutong,30亿"), ["abc", "2020", "wutong", "30", "亿"]);
        assert_eq!(pairs("梧桐树 x 凤"), ["梧桐", "桐树"]);
        assert!(words("\" -- !?，。《》").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_every_word_stands_in_the_text(text in any::<String>()) {
            let whole = folded(&text);
            for word in words(&text).into_iter().chain(pairs(&text)) {
                prop_assert!(!word.is_empty() && whole.contains(&word));
            }
        }
    }
}
