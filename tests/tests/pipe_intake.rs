//! The pipe, inwards: what is taken is applied once, what is not signed is not taken, what cannot be read stops nobody.

use futures_util::future::join_all;
use galka_domain::event::EventKind;
use galka_tests::api::text;
use galka_tests::company::Company;
use galka_tests::on_both;
use galka_tests::patience::eventually;
use galka_tests::storage::{Kind, Storage};
use galka_tests::webhook::{Sender, new_wamid, phone, text_message};
use galka_tests::world::World;
use serde_json::{Value, json};

on_both!(
    one_webhook_delivered_three_times_at_once_is_one_message,
    one_webhook_three_times
);
on_both!(a_webhook_with_ten_messages_is_ten_messages, ten_messages);
on_both!(an_unsigned_webhook_is_refused_and_not_stored, unsigned);
on_both!(an_unreadable_item_stops_none_of_its_neighbours, unreadable_item);
on_both!(
    an_item_of_a_number_that_is_not_connected_waits_for_its_connection,
    unknown_number
);
on_both!(sixty_four_customers_at_once_stay_apart, sixty_four_customers);
on_both!(
    what_the_company_writes_in_its_app_stands_in_the_thread,
    written_in_the_app
);

async fn one_webhook_three_times(kind: Kind) {
    let mut company = Company::open(kind).await;
    let sender = company.sender();
    let mut sent = Vec::new();
    for round in 0..5 {
        let wamid = new_wamid();
        let body = sender.messages(&[text_message(&wamid, &phone(round), "Здравствуйте")]);
        let senders: Vec<Sender> = (0..3).map(|_| sender.apart()).collect();
        let answers = join_all(senders.iter().map(|sender| sender.post(&body))).await;
        assert_eq!(answers, [Some(200); 3]);
        sent.push(wamid);
    }
    company.applied().await;
    let found: Vec<String> = company
        .messages()
        .await
        .iter()
        .map(|message| text(message, "wamid"))
        .collect();
    assert_same(found, sent.clone());
    company.end().await;
    assert_eq!(company.count_events(EventKind::MessageReceived).await, sent.len());
    company.storage.remove().await;
}

async fn ten_messages(kind: Kind) {
    let company = Company::open(kind).await;
    let sender = company.sender();
    let wamids: Vec<String> = (0..10).map(|_| new_wamid()).collect();
    let messages: Vec<Value> = wamids
        .iter()
        .enumerate()
        .map(|(index, wamid)| text_message(wamid, &phone(index % 4), &format!("{index}")))
        .collect();
    assert_eq!(sender.post(&sender.messages(&messages)).await, Some(200));
    company.applied().await;
    let found: Vec<String> = company
        .messages()
        .await
        .iter()
        .map(|message| text(message, "wamid"))
        .collect();
    assert_same(found, wamids);
}

async fn unsigned(kind: Kind) {
    let company = Company::open(kind).await;
    let before = company.applied().await["received"].clone();
    for sender in [company.sender(), company.common_sender()] {
        let body = sender.messages(&[text_message(&new_wamid(), &phone(1), "Не подписано")]);
        let good = galka_cloud_api::signature::sign(&sender.app_secret, &body);
        let foreign = galka_cloud_api::signature::sign("another secret", &body);
        let of_another_body = galka_cloud_api::signature::sign(&sender.app_secret, b"{}");
        let truncated = &good[..good.len() - 2];
        for wrong in [
            None,
            Some(""),
            Some(truncated),
            Some(&good[7..]),
            Some(&*foreign),
            Some(&*of_another_body),
        ] {
            assert_eq!(sender.post_signed(&body, wrong).await, Some(401), "{wrong:?}");
        }
    }
    let pipe = company.applied().await;
    assert_eq!(pipe["received"], before);
    assert_eq!(company.messages().await, Vec::<Value>::new());
    assert_eq!(company.api.pages("/dead_letters?limit=50").await, Vec::<Value>::new());
}

async fn unreadable_item(kind: Kind) {
    let company = Company::open(kind).await;
    let sender = company.sender();
    let (first, last) = (new_wamid(), new_wamid());
    let broken = json!({ "id": { "not": "an id" }, "from": 7, "type": ["text"], "timestamp": "вчера" });
    let unprintable = new_wamid();
    let messages = [
        text_message(&first, &phone(1), "Раз"),
        broken,
        text_message(&unprintable, &phone(3), "Д\0ва"),
        text_message(&last, &phone(2), "Три"),
    ];
    assert_eq!(sender.post(&sender.messages(&messages)).await, Some(200));
    let not_json = b"{\"object\":\"whatsapp_business_account\",\"entry\":[";
    assert_eq!(sender.post(not_json).await, Some(200));
    company.applied().await;
    let found: Vec<String> = company
        .messages()
        .await
        .iter()
        .map(|message| text(message, "wamid"))
        .collect();
    assert_same(found, vec![first, unprintable, last]);
    let letters = company.api.pages("/dead_letters?limit=50").await;
    assert_eq!(letters.len(), 2, "{letters:?}");
    for letter in &letters {
        assert_eq!(letter["kind"], "unreadable", "{letter}");
        assert!(!text(letter, "detail").is_empty(), "{letter}");
    }
    assert!(
        letters.iter().any(|letter| text(letter, "item").contains("вчера")),
        "{letters:?}"
    );
}

