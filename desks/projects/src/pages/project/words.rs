//! The words for what the journal keeps as keys: of the zone's lists, people, organisations, kinds.

use pages::Visit;
use store::StoreError;

use super::Looked;
use crate::{
    model::{IndustryCode, Key, Terms},
    pages::{dossier, show},
};

/// What keys mean in this zone, to this reader.
pub struct Words<'a> {
    visit: &'a Visit,
    looked: &'a Looked,
    dossier: dossier::Names,
}

impl<'a> Words<'a> {
    /// The words for a reader of a project.
    pub async fn of(visit: &'a Visit, looked: &'a Looked) -> Result<Self, StoreError> {
        Ok(Self { visit, looked, dossier: dossier::names(visit, &looked.rules).await? })
    }

    /// A kept value as a reader reads it. What is no key, or one that the zone no longer has, stays as it is.
    pub fn word(&self, name: &str, kept: &str) -> String {
        let lists = self.lists(name);
        if !lists.is_empty() {
            return self.each(kept, |key| self.term(&lists, key));
        }
        match name {
            _ if kept.is_empty() => String::new(),
            "industry_code" => self.industry(kept),
            "stage" | "claimed_stage" => keyed(kept, |key| show::stage(self.visit, &self.looked.rules, key)),
            "manager" | "bypassed_by" | "verified_by" | "claimed_by" | "released_by" => {
                show::person(&self.looked.names, kept)
            }
            "owner" => self.dossier.organisation(kept),
            "unknown_fields" => self.each(kept, |key| show::field(self.visit, key)),
            "status" => self.text("projects-status", kept),
            "likelihood" => self.text("projects-likelihood", kept),
            "item_kind" => self.text("projects-kind", kept),
            "what" => self.text("projects-promised", kept),
            "critical" => self.text("projects", kept),
            _ => kept.to_owned(),
        }
    }

    /// The zone's lists out of which a field is filled; none for one that is filled otherwise.
    fn lists(&self, name: &str) -> Vec<&Terms> {
        let (vocabulary, conduct) = (&self.looked.rules.vocabulary, &self.looked.rules.conduct);
        match name {
            "park" => vec![&vocabulary.parks],
            "cluster" => vec![&vocabulary.clusters],
            "six_news" => vec![&vocabulary.six_news],
            "leading_industry" => vec![&vocabulary.leading_industries],
            "lead_source" => vec![&vocabulary.lead_sources],
            "form" => vec![&conduct.talk_forms, &conduct.agreement_forms],
            "class" => vec![&conduct.request_classes],
            "hurdle" => vec![&conduct.hurdles],
            "cause" => vec![&conduct.causes],
            _ => Vec::new(),
        }
    }

    fn term(&self, lists: &[&Terms], kept: &str) -> String {
        keyed(kept, |key| {
            let terms = lists.iter().find(|terms| terms.get(key).is_some());
            terms.map_or_else(|| kept.to_owned(), |terms| show::term(self.visit, terms, key))
        })
    }

    fn industry(&self, kept: &str) -> String {
        let names =
            kept.parse::<IndustryCode>().ok().and_then(|code| self.looked.rules.vocabulary.industries.get(&code));
        let name = names.map_or("", |names| self.visit.language().pick(names.name_zh.as_str(), names.name_en.as_str()));
        format!("{kept} {name}").trim_end().to_owned()
    }

    /// The words of a list of keys.
    fn each(&self, kept: &str, word: impl Fn(&str) -> String) -> String {
        let words: Vec<String> = kept.split(';').map(word).collect();
        words.join(self.visit.language().pick("、", ", "))
    }

    /// The text of the language files for a key of the program's own.
    fn text(&self, list: &str, kept: &str) -> String {
        let key = format!("{list}-{kept}");
        if self.visit.app().languages().has(&key) { self.visit.text(&key) } else { kept.to_owned() }
    }
}

/// The word for a key; what is none stays as it is.
fn keyed(kept: &str, word: impl Fn(&Key) -> String) -> String {
    kept.parse().map_or_else(|_| kept.to_owned(), |key| word(&key))
}
