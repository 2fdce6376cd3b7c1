//! Finding the modes of all controls: those that fit the pressures and flows that they bring about.

use std::collections::{HashMap, HashSet, VecDeque};

use super::arrangement::{Anchor, Arrangement, Clash};
use super::control::{Control, ControlState, Mode};
use super::grid::Grid;
use super::newton::{Gas, State};
use crate::topology::DisjointSets;

/// Relative tolerance on squared pressures and power, and on flows (kg/s), within which a mode is left alone.
const SLACK: f64 = 1e-9;
const STILL: f64 = 1e-9;

/// Modes tried one after another before the search turns to all there are.
const TRIES_MAX: usize = 200;

/// Single switches that are kept for later at each set of modes.
const BRANCHES_MAX: usize = 8;

/// All sets of modes are gone through if there are no more than this, and no more than this many links to work out in
/// all of them: about a second.
const SETS_MAX: usize = 20_000;
const LINKS_MAX: usize = 2_000_000;

/// What may help where modes do not fit, or have no steady flow.
pub(crate) enum Ways {
    /// All these switches at once, or else one of them.
    Together(Vec<(u32, Mode)>),
    /// One of these switches.
    OneOf(Vec<(u32, Mode)>),
}

impl Ways {
    /// Any other mode of a control or of those beside it.
    pub fn at(grid: &Grid, control: u32) -> Self {
        let Control { from, to, .. } = grid.controls[control as usize];
        let beside = |other: &Control| [other.from, other.to].iter().any(|end| [from, to].contains(end));
        let others = (0u32..).zip(&grid.controls).filter(|&(c, other)| c != control && beside(other)).map(|(c, _)| c);
        Self::among(grid, &std::iter::once(control).chain(others).collect::<Vec<_>>())
    }

    /// Any other mode of some controls.
    pub fn among(grid: &Grid, controls: &[u32]) -> Self {
        let modes = |&c: &u32| grid.controls[c as usize].choices().into_iter().map(move |mode| (c, mode));
        Self::OneOf(controls.iter().flat_map(modes).collect())
    }
}

/// The search for modes that fit: depth first, and no modes twice, so it ends. All controls that ought to switch do so at
/// once; where that leads back, one of them, the one that has waited longest first; where that leads back too, the
/// search returns to the last modes that left another choice, then closes what need not be open, and in the end, where
/// they are few, goes through all sets of modes there are.
#[derive(Default)]
pub(crate) struct Search {
    tried: HashSet<Vec<Mode>>,
    /// Modes to try yet, the most promising last.
    waiting: Vec<Choice>,
    /// Modes to try when nothing else is left.
    spare: VecDeque<Choice>,
    /// When each control switched last, counting tries.
    last: HashMap<u32, usize>,
    /// All sets of modes, once it has come to that.
    all: Option<AllSets>,
}

/// Modes, and the controls that switch to them.
type Choice = (Vec<Mode>, Vec<u32>);

/// Everything within reach has been tried; these were the last that ought to switch.
pub(crate) struct Exhausted(pub Vec<u32>);

impl Search {
    /// Whether modes that cannot be may be changed for others: not once all sets of modes are gone through.
    pub fn mends(&self) -> bool {
        self.all.is_none()
    }

    /// Goes on from modes that do not do to others.
    pub fn go_on(&mut self, grid: &Grid, modes: &mut [Mode], ways: Ways) -> Result<(), Exhausted> {
        self.tried.insert(modes.to_vec());
        let (mut single, together) = match ways {
            Ways::Together(wanted) => (wanted.clone(), Some(wanted)),
            Ways::OneOf(wanted) => (wanted, None),
        };
        if self.all.is_none() {
            let wanted: Vec<u32> = single.iter().map(|&(control, _)| control).collect();
            single.sort_by_key(|(control, _)| (self.last.get(control).copied(), *control));
            single.truncate(BRANCHES_MAX);
            for choice in single.chunks(1).rev().chain(together.as_deref()) {
                self.waiting.push(switched(modes, choice));
            }
            self.spare.extend(closable(grid, modes).map(|control| switched(modes, &[(control, Mode::Closed)])));
            while let Some((next, switched)) = self.waiting.pop().or_else(|| self.spare.pop_front()) {
                if self.tried.len() < TRIES_MAX && self.tried.insert(next.clone()) {
                    let count = self.tried.len();
                    self.last.extend(switched.into_iter().map(|control| (control, count)));
                    modes.copy_from_slice(&next);
                    return Ok(());
                }
            }
            self.all = Some(AllSets::new(grid).ok_or(Exhausted(wanted))?);
        }
        let rest = self.all.as_mut().and_then(|all| all.find(|next| !self.tried.contains(next)));
        modes.copy_from_slice(&rest.ok_or(Exhausted(Vec::new()))?);
        Ok(())
    }
}

