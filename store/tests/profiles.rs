//! Business profiles on both databases.

use galka_domain::business_profile::{ExtraContact, MapPin, ProfileText};
use galka_domain::ids::{MediaId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::profiles::{self, StoredProfile};
use galka_store::testing::on_both;

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

#[tokio::test]
async fn a_profile_is_kept_whole_and_not_written_over_a_newer_one() {
    on_both(async |db| {
        let (home, number) = (WorkspaceId::new(T0, 1), NumberId::new(T0, 1));
        let first = StoredProfile {
            number_id: number.clone(),
            text: ProfileText {
                about: "Цветы 🌷".to_owned(),
                websites: vec!["https://example.ru".to_owned()],
                vertical: "RETAIL".to_owned(),
                ..ProfileText::default()
            },
            name_status: Some("APPROVED".to_owned()),
            picture_url: None,
            picture_media_id: Some(MediaId::new(T0, 1)),
            pin: Some(MapPin {
                latitude: 55.7558,
                longitude: -37.6173,
            }),
            extra_contacts: vec![ExtraContact {
                label: "Склад".to_owned(),
                value: "+7 495 123-45-67".to_owned(),
            }],
            version: 1,
            changed_by: None,
            changed_at: T0,
            read_at: T0,
        };
        let (own, kept) = (home.clone(), first.clone());
        assert!(db.write(move |tx| profiles::save(tx, &own, &kept, 0)).await.unwrap());
        let second = StoredProfile {
            version: 2,
            pin: None,
            changed_by: Some("us_1".to_owned()),
            ..first.clone()
        };
        for (seen, written) in [(0, false), (1, true), (1, false)] {
            let (own, kept) = (home.clone(), second.clone());
            let saved = db.write(move |tx| profiles::save(tx, &own, &kept, seen)).await.unwrap();
            assert_eq!(saved, written, "{seen}");
        }
        let (own, other) = (home.clone(), WorkspaceId::new(T0, 2));
        let found = db
            .read(move |tx| Ok((profiles::find(tx, &own, &number)?, profiles::find(tx, &other, &number)?)))
            .await
            .unwrap();
        assert_eq!(found, (Some(second), None));
    })
    .await;
}
