//! `trail365 worker`: parts of the queries of others, until Ctrl-C; and the workers that other commands name.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use trail365_cluster::{Address, Authorities, BoundWorker, Secret, Trust, WorkerOptions, Workers};
use trail365_listen::exposed_file;

use super::Outcome;
use crate::args::{AtWorkers, Worker};
use crate::lake;
use crate::output::note;
use crate::stop::stop_signal;

/// Serves parts of queries and prints the address.
pub fn run(args: &Worker, out: &mut dyn Write) -> Result<Outcome> {
    lake::runtime()?.block_on(async {
        let lakes = lake::open_each(&args.at_lake.lake).await?;
        let worker = BoundWorker::bind(&lakes, options(args)?).await?;
        writeln!(out, "{}", worker.address())?;
        // Before the wait, which lasts until Ctrl-C: whoever reads stdout needs the address now.
        out.flush()?;
        note("name this address to trail365 query --workers; Ctrl-C ends it");
        if args.secret_file.is_none() {
            note("whoever reaches the port can read the lake: give --secret-file on a machine with other users");
        }
        worker.serve(stop_signal()).await?;
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(Outcome::Done)
}

fn options(args: &Worker) -> Result<WorkerOptions> {
    let certificate = args.tls_cert.clone().zip(args.tls_key.clone());
    if let Some((_, key)) = &certificate {
        warn_if_exposed(key);
    }
    let authorities = args.tls_ca.as_ref().or(args.tls_cert.as_ref());
    Ok(WorkerOptions {
        listen: args.listen,
        certificate,
        trust: trust(authorities.map(AsRef::as_ref), args.secret_file.as_deref())?,
        memory_bytes: usize::try_from(args.memory << 20)?,
        geo: lake::session_options(args.at_geo.geo.as_deref(), args.at_geo.asn.as_deref())?.geo,
    })
}

/// Asks the workers that were named who they are; `None` where none was.
pub async fn connect(args: &AtWorkers) -> Result<Option<Workers>> {
    let named = args.workers.iter().filter(|named| !named.trim().is_empty());
    let addresses = named.map(|named| named.parse::<Address>()).collect::<Result<Vec<_>, _>>()?;
    if addresses.is_empty() {
        return Ok(None);
    }
    let trust = trust(args.workers_ca.as_deref(), args.workers_secret.as_deref())?;
    let workers = Workers::connect(&addresses, trust).await?;
    Ok(Some(workers.with_bytes_per_thread(args.workers_share)))
}

fn trust(authorities: Option<&Path>, secret: Option<&Path>) -> Result<Trust> {
    if let Some(file) = secret {
        warn_if_exposed(file);
    }
    let authorities = authorities.map(Authorities::read).transpose()?;
    Ok(Trust { authorities, secret: secret.map(Secret::read).transpose()? })
}

fn warn_if_exposed(file: &Path) {
    if let Some(warning) = exposed_file(file) {
        note(&warning);
    }
}
