//! TLS without a proxy: the service's certificate and key, read from PEM files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Config;

/// Why the service cannot speak TLS, though it is to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One of the two files is not named.
    #[error("--tls-cert and --tls-key are needed together; {0} is missing")]
    Alone(&'static str),
    /// A file is not there, may not be read, or is not what it should be.
    #[error("no {what} can be read from {}", file.display())]
    Unreadable {
        /// What it should hold.
        what: &'static str,
        /// Which file it is.
        file: PathBuf,
        /// What is wrong with it.
        #[source]
        source: pem::Error,
    },
    /// Each can be read, but they are not good for this, or not for each other.
    #[error("the certificate in {} cannot be used with the key in {}", certificate.display(), key.display())]
    Unusable {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// What is wrong with them.
        #[source]
        source: rustls::Error,
    },
}

/// What the service speaks TLS with; nothing: it is to speak plain HTTP.
///
/// # Errors
/// When only one of the files is named, when one cannot be read, or when the key is not the certificate's.
pub fn load(config: &Config) -> Result<Option<ServerConfig>, Error> {
    match (&config.tls_cert, &config.tls_key) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Error::Alone("--tls-key")),
        (None, Some(_)) => Err(Error::Alone("--tls-cert")),
        (Some(certificate), Some(key)) => read(certificate, key).map(Some),
    }
}

fn read(certificate: &Path, key: &Path) -> Result<ServerConfig, Error> {
    let unreadable = |what, file: &Path| {
        let file = file.to_owned();
        move |source| Error::Unreadable { what, file, source }
    };
    let chain: Result<Vec<CertificateDer<'static>>, pem::Error> =
        CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain = chain.and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) });
    let chain = chain.map_err(unreadable("certificate", certificate))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(unreadable("private key", key))?;
    let made = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret));
    made.map_err(|source| Error::Unusable { certificate: certificate.to_owned(), key: key.to_owned(), source })
}
