//! The load: one thread that speaks plain HTTP/1.1 over kept connections, so that it takes little of the machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::BenchError;
use crate::pace;
use crate::report::Measure;
use crate::usage::thread_cpu;

/// What to do.
#[derive(Clone)]
pub struct Load {
    /// Where.
    pub address: SocketAddr,
    /// Over how many connections.
    pub connections: usize,
    /// How many requests.
    pub count: u64,
    /// So many a second; as fast as answers come when absent.
    pub per_second: Option<f64>,
    /// The whole request of each number.
    pub request: Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>,
}

/// Service Unavailable.
const BUSY: u16 = 503;
const ASKED_AGAIN_AFTER: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug, Default)]
pub struct Answers {
    /// Requests answered with a success, and their times; the CPU time is the load's own.
    pub measure: Measure,
    /// Requests answered otherwise.
    pub refused: u64,
}

/// Makes the requests, in a thread of its own.
///
/// # Errors
/// When the other side cannot be reached or does not speak HTTP.
pub async fn run(load: Load) -> Result<Answers, BenchError> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("bench-load".to_owned())
        .spawn(move || {
            let outcome = run_here(load);
            // Whoever stopped waiting does not need it.
            let _ = sender.send(outcome);
        })?;
    receiver.await.map_err(|_| BenchError::unexpected("the load broke"))?
}

fn run_here(load: Load) -> Result<Answers, BenchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let next = Arc::new(AtomicU64::new(0));
        let started = pace::now();
        let tasks: Vec<_> = (0..load.connections)
            .map(|_| tokio::spawn(one_connection(load.clone(), Arc::clone(&next), started)))
            .collect();
        let mut all = Answers::default();
        for task in tasks {
            let part = task
                .await
                .map_err(|failure| BenchError::unexpected(failure.to_string()))??;
            all.refused += part.refused;
            all.measure.count += part.measure.count;
            all.measure.answers_us.extend(part.measure.answers_us);
        }
        all.measure.elapsed = pace::now() - started;
        all.measure.cpu = thread_cpu();
        Ok(all)
    })
}

async fn one_connection(load: Load, next: Arc<AtomicU64>, started: Instant) -> Result<Answers, BenchError> {
    let mut stream = TcpStream::connect(load.address).await?;
    stream.set_nodelay(true)?;
    let mut answers = Answers::default();
    let mut buffer = Vec::with_capacity(4_096);
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= load.count {
            return Ok(answers);
        }
        let request = (load.request)(index);
        let asked = match load.per_second {
            Some(rate) => {
                let due = started + Duration::from_secs_f64(index as f64 / rate);
                let now = pace::now();
                if due > now {
                    pace::pause(due - now).await;
                }
                // From the moment it was due, so that a stall is seen by all whom it kept waiting.
                due
            }
            None => pace::now(),
        };
        stream.write_all(&request).await?;
        let mut status = read_answer(&mut stream, &mut buffer).await?;
        // Who cannot take it just now is asked again, as WhatsApp does; the time of its answer tells of it.
        while status == BUSY && pace::now() - asked < PATIENCE {
            pace::pause(ASKED_AGAIN_AFTER).await;
            stream.write_all(&request).await?;
            status = read_answer(&mut stream, &mut buffer).await?;
        }
        if (200..300).contains(&status) {
            answers.measure.count += 1;
            let took = (pace::now() - asked).as_micros();
            answers.measure.answers_us.push(u32::try_from(took).unwrap_or(u32::MAX));
        } else {
            answers.refused += 1;
        }
    }
}

/// Reads one answer whole; its status.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<u16, BenchError> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(BenchError::unexpected("the other side closed a kept connection"));
        }
        let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| BenchError::unexpected(format!("not HTTP: {head}")))?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        while buffer.len() < end + 4 + length {
            if stream.read_buf(buffer).await? == 0 {
                return Err(BenchError::unexpected(
                    "the other side closed in the middle of an answer",
                ));
            }
        }
        return Ok(status);
    }
}

/// So many, or as many times more or fewer as the bench is larger or smaller; never fewer than make sense.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size of a bench"
)]
pub fn scaled(count: u64, factor: f64) -> u64 {
    ((count as f64 * factor) as u64).max(50)
}

/// A POST of JSON, with these further headers.
#[must_use]
pub fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    let mut request = request.into_bytes();
    request.extend_from_slice(body);
    request
}

/// A GET, with these further headers.
#[must_use]
pub fn get(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.into_bytes()
}
