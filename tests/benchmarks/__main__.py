"""``python -m tests.benchmarks [NAME …]``: run the named benchmarks, or all of them."""

import argparse

from tests.benchmarks import (
    augmentation,
    curves,
    engine_speed,
    errors_in_front,
    fine_tuning,
    health,
    inside,
    late_in_a_run,
    layer_statistics,
    live,
    memory,
    pad_latency,
    runs,
    snapshots,
    start,
)

BENCHMARKS = {
    "augmentation": augmentation.main,
    "curves": curves.main,
    "engine": engine_speed.main,
    "errors": errors_in_front.main,
    "fine-tuning": fine_tuning.main,
    "health": health.main,
    "inside": inside.main,
    "late": late_in_a_run.main,
    "live": live.main,
    "memory": memory.main,
    "pad": pad_latency.main,
    "runs": runs.main,
    "snapshots": snapshots.main,
    "start": start.main,
    "statistics": layer_statistics.main,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(BENCHMARKS)} (default: all)")
    names = parser.parse_args().names
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    for name in names or BENCHMARKS:
        print(f"== {name} ==", flush=True)
        BENCHMARKS[name]()
        print(flush=True)


if __name__ == "__main__":
    main()
