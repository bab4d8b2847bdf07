//! A threshold that protects nobody, or lets nothing out, keeps the service from starting.

use std::net::TcpListener;
use std::process::Command;

use ankieta::config::Config;
use ankieta::survey::disclosure::{InvalidThreshold, Threshold};
use clap::Parser;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
}

const REFUSED: [&str; 9] = ["0", "1", "4", "51", "1000", "-10", "9.5", "ten", ""];

#[test]
fn thresholds_from_5_to_50_are_taken() {
    for k in 5..=50_u32 {
        let arguments = Arguments::try_parse_from(["ankieta", "--k", &k.to_string()]).ok().unwrap();
        assert_eq!(arguments.config.k.get(), u64::from(k));
    }
    assert_eq!(Arguments::try_parse_from(["ankieta"]).ok().unwrap().config.k.get(), 10);
}

#[test]
fn any_other_threshold_is_refused() {
    for k in REFUSED {
        assert!(Arguments::try_parse_from(["ankieta", &format!("--k={k}")]).is_err(), "{k}");
    }
    for k in (0..5).chain(51..200).chain([u32::MAX]) {
        assert_eq!(Threshold::try_from(k), Err(InvalidThreshold), "{k}");
    }
}

#[test]
fn the_service_does_not_start_with_a_threshold_below_5() {
    // The address is taken, so that a service that did start would end, too.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("ankieta.db");
    for (arguments, variable) in [(&["serve", "--k", "4"][..], "10"), (&["serve"], "4"), (&["release", "--now"], "51")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_ankieta"))
            .args(arguments)
            .env("ANKIETA_K", variable)
            .env("ANKIETA_BIND", &address)
            .env("DATABASE_URL", format!("sqlite:{}", database.display()))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("must be 5 to 50"), "{arguments:?}: {said}");
        assert!(!database.exists(), "{arguments:?} touched the database");
    }
}
