"""Render the model card: README.md with YAML metadata. Everything in it comes from the run's files.

Source: Hugging Face Hub, "Model Cards" (metadata: base_model, license, language, datasets, pipeline_tag).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..gguf.modelfile import Modelfile
from ..run_record import RunRecord
from ..training_log import TrainingLog
from ..verify import Check

SETTINGS: Mapping[str, str] = {
    "train.epochs": "epochs",
    "train.max_steps": "maximum steps",
    "train.batch_size": "batch size",
    "train.max_tokens_per_batch": "tokens in a batch",
    "train.grad_accum": "gradient accumulation",
    "train.lr": "peak learning rate",
    "train.schedule": "schedule",
    "train.warmup_ratio": "warm-up ratio",
    "train.optimizer": "optimizer",
    "train.weight_decay": "weight decay",
    "train.neftune_alpha": "NEFTune alpha",
    "train.sampled_softmax": "sampled softmax: other tokens",
    "train.seed": "seed",
    "device": "device",
}
"""Key of the settings in run.json -> label in the card."""
ADAPTER: Mapping[str, str] = {
    "r": "rank",
    "lora_alpha": "alpha",
    "lora_dropout": "dropout",
    "target_modules": "target modules",
    "use_rslora": "rsLoRA",
    "use_dora": "DoRA",
}
"""Key of adapter_config.json -> label in the card."""


@dataclass(frozen=True)
class CardFacts:
    """Input of the model card."""

    name: str
    base: str | None
    """ORG/NAME on the Hub; None if unknown."""
    base_title: str
    kv: Mapping[str, Any]
    """Key-value data of the first GGUF."""
    record: RunRecord
    adapter: Mapping[str, Any]
    """Content of adapter_config.json."""
    log: TrainingLog
    sizes: Mapping[str, int]
    """File name of a GGUF -> size in bytes."""
    checks: Mapping[str, Sequence[Check]]
    modelfile: Modelfile


def model_card(facts: CardFacts) -> str:
    """Return the text of README.md."""
    parts = [
        _head(facts),
        f"# {facts.name}",
        _about(facts),
        _use(facts),
        _training(facts),
        _loss_table(facts.log),
        _verified(facts),
        "Made with [minilora](https://pypi.org/project/minilora/); this card was written from the run's files.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(facts: CardFacts) -> str:
    kv = facts.kv
    values = {
        "base_model": facts.base,
        "base_model_relation": "finetune" if facts.base else None,
        "license": kv.get("general.license"),
        "license_name": kv.get("general.license.name"),
        "license_link": kv.get("general.license.link"),
        "language": kv.get("general.languages"),
        "pipeline_tag": "text-generation",
        "tags": ["gguf", "lora", "minilora", "text-generation"],
    }
    known = {key: value for key, value in values.items() if value}
    return f"---\n{yaml.safe_dump(known, sort_keys=False, allow_unicode=True)}---"


def _about(facts: CardFacts) -> str:
    base = f"[{facts.base}](https://huggingface.co/{facts.base})" if facts.base else facts.base_title or "its base"
    files = _file_names(facts.record.data.get("train", {}))
    data = f", trained on {files}" if files else ""
    text = f"{base} with a LoRA adapter merged into it{data}. The adapter alone is in `adapter/`, in PEFT's format."
    if link := facts.kv.get("general.license.link"):
        text += f"\n\nThis model is a derivative of its base, whose terms apply: {link}"
    return text


def _use(facts: CardFacts) -> str:
    first = next(iter(facts.sizes))
    rows = "\n".join(f"| `{name}` | {size / 1e6:,.1f} MB |" for name, size in facts.sizes.items())
    return (
        f"## Use\n\n| file | size |\n|---|---|\n{rows}\n\n"
        "With Ollama, from this folder, or straight from the hub:\n\n"
        f"```bash\nollama create {facts.name.lower()} -f Modelfile\nollama run hf.co/ORG/{facts.name}\n```\n\n"
        f"With llama.cpp: `llama-cli -m {first}`. With minilora: `minilora generate --base {first}`.\n\n"
        f"The prompt must be the one of training, which `template` and the Modelfile hold:\n\n"
        f"```\n{facts.modelfile.template.strip()}\n```"
    )


def _training(facts: CardFacts) -> str:
    record = facts.record
    rows = [(title, facts.adapter.get(key)) for key, title in ADAPTER.items()]
    rows += [(title, record.settings.get(key)) for key, title in SETTINGS.items()]
    rows += [("precision of the base", record.dtype), ("template", Path(record.template or "").name)]
    rows += [("variables of the template", json.dumps(record.template_args) if record.template_args else None)]
    rows += [("base's commit", record.revision), ("fingerprint of the base's weights", record.fingerprint)]
    for use, data in record.data.items():
        counts = ", ".join(
            f"{data[key]:,} {key.replace('_', ' ')}" for key in ("records", "tokens", "answer_tokens") if key in data
        )
        rows.append((f"{use} data", f"{_file_names(data)}: {counts}"))
    known = [(title, _cell(value)) for title, value in rows if value not in (None, "", False, [])]
    return "## Training\n\n| setting | value |\n|---|---|\n" + "\n".join(f"| {t} | {v} |" for t, v in known)


def _file_names(data: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in data.get("files", []))


def _loss_table(log: TrainingLog) -> str:
    """Return the last training loss, and the first, the best and the last validation loss."""
    last, val = log.last("loss"), log.validations
    if last is None and not val:
        return ""
    rows = []
    if last is not None:
        rows.append(f"| training, step {log.last_step} | {last:.4f} |")
    for step, loss in dict.fromkeys((*val[:1], *([log.best] if log.best else ()), *val[-1:])):
        rows.append(f"| validation, {f'step {step}' if step else 'the base alone'} | {loss:.4f} |")
    return "## Loss\n\nNats a token, on answers only.\n\n| | loss |\n|---|---|\n" + "\n".join(rows)


def _verified(facts: CardFacts) -> str:
    rows = [
        f"| `{name}` | {_cell(check.part)} | {_cell(check.what)} | {_cell(check.found)} |"
        for name, checks in facts.checks.items()
        for check in checks
        if check.passed
    ]
    return (
        "## Verified\n\n`minilora verify` compared each file with base + adapter, merged again in float32; "
        f"all {len(rows)} checks passed.\n\n| file | part | check | found |\n|---|---|---|---|\n" + "\n".join(rows)
    )


def _cell(value: object) -> str:
    """Return a value as the text of a Markdown table cell."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
