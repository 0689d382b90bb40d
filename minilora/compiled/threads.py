"""A barrier for threads inside a compiled loop, which takes less than a microsecond.

    barrier_wait(arrivals, 2 * threads)      the second barrier of a call; `arrivals` is int64 (1,), initially 0

Each thread increments the count, then spins until all have arrived. A thread that spins for long yields its processor,
since another thread may need it.
"""

import sys
from typing import Any

from .loops import Intrinsic, inlined

SPINS_PER_YIELD = 2000
"""Reads of the count between two yields."""
YIELD_FUNCTION = "SwitchToThread" if sys.platform == "win32" else "sched_yield"


@inlined()
def barrier_wait(arrivals: Any, total: Any) -> None:
    """Return when `barrier_wait` has been called `total` times with these arrivals."""
    _increment(arrivals)
    reads = 0
    while _load_count(arrivals) < total:
        reads += 1
        if reads % SPINS_PER_YIELD == 0:
            _yield_processor()


@Intrinsic
def _increment(context: Any, array: Any) -> Any:
    """Add 1 to the first element of an int64 array, atomically."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        first = context.make_array(array)(context, builder, args[0]).data
        builder.atomic_rmw("add", first, ir.Constant(ir.IntType(64), 1), "seq_cst")
        return context.get_dummy_value()

    return types.void(array), emit


@Intrinsic
def _load_count(context: Any, array: Any) -> Any:
    """Read the first element of an int64 array, atomically, with acquire semantics."""
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load_atomic(context.make_array(array)(context, builder, args[0]).data, "acquire", 8)

    return types.int64(array), emit


@Intrinsic
def _yield_processor(context: Any) -> Any:
    """Yield the processor to another thread, if one is waiting."""
    from llvmlite import ir
    from numba import types

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from numba.core import cgutils

        kind = ir.FunctionType(ir.IntType(32), [])
        builder.call(cgutils.get_or_insert_function(builder.module, kind, YIELD_FUNCTION), [])  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    return types.void(), emit
