//! The watchers: many event streams read in one thread, each of which checks that it hears every event once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};

use crate::failure::BenchError;
use crate::{load, pace};

/// Watchers that are running.
pub(crate) struct Watchers {
    all: Vec<Arc<Watcher>>,
    stop: Arc<AtomicBool>,
    heard: oneshot::Receiver<Result<Vec<Heard>, BenchError>>,
}

/// What one watcher heard.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// The number of the first event and the moments, in epoch milliseconds, at which it and those after it came.
    pub(crate) first: i64,
    /// One moment for each event.
    pub(crate) at_ms: Vec<i64>,
    /// Events that never came.
    pub(crate) missed: u64,
    /// Events that came again.
    pub(crate) doubled: u64,
    /// How often it came back.
    pub(crate) resumed: u64,
    /// How often nobody was there, or was too busy.
    pub(crate) turned_away: u64,
}

/// What others may do to a watcher, or ask it.
#[derive(Debug)]
struct Watcher {
    hang_up: Notify,
    /// The last event that it heard; [`NOT_YET`] before the first beat.
    last: AtomicI64,
    connections: AtomicU64,
}

const NOT_YET: i64 = -1;
/// Before it is tried again to reach a server that is away.
const RETRY: Duration = Duration::from_millis(100);
const STEP: Duration = Duration::from_millis(20);

impl Watchers {
    /// Starts so many, in a thread of their own.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(address: SocketAddr, key: &str, count: usize) -> Result<Self, BenchError> {
        let fresh = || {
            Arc::new(Watcher {
                hang_up: Notify::new(),
                last: AtomicI64::new(NOT_YET),
                connections: AtomicU64::new(0),
            })
        };
        let all: Vec<_> = std::iter::repeat_with(fresh).take(count).collect();
        let stop = Arc::new(AtomicBool::new(false));
        let (sender, heard) = oneshot::channel();
        let (theirs, ends, key) = (all.clone(), Arc::clone(&stop), format!("Bearer {key}"));
        std::thread::Builder::new()
            .name("bench-watch".to_owned())
            .spawn(move || {
                // Whoever stopped waiting does not need it.
                let _ = sender.send(run_here(address, &key, &theirs, &ends));
            })?;
        Ok(Self { all, stop, heard })
    }

    /// Waits until everybody has heard event number `head`, or has connected where `head` is 0.
    ///
    /// # Errors
    /// When that takes longer than `limit`.
    pub(crate) async fn reach(&self, head: i64, limit: Duration) -> Result<(), BenchError> {
        let behind = || {
            let last = self.all.iter().map(|watcher| watcher.last.load(Ordering::Relaxed));
            last.filter(|last| *last < head).count()
        };
        let reached = pace::poll(limit, STEP, || async { (behind() == 0).then_some(()) });
        reached.await.ok_or_else(|| {
            let count = behind();
            BenchError::unexpected(format!("{count} watchers did not hear event {head} within {limit:?}"))
        })
    }

    /// Cuts the line of one of them; it comes back by itself.
    pub(crate) fn hang_up(&self, which: usize) {
        self.all[which % self.all.len()].hang_up.notify_one();
    }

    /// Ends them all; what each of them heard.
    ///
    /// # Errors
    /// When one of them heard something that is no event stream.
    pub(crate) async fn finish(self) -> Result<Vec<Heard>, BenchError> {
        self.stop.store(true, Ordering::Relaxed);
        for watcher in &self.all {
            watcher.hang_up.notify_one();
        }
        let heard = self.heard.await;
        heard.map_err(|_| BenchError::unexpected("the watchers broke"))?
    }
}

