//! `/console/accounts/new` and `/console/accounts/{id}`: one form, for a new account and for changes of one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::{Account, Link, Misfit, Role, SignInName};
use crate::http::{Kind, Problem};
use crate::pages::console::accounts::handover::show_link;
use crate::pages::console::accounts::words::Words;
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::Error;
use crate::storage::accounts as storage;
use crate::survey::codes::DepartmentCode;

#[derive(Template)]
#[template(path = "console/accounts/entry.html", config = "src/pages/askama.toml")]
struct EntryPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: String,
    /// The account; none: it is a new one.
    account: Option<&'a Account>,
    sign_in_name: &'a str,
    name: &'a str,
    roles: Vec<Choice>,
    departments: Vec<Choice>,
    wrong: &'a Misfits,
}

/// An account, as it was typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Of a new account alone.
    #[serde(default)]
    sign_in_name: String,
    name: String,
    role: Role,
    #[serde(default)]
    departments: Vec<DepartmentCode>,
}

/// `GET /console/accounts/new`
pub async fn get_new_account(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let (sign_in_name, name) = (String::new(), String::new());
    let empty = Entry { sign_in_name, name, role: Role::Viewer, departments: Vec::new() };
    show(&state, &layout, None, &empty, &Misfits::default()).await
}

/// `POST /console/accounts`: makes one, and shows the link for its holder, this once.
pub async fn post_account(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &form.person).await?;
    let words = Words::of(&layout.frame.words.language);
    let entry = form.sent;
    let mut wrong = entry.misfits(&state, words).await?;
    let sign_in_name = match entry.sign_in_name.parse::<SignInName>() {
        Ok(name) if wrong.is_empty() => name,
        named => {
            if named.is_err() {
                wrong.add("sign_in_name", &words.wrong_sign_in_name);
            }
            return show(&state, &layout, None, &entry, &wrong).await;
        }
    };
    let (now, language) = (state.clock.now(), form.person.account.language.clone());
    let account =
        Account::new(sign_in_name, entry.name.trim(), entry.role, entry.departments.clone(), language, now.date());
    let made = Link::generate(account.id, now.timestamp().as_second());
    let (link, secret) = made.map_err(|_| Problem::new(Kind::Unavailable))?;
    let noted = state.audit_entry(&form.person, "account.create", account.sign_in_name.to_string());
    let (new, expires_at) = (account.clone(), link.expires_at);
    let write = move |session: &mut crate::storage::Session| {
        storage::insert_account(session, &new)?;
        storage::insert_link(session, &link)
    };
    match state.change(noted, write).await {
        Err(Error::Conflict) => {
            wrong.add("sign_in_name", &words.taken);
            show(&state, &layout, None, &entry, &wrong).await
        }
        made => {
            made?;
            show_link(&state, &layout, &account, &secret, expires_at)
        }
    }
}

/// `GET /console/accounts/{id}`
pub async fn get_account(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let account = load(&state, &id).await?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let notices: [(&str, &'static str); 3] =
        [("changed", &words.changed), ("enabled", &words.enabled), ("disabled", &words.disabled_now)];
    let layout = layout.telling(&request, &notices);
    show(&state, &layout, Some(&account), &Entry::of(&account), &Misfits::default()).await
}

/// `POST /console/accounts/{id}`: another name, role or departments.
pub async fn post_changes(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let before = load(&state, &id).await?;
    let layout = Layout::new(&request, &state, &form.person).await?;
    let words = Words::of(&layout.frame.words.language);
    let entry = form.sent;
    let mut wrong = entry.misfits(&state, words).await?;
    if !wrong.is_empty() {
        return show(&state, &layout, Some(&before), &entry, &wrong).await;
    }
    let (name, role, departments) = (entry.name.trim().to_owned(), entry.role, entry.departments.clone());
    let after = Account { name, role, departments, ..before.clone() };
    let noted = state.audit_entry(&form.person, "account.change", before.sign_in_name.to_string());
    match state.change(noted, move |session| storage::update_account(session, &after)).await {
        Err(Error::Conflict) => {
            wrong.add("role", &words.last_administrator);
            show(&state, &layout, Some(&before), &entry, &wrong).await
        }
        changed => {
            changed?;
            Ok(go_telling(&format!("/console/accounts/{}", before.id), "changed"))
        }
    }
}

/// The account that an address names.
pub(super) async fn load(state: &Data<State>, id: &str) -> Result<Account, Problem> {
    let id = Uuid::try_parse(id).map_err(|_| Problem::new(Kind::NotFound))?;
    Ok(state.read(move |session| storage::load_account(session, id)).await?)
}

/// The form with what was typed; something wrong in it makes it 422.
pub(super) async fn show(
    state: &Data<State>,
    layout: &Layout,
    account: Option<&Account>,
    entry: &Entry,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let role = |role: Role| Choice::new(role.as_str(), layout.words.role(role), role == entry.role);
    let title = account.map_or(words.new_title.clone(), |account| {
        words.edit_title.replace("{sign_in_name}", account.sign_in_name.as_str())
    });
    let page = EntryPage {
        frame: &layout.frame,
        layout,
        words,
        title,
        account,
        sign_in_name: &entry.sign_in_name,
        name: &entry.name,
        roles: Role::ALL.into_iter().map(role).collect(),
        departments: layout.departments(&catalogue, &entry.departments),
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

impl Entry {
    /// An account as it is.
    pub(super) fn of(account: &Account) -> Self {
        let (name, departments) = (account.name.clone(), account.departments.clone());
        Self { sign_in_name: account.sign_in_name.to_string(), name, role: account.role, departments }
    }

    /// What does not go together, field by field.
    async fn misfits(&self, state: &Data<State>, words: &'static Words) -> Result<Misfits, Problem> {
        let known = &state.refreshed_catalogue().await?.departments;
        let mut wrong = Misfits::default();
        for misfit in Account::misfits(self.name.trim(), self.role, &self.departments, known) {
            let (field, said) = words.misfit(misfit);
            wrong.add(field, said);
        }
        Ok(wrong)
    }
}

impl Words {
    /// The field that a misfit is beside, and what is said there.
    fn misfit(&'static self, misfit: Misfit) -> (&'static str, &'static str) {
        match misfit {
            Misfit::Name => ("name", &self.wrong_name),
            Misfit::UnknownDepartment => ("departments", &self.unknown_department),
            Misfit::NeedsDepartments => ("departments", &self.needs_departments),
            Misfit::TakesNoDepartments => ("departments", &self.takes_no_departments),
        }
    }
}
