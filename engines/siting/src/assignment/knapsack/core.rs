//! A knapsack of large capacity. Its linear relaxation takes the items by profit per need until one, the split item,
//! does not fit whole; that item's profit per need prices the capacity. Only items whose price is near their profit,
//! the core, can be decided otherwise in a better choice than the greedy one (Balas and Zemel, 1980); those are
//! enumerated as undominated pairs of need and profit.

/// The most states enumerated; beyond them the linear bound has to do.
const MAX_STATES: usize = 1 << 10;

/// No state before this one.
const START: usize = usize::MAX;

#[derive(Clone, Copy)]
struct Item {
    place: usize,
    need: i64,
    profit: f64,
}

/// A choice among the first core items: what it takes and brings with all that is fixed.
#[derive(Clone, Copy)]
struct State {
    need: i64,
    profit: f64,
    /// Where the last taken item is noted in the trail.
    trail: usize,
}

/// What the relaxation says, and the lists, kept to be used again.
#[derive(Default)]
pub(super) struct Core {
    /// Items worth taking, the most profit per need first.
    items: Vec<Item>,
    /// How many of them the relaxation takes whole.
    whole: usize,
    /// Profit per need of the split item; 0 where all fit.
    price: f64,
    /// The relaxation's value, rounded up.
    upper: f64,
    undecided: Vec<Item>,
    states: Vec<State>,
    merged: Vec<State>,
    /// For each taken item of some state the place, and the note of the item taken before it.
    trail: Vec<(usize, usize)>,
}

impl Core {
    /// The best value, or the relaxation's where there are too many states, and a choice that is as good or greedy.
    pub fn solve(&mut self, capacity: i64, items: &[(i64, f64)], chosen: &mut Vec<bool>) -> f64 {
        let items = items.iter().enumerate().map(|(place, &(need, profit))| Item { place, need, profit });
        chosen.clear();
        chosen.resize(items.len(), false);
        self.items.clear();
        self.items.extend(items.filter(|item| item.profit > 0.0));
        self.items.sort_by(|a, b| (b.profit / b.need as f64).total_cmp(&(a.profit / a.need as f64)));
        let greedy = self.relax(capacity, chosen);
        if self.whole == self.items.len() {
            return greedy;
        }
        let fixed = self.part(greedy);
        match self.enumerate(capacity, fixed, greedy) {
            None => self.upper,
            Some(best) if best.profit <= greedy => greedy,
            Some(best) => {
                self.trace(best, greedy, chosen);
                best.profit
            }
        }
    }

    /// For each item what the value `best` falls by at least if its choice changes: by the distance of its price from
    /// its profit, less what the relaxation is better, if the relaxation chooses alike.
    pub fn losses(&self, items: &[(i64, f64)], chosen: &[bool], best: f64) -> impl Iterator<Item = f64> {
        items.iter().zip(chosen).map(move |(&(need, profit), &chosen)| {
            let gain = profit - need as f64 * self.price;
            let distance = if chosen { gain } else { -gain };
            (best - self.upper + distance.floor() - 2.0).max(0.0)
        })
    }

    /// Solves the linear relaxation; marks the greedy choice and tells its value.
    fn relax(&mut self, capacity: i64, chosen: &mut [bool]) -> f64 {
        let (mut left, mut value) = (capacity, 0.0);
        let fits = |item: &Item, left: &mut i64| {
            let fits = item.need <= *left;
            *left -= if fits { item.need } else { 0 };
            fits
        };
        self.whole = self.items.iter().take_while(|item| fits(item, &mut left)).count();
        for item in &self.items[..self.whole] {
            chosen[item.place] = true;
            value += item.profit;
        }
        let Some(split) = self.items.get(self.whole) else {
            (self.price, self.upper) = (0.0, value);
            return value;
        };
        self.price = split.profit / split.need as f64;
        self.upper = (value + left as f64 * self.price).ceil() + 2.0;
        for item in &self.items[self.whole..] {
            if fits(item, &mut left) {
                chosen[item.place] = true;
                value += item.profit;
            }
        }
        value
    }

