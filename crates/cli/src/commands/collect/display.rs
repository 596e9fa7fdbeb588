//! The progress while collecting, as a person or a log has it.

use anyhow::Result;
use trail365_collect::{Status, Tenant};

use super::live_view::LiveView;
use super::log::Log;
use crate::config;
use crate::output::{note, printable};

/// The progress while collecting: a live view for a person at a terminal, or a log.
pub enum Display {
    View(LiveView),
    Log(Log),
}

/// Where tasks beside the collection report what happens.
#[derive(Debug, Clone, Copy)]
pub enum Reporter {
    /// Lines for a person, above the live view.
    Notes,
    /// Events of the log.
    Log,
}

impl Display {
    pub fn new(is_terminal: bool, verbose: bool) -> Result<Self> {
        // A log of every request is read line by line, which a redrawn view would disturb.
        Ok(if is_terminal && !verbose {
            Self::View(LiveView::new())
        } else {
            Self::Log(Log::start(verbose)?)
        })
    }

    /// Returns where tasks report what happens.
    pub fn reporter(&self) -> Reporter {
        match self {
            Self::View(_) => Reporter::Notes,
            Self::Log(_) => Reporter::Log,
        }
    }

    pub fn start(&self, lake: &str, tenants: &[Tenant]) {
        if let Self::Log(_) = self {
            Log::log_start(lake, tenants);
        }
    }

    pub fn say(&self, line: &str) {
        match self {
            Self::View(_) => note(line),
            // A plain line among lines of JSON would stop many a program that gathers logs.
            Self::Log(_) => tracing::info!("{line}"),
        }
    }

    pub fn warn(&self, warnings: &[String]) {
        match self {
            Self::View(_) => config::print_warnings(warnings),
            Self::Log(_) => warnings.iter().for_each(|warning| tracing::warn!("{warning}")),
        }
    }

    pub fn update(&mut self, status: &[Status]) {
        match self {
            Self::View(view) => view.draw(status),
            Self::Log(log) => log.log_streams(status),
        }
    }

    pub fn clear(&self) {
        if let Self::View(view) = self {
            view.clear();
        }
    }
}

impl Reporter {
    /// Reports what somebody has to do something about.
    pub fn error(self, line: &str) {
        match self {
            Self::Notes => note(&printable(line)),
            Self::Log => tracing::error!("{line}"),
        }
    }
}
