"""Benchmark training and generation on each device of this machine, and check that their losses agree.

    workload.py     the workload, which can be repeated on another machine
    figures.py      the results as dataclasses and JSON files
    parts.py        the three measurements of a device and dtype: GEMM ceiling, training, generation
    isolated.py     run each measurement in a separate process, so that its peak memory is its own
    run.py          bench(): all measurements on every device and dtype
    parity.py       reject results whose losses differ
    compare.py      compare saved results with a reference
    chart.py        plot results as bars

Every figure has a range (lowest to highest), so that a disturbance by another program is visible.
"""

from .figures import Cell, Generation, Result, Spread, Training, read_result
from .parity import check_parity
from .run import bench
from .workload import QUICK, Workload

__all__ = [
    "QUICK",
    "Cell",
    "Generation",
    "Result",
    "Spread",
    "Training",
    "Workload",
    "bench",
    "check_parity",
    "read_result",
]
