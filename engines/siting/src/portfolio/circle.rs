//! Works that wait for each other.

use super::model::Work;

/// A circle of works, each after the next, the first again at its end; none where every work can begin some day.
pub(super) fn circle(works: &[Work]) -> Option<Vec<usize>> {
    let mut is_done = vec![false; works.len()];
    for first in 0..works.len() {
        // The way from `first` down, and at each work how many of those before it were looked at.
        let mut way: Vec<(usize, usize)> = vec![(first, 0)];
        while let Some((work, looked)) = way.last_mut() {
            let work = *work;
            match works[work].after.get(*looked) {
                _ if is_done[work] => drop(way.pop()),
                None => is_done[work] = true,
                Some(&before) => {
                    *looked += 1;
                    if let Some(begin) = way.iter().position(|(one, _)| *one == before) {
                        let mut circle: Vec<usize> = way[begin..].iter().map(|(one, _)| *one).collect();
                        circle.push(before);
                        return Some(circle);
                    }
                    way.push((before, 0));
                }
            }
        }
    }
    None
}
