//! What must hold of a [`Market`] before it is computed.

use std::collections::HashSet;
use std::hash::Hash;

use super::market::{LEAST_PRESSURE_PA, LinkKind, Market, MarketError, Range};
use super::plan::Plan;

impl Market {
    /// Checks references, limits and values, so that later steps need not.
    pub fn check(&self) -> Result<(), MarketError> {
        if self.junctions.is_empty() {
            return Err(MarketError::Empty);
        }
        self.check_gas()?;
        for junction in &self.junctions {
            let what = || format!("junction {}", junction.name);
            range(what, "pressure", junction.pressure_pa)?;
            value(
                what,
                "highest pressure",
                junction.pressure_pa.max,
                junction.pressure_pa.max > LEAST_PRESSURE_PA,
                "finite and above 2 kPa",
            )?;
        }
        self.check_links()?;
        self.check_points()
    }

    fn check_gas(&self) -> Result<(), MarketError> {
        let what = || "gas".to_owned();
        let gas = &self.gas;
        value(what, "specific gravity", gas.specific_gravity, gas.specific_gravity > 0.0, "finite and positive")?;
        value(what, "temperature", gas.temperature_k, gas.temperature_k > 0.0, "finite and positive (K)")?;
        value(what, "heat capacity ratio", gas.heat_capacity_ratio, gas.heat_capacity_ratio > 1.0, "above 1")?;
        value(what, "economic weight", self.economic_weight, true, "finite")?;
        value(what, "power weight", self.power_weight_per_w, self.power_weight_per_w >= 0.0, "finite and not negative")
    }

    fn check_links(&self) -> Result<(), MarketError> {
        for link in &self.links {
            let what = || format!("link {}", link.name);
            self.reference(&what, link.from)?;
            self.reference(&what, link.to)?;
            if link.from == link.to {
                return Err(MarketError::Loop { what: what(), junction: self.junctions[link.from].name.clone() });
            }
            range(what, "flow", link.flow_kg_s)?;
            range(what, "inlet pressure", link.inlet_pa)?;
            range(what, "outlet pressure", link.outlet_pa)?;
            if let Some(cost) = link.construction_cost {
                value(what, "construction cost", cost, cost >= 0.0, "finite and not negative")?;
            }
            match &link.kind {
                LinkKind::Pipe { resistance } => {
                    let wanted = "finite and positive: correct the heights of its ends";
                    value(what, "ratio of squared pressures at rest", link.lift, link.lift > 0.0, wanted)?;
                    value(what, "resistance", *resistance, *resistance > 0.0, "finite and positive")?;
                }
                LinkKind::LossResistor { loss_pa } => {
                    value(what, "pressure loss", *loss_pa, *loss_pa >= 0.0, "finite and not negative")?;
                }
                LinkKind::Regulator { ratio } | LinkKind::Compressor { ratio, .. } => {
                    range(what, "pressure ratio", *ratio)?;
                    value(
                        what,
                        "highest pressure ratio",
                        ratio.max,
                        ratio.max > 0.0 && ratio.min >= 0.0,
                        "finite and positive",
                    )?;
                }
                LinkKind::ShortPipe | LinkKind::Valve => {}
            }
            if let LinkKind::Compressor { power_max_w, .. } = link.kind {
                range(what, "power", Range::new(0.0, power_max_w))?;
            }
        }
        Ok(())
    }

    fn check_points(&self) -> Result<(), MarketError> {
        for receipt in &self.receipts {
            let what = || format!("receipt {}", receipt.name);
            self.reference(&what, receipt.junction)?;
            range(what, "injection", receipt.injection_kg_s)?;
            value(what, "offer price", receipt.offer_price, true, "finite")?;
        }
        for delivery in self.deliveries.iter().chain(&self.transfers) {
            let what = || format!("delivery {}", delivery.name);
            self.reference(&what, delivery.junction)?;
            range(what, "withdrawal", delivery.withdrawal_kg_s)?;
            value(what, "bid price", delivery.bid_price, true, "finite")?;
            value(what, "priority", delivery.priority, delivery.priority >= 0.0, "finite and not negative")?;
        }
        for storage in &self.storages {
            let what = || format!("storage {}", storage.name);
            self.reference(&what, storage.junction)?;
            range(what, "injection", storage.injection_kg_s)?;
            range(what, "withdrawal", storage.withdrawal_kg_s)?;
            value(what, "price", storage.price, true, "finite")?;
        }
        Ok(())
    }

    /// Checks that a plan has one value for each element.
    pub(super) fn check_plan(&self, plan: &Plan) -> Result<(), MarketError> {
        let counts = [
            ("pressures", plan.pressures_pa.len(), self.junctions.len()),
            ("links", plan.links.len(), self.links.len()),
            ("injections", plan.injections_kg_s.len(), self.receipts.len()),
            ("withdrawals", plan.withdrawals_kg_s.len(), self.deliveries.len()),
            ("transfers", plan.transfers_kg_s.len(), self.transfers.len()),
            ("flows of stores", plan.storage_kg_s.len(), self.storages.len()),
        ];
        match counts.into_iter().find(|(_, found, wanted)| found != wanted) {
            Some((what, found, wanted)) => Err(MarketError::Length { what, found, wanted }),
            None => Ok(()),
        }
    }

    /// Checks priority levels: each delivery is in one at most.
    pub(crate) fn check_levels(&self, levels: &[Vec<usize>]) -> Result<(), MarketError> {
        let count = self.deliveries.len();
        let all = || levels.iter().flatten().copied();
        if let Some(delivery) = all().find(|d| *d >= count) {
            return Err(MarketError::Delivery { delivery, count });
        }
        once("levels", all(), |d| &self.deliveries[d].name)
    }

    fn reference(&self, what: &impl Fn() -> String, junction: usize) -> Result<(), MarketError> {
        let count = self.junctions.len();
        if junction < count { Ok(()) } else { Err(MarketError::Reference { what: what(), junction, count }) }
    }
}

/// Checks that a list names nothing twice.
pub(crate) fn once<'a, T: Copy + Eq + Hash>(
    what: &str,
    mut items: impl Iterator<Item = T>,
    name: impl Fn(T) -> &'a str,
) -> Result<(), MarketError> {
    let mut seen = HashSet::new();
    match items.find(|item| !seen.insert(*item)) {
        Some(item) => Err(MarketError::Repeated { what: what.to_owned(), name: name(item).to_owned() }),
        None => Ok(()),
    }
}

pub(crate) fn range(what: impl Fn() -> String, quantity: &'static str, range: Range) -> Result<(), MarketError> {
    let possible = range.min <= range.max && range.min < f64::INFINITY && range.max > f64::NEG_INFINITY;
    if possible { Ok(()) } else { Err(MarketError::Limits { what: what(), quantity, min: range.min, max: range.max }) }
}

pub(crate) fn value(
    what: impl Fn() -> String,
    quantity: &'static str,
    value: f64,
    holds: bool,
    wanted: &'static str,
) -> Result<(), MarketError> {
    if value.is_finite() && holds { Ok(()) } else { Err(MarketError::Value { what: what(), quantity, value, wanted }) }
}
