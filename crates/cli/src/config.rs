//! The configuration that commands work by.

use anyhow::Result;
use trail365_client::Client;
use trail365_collect::config::{Config, Ready, TenantConfig};
use trail365_lake::Location;

use crate::args::{AtConfig, AtTenant, AtTenants, LAKE_VARIABLE};
use crate::failure::{CONFIGURATION, Misconfigured, advised};
use crate::output::{note, printable};

/// How often a command tries a call again that failed and may go well.
const RETRIES: u32 = 3;

/// Reads the configuration. Where it says no lake, the environment may.
pub fn read(at: &AtConfig) -> Result<Config> {
    const MISSING: &str = "`trail365 config example > trail365.toml` begins one, every key explained; --config or TRAIL365_CONFIG names one elsewhere";
    let mut config = Config::read(&at.config).map_err(|error| match at.config.try_exists() {
        Ok(false) => advised(error, CONFIGURATION, MISSING),
        _ => error.into(),
    })?;
    if !config.says_lake
        && let Some(lake) = lake_of_environment()?
    {
        Location::parse(&lake).map_err(|error| Misconfigured(format!("{LAKE_VARIABLE}: {error}")))?;
        config.lake = lake;
    }
    Ok(config)
}

/// The lake that the environment says, if it says one.
pub fn lake_of_environment() -> Result<Option<String>> {
    let said = std::env::var_os(LAKE_VARIABLE).filter(|lake| !lake.is_empty());
    let text = said.map(std::ffi::OsString::into_string).transpose();
    text.map_err(|_| Misconfigured(format!("the environment variable {LAKE_VARIABLE} is no text")).into())
}

/// The tenants that are asked for: the one that is named, or all.
pub fn tenants(at: &AtTenants) -> Result<Vec<TenantConfig>> {
    named(&at.at, at.tenant.as_deref())
}

fn named(at: &AtConfig, name: Option<&str>) -> Result<Vec<TenantConfig>> {
    let Config { tenants, .. } = read(at)?;
    let Some(name) = name else { return Ok(tenants) };
    let names: Vec<_> = tenants.iter().map(|tenant| tenant.name.clone()).collect();
    let found = tenants.into_iter().find(|tenant| tenant.name == name);
    let unknown = || {
        Misconfigured(format!(
            "the configuration has no tenant {}; it has {}",
            printable(name),
            names.join(", ")
        ))
    };
    Ok(vec![found.ok_or_else(unknown)?])
}

/// The one tenant that is asked for; where there are several, one has to be named.
pub fn tenant(at: &AtTenant) -> Result<TenantConfig> {
    let mut tenants = named(&at.at, at.tenant.as_deref())?;
    if tenants.len() > 1 {
        let names: Vec<_> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
        return Err(
            Misconfigured(format!("name one of the tenants with --tenant: {}", names.join(", "))).into()
        );
    }
    tenants.pop().ok_or_else(|| Misconfigured("the configuration has no tenant".to_owned()).into())
}

/// The API of a tenant; warnings go to stderr.
pub fn client(tenant: &TenantConfig) -> Result<Client> {
    let Ready { value, warnings, .. } = tenant.client(RETRIES)?;
    warn(&warnings);
    Ok(value)
}

/// Tells what to be warned of.
pub fn warn(warnings: &[String]) {
    for warning in warnings {
        note(&format!("warning: {}", printable(warning)));
    }
}
