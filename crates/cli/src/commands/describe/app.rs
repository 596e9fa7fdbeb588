//! The answer about an app, or about all apps of a name.

use serde::Serialize;
use trail365_schema::glossary::App;

use crate::output::{Block, Document, Fact, Report, enumerate};

/// The answer about the apps of an id or a name.
#[derive(Serialize)]
pub struct Answer {
    apps: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    name: &'static str,
    other_names: Vec<&'static str>,
    app_kind: &'static str,
    family: bool,
    watch: bool,
    look_alike: bool,
    area: Option<&'static str>,
    meaning: Option<&'static str>,
    attack: Vec<&'static str>,
}

impl Answer {
    /// Answers what the apps are.
    pub fn new(apps: &[&'static App]) -> Self {
        Self { apps: apps.iter().map(|app| Row::new(app)).collect() }
    }
}

impl Row {
    fn new(app: &'static App) -> Self {
        Self {
            id: app.id,
            name: app.name,
            other_names: app.also.clone(),
            app_kind: app.kind,
            family: app.family,
            watch: app.watch,
            look_alike: app.look_alike,
            area: app.area,
            meaning: app.meaning,
            attack: app.attack.clone(),
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let family = "a token of it can be traded for one of any app of its family";
        let letters = "the name has letters of another alphabet that look like Latin ones";
        let all = [
            Fact::unless_empty("Id", self.id),
            Fact::unless_empty("Also called", enumerate(&self.other_names)),
            Fact::unless_empty("Kind", self.kind_words()),
            Fact::unless_empty("Subject", self.area.unwrap_or_default()),
            Fact::unless_empty("Why to look", self.meaning.unwrap_or_default()),
            Fact::unless_empty("May be a sign of", enumerate(&self.attack)),
            Fact::unless_empty("Family", if self.family { family } else { "" }),
            Fact::unless_empty("Letters", if self.look_alike { letters } else { "" }),
        ];
        all.into_iter().flatten().collect()
    }

    fn kind_words(&self) -> &'static str {
        match (self.app_kind, self.watch) {
            ("first-party", false) => "Microsoft's own",
            ("first-party", true) => "Microsoft's own; intruders are known to use it",
            ("malicious", _) => "made for consent phishing",
            (_, true) => "of another maker; intruders are known to use it",
            (_, false) => "of another maker",
        }
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let name = self.apps.first().map_or("", |app| app.name);
        let mut blocks = Vec::new();
        if self.apps.len() > 1 {
            blocks.push(Block::Text(format!("{} apps have this name.", self.apps.len())));
        }
        blocks.extend(self.apps.iter().map(|app| Block::Facts(app.facts())));
        // Anyone who registers an app chooses its name; only the id tells two apart.
        blocks.push(Block::Text("An app is known by its id: anyone can give an app any name.".to_owned()));
        let id = self.apps.first().map_or("", |app| app.id);
        blocks.push(Block::Text(format!("Next: trail365 search --text {id}")));
        Document { title: format!("{name} (app)"), blocks }
    }
}