fn run_here(
    address: SocketAddr,
    key: &str,
    watchers: &[Arc<Watcher>],
    stop: &Arc<AtomicBool>,
) -> Result<Vec<Heard>, BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let tasks: Vec<_> = watchers
            .iter()
            .map(|watcher| {
                let (watcher, stop, key) = (Arc::clone(watcher), Arc::clone(stop), key.to_owned());
                tokio::spawn(async move { watcher.run(address, &key, &stop).await })
            })
            .collect();
        let mut all = Vec::with_capacity(tasks.len());
        for task in tasks {
            let heard = task.await;
            all.push(heard.map_err(|failure| BenchError::unexpected(failure.to_string()))??);
        }
        Ok(all)
    })
}

impl Watcher {
    /// Watches, and comes back with its last number whenever the line is cut, until the end.
    async fn run(&self, address: SocketAddr, key: &str, stop: &AtomicBool) -> Result<Heard, BenchError> {
        let mut heard = Heard::default();
        while !stop.load(Ordering::Relaxed) {
            let lines = self.watch(address, key, &mut heard);
            let outcome = tokio::select! {
                outcome = lines => outcome,
                () = self.hang_up.notified() => Ok(()),
            };
            match outcome {
                Ok(()) => {}
                // The server is away for a moment: that is a part of the bench.
                Err(BenchError::System(_)) => {
                    heard.turned_away += 1;
                    pace::pause(RETRY).await;
                }
                Err(failure) => return Err(failure),
            }
        }
        heard.resumed = self.connections.load(Ordering::Relaxed).saturating_sub(1);
        Ok(heard)
    }

    /// One connection, to its end.
    async fn watch(&self, address: SocketAddr, key: &str, heard: &mut Heard) -> Result<(), BenchError> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let last = self.last.load(Ordering::Relaxed);
        let number = last.to_string();
        let mut headers = vec![("authorization", key), ("accept", "text/event-stream")];
        if last != NOT_YET {
            headers.push(("last-event-id", &number));
        }
        stream
            .write_all(&load::get(address, "/api/v1/events", &headers))
            .await?;
        let mut wire = Chunks::new();
        let mut buffer = Vec::with_capacity(64 << 10);
        self.connections.fetch_add(1, Ordering::Relaxed);
        loop {
            buffer.clear();
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
            let now = pace::epoch_ms();
            wire.feed(&buffer, |line| self.hear(line, now, heard))?;
        }
    }

    fn hear(&self, line: &[u8], now: i64, heard: &mut Heard) -> Result<(), BenchError> {
        let last = self.last.load(Ordering::Relaxed);
        if line == b"event: gap" {
            return Err(BenchError::unexpected("a watcher was told of a gap"));
        }
        if last == NOT_YET && line.starts_with(b"data: ") {
            let seq = number_of_beat(line);
            let seq = seq.ok_or_else(|| BenchError::unexpected("the first that comes is no beat"))?;
            self.last.store(seq, Ordering::Relaxed);
            heard.first = seq + 1;
        }
        let Some(seq) = line.strip_prefix(b"id: ") else {
            return Ok(());
        };
        let seq = std::str::from_utf8(seq).ok().and_then(|seq| seq.parse::<i64>().ok());
        let seq = seq.ok_or_else(|| BenchError::unexpected("an event without a number"))?;
        if seq <= last {
            heard.doubled += 1;
            return Ok(());
        }
        let missed = seq - last - 1;
        heard.missed += missed.unsigned_abs();
        for _ in 0..=missed {
            heard.at_ms.push(now);
        }
        self.last.store(seq, Ordering::Relaxed);
        Ok(())
    }
}

fn number_of_beat(line: &[u8]) -> Option<i64> {
    let beat: serde_json::Value = serde_json::from_slice(line.strip_prefix(b"data: ")?).ok()?;
    beat["seq"].as_i64()
}

/// Takes an answer in chunks apart into its lines.
struct Chunks {
    state: Reading,
    /// The head or the size of a chunk as far as it has come.
    raw: Vec<u8>,
    /// The line as far as it has come.
    line: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Head,
    Size,
    /// So many bytes are left of a chunk.
    Chunk(usize),
}

