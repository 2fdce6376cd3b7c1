use jiff::{Timestamp, civil::DateTime};

use super::{
    Edition, Heading, Line, Place, Problem, Problems, Sentence, Words, document::SENTENCES_MAX, instant::from_china,
    problem::shown,
};
use crate::article::{self, Article};

/// The text of a document as somebody corrects it: plain fields, nothing checked yet.
///
/// A section is a heading and a block of text: one clause per line, an empty line between paragraphs. Clauses are
/// split, joined and moved with nothing but the keys that everybody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// When it was published: `2020-08-20 11:26`, or empty.
    pub published_at: String,
    /// Where it was published, or empty.
    pub source: String,
    /// Who wrote it, or empty.
    pub author: String,
    /// What a reader should know of it, or empty.
    pub note: String,
    /// Headings and texts; the first heading may be empty.
    pub sections: Vec<(String, String)>,
}

/// A text that was checked: what stands above it, and its clauses in reading order, not yet found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What stands above it.
    pub heading: Heading,
    /// Its passages, each the words of one clause.
    pub passages: Vec<Passage>,
}

/// The words of one clause at their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where they stand.
    pub place: Place,
    /// The words.
    pub text: Words,
}

impl Draft {
    /// What was read from a file, its sentences split into clauses (一要…二要…).
    pub fn of_article(article: &Article) -> Self {
        let paragraph = |paragraph: &article::Paragraph| {
            let sentences = paragraph.sentences.iter();
            sentences.flat_map(|sentence| article::clauses(sentence)).map(str::trim).collect::<Vec<_>>().join("\n")
        };
        // A heading right above another one has no text of its own: it goes with that one.
        let mut above = String::new();
        let sections = article.sections.iter().filter_map(|section| {
            let heading = std::mem::take(&mut above) + section.heading.as_deref().unwrap_or_default();
            if section.paragraphs.is_empty() {
                above = heading + " ";
                return None;
            }
            Some((heading, section.paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")))
        });
        Self {
            title: article.title.clone(),
            published_at: article.published_at.map(civil_text).unwrap_or_default(),
            source: article.source.clone().unwrap_or_default(),
            author: article.author.clone().unwrap_or_default(),
            note: article.author_note.clone().unwrap_or_default(),
            sections: sections.collect(),
        }
    }

    /// An edition, to be edited.
    pub fn of_edition(edition: &Edition, sentences: &[Sentence]) -> Self {
        let Heading { title, published_at, source, author, note } = &edition.heading;
        let text = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut sections: Vec<(String, String)> = Vec::new();
        let mut last: Option<&Place> = None;
        for sentence in sentences {
            let place = &sentence.place;
            if last.is_none_or(|last| last.section != place.section) {
                sections.push((text(&place.section), String::new()));
            } else if let Some((_, words)) = sections.last_mut() {
                words.push_str(if last.is_some_and(|last| last.paragraph == place.paragraph) { "\n" } else { "\n\n" });
            }
            if let Some((_, words)) = sections.last_mut() {
                words.push_str(sentence.text.as_str());
            }
            last = Some(place);
        }
        Self {
            title: title.to_string(),
            published_at: published_at.map(|at| civil_text(super::in_china(at))).unwrap_or_default(),
            source: text(source),
            author: text(author),
            note: note.as_ref().map(ToString::to_string).unwrap_or_default(),
            sections,
        }
    }

    /// The text that the draft describes.
    ///
    /// # Errors
    /// Every field that is wrong; a section's fields are `heading-1` and `text-1`, counted from 1.
    pub fn check(&self) -> Result<Text, Problems> {
        let mut problems = Problems::default();
        let heading = self.heading(&mut problems);
        let passages = self.passages(&mut problems);
        if problems.0.is_empty() && passages.is_empty() {
            problems.0.push(("text-1".to_owned(), Problem::NoSentence));
        }
        if passages.len() > SENTENCES_MAX {
            problems.0.push(("text-1".to_owned(), Problem::TooMany { max: SENTENCES_MAX, got: passages.len() }));
        }
        problems.finish(heading.map(|heading| Text { heading, passages }))
    }

    fn heading(&self, problems: &mut Problems) -> Option<Heading> {
        let title = problems.take("title", self.title.parse());
        let published_at = problems.take("published_at", instant(&self.published_at));
        let source = problems.take("source", Line::given(&self.source));
        let author = problems.take("author", Line::given(&self.author));
        let note = problems.take("note", super::Prose::given(&self.note));
        Some(Heading { title: title?, published_at: published_at?, source: source?, author: author?, note: note? })
    }

    fn passages(&self, problems: &mut Problems) -> Vec<Passage> {
        let mut passages = Vec::new();
        let mut before: Option<Option<Line>> = None;
        for (index, (heading, text)) in self.sections.iter().enumerate() {
            let number = index + 1;
            let Some(section) = problems.take(&format!("heading-{number}"), Line::given(heading)) else { continue };
            if text.trim().is_empty() {
                continue;
            }
            // Two sections of one name would run together when they are read back.
            if before.as_ref() == Some(&section) {
                let name = section.map(String::from).unwrap_or_default();
                problems.0.push((format!("heading-{number}"), Problem::Twice(name)));
                continue;
            }
            for (paragraph, words) in lines(text) {
                if let Some(text) = problems.take(&format!("text-{number}"), words.parse()) {
                    passages.push(Passage { place: Place { section: section.clone(), paragraph }, text });
                }
            }
            before = Some(section);
        }
        passages
    }
}

/// The lines of a section with the number of their paragraph.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut paragraph = 1;
    let mut open = false;
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if line.is_empty() {
            paragraph += u32::from(open);
            open = false;
            return None;
        }
        open = true;
        Some((paragraph, line))
    })
}

