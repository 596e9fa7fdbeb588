//! What is served while it is collected: notifications are taken, and health and metrics given.

use std::sync::Arc;

use anyhow::Result;
use trail365_collect::config::{Config, Receiving};
use trail365_collect::serve::{self, Board, Listener, Receiver, Refusals};
use trail365_collect::{Collector, Status};

use super::Show;
use crate::args::Collect;
use crate::failure::Misconfigured;

/// What is served, until it is stopped.
pub struct Serving {
    board: Board,
    open: Vec<serve::Serving>,
}

/// What the options say in place of the configuration. What ends soon takes no notifications.
pub fn configure(config: &mut Config, args: &Collect) -> Result<()> {
    if let Some(listen) = args.webhook_listen {
        let missing = "--webhook-listen takes the place of webhook.listen, and the configuration has no webhook: write webhook.address there, the address that the service calls";
        config.webhook.as_mut().ok_or_else(|| Misconfigured(missing.to_owned()))?.listen = listen;
    }
    config.metrics = args.metrics_listen.or(config.metrics);
    if args.once {
        config.webhook = None;
    }
    Ok(())
}

/// Listens where the configuration says; the collector then sees to the webhook.
pub async fn begin(config: &Config, mut collector: Collector, show: &Show) -> Result<(Collector, Serving)> {
    let refusals = Arc::new(Refusals::default());
    let board = Board::new(&config.options.settings, Arc::clone(&refusals));
    let mut serving = Serving { board, open: Vec::new() };
    if let Some(address) = config.metrics {
        let listener = Listener::bind(address, None).await?;
        if !address.ip().is_loopback() {
            show.warn(&[format!(
                "whoever reaches {address} can read health and metrics: names of tenants, and how much they do"
            )]);
        }
        show.say(&format!("health and metrics: http://{}/healthz and /metrics", listener.address()));
        serving.open.push(serving.board.serve(listener));
    }
    if let Some(webhook) = &config.webhook {
        let ready = webhook.receiving()?;
        show.warn(&ready.warnings);
        let Receiving { listen, tls, settings, .. } = ready.value;
        let receiver = Receiver::new(&settings, collector.hints(), refusals)?;
        let listener = Listener::bind(listen, tls).await?;
        show.say(&format!("notifications: taken at {}", listener.address()));
        serving.open.push(receiver.serve(listener));
        collector = collector.with_webhook(settings);
    }
    Ok((collector, serving))
}

impl Serving {
    /// Shows how everything is doing.
    pub fn show(&self, status: &[Status]) {
        self.board.show(status);
    }

    /// Takes no further calls.
    pub async fn stop(self) {
        for open in self.open {
            open.stop().await;
        }
    }
}
