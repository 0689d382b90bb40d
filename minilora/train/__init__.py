"""Training: batches -> loss on answers only -> new A and B -> a run directory.

    schedule.py    the learning rate of a step, a pure function
    loss.py        cross-entropy summed over answer tokens, logits in chunks
    loop.py        train(): a generator of StepReport; it saves nothing and prints nothing
    state.py       checkpoint-<step>/: everything needed to go on exactly
    run.py         a whole run: base, data, adapter, validation, files

Why a killed run can end with the same bytes: the order of the records, the dropout masks and the learning rate of
a step are functions of (seed, step). Nothing random has a history, so a checkpoint needs no generator states.
"""
