//! Whatever is given as an article is refused with a reason, or read so that nothing of a paragraph is lost.

#![no_main]
#![allow(missing_docs)]

use libfuzzer_sys::fuzz_target;
use articles::{Figure, Identified, clauses, difference, read, read_with_figures};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(article) = read_with_figures(bytes, Some("a.html")) {
        for one in article.sections.iter().flat_map(|section| &section.paragraphs) {
            if let Some(Figure::Table(table)) = &one.figure {
                assert!(table.rows.len() > 1 && table.rows.iter().all(|row| row.len() == table.rows[0].len()));
            }
        }
    }
    for name in [None, Some("a.md"), Some("a.html")] {
        let Ok(article) = read(bytes, name) else { continue };
        assert!(!article.title.is_empty());
        let mut texts = Vec::new();
        for sentence in article.sections.iter().flat_map(|section| section.sentences()) {
            assert_eq!(clauses(sentence).concat(), sentence);
            texts.push(sentence);
        }
        let old: Vec<_> =
            texts.iter().enumerate().map(|(id, text)| Identified { id, text: (*text).to_owned() }).collect();
        let same = difference(&old, &texts, || usize::MAX);
        assert!(same.removed.is_empty() && same.clauses.len() == texts.len());
    }
});
