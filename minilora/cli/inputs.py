"""What a command works on: base, template, date and adapter, from its options and the adapter's run."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .options import DEFAULT_BASE, DEFAULT_TEMPLATE
from .terminal import print_notes, progress

if TYPE_CHECKING:
    from ..checkpoint import Base


@contextmanager
def importing() -> Iterator[None]:
    """Disable the garbage collector while heavy modules are imported, then exclude their objects from collection.

    This saves 0.2 s when importing torch, and again later.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@dataclass(frozen=True)
class Inputs:
    """The inputs of a command: the given values, else those recorded by the adapter's run, else the defaults."""

    base: str
    template: str
    system: str
    dtype: str
    day: date
    """The date for templates."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template."""


def inputs(
    adapter: Path | None,
    *,
    base: str | None,
    template: str | None = None,
    template_args: Mapping[str, Any] | None = None,
    system: str | None = None,
    dtype: str = "auto",
    day: date | None = None,
    modelfile: Path | None = None,
) -> Inputs:
    """Return the inputs of a command. Print which base and template come from the adapter's run.

    Args:
        modelfile: a Modelfile that may contain the date.
    """
    from ..names import with_revision
    from ..ollama import read_modelfile_date
    from ..run_record import RunRecord

    run = RunRecord.read(adapter) if adapter else RunRecord()
    named = run.base or (_peft_base(adapter) if adapter else None)
    known = with_revision(named, run.revision) if named else None
    sources = {"base": (base, known), "template": (template, run.template)}
    used = [f"{what} {recorded}" for what, (given, recorded) in sources.items() if given is None and recorded]
    print_notes([f"from the adapter: {', '.join(used)}"] if used else [])
    return Inputs(
        base=base or known or DEFAULT_BASE,
        template=template or run.template or DEFAULT_TEMPLATE,
        system=run.system or "" if system is None else system,
        dtype=run.dtype or dtype if dtype == "auto" else dtype,
        template_args=template_args or (run.template_args if template is None else {}),
        day=day or run.day or (read_modelfile_date(modelfile) if modelfile else None) or today(),
    )


def _peft_base(adapter: Path) -> str | None:
    """Return the base in adapter_config.json, or None."""
    from ..errors import AdapterError
    from ..files import read_json
    from ..lora.foreign import CONFIG_FILE

    path = adapter / CONFIG_FILE
    name = read_json(path, AdapterError).get("base_model_name_or_path") if path.is_file() else None
    return name if isinstance(name, str) and name else None


def pack_choice(packed: bool | None, pack: str | None, default: str = "auto") -> str | None:
    """Return the library's `pack` for --packed and --pack; `default` if neither is given.

    Raises:
        ConfigError: both are given.
    """
    from ..errors import ConfigError

    if packed is not None and pack:
        raise ConfigError("--packed is for a GGUF, and --pack quantises a Hugging Face base; use only one of them.")
    return pack or {True: "stored", False: None, None: default}[packed]


def load(
    base: str,
    adapter: Path | None,
    device: str,
    dtype: str,
    packed: bool | None = None,
    pack: str | None = None,
    *,
    default_pack: str = "auto",
) -> "Base":
    """Load the base model, with the adapter if given.

    Args:
        default_pack: how to pack if neither `packed` nor `pack` is given.
    """
    from ..adapted import load_adapted
    from ..checkpoint import load_base
    from ..device import configure_cpu, pick_device, pick_dtype

    configure_cpu()
    torch_device = pick_device(device)
    torch_dtype = pick_dtype(dtype, torch_device)
    packing = pack_choice(packed, pack, default_pack)
    with progress("pack") as advance:
        if adapter:
            loaded = load_adapted(base, adapter, torch_device, torch_dtype, pack=packing, progress=advance)
        else:
            loaded = load_base(base, torch_device, torch_dtype, pack=packing, progress=advance)
    show_packing = loaded.packed and packing != "preferred"
    print_notes((*loaded.files.notes, *([loaded.packing] if show_packing else ())))
    return loaded


def today() -> date:
    """Return the current date. No other function reads the clock for a template."""
    return datetime.now().date()
