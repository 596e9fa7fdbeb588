//! `trail365 doctor`: tries everything that collecting needs.

mod report;
mod storage;
mod tenant;

use std::io::Write;

use anyhow::Result;
use trail365_collect::config::{Config, TenantConfig};

use super::Outcome;
use crate::args::Doctor;
use crate::config::{read_config_with_lake, select_tenants};
use crate::lake::runtime;
use crate::output::{count_of, printable};
use report::Report;

/// Tries everything; each finding is a line as soon as it is known.
pub fn run(args: &Doctor, out: &mut dyn Write) -> Result<Outcome> {
    let mut report = Report::new(out);
    let path = printable(&args.at.at.config.display().to_string());
    let (config, tenants) = match read_all(args) {
        Ok(all) => all,
        // Nothing below can be tried without a configuration.
        Err(error) => {
            report.add_failure("configuration", &error)?;
            return Ok(report.outcome());
        }
    };
    let tenant_count = count_of(config.tenants.len() as u64, "tenant");
    report.add_success("configuration", &format!("{path}, {tenant_count}"))?;
    storage::check_temporary_files(&mut report)?;
    runtime()?.block_on(async {
        storage::check_lake(&config.lake, &mut report).await?;
        // One after the other: each finding is printed as soon as it is known, and lines of several tenants would
        // mix.
        for config in &tenants {
            tenant::check_tenant(config, &mut report).await?;
        }
        anyhow::Ok(())
    })?;
    Ok(report.outcome())
}

fn read_all(args: &Doctor) -> Result<(Config, Vec<TenantConfig>)> {
    Ok((read_config_with_lake(&args.at.at, &args.lake)?, select_tenants(&args.at)?))
}
