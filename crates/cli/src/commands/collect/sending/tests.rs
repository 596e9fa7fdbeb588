//! Alerts of a lake, sent to a server and to programs that refuse, hang and come back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use trail365_client::{Hook, ProxySetting, Secret};
use trail365_findings::{Alert, Findings, Member, Outbox, keep_alerts};
use trail365_lake::{Lake, Location, Recipient};
use trail365_sigma::Level;
use trail365_sql::SessionOptions;

use super::back_off::BackOff;
use super::body::{body_of, line_of};
use super::receiver::Receiver;
use super::sender::Sender;
use super::signal::Signal;
use crate::commands::collect::display::Reporter;

/// Path of the server's address, which is a secret.
const PATH: &str = "/T0/s3cret-path";

/// Longest time that a test waits for something.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the server does with a request.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// Takes the alert.
    Take,
    /// Answers a status, with a further header line.
    Answer(u16, &'static str),
    /// Hears it and never answers.
    Hang,
}

/// A server that does one act after the other, and takes whatever comes then.
struct Server {
    address: String,
    heard: Arc<Mutex<Vec<(Instant, Value, u16)>>>,
}

impl Server {
    async fn start(acts: &[Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let server = Server { address, heard: Arc::clone(&heard) };
        let mut acts: VecDeque<Act> = acts.iter().copied().collect();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let act = acts.pop_front().unwrap_or(Act::Take);
                let heard = Arc::clone(&heard);
                tokio::spawn(async move { answer(stream, act, &heard).await });
            }
        });
        server
    }

    /// Returns the keys that were heard in order, with the status of the answer; 0 for none.
    fn heard(&self) -> Vec<(String, u16)> {
        let heard = self.heard.lock().unwrap();
        heard.iter().map(|(_, body, status)| (body["key"].as_str().unwrap().to_owned(), *status)).collect()
    }

    /// Waits until so many requests were heard.
    async fn hears(&self, count: usize) -> Vec<(String, u16)> {
        let until = async {
            while self.heard().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, until).await.unwrap_or_else(|_| panic!("heard only {:?}", self.heard()));
        self.heard()
    }

    fn hook(&self) -> Hook {
        let address = Secret::new(format!("{}{PATH}", self.address));
        Hook::new(address, Some(&Secret::new("Bearer s3cret-token")), &ProxySetting::Direct).unwrap()
    }
}

async fn answer(stream: TcpStream, act: Act, heard: &Mutex<Vec<(Instant, Value, u16)>>) {
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if let Some(("content-length", value)) = line.to_lowercase().trim_end().split_once(": ") {
            length = value.parse().unwrap();
        }
        if line.trim_end().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let (status, header) = match act {
        Act::Take => (200, ""),
        Act::Answer(status, header) => (status, header),
        Act::Hang => (0, ""),
    };
    heard.lock().unwrap().push((Instant::now(), serde_json::from_slice(&body).unwrap(), status));
    if status == 0 {
        sleep(PATIENCE).await;
    }
    let reply = format!("HTTP/1.1 {status} X\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n");
    // The sender may be gone.
    let _ = stream.write_all(reply.as_bytes()).await;
}

fn alert(key: &str, level: Level) -> Alert {
    let member = Member {
        id: Some(key.into()),
        content_hash: key.bytes().fold(0, |hash, byte| hash * 256 + i64::from(byte)),
        time: 0,
        operation: Some("New-InboxRule".into()),
        source: Some("export.csv".into()),
        line: Some(2),
    };
    Alert {
        key: key.to_owned(),
        rule_id: format!("rule of {key}"),
        title: "Inbox rule forwards mail".to_owned(),
        level,
        tags: vec!["attack.collection".to_owned(), "attack.t1114.003".to_owned()],
        tenant: "tenant".to_owned(),
        group: vec![("UserId".to_owned(), "anna.keller@contoso.example.com".to_owned())],
        users: vec!["anna.keller@contoso.example.com".to_owned()],
        addresses: vec![],
        apps: vec![],
        sessions: vec![],
        first_time: 0,
        last_time: 0,
        count: 1,
        members: vec![member],
        reason: "RuleName: .".to_owned(),
        found_at: None,
    }
}

