//! Whether JSON came to its end, by its brackets.

/// Brackets and texts of JSON seen so far.
#[derive(Default)]
pub(super) struct Shape {
    depth: u64,
    in_text: bool,
    escaped: bool,
    begun: bool,
}

impl Shape {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.step(byte);
        }
    }

    /// Whether there was a value and every bracket of it is closed.
    pub(super) fn is_closed(&self) -> bool {
        self.begun && self.depth == 0 && !self.in_text
    }

    fn step(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if self.in_text {
            self.escaped = byte == b'\\';
            self.in_text = byte != b'"';
        } else {
            self.outside(byte);
        }
    }

    fn outside(&mut self, byte: u8) {
        match byte {
            b'"' => self.in_text = true,
            b'[' | b'{' => (self.begun, self.depth) = (true, self.depth + 1),
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_closed_at_its_end_and_nowhere_before() {
        let json = br#"[{"a":"]}\\","b":["\"]",{}]}]"#;
        for end in 0..=json.len() {
            let mut shape = Shape::default();
            shape.push(&json[..end]);
            assert_eq!(shape.is_closed(), end == json.len(), "{}", String::from_utf8_lossy(&json[..end]));
        }
    }
}
