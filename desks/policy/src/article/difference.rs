//! Finds the clauses of an older edition again in a newer one.

use std::collections::{HashMap, HashSet, VecDeque};

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Two clauses that share so much of their pairs of characters are the same clause, edited.
const LIKENESS_MIN: f64 = 0.5;
/// How far an edited clause is looked for beside its old place; farther on it is a new one.
const NEIGHBOURS: usize = 40;

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
    /// Clauses of the older edition that are gone.
    pub removed: Vec<Identified<Id>>,
}

/// Gives each clause of a newer edition the id of the older clause that it continues, or a new one.
///
/// Clauses that are word for word the same keep their ids, first those in order, then those that moved; then edited ones
/// near their old place, by the share of pairs of characters in common. No id is given twice.
pub fn difference<Id: Clone>(old: &[Identified<Id>], new: &[&str], mut new_id: impl FnMut() -> Id) -> Difference<Id> {
    let old_texts: Vec<&str> = old.iter().map(|clause| clause.text.trim()).collect();
    let new_texts: Vec<&str> = new.iter().map(|text| text.trim()).collect();
    let mut found: Vec<Option<(usize, bool)>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    match_in_order(&old_texts, &new_texts, &mut found, &mut taken);
    match_moved(&old_texts, &new_texts, &mut found, &mut taken);
    let edited = match_edited(&old_texts, &new_texts, &found, &mut taken);
    let clauses = new.iter().enumerate().map(|(index, text)| {
        let (id, change) = match (found[index], edited.get(&index)) {
            (Some((from, true)), _) => (old[from].id.clone(), Change::Unchanged),
            (Some((from, false)), _) => (old[from].id.clone(), Change::Moved),
            (None, Some(&from)) => (old[from].id.clone(), Change::Edited { before: old[from].text.clone() }),
            (None, None) => (new_id(), Change::Added),
        };
        Changed { id, text: (*text).to_owned(), change }
    });
    let clauses = clauses.collect();
    let removed = old.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(clause, _)| clause.clone()).collect();
    Difference { clauses, removed }
}

fn match_in_order(old: &[&str], new: &[&str], found: &mut [Option<(usize, bool)>], taken: &mut [bool]) {
    for operation in capture_diff_slices(Algorithm::Patience, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = operation {
            for step in 0..len {
                found[new_index + step] = Some((old_index + step, true));
                taken[old_index + step] = true;
            }
        }
    }
}

fn match_moved(old: &[&str], new: &[&str], found: &mut [Option<(usize, bool)>], taken: &mut [bool]) {
    let mut free: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (index, text) in old.iter().enumerate().filter(|(index, _)| !taken[*index]) {
        free.entry(text).or_default().push_back(index);
    }
    for (index, text) in new.iter().enumerate() {
        if found[index].is_none()
            && let Some(from) = free.get_mut(text).and_then(VecDeque::pop_front)
        {
            found[index] = Some((from, false));
            taken[from] = true;
        }
    }
}

/// For each new clause that was not found: the most similar old one that is free and stands near the same neighbours.
fn match_edited(
    old: &[&str],
    new: &[&str],
    found: &[Option<(usize, bool)>],
    taken: &mut [bool],
) -> HashMap<usize, usize> {
    let pairs: Vec<Option<HashSet<(char, char)>>> =
        old.iter().zip(taken.iter()).map(|(text, taken)| (!taken).then(|| pairs_of(text))).collect();
    let mut edited = HashMap::new();
    let mut expected = 0;
    for (index, text) in new.iter().enumerate() {
        if let Some((from, in_order)) = found[index] {
            if in_order {
                expected = from + 1;
            }
            continue;
        }
        let mine = pairs_of(text);
        let window = expected.saturating_sub(NEIGHBOURS)..(expected + NEIGHBOURS).min(old.len());
        let best = window
            .filter(|&from| !taken[from])
            .filter_map(|from| pairs[from].as_ref().map(|theirs| (likeness(&mine, theirs), from)))
            .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
            .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(&left.1)));
        if let Some((_, from)) = best {
            taken[from] = true;
            edited.insert(index, from);
            expected = from + 1;
        }
    }
    edited
}

fn pairs_of(text: &str) -> HashSet<(char, char)> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    characters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Dice's coefficient: twice what both have, over what each has; 1 for the same, 0 for nothing in common.
fn likeness(left: &HashSet<(char, char)>, right: &HashSet<(char, char)>) -> f64 {
    let total = left.len() + right.len();
    if total == 0 {
        return 0.0;
    }
    2.0 * left.intersection(right).count() as f64 / total as f64
}
