//! An invented tenant: its people, places and files.

use crate::dice::{Dice, mix};
#[cfg(feature = "schema")]
use crate::guid::guid_text;
use crate::guid::{Guid, new_guid};
use crate::moment::{DAY, Moment};

/// Address that the office shows to the world.
///
/// All addresses are of the blocks that RFC 5737 and RFC 3849 keep for documentation: none is anybody's.
pub const OFFICE: &str = "198.51.100.10";

/// Address of the hotels in which people of the tenant stay.
pub(crate) const HOTEL: &str = "192.0.2.231";

/// Folders of a OneDrive with the name and the ending of the files in each.
const OWN_FILES: [(&str, &str, &str); 5] = [
    ("Notes", "Notes", "docx"),
    ("Tables", "Costs", "xlsx"),
    ("Slides", "Talk", "pptx"),
    ("Scans", "Scan", "pdf"),
    ("Pictures", "Picture", "jpg"),
];

/// Files of each kind in a OneDrive: with those of Finance more than a hundred, and with a whole one set up anew far
/// more.
const OWN_FILES_OF_A_KIND: u32 = 40;

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

/// Invoices on the site of Finance, which an attacker takes all at once.
const INVOICES: u32 = 58;

/// A tenant with its people and sites.
///
/// ```
/// use trail365_sandbox::activity::Tenant;
///
/// let id = "11111111-1111-4111-8111-111111111111".to_owned();
/// let tenant = Tenant::new(id, "contoso.com", 3, 365);
/// assert_eq!(tenant.people[0].upn, "anna.keller@contoso.com");
/// ```
#[derive(Debug)]
pub struct Tenant {
    /// Tenant id, a GUID.
    pub id: String,
    /// Domain of the people's names.
    pub domain: String,
    /// Number that all chance in the tenant follows from.
    pub seed: u64,
    /// The people; the first one runs the office, and the tenant beside it.
    pub people: Vec<Person>,
    /// The datacenter's own account.
    pub system: Person,
    /// The sites; the second one is that of Finance.
    pub sites: Vec<Site>,
}

/// A person who signs in, or an account that works by itself.
#[derive(Debug, Clone)]
pub struct Person {
    /// User principal name, `UserId` of records.
    pub upn: String,
    /// Name as people write it.
    pub display: String,
    /// `UserKey` of records.
    pub key: String,
    /// Object id in the directory.
    pub object_id: Guid,
    /// `MailboxGuid` of records.
    pub mailbox: Guid,
    /// Windows security identifier.
    pub sid: String,
    /// `UserType` of records: 0 for people, 3 for the service.
    pub user_type: i64,
    /// Address when not in the office.
    pub home: String,
    /// Object id of the person's computer.
    pub device: Guid,
    /// Place among the tenant's people.
    pub number: u32,
}

/// A SharePoint site with its document library.
#[derive(Debug)]
pub struct Site {
    /// Name, as the address has it.
    pub name: &'static str,
    /// Address with a slash at its end.
    pub url: String,
    /// `Site` of records.
    pub id: Guid,
    /// `WebId` of records.
    pub web: Guid,
    /// `ListId` of records.
    pub list: Guid,
    /// Name of the document library, as addresses have it.
    pub library: &'static str,
    /// Files of the library.
    pub files: Vec<Document>,
}

/// A file on a site.
#[derive(Debug)]
pub struct Document {
    /// Folder of the library.
    pub folder: &'static str,
    /// Name with its extension.
    pub name: String,
    /// `ListItemUniqueId` of records.
    pub id: Guid,
    /// Size in bytes.
    pub bytes: i64,
}

/// A person at an address with a program.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// The account in whose name something is done, whoever does it.
    pub person: &'a Person,
    /// IP address; empty for accounts of the datacenter that have none.
    pub address: &'a str,
    /// User agent of the browser; empty for programs that send none.
    pub agent: &'a str,
    /// Session, from sign-in to sign-out.
    pub session: Guid,
}

