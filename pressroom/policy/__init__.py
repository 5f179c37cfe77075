"""What may be printed for this country, edition and day, and what is left out, with the reason. Pure."""

from pressroom.policy.freetext import free_text_problems, printed_paragraphs
from pressroom.policy.lines import Row, card_line, card_links, day_and_night
from pressroom.policy.naming import find_names, forbidden_in, forbidden_names, source_names
from pressroom.policy.selection import (
    CountrySelection,
    JudgedContact,
    JudgedNumber,
    JudgedResource,
    LeftOut,
    Selection,
    confirmations_by_field,
    left_out_of,
    select,
    select_country,
    select_numbers,
)
from pressroom.policy.trail import Trail, trail_of
from pressroom.policy.verdict import (
    CONFIRMED_DAYS,
    SOURCE_MONTHS,
    Reason,
    Rules,
    State,
    Verdict,
    judge,
    normal_value,
)

__all__ = [
    "CONFIRMED_DAYS", "SOURCE_MONTHS", "CountrySelection", "JudgedContact", "JudgedNumber", "JudgedResource", "LeftOut",
    "Reason", "Row", "Rules", "Selection", "State", "Trail", "Verdict", "card_line", "card_links",
    "confirmations_by_field", "day_and_night",
    "find_names", "forbidden_in", "forbidden_names", "free_text_problems", "judge", "left_out_of",
    "normal_value", "printed_paragraphs", "select", "select_country", "select_numbers", "source_names",
    "trail_of",
]  # fmt: skip
