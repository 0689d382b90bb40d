"""The texts for the comparison of tokenizers and of logits."""

from ..gguf.added_tokens import added_token_texts, probe_texts
from ..tokenizer import Tokenizer

LOGIT_TEXTS = (
    "Una pila guarda elementos de modo que el último que entra es el primero que sale. ¿Para qué sirve? Para volver "
    "atrás: cada llamada a una función apila su marco, y al terminar lo retira.",
    "A binary search halves the list at every step, so it needs about log2(n) comparisons; the list must be sorted.",
    "Instrucción: Explica la búsqueda binaria con un ejemplo en Python.\nRespuesta: La búsqueda binaria compara el "
    "elemento central con el que se busca y descarta la mitad.",
    'def factorial(n: int) -> int:\n    """Return n!."""\n    return 1 if n < 2 else n * factorial(n - 1)\n',
)
"""Texts for the comparison of logits."""

TOKENIZER_TEXTS = (
    *LOGIT_TEXTS,
    "",
    " ",
    "  dos   tres    cuatro     espacios ",
    "tab\tand\t\ttabs \t mixed",
    "línea\nlínea\n\n\nlínea\r\nlínea\r\n\r\n",
    "\n\n  sangría\n\tsangría",
    "¡Ñandú! ¿Pingüino? «Sí», dijo él — 20 % más… ª º",
    "naïve café e\u0301 A\u030a",  # decomposed accents
    "No se puede: it's we're I'll DON'T y'all",
    "1 12 123 1234 3.1415 1,000,000 0xFF 1e-5 ½ ²",
    "O(n log n) ≤ Θ(n²), ∑ᵢ xᵢ ≠ ∞",
    "for (int i = 0; i < n; ++i) { a[i] += b[i] & 0xff; }  // loop",
    "SELECT * FROM t WHERE a<>b AND c IS NOT NULL;",
    "https://example.org/a_b?c=d&e=%20#f user@example.org",
    "🦙 👩‍👩‍👧‍👦 🇪🇸 ❤️ 👍🏽",
    "日本語のテキスト。中文，한국어 русский العربية עברית हिन्दी ไทย",
    "a" * 70,
    "!!!???...---___***###@@@",
    "\u00a0no-break\u200bzero\ufeffbom\u00ad",
    "U+2581 is no space: a▁b ▁ c",
    "<|im_start|>user\nHola<|im_end|>\n<|im_start|>assistant\n",
    "<s>[INST] Hola [/INST]</s><start_of_turn>user<end_of_turn><|eot_id|><|endoftext|>",
)
"""Texts to encode and decode: Spanish, English, code, numbers, whitespace, scripts, emoji, special tokens."""


def tokenizer_texts(*tokenizers: Tokenizer) -> tuple[str, ...]:
    """Return `TOKENIZER_TEXTS` and the `probe_texts` of each added token of these tokenizers."""
    tokens = dict.fromkeys(token for tokenizer in tokenizers for token in added_token_texts(tokenizer))
    return (*TOKENIZER_TEXTS, *(text for token in tokens for text in probe_texts(token)))
