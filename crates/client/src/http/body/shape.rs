//! The end of JSON, found by its brackets.

/// Nesting of the JSON seen so far. It finds the end of a value without parsing it, a byte at a time and in no memory.
#[derive(Default)]
pub(super) struct Shape {
    depth: u64,
    in_text: bool,
    escaped: bool,
    begun: bool,
}

impl Shape {
    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.step_byte(byte);
        }
    }

    /// Reports whether there was a value and all its brackets are closed.
    pub(super) fn is_closed(&self) -> bool {
        self.begun && self.depth == 0 && !self.in_text
    }

    fn step_byte(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if self.in_text {
            self.escaped = byte == b'\\';
            self.in_text = byte != b'"';
        } else {
            self.step_outside_text(byte);
        }
    }

    fn step_outside_text(&mut self, byte: u8) {
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
            shape.push_bytes(&json[..end]);
            assert_eq!(shape.is_closed(), end == json.len(), "{}", String::from_utf8_lossy(&json[..end]));
        }
    }
}
