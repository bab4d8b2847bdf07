//! What a web editor pastes into a page, in each of its kinds.

use askama::Template;
use serde::Deserialize;

/// How the form stands in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A link that becomes the form.
    Inline,
    /// A link that opens the form above the page.
    Dialog,
    /// A frame of a fixed height, for editors that take scripts away.
    Frame,
    /// An element of its own, for those who write pages by hand.
    Element,
}

/// What is pasted. It is its own template.
#[derive(Template)]
#[template(path = "embed/snippet.html", config = "src/pages/askama.toml")]
pub struct Snippet<'a> {
    /// How the form stands in the page.
    pub kind: Kind,
    /// What addresses begin with.
    pub base: &'a str,
    /// The survey.
    pub survey: &'a str,
    /// The department; none: the visitor chooses.
    pub department: Option<&'a str>,
    /// The language of the form.
    pub language: &'a str,
    /// The title of the survey in that language.
    pub title: &'a str,
    /// The words of the link.
    pub link: &'a str,
    /// Whether it is shown on a page of this service, which allows no styles in its elements.
    pub live: bool,
}

impl Kind {
    /// All of them, the one that most editors want first.
    pub const ALL: [Self; 4] = [Self::Inline, Self::Dialog, Self::Frame, Self::Element];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Dialog => "dialog",
            Self::Frame => "frame",
            Self::Element => "element",
        }
    }
}

impl Snippet<'_> {
    fn path(&self) -> String {
        self.department.map_or_else(|| self.survey.to_owned(), |code| format!("{}/{code}", self.survey))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_escaped() {
        for kind in Kind::ALL {
            let wild = r#""'><script>alert(1)</script>&"#;
            let snippet = Snippet {
                kind,
                base: wild,
                survey: wild,
                department: Some(wild),
                language: wild,
                title: wild,
                link: wild,
                live: false,
            };
            let pasted = snippet.render().unwrap();
            assert!(!pasted.contains("alert(1)</") && !pasted.contains("\"'>"), "{pasted}");
            assert!(pasted.contains("alert(1)"));
        }
    }
}
