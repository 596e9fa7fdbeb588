//! The running sandbox: its socket, and what tests ask of it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::plan::Plan;

use super::attack::{Attack, attacks_of};
use super::header_case::Spellings;
use super::hook_client::HookClient;
use super::log::Requests;
use super::notify;
use super::recording;
use super::route::Router;
use super::truth::{Truth, TruthBlob};
use super::world::World;

/// A fake Microsoft 365.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), trail365_sandbox::Error> {
/// use trail365_sandbox::{AppPlan, Plan, Sandbox};
///
/// let sandbox = Sandbox::start(Plan::default()).await?;
/// let token_endpoint = format!("{}/{}/oauth2/v2.0/token", sandbox.origin(), sandbox.tenant_ids()[0]);
/// // Sign in there as AppPlan::ID with AppPlan::SECRET, then ask for content.
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that runs until it is dropped.
pub struct Running {
    address: SocketAddr,
    world: Arc<World>,
    /// Aborts what it holds when it is dropped.
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts a sandbox on the runtime that runs this.
    ///
    /// # Errors
    /// When the plan asks for something that the sandbox cannot do, or its address is taken.
    pub async fn start(plan: Plan) -> Result<Running> {
        plan.check_values()?;
        let fail = |e| Error::listen(format!("cannot listen on {}", plan.listen), e);
        let listener = TcpListener::bind(plan.listen).await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        let hooks = HookClient::new(&plan.service.webhook)?;
        let world = Arc::new(World::new(plan, format!("http://{address}"))?);
        let spellings = Spellings::new().await;
        let router =
            Arc::new(Router { world: Arc::clone(&world), hooks, spellings, answers: AtomicU64::new(0) });
        let mut tasks = JoinSet::new();
        for place in 0..world.tenants.len() {
            tasks.spawn(notify::notify_tenant(Arc::clone(&router), place));
        }
        tasks.spawn(accept_callers(listener, router));
        Ok(Running { address, world, tasks })
    }
}

async fn accept_callers(listener: TcpListener, router: Arc<Router>) {
    let mut connections = JoinSet::new();
    loop {
        let Some((stream, _)) = wait_out_failure(listener.accept().await).await else { continue };
        connections.spawn(serve_caller(stream, Arc::clone(&router)));
        while connections.try_join_next().is_some() {}
    }
}

/// Pause after a caller that could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Returns what was accepted; after a failure none, and only when a pause is over.
///
/// A caller may be gone before it is accepted, which is over at once. Without file handles left `accept` fails until
/// some connection ends: without a pause the loop would take a whole CPU, and on one thread keep that connection from
/// ending.
async fn wait_out_failure<T>(accepted: io::Result<T>) -> Option<T> {
    if accepted.is_err() {
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
    accepted.ok()
}

async fn serve_caller(stream: TcpStream, router: Arc<Router>) {
    // Small answers leave without a wait for more of them: Nagle's algorithm and delayed acknowledgements add 40 ms.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let router = Arc::clone(&router);
        async move { Ok::<_, Infallible>(router.answer_request(request).await) }
    });
    // An error means that the caller left, or that the plan has the connection break.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        // As the real service spells names; the few that title case spells otherwise are in `header_case`.
        .title_case_headers(true)
        .preserve_header_case(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

impl Running {
    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns `http://host:port`, the authority of the sign-in and the root of the API.
    pub fn origin(&self) -> &str {
        &self.world.origin
    }

    /// Returns the ids of the tenants, in the order of the plan.
    pub fn tenant_ids(&self) -> Vec<&str> {
        self.world.tenants.iter().map(|tenant| tenant.id.as_str()).collect()
    }

    /// Returns the clock.
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// Goes through every blob from the first subscription until now, with whether it can be had.
    ///
    /// A collector should have the union of `records` of the blobs that are [`TruthState::Obtainable`].
    ///
    /// [`TruthState::Obtainable`]: crate::TruthState::Obtainable
    pub fn truth(&self) -> impl Iterator<Item = TruthBlob> + use<> {
        Truth::new(Arc::clone(&self.world))
    }

    /// Returns the text of every record that a collector could have by now, blob by blob.
    ///
    /// A record that stands in two blobs comes twice. Tests of what reads records need no collector so.
    pub fn records(&self) -> impl Iterator<Item = String> + use<> {
        recording::obtainable_records(&self.world, self.world.clock.now()).map(|record| record.json)
    }

    /// Returns the attacks with every act of the attacker, of tenants that have one.
    pub fn attacks(&self) -> Vec<Attack> {
        attacks_of(&self.world)
    }

    /// Returns the requests so far: counts, and the last ones.
    pub fn requests(&self) -> Requests {
        self.world.log.read_all()
    }

    /// Runs until the program is ended, for a program that does nothing else.
    pub async fn wait(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Instant;

    use super::{ACCEPT_PAUSE, wait_out_failure};

    #[tokio::test]
    async fn without_file_handles_the_next_try_comes_after_a_pause() {
        let begun = Instant::now();
        let failure = Err::<(), _>(io::Error::other("no file handles are left"));
        assert!(wait_out_failure(failure).await.is_none() && begun.elapsed() >= ACCEPT_PAUSE);
        assert_eq!(wait_out_failure(Ok(7)).await, Some(7));
    }
}
