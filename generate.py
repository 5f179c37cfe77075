"""The front door: ``python generate.py build WORKSPACE``. The program itself is the package ``pressroom``."""

from pressroom.cli import main

if __name__ == "__main__":
    main()
