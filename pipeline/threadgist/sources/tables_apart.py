"""A program of its own: reads a workbook or a Parquet file from standard input, and writes what it holds, pickled.

The libraries end or hold up the process where there is no memory, and a small workbook may ask for any amount: two
cells in opposite corners of a sheet are 17 thousand million. Run by `workbook.py`; imports nothing of ours.
"""

import io
import pickle
import sys
from contextlib import suppress
from typing import Any

MAX_MB = 1_000
MAX_ROWS = 5_000_000


def main(kind: str) -> None:
    """Write the rows of every sheet by its name, or columns and rows, or a text that says why it cannot be read."""
    data = io.BytesIO(sys.stdin.buffer.read())
    result: Any
    # Where there are no such limits, the system's memory is one.
    with suppress(ImportError, OSError, ValueError):
        import resource

        limit = MAX_MB << 20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        if kind == "workbook":
            import python_calamine

            book = python_calamine.load_workbook(data)
            sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
            result = {name: sheet.to_python(skip_empty_area=True) for name, sheet in sheets.items()}
        else:
            import pyarrow.parquet

            # The usual allocator reserves as much as the limit for the first byte, and cannot always do with less.
            pyarrow.set_memory_pool(pyarrow.system_memory_pool())
            with pyarrow.parquet.ParquetFile(data) as file:
                if file.metadata.num_rows > MAX_ROWS:
                    result = f"it holds more than {MAX_ROWS:,} rows"
                else:
                    table = file.read(use_threads=False)
                    result = table.column_names, table.to_pylist()
    except MemoryError:
        raise SystemExit(3) from None
    except Exception as error:  # noqa: BLE001 - whatever a library says of the file is told by its reader
        result = " ".join(str(error).split())[:100] or type(error).__name__
    pickle.dump(result, sys.stdout.buffer, 5)


if __name__ == "__main__":
    main(sys.argv[1])
