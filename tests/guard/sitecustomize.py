"""Forbids the network to the tests, and to every Python that they start: it loads a module of this name by itself.

An audit hook (PEP 578) sees what the interpreter does, whoever asks for it and by whatever name it imported the
function; a process that is forked keeps the hook. Each attempt is refused, and written to the file that `LOG` names, so
that one which a library swallows is told as well. Sockets between processes of one machine (AF_UNIX) are none.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

LOG = "PRESSROOM_TEST_NETWORK"
"""The variable with the file that attempts are written to. Where it is not set, nothing is forbidden."""

LOOPBACK = "PRESSROOM_TEST_LOOPBACK"
"""The variable that lets this machine speak to itself: tests with the mark ``service`` set it."""

_ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}
_ASKED = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}


class ForbiddenError(RuntimeError):
    """Something asked the network."""


def _is_here(host: object) -> bool:
    """Whether an address is this machine's own. A numeric one alone, and the one name that stands for it."""
    return isinstance(host, str) and (host in {"localhost", "::1"} or host.startswith("127."))


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what would leave this process for the network."""
    if event not in _ADDRESSED and event not in _ASKED:
        return
    log = os.environ.get(LOG)
    if not log:
        return
    if event in _ADDRESSED:
        family, address = arguments[0].family, arguments[1]
        if family == getattr(socket, "AF_UNIX", None) or address is None:
            return
    else:
        address = arguments[0]
    host = address[0] if isinstance(address, tuple) else address
    if os.environ.get(LOOPBACK) == "1" and _is_here(host):
        return
    with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123 - loaded before anything else: as little as can be
        file.write(f"{event} {host!a}\n")
    raise ForbiddenError(f"the tests ask no network: {event} {host!a}")


if os.environ.get(LOG):
    sys.addaudithook(hook)
