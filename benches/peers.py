#!/usr/bin/env python3
"""Our PHOLD beside that of other simulators: median ratios of alternating runs.

    benches/peers.py FOLDER [--size PENDING:PROCESSES:EVENTS ...] [--rounds N] [--only NAME ...]

FOLDER holds the peers' programs: `peers/` (a Cargo package with one program a peer, `*_phold`), `py/phold.py` and
`ns3/phold.cc`. They are copied out and built elsewhere; what cannot be built or run is left out, with the reason. Every
program takes pending events, logical processes and events to time, and prints events a second as `ev/s=`. Delays are
0.1 s + Exp(1 s), targets random, everywhere.

Machines vary by a factor of two from minute to minute: programs take turns, and the ratio is the median of those of
single rounds. Event-loop libraries for Python get a hundredth of the events.
"""

import argparse
import importlib.util
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZES = ["1e3:1e3:4e6", "1e5:1e4:4e6", "1e7:1e6:4e6"]
NS3 = ["ns3::PriorityQueueScheduler", "ns3::HeapScheduler"]
PYTHON = {"simpy": ["simpy-cb"], "salabim": ["salabim-yieldless"]}


def say(text):
    print(text, file=sys.stderr, flush=True)


def call(command, folder=None, limit=3600):
    """Runs a program; its output, or nothing with a word on the reason."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=limit)
    except (OSError, subprocess.TimeoutExpired) as reason:
        say(f"left out: {command[0]}: {reason}")
        return None
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        say(f"left out: {' '.join(map(str, command))}: exit {done.returncode}: {last}")
        return None
    return done.stdout


def ours():
    """Builds our bench and gives the command that runs it."""
    built = call(["cargo", "bench", "--locked", "--bench", "phold", "--no-run", "--message-format=json"], ROOT)
    found = re.findall(r'"executable":"([^"]*phold-[^"]*)"', built or "")
    if not found:
        sys.exit("our own bench cannot be built")
    return [found[-1], "peer"]


def rust_peers(folder, scratch):
    """Builds the Rust peers one by one, so that one that does not build leaves the others."""
    if not (folder / "peers" / "Cargo.toml").is_file():
        return {}
    package = scratch / "peers"
    shutil.copytree(folder / "peers", package, ignore=shutil.ignore_patterns("target"))
    programs = {}
    for source in sorted((package / "src" / "bin").glob("*_phold.rs")):
        target = ["--target-dir", str(scratch / "target")]
        if call(["cargo", "build", "--release", "--bin", source.stem, *target], package) is not None:
            programs[source.stem.removesuffix("_phold")] = [str(scratch / "target" / "release" / source.stem)]
    return programs


def other_peers(folder, scratch):
    """What Python and C++ offer here."""
    programs = {}
    script = folder / "py" / "phold.py"
    for module, modes in PYTHON.items():
        if not script.is_file() or importlib.util.find_spec(module) is None:
            say(f"left out: {module} is not installed")
            continue
        programs |= {mode: [sys.executable, str(script), mode] for mode in modes}
    source, program = folder / "ns3" / "phold.cc", scratch / "ns3_phold"
    flags = call(["pkg-config", "--cflags", "--libs", "ns3-core"]) if source.is_file() else None
    if flags is not None and call(["g++", "-O3", str(source), *flags.split(), "-o", str(program)]) is not None:
        programs |= {scheduler.removeprefix("ns3::"): [str(program), scheduler] for scheduler in NS3}
    return programs


def rate(name, command, size):
    """Events a second of one run; nothing where it fails."""
    pending, processes, events = size
    if name in {mode for modes in PYTHON.values() for mode in modes}:
        events /= 100
    output = call([*command, f"{pending:.0f}", f"{processes:.0f}", f"{events:.0f}"])
    found = re.search(r"ev/s=\s*([\d.,]+)", output or "")
    return float(found[1].replace(",", "")) if found else None


def compare(programs, own, size, rounds):
    """Alternating runs at one size."""
    rates = {name: [] for name in programs}
    our_rates = []
    for _ in range(rounds):
        our_rates.append(rate("cloudmsg", own, size))
        for name in list(rates):
            found = rate(name, programs[name], size)
            if found is None:
                del rates[name]
            else:
                rates[name].append(found)
    pending, processes, events = size
    print(f"\n{pending:.0e} pending, {processes:.0e} processes, {events:.0e} events, {rounds} rounds")
    print(f"{'program':<24}{'M events/s':>12}{'ours/theirs':>13}")
    print(f"{'cloudmsg':<24}{statistics.median(our_rates) / 1e6:>12.2f}{1:>13.1f}")
    ratios = {name: statistics.median(o / t for o, t in zip(our_rates, theirs)) for name, theirs in rates.items()}
    for name, ratio in sorted(ratios.items(), key=lambda item: item[1]):
        print(f"{name:<24}{statistics.median(rates[name]) / 1e6:>12.2f}{ratio:>13.1f}")
    if ratios:
        print(f"against the best of them: {min(ratios.values()):.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where the peers' programs are")
    parser.add_argument("--size", nargs="+", default=SIZES, help="pending:processes:events")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", help="peers to run; all by default")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        own = ours()
        programs = rust_peers(given.folder, scratch) | other_peers(given.folder, scratch)
        chosen = {name: command for name, command in programs.items() if not given.only or name in given.only}
        for size in given.size:
            compare(chosen, own, [float(part) for part in size.split(":")], given.rounds)


if __name__ == "__main__":
    main()
