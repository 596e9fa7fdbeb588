//! Places of addresses and owners of networks: files of each shape, files that are none, and the functions.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::util::display::array_value_to_string;
use serde_json::json;
use tempfile::TempDir;
use trail365_sql::{ErrorKind, Geo, GeoPlace, NetworkOwner, Session, SessionOptions, over_batches};

use crate::mmdb::{city_file, mmdb_of};

fn file(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("places.mmdb");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn session(geo: Option<Geo>) -> Session {
    let empty = RecordBatch::new_empty(trail365_columns::schema().clone());
    let options = SessionOptions { geo: geo.map(Arc::new), ..SessionOptions::default() };
    over_batches(&[empty], &options).unwrap()
}

async fn ask(session: &Session, expression: &str) -> Result<String, trail365_sql::Error> {
    // Addresses as a column, so that nothing is folded while planning.
    let query = format!("SELECT {expression} FROM (VALUES ('a')) AS rows (x)");
    let batches = trail365_sql::sql(session, &query).await?.collect().await?;
    Ok(array_value_to_string(batches[0].column(0), 0).unwrap())
}

fn city() -> Vec<u8> {
    city_file(&[
        ("198.51.100.0/24", "DE", 52.52, 13.405),
        ("203.0.113.0/24", "BR", -23.551, -46.633),
        ("2001:db8::/32", "PT", 38.722, -9.139),
    ])
}

#[tokio::test]
async fn places_of_a_city_database() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(Some(Geo::open(file(&folder, &city())).unwrap()));
    for (expression, expected) in [
        ("country_of('198.51.100.7')", "DE"),
        ("country_of('203.0.113.7:4711')", "BR"),
        ("country_of('[2001:db8::1]:443')", "PT"),
        ("country_of('::ffff:198.51.100.7')", "DE"),
        ("country_of('192.0.2.1')", ""),
        ("country_of('no address')", ""),
        ("country_of(NULL)", ""),
        ("country_of(concat('198.51.100.', length(x)))", "DE"),
        ("round(distance_km('198.51.100.7', '203.0.113.7'))", "10253.0"),
        ("round(distance_km('203.0.113.7', '198.51.100.7'))", "10253.0"),
        ("round(distance_km('2001:db8::1', '198.51.100.7'))", "2312.0"),
        ("distance_km('198.51.100.7', '198.51.100.8')", "0.0"),
        ("distance_km('198.51.100.7', '192.0.2.1')", ""),
    ] {
        assert_eq!(ask(&session, expression).await.unwrap(), expected, "{expression}");
    }
    let error = ask(&session, "distance_km('198.51.100.7')").await.unwrap_err();
    assert!(error.to_string().contains("distance_km(address, other)"), "{error}");
}

#[tokio::test]
async fn without_a_file_the_query_is_refused_with_the_remedy() {
    let without = session(None);
    for function in ["country_of('198.51.100.7')", "distance_km('198.51.100.7', '203.0.113.7')"] {
        let error = ask(&without, function).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let name = function.split('(').next().unwrap();
        let expected = format!(
            "{name} cannot be answered: no file of places was given: name a City database by --geo FILE.mmdb"
        );
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(ask(&without, "x").await.unwrap(), "a", "other queries need none");
}

#[tokio::test]
async fn a_country_database_tells_no_distance() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = [
        json!({"country": {"iso_code": "DE", "names": {"en": "Germany"}}}),
        json!({"country_code": "DE"}),
        json!({"country": "Germany", "country_code": "DE", "asn": "AS64496"}),
        json!({"country": "DE"}),
    ];
    for record in shapes {
        let path = file(&folder, &mmdb_of("Country", &[("198.51.100.0/24", record.clone())]));
        let session = session(Some(Geo::open(&path).unwrap()));
        assert_eq!(ask(&session, "country_of('198.51.100.7')").await.unwrap(), "DE", "{record}");
        assert_eq!(ask(&session, "country_of('2001:db8::1')").await.unwrap(), "", "the file has IPv4 alone");
        let error =
            ask(&session, "distance_km('198.51.100.7', '198.51.100.8')").await.unwrap_err().to_string();
        let expected =
            format!("{} has countries and no coordinates: name a City database by --geo", path.display());
        assert!(error.contains(&expected), "{error}");
    }
    let flat = json!({"latitude": "52.52", "longitude": "13.405"});
    let path = file(&folder, &mmdb_of("flat", &[("198.51.100.0/24", flat)]));
    let session = session(Some(Geo::open(&path).unwrap()));
    assert_eq!(ask(&session, "distance_km('198.51.100.7', '198.51.100.8')").await.unwrap(), "0.0");
    let error = ask(&session, "country_of('198.51.100.7')").await.unwrap_err().to_string();
    assert!(error.contains("has coordinates and no countries"), "{error}");
}

