//! Finds the clauses of an older edition again in a newer one.

mod likeness;
mod same;

use likeness::{Words, best_in_order, likely_pairs};

/// Two clauses in the same place that share so much are the same clause, edited; see [`likeness::likeness`].
const LIKENESS_MIN: f64 = 0.5;
/// Two clauses in different places must share more than that.
const LIKENESS_MOVED_MIN: f64 = 0.75;

/// A clause with its permanent id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identified<Id> {
    /// The id.
    pub id: Id,
    /// The text.
    pub text: String,
}

/// What happened to a clause of the newer edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Word for word in its place.
    Unchanged,
    /// Word for word in another place.
    Moved,
    /// Found again with other words.
    Edited {
        /// What it said before.
        before: String,
    },
    /// Not in the older edition.
    Added,
}

/// A clause of the newer edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<Id> {
    /// Its id: that of the older clause, or a new one.
    pub id: Id,
    /// Its text.
    pub text: String,
    /// What happened to it.
    pub change: Change,
}

/// How two editions differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<Id> {
    /// The clauses of the newer edition in their order.
    pub clauses: Vec<Changed<Id>>,
    /// Clauses of the older edition that are gone, in their order.
    pub removed: Vec<Identified<Id>>,
}

/// Gives each clause of a newer edition the id of the older clause that it continues, or a new one.
///
/// 1. Clauses that are word for word the same keep their ids: first those that stand once in either edition, then equal
///    ones beside them, then the rest in order of appearance. The most of them that are in the same order are unchanged,
///    the others have moved.
/// 2. Between two unchanged clauses, clauses that are alike by at least [`LIKENESS_MIN`] are edited, in order.
/// 3. Of what is left, clauses that are alike by at least [`LIKENESS_MOVED_MIN`] are edited and have moved.
///
/// No id of an older clause is given twice; that a new one differs from all others is up to `new_id`. The time grows
/// with the length of the texts, not with its square.
pub fn difference<Id: Clone>(old: &[Identified<Id>], new: &[&str], mut new_id: impl FnMut() -> Id) -> Difference<Id> {
    let pairing = Pairing::of(&old.iter().map(|clause| clause.text.as_str()).collect::<Vec<_>>(), new);
    let clauses = new.iter().zip(&pairing.of_new).map(|(text, pair)| {
        let (id, change) = match *pair {
            None => (new_id(), Change::Added),
            Some((from, How::Same)) if pairing.in_order[from] => (old[from].id.clone(), Change::Unchanged),
            Some((from, How::Same)) => (old[from].id.clone(), Change::Moved),
            Some((from, How::Alike)) => (old[from].id.clone(), Change::Edited { before: old[from].text.clone() }),
        };
        Changed { id, text: (*text).to_owned(), change }
    });
    let clauses = clauses.collect();
    let removed =
        old.iter().zip(&pairing.taken).filter(|(_, taken)| !**taken).map(|(clause, _)| clause.clone()).collect();
    Difference { clauses, removed }
}

/// Why two clauses are a pair.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Same,
    Alike,
}

/// Which older clause each newer one continues.
struct Pairing {
    of_new: Vec<Option<(usize, How)>>,
    /// Older clauses that have a pair.
    taken: Vec<bool>,
    /// Older clauses that stand unchanged in the same order as before.
    in_order: Vec<bool>,
}

impl Pairing {
    fn of(old: &[&str], new: &[&str]) -> Self {
        let same = same::pairs(old, new);
        let anchors = same::in_order(&same);
        let mut pairing =
            Self { of_new: vec![None; new.len()], taken: vec![false; old.len()], in_order: vec![false; old.len()] };
        for (to, from) in same.iter().enumerate().filter_map(|(to, from)| from.map(|from| (to, from))) {
            pairing.join(to, from, How::Same);
        }
        for &(_, from) in &anchors {
            pairing.in_order[from] = true;
        }
        let words = Words::of(old, new, &pairing.taken, |to| pairing.of_new[to].is_none());
        pairing.join_edited_between(&anchors, &words);
        pairing.join_edited_elsewhere(&words);
        pairing
    }

    fn join(&mut self, to: usize, from: usize, how: How) {
        self.of_new[to] = Some((from, how));
        self.taken[from] = true;
    }

    fn free(&self, new: std::ops::Range<usize>, old: std::ops::Range<usize>) -> (Vec<usize>, Vec<usize>) {
        (new.filter(|&to| self.of_new[to].is_none()).collect(), old.filter(|&from| !self.taken[from]).collect())
    }

    fn join_edited_between(&mut self, anchors: &[(usize, usize)], words: &Words) {
        let (mut to_start, mut from_start) = (0, 0);
        let ends = [(self.of_new.len(), self.taken.len())];
        for &(to, from) in anchors.iter().chain(&ends) {
            let (new, old) = self.free(to_start..to, from_start..from);
            for (to, from) in best_in_order(likely_pairs(&new, &old, words, LIKENESS_MIN)) {
                self.join(to, from, How::Alike);
            }
            (to_start, from_start) = (to + 1, from + 1);
        }
    }

    fn join_edited_elsewhere(&mut self, words: &Words) {
        let (new, old) = self.free(0..self.of_new.len(), 0..self.taken.len());
        let mut likely = likely_pairs(&new, &old, words, LIKENESS_MOVED_MIN);
        likely.sort_by(|left, right| right.likeness.total_cmp(&left.likeness));
        for pair in likely {
            if self.of_new[pair.new].is_none() && !self.taken[pair.old] {
                self.join(pair.new, pair.old, How::Alike);
            }
        }
    }
}
