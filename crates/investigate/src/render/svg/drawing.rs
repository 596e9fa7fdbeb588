//! A drawing: elements of SVG with every text escaped.

use std::fmt::Write;

use crate::render::escape::push_visible;

/// Width of all drawings.
pub const WIDTH: f64 = 960.0;

/// A drawing that is being made.
#[derive(Debug)]
pub struct Drawing {
    out: String,
}

/// Sides of a text.
#[derive(Debug, Clone, Copy)]
pub enum Anchor {
    /// The text begins here.
    Start,
    /// The text's middle is here.
    Middle,
    /// The text ends here.
    End,
}

impl Drawing {
    /// Begins a drawing; `id` is unique in the page.
    pub fn new(id: &str, height: f64, title: &str, description: &str) -> Self {
        let mut drawing = Self { out: String::new() };
        let _ = write!(
            drawing.out,
            "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">"
        );
        push_visible(&mut drawing.out, title);
        let _ = write!(drawing.out, "</title><desc id=\"{id}-d\">");
        push_visible(&mut drawing.out, description);
        drawing.out.push_str("</desc>");
        drawing
    }

    /// Draws a rectangle; `hint` is shown where the pointer rests.
    pub fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str, hint: &str) {
        let _ = write!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" class=\"{class}\""
        );
        self.close("rect", hint);
    }

    /// Draws a line.
    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let _ = write!(
            self.out,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" class=\"{class}\"/>"
        );
    }

    /// Writes a text on a line.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ =
            write!(self.out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">");
        push_visible(&mut self.out, text);
        self.out.push_str("</text>");
    }

    fn close(&mut self, name: &str, hint: &str) {
        if hint.is_empty() {
            self.out.push_str("/>");
            return;
        }
        self.out.push_str("><title>");
        push_visible(&mut self.out, hint);
        let _ = write!(self.out, "</title></{name}>");
    }

    /// Returns the drawing as SVG.
    pub fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }
}
