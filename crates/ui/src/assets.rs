//! Scripts, styles and pictures, which are part of the program: nothing comes from elsewhere.
//!
//! The address of each has the beginning of its hash, so that a browser may keep it for ever.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

/// A file of the site.
pub(crate) struct Asset {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! asset {
    ($name:literal, $path:literal, $media:expr) => {
        Asset { name: $name, media: $media, bytes: include_bytes!(concat!("../assets/", $path)) }
    };
}

/// Every file.
static ASSETS: [Asset; 6] = [
    asset!("app.css", "app.css", "text/css; charset=utf-8"),
    asset!("app.js", "app.js", JAVASCRIPT),
    asset!("sql.js", "sql.js", JAVASCRIPT),
    asset!("icon.svg", "icon.svg", "image/svg+xml"),
    asset!("htmx.min.js", "vendor/htmx.min.js", JAVASCRIPT),
    asset!("hx-csp.min.js", "vendor/hx-csp.min.js", JAVASCRIPT),
];

/// A file that others wrote, as it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vendored {
    /// Name of the file.
    pub name: &'static str,
    /// Package of npm, its version, and the place of the file in it.
    pub source: &'static str,
    /// Licence; its text stands beside the file.
    pub licence: &'static str,
    /// SHA-256 of the file.
    pub sha256: &'static str,
}

/// The files that others wrote. A test compares each with its hash.
pub(crate) static VENDORED: [Vendored; 2] = [
    Vendored {
        name: "htmx.min.js",
        source: "htmx.org@4.0.1 dist/htmx.min.js",
        licence: "0BSD",
        sha256: "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    },
    Vendored {
        name: "hx-csp.min.js",
        source: "htmx.org@4.0.1 dist/ext/hx-csp.min.js",
        licence: "0BSD",
        sha256: "a7e1e6711ae6c3e50ad300fba7936cbe8d07599cdae313414a179ddd6b26e143",
    },
];

static URLS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let url = |asset: &Asset| format!("/assets/{}/{}", &hash(asset.bytes)[..12], asset.name);
    ASSETS.iter().map(url).collect()
});

/// Returns the address of a file.
pub(crate) fn url(name: &str) -> &'static str {
    let place = ASSETS.iter().position(|asset| asset.name == name);
    place.and_then(|place| URLS.get(place)).map_or("", String::as_str)
}

/// Returns the file at an address.
pub(crate) fn find(path: &str) -> Option<&'static Asset> {
    let place = URLS.iter().position(|url| url == path)?;
    ASSETS.get(place)
}

/// Writes bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, VENDORED, find, hash, url};

    #[test]
    fn what_others_wrote_is_as_they_published_it() {
        for vendored in VENDORED {
            let asset = ASSETS.iter().find(|asset| asset.name == vendored.name).unwrap();
            assert_eq!(hash(asset.bytes), vendored.sha256, "{}", vendored.name);
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/vendor");
        let files =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        for file in files.filter(|file| !file.ends_with("LICENSE")) {
            assert!(VENDORED.iter().any(|vendored| vendored.name == file), "{file} has no row");
        }
    }

    #[test]
    fn an_address_leads_to_its_file_and_changes_with_it() {
        for asset in &ASSETS {
            assert_eq!(find(url(asset.name)).unwrap().name, asset.name);
        }
        assert!(find("/assets/000000000000/app.js").is_none() && find("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn a_page_is_light() {
        let bytes: usize = ASSETS.iter().map(|asset| asset.bytes.len()).sum();
        assert!(bytes < 90_000, "{bytes}");
    }
}
