"""From files to batches: rows → records → text with answer spans → tokens with a loss mask → flat batches.

Read in this order: `sources` (rows of a file of any kind; `file_kinds` knows what other files are), `forms` (what a row
may hold, with `messages` and `fields`) and `records` (what it becomes), `jsonl` (records of a file), `template` and
`chat` (how a conversation becomes text, and which characters of it are answers; `thinking`, `completeness`), `encode`
and `dataset` (tokens, loss mask, length), `store` and `mixing` (examples on disk, several data sets in one epoch),
`batches` (who goes with whom, and the tensors that a training step sees), `check` (the report on a data set; `similar`,
`kinds`, `page`).

One decision shapes all of it: **batches are never padded**. A batch is one flat run of tokens and the lengths of
its segments; attention stays inside a segment.
"""
