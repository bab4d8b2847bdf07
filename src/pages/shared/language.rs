//! Which language a page is in: the one in its address, else the one that the browser prefers, else the first offered.

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header, Preference};
use serde::Deserialize;

use crate::pages::shared::words::Words;

/// The part of a query string that every page takes. Others are left alone: links from elsewhere carry all sorts.
#[derive(Debug, Default, Deserialize)]
struct LanguageQuery {
    lang: Option<String>,
}

/// The words of the language that a page is in, out of those it could be in; none: it could be in none.
pub fn choose_language(request: &HttpRequest, offered: &[&'static Words]) -> Option<&'static Words> {
    let find = |wanted: &str| offered.iter().copied().find(|words| words.language.as_str() == wanted);
    let asked: LanguageQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    let chosen = asked.lang.as_deref().and_then(find).or_else(|| {
        let accepted = AcceptLanguage::parse(request).ok()?.ranked();
        accepted.iter().find_map(|preference| match preference {
            Preference::Specific(tag) => find(tag.primary_language()),
            Preference::Any => None,
        })
    });
    chosen.or(offered.first().copied())
}
