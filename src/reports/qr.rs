//! QR codes: of an address, for a camera. They are drawn as one path, or as blocks for a terminal.

use qrcode::render::unicode::Dense1x2;
use qrcode::{Color, EcLevel, QrCode};

/// The empty margin that readers need, in modules.
const QUIET: usize = 4;

/// A text as an SVG image, black on white; none: it is too long for a QR code.
pub fn svg(text: &str) -> Option<String> {
    let code = encode(text)?;
    let side = code.width() + 2 * QUIET;
    let modules = code.to_colors();
    let mut path = String::new();
    for (number, row) in modules.chunks(code.width()).enumerate() {
        let mut place = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run[0] == Color::Dark {
                let (x, y, length) = (place + QUIET, number + QUIET, run.len());
                path += &format!("M{x} {y}h{length}v1h-{length}z");
            }
            place += run.len();
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

/// A text as lines of block characters, for a terminal with light letters on dark; none: it is too long.
pub fn blocks(text: &str) -> Option<String> {
    let code = encode(text)?;
    // A reader wants dark modules on light: the letters are what is light here.
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

fn encode(text: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of an image, read back from its path.
    fn modules(svg: &str) -> Vec<(usize, usize)> {
        let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut dark = Vec::new();
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let (x, y, length): (usize, usize, usize) =
                (x.parse().unwrap(), y.parse().unwrap(), length.parse().unwrap());
            dark.extend((x..x + length).map(|x| (x, y)));
        }
        dark
    }

    #[test]
    fn the_path_is_the_code_with_a_quiet_zone() {
        let text = "https://ankieta.example.pl/kiosk#rower-zamek-lipiec";
        let image = svg(text).unwrap();
        let code = encode(text).unwrap();
        let dark = modules(&image);
        assert_eq!(code.error_correction_level(), EcLevel::M);
        for y in 0..code.width() {
            for x in 0..code.width() {
                assert_eq!(dark.contains(&(x + QUIET, y + QUIET)), code[(x, y)] == Color::Dark, "{x} {y}");
            }
        }
        assert_eq!(dark.len(), code.to_colors().iter().filter(|color| **color == Color::Dark).count());
        assert!(image.contains(&format!("viewBox=\"0 0 {0} {0}\"", code.width() + 8)));
        assert!(!image.contains("style") && image.matches("<path").count() == 1);
        assert_eq!(blocks(text).unwrap().lines().count(), (code.width() + 2 * QUIET).div_ceil(2));
        assert_eq!(svg(&"x".repeat(3_000)), None);
    }
}
