//! What the camera noted leaves the house with nobody; what is evidence stays as it was handed in.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use pages::Desk;
use testing::Visitor;

fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

/// A photograph that notes a place.
fn photograph() -> Vec<u8> {
    let mut jpeg = Cursor::new(Vec::new());
    RgbImage::from_pixel(2_000, 1_000, image::Rgb([40, 120, 60])).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let noted = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0GPS 35.69N 112.18E";
    let length = u16::try_from(noted.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, noted, &jpeg[2..]].concat()
}

fn names_a_place(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|part| part == b"GPS ")
}

/// Hands the photograph in and reads it again where the page says it is.
async fn there_and_back(visitor: &mut Visitor, path: &str, fields: &[(&str, &str)], address: &str) -> Vec<u8> {
    visitor.get(path).await;
    let handed_in = visitor.upload(path, fields, &[("file", "现场.jpg", &photograph())]).await;
    assert_eq!(handed_in.status, 303, "{}", handed_in.body);
    let page = visitor.get(path).await.body;
    let id = page.rsplit(address).next().unwrap().split(['"', ')', '?', '/']).next().unwrap();
    let answer = visitor.get(&format!("{address}{id}")).await;
    assert_eq!(answer.status, 200, "{address}{id}");
    answer.bytes
}

#[tokio::test]
async fn an_article_shows_a_photograph_without_its_place_and_a_project_keeps_it_as_it_was() {
    for house in testing::houses(desks).await {
        let mut editor = house.visitor("portal").await;
        let draft =
            [("version", "0"), ("id", "photo"), ("column", "news"), ("title_zh", "现场"), ("body_zh", "见图。")];
        editor.get("/editing/new").await;
        assert_eq!(editor.post("/editing/new", &draft).await.status, 303);
        let shown = there_and_back(&mut editor, "/editing/photo/files", &[], "/attachments/").await;
        assert!(!names_a_place(&shown) && shown.len() < photograph().len(), "{} bytes", shown.len());
        let mut projects = house.visitor("projects").await;
        let path = "/projects/qs-006/documents";
        let kept = there_and_back(&mut projects, path, &[("kind", "photo")], "/projects/qs-006/documents/").await;
        assert_eq!(kept, photograph());
    }
}
