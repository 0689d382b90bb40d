"""minilora: LoRA fine-tuning and GGUF export of small language models, written to be read."""

__version__ = "0.1.0"
