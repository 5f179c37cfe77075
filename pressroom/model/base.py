"""The ground that the models stand on: frozen records, and wording in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_serializer, model_validator


class Frozen(BaseModel):
    """A record that cannot change and has no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Wording(Frozen):
    """Text for people: the same in every language, or one for each.

    ``texts`` maps a language code to its text; the key ``""`` holds text that was given without a language.
    Validates from a plain string or from a mapping.
    """

    texts: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"texts": {"": value}}
        if isinstance(value, Mapping) and "texts" not in value:
            return {"texts": dict(value)}
        return value

    @model_serializer
    def _plain(self) -> Any:
        return self.texts[""] if set(self.texts) == {""} else dict(self.texts)

    def __bool__(self) -> bool:
        return any(self.texts.values())

    def text(self, language: str) -> str:
        """Return the text for ``language``: its own, else the one without a language, else English, else the first."""
        for key in (language, "", "en"):
            if self.texts.get(key):
                return self.texts[key]
        return next((t for t in self.texts.values() if t), "")

    def speaks(self, language: str) -> str:
        """Return the language code in which `text` answers for ``language``; ``""`` where none was given."""
        if self.texts.get(language):
            return language
        if self.texts.get(""):
            return ""
        return "en" if self.texts.get("en") else next((k for k, t in self.texts.items() if t), "")
