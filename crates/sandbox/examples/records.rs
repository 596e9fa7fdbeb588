//! Writes the records of days of a plan, a line of JSON each: `cargo run -p trail365-sandbox --example records -- plan.toml 7`.
//!
//! Content of more than seven days ago cannot be had, as in the real service, so seven is the most that it gives.

use std::io::{BufWriter, Write, stdout};

use trail365_sandbox::{Plan, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut plan = match arguments.next() {
        Some(path) => Plan::from_toml(&std::fs::read_to_string(path)?)?,
        None => Plan::default(),
    };
    let days: u64 = arguments.next().map_or(Ok(7), |days| days.parse())?;
    plan.clock.rate = 0.0;
    let sandbox = Sandbox::start(plan).await?;
    // A little less than whole days, so that nothing has expired.
    sandbox.clock().advance(days * 24 * 3600 * 1000 - 60_000)?;
    let mut out = BufWriter::new(stdout().lock());
    for record in sandbox.records() {
        writeln!(out, "{record}")?;
    }
    Ok(out.flush()?)
}
