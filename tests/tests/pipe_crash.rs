//! The pipe under `kill -9`: whatever was answered with 200 is there afterwards, once.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use galka_domain::event::EventKind;
use galka_tests::api::text;
use galka_tests::company::Company;
use galka_tests::patience::pause;
use galka_tests::sizes::{choose, seed};
use galka_tests::storage::Kind;
use galka_tests::webhook::{Sender, new_wamid, phone, text_message};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

const SENDERS: usize = 8;
const CUSTOMERS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_on_sqlite() {
    survives_kills(Kind::Sqlite, choose(10, 50)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_on_postgres() {
    survives_kills(Kind::Postgres, choose(3, 10)).await;
}

async fn survives_kills(kind: Kind, kills: usize) {
    let mut random = StdRng::seed_from_u64(seed());
    let mut company = Company::open(kind).await;
    let load = Load::start(&company.sender());
    for _ in 0..kills {
        pause(Duration::from_millis(random.random_range(5..400))).await;
        company.crash().await;
    }
    let Acknowledged { acknowledged, posted } = load.stop().await;
    let pipe = company.applied().await;
    assert_eq!(pipe["dead_letters"], 0, "{pipe}");
    let messages = company.messages().await;
    let found: Vec<String> = messages.iter().map(|message| text(message, "wamid")).collect();
    let distinct: HashSet<&String> = found.iter().collect();
    assert_eq!(distinct.len(), found.len(), "a message was applied twice");
    let lost: Vec<&String> = acknowledged.iter().filter(|wamid| !distinct.contains(wamid)).collect();
    assert!(
        lost.is_empty(),
        "{} of {} acknowledged are lost: {lost:?}",
        lost.len(),
        acknowledged.len()
    );
    assert!(
        acknowledged.len() > kills,
        "too little was sent: {}",
        acknowledged.len()
    );
    assert!(found.iter().all(|wamid| posted.contains(wamid)));
    company.end().await;
    assert_eq!(company.count_events(EventKind::MessageReceived).await, found.len());
    println!(
        "{} acknowledged over {kills} kills on {kind:?}, {} applied",
        acknowledged.len(),
        found.len()
    );
    company.storage.remove().await;
}

/// What became of the webhooks that were posted.
#[derive(Default)]
struct Acknowledged {
    acknowledged: HashSet<String>,
    posted: HashSet<String>,
}

/// Webhooks that never cease.
struct Load {
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<Acknowledged>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    fn start(sender: &Sender) -> Self {
        let (stop, seen) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(Mutex::new(Acknowledged::default())),
        );
        let tasks = (0..SENDERS)
            .map(|_| tokio::spawn(post_on(sender.apart(), Arc::clone(&stop), Arc::clone(&seen))))
            .collect();
        Self { stop, seen, tasks }
    }

    async fn stop(self) -> Acknowledged {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("a sender ends well");
        }
        std::mem::take(&mut *self.seen.lock().expect("nobody broke while holding it"))
    }
}

async fn post_on(sender: Sender, stop: Arc<AtomicBool>, seen: Arc<Mutex<Acknowledged>>) {
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        count += 1;
        let wamid = new_wamid();
        seen.lock()
            .expect("nobody broke while holding it")
            .posted
            .insert(wamid.clone());
        let body = sender.messages(&[text_message(&wamid, &phone(count % CUSTOMERS), "Букет готов?")]);
        match sender.post(&body).await {
            Some(200) => {
                seen.lock()
                    .expect("nobody broke while holding it")
                    .acknowledged
                    .insert(wamid);
            }
            Some(status) => assert_eq!(status, 503, "intake takes it or says that it cannot"),
            // Nobody is there: the product is being started again.
            None => pause(Duration::from_millis(5)).await,
        }
    }
}
