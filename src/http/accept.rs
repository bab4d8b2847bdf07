//! Which of several media types a client would rather have (RFC 9110, section 12.5.1).

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT, AcceptEncoding, Encoding, Header};

/// How well a media range fits: not at all, by `*/*`, by `type/*`, or by its full name.
type Fit = u8;

/// The offer that the client prefers; none: it accepts none of them.
///
/// The most specific range that fits an offer says its quality, so that `text/csv;q=0, */*` refuses CSV.
/// Of offers with equal quality the more specifically wanted one counts, then what the client names first, then what
/// is offered first. Parameters other than `q` are not looked at; a quality that cannot be read refuses.
pub fn preferred<T: Copy>(request: &HttpRequest, offers: &[(T, &str)]) -> Option<T> {
    let lines = request.headers().get_all(ACCEPT);
    let accepted: Vec<&str> = lines.map(|line| line.to_str().unwrap_or_default()).collect();
    preferred_of(&accepted.join(","), offers)
}

/// Whether a client takes what gzip has packed, and would not rather have it as it is.
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request).is_ok_and(|accepted| accepted.negotiate(offered.iter()) == Some(Encoding::gzip()))
}

fn preferred_of<T: Copy>(accepted: &str, offers: &[(T, &str)]) -> Option<T> {
    let ranges: Vec<Range<'_>> = accepted.split(',').filter_map(Range::read).collect();
    if accepted.trim().is_empty() {
        return offers.first().map(|(offer, _)| *offer);
    }
    let mut best: Option<(Standing, T)> = None;
    for (offer, media_type) in offers {
        let Some(standing) = Standing::of(media_type, &ranges) else { continue };
        if best.is_none_or(|(other, _)| standing.is_before(&other)) {
            best = Some((standing, *offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// One media range of an Accept header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    quality: f32,
}

/// How much an offer is wanted.
#[derive(Clone, Copy)]
struct Standing {
    quality: f32,
    fit: Fit,
    place: usize,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let quality = quality.map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
        Some(Self { kind, subtype, quality })
    }

    fn fit(&self, media_type: &str) -> Option<Fit> {
        let (kind, subtype) = media_type.split_once('/')?;
        match (self.kind, self.subtype) {
            ("*", "*") => Some(1),
            (wanted, "*") if wanted.eq_ignore_ascii_case(kind) => Some(2),
            (wanted, name) if wanted.eq_ignore_ascii_case(kind) && name.eq_ignore_ascii_case(subtype) => Some(3),
            _ => None,
        }
    }
}

impl Standing {
    /// None: the offer is refused, or not spoken of.
    fn of(media_type: &str, ranges: &[Range<'_>]) -> Option<Self> {
        let fitting = ranges.iter().enumerate().filter_map(|(place, range)| Some((range.fit(media_type)?, place)));
        // Of two equally specific ranges the first counts.
        let (fit, place) = fitting.max_by_key(|(fit, place)| (*fit, std::cmp::Reverse(*place)))?;
        let quality = ranges[place].quality;
        (quality > 0.0 && quality <= 1.0).then_some(Self { quality, fit, place })
    }

    fn is_before(&self, other: &Self) -> bool {
        let ranks = |standing: &Self| (standing.fit, std::cmp::Reverse(standing.place));
        self.quality > other.quality || (self.quality == other.quality && ranks(self) > ranks(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: [(char, &str); 3] = [('j', "application/json"), ('c', "text/csv"), ('z', "application/zip")];

    #[test]
    fn the_best_offer_wins() {
        for (accepted, wanted) in [
            ("", Some('j')),
            ("*/*", Some('j')),
            ("text/*", Some('c')),
            ("application/*", Some('j')),
            ("TEXT/CSV", Some('c')),
            ("text/csv, application/json", Some('c')),
            ("application/json, text/csv", Some('j')),
            ("application/json;q=0.5, text/csv;q=0.8, application/zip;q=0.7", Some('c')),
            ("application/json ; q=0.2 , application/zip ;Q=0.3", Some('z')),
            ("application/json;q=0, */*", Some('c')),
            ("application/*;q=0.9, text/csv;q=0.1, application/json;q=0.05", Some('z')),
            ("*/*;q=0.1, text/csv;q=0.1", Some('c')),
            ("text/html, application/xhtml+xml, */*;q=0.8", Some('j')),
            ("text/csv;header=present", Some('c')),
            ("text/csv;q=0", None),
            ("text/csv;q=NaN", None),
            ("text/csv;q=2", None),
            ("text/csv;q=x", None),
            ("image/png", None),
            ("csv", None),
            ("application/*;q=0, image/*", None),
        ] {
            assert_eq!(preferred_of(accepted, &OFFERS), wanted, "{accepted}");
        }
    }
}
