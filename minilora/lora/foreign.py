"""What did the user give instead of an adapter in PEFT's format, and how can it be converted?

Common cases are an mlx-lm directory, a GGUF file, a merged model, and the parent directory of the checkpoints. The file
names identify them; only the first bytes of a file are read.
"""

from pathlib import Path

CONFIG_FILE, TENSOR_FILE, MLX_FILE = "adapter_config.json", "adapter_model.safetensors", "adapters.safetensors"
PICKLE = "adapter_model.bin"
GGUF_MAGIC = b"GGUF"
MAX_NAMED = 3
"""Maximum number of directories named in an error."""


def is_peft_adapter(path: Path) -> bool:
    """Return whether the directory `path` contains the two files of an adapter in PEFT's format."""
    return (path / CONFIG_FILE).is_file() and (path / TENSOR_FILE).is_file()


def explain_not_peft(path: Path) -> str:
    """Return an error message for `path`, which is not an adapter in PEFT's format: what it is, and what to do."""
    return _explain_file(path) if path.is_file() else _explain_directory(path)


def _explain_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            magic = file.read(len(GGUF_MAGIC))
    except OSError as err:
        return f"cannot read {path}: {err.strerror or err}."
    if magic == GGUF_MAGIC:
        command = _conversion_command(path)
        return f"{path} is a GGUF file; expected a directory in PEFT's format. If it is an adapter, {command}"
    return f"{path} is a file; expected a directory with {CONFIG_FILE} and {TENSOR_FILE}."


def _explain_directory(path: Path) -> str:
    has_config = (path / CONFIG_FILE).is_file()
    if (path / MLX_FILE).is_file() and not (path / TENSOR_FILE).is_file():
        return f"{path} is an mlx-lm adapter; expected PEFT's format. To use it, {_conversion_command(path)}"
    if (path / PICKLE).is_file() and not (path / TENSOR_FILE).is_file():
        return (
            f"{path} contains {PICKLE}, a pickle file, which could run code; minilora does not read it. "
            "Save the adapter again with peft's default, safe_serialization=True."
        )
    if has_config:
        return (
            f"cannot read {path / TENSOR_FILE}: the directory contains only {CONFIG_FILE}. Copy the adapter again; "
            "if DeepSpeed wrote the directory, run its zero_to_fp32.py, or save the adapter with save_pretrained."
        )
    if (path / "config.json").is_file():
        return (
            f"{path} contains a full model (config.json), not an adapter (no {CONFIG_FILE}). "
            "Use it as the base, without an adapter."
        )
    inside = sorted((child.parent.name for child in _configs_in_subdirectories(path)), key=_by_step, reverse=True)
    if inside:
        more = f" and {len(inside) - MAX_NAMED} more" if len(inside) > MAX_NAMED else ""
        return (
            f"{path} contains no {CONFIG_FILE}, but its subdirectories do: {', '.join(inside[:MAX_NAMED])}{more}. "
            "Use one of these."
        )
    return f"{path} contains no {CONFIG_FILE}; expected a directory with it and {TENSOR_FILE}."


def _configs_in_subdirectories(path: Path) -> list[Path]:
    try:
        return list(path.glob(f"*/{CONFIG_FILE}"))
    except OSError:
        return []


def _by_step(name: str) -> tuple[int, str]:
    """Sort key: checkpoint-1000 comes after checkpoint-500."""
    digits = name.rpartition("-")[2]
    return (int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 13 else -1, name)


def _conversion_command(path: Path) -> str:
    return f"convert it with `minilora adapter convert {path} --to peft --base BASE --out DIR`, and use DIR."
