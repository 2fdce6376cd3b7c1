mod renderer;

use std::{collections::BTreeSet, str::FromStr};

use attachments::Pixels;
use pages::words::is_harmful;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use renderer::{Place, Renderer};

use super::{Flaw, Prose};

/// Where the files of the house's own store have their addresses, below the zone; there are no other pictures.
pub const FILES: &str = "/attachments/";
/// What stands in the place of a picture's words until somebody has written them; nothing is published with it.
pub const WORDS_TO_COME: &str = "图片说明待补";

/// The text of an article in Markdown, at most [`Body::CHARS_MAX`] characters. It leads only to safe addresses and shows
/// only our own pictures, each with words in their place; HTML in it is text like any other.
///
/// A new line begins a new paragraph, as people write in Chinese, so that a text without any marks is right as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

/// Where a link of an article may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A path of this zone, with its slash: `/articles/x`.
    Inside(&'a str),
    /// Out of the house, or to a person: `https:`, `http:`, `mailto:`, `tel:`.
    Outside(&'a str),
}

impl<'a> Target<'a> {
    /// Reads an address; `None` where it is not a safe one.
    pub fn parse(address: &'a str) -> Option<Self> {
        const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];
        if address.chars().any(|c| c.is_whitespace() || is_harmful(c) || matches!(c, '\\' | '"' | '<' | '>')) {
            return None;
        }
        let scheme = |scheme: &&str| address.len() > scheme.len() && address.starts_with(*scheme);
        if SCHEMES.iter().any(scheme) {
            return Some(Self::Outside(address));
        }
        let inside = address.starts_with('/') && !address.starts_with("//") && !address.contains("..");
        inside.then_some(Self::Inside(address))
    }
}

impl Body {
    /// The longest plans have some 40,000 characters; the page of such a text stays below 60 kB on its way.
    pub const CHARS_MAX: usize = 50_000;

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as HTML. `link` turns a path below the zone into an address; `size` knows how large a picture of our store
    /// is, by its id: the page keeps room for it before it has come.
    pub fn html(&self, link: impl Fn(&str) -> String, size: impl Fn(&str) -> Option<Pixels>) -> String {
        let place = Place { link: &link, size: &size };
        let mut page = Renderer::new(self.0.len() * 2);
        for event in events(&self.0) {
            page.take(event, &place);
        }
        page.out
    }

    /// The files of our own store that the text shows or leads to, by their ids.
    pub fn files(&self) -> BTreeSet<String> {
        let id = |path: String| {
            let id = path.strip_prefix(FILES)?.split(['?', '#']).next()?;
            Some(id.to_owned())
        };
        self.inside_links().into_iter().filter_map(id).collect()
    }

    /// The first picture that the text shows, by its id.
    pub fn first_picture(&self) -> Option<String> {
        events(&self.0).find_map(|event| match event {
            Event::Start(Tag::Image { dest_url, .. }) => dest_url.strip_prefix(FILES).map(str::to_owned),
            _ => None,
        })
    }

    /// Whether a picture waits for its words: it was taken over from a page that had none.
    pub fn lacks_words(&self) -> bool {
        let mut in_picture = false;
        events(&self.0).any(|event| match event {
            Event::Start(Tag::Image { .. }) => {
                in_picture = true;
                false
            }
            Event::End(TagEnd::Image) => {
                in_picture = false;
                false
            }
            Event::Text(words) => in_picture && words.trim() == WORDS_TO_COME,
            _ => false,
        })
    }

    /// The paths of this zone that the text leads to, or shows a picture of.
    pub fn inside_links(&self) -> Vec<String> {
        let mut found = Vec::new();
        for event in events(&self.0) {
            if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event
                && let Some(Target::Inside(path)) = Target::parse(&dest_url)
            {
                found.push(path.to_owned());
            }
        }
        found
    }

    /// Its first words without any marks: for feeds and search engines.
    pub fn beginning(&self, chars_max: usize) -> String {
        let mut words = String::new();
        for event in events(&self.0) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                // What stands within a line parts no words: Chinese has no blanks around a link.
                Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
                Event::SoftBreak | Event::HardBreak | Event::End(_) if !words.ends_with(' ') => words.push(' '),
                _ => {}
            }
            if words.len() > chars_max * 4 {
                break;
            }
        }
        let words = words.trim();
        match words.char_indices().nth(chars_max) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words.to_owned(),
        }
    }
}

fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

impl FromStr for Body {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let text = Prose::within(text, Self::CHARS_MAX)?;
        let mut picture: Option<bool> = None;
        for event in events(&text) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) if Target::parse(&dest_url).is_none() => {
                    return Err(Flaw::Link(shortened(&dest_url)));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    if !is_own_picture(&dest_url) {
                        return Err(Flaw::Picture(shortened(&dest_url)));
                    }
                    picture = Some(false);
                }
                Event::Text(words) if picture.is_some() => picture = Some(!words.trim().is_empty()),
                Event::End(TagEnd::Image) if picture.take() == Some(false) => {
                    return Err(Flaw::Alternative);
                }
                _ => {}
            }
        }
        Ok(Self(text))
    }
}

fn shortened(address: &str) -> String {
    address.chars().take(80).collect()
}

