"""`minilora train --dry-run`: what would be trained, and the memory and time that it needs."""

from typing import TYPE_CHECKING

from .terminal import human_duration, human_size, print_stderr, progress
from .training_progress import print_start

if TYPE_CHECKING:
    from ..training.settings import RunSettings


def show_dry_run(settings: "RunSettings") -> None:
    """Prepare the run, time one short step, and print what would be trained and the estimate; write nothing."""
    from ..device import configure_cpu, pick_device
    from ..errors import TrainingError
    from ..training.distributed import ProcessGroup
    from ..training.estimate import estimate
    from ..training.prepare import prepare

    configure_cpu()
    with progress("prepare") as advance:
        prepared = prepare(settings, ProcessGroup(pick_device(settings.device)), lambda done: advance(0, 1, done))
    print_start(prepared.started)
    if not prepared.base.packed:
        print_stderr(prepared.base.packing)
    found = estimate(settings, prepared)
    memory = f"about {human_size(found.peak_memory_bytes)} of memory"
    if found.spare_memory_bytes is not None and found.spare_memory_bytes < 0:
        smaller = "" if prepared.base.packed else ", a base that stays packed (--packed for a GGUF, else --pack q8_0)"
        raise TrainingError(
            f"the run needs {memory}, {human_size(-found.spare_memory_bytes)} more than is free. Use a smaller "
            f"--batch-size with a larger --grad-accum, a smaller --max-length{smaller}, or --grad-checkpointing."
        )
    assert found.elapsed_s is not None, "a run that fits is timed"
    print_stderr(f"{memory}, and {human_duration(found.elapsed_s)} at {found.tokens_per_s:,.0f} tokens/s")
