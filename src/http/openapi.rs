//! The OpenAPI document, made from the route table, and the page that shows it.

use std::collections::BTreeMap;

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};
use utoipa_swagger_ui::SwaggerUi;

use crate::http::problem::{MEDIA_TYPE, ProblemView};

/// What the document says besides the paths, which come from the route table.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Ankieta",
        description = "Resident satisfaction surveys for public offices: anonymous responses in, figures that say how certain they are out.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Starostwo Powiatowe w Jeleniej Górze")
    ),
    servers((url = "/", description = "This installation")),
    components(schemas(ProblemView)),
    tags(
        (name = "respondents", description = "Forms, kiosks and clerks: what is asked, and what is answered."),
        (name = "analysts", description = "Figures, with n and uncertainty."),
        (name = "records", description = "What the office enters itself: visits, targets, actions, complaints, and what it decides about comments."),
        (name = "administrators", description = "Departments, surveys, keys, and who did what."),
        (name = "operations", description = "Whether the service is well.")
    ),
    modifiers(&SecuritySchemes)
)]
struct Frame;

/// The whole document, from the paths that the route table collected.
pub fn document(paths: OpenApi) -> OpenApi {
    let mut document = Frame::openapi();
    document.merge(paths);
    for item in document.paths.paths.values_mut() {
        if let Some(get) = &mut item.get {
            declare_common_problems(get, true);
            declare_rate(get);
        }
        let others = [&mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter();
        others.flatten().for_each(|operation| declare_common_problems(operation, false));
    }
    drop_unused_schemas(&mut document);
    document
}

/// Pages hold their items in line, so that a schema may be collected that nothing refers to.
fn drop_unused_schemas(document: &mut OpenApi) {
    let Ok(text) = document.to_json() else { return };
    if let Some(components) = &mut document.components {
        components.schemas.retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
    }
}

/// The page that shows the document, all of it from this program.
pub fn swagger(document: OpenApi) -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").url("/openapi.json", document)
}

/// Every operation can fail in the same few ways: say so once, here.
fn declare_common_problems(operation: &mut Operation, reads: bool) {
    let has_parameters = operation.parameters.is_some();
    let has_body = operation.request_body.is_some();
    let needs_key = operation.security.as_ref().is_some_and(|ways| ways.len() > 1);
    let common = BTreeMap::from([
        ("400", ("The query string or the JSON does not fit", true)),
        ("401", ("A valid key is needed", needs_key)),
        ("403", ("The key is not good for this", needs_key)),
        ("404", ("There is nothing at this address", has_parameters)),
        ("406", ("No form that the client accepts", reads && (has_parameters || needs_key))),
        ("408", ("The body took too long to arrive", has_body)),
        ("413", ("The body is too large", has_body)),
        ("415", ("The body is of a media type that is not taken here", has_body)),
        ("422", ("The body does not fit", has_body)),
        ("500", ("The service failed", true)),
        ("503", ("Not now; Retry-After says when", true)),
    ]);
    for (status, (description, applies)) in common {
        if applies {
            let answers = &mut operation.responses.responses;
            answers.entry(status.to_owned()).or_insert_with(|| problem(description));
        }
    }
}

/// What keys with the scope `results` read has a rate.
fn declare_rate(operation: &mut Operation) {
    let tags = operation.tags.iter().flatten();
    if tags.into_iter().any(|tag| tag == "analysts" || tag == "records") {
        let refusal = problem("The key has read results too often; Retry-After says when to try again");
        operation.responses.responses.entry("429".to_owned()).or_insert(refusal);
    }
}

fn problem(description: &str) -> RefOr<utoipa::openapi::Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemView"))).build();
    ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build().into()
}

struct SecuritySchemes;

impl Modify for SecuritySchemes {
    fn modify(&self, document: &mut OpenApi) {
        let Some(components) = &mut document.components else { return };
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        components.add_security_scheme("basic", SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)));
        let header = ApiKey::Header(ApiKeyValue::new("X-API-Key"));
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
    }
}
