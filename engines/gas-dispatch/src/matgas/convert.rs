//! From tables to a market in SI.

use std::collections::{HashMap, HashSet};

use super::balance::balance_rounded;
use super::columns::{TABLES, standard};
use super::error::MatgasError;
use super::nominal::{Bore, Nominal};
use super::record::{Record, records};
use super::text::Case;
use super::units::Header;
use crate::dispatch::{
    Delivery, Direction, Gas, Junction, Link, LinkKind, Market, MarketError, Range, Receipt, Storage,
    weymouth_resistance,
};

/// A market, and what of the file is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The network and its exchanges, SI.
    pub market: Market,
    /// By junction, where it lies (longitude, latitude), as far as the file says. Files that draw plans have any coordinates there.
    pub positions: Vec<Option<(f64, f64)>>,
    /// Elements out of service (status 0, or at a junction that is), by table and id.
    pub out_of_service: Vec<String>,
    /// Tables this reader does not know.
    pub skipped_tables: Vec<String>,
    /// What was taken otherwise than it is written, or not used, with line or table.
    pub notes: Vec<String>,
    /// Fixed withdrawals less fixed injections as the file has them, kg/s, where rounding keeps them from balancing: the receipts
    /// of `market` are scaled to make up for it. Zero in a file that balances or can be dispatched.
    pub rounding_kg_s: f64,
    /// What is not in the market: shapes of pipes, nominal flows.
    pub nominal: Nominal,
}

struct Builder<'a> {
    case: &'a Case,
    header: Header,
    places: HashMap<String, Option<usize>>,
    nominal: Nominal,
    positions: Vec<Option<(f64, f64)>>,
    market: Market,
    out_of_service: Vec<String>,
    notes: Vec<String>,
}

/// Junction, flow, whether it is dispatchable, nominal flow.
type Exchanged = (usize, Range, bool, Option<f64>);

/// Columns of extensions that are used besides the standard ones.
const EXTENDED: &[&str] = &[
    "elevation",
    "priority",
    "construction_cost",
    "flow_direction",
    "flow_min",
    "flow_max",
    "is_bidirectional",
    "bid_price",
    "offer_price",
];
/// From below the lowest shores and mines to above the highest peaks; a published test case has 10 km.
const ELEVATIONS_M: std::ops::RangeInclusive<f64> = -500.0..=10_000.0;
/// No drag factor is as large: files from before 2021 have a conductance there, so large that next to no pressure is lost.
const DRAG_MOST: f64 = 1e5;

impl Case {
    /// The market that the file describes.
    ///
    /// What the format leaves open is taken as GasModels.jl takes it, for its published figures demand it:
    /// - `is_dispatchable = 0` fixes an exchange at its nominal flow; it then has no price and counts as no load.
    /// - `junction_type = 1` fixes a junction's pressure at `p_nominal`.
    /// - A missing price or priority is 1. A transfer has its bid price whichever way gas runs.
    /// - Power enters the cost in W, with the weight `1 - economic_weighting`.
    /// - `elevation` of junctions, a column of theirs or of their extension, tilts pipes ([`Link::climbing`]), however little.
    /// - `flow_direction`, `is_bidirectional`, `flow_min` and `flow_max` limit the flow of any link that has them.
    ///
    /// Resistors follow `p_i^2 - p_j^2 = drag a^2 / A^2 f |f|`, a pipe with `lambda L / D = drag`.
    ///
    /// # Errors
    /// Names line and element of what cannot be used.
    pub fn market(&self) -> Result<Imported, MatgasError> {
        if ["producer", "consumer"].iter().any(|old| self.tables.contains_key(*old)) {
            return Err(MatgasError::OldLayout);
        }
        let highest = records(self, "junction").filter_map(|r| r.number("p_max").ok()).fold(0.0, f64::max);
        let header = Header::read(self, if highest > 0.0 { highest } else { 1.0 })?;
        TABLES.iter().try_for_each(|(table, _)| distinct(self, table))?;
        let mut builder = Builder {
            case: self,
            header,
            places: HashMap::new(),
            nominal: Nominal { sound_speed_m_s: header.sound_speed_m_s, ..Nominal::default() },
            positions: Vec::new(),
            market: empty(header),
            out_of_service: Vec::new(),
            notes: unused(self),
        };
        builder.junctions()?;
        builder.pipes()?;
        builder.compressors()?;
        builder.fittings()?;
        builder.exchanges()?;
        builder.storages()?;
        let market = &builder.market;
        if market.receipts.len() + market.deliveries.len() + market.transfers.len() + market.storages.len() == 0 {
            return Err(MatgasError::NothingExchanged);
        }
        let rounding_kg_s = balance_rounded(&mut builder.market);
        builder.market.check().map_err(|source| MatgasError::Market { line: line_of(self, &source), source })?;
        Ok(Imported {
            rounding_kg_s,
            market: builder.market,
            nominal: builder.nominal,
            notes: builder.notes,
            positions: builder.positions,
            out_of_service: builder.out_of_service,
            skipped_tables: self.skipped.clone(),
        })
    }
}

