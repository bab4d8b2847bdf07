//! A form that a browser sent with a file in it (RFC 7578). It is held in memory as long as the request is answered, and
//! written nowhere.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_core::Stream;
use multer::{Field, Multipart, parse_boundary};

use crate::http::body::{FormFields, check_headers, receive};
use crate::http::gate;
use crate::http::problem::{Kind, Problem};

/// How a form with files is sent.
const MEDIA_TYPE: &str = "multipart/form-data";

/// A file that was chosen in a form.
#[derive(Debug, Clone)]
pub struct FormFile {
    /// Its name, without a path.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// The fields of a form, in order, and the file that was chosen, if one was: of at most `LIMIT` bytes together. A form
/// without a field for a file may come as [`FormFields`] do.
pub struct FormParts<const LIMIT: usize> {
    /// The fields that are no files; a name may come again.
    pub fields: Vec<(String, String)>,
    /// The file; where none was chosen a browser sends one without a name.
    pub file: Option<FormFile>,
}

impl<const LIMIT: usize> FromRequest for FormParts<LIMIT> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.content_type().eq_ignore_ascii_case(MEDIA_TYPE) {
            let fields = FormFields::from_request(request, payload);
            return Box::pin(async move { Ok(Self { fields: fields.await?.0, file: None }) });
        }
        let refusal = check_headers(request, MEDIA_TYPE, LIMIT).err();
        let (gate, payload, request) = (gate::pass(request), payload.take(), request.clone());
        Box::pin(async move {
            gate.await?;
            if let Some(problem) = refusal {
                return Err(problem);
            }
            let named = request.headers().get("content-type").and_then(|value| value.to_str().ok());
            let boundary = named.and_then(|value| parse_boundary(value).ok()).ok_or_else(unfit)?;
            read(Multipart::new(Whole(Some(receive(&request, payload, LIMIT).await?)), boundary)).await
        })
    }
}

/// Takes a form apart. A second file is none that a page of ours asks for.
async fn read<const LIMIT: usize>(mut parts: Multipart<'_>) -> Result<FormParts<LIMIT>, Problem> {
    let mut form = FormParts { fields: Vec::new(), file: None };
    while let Some(part) = parts.next_field().await.map_err(|_| unfit())? {
        match part.file_name().map(str::to_owned) {
            Some(name) if name.is_empty() => {}
            Some(_) if form.file.is_some() => return Err(unfit()),
            Some(name) => {
                let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                form.file = Some(FormFile { name, bytes: part.bytes().await.map_err(|_| unfit())? });
            }
            None => form.fields.push(field(part).await?),
        }
    }
    Ok(form)
}

/// The name and the text of a field; HTML ends its lines with both characters.
async fn field(part: Field<'_>) -> Result<(String, String), Problem> {
    let name = part.name().ok_or_else(unfit)?.to_owned();
    let bytes = part.bytes().await.map_err(|_| unfit())?;
    Ok((name, String::from_utf8(bytes.to_vec()).map_err(|_| unfit())?))
}

fn unfit() -> Problem {
    Problem::new(Kind::BadQuery)
}

/// A body that is already here, as a stream of one piece.
struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}
