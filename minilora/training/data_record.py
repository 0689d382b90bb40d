"""data.json: what the model learns from, as it sees it: lengths of the examples, and three of them token by token.

    counts     the statistics of the encoding (`EncodeReport`)
    lengths    edges, counts: a histogram of the tokens of each example; counts[i] are in [edges[i], edges[i + 1])
    records    id, tokens (their texts), learned (one bool a token), of the first, the middle and the last example;
               `more` is the number of tokens after those listed

A report on the run shows it, and cannot compute it again: run.json names the data by file names only.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from ..data.dataset import EncodeReport
from ..data.example import Example
from ..data.store import lengths_of
from ..tokenizer import Tokenizer, token_texts

BINS = 30
MAX_TOKENS = 600
"""Tokens listed of a record."""


def describe_data(examples: Sequence[Example], report: EncodeReport, tokenizer: Tokenizer) -> dict[str, Any]:
    """Return the content of data.json as JSON values."""
    counts, edges = np.histogram(lengths_of(examples), bins=BINS)
    shown = dict.fromkeys((0, len(examples) // 2, len(examples) - 1))
    return {
        "counts": asdict(report),
        "lengths": {"edges": edges.round(2).tolist(), "counts": counts.tolist()},
        "records": [_describe_record(examples[index], tokenizer) for index in shown],
    }


def _describe_record(example: Example, tokenizer: Tokenizer) -> dict[str, Any]:
    ids = example.ids[:MAX_TOKENS].tolist()
    return {
        "id": example.record_id,
        "tokens": list(token_texts(tokenizer, ids)),
        "learned": example.loss_mask[:MAX_TOKENS].tolist(),
        "more": len(example.ids) - len(ids),
    }
