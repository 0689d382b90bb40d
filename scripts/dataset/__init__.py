"""How the tutor's data set is made: from a catalogue of algorithms to `processed/*.jsonl`.

Read in this order:
    entry.py      what the catalogue holds: one `Entry` an algorithm, its texts written by hand
    catalogue/    the entries, one file a topic
    running.py    runs the catalogue's code: values, failures, traces, step counts
    prose.py      lays out hand-written text and fills in what running the code gave
    compose.py    an entry -> its records
    splits.py     which records nobody trains on

Everything a record *states about a run* is computed; everything it *explains* is written by hand.
"""
