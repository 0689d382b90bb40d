"""The GGUF file format. This package knows keys, tensors and tokens, but no model architecture.

    values.py    typed key-value data                    reader.py   file -> keys, tensors
    quants/      tensor types, block by block            writer.py   keys, tensors -> file
    vocab.py     Tokenizer <-> keys: bpe.py and spm.py, with pretokenizers.py, token_rows.py and added_tokens.py
    mix.py       which type each tensor gets (Q4_K_M and so on)
    imatrix.py   importance matrices
    shards.py    a GGUF split into several files
    adapter.py   LoRA adapters as GGUF files
    modelfile.py Ollama's Modelfile

Shapes are always in torch order, outermost first. Only reader.py and writer.py see the reversed order of the file.
"""
