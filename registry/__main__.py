"""`python -m registry` is `samverkan`."""

from registry.cli import main

main()
