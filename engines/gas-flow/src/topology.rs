//! Graphs as arrays: disjoint sets and neighbours.

/// Disjoint sets of 0..n, joined pair by pair.
pub(crate) struct DisjointSets(Vec<u32>);

impl DisjointSets {
    #[allow(clippy::cast_possible_truncation)] // node counts fit u32, see `network::node_index`
    pub fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    pub fn root(&mut self, mut x: u32) -> u32 {
        while self.0[x as usize] != x {
            let above = self.0[self.0[x as usize] as usize];
            self.0[x as usize] = above;
            x = above;
        }
        x
    }

    /// Joins two sets; false if they were one already.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller number stays root: results do not depend on the order of joins.
        let (low, high) = (a.min(b), a.max(b));
        self.0[high as usize] = low;
        low != high
    }

    /// Numbers the sets 0..k in order of their first member; returns the number of each element's set, and k.
    pub fn number(mut self) -> (Vec<u32>, usize) {
        let mut number = vec![u32::MAX; self.0.len()];
        let mut count = 0;
        for x in 0..number.len() {
            let root = self.root(u32::try_from(x).unwrap_or(u32::MAX)) as usize;
            if number[root] == u32::MAX {
                number[root] = count;
                count += 1;
            }
            number[x] = number[root];
        }
        (number, count as usize)
    }
}

/// For each vertex the edges at it, each with the vertex at its other end.
#[derive(Clone)]
pub(crate) struct Neighbours {
    start: Vec<u32>,
    /// (edge, other end)
    list: Vec<(u32, u32)>,
}

impl Neighbours {
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(vertices: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut start = vec![0u32; vertices + 1];
        for (a, b) in edges.clone() {
            start[a as usize + 1] += 1;
            start[b as usize + 1] += 1;
        }
        for v in 0..vertices {
            start[v + 1] += start[v];
        }
        let mut next = start.clone();
        let mut list = vec![(0, 0); start[vertices] as usize];
        for (edge, (a, b)) in edges.enumerate() {
            for (here, there) in [(a, b), (b, a)] {
                list[next[here as usize] as usize] = (edge as u32, there);
                next[here as usize] += 1;
            }
        }
        Self { start, list }
    }

    pub fn of(&self, vertex: u32) -> &[(u32, u32)] {
        &self.list[self.start[vertex as usize] as usize..self.start[vertex as usize + 1] as usize]
    }
}
