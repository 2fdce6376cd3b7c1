use std::collections::{BTreeMap, BTreeSet};

use super::{Extent, IndustryCode, Key, Line, Problem, number::half_width, text::unknown_term};

/// A word of the zone: a park, a cluster, a tag, a leading industry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its key.
    pub key: Key,
    /// Its Chinese name.
    pub name_zh: Line,
    /// Its English name.
    pub name_en: Line,
    /// Where it comes from.
    pub source: Line,
}

/// A list of words, in the order in which they are offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(Vec<Term>);

/// The names of an industry code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industry {
    /// Its Chinese name.
    pub name_zh: Line,
    /// Its English name.
    pub name_en: Line,
    /// Where the names come from.
    pub source: Line,
}

/// The words that the zone files its projects under, and where its places may lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The parks (园区).
    pub parks: Terms,
    /// The clusters (产业集群).
    pub clusters: Terms,
    /// The "six news" (六新).
    pub six_news: Terms,
    /// The leading industries (主导产业).
    pub leading_industries: Terms,
    /// Where leads come from (线索来源).
    pub lead_sources: Terms,
    /// The kinds of documents that are handed in (材料).
    pub documents: Terms,
    /// The industry codes in use.
    pub industries: BTreeMap<IndustryCode, Industry>,
    /// Where the zone's places may lie; anywhere when absent.
    pub extent: Option<Extent>,
}

/// Why a list of words cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// Two entries share a key, a name or a code.
    #[error("{0:?} stands twice in one list")]
    Twice(String),
    /// A name holds a sign that divides one word from the next.
    #[error("the name {0:?} must not hold any of ; , 、 |: they divide one word from the next")]
    Divider(String),
}

/// What stands between the words of a list that is written as one text.
const DIVIDERS: [char; 6] = [';', '；', ',', '，', '、', '|'];

impl Terms {
    /// A list of words.
    ///
    /// # Errors
    /// [`VocabularyError`]: a key or name would be ambiguous.
    pub fn new(list: Vec<Term>) -> Result<Self, VocabularyError> {
        let mut words = BTreeSet::new();
        for term in &list {
            let own = BTreeSet::from([term.key.as_str(), term.name_zh.as_str(), term.name_en.as_str()]);
            if let Some(word) = own.into_iter().find(|word| !words.insert(*word)) {
                return Err(VocabularyError::Twice(word.to_owned()));
            }
            if let Some(name) = [&term.name_zh, &term.name_en].into_iter().find(|name| name.as_str().contains(DIVIDERS))
            {
                return Err(VocabularyError::Divider(name.to_string()));
            }
        }
        Ok(Self(list))
    }

    /// All words.
    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.0.iter()
    }

    /// The word with a key.
    pub fn get(&self, key: &Key) -> Option<&Term> {
        self.0.iter().find(|term| term.key == *key)
    }

    /// The key of the word that a person means by its key or one of its names.
    ///
    /// # Errors
    /// [`Problem::UnknownTerm`] with the names that there are.
    pub fn find(&self, text: &str) -> Result<Key, Problem> {
        let text = text.trim();
        let is_meant = |term: &&Term| {
            term.key.as_str() == text
                || term.name_zh.as_str() == text
                || term.name_en.as_str().eq_ignore_ascii_case(text)
        };
        let known = || self.0.iter().map(|term| term.name_zh.as_str());
        let found = self.0.iter().find(is_meant);
        found.map(|term| term.key.clone()).ok_or_else(|| unknown_term(text, known()))
    }

    /// The keys of several words, divided by commas or semicolons.
    ///
    /// # Errors
    /// [`Problem::UnknownTerm`] for the first that is not in the list.
    pub fn find_all(&self, text: &str) -> Result<BTreeSet<Key>, Problem> {
        text.split(DIVIDERS).filter(|word| !word.trim().is_empty()).map(|word| self.find(word)).collect()
    }
}

impl Vocabulary {
    /// The industry that a person means by its code, its name, or both (`C3073 特种陶瓷`).
    ///
    /// # Errors
    /// [`Problem::UnknownTerm`] for a code that the zone does not have, [`Problem::IndustryForm`] for no code at all.
    pub fn find_industry(&self, text: &str) -> Result<IndustryCode, Problem> {
        let narrow = half_width(text);
        let first_word = narrow.split_whitespace().next().unwrap_or_default();
        match first_word.parse::<IndustryCode>() {
            Ok(code) if self.industries.contains_key(&code) => Ok(code),
            Ok(code) => Err(unknown_term(code.as_str(), self.industries.keys().map(IndustryCode::as_str))),
            Err(problem) => {
                let text = text.trim();
                let named = |(_, names): &(&IndustryCode, &Industry)| {
                    names.name_zh.as_str() == text || names.name_en.as_str().eq_ignore_ascii_case(text)
                };
                self.industries.iter().find(named).map(|(code, _)| code.clone()).ok_or(problem)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::example::rules;

    #[test]
    fn a_word_is_found_by_key_and_by_name_in_both_languages() {
        let parks = rules().vocabulary.parks;
        for text in ["materials", "新材料园", "the MATERIALS", " 新材料园 "] {
            assert_eq!(parks.find(text).unwrap().as_str(), "materials");
        }
        let unknown = Problem::UnknownTerm { text: "moon".into(), known: "新材料园、装备园".into() };
        assert_eq!(parks.find("moon"), Err(unknown));
    }

    #[test]
    fn several_words_come_in_one_text() {
        let six_news = rules().vocabulary.six_news;
        for text in
            ["technology;products", "新产品、新技术", "新技术，新产品，", "the technology | products; technology"]
        {
            let keys: Vec<String> = six_news.find_all(text).unwrap().iter().map(Key::to_string).collect();
            assert_eq!(keys, ["products", "technology"], "{text}");
        }
        assert!(six_news.find_all(" ; ").unwrap().is_empty());
        assert!(six_news.find_all("technology;gossip").is_err());
    }

    #[test]
    fn an_industry_is_found_by_code_name_or_both() {
        let vocabulary = rules().vocabulary;
        for text in ["c3073", "Ｃ3073", "C3073 特种陶瓷", "特种陶瓷", "special ceramics"] {
            assert_eq!(vocabulary.find_industry(text).unwrap().as_str(), "C3073", "{text}");
        }
        assert!(matches!(vocabulary.find_industry("C9999"), Err(Problem::UnknownTerm { .. })));
        for text in ["Z12", "C", "C12345", "ceramics"] {
            assert_eq!(vocabulary.find_industry(text), Err(Problem::IndustryForm { text: text.into() }));
        }
    }

    #[test]
    fn ambiguous_lists_are_refused() {
        let term = |key: &str, name: &str| Term {
            key: key.parse().unwrap(),
            name_zh: name.parse().unwrap(),
            name_en: format!("The {key}").parse().unwrap(),
            source: "test".parse().unwrap(),
        };
        assert_eq!(Terms::new(vec![term("a", "甲"), term("b", "甲")]), Err(VocabularyError::Twice("甲".into())));
        assert_eq!(Terms::new(vec![term("a", "甲"), term("b", "a")]), Err(VocabularyError::Twice("a".into())));
        assert_eq!(Terms::new(vec![term("a", "甲、乙")]), Err(VocabularyError::Divider("甲、乙".into())));
    }
}
