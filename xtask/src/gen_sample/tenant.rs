//! The invented tenant: its people, places and files.

use super::dice::Dice;
use super::event::Actor;

/// The address that the office shows to the world.
pub const OFFICE: &str = "198.51.100.10";

/// A tenant and who belongs to it.
pub struct Tenant {
    pub id: String,
    pub people: Vec<Person>,
    /// The datacenter's own account.
    pub system: Person,
    pub sites: Vec<Site>,
}

/// Somebody who signs in.
#[derive(Debug, Clone)]
pub struct Person {
    pub upn: String,
    pub key: String,
    pub object_id: String,
    pub mailbox: String,
    pub sid: String,
    pub user_type: i64,
    /// Address when not in the office.
    pub home: String,
    /// Name of the site where they work.
    pub site: &'static str,
}

/// A SharePoint site with its document library.
pub struct Site {
    pub name: &'static str,
    pub id: String,
    pub web: String,
    pub list: String,
    pub files: Vec<Document>,
}

/// A file on a site.
pub struct Document {
    pub folder: &'static str,
    pub name: String,
    pub id: String,
    pub bytes: i64,
}

/// The domain of the organization.
pub const DOMAIN: &str = "contoso.example.com";

const PEOPLE: [(&str, &str); 12] = [
    ("anna.keller", "Sales"),
    ("ben.osei", "Sales"),
    ("carla.mendes", "Finance"),
    ("david.lind", "Finance"),
    ("emre.yilmaz", "Projects"),
    ("fiona.walsh", "Projects"),
    ("george.tanaka", "Projects"),
    ("hana.novak", "People"),
    ("julia.romano", "Sales"),
    ("kofi.mensah", "Projects"),
    ("noah.fischer", "People"),
    ("petra.holm", "Finance"),
];

/// Whose password was guessed: runs the office, and the tenant beside it.
pub const VICTIM: &str = "petra.holm";

const FILES: [(&str, &str, &[&str]); 4] = [
    ("Sales", "Offers", &["Offer Northwind.docx", "Price list 2026.xlsx", "Pipeline.xlsx", "Launch.pptx"]),
    ("Finance", "Payments", &["Supplier bank details.xlsx", "Budget 2026.xlsx", "Payroll February.xlsx"]),
    ("Projects", "Bridge", &["Plan.docx", "Drawings.pdf", "Minutes.docx", "Risks.xlsx", "Site photos.zip"]),
    ("People", "Contracts", &["Handbook.docx", "Holidays.xlsx", "Applicants.xlsx", "Template.docx"]),
];

/// Invoices on the site of Finance, which one takes all at once.
const INVOICES: u32 = 58;

impl Tenant {
    /// The tenant that the dice give.
    pub fn new(dice: &mut Dice) -> Self {
        let id = dice.guid();
        let people = PEOPLE.iter().zip(0..).map(|(&of, number)| person(of, number, dice)).collect();
        Self { id, people, system: system(dice), sites: FILES.iter().map(|&of| site(of, dice)).collect() }
    }

    /// The person with this name before the @.
    pub fn person(&self, alias: &str) -> &Person {
        let is =
            |person: &&Person| person.upn.strip_suffix(DOMAIN).is_some_and(|upn| upn == format!("{alias}@"));
        self.people.iter().find(is).unwrap_or(&self.system)
    }

    /// The site with this name.
    pub fn site(&self, name: &str) -> &Site {
        self.sites.iter().find(|site| site.name == name).unwrap_or(&self.sites[0])
    }
}

impl Person {
    /// The person at this address with this browser, newly signed in.
    pub fn at<'a>(&'a self, address: &'a str, user_agent: &'a str, dice: &mut Dice) -> Actor<'a> {
        Actor { person: self, address, user_agent, session: dice.guid() }
    }
}

impl Site {
    /// Where the site is.
    pub fn url(&self) -> String {
        format!("https://sharepoint.{DOMAIN}/sites/{}/", self.name)
    }
}

fn person((alias, site): (&str, &'static str), number: u32, dice: &mut Dice) -> Person {
    // Every third household has IPv6.
    let home = if number % 3 == 2 {
        format!("2001:db8:10:{number:x}::2")
    } else {
        format!("192.0.2.{}", 20 + number)
    };
    Person {
        upn: format!("{alias}@{DOMAIN}"),
        key: format!("10032001{}", dice.hex(8)),
        object_id: dice.guid(),
        mailbox: dice.guid(),
        sid: format!("S-1-5-21-1004336348-1177238915-682003330-{}", 1101 + number),
        user_type: 0,
        home,
        site,
    }
}

fn system(dice: &mut Dice) -> Person {
    let name = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)";
    Person {
        upn: name.to_owned(),
        key: name.to_owned(),
        object_id: dice.guid(),
        mailbox: dice.guid(),
        sid: "S-1-5-18".to_owned(),
        user_type: 3,
        home: String::new(),
        site: "Finance",
    }
}

fn site((name, folder, files): (&'static str, &'static str, &[&str]), dice: &mut Dice) -> Site {
    let mut documents: Vec<_> = files.iter().map(|file| document(folder, (*file).to_owned(), dice)).collect();
    if name == "Finance" {
        let invoice = |number| format!("Invoice 2026-{number:04}.pdf");
        documents.extend((1..=INVOICES).map(|number| document("Invoices", invoice(number), dice)));
    }
    Site { name, id: dice.guid(), web: dice.guid(), list: dice.guid(), files: documents }
}

fn document(folder: &'static str, name: String, dice: &mut Dice) -> Document {
    Document { folder, name, id: dice.guid(), bytes: i64::from(dice.between(12_000, 900_000)) }
}
