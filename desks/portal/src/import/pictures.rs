//! The pictures of saved pages: found among the files beside them, kept in the store of files.

use std::collections::BTreeSet;

use attachments::{Files, Pixels, Received};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use store::ZoneId;

use super::{Note, Taken, escaped};
use crate::model::{FILES, WORDS_TO_COME};

/// Endings of pictures that the site shows.
pub const PICTURE_ENDINGS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];
/// What is smaller in either direction is an ornament: lines, dots, arrows. In pixels.
const SIDE_PX_MIN: u32 = 32;

/// A picture of a saved page.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Path of its file.
    pub path: String,
    /// Its id in the text until it has one in the store.
    pub slot: String,
    /// Its content, once it is kept.
    pub kept: Option<Received>,
}

/// Whether a file is a picture by its name, and so no page.
pub fn is_picture(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| PICTURE_ENDINGS.contains(&ending.as_str()))
}

/// The pictures that lay beside saved pages, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Beside(BTreeSet<String>);

impl Beside {
    /// Those of these files that are pictures.
    pub fn of(paths: impl IntoIterator<Item = String>) -> Self {
        Self(paths.into_iter().filter(|path| is_picture(path)).collect())
    }

    /// The file that a page shows by this address: where the address leads from the page or from the top of the folder,
    /// otherwise the only one of its name.
    pub(super) fn find(&self, page: &str, source: &str) -> Option<&str> {
        let address = source.split(['?', '#']).next().unwrap_or_default().replace('\\', "/");
        let address = percent_decode_str(&address).decode_utf8_lossy().into_owned();
        let path = match address.split_once("//") {
            Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
                rest.split_once('/').map_or("", |(_, path)| path).to_owned()
            }
            _ if address.starts_with('/') => address,
            _ => format!("{}/{address}", page.rsplit_once('/').map_or("", |(folder, _)| folder)),
        };
        let path = normal(&path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let mut same_name = self.0.iter().filter(|known| known.rsplit('/').next() == Some(name));
        let only = same_name.next().filter(|_| same_name.next().is_none());
        self.0.get(&path).or(only).map(String::as_str)
    }
}

/// A path without `.` and `..`; none leads above its top.
fn normal(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The line that shows a picture; one that is shown twice is kept once.
pub(super) fn line_of(pictures: &mut Vec<Picture>, path: &str, words: &str) -> String {
    let known = pictures.iter().find(|known| known.path == path).map(|known| known.slot.clone());
    let slot = known.unwrap_or_else(|| {
        let slot = format!("picture-{}", pictures.len() + 1);
        pictures.push(Picture { path: path.to_owned(), slot: slot.clone(), kept: None });
        slot
    });
    let words = escaped(words);
    let words = if says_something(&words, path) { words.as_str() } else { WORDS_TO_COME };
    format!("![{words}]({FILES}{slot})")
}

/// Many programs put the name of the file where words belong.
fn says_something(words: &str, path: &str) -> bool {
    const EMPTY: [&str; 6] = ["图片", "照片", "图", "image", "picture", "img"];
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let lower = words.to_lowercase();
    let is_number = words.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || c.is_whitespace());
    let is_counted = ["img", "dsc", "image", "pic", "微信图片", "qq图片"]
        .iter()
        .any(|name| lower.strip_prefix(name).is_some_and(|rest| rest.chars().all(|c| !c.is_alphabetic())));
    !words.is_empty()
        && !is_number
        && !is_counted
        && !is_picture(words)
        && !words.eq_ignore_ascii_case(stem)
        && !EMPTY.contains(&lower.as_str())
}

/// How many pictures of a text wait for their words.
pub(super) fn without_words(text: &str) -> usize {
    text.matches(&format!("![{WORDS_TO_COME}]({FILES}")).count()
}

/// Looks at the pictures of a page and keeps their contents; what cannot be kept is taken out of the text and noted.
pub async fn receive(
    files: &Files,
    zone: &ZoneId,
    now: Timestamp,
    mut page: Taken,
    content: impl Fn(&str) -> Option<Vec<u8>>,
) -> Taken {
    let (mut lost, mut ornaments) = (0, 0);
    let pictures = std::mem::take(&mut page.pictures);
    for mut picture in pictures {
        let name = picture.path.rsplit('/').next().unwrap_or_default().to_owned();
        let received = match content(&picture.path) {
            Some(bytes) => files.receive_for_everybody(zone, &name, bytes, now).await.ok(),
            None => None,
        };
        let small = |Pixels { width, height }| width < SIDE_PX_MIN || height < SIDE_PX_MIN;
        match received {
            Some(received) if received.pixels().is_some_and(small) => ornaments += take_out(&mut page, &picture.slot),
            Some(received) => {
                picture.kept = Some(received);
                page.pictures.push(picture);
            }
            None => lost += take_out(&mut page, &picture.slot),
        }
    }
    let lost_before = page.notes.iter().find_map(|note| match note {
        Note::Pictures(count) => Some(*count),
        _ => None,
    });
    page.notes.retain(|note| !matches!(note, Note::Pictures(_) | Note::NoWords(_)));
    let counted = [
        Note::Pictures(lost + lost_before.unwrap_or_default()),
        Note::Ornaments(ornaments),
        Note::NoWords(without_words(&page.record.body_zh)),
    ];
    page.notes.extend(counted.into_iter().filter(|note| note.count() != Some(0)));
    page
}

/// Takes a picture out of the text; how often it stood there.
fn take_out(page: &mut Taken, slot: &str) -> usize {
    let end = format!("]({FILES}{slot})");
    let shows = |part: &&str| part.starts_with("![") && part.ends_with(&end);
    let (gone, left): (Vec<_>, Vec<_>) = page.record.body_zh.split("\n\n").partition(shows);
    let (gone, left) = (gone.len(), left.join("\n\n"));
    page.record.body_zh = left;
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_where_its_address_leads() {
        let beside = Beside::of(["a/img/x.jpg", "img/x.jpg", "b/页面_files/图 1.png", "style.css"].map(str::to_owned));
        let find = |page: &str, source: &str| beside.find(page, source).unwrap_or_default().to_owned();
        assert_eq!(find("a/p.html", "img/x.jpg"), "a/img/x.jpg");
        assert_eq!(find("a/p.html", "../img/x.jpg?v=1"), "img/x.jpg");
        assert_eq!(find("a/p.html", "https://old.example/img/x.jpg"), "img/x.jpg");
        assert_eq!(find("a/p.html", "//old.example/a/img/x.jpg"), "a/img/x.jpg");
        assert_eq!(find("b/p.html", "%E9%A1%B5%E9%9D%A2_files/%E5%9B%BE%201.png"), "b/页面_files/图 1.png");
        assert_eq!(find("p.html", "somewhere/图 1.png"), "b/页面_files/图 1.png", "there is only one of its name");
        assert_eq!(find("p.html", "other/x.jpg"), "", "there are two of its name");
        for wrong in ["", "data:image/png;base64,xx", "../../../../etc/passwd", "style.css", "https://", "//"] {
            assert_eq!(find("a/p.html", wrong), "", "{wrong}");
        }
    }

    #[test]
    fn the_name_of_a_file_is_no_description() {
        for words in ["", "IMG_2034", "x.jpg", "x", "2019-03-05", "图片", "微信图片_20190305"] {
            assert!(!says_something(words, "a/x.jpg"), "{words}");
        }
        for words in ["开工现场", "Image of the road", "图一：规划范围"] {
            assert!(says_something(words, "a/x.jpg"), "{words}");
        }
    }
}
