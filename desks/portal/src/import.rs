//! Articles taken over from saved pages of another site: HTML, text, Markdown or DOCX in whatever encoding.
//!
//! A page becomes an article where its title, text, day and column are understood; otherwise what is understood becomes
//! a manuscript, which an editor finishes. The same page has the same address each time, so that a folder can be taken
//! over twice. What was not understood is said page by page.

mod notes;
mod pictures;

use articles::{Article as Page, ArticleError, Figure, Pasted, Table};
use pages::words::is_harmful;

pub use notes::Note;
pub use pictures::{Beside, PICTURE_ENDINGS, Picture, is_picture, receive};

use crate::{
    model::{ArticleRecord, Body, Flaw, Line, Site, Slug},
    store::in_china,
};

/// A saved page, where it lay, and what is in it.
#[derive(Clone, Debug)]
pub struct SavedPage {
    /// Path below the folder, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What became of a page.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Path of the page.
    pub path: String,
    /// The article as far as it is understood.
    pub record: ArticleRecord,
    /// What an editor should look at.
    pub notes: Vec<Note>,
    /// The pictures that its text shows; [`receive`] keeps their contents.
    pub pictures: Vec<Picture>,
}

impl Taken {
    /// Whether it can stand on the site as it is: its day and its column are known, and its pictures have words.
    pub fn is_whole(&self) -> bool {
        let unfit = |note: &Note| matches!(note, Note::NoColumn | Note::OtherColumn(_) | Note::NoWords(_));
        !self.record.published_at.is_empty() && !self.notes.iter().any(unfit)
    }
}

/// Why nothing of a page was understood.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// It is no article.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// What it says cannot stand on the site.
    #[error(transparent)]
    Flaw(#[from] Flaw),
}

/// Reads a page for a site; it stands in `column` where neither its head nor its folder names one. Its pictures are looked
/// for among the files that lay beside it.
///
/// # Errors
/// [`NotRead`]: it is no article, or longer than the site takes.
pub fn take(page: &SavedPage, site: &Site, column: &str, beside: &Beside) -> Result<Taken, NotRead> {
    let name = page.path.rsplit('/').next();
    let article = articles::read_with_figures(&page.bytes, name)?;
    let labels = articles::labels(&page.bytes);
    let mut notes = Vec::new();
    let label = |name: &str| labels.get(name).map(|text| cleaned(text)).filter(|text| text.parse::<Line>().is_ok());
    let title = label("articletitle").map_or_else(|| title_of(&article.title, &mut notes), Ok)?;
    let Written { text, pictures, notes: of_figures } = Written::of(&article, &page.path, beside);
    text.parse::<Body>()?;
    let day = label("pubdate").and_then(|text| moment(&text)).or_else(|| article.published_instant());
    if day.is_none() {
        notes.push(Note::NoDay);
    }
    let source = label("contentsource").or_else(|| line(article.source.as_deref()));
    if source.is_none() {
        notes.push(Note::NoSource);
    }
    let named = label("columnname").or_else(|| last_crumb(&page.bytes));
    let stands_in = named.as_ref().and_then(|name| column_of(site, name));
    let stands_in = stands_in.or_else(|| page.path.rsplit('/').skip(1).find_map(|folder| column_of(site, folder)));
    if stands_in.is_none() {
        notes.push(named.map_or(Note::NoColumn, Note::OtherColumn));
    }
    notes.extend(of_figures);
    notes.extend(linked_files(&page.bytes));
    notes.extend(Note::left_out(&article.left_out));
    if article.looks_cut_off() {
        notes.push(Note::CutOff);
    }
    let record = ArticleRecord {
        id: address(&page.path),
        column: stands_in.unwrap_or_else(|| column.to_owned()),
        published_at: day.map(in_china).unwrap_or_default(),
        title_zh: title,
        source: source.unwrap_or_default(),
        author: label("author").or_else(|| line(article.author.as_deref())).unwrap_or_default(),
        keywords: keywords(labels.get("keywords").map_or("", String::as_str)),
        summary: label("description").unwrap_or_default(),
        body_zh: text,
        origin: line(Some(&page.path)).unwrap_or_default(),
        ..ArticleRecord::default()
    };
    Ok(Taken { path: page.path.clone(), record, notes, pictures })
}

