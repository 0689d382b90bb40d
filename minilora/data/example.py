"""Example: a record as tokens with a loss mask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Example:
    """The tokens of one record."""

    ids: NDArray[np.int32]
    """Token ids, shape (T,)."""
    loss_mask: NDArray[np.bool_]
    """True for learned tokens, shape (T,); False for the first, which is never predicted."""
    record_id: str
    replay: bool = False
    """Whether it is from a replay data set (`--replay`), whose loss is reported separately."""

    @property
    def answer_tokens(self) -> int:
        """Number of learned tokens."""
        return int(np.count_nonzero(self.loss_mask))

    def loss_weight(self, prompt_weight: float) -> float:
        """Return the summed weights of the predicted tokens: 1 for answer tokens, `prompt_weight` for the others."""
        answers = self.answer_tokens
        return answers + prompt_weight * (len(self.ids) - 1 - answers) if prompt_weight else answers
