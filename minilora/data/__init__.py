"""From files to batches: rows → records → text with answer spans → tokens with a loss mask → flat batches.

Reading order:

    sources, file_kinds            files of any supported format -> rows
    forms, messages, fields        rows -> records (`records`), with errors for unknown keys
    jsonl                          the records of a file or directory
    template, chat, instruccion    conversations -> text with answer spans (`rendering`, `thinking`, `completeness`)
    encode, dataset                text -> tokens with a loss mask, truncated to a maximum length
    store, mixing                  examples on disk; several data sets in one epoch
    batches                        the batches of an epoch, and their tensors
    check                          the report of `minilora data check` (`similar`, `kinds`, `page`)

**Batches are never padded.** A batch is a flat tensor of tokens and the lengths of its sequences; attention stays
within each sequence.
"""
