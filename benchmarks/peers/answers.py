"""Answers of llama.cpp (xllamacpp) to the questions of `minilora judge`, for `minilora judge --answers-from`.

    python benchmarks/peers/answers.py model.gguf --questions processed/judge.jsonl --out llama-cpp.jsonl
    minilora judge --base model.gguf --questions processed/judge.jsonl --greedy --answers-from llama-cpp.jsonl

llama.cpp renders the chat template of the GGUF itself; for another template (`--template instruccion`) it gets the ids
of the prompt, which minilora renders, as the TEMPLATE of a Modelfile does for Ollama. By default it answers greedily
and without penalties, as `minilora judge --greedy`; `--set NAME=VALUE` sends other settings (temperature, top_p,
repeat_penalty, seed, ...).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from llama_server import post, start

from minilora.checkpoint import load_tokenizer
from minilora.data.encode import encode_prompt
from minilora.data.records import Turn
from minilora.data.rendering import Template
from minilora.data.template import load_template
from minilora.files import write_text
from minilora.judge import Question, read_questions
from minilora.tokenizer import Tokenizer

GREEDY = {"temperature": 0, "repeat_penalty": 1.0}
CONTEXT = 2048


def main() -> None:
    options = parse()
    questions = read_questions(options.questions)
    server, prompting = start(options.model, context=CONTEXT, threads=options.threads), None
    if options.template != "chat":
        tokenizer = load_tokenizer(str(options.model))
        assert tokenizer
        prompting = tokenizer, load_template(options.template, tokenizer)
    settings = {**GREEDY, **dict(options.set), "max_tokens": options.max_new_tokens}
    answers = []
    for number, question in enumerate(questions, 1):
        answers.append({"id": question.id, "answer": ask(server, question, options.system, settings, prompting)})
        print(f"{number}/{len(questions)}", file=sys.stderr)
    write_text(options.out, "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--system", default="", help="system message, if a question has none of its own")
    parser.add_argument("--template", default="chat", help="that of training, as in `minilora judge`")
    parser.add_argument("--max-new-tokens", type=int, default=400)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--set", type=setting, action="append", default=[], metavar="NAME=VALUE")
    return parser.parse_args()


def setting(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    return name, json.loads(value)


def ask(
    server: Any, question: Question, system: str, settings: dict[str, Any], prompting: tuple[Tokenizer, Template] | None
) -> str:
    """Return the answer to a question, asked in a conversation of its own."""
    turns = list(question.turns)
    if system and turns[0].role != "system":
        turns.insert(0, Turn("system", system))
    if prompting is None:
        messages = [{"role": turn.role, "content": turn.content} for turn in turns]
        reply = post(server, "v1/chat/completions", {"messages": messages, **settings})
        return str(reply["choices"][0]["message"]["content"] or "").strip()
    tokenizer, template = prompting
    prompt = encode_prompt(template.render_prompt(turns), tokenizer)
    stops = {"stop": [template.opening], "n_predict": settings["max_tokens"]}
    return str(post(server, "completion", {"prompt": prompt, **stops, **settings})["content"]).strip()


if __name__ == "__main__":
    main()
