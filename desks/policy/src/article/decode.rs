//! Bytes to text: UTF-8, UTF-16 with a byte order mark, GB18030 (with GBK and GB2312 inside it).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::ArticleError;

/// Bytes at the end that a cut-off character may leave.
const CUT_BYTES_MAX: usize = 4;
/// How far the detector looks.
const SAMPLE_BYTES: usize = 64 * 1024;
/// What files that are no text begin with.
const MAGIC: [(&[u8], &str); 6] = [
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "DOC"),
    (b"{\\rtf", "RTF"),
];

pub(super) fn text(bytes: &[u8]) -> Result<String, ArticleError> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(ArticleError::NotText { what: (*what).to_owned() });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[mark..]).ok_or_else(|| wrong(encoding));
    }
    if bytes.contains(&0) {
        return Err(ArticleError::NotText { what: "binary".to_owned() });
    }
    if let Some(text) = strict(UTF_8, bytes) {
        return Ok(text);
    }
    let guess = guess(bytes);
    if guess == GBK || guess == GB18030 {
        return strict(GB18030, bytes).ok_or_else(|| wrong(GB18030));
    }
    Err(wrong(guess))
}

fn wrong(encoding: &'static Encoding) -> ArticleError {
    ArticleError::Encoding { name: encoding.name().to_owned() }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes without replacing anything; a character that the end of the file cuts off is left out.
fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    (0..=CUT_BYTES_MAX.min(bytes.len())).find_map(|cut| {
        let kept = &bytes[..bytes.len() - cut];
        // A cut is only allowed inside a character, never to drop plain letters that decode.
        let inside_character =
            cut == 0 || encoding == UTF_16LE || encoding == UTF_16BE || bytes[bytes.len() - cut] >= 0x80;
        if !inside_character {
            return None;
        }
        encoding.decode_without_bom_handling_and_without_replacement(kept).map(std::borrow::Cow::into_owned)
    })
}
