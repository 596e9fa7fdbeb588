//! Text that a spreadsheet does not take for a formula.

/// Reports whether a spreadsheet would take the text for a formula, or cut it so that it becomes one. Some take the wide
/// forms of the signs, too.
pub fn starts_formula(text: &str) -> bool {
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(STARTS)
}

#[cfg(test)]
mod tests {
    use super::starts_formula;

    #[test]
    fn formulas_are_told_from_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\u{a0}=1", "＝1", "\tx", "\rx", "\nx"] {
            assert!(starts_formula(text), "{text:?}");
        }
        for text in ["", "a=1", "{-1}", "' =1", " x"] {
            assert!(!starts_formula(text), "{text:?}");
        }
    }
}
