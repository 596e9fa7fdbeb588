//! The invented tenant: its people, places and files.

use trail365_sandbox::activity::{Actor, Dice, Document, Person, Site, Tenant};

/// The domain of the organization.
const DOMAIN: &str = "contoso.example.com";

/// Names before the @, and the sites where the people work.
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

/// The person whose password was guessed: runs the office, and the tenant beside it.
pub const VICTIM: &str = "petra.holm";

const FILES: [(&str, &str, &[&str]); 4] = [
    ("Sales", "Offers", &["Offer Northwind.docx", "Price list 2026.xlsx", "Pipeline.xlsx", "Launch.pptx"]),
    ("Finance", "Payments", &["Supplier bank details.xlsx", "Budget 2026.xlsx", "Payroll February.xlsx"]),
    ("Projects", "Bridge", &["Plan.docx", "Drawings.pdf", "Minutes.docx", "Risks.xlsx", "Site photos.zip"]),
    ("People", "Contracts", &["Handbook.docx", "Holidays.xlsx", "Applicants.xlsx", "Template.docx"]),
];

/// The tenant, with the places that its people have in the story.
pub struct Contoso(pub Tenant);

impl Contoso {
    /// Makes the tenant that the dice give.
    pub fn from_dice(seed: u64, dice: &mut Dice) -> Self {
        let id = dice.next_guid_text();
        let new_person = |((alias, _), number): (&(&str, &str), u32)| {
            Person::from_dice(number, format!("{alias}@{DOMAIN}"), (*alias).to_owned(), dice)
        };
        let people = PEOPLE.iter().zip(0..).map(new_person).collect();
        let system = Person::system_account(dice);
        let new_site = |&(name, folder, files): &(&'static str, &'static str, &[&str])| {
            let url = format!("https://sharepoint.{DOMAIN}/sites/{name}/");
            Site::from_dice(name, url, (folder, files), dice)
        };
        let sites = FILES.iter().map(new_site).collect();
        Self(Tenant { id, domain: DOMAIN.to_owned(), seed, people, system, sites })
    }

    /// Returns the person with this name before the @.
    pub fn find_person(&self, alias: &str) -> &Person {
        // All callers name one of PEOPLE: the fallback spares them an error that cannot happen.
        let place = PEOPLE.iter().position(|(name, _)| *name == alias);
        place.and_then(|place| self.0.people.get(place)).unwrap_or(&self.0.system)
    }

    /// Returns the site with this name.
    pub fn find_site(&self, name: &str) -> &Site {
        self.0.sites.iter().find(|site| site.name == name).unwrap_or(&self.0.sites[0])
    }

    /// Returns the site where a person works.
    pub fn site_of(&self, person: &Person) -> &Site {
        self.find_site(PEOPLE[person.number as usize].1)
    }

    /// Returns one of the first files of a person's site; the invoices are left to the attacker.
    pub fn pick_file<'a>(&'a self, person: &Person, dice: &mut Dice) -> (&'a Site, &'a Document) {
        let site = self.site_of(person);
        (site, &site.files[dice.number_below(site.files.len().min(8))])
    }
}

/// Returns the person at this address with this browser, newly signed in.
pub fn sign_on<'a>(person: &'a Person, address: &'a str, agent: &'a str, dice: &mut Dice) -> Actor<'a> {
    Actor { person, address, agent, session: dice.next_guid() }
}
