//! `/embed.js`: the script that turns a link on another website into the form.
//!
//! Its address is on pages that nobody here can change, so it holds no version, and a browser keeps it for an hour.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use actix_web::http::header::{self, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::http::takes_gzip;
use crate::pages::shared::Words;

/// The script, whose first line says what it is, without its other comments and its indents: its readers are here.
static LOADER: LazyLock<String> = LazyLock::new(|| {
    let lines = include_str!("embed.js").lines().map(str::trim);
    let kept = lines.enumerate().filter(|(index, line)| *index == 0 || !line.is_empty() && !line.starts_with("//"));
    let script: String = kept.map(|(_, line)| format!("{line}\n")).collect();
    let words = Words::all().iter().map(|words| (words.language.as_str(), [&words.embed.link, &words.embed.close]));
    let words = serde_json::to_string(&words.collect::<BTreeMap<_, _>>()).expect("texts are JSON");
    script.replace("WORDS = {}", &format!("WORDS = {words}"))
});

/// The script as small as it gets, made once: what pages are compressed with on their way is made for speed, and every
/// page of another website waits for this. None: it cannot be compressed, and goes as pages do.
static ZIPPED: LazyLock<Option<Vec<u8>>> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(LOADER.as_bytes()).and_then(|()| encoder.finish()).ok()
});

/// Weak, because the bytes differ by how they are compressed.
static TAG: LazyLock<EntityTag> = LazyLock::new(|| {
    let digest = Sha256::digest(LOADER.as_bytes());
    EntityTag::new_weak(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
});

/// `GET /embed.js`
pub async fn get_loader(request: HttpRequest) -> HttpResponse {
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&TAG)),
        _ => false,
    };
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, TAG.to_string()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((header::VARY, "Accept-Encoding"))
        // Websites that shut others out may still load it: it is made for them.
        .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"));
    if known {
        return answer.finish();
    }
    answer.content_type("text/javascript; charset=utf-8");
    match ZIPPED.as_deref() {
        Some(zipped) if takes_gzip(&request) => answer.insert_header((header::CONTENT_ENCODING, "gzip")).body(zipped),
        _ => answer.body(LOADER.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_speaks_every_language() {
        for words in Words::all() {
            let both = format!("\"{}\":[\"{}\",\"{}\"]", words.language, words.embed.link, words.embed.close);
            assert!(LOADER.contains(&both), "{both}");
        }
    }
}
