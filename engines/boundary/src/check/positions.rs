use crate::boundary::{POSITIONS_MAX, Reading, Rings};
use crate::crs::{Crs, Projected};
use crate::extent::Extent;
use crate::fault::{Fault, Place, RingName};

/// Checks that numbers are positions in the coordinates that were said; answers with degrees if those were others.
pub(crate) fn positions(given: &Rings, reading: &Reading) -> Result<Option<Rings>, Fault> {
    let found: usize = given.iter().flatten().map(Vec::len).sum();
    if found > POSITIONS_MAX {
        return Err(Fault::TooManyPositions { found, limit: POSITIONS_MAX });
    }
    if found == 0 {
        return Err(Fault::Empty);
    }
    if let Some(place) = places(given).find(|place| !place.numbers.iter().all(|number| number.is_finite())) {
        return Err(Fault::NotFinite(place));
    }
    match reading.crs {
        Crs::Degrees => degrees(given, reading.extent).map(|()| None),
        Crs::GaussKrueger(zone) => {
            let mut converted = given.clone();
            for place in places(given) {
                let position = zone.degrees(place.numbers).ok_or(Fault::OutsideZone { place, zone })?;
                converted[place.ring.part][place.ring.ring][place.position] = position;
            }
            Ok(Some(converted))
        }
    }
}

fn places(given: &Rings) -> impl Iterator<Item = Place> {
    given.iter().enumerate().flat_map(|(part, rings)| {
        rings.iter().enumerate().flat_map(move |(ring, positions)| {
            let ring = RingName { part, ring };
            let places = positions.iter().enumerate();
            places.map(move |(position, &numbers)| Place { ring, position, numbers })
        })
    })
}

fn degrees(given: &Rings, extent: Option<Extent>) -> Result<(), Fault> {
    let on_globe = |[longitude, latitude]: [f64; 2]| longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
    if let Some(place) = places(given).find(|place| !on_globe(place.numbers)) {
        return Err(off_globe(place));
    }
    let Some(extent) = extent else { return Ok(()) };
    // Only a whole boundary tells: a single point outside may be a typing error.
    let outside = places(given).all(|place| !extent.contains(place.numbers));
    let swapped_inside = places(given).all(|place| extent.contains(swap(place.numbers)));
    match places(given).next() {
        Some(place) if outside && swapped_inside => Err(Fault::Swapped(place)),
        _ => Ok(()),
    }
}

fn off_globe(place: Place) -> Fault {
    let [first, second] = place.numbers;
    if let Some(looks) = Projected::recognise(place.numbers) {
        return Fault::Projected { place, looks };
    }
    // Longitudes beyond 90 degrees, as in most of China, give themselves away.
    if first.abs() <= 90.0 && second.abs() <= 180.0 { Fault::Swapped(place) } else { Fault::OutOfRange(place) }
}

fn swap([first, second]: [f64; 2]) -> [f64; 2] {
    [second, first]
}
