"""A warning where a base of the right shape is not the one that an adapter was trained on.

Shapes alone do not tell two releases of a model apart (Qwen3-4B and Qwen3-4B-Instruct-2507). A run of ours records a
fingerprint of the base's weights; PEFT's adapter_config.json has a name, which says something where both are names of
the hub.
"""

from pathlib import Path

from ..checkpoint import BaseFiles
from ..lora import Adapter
from ..names import hub_name
from ..names.spec import is_repo_id
from ..run_record import RunRecord


def other_base(files: BaseFiles, adapter: Adapter, path: Path) -> list[str]:
    """Return a line that names both bases where they differ; nothing where they agree, or nothing is known.

    Raises:
        TrainingError: when the adapter's run.json is damaged.
    """
    record = RunRecord.read(path)
    here = hub_name(files.path)
    if record.fingerprint is not None:
        trained, differs = record.base or "another base", record.fingerprint != files.fingerprint
    else:
        trained = adapter.base_model or ""
        differs = here is not None and is_repo_id(trained) and trained != here
    if not differs:
        return []
    return [
        f"the adapter was trained on {trained}; the base given is {here or files.path}, of the same shape but with "
        "other weights. Its answers may be worse than those of training"
    ]
