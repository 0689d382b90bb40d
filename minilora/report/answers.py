"""Answers of several models to the same questions, with the probability of every token and the differences marked.

Decoding is greedy, so the answers are the most likely ones token by token, and equal models give equal answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import tee
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..chat import Chat
from ..checkpoint import Base
from ..data.encode import encode_prompt
from ..data.jsonl import iter_records
from ..data.records import Conversation, Record, Turn
from ..data.template import AUTO
from ..errors import DataError
from ..generate import generate
from ..model import Decoder
from ..tokenizer import token_texts
from ..training.samples import read_prompts

MAX_QUESTIONS = 12
MAX_NEW_TOKENS = 160
ALTERNATIVES = 3
LINES = ("", ".txt", ".md")
"""Suffixes of files with one question a line; others are data sets."""
CHUNK = 32
"""Positions whose probabilities are computed together."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Question:
    turns: tuple[Turn, ...]
    """The conversation up to the answer; the last turn is the question."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    expected: str = ""
    """The answer in the data, if it has one."""

    @property
    def text(self) -> str:
        return self.turns[-1].content


@dataclass(frozen=True)
class Token:
    text: str
    probability: float
    likely: tuple[tuple[str, float], ...]
    """The most likely tokens at this position, with their probabilities."""
    differs: bool = False
    """Whether the answer that this one is compared with has other tokens here."""


@dataclass(frozen=True)
class Answer:
    tokens: tuple[Token, ...]
    complete: bool
    """Whether the model ended it, before `MAX_NEW_TOKENS`."""

    @property
    def mean_probability(self) -> float:
        """Geometric mean over the tokens: exp of the mean log-probability; 1 for an empty answer."""
        logs = torch.tensor([token.probability for token in self.tokens], dtype=torch.float64).clamp(min=1e-30).log()
        return float(logs.mean().exp()) if len(logs) else 1.0

    @property
    def differing(self) -> int:
        return sum(token.differs for token in self.tokens)


@dataclass(frozen=True)
class Answered:
    question: Question
    answers: Mapping[str, Answer]
    """Name of a model -> its answer."""


@dataclass(frozen=True)
class Prompting:
    """How a question becomes a prompt: as for `Chat`."""

    template: str = AUTO
    template_args: Mapping[str, Any] = field(default_factory=dict)
    system: str = ""
    day: date | None = None


def read_questions(path: Path) -> tuple[tuple[Question, ...], int]:
    """Return the first `MAX_QUESTIONS` questions of a file, and how many it has: a data set, or one question a line.

    Raises:
        DataError: the file cannot be read, or has no question.
    """
    if path.suffix in LINES:
        lines = read_prompts(path)
        return tuple(Question((Turn("user", line),)) for line in lines[:MAX_QUESTIONS]), len(lines)
    questions = [question for record in iter_records(path) if (question := _question(record))]
    if not questions:
        raise DataError(f"{path} has no question; expected records with a user's turn before the answer.")
    return tuple(questions[:MAX_QUESTIONS]), len(questions)


def _question(record: Record) -> Question | None:
    """Return the record up to its last user turn, or None if it is no conversation."""
    content = record.content
    if not isinstance(content, Conversation):
        return None
    last = max((i for i, turn in enumerate(content.turns) if turn.role == "user"), default=None)
    if last is None:
        return None
    answers = [turn.content for turn in content.turns[last + 1 :] if turn.role == "assistant"]
    return Question(content.turns[: last + 1], content.variables, answers[0] if answers else "")


def answer_all(
    base: Base,
    questions: Sequence[Question],
    prompting: Prompting,
    *,
    max_new_tokens: int = MAX_NEW_TOKENS,
    progress: Progress = lambda done, of: None,
) -> list[Answer]:
    """Return the greedy answers of a model.

    Raises:
        DataError, ConfigError: the template rejects a question, or it is too long for the model.
    """
    chat = Chat(base, **vars(prompting))
    answers = []
    for question in questions:
        system = [] if question.turns[0].role == "system" else chat.turns
        prompt = encode_prompt(
            chat.template.render_prompt((*system, *question.turns), question.variables), chat.tokenizer
        )
        limit = base.config.positions
        room = min(max_new_tokens, limit - len(prompt)) if limit else max_new_tokens
        answers.append(_answer(chat, prompt, room))
        progress(len(answers), len(questions))
    return answers


def _answer(chat: Chat, prompt: Sequence[int], max_new_tokens: int) -> Answer:
    ids: list[int] = []
    texts: list[str] = []
    stopped = False
    generated, same = tee(generate(chat.model, prompt, max_new_tokens=max_new_tokens, stop_ids=chat.ends.ids))
    for token_id, text in zip(generated, token_texts(chat.tokenizer, same), strict=True):
        ids.append(token_id)
        texts.append(text)
        if stopped := any(stop in "".join(texts) for stop in chat.ends.texts):
            break
    texts = _cut_at_stop(texts, chat.ends.texts)
    scored = _score(chat.model, prompt, ids[: len(texts)])
    tokens = (
        Token(text, probability, tuple((chat.tokenizer.token_text(i) or "", p) for i, p in likely))
        for text, (probability, likely) in zip(texts, scored, strict=True)
    )
    return Answer(tuple(tokens), stopped or len(ids) < max_new_tokens)


def _cut_at_stop(texts: list[str], stops: Sequence[str]) -> list[str]:
    """Return the texts of tokens up to the first stop string."""
    whole = "".join(texts)
    end = min((at for stop in stops if (at := whole.find(stop)) >= 0), default=len(whole))
    kept, length = [], 0
    for text in texts:
        if length >= end and text:
            break
        kept.append(text[: end - length])
        length += len(text)
    return kept


@torch.no_grad()
def _score(model: Decoder, prompt: Sequence[int], answer: Sequence[int]) -> list[tuple[float, list[tuple[int, float]]]]:
    """Return for each token of `answer` its probability, and the most likely (id, probability) at its position."""
    if not answer:
        return []
    ids = torch.tensor([*prompt, *answer], device=model.device)
    hidden = model.hidden(ids, (len(ids),))[len(prompt) - 1 : -1]
    found = []
    for rows, chosen in zip(hidden.split(CHUNK), ids[len(prompt) :].split(CHUNK), strict=True):
        probabilities: Tensor = model.head(rows).float().softmax(-1)
        best, best_ids = (part.cpu() for part in probabilities.topk(min(ALTERNATIVES, probabilities.shape[-1])))
        own = probabilities.gather(1, chosen[:, None])[:, 0].tolist()
        for row, probability in enumerate(own):
            found.append((probability, list(zip(best_ids[row].tolist(), best[row].tolist(), strict=True))))
    return found


def mark_differences(answer: Answer, reference: Answer) -> Answer:
    """Return the answer with `differs` set for the tokens that the reference does not have at that place."""
    ours, theirs = ([token.text for token in each.tokens] for each in (answer, reference))
    differs = [True] * len(ours)
    for block in SequenceMatcher(a=theirs, b=ours, autojunk=False).get_matching_blocks():
        differs[block.b : block.b + block.size] = [False] * block.size
    tokens = (replace(token, differs=changed) for token, changed in zip(answer.tokens, differs, strict=True))
    return replace(answer, tokens=tuple(tokens))
