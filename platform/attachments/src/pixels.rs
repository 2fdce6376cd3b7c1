//! How large a picture is shown, read from its first bytes: a page keeps that much room for it.

use serde::{Deserialize, Serialize};

use crate::FileType;

/// Width and height of a picture as it is shown, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pixels {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// The size of a picture; nothing of what is none, or whose head says nothing that can be.
pub(crate) fn of(file_type: FileType, bytes: &[u8]) -> Option<Pixels> {
    if !file_type.is_image() {
        return None;
    }
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    let (width, height) = if lies_on_its_side(bytes) { (height, width) } else { (width, height) };
    (width > 0 && height > 0).then_some(Pixels { width, height })
}

/// Whether a photograph is turned by a quarter when it is shown: telephones keep what the sensor saw and note how they
/// were held (Exif 2.3, 4.6.4, tag Orientation).
fn lies_on_its_side(bytes: &[u8]) -> bool {
    const TURNED: std::ops::RangeInclusive<u16> = 5..=8;
    orientation(bytes).is_some_and(|orientation| TURNED.contains(&orientation))
}

fn orientation(jpeg: &[u8]) -> Option<u16> {
    const APPLICATION_1: u8 = 0xe1;
    const START_OF_SCAN: u8 = 0xda;
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let segment = rest.get(4..2 + usize::from(u16::from_be_bytes([high, low])))?;
        match (marker, segment.strip_prefix(b"Exif\0\0")) {
            (APPLICATION_1, Some(tiff)) => return orientation_in(tiff),
            (START_OF_SCAN, _) => return None,
            _ => rest = rest.get(4 + segment.len()..)?,
        }
    }
}

/// The tag in the first directory of a TIFF head, in either order of bytes.
fn orientation_in(tiff: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x0112;
    const ENTRY_BYTES: usize = 12;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let (first, second) = (usize::from(short(4)?), usize::from(short(6)?));
    let directory = if little { second << 16 | first } else { first << 16 | second };
    let entries = directory.checked_add(2)?;
    (0..usize::from(short(directory)?))
        .map(|index| entries + index * ENTRY_BYTES)
        .find(|&entry| short(entry) == Some(ORIENTATION))
        .and_then(|entry| short(entry + 8))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The head of a JPEG of 640 × 480, with what stands between its first two bytes and its frame.
    fn jpeg(between: &[u8]) -> Vec<u8> {
        let frame = [0xff, 0xc0, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1, 1, 0x11, 0];
        [&[0xff, 0xd8][..], between, &frame, &[0xff, 0xd9]].concat()
    }

    fn exif(tiff: &[u8]) -> Vec<u8> {
        let length = u16::try_from(tiff.len() + 8).unwrap_or(0).to_be_bytes();
        [&[0xff, 0xe1][..], &length, b"Exif\0\0", tiff].concat()
    }

    #[test]
    fn a_photograph_is_as_large_as_it_is_shown() {
        let upright = Some(Pixels { width: 640, height: 480 });
        let turned = Some(Pixels { width: 480, height: 640 });
        assert_eq!(of(FileType::Jpeg, &jpeg(&[])), upright);
        let motorola = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let intel = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
        assert_eq!(of(FileType::Jpeg, &jpeg(&exif(motorola))), turned);
        assert_eq!(of(FileType::Jpeg, &jpeg(&exif(intel))), upright);
        assert_eq!(of(FileType::Pdf, &jpeg(&[])), None);
    }

    #[test]
    fn heads_of_other_pictures_are_read() {
        assert_eq!(of(FileType::Gif, b"GIF89a\x03\0\x02\0\0\0\0"), Some(Pixels { width: 3, height: 2 }));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\0\x80\x08\x02\0\0\0";
        assert_eq!(of(FileType::Png, png), Some(Pixels { width: 256, height: 128 }));
        assert_eq!(of(FileType::Png, b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(of(FileType::Gif, b"GIF89a\0\0\0\0\0\0\0"), None);
    }

    proptest! {
        #[test]
        fn whatever_stands_there_nothing_breaks(tiff in proptest::collection::vec(any::<u8>(), 0..60), any in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = of(FileType::Jpeg, &jpeg(&exif(&tiff)));
            let _ = orientation_in(&[b"II\x2a\0", tiff.as_slice()].concat());
            for kind in FileType::ALL {
                let _ = of(kind, &any);
            }
        }
    }
}
