"""Questions written one by one for an answer, as learners would ask: those of asked/*.txt.

    [busqueda-binaria/definición-1]
    ¿Cómo se busca en una guía de teléfonos sin leerla entera?
    ...

In brackets stands the id of the record that is the answer.
"""

from pathlib import Path

FOLDER = Path(__file__).with_name("asked")


def _read(folder: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            key, *questions = block.split("\n")
            name = key.removeprefix("[").removesuffix("]")
            assert key == f"[{name}]", f"{path.name}: {key!r} is no heading"
            assert questions, f"{path.name}: no question below {key}"
            assert name not in found, f"{path.name}: {key} again"
            found[name] = tuple(questions)
    return found


ASKED = _read(FOLDER)
"""Record id («avl/coste-1») -> questions."""
