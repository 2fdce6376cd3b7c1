//! Clauses that are word for word the same.

use std::collections::{HashMap, VecDeque};

/// For each newer clause the older one with the same words, each used once.
pub(super) fn pairs(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let old: Vec<String> = old.iter().map(|text| key(text)).collect();
    let new: Vec<String> = new.iter().map(|text| key(text)).collect();
    let mut matching = Matching { old: &old, new: &new, of_new: vec![None; new.len()], taken: vec![false; old.len()] };
    matching.unique();
    matching.beside();
    matching.in_turn();
    matching.of_new
}

/// What makes two texts the same: their words, not their blanks.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Matching<'a> {
    old: &'a [String],
    new: &'a [String],
    of_new: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Matching<'_> {
    /// Joins the two, where both are free and the same.
    fn join(&mut self, to: usize, from: usize) {
        if self.of_new[to].is_none() && !self.taken[from] && self.new[to] == self.old[from] {
            self.of_new[to] = Some(from);
            self.taken[from] = true;
        }
    }

    /// Clauses that stand once in each edition cannot be mistaken.
    fn unique(&mut self) {
        let once = once(self.old);
        for (text, to) in once_in_order(self.new) {
            if let Some(&from) = once.get(text.as_str()) {
                self.join(to, from);
            }
        }
    }

    /// Of several equal clauses, those beside a pair belong together; the ends of the texts count as pairs.
    fn beside(&mut self) {
        let (news, olds) = (self.new.len(), self.old.len());
        for to in 0..news {
            let from = if to == 0 { Some(0) } else { self.of_new[to - 1].map(|from| from + 1) };
            if let Some(from) = from.filter(|&from| from < olds) {
                self.join(to, from);
            }
        }
        for to in (0..news).rev() {
            let from = if to + 1 == news { Some(olds) } else { self.of_new[to + 1] };
            if let Some(from) = from.and_then(|from| from.checked_sub(1)) {
                self.join(to, from);
            }
        }
    }

    /// The first with the first, the second with the second.
    fn in_turn(&mut self) {
        let mut free: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (from, text) in self.old.iter().enumerate().filter(|(from, _)| !self.taken[*from]) {
            free.entry(text).or_default().push_back(from);
        }
        for to in 0..self.new.len() {
            if self.of_new[to].is_none()
                && let Some(from) = free.get_mut(self.new[to].as_str()).and_then(VecDeque::pop_front)
            {
                self.join(to, from);
            }
        }
    }
}

/// Where each text stands that stands once only.
fn once(texts: &[String]) -> HashMap<&str, usize> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (index, text) in texts.iter().enumerate() {
        counts.entry(text).or_insert((0, index)).0 += 1;
    }
    counts.into_iter().filter(|(_, (count, _))| *count == 1).map(|(text, (_, index))| (text, index)).collect()
}

fn once_in_order(texts: &[String]) -> impl Iterator<Item = (&String, usize)> {
    let once = once(texts);
    texts
        .iter()
        .enumerate()
        .filter(move |(_, text)| once.contains_key(text.as_str()))
        .map(|(index, text)| (text, index))
}

/// The most pairs (newer, older) that are in the same order in both editions: a longest increasing subsequence, by
/// patience sorting in n log n steps.
pub(super) fn in_order(of_new: &[Option<usize>]) -> Vec<(usize, usize)> {
    let pairs: Vec<(usize, usize)> = of_new.iter().enumerate().filter_map(|(to, from)| Some((to, (*from)?))).collect();
    // The last pair of the best chain of each length, and the pair before each.
    let mut lasts: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let length = lasts.partition_point(|&last| pairs[last].1 < pair.1);
        before.push(length.checked_sub(1).map(|shorter| lasts[shorter]));
        if length == lasts.len() {
            lasts.push(index);
        } else {
            lasts[length] = index;
        }
    }
    let mut chain: Vec<_> =
        std::iter::successors(lasts.last().copied(), |&index| before[index]).map(|index| pairs[index]).collect();
    chain.reverse();
    chain
}
