"""Which of the prompt renderers built into Ollama writes the prompts of a training template?

For some families Ollama has the chat template as Go code (RENDERER), and a parser of answers (PARSER), which finds tool
calls and thoughts. RENDERER takes precedence over TEMPLATE. For conversations of texts alone, the code of a renderer is
a TEMPLATE, below, which is compared with the training template; what it does with tools and pictures is not compared.

Source: ollama, model/renderers/{renderer,lfm2,olmo3,olmo3_think,qwen35}.go; model/parsers/parsers.go.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..data.rendering import Template
from ..errors import GGUFError
from ..tokenizer import Tokenizer
from .template import compare

TURNS = (
    '{{ range .Messages }}{{ if eq .Role "user" }}<|im_start|>user\n{{ .Content }}<|im_end|>\n'
    '{{ else if eq .Role "assistant" }}<|im_start|>assistant\n{{ .Content }}<|im_end|>\n{{ end }}{{ end }}'
    "<|im_start|>assistant\n"
)
OLMO = (
    "You are Olmo, a helpful AI assistant built by Ai2. Your date cutoff is December 2024, and your model weights are "
    "available at https://huggingface.co/allenai."
)
NO_FUNCTIONS = " You do not currently have access to any functions. <functions></functions>"


def _chatml(*, before: str = "", after: str = "", default: str | None = None, tail: str = "") -> str:
    """Return ChatML as a TEMPLATE.

    Args:
        before: text before the prompt.
        after: text after a given system message.
        default: the system message if none is given; None for none.
        tail: text after the generation prompt.
    """
    opening, closing = "<|im_start|>system\n", "<|im_end|>\n"
    otherwise = "" if default is None else f"{{{{ else }}}}{opening}{default}{closing}"
    system = f"{{{{ if .System }}}}{opening}{{{{ .System }}}}{after}{closing}{otherwise}{{{{ end }}}}"
    return before + system + TURNS + tail


@dataclass(frozen=True)
class Renderer:
    """A renderer of Ollama, and the parser of answers that belongs to it."""

    parser: str
    """PARSER"""
    template: str
    """The TEMPLATE that renders texts alike."""


RENDERERS: Mapping[str, Renderer] = {
    "lfm2": Renderer("lfm2", _chatml(before="<|startoftext|>")),
    "olmo3": Renderer("olmo3", _chatml(default="You are a helpful function-calling AI assistant." + NO_FUNCTIONS)),
    "olmo3.1": Renderer("olmo3", _chatml(default=OLMO + NO_FUNCTIONS)),
    "olmo3-think": Renderer("olmo3-think", _chatml(after=NO_FUNCTIONS, default=OLMO, tail="<think>")),
    "olmo3-32b-think": Renderer(
        "olmo3-think", _chatml(after=NO_FUNCTIONS, default="You are a helpful AI assistant.", tail="<think>")
    ),
    "qwen3.5": Renderer("qwen3.5", _chatml(tail="<think>\n")),
}
"""RENDERER -> those of families that minilora trains. `lfm2-thinking` renders texts as `lfm2` does."""


def find_renderer(template: Template, tokenizer: Tokenizer) -> str:
    """Return the name of the renderer that writes the prompts of `template`.

    Raises:
        GGUFError: there is none.
    """
    for name, renderer in RENDERERS.items():
        if not compare(renderer.template, template, tokenizer):
            return name
    raise GGUFError(
        f"none of Ollama's renderers that minilora knows ({', '.join(RENDERERS)}) writes the prompts of this template. "
        "Leave --renderer out: TEMPLATE writes them."
    )
