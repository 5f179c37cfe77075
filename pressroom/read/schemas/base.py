"""What the schemas of all files share: blank means absent, wording, provenance, and values that bear their own."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from pressroom.model import Provenance, Sourced, Wording
from pressroom.read.reach import Email, EmergencyCode, Phone, Url
from pressroom.read.values import Line, PastDate, SourceDate, Title, fault, is_blank, texts
from pressroom.read.values import Paragraph as LongText


class Input(BaseModel):
    """A group of keys in a file. An unknown key is an error; a known one with nothing after it counts as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_blank(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        blank = {k for k, v in value.items() if isinstance(v, str) and is_blank(v)} & cls.model_fields.keys()
        return {k: v for k, v in value.items() if k not in blank} if blank else value


class ProvenanceIn(Input):
    """The four keys that say where a value comes from."""

    sourced: SourceDate | None = Field(
        None, description="The date that the published source bears: YYYY, YYYY-MM, YYYY-MM-DD or undated."
    )
    source: Title | None = Field(None, description="The published source, for staff.")
    confirmed: PastDate | None = Field(None, description="The day on which a person tried it: YYYY-MM-DD.")
    confirmed_by: Line | None = Field(None, description="Who tried it. Never printed.")

    doubted_key: ClassVar[str] = "confirmed"

    def doubt(self) -> str:
        """Return that a confirmation bears no name: it is a person's word."""
        unsigned = self.confirmed is not None and self.confirmed_by is None
        return (
            "bears no name and counts for nothing: add confirmed_by, for a confirmation is somebody's word"
            if unsigned
            else ""
        )

    def provenance(self) -> Provenance:
        """Return the four keys as the model has them."""
        return Provenance(
            sourced=self.sourced, source=self.source, confirmed=self.confirmed, confirmed_by=self.confirmed_by
        )


class SourcedIn(ProvenanceIn):
    """A value that may bear its own provenance: plain text, or a group of keys with ``value``."""

    value: Any
    _is_plain: bool = PrivateAttr(default=False)

    @model_validator(mode="wrap")
    @classmethod
    def _from_text(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(value, str):
            return handler(value)
        made = handler({"value": value})
        made._is_plain = True  # noqa: SLF001 - our own class
        return made

    @property
    def is_plain(self) -> bool:
        """Whether it was given as text alone: it then has the provenance of its entry."""
        return self._is_plain

    def sourced_value(self, entry: Provenance) -> Sourced:
        """Return the value with its own provenance, or with its entry's if it was given as text alone."""
        return Sourced(value=self.value, provenance=entry if self._is_plain else self.provenance())

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema for editors: the text alone, or the group of keys."""
        group = handler(core_schema)
        return {"anyOf": [{"type": ["string", "integer"]}, group]}


class SourcedPhone(SourcedIn):
    """A phone number, with its provenance."""

    value: Phone


class SourcedEmail(SourcedIn):
    """An e-mail address, with its provenance."""

    value: Email


class SourcedUrl(SourcedIn):
    """A link, with its provenance."""

    value: Url


class SourcedNumber(SourcedIn):
    """An emergency number, with its provenance."""

    value: EmergencyCode


def sourced(value: SourcedIn | None, entry: Provenance) -> Sourced | None:
    """Return a value of the model, or None for one that was not given."""
    return None if value is None else value.sourced_value(entry)


class _Worder:
    """Validates text, or a mapping from language to text, to `Wording`."""

    adapters: ClassVar[dict[object, TypeAdapter[dict[str, str]]]] = {}

    def __init__(self, text: Any) -> None:
        self.text = text

    def __call__(self, value: Any) -> Wording:
        from pressroom.read import shipped

        if isinstance(value, Wording):
            return value
        if not isinstance(value, (str, dict)):
            raise fault("must be one text, or a group of keys: one text for each language")
        if id(self) not in self.adapters:
            self.adapters[id(self)] = TypeAdapter(dict[str, self.text])  # type: ignore[name-defined]
        plain = self.adapters[id(self)].validate_python({"": value} if isinstance(value, str) else value)
        if not plain:
            raise fault("is empty: fill it in, or take it away")
        texts(plain, shipped.languages())
        return Wording(texts=plain)


_WORDS = WithJsonSchema(
    {"anyOf": [{"type": ["string", "number"]}, {"type": "object", "additionalProperties": {"type": "string"}}]}
)
Words = Annotated[Wording, PlainValidator(_Worder(Title)), _WORDS]
"""Text of one line, or one for each language."""
LongWords = Annotated[Wording, PlainValidator(_Worder(LongText)), _WORDS]
"""Text that may have several lines, or one for each language."""