/// A lake in a folder, to which alerts are added.
struct Place {
    lake: Lake,
    _folder: tempfile::TempDir,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
        Place { lake: Lake::open_or_create(&location).await.unwrap(), _folder: folder }
    }

    /// Keeps alerts of level high that are found together.
    async fn find(&self, keys: &[&str], now: i64) {
        self.keep(keys.iter().map(|key| alert(key, Level::High)).collect(), now).await;
    }

    async fn keep(&self, alerts: Vec<Alert>, now: i64) {
        let session = trail365_sql::open(&self.lake, &SessionOptions::default()).await.unwrap();
        let findings = Findings { alerts, ..Findings::default() };
        keep_alerts(&self.lake, &session, &findings, now, None).await.unwrap();
    }

    /// Starts a sender, as a collector does that starts now.
    async fn start(&self, receiver: Receiver) -> Running {
        let recipient = match receiver {
            Receiver::Webhook(_) => Recipient::Webhook,
            Receiver::Command(_) => Recipient::Command,
        };
        let outbox = Outbox::open(&self.lake, recipient, Level::Medium, 10).await.unwrap();
        let back_off = BackOff::new(Duration::from_millis(10), Duration::from_millis(100));
        let location = self.lake.location().clone();
        let sender = Sender { receiver, outbox, location, back_off, reporter: Reporter::Log };
        let signal = watch::Sender::new(Signal::default());
        let task = tokio::spawn(sender.run(signal.subscribe()));
        Running { signal, task }
    }

    async fn start_hook(&self, server: &Server) -> Running {
        self.start(Receiver::Webhook(server.hook())).await
    }
}

/// A sender at work.
struct Running {
    signal: watch::Sender<Signal>,
    task: JoinHandle<()>,
}

impl Running {
    fn wake(&self) {
        self.signal.send_modify(|signal| signal.detections += 1);
    }

    /// Ends it as a collector does that ends, and returns how long that took.
    async fn finish(self, grace: Duration) -> Duration {
        let begin = Instant::now();
        self.signal.send_modify(|signal| signal.end = Some(Instant::now() + grace));
        timeout(PATIENCE * 2, self.task).await.expect("it ends").unwrap();
        begin.elapsed()
    }

    /// Ends it without any warning.
    async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

fn taken(keys: &[&str]) -> Vec<(String, u16)> {
    keys.iter().map(|key| ((*key).to_owned(), 200)).collect()
}

#[tokio::test]
async fn alerts_that_are_there_are_not_sent_and_new_ones_are_in_order() {
    let place = Place::new().await;
    // By a clock that is ahead.
    place.find(&["old"], 1_000_000).await;
    let server = Server::start(&[]).await;
    let sender = place.start_hook(&server).await;
    place.find(&["c", "a"], 20).await;
    sender.wake();
    server.hears(2).await;
    place.find(&["b"], 30).await;
    sender.wake();
    server.hears(3).await;
    place.keep(vec![alert("low", Level::Low), alert("critical", Level::Critical)], 40).await;
    sender.finish(PATIENCE).await;
    assert_eq!(server.heard(), taken(&["a", "c", "b", "critical"]));
    let again = place.start_hook(&server).await;
    again.finish(PATIENCE).await;
    assert_eq!(server.heard().len(), 4, "a second collector has nothing to send");
}

#[tokio::test]
async fn a_receiver_that_fails_gets_all_in_order() {
    let place = Place::new().await;
    let server = Server::start(&[
        Act::Answer(500, ""),
        Act::Take,
        Act::Answer(404, ""),
        Act::Answer(302, "Location: http://127.0.0.1:1/\r\n"),
        Act::Answer(503, "Retry-After: 0\r\n"),
        Act::Take,
        Act::Answer(401, ""),
    ])
    .await;
    let sender = place.start_hook(&server).await;
    place.find(&["a", "b"], 20).await;
    place.find(&["c"], 30).await;
    sender.wake();
    let heard = server.hears(8).await;
    let expected =
        [("a", 500), ("a", 200), ("b", 404), ("b", 302), ("b", 503), ("b", 200), ("c", 401), ("c", 200)];
    assert_eq!(heard, expected.map(|(key, status)| (key.to_owned(), status)));
    sender.finish(PATIENCE).await;
    assert_eq!(server.heard().len(), 8);
}

#[tokio::test]
async fn after_a_kill_only_what_is_not_known_as_taken_is_sent_again() {
    let place = Place::new().await;
    let server = Server::start(&[Act::Take, Act::Take, Act::Take, Act::Take, Act::Hang]).await;
    let sender = place.start_hook(&server).await;
    place.find(&["a1", "a2", "a3"], 20).await;
    place.find(&["b1", "b2", "b3"], 30).await;
    sender.wake();
    server.hears(5).await;
    sender.kill().await;
    place.find(&["c"], 40).await;
    let sender = place.start_hook(&server).await;
    server.hears(9).await;
    sender.finish(PATIENCE).await;
    let keys: Vec<_> = server.heard().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["a1", "a2", "a3", "b1", "b2", "b1", "b2", "b3", "c"]);
}

