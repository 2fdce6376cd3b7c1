//! Clauses that are alike.

use std::collections::HashMap;

/// So many pairs are all compared; of more, only those that share a rare word.
const PAIRS_COMPARED_MAX: usize = 1_024;
/// A word that more clauses have than this does not lead from one clause to another.
const CLAUSES_PER_WORD_MAX: usize = 24;
/// So many older clauses are compared with a newer one.
const CANDIDATES_MAX: usize = 8;
/// So many older clauses to each side of the same relative place are compared in any case.
const NEIGHBOURS: usize = 3;

/// What clauses consist of: for each clause, sorted, its words and its pairs of neighbouring words as numbers. A Chinese
/// character is a word of its own; marks and blanks count for nothing.
pub(super) struct Words {
    old: Vec<Vec<u64>>,
    new: Vec<Vec<u64>>,
}

impl Words {
    /// Only clauses that are still free are taken apart.
    pub fn of(old: &[&str], new: &[&str], taken: &[bool], is_free: impl Fn(usize) -> bool) -> Self {
        let mut known = HashMap::new();
        let mut all = |texts: &[&str], wanted: &dyn Fn(usize) -> bool| {
            let parts = texts.iter().enumerate();
            parts.map(|(index, text)| if wanted(index) { parts_of(text, &mut known) } else { vec![] }).collect()
        };
        Self { old: all(old, &|index| !taken[index]), new: all(new, &is_free) }
    }
}

fn parts_of(text: &str, known: &mut HashMap<String, u32>) -> Vec<u64> {
    let mut number = |word: &str| {
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX - 1);
        u64::from(if let Some(&number) = known.get(word) {
            number
        } else {
            *known.entry(word.to_lowercase()).or_insert(next)
        })
    };
    let mut parts = Vec::new();
    let mut before = None;
    for word in words(text) {
        let word = number(word);
        parts.push(word);
        if let Some(before) = before.replace(word) {
            // Numbers of words are below 2^32: no pair is mistaken for a word or another pair.
            parts.push((before + 1) << 32 | word);
        }
    }
    parts.sort_unstable();
    parts
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let end = if first.is_ascii() {
            rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Dice's coefficient: twice what both have over what each has; 1 for the same words in the same order, 0 for nothing in
/// common.
fn likeness(left: &[u64], right: &[u64]) -> f64 {
    let (mut a, mut b, mut both) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (left.get(a), right.get(b)) {
        both += usize::from(x == y);
        a += usize::from(x <= y);
        b += usize::from(y <= x);
    }
    let total = left.len() + right.len();
    if total == 0 { 0.0 } else { 2.0 * both as f64 / total as f64 }
}

/// The most that the likeness can be, by length alone.
fn likeness_max(left: &[u64], right: &[u64]) -> f64 {
    let total = left.len() + right.len();
    if total == 0 { 0.0 } else { 2.0 * left.len().min(right.len()) as f64 / total as f64 }
}

/// A newer and an older clause that are alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub new: usize,
    pub old: usize,
    pub likeness: f64,
}

/// The pairs of these clauses that are alike by at least `min`, without comparing each with each.
pub(super) fn likely_pairs(new: &[usize], old: &[usize], words: &Words, min: f64) -> Vec<Pair> {
    let few = new.len().saturating_mul(old.len()) <= PAIRS_COMPARED_MAX;
    let index = if few { HashMap::new() } else { clauses_by_word(old, words) };
    let mut pairs = Vec::new();
    for (place, &to) in new.iter().enumerate() {
        let candidates = if few {
            old.to_vec()
        } else {
            let expected = place * old.len() / new.len();
            let beside = expected.saturating_sub(NEIGHBOURS)..(expected + NEIGHBOURS + 1).min(old.len());
            sharing_most(&words.new[to], &index, &old[beside])
        };
        for from in candidates {
            let (mine, theirs) = (&words.new[to], &words.old[from]);
            if likeness_max(mine, theirs) >= min {
                pairs.push(Pair { new: to, old: from, likeness: likeness(mine, theirs) });
            }
        }
    }
    pairs.retain(|pair| pair.likeness >= min);
    pairs
}

/// The older clauses that have a word or pair of words, where it is rare enough to tell.
fn clauses_by_word(old: &[usize], words: &Words) -> HashMap<u64, Vec<usize>> {
    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    for &from in old {
        let mut parts = words.old[from].clone();
        parts.dedup();
        for part in parts {
            index.entry(part).or_default().push(from);
        }
    }
    index.retain(|_, clauses| clauses.len() <= CLAUSES_PER_WORD_MAX);
    index
}

/// The older clauses that share the most rare words with these, and those beside.
fn sharing_most(parts: &[u64], index: &HashMap<u64, Vec<usize>>, beside: &[usize]) -> Vec<usize> {
    let mut votes: HashMap<usize, usize> = HashMap::new();
    for from in parts.iter().filter_map(|part| index.get(part)).flatten() {
        *votes.entry(*from).or_default() += 1;
    }
    let mut ranked: Vec<_> = votes.into_iter().collect();
    ranked.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut found: Vec<_> =
        ranked.into_iter().take(CANDIDATES_MAX).map(|(from, _)| from).chain(beside.iter().copied()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The pairs (newer, older) with the greatest likeness in sum that are in the same order in both editions: a heaviest
/// increasing subsequence, by a tree of best sums over the older clauses.
pub(super) fn best_in_order(mut pairs: Vec<Pair>) -> Vec<(usize, usize)> {
    // Of one newer clause the farthest pair comes first, so that no two pairs of it are chained.
    pairs.sort_unstable_by(|left, right| left.new.cmp(&right.new).then(right.old.cmp(&left.old)));
    let Some((first, last)) = pairs.iter().map(|pair| pair.old).min().zip(pairs.iter().map(|pair| pair.old).max())
    else {
        return vec![];
    };
    let mut best = BestSums(vec![(0.0, None); last - first + 2]);
    let mut before = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let (sum, chain) = best.below(pair.old - first);
        before.push(chain);
        best.raise(pair.old - first, (sum + pair.likeness, Some(index)));
    }
    let end = best.below(last - first + 1).1;
    let mut chain: Vec<_> =
        std::iter::successors(end, |&index| before[index]).map(|index| (pairs[index].new, pairs[index].old)).collect();
    chain.reverse();
    chain
}

/// A Fenwick tree: the best sum of a chain that ends below a place, and the last pair of that chain.
struct BestSums(Vec<(f64, Option<usize>)>);

impl BestSums {
    fn below(&self, place: usize) -> (f64, Option<usize>) {
        let mut best = (0.0, None);
        let mut at = place;
        while at > 0 {
            if self.0[at].0 > best.0 {
                best = self.0[at];
            }
            at &= at - 1;
        }
        best
    }

    fn raise(&mut self, place: usize, sum: (f64, Option<usize>)) {
        let mut at = place + 1;
        while at < self.0.len() {
            if sum.0 > self.0[at].0 {
                self.0[at] = sum;
            }
            at += at & at.wrapping_neg();
        }
    }
}
