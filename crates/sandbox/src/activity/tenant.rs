//! An invented tenant: its people, places and files.

use crate::dice::{Dice, guid, mix, text};
use crate::moment::{DAY, Moment};

use super::scene::Actor;

/// The address that the office shows to the world.
const OFFICE: &str = "198.51.100.10";

const GIVEN: [&str; 24] = [
    "anna", "ben", "carla", "david", "emre", "fiona", "george", "hana", "ivan", "julia", "kofi", "lena",
    "marco", "noah", "olga", "petra", "quinn", "rosa", "samir", "tara", "umar", "vera", "wen", "yara",
];
const FAMILY: [&str; 20] = [
    "keller", "osei", "mendes", "lind", "yilmaz", "walsh", "tanaka", "novak", "romano", "mensah", "fischer",
    "holm", "garcia", "ito", "jensen", "kaur", "lopez", "moreau", "okafor", "silva",
];

/// Sites with the folder and the kinds of files in it.
const SITES: [(&str, &str, [&str; 5]); 5] = [
    (
        "Sales",
        "Offers",
        ["Offer Northwind.docx", "Price list.xlsx", "Pipeline.xlsx", "Launch.pptx", "Fabrikam visit.docx"],
    ),
    (
        "Finance",
        "Payments",
        ["Supplier bank details.xlsx", "Budget.xlsx", "Payroll.xlsx", "Forecast.xlsx", "Audit.pdf"],
    ),
    ("Projects", "Bridge", ["Plan.docx", "Drawings.pdf", "Minutes.docx", "Risks.xlsx", "Site photos.zip"]),
    (
        "People",
        "Contracts",
        ["Handbook.docx", "Holidays.xlsx", "Applicants.xlsx", "Template.docx", "Training.pptx"],
    ),
    (
        "Legal",
        "Cases",
        ["Contract Adatum.docx", "Opinion.docx", "Deadlines.xlsx", "NDA.pdf", "Register.xlsx"],
    ),
];

const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36 Edg/145.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
];

/// Invoices on the site of Finance, which one takes all at once.
const INVOICES: u32 = 58;

/// Who belongs to a tenant, and what it has.
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) domain: String,
    pub(crate) seed: u64,
    pub(crate) people: Vec<Person>,
    /// The datacenter's own account.
    pub(crate) system: Person,
    pub(crate) sites: Vec<Site>,
}

/// Somebody who signs in.
pub(crate) struct Person {
    pub(crate) upn: String,
    pub(crate) display: String,
    pub(crate) key: String,
    pub(crate) object_id: [u8; 36],
    pub(crate) mailbox: [u8; 36],
    pub(crate) sid: String,
    pub(crate) user_type: i64,
    pub(crate) home: String,
    pub(crate) device: [u8; 36],
    /// Place among the tenant's people.
    pub(crate) number: u32,
}

/// A SharePoint site with its document library.
pub(crate) struct Site {
    pub(crate) name: &'static str,
    pub(crate) url: String,
    pub(crate) id: [u8; 36],
    pub(crate) web: [u8; 36],
    pub(crate) list: [u8; 36],
    pub(crate) files: Vec<Document>,
}

/// A file on a site.
pub(crate) struct Document {
    pub(crate) folder: &'static str,
    pub(crate) name: String,
    pub(crate) id: [u8; 36],
    pub(crate) bytes: i64,
}

impl Tenant {
    /// The tenant that follows from a seed.
    pub(crate) fn new(id: String, domain: &str, users: u32, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let people = (0..users).map(|number| person(number, domain, &mut dice)).collect();
        let system = system(&mut dice);
        let sites = SITES.iter().map(|of| site(of, domain, &mut dice)).collect();
        Self { id, domain: domain.to_owned(), seed, people, system, sites }
    }

    /// The site where a person works.
    pub(crate) fn site_of(&self, person: &Person) -> &Site {
        &self.sites[person.number as usize % self.sites.len()]
    }

