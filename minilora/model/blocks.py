"""Blocks: attention and MLP with residual connections on x (N, C); families differ in the position of the norms.

`attn` is attention, or in some blocks of some families a recurrent mixer (`mixers.py`).

pre_norm          x + attn(norm(x)),         then x + mlp(norm(x))
scaled_pre_norm   x + s · attn(norm(x)),     then x + s · mlp(norm(x))
post_norm         x + norm(attn(x)),         then x + norm(mlp(x))
sandwich          x + norm(attn(norm(x))),   then x + norm(mlp(norm(x)))
parallel          x + attn(norm(x)) + mlp(norm(x)), with one norm
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

from torch import Tensor, nn

from ..arch.config import ModelConfig
from .cache import KVCache
from .mixers import make_mixer
from .mlp import MLPS
from .norms import RMSNorm, make_norm
from .rope import Tables

Branch = Callable[[Tensor], Tensor]


class Block(nn.Module, ABC):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__()
        self.attn = make_mixer(config, index)
        self.mlp = MLPS[config.mlp](config)

    def forward(self, x: Tensor, tables: Tables | None, lengths: Sequence[int], cache: KVCache | None) -> Tensor:
        return self.connect(x, lambda rows: self.attn(rows, tables, lengths, cache), self.mlp)

    @abstractmethod
    def connect(self, x: Tensor, attn: Branch, mlp: Branch) -> Tensor:
        """Return x after both residual branches."""


class PreNorm(Block):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__(config, index)
        self.attn_norm, self.mlp_norm = make_norm(config), make_norm(config)

    def connect(self, x: Tensor, attn: Branch, mlp: Branch) -> Tensor:
        if isinstance(self.attn_norm, RMSNorm) and isinstance(
            self.mlp_norm, RMSNorm
        ):  # fuses each addition with the next norm
            x, rows = self.attn_norm.add_and_norm(x, None)
            x, rows = self.mlp_norm.add_and_norm(x, attn(rows))
            return x + mlp(rows)
        x = x + attn(self.attn_norm(x))
        return x + mlp(self.mlp_norm(x))


class ScaledPreNorm(PreNorm):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__(config, index)
        self.scale = config.residual_scale

    def connect(self, x: Tensor, attn: Branch, mlp: Branch) -> Tensor:
        x = x + attn(self.attn_norm(x)) * self.scale
        return x + mlp(self.mlp_norm(x)) * self.scale


class PostNorm(Block):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__(config, index)
        self.attn_post_norm, self.mlp_post_norm = make_norm(config), make_norm(config)

    def connect(self, x: Tensor, attn: Branch, mlp: Branch) -> Tensor:
        x = x + self.attn_post_norm(attn(x))
        out: Tensor = x + self.mlp_post_norm(mlp(x))
        return out


class Sandwich(Block):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__(config, index)
        self.attn_norm, self.attn_post_norm = make_norm(config), make_norm(config)
        self.mlp_norm, self.mlp_post_norm = make_norm(config), make_norm(config)

    def connect(self, x: Tensor, attn: Branch, mlp: Branch) -> Tensor:
        x = x + self.attn_post_norm(attn(self.attn_norm(x)))
        out: Tensor = x + self.mlp_post_norm(mlp(self.mlp_norm(x)))
        return out


class Parallel(Block):
    def __init__(self, config: ModelConfig, index: int) -> None:
        super().__init__(config, index)
        self.attn_norm = make_norm(config)

    def connect(self, x: Tensor, attn: Branch, mlp: Branch) -> Tensor:
        rows = self.attn_norm(x)
        return x + attn(rows) + mlp(rows)


BLOCKS: Mapping[str, type[Block]] = {
    "pre_norm": PreNorm,
    "scaled_pre_norm": ScaledPreNorm,
    "post_norm": PostNorm,
    "sandwich": Sandwich,
    "parallel": Parallel,
}
