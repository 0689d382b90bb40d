"""Which functions are loops to be compiled, when that happens, and whether it can happen here."""

import hashlib
import inspect
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from types import FunctionType
from typing import Any

from ..notices import announce
from .cache import alone, cache_class

_lock = threading.RLock()
_said: set[str] = set()


@cache
def available() -> bool:
    """Tell whether loops can be compiled here; where they cannot, say once why, and what that means."""
    try:
        numba = import_module("numba")
    except Exception as err:  # a NumPy or Python too new for it is told by several kinds of error
        _say_once(
            f"Numba cannot be imported ({str(err)[:200]}): training runs PyTorch's operations, which are slower, and "
            "only f32, f16 and bf16 can be exported."
        )
        return False
    return not numba.config.DISABLE_JIT


def _say_once(text: str) -> None:
    if text not in _said and announce(text):
        _said.add(text)


class _Lazy:
    """Something of Numba's that is built when a loop that names it is compiled."""

    def __init__(self, function: Callable[..., Any]) -> None:
        assert isinstance(function, FunctionType)
        self.function = function
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
        """What Numba takes this object for, where a loop names it."""
        context, built = import_module("numba").core.registry.cpu_target.typing_context, self.built()
        context.refresh()  # so that it knows what has just been built
        return context.resolve_value_type(built)

    def fingerprint(self) -> str:
        """Return a hash of the source text, and of all that it names: other parts, and numbers."""
        texts: dict[str, str] = {}
        self._gather(texts)
        return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()

    def _gather(self, texts: dict[str, str]) -> None:
        key = f"{self.__module__}.{self.__name__}"
        if key in texts:
            return
        texts[key] = inspect.getsource(self.function)
        for name in self.function.__code__.co_names:
            value = self.function.__globals__.get(name)
            if isinstance(value, _Lazy):
                value._gather(texts)
            elif isinstance(value, (int, float)):
                texts[f"{self.__module__}.{name}"] = repr(value)


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
            dispatcher._compiler._customize_flags = _with_noalias
        cached = False
        with suppress(OSError, RuntimeError, ImportError, AttributeError):  # no source text, no directory, other Numba
            on_miss = partial(_say_once, "compiling kernels, once")
            dispatcher._cache = cache_class()(self.function, self.fingerprint(), on_miss)
            cached = True
        compile_it = dispatcher.compile

        def compile_alone(signature: Any) -> Any:
            with alone():
                if not cached:
                    _say_once("compiling kernels")
                return compile_it(signature)

        dispatcher.compile = compile_alone
        return dispatcher


def _with_noalias(flags: Any) -> Any:
    """Set the flag of Numba's compiler that its decorator has no option for."""
    flags.noalias = True
    return flags


class Intrinsic(_Lazy):
    """A function of (typing context, argument types) that returns a signature and what emits LLVM's instructions."""

    def _build(self) -> Any:
        return import_module("numba.extending").intrinsic(self.function)


def compiled(*, fastmath: Collection[str] = (), noalias: bool = False) -> Callable[[Callable[..., Any]], _Compiled]:
    """Compile the function when it is first called; `fastmath` names the liberties of LLVM that it allows.

    Use "contract" (a product and a sum may be one instruction) and "reassoc" (a sum may be taken in parts, as a
    vectorised one must). Not "nnan" and "ninf": NaN in must give NaN out.
    `noalias` promises that an array which the loop writes shares no memory with another; a short loop is then not
    preceded by a check of that.
    """
    return lambda function: _Compiled(function, fastmath, noalias)


def inlined(*, fastmath: Collection[str] = (), forced: bool = False) -> Callable[[Callable[..., Any]], _Inlined]:
    """The same for a part of kernels, which is compiled into each of them; its `fastmath` is its own.

    LLVM decides whether a long part stays a function, where it knows no constants of its callers; not if `forced`.
    """
    return lambda function: _Inlined(function, fastmath, forced)
