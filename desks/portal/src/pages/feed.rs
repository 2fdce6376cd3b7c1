//! Feeds: the newest articles of the site or of a column, for programs that follow it.

use std::fmt::Write as _;

use jiff::Timestamp;
use pages::{PageError, Visit};

use super::{Rendered, article, head::absolute, site};
use crate::{
    catalogue::{self, Found, Listed},
    kept::FeedFormat,
    model::{Column, Escaped, Site},
    store::in_china,
};

/// Articles in a feed.
const ENTRIES: u64 = 30;
/// What an entry tells of a text that nobody summed up: enough to choose by, too little to be read in the article's place.
const SUMMARY_CHARS: usize = 200;

/// The feed of a column, or of the whole site. It is Chinese, as the articles are, whoever asks for it.
pub async fn render(visit: &Visit, column: Option<&str>, format: FeedFormat) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let column = match column {
        Some(id) => Some(site.column(id).ok_or(PageError::NotFound)?),
        None => None,
    };
    let mut entries = catalogue::list(visit, &site, column.map(|column| column.id.as_str()), 0, ENTRIES).await?;
    for entry in entries.iter_mut().filter(|entry| entry.summary.is_empty()) {
        entry.summary = first_words(visit, &site, &entry.id).await?;
    }
    let feed = Feed { visit, site: &site, column, entries: &entries };
    let text = match format {
        FeedFormat::Atom => feed.atom(),
        FeedFormat::Rss => feed.rss(),
    };
    Ok(Rendered::file(text, format.media_type(), catalogue::good_until(visit).await?))
}

/// How the text of an article begins, in plain words.
async fn first_words(visit: &Visit, site: &Site, id: &str) -> Result<String, PageError> {
    Ok(match catalogue::find(visit, site, id).await? {
        Some(Found::Own(seen)) => seen.article.body_zh.beginning(SUMMARY_CHARS),
        Some(Found::Published(published)) => article::beginning(&published, SUMMARY_CHARS),
        None => String::new(),
    })
}

struct Feed<'a> {
    visit: &'a Visit,
    site: &'a Site,
    column: Option<&'a Column>,
    entries: &'a [Listed],
}

impl Feed<'_> {
    fn title(&self) -> String {
        let site = &self.site.record.name_zh;
        match self.column {
            Some(column) => format!("{} · {site}", column.name_zh),
            None => site.clone(),
        }
    }

    fn page(&self) -> String {
        let path = self.column.map(|column| format!("/columns/{}", column.id)).unwrap_or_default();
        absolute(self.visit, &path)
    }

    fn own(&self, name: &str) -> String {
        let column = self.column.map(|column| format!("/columns/{}", column.id)).unwrap_or_default();
        absolute(self.visit, &format!("{column}/{name}"))
    }

    /// When the newest entry appeared; of an empty feed nothing is newer than this day.
    fn updated(&self) -> Timestamp {
        let newest = self.entries.iter().filter_map(|entry| entry.published_at).max();
        let today = pages::china().to_timestamp(self.visit.today().into()).ok();
        newest.or(today).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// RFC 4287.
    fn atom(&self) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
        element(&mut xml, "id", &self.page());
        element(&mut xml, "title", &self.title());
        element(&mut xml, "updated", &in_china(self.updated()));
        link(&mut xml, "self", &self.own("feed.atom"));
        link(&mut xml, "alternate", &self.page());
        let sponsor = &self.site.record.sponsor_zh;
        let author = if sponsor.is_empty() { &self.site.record.name_zh } else { sponsor };
        xml.push_str("<author>");
        element(&mut xml, "name", author);
        xml.push_str("</author>\n");
        for entry in self.entries {
            let page = absolute(self.visit, &format!("/articles/{}", entry.id));
            let at = in_china(entry.published_at.unwrap_or_else(|| self.updated()));
            xml.push_str("<entry>\n");
            element(&mut xml, "id", &page);
            element(&mut xml, "title", &entry.title_zh);
            element(&mut xml, "updated", &at);
            element(&mut xml, "published", &at);
            link(&mut xml, "alternate", &page);
            if !entry.summary.is_empty() {
                element(&mut xml, "summary", &entry.summary);
            }
            xml.push_str("</entry>\n");
        }
        xml.push_str("</feed>\n");
        xml
    }

    /// RSS 2.0.
    fn rss(&self) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        xml.push_str("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n");
        element(&mut xml, "title", &self.title());
        element(&mut xml, "link", &self.page());
        element(&mut xml, "description", &self.title());
        element(&mut xml, "language", "zh-cn");
        let own = self.own("feed.rss");
        let _ = writeln!(xml, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>", Escaped(&own));
        for entry in self.entries {
            let page = absolute(self.visit, &format!("/articles/{}", entry.id));
            xml.push_str("<item>\n");
            element(&mut xml, "title", &entry.title_zh);
            element(&mut xml, "link", &page);
            element(&mut xml, "guid", &page);
            if let Some(at) = entry.published_at {
                let at = pages::china().to_datetime(at).strftime("%a, %d %b %Y %H:%M:%S +0800").to_string();
                element(&mut xml, "pubDate", &at);
            }
            if !entry.summary.is_empty() {
                // Readers of RSS take a description for HTML, and an Atom summary for text.
                element(&mut xml, "description", &Escaped(&entry.summary).to_string());
            }
            xml.push_str("</item>\n");
        }
        xml.push_str("</channel>\n</rss>\n");
        xml
    }
}

/// An element with a text; characters that XML does not know are left out.
pub fn element(xml: &mut String, name: &str, text: &str) {
    let known: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\t' | '\n'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    let _ = writeln!(xml, "<{name}>{}</{name}>", Escaped(&known));
}

fn link(xml: &mut String, relation: &str, address: &str) {
    let _ = writeln!(xml, "<link rel=\"{relation}\" href=\"{}\"/>", Escaped(address));
}
