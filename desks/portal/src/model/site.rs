use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FieldFlaw, Flaw, Line, Slug, Target, at};

/// The longest time for an answer that a zone may promise, in days.
const REPLY_DAYS_MAX: u16 = 365;

/// The public site of a zone as its file says it, and as the database keeps it: not checked yet.
///
/// Whatever is empty is left out of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRecord {
    /// Name of the site in the masthead.
    pub name_zh: String,
    /// The same in English.
    pub name_en: String,
    /// A line under the name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub motto_zh: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub motto_en: String,
    /// Who runs the site (主办单位).
    pub sponsor_zh: String,
    /// The same in English.
    pub sponsor_en: String,
    /// Where the sponsor is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address_zh: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address_en: String,
    /// Telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    /// Postcode.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postcode: String,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Days in which the zone answers a letter to the editor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_within_days: Option<u16>,
    /// The day that released lights speak of; without it they speak of today.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lights_on: String,
    /// Number of the site among government sites (网站标识码).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site_code: String,
    /// Where all this comes from.
    pub origin: String,
    /// Filing numbers.
    #[serde(default, rename = "filing", skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<FilingRecord>,
    /// Other sites that the zone leads to, in order.
    #[serde(default, rename = "link", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkRecord>,
    /// Columns in the order of the menu.
    #[serde(default, rename = "column", skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnRecord>,
    /// Topics of the policy library, in order.
    #[serde(default, rename = "topic", skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicRecord>,
}

/// A topic of the policy library as the file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicRecord {
    /// Its name in files and addresses.
    pub id: String,
    /// Its name.
    pub name_zh: String,
    /// The same in English.
    pub name_en: String,
}

/// A link to another site as the file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkRecord {
    /// Name of the other site.
    pub name_zh: String,
    /// The same in English.
    pub name_en: String,
    /// Where it is.
    pub address: String,
}

/// A filing number as the file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingRecord {
    /// The number with its name.
    pub text: String,
    /// Where it can be checked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
}

/// A column as the file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRecord {
    /// Last part of its address.
    pub id: String,
    /// Its name.
    pub name_zh: String,
    /// The same in English.
    pub name_en: String,
    /// What it is for, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about_zh: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about_en: String,
    /// Its kind in the government's list of columns (栏目类别).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Whether the articles that other desks publish appear in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_published: bool,
}

/// The public site of a zone (门户网站).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The words of masthead and footer.
    pub record: SiteRecord,
    /// Columns in the order of the menu.
    pub columns: Vec<Column>,
    /// Topics of the policy library.
    pub topics: Vec<Topic>,
    /// Filing numbers (备案号).
    pub filings: Vec<Filing>,
    /// Other sites that the zone leads to (友情链接).
    pub links: Vec<SiteLink>,
    /// The day that released lights speak of; without it they speak of today.
    pub lights_on: Option<Date>,
}

/// A column of the site (栏目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Last part of its address.
    pub id: Slug,
    /// Its name in Chinese.
    pub name_zh: Line,
    /// Its name in English.
    pub name_en: Line,
    /// What it is for, in both languages.
    pub about: Option<(Line, Line)>,
    /// Its kind in the government's list of columns (栏目类别).
    pub kind: Option<Line>,
    /// Whether the articles that other desks publish appear in it.
    pub takes_published: bool,
}

/// A topic of the policy library (主题分类).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name in files and addresses.
    pub id: Slug,
    /// Its name in Chinese.
    pub name_zh: Line,
    /// Its name in English.
    pub name_en: Line,
}

/// A link to another site (友情链接).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLink {
    /// Its name in Chinese.
    pub name_zh: Line,
    /// Its name in English.
    pub name_en: Line,
    /// Where it is.
    pub address: Line,
}

/// A filing number: the licence of the site, its registration with the police.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The number with its name.
    pub text: Line,
    /// Where it can be checked.
    pub link: Option<String>,
}

impl SiteRecord {
    /// Checks every word of it.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(self) -> Result<Site, FieldFlaw> {
        let filled: [(&'static str, &str); 5] = [
            ("name_zh", &self.name_zh),
            ("name_en", &self.name_en),
            ("sponsor_zh", &self.sponsor_zh),
            ("sponsor_en", &self.sponsor_en),
            ("origin", &self.origin),
        ];
        for (field, text) in filled {
            at(field, text.parse::<Line>())?;
        }
        let optional: [(&'static str, &str); 7] = [
            ("site_code", &self.site_code),
            ("motto_zh", &self.motto_zh),
            ("motto_en", &self.motto_en),
            ("address_zh", &self.address_zh),
            ("address_en", &self.address_en),
            ("telephone", &self.telephone),
            ("postcode", &self.postcode),
        ];
        let emails = self.emails.iter().map(|email| ("emails", email.as_str()));
        for (field, text) in optional.into_iter().chain(emails) {
            if !text.is_empty() {
                at(field, text.parse::<Line>())?;
            }
        }
        if self.reply_within_days.is_some_and(|days| !(1..=REPLY_DAYS_MAX).contains(&days)) {
            return at("reply_within_days", Err(Flaw::Range { min: 1, max: REPLY_DAYS_MAX }));
        }
        let lights_on = match self.lights_on.as_str() {
            "" => None,
            text => Some(at("lights_on", text.parse::<Date>().map_err(|_| Flaw::Day))?),
        };
        let filings = self.filings.iter().map(FilingRecord::check).collect::<Result<_, _>>()?;
        let links = self.links.iter().map(LinkRecord::check).collect::<Result<_, _>>()?;
        let columns: Vec<Column> = self.columns.iter().map(ColumnRecord::check).collect::<Result<_, _>>()?;
        let topics: Vec<Topic> = self.topics.iter().map(TopicRecord::check).collect::<Result<_, _>>()?;
        at("column.id", each_once(columns.iter().map(|column| &column.id)))?;
        at("topic.id", each_once(topics.iter().map(|topic| &topic.id)))?;
        Ok(Site { columns, topics, filings, links, lights_on, record: self })
    }
}

fn each_once<'a>(ids: impl Iterator<Item = &'a Slug>) -> Result<(), Flaw> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Flaw::Twice(id.to_string()));
        }
    }
    Ok(())
}

