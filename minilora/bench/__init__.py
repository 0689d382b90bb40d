"""Measuring: how fast training and generation are on each device of this machine, and whether they agree.

    workload.py     what is measured, so that two machines can do the same
    figures.py      what was measured: spreads, shares of the ceiling, results as files; pure
    parts.py        the three measurements of a device and dtype: ceiling, training, generation
    isolated.py     each part in a process of its own, so that one's memory is not another's
    run.py          the parts on every device and dtype: a result
    parity.py       results are reported only if all sides computed the same; pure
    compare.py      saved results side by side
    chart.py        the same as bars

No figure comes without its spread: a step that another program disturbed shows as a wide range, not as an average.
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
