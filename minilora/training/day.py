"""run.json: the date of a run, for chat templates that write a date (`strftime_now`).

The date is an input of the run. It is set when the run starts and saved with every adapter of the run, also in best/
and checkpoint-<step>/. Resuming the run and generating with the adapter use the same date. A run whose template writes
no date has no run.json.
"""

from datetime import date
from pathlib import Path

from ..errors import TrainingError
from ..files import read_json, write_json

FILE = "run.json"


def write_run_date(folder: Path, day: date | None) -> None:
    """Write `day` to run.json in `folder`; if it is None, delete the file."""
    if day is None:
        (folder / FILE).unlink(missing_ok=True)
    else:
        write_json(folder / FILE, {"date": day.isoformat()})


def read_run_date(folder: Path) -> date | None:
    """Return the date that the adapter in `folder` was trained with, or None if it does not depend on one.

    Raises:
        TrainingError: the file exists but has no valid date.
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
