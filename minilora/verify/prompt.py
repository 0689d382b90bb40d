"""Check that Ollama gives the model the training prompt: parse and render the Modelfile as Ollama does."""

import os
from pathlib import Path

from ..data.chat import ChatTemplate
from ..data.rendering import Template
from ..errors import GGUFError, brief
from ..gguf.modelfile import Modelfile, parse_modelfile
from ..gguf.reader import GGUFFile
from ..gguf.token_rows import ADDED_TOKEN_TYPES
from ..ollama.renderers import RENDERERS
from ..ollama.template import CONVERSATIONS, compare, runtime_bos
from ..stopping import NO_STOPS, ConfiguredStops, StoppingCriteria, stopping_criteria
from ..tokenizer import Tokenizer
from .report import Check, Checks, expect

PREFERS_JINJA = ("tools", "tool_call", "<think>")
"""If the file's chat template contains one of these and TEMPLATE does not, Ollama uses the chat template."""


def check_modelfile(
    path: Path, file: GGUFFile, template: Template, tokenizer: Tokenizer, stated: ConfiguredStops = NO_STOPS
) -> Checks:
    """Yield the checks that the Modelfile at `path` belongs to `file` and renders as `template`."""
    try:
        modelfile = parse_modelfile(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, GGUFError) as err:
        yield Check("modelfile", "can be read", False, str(err))
        return
    model = path.parent / modelfile.model
    same_tokenizer = os.path.isfile(model) and model.samefile(file.path)
    yield Check("modelfile", "FROM is the file", same_tokenizer, brief(modelfile.model))
    yield _template(modelfile, template, tokenizer)
    ends = stopping_criteria(tokenizer, stated, end=template.end, opening=template.opening)
    yield _stops(modelfile, file, ends, tokenizer)
    context = file.kv.get(f"{file.kv.get('general.architecture')}.context_length", 0)
    num_ctx = int(modelfile.parameters.get("num_ctx", 0))
    yield Check("modelfile", "num_ctx", 0 < num_ctx <= context, f"{num_ctx} of {context} tokens")
    if modelfile.renderer:
        yield _renderer(modelfile.renderer, template, tokenizer)
        return
    jinja = str(file.kv.get("tokenizer.chat_template", ""))
    is_own = isinstance(template, ChatTemplate) and jinja == template.self_contained
    words = [word for word in PREFERS_JINJA if not is_own and word in jinja and word not in modelfile.template]
    preferred = [f"the file's chat template mentions {word!r}, so Ollama may use it instead" for word in words]
    yield expect("modelfile", "TEMPLATE is what Ollama uses", preferred, "the file's chat template is not preferred")


def _template(modelfile: Modelfile, template: Template, tokenizer: Tokenizer) -> Check:
    bos = runtime_bos(tokenizer)
    try:
        differences = compare(modelfile.template, template, tokenizer)
    except GGUFError as err:
        return Check("modelfile", "TEMPLATE is the training prompt", False, str(err))
    problems = [f"{d.roles}: {d.found!r}, the training prompt is {d.expected!r}" for d in differences]
    if bos and modelfile.template.startswith(bos):
        problems.append(f"TEMPLATE begins with {bos!r}, which the runtime adds, too")
    return expect("modelfile", "TEMPLATE is the training prompt", problems, f"{len(CONVERSATIONS)} conversations")


def _renderer(name: str, template: Template, tokenizer: Tokenizer) -> Check:
    """Check that the renderer of Ollama that takes the place of TEMPLATE writes the training prompt."""
    if name not in RENDERERS:
        known = ", ".join(RENDERERS)
        return Check("modelfile", "RENDERER is the training prompt", False, f"{name} is not one of {known}")
    differences = compare(RENDERERS[name].template, template, tokenizer)
    problems = [f"{d.roles}: {d.found!r}, the training prompt is {d.expected!r}" for d in differences]
    return expect("modelfile", "RENDERER is the training prompt", problems, f"{name}, conversations without tools")


def _stops(modelfile: Modelfile, file: GGUFFile, ends: StoppingCriteria, tokenizer: Tokenizer) -> Check:
    """Check that every end of a completion is a stop, and that the end token of the training is a control token."""
    problems = [f"{stop!r} ends an answer, but is not a stop" for stop in ends.stops if stop not in modelfile.stops]
    types, tokens = (file.kv.get(f"tokenizer.ggml.{key}", []) for key in ("token_type", "tokens"))
    plain = [i for i in ends.learned if i < len(types) and types[i] not in ADDED_TOKEN_TYPES]
    problems += [f"the end token {tokens[i]!r} is not a control token" for i in plain]
    if tokenizer.add_eos:
        problems.append(
            f"the runtime ends every prompt with {tokenizer.token(tokenizer.eos_id)!r}, but training did not: set "
            "add_eos_token to false in tokenizer_config.json and export again"
        )
    return expect("modelfile", "stops", problems, ", ".join(map(repr, modelfile.stops)))
