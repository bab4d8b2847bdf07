//! Who a trusted proxy says that a request came from: `X-Forwarded-For` as proxies write it, and `Forwarded` (RFC 7239).
//!
//! Each proxy adds what it saw to the end, so entries are believed from the end on, past those that are trusted proxies
//! themselves: the last one that is not is the sender. All before it may be the sender's own invention.
//!
//! An entry that cannot be read there was written by somebody who is trusted, and what stands before it may be the
//! visitor's own invention: the proxy's address counts. That is [told](Forwarded::unreadable), because the limit is then
//! everybody's together.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::http::header::HeaderMap;

/// Who sent a request, as far as trusted proxies say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forwarded {
    /// Their address; the proxy's own where none is named.
    pub address: IpAddr,
    /// Whether a trusted proxy named somebody in a form that cannot be read.
    pub unreadable: bool,
}

/// Finds the sender in the headers of a request that came from a trusted proxy at the address `peer`.
///
/// `Forwarded` counts only without `X-Forwarded-For`: a proxy that writes one of them hands on the other one as a visitor
/// made it up.
pub fn find_sender(headers: &HeaderMap, trusted: &[IpAddr], peer: IpAddr) -> Forwarded {
    let lines = |name: &str| -> Vec<String> {
        headers.get_all(name).map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned()).collect()
    };
    let plain = lines("x-forwarded-for");
    let hops: Vec<Option<IpAddr>> = if plain.is_empty() {
        lines("forwarded").iter().flat_map(|line| hops_of_forwarded(line)).collect()
    } else {
        plain.iter().flat_map(|line| line.split(',')).map(read_node).collect()
    };
    let sender = hops.into_iter().rev().find(|hop| hop.is_none_or(|address| !trusted.contains(&address)));
    match sender {
        Some(Some(address)) => Forwarded { address, unreadable: false },
        Some(None) => Forwarded { address: peer, unreadable: true },
        None => Forwarded { address: peer, unreadable: false },
    }
}

/// What each element of a line of `Forwarded` has as `for`.
fn hops_of_forwarded(line: &str) -> Vec<Option<IpAddr>> {
    let named = |element: &str| {
        split(element, ';').into_iter().find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            name.trim().eq_ignore_ascii_case("for").then(|| value.to_owned())
        })
    };
    split(line, ',').into_iter().map(|element| named(element).and_then(|node| read_node(&node))).collect()
}

/// The parts of a text between separators. Those within quotation marks are none, unless one stays open: what a sender
/// left open must not swallow what a proxy wrote behind it.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (place, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if character == separator && !quoted => {
                parts.push(&text[start..place]);
                start = place + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    if quoted { text.split(separator).collect() } else { parts }
}

/// An address without its port, its brackets, its quotation marks and its zone.
fn read_node(node: &str) -> Option<IpAddr> {
    let node = node.trim();
    let node = node.strip_prefix('"').and_then(|node| node.strip_suffix('"')).unwrap_or(node).trim();
    let address = if let Some(bracketed) = node.strip_prefix('[') {
        let (address, port) = bracketed.split_once(']')?;
        (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(())?;
        without_zone(address).parse::<Ipv6Addr>().ok()?.into()
    } else if let Ok(address) = without_zone(node).parse::<IpAddr>() {
        address
    } else {
        let (address, port) = node.split_once(':')?;
        IpAddr::V4(address.parse().ok().filter(|_| is_port(port))?)
    };
    Some(address.to_canonical())
}

/// Whether a text is a port, or what stands for one that is not told (RFC 7239, section 6).
fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() || text.len() > 1 && text.starts_with('_')
}

