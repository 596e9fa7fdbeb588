//! Writes the page of a made-up report: `made_up_report FILE [large]`.
#![allow(missing_docs, dead_code, clippy::unwrap_used)]

#[path = "../tests/investigate/made_up.rs"]
mod made_up;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments.first().ok_or("which file?")?;
    let size = if arguments.len() > 1 { made_up::LARGE } else { made_up::SMALL };
    std::fs::write(file, trail365_investigate::render::render_html(&made_up::report(size))?)?;
    Ok(())
}