impl Chunks {
    const fn new() -> Self {
        Self {
            state: Reading::Head,
            raw: Vec::new(),
            line: Vec::new(),
        }
    }

    fn feed(
        &mut self,
        mut bytes: &[u8],
        mut each: impl FnMut(&[u8]) -> Result<(), BenchError>,
    ) -> Result<(), BenchError> {
        while let Some((byte, rest)) = bytes.split_first() {
            if let Reading::Chunk(left) = self.state {
                let (now, later) = bytes.split_at(left.min(bytes.len()));
                self.lines(now, &mut each)?;
                bytes = later;
                self.state = if now.len() == left {
                    Reading::Size
                } else {
                    Reading::Chunk(left - now.len())
                };
                continue;
            }
            self.raw.push(*byte);
            bytes = rest;
            let ends = if self.state == Reading::Head {
                self.raw.ends_with(b"\r\n\r\n")
            } else {
                self.raw.ends_with(b"\r\n")
            };
            if ends {
                self.state = self.next_state()?;
                self.raw.clear();
            }
        }
        Ok(())
    }

    fn next_state(&self) -> Result<Reading, BenchError> {
        let text = String::from_utf8_lossy(&self.raw).to_ascii_lowercase();
        if self.state == Reading::Head {
            if text.starts_with("http/1.1 503") {
                // Busy or just starting: every client comes again.
                return Err(std::io::Error::other(text).into());
            }
            if !text.starts_with("http/1.1 200") || !text.contains("transfer-encoding: chunked") {
                return Err(BenchError::unexpected(format!("no event stream: {text}")));
            }
            return Ok(Reading::Size);
        }
        match text.trim_end() {
            // The end of the chunk before.
            "" => Ok(Reading::Size),
            size => usize::from_str_radix(size, 16)
                .map(|size| if size > 0 { Reading::Chunk(size) } else { Reading::Size })
                .map_err(|_| BenchError::unexpected(format!("no size of a chunk: {size}"))),
        }
    }

    fn lines(
        &mut self,
        bytes: &[u8],
        each: &mut impl FnMut(&[u8]) -> Result<(), BenchError>,
    ) -> Result<(), BenchError> {
        let mut parts = bytes.split(|byte| *byte == b'\n').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                self.line.extend_from_slice(part);
            } else if self.line.is_empty() {
                each(part)?;
            } else {
                self.line.extend_from_slice(part);
                each(&self.line)?;
                self.line.clear();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_however_the_answer_is_cut() {
        let answer =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nid: 1\n\n\r\nd\r\nid: 2\ndata: \n\r\n0\r\n\r\n";
        for size in 1..answer.len() {
            let mut chunks = Chunks::new();
            let mut lines: Vec<String> = Vec::new();
            for piece in answer.as_bytes().chunks(size) {
                let mut keep = |line: &[u8]| {
                    lines.push(String::from_utf8(line.to_vec()).unwrap());
                    Ok(())
                };
                chunks.feed(piece, &mut keep).unwrap();
            }
            assert_eq!(lines, ["id: 1", "", "id: 2", "data: "], "in pieces of {size}");
        }
    }

    #[test]
    fn a_watcher_counts_what_it_missed_and_what_came_twice() {
        let watcher = Watcher {
            hang_up: Notify::new(),
            last: AtomicI64::new(NOT_YET),
            connections: AtomicU64::new(1),
        };
        let mut heard = Heard::default();
        for line in [
            r#"data: {"now":"x","real_now":"y","seq":4}"#,
            "id: 5",
            "id: 7",
            "id: 7",
            "id: 8",
        ] {
            watcher.hear(line.as_bytes(), 1, &mut heard).unwrap();
        }
        assert_eq!((heard.first, heard.missed, heard.doubled), (5, 1, 1));
        assert_eq!(heard.at_ms.len(), 4);
    }
}