impl TopicRecord {
    fn check(&self) -> Result<Topic, FieldFlaw> {
        Ok(Topic {
            id: at("topic.id", self.id.parse())?,
            name_zh: at("topic.name_zh", self.name_zh.parse())?,
            name_en: at("topic.name_en", self.name_en.parse())?,
        })
    }
}

impl FilingRecord {
    fn check(&self) -> Result<Filing, FieldFlaw> {
        let link = match self.link.as_str() {
            "" => None,
            link if link.starts_with("https://") => Some(at("filing.link", link.parse::<Line>())?.to_string()),
            _ => return at("filing.link", Err(Flaw::Address)),
        };
        Ok(Filing { text: at("filing.text", self.text.parse())?, link })
    }
}

impl LinkRecord {
    /// Some sites of the administration have no TLS still.
    fn check(&self) -> Result<SiteLink, FieldFlaw> {
        let is_site = ["https://", "http://"].iter().any(|scheme| self.address.starts_with(scheme));
        if !is_site || Target::parse(&self.address).is_none() {
            return at("link.address", Err(Flaw::Address));
        }
        Ok(SiteLink {
            name_zh: at("link.name_zh", self.name_zh.parse())?,
            name_en: at("link.name_en", self.name_en.parse())?,
            address: at("link.address", self.address.parse())?,
        })
    }
}

impl ColumnRecord {
    fn check(&self) -> Result<Column, FieldFlaw> {
        Ok(Column {
            id: at("column.id", self.id.parse())?,
            name_zh: at("column.name_zh", self.name_zh.parse())?,
            name_en: at("column.name_en", self.name_en.parse())?,
            about: match (self.about_zh.as_str(), self.about_en.as_str()) {
                ("", "") => None,
                (zh, en) => Some((at("column.about_zh", zh.parse())?, at("column.about_en", en.parse())?)),
            },
            kind: match self.kind.as_str() {
                "" => None,
                kind => Some(at("column.kind", kind.parse())?),
            },
            takes_published: self.takes_published,
        })
    }
}

impl Site {
    /// The site of a zone that has told nothing about it: its name, and no columns.
    pub fn bare(name_zh: &str, name_en: &str) -> Self {
        Self {
            record: SiteRecord { name_zh: name_zh.to_owned(), name_en: name_en.to_owned(), ..SiteRecord::default() },
            columns: Vec::new(),
            topics: Vec::new(),
            filings: Vec::new(),
            links: Vec::new(),
            lights_on: None,
        }
    }

    /// The column of this id.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.id.as_str() == id)
    }

    /// The topic of this id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id.as_str() == id)
    }

    /// The column in which the articles that other desks publish appear.
    pub fn published_column(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.takes_published)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn record() -> SiteRecord {
        SiteRecord {
            name_zh: "站".into(),
            name_en: "Site".into(),
            sponsor_zh: "管委会".into(),
            sponsor_en: "Committee".into(),
            origin: "test".into(),
            ..SiteRecord::default()
        }
    }

    #[test]
    fn a_site_names_the_field_that_is_wrong() {
        assert!(record().check().is_ok());
        let wrong = SiteRecord { sponsor_en: String::new(), ..record() };
        assert_eq!(wrong.check().unwrap_err().field, "sponsor_en");
        let wrong = SiteRecord { telephone: "1\u{0}2".into(), ..record() };
        assert_eq!(wrong.check().unwrap_err().field, "telephone");
        let wrong = SiteRecord { reply_within_days: Some(0), ..record() };
        assert_eq!(wrong.check().unwrap_err().field, "reply_within_days");
        let wrong = SiteRecord { lights_on: "2020-02-31".into(), ..record() };
        assert_eq!(wrong.check().unwrap_err().flaw, Flaw::Day);
    }

    #[test]
    fn a_filing_leads_out_of_the_house_safely_or_not_at_all() {
        let filing = |link: &str| SiteRecord {
            filings: vec![FilingRecord { text: "ICP".into(), link: link.into() }],
            ..record()
        };
        assert!(filing("https://beian.miit.gov.cn/").check().is_ok());
        assert_eq!(filing("javascript:alert(1)").check().unwrap_err().flaw, Flaw::Address);
    }

    #[test]
    fn a_link_leads_to_another_site_and_nowhere_else() {
        let link = |address: &str| SiteRecord {
            links: vec![LinkRecord {
                name_zh: "省政府".into(), name_en: "Province".into(), address: address.into()
            }],
            ..record()
        };
        assert!(link("http://www.example.cn/").check().is_ok());
        for wrong in ["javascript:alert(1)", "/articles/a", "mailto:a@b", "https://"] {
            assert_eq!(link(wrong).check().unwrap_err().flaw, Flaw::Address, "{wrong}");
        }
    }

    #[test]
    fn two_columns_cannot_share_an_address() {
        let column = ColumnRecord {
            id: "news".into(),
            name_zh: "要闻".into(),
            name_en: "News".into(),
            ..ColumnRecord::default()
        };
        let site = SiteRecord { columns: vec![column.clone(), column], ..record() };
        assert_eq!(site.check().unwrap_err().flaw, Flaw::Twice("news".into()));
    }
}
