"""The names that `import minilora` promises."""

import minilora
from minilora.checkpoint import load_base


def test_every_public_name_is_there_when_asked_for() -> None:
    """Each name of `__all__` resolves to the object at its home, and only those names have homes."""
    assert set(minilora._HOMES) == set(minilora.__all__)
    assert all(getattr(minilora, name) is not None for name in minilora.__all__)
    assert minilora.load_base is load_base


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As in any module."""
    assert not hasattr(minilora, "nonsense")
