//! Photographs for the public site: no larger than a screen shows, and without what the camera noted beside them. A
//! telephone notes where it stood, which is nobody's business once the picture is public.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
};

/// The longer side of what is kept, in pixels: twice the width of a text on the public site, for fine screens.
const SIDE_PX_MAX: u32 = 1_600;
/// Of 100: what is lost is not seen.
const QUALITY: u8 = 82;
/// The most memory that a picture takes when it is unpacked: 89 million pixels in colour.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The picture as everybody may have it: a JPEG or PNG made fit, a WebP without its notes. What is none of these, is fit
/// already, or cannot be read or unpacked stays as it is.
pub(crate) fn for_everybody(bytes: Vec<u8>) -> Vec<u8> {
    let fit = made_fit(&bytes).ok().flatten();
    fit.or_else(|| webp_without_notes(&bytes)).unwrap_or(bytes)
}

/// A WebP without the parts that hold notes, or nothing where it is none or has none. The picture itself stays as it is.
/// Its form: RFC 9649, section 2.
fn webp_without_notes(bytes: &[u8]) -> Option<Vec<u8>> {
    const HEAD: usize = 8;
    /// Bits of the extended head that announce Exif and XMP.
    const ANNOUNCED: u8 = 0x08 | 0x04;
    let (b"RIFF", b"WEBP") = (bytes.get(..4)?, bytes.get(8..12)?) else { return None };
    let (mut kept, mut rest) = (bytes.get(..12)?.to_vec(), bytes.get(12..)?);
    while let Some((head, _)) = rest.split_first_chunk::<HEAD>() {
        let [a, b, c, d, size @ ..] = *head;
        let size = usize::try_from(u32::from_le_bytes(size)).ok()?;
        // A part of odd length is filled up; the last one of a careless writer is not.
        let whole = HEAD.checked_add(size)?.checked_add(size % 2)?.min(rest.len());
        let (part, after) = rest.split_at(whole);
        match &[a, b, c, d] {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let flags = kept.len() + HEAD;
                kept.extend_from_slice(part);
                if let Some(flags) = kept.get_mut(flags) {
                    *flags &= !ANNOUNCED;
                }
            }
            _ => kept.extend_from_slice(part),
        }
        rest = after;
    }
    kept.extend_from_slice(rest);
    let size = u32::try_from(kept.len() - HEAD).ok()?.to_le_bytes();
    kept.get_mut(4..HEAD)?.copy_from_slice(&size);
    (kept.len() < bytes.len()).then_some(kept)
}

/// The picture anew, or nothing where it is fit already.
fn made_fit(bytes: &[u8]) -> Result<Option<Vec<u8>>, ImageError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let Some(format @ (ImageFormat::Jpeg | ImageFormat::Png)) = reader.format() else { return Ok(None) };
    let mut decoder = reader.into_decoder()?;
    let notes = [decoder.exif_metadata()?, decoder.xmp_metadata()?, decoder.iptc_metadata()?];
    let (width, height) = decoder.dimensions();
    let is_fit = width.max(height) <= SIDE_PX_MAX && notes.iter().all(Option::is_none);
    if is_fit || decoder.total_bytes() > UNPACKED_BYTES_MAX {
        return Ok(None);
    }
    let (orientation, colours) = (decoder.orientation()?, decoder.icc_profile()?);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if width.max(height) > SIDE_PX_MAX {
        picture = picture.resize(SIDE_PX_MAX, SIDE_PX_MAX, FilterType::CatmullRom);
    }
    picture.apply_orientation(orientation);
    let mut written = Vec::new();
    if format == ImageFormat::Jpeg {
        write(&picture, JpegEncoder::new_with_quality(&mut written, QUALITY), colours)?;
    } else {
        write(&picture, PngEncoder::new(&mut written), colours)?;
    }
    Ok(Some(written))
}

