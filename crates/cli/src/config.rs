//! The configuration of a command: the file, its tenants and their clients.

use anyhow::Result;
use trail365_client::Client;
use trail365_collect::config::{Config, Ready, TenantConfig};
use trail365_lake::Location;

use crate::args::{AtConfig, AtTenant, AtTenants, InsteadLake, LAKE_VARIABLE};
use crate::failure::{CONFIGURATION, Misconfigured, with_advice};
use crate::output::{note, printable};

/// Retries of a call that failed and may succeed. A person waits, so they are few; `collect` counts its own.
const RETRIES: u32 = 3;

/// Reads the configuration. Where it names no lake, the environment may.
pub fn read_config(at: &AtConfig) -> Result<Config> {
    // A file that is absent has nothing to correct: the advice is to create one, or to say where it is.
    const MISSING: &str = "`trail365 config example > trail365.toml` creates one, every key explained; --config or TRAIL365_CONFIG names one elsewhere";
    let mut config = Config::read(&at.config).map_err(|error| match at.config.try_exists() {
        Ok(false) => with_advice(error, CONFIGURATION, MISSING),
        _ => error.into(),
    })?;
    // Commands that need no configuration look at the variable alone. With it here, `status` and `query` look at the
    // lake that `collect` fills.
    if !config.says_lake
        && let Some(lake) = environment_lake()?
    {
        Location::parse(&lake).map_err(|error| Misconfigured(format!("{LAKE_VARIABLE}: {error}")))?;
        config.lake = lake;
    }
    Ok(config)
}

/// Reads the configuration, with the lake of the command line if it has one.
pub fn read_config_with_lake(at: &AtConfig, lake: &InsteadLake) -> Result<Config> {
    let mut config = read_config(at)?;
    if let Some(lake) = &lake.lake {
        config.lake.clone_from(lake);
    }
    Ok(config)
}

/// Returns the lake that the environment names, if it does; an empty variable counts as none.
///
/// # Errors
/// If the variable is not UTF-8.
pub fn environment_lake() -> Result<Option<String>> {
    let said = std::env::var_os(LAKE_VARIABLE).filter(|lake| !lake.is_empty());
    let text = said.map(std::ffi::OsString::into_string).transpose();
    text.map_err(|_| Misconfigured(format!("the environment variable {LAKE_VARIABLE} is not UTF-8")).into())
}

/// Returns the tenant that was named, or all of them.
pub fn select_tenants(at: &AtTenants) -> Result<Vec<TenantConfig>> {
    tenants_named(&at.at, at.tenant.as_deref())
}

fn tenants_named(at: &AtConfig, name: Option<&str>) -> Result<Vec<TenantConfig>> {
    let Config { tenants, .. } = read_config(at)?;
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

/// Returns the tenant that was named, or the only one.
///
/// # Errors
/// If several are configured and none was named.
pub fn select_tenant(at: &AtTenant) -> Result<TenantConfig> {
    let mut tenants = tenants_named(&at.at, at.tenant.as_deref())?;
    if tenants.len() > 1 {
        let names: Vec<_> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
        return Err(
            Misconfigured(format!("name one of the tenants with --tenant: {}", names.join(", "))).into()
        );
    }
    tenants.pop().ok_or_else(|| Misconfigured("the configuration has no tenant".to_owned()).into())
}

/// Builds the client of a tenant; its warnings go to stderr.
pub fn build_client(tenant: &TenantConfig) -> Result<Client> {
    let Ready { value, warnings, .. } = tenant.client(RETRIES)?;
    print_warnings(&warnings);
    Ok(value)
}

/// Writes warnings to stderr.
pub fn print_warnings(warnings: &[String]) {
    for warning in warnings {
        note(&format!("warning: {}", printable(warning)));
    }
}
