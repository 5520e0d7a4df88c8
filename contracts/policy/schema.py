"""A policy file: who it binds, what it cites, and its dated versions."""

import re
from datetime import date
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, field_validator, model_validator

from contracts.policy.rule import Strict
from contracts.policy.rules import Rules
from contracts.policy.values import Month, Status

_zones = cache(available_timezones)  # it reads every file of the time zones, for each policy anew


class Attestation(Strict):
    """The government's own word, by letter, that the regulation and clause cited say so."""

    by: str = Field(min_length=1)
    letter: str = Field(min_length=1)
    on: date


class Citation(Strict):
    """A regulation or report that rules stand on. `law`: its text was read; `reported`: press or letter."""

    regulation: str
    clause: str
    status: Status
    attested: Attestation | None = None

    @model_validator(mode="after")
    def _names_a_regulation(self) -> Self:
        if self.attested is not None and self.status == "illustrative":
            raise ValueError("isian sementara tidak dapat disahkan: sebut dahulu peraturan dan pasalnya")
        return self

    @property
    def standing(self) -> str:
        """What rules carry: the status, or `attested` where the government stands for a text not read."""
        return self.status if self.attested is None or self.status == "law" else "attested"


def _region_code(value: str) -> str:
    if any(sign in value for sign in "*?["):
        return value
    if re.fullmatch(r"\d{2}(\.\d{2}){0,2}", value) is None:
        raise ValueError(f"{value!r} bukan kode wilayah; tulis dengan titik, mis. 95.01 atau 33.74.09")
    return value


RegionCode = Annotated[str, AfterValidator(_region_code)]


class Agency(Strict):
    """A local government; its own zone and first month where they differ from the policy's."""

    name: str
    zone: str | None = None
    first_month: Month | None = None


class Version(Strict):
    """Rules that became known on one day and hold for a span of days."""

    id: str = Field(min_length=1)
    enacted_on: date
    effective_from: date
    effective_to: date | None = None
    change_rule: Literal["by_days", "first_day", "last_day"] = "last_day"
    based_on: str | None = None
    rules: Rules = Rules()
    unit_rules: dict[str, Rules] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to mendahului effective_from")
        return self


class Policy(Strict):
    """One policy file. `agencies` maps a region code, or a pattern such as `90.*`, to a name."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str
    agencies: dict[RegionCode, str | Agency] = Field(default_factory=dict)
    zone: str | None = None
    first_month: Month | None = None
    extends: str | None = None
    citations: dict[str, Citation] = Field(default_factory=dict)
    versions: list[Version] = Field(default_factory=list)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in _zones():
            raise ValueError(
                f"zona waktu {value!r} tidak dikenal; mis. Asia/Jakarta, Asia/Makassar, Asia/Jayapura"
            )
        return value
