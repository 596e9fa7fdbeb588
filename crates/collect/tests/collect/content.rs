//! Content that is not as it should be, from a service that says the same each time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use trail365_client::{AppId, Client, Cloud, ContentType, Credential, Secret};
use trail365_collect::feed::State;
use trail365_collect::{Collector, Status, Tenant, Until};
use trail365_lake::{Lake, Location};

use crate::world::options;

const TENANT: &str = "41463f53-8812-40f4-890f-865bf6e35190";
const APP: &str = "00001111-aaaa-2222-bbbb-3333cccc4444";

fn record(number: usize) -> String {
    format!(
        r#"{{"Id":"{number}","RecordType":6,"CreationTime":"2026-03-03T10:00:00","Operation":"FileAccessed"}}"#
    )
}

/// What blobs are answered with, by number: status and body, each once and the last one from then on.
type Blobs = Arc<Mutex<Vec<Vec<Answer>>>>;

type Answer = (u16, String);

struct Service {
    origin: String,
    blobs: Blobs,
    folder: tempfile::TempDir,
}

impl Service {
    async fn new(blobs: Vec<Answer>) -> Self {
        Self::with(blobs.into_iter().map(|blob| vec![blob]).collect()).await
    }

    async fn with(blobs: Vec<Vec<Answer>>) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", socket.local_addr().unwrap());
        let blobs: Blobs = Arc::new(Mutex::new(blobs));
        let service =
            Self { origin: origin.clone(), blobs: blobs.clone(), folder: tempfile::tempdir().unwrap() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                let (blobs, origin) = (blobs.clone(), origin.clone());
                tokio::spawn(async move { answer(stream, &blobs, &origin).await });
            }
        });
        service
    }

    async fn lake(&self) -> Lake {
        let location = Location::parse(&self.folder.path().join("lake").to_string_lossy()).unwrap();
        Lake::open_or_create(&location).await.unwrap()
    }

    /// Collects until nothing is left, or patience is over.
    async fn collect(&self) -> Status {
        let cloud = Cloud::custom(&self.origin, &self.origin).unwrap();
        let credential = Credential::client_secret(APP.parse::<AppId>().unwrap(), Secret::new("x"));
        let client = Client::builder(cloud, TENANT.parse().unwrap(), credential).retries(0);
        let tenant = Tenant {
            name: "contoso".into(),
            client: client.build().unwrap(),
            content_types: vec![ContentType::AuditGeneral],
            since: None,
        };
        let mut options = options();
        options.settings.patience = Some(4);
        let lake = self.lake().await;
        let collector = Collector::open(&lake, &[tenant], options).await.unwrap();
        let mut look = |_: &[Status]| ();
        let run = collector.run(lake, Until::Idle, std::future::pending(), &mut look);
        let ended = tokio::time::timeout(Duration::from_mins(1), run).await.unwrap();
        ended.unwrap().remove(0)
    }
}

/// The next answer to who asks for a blob.
fn next(blobs: &Blobs, number: usize) -> Answer {
    let answers = &mut blobs.lock().unwrap()[number];
    if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() }
}

async fn answer(mut stream: TcpStream, blobs: &Blobs, origin: &str) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split([' ', '?']).nth(1).unwrap_or_default();
    let (status, body) = match path.split_once("/blob/") {
        Some((_, number)) => next(blobs, number.parse().unwrap()),
        None if path.contains("/oauth2/") => {
            (200, r#"{"token_type":"Bearer","expires_in":3599,"access_token":"a.b.c"}"#.to_owned())
        }
        None if path.contains("/subscriptions/list") => {
            (200, r#"[{"contentType":"Audit.General","status":"enabled","webhook":null}]"#.to_owned())
        }
        None => (200, listing(blobs.lock().unwrap().len(), origin)),
    };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n");
    let _ = stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
}

/// Whatever window is asked for.
fn listing(blobs: usize, origin: &str) -> String {
    let created = chrono::Utc::now() - chrono::TimeDelta::hours(1);
    let time = |time: chrono::DateTime<chrono::Utc>| time.format("%FT%T.000Z").to_string();
    let item = |number: usize| {
        serde_json::json!({
            "contentType": "Audit.General", "contentId": format!("blob{number}"),
            "contentUri": format!("{origin}/api/v1.0/{TENANT}/activity/feed/blob/{number}"),
            "contentCreated": time(created), "contentExpiration": time(created + chrono::TimeDelta::days(7)),
        })
    };
    (0..blobs).map(item).collect::<serde_json::Value>().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_of_a_blob_cannot_be_read_takes_nothing_with_it() {
    let unclosed = record(2).replace("FileAccessed\"", "C:\\temp\\\"");
    let blob = format!("[{},{unclosed},{}]", record(1), record(3));
    let service = Service::new(vec![(200, blob), (200, format!("[{}]", record(4)))]).await;
    let status = service.collect().await;
    assert!(matches!(status.state, State::Running), "{:?}", status.state);
    assert_eq!((status.counts.blobs, status.counts.losses, status.pending), (2, 0, 0));
    assert!(status.counts.records >= 2 && status.counts.rejected > 0, "{:?}", status.counts);
    assert!(status.mark.is_some_and(|mark| status.now - mark < chrono::TimeDelta::minutes(5)));
    assert_eq!(service.lake().await.verify().await.unwrap().findings, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_of_one_blob_is_no_refusal_of_others() {
    let odd = (400, r#"{"Message":"An error has occurred."}"#.to_owned());
    let sound = |number| (200, format!("[{}]", record(number)));
    let service = Service::new(vec![odd, sound(1), sound(2)]).await;
    let status = service.collect().await;
    assert!(matches!(status.state, State::Troubled(_)), "{:?}", status.state);
    assert_eq!((status.counts.records, status.counts.losses, status.pending), (2, 0, 1));
    assert!(status.mark.is_none_or(|mark| mark < status.now - chrono::TimeDelta::hours(1)), "it is not over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_counted_as_lost_is_collected_by_the_next_run_if_it_is_there() {
    let missing = (404, r#"{"error":{"code":"AF20050","message":"It does not exist."}}"#.to_owned());
    let service = Service::new(vec![missing]).await;
    let status = service.collect().await;
    assert!(matches!(status.state, State::Running), "{:?}", status.state);
    assert_eq!((status.counts.records, status.counts.losses, status.pending), (0, 1, 0));
    let status = service.collect().await;
    assert_eq!((status.counts.losses, status.pending), (0, 0), "it is told once");
    service.blobs.lock().unwrap()[0] = vec![(200, format!("[{}]", record(1)))];
    let status = service.collect().await;
    assert_eq!((status.counts.records, status.counts.losses, status.pending), (1, 0, 0));
    let status = service.collect().await;
    assert_eq!((status.counts.blobs, status.pending), (0, 0), "it is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_any_record_is_no_blob_until_it_comes_twice() {
    let nothing = (200, "[]".to_owned());
    let late = vec![nothing.clone(), (200, format!("[{}]", record(1)))];
    let service = Service::with(vec![late, vec![nothing]]).await;
    let status = service.collect().await;
    assert!(matches!(status.state, State::Running), "{:?}", status.state);
    assert_eq!((status.counts.records, status.counts.blobs, status.pending), (1, 2, 0));
}
