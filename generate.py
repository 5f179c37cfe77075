"""The front door: ``python generate.py build WORKSPACE``. The program itself is the package ``pressroom``."""

import sys

LACKING = 4
"""The exit code for a machine that lacks something, and for an interrupt: those of ``pressroom.cli.codes``."""
INTERRUPTED = 130

if __name__ == "__main__":
    try:
        from pressroom.cli import main
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"The Python package {error.name} is missing. Run `make demo` here once: it installs what is needed. "
            "Then use `.venv/bin/python generate.py`.\n"
        )
        sys.exit(LACKING)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    main()
