"""run.json: the date of a run, for templates that write it (`strftime_now`).

The date is an input like any other: chosen when the run begins, kept beside every adapter that the run leaves (also
in best/ and checkpoint-<step>/), and used again by whoever goes on from it or asks the adapter. A run whose template
writes no date has no such file.
"""

from datetime import date
from pathlib import Path

from ..errors import TrainingError
from ..files import read_json, write_json

FILE = "run.json"


def record_day(folder: Path, day: date | None) -> None:
    """Write the date into a run directory or one of its adapters; without a date the file goes away."""
    if day is None:
        (folder / FILE).unlink(missing_ok=True)
    else:
        write_json(folder / FILE, {"date": day.isoformat()})


def recorded_day(folder: Path) -> date | None:
    """Return the date that the adapter in `folder` was trained with; None where it does not depend on one.

    Raises:
        TrainingError: when the file is there and holds no date.
    """
    path = folder / FILE
    if not path.exists():
        return None
    found = read_json(path, TrainingError).get("date")
    try:
        return date.fromisoformat(str(found))
    except ValueError as err:
        raise TrainingError(
            f"{path} says {str(found)[:40]!r} for the date of the run; expected YYYY-MM-DD. Correct it, or give --date."
        ) from err