impl Tenant {
    /// Makes the tenant that follows from a seed.
    pub fn new(id: String, domain: &str, users: u32, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let people = (0..users).map(|number| named_person(number, domain, &mut dice)).collect();
        let mut system = Person::system_account(&mut dice);
        system.device = dice.next_guid();
        let host = domain.split('.').next().unwrap_or_default();
        let new_site = |&(name, folder, files): &(&'static str, &'static str, [&str; 5])| {
            let url = format!("https://{host}.sharepoint.com/sites/{name}/");
            Site::from_dice(name, url, (folder, &files), &mut dice)
        };
        let sites = SITES.iter().map(new_site).collect();
        Self { id, domain: domain.to_owned(), seed, people, system, sites }
    }

    /// Returns the site where a person works.
    pub(crate) fn site_of(&self, person: &Person) -> &Site {
        &self.sites[person.number as usize % self.sites.len()]
    }

    /// Returns the site of Finance, where the invoices are.
    pub(crate) fn finance_site(&self) -> &Site {
        &self.sites[1]
    }

    /// Returns the person's own OneDrive.
    pub(crate) fn onedrive_of(&self, person: &Person) -> Site {
        let mut dice = Dice::new(mix(self.seed, &[0x0de_d21e, u64::from(person.number)]));
        let host = self.domain.split('.').next().unwrap_or_default();
        let folder = person.upn.replace(['@', '.'], "_");
        let url = format!("https://{host}-my.sharepoint.com/personal/{folder}/");
        let (id, web, list) = (dice.next_guid(), dice.next_guid(), dice.next_guid());
        let mut files = Vec::new();
        for (folder, kind, ending) in OWN_FILES {
            for number in 1..=OWN_FILES_OF_A_KIND {
                files.push(Document::from_dice(folder, format!("{kind} {number:02}.{ending}"), &mut dice));
            }
        }
        Site { name: "OneDrive", url, id, web, list, library: "Documents", files }
    }

    /// Returns the mailbox that several people share; nobody signs in to it.
    pub(crate) fn shared_mailbox(&self) -> Person {
        let mut dice = Dice::new(mix(self.seed, &[0x5a4e_d0ff]));
        let number = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        Person::from_dice(number, format!("office@{}", self.domain), "Office".to_owned(), &mut dice)
    }

    /// Reports whether a person is on a journey: one person a week is, from Tuesday to Thursday.
    fn is_away(&self, person: &Person, at: Moment) -> bool {
        let day = at.millis().div_euclid(DAY);
        // 1 January 1970 was a Thursday: weeks that begin on Mondays are counted from four days later.
        matches!(day.rem_euclid(7), 0 | 5 | 6)
            && self.traveller((day - 4).div_euclid(7)).number == person.number
    }

    /// Returns the person who travels in a week, counted from that of 5 January 1970.
    pub(crate) fn traveller(&self, week: i64) -> &Person {
        self.cast(week, 0)
    }

    /// Returns the person who has this part in the ordinary events of a week; parts below the number of people less two
    /// have a person each.
    pub(crate) fn cast(&self, week: i64, part: u64) -> &Person {
        let victim = self.victim_number();
        // The administrator has parts of their own, and the victim's records are to be told apart from these.
        let count = self.people.len().saturating_sub(2);
        if count == 0 {
            return &self.people[self.people.len() - 1];
        }
        let first = mix(self.seed, &[0xca57, week as u64]) % count as u64;
        let place = ((first + part) % count as u64) as usize + 1;
        &self.people[if place >= victim { place + 1 } else { place }]
    }

    /// Returns the place of the person whose account is broken into: somebody in the middle, as the first person is
    /// the administrator.
    pub(crate) fn victim_number(&self) -> usize {
        self.people.len() / 2
    }

    /// Returns a person as they work on that day: one address, one session, one browser.
    pub(crate) fn actor_on<'a>(&self, person: &'a Person, at: Moment) -> Actor<'a> {
        let day = at.millis().div_euclid(DAY) as u64;
        let hash = mix(self.seed, &[u64::from(person.number), day]);
        // Three days of ten are worked at home: last digits 0, 8 and 9.
        let at_home = hash.is_multiple_of(10) || hash % 10 > 7;
        let address = match at_home {
            _ if self.is_away(person, at) => HOTEL,
            true => person.home.as_str(),
            false => OFFICE,
        };
        let agent = AGENTS[person.number as usize % AGENTS.len()];
        Actor { person, address, agent, session: new_guid(hash, mix(hash, &[1])) }
    }

    /// Returns the person who runs the office, and the tenant beside it, at work.
    pub(crate) fn admin_on(&self, at: Moment) -> Actor<'_> {
        self.actor_on(&self.people[0], at)
    }

    /// Returns the datacenter's own account at work.
    pub(crate) fn service_actor(&self) -> Actor<'_> {
        let session = new_guid(self.seed, 0);
        Actor { person: &self.system, address: "198.51.100.200", agent: "", session }
    }
}