#[test]
fn a_bad_file_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let asn = json!({"autonomous_system_number": 64_496, "autonomous_system_organization": "Example"});
    let whole = city();
    for (bytes, what) in [
        (Vec::new(), "it is no MMDB file, or it is cut off or damaged"),
        (b"network,country\n".to_vec(), "it is no MMDB file"),
        (whole[..whole.len() - 200].to_vec(), "it is no MMDB file, or it is cut off or damaged"),
        (whole[100..].to_vec(), "damaged"),
        (
            mmdb_of("GeoLite2-ASN\u{1b}[2J", &[("198.51.100.0/24", asn)]),
            "it is a database of the kind `GeoLite2-ASN\\u{1b}[2J`, with AS numbers and no countries; name it by --asn",
        ),
        (
            mmdb_of("Connection", &[("198.51.100.0/24", json!({"connection_type": "Cable"}))]),
            "it is a database of the kind `Connection`, with neither countries nor AS numbers",
        ),
    ] {
        let path = file(&folder, &bytes);
        let error = Geo::open(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let error = error.to_string();
        assert!(error.starts_with(&format!("cannot read the places in {}: ", path.display())), "{error}");
        assert!(
            error.contains(what) && (error.contains("load it again") || error.contains("GeoLite2-City")),
            "{error}"
        );
    }
    let error = Geo::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("it is no file; give a City or Country database"), "{error}");
    assert!(Geo::open(folder.path().join("none")).unwrap_err().to_string().contains("No such file"));
}

#[test]
fn damage_anywhere_is_an_error_or_no_place() {
    let folder = tempfile::tempdir().unwrap();
    let whole = city();
    assert!(Geo::open(file(&folder, &whole)).is_ok());
    let addresses = ["198.51.100.7", "203.0.113.7", "2001:db8::1", "192.0.2.1"];
    for place in 0..whole.len() {
        for value in [0, 0x3f, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] = value;
            if let Ok(geo) = Geo::open(file(&folder, &bytes)) {
                for address in addresses {
                    let found = geo.place_of(address.parse().unwrap()).unwrap_or_default();
                    assert!(found.coordinates.is_none_or(|(a, b)| a.abs() <= 90.0 && b.abs() <= 180.0));
                }
            }
        }
    }
}

#[test]
fn places_can_be_named_one_by_one() {
    let berlin = GeoPlace::new(Some("de"), Some((52.52, 13.405)));
    let geo = Geo::of_networks([("198.51.100.0/24", berlin.clone())]).unwrap();
    assert_eq!(geo.place_of("198.51.100.9".parse().unwrap()), Some(berlin));
    assert_eq!(geo.place_of("198.51.101.9".parse().unwrap()), None);
    let error = Geo::of_networks([("Berlin", GeoPlace::default())]).unwrap_err().to_string();
    assert!(error.starts_with("no network 'Berlin'"), "{error}");
}

/// Returns the owner of an address by a file of AS numbers alone.
fn owner_of(path: &std::path::Path, address: &str) -> Option<NetworkOwner> {
    let geo = Geo::open_files(None, Some(path)).unwrap().unwrap();
    geo.owner_of(address.parse().unwrap())
}

