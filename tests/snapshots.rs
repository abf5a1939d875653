//! The records of every fixture, as they were read and approved.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use handbill_tests::cases;

/// Compares with `snapshots/<language>/<case>.snap`. A new or changed record is accepted with
/// `INSTA_UPDATE=always cargo test -p handbill-tests --test snapshots`, once it has been compared
/// with its document by eye.
#[test]
fn every_fixture_gives_its_records() {
    let mut failed = Vec::new();
    for case in cases()
        .into_iter()
        .filter(|case| case.unapproved.is_empty())
    {
        let extraction = case.extract().expect("a fixture that can be read");
        let mut settings = insta::Settings::clone_current();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
        settings.set_snapshot_path(folder.join(&case.language));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // One case that differs does not hide the next.
        let compared = catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_json_snapshot!(case.name.as_str(), extraction));
        }));
        if compared.is_err() {
            failed.push(case.reading.uri);
        }
    }
    assert!(failed.is_empty(), "records differ: {failed:#?}");
}

/// Wrong values are not set in stone: what is known to be read wrongly has no snapshot. The number
/// of approved cases only grows.
#[test]
fn records_with_known_faults_are_not_approved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let (unapproved, approved): (Vec<_>, Vec<_>) = cases()
        .into_iter()
        .partition(|case| !case.unapproved.is_empty());
    for case in &unapproved {
        let snapshot = folder
            .join(&case.language)
            .join(format!("{}.snap", case.name));
        assert!(!snapshot.exists(), "expected no {}", snapshot.display());
    }
    assert!(
        approved.len() >= 178,
        "expected 178 approved cases, found {}",
        approved.len()
    );
}
