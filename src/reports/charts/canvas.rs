//! The paper that charts are drawn on. Places across are in per cent of the width, places down in pixels.

use std::fmt::{Display, Write};

/// The distance between two lines of text, in pixels.
pub const LINE: f64 = 18.0;
/// How many letters fit beside each other on the narrowest telephone.
pub const LETTERS: usize = 33;
/// How many small ones do.
const SMALL_LETTERS: usize = 40;

/// What a chart is called, for those who see it and for those who hear it.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'a> {
    /// A name that nothing else on the page has, of letters, digits and hyphens.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it shows, in a sentence or two: the whole of what someone hears who does not see it.
    pub description: &'a str,
}

/// A drawing, as far as it has come.
#[derive(Debug, Default)]
pub struct Canvas {
    svg: String,
}

impl Canvas {
    /// Text whose anchor is what its class says: `start`, `middle` or `end`.
    pub fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.texts(class, x, y, &[("", text)]);
    }

    /// Text of several parts, each with a class of its own.
    pub fn texts(&mut self, class: &str, x: f64, y: f64, parts: &[(&str, &str)]) {
        self.put(format_args!("<text class=\"{class}\" x=\"{}%\" y=\"{}\">", Short(x), Short(y)));
        for (class, text) in parts {
            match *class {
                "" => self.escape(text),
                class => {
                    self.put(format_args!("<tspan class=\"{class}\">"));
                    self.escape(text);
                    self.put("</tspan>");
                }
            }
        }
        self.put("</text>");
    }

    /// Lines of text below each other; returns the place of the line after the last.
    pub fn lines(&mut self, class: &str, x: f64, y: f64, text: &str) -> f64 {
        let letters = if class.contains("small") { SMALL_LETTERS } else { LETTERS };
        let mut next = y;
        for line in wrap(text, letters) {
            self.text(class, x, next, &line);
            next += LINE;
        }
        next
    }

    /// A line from one place to another.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{}%\" y1=\"{}\" x2=\"{}%\" y2=\"{}\"/>",
            Short(from.0),
            Short(from.1),
            Short(to.0),
            Short(to.1)
        ));
    }

    /// A rectangle; `fill` names a pattern, or nothing.
    pub fn rectangle(&mut self, class: &str, place: (f64, f64), size: (f64, f64), fill: &str) {
        let fill = if fill.is_empty() { String::new() } else { format!(" fill=\"url(#{fill})\"") };
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"{}\"{fill}/>",
            Short(place.0),
            Short(place.1),
            Short(size.0),
            Short(size.1)
        ));
    }

    /// A disc.
    pub fn disc(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let (x, y, radius) = (Short(x), Short(y), Short(radius));
        self.put(format_args!("<circle class=\"{class}\" cx=\"{x}%\" cy=\"{y}\" r=\"{radius}\"/>"));
    }

    /// A mark around a place: a path whose origin is there.
    pub fn mark(&mut self, class: &str, x: f64, y: f64, path: &str) {
        let (x, y) = (Short(x), Short(y));
        self.put(format_args!("<svg x=\"{x}%\" y=\"{y}\"><path class=\"{class}\" d=\"{path}\"/></svg>"));
    }

    /// A small box with a pattern, beside which a text of the class `beside` has its place.
    pub fn swatch(&mut self, class: &str, x: f64, y: f64, fill: &str) {
        let (x, y) = (Short(x), Short(y));
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x}%\" y=\"{y}\" width=\"22\" height=\"16\" fill=\"url(#{fill})\"/>"
        ));
    }

    /// Another drawing on top of this one.
    pub fn append(&mut self, other: Self) {
        self.svg.push_str(&other.svg);
    }

    /// A drawing inside this one, whose per cents are of its own width.
    pub fn inset(&mut self, x: f64, y: f64, width: f64, height: f64, inner: Self) {
        let (x, y, width, height) = (Short(x), Short(y), Short(width), Short(height));
        self.put(format_args!("<svg x=\"{x}%\" y=\"{y}\" width=\"{width}%\" height=\"{height}\">{}</svg>", inner.svg));
    }

    /// Shapes through places of an area, both in per cent of it, which are stretched with it.
    pub fn stretched(&mut self, height: f64, paths: &[(&str, String)]) {
        let height = Short(height);
        self.put(format_args!(
            "<svg width=\"100%\" height=\"{height}\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\">"
        ));
        for (class, path) in paths {
            self.put(format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
        }
        self.put("</svg>");
    }

    /// A pattern of two colours: a ground, and what is drawn on it, repeated every eight pixels.
    pub fn pattern(&mut self, id: &str, ground: &str, path: &str) {
        self.put(format_args!(
            "<pattern id=\"{id}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect class=\"{ground}\" width=\"8\" height=\"8\"/><path class=\"hatch {ground}\" d=\"{path}\"/></pattern>"
        ));
    }

    /// The whole of it, so many pixels high.
    pub fn finish(self, caption: &Caption<'_>, class: &str, height: f64) -> String {
        let mut whole = Self::default();
        let Caption { id, title, description } = *caption;
        whole.put(format_args!(
            "<svg class=\"chart {class}\" role=\"img\" aria-labelledby=\"{id}-title {id}-description\" width=\"100%\" \
             height=\"{}\"><title id=\"{id}-title\">",
            Short(height)
        ));
        whole.escape(title);
        whole.put(format_args!("</title><desc id=\"{id}-description\">"));
        whole.escape(description);
        whole.put("</desc>");
        whole.put(self.svg);
        whole.put("</svg>");
        whole.svg
    }

    fn put(&mut self, text: impl Display) {
        write!(self.svg, "{text}").expect("a String takes all that is written to it");
    }

    fn escape(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '<' => self.svg.push_str("&lt;"),
                '>' => self.svg.push_str("&gt;"),
                '&' => self.svg.push_str("&amp;"),
                '"' => self.svg.push_str("&quot;"),
                '\'' => self.svg.push_str("&#39;"),
                letter => self.svg.push(letter),
            }
        }
    }
}

