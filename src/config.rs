//! Everything that can be set, in one table: command line, environment, defaults, and the README's section on them.
//!
//! Values are parsed here, once; nothing else reads the environment.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::survey::disclosure::Threshold;
use crate::survey::period::Unit;

/// The settings of one process.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Settings of the service")]
pub struct Config {
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:data/ankieta.db", global = true, hide_env_values = true)]
    pub database_url: Database,
    /// The address to listen on
    #[arg(long, env = "ANKIETA_BIND", default_value = "127.0.0.1:8080", global = true)]
    pub bind: SocketAddr,
    /// A PEM file with the certificate and those above it: the service speaks HTTPS, and nothing in the clear
    #[arg(long, env = "ANKIETA_TLS_CERT", global = true)]
    pub tls_cert: Option<PathBuf>,
    /// A PEM file with the certificate's private key
    #[arg(long, env = "ANKIETA_TLS_KEY", global = true)]
    pub tls_key: Option<PathBuf>,
    /// A second address that serves only /metrics, without a key
    #[arg(long, env = "ANKIETA_METRICS_BIND", global = true)]
    pub metrics_bind: Option<SocketAddr>,
    /// The address that people reach the service at, a host of its own such as https://ankieta.example.pl; absolute links and QR codes are made from it alone
    #[arg(long, env = "ANKIETA_PUBLIC_URL", value_parser = parse_public_url, global = true)]
    pub public_url: Option<String>,
    /// How many worker threads answer requests
    #[arg(long, env = "ANKIETA_WORKERS", default_value = "2", global = true)]
    pub workers: usize,
    /// The disclosure threshold k: the fewest people that any figure may describe, 5 to 50
    #[arg(long, env = "ANKIETA_K", default_value = "10", value_parser = parse_threshold, global = true)]
    pub k: Threshold,
    /// What is closed, so that what small departments have left is pooled: each month, quarter or year
    #[arg(long, env = "ANKIETA_CLOSE", default_value = "quarter", value_parser = parse_close, global = true)]
    pub close: Unit,
    /// How many days after its end a period is closed, 1 to 60; until then every response keeps its day
    #[arg(long, env = "ANKIETA_CLOSE_AFTER_DAYS", default_value = "14", global = true,
        value_parser = clap::value_parser!(u16).range(1..=60))]
    pub close_after_days: u16,
    /// How many responses a department may get on one day from the website, or from kiosks, before more are marked and
    /// the day is held for a week, at least; it grows to four times the usual day; 0: as many as come
    #[arg(long, env = "ANKIETA_DAY_CEILING", default_value = "10", global = true)]
    pub day_ceiling: u32,
    /// When the nightly tick comes, in the office's time
    #[arg(long, env = "ANKIETA_TICK_AT", default_value = "02:00", value_parser = parse_time, global = true)]
    pub tick_at: Time,
    /// The office's time zone
    #[arg(long, env = "ANKIETA_TIME_ZONE", default_value = "Europe/Warsaw", value_parser = parse_zone, global = true)]
    pub time_zone: TimeZone,
    /// How many days after the end of their period responses are purged, once it is closed
    #[arg(long, env = "ANKIETA_PURGE_AFTER_DAYS", default_value = "30", global = true)]
    pub purge_after_days: u16,
    /// The folder of the nightly backup, by default `backups` beside a SQLite database; with PostgreSQL the folder that
    /// `pg_dump` writes to, which is only looked into; `off`: there is none
    #[arg(long, env = "ANKIETA_BACKUP_DIR", global = true)]
    pub backup_dir: Option<BackupDir>,
    /// How many responses one address may send without a key in ten minutes; 0: as many as it likes
    #[arg(long, env = "ANKIETA_WEB_PER_10_MINUTES", default_value = "3", global = true)]
    pub web_per_10_minutes: u32,
    /// How many responses one address may send without a key in a day; 0: as many as it likes
    #[arg(long, env = "ANKIETA_WEB_PER_DAY", default_value = "10", global = true)]
    pub web_per_day: u32,
    /// An address or network that many residents share, such as 192.0.2.0/28 for the Wi-Fi of the lobby; may be given
    /// more than once, or separated by commas
    #[arg(long, env = "ANKIETA_LOBBY", value_delimiter = ',', global = true)]
    pub lobby: Vec<Network>,
    /// How many responses one address of the lobby may send without a key in ten minutes; 0: as many as it likes
    #[arg(long, env = "ANKIETA_LOBBY_PER_10_MINUTES", default_value = "60", global = true)]
    pub lobby_per_10_minutes: u32,
    /// How many times a minute one key may read results, at an even pace; 0: as often as it likes
    #[arg(long, env = "ANKIETA_RESULTS_PER_MINUTE", default_value = "3000", global = true)]
    pub results_per_minute: u32,
    /// A proxy whose X-Forwarded-For or Forwarded header is believed; may be given more than once, or separated by commas
    #[arg(long, env = "ANKIETA_TRUSTED_PROXY", value_delimiter = ',', global = true)]
    pub trusted_proxy: Vec<IpAddr>,
    /// The least severe log lines that are written: error, warn, info, debug or trace
    #[arg(long, env = "ANKIETA_LOG", default_value = "info", global = true)]
    pub log: tracing::Level,
    /// The form of log lines: text or json
    #[arg(long, env = "ANKIETA_LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,
}