#[tokio::test]
async fn a_pause_that_is_asked_for_is_kept() {
    let place = Place::new().await;
    let server = Server::start(&[Act::Answer(429, "Retry-After: 1\r\n")]).await;
    let sender = place.start_hook(&server).await;
    place.find(&["a"], 20).await;
    sender.wake();
    server.hears(2).await;
    let times: Vec<_> = server.heard.lock().unwrap().iter().map(|(time, ..)| *time).collect();
    assert!(times[1] - times[0] >= Duration::from_secs(1), "{:?}", times[1] - times[0]);
    sender.finish(PATIENCE).await;
}

#[tokio::test]
async fn the_end_waits_for_a_limited_time_and_the_next_run_sends_the_rest() {
    let place = Place::new().await;
    let server = Server::start(&[Act::Hang, Act::Answer(429, "Retry-After: 3000\r\n")]).await;
    // One hangs until the time is over; the other would have to wait for longer than there is time, so it ends at once.
    for (heard, grace) in [(1, Duration::from_millis(300)), (2, PATIENCE)] {
        let sender = place.start_hook(&server).await;
        place.find(&["a"], 20).await;
        sender.wake();
        server.hears(heard).await;
        let took = sender.finish(grace).await;
        assert!(took < Duration::from_secs(20), "{took:?}");
        assert_eq!(server.heard().len(), heard);
    }
    place.start_hook(&server).await.finish(PATIENCE).await;
    assert_eq!(server.heard().last().unwrap(), &("a".to_owned(), 200));
}

#[tokio::test]
async fn an_alert_whose_key_changes_is_not_sent_twice() {
    let place = Place::new().await;
    let server = Server::start(&[Act::Answer(500, "")]).await;
    let mut sender = place.start_hook(&server).await;
    place.find(&["a"], 20).await;
    sender.wake();
    server.hears(2).await;
    sender.finish(PATIENCE).await;
    // The key of an alert that is sent may change with its records: it is still the same one.
    let mut whole = alert("earlier", Level::High);
    whole.rule_id = alert("a", Level::High).rule_id;
    whole.members.extend(alert("a", Level::High).members);
    whole.count = 2;
    sender = place.start_hook(&server).await;
    place.keep(vec![whole], 30).await;
    sender.wake();
    sender.finish(PATIENCE).await;
    assert_eq!(server.heard(), [("a".to_owned(), 500), ("a".to_owned(), 200)]);
}

#[tokio::test]
async fn an_alert_is_the_json_of_detect_with_a_line_in_words() {
    let mut one = alert("a", Level::High);
    one.title = "Rule\u{1b}[31m <!channel>".to_owned();
    one.reason = "<https://evil.example|here>\u{202e}\n".repeat(100);
    one.members = vec![one.members[0].clone(); 5000];
    let body = body_of(&one).unwrap();
    assert!(!body.contains('\n') && !body.contains('\u{1b}') && !body.contains('\u{202e}'));
    let json: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&json["title"], &json["reason"]),
        (&Value::from(one.title.clone()), &Value::from(one.reason.clone()))
    );
    assert_eq!((json["level"].as_str(), json["members"].as_array().unwrap().len()), (Some("high"), 100));
    assert_eq!(json["members"][0]["source"], "export.csv");
    assert_eq!(json["techniques"][0], "T1114.003");
    let text = json["text"].as_str().unwrap();
    let begin = "high: Rule\\u{1b}[31m ‹!channel› by anna.keller@contoso.example.com: ‹https://evil.example|here›\\u{202e}\\n";
    assert!(text.starts_with(begin) && text.ends_with('…') && text.chars().count() < 1010, "{text}");
    one.users.clear();
    assert!(line_of(&one).starts_with("high: Rule\\u{1b}[31m <!channel>: <https"), "{}", line_of(&one));
}

#[tokio::test]
async fn no_secret_is_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone());
    let guard = tracing::subscriber::set_default(subscriber.finish());
    let place = Place::new().await;
    let server =
        Server::start(&[Act::Answer(500, ""), Act::Answer(403, ""), Act::Answer(302, "Location: /\r\n")])
            .await;
    let sender = place.start_hook(&server).await;
    place.find(&["a"], 20).await;
    sender.wake();
    server.hears(4).await;
    sender.finish(PATIENCE).await;
    // Nobody listens there; a port that was free a moment ago may be another test's by now.
    let gone = format!("http://127.0.0.1:1{PATH}");
    let hook = Hook::new(Secret::new(gone), None, &ProxySetting::Direct).unwrap();
    let sender = place.start(Receiver::Webhook(hook)).await;
    place.find(&["b"], 30).await;
    sender.wake();
    let tried = async {
        while !log.text().contains("cannot be reached") {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, tried).await.unwrap();
    sender.finish(Duration::from_millis(300)).await;
    drop(guard);
    let said = log.text();
    let ours: Vec<_> = said.lines().filter(|line| line.contains("sending")).collect();
    for expected in [
        "ERROR",
        "alert not taken to=the webhook at 127.0.0.1 reason=\"127.0.0.1 answered 500\" after_ms=",
        "reason=\"127.0.0.1 answered 403\"",
        "remedy=\"check detect.webhook.authorization",
        "redirects are not followed",
        "127.0.0.1 cannot be reached",
        "alerts left for the next run to=the webhook at 127.0.0.1 alerts=1",
    ] {
        assert!(said.contains(expected), "{expected}: {ours:?}");
    }
    assert!(!said.contains("s3cret"), "{said}");
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        self.clone()
    }
}

