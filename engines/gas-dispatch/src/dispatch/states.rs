//! The states a link can be in, as bits of a set.

/// A set of states.
pub(super) type States = u8;

/// In service with flow from `from` to `to`; for short pipes and open valves: in service, flow either way.
pub(super) const FORWARD: States = 1;
/// In service with flow from `to` to `from`.
pub(super) const BACKWARD: States = 2;
/// In service with flow either way.
pub(super) const BOTH: States = FORWARD | BACKWARD;
/// Closed, or not built: no flow, pressures independent.
pub(super) const OFF: States = 4;
/// A loss resistor in service through which nothing flows: equal pressure at both ends.
pub(super) const STILL: States = 8;

/// The single states of a set.
pub(super) fn each(set: States) -> impl Iterator<Item = States> {
    [FORWARD, BACKWARD, OFF, STILL].into_iter().filter(move |s| set & s != 0)
}

/// Whether one state is left.
pub(super) const fn decided(set: States) -> bool {
    set.is_power_of_two()
}
