//! Every fixture is taken apart and compared with the snapshot beside it; a change of meaning shows as a diff.

use std::fmt::Write as _;
use std::path::PathBuf;

use galka_cloud_api::webhook::{self, Item};

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut fixtures: Vec<_> = std::fs::read_dir(folder)
        .expect("fixtures are readable files")
        .map(|entry| {
            let path = entry.expect("fixtures are readable files").path();
            let name = path
                .file_stem()
                .expect("fixtures are readable files")
                .to_str()
                .expect("fixtures are readable files")
                .to_owned();
            (name, std::fs::read(path).expect("fixtures are readable files"))
        })
        .collect();
    fixtures.sort();
    fixtures
}

fn describe(items: &[Item]) -> String {
    let mut text = String::new();
    for item in items {
        writeln!(
            text,
            "{:?} of {} {} (entry {} at {:?}, number {:?})\ncontact: {:?}\n{:#?}\n",
            item.part,
            item.field,
            item.display_phone_number.as_deref().unwrap_or("-"),
            item.entry_id,
            item.entry_time,
            item.phone_number_id,
            item.contact,
            item.payload,
        )
        .expect("fixtures are readable files");
    }
    text
}

#[test]
fn every_shape_reads_as_recorded() {
    for (name, body) in fixtures() {
        let items = webhook::split(&body).unwrap();
        insta::assert_snapshot!(name, describe(&items));
    }
}

#[test]
fn every_item_can_be_made_a_webhook_of_its_own_and_read_again() {
    for (name, body) in fixtures() {
        for item in webhook::split(&body).unwrap() {
            let again = webhook::split(item.to_body().as_bytes()).unwrap();
            assert_eq!(again.len(), 1, "{name}: {}", item.to_body());
            assert_eq!(again[0].raw.get(), item.raw.get(), "{name}");
            assert_eq!(describe(&again), describe(&[item]), "{name}");
        }
    }
}
