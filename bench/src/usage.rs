//! What the system says of a process: CPU time, memory, and how busy the machine is.

use std::fs;
use std::time::Duration;

/// A tick of `/proc/…/stat`: 100 a second on every Linux that we know.
const TICK: Duration = Duration::from_millis(10);

/// CPU time of a process with all its threads, in user and system mode.
#[must_use]
pub fn process_cpu(pid: u32) -> Duration {
    ticks_of(&format!("/proc/{pid}/stat"))
}

/// CPU time of the thread that asks.
#[must_use]
pub fn thread_cpu() -> Duration {
    ticks_of("/proc/thread-self/stat")
}

/// Most memory that a process ever held, in bytes.
#[must_use]
pub fn peak_memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1_024
}

/// The load average, as the system writes it.
#[must_use]
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

fn ticks_of(path: &str) -> Duration {
    let text = fs::read_to_string(path).unwrap_or_default();
    // The name of the process may hold spaces and brackets; the figures begin after the last bracket.
    let figures = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u32 = figures
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u32>().ok())
        .sum();
    TICK * ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_system_says_of_this_process() {
        assert!(peak_memory(std::process::id()) > 1_000_000);
        assert_eq!(load_average().split(' ').count(), 3);
        let mut sum = 0_u64;
        while process_cpu(std::process::id()) < TICK * 2 {
            sum = (0..100_000_u64).fold(sum, |sum, step| sum ^ step.wrapping_mul(31));
        }
        assert!(thread_cpu() >= TICK, "{sum}");
    }
}
