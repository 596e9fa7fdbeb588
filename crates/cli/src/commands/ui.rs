//! `trail365 ui`: pages over a lake until Ctrl-C.

use std::io::Write;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use trail365_findings::{RuleLibrary, load_lists};
use trail365_lake::Location;
use trail365_ui::{AccessLog, Extras, Limits, Options, Site, Tls, TrustedHeader, exposed_file};

use super::Outcome;
use super::detect::note_problems;
use crate::args::Ui;
use crate::lake;
use crate::output::note;
use crate::stop::stop_signal;

/// Serves the pages and prints their address.
pub fn run(args: &Ui, out: &mut dyn Write) -> Result<Outcome> {
    let location = Location::parse(&args.at_lake.lake)?;
    let options = read_options(args)?;
    lake::runtime()?.block_on(async {
        let (site, serving) = Site::serve(location, &options).await?;
        writeln!(out, "{}", site.url())?;
        // Before the wait, which lasts until Ctrl-C: whoever reads stdout needs the address now.
        out.flush()?;
        note("open this address in a browser; Ctrl-C ends it");
        if !options.token && options.trusted.is_none() {
            note("whoever reaches the port can read the lake: leave out --no-token on a machine with other users");
        }
        stop_signal().await;
        serving.stop().await;
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(Outcome::Done)
}

fn read_options(args: &Ui) -> Result<Options> {
    let limits = Limits {
        queries: usize::try_from(args.queries)?,
        time: Duration::from_secs(args.time_limit),
        memory_bytes: usize::try_from(args.memory << 20)?,
        rows: usize::try_from(args.rows)?,
        ..Limits::default()
    };
    let (rules, lists) = (&args.at_rules.rules, load_lists(&args.at_rules.at_lists.lists)?);
    let library = RuleLibrary::load(rules, &lists);
    note_problems(&library.loaded.set.problems);
    Ok(Options {
        listen: args.listen,
        hosts: args.hosts.clone(),
        token: !args.no_token,
        tls: read_tls(args)?,
        behind_proxy: args.behind_proxy,
        trusted: read_trusted(args)?,
        access_log: args.access_log.as_deref().map(open_log).transpose()?,
        limits,
        extras: Extras {
            geo: lake::session_options(args.at_geo.geo.as_deref(), args.at_geo.asn.as_deref())?.geo,
            rules: Some(Arc::new(library)),
            reports: args.reports.clone(),
        },
    })
}

fn read_tls(args: &Ui) -> Result<Option<Tls>> {
    let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) else { return Ok(None) };
    if let Some(warning) = exposed_file(key) {
        note(&warning);
    }
    Ok(Some(Tls::read(certificate, key)?))
}

fn read_trusted(args: &Ui) -> Result<Option<TrustedHeader>> {
    let Some(name) = &args.trust_header else { return Ok(None) };
    let proxies = args.trusted_proxies.iter().map(IpAddr::to_canonical).collect();
    let trusted = TrustedHeader::new(name, proxies);
    trusted.map(Some).with_context(|| format!("--trust-header {name} is no name of a header"))
}

fn open_log(path: &Path) -> Result<AccessLog> {
    if path == Path::new("-") {
        return Ok(AccessLog::new(std::io::stdout()));
    }
    AccessLog::append_to(path).with_context(|| format!("cannot open the access log {}", path.display()))
}
