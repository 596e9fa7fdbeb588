//! `trail365 sandbox`: a fake Microsoft 365 until Ctrl-C.

use std::fs;
use std::io::Write;

use anyhow::{Context, Result};
use trail365_sandbox::{Plan, Running, TenantPlan};

use super::Outcome;
use crate::args::Sandbox;
use crate::lake::runtime;
use crate::output::{note, printable};
use crate::stop::stop_signal;

/// The lake of the printed configuration; invented activity should not get among real.
const LAKE: &str = "sandbox-lake";

/// Runs the sandbox and prints a configuration for it.
pub fn run(args: &Sandbox, out: &mut dyn Write) -> Result<Outcome> {
    let plan = read_plan(args)?;
    runtime()?.block_on(async {
        let tenants = plan.tenants.clone();
        let sandbox = trail365_sandbox::Sandbox::start(plan).await?;
        write_configuration(&sandbox, &tenants, out)?;
        // Before the wait, which lasts until Ctrl-C: a file or pipe at stdout needs the configuration now.
        out.flush()?;
        note("running; Ctrl-C ends it");
        stop_signal().await;
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(Outcome::Done)
}

fn read_plan(args: &Sandbox) -> Result<Plan> {
    let mut plan = match &args.plan {
        None => Plan::default(),
        Some(path) => {
            let name = printable(&path.to_string_lossy());
            let text = fs::read_to_string(path).with_context(|| format!("could not read {name}"))?;
            Plan::from_toml(&text).with_context(|| format!("cannot use {name}"))?
        }
    };
    plan.listen = args.listen.unwrap_or(plan.listen);
    if let Some(rate) = args.rate {
        anyhow::ensure!(rate.is_finite() && rate >= 0.0, "the clock's rate must be a number from 0 on");
        plan.clock.rate = rate;
    }
    Ok(plan)
}

/// Writes a configuration and the commands to try it. The secrets are as invented as the tenants, so they may be shown.
fn write_configuration(sandbox: &Running, tenants: &[TenantPlan], out: &mut dyn Write) -> Result<()> {
    let origin = sandbox.origin();
    writeln!(out, "# The sandbox listens at {origin}; put this into trail365.toml:")?;
    writeln!(out, "lake = \"{LAKE}\"")?;
    let mut exports = Vec::new();
    for (number, (id, tenant)) in sandbox.tenant_ids().into_iter().zip(tenants).enumerate() {
        // A domain is a valid name: letters, digits, dots and hyphens. Two tenants may share it.
        let name =
            if number == 0 { tenant.domain.clone() } else { format!("{}-{}", tenant.domain, number + 1) };
        writeln!(out, "\n[[tenants]]\nname = \"{name}\"\ntenant_id = \"{id}\"")?;
        writeln!(out, "cloud = {{ root = \"{origin}\", authority = \"{origin}\" }}")?;
        let app = tenant.apps.iter().find_map(|app| Some((&app.id, app.secret.as_ref()?)));
        match app {
            Some((app, secret)) => {
                let variable = format!("TRAIL365_SANDBOX_SECRET_{}", number + 1);
                writeln!(out, "app_id = \"{app}\"\nsign_in.client_secret = {{ env = \"{variable}\" }}")?;
                // Within single quotes a POSIX shell knows no escape: the text ends, a quote follows, and a new text
                // begins.
                exports.push(format!("export {variable}='{}'", secret.expose().replace('\'', "'\\''")));
            }
            None => writeln!(out, "# Its apps have no secret: say here how to sign in.")?,
        }
    }
    writeln!(out, "\n# Its invented secrets, for the shell:")?;
    exports.iter().try_for_each(|line| writeln!(out, "# {}", printable(line)))?;
    writeln!(out, "# then: trail365 doctor")?;
    writeln!(out, "#       trail365 collect --once")?;
    writeln!(
        out,
        "#       trail365 query --lake {LAKE} \"select operation, count(*) from events group by 1\""
    )?;
    Ok(())
}
