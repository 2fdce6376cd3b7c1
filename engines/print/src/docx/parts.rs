//! The parts around the text.

use std::io;

use quick_xml::{Writer, events::BytesText};

use crate::{Document, text};

/// The parts that are the same for every document.
pub(super) const FIXED: [(&str, &str); 6] = [
    ("[Content_Types].xml", include_str!("content_types.xml")),
    ("_rels/.rels", include_str!("package_relations.xml")),
    ("word/_rels/document.xml.rels", include_str!("document_relations.xml")),
    ("word/numbering.xml", include_str!("numbering.xml")),
    ("word/settings.xml", include_str!("settings.xml")),
    ("word/styles.xml", include_str!("styles.xml")),
];

/// How every part begins.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Title, author, language and date.
pub(super) fn properties(document: &Document) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(DECLARATION.as_bytes().to_vec());
    let (language, region) = document.language.tag();
    let language = format!("{language}-{region}");
    let at = document.printed_at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let names = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    xml.create_element("cp:coreProperties").with_attributes(names).write_inner_content(|xml| {
        for (name, value) in
            [("dc:title", &document.title), ("dc:creator", &document.author), ("dc:language", &language)]
        {
            xml.create_element(name).write_text_content(BytesText::new(&text::line(value)))?;
        }
        for name in ["dcterms:created", "dcterms:modified"] {
            let element = xml.create_element(name).with_attribute(("xsi:type", "dcterms:W3CDTF"));
            element.write_text_content(BytesText::new(&at))?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner())
}
