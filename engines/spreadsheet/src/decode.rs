use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use crate::TableError;

/// A file's text, and the encoding that it looks like when it is not UTF-8 beyond doubt.
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Set when the bytes are valid GB18030 but look like something else: almost any bytes are valid GB18030.
    pub suspect: Option<&'static Encoding>,
}

/// Reads UTF-8, with or without its mark, or GB18030; other encodings are refused by name.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, TableError> {
    let refused = |encoding: &'static Encoding| TableError::Encoding { encoding: encoding.name().to_owned() };
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding == UTF_8 => {
            let text = str::from_utf8(&bytes[mark..])
                .map_err(|_| TableError::Encoding { encoding: "damaged UTF-8".to_owned() })?;
            return Ok(Decoded { text: Cow::Borrowed(text), suspect: None });
        }
        Some((encoding, _)) => return Err(refused(encoding)),
        None => {}
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), suspect: None });
    }
    let guess = looks_like(bytes);
    let (text, damaged) = GB18030.decode_without_bom_handling(bytes);
    if damaged {
        // What is neither and looks like nothing else is one of the two, broken.
        let encoding = if guess == GBK || guess == UTF_8 { "damaged GB18030" } else { guess.name() };
        return Err(TableError::Encoding { encoding: encoding.to_owned() });
    }
    Ok(Decoded { text, suspect: (guess != GBK).then_some(guess) })
}

fn looks_like(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}
