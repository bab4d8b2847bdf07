//! TLS without a proxy: a real handshake, nothing in the clear, and a refusal that names the file at fault.
//!
//! The certificate in `data/tls` is for localhost and 127.0.0.1, signs itself, and is valid until 2126.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};

use crate::harness::{Engine, Office, TestDatabase, config};
use crate::process::{PROGRAM, serve};

const CERTIFICATE: &str = "tests/it/data/tls/for-tests-only.pem";
const KEY: &str = "tests/it/data/tls/for-tests-only.key";
const ANOTHER_KEY: &str = "tests/it/data/tls/another-for-tests-only.key";
const PLAIN: &[u8] = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// A connection to the service, below any TLS.
fn connect(office: &Office) -> TcpStream {
    let stream = TcpStream::connect(office.address.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Asks over one version of TLS, and believes nobody but the certificate.
fn ask(office: &Office, version: &'static SupportedProtocolVersion) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(CERTIFICATE).unwrap()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(client), ServerName::try_from("127.0.0.1").unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, connect(office));
    stream.write_all(PLAIN).unwrap();
    let mut answer = Vec::new();
    // The service may close without a goodbye once it has answered.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_service_with_a_certificate_speaks_https_and_nothing_in_the_clear() {
    let office = Office::with(Engine::Sqlite, &["--tls-cert", CERTIFICATE, "--tls-key", KEY]);
    for version in [&TLS13, &TLS12] {
        let answer = ask(&office, version);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nready\n"), "{answer}");
        assert!(answer.contains("\r\nstrict-transport-security: max-age=63072000\r\n"), "{answer}");
    }
    let mut plain = connect(&office);
    plain.write_all(PLAIN).unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/"), "{answer:?}");
}

#[test]
fn a_service_in_the_clear_leaves_it_to_its_proxy_to_ask_for_https() {
    let office = Office::open(Engine::Sqlite);
    assert_eq!(office.get("/readyz", "").expect(200).header("strict-transport-security"), "");
}

#[test]
fn links_are_https_when_the_service_is() {
    let url = |options: &[&str]| config("sqlite:a", options).public_url_at("192.0.2.1:8443".parse().unwrap());
    let tls = ["--tls-cert", CERTIFICATE, "--tls-key", KEY];
    assert_eq!(url(&[]), "http://192.0.2.1:8443");
    assert_eq!(url(&tls), "https://192.0.2.1:8443");
    let named = ["--public-url", "https://ankieta.example.pl"];
    assert_eq!(url(&[&tls[..], &named].concat()), "https://ankieta.example.pl");
}

#[test]
fn a_service_that_cannot_speak_tls_does_not_start_and_says_which_file_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.pem").display().to_string();
    let empty = folder.path().join("empty.pem").display().to_string();
    std::fs::write(&empty, "").unwrap();
    for (options, words) in [
        (vec!["--tls-cert", CERTIFICATE], "--tls-key is missing"),
        (vec!["--tls-key", KEY], "--tls-cert is missing"),
        (vec!["--tls-cert", &missing, "--tls-key", KEY], missing.as_str()),
        (vec!["--tls-cert", CERTIFICATE, "--tls-key", &missing], missing.as_str()),
        (vec!["--tls-cert", &empty, "--tls-key", KEY], empty.as_str()),
        (
            vec!["--tls-cert", KEY, "--tls-key", KEY],
            "no certificate can be read from tests/it/data/tls/for-tests-only.key",
        ),
        (vec!["--tls-cert", CERTIFICATE, "--tls-key", CERTIFICATE], "no private key can be read from"),
        (vec!["--tls-cert", CERTIFICATE, "--tls-key", ANOTHER_KEY], ANOTHER_KEY),
    ] {
        let database = TestDatabase::new(Engine::Sqlite);
        let output = Command::new(PROGRAM).args(serve(&database.url)).args(&options).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(words), "{options:?}: {said}");
        assert!(!said.contains("Listening"), "{said}");
    }
}
