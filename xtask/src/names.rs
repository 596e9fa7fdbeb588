//! Microsoft's names as Rust and Python write them.

// The very files of the crate `schema`, which this program must not stand on: it writes that crate's tables.
#[path = "../../crates/schema/src/snake.rs"]
mod snake;

#[path = "../../crates/schema/src/operation_key.rs"]
mod operation_key;

pub use operation_key::fold_operation;
pub use snake::snake_case as snake;

/// Returns the snake case name as a Rust identifier.
pub fn field_ident(name: &str) -> String {
    let name = snake(name);
    // Only keywords that keys of the schema are called: another would fail to compile at once.
    if matches!(
        name.as_str(),
        "type" | "final" | "override" | "move" | "ref" | "match" | "use" | "in" | "as" | "where"
    ) {
        format!("r#{name}")
    } else {
        name
    }
}

/// Returns a member's name as a Rust variant: first letter upper case.
pub fn variant_ident(ident: &str) -> String {
    let mut chars = ident.chars();
    match chars.next() {
        Some(first) if first.is_ascii_digit() => format!("N{ident}"),
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}
