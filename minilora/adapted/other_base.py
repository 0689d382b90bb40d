"""Warn if the base has the right shapes but is not the one on which the adapter was trained.

Two releases of a model can have equal shapes (Qwen3-4B and Qwen3-4B-Instruct-2507). run.json has a fingerprint of
the base's weights. PEFT's adapter_config.json has only a name, which can be compared if both are names on the Hub.
"""

from pathlib import Path

from ..checkpoint import BaseFiles
from ..lora import Adapter
from ..names import hub_name
from ..names.spec import is_repo_id
from ..run_record import RunRecord


def warn_if_other_base(files: BaseFiles, adapter: Adapter, path: Path) -> list[str]:
    """Return a warning that names both bases if they differ; an empty list if they agree or cannot be compared.

    Raises:
        TrainingError: if the adapter's run.json is damaged.
    """
    record = RunRecord.read(path)
    given = hub_name(files.path)
    if record.fingerprint is not None:
        trained, differs = record.base or "another base", record.fingerprint != files.fingerprint
    else:
        trained = adapter.base_model or ""
        differs = given is not None and is_repo_id(trained) and trained != given
    if not differs:
        return []
    return [
        f"the adapter was trained on {trained}, but the base is {given or files.path}, which has the same shapes and "
        "other weights. The quality of its completions may be lower"
    ]