/// Which database to use, by the scheme of its URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of the embedded SQLite.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by connection URL.
    Postgres(String),
}

/// Where backups lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupDir {
    /// Nowhere: they are looked after by others.
    Off,
    /// In a folder.
    Folder(PathBuf),
}

/// An address, or those that begin as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many bits of it count.
    length: u32,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For log collectors: one JSON object a line.
    Json,
}

impl Config {
    /// The address that people reach the service at.
    pub fn public_url(&self) -> String {
        self.public_url_at(self.bind)
    }

    /// The same, for a service that was given another port than it asked for.
    pub fn public_url_at(&self, address: SocketAddr) -> String {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", from_here(address)))
    }

    /// The folder that backups lie in; none: nothing is known of one.
    pub fn backup_folder(&self) -> Option<PathBuf> {
        match (&self.backup_dir, &self.database_url) {
            (Some(BackupDir::Off), _) | (None, Database::Postgres(_)) => None,
            (Some(BackupDir::Folder(folder)), _) => Some(folder.clone()),
            (None, Database::Sqlite(path)) => Some(path.with_file_name("backups")),
        }
    }

    /// Whether that address leads to the service on this computer alone: on a phone a link or a QR code with it is dead.
    pub fn is_only_here(&self) -> bool {
        leads_only_here(&self.public_url())
    }
}

/// Whether an address such as `http://localhost:8080` leads to this computer alone, whichever asks for it.
pub fn leads_only_here(url: &str) -> bool {
    let host = url.split_once("://").map_or("", |(_, authority)| host(authority));
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

impl Network {
    /// Whether an address belongs to it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.length,
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.length,
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be an address or a network such as 192.0.2.0/28".to_owned();
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { u32::BITS } else { u128::BITS };
        let length = length.map_or(Ok(longest), str::parse).map_err(|_| wrong())?;
        // A network of all addresses would lift the limit for everybody.
        if (1..=longest).contains(&length) { Ok(Self { address, length }) } else { Err(wrong()) }
    }
}

impl FromStr for BackupDir {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(if matches!(text, "" | "off") { Self::Off } else { Self::Folder(text.into()) })
    }
}

impl FromStr for Database {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() || path.contains(":memory:") {
                Err("a SQLite database must be a file: sqlite:PATH".to_owned())
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err("must start with sqlite: or postgres://".to_owned())
    }
}

/// Where a service that listens on an address is found from its own computer: one that listens everywhere is here, too.
fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The host of what follows the scheme of a URL, without its port.
fn host(authority: &str) -> &str {
    let end = authority.find(']').map_or_else(|| authority.find(':').unwrap_or(authority.len()), |end| end + 1);
    &authority[..end]
}

fn parse_public_url(text: &str) -> Result<String, String> {
    let wrong = || "must be an address such as https://ankieta.example.pl".to_owned();
    let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let named = !host(authority).is_empty() && !authority.contains(['@', '?', '#', ' ']);
    if !named || !matches!(scheme, "https" | "http") {
        return Err(wrong());
    }
    if !path.is_empty() {
        return Err(format!(
            "has a path, and below one no page finds its styles, scripts and forms: give the service a host name of its \
             own, such as {scheme}://ankieta.example.pl, that leads to it with all paths as they are"
        ));
    }
    Ok(format!("{scheme}://{authority}"))
}

