"""Training: batches -> loss on answers only -> new A and B -> a run directory.

The arithmetic of a step:

    plan.py        which records each step learns from
    schedule.py    the learning rate of a step
    neftune.py     noise on the embeddings
    gradient_checkpointing.py   gradient checkpointing: less memory, more time, the same numbers
    optimizer.py   AdamW or SGD, B faster than A if asked for
    distributed.py       several processes that share a step
    loop.py        train(): a generator of StepReport; it saves nothing and prints nothing

A whole run around it:

    settings.py    what a run is told, and what of it decides the result
    prepare.py     from settings to a model that can take its next step
    run.py         step, validate, save, until there is a reason to end
    estimate.py    what memory and time it will take
    events.py      what a run reports meanwhile
    early_stopping.py      which adapter is the best so far, and when patience ends
    samples.py     answers to a few prompts while the model learns
    run_directory.py   the files that people read
    curves.py      loss.png, where matplotlib is installed
    checkpoints.py       checkpoint-<step>/: everything needed to go on exactly

Why a killed run can end with the same bytes: the order of the records, the dropout masks, the noise and the learning
rate are functions of (seed, step, batch, piece). Nothing random has a history, so a checkpoint needs no generator.
"""
