use std::fmt;

use rust_decimal::Decimal;

use super::{Field, FieldError, Problem, number::parse_decimal};

/// A place by longitude and latitude in degrees, kept to a millionth (0.1 m).
///
/// WGS-84 and CGCS2000 agree within centimetres and are not told apart. Not for coordinates in GCJ-02 or BD-09, which
/// are shifted by hundreds of metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    longitude_e6: i32,
    latitude_e6: i32,
}

/// The rectangle that the zone's places must lie in, so that none is drawn in the sea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    south_west: Location,
    north_east: Location,
}

impl Location {
    /// A place from two texts in degrees; decimals beyond a millionth are rounded off.
    ///
    /// # Errors
    /// What is wrong with the longitude, the latitude, or both.
    pub fn parse(longitude: &str, latitude: &str) -> Result<Self, Vec<FieldError>> {
        let of = |field: Field| move |problem| FieldError::new(field.key(), problem);
        let longitude = millionths(longitude, 180).map_err(of(Field::Longitude));
        let latitude = millionths(latitude, 90).map_err(of(Field::Latitude));
        match (longitude, latitude) {
            (Ok(longitude_e6), Ok(latitude_e6)) => Ok(Self { longitude_e6, latitude_e6 }),
            (longitude, latitude) => Err(longitude.err().into_iter().chain(latitude.err()).collect()),
        }
    }

    /// Millionths of a degree east, as in the database.
    pub fn longitude_e6(self) -> i32 {
        self.longitude_e6
    }

    /// Millionths of a degree north, as in the database.
    pub fn latitude_e6(self) -> i32 {
        self.latitude_e6
    }

    /// Degrees east.
    pub fn longitude_deg(self) -> Decimal {
        Decimal::new(self.longitude_e6.into(), 6).normalize()
    }

    /// Degrees north.
    pub fn latitude_deg(self) -> Decimal {
        Decimal::new(self.latitude_e6.into(), 6).normalize()
    }
}

impl Extent {
    /// A rectangle from its south-western and north-eastern corners; none when they are swapped.
    pub fn new(south_west: Location, north_east: Location) -> Option<Self> {
        let ordered =
            south_west.longitude_e6 < north_east.longitude_e6 && south_west.latitude_e6 < north_east.latitude_e6;
        ordered.then_some(Self { south_west, north_east })
    }

    /// Its south-western corner.
    pub fn south_west(&self) -> Location {
        self.south_west
    }

    /// Its north-eastern corner.
    pub fn north_east(&self) -> Location {
        self.north_east
    }

    /// Refuses a place outside.
    ///
    /// # Errors
    /// [`Problem::OutsideExtent`] with the edges.
    pub fn check(&self, place: Location) -> Result<(), Problem> {
        let inside = (self.south_west.longitude_e6..=self.north_east.longitude_e6).contains(&place.longitude_e6)
            && (self.south_west.latitude_e6..=self.north_east.latitude_e6).contains(&place.latitude_e6);
        if inside {
            return Ok(());
        }
        Err(Problem::OutsideExtent {
            west: self.south_west.longitude_deg().to_string(),
            south: self.south_west.latitude_deg().to_string(),
            east: self.north_east.longitude_deg().to_string(),
            north: self.north_east.latitude_deg().to_string(),
        })
    }
}

fn millionths(text: &str, max: u8) -> Result<i32, Problem> {
    let degrees = parse_decimal(text)?;
    if degrees.abs() > Decimal::from(max) {
        return Err(Problem::DegreesRange { max });
    }
    let scaled = (degrees * Decimal::from(1_000_000)).round();
    i32::try_from(scaled).map_err(|_| Problem::DegreesRange { max })
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.longitude_deg(), self.latitude_deg())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn place(longitude: &str, latitude: &str) -> Location {
        Location::parse(longitude, latitude).unwrap()
    }

    #[test]
    fn swapped_coordinates_are_noticed() {
        let swapped = Location::parse("35.69", "112.18").unwrap_err();
        assert_eq!(swapped, [FieldError::new("latitude_deg", Problem::DegreesRange { max: 90 })]);
    }

    #[test]
    fn places_outside_the_zone_are_refused() {
        let extent = Extent::new(place("111.9", "35.3"), place("112.8", "36.1")).unwrap();
        assert!(extent.check(place("112.18", "35.69")).is_ok());
        assert!(extent.check(place("0", "0")).is_err());
        assert!(Extent::new(place("112.8", "36.1"), place("111.9", "35.3")).is_none());
    }

    #[test]
    fn more_decimals_than_kept_are_rounded() {
        assert_eq!(place("112.18750000001", "35.6900004").to_string(), "112.1875, 35.69");
    }
}
