//! Bytes to text: UTF-8, UTF-16 with a byte order mark, GB18030 (with GBK and GB2312 inside it).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::ArticleError;

/// Bytes of a character that the end of a file may cut off.
const CUT_BYTES_MAX: usize = 3;
/// How much the detector looks at.
const SAMPLE_BYTES: usize = 256 * 1024;
/// In Chinese prose at least so many of a thousand characters are among [`COMMON`]; in other text that is misread as
/// GB18030 hardly any are.
const COMMON_PER_MILLE_MIN: usize = 60;
/// The most common characters of policy texts and of Chinese at large.
const COMMON: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经进展业建设区政市县企实加强化";
/// Words of eight valid characters to one broken byte: it is UTF-8, and damaged.
const VALID_PER_BROKEN_MIN: usize = 8;

/// Decodes without replacing anything; a character that the end of the file cuts off is left out.
pub(super) fn text(bytes: &[u8]) -> Result<String, ArticleError> {
    if let Some(name) = utf32(bytes) {
        return Err(refused(name));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[mark..]).ok_or_else(|| damaged(encoding));
    }
    if let Some(name) = utf16_without_mark(bytes) {
        return Err(refused(name));
    }
    if bytes.contains(&0) {
        return Err(ArticleError::NotText { what: "binary".to_owned() });
    }
    if let Some(text) = strict(UTF_8, bytes) {
        return if text.contains("\u{1b}$") { Err(refused("ISO-2022-JP")) } else { Ok(text) };
    }
    if is_damaged_utf8(bytes) {
        return Err(damaged(UTF_8));
    }
    let guess = declared(bytes).unwrap_or_else(|| guess(bytes));
    let chinese = guess == GBK || guess == GB18030;
    match strict(GB18030, bytes) {
        Some(text) if chinese || reads_chinese(&text) => Ok(text),
        None if chinese || reads_chinese(&GB18030.decode_without_bom_handling(bytes).0) => Err(damaged(GB18030)),
        _ => Err(refused(guess.name())),
    }
}

fn refused(name: &str) -> ArticleError {
    ArticleError::Encoding { name: name.to_owned() }
}

fn damaged(encoding: &'static Encoding) -> ArticleError {
    ArticleError::DamagedText { name: encoding.name().to_owned() }
}

fn utf32(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => Some("UTF-32BE"),
        _ => None,
    }
}

/// UTF-16 without its mark shows by the null bytes of its blanks and line ends.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static str> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let blanks = |byte: usize| {
        sample
            .chunks_exact(2)
            .filter(|pair| pair[1 - byte] == 0 && matches!(pair[byte], b'\n' | b'\r' | b' ' | b'0'..=b'9'))
            .count()
    };
    let (little, big) = (blanks(0), blanks(1));
    let null_pairs = sample.chunks_exact(2).filter(|pair| *pair == [0, 0]).count();
    match little.max(big) {
        0 => None,
        _ if null_pairs > 0 => None,
        most if most == little => Some("UTF-16LE"),
        _ => Some("UTF-16BE"),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding that an HTML page says it is in; UTF-8 it is not, whatever it says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD_BYTES: usize = 2_048;
    let head = bytes[..bytes.len().min(HEAD_BYTES)].to_ascii_lowercase();
    let at = head.windows(8).position(|window| window == b"charset=")? + 8;
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
        .collect();
    Encoding::for_label(&label).filter(|encoding| !encoding.is_single_byte() && *encoding != UTF_8)
}

fn reads_chinese(text: &str) -> bool {
    let (mut all, mut common) = (0, 0);
    for character in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        common += usize::from(COMMON.contains(character));
    }
    all > 0 && common * 1_000 >= all * COMMON_PER_MILLE_MIN
}

/// Whether most of it is valid UTF-8 beyond ASCII: no other encoding looks so by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let (mut valid, mut broken) = (0, 0);
    for chunk in sample.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid >= broken * VALID_PER_BROKEN_MIN && valid > 0
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let whole = |bytes: &[u8]| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    (0..=CUT_BYTES_MAX.min(bytes.len())).find_map(|cut| {
        let (kept, left) = bytes.split_at(bytes.len() - cut);
        // Only the beginning of a character is left out, never a letter that could be read.
        let unfinished = match left {
            [] => true,
            _ if encoding == UTF_16LE || encoding == UTF_16BE => true,
            [first, ..] => *first >= 0x80,
        };
        if unfinished { whole(kept) } else { None }
    })
}