fn moment(text: &str) -> Option<jiff::Timestamp> {
    let at = text.replace('/', "-").parse::<jiff::civil::DateTime>().ok()?;
    pages::china().to_timestamp(at).ok()
}

/// The text in one line without what cannot be seen.
fn cleaned(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|&c| !is_harmful(c) && !('\u{200b}'..='\u{200f}').contains(&c)).collect()
}

fn line(text: Option<&str>) -> Option<String> {
    text.map(cleaned).filter(|text| text.parse::<Line>().is_ok())
}

fn title_of(title: &str, notes: &mut Vec<Note>) -> Result<String, Flaw> {
    let clean = cleaned(title);
    let short: String = clean.chars().take(Line::CHARS_MAX).collect();
    if short != title {
        notes.push(Note::Title);
    }
    short.parse::<Line>().map(|line| line.to_string())
}

fn keywords(text: &str) -> Vec<String> {
    const TAKEN: usize = 8;
    let words = text.split([',', '，', '、', ';', '；', ' ']).map(cleaned);
    words.filter(|word| word.parse::<Line>().is_ok()).take(TAKEN).collect()
}

/// Where a page that was saved as text says that it stands: the last part of `当前位置: 首页>> 深化改革`.
fn last_crumb(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let way = text.lines().find_map(|line| line.split_once("当前位置"))?.1;
    if way.contains('<') {
        return None;
    }
    let parts = way.trim_start_matches([':', '：']).split(['>', '›', '»']).map(cleaned);
    let last = parts.rev().find(|part| !part.is_empty())?;
    (last != "首页").then_some(last).filter(|last| last.parse::<Line>().is_ok())
}

/// The column of this name or id.
fn column_of(site: &Site, name: &str) -> Option<String> {
    let same = |column: &&crate::model::Column| {
        [column.id.as_str(), column.name_zh.as_str(), column.name_en.as_str()].contains(&name.trim())
    };
    site.columns.iter().find(same).map(|column| column.id.to_string())
}

/// The address of a page: its path where that can stand in an address, otherwise a number made from it.
fn address(path: &str) -> String {
    /// What is shorter says nothing: every folder has an index.
    const CHARS_MIN: usize = 8;
    let stem = match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => stem,
        _ => path,
    };
    let slug = stem.to_ascii_lowercase().replace(['/', '_', ' ', '.'], "-");
    let slug = slug.trim_matches('-');
    match slug.parse::<Slug>() {
        Ok(slug) if slug.as_str().len() >= CHARS_MIN => slug.to_string(),
        _ => format!("page-{:016x}", fingerprint(path)),
    }
}

/// FNV-1a: the same for the same path on every machine and in every version.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Links to documents, which are not taken over.
fn linked_files(bytes: &[u8]) -> Option<Note> {
    const ENDINGS: [&str; 12] =
        [".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".ofd", ".wps", ".et", ".zip", ".rar"];
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let addresses = text.split("href=").skip(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']);
        rest.split(['"', '\'', '>', ' ', '?', '#']).next().unwrap_or_default()
    });
    let count = addresses.filter(|address| ENDINGS.iter().any(|ending| address.ends_with(ending))).count();
    (count > 0).then_some(Note::Files(count))
}

/// The text of a page in Markdown, and what it shows.
struct Written {
    text: String,
    pictures: Vec<Picture>,
    notes: Vec<Note>,
}