/// Civil time as a person types it: without seconds where there are none.
fn civil_text(at: DateTime) -> String {
    let pattern = if at.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    at.strftime(pattern).to_string()
}

/// A day, a civil time in China, or an instant with its offset; nothing for an empty field.
fn instant(text: &str) -> Result<Option<Timestamp>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let civil = || text.parse::<DateTime>().ok().and_then(from_china);
    text.parse::<Timestamp>().ok().or_else(civil).map(Some).ok_or_else(|| Problem::Instant(shown(text)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn draft(sections: &[(&str, &str)]) -> Draft {
        Draft {
            title: "题".to_owned(),
            sections: sections.iter().map(|(heading, text)| ((*heading).to_owned(), (*text).to_owned())).collect(),
            ..Draft::default()
        }
    }

    #[test]
    fn lines_are_clauses_and_empty_lines_part_paragraphs() {
        let text = draft(&[("", "甲。\r\n乙。\n\n\n 丙。 \n"), ("二", "丁。")]).check().unwrap();
        let found: Vec<_> = text
            .passages
            .iter()
            .map(|one| (one.place.section.as_ref().map(Line::as_str), one.place.paragraph, one.text.as_str()))
            .collect();
        assert_eq!(found, [(None, 1, "甲。"), (None, 1, "乙。"), (None, 2, "丙。"), (Some("二"), 1, "丁。")]);
    }

    #[test]
    fn no_heading_of_an_article_is_lost() {
        let article = article::read(
            "园区建设的意见\n\n一、总体\n（一）思想\n要抓好项目。\n（二）目标\n要建成园区。\n".as_bytes(),
            None,
        )
        .unwrap();
        let sections = Draft::of_article(&article).sections;
        let sections: Vec<_> = sections.iter().map(|(heading, text)| (heading.as_str(), text.as_str())).collect();
        assert_eq!(sections, [("一、总体 （一）思想", "要抓好项目。"), ("（二）目标", "要建成园区。")]);
    }

    #[test]
    fn times_are_taken_as_people_write_them() {
        for right in ["2020-08-20 11:26:30", "2020-08-20T11:26:30+08:00", "2020-08-20T03:26:30Z"] {
            let at = instant(right).unwrap().unwrap();
            assert_eq!(at.to_string(), "2020-08-20T03:26:30Z", "{right}");
        }
        assert_eq!(instant("2020-08-20").unwrap().unwrap().to_string(), "2020-08-19T16:00:00Z");
        assert_eq!(instant(" "), Ok(None));
        assert!(instant("2020-02-31").is_err());
        assert!(instant("yesterday").is_err());
    }

    #[test]
    fn an_article_needs_a_title_and_a_sentence() {
        let nothing = Draft::default().check().unwrap_err();
        assert_eq!(nothing.0, [("title".to_owned(), Problem::Missing)]);
        assert_eq!(draft(&[("一", " ")]).check().unwrap_err().0, [("text-1".to_owned(), Problem::NoSentence)]);
        let twice = draft(&[("一", "甲"), ("一", "乙")]).check().unwrap_err();
        assert_eq!(twice.0, [("heading-2".to_owned(), Problem::Twice("一".to_owned()))]);
        let long = draft(&[("一", &"长".repeat(4_001))]).check().unwrap_err();
        assert_eq!(long.0, [("text-1".to_owned(), Problem::TooLong { max: 4_000, got: 4_001 })]);
    }
}
