"""Training: batches -> loss on answers only -> new A and B -> a run directory.

The arithmetic of a step:

    plan.py                     the batches of each step
    schedule.py                 the learning rate of each step
    neftune.py                  noise on the embeddings (NEFTune)
    gradient_checkpointing.py   less memory for more time, with identical gradients
    optimizer.py                AdamW or SGD; LoRA+ learning rates
    distributed.py              data parallelism over several processes
    loop.py                     train(): a generator of StepReport, without I/O

A whole run around it:

    settings.py                 the settings of a run, and their fingerprint
    prepare.py                  load the base, the data and the checkpoint; inject the adapter; create the optimizer
    load_data.py                encode, mix and hold out the data of a run
    holdout.py                  records held out for validation
    run.py                      train, validate and save until the run ends
    estimate.py                 estimate memory and time before a run
    events.py                   the events that a run yields
    early_stopping.py           validation history, best step, patience
    samples.py                  completions of sample prompts during training
    run_directory.py            logs, tokenizer and best adapter
    loss_plot.py                loss.png, if matplotlib is installed
    checkpoints.py              checkpoint-<step>/: everything needed to resume exactly

A run that is killed and resumed ends with the same bytes: data order, dropout masks, noise and learning rate are
functions of (seed, step, batch, micro-batch). A checkpoint therefore contains no RNG state.
"""
