//! What a process has used, as Linux accounts for it in `/proc`. Children are not included.

use crate::Outcome;

/// Ticks per second in `/proc/PID/stat`: Linux shows 100 to user space on every machine we run on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor seconds used so far, user and system, of all threads.
pub fn cpu_seconds(pid: u32) -> Outcome<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program, in parentheses, may itself hold spaces and parentheses.
    let (_, rest) = text.rsplit_once(')').ok_or("/proc/PID/stat has no name")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3).ok_or("/proc/PID/stat is too short");
    let (user, system): (u64, u64) = (field(14)?.parse()?, field(15)?.parse()?);
    Ok((user + system) as f64 / TICKS_PER_SECOND)
}

/// The most memory it ever held, in MiB.
pub fn peak_memory_mib(pid: u32) -> Outcome<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("/proc/PID/status has no VmHWM")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}
