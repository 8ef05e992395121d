//! From what a browser recorded to what WhatsApp takes as a voice message: OGG with one channel of Opus (Meta, 'Audio
//! messages', 2026).
//!
//! Opus is only packed anew. Everything else needs an encoder, which is `ffmpeg` where it is installed.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::Semaphore;

use super::{ogg, webm};

/// What can be done with a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recording {
    /// It is a voice message as it stands.
    Fit,
    /// These bytes are one.
    Repacked(Vec<u8>),
    /// An encoder is needed.
    Foreign,
}

/// What became of a recording that needed an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// The voice message is written.
    Done,
    /// There is no encoder on this machine.
    NotInstalled,
    /// The encoder gave up, or took too long.
    Failed,
}

/// The name of the encoder.
pub const ENCODER: &str = "ffmpeg";
/// A minute is plenty: a voice message of an hour takes seconds.
pub const ENCODE_WITHIN: Duration = Duration::from_secs(60);
/// So many encoders run at once.
static ENCODERS: Semaphore = Semaphore::const_new(2);

/// Looks at a recording; `serial` names the stream when it is packed anew.
#[must_use]
pub fn look_at(bytes: &[u8], serial: u32) -> Recording {
    if let Ok(stream) = webm::read_opus(bytes) {
        return Recording::Repacked(ogg::write_voice(&stream, serial));
    }
    match ogg::read_opus(bytes) {
        Some(stream) if stream.channels == 1 => Recording::Fit,
        Some(stream) => Recording::Repacked(ogg::write_voice(&stream, serial)),
        None => Recording::Foreign,
    }
}

/// Encodes an MP4 recording. No shell, no network, no other container: the input is read as MP4 whatever it says.
pub async fn encode(encoder: &OsStr, from: &Path, to: &Path, within: Duration) -> Encoded {
    let Ok(_place) = ENCODERS.acquire().await else {
        return Encoded::Failed;
    };
    let mut command = Command::new(encoder);
    command
        .args([
            "-nostdin",
            "-hide_banner",
            "-loglevel",
            "error",
            "-y",
            "-protocol_whitelist",
            "file",
        ])
        .args(["-f", "mov", "-i"])
        .arg(from)
        .args(["-vn", "-sn", "-dn", "-map_metadata", "-1", "-ac", "1", "-ar", "48000"])
        .args([
            "-c:a",
            "libopus",
            "-b:a",
            "32k",
            "-application",
            "voip",
            "-fs",
            "16M",
            "-f",
            "ogg",
        ])
        .arg(to)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(failure) if failure.kind() == std::io::ErrorKind::NotFound => return Encoded::NotInstalled,
        Err(failure) => {
            tracing::warn!(error = %failure, "The encoder of voice messages did not start");
            return Encoded::Failed;
        }
    };
    match tokio::time::timeout(within, child.wait()).await {
        Ok(Ok(status)) if status.success() => Encoded::Done,
        Ok(ended) => {
            tracing::warn!(?ended, "The encoder of voice messages gave up");
            Encoded::Failed
        }
        Err(_) => {
            tracing::warn!("The encoder of voice messages took too long and was stopped");
            Encoded::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    const SAMPLE: &[u8] = include_bytes!("../../../sandbox/samples/voice.ogg");

    #[test]
    fn opus_is_only_packed_anew() {
        let packets: Vec<Vec<u8>> = (0..60_u8).map(|nth| vec![0b1111_1000, nth, 3]).collect();
        let recording = webm::tests::recording(b"A_OPUS", &packets, 0x80);
        let Recording::Repacked(bytes) = look_at(&recording, 5) else {
            panic!("it is Opus");
        };
        let read = ogg::read_opus(&bytes).unwrap();
        assert_eq!((read.channels, read.packets), (1, packets));
        assert_eq!(look_at(&bytes, 5), Recording::Fit);
        assert_eq!(look_at(SAMPLE, 5), Recording::Fit);
        assert_eq!(look_at(b"\0\0\0\x18ftypM4A ", 5), Recording::Foreign);
    }

    #[tokio::test]
    async fn an_encoder_is_missing_works_or_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("in.mp4"), folder.path().join("out.ogg"));
        std::fs::write(&from, SAMPLE).unwrap();
        let program = |name: &str, body: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            path
        };
        let none = folder.path().join("nothing-here");
        assert_eq!(
            encode(none.as_os_str(), &from, &to, ENCODE_WITHIN).await,
            Encoded::NotInstalled
        );
        // Its input stands after -i and its output last, as the real one has them.
        let works = program(
            "works",
            r#"while [ "$1" != "-i" ]; do shift; done; in=$2; for out; do :; done; while read -r line || [ -n "$line" ]; do :; done < "$in"; : > "$out""#,
        );
        assert_eq!(
            encode(works.as_os_str(), &from, &to, ENCODE_WITHIN).await,
            Encoded::Done
        );
        assert!(to.exists());
        let fails = program("fails", "exit 1");
        assert_eq!(
            encode(fails.as_os_str(), &from, &to, ENCODE_WITHIN).await,
            Encoded::Failed
        );
        let hangs = program("hangs", "while :; do :; done");
        let stopped = encode(hangs.as_os_str(), &from, &to, Duration::from_millis(100)).await;
        assert_eq!(stopped, Encoded::Failed);
    }
}