async fn unknown_number(kind: Kind) {
    let mut company = Company::open(kind).await;
    let second = company
        .world
        .control
        .post("/world/wabas", json!({ "name": "Второй салон" }))
        .await
        .expect(201);
    // One app serves both accounts at Meta, and its secret signs for both.
    let stranger = company.sender().for_number(&text(&second, "phone_number_id"));
    let wamid = new_wamid();
    assert_eq!(
        stranger
            .post(&stranger.messages(&[text_message(&wamid, &phone(5), "Вы открыты?")]))
            .await,
        Some(200)
    );
    company.applied().await;
    let letters = company.api.pages("/dead_letters?limit=50").await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(
        (&letters[0]["kind"], &letters[0]["state"]),
        (&json!("unknown_number"), &json!("waiting"))
    );
    company.world.company = serde_json::from_value(second).expect("these are credentials");
    company.connect().await;
    eventually("the letter is replayed", || async {
        let messages = company.messages().await;
        messages
            .iter()
            .any(|message| message["wamid"] == json!(wamid))
            .then_some(())
    })
    .await;
    let letter = company
        .api
        .get(&format!("/dead_letters/{}", text(&letters[0], "id")))
        .await
        .expect(200);
    assert_eq!(letter["state"], "replayed");
}

async fn sixty_four_customers(kind: Kind) {
    let company = Company::open(kind).await;
    let sender = company.sender();
    let each = galka_tests::sizes::choose(10, 40);
    let customers = (0..64).map(|customer| {
        let sender = sender.apart();
        async move {
            for count in 0..each {
                let message = text_message(&new_wamid(), &phone(customer), &format!("{} {count}", phone(customer)));
                assert_eq!(sender.post(&sender.messages(&[message])).await, Some(200));
            }
        }
    });
    join_all(customers).await;
    company.applied().await;
    let messages = company.messages().await;
    assert_eq!(messages.len(), 64 * each);
    for message in &messages {
        let said = text(message, "text");
        let (who, _) = said.split_once(' ').expect("a text names its customer");
        assert_eq!(message["phone"], json!(format!("+{who}")), "{message}");
    }
}

async fn written_in_the_app(kind: Kind) {
    let company = Company::open(kind).await;
    company.world.join_app().await;
    company
        .world
        .make_customers(&["79160000001".to_owned()], json!({}))
        .await;
    company.world.writes("79160000001", "Есть пионы?").await;
    // WhatsApp's times are whole seconds: of two in one second, the one that arrives later counts as later.
    eventually("the question is in the thread", || async {
        (company.messages().await.len() == 1).then_some(())
    })
    .await;
    let echo = company.world.writes_in_app("79160000001", "Есть, белые").await;
    let message = eventually("the echo is in the thread", || async {
        let messages = company.messages().await;
        messages.into_iter().find(|message| message["wamid"] == echo["id"])
    })
    .await;
    assert_eq!(
        (&message["direction"], &message["status"], &message["sender"]["kind"]),
        (&json!("outbound"), &json!("sent"), &json!("app"))
    );
    let threads = company.api.pages("/conversations").await;
    assert_eq!(threads.len(), 1, "{threads:?}");
    assert_eq!(
        (
            &threads[0]["state"],
            &threads[0]["unread"],
            &threads[0]["last_message"]["text"]
        ),
        (&json!("waiting"), &json!(0), &json!("Есть, белые"))
    );
    let connection = text(&company.api.pages("/connections").await[0], "id");
    company
        .api
        .post(&format!("/connections/{connection}/check"), json!({}))
        .await
        .expect(200);
    let number = company.api.pages("/numbers").await.remove(0);
    assert_eq!(
        (&number["channel"], &number["throughput_mps"]),
        (&json!("coexistence"), &json!(20))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_without_any_connection_is_refused() {
    let company = Company::unconnected(Storage::fresh(Kind::Sqlite).await, World::start().await).await;
    let sender = company.common_sender();
    let body = sender.messages(&[text_message(&new_wamid(), &phone(1), "Кто здесь?")]);
    assert_eq!(sender.post(&body).await, Some(401));
}

#[track_caller]
fn assert_same(mut found: Vec<String>, mut wanted: Vec<String>) {
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}
