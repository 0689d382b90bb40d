"""The GGUF format, from the bytes up. Knows nothing of models: names, numbers and text only.

    values.py    typed key-value data                    reader.py   file -> keys, tensors
    quants/      tensor types, one block at a time       writer.py   keys, tensors -> file

Shapes are always in torch order (outermost first); the file's reversed order is seen in reader.py and writer.py only.
"""
