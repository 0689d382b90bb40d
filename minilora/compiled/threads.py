"""Threads inside a loop: a barrier that costs less than a microsecond.

    await_all(arrivals, 2 * threads)         the second barrier of a call; `arrivals` is an int64 array of one 0

Each thread counts itself, then reads the count until all have come. Who waits longer than other threads need to
compute gives up its turn on the processor, which may be what the others wait for.
"""

import sys
from typing import Any

from .loops import Intrinsic, inlined

PATIENCE = 2000
"""How often a thread reads the count before it gives up its turn, and again between two turns."""
YIELD = "SwitchToThread" if sys.platform == "win32" else "sched_yield"


@inlined()
def await_all(arrivals: Any, total: Any) -> None:
    """Return when `await_all` has been called `total` times with these arrivals."""
    _count(arrivals)
    reads = 0
    while _counted(arrivals) < total:
        reads += 1
        if reads % PATIENCE == 0:
            _give_up_turn()


@Intrinsic
def _count(context: Any, array: Any) -> Any:
    """Add 1 to the first number of an int64 array; no thread's addition is lost."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        first = context.make_array(array)(context, builder, args[0]).data
        builder.atomic_rmw("add", first, ir.Constant(ir.IntType(64), 1), "seq_cst")
        return context.get_dummy_value()

    return types.void(array), emit


@Intrinsic
def _counted(context: Any, array: Any) -> Any:
    """The first number of an int64 array, and with it all that was written before it became so."""
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load_atomic(context.make_array(array)(context, builder, args[0]).data, "acquire", 8)

    return types.int64(array), emit


@Intrinsic
def _give_up_turn(context: Any) -> Any:
    """Let another thread run, if one is waiting."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.core import cgutils

        kind = ir.FunctionType(ir.IntType(32), [])
        builder.call(cgutils.get_or_insert_function(builder.module, kind, YIELD), [])  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    return types.void(), emit