fn is_own_picture(address: &str) -> bool {
    let id = address.strip_prefix(FILES);
    id.is_some_and(|id| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        && Target::parse(address).is_some()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn html(text: &str) -> String {
        text.parse::<Body>()
            .unwrap()
            .html(|path| format!("/zone{path}"), |id| (id == "road-1").then_some(Pixels { width: 640, height: 480 }))
    }

    #[test]
    fn a_new_line_is_a_new_paragraph_and_marks_are_marks() {
        assert_eq!(html("一。\n二。\n\n三。"), "<p>一。</p>\n<p>二。</p>\n<p>三。</p>\n");
        assert_eq!(html("**重点\n在此**"), "<p><strong>重点<br>\n在此</strong></p>\n");
        assert_eq!(html("# 一\n### 二"), "<h2>一</h2>\n<h3>二</h3>\n");
        assert_eq!(html("    缩进的一段"), "<p>缩进的一段</p>\n");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
        assert!(!html("甲 <img src=x onerror=alert(1)> 乙").contains("<img"));
        assert!(html("a < b & \"c\"").contains("a &lt; b &amp; &quot;c&quot;"));
    }

    #[test]
    fn links_lead_only_where_it_is_safe() {
        assert_eq!(html("[甲](/articles/a)"), "<p><a href=\"/zone/articles/a\">甲</a></p>\n");
        assert!(html("[乙](https://example.org/?a=1&b=2)").contains("href=\"https://example.org/?a=1&amp;b=2\" rel="));
        for wrong in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "//evil.example",
            "/\\evil",
            "x.html",
            "&#106;avascript:x",
            "/a/../b",
            "vbscript:x",
            "https://",
        ] {
            let text = format!("[x](<{wrong}>)");
            assert!(matches!(text.parse::<Body>(), Err(Flaw::Link(_))), "{wrong}");
        }
    }

    #[test]
    fn pictures_are_our_own_and_have_words() {
        assert!(
            html("![一号路](/attachments/road-1)")
                .contains("<img loading=\"lazy\" decoding=\"async\" src=\"/zone/attachments/road-1\" alt=\"一号路\" width=\"640\" height=\"480\">")
        );
        assert!(html("![二号路](/attachments/road-2)").contains("alt=\"二号路\">"), "whose size nobody knows");
        assert_eq!("![](/attachments/road-1)".parse::<Body>(), Err(Flaw::Alternative));
        for wrong in ["https://example.org/a.png", "/attachments/", "/attachments/a/b", "data:image/png;base64,x"] {
            assert!(matches!(format!("![x]({wrong})").parse::<Body>(), Err(Flaw::Picture(_))), "{wrong}");
        }
    }

    #[test]
    fn a_text_names_its_files_and_tells_what_waits_for_words() {
        let text = "![一号路](/attachments/a)[表格](/attachments/b?save=1)[文](/articles/c)";
        let body: Body = text.parse().unwrap();
        assert_eq!(body.files().into_iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(body.first_picture().as_deref(), Some("a"));
        assert!(!body.lacks_words());
        let waits: Body = format!("{WORDS_TO_COME}\n![{WORDS_TO_COME}](/attachments/a)").parse().unwrap();
        assert!(waits.lacks_words());
        let said: Body = format!("{WORDS_TO_COME}\n![路](/attachments/a)").parse().unwrap();
        assert!(!said.lacks_words(), "in the text the words are only words");
    }

    #[test]
    fn tables_have_heads_and_their_cells_stay_in() {
        let table = html("| 项 | 数 |\n|---|--:|\n| <b> | 1 |");
        assert!(table.contains(
            "<thead><tr><th scope=\"col\">项</th><th scope=\"col\" class=\"text-end\">数</th></tr></thead><tbody>"
        ));
        assert!(table.contains("<td>&lt;b&gt;</td><td class=\"text-end\">1</td>"));
        assert!(table.ends_with("</tbody></table></div>\n"));
    }

    #[test]
    fn the_first_words_have_no_marks() {
        let body: Body = "# 题\n\n**甲**[乙](/articles/a)丙丁".parse().unwrap();
        assert_eq!(body.beginning(100), "题 甲乙丙丁");
        assert_eq!(body.beginning(3), "题 甲…");
        assert_eq!(body.inside_links(), ["/articles/a"]);
    }

    /// Tags in the order in which they stand; each that opens is closed by its own.
    fn is_balanced(html: &str) -> bool {
        let mut open = Vec::new();
        for tag in html.split('<').skip(1).map(|part| part.split(['>', ' ', '\n']).next().unwrap()) {
            match tag {
                "br" | "hr" | "img" => {}
                _ if tag.starts_with('/') => {
                    if open.pop() != Some(&tag[1..]) {
                        return false;
                    }
                }
                _ => open.push(tag),
            }
        }
        open.is_empty()
    }

    proptest! {
        #[test]
        fn whatever_is_written_stays_in_its_place(text in "[-#>*_`\\[\\]()|!<a/&\"~\n 1.:甲]{0,200}") {
            if let Ok(body) = text.parse::<Body>() {
                let html = body.html(str::to_owned, |_| None);
                prop_assert!(is_balanced(&html), "{html}");
            }
        }
    }

    #[test]
    fn deep_nesting_is_flat_and_quick() {
        let deep = html(&format!("{}甲", "> ".repeat(20_000)));
        assert!(deep.len() < 5_000);
        assert!(is_balanced(&deep));
        let _ = html(&format!("{}甲", "- ".repeat(20_000)));
        let _ = html(&"[".repeat(50_000));
        let _ = html(&"*a_ ".repeat(12_000));
    }
}
