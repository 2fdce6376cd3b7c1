//! Which project goes on which site (选址).
//!
//! - [`rank`]: the sites that fit one project, best first, with what the others lack.
//! - [`assignment`]: many projects on sites of limited room, at least cost or most profit, to proven optimality.
//! - [`portfolio`]: many projects on many parcels through several years, with the works, money and capacities between
//!   them.
//!
//! ```
//! use jiff::civil::date;
//! use siting::rank::{Floor, Lack, Need, Site, Supply, Weights, Wish, rank};
//!
//! let site = |name: &str, area, gas: &[_]| Site {
//!     name: name.into(),
//!     area,
//!     land_use: "0601".into(),
//!     is_open: true,
//!     ready: Some(date(2020, 6, 30)),
//!     supplies: vec![Supply { input: "gas".into(), from: gas.to_vec() }],
//!     floors: vec![Floor { indicator: "intensity".into(), least: 200.0 }],
//!     near: Vec::new(),
//! };
//! let sites = [
//!     site("north", 120.0, &[(date(2019, 1, 1), 6000.0)]),
//!     site("south", 400.0, &[(date(2019, 1, 1), 3200.0), (date(2021, 6, 30), 9000.0)]),
//!     site("yard", 20.0, &[]),
//! ];
//! let wish = Wish {
//!     area: Some((100.0, 150.0)),
//!     land_uses: ["0601".to_owned()].into(),
//!     needs: vec![Need { input: "gas".into(), amount: 5000.0 }],
//!     brings: [("intensity".to_owned(), 40_000.0)].into(),
//!     distances: [].into(),
//!     start: date(2020, 10, 1),
//! };
//! let ranking = rank(&wish, &sites, &Weights::default());
//! assert_eq!(ranking.fits[0].site, 0);
//! assert_eq!((ranking.fits[1].site, ranking.fits[1].can_start), (1, date(2021, 6, 30)));
//! assert_eq!(ranking.misfits[0].lacks.len(), 2); // too small, and no gas is known to come
//! ```

pub mod assignment;
pub mod portfolio;
pub mod rank;