/// A link-local address may say on which of the proxy's networks it is.
fn without_zone(address: &str) -> &str {
    address.split_once('%').map_or(address, |(address, _)| address)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: &str = "127.0.0.1";

    fn find(lines: &[(&'static str, &str)]) -> (String, bool) {
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(line).unwrap());
        }
        let trusted: Vec<IpAddr> = [PROXY, "10.9.9.9"].iter().map(|address| address.parse().unwrap()).collect();
        let found = find_sender(&headers, &trusted, trusted[0]);
        (found.address.to_string(), found.unreadable)
    }

    #[track_caller]
    fn assert_found(name: &'static str, line: &str, address: &str) {
        assert_eq!(find(&[(name, line)]), (address.to_owned(), false), "{line}");
    }

    #[test]
    fn an_address_is_what_is_left_without_its_port() {
        for (entry, address) in [
            ("198.51.100.7", "198.51.100.7"),
            ("198.51.100.7:50123", "198.51.100.7"),
            (" 198.51.100.7:1 ", "198.51.100.7"),
            ("\"198.51.100.7:50123\"", "198.51.100.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("\"[2001:DB8::1]:443\"", "2001:db8::1"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("[::ffff:198.51.100.7]:443", "198.51.100.7"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:443", "fe80::1"),
        ] {
            assert_found("x-forwarded-for", entry, address);
            assert_found("forwarded", &format!("for={entry}"), address);
        }
    }

    #[test]
    fn the_sender_is_the_last_one_who_is_not_trusted() {
        for (line, address) in [
            ("203.0.113.1, 198.51.100.7:50123", "198.51.100.7"),
            ("198.51.100.7:50123, 10.9.9.9:443", "198.51.100.7"),
            ("198.51.100.7, [::ffff:10.9.9.9]:443, 127.0.0.1", "198.51.100.7"),
            ("10.9.9.9", PROXY),
        ] {
            assert_found("x-forwarded-for", line, address);
        }
        let lines = [("x-forwarded-for", "203.0.113.1"), ("x-forwarded-for", "198.51.100.7, 10.9.9.9")];
        assert_eq!(find(&lines), ("198.51.100.7".to_owned(), false));
        assert_eq!(find(&[]), (PROXY.to_owned(), false));
    }

    #[test]
    fn forwarded_is_read_as_its_standard_has_it() {
        for (line, address) in [
            ("for=\"[2001:db8::1]:1234\"", "2001:db8::1"),
            ("For=198.51.100.7;proto=http;by=203.0.113.43", "198.51.100.7"),
            ("proto=https; FOR=\"198.51.100.7:_port\"", "198.51.100.7"),
            ("for=203.0.113.1, for=198.51.100.7;by=10.9.9.9", "198.51.100.7"),
            ("for=198.51.100.7, for=10.9.9.9", "198.51.100.7"),
            ("for=198.51.100.7;host=\"a, for=203.0.113.1\"", "198.51.100.7"),
            // What a visitor left open does not hide what the proxy wrote behind it.
            ("for=\"203.0.113.1, for=198.51.100.7", "198.51.100.7"),
            ("for=\"203.0.113.1, for=\"[2001:db8::1]:1234\"", "2001:db8::1"),
            ("for=\"203.0.113.1\\\", for=\"[2001:db8::1]:1234\"", "2001:db8::1"),
        ] {
            assert_found("forwarded", line, address);
        }
        let both = [("forwarded", "for=203.0.113.1"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(find(&both), ("198.51.100.7".to_owned(), false));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_nothing_before_it_is_believed() {
        for (name, line) in [
            ("x-forwarded-for", "198.51.100.7, unknown"),
            ("x-forwarded-for", "198.51.100.7, 198.51.100.8:port, 10.9.9.9"),
            ("x-forwarded-for", "198.51.100.7, [2001:db8::1"),
            ("x-forwarded-for", "198.51.100.7, [2001:db8::1]443"),
            ("x-forwarded-for", "198.51.100.7, 198.51.100.8:70000"),
            ("x-forwarded-for", "unknown"),
            ("x-forwarded-for", ""),
            ("forwarded", "for=198.51.100.7, for=_hidden"),
            ("forwarded", "for=198.51.100.7, proto=https"),
            ("forwarded", "for=unknown"),
        ] {
            assert_eq!(find(&[(name, line)]), (PROXY.to_owned(), true), "{line}");
        }
        // Beyond the sender nothing is read.
        assert_found("x-forwarded-for", "unknown, 198.51.100.7", "198.51.100.7");
    }
}
