#!/usr/bin/env python3
"""Runs a sweep shard by shard on Dask workers and merges the shards.

    pip install "dask[distributed]"
    python dask_sweep.py scenarios/relay-sweep.toml --out results/relay-sweep --shards 8

Without --scheduler a LocalCluster of worker processes is started on this machine; with it the workers of that scheduler
are used, which must see the scenario, the program and the folder of --out under the same paths.

A shard whose worker dies is given to another worker, which goes on where it stopped: `--resume` keeps whole points and
begins anew where there are none. The result has the bytes of an undivided `cloudmsg sweep`.
"""

import argparse
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from distributed import Client, LocalCluster, as_completed

DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def die_with_worker():
    """On Linux the program goes when the worker that started it goes; elsewhere the next one waits for it to end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)


def run_shard(index, of, program, scenario, folder, more):
    """Runs one shard; returns what it said. Raises where the program does not succeed."""
    command = [program, "sweep", scenario, f"--shard={index}/{of}", f"--out={folder}", "--resume", "--threads=1", *more]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=die_with_worker)
    if done.returncode != 0:
        raise RuntimeError(f"shard {index}/{of} ended with code {done.returncode}:\n{done.stderr}")
    return done.stdout.strip()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", type=pathlib.Path, help="scenario file with a table [sweep]")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="result folder; shards are kept beside it")
    parser.add_argument("--shards", type=int, default=4 * (os.cpu_count() or 1), help="tasks (4 for each core)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes of a local cluster")
    parser.add_argument("--scheduler", help="address of a running scheduler, instead of a local cluster")
    parser.add_argument("--program", default=shutil.which("cloudmsg") or "cloudmsg", help="path of cloudmsg")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="passed on, for all shards")
    return parser.parse_args()


def connect(typed):
    if typed.scheduler:
        return Client(typed.scheduler)
    cluster = LocalCluster(n_workers=typed.workers, threads_per_worker=1, processes=True, dashboard_address=None)
    return Client(cluster)


def main():
    typed = arguments()
    out = typed.out.resolve()
    shards = [out.with_name(f"{out.name}-shard-{index}-of-{typed.shards}") for index in range(typed.shards)]
    more = [f"--set={setting}" for setting in typed.set]
    with connect(typed) as client:
        for address, worker in client.scheduler_info(n_workers=-1)["workers"].items():
            pid = client.run(os.getpid, workers=[address])[address]
            print(f"worker {worker['name']}, process {pid}", file=sys.stderr, flush=True)
        tasks = [
            client.submit(
                run_shard, index, typed.shards, typed.program, str(typed.scenario.resolve()), str(folder), more,
                key=f"shard-{index}-of-{typed.shards}", pure=False,
            )
            for index, folder in enumerate(shards)
        ]
        for task, said in as_completed(tasks, with_results=True):
            print(said, file=sys.stderr, flush=True)
    merge = [typed.program, "sweep", "merge", *map(str, shards), f"--out={out}"]
    merged = subprocess.run(merge)
    if merged.returncode == 0:
        for folder in shards:
            shutil.rmtree(folder)
    return merged.returncode


if __name__ == "__main__":
    sys.exit(main())