/// Ids are one of a kind within a table.
fn distinct(case: &Case, table: &'static str) -> Result<(), MatgasError> {
    let mut seen = HashSet::new();
    match records(case, table).find(|record| record.get("id").is_some_and(|id| !seen.insert(id))) {
        Some(record) => Err(record.duplicate()),
        None => Ok(()),
    }
}

/// The line of the element that an error is about.
fn line_of(case: &Case, error: &MarketError) -> Option<usize> {
    let (MarketError::Reference { what, .. }
    | MarketError::Loop { what, .. }
    | MarketError::Limits { what, .. }
    | MarketError::Value { what, .. }) = error
    else {
        return None;
    };
    let name = what.split_once(' ').map(|(_, name)| name);
    let mut all = TABLES.iter().flat_map(|(table, _)| records(case, table));
    all.find(|record| record.name() == *what || Some(record.name().as_str()) == name).map(|record| record.line())
}

/// Columns of extensions that mean nothing to this reader.
fn unused(case: &Case) -> Vec<String> {
    let unknown = |table: &str, column: &&String| {
        let known = standard(table).is_none_or(|columns| columns.contains(&column.as_str()));
        !known && !column.is_empty() && !EXTENDED.contains(&column.as_str())
    };
    let names = case.tables.iter().flat_map(|(name, table)| {
        let extension = table.extension.iter();
        extension.filter(|c| unknown(name, c)).map(move |c| format!("mgc.{name}_data: the column {c} is not used"))
    });
    names.collect()
}

fn empty(header: Header) -> Market {
    Market {
        gas: Gas {
            specific_gravity: header.specific_gravity,
            temperature_k: header.temperature_k,
            heat_capacity_ratio: header.heat_capacity_ratio,
        },
        junctions: Vec::new(),
        links: Vec::new(),
        receipts: Vec::new(),
        deliveries: Vec::new(),
        transfers: Vec::new(),
        storages: Vec::new(),
        economic_weight: header.economic_weight,
        power_weight_per_w: (1.0 - header.economic_weight).max(0.0),
    }
}

