"""The ways in which learners ask.

    first.py     one for each record whose question is not written with the entry
    again.py     more ways of asking for what is in train (rephrase.py)
    asked/       questions written one by one, each for its answer; learners.py reads them
    around.py    sentences around a question

`{n}` is the entry's name with its article, `{of_n}` the same after «de», `{N}` the name that begins a sentence.
"""
