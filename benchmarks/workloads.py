"""The workspaces that are measured, made up from numbers alone: everybody in them is a SPECIMEN.

Telephone numbers are from the range that is kept free for fiction (+44 20 7946 0xxx), addresses at ``example.org``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

COUNTRIES = ("AND", "BGR", "BLZ", "FJI", "HND", "ISL", "KAZ", "LBR", "MDA", "MHL", "MNG", "PAN", "TGO", "USA")
"""Fourteen States, as many as one session of the Universal Periodic Review has."""

LANGUAGES = ("en", "fr", "es")
PEOPLE = 98
"""The people of a round: seven of each country."""

AS_OF = "2026-11-22"
"""The day on which confirmations are judged."""

CONTACTS = 3
_GIVEN = ("Awa", "Komi", "Ana", "Bartholomew", "Gudrun", "Inès", "Konstantina", "Wilhelmina", "Ngozi-Chimamanda", "Ion")
_RELATIONS = ("sister", "colleague", "lawyer on call", "neighbour with the keys", "partner")

_SESSION = """\
id: {id}
title: "Made-up round (SPECIMEN)"
starts: 2026-12-01
ends: 2026-12-04
venue: "Sample Hall, Geneva (SPECIMEN)"
host:
  name: "Sample Host"
  phone: "+44 20 7946 0900"
  emergency_phone: "+44 20 7946 0999"
  emergency_until: 2026-12-31
  email: host@example.org
  website: https://example.org
countries: [{countries}]
languages: [{languages}]
edition: open
destroy_after: 2027-01-31
specimen: yes
"""

_COUNTRY = """\
contacts:
  - kind: embassy
    name: "Embassy of Samplonia (SPECIMEN)"
    role: "Human rights focal point"
    phone: "+44 20 7946 01{number:02d}"
    email: focal-{low}@example.org
    sourced: 2026-10
    source: "letter of the embassy (SPECIMEN)"
  - kind: ngo
    name: "Sample Coalition of {code} (SPECIMEN)"
    phone: "+44 20 7946 02{number:02d}"
    url: https://example.org/{low}
    sourced: 2026
    source: "its annual report (SPECIMEN)"
notes: "SPECIMEN. Where roads are checked at night, travel by day, and tell your people before and after."
"""


@dataclass(frozen=True)
class Round:
    """A session: how many ``people``, of how many of `COUNTRIES`, in how many of `LANGUAGES`."""

    people: int = PEOPLE
    countries: int = len(COUNTRIES)
    languages: int = len(LANGUAGES)

    def lay_down(self, folder: Path) -> Path:
        """Write the workspace into ``folder``, which is made, and return it."""
        codes, tongues = COUNTRIES[: self.countries], LANGUAGES[: self.languages]
        (folder / "countries").mkdir(parents=True, exist_ok=True)
        session = _SESSION.format(id="bench", countries=", ".join(codes), languages=", ".join(tongues))
        (folder / "session.yaml").write_text(session, "utf-8")
        for number, code in enumerate(codes):
            text = _COUNTRY.format(number=number, code=code, low=code.lower())
            (folder / "countries" / f"{code}.yaml").write_text(text, "utf-8")
        with (folder / "participants.csv").open("w", encoding="utf-8", newline="") as file:
            rows = list(self._rows())
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return folder

    def _rows(self) -> Iterator[Mapping[str, str]]:
        for number in range(self.people):
            country = COUNTRIES[number % self.countries]
            turn = number // self.countries
            row = {
                "code": f"{country}-{turn + 1:04d}",
                "country": country,
                "language": LANGUAGES[turn % self.languages],
                "name": f"{_GIVEN[number % 10]} Sample-{number:05d}",
                "organisation": f"Sample League {number % 37} (SPECIMEN)",
            }
            for contact in range(1, CONTACTS + 1):
                turned = number * CONTACTS + contact
                row |= {
                    f"contact{contact}_name": f"{_GIVEN[turned % 10]} S. {turned % 9973}",
                    f"contact{contact}_relation": _RELATIONS[turned % 5],
                    f"contact{contact}_phone": f"+44 20 7946 0{turned % 1000:03d}",
                    f"contact{contact}_email": f"contact-{turned}@example.org" if contact == CONTACTS else "",
                    f"contact{contact}_consent": "2026-11-10",
                }
            yield row
