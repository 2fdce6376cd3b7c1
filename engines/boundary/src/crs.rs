//! In which coordinates a file gives its positions.

use crate::gauss_krueger::unproject;

/// Metres that a Gauss-Krüger easting has at its central meridian.
const FALSE_EASTING_M: f64 = 500_000.0;
/// A zone's prefix counts whole millions of metres.
const PREFIX_M: f64 = 1_000_000.0;
/// A zone is 1.5 degrees wide on each side, 167 km at the equator; surveys overlap into the next one.
const REACH_M: f64 = 400_000.0;
/// Northings of the land that the zones are laid out for: beyond 9 and below 60 degrees north.
const NORTHINGS_M: std::ops::Range<f64> = 1_000_000.0..6_700_000.0;
/// The 3-degree zones of CGCS2000.
const ZONES: std::ops::RangeInclusive<u8> = 25..=45;

/// A coordinate reference system that boundaries are read from.
///
/// EPSG:4326 (WGS 84) is read as CGCS2000: the frames agree to centimetres at CGCS2000's epoch 2000.0 and the flattenings
/// to 1.6e-11 (Yang Yuanxi 2009, "Chinese geodetic coordinate system 2000", Chinese Science Bulletin 54, 2714–2721).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crs {
    /// Longitude and latitude in degrees: CRS84, EPSG:4326 or EPSG:4490.
    Degrees,
    /// Metres in a 3-degree zone of Gauss-Krüger on CGCS2000 (三度带).
    GaussKrueger(Zone),
}

/// A 3-degree zone of Gauss-Krüger on CGCS2000: EPSG:4513 to 4533 with the zone's number before the easting (38420000),
/// EPSG:4534 to 4554 without (420000).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    /// Number; the central meridian lies at three times as many degrees.
    number: u8,
    prefixed: bool,
}

impl Crs {
    /// The system that an EPSG code names; nothing if boundaries are not read from it.
    pub fn from_epsg(code: u32) -> Option<Self> {
        match code {
            4326 | 4490 => Some(Self::Degrees),
            _ => Zone::from_epsg(code).map(Self::GaussKrueger),
        }
    }

    /// The system that the `crs` member of GeoJSON of 2008 names: `EPSG:4526`, `urn:ogc:def:crs:EPSG::4526`,
    /// `urn:ogc:def:crs:OGC:1.3:CRS84`. Nothing if boundaries are not read from it.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_uppercase();
        let last = name.rsplit([':', '/']).next().unwrap_or_default();
        if last == "CRS84" {
            return Some(Self::Degrees);
        }
        if name.contains("EPSG") { Self::from_epsg(last.parse().ok()?) } else { None }
    }
}

impl Zone {
    /// EPSG:4513 to 4554; nothing for others.
    pub fn from_epsg(code: u32) -> Option<Self> {
        let (first, prefixed) = match code {
            4513..=4533 => (4513, true),
            4534..=4554 => (4534, false),
            _ => return None,
        };
        Some(Self { number: u8::try_from(code - first).ok()? + ZONES.start(), prefixed })
    }

    /// Central meridian (中央子午线), degrees east.
    pub fn central_meridian_deg(self) -> f64 {
        3.0 * f64::from(self.number)
    }

    /// EPSG's code.
    pub fn epsg(self) -> u32 {
        u32::from(self.number - ZONES.start()) + if self.prefixed { 4513 } else { 4534 }
    }

    /// Longitude and latitude of a position in metres, in either order of easting and northing: surveyors call the
    /// northing X and write it first, files mostly put it second. Nothing if neither order lies in the zone.
    pub(crate) fn degrees(self, [first, second]: [f64; 2]) -> Option<[f64; 2]> {
        let prefix_m = if self.prefixed { f64::from(self.number) * PREFIX_M } else { 0.0 };
        let offset_m = |easting: f64| easting - prefix_m - FALSE_EASTING_M;
        let fits = |easting: f64, northing: f64| offset_m(easting).abs() <= REACH_M && NORTHINGS_M.contains(&northing);
        let (easting, northing) = match (fits(first, second), fits(second, first)) {
            (true, _) => (first, second),
            (false, true) => (second, first),
            (false, false) => return None,
        };
        let [longitude, latitude] = unproject(offset_m(easting), northing);
        Some([self.central_meridian_deg() + longitude, latitude])
    }
}

/// What two numbers that are no degrees look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projected {
    /// Metres with the number of a 3-degree zone before the easting.
    InZone(Zone),
    /// Metres that do not tell their zone.
    UnknownZone,
}

impl Projected {
    /// Recognises metres of Gauss-Krüger.
    pub(crate) fn recognise([first, second]: [f64; 2]) -> Option<Self> {
        let zones = ZONES.map(|number| Zone { number, prefixed: true });
        if let Some(zone) = zones.into_iter().find(|zone| zone.degrees([first, second]).is_some()) {
            return Some(Self::InZone(zone));
        }
        let plain = Zone { number: *ZONES.start(), prefixed: false };
        plain.degrees([first, second]).map(|_| Self::UnknownZone)
    }
}

impl std::fmt::Display for Projected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InZone(zone) => write!(
                f,
                "these look like metres of the 3-degree Gauss-Krueger zone {}; if they are in CGCS2000 (not Beijing 54 or \
                 Xian 80, which lie up to 100 m away), say so with \"crs\": EPSG:{}",
                zone.number,
                zone.epsg()
            ),
            Self::UnknownZone => f.write_str(
                "these look like projected metres, which do not tell their zone; name it with \"crs\" (EPSG:4534 to 4554), \
                 or convert them to degrees of CGCS2000 (EPSG:4490)",
            ),
        }
    }
}
