"""The fixtures themselves: if these fail, every comparison with an oracle is in doubt."""

from pathlib import Path

from llama_cpp import LlamaCpp


def test_tiny_llama_is_what_transformers_reads(tiny_llama: Path) -> None:
    """The tiny directory loads in transformers, with a tokenizer that loses nothing of a Spanish text."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(tiny_llama)
    tokenizer = AutoTokenizer.from_pretrained(tiny_llama)
    text = "¿Qué es un árbol? def f(x): return 42"
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert tokenizer.decode(ids) == text
    assert max(ids) < model.config.vocab_size == 320


def test_llama_cpp_answers_from_the_embedded_model(smollm2_gguf: Path) -> None:
    """llama.cpp opens the embedded GGUF, tokenises and detokenises, and answers greedily with log-probabilities."""
    llama = LlamaCpp(smollm2_gguf)
    assert llama.detokenize(llama.tokenize("¿Qué es?")) == "¿Qué es?"
    completion = llama.complete("The capital of France is", n_predict=2)
    assert completion.text.startswith(" Paris")
    assert max(completion.logprobs[0], key=completion.logprobs[0].__getitem__) == completion.tokens[0]
