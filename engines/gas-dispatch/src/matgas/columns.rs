//! The standard columns of each table, in the order of the format's documentation.

const JUNCTION: &[&str] =
    &["id", "p_min", "p_max", "p_nominal", "junction_type", "status", "pipeline_name", "edi_id", "lat", "lon"];
const PIPE: &[&str] = &[
    "id",
    "fr_junction",
    "to_junction",
    "diameter",
    "length",
    "friction_factor",
    "p_min",
    "p_max",
    "status",
    "is_bidirectional",
    "pipeline_name",
    "num_spatial_discretization_points",
];
const NE_PIPE: &[&str] = &[
    "id",
    "fr_junction",
    "to_junction",
    "diameter",
    "length",
    "friction_factor",
    "p_min",
    "p_max",
    "status",
    "construction_cost",
];
const COMPRESSOR: &[&str] = &[
    "id",
    "fr_junction",
    "to_junction",
    "c_ratio_min",
    "c_ratio_max",
    "power_max",
    "flow_min",
    "flow_max",
    "inlet_p_min",
    "inlet_p_max",
    "outlet_p_min",
    "outlet_p_max",
    "status",
    "operating_cost",
    "directionality",
];
const NE_COMPRESSOR: &[&str] = &[
    "id",
    "fr_junction",
    "to_junction",
    "c_ratio_min",
    "c_ratio_max",
    "power_max",
    "flow_min",
    "flow_max",
    "inlet_p_min",
    "inlet_p_max",
    "outlet_p_min",
    "outlet_p_max",
    "status",
    "construction_cost",
    "operating_cost",
    "directionality",
];
const SHORT_PIPE: &[&str] = &["id", "fr_junction", "to_junction", "status", "is_bidirectional"];
const RESISTOR: &[&str] = &["id", "fr_junction", "to_junction", "drag", "diameter", "status", "is_bidirectional"];
const LOSS_RESISTOR: &[&str] = &["id", "fr_junction", "to_junction", "p_loss", "status", "is_bidirectional"];
const VALVE: &[&str] = &["id", "fr_junction", "to_junction", "status", "flow_coefficient"];
const REGULATOR: &[&str] = &[
    "id",
    "fr_junction",
    "to_junction",
    "reduction_factor_min",
    "reduction_factor_max",
    "flow_min",
    "flow_max",
    "status",
];
const RECEIPT: &[&str] = &[
    "id",
    "junction_id",
    "injection_min",
    "injection_max",
    "injection_nominal",
    "is_dispatchable",
    "status",
    "offer_price",
];
const DELIVERY: &[&str] = &[
    "id",
    "junction_id",
    "withdrawal_min",
    "withdrawal_max",
    "withdrawal_nominal",
    "is_dispatchable",
    "status",
    "bid_price",
];
const TRANSFER: &[&str] = &[
    "id",
    "junction_id",
    "withdrawal_min",
    "withdrawal_max",
    "withdrawal_nominal",
    "is_dispatchable",
    "status",
    "bid_price",
    "offer_price",
];
const STORAGE: &[&str] = &[
    "id",
    "junction_id",
    "well_diameter",
    "well_depth",
    "well_friction_factor",
    "reservoir_p_max",
    "base_gas_capacity",
    "total_field_capacity",
    "initial_field_capacity_percent",
    "reduction_factor_max",
    "c_ratio_max",
    "status",
    "flow_injection_rate_min",
    "flow_injection_rate_max",
    "flow_withdrawal_rate_min",
    "flow_withdrawal_rate_max",
];

/// Columns of stores that this reader does not use, so that it can do without them.
pub(super) const STORE_DESIGN: &[&str] = &[
    "well_diameter",
    "well_depth",
    "well_friction_factor",
    "reservoir_p_max",
    "base_gas_capacity",
    "total_field_capacity",
    "initial_field_capacity_percent",
    "reduction_factor_max",
    "c_ratio_max",
];

/// The tables that this reader knows, with their columns; the ones after these are names and design data that it does not use.
pub(super) const TABLES: [(&str, &[&str]); 15] = [
    ("junction", JUNCTION),
    ("pipe", PIPE),
    ("ne_pipe", NE_PIPE),
    ("compressor", COMPRESSOR),
    ("ne_compressor", NE_COMPRESSOR),
    ("short_pipe", SHORT_PIPE),
    ("resistor", RESISTOR),
    ("loss_resistor", LOSS_RESISTOR),
    ("valve", VALVE),
    ("regulator", REGULATOR),
    ("control_valve", REGULATOR),
    ("receipt", RECEIPT),
    ("delivery", DELIVERY),
    ("transfer", TRANSFER),
    ("storage", STORAGE),
];

/// The columns of a table; nothing if this reader does not know it.
pub(super) fn standard(table: &str) -> Option<&'static [&'static str]> {
    TABLES.iter().find(|(name, _)| *name == table).map(|(_, columns)| *columns)
}
