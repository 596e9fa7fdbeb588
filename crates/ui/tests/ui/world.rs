//! A lake of a few records and the site over it.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use trail365_findings::{Alert, Findings, Member, keep_alerts};
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sigma::Level;
use trail365_sql::SessionOptions;
use trail365_ui::{Limits, Options, Site};

/// Host of the site.
pub const HOST: &str = "127.0.0.1:3650";

/// A site over a lake that is removed with it.
pub struct World {
    pub site: Site,
    folder: TempDir,
}

/// What came back.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl World {
    /// A site without a token over a lake of these records.
    pub async fn of(records: &[Value]) -> Self {
        Self::with(records, Options { token: false, ..Options::default() }).await
    }

    /// A site with options over a lake of these records.
    pub async fn with(records: &[Value], options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = World { site: Self::make_site(&folder, &options), folder };
        world.import("export.jsonl", records).await;
        world
    }

    /// A site over a place where no lake is.
    pub fn without_lake() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { token: false, ..Options::default() };
        World { site: Self::make_site(&folder, &options), folder }
    }

    /// Folder that the lake stands in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Location of the lake.
    pub fn location(&self) -> Location {
        Self::location_in(&self.folder)
    }

    fn make_site(folder: &TempDir, options: &Options) -> Site {
        Site::new(Self::location_in(folder), HOST.parse().unwrap(), options).unwrap()
    }

    fn location_in(folder: &TempDir) -> Location {
        Location::parse(folder.path().join("lake").to_str().unwrap()).unwrap()
    }

    /// Imports records.
    pub async fn import(&self, name: &str, records: &[Value]) {
        let lines: Vec<_> = records.iter().map(|record| format!("{record}\n")).collect();
        let lines = lines.concat();
        let lake = Lake::open_or_create(&self.location()).await.unwrap();
        let name = name.to_owned();
        let importing = tokio::task::spawn_blocking(move || {
            let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
            importer.import_unit(&name, lines.as_bytes(), &mut |_| ()).unwrap();
            importer.finish().unwrap();
        });
        importing.await.unwrap();
    }

    /// A site with other options over the same lake.
    pub fn again(self, options: &Options) -> Self {
        World { site: Self::make_site(&self.folder, options), ..self }
    }

    /// Keeps an alert whose record is that of the rule, and returns its key.
    pub async fn find_alert(&self) -> String {
        let record = self.json("/record?id=a3").await;
        let hash = record["row"]["hash"].as_str().unwrap().parse().unwrap();
        self.keep_alert(|alert| alert.members[0].content_hash = hash).await;
        "00c0ffee".into()
    }

    /// Keeps an alert that was changed.
    pub async fn keep_alert(&self, change: impl FnOnce(&mut Alert)) {
        let member = Member {
            id: Some("a3".into()),
            source: Some("export.jsonl".into()),
            line: Some(3),
            time: 1_772_438_580_000_000,
            operation: Some("New-InboxRule".into()),
            content_hash: 0,
        };
        let mut alert = Alert {
            key: "00c0ffee".into(),
            rule_id: "rule".into(),
            title: "Inbox rule sends mail on".into(),
            level: Level::High,
            tags: vec!["attack.t1114.003".into()],
            tenant: String::new(),
            group: Vec::new(),
            users: vec!["lena.berg@example.com".into()],
            addresses: vec!["192.0.2.7".into()],
            apps: Vec::new(),
            sessions: Vec::new(),
            first_time: member.time,
            last_time: member.time,
            count: 1,
            members: vec![member],
            reason: "one record".into(),
            found_at: None,
        };
        change(&mut alert);
        let lake = Lake::open(&self.location(), None).await.unwrap();
        let session = trail365_sql::open(&lake, &SessionOptions::default()).await.unwrap();
        let findings = Findings { alerts: vec![alert], ..Findings::default() };
        keep_alerts(&lake, &session, &findings, 0, None).await.unwrap();
        // A session that was made before does not see it for a while; a note makes a new one.
        let noted = self.post("/alert", &[("key", "00c0ffee"), ("status", "open")]).await;
        assert_eq!(noted.status, StatusCode::SEE_OTHER);
    }

    /// Asks for a page as its own pages do.
    pub async fn get(&self, path: &str) -> Answered {
        self.send(request(Method::GET, path)).await
    }

    /// Asks for a page as a program does.
    pub async fn json(&self, path: &str) -> Value {
        let answered = self.get(&format!("/api/v1{path}")).await;
        assert_eq!(answered.status, StatusCode::OK, "{path}: {}", answered.text);
        assert_eq!(answered.headers["content-type"], "application/json");
        serde_json::from_str(&answered.text).unwrap()
    }

    /// Sends a form as its own pages do.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answered {
        let mut sent = request(Method::POST, path);
        sent.headers_mut().insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(sent.map(|_| Body::from(body))).await
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Answered {
        read(self.site.answer(request).await).await
    }
}

/// Reads what came back.
pub async fn read(response: Response) -> Answered {
    let (head, body) = response.into_parts();
    let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    Answered { status: head.status, headers: head.headers, text }
}

/// A request as a page of the site makes it.
pub fn request(method: Method, path: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(path);
    request.header("host", HOST).header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap()
}

/// Limits that a test waits for.
pub fn limits() -> Limits {
    Limits { time: std::time::Duration::from_secs(1), ..Limits::default() }
}

/// A morning: sign-ins, a rule, a role, a file.
pub fn morning() -> Vec<Value> {
    let at = |minute: u32| format!("2026-03-02T08:{minute:02}:00");
    vec![
        json!({"Id": "a1", "CreationTime": at(1), "RecordType": 15, "Operation": "UserLoginFailed", "Workload": "AzureActiveDirectory",
            "UserId": "lena.berg@example.com", "ClientIP": "192.0.2.7", "ResultStatus": "Failed", "ErrorNumber": "50126"}),
        json!({"Id": "a2", "CreationTime": at(2), "RecordType": 15, "Operation": "UserLoggedIn", "Workload": "AzureActiveDirectory",
            "UserId": "lena.berg@example.com", "ClientIP": "192.0.2.7", "ResultStatus": "Success",
            "DeviceProperties": [{"Name": "SessionId", "Value": "11111111-2222-3333-4444-555555555555"}]}),
        json!({"Id": "a3", "CreationTime": at(3), "RecordType": 1, "Operation": "New-InboxRule", "Workload": "Exchange",
            "UserId": "lena.berg@example.com", "ClientIP": "192.0.2.7:4711", "ObjectId": "lena.berg\\Sort",
            "Parameters": [{"Name": "ForwardTo", "Value": "x@evil.example"}]}),
        json!({"Id": "a4", "CreationTime": at(4), "RecordType": 8, "Operation": "Add member to role.", "Workload": "AzureActiveDirectory",
            "UserId": "anna.lind@example.com", "ObjectId": "lena.berg@example.com",
            "ModifiedProperties": [{"Name": "Role.DisplayName", "OldValue": "", "NewValue": "Global Administrator"}]}),
        json!({"Id": "a5", "CreationTime": at(5), "RecordType": 6, "Operation": "FileDownloaded", "Workload": "SharePoint",
            "UserId": "anna.lind@example.com", "ClientIP": "198.51.100.9", "ObjectId": "https://example.com/a/invoice.docx"}),
    ]
}
