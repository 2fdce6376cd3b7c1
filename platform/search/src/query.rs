//! From what somebody typed to a query. There is no syntax, so nothing can be wrong.

use std::ops::Bound;

use jiff::Timestamp;
use tantivy::{
    Term,
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

use crate::{
    Reader,
    schema::Fields,
    words::{folded, pairs, words},
};

/// What is read of a text that somebody searches for.
const QUESTION_CHARS_MAX: usize = 200;
/// Words of one search; each must be found.
const WORDS_MAX: usize = 12;
/// A word in the title says more than one in the text.
const TITLE_BOOST: f32 = 3.0;

/// What is searched for.
pub(crate) struct Asked {
    clauses: Vec<Box<dyn Query>>,
    /// The words, to be marked where they are found.
    pub terms: Vec<String>,
}

impl Asked {
    /// `None` for a text without words.
    pub fn parse(fields: Fields, text: &str) -> Option<Self> {
        let text: String = folded(text).chars().take(QUESTION_CHARS_MAX).collect();
        // Whoever types a space has finished the word before.
        let unfinished = !text.ends_with(char::is_whitespace);
        let typed: Vec<&str> = text.split_whitespace().filter(|word| !words(word).is_empty()).take(WORDS_MAX).collect();
        let mut asked = Self { clauses: Vec::new(), terms: Vec::new() };
        for (place, word) in typed.iter().enumerate() {
            let last = unfinished && place + 1 == typed.len();
            asked.clauses.push(clause(fields, word, last));
            asked.terms.extend(words(word));
            asked.terms.extend(pairs(word));
        }
        (!asked.clauses.is_empty()).then_some(asked)
    }

    /// Everything that was asked for, in one kind or in all, for this reader.
    pub fn query(&self, fields: Fields, reader: &Reader, now: Timestamp, kind: Option<&str>) -> BooleanQuery {
        let mut must: Vec<(Occur, Box<dyn Query>)> =
            self.clauses.iter().map(|clause| (Occur::Must, clause.box_clone())).collect();
        let mut narrow = |query: Box<dyn Query>| {
            must.push((Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0)) as Box<dyn Query>));
        };
        // Always there unless the program itself asks: a reader without audiences finds nothing.
        if let Some(terms) = reader.terms() {
            narrow(Box::new(TermSetQuery::new(terms.map(|term| Term::from_field_text(fields.audience, term)))));
        }
        let now = Bound::Included(Term::from_field_i64(fields.since, now.as_second()));
        narrow(Box::new(RangeQuery::new(Bound::Unbounded, now)));
        if let Some(kind) = kind {
            narrow(one_of(fields.kind, kind));
        }
        BooleanQuery::new(must)
    }
}

/// A word as it was typed: all that it is cut into, or, however a name is cut, its neighbours in a title.
fn clause(fields: Fields, word: &str, unfinished: bool) -> Box<dyn Query> {
    let cut = words(word);
    let all = cut.iter().enumerate().map(|(place, term)| {
        let prefix = unfinished && place + 1 == cut.len();
        (Occur::Must, in_title_or_text(fields, term, prefix))
    });
    let all: Box<dyn Query> = Box::new(BooleanQuery::new(all.collect()));
    let neighbours = pairs(word);
    if neighbours.is_empty() {
        return all;
    }
    let pairs = neighbours.iter().map(|pair| (Occur::Must, one_of(fields.pairs, pair))).collect();
    let pairs = BoostQuery::new(Box::new(BooleanQuery::new(pairs)), TITLE_BOOST);
    Box::new(BooleanQuery::new(vec![(Occur::Should, all), (Occur::Should, Box::new(pairs))]))
}

fn in_title_or_text(fields: Fields, term: &str, prefix: bool) -> Box<dyn Query> {
    let title = Box::new(BoostQuery::new(one_of(fields.title, term), TITLE_BOOST));
    let mut either: Vec<(Occur, Box<dyn Query>)> =
        vec![(Occur::Should, title), (Occur::Should, one_of(fields.text, term))];
    if prefix {
        for field in [fields.title, fields.text] {
            let begun = FuzzyTermQuery::new_prefix(Term::from_field_text(field, term), 0, true);
            either.push((Occur::Should, Box::new(begun)));
        }
    }
    Box::new(BooleanQuery::new(either))
}

fn one_of(field: Field, term: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
}