/// A place across or down, rounded to what can be seen.
pub struct Short(pub f64);

impl Display for Short {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", (self.0 * 100.0).round() / 100.0)
    }
}

/// A text in lines of so many letters; a word that is longer is broken.
pub fn wrap(text: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for piece in word.chars().collect::<Vec<_>>().chunks(letters) {
            let piece: String = piece.iter().collect();
            match lines.last_mut() {
                Some(line) if line.is_empty() => line.push_str(&piece),
                Some(line) if line.chars().count() + 1 + piece.chars().count() <= letters => {
                    line.push(' ');
                    line.push_str(&piece);
                }
                _ => lines.push(piece),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        let mut canvas = Canvas::default();
        canvas.text("start", 0.0, 12.0, "<script>alert('a' & \"b\")</script>");
        let caption = Caption { id: "a", title: "</title><b>", description: "<i>" };
        let svg = canvas.finish(&caption, "plain", 20.0);
        assert!(svg.contains("&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script&gt;"), "{svg}");
        assert!(svg.contains("&lt;/title&gt;&lt;b&gt;") && svg.contains("&lt;i&gt;"), "{svg}");
    }

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        assert_eq!(wrap("Wydział Geodezji i Katastru", 16), ["Wydział Geodezji", "i Katastru"]);
        assert_eq!(wrap("Konstantynopolitańczykowianeczka", 16), ["Konstantynopolit", "ańczykowianeczka"]);
        assert_eq!(wrap("", 16), [""]);
    }

    #[test]
    fn places_are_short() {
        assert_eq!(Short(12.0).to_string(), "12");
        assert_eq!(Short(33.333_333).to_string(), "33.33");
    }
}
