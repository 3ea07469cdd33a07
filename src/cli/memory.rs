//! What memory this process has and could have, as Linux tells it under `/proc` and `/sys`.
//!
//! Knows no study. Systems that tell nothing of the kind refuse nothing: every figure is optional.

use std::fs;
use std::path::{Path, PathBuf};

/// Memory that a run could have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Available {
    /// How many bytes.
    pub(super) bytes: u64,
    /// What bounds them.
    pub(super) bound: Bound,
}

/// What bounds the memory of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The machine's free memory.
    Machine,
    /// The control group that the process runs in (a container's limit).
    Group,
    /// The limit on its address space (`ulimit -v`) or its data (`ulimit -d`).
    Process,
}

impl Bound {
    /// The bound in words, after a figure.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Machine => "available on this machine",
            Self::Group => "left under the limit of this control group or container",
            Self::Process => "left under this process's limit (ulimit)",
        }
    }
}

/// The least of all bounds; unknown on systems that tell none.
pub(super) fn available() -> Option<Available> {
    let read = |path: &str| fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").and_then(|text| kibibytes(&text, "MemAvailable:"));
    let group = read("/proc/self/cgroup").and_then(|text| left_in_groups(&text, Path::new("/sys/fs/cgroup")));
    let process = read("/proc/self/limits").zip(read("/proc/self/status"));
    let process = process.and_then(|(limits, status)| left_to_process(&limits, &status));
    let bounds = [(machine, Bound::Machine), (group, Bound::Group), (process, Bound::Process)];
    let known = bounds.into_iter().filter_map(|(bytes, bound)| Some(Available { bytes: bytes?, bound }));
    known.min_by_key(|available| available.bytes)
}

/// Memory that this process holds, in bytes.
pub(super) fn resident() -> Option<u64> {
    kibibytes(&fs::read_to_string("/proc/self/status").ok()?, "VmRSS:")
}

/// A line such as `MemAvailable:  123 kB`, in bytes.
fn kibibytes(table: &str, name: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// What the limits of the process leave beyond what it has taken.
fn left_to_process(limits: &str, status: &str) -> Option<u64> {
    let left = |limit: &str, taken: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(limit))?;
        // An unlimited one is no number.
        let limit: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(limit.saturating_sub(kibibytes(status, taken)?))
    };
    let lefts = [left("Max address space", "VmSize:"), left("Max data size", "VmData:")];
    lefts.into_iter().flatten().min()
}

/// What the control groups of the process leave, the second version's and the first's; each group lies in all above it.
fn left_in_groups(groups: &str, root: &Path) -> Option<u64> {
    let folders = groups.lines().filter_map(|line| {
        let (_, line) = line.split_once(':')?;
        let (controllers, path) = line.split_once(':')?;
        let path = path.trim_start_matches('/');
        let first = || controllers.split(',').any(|controller| controller == "memory");
        match controllers {
            "" => Some((root.to_path_buf(), path)),
            _ => first().then(|| (root.join("memory"), path)),
        }
    });
    let lefts = folders.flat_map(|(root, path)| {
        // A container may see its own group as the root, under a path that does not exist there.
        let own: PathBuf = root.join(path);
        let above: Vec<PathBuf> =
            own.ancestors().take_while(|folder| folder.starts_with(&root)).map(Into::into).collect();
        above.into_iter().filter_map(|folder| left_in_group(&folder))
    });
    lefts.min()
}

/// What one control group leaves: its limit without what is taken, cached files not counted as taken.
fn left_in_group(folder: &Path) -> Option<u64> {
    let figure = |name: &str| fs::read_to_string(folder.join(name)).ok()?.trim().parse::<u64>().ok();
    let (limit, taken, prefix) = match figure("memory.max") {
        Some(limit) => (limit, figure("memory.current")?, ""),
        None => (figure("memory.limit_in_bytes")?, figure("memory.usage_in_bytes")?, "total_"),
    };
    let table = fs::read_to_string(folder.join("memory.stat")).unwrap_or_default();
    let cached = |kind: &str| {
        let line = table.lines().find_map(|line| line.strip_prefix(prefix)?.strip_prefix(kind)?.strip_prefix(' '));
        line.and_then(|count| count.trim().parse::<u64>().ok()).unwrap_or(0)
    };
    let taken = taken.saturating_sub(cached("inactive_file") + cached("active_file"));
    Some(limit.saturating_sub(taken))
}

