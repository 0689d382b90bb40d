"""The data set is written in Spanish: its words are in a Spanish word list, its sentences built of Spanish ones."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import simplemma
from dataset.phrasings.learners import ASKED

PALABRAS = Path(__file__).with_name("palabras.txt")
APPROVED = set(PALABRAS.read_text("utf-8").split())

CODE = re.compile(r"```.*?```|`[^`]*`|«[^»]*»", re.S)
TOKEN = re.compile(r"\w+")
LETTERS = re.compile(r"[a-záéíóúüñö]{3,}", re.I)
PRONOUNS = re.compile(r"(.+(?:[aeií]r|ndo))(?:me|te|se|l[aeo]s?)")
"""What an infinitive or a gerund may carry behind it: «calcularlo», «acumulándolo»."""
COMMAND = re.compile(r"(.*[áéíóú].*?)(?:me|te|se)?(?:l[aeo]s?)?")
"""The same of an imperative, whose accent shows where it ends without them: «explícamelo»."""
UNACCENTED = str.maketrans("áéíóúü", "aeiouu")
GLUE = re.compile(
    r"\b(a|al|así|aunque|cada|como|con|cual|cuando|de|del|desde|donde|dos|el|ella|en|entre|es|esa|ese|eso|esta|está|este|esto"
    r"|ha|hace|hasta|hay|la|las|le|lo|los|más|mayor|menor|mientras|muy|no|o|otra|otro|para|pero|por|porque|puede|que|qué"
    r"|queda|se|según|ser|si|sí|sin|sino|sobre|solo|son|su|sus|también|tan|tiene|toda|todas|todo|todos|tras|un|una|uno"
    r"|unos|va|vale|y|ya)\b"
)
"""Words that hold Spanish sentences together; English ones (the, of, is) are absent."""
LEAST_GLUE = 0.25


def words(text: str) -> list[str]:
    """The words of three letters and more, in lower case; code, quoted letters and formulas have none."""
    tokens = TOKEN.findall(CODE.sub(" ", text).replace("*", ""))
    return [token.lower() for token in tokens if LETTERS.fullmatch(token)]


def is_spanish(word: str) -> bool:
    verb = PRONOUNS.fullmatch(word) or COMMAND.fullmatch(word)
    forms = (word, verb[1], verb[1].translate(UNACCENTED)) if verb else (word,)
    return any(simplemma.is_known(form, "es") for form in forms)


@pytest.fixture(scope="module")
def vocabulary(records: list[dict[str, Any]], phrasings: list[dict[str, Any]]) -> set[str]:
    """All words of questions and answers, and of the questions that are asked only as typed in a hurry."""
    said = (f"{record['instruction']}\n{record['output']}" for record in records)
    asked = (record["instruction"] for record in phrasings)
    return set(chain.from_iterable(map(words, chain(said, asked, *ASKED.values()))))


def test_words_are_spanish(records: list[dict[str, Any]], vocabulary: set[str]) -> None:
    """Every word is in simplemma's list of Spanish word forms, or in palabras.txt (names, terms), which was read.

    Questions typed in a hurry have words without accents: those of a known word.
    """
    known = {word for word in vocabulary if word in APPROVED or is_spanish(word)}
    hurried = {word.translate(UNACCENTED) for word in known}
    answered = set(chain.from_iterable(words(record["output"]) for record in records))
    assert answered - known == set()
    assert vocabulary - known - hurried == set()


def test_approved_words_are_needed(vocabulary: set[str]) -> None:
    """palabras.txt is sorted and holds only words that the data set uses and the list lacks."""
    assert sorted(word for word in vocabulary & APPROVED if not is_spanish(word)) == PALABRAS.read_text("utf-8").split()


def test_sentences_are_spanish(records: list[dict[str, Any]]) -> None:
    """In every answer's prose at least a quarter of the words are Spanish function words."""
    for record in records:
        prose = CODE.sub(" ", record["output"]).lower()
        assert len(GLUE.findall(prose)) >= LEAST_GLUE * len(words(prose)), record["id"]


def test_questions_open_and_close(records: list[dict[str, Any]], phrasings: list[dict[str, Any]]) -> None:
    """Question marks come in pairs, as Spanish wants them; «!» may also be a factorial, «¡» needs its pair."""
    for record in (*records, *phrasings):
        for text in (record["instruction"], CODE.sub(" ", record["output"])):
            assert text.count("¿") == text.count("?"), record["id"]
            assert text.count("¡") <= text.count("!"), record["id"]