    /// Finance, where the invoices are.
    pub(crate) fn finance(&self) -> &Site {
        &self.sites[1]
    }

    /// A person as they work on that day: one address, one session, one browser.
    pub(crate) fn actor<'a>(&self, person: &'a Person, at: Moment) -> Actor<'a> {
        let day = at.millis().div_euclid(DAY) as u64;
        let hash = mix(self.seed, &[u64::from(person.number), day]);
        let address = if hash.is_multiple_of(10) || hash % 10 > 7 { person.home.as_str() } else { OFFICE };
        let agent = AGENTS[person.number as usize % AGENTS.len()];
        Actor { person, address, agent, session: guid(hash, mix(hash, &[1])) }
    }

    /// The one who runs the office, and the tenant beside it.
    pub(crate) fn admin(&self, at: Moment) -> Actor<'_> {
        self.actor(&self.people[0], at)
    }

    /// The datacenter's own account at work.
    pub(crate) fn service(&self) -> Actor<'_> {
        Actor { person: &self.system, address: "198.51.100.200", agent: "", session: guid(self.seed, 0) }
    }
}

/// The first people have names of their own, the others the same with a number.
fn person(number: u32, domain: &str, dice: &mut Dice) -> Person {
    let place = number as usize;
    let (given, family) =
        (GIVEN[place % GIVEN.len()], FAMILY[(place * 7 + place / GIVEN.len()) % FAMILY.len()]);
    let round = place / (GIVEN.len() * FAMILY.len());
    let again = if round == 0 { String::new() } else { (round + 1).to_string() };
    Person {
        upn: format!("{given}.{family}{again}@{domain}"),
        display: format!("{} {}", capital(given), capital(family)),
        key: format!("10032001{}", dice.hex(8)),
        object_id: dice.guid(),
        mailbox: dice.guid(),
        sid: format!("S-1-5-21-1004336348-1177238915-682003330-{}", 1101 + number),
        user_type: 0,
        home: home(number),
        device: dice.guid(),
        number,
    }
}

/// Every third household has IPv6.
fn home(number: u32) -> String {
    if number % 3 == 2 {
        format!("2001:db8:10:{number:x}::2")
    } else {
        format!("192.0.2.{}", 20 + number % 200)
    }
}

fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn system(dice: &mut Dice) -> Person {
    let name = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)";
    Person {
        upn: name.to_owned(),
        display: "SYSTEM".to_owned(),
        key: name.to_owned(),
        object_id: dice.guid(),
        mailbox: dice.guid(),
        sid: "S-1-5-18".to_owned(),
        user_type: 3,
        home: String::new(),
        device: dice.guid(),
        number: 0,
    }
}

fn site(of: &(&'static str, &'static str, [&'static str; 5]), domain: &str, dice: &mut Dice) -> Site {
    let &(name, folder, files) = of;
    let host = domain.split('.').next().unwrap_or_default();
    let mut documents: Vec<_> = files.iter().map(|file| document(folder, (*file).to_owned(), dice)).collect();
    if name == "Finance" {
        let invoice = |number| format!("Invoice 2026-{number:04}.pdf");
        documents.extend((1..=INVOICES).map(|number| document("Invoices", invoice(number), dice)));
    }
    let url = format!("https://{host}.sharepoint.com/sites/{name}/");
    Site { name, url, id: dice.guid(), web: dice.guid(), list: dice.guid(), files: documents }
}

fn document(folder: &'static str, name: String, dice: &mut Dice) -> Document {
    Document { folder, name, id: dice.guid(), bytes: dice.between(12_000, 900_000) }
}

/// The GUID that a tenant has when the plan names none.
pub(crate) fn default_id(seed: u64, place: usize) -> String {
    text(&guid(mix(seed, &[0x7e0a, place as u64]), mix(seed, &[0x7e0b, place as u64])))
}
