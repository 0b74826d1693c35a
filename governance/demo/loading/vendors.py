"""Vendors with their releases, products and tiers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from vendors.domain.duties import DutyKind
from vendors.domain.terms import LicenceLayerKind, ProductKind, TierKind
from vendors.services.layers import DutyInput, LayerInput, verify_layer
from vendors.services.releases import save_release
from vendors.services.vendors import add_vendor, save_product, save_tier


def steps() -> Iterator[Step]:
    """One step per vendor, with everything it offers; layers are verified when the licence is at hand."""
    for row in data("vendors")["vendors"]:
        yield Step(row["added_days_ago"], partial(_add, row=row))
        for release in row["releases"]:
            for layer in release["layers"]:
                yield Step(layer["verified"]["days_ago"], partial(_verify, release=release["key"], row=layer))


def _add(book: Book, *, row: Row) -> None:
    by = row["added_by"]
    vendor = book.vendors[row["key"]] = add_vendor(
        actor=book.act(by),
        name=row["name"],
        country=row["country"],
        website=row["website"],
        legal_names=row["legal_names"],
        aliases=row["aliases"],
        privileged_note=row.get("privileged_note", ""),
    )
    for release in row["releases"]:
        book.releases[release["key"]] = save_release(
            actor=book.act(by),
            vendor=vendor,
            family=release["family"],
            release=release["release"],
            size=release["size"],
            bases=[book.releases[key] for key in release["bases"]],
            layers=[_layer(book, layer) for layer in release["layers"]],
        )
    for product in row["products"]:
        saved = save_product(actor=book.act(by), vendor=vendor, name=product["name"], kind=ProductKind(product["kind"]))
        for tier in product["tiers"]:
            book.tiers[tier["key"]] = save_tier(
                actor=book.act(by),
                product=saved,
                name=tier["name"],
                kind=TierKind(tier["kind"]),
                releases=[book.releases[key] for key in tier["releases"]],
            )


def _verify(book: Book, *, release: str, row: Row) -> None:
    """The other counsel holds a layer against the licence it names."""
    said = row["verified"]
    verify_layer(
        actor=book.act(said["by"]),
        layer=book.releases[release].layer_rows.open().get(layer=row["layer"]),
        version=None,
        document=book.documents[said["document"]],
        quote=said["exact"],
        duty_quotes={DutyKind(duty["kind"]): duty["exact"] for duty in row["duties"]},
    )


def _layer(book: Book, row: Row) -> LayerInput:
    return LayerInput(
        layer=LicenceLayerKind(row["layer"]),
        licence=row["licence"],
        flows_down=row["flows_down"],
        source=row["source"],
        source_date=book.date(row["source_date"]),
        duties=[
            DutyInput(DutyKind(duty["kind"]), duty.get("detail", ""), duty.get("users"), duty["flows_down"])
            for duty in row["duties"]
        ],
    )
