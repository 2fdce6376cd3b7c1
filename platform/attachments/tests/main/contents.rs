//! What is taken and what is refused: told by the content, not by the name.

use attachments::{FILE_BYTES_MAX, FileType, Files, Refusal};
use proptest::prelude::*;

use crate::ground::*;

async fn taken(name: &str, bytes: Vec<u8>) -> Result<(String, FileType), Refusal> {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::new(folder.path(), Vec::new());
    let outcome = files.receive(&zone(), name, bytes, now()).await;
    if outcome.is_err() {
        assert!(files_in(folder.path()).is_empty(), "something of {name} was kept");
    }
    outcome.map(|received| (received.file_name().to_owned(), received.file_type()))
}

#[tokio::test]
async fn each_type_is_told_by_its_content() {
    let xlsx = package(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")]);
    let pptx = package(&[("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>")]);
    let ofd = package(&[("OFD.xml", b"<ofd:OFD/>"), ("Doc_0/Document.xml", b"<d/>")]);
    let cases: [(&str, Vec<u8>, FileType); 13] = [
        ("协议.pdf", pdf("x"), FileType::Pdf),
        ("PHOTO.PNG", PNG.to_vec(), FileType::Png),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), FileType::Jpeg),
        ("a.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), FileType::Jpeg),
        ("a.gif", b"GIF89a\x01\0\x01\0".to_vec(), FileType::Gif),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), FileType::Webp),
        ("a.docx", docx(), FileType::Docx),
        ("a.xlsx", xlsx, FileType::Xlsx),
        ("a.pptx", pptx, FileType::Pptx),
        ("发票.ofd", ofd, FileType::Ofd),
        ("图.dwg", b"AC1027\0\0\0".to_vec(), FileType::Dwg),
        ("说明.txt", "说明\r\n第二行".as_bytes().to_vec(), FileType::Text),
        ("表.csv", b"\xd0\xf2\xba\xc5,1\n".to_vec(), FileType::Csv),
    ];
    for (name, bytes, expected) in cases {
        let (kept, found) = taken(name, bytes).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((kept.as_str(), found), (name, expected));
    }
}

#[tokio::test]
async fn a_name_that_lies_is_refused() {
    let exe = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec();
    let elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0".to_vec();
    let archive = package(&[("evil.exe", b"MZ")]);
    let mut pdf_and_archive = pdf("shown");
    pdf_and_archive.extend(package(&[("Main.class", b"\xca\xfe\xba\xbe")]));
    let mut gif_and_jar = b"GIF89a\x01\0\x01\0".to_vec();
    gif_and_jar.extend(package(&[("META-INF/MANIFEST.MF", b"Main-Class: X")]));
    let mut truncated = docx();
    truncated.truncate(truncated.len() - 10);
    let cases: [(&str, Vec<u8>); 17] = [
        ("agreement.pdf", exe.clone()),
        ("agreement.pdf", elf),
        ("photo.png", b"<!DOCTYPE html><script>alert(1)</script>".to_vec()),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
        ("note.txt", b"<html><body onload=alert(1)>".to_vec()),
        ("note.txt", b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>".to_vec()),
        ("note.txt", b"#!/bin/sh\nrm -rf /\n".to_vec()),
        ("note.csv", b"a,b\n<script>alert(1)</script>\n".to_vec()),
        ("note.txt", b"null\0byte".to_vec()),
        ("photo.jpg", PNG.to_vec()),
        ("table.docx", package(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")])),
        ("table.xlsx", archive),
        ("cut.docx", truncated),
        ("pk.docx", b"PK\x03\x04 and nothing more".to_vec()),
        ("both.pdf", pdf_and_archive),
        ("both.gif", gif_and_jar),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 but no Word in it".to_vec()),
    ];
    for (name, bytes) in cases {
        let refused = taken(name, bytes).await;
        assert!(matches!(refused, Err(Refusal::OtherContent { .. })), "{name}: {refused:?}");
    }
    for name in ["run.exe", "page.html", "drawing.svg", "run.sh", "run.js", "evil\u{202e}fdp.exe", "pdf", "", "a.zip"] {
        assert!(matches!(taken(name, exe.clone()).await, Err(Refusal::OtherType { .. })), "{name}");
    }
}

#[tokio::test]
async fn what_is_empty_too_large_or_dangerous_is_refused() {
    assert!(matches!(taken("a.pdf", Vec::new()).await, Err(Refusal::Empty)));
    let mut large = pdf("");
    large.resize(FILE_BYTES_MAX + 1, b' ');
    assert!(matches!(taken("a.pdf", large).await, Err(Refusal::TooLarge { .. })));
    let macros = package(&[("[Content_Types].xml", b""), ("word/document.xml", b""), ("word/vbaProject.bin", b"")]);
    assert!(matches!(taken("a.docx", macros).await, Err(Refusal::Macros)));
    let many: Vec<_> = (0..20_001).map(|number| format!("p{number}")).collect();
    let parts: Vec<_> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert!(matches!(taken("a.docx", package(&parts)).await, Err(Refusal::Bomb)));
}

/// A part of two gigabytes of zeros, as the list of parts tells it; a real one would take a minute to write.
#[tokio::test]
async fn a_zip_bomb_does_not_go_off() {
    let mut bomb = package(&[("[Content_Types].xml", b""), ("word/document.xml", &[0; 1024])]);
    let directory = bomb.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    bomb[directory + 24..directory + 28].copy_from_slice(&0x8000_0000_u32.to_le_bytes());
    let refused = taken("a.docx", bomb).await;
    assert!(matches!(refused, Err(Refusal::Bomb)), "{refused:?}");
}

#[tokio::test]
async fn a_name_cannot_lead_anywhere() {
    let (name, _) = taken("../../../etc/cron.d/\u{202e}协议\u{0}.pdf", pdf("x")).await.unwrap();
    assert_eq!(name, "协议.pdf");
}

proptest! {
    #[test]
    fn no_content_makes_it_panic(head in prop::sample::select(vec![&b"PK\x03\x04"[..], b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""]),
                                 rest in prop::collection::vec(any::<u8>(), 0..2_000), name in "[a-z]{1,3}\\.(docx|pdf|doc|txt)") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _ = runtime.block_on(taken(&name, [head, &rest].concat()));
    }
}
