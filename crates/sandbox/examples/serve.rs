//! Runs a sandbox by a plan in TOML: `cargo run -p trail365-sandbox --example serve -- plan.toml`.

use trail365_sandbox::{Plan, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plan = match std::env::args().nth(1) {
        Some(path) => Plan::from_toml(&std::fs::read_to_string(path)?)?,
        None => Plan::default(),
    };
    let sandbox = Sandbox::start(plan).await?;
    println!("{}", sandbox.origin());
    sandbox.tenant_ids().iter().for_each(|id| println!("tenant {id}"));
    sandbox.wait().await;
    Ok(())
}
