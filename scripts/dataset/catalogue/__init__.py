"""The catalogue: one file an entry, one folder a topic. A file put here is in the data set."""

from ..entry import Entry
from ..modules import attributes

ENTRIES: tuple[Entry, ...] = attributes(__name__, __path__, "ENTRY")
