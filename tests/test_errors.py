"""Limits of error messages: length and number of lines, quoted text; no control characters for a terminal."""

from minilora.errors import MAX_QUOTED, MiniLoraError, brief, quoted

MARK = "ж"


def test_a_message_is_bounded_even_where_nobody_thought_of_it() -> None:
    """Long lines are shortened in the middle, their number is bounded, and control characters are removed."""
    err = str(MiniLoraError(f"config.json has x = {MARK * 70_000}; expected y. Do z."))
    assert err.startswith("config.json has x = ")
    assert err.endswith("; expected y. Do z.")
    assert err.count(MARK) <= MAX_QUOTED
    assert "characters) … " in err
    assert len(str(MiniLoraError(f"{MARK}\n" * 70_000)).splitlines()) < 300
    assert str(MiniLoraError("a\x1b[31m\x00\x9b\ud800\tb\nc")) == "a\\x1b[31m\\x00\\x9b\\ud800\tb\nc"
    assert str(MiniLoraError("short")) == "short"


def test_quoted_and_brief_are_short_and_keep_both_ends() -> None:
    for make in (quoted, brief):
        for value in (MARK * 70_000, [MARK * 400] * 50, {"a": [[[[[[[["b"]]]]]]]]}, 10**400, ValueError(MARK * 400)):
            assert len(make(value)) <= MAX_QUOTED
    assert quoted("x" * 299) == repr("x" * 299)[:180] + f" … ({301 - 260} characters) … " + repr("x" * 299)[-80:]
    assert (quoted("hola"), quoted(None), brief(" a\n b ")) == ("'hola'", "None", "a b")
