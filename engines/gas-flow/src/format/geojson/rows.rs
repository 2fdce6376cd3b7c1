//! Kinds of features, and their places and keys in our own JSON.

/// A kind: its name, its list in our own JSON, and its keys besides `id`.
pub(super) struct Kind {
    pub word: &'static str,
    pub list: &'static str,
    pub place: Place,
    pub keys: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Node,
    /// At a node.
    At,
    /// Between two nodes.
    Between,
}

const fn between(word: &'static str, list: &'static str, keys: &'static [&'static str]) -> Kind {
    Kind { word, list, place: Place::Between, keys }
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        word: "node",
        list: "nodes",
        place: Place::Node,
        keys: &[
            "height_m",
            "ambient_pressure_bar",
            "withdrawal_kg_per_s",
            "fixed_pressure_bar",
            "pressure_min_bar",
            "pressure_max_bar",
        ],
    },
    between("pipe", "pipes", &["length_m", "diameter_m", "roughness_mm", "loss_coefficient"]),
    between("short_pipe", "short_pipes", &[]),
    between("valve", "valves", &["open"]),
    between("check_valve", "check_valves", &[]),
    between("resistor", "resistors", &["loss_coefficient", "diameter_m"]),
    between("loss_resistor", "loss_resistors", &["pressure_loss_bar"]),
    between(
        "regulator",
        "regulators",
        &["outlet_pressure_bar", "flow_max_kg_per_s", "reverse_flow", "pressure_loss_in_bar", "pressure_loss_out_bar"],
    ),
    between(
        "compressor",
        "compressors",
        &[
            "control",
            "ratio_max",
            "power_max_w",
            "flow_max_kg_per_s",
            "flow_min_kg_per_s",
            "efficiency",
            "heat_capacity_ratio",
            "fuel",
            "reverse_flow",
            "pressure_loss_in_bar",
            "pressure_loss_out_bar",
        ],
    ),
    Kind { word: "well", list: "wells", place: Place::At, keys: &["reservoir_pressure_bar", "inflow"] },
    Kind {
        word: "storage",
        list: "storages",
        place: Place::At,
        keys: &["operation", "withdrawal_max_kg_per_s", "injection_max_kg_per_s"],
    },
];

impl Kind {
    pub fn find(word: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.word == word)
    }

    /// Keys that say where it lies.
    pub fn ends(&self) -> &'static [&'static str] {
        match self.place {
            Place::Node => &[],
            Place::At => &["node"],
            Place::Between => &["from", "to"],
        }
    }
}

/// Results are written under keys that begin with this, and not read back.
pub(super) const RESULT: &str = "result_";
