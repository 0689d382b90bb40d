"""What can go wrong, as one tree.

    MiniLoraError
      ├─ ConfigError            a setting, or a combination of settings, that cannot work
      ├─ UnknownArchitecture    a base model of a family that arch/ does not describe
      ├─ CheckpointError        a base model's files: missing, damaged, missing/unexpected/mis-shaped tensors
      ├─ AdapterError           an adapter that is damaged or does not fit this base model
      ├─ GGUFError              a malformed GGUF file, or a request that the format cannot express
      ├─ DataError              a record: file, line number, reason; or nothing left to learn from
      ├─ TrainingError          a run that cannot go on: non-finite loss, nothing to resume, changed settings
      ├─ BenchError             a measurement that failed, sides that compute different things, figures not comparable
      └─ OutputError            a path that cannot be written

A message says what was found, what was expected, where, and what to do next. The command line prints it as
one red paragraph and exits with 1; a traceback always means a bug in minilora.
"""


class MiniLoraError(Exception):
    """Base of every error a user can cause or mend."""


class ConfigError(MiniLoraError):
    pass


class UnknownArchitecture(MiniLoraError):  # noqa: N818  (the word users look for, as in the design)
    pass


class CheckpointError(MiniLoraError):
    pass


class AdapterError(MiniLoraError):
    pass


class GGUFError(MiniLoraError):
    pass


class DataError(MiniLoraError):
    pass


class TrainingError(MiniLoraError):
    pass


class BenchError(MiniLoraError):
    pass


class OutputError(MiniLoraError):
    pass