impl Builder<'_> {
    fn junctions(&mut self) -> Result<(), MatgasError> {
        if !self.case.tables.contains_key("junction") {
            return Err(MatgasError::MissingTable { table: "junction" });
        }
        let unit = self.header.units.pressure_pa;
        for record in records(self.case, "junction") {
            let id = record.text("id")?.to_owned();
            let place = record.in_service()?.then_some(self.market.junctions.len());
            self.places.insert(id.clone(), place);
            if place.is_none() {
                self.out_of_service.push(record.name());
                continue;
            }
            let pressure_pa = if record.flag("junction_type", 0)? == 1 {
                let held = record.number("p_nominal")?;
                if held <= 0.0 {
                    return Err(record.wrong("p_nominal", "above zero, for junction_type 1 holds the junction at it"));
                }
                Range::fixed(held * unit)
            } else {
                record.range("p_min", "p_max", unit)?
            };
            let [longitude, latitude] = [record.optional("lon", f64::NAN)?, record.optional("lat", f64::NAN)?];
            let is_told = longitude.is_finite() && latitude.is_finite();
            self.positions.push(is_told.then_some((longitude, latitude)));
            let elevation_m = record.optional("elevation", 0.0)? * self.header.units.elevation_m;
            if !ELEVATIONS_M.contains(&elevation_m) {
                return Err(record.wrong("elevation", "a height on Earth, -500 to 10000 m above the sea"));
            }
            self.nominal.heights_m.push(elevation_m);
            self.market.junctions.push(Junction { name: id, pressure_pa });
        }
        Ok(())
    }

    /// A link between the record's junctions, or nothing if it or an end is out of service.
    fn link(&mut self, record: &Record, kind: LinkKind) -> Result<Option<Link>, MatgasError> {
        let (from, to) = (self.place(record, "fr_junction")?, self.place(record, "to_junction")?);
        let (Some(from), Some(to), true) = (from, to, record.in_service()?) else {
            self.out_of_service.push(record.name());
            return Ok(None);
        };
        let rise_m = self.nominal.heights_m[to] - self.nominal.heights_m[from];
        let mut link = Link::new(record.name(), from, to, kind).climbing(rise_m, self.header.sound_speed_m_s);
        link.flow_kg_s = record.optional_range("flow_min", "flow_max", self.header.units.flow_kg_s)?;
        let direction = record.optional("flow_direction", 0.0)?;
        if record.flag("is_bidirectional", 1)? == 0 || direction > 0.0 {
            link.flow_kg_s.min = link.flow_kg_s.min.max(0.0);
        }
        if direction < 0.0 {
            link.flow_kg_s.max = link.flow_kg_s.max.min(0.0);
        }
        if link.flow_kg_s.min > link.flow_kg_s.max {
            return Err(record.wrong("flow_max", "a flow that the link's direction allows"));
        }
        Ok(Some(link))
    }

    fn place(&self, record: &Record, column: &'static str) -> Result<Option<usize>, MatgasError> {
        let junction = record.text(column)?;
        self.places.get(junction).copied().ok_or_else(|| record.unknown_junction(junction))
    }

    fn pipes(&mut self) -> Result<(), MatgasError> {
        let units = self.header.units;
        for table in ["pipe", "ne_pipe"] {
            for record in records(self.case, table) {
                let diameter_m = record.positive("diameter")? * units.diameter_m;
                let length_m = record.positive("length")? * units.length_m;
                let shape = record.positive("friction_factor")? * length_m / diameter_m;
                let resistance = weymouth_resistance(shape, diameter_m, self.header.sound_speed_m_s);
                let Some(mut link) = self.link(&record, LinkKind::Pipe { resistance })? else { continue };
                let bore = Some(Bore { diameter_m, length_m, drag: shape });
                let pressure = record.range("p_min", "p_max", units.pressure_pa)?;
                if pressure.max > 0.0 {
                    (link.inlet_pa, link.outlet_pa) = (pressure, pressure);
                }
                if table == "ne_pipe" {
                    link.construction_cost = Some(record.number("construction_cost")?);
                }
                self.add(link, bore);
            }
        }
        Ok(())
    }

    fn add(&mut self, link: Link, bore: Option<Bore>) {
        self.market.links.push(link);
        self.nominal.bores.push(bore);
    }

    fn compressors(&mut self) -> Result<(), MatgasError> {
        let units = self.header.units;
        for table in ["compressor", "ne_compressor"] {
            for record in records(self.case, table) {
                let direction = match record.flag("directionality", 2)? {
                    0 => Direction::Either,
                    1 => Direction::OneWay,
                    2 => Direction::OneWayWithBypass,
                    _ => return Err(record.wrong("directionality", "0, 1 or 2")),
                };
                let ratio = record.range("c_ratio_min", "c_ratio_max", 1.0)?;
                let power_max_w = record.number("power_max")? * units.power_w;
                let Some(mut link) = self.link(&record, LinkKind::Compressor { ratio, power_max_w, direction })? else {
                    continue;
                };
                link.inlet_pa = record.range("inlet_p_min", "inlet_p_max", units.pressure_pa)?;
                link.outlet_pa = record.range("outlet_p_min", "outlet_p_max", units.pressure_pa)?;
                if table == "ne_compressor" {
                    link.construction_cost = Some(record.number("construction_cost")?);
                }
                self.add(link, None);
            }
        }
        Ok(())
    }

    fn fittings(&mut self) -> Result<(), MatgasError> {
        for table in ["short_pipe", "valve", "resistor", "loss_resistor", "regulator", "control_valve"] {
            for record in records(self.case, table) {
                let (kind, bore) = self.fitting(table, &record)?;
                if let Some(link) = self.link(&record, kind)? {
                    self.add(link, bore);
                }
            }
        }
        Ok(())
    }

    fn fitting(&mut self, table: &str, record: &Record) -> Result<(LinkKind, Option<Bore>), MatgasError> {
        let units = self.header.units;
        let mut bore = None;
        let kind = match table {
            "short_pipe" => LinkKind::ShortPipe,
            "valve" => LinkKind::Valve,
            "resistor" => {
                let (drag, diameter_m) = (record.number("drag")?, record.positive("diameter")? * units.diameter_m);
                if drag >= DRAG_MOST {
                    self.notes.push(format!(
                        "line {}: {} has a drag factor of {drag:e}, which is none; taken as a short pipe, as older files mean it",
                        record.line(),
                        record.name()
                    ));
                    LinkKind::ShortPipe
                } else if drag > 0.0 {
                    bore = Some(Bore { diameter_m, length_m: 0.0, drag });
                    LinkKind::Pipe { resistance: weymouth_resistance(drag, diameter_m, self.header.sound_speed_m_s) }
                } else {
                    LinkKind::ShortPipe
                }
            }
            "loss_resistor" => LinkKind::LossResistor { loss_pa: record.number("p_loss")? * units.pressure_pa },
            _ => LinkKind::Regulator { ratio: record.range("reduction_factor_min", "reduction_factor_max", 1.0)? },
        };
        Ok((kind, bore))
    }

    /// Place and flow of an exchange, whether it is dispatchable, and its nominal flow; nothing if out of service.
    fn exchange(&mut self, record: &Record, columns: [&'static str; 3]) -> Result<Option<Exchanged>, MatgasError> {
        let (Some(junction), true) = (self.place(record, "junction_id")?, record.in_service()?) else {
            self.out_of_service.push(record.name());
            return Ok(None);
        };
        let unit = self.header.units.flow_kg_s;
        let dispatchable = record.flag("is_dispatchable", 0)? == 1;
        let [min, max, nominal] = columns;
        let at_nominal = if record.get(nominal).is_some() { Some(record.number(nominal)? * unit) } else { None };
        let flow =
            if dispatchable { record.range(min, max, unit)? } else { Range::fixed(record.number(nominal)? * unit) };
        Ok(Some((junction, flow, dispatchable, at_nominal)))
    }

    fn exchanges(&mut self) -> Result<(), MatgasError> {
        let per_kg = 1.0 / self.header.units.flow_kg_s;
        for record in records(self.case, "receipt") {
            let columns = ["injection_min", "injection_max", "injection_nominal"];
            let Some(exchanged) = self.exchange(&record, columns)? else { continue };
            let (junction, injection_kg_s, dispatchable, nominal) = exchanged;
            self.nominal.injections_kg_s.push(nominal);
            let offer_price = if dispatchable { record.optional("offer_price", 1.0)? * per_kg } else { 0.0 };
            self.market.receipts.push(Receipt { name: record.name(), junction, injection_kg_s, offer_price });
        }
        for table in ["delivery", "transfer"] {
            for record in records(self.case, table) {
                let columns = ["withdrawal_min", "withdrawal_max", "withdrawal_nominal"];
                let Some(exchanged) = self.exchange(&record, columns)? else { continue };
                let (junction, withdrawal_kg_s, dispatchable, nominal) = exchanged;
                let bid_price = if dispatchable { record.optional("bid_price", 1.0)? * per_kg } else { 0.0 };
                let load = dispatchable && table == "delivery";
                let priority = if load { record.optional("priority", 1.0)? } else { 0.0 };
                let delivery = Delivery { name: record.name(), junction, withdrawal_kg_s, bid_price, priority };
                let (list, flows) = match table {
                    "delivery" => (&mut self.market.deliveries, &mut self.nominal.withdrawals_kg_s),
                    _ => (&mut self.market.transfers, &mut self.nominal.transfers_kg_s),
                };
                list.push(delivery);
                flows.push(nominal);
            }
        }
        Ok(())
    }

    fn storages(&mut self) -> Result<(), MatgasError> {
        let unit = self.header.units.flow_kg_s;
        for record in records(self.case, "storage") {
            let (Some(junction), true) = (self.place(&record, "junction_id")?, record.in_service()?) else {
                self.out_of_service.push(record.name());
                continue;
            };
            self.market.storages.push(Storage {
                name: record.name(),
                junction,
                injection_kg_s: record.range("flow_injection_rate_min", "flow_injection_rate_max", unit)?,
                withdrawal_kg_s: record.range("flow_withdrawal_rate_min", "flow_withdrawal_rate_max", unit)?,
                price: 0.0,
            });
        }
        Ok(())
    }
}