fn switched(modes: &[Mode], choice: &[(u32, Mode)]) -> Choice {
    let mut next = modes.to_vec();
    for &(control, mode) in choice {
        next[control as usize] = mode;
    }
    (next, choice.iter().map(|&(control, _)| control).collect())
}

/// The first few controls that may close.
fn closable(grid: &Grid, modes: &[Mode]) -> impl Iterator<Item = u32> {
    let closes = |(c, control): (u32, &Control)| control.off.is_none() && modes[c as usize] != Mode::Closed;
    (0u32..).zip(&grid.controls).filter(move |&pair| closes(pair)).map(|(c, _)| c).take(BRANCHES_MAX)
}

/// Whether all sets of modes can be gone through.
pub(crate) fn are_few(grid: &Grid) -> bool {
    AllSets::new(grid).is_some()
}

/// All sets of modes that controls may take, one after another.
struct AllSets {
    choices: Vec<Vec<Mode>>,
    /// Which choice of each control comes next; none after the last set.
    next: Option<Vec<usize>>,
}

impl AllSets {
    /// None if they are too many.
    fn new(grid: &Grid) -> Option<Self> {
        let choices: Vec<Vec<Mode>> = grid.controls.iter().map(Control::choices).collect();
        let most = SETS_MAX.min(LINKS_MAX / grid.core.len().max(1));
        let count = choices.iter().try_fold(1, |count: usize, choices| count.checked_mul(choices.len()));
        let next = Some(vec![0; choices.len()]);
        count.is_some_and(|count| count <= most).then_some(Self { choices, next })
    }
}

impl Iterator for AllSets {
    type Item = Vec<Mode>;

    fn next(&mut self) -> Option<Vec<Mode>> {
        let mut at = self.next.take()?;
        let set = self.choices.iter().zip(&at).map(|(choices, &at)| choices[at]).collect();
        let mut digits = self.choices.iter().zip(&mut at);
        let carried = digits.all(|(choices, at)| {
            *at = (*at + 1) % choices.len();
            *at == 0
        });
        self.next = (!carried).then_some(at);
        Some(set)
    }
}

/// Controls whose mode does not fit a state, each with the mode that would.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn misfits(grid: &Grid, gas: &Gas, modes: &[Mode], state: &State) -> Vec<(u32, Mode)> {
    let mut wanted = Vec::new();
    for (c, control) in grid.controls.iter().enumerate() {
        let [from, to] =
            [control.from, control.to].map(|group| gas.end(state.squared[group as usize]).pressure.powi(2));
        let flow = state.control_flow[c];
        let machine = control.machine.as_ref();
        let power = machine.map_or(0.0, |machine| machine.power(&gas.factor, modes[c], flow, from, to));
        let seen = ControlState { from, to, flow, power, slack: SLACK, still: STILL };
        let next = control.next(modes[c], &seen);
        if next != modes[c] {
            wanted.push((c as u32, next));
        }
    }
    wanted
}

/// A part of the network that no pressure holds, in the present modes.
pub(crate) struct Loose {
    pub groups: Vec<u32>,
    /// Controls at its border, closed or at a limit of flow, or drawing gas from it that they may bring back.
    pub border: Vec<u32>,
}

