"""One record as tokens with a loss mask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Example:
    """One record as tokens."""

    ids: NDArray[np.int32]
    """Token ids, shape (T,)."""
    loss_mask: NDArray[np.bool_]
    """Shape (T,): True on tokens to be learned; never on the first, which nothing predicts."""
    record_id: str
    replay: bool = False
    """Of a data set that keeps old knowledge (`--replay`), whose loss is reported by itself."""

    @property
    def answer_tokens(self) -> int:
        """Number of tokens to be learned."""
        return int(np.count_nonzero(self.loss_mask))

    def loss_weight(self, prompt_weight: float) -> float:
        """Return the sum of the weights of all predicted tokens: 1 of an answer's, `prompt_weight` of the others."""
        answers = self.answer_tokens
        return answers + prompt_weight * (len(self.ids) - 1 - answers) if prompt_weight else answers
