//! The place of an address.

/// The place of an address, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GeoPlace {
    /// Code of the country (ISO 3166-1), such as `DE`.
    pub country: Option<String>,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
}

/// Mean radius of the earth in kilometres. The earth is no sphere: distances are up to 0.6 % off, places in such files more.
const EARTH_RADIUS_KM: f64 = 6371.0;

impl GeoPlace {
    /// Makes one. A code that is no country's, and coordinates that are not on earth, are left out.
    pub fn new(country: Option<&str>, coordinates: Option<(f64, f64)>) -> Self {
        let is_code = |code: &&str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
        let is_on_earth = |(latitude, longitude): &(f64, f64)| {
            (-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude)
        };
        GeoPlace {
            country: country.filter(is_code).map(str::to_ascii_uppercase),
            coordinates: coordinates.filter(is_on_earth),
        }
    }

    /// Returns the distance to another place in kilometres, along a great circle (haversine).
    ///
    /// ```
    /// use trail365_sql::GeoPlace;
    ///
    /// let berlin = GeoPlace::new(Some("DE"), Some((52.52, 13.405)));
    /// let lisbon = GeoPlace::new(Some("PT"), Some((38.722, -9.139)));
    /// assert_eq!(berlin.distance_km(&lisbon).map(f64::round), Some(2312.0));
    /// ```
    pub fn distance_km(&self, other: &GeoPlace) -> Option<f64> {
        let (from, to) = (self.coordinates?, other.coordinates?);
        let [latitude, longitude] =
            [to.0 - from.0, to.1 - from.1].map(|of| (of.to_radians() / 2.0).sin().powi(2));
        let a = latitude + from.0.to_radians().cos() * to.0.to_radians().cos() * longitude;
        // Rounding may lift it above 1 for places on opposite sides.
        Some(2.0 * EARTH_RADIUS_KM * a.min(1.0).sqrt().asin())
    }
}

#[cfg(test)]
mod tests {
    use super::GeoPlace;

    fn at(latitude: f64, longitude: f64) -> GeoPlace {
        GeoPlace::new(None, Some((latitude, longitude)))
    }

    #[test]
    fn distances_follow_the_great_circle() {
        for (from, to, expected) in [
            (at(0.0, 0.0), at(0.0, 0.0), 0.0),
            (at(0.0, 0.0), at(0.0, 180.0), 20_015.0),
            (at(90.0, 0.0), at(-90.0, 77.0), 20_015.0),
            // Over the date line, not around the earth.
            (at(0.0, 179.5), at(0.0, -179.5), 111.0),
            // London and New York.
            (at(51.507, -0.128), at(40.713, -74.006), 5570.0),
        ] {
            let km = from.distance_km(&to).unwrap();
            assert!((km - expected).abs() < 1.0, "{km} instead of {expected}");
            assert!((km - to.distance_km(&from).unwrap()).abs() < 1e-6);
        }
        assert_eq!(at(0.0, 0.0).distance_km(&GeoPlace::default()), None);
    }

    #[test]
    fn what_is_no_place_is_left_out() {
        let place = GeoPlace::new(Some("Germany"), Some((91.0, 0.0)));
        assert_eq!(place, GeoPlace::default());
        assert_eq!(GeoPlace::new(None, Some((f64::NAN, 0.0))), GeoPlace::default());
        assert_eq!(GeoPlace::new(Some("de"), None).country.as_deref(), Some("DE"));
    }
}
