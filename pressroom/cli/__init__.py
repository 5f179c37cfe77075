"""The command line: options, messages, exit codes. What is done is decided in other rooms."""

from pressroom.cli.main import main

__all__ = ["main"]
