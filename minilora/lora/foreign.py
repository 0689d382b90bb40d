"""What was given in the place of an adapter in PEFT's format, and what makes one of it.

People give an mlx-lm folder, a GGUF, the model already merged, the folder above the checkpoints. A look at the names of
the files tells which it is; nothing is read but the first bytes of a file.
"""

from pathlib import Path

CONFIG_FILE, TENSOR_FILE, MLX_FILE = "adapter_config.json", "adapter_model.safetensors", "adapters.safetensors"
PICKLE = "adapter_model.bin"
GGUF_MAGIC = b"GGUF"
MAX_NAMED = 3
"""Folders that an error names."""


def is_peft_adapter(path: Path) -> bool:
    """Tell whether the two files of an adapter in PEFT's format are in the folder `path`."""
    return (path / CONFIG_FILE).is_file() and (path / TENSOR_FILE).is_file()


def explain_not_peft(path: Path) -> str:
    """Say what is at `path`, which is no adapter in PEFT's format, and what to do (a whole message)."""
    return _explain_file(path) if path.is_file() else _explain_directory(path)


def _explain_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as err:
        return f"cannot read {path}: {err.strerror or err}."
    if magic == GGUF_MAGIC:
        return f"{path} is a GGUF; a folder in PEFT's format was expected. Where it is an adapter, {_conversion_command(path)}"
    return f"{path} is a file; the folder that holds {CONFIG_FILE} and {TENSOR_FILE} was expected."


def _explain_directory(path: Path) -> str:
    has_config = (path / CONFIG_FILE).is_file()
    if (path / MLX_FILE).is_file() and not (path / TENSOR_FILE).is_file():
        return f"{path} is an adapter of mlx-lm; PEFT's format was expected. To use it, {_conversion_command(path)}"
    if (path / PICKLE).is_file() and not (path / TENSOR_FILE).is_file():
        return (
            f"{path} holds {PICKLE}, a pickle that could run code; it is not read. "
            "Save the adapter again with peft's default, safe_serialization=True."
        )
    if has_config:
        return (
            f"cannot read {path / TENSOR_FILE}: there is no such file beside {CONFIG_FILE}. Copy the adapter again; "
            "where DeepSpeed wrote the folder, run its zero_to_fp32.py, or save the adapter with save_pretrained."
        )
    if (path / "config.json").is_file():
        return (
            f"{path} holds a whole model (config.json), no adapter (no {CONFIG_FILE}). "
            "Give it as the base, without an adapter."
        )
    inside = sorted((child.parent.name for child in _configs_in_subdirectories(path)), key=_by_step, reverse=True)
    if inside:
        more = f" and {len(inside) - MAX_NAMED} more" if len(inside) > MAX_NAMED else ""
        return (
            f"{path} holds no {CONFIG_FILE}, but folders in it do: {', '.join(inside[:MAX_NAMED])}{more}. "
            "Give one of these."
        )
    return f"{path} holds no {CONFIG_FILE}; a folder with it and {TENSOR_FILE} was expected."


def _configs_in_subdirectories(path: Path) -> list[Path]:
    try:
        return list(path.glob(f"*/{CONFIG_FILE}"))
    except OSError:
        return []


def _by_step(name: str) -> tuple[int, str]:
    """Sort key: checkpoint-1000 after checkpoint-500."""
    digits = name.rpartition("-")[2]
    return (int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 13 else -1, name)


def _conversion_command(path: Path) -> str:
    return (
        f"make an adapter in PEFT's format of it with `minilora adapter convert {path} --to peft --base BASE "
        "--out DIR`, and give DIR."
    )
