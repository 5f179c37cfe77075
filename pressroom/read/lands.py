"""Reads ``countries/``: what staff know of each country, compared with the resources and each other."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

from pressroom.model import Country
from pressroom.problems import Place
from pressroom.read import shipped
from pressroom.read.desk import Desk, child, items, text_of
from pressroom.read.reach import short_code_doubt
from pressroom.read.schema import validate
from pressroom.read.schemas.country import CountryIn
from pressroom.read.source import list_folder, plain_name
from pressroom.read.tree import Node
from pressroom.read.values import clean, nearest, nearest_country
from pressroom.read.yamlfile import read_optional_yaml

FOLDER = "countries"


def read_countries(desk: Desk, wanted: Collection[str] | None, resources: Collection[str]) -> dict[str, Country]:
    """Return what is known of each country of ``wanted``, an empty record where there is no file.

    ``wanted`` None means that it cannot be told which are needed: then all files are read. ``resources`` are the
    ids that exist. Files of other countries are left alone.
    """
    found = {code: Country(code=code) for code in wanted or ()}
    taken = dict.fromkeys(resources, "")
    for code in _files(desk):
        if wanted is None or code in found:
            country = _country(desk, code, taken)
            if country is not None:
                found[code] = country
    return found


def _files(desk: Desk) -> list[str]:
    """Return the codes that have a file, after noting names that are none."""
    codes = []
    for name in list_folder(desk.root, FOLDER, desk.findings):
        path = f"{FOLDER}/{name}"
        stem = PurePosixPath(plain_name(name)).stem
        if plain_name(name).endswith(".yaml") and stem in shipped.states():
            codes.append(stem)
        else:
            desk.findings.error(Place(path), "", _misnamed(stem))
    return list(dict.fromkeys(codes))


def _misnamed(stem: str) -> str:
    """Return what is wrong with a file's name; ``stem`` is the name without its ending."""
    upper = stem.upper()
    by_alpha2 = {state.alpha2: code for code, state in shipped.states().items()}
    code = upper if upper in shipped.states() else by_alpha2.get(upper, "")
    near = nearest_country(stem, shipped.states())
    offer = f"rename it to {code}.yaml" if code else f"correct its name{near}, or move it away"
    return f"is not named by a country's three capital letters and .yaml, as TGO.yaml: {offer}"


def _country(desk: Desk, code: str, taken: dict[str, str]) -> Country | None:
    """Return one country; ``taken`` maps ids that stand already to the file that has them."""
    name = desk.on_disk(f"{FOLDER}/{code}.yaml")
    node = read_optional_yaml(desk.root, name, desk.findings)
    if node is None:
        return None
    given = validate(CountryIn, node, desk.findings, today=desk.today)
    _check_names(desk, node, [ident for ident, file in taken.items() if not file])
    _check_ids(desk, node, name, taken)
    desk.remember(code, node)
    if given is None:
        return None
    country = given.model(code)
    _doubt_numbers(desk, node, country)
    for contact, entry in zip(country.contacts, items(child(node, "contacts")), strict=True):
        desk.remember(contact.id, entry)
    return country


def _check_names(desk: Desk, node: Node, resources: Collection[str]) -> None:
    """Note ids in ``do_not_name`` that no resource has: the rule would protect nobody."""
    for item in items(child(node, "do_not_name")):
        ident = clean(text_of(item))
        if ident and ident not in resources and not desk.findings.has_error(item.place):
            near = nearest(ident, resources)
            message = f"is not the id of a resource{near}: correct it, or this rule protects nobody"
            desk.findings.error(item.place, "do_not_name", message)


def _check_ids(desk: Desk, node: Node, name: str, taken: dict[str, str]) -> None:
    """Note ids of contacts that another entry has already: a confirmation would count for both."""
    for n, entry in enumerate(items(child(node, "contacts")), 1):
        id_node = child(entry, "id")
        ident = clean(text_of(id_node))
        if id_node is None or not ident:
            continue
        if ident in taken:
            whose = f"in {taken[ident]}" if taken[ident] else "among the resources"
            message = f"stands {whose} already: an id belongs to one entry; give another"
            desk.findings.error(id_node.place, f"contacts[{n}].id", message)
        taken.setdefault(ident, name)


def _doubt_numbers(desk: Desk, node: Node, country: Country) -> None:
    """Warn of numbers that are not known as emergency numbers in this country."""
    entries = items(child(node, "emergency_numbers"))
    for n, (number, entry) in enumerate(zip(country.emergency_numbers, entries, strict=True), 1):
        if doubt := short_code_doubt(number.number.value, shipped.alpha2(country.code)):
            place = (child(entry, "number") or entry).place
            desk.findings.warn(place, f"emergency_numbers[{n}].number", doubt)