impl Written {
    /// Headings are headings, pictures and tables stand where they stood, everything else is only text.
    fn of(article: &Page, path: &str, beside: &Beside) -> Self {
        let (mut parts, mut pictures) = (Vec::new(), Vec::new());
        let (mut lost, mut flattened, mut merged) = (0, 0, 0);
        for section in &article.sections {
            parts.extend(section.heading.iter().map(|heading| format!("# {}", escaped(heading))));
            for paragraph in &section.paragraphs {
                match &paragraph.figure {
                    None => parts.push(escaped(&paragraph.text())),
                    Some(Figure::Flattened) => flattened += 1,
                    Some(Figure::Table(table)) => {
                        merged += usize::from(table.had_merged_cells);
                        parts.push(markdown_table(table));
                    }
                    Some(Figure::Picture { source, words }) => match beside.find(path, source) {
                        Some(file) => parts.push(pictures::line_of(&mut pictures, file, words)),
                        None => lost += 1,
                    },
                }
            }
        }
        parts.retain(|part| !part.is_empty());
        let text = parts.join("\n\n");
        let counted = [
            Note::Pictures(lost),
            Note::NoWords(pictures::without_words(&text)),
            Note::Tables(flattened),
            Note::MergedCells(merged),
        ];
        let notes = counted.into_iter().filter(|note| note.count() != Some(0)).collect();
        Self { text, pictures, notes }
    }
}

