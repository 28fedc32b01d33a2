"""Lets ``python -m nnstudio`` do what ``nnstudio`` does."""

import sys

from nnstudio.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
