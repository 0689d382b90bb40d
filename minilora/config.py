"""Settings: frozen dataclasses that refuse nonsense when they are made.

Names follow PEFT (`r`, `lora_alpha`, `lora_dropout`, `target_modules`) so that a user of either tool reads both.
"""

from dataclasses import dataclass

from .errors import ConfigError


@dataclass(frozen=True)
class LoraConfig:
    """How low-rank updates are attached to a model (Hu et al. 2021, arXiv:2106.09685, section 4)."""

    r: int = 8
    """Rank of every update, >= 1."""
    lora_alpha: float = 16
    """Numerator of the scale: scaling = lora_alpha / r."""
    lora_dropout: float = 0.05
    """Share of the inputs of A set to zero while training, in [0, 1)."""
    target_modules: tuple[str, ...] = ("auto",)
    """Each an exact module name, a suffix after a dot (`q_proj`), or `re:REGEX`; or the one word `auto` or
    `all-linear`."""

    def __post_init__(self) -> None:
        if self.r < 1:
            raise ConfigError(f"r is {self.r}; a rank is an integer of at least 1.")
        if not 0 <= self.lora_dropout < 1:
            raise ConfigError(f"lora_dropout is {self.lora_dropout}; expected a share in [0, 1).")
        if not self.target_modules:
            raise ConfigError("target_modules is empty; name a module, `auto` or `all-linear`.")

    @property
    def scaling(self) -> float:
        """Factor of B A: lora_alpha / r, dimensionless."""
        return self.lora_alpha / self.r