fn markdown_table(table: &Table) -> String {
    let row =
        |cells: &Vec<String>| format!("| {} |", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "));
    let mut lines: Vec<String> = table.rows.iter().map(row).collect();
    let columns = table.rows.first().map_or(0, Vec::len);
    lines.insert(1.min(lines.len()), format!("|{}", "---|".repeat(columns)));
    lines.join("\n")
}

/// What somebody typed or pasted into the form: HTML, as word processors put it, becomes Markdown wherever it stands;
/// anything else stays.
pub fn from_paste(text: &str) -> String {
    // A whole page holds empty lines of its own, in its styles.
    if let Some(end) = whole_page(text) {
        let (page, behind) = text.split_at(end);
        let behind = behind.trim_start_matches(['\r', '\n']);
        let made = markdown_of(page);
        return if behind.is_empty() { made } else { format!("{made}\n\n{}", from_parts(behind)) };
    }
    from_parts(text)
}

/// The same for a text that begins with no whole page: its parts between empty lines are HTML or not.
fn from_parts(text: &str) -> String {
    let text_in_lines = text.replace("\r\n", "\n");
    let parts: Vec<&str> = text_in_lines.split("\n\n").collect();
    if !parts.iter().any(|part| is_markup(part)) {
        return text.to_owned();
    }
    let runs = parts.chunk_by(|one, next| is_markup(one) == is_markup(next)).map(|run| {
        let run_text = run.join("\n\n");
        if run.first().is_some_and(|part| is_markup(part)) { markdown_of(&run_text) } else { run_text }
    });
    runs.collect::<Vec<_>>().join("\n\n")
}

/// Where a whole page ends that the text begins with.
fn whole_page(text: &str) -> Option<usize> {
    const END: &str = "</html>";
    let lower = text.to_ascii_lowercase();
    let begins = ["<html", "<!doctype", "<!--[if"].iter().any(|tag| lower.trim_start().starts_with(tag));
    let end = lower.find(END).map(|at| at + END.len());
    begins.then_some(end.unwrap_or(text.len()))
}

/// Whether a part of a text is HTML: it begins with a tag and closes some that word processors and pages use.
fn is_markup(part: &str) -> bool {
    const TAGS: [&str; 9] = ["</p>", "</span>", "</div>", "</body>", "</table>", "</h1>", "</h2>", "</li>", "</ul>"];
    let lower = part.trim_start().to_ascii_lowercase();
    lower.starts_with('<') && !lower.starts_with("</") && TAGS.iter().any(|tag| lower.contains(tag))
}

/// HTML as Markdown; what says nothing stays as it is.
fn markdown_of(html: &str) -> String {
    let parts = articles::pasted(html).into_iter().map(|part| match part {
        Pasted::Heading(level, words) => format!("{} {}", "#".repeat(usize::from(level.clamp(1, 6))), escaped(&words)),
        Pasted::Item(words) => format!("- {}", escaped(&words)),
        Pasted::Paragraph(words) => escaped(&words),
        Pasted::Table(table) => markdown_table(&table),
    });
    let made = parts.collect::<Vec<_>>().join("\n\n");
    if made.is_empty() { html.to_owned() } else { made }
}

/// A paragraph whose characters mean nothing but themselves in Markdown.
pub fn escaped(text: &str) -> String {
    let text = cleaned(text);
    let mut out = String::with_capacity(text.len());
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (place, c) in text.chars().enumerate() {
        let inline = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '|' | '~' | '!');
        let first = place == 0 && matches!(c, '#' | '>' | '-' | '+' | '=');
        let number = digits > 0 && place == digits && matches!(c, '.' | ')');
        if inline || first || number {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::SiteRecord;

    fn site() -> Site {
        let text = "name_zh = '站'\nname_en = 'S'\nsponsor_zh = '办'\nsponsor_en = 'O'\norigin = 't'\n\
                    [[column]]\nid = 'news'\nname_zh = '要闻'\nname_en = 'News'\n";
        toml::from_str::<SiteRecord>(text).unwrap().check().unwrap()
    }

    fn taken(path: &str, text: &str) -> Taken {
        let beside = Beside::of(["2019/img/road.jpg".to_owned(), "2019/b.png".to_owned(), "img/b.png".to_owned()]);
        take(&SavedPage { path: path.into(), bytes: text.as_bytes().to_vec() }, &site(), "news", &beside).unwrap()
    }

    const PAGE: &str = "<html><head><meta name=\"ColumnName\" content=\"要闻\"><meta name=\"PubDate\" content=\"2019-05-20 09:30\">\
        <meta name=\"ContentSource\" content=\"投资局\"><meta name=\"Keywords\" content=\"道路,园区\"></head>\
        <body><h1>一号路开工</h1><p>一号路今天开工，*重点*是排水。</p><img src=a.jpg><p>1. 工期三个月。</p></body></html>";

    #[test]
    fn the_head_of_a_page_says_what_it_is() {
        let page = taken("2019/t20190520_123.html", PAGE);
        assert!(page.is_whole(), "{:?}", page.notes);
        assert_eq!(page.record.id, "2019-t20190520-123");
        assert_eq!(page.record.column, "news");
        assert_eq!(page.record.published_at, "2019-05-20T09:30:00+08:00");
        assert_eq!(page.record.source, "投资局");
        assert_eq!(page.record.keywords, ["道路", "园区"]);
        assert_eq!(page.notes, [Note::Pictures(1)]);
        let html = page.record.body_zh.parse::<Body>().unwrap().html(str::to_owned, |_| None);
        assert!(html.contains("*重点*") && html.contains("<p>1. 工期三个月。</p>"), "{html}");
    }

    #[test]
    fn pictures_and_tables_stand_in_the_text() {
        let more = "<p><img src='img/road.jpg' alt='开工[现场]'></p><img src='/2019/b.png' alt=IMG_2034><img src=gone.png alt=x>\
            <table><tr><th>段<th>长|宽<tr><td rowspan=2>一<td>3<tr><td>4</table><a href='f/表.doc?x'>表</a><p>1. 工期三个月。</p>";
        let page = taken("2019/t20190520_123.html", &PAGE.replace("<img src=a.jpg><p>1. 工期三个月。</p>", more));
        let text = &page.record.body_zh;
        assert!(text.contains("![开工\\[现场\\]](/attachments/picture-1)"), "{text}");
        assert!(text.contains(&format!("![{}](/attachments/picture-2)", crate::model::WORDS_TO_COME)), "{text}");
        assert!(text.contains("| 段 | 长\\|宽 |\n|---|---|\n| 一 | 3 |\n| 一 | 4 |"), "{text}");
        let files: Vec<_> = page.pictures.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(files, ["2019/img/road.jpg", "2019/b.png"]);
        assert_eq!(page.notes, [Note::Pictures(1), Note::NoWords(1), Note::MergedCells(1), Note::Files(1)]);
        assert!(!page.is_whole(), "a picture without words is not published by itself");
        let html = text.parse::<Body>().unwrap().html(str::to_owned, |_| None);
        assert!(html.contains("alt=\"开工[现场]\"") && html.contains("<td>一</td><td>4</td>"), "{html}");
    }

    #[test]
    fn what_is_missing_is_said() {
        let page = taken("保存/网页.txt", "一号路开工\n\n一号路今天开工，工期三个月，请绕行。\n");
        assert!(!page.is_whole());
        assert!(page.notes.contains(&Note::NoDay) && page.notes.contains(&Note::NoColumn), "{:?}", page.notes);
        let crumbs = "某某网站\n当前位置: 首页>> 深化改革\n\n一号路开工\n\n一号路今天开工，工期三个月，请绕行。\n";
        let elsewhere = taken("保存/网页.txt", crumbs);
        assert!(elsewhere.notes.contains(&Note::OtherColumn("深化改革".to_owned())), "{:?}", elsewhere.notes);
        assert_eq!(taken("保存/网页.txt", &crumbs.replace("深化改革", "要闻")).record.column, "news");
        assert!(page.record.id.starts_with("page-"));
        assert_eq!(page.record.id, taken("保存/网页.txt", "别的标题\n\n别的内容，够长的一句话。").record.id);
        assert_eq!(taken("要闻/a.html", PAGE.replace("ColumnName", "x").as_str()).record.column, "news");
    }

    #[test]
    fn what_a_word_processor_puts_into_the_form_becomes_text() {
        let word = "<html xmlns:o=\"x\"><!--[if gte mso 9]><xml>x</xml><![endif]--><style>p{mso-a:b}</style><body>\
            <h1>用地</h1><p class=MsoNormal><span style='font-family:宋体'>一号地*六十亩*。</span></p>\
            <p><a href=\"javascript:alert(1)\">链接</a><script>alert(1)</script></p></body></html>";
        let text = from_paste(word);
        assert_eq!(text, "# 用地\n\n一号地\\*六十亩\\*。\n\n链接");
        for other in ["<script>alert(1)</script>", "一 < 二", "**重点**", "</p>", "一\r\n\r\n二"] {
            assert_eq!(from_paste(other), other);
        }
    }

    #[test]
    fn what_is_pasted_into_a_text_becomes_text_and_the_text_around_it_stays() {
        let html = "<p class=MsoNormal><b>要闻</b></p><script>alert(1)</script>";
        let mixed = format!("**前文**\n\n{html}\n\n<p>第二段</p>\n\n见[细则](/articles/a)。");
        assert_eq!(from_paste(&mixed), "**前文**\n\n要闻\n\n第二段\n\n见[细则](/articles/a)。");
        let page = format!("<html><style>p {{}}\n\nb {{}}</style><body>{html}</body></html>\n\n![图](/attachments/b)");
        assert_eq!(from_paste(&page), "要闻\n\n![图](/attachments/b)");
        let many = from_paste(&"<html></html>".repeat(80_000));
        assert!(!many.is_empty(), "a form full of empty pages is answered");
        let table = "<table><tr><td>时段</td><td>气价</td></tr><tr><td>夜间</td><td>下浮|5%</td></tr></table>";
        assert_eq!(from_paste(table), "| 时段 | 气价 |\n|---|---|\n| 夜间 | 下浮\\|5% |");
    }

    #[test]
    fn what_is_no_article_is_not_taken() {
        let read = |bytes: &[u8]| {
            take(&SavedPage { path: "a.html".into(), bytes: bytes.to_vec() }, &site(), "news", &Beside::default())
        };
        assert!(read(b"").is_err());
        assert!(read(b"\x89PNG\r\n\x1a\n").is_err());
    }
}
