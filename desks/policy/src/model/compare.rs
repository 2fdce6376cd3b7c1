use std::collections::BTreeSet;

use super::{ClauseId, Passage, Sentence};
use crate::article::{Change, Difference, Identified, difference};

/// A new text beside the edition that it follows: which clauses continue, which are new, which are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The sentences of the new text with their clauses' ids, and what happened to each.
    pub sentences: Vec<(Sentence, Change)>,
    /// Sentences of the edition before that are gone.
    pub removed: Vec<Sentence>,
}

/// How many clauses of a new text are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Word for word as before, in place or moved.
    pub kept: usize,
    /// Found again with other words.
    pub edited: usize,
    /// New.
    pub added: usize,
    /// Gone.
    pub removed: usize,
}

impl Comparison {
    /// Finds the clauses of the edition before again. `known` are all ids that the document ever gave: none is given
    /// twice.
    pub fn new(before: &[Sentence], known: &BTreeSet<ClauseId>, passages: &[Passage]) -> Self {
        let old: Vec<_> = before
            .iter()
            .map(|sentence| Identified { id: Some(sentence.clause.clone()), text: sentence.text.to_string() })
            .collect();
        let texts: Vec<_> = passages.iter().map(|passage| passage.text.as_str()).collect();
        let Difference { clauses, removed } = difference(&old, &texts, || None);
        let mut fresh = FreshIds::after(known);
        let sentences = passages.iter().zip(clauses).map(|(passage, changed)| {
            let clause = changed.id.unwrap_or_else(|| fresh.next());
            let sentence = Sentence { clause, place: passage.place.clone(), text: passage.text.clone() };
            (sentence, changed.change)
        });
        let gone = |sentence: &&Sentence| removed.iter().any(|gone| gone.id.as_ref() == Some(&sentence.clause));
        Self { sentences: sentences.collect(), removed: before.iter().filter(gone).cloned().collect() }
    }

    /// How many clauses are what.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { removed: self.removed.len(), ..Counts::default() };
        for (_, change) in &self.sentences {
            match change {
                Change::Unchanged | Change::Moved => counts.kept += 1,
                Change::Edited { .. } => counts.edited += 1,
                Change::Added => counts.added += 1,
            }
        }
        counts
    }
}

/// Ids that nobody had: `c001`, `c002`, …, after the highest that was ever given.
struct FreshIds {
    last: u64,
}

impl FreshIds {
    fn after(known: &BTreeSet<ClauseId>) -> Self {
        let number = |id: &ClauseId| id.as_str().strip_prefix('c').and_then(|digits| digits.parse::<u64>().ok());
        Self { last: known.iter().filter_map(number).max().unwrap_or_default() }
    }

    fn next(&mut self) -> ClauseId {
        self.last = self.last.saturating_add(1);
        ClauseId::numbered(self.last)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::Draft;

    fn passages(text: &str) -> Vec<Passage> {
        let sections = vec![(String::new(), text.to_owned())];
        Draft { title: "题".to_owned(), sections, ..Draft::default() }.check().unwrap().passages
    }

    #[test]
    fn an_edit_keeps_the_ids_and_a_new_clause_gets_one_that_nobody_had() {
        let first = Comparison::new(&[], &BTreeSet::new(), &passages("要抓好项目。\n要降低气价。\n要建园区。"));
        let old: Vec<Sentence> = first.sentences.into_iter().map(|(sentence, _)| sentence).collect();
        let ids: Vec<_> = old.iter().map(|sentence| sentence.clause.as_str()).collect();
        assert_eq!(ids, ["c001", "c002", "c003"]);
        let known: BTreeSet<_> = old.iter().map(|one| one.clause.clone()).chain(["c007".parse().unwrap()]).collect();
        let second = Comparison::new(&old, &known, &passages("要降低气价。\n全新的一句话在此。\n要狠抓好项目。"));
        let ids: Vec<_> = second.sentences.iter().map(|(sentence, _)| sentence.clause.as_str()).collect();
        assert_eq!(ids, ["c002", "c008", "c001"]);
        assert_eq!(second.counts(), Counts { kept: 1, edited: 1, added: 1, removed: 1 });
        assert_eq!(second.removed[0].clause.as_str(), "c003");
    }
}
