"""Loaded by every process of a run under test: kills where the environment says, once. No hook in the package itself.

TRAP_OF_TESTS holds `STEP:WHO:FILE`, several with spaces between: at the second call of STEP (over all processes,
counted in FILE), the run's own process (`main`) or the one that makes the call (`self`) is killed with SIGKILL.
`poison` kills whoever plans a thread that holds the word.
"""

import multiprocessing
import os
import signal
import sys
from pathlib import Path


def _nth(file: str) -> int:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, b"x")
    # Where this write ended: another process may have written since, and the file be longer.
    number = os.lseek(handle, 0, os.SEEK_CUR)
    os.close(handle)
    return number


def _trap(holder: object, name: str, step: str, who: str, file: str) -> None:
    honest = getattr(holder, name)

    def trapped(*args, **kwargs):
        if multiprocessing.parent_process() is None and os.getpid() != int(os.environ["TRAP_MAIN"]):
            pass  # The process that workers are forked from, which warms up with a digest of its own.
        elif step == "poison":
            if any(isinstance(one, bytes) and b"poisonous" in one for one in args):
                os.kill(os.getpid(), signal.SIGSEGV)
        elif _nth(file) == (1 if step == "end" else 2):
            os.kill(int(os.environ["TRAP_MAIN"]) if who == "main" else os.getpid(), signal.SIGKILL)
            if who == "main":
                signal.pause()
        return honest(*args, **kwargs)

    setattr(holder, name, trapped)


_SET = os.environ.get("TRAP_OF_TESTS")
# The resource tracker and the like import nothing of ours.
if _SET and "resource_tracker" not in " ".join(sys.argv):
    os.environ.setdefault("TRAP_MAIN", str(os.getpid()))

    import threadgist.batch.stages as stages
    import threadgist.embed as embed
    import threadgist.outputs as outputs
    from threadgist.batch.journal import Journal

    # Small enough for a second call.
    stages.WINDOWS[False] = 64, stages.WINDOWS[False][1]
    PLACES = {
        "read": (stages, "read"),
        "embed": (embed, "embed_texts"),
        "plan": (stages, "plan"),
        "write": (stages, "write"),
        "files": (outputs, "write_whole"),
        "half": (Path, "chmod"),  # The last thing that is done to a file before it is moved to its place.
        "journal": (Journal, "add"),
        "end": (Journal, "close_run"),
        "poison": (stages, "plan"),
    }
    for _one in _SET.split(" "):
        _step, _who, _file = _one.split(":", 2)
        _trap(*PLACES[_step], _step, _who, _file)