impl Loose {
    /// A control that brings gas to the part, or takes gas from it, once it is in another mode; the gas comes backward
    /// only where nothing else can bring it.
    pub fn opened(&self, grid: &Grid, modes: &[Mode], lacks: bool) -> Option<(u32, Mode)> {
        let way = |forward: bool| {
            self.border.iter().find_map(|&c| {
                let control = &grid.controls[c as usize];
                let inward = self.groups.contains(&if forward { control.to } else { control.from }) == lacks;
                control.opened(modes[c as usize], forward).filter(|_| inward).map(|mode| (c, mode))
            })
        };
        way(true).or_else(|| way(false))
    }
}

/// Parts in which no pressure is known.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn loose_parts(grid: &Grid, modes: &[Mode], arrangement: &Arrangement) -> Vec<Loose> {
    let mut sets = DisjointSets::new(arrangement.blocks.len());
    let block = |group: u32| arrangement.block[group as usize];
    for link in grid.core.iter().map(|&link| &grid.links[link as usize]) {
        sets.join(block(link.from), block(link.to));
    }
    for (control, _) in grid.controls.iter().zip(modes).filter(|(_, mode)| **mode == Mode::Power) {
        sets.join(block(control.from), block(control.to));
    }
    let (part, parts) = sets.number();
    let mut anchored = vec![false; parts];
    for (block, &part) in arrangement.blocks.iter().zip(&part) {
        anchored[part as usize] |= !matches!(block.anchor, Anchor::Free(_) | Anchor::Locked);
    }
    if anchored.iter().all(|&anchored| anchored) {
        return Vec::new();
    }
    let mut loose: Vec<Loose> = (0..parts).map(|_| Loose { groups: Vec::new(), border: Vec::new() }).collect();
    for &group in &grid.core_groups {
        loose[part[block(group) as usize] as usize].groups.push(group);
    }
    for (c, control) in grid.controls.iter().enumerate() {
        let [from, to] = [control.from, control.to].map(|group| part[block(group) as usize] as usize);
        if from != to && matches!(modes[c], Mode::Closed | Mode::Flow) {
            loose[from].border.push(c as u32);
            loose[to].border.push(c as u32);
        } else if from != to && control.reverses && modes[c] == Mode::OutletPressure {
            loose[from].border.push(c as u32);
        }
    }
    loose.into_iter().zip(anchored).filter(|(_, anchored)| !anchored).map(|(loose, _)| loose).collect()
}

/// Changes the modes of a clash: what feeds backward closes; what would have to pass gas without bound goes to its
/// limit, if it has one. On a ring a compressor closes that has no limit or no work.
#[allow(clippy::match_same_arms)] // the order of the arms is the rule
pub(crate) fn resolve(grid: &Grid, clash: Clash, state: &State, modes: &mut [Mode]) -> Result<(), Clash> {
    // Whether there is more pressure behind a control than it shall hold.
    let idle = |c: u32| {
        let control = &grid.controls[c as usize];
        control.set.is_some_and(|set| state.squared[control.to as usize] > set * (1.0 + SLACK))
    };
    // A control beside one that passes gas without resistance holds no pressure, if that one brings more already.
    let idle_beside = |c: u32| {
        let passing = &grid.controls[c as usize];
        let lift = match modes[c as usize] {
            Mode::Ratio => passing.ratio_max.powi(2),
            Mode::Bypass => 1.0,
            _ => return None,
        };
        let brought = state.squared[passing.from as usize] * lift;
        (0u32..).zip(&grid.controls).find_map(|(d, control)| {
            let holds = modes[d as usize] == Mode::OutletPressure && control.to == passing.to;
            (holds && control.set.is_some_and(|set| set < brought)).then_some(d)
        })
    };
    let (control, mode) = match clash {
        Clash::Close(control) => (idle_beside(control).unwrap_or(control), Mode::Closed),
        Clash::Ring(control) if idle(control) => (control, Mode::Closed),
        Clash::Contradiction(control) | Clash::Ring(control)
            if grid.controls[control as usize].power_max().is_finite() =>
        {
            (control, Mode::Power)
        }
        Clash::Contradiction(control) if grid.controls[control as usize].flow_max.is_finite() => (control, Mode::Flow),
        Clash::Ring(control) => (control, Mode::Closed),
        Clash::Contradiction(_) => return Err(clash),
    };
    if modes[control as usize] == mode {
        return Err(clash);
    }
    modes[control as usize] = mode;
    Ok(())
}
