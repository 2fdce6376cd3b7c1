//! How long to search, and who watches it.

use std::ops::ControlFlow;

/// How long to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Most convex programmes to solve, each as large as the network: one per box of the search, and one per step of the local
    /// method (some tens per plan, with its restorations and multipliers). The search always examines the first box.
    pub programmes: usize,
    /// Stop when the plan is proved to be within this share of the best possible.
    pub gap: f64,
}

impl Effort {
    /// Some five seconds of one core for a network of some hundred links, fewer for a smaller one.
    pub fn for_links(links: usize) -> Self {
        Self { programmes: (55_000 / links.max(1)).clamp(40, 5000), gap: 1e-4 }
    }

    /// Up to a minute of one core for an expansion: candidates that compete take many boxes.
    pub fn for_expansion(links: usize) -> Self {
        Self { programmes: (1_200_000 / links.max(1)).clamp(200, 20_000), gap: 1e-4 }
    }

    /// This effort, under watch.
    pub fn watched<'a>(self, watch: &'a Watch<'a>) -> Watched<'a> {
        Watched { effort: self, watch }
    }
}

/// How far a search has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What the best plan so far is worth, in the units of the goal.
    pub objective: Option<f64>,
    /// No plan is better than this, in the units of the goal; infinite before anything is known.
    pub bound: f64,
    /// Boxes examined.
    pub boxes: usize,
}

/// Hears before each programme how far the search has come, and may stop it: it then ends with the best plan so far, as soon as
/// what is under way is a plan or none. A clock is the caller's matter.
pub type Watch<'a> = dyn Fn(Progress) -> ControlFlow<()> + Sync + 'a;

/// An effort, and who watches it.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    pub(crate) effort: Effort,
    pub(crate) watch: &'a Watch<'a>,
}

impl From<Effort> for Watched<'_> {
    fn from(effort: Effort) -> Self {
        effort.watched(&|_| ControlFlow::Continue(()))
    }
}

impl Watched<'_> {
    /// The same watch over another effort.
    pub(crate) const fn with(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }
}

/// Programmes that may still be solved, until the watch stops the search.
pub(super) struct Allowance<'a> {
    pub left: usize,
    pub stops: &'a (dyn Fn() -> bool + Sync),
}

impl Allowance<'_> {
    /// Takes one programme.
    pub fn take(&mut self) {
        self.left = if (self.stops)() { 0 } else { self.left.saturating_sub(1) };
    }
}
