//! The lobby sheet: one sheet of A4 in big print, with all that it needs inside.

use askama::Template;

use crate::reports::qr;
use crate::reports::render::speech::{Said, Speech};
use crate::survey::lobby::Lobby;
use crate::survey::report::{Cell, Phrase, Term};
use crate::survey::text::LocalizedText;

const STYLE: &str = include_str!("lobby.css");

/// Texts that are longer than this together are set smaller, in characters.
const MUCH: usize = 500;

/// Where the sheet leads to.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// The address that everybody knows the service by.
    pub base: String,
    /// Whether a camera could follow it.
    pub reachable: bool,
}

#[derive(Template)]
#[template(path = "render/lobby.html", config = "src/reports/askama.toml")]
struct Sheet {
    speech: Speech,
    style: &'static str,
    office: Said,
    period: String,
    lead: Option<LeadLines>,
    ratings: Vec<(Said, String, String)>,
    voices: Vec<VoiceLines>,
    much: bool,
    links: [Link; 2],
}

struct LeadLines {
    question: Said,
    share: String,
    basis: String,
    verdict: String,
}

struct VoiceLines {
    you_said: Said,
    we_did: Option<Said>,
    place: String,
    effect: Option<String>,
}

/// A QR code with what it leads to.
struct Link {
    name: String,
    address: String,
    code: Option<String>,
}

/// The sheet in a language; none: it could not be written, which its template rules out.
pub fn write(lobby: &Lobby, addresses: &Addresses, speech: Speech) -> Option<String> {
    let numbers = speech.numbers;
    let lead = lobby.lead.as_ref().map(|lead| LeadLines {
        question: speech.phrase(&lead.question),
        share: numbers.share(lead.share.share),
        basis: speech.line(
            &Term::LobbyBasis
                .with([Cell::Count(lead.share.of), Cell::Text(numbers.interval(lead.share.low, lead.share.high))]),
        ),
        verdict: speech.line(&Term::LobbyVerdict.with([lead.verdict.clone()])),
    });
    let ratings = lobby.ratings.iter().map(|(name, share)| {
        let beside = format!("({}), {}", numbers.interval(share.low, share.high), numbers.size(share.of));
        (speech.heading(name), numbers.share(share.share), beside)
    });
    let label = |text: &LocalizedText| speech.phrase(&Phrase::Label(text.clone()));
    let voices = lobby.voices.iter().map(|voice| VoiceLines {
        you_said: label(&voice.you_said),
        we_did: voice.we_did.as_ref().map(label),
        place: speech.line(&voice.place),
        effect: voice.effect.as_ref().map(|effect| speech.line(effect)),
    });
    let voices: Vec<VoiceLines> = voices.collect();
    let said = voices.iter().flat_map(|voice| std::iter::once(&voice.you_said).chain(&voice.we_did));
    let length: usize = said.map(|said| said.text.chars().count()).sum();
    let link = |term, path: String| {
        let address = format!("{}{path}", addresses.base);
        Link { name: speech.term(term), code: qr::svg(&address).filter(|_| addresses.reachable), address }
    };
    let sheet = Sheet {
        style: STYLE,
        office: label(&lobby.office),
        period: numbers.period(&lobby.period),
        lead,
        ratings: ratings.collect(),
        much: length > MUCH,
        voices,
        links: [
            link(Term::LobbyResults, format!("/wyniki/{}/{}", lobby.survey, lobby.period)),
            link(Term::LobbySurvey, format!("/s/{}", lobby.survey)),
        ],
        speech,
    };
    sheet.render().ok()
}
