//! What a factor looks like, from the pattern of the matrix alone.

use std::ops::Range;

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::sparse::linalg::amd;

use crate::steady::linear::{Pattern, Singular};
use crate::topology::Neighbours;

/// Parent of a column that hands nothing on.
const NONE: u32 = u32::MAX;

/// Where everything lies in a factor: the same for all matrices of one pattern.
pub(super) struct Shape {
    /// By unknown: its place in the order of elimination.
    pub place: Vec<u32>,
    /// In the order of elimination, each after its children and all that hand on to those.
    pub fronts: Vec<Front>,
    /// Rows of the fronts, one front after another, rising: first the columns that it eliminates.
    pub rows: Vec<u32>,
    /// By entry of `rows`: its position among the rows of the front's parent; nothing for what the front eliminates.
    pub in_parent: Vec<u32>,
    /// By entry of the matrix: its place among the values of the factor.
    pub slot: Vec<usize>,
}

/// Columns that are eliminated together, since the same rows lie below them.
pub(super) struct Front {
    /// By place in the order of elimination.
    pub columns: Range<usize>,
    /// Among the rows of the shape.
    pub rows: Range<usize>,
    /// Among the values of the factor: all rows of the first column, of the second and so on.
    pub values: Range<usize>,
    pub children: usize,
    /// Whether an odd number of fronts lies above it.
    pub odd: bool,
}

impl Front {
    /// Its rows below the columns that it eliminates.
    pub fn below(&self) -> Range<usize> {
        self.rows.start + self.columns.len()..self.rows.end
    }
}

impl Shape {
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(pattern: &Pattern) -> Result<Self, Singular> {
        let order = order(pattern)?;
        let unknowns = order.len();
        let by_order = graph(pattern, &order);
        let (above, sizes) = trees(&by_order, unknowns);
        let number = postorder(&above);
        let (mut parent, mut rows) = (vec![NONE; unknowns], vec![0; unknowns]);
        for ((&at, &above), &size) in number.iter().zip(&above).zip(&sizes) {
            parent[at as usize] = number.get(above as usize).copied().unwrap_or(NONE);
            rows[at as usize] = size;
        }
        // A column joins the one before it if that has the same rows and itself.
        let joins = |v: usize| v > 0 && parent[v - 1] as usize == v && rows[v - 1] == rows[v] + 1;
        let mut first: Vec<usize> = (0..unknowns).filter(|&v| !joins(v)).collect();
        first.push(unknowns);
        let mut front = vec![NONE; unknowns];
        for (f, columns) in (0u32..).zip(first.windows(2)) {
            front[columns[0]..columns[1]].fill(f);
        }
        let front_of = |column: u32| front.get(column as usize).copied().unwrap_or(NONE);
        let above: Vec<u32> = first[1..].iter().map(|&end| front_of(parent[end - 1])).collect();
        let place: Vec<u32> = order.iter().map(|&v| number[v as usize]).collect();
        let by_place = graph(pattern, &place);
        let slot = vec![0; pattern.row.len()];
        let mut shape = Self { place, fronts: Vec::new(), rows: Vec::new(), in_parent: Vec::new(), slot };
        shape.place_fronts(&by_place, &first, &above);
        Ok(shape)
    }

