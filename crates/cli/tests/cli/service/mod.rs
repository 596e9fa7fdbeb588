//! The commands that call the service, against the sandbox.

mod collect;
mod config;
mod content;
mod doctor;
mod exit_codes;
mod sandbox;
mod sending;
mod serving;
mod subscriptions;

use std::fmt::Write as _;
use std::process::Command;

use trail365_sandbox::{AppPlan, Plan, Running, Sandbox};

use crate::folder::Folder;
use crate::program::{Run, command, ended};

/// A sandbox, and a configuration for it.
struct Service {
    // Dropped before the runtime that it runs on.
    sandbox: Running,
    _runtime: tokio::runtime::Runtime,
    folder: Folder,
}

/// A tenant with content of two days.
const PLAN: &str =
    "[[tenants]]\nusers = 5\nsubscribed = [\"Audit.Exchange\", \"Audit.General\"]\nsubscribed_hours = 48\n";

impl Service {
    fn new() -> Self {
        Self::of(PLAN)
    }

    /// The clock is the real one, so that tenants are busy whenever the tests run.
    fn of(plan: &str) -> Self {
        let mut plan = Plan::from_toml(plan).unwrap();
        plan.tenants.iter_mut().for_each(|tenant| tenant.steady = true);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(plan)).unwrap();
        let service = Self { sandbox, _runtime: runtime, folder: Folder::new() };
        let mut text = String::new();
        let ids = service.sandbox.tenant_ids();
        ids.iter().enumerate().for_each(|(number, id)| text += &service.tenant(number, id));
        service.configure(&text);
        service
    }

    /// A tenant of the configuration: t0, t1 and so on.
    fn tenant(&self, number: usize, id: &str) -> String {
        let mut text = String::new();
        let origin = self.sandbox.origin();
        writeln!(
            text,
            "[[tenants]]\nname = \"t{number}\"\ntenant_id = \"{id}\"\napp_id = \"{}\"",
            AppPlan::ID
        )
        .unwrap();
        writeln!(text, "cloud = {{ root = \"{origin}\", authority = \"{origin}\" }}").unwrap();
        writeln!(text, "content_types = [\"Audit.Exchange\", \"Audit.General\"]").unwrap();
        writeln!(text, "sign_in.client_secret = {{ env = \"SECRET\" }}").unwrap();
        text
    }

    /// Writes the configuration.
    fn configure(&self, text: &str) -> String {
        self.folder.file("trail365.toml", text)
    }

    /// Replaces something in the configuration.
    fn change(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.folder.path("trail365.toml")).unwrap();
        assert!(text.contains(from), "{text}");
        self.configure(&text.replace(from, to));
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(AppPlan::SECRET, args)
    }

    /// Runs with this client secret.
    fn run_with(&self, secret: &str, args: &[&str]) -> Run {
        self.run_as(secret, command(args), args)
    }

    /// Runs where the environment says a lake.
    fn run_at(&self, lake: &str, args: &[&str]) -> Run {
        let mut command = command(args);
        command.env("TRAIL365_LAKE", lake);
        self.run_as(AppPlan::SECRET, command, args)
    }

    fn run_as(&self, secret: &str, mut command: Command, args: &[&str]) -> Run {
        command.env("TRAIL365_CONFIG", self.folder.path("trail365.toml")).env("SECRET", secret);
        let run = ended(command, "");
        let is_blank = secret.trim().is_empty();
        assert!(
            is_blank || !(run.out.contains(secret) || run.err.contains(secret)),
            "{args:?} tells the secret"
        );
        run
    }

    /// What a command prints that has to succeed.
    fn printed(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}{}", run.out, run.err);
        run.out
    }

    /// The same, as rows of JSON.
    fn rows(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let lines = self.printed(&[args, &["--format", "jsonl"]].concat());
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
