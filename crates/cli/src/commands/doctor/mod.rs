//! `trail365 doctor`: tries everything that collecting needs.

mod report;
mod storage;
mod tenant;

use std::io::Write;

use anyhow::Result;
use trail365_collect::config::{Config, TenantConfig};

use super::Outcome;
use crate::args::Doctor;
use crate::config::{read, tenants};
use crate::lake::runtime;
use crate::output::{count_of, printable};
use report::Report;

/// Tries everything; each finding is a line as soon as it is known.
pub fn run(args: &Doctor, out: &mut dyn Write) -> Result<Outcome> {
    let mut report = Report::new(out);
    let path = printable(&args.at.at.config.display().to_string());
    let (config, tenants) = match all(args) {
        Ok(all) => all,
        Err(error) => {
            report.bad("configuration", &error)?;
            return Ok(report.outcome());
        }
    };
    report.good("configuration", &format!("{path}, {}", count_of(config.tenants.len() as u64, "tenant")))?;
    storage::examine_temporary(&mut report)?;
    runtime()?.block_on(async {
        storage::examine(&config.lake, &mut report).await?;
        for config in &tenants {
            tenant::examine(config, &mut report).await?;
        }
        anyhow::Ok(())
    })?;
    Ok(report.outcome())
}

fn all(args: &Doctor) -> Result<(Config, Vec<TenantConfig>)> {
    Ok((read(&args.at.at)?, tenants(&args.at)?))
}
