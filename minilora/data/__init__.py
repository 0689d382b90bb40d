"""From JSONL to batches: jsonl → records → text with answer spans → tokens with a loss mask → flat batches.

Read in this order: `jsonl` (what a line may hold; `forms` knows what other files are), `template` and `chat` (how a
conversation becomes text, and which characters of it are answers), `encode` (tokens and loss mask), `batches` (who
goes with whom, and the tensors that a training step sees), `check` (the report on a data set).

One decision shapes all of it: **batches are never padded**. A batch is one flat run of tokens and the lengths of
its segments; attention stays inside a segment.
"""
