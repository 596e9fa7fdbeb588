//! `trail365 demo`: a week of an invented company, collected over HTTP and looked through.

mod questions;
mod week;

use std::future::pending;
use std::io::Write;
use std::time::Duration;

use anyhow::{Result, bail};
use trail365_collect::{Collector, Options, Status, Until};
use trail365_lake::{ErrorKind, Lake, Location};

use super::Outcome;
use super::collect::summary;
use super::collect::view::View;
use crate::args::Demo;
use crate::lake;
use crate::output::{note, printable};

/// Collects and looks.
pub fn run(args: &Demo, out: &mut dyn Write) -> Result<Outcome> {
    let location = Location::parse(&args.lake)?;
    let shown = printable(&location.to_string());
    lake::runtime()?.block_on(async {
        let lake = new_lake(&location, &shown).await?;
        note(&format!("collecting a week of an invented company of {} people into {shown}", args.users));
        let status = collect(lake, args.users).await?;
        summary::write(&status, out)?;
        out.flush()?;
        questions::ask(&args.lake, out).await
    })?;
    write!(out, "{}", next(&shown))?;
    Ok(Outcome::Done)
}

async fn new_lake(location: &Location, shown: &str) -> Result<Lake> {
    match Lake::open(location, None).await {
        Ok(_) => bail!("there is a lake at {shown} already; remove it, or name another place with --lake"),
        Err(error) if error.kind() == ErrorKind::Missing => lake::open_or_create(location).await,
        Err(error) => Err(error.into()),
    }
}

async fn collect(lake: Lake, users: u32) -> Result<Vec<Status>> {
    let week = week::Week::begin(users).await?;
    let mut options = Options::default();
    options.settings.pause = Duration::from_millis(100);
    options.settings.patience = Some(3);
    let collector = Collector::open(&lake, &[week.tenant()?], options).await?;
    let mut view = View::new();
    let status = collector.run(lake, Until::Idle, pending(), &mut |status| view.look(status)).await;
    view.end();
    Ok(status?)
}

fn next(lake: &str) -> String {
    format!(
        "\nNext\n----\n\
         trail365 query --lake {lake}                            asks for SQL, with completion\n\
         trail365 search --lake {lake} --ip 203.0.113.0/24       finds records without SQL\n\
         trail365 tables --lake {lake}                           says what there is to query\n\
         trail365 status --lake {lake}                           how far each content type is collected\n\
         trail365 config example > trail365.toml                        begins with a tenant of your own\n\
         trail365 import FILES                                          or with an export that you have\n"
    )
}
