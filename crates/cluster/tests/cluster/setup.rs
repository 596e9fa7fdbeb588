//! A lake of the sample in many files, and workers over it.

use std::fmt::Write as _;
use std::path::Path;

use datafusion::prelude::SessionContext;
use futures::TryStreamExt as _;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use trail365_cluster::{Address, BoundWorker, Trust, WorkerOptions, Workers};
use trail365_lake::blocking::wait;
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sql::{CancellationToken, FilesRead, SessionOptions};

/// Files that the records come in.
const FILES: usize = 8;

/// Makes a lake of the sample's records, with copies of some that say less, and the folder that it is in.
pub async fn make_lake() -> (TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    // Imports wait for what they write on a thread of their own.
    let lake = tokio::task::spawn_blocking(move || import_sample(&path)).await.unwrap();
    (folder, lake)
}

fn import_sample(folder: &Path) -> Lake {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let table = std::fs::read_to_string(sample.join("AuditLog_sample.csv")).unwrap();
    let location = Location::parse(&folder.join("lake").to_string_lossy()).unwrap();
    let (header, rows) = table.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let mut parts: Vec<String> = rows
        .chunks(rows.len().div_ceil(FILES))
        .map(|part| format!("{header}\n{}\n", part.join("\n")))
        .collect();
    // The Ids of five records, with nothing but what an event needs.
    let lake = add(&location, &parts);
    let ids = wait(async { Ok(ids(&lake).await) }).unwrap();
    let mut copies = String::new();
    for id in ids.iter().take(5) {
        writeln!(
            copies,
            r#"{{"Id":"{id}","RecordType":1,"Operation":"x","CreationTime":"2026-01-01T00:00:00"}}"#
        )
        .unwrap();
    }
    parts = vec![copies];
    add(&location, &parts)
}

fn add(location: &Location, parts: &[String]) -> Lake {
    for (number, part) in parts.iter().enumerate() {
        let lake = wait(Lake::open_or_create(location)).unwrap();
        let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
        importer.import_unit(&format!("part-{number}"), part.as_bytes(), &mut |_| ()).unwrap();
        importer.finish().unwrap();
    }
    wait(Lake::open(location, None)).unwrap()
}

async fn ids(lake: &Lake) -> Vec<String> {
    let rows = alone(&session(lake).await, "select id from activity order by id").await;
    let id = |row: &String| row.strip_prefix("{\"id\":\"")?.strip_suffix("\"}").map(str::to_owned);
    rows.iter().filter_map(id).collect()
}

/// A session over a lake.
pub async fn session(lake: &Lake) -> SessionContext {
    trail365_sql::open(lake, &SessionOptions::default()).await.unwrap()
}

/// Options of a worker on a free port of this machine.
pub fn options() -> WorkerOptions {
    WorkerOptions {
        listen: ([127, 0, 0, 1], 0).into(),
        certificate: None,
        trust: Trust::default(),
        memory_bytes: 256 << 20,
        geo: None,
    }
}

/// A worker that serves until it is dropped.
pub struct Serving {
    pub address: Address,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Serving {
    pub async fn start(lakes: &[Lake], options: WorkerOptions) -> Self {
        let is_encrypted = options.certificate.is_some();
        let worker = BoundWorker::bind(lakes, options).await.unwrap();
        let scheme = if is_encrypted { "https://localhost" } else { "http://127.0.0.1" };
        let address = format!("{scheme}:{}", worker.address().port()).parse().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            worker.serve(async move { drop(stopped.await) }).await.unwrap();
        });
        Serving { address, stop: Some(stop), task }
    }

    /// Ends it as a process ends that is killed: its connections break.
    pub fn kill(&mut self) {
        self.task.abort();
        drop(self.stop.take());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Two workers over a lake, and the connection to them: even small files are shared.
pub async fn two(lake: &Lake) -> ([Serving; 2], Workers) {
    let one = Serving::start(std::slice::from_ref(lake), options()).await;
    let other = Serving::start(std::slice::from_ref(lake), options()).await;
    let addresses = [one.address.clone(), other.address.clone()];
    let workers = Workers::connect(&addresses, Trust::default()).await.unwrap().with_bytes_per_thread(1);
    ([one, other], workers)
}

/// Answers a query in this process alone: the names of the columns, then the rows in order of their text.
pub async fn alone(session: &SessionContext, query: &str) -> Vec<String> {
    let frame = trail365_sql::sql(session, query).await.unwrap();
    let rows = trail365_sql::stream(frame, &CancellationToken::new()).await.unwrap();
    text_of(&rows.try_collect::<Vec<_>>().await.unwrap())
}

/// Answers a query with workers, as [`alone`] does.
pub async fn shared(workers: &Workers, session: &SessionContext, query: &str) -> Result<Vec<String>, String> {
    let frame = trail365_sql::sql(session, query).await.map_err(|error| error.to_string())?;
    let rows = workers.stream(frame, &CancellationToken::new(), &FilesRead::default()).await;
    let rows = rows.map_err(|error| error.to_string())?;
    let batches: Vec<_> =
        rows.try_collect().await.map_err(|error| trail365_sql::Error::from(error).to_string())?;
    Ok(text_of(&batches))
}

fn text_of(batches: &[arrow::array::RecordBatch]) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for batch in batches {
        let mut bytes = Vec::new();
        let mut writer = arrow::json::LineDelimitedWriter::new(&mut bytes);
        writer.write(batch).unwrap();
        writer.finish().unwrap();
        rows.extend(String::from_utf8(bytes).unwrap().lines().map(str::to_owned));
    }
    rows.sort_unstable();
    let names = batches.first().map(|batch| {
        batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>().join(",")
    });
    names.into_iter().chain(rows).collect()
}
