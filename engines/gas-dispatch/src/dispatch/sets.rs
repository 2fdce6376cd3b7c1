//! Which junctions belong together.

/// Junctions in sets that grow together (union-find).
pub(super) struct Sets(Vec<usize>);

impl Sets {
    /// Each for itself.
    pub fn new(junctions: usize) -> Self {
        Self((0..junctions).collect())
    }

    /// The junction that stands for all of its set.
    pub fn find(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    /// Makes two sets one; false if they are already.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a] = b;
        a != b
    }
}

/// Per junction, a junction that stands for all that are linked with it.
pub(super) fn parts(junctions: usize, links: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut sets = Sets::new(junctions);
    links.for_each(|(from, to)| {
        sets.join(from, to);
    });
    (0..junctions).map(|i| sets.find(i)).collect()
}
