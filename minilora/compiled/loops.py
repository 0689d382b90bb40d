"""The decorators `compiled` and `inlined`, whether Numba is available, and the features of the processor."""

import hashlib
import inspect
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

from ..notices import announce
from .cache import cache_class, compile_lock

_lock = threading.RLock()
_announced: set[str] = set()


@cache
def available() -> bool:
    """Return whether loops can be compiled; if not, report the reason and the consequences once."""
    try:
        numba = import_module("numba")
    except Exception as err:  # an incompatible NumPy or Python raises various types
        _announce_once(
            f"Numba cannot be imported ({str(err)[:200]}): training runs PyTorch's operations, which are slower, and "
            "only f32, f16 and bf16 can be exported."
        )
        return False
    return not numba.config.DISABLE_JIT


def cpu_has(feature: str) -> bool:
    """Return whether loops are compiled for a processor with this feature, in LLVM's spelling."""
    from llvmlite import binding

    return not import_module("numba").config.CPU_NAME and bool(binding.get_host_cpu_features().get(feature, False))


def _announce_once(text: str) -> None:
    if text not in _announced and announce(text):
        _announced.add(text)


class _Lazy:
    """A Numba object that is built when a loop that uses it is compiled."""

    def __init__(self, function: Callable[..., Any]) -> None:
        assert isinstance(function, FunctionType)
        self.function: FunctionType = function
        self.__doc__, self.__name__, self.__module__ = function.__doc__, function.__name__, function.__module__
        self._built: Any = None

    def built(self) -> Any:
        with _lock:
            if self._built is None:
                self._built = self._build()
        return self._built

    def _build(self) -> Any:
        raise NotImplementedError

    def __call__(self, *args: Any) -> Any:
        return (self._built or self.built())(*args)

    @property
    def _numba_type_(self) -> Any:
        """The Numba type of this object in a loop that uses it."""
        context, built = import_module("numba").core.registry.cpu_target.typing_context, self.built()
        context.refresh()  # registers the object that was just built
        return context.resolve_value_type(built)

    def fingerprint(self) -> str:
        """Return a hash of the source text and of the functions and constants that it uses."""
        texts: dict[str, str] = {}
        _collect_sources(self.function, texts)
        return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()


def _collect_sources(function: FunctionType, texts: dict[str, str]) -> None:
    """Add the source text of a function, of those of this package that it uses, and the numbers that it uses."""
    key = f"{function.__module__}.{function.__qualname__}"
    if key in texts:
        return
    texts[key] = inspect.getsource(function)
    for name in _names_in(function.__code__):
        value = function.__globals__.get(name)
        used = value.function if isinstance(value, _Lazy) else inspect.unwrap(value) if callable(value) else value
        if isinstance(used, FunctionType) and used.__module__.partition(".")[0] == __name__.partition(".")[0]:
            _collect_sources(used, texts)
        elif isinstance(used, (int, float)):
            texts[f"{function.__module__}.{name}"] = repr(used)


def _names_in(code: CodeType) -> Iterator[str]:
    """Yield the names of a function's globals and attributes, and those of the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


class _Inlined(_Lazy):
    def __init__(self, function: Callable[..., Any], fastmath: Collection[str], forced: bool = False) -> None:
        super().__init__(function)
        self.fastmath, self.forced = set(fastmath), forced

    def _build(self) -> Any:
        options = {"fastmath": self.fastmath or False, "forceinline": self.forced}
        return import_module("numba").njit(error_model="numpy", nogil=True, **options)(self.function)


class _Compiled(_Inlined):
    def __init__(self, function: Callable[..., Any], fastmath: Collection[str], noalias: bool) -> None:
        super().__init__(function, fastmath)
        self.noalias = noalias

    def _build(self) -> Any:
        dispatcher = super()._build()
        if self.noalias:
            dispatcher._compiler._customize_flags = _set_noalias
        cached = False
        with suppress(
            OSError, RuntimeError, ImportError, AttributeError
        ):  # no source text, no directory, another version of Numba
            on_miss = partial(_announce_once, "compiling kernels, once")
            dispatcher._cache = cache_class()(self.function, self.fingerprint(), on_miss)
            cached = True
        compile_unlocked = dispatcher.compile

        def compile_locked(signature: Any) -> Any:
            with compile_lock():
                if not cached:
                    _announce_once("compiling kernels")
                return compile_unlocked(signature)

        dispatcher.compile = compile_locked
        return dispatcher


def _set_noalias(flags: Any) -> Any:
    """Set a flag of Numba's compiler for which its decorator has no option."""
    flags.noalias = True
    return flags


class Intrinsic(_Lazy):
    """A function of (typing context, argument types) that returns a signature and a code generator (LLVM IR)."""

    def _build(self) -> Any:
        return import_module("numba.extending").intrinsic(self.function)


def compiled(*, fastmath: Collection[str] = (), noalias: bool = False) -> Callable[[Callable[..., Any]], _Compiled]:
    """Compile the decorated function on its first call.

    Args:
        fastmath: LLVM's fast-math flags. Use "contract" (fused multiply-add) and "reassoc" (sums in any order, which
            vectorization needs). Do not use "nnan" or "ninf": NaN in must give NaN out.
        noalias: promise that arrays which the loop writes share no memory with other arrays; this removes a run-time
            check, which matters for short loops.
    """
    return lambda function: _Compiled(function, fastmath, noalias)


def inlined(*, fastmath: Collection[str] = (), forced: bool = False) -> Callable[[Callable[..., Any]], _Inlined]:
    """Compile a function that is inlined into kernels; it has its own `fastmath` flags.

    LLVM may keep a long function as a call, without knowledge of its callers' constants, unless it is `forced`.
    """
    return lambda function: _Inlined(function, fastmath, forced)
