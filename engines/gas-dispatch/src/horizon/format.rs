//! A horizon as TOML, beside the market that it repeats. It must have the first two lines and, for each store of the market, an
//! entry under `stores`; all else may be left out:
//!
//! ```toml
//! period_h = 6.0
//! periods = 4
//! levels = [["delivery 1"], ["delivery 3"]]   # served before any cost counts, level after level
//!
//! [[receipts]]                                # what changes: one number for all periods, or one for each
//! name = "receipt 1"
//! max_kg_per_s = [500.0, 500.0, 0.0, 0.0]     # injection
//! price = 1.25                                # offer
//!
//! [[deliveries]]                              # and [[transfers]]
//! name = "delivery 1"
//! min_kg_per_s = [20.0, 40.0, 40.0, 20.0]     # withdrawal
//! max_kg_per_s = [20.0, 40.0, 40.0, 20.0]
//! price = 3.0                                 # bid
//!
//! [[stores]]                                  # one for each store of the market
//! name = "storage 1"
//! stock_kg = [0.0, 1e6]                       # least, most
//! start_kg = 5e5
//! end_kg = [5e5, inf]
//!
//! [[contracts]]
//! name = "western supplier"
//! exchanges = ["receipt 1"]                   # receipts, deliveries, transfers
//! daily_kg = [0.0, 2e6]
//! total_kg = [0.0, inf]
//! take_or_pay = { least_kg = 1e6, price = 1.0 }
//!
//! [[guarantees]]
//! name = "lowest price of the zone"
//! deliveries = ["delivery 3"]
//! otherwise = { bid = "delivery 3" }          # left out: the nodal price where each of them is
//! references = [{ offer = "receipt 1" }, { nodal = "2" }, { fixed = 3.5 }]
//! borne_by = ["delivery 1"]                   # receipts, deliveries, transfers; left out: the operator
//! ```

use std::collections::HashMap;

use serde::Deserialize;

use super::{Bearer, Contract, Exchange, Guarantee, Horizon, Inventory, Price, Standing, TakeOrPay, names};
use crate::dispatch::{Market, MarketError, Range, once};

/// Days of a year by the hour: more periods than this are a slip of the pen.
const PERIODS_MAX: usize = 8784;
/// Periods times elements: a hundred times what is solved in an hour.
const ELEMENTS_MAX: usize = 1_000_000;

/// Why a text is no horizon of a market.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HorizonError {
    /// Not TOML, or not of this form.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A name that the market does not have.
    #[error("{what}: the market has no {kind} {name:?}")]
    Unknown {
        /// Where it stands.
        what: String,
        /// What was looked for.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A list with more or fewer entries than periods.
    #[error("{what}: {key} has {found} values for {periods} periods; give one for all, or one for each")]
    Count {
        /// Whose.
        what: String,
        /// Which list.
        key: &'static str,
        /// Its length.
        found: usize,
        /// Number of periods.
        periods: usize,
    },
    /// No period, or far too many.
    #[error("periods is {0}; there must be 1 to {PERIODS_MAX}")]
    Periods(usize),
    /// Too many periods for a network of this size.
    #[error(
        "{periods} periods of a network of {elements} elements are more than {ELEMENTS_MAX} in all: take fewer or longer periods"
    )]
    TooLarge {
        /// Number of periods.
        periods: usize,
        /// Junctions, links and exchanges of the market.
        elements: usize,
    },
    /// A store of the market without an entry.
    #[error("the store {0:?} of the market has no entry among the stores: say what it holds")]
    Store(String),
    /// Parts that do not fit together.
    #[error(transparent)]
    Market(#[from] MarketError),
}

/// Reads a horizon of this market.
///
/// # Errors
/// [`HorizonError`] names the entry.
pub fn read_toml(text: &str, market: &Market) -> Result<Horizon, HorizonError> {
    read_toml_beside(text, market, &Standing::default())
}