    /// Parts the items into the core and those that a choice better than the greedy one must treat as the relaxation
    /// does; tells what the latter take and bring.
    fn part(&mut self, greedy: f64) -> State {
        let mut fixed = State { need: 0, profit: 0.0, trail: START };
        self.undecided.clear();
        for (rank, item) in self.items.iter().enumerate() {
            if self.may_differ(item, greedy) {
                self.undecided.push(*item);
            } else if rank < self.whole {
                fixed.need += item.need;
                fixed.profit += item.profit;
            }
        }
        let mut core = std::mem::take(&mut self.undecided);
        core.sort_by(|a, b| self.distance(b).total_cmp(&self.distance(a)));
        self.undecided = core;
        fixed
    }

    /// Whether a choice better than the greedy one may treat the item otherwise than the relaxation does.
    fn may_differ(&self, item: &Item, greedy: f64) -> bool {
        self.upper - self.distance(item) > greedy - self.margin()
    }

    /// More than the rounding of any sum here.
    fn margin(&self) -> f64 {
        2.0 + self.upper * 1e-12
    }

    fn distance(&self, item: &Item) -> f64 {
        (item.profit - item.need as f64 * self.price).abs()
    }

    /// The best state of all that may be better than the greedy choice; the fixed one if there is none, and none at all
    /// if there are too many.
    fn enumerate(&mut self, capacity: i64, fixed: State, greedy: f64) -> Option<State> {
        let gain = |item: &Item, price: f64| (item.profit - item.need as f64 * price).max(0.0);
        let mut gains: f64 = self.undecided.iter().map(|item| gain(item, self.price)).sum();
        self.states.clear();
        self.trail.clear();
        self.states.push(fixed);
        let (price, margin) = (self.price, self.margin());
        for item in &self.undecided {
            gains -= gain(item, self.price);
            let hopeful = |state: &State| {
                let left = (capacity - state.need) as f64;
                state.need <= capacity && state.profit + gains + left * price + margin > greedy
            };
            merge(&self.states, item, &mut self.merged, &mut self.trail);
            self.merged.retain(hopeful);
            std::mem::swap(&mut self.states, &mut self.merged);
            if self.trail.len() > MAX_STATES {
                return None;
            }
        }
        Some(self.states.last().copied().unwrap_or(fixed)).map(|best| if best.profit > greedy { best } else { fixed })
    }

    /// Marks the fixed items and those of a state.
    fn trace(&self, state: State, greedy: f64, chosen: &mut [bool]) {
        chosen.fill(false);
        for item in self.items[..self.whole].iter().filter(|item| !self.may_differ(item, greedy)) {
            chosen[item.place] = true;
        }
        let mut note = state.trail;
        while let Some(&(place, before)) = self.trail.get(note) {
            chosen[place] = true;
            note = before;
        }
    }
}

/// The undominated states with and without an item, by need; more need comes with more profit.
fn merge(states: &[State], item: &Item, merged: &mut Vec<State>, trail: &mut Vec<(usize, usize)>) {
    merged.clear();
    let (mut without, mut with) = (states.iter().peekable(), states.iter().peekable());
    loop {
        let taken = with.peek().map(|state| (state.need + item.need, state.profit + item.profit, state.trail));
        let state = match (without.peek(), taken) {
            (Some(kept), Some((need, ..))) if kept.need <= need => **kept,
            (Some(kept), None) => **kept,
            (_, Some((need, profit, before))) => {
                with.next();
                if merged.last().is_none_or(|last| profit > last.profit) {
                    trail.push((item.place, before));
                    merged.push(State { need, profit, trail: trail.len() - 1 });
                }
                continue;
            }
            (None, None) => return,
        };
        without.next();
        if merged.last().is_none_or(|last| state.profit > last.profit) {
            merged.push(state);
        }
    }
}
