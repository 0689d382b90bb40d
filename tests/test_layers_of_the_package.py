"""The layers of the package: which module may import which, and no heavy import before it is needed."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import minilora

PACKAGE = Path(minilora.__file__).parent

FOR_ALL = {
    *("errors", "config", "files", "device", "tokenizer", "token_roles", "tokenizer_class", "stopping", "panics"),
    *("run_record", "names", "notices"),
    *("post_processor", "plots", "sampling", "thread_pool", "compiled", "training_log"),
}
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": {"adapted", "checkpoint", "lora", "training", "export"},
    "__main__": {"cli"},
    "errors": set(),
    "config": set(),
    "files": set(),
    "run_record": set(),
    "training_log": set(),
    "names": set(),
    "notices": set(),
    "panics": set(),
    "plots": set(),
    "device": set(),
    "thread_pool": set(),
    "compiled": set(),
    "tokenizer": set(),
    "token_roles": set(),
    "tokenizer_class": set(),
    "post_processor": set(),
    "stopping": set(),
    "arch": set(),
    "gguf": set(),
    "kernels": set(),
    "lora": {"kernels"},
    "data": set(),
    "model": {"arch", "kernels"},
    "checkpoint": {"model", "gguf", "arch", "kernels"},
    "decode": {"model", "kernels", "gguf", "arch"},
    "sampling": {"gguf"},
    "generate": {"model", "decode"},
    "sampled_softmax": {"model", "data", "kernels"},
    "loss": {"model", "data", "kernels", "sampled_softmax"},
    "evaluate": {"model", "data", "loss"},
    "training": {
        *("adapted", "checkpoint", "data", "evaluate", "generate", "kernels", "lora", "loss", "model"),
        "sampled_softmax",
    },
    "adapted": {"checkpoint", "lora"},
    "merge": {"adapted", "checkpoint", "lora", "arch"},
    "export": {"adapted", "checkpoint", "lora", "gguf", "arch", "merge", "data"},
    "verify": {"adapted", "checkpoint", "lora", "gguf", "arch", "merge", "export", "model", "data", "ollama"},
    "chat": {"checkpoint", "data", "generate"},
    "judge": {"chat", "data"},
    "ollama": {"gguf", "data"},
    "importance": {"checkpoint", "data", "gguf"},
    "extract": {"checkpoint", "lora"},
    "convert": {"adapted", "checkpoint", "lora", "export"},
    "bench": {"checkpoint", "model", "kernels", "lora", "data", "training", "generate"},
    "compare_gguf": {"gguf"},
    "publish": {"adapted", "chat", "checkpoint", "data", "export", "gguf", "lora", "merge", "ollama", "verify"},
    "describe": {"adapted", "checkpoint", "lora", "gguf", "convert", "merge", "arch"},
    "report": {
        *("adapted", "arch", "chat", "checkpoint", "data", "describe", "generate", "gguf", "lora", "model"),
        *("training", "verify"),
    },
}
"""Part of the package -> parts it may import. Itself and FOR_ALL go without saying; `cli` may import everything."""

HEAVY = {"torch", "numpy", "transformers", "tokenizers", "safetensors", "gguf", "numba"}
NEVER = {"transformers", "peft", "xllamacpp", "libgguf", "llama_cpp", "mlx", "mlx_lm"}

FILES = sorted(PACKAGE.rglob("*.py"))


def part(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST, file: Path) -> set[str]:
    """Absolute dotted names of the modules that `tree` imports; for `from . import x`, of x too."""
    package = ("minilora", *file.relative_to(PACKAGE).parent.parts)
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_follow_the_drawing(file: Path) -> None:
    """A part imports only the parts that stand below it, and never an oracle."""
    names = imports(ast.parse(file.read_text(encoding="utf-8")), file)
    assert not {name.split(".")[0] for name in names} & NEVER
    if part(file) == "cli":
        return
    inside = {name.split(".")[1] for name in names if name.startswith("minilora.")} - {"__version__"}
    assert part(file) in MAY_IMPORT, f"{part(file)} is not in the drawing; add it to MAY_IMPORT"
    assert inside <= MAY_IMPORT[part(file)] | FOR_ALL | {part(file)}


@pytest.mark.parametrize("file", [file for file in FILES if part(file) == "lora"], ids=lambda file: file.name)
def test_lora_needs_torch_and_safetensors_alone(file: Path) -> None:
    """The subject of the package can be read, and lifted out, with PyTorch and safetensors in mind."""
    roots = {name.split(".")[0] for name in imports(ast.parse(file.read_text(encoding="utf-8")), file)}
    assert roots - sys.stdlib_module_names <= {"torch", "safetensors", "minilora"}


@pytest.mark.parametrize(
    "module", [m.name for m in walk_packages(minilora.__path__, "minilora.") if "__main__" not in m.name]
)
def test_every_module_imports(module: str) -> None:
    """Every module of the package can be imported by itself."""
    import_module(module)


@pytest.mark.parametrize("statement", ["import minilora", "import minilora.arch", "from minilora.cli import cli"])
def test_light_imports(statement: str) -> None:
    """Importing minilora, its architecture facts or its command line loads nothing heavy."""
    code = f"import sys; {statement}; print(*(sys.modules.keys() & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
