//! Reports of investigations: made, listed, read.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use serde::Serialize;
use tokio::sync::mpsc;
use trail365_findings::{Detector, RuleLibrary, tenant_domains};
use trail365_investigate::folder::{MANIFEST, RunFacts, SUMS, read_manifest, suggest_name, write_report};
use trail365_investigate::model::{Case, Question, Report};
use trail365_investigate::{Error as InvestigateError, find_accounts, investigate};
use trail365_sql::Geo;
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::search::AddressRange;

use super::engine::{Engine, Pin};
use super::export::File;
use super::failure::{Failure, Result};
use super::jobs::{Job, Progress};
use super::params::Params;

/// Time for an investigation.
const LONGEST: Duration = Duration::from_hours(1);

/// Reports that are listed.
const LISTED: usize = 500;

/// Bytes that are read of a file at a time.
const PIECE: usize = 64 << 10;

/// The page of a report.
pub const PAGE: &str = "report.html";

/// The reports, and the investigation that was begun last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportList {
    /// Folder of the reports; `None` where none was named and the lake is not on this machine.
    pub folder: Option<String>,
    /// The investigation that was begun last.
    pub job: Option<Progress>,
    /// All reports in the folder.
    pub total: usize,
    /// The reports, the newest first.
    pub reports: Vec<ReportEntry>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportEntry {
    /// Name of its folder.
    pub name: String,
    /// When it was made.
    pub made: String,
    /// Version of the lake that it is of.
    pub lake_version: u64,
    /// Its files.
    pub files: Vec<ReportFile>,
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportFile {
    /// Its path below the folder.
    pub path: String,
    /// Its bytes.
    pub bytes: u64,
}

/// Lists the reports.
pub async fn list(engine: &Engine) -> Result<ReportList> {
    let job = engine.jobs().last();
    let Some(folder) = engine.reports_folder().map(Path::to_owned) else {
        return Ok(ReportList { folder: None, job, total: 0, reports: Vec::new() });
    };
    let shown = folder.to_string_lossy().into_owned();
    let mut reports = blocking(move || read_reports(&folder)).await?;
    reports.sort_by(|a, b| (&b.made, &b.name).cmp(&(&a.made, &a.name)));
    let total = reports.len();
    reports.truncate(LISTED);
    Ok(ReportList { folder: Some(shown), job, total, reports })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panic| Err(Failure::Defect(format!("reading reports ended unexpectedly: {panic}"))))
}

fn read_reports(folder: &Path) -> Result<Vec<ReportEntry>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| unread(folder, &error))?,
    };
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.to_owned()));
    Ok(names.filter_map(|name| read_entry(folder, name)).collect())
}

/// Reads what is known of a folder; `None` where it is none of a report. One that is being written has a dot in front of its name.
fn read_entry(folder: &Path, name: String) -> Option<ReportEntry> {
    let place = folder.join(&name);
    if name.starts_with('.') || !fs::symlink_metadata(&place).ok()?.is_dir() {
        return None;
    }
    let (manifest, json) = read_manifest(&place).ok()?;
    let written = manifest.files.iter().map(|file| ReportFile { path: file.path.clone(), bytes: file.bytes });
    let mut files: Vec<_> = written.collect();
    files.push(ReportFile { path: MANIFEST.to_owned(), bytes: json.len() as u64 });
    Some(ReportEntry { name, made: manifest.ended_at, lake_version: manifest.lake_version, files })
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::Lake(format!("{} cannot be written: {error}", path.display()))
}

fn unread(path: &Path, error: &io::Error) -> Failure {
    Failure::Lake(format!("{} cannot be read: {error}", path.display()))
}

