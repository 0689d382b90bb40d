"""Numbers, sizes and times as text, in the notation of each language: 1,234.5 in English, 1 234,5 in Spanish."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .texts import Lang

SEPARATORS: dict[Lang, tuple[str, str]] = {"en": (",", "."), "es": ("\N{NARROW NO-BREAK SPACE}", ",")}
"""Between thousands; before decimals."""
UNKNOWN = "–"


@dataclass(frozen=True)
class Formats:
    lang: Lang

    def filters(self) -> dict[str, Callable[..., str]]:
        """Return the functions as filters of the template."""
        return {name: getattr(self, name) for name in ("count", "number", "fixed", "percent", "size", "duration")}

    def count(self, value: Any) -> str:
        """Format an integer."""
        return self._localized(f"{value:,d}") if isinstance(value, int) and _is_finite(value) else UNKNOWN

    def fixed(self, value: float | None, decimals: int = 2) -> str:
        """Format with a fixed number of decimals."""
        return self._localized(f"{value:,.{decimals}f}") if _is_finite(value) else UNKNOWN

    def number(self, value: float | None, digits: int = 3) -> str:
        """Format with so many significant digits."""
        if value is None or not _is_finite(value):
            return UNKNOWN
        large = 10**digits <= abs(value) < 1e12  # without an exponent
        return self._localized(f"{value:,.0f}" if large else f"{value:,.{digits}g}")

    def percent(self, value: float | None, decimals: int = 1) -> str:
        """Format a share in percent."""
        return f"{self.fixed(100 * value, decimals)} %" if value is not None and _is_finite(value) else UNKNOWN

    def size(self, size_bytes: float | None) -> str:
        """Format a size in binary units: 1.5 MiB."""
        if size_bytes is None or not _is_finite(size_bytes):
            return UNKNOWN
        for unit in ("bytes", "KiB", "MiB"):
            if size_bytes < 1024:
                return f"{self.fixed(size_bytes, 0 if unit == 'bytes' else 1)} {unit}"
            size_bytes /= 1024
        return f"{self.fixed(size_bytes)} GiB"

    def duration(self, elapsed_s: float) -> str:
        """Format a duration in its two largest units: 8.2 s, 3 min 05 s, 2 h 10 min."""
        if elapsed_s < 59.95:
            return f"{self.fixed(elapsed_s, 1)} s"
        minutes, seconds = divmod(round(elapsed_s), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {seconds:02} s"

    def _localized(self, text: str) -> str:
        thousands, decimals = SEPARATORS[self.lang]
        return text.replace(",", "\0").replace(".", decimals).replace("\0", thousands)


def _is_finite(value: object) -> bool:
    return (isinstance(value, float) and math.isfinite(value)) or (isinstance(value, int) and abs(value) < 1 << 1000)
