//! Flows through elements without resistance. Pressures say nothing about them; balances do, and where there are loops
//! of such elements the flows with the least sum of squares are taken: alike elements side by side share alike.

use super::linear::{Linear, Pattern, Singular};
use crate::topology::{DisjointSets, Neighbours};

/// Flows along edges such that each vertex receives what it needs; a vertex that is a source needs nothing, as it
/// supplies whatever its neighbours ask.
pub(crate) fn spread(
    edges: &[(u32, u32)],
    need: impl Fn(u32) -> f64,
    source: impl Fn(u32) -> bool,
) -> Result<Vec<f64>, Singular> {
    if edges.is_empty() {
        return Ok(Vec::new());
    }
    let mut vertices: Vec<u32> = edges.iter().flat_map(|&(a, b)| [a, b]).collect();
    vertices.sort_unstable();
    vertices.dedup();
    let at = |v: u32| u32::try_from(vertices.partition_point(|&w| w < v)).unwrap_or(u32::MAX);
    let edges: Vec<(u32, u32)> = edges.iter().map(|&(a, b)| (at(a), at(b))).collect();
    let mut need: Vec<f64> = vertices.iter().map(|&v| need(v)).collect();
    let root = roots(&edges, &vertices, source);
    let mut flow = vec![0.0; edges.len()];
    let left = peel(&edges, &root, &mut need, &mut flow);
    if !left.is_empty() {
        spread_loops(&edges, &left, &root, &need, &mut flow)?;
    }
    Ok(flow)
}

/// One vertex of each connected part: a source if there is one.
fn roots(edges: &[(u32, u32)], vertices: &[u32], source: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut sets = DisjointSets::new(vertices.len());
    for &(a, b) in edges {
        sets.join(a, b);
    }
    let (part, parts) = sets.number();
    let mut chosen: Vec<Option<usize>> = vec![None; parts];
    let mut root: Vec<bool> = vertices.iter().map(|&v| source(v)).collect();
    for (v, &is_source) in root.iter().enumerate() {
        let choice = &mut chosen[part[v] as usize];
        if choice.is_none() || is_source {
            *choice = Some(v);
        }
    }
    for v in chosen.into_iter().flatten() {
        root[v] = true;
    }
    root
}

/// Serves leaves first; returns the edges that lie on loops or on ways between them.
#[allow(clippy::cast_possible_truncation)]
fn peel(edges: &[(u32, u32)], root: &[bool], need: &mut [f64], flow: &mut [f64]) -> Vec<u32> {
    let neighbours = Neighbours::new(root.len(), edges.iter().copied());
    let mut degree: Vec<usize> = (0..root.len() as u32).map(|v| neighbours.of(v).len()).collect();
    let mut gone = vec![false; edges.len()];
    let mut loose: Vec<u32> =
        (0..root.len() as u32).filter(|&v| degree[v as usize] == 1 && !root[v as usize]).collect();
    while let Some(v) = loose.pop() {
        let Some(&(edge, other)) = neighbours.of(v).iter().find(|(edge, _)| !gone[*edge as usize]) else { continue };
        gone[edge as usize] = true;
        let inflow = need[v as usize];
        flow[edge as usize] = if edges[edge as usize].1 == v { inflow } else { -inflow };
        need[other as usize] += inflow;
        degree[other as usize] -= 1;
        if degree[other as usize] == 1 && !root[other as usize] {
            loose.push(other);
        }
    }
    (0..edges.len() as u32).filter(|&edge| !gone[edge as usize]).collect()
}

/// Least squares on what is left: flows are differences of potentials x with `L x = -need`, L the graph's Laplacian.
#[allow(clippy::cast_possible_truncation)]
fn spread_loops(
    edges: &[(u32, u32)],
    left: &[u32],
    root: &[bool],
    need: &[f64],
    flow: &mut [f64],
) -> Result<(), Singular> {
    let mut unknown = vec![u32::MAX; root.len()];
    let mut count = 0;
    for &edge in left {
        let (a, b) = edges[edge as usize];
        for v in [a, b] {
            if !root[v as usize] && unknown[v as usize] == u32::MAX {
                unknown[v as usize] = count;
                count += 1;
            }
        }
    }
    let mut terms = std::collections::BTreeMap::new();
    for &edge in left {
        let (a, b) = edges[edge as usize];
        let (a, b) = (unknown[a as usize], unknown[b as usize]);
        for (row, column, term) in [(a, a, 1.0), (b, b, 1.0), (a.max(b), a.min(b), -1.0)] {
            if row != u32::MAX && column != u32::MAX {
                *terms.entry((column, row)).or_insert(0.0) += term;
            }
        }
    }
    let mut column_start = vec![0; count as usize + 1];
    for &(column, _) in terms.keys() {
        column_start[column as usize + 1] += 1;
    }
    for column in 0..count as usize {
        column_start[column + 1] += column_start[column];
    }
    let row = terms.keys().map(|&(_, row)| row).collect();
    let mut linear = Linear::new(Pattern { symmetric: true, column_start, row })?;
    linear.values.copy_from_slice(&terms.into_values().collect::<Vec<f64>>());
    let mut x = vec![0.0; count as usize];
    for (v, &unknown) in unknown.iter().enumerate().filter(|(_, unknown)| **unknown != u32::MAX) {
        x[unknown as usize] = -need[v];
    }
    linear.factorise()?;
    linear.solve(&mut x);
    let potential = |v: u32| if root[v as usize] { 0.0 } else { x[unknown[v as usize] as usize] };
    for &edge in left {
        let (a, b) = edges[edge as usize];
        flow[edge as usize] = potential(a) - potential(b);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    #[allow(clippy::unwrap_used)]
    fn parallel_edges_share_and_trees_carry_their_load() {
        // 0 (source) = 1 twice, 1 - 2.
        let edges = [(0, 1), (1, 0), (1, 2)];
        let need = |v: u32| [0.0, 1.0, 3.0][v as usize];
        let flows = spread(&edges, need, |v| v == 0).unwrap();
        for (flow, expected) in flows.iter().zip([2.0, -2.0, 3.0]) {
            assert!((flow - expected).abs() < 1e-14, "{flows:?}");
        }
    }
}
