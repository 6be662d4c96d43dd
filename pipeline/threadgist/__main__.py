"""`python -m threadgist`."""

from threadgist.cli import main

if __name__ == "__main__":
    main()
