//! A collector at work, with its receiver of notifications and its pages.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::StatusCode;
use tokio::sync::oneshot;
use trail365_client::{ContentType, Secret, WebhookSettings};
use trail365_collect::serve::{Board, Listener, Receiver, Refusals};
use trail365_collect::{Collector, Commits, Options, Settings, Status, Tenant, Until};

use crate::world::World;

pub const AUTH_ID: &str = "between the two of us";

/// What can be reached of it.
pub struct Site {
    pub receiver: SocketAddr,
    pub pages: SocketAddr,
    pub refusals: Arc<Refusals>,
    pub tenant: Tenant,
    look: Arc<Mutex<Vec<Status>>>,
    http: reqwest::Client,
}

/// Settings by which only notifications lead to listings.
pub fn settings() -> Settings {
    Settings {
        poll: Duration::from_hours(1),
        pause: Duration::from_millis(10),
        hinted: Duration::from_millis(10),
        ..Settings::default()
    }
}

pub async fn loopback() -> Listener {
    Listener::bind(([127, 0, 0, 1], 0).into(), None).await.unwrap()
}

/// The webhook of a receiver that listens there.
pub fn webhook(address: impl Into<String>) -> WebhookSettings {
    WebhookSettings { address: address.into(), auth_id: Some(Secret::new(AUTH_ID)), expiration: None }
}

/// Waits for something, with patience.
pub async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    for _ in 0..30_000 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came: {what}");
}

/// Collects while `visit` runs, then stops; gives how everything was doing at the end.
pub async fn while_collecting(
    world: &World,
    settings: Settings,
    tenants: &[Tenant],
    visit: impl AsyncFnOnce(&Site),
) -> Vec<Status> {
    let listener = loopback().await;
    let hook = webhook(format!("http://{}/hook", listener.address()));
    while_collecting_with(world, settings, tenants, (listener, hook), visit).await
}

/// The same with a webhook that may be anything.
pub async fn while_collecting_with(
    world: &World,
    settings: Settings,
    tenants: &[Tenant],
    (listener, hook): (Listener, WebhookSettings),
    visit: impl AsyncFnOnce(&Site),
) -> Vec<Status> {
    let lake = world.lake().await;
    let short = Duration::from_millis(300);
    let commits = Commits { pause: short, records_after: short, marks_after: short };
    let refusals = Arc::new(Refusals::default());
    let board = Board::new(&settings, Arc::clone(&refusals));
    let options = Options { settings, commits, ..Options::default() };
    let collector = Collector::open(&lake, tenants, options).await.unwrap();
    let receiver = Receiver::new(&hook, collector.hints(), Arc::clone(&refusals)).unwrap().serve(listener);
    let pages = board.serve(loopback().await);
    let look = Arc::new(Mutex::new(Vec::new()));
    let site = Site {
        receiver: receiver.address(),
        pages: pages.address(),
        refusals,
        tenant: tenants[0].clone(),
        look: Arc::clone(&look),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let visiting = async {
        visit(&site).await;
        stop.send(()).unwrap();
    };
    let mut shown = |status: &[Status]| {
        board.show(status);
        *look.lock().unwrap() = status.to_vec();
    };
    let told = async { stopped.await.unwrap() };
    let running = collector.with_webhook(hook).run(lake, Until::Stopped, told, &mut shown);
    let (status, ()) = tokio::join!(running, visiting);
    receiver.stop().await;
    pages.stop().await;
    status.unwrap()
}

impl Site {
    /// How everything was doing a moment ago.
    pub fn look(&self) -> Vec<Status> {
        self.look.lock().unwrap().clone()
    }

    /// Waits until all that is there is in the lake.
    pub async fn settled(&self) {
        let has_settled = |status: &Status| status.mark.is_some() && status.pending == 0;
        until("everything is stored", async || {
            let look = self.look();
            !look.is_empty() && look.iter().all(has_settled)
        })
        .await;
    }

    /// Posts to the receiver, with this auth ID.
    pub async fn post(&self, auth_id: Option<&str>, body: impl Into<reqwest::Body>) -> StatusCode {
        let request = self.http.post(format!("http://{}/hook", self.receiver)).body(body);
        let request = auth_id.into_iter().fold(request, |r, id| r.header("Webhook-AuthID", id));
        request.send().await.unwrap().status()
    }

    /// A page.
    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let answer = self.http.get(format!("http://{}{path}", self.pages)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// How a stream of the first tenant is doing.
    pub fn stream(&self, content_type: ContentType) -> Status {
        let look = self.look();
        look.into_iter().find(|status| status.content_type == content_type.as_str()).unwrap()
    }

    /// A notification of one blob.
    pub fn news(&self, content_type: ContentType, uri: &str) -> String {
        serde_json::json!([{
            "tenantId": self.tenant.client.tenant().to_string(),
            "clientId": "00000000-0000-0000-0000-000000000000",
            "contentType": content_type.as_str(),
            "contentId": "news",
            "contentUri": uri,
            "contentCreated": "2026-03-03T12:00:00.000Z",
            "contentExpiration": "2026-03-10T12:00:00.000Z",
        }])
        .to_string()
    }
}