impl Person {
    /// Makes the person of this place among the tenant's people; a device is not drawn.
    pub fn from_dice(number: u32, upn: String, display: String, dice: &mut Dice) -> Self {
        Self {
            upn,
            display,
            key: format!("10032001{}", dice.hex_digits(8)),
            object_id: dice.next_guid(),
            mailbox: dice.next_guid(),
            sid: format!("S-1-5-21-1004336348-1177238915-682003330-{}", 1101 + number),
            user_type: 0,
            home: home_address(number),
            device: NIL,
            number,
        }
    }

    /// Makes the datacenter's own account; a device is not drawn.
    pub fn system_account(dice: &mut Dice) -> Self {
        let name = "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)";
        Self {
            upn: name.to_owned(),
            display: "SYSTEM".to_owned(),
            key: name.to_owned(),
            object_id: dice.next_guid(),
            mailbox: dice.next_guid(),
            sid: "S-1-5-18".to_owned(),
            user_type: 3,
            home: String::new(),
            device: NIL,
            number: 0,
        }
    }
}

impl Site {
    /// Makes a site with these files in one folder; Finance has invoices besides.
    pub fn from_dice(
        name: &'static str,
        url: String,
        (folder, files): (&'static str, &[&str]),
        dice: &mut Dice,
    ) -> Self {
        let mut documents: Vec<_> =
            files.iter().map(|file| Document::from_dice(folder, (*file).to_owned(), dice)).collect();
        // Behind the other files, where everyday work does not reach.
        if name == "Finance" {
            let invoice = |number| format!("Invoice 2026-{number:04}.pdf");
            documents
                .extend((1..=INVOICES).map(|number| Document::from_dice("Invoices", invoice(number), dice)));
        }
        let (id, web, list) = (dice.next_guid(), dice.next_guid(), dice.next_guid());
        Self { name, url, id, web, list, library: "Shared Documents", files: documents }
    }

    /// Returns the service that writes records of the site.
    pub fn workload(&self) -> &'static str {
        if self.library == "Documents" { "OneDrive" } else { "SharePoint" }
    }
}

impl Document {
    fn from_dice(folder: &'static str, name: String, dice: &mut Dice) -> Self {
        Self { folder, name, id: dice.next_guid(), bytes: dice.number_between(12_000, 900_000) }
    }
}

/// The GUID of nothing.
const NIL: Guid = *b"00000000-0000-0000-0000-000000000000";

/// Makes a person. The first 480 have names of their own, the others the same with a number.
fn named_person(number: u32, domain: &str, dice: &mut Dice) -> Person {
    let place = number as usize;
    // Seven has no divisor in common with the 20 family names: neighbours differ in both names.
    let (given, family) =
        (GIVEN[place % GIVEN.len()], FAMILY[(place * 7 + place / GIVEN.len()) % FAMILY.len()]);
    let round = place / (GIVEN.len() * FAMILY.len());
    let suffix = if round == 0 { String::new() } else { (round + 1).to_string() };
    let upn = format!("{given}.{family}{suffix}@{domain}");
    let display = format!("{} {}", capitalize(given), capitalize(family));
    let mut person = Person::from_dice(number, upn, display, dice);
    person.device = dice.next_guid();
    person
}

/// Returns the address of a household. Every third has IPv6, so that readers of addresses meet both.
fn home_address(number: u32) -> String {
    if number % 3 == 2 {
        format!("2001:db8:10:{number:x}::2")
    } else {
        format!("192.0.2.{}", 20 + number % 200)
    }
}

fn capitalize(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// Returns the GUID that a tenant has when the plan names none.
#[cfg(feature = "schema")]
pub(crate) fn default_tenant_id(seed: u64, place: usize) -> String {
    let part = |mark| mix(seed, &[mark, place as u64]);
    guid_text(&new_guid(part(0x7e0a), part(0x7e0b)))
}