/// Begins an investigation of the accounts that a form names.
pub async fn start(engine: &Arc<Engine>, params: &Params) -> Result<Progress> {
    let folder = engine.reports_folder().map(Path::to_owned);
    let folder = folder.ok_or_else(|| {
        Failure::NotFound(
            "there is no folder for reports: start `trail365 ui` with --reports FOLDER".to_owned(),
        )
    })?;
    let words = |name: &str| -> Vec<String> {
        params
            .all(name)
            .flat_map(|text| text.split([' ', ',']))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let question = Question {
        users: words("user"),
        attacker_addresses: words("attacker_ip"),
        owner_addresses: words("owner_ip"),
        ..Question::default()
    };
    if question.users.is_empty() {
        return Err(Failure::missing("user", "no account is named"));
    }
    ensure_networks("attacker_ip", &question.attacker_addresses)?;
    ensure_networks("owner_ip", &question.owner_addresses)?;
    ensure_accounts(engine, question.users.clone()).await?;
    let text = |name: &str| params.get(name).map(|text| text.trim().to_owned());
    let case = Case { number: text("case"), examiner: text("examiner"), notes: None };
    let id = Utc::now().timestamp_micros().to_string();
    let what = question.users.join(", ");
    let engine = Arc::clone(engine);
    let asked = Investigation {
        folder,
        question,
        case,
        rules: engine.rules(),
        geo: engine.geo(),
        lake: engine.location().to_string(),
    };
    let jobs = Arc::clone(engine.jobs());
    jobs.begin(id, what, move |job| async move {
        // Of the newest records, whatever version the page showed.
        engine.ask_for(LONGEST, None, move |pin| asked.answer(pin, job)).await.map(|answer| answer.value)
    })
}

/// Refuses what is neither an address nor a network before minutes go by.
fn ensure_networks(name: &'static str, texts: &[String]) -> Result<()> {
    let check =
        |text: &String| text.parse::<AddressRange>().map_err(|error| Failure::parameter(name, text, error));
    texts.iter().try_for_each(|text| check(text).map(|_| ()))
}

/// Refuses accounts that no record names.
async fn ensure_accounts(engine: &Engine, users: Vec<String>) -> Result<()> {
    let find = |pin: Pin| async move {
        let found = find_accounts(&pin.asked.session, &users).await;
        found.map_err(|error| match error {
            InvestigateError::Sql(error) => pin.asked.fail(&error),
            error => Failure::missing("user", error.to_string()),
        })
    };
    engine.ask(None, find).await.map(|_| ())
}

/// An investigation, with all that it needs.
struct Investigation {
    folder: PathBuf,
    question: Question,
    case: Case,
    rules: Arc<RuleLibrary>,
    geo: Option<Arc<Geo>>,
    lake: String,
}

impl Investigation {
    /// Investigates, writes the report, and returns the name of its folder.
    async fn answer(self, pin: Pin, job: Arc<Job>) -> Result<String> {
        let started = Utc::now();
        job.tell("asks the rules");
        let session = &pin.asked.session;
        let fail = |error: trail365_sql::Error| pin.asked.fail(&error);
        let tenant = Tenant { domains: tenant_domains(session).await.map_err(fail)? };
        let loaded = self.rules.loaded.clone();
        let detector = Detector::new(loaded.set, loaded.sql_rules, tenant).map_err(fail)?;
        let findings = detector.detect(session, Range::default()).await.map_err(fail)?;
        job.tell("investigates");
        let command = self.command();
        let name = format!("{}-{}", suggest_name(&self.question.users), started.format("%Y%m%d-%H%M%S"));
        let report =
            investigate(&pin.lake, session, &findings, self.case, self.question, self.geo.as_deref()).await;
        let report = report.map_err(|error| Failure::Query {
            message: error.to_string(),
            suggestion: None,
            place: None,
        })?;
        job.tell("writes the report");
        let facts = RunFacts::of_report(&report, command, &self.lake, started);
        let (folder, kept) = (self.folder, name.clone());
        blocking(move || keep_report(&report, &facts, &folder, kept, &job)).await?;
        Ok(name)
    }

    /// Writes the command line that makes the same report.
    fn command(&self) -> Vec<String> {
        let mut command: Vec<String> =
            ["trail365", "investigate", "--lake", &self.lake].map(str::to_owned).into();
        let mut option = |name: &str, values: &[String]| {
            command.extend(values.iter().flat_map(|value| [name.to_owned(), value.clone()]));
        };
        option("--attacker-ip", &self.question.attacker_addresses);
        option("--owner-ip", &self.question.owner_addresses);
        option("--case", self.case.number.as_slice());
        option("--examiner", self.case.examiner.as_slice());
        command.push("--".to_owned());
        command.extend(self.question.users.iter().cloned());
        command
    }
}

/// Writes a report beside its place, and puts it there unless the work has ended meanwhile: a thread that writes cannot be stopped.
fn keep_report(report: &Report, facts: &RunFacts, folder: &Path, name: String, job: &Job) -> Result<()> {
    let (place, aside) = (folder.join(&name), folder.join(format!(".{name}")));
    write_report(report, facts, &aside, false).map_err(|error| Failure::Lake(error.to_string()))?;
    let put = || fs::rename(&aside, &place).map_err(|error| unwritten(&place, &error));
    let is_put = job.finish(name, put);
    if is_put != Ok(true) {
        fs::remove_dir_all(&aside).map_err(|error| unwritten(&aside, &error))?;
    }
    is_put.map(|_| ())
}

/// Stops an investigation.
pub fn cancel(engine: &Engine, params: &Params) -> Result<()> {
    engine.jobs().cancel(params.need("id")?)
}

/// Reads a file of a report. Nothing but what its manifest names is read, and no link is followed.
pub async fn read(engine: &Engine, name: String, path: String) -> Result<File> {
    let missing = || Failure::NotFound(format!("there is no file {path} of a report {name}"));
    let folder = engine.reports_folder().ok_or_else(missing)?.to_owned();
    let (wanted, inner) = (name.clone(), path.clone());
    let opened = blocking(move || Ok(open_file(&folder, wanted, &inner))).await?.ok_or_else(missing)?;
    let (sender, pieces) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || send_pieces(opened, &sender));
    let name = format!("{name}-{}", path.replace('/', "-"));
    Ok(File { name, media: media_of(&path), pieces })
}

fn open_file(folder: &Path, name: String, path: &str) -> Option<fs::File> {
    let is_one = |part: &str| !part.is_empty() && !part.contains(['/', '\\']) && part != "..";
    if !is_one(&name) {
        return None;
    }
    let entry = read_entry(folder, name)?;
    let known = entry.files.iter().any(|file| file.path == path) || path == SUMS;
    let full = folder.join(&entry.name).join(path);
    (known && fs::symlink_metadata(&full).ok()?.is_file()).then(|| fs::File::open(full).ok()).flatten()
}

fn send_pieces(mut file: fs::File, sender: &mpsc::Sender<io::Result<bytes::Bytes>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).map(|count| {
            piece.truncate(count);
            piece
        });
        let is_last = read.as_ref().map_or(true, Vec::is_empty);
        if read.as_ref().is_ok_and(Vec::is_empty)
            || sender.blocking_send(read.map(Into::into)).is_err()
            || is_last
        {
            break;
        }
    }
}

fn media_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("md" | "sql" | "sha256") => "text/plain; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("jsonl") => "application/x-ndjson",
        _ => "application/octet-stream",
    }
}
