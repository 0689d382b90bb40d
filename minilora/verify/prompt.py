"""Will Ollama ask the model what training asked it? The Modelfile, read as Ollama reads it."""

import os
from pathlib import Path

from ..data.chat import ChatTemplate
from ..data.rendering import Template
from ..errors import GGUFError, brief
from ..gguf.modelfile import Modelfile, parse_modelfile
from ..gguf.reader import GGUFFile
from ..gguf.token_rows import CUT_OUT
from ..ollama.template import CONVERSATIONS, compare, runtime_bos
from ..stopping import NO_STOPS, ConfiguredStops, StoppingCriteria, stopping_criteria
from ..tokenizer import Tokenizer
from .report import Check, Checks, expect

PREFERS_JINJA = ("tools", "tool_call", "<think>")
"""Where the file's own chat template speaks of these and TEMPLATE does not, Ollama takes the former."""


def check_modelfile(
    path: Path, file: GGUFFile, template: Template, tokenizer: Tokenizer, stated: ConfiguredStops = NO_STOPS
) -> Checks:
    """Yield whether the Modelfile at `path` belongs to `file` and renders `template`."""
    try:
        modelfile = parse_modelfile(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, GGUFError) as err:
        yield Check("modelfile", "can be read", False, str(err))
        return
    found = path.parent / modelfile.model
    there = os.path.isfile(found) and found.samefile(file.path)
    yield Check("modelfile", "FROM is the file", there, brief(modelfile.model))
    yield _template(modelfile, template, tokenizer)
    ends = stopping_criteria(tokenizer, stated, end=template.end, opening=template.opening)
    yield _stops(modelfile, file, ends, tokenizer)
    context = file.kv.get(f"{file.kv.get('general.architecture')}.context_length", 0)
    asked = int(modelfile.parameters.get("num_ctx", 0))
    yield Check("modelfile", "num_ctx", 0 < asked <= context, f"{asked} of {context} tokens")
    jinja = str(file.kv.get("tokenizer.chat_template", ""))
    own = isinstance(template, ChatTemplate) and template.source == jinja
    words = [word for word in PREFERS_JINJA if not own and word in jinja and word not in modelfile.template]
    preferred = [f"the file's chat template mentions {word!r}, so Ollama may use it instead" for word in words]
    yield expect("modelfile", "TEMPLATE is what Ollama uses", preferred, "no other template gets in its way")


def _template(modelfile: Modelfile, template: Template, tokenizer: Tokenizer) -> Check:
    bos = runtime_bos(tokenizer)
    try:
        differences = compare(modelfile.template, template, tokenizer)
    except GGUFError as err:
        return Check("modelfile", "TEMPLATE is the training prompt", False, str(err))
    problems = [f"{d.roles}: {d.found!r}, training had {d.expected!r}" for d in differences]
    if bos and modelfile.template.startswith(bos):
        problems.append(f"TEMPLATE writes {bos!r}, which the runtime adds as well")
    return expect("modelfile", "TEMPLATE is the training prompt", problems, f"{len(CONVERSATIONS)} conversations")


def _stops(modelfile: Modelfile, file: GGUFFile, ends: StoppingCriteria, tokenizer: Tokenizer) -> Check:
    """What ends a completion here is a stop there; and what ended every answer in training is cut out of prompts."""
    problems = [f"{stop!r} is no stop, but ends an answer" for stop in ends.stops if stop not in modelfile.stops]
    types, tokens = (file.kv.get(f"tokenizer.ggml.{key}", []) for key in ("token_type", "tokens"))
    plain = [i for i in ends.learned if i < len(types) and types[i] not in CUT_OUT]
    problems += [f"the end token {tokens[i]!r} is no control token" for i in plain]
    if tokenizer.add_eos:
        problems.append(
            f"the runtime ends every prompt with {tokenizer.token(tokenizer.eos_id)!r}, training did not: set "
            "add_eos_token to false in tokenizer_config.json and export again"
        )
    return expect("modelfile", "stops", problems, ", ".join(map(repr, modelfile.stops)))