/// Bytes for people: three digits and a binary unit.
pub(super) fn bytes(count: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    let (mut figure, mut unit) = (count as f64 / 1024.0, 0);
    while figure >= 999.5 && unit + 1 < units.len() {
        figure /= 1024.0;
        unit += 1;
    }
    let places = if figure < 9.995 { 2 } else { usize::from(figure < 99.95) };
    format!("{figure:.places$} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_in_bytes() {
        let table = "MemTotal:       24622020 kB\nMemAvailable:   20000000 kB\n";
        assert_eq!(kibibytes(table, "MemAvailable:"), Some(20_480_000_000));
        assert_eq!(kibibytes(table, "MemGone:"), None);
        assert_eq!(kibibytes("MemAvailable: plenty kB", "MemAvailable:"), None);
    }

    #[test]
    fn limits_of_the_process_leave_what_is_not_taken() {
        let limits = |address: &str, data: &str| {
            format!(
                "Max cpu time unlimited unlimited seconds\nMax data size {data} {data} bytes\nMax address space {address} {address} bytes\n"
            )
        };
        let status = "VmSize:\t 1000 kB\nVmData:\t 400 kB\n";
        assert_eq!(left_to_process(&limits("unlimited", "unlimited"), status), None);
        assert_eq!(left_to_process(&limits("2048000", "unlimited"), status), Some(1_024_000));
        assert_eq!(left_to_process(&limits("2048000", "500000"), status), Some(500_000 - 409_600));
        assert_eq!(left_to_process(&limits("1000", "unlimited"), status), Some(0));
    }

    /// A folder with one control group's files.
    fn group(folder: &Path, files: &[(&str, &str)]) {
        fs::create_dir_all(folder).expect("the folder is ours");
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("the folder is ours");
        }
    }

    #[test]
    fn the_tightest_group_above_the_process_counts() {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        let stat = "anon 5\nfile 999\ninactive_file 200\nactive_file 100\n";
        group(&root.path().join("a"), &[("memory.max", "5000\n"), ("memory.current", "1300\n"), ("memory.stat", stat)]);
        group(&root.path().join("a/b"), &[("memory.max", "max\n"), ("memory.current", "1200\n")]);
        assert_eq!(left_in_groups("0::/a/b\n", root.path()), Some(4000));
        assert_eq!(left_in_groups("0::/\n", root.path()), None);
        // A container's own group under a foreign path.
        group(root.path(), &[("memory.max", "900\n"), ("memory.current", "100\n")]);
        assert_eq!(left_in_groups("0::/docker/123\n", root.path()), Some(800));
    }

    #[test]
    fn groups_of_the_first_version_are_read_too() {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        let files = [
            ("memory.limit_in_bytes", "7000\n"),
            ("memory.usage_in_bytes", "2000\n"),
            ("memory.stat", "inactive_file 1\ntotal_inactive_file 500\n"),
        ];
        group(&root.path().join("memory/x"), &files);
        assert_eq!(left_in_groups("5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n", root.path()), Some(5500));
        assert_eq!(left_in_groups("5:cpu:/x\n", root.path()), None);
    }

    #[test]
    fn this_process_has_memory_where_the_system_tells() {
        if Path::new("/proc/self/status").exists() {
            assert!(resident().expect("the process is resident") > 1 << 20);
        }
    }

    #[test]
    fn bytes_have_three_digits() {
        let texts = [1_536, 10 << 20, 104_857_600, 1_023 << 20, 11 << 30, 4_u64 << 40].map(bytes);
        assert_eq!(texts, ["1.50 KiB", "10.0 MiB", "100 MiB", "1.00 GiB", "11.0 GiB", "4.00 TiB"]);
    }
}