/// Reads a horizon of a market that has contracts and stocks of its own: the horizon's contracts come after them, and its
/// stores go before them.
///
/// # Errors
/// [`HorizonError`] names the entry.
pub fn read_toml_beside(text: &str, market: &Market, standing: &Standing) -> Result<Horizon, HorizonError> {
    let file: File = toml::from_str(text)?;
    if !(1..=PERIODS_MAX).contains(&file.periods) {
        return Err(HorizonError::Periods(file.periods));
    }
    let elements = names(market).flatten().count();
    if file.periods.saturating_mul(elements) > ELEMENTS_MAX {
        return Err(HorizonError::TooLarge { periods: file.periods, elements });
    }
    let named = standing.contracts.iter().map(|one| one.name.as_str());
    once("contracts", named.chain(file.contracts.iter().map(|one| one.name.as_str())), |name| name)?;
    once("guarantees", file.guarantees.iter().map(|one| one.name.as_str()), |name| name)?;
    let find = Find { market };
    let contracts = file.contracts.iter().map(|one| one.contract(find)).collect::<Result<Vec<_>, _>>()?;
    let horizon = Horizon {
        period_s: file.period_h * 3600.0,
        periods: periods(&file, market)?,
        inventories: inventories(&file.stores, market, &standing.inventories)?,
        contracts: standing.contracts.iter().cloned().chain(contracts).collect(),
        guarantees: file.guarantees.iter().map(|one| one.guarantee(find)).collect::<Result<_, _>>()?,
        levels: file.levels.iter().map(|names| find.deliveries("levels", names)).collect::<Result<_, _>>()?,
    };
    horizon.check()?;
    Ok(horizon)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    period_h: f64,
    periods: usize,
    #[serde(default)]
    levels: Vec<Vec<String>>,
    #[serde(default)]
    receipts: Vec<Change>,
    #[serde(default)]
    deliveries: Vec<Change>,
    #[serde(default)]
    transfers: Vec<Change>,
    #[serde(default)]
    stores: Vec<Store>,
    #[serde(default)]
    contracts: Vec<Terms>,
    #[serde(default)]
    guarantees: Vec<Promise>,
}

/// One number for all periods, or one for each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Course {
    Always(f64),
    Each(Vec<f64>),
}