/// Writes a picture with its own colours: without their profile, those of a telephone look pale.
fn write(
    picture: &DynamicImage,
    mut encoder: impl image::ImageEncoder,
    colours: Option<Vec<u8>>,
) -> Result<(), ImageError> {
    if let Some(colours) = colours {
        // A format that takes no profile shows the picture all the same.
        let _ = encoder.set_icc_profile(colours);
    }
    picture.write_with_encoder(encoder)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::*;
    use crate::{FileType, Pixels, pixels};

    /// Red above, blue below.
    fn picture(width: u32, height: u32) -> DynamicImage {
        let colour = |_, y| if y < height / 2 { Rgb([220, 30, 30]) } else { Rgb([30, 30, 220]) };
        RgbImage::from_fn(width, height, colour).into()
    }

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A JPEG that notes how the telephone was held, and a place.
    fn noted(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let tiff = [
            b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
            &[orientation][..],
            b"\0\0\0\0\0\0GPS 35.69N 112.18E",
        ];
        let exif = [b"Exif\0\0", tiff.concat().as_slice()].concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|part| part == text)
    }

    #[test]
    fn a_large_photograph_becomes_as_large_as_a_screen_shows() {
        for (format, file_type) in [(ImageFormat::Jpeg, FileType::Jpeg), (ImageFormat::Png, FileType::Png)] {
            let large = written(&picture(3_200, 800), format);
            let fit = for_everybody(large.clone());
            assert!(fit.len() < large.len());
            assert_eq!(pixels::of(file_type, &fit), Some(Pixels { width: 1_600, height: 400 }));
        }
    }

    #[test]
    fn what_the_camera_noted_is_gone_and_the_picture_stands_upright() {
        let turned = noted(&written(&picture(60, 40), ImageFormat::Jpeg), 6);
        assert!(holds(&turned, b"GPS"));
        assert_eq!(pixels::of(FileType::Jpeg, &turned), Some(Pixels { width: 40, height: 60 }));
        let fit = for_everybody(turned);
        assert!(!holds(&fit, b"GPS") && !holds(&fit, b"Exif"));
        let upright = image::load_from_memory(&fit).unwrap().into_rgb8();
        assert_eq!(upright.dimensions(), (40, 60));
        // Turned by a quarter to the right: what was above is at the right.
        assert!(upright.get_pixel(35, 30).0[0] > 150 && upright.get_pixel(5, 30).0[2] > 150);
    }

    #[test]
    fn what_is_fit_or_no_picture_stays_byte_for_byte() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let small = written(&picture(1_600, 20), format);
            assert_eq!(for_everybody(small.clone()), small);
            let cut = small[..small.len() / 2].to_vec();
            assert_eq!(for_everybody(cut.clone()), cut);
        }
        for other in [&b"%PDF-1.7"[..], b"GIF89a\x03\0\x02\0\0\0\0", b""] {
            assert_eq!(for_everybody(other.to_vec()), other);
        }
    }

    fn part(name: [u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        [&name[..], &size, content, &vec![0; content.len() % 2]].concat()
    }

    fn webp(parts: &[Vec<u8>]) -> Vec<u8> {
        let parts = parts.concat();
        [b"RIFF", &u32::try_from(parts.len() + 4).unwrap().to_le_bytes()[..], b"WEBP", &parts].concat()
    }

    #[test]
    fn a_webp_loses_its_notes_and_nothing_else() {
        let (head, picture) = (|flags| part(*b"VP8X", &[flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]), part(*b"VP8 ", b"picture"));
        let noted = webp(&[head(0x1c), picture.clone(), part(*b"EXIF", b"GPS 35"), part(*b"XMP ", b"<x/>1")]);
        assert_eq!(for_everybody(noted), webp(&[head(0x10), picture.clone()]));
        let plain = webp(&[picture]);
        assert_eq!(for_everybody(plain.clone()), plain);
        let lying = webp(&[head(0x0c), [b"EXIF", &[0xff; 4][..], b"GPS"].concat()]);
        assert!(!holds(&for_everybody(lying), b"GPS"));
        let headless = webp(&[part(*b"VP8X", b""), part(*b"EXIF", b"GPS 35")]);
        assert!(!holds(&for_everybody(headless), b"GPS"));
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_not_unpacked() {
        let mut huge = written(&picture(8, 8), ImageFormat::Jpeg);
        let frame = huge.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        huge[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        assert_eq!(for_everybody(huge.clone()), huge);
    }

    proptest! {
        #[test]
        fn whatever_stands_there_nothing_breaks(start in 0..4_usize, any in proptest::collection::vec(any::<u8>(), 0..200)) {
            let heads: [&[u8]; 4] = [b"", b"\x89PNG\r\n\x1a\n", &[0xff, 0xd8, 0xff], b"RIFF\0\0\0\0WEBPVP8X"];
            let _ = for_everybody([heads[start], any.as_slice()].concat());
        }
    }
}