fn parse_threshold(text: &str) -> Result<Threshold, String> {
    let k: u32 = text.parse().map_err(|_| "must be a whole number".to_owned())?;
    k.try_into().map_err(|error: crate::survey::disclosure::InvalidThreshold| error.to_string())
}

fn parse_close(text: &str) -> Result<Unit, String> {
    match text {
        "month" => Ok(Unit::Month),
        "quarter" => Ok(Unit::Quarter),
        "year" => Ok(Unit::Year),
        _ => Err("must be month, quarter or year".to_owned()),
    }
}

fn parse_time(text: &str) -> Result<Time, String> {
    text.parse().map_err(|_| "must be a time of day such as 02:00".to_owned())
}

fn parse_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "must be a time zone such as Europe/Warsaw".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Arguments {
        #[command(flatten)]
        config: Config,
    }

    fn config(options: &[&str]) -> Result<Config, String> {
        let parsed = Arguments::try_parse_from([&["ankieta"], options].concat());
        parsed.map(|arguments| arguments.config).map_err(|error| error.to_string())
    }

    #[test]
    fn an_address_that_leads_nowhere_but_here_is_known() {
        for (options, url, only_here) in [
            (&[][..], "http://127.0.0.1:8080", true),
            (&["--bind", "0.0.0.0:8080"], "http://127.0.0.1:8080", true),
            (&["--bind", "[::]:8080"], "http://[::1]:8080", true),
            (&["--bind", "192.0.2.7:80"], "http://192.0.2.7:80", false),
            (&["--bind", "[2001:db8::1]:80"], "http://[2001:db8::1]:80", false),
            (&["--public-url", "https://ankieta.example.pl"], "https://ankieta.example.pl", false),
            (&["--public-url", "https://ankieta.example.pl/"], "https://ankieta.example.pl", false),
            (&["--public-url", "http://localhost:8080"], "http://localhost:8080", true),
            (&["--public-url", "http://[::1]"], "http://[::1]", true),
            (&["--public-url", "http://0.0.0.0"], "http://0.0.0.0", true),
            (&["--public-url", "https://localhost.example.pl"], "https://localhost.example.pl", false),
        ] {
            let config = config(options).unwrap();
            assert_eq!((config.public_url().as_str(), config.is_only_here()), (url, only_here), "{options:?}");
        }
    }

    #[test]
    fn a_public_address_has_a_host_of_its_own() {
        for path in ["https://www.example.pl/ankieta", "http://192.0.2.7:8080/a/"] {
            let refused = config(&["--public-url", path]).unwrap_err();
            assert!(refused.contains(path) && refused.contains("has a path"), "{refused}");
            assert!(refused.contains("a host name of its own, such as http"), "{refused}");
        }
        for wrong in
            ["ankieta.example.pl", "ftp://example.pl", "https://", "https:///a", "https://a@b.pl", "https://a?b"]
        {
            assert!(config(&["--public-url", wrong]).unwrap_err().contains("must be an address such as"), "{wrong}");
        }
    }

    #[test]
    fn a_network_holds_the_addresses_that_begin_as_it_does() {
        for (network, inside, outside) in [
            ("192.0.2.0/28", vec!["192.0.2.0", "192.0.2.15", "::ffff:192.0.2.3"], vec!["192.0.2.16", "::c000:203"]),
            ("192.0.2.7", vec!["192.0.2.7"], vec!["192.0.2.6", "192.0.2.8"]),
            ("2001:db8:5::/48", vec!["2001:db8:5::1", "2001:db8:5:ffff::"], vec!["2001:db8:6::1", "192.0.2.1"]),
            ("2001:db8::1/128", vec!["2001:db8::1"], vec!["2001:db8::2"]),
            ("128.0.0.0/1", vec!["192.0.2.1"], vec!["127.0.0.1"]),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(inside.iter().all(|address| network.contains(address.parse().unwrap())), "{network:?}");
            assert!(outside.iter().all(|address| !network.contains(address.parse().unwrap())), "{network:?}");
        }
        for wrong in
            ["", "lobby", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/0", "2001:db8::/129", "192.0.2/24", "192.0.2.0/-1"]
        {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
