//! What lets the first people in, told to whoever happens to open the database first.

use crate::access::Link;
use crate::cli::outcome::tell;
use crate::config::Config;
use crate::server::First;

/// Tells it; nothing, where somebody was let in before.
pub fn tell_first(config: &Config, first: &First) {
    if let Some(key) = &first.key {
        tell("A new database was made, with the departments and the standard survey of the office.");
        tell(format_args!("Administrator's key, shown this once: {}", key.reveal()));
    }
    if let Some(link) = &first.link {
        let url = Link::url(&config.public_url(), link);
        tell(format_args!("Link for the account `administrator`, good once and for a day: {url}"));
    }
}
