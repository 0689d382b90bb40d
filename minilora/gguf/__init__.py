"""The GGUF format, from the bytes up. Knows nothing of models: names, numbers and text only.

    values.py    typed key-value data                    reader.py   file -> keys, tensors
    quants/      tensor types, one block at a time       writer.py   keys, tensors -> file
    vocab.py     Tokenizer <-> keys: bpe.py and spm.py, with pretokenizers.py and token_rows.py
    mix.py       which type each tensor of a file gets (Q4_K_M and the like)
    imatrix.py   which columns of the weights matter
    shards.py    a file in several parts
    adapter.py   LoRA adapters by themselves
    modelfile.py the text that tells Ollama how to use a file

Shapes are always in torch order (outermost first); the file's reversed order is seen in reader.py and writer.py only.
"""