#[cfg(unix)]
mod programs {
    use super::*;
    use crate::commands::collect::sending::program::Program;

    /// A program of the shell, with a folder to write into.
    fn shell(script: &str, folder: &tempfile::TempDir) -> Program {
        let arguments = ["-c", script, "sh"].map(str::to_owned);
        let folder = folder.path().to_string_lossy().into_owned();
        Program {
            file: "/bin/sh".into(),
            arguments: arguments.into_iter().chain([folder]).collect(),
            longest: PATIENCE,
        }
    }

    #[tokio::test]
    async fn a_program_takes_an_alert_by_ending_with_0() {
        let folder = tempfile::tempdir().unwrap();
        let json = body_of(&alert("a", Level::High)).unwrap();
        assert_eq!(shell("cat > $1/got", &folder).run(&json).await, Ok(()));
        assert_eq!(std::fs::read_to_string(folder.path().join("got")).unwrap(), format!("{json}\n"));
        // One that reads nothing, and one that leaves something running behind it.
        let long = "x".repeat(1 << 20);
        assert_eq!(shell("exit 0", &folder).run(&long).await, Ok(()));
        let begin = Instant::now();
        assert_eq!(shell("sleep 30 & exit 0", &folder).run(&long).await, Ok(()));
        assert!(begin.elapsed() < Duration::from_secs(20));
    }

    #[tokio::test]
    async fn a_failure_is_told_with_the_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let run = |script| {
            let program = shell(script, &folder);
            async move { program.run("{}").await.unwrap_err() }
        };
        assert_eq!(
            run("echo first >&2; printf 'no \\033[31mroom\\n\\n' >&2; exit 3").await,
            "it ended with 3: no \\u{1b}[31mroom"
        );
        assert_eq!(run("echo out; exit 1").await, "it ended with 1");
        assert_eq!(run("kill -9 $$").await, "it was killed");
        assert_eq!(
            run("i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1").await,
            "it ended with 1: line 19999"
        );
        let missing = Program { file: "/nowhere/x".into(), ..shell("", &folder) };
        assert!(missing.run("{}").await.unwrap_err().starts_with("it cannot be started: "));
    }

    #[tokio::test]
    async fn a_program_that_hangs_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let mut program = shell("echo $$ > $1/pid; echo waiting >&2; exec sleep 600", &folder);
        program.longest = Duration::from_secs(3);
        assert_eq!(program.run("{}").await.unwrap_err(), "it took longer than 3 seconds: waiting");
        let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
        let alive = std::process::Command::new("/bin/sh")
            .args(["-c", &format!("kill -0 {pid}")])
            .stderr(std::process::Stdio::null())
            .status();
        assert!(!alive.unwrap().success());
    }

    #[tokio::test]
    async fn the_environment_of_the_collector_is_not_passed_on() {
        let folder = tempfile::tempdir().unwrap();
        assert!(std::env::vars().count() > 6, "the tests have an environment");
        assert_eq!(shell("/usr/bin/env > $1/got", &folder).run("{}").await, Ok(()));
        let got = std::fs::read_to_string(folder.path().join("got")).unwrap();
        let names: Vec<_> = got.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
        // The shell adds three of its own.
        let known = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "PWD", "SHLVL", "_"];
        assert!(names.contains(&"PATH") && names.iter().all(|name| known.contains(name)), "{names:?}");
    }

    #[tokio::test]
    async fn alerts_go_to_a_program_until_it_takes_them() {
        let place = Place::new().await;
        let folder = tempfile::tempdir().unwrap();
        // It fails the first two times.
        let script = "read -r line; n=$(cat $1/count 2>/dev/null || echo 0); echo $((n+1)) > $1/count; [ $n -ge 2 ] || exit 1; printf '%s\\n' \"$line\" >> $1/got";
        let sender = place.start(Receiver::Command(shell(script, &folder))).await;
        place.find(&["a", "b"], 20).await;
        place.find(&["c"], 30).await;
        sender.wake();
        sender.finish(PATIENCE).await;
        let got = std::fs::read_to_string(folder.path().join("got")).unwrap();
        let keys: Vec<_> =
            got.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["key"].clone()).collect();
        assert_eq!(keys, ["a", "b", "c"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("count")).unwrap().trim(), "5");
    }
}