/// What is different from the market's file: injection and offer of a receipt, withdrawal and bid of the others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    min_kg_per_s: Option<Course>,
    max_kg_per_s: Option<Course>,
    price: Option<Course>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Store {
    name: String,
    stock_kg: [f64; 2],
    start_kg: f64,
    end_kg: Option<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    name: String,
    exchanges: Vec<String>,
    daily_kg: Option<[f64; 2]>,
    total_kg: Option<[f64; 2]>,
    take_or_pay: Option<Least>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Least {
    least_kg: f64,
    price: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Promise {
    name: String,
    deliveries: Vec<String>,
    otherwise: Option<Quoted>,
    references: Vec<Quoted>,
    borne_by: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Quoted {
    Fixed(f64),
    Nodal(String),
    Offer(String),
    Bid(String),
}

/// Places by name.
#[derive(Clone, Copy)]
struct Find<'a> {
    market: &'a Market,
}

impl Course {
    fn at(&self, period: usize, periods: usize, what: &str, key: &'static str) -> Result<f64, HorizonError> {
        match self {
            Self::Always(value) => Ok(*value),
            Self::Each(values) if values.len() == periods => Ok(values[period]),
            Self::Each(values) => Err(HorizonError::Count { what: what.to_owned(), key, found: values.len(), periods }),
        }
    }
}

impl Change {
    fn apply(&self, place: (&mut Range, &mut f64), period: usize, periods: usize) -> Result<(), HorizonError> {
        let (range, price) = place;
        let courses = [
            (&self.min_kg_per_s, "min_kg_per_s", &mut range.min),
            (&self.max_kg_per_s, "max_kg_per_s", &mut range.max),
            (&self.price, "price", price),
        ];
        for (course, key, value) in courses {
            if let Some(course) = course {
                *value = course.at(period, periods, &self.name, key)?;
            }
        }
        Ok(())
    }
}

/// The market in each period.
fn periods(file: &File, market: &Market) -> Result<Vec<Market>, HorizonError> {
    let receipts = placed(&file.receipts, "receipts", "receipt", market.receipts.iter().map(|r| r.name.as_str()))?;
    let deliveries = market.deliveries.iter().map(|d| d.name.as_str());
    let deliveries = placed(&file.deliveries, "deliveries", "delivery", deliveries)?;
    let transfers = market.transfers.iter().map(|d| d.name.as_str());
    let transfers = placed(&file.transfers, "transfers", "transfer", transfers)?;
    let period = |t: usize| {
        let mut market = market.clone();
        for &(k, change) in &receipts {
            let one = &mut market.receipts[k];
            change.apply((&mut one.injection_kg_s, &mut one.offer_price), t, file.periods)?;
        }
        let lists = [(&deliveries, &mut market.deliveries), (&transfers, &mut market.transfers)];
        for (changes, list) in lists {
            for &(k, change) in changes {
                let one = &mut list[k];
                change.apply((&mut one.withdrawal_kg_s, &mut one.bid_price), t, file.periods)?;
            }
        }
        Ok(market)
    };
    (0..file.periods).map(period).collect()
}

/// Changes with the places in the market of what they change.
fn placed<'a>(
    changes: &'a [Change],
    what: &str,
    kind: &'static str,
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<(usize, &'a Change)>, HorizonError> {
    once(what, changes.iter().map(|change| change.name.as_str()), |name| name)?;
    let mut places = HashMap::new();
    for (k, name) in names.enumerate() {
        places.entry(name).or_insert(k);
    }
    let place = |change: &'a Change| {
        let place = places.get(change.name.as_str()).ok_or_else(|| unknown(what, kind, &change.name))?;
        Ok((*place, change))
    };
    changes.iter().map(place).collect()
}

/// One for each store of the market, in its order: as the horizon has it, or else as the market itself.
fn inventories(
    stores: &[Store],
    market: &Market,
    standing: &[Option<Inventory>],
) -> Result<Vec<Inventory>, HorizonError> {
    once("stores", stores.iter().map(|store| store.name.as_str()), |name| name)?;
    if let Some(other) = stores.iter().find(|store| market.storages.iter().all(|one| one.name != store.name)) {
        return Err(unknown("stores", "store", &other.name));
    }
    let inventory = |(place, one): (usize, &crate::dispatch::Storage)| {
        let given = stores.iter().find(|store| store.name == one.name).map(|store| {
            let stock_kg = range(store.stock_kg);
            Inventory { stock_kg, start_kg: store.start_kg, end_kg: store.end_kg.map_or(stock_kg, range) }
        });
        let standing = || standing.get(place).copied().flatten();
        given.or_else(standing).ok_or_else(|| HorizonError::Store(one.name.clone()))
    };
    market.storages.iter().enumerate().map(inventory).collect()
}

impl Terms {
    fn contract(&self, find: Find) -> Result<Contract, HorizonError> {
        let exchanges = find.exchanges(&self.name, &self.exchanges)?;
        let take_or_pay =
            self.take_or_pay.as_ref().map(|terms| TakeOrPay { least_kg: terms.least_kg, price: terms.price });
        let limits = |given: Option<[f64; 2]>| given.map_or(Range::FREE, range);
        let (daily_kg, total_kg) = (limits(self.daily_kg), limits(self.total_kg));
        Ok(Contract { name: self.name.clone(), exchanges, daily_kg, total_kg, take_or_pay })
    }
}

impl Promise {
    fn guarantee(&self, find: Find) -> Result<Guarantee, HorizonError> {
        let price = |quoted: &Quoted| find.price(&self.name, quoted);
        let bearer = match &self.borne_by {
            None => Bearer::Operator,
            Some(names) => Bearer::Exchanges(find.exchanges(&self.name, names)?),
        };
        Ok(Guarantee {
            name: self.name.clone(),
            deliveries: find.deliveries(&self.name, &self.deliveries)?,
            otherwise: self.otherwise.as_ref().map(price).transpose()?,
            references: self.references.iter().map(price).collect::<Result<_, _>>()?,
            bearer,
        })
    }
}

impl Find<'_> {
    fn receipt(self, name: &str) -> Option<usize> {
        self.market.receipts.iter().position(|one| one.name == name)
    }

    fn delivery(self, name: &str) -> Option<usize> {
        self.market.deliveries.iter().position(|one| one.name == name)
    }

    fn exchanges(self, what: &str, names: &[String]) -> Result<Vec<Exchange>, HorizonError> {
        let exchange = |name: &String| {
            Exchange::find(self.market, name).ok_or_else(|| unknown(what, "receipt, delivery or transfer", name))
        };
        names.iter().map(exchange).collect()
    }

    fn deliveries(self, what: &str, names: &[String]) -> Result<Vec<usize>, HorizonError> {
        let delivery = |name: &String| self.delivery(name).ok_or_else(|| unknown(what, "delivery", name));
        names.iter().map(delivery).collect()
    }

    fn price(self, what: &str, quoted: &Quoted) -> Result<Price, HorizonError> {
        let (place, kind, name) = match quoted {
            Quoted::Fixed(price) => return Ok(Price::Fixed(*price)),
            Quoted::Nodal(name) => {
                let place = self.market.junctions.iter().position(|one| one.name == *name);
                (place.map(Price::Nodal), "junction", name)
            }
            Quoted::Offer(name) => (self.receipt(name).map(Price::Offer), "receipt", name),
            Quoted::Bid(name) => (self.delivery(name).map(Price::Bid), "delivery", name),
        };
        place.ok_or_else(|| unknown(what, kind, name))
    }
}

fn range([min, max]: [f64; 2]) -> Range {
    Range::new(min, max)
}

fn unknown(what: &str, kind: &'static str, name: &str) -> HorizonError {
    HorizonError::Unknown { what: what.to_owned(), kind, name: name.to_owned() }
}
