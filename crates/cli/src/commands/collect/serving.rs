//! Listeners while collecting: one receives notifications, one serves health and metrics.

use std::sync::Arc;

use anyhow::Result;
use trail365_collect::config::{Config, Receiving};
use trail365_collect::serve::{self, Board, Listener, Receiver, Refusals};
use trail365_collect::{Collector, Status};

use super::display::Display;
use crate::args::Collect;
use crate::failure::Misconfigured;

/// The open listeners.
pub struct Serving {
    board: Board,
    open: Vec<serve::Serving>,
}

/// Applies the options to the configuration. A run with `--once` gets no notifications: it ends before the service would
/// have validated the webhook.
pub fn apply_options(config: &mut Config, args: &Collect) -> Result<()> {
    if let Some(listen) = args.webhook_listen {
        let missing = "--webhook-listen replaces webhook.listen, but the configuration has no webhook: add webhook.address, the address that the service calls";
        config.webhook.as_mut().ok_or_else(|| Misconfigured(missing.to_owned()))?.listen = listen;
    }
    config.metrics = args.metrics_listen.or(config.metrics);
    if args.once {
        config.webhook = None;
    }
    Ok(())
}

/// Opens the listeners of the configuration; from then on the collector keeps the webhook registered.
pub async fn start_listening(
    config: &Config,
    mut collector: Collector,
    display: &Display,
) -> Result<(Collector, Serving)> {
    let refusals = Arc::new(Refusals::default());
    let board = Board::new(&config.options.settings, Arc::clone(&refusals));
    let mut serving = Serving { board, open: Vec::new() };
    if let Some(address) = config.metrics {
        let listener = Listener::bind(address, None).await?;
        // These pages have neither TLS nor sign-in, as scrapers on the same machine expect.
        if !address.ip().is_loopback() {
            display.warn(&[format!(
                "anybody who reaches {address} can read health and metrics: names of tenants, and how much they do"
            )]);
        }
        display.say(&format!("health and metrics: http://{}/healthz and /metrics", listener.address()));
        serving.open.push(serving.board.serve(listener));
    }
    if let Some(webhook) = &config.webhook {
        let ready = webhook.receiving()?;
        display.warn(&ready.warnings);
        let Receiving { listen, tls, settings, .. } = ready.value;
        let receiver = Receiver::new(&settings, collector.hints(), refusals)?;
        let listener = Listener::bind(listen, tls).await?;
        display.say(&format!("notifications: received at {}", listener.address()));
        // Served before the collector registers the webhook: the service validates the address while it answers that
        // call.
        serving.open.push(receiver.serve(listener));
        collector = collector.with_webhook(settings);
    }
    Ok((collector, serving))
}

impl Serving {
    /// Updates health and metrics.
    pub fn update(&self, status: &[Status]) {
        self.board.show(status);
    }

    /// Closes the listeners.
    pub async fn close(self) {
        for open in self.open {
            open.stop().await;
        }
    }
}
