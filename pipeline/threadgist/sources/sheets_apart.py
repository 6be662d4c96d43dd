"""A program of its own: reads a workbook from standard input, and writes its sheets to standard output, pickled.

The library ends the process where it has no memory, and asks for all the cells between the first and the last of a
sheet: two cells in opposite corners are 17 thousand million. Run by `workbook.py`; imports nothing of ours.
"""

from __future__ import annotations

import io
import pickle
import sys


def main(megabytes: int) -> None:
    """Read what is on standard input, with so much memory."""
    data = sys.stdin.buffer.read()
    try:
        import resource

        limit = megabytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        # Where there are no such limits, the system's memory is one.
        pass
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        result: object = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in book.sheet_names
        }
    except MemoryError:
        raise SystemExit(3) from None
    except Exception as error:  # noqa: BLE001 - whatever the library says of the workbook is told by its reader
        result = " ".join(str(error).split())[:100]
    pickle.dump(result, sys.stdout.buffer, 5)


if __name__ == "__main__":
    main(int(sys.argv[1]))