    /// `first`: the first column of each front, and the end; `above`: the parent of each.
    #[allow(clippy::cast_possible_truncation)]
    fn place_fronts(&mut self, graph: &Neighbours, first: &[usize], above: &[u32]) {
        let unknowns = self.place.len();
        let (mut seen, mut position) = (vec![NONE; unknowns], vec![0; unknowns]);
        let (mut waiting, mut values) = (Vec::<usize>::new(), 0);
        for (f, columns) in (0u32..).zip(first.windows(2)) {
            let columns = columns[0]..columns[1];
            let children = waiting.split_off(waiting.partition_point(|&child| above[child] != f));
            let start = self.rows.len();
            self.rows.extend(columns.start as u32..columns.end as u32);
            let neighbours = columns.clone().flat_map(|column| graph.of(column as u32)).map(|&(_, row)| row);
            let mut below: Vec<u32> = neighbours.collect();
            below.extend(children.iter().flat_map(|&child| &self.rows[self.fronts[child].below()]));
            below.retain(|&row| row as usize >= columns.end && std::mem::replace(&mut seen[row as usize], f) != f);
            below.sort_unstable();
            self.rows.append(&mut below);
            let rows = start..self.rows.len();
            for (at, &row) in (0u32..).zip(&self.rows[rows.clone()]) {
                position[row as usize] = at;
            }
            self.in_parent.resize(rows.end, 0);
            for &child in &children {
                for at in self.fronts[child].below() {
                    self.in_parent[at] = position[self.rows[at] as usize];
                }
            }
            for column in columns.clone() {
                let start = values + (column - columns.start) * rows.len();
                for &(entry, row) in graph.of(column as u32).iter().filter(|(_, row)| *row as usize >= column) {
                    self.slot[entry as usize] = start + position[row as usize] as usize;
                }
            }
            let end = values + columns.len() * rows.len();
            self.fronts.push(Front { columns, rows, values: values..end, children: children.len(), odd: false });
            values = end;
            waiting.push(f as usize);
        }
        for f in (0..self.fronts.len()).rev() {
            self.fronts[f].odd = self.fronts.get(above[f] as usize).is_some_and(|parent| !parent.odd);
        }
    }
}

/// An order of elimination that fills little: the place of each unknown, by approximate minimum degree.
fn order(pattern: &Pattern) -> Result<Vec<u32>, Singular> {
    let unknowns = pattern.column_start.len() - 1;
    let (mut order, mut place) = (vec![0; unknowns], vec![0; unknowns]);
    let mut memory = MemBuffer::new(amd::order_maybe_unsorted_scratch::<u32>(unknowns, pattern.row.len()));
    let (matrix, stack) = (pattern.symbolic(), MemStack::new(&mut memory));
    amd::order_maybe_unsorted(&mut order, &mut place, matrix, amd::Control::default(), stack).map_err(|_| Singular)?;
    Ok(place)
}

/// The entries of the matrix as edges between the places of their unknowns.
#[allow(clippy::cast_possible_truncation)]
fn graph(pattern: &Pattern, place: &[u32]) -> Neighbours {
    let columns = pattern.column_start.windows(2).zip(place);
    let entries = columns.flat_map(|(range, &column)| {
        pattern.row[range[0] as usize..range[1] as usize].iter().map(move |&row| (place[row as usize], column))
    });
    Neighbours::new(place.len(), entries)
}

/// The elimination tree: the parent of each column, the first row below its diagonal; and how many rows each column has (J. W.
/// H. Liu, "The role of elimination trees in sparse factorization", SIAM J. Matrix Anal. Appl. 11(1), 1990).
#[allow(clippy::cast_possible_truncation)]
fn trees(graph: &Neighbours, unknowns: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut parent, mut rows, mut seen) = (vec![NONE; unknowns], vec![1; unknowns], vec![NONE; unknowns]);
    for row in 0..unknowns as u32 {
        seen[row as usize] = row;
        for &(_, start) in graph.of(row).iter().filter(|(_, other)| *other < row) {
            let mut column = start;
            while seen[column as usize] != row {
                seen[column as usize] = row;
                rows[column as usize] += 1;
                let parent = &mut parent[column as usize];
                if *parent == NONE {
                    *parent = row;
                }
                column = *parent;
            }
        }
    }
    (parent, rows)
}

/// Numbers the columns so that each comes after those below it in the tree, and right after the last of them.
#[allow(clippy::cast_possible_truncation)]
fn postorder(parent: &[u32]) -> Vec<u32> {
    let mut size = vec![1; parent.len()];
    for (v, &above) in parent.iter().enumerate().filter(|(_, above)| **above != NONE) {
        size[above as usize] += size[v];
    }
    let (mut number, mut top) = (vec![0; parent.len()], parent.len() as u32);
    // Where the next of its children ends.
    let mut end = vec![0; parent.len()];
    for v in (0..parent.len()).rev() {
        let end_here = if parent[v] == NONE { &mut top } else { &mut end[parent[v] as usize] };
        let last = *end_here - 1;
        *end_here -= size[v];
        (number[v], end[v]) = (last, last);
    }
    number
}
