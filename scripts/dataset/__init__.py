"""Builds the tutor's data set, `processed/*.jsonl`, from a catalogue of algorithms.

Read in this order:
    entry.py      the catalogue's types: one `Entry` per algorithm, with hand-written texts
    catalogue/    the entries, one file per topic
    running.py    runs the catalogue's code: values, failures, traces, step counts
    prose.py      formats hand-written text and fills in the results of running the code
    phrasings/    the ways in which learners ask
    questions.py  questions made from phrasings
    compose.py    creates the records of an entry
    splits.py     assigns records to train, val and test
    rephrase.py   asks what is in train in other words
    exam/         the questions of `minilora judge`, with their keys

Everything a record *states about a run* is computed; everything it *explains* is written by hand.
"""