#[tokio::test]
async fn owners_of_networks_in_each_shape() {
    let folder = tempfile::tempdir().unwrap();
    let shapes = [
        json!({"autonomous_system_number": 64_496, "autonomous_system_organization": "Example"}),
        json!({"asn": "AS64496", "as_name": "Example", "country": "Germany", "country_code": "DE"}),
        json!({"asn": 64_496, "as_name": "Example"}),
        json!({"traits": {"autonomous_system_number": 64_496, "autonomous_system_organization": "Example"}}),
    ];
    for record in shapes {
        let path =
            file(&folder, &mmdb_of("ASN", &[("198.51.100.0/24", record.clone()), ("10.0.0.0/8", record)]));
        let expected = NetworkOwner::new(Some(64_496), Some("Example"));
        assert_eq!(owner_of(&path, "198.51.100.7"), expected);
        assert_eq!(owner_of(&path, "::ffff:198.51.100.7"), expected, "a mapped address is one of IPv4");
        assert_eq!(owner_of(&path, "192.0.2.1"), None);
        assert_eq!(owner_of(&path, "10.1.2.3"), None, "files differ on private addresses");
        assert_eq!(owner_of(&path, "2001:db8::1"), None, "the file has IPv4 alone");
        let session = session(Geo::open_files(None, Some(&path)).unwrap());
        for (expression, expected) in [
            ("asn_of('198.51.100.7:443')", "64496"),
            ("network_owner_of('198.51.100.7')", "Example"),
            ("asn_of('192.0.2.1')", ""),
            ("network_owner_of('no address')", ""),
        ] {
            assert_eq!(ask(&session, expression).await.unwrap(), expected, "{expression}");
        }
    }
}

#[tokio::test]
async fn one_file_may_have_both_and_two_complete_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let both = json!({"country_code": "DE", "asn": "AS64496", "as_name": "Example"});
    let both = file(&folder, &mmdb_of("Lite", &[("198.51.100.0/24", both)]));
    for geo in [Geo::open_files(Some(&both), None), Geo::open_files(None, Some(&both))] {
        let geo = geo.unwrap().unwrap();
        let databases = geo.databases();
        assert_eq!(databases.len(), 1);
        assert!(databases[0].tells_places && databases[0].tells_owners && databases[0].kind == "Lite");
        let session = session(Some(geo));
        assert_eq!(ask(&session, "country_of('198.51.100.7')").await.unwrap(), "DE");
        assert_eq!(ask(&session, "asn_of('198.51.100.7')").await.unwrap(), "64496");
    }
    let other = folder.path().join("asn.mmdb");
    let record = json!({"autonomous_system_number": 64_500});
    std::fs::write(&other, mmdb_of("ASN", &[("198.51.100.0/24", record)])).unwrap();
    let geo = Geo::open_files(Some(&both), Some(&other)).unwrap().unwrap();
    assert_eq!(geo.owner_of("198.51.100.7".parse().unwrap()).unwrap().number, Some(64_500));
    let kinds: Vec<_> = geo.databases().into_iter().map(|of| (of.kind, of.tells_owners)).collect();
    assert_eq!(kinds, [("Lite".to_owned(), false), ("ASN".to_owned(), true)]);
    assert_eq!(Geo::open_files(None, None).unwrap(), None);
}

#[tokio::test]
async fn without_as_numbers_the_query_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let city = file(&folder, &city());
    for (session, why) in [
        (
            session(None),
            "asn_of cannot be answered: no file of AS numbers was given: name a database of AS numbers by --asn FILE.mmdb",
        ),
        (session(Some(Geo::open(&city).unwrap())), "no file of AS numbers was given"),
    ] {
        let error = ask(&session, "asn_of('198.51.100.7')").await.unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let error = Geo::open_files(None, Some(&city)).unwrap_err().to_string();
    let start = format!(
        "cannot read the AS numbers in {}: it is a database of the kind `GeoLite2-City`, with places",
        city.display()
    );
    assert!(error.starts_with(&start) && error.contains("name it by --geo"), "{error}");
}
