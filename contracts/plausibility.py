"""Does an agency's month look like a month: Great Expectations on the profile of all agencies, in one run."""

import importlib
import importlib.util
import logging
import os
import sys
import threading
from decimal import Decimal
from types import ModuleType
from typing import Any, Final

import polars as pl

from contracts.month_measures import bound_e4, limit_findings, measured
from contracts.quality import Limit, Quality

_DEFERRED: Final = (
    "scipy.stats",
    "altair",
)  # a second of imports for distributions and charts that we do not use
_WARMING: Final = threading.Lock()
_RESULT_FORMAT: Final = {"result_format": "COMPLETE", "unexpected_index_column_names": ["agency_id"]}


class ExpectationError(RuntimeError):
    """Great Expectations could not evaluate an expectation: a fault of the program, never of the data."""


class _Deferred(ModuleType):
    """Stands in for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of the real module
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def _defer(name: str) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None:
        return
    module = _Deferred(name)
    module.__spec__, module.__file__, module.__package__ = spec, spec.origin, name
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


def warm_up() -> None:
    """Import Great Expectations, which takes over a second; safe to call early from a background thread."""
    with _WARMING:
        if "great_expectations" in sys.modules:
            return
        os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
        # It imports these two by names that the standard library has deprecated, and would warn.
        sys.modules.setdefault("sre_constants", importlib.import_module("re._constants"))
        sys.modules.setdefault("sre_parse", importlib.import_module("re._parser"))
        for name in _DEFERRED:
            _defer(name)
        importlib.import_module("great_expectations")
        logging.getLogger("great_expectations").setLevel(logging.WARNING)


def implausible(profile: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """Return findings (schema of `gate_findings`) of agencies whose month breaks a limit of quality.

    profile: `agency_month_profile` of one month, one row per agency. A limit that needs the month before is
    skipped where there is none. Raises ExpectationError when an expectation could not be evaluated.
    """
    if profile.is_empty():
        return limit_findings(profile, _broken([]), quality)
    warm_up()
    values = measured(profile, quality)
    found: list[dict[str, object]] = []
    for result in _validate(values, quality):
        told = result.expectation_config.meta
        if result.exception_info.get("raised_exception") or "unexpected_index_list" not in result.result:
            raise ExpectationError(f"{told['code']}: {result.exception_info}")
        found += [
            {"agency_id": row["agency_id"], "value_e4": int(row[told["code"]]), **told}
            for row in result.result["unexpected_index_list"] or ()
        ]
    return limit_findings(profile, _broken(found), quality)


def _broken(found: list[dict[str, object]]) -> pl.DataFrame:
    schema = {"agency_id": pl.String, "code": pl.String, "severity": pl.String, "value_e4": pl.Int64}
    return pl.DataFrame(found, schema=schema)


def _validate(values: pl.DataFrame, quality: Quality) -> list[Any]:
    gx: Any = importlib.import_module("great_expectations")
    pd: Any = importlib.import_module("pandas")

    codes = list(quality.limits)
    frame = pd.DataFrame(
        {"agency_id": values["agency_id"].to_list()}
        | {code: pd.array(values[code].to_list(), dtype="Int64") for code in codes}
    )
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("marts").add_dataframe_asset("agency_month_profile")
    batch = asset.add_batch_definition_whole_dataframe("month").get_batch({"dataframe": frame})
    expectations = [
        _expectation(gx, code, limit, severity, edge)
        for code, limit in quality.limits.items()
        for severity, edge in limit.levels
    ]
    suite = gx.ExpectationSuite("plausible_month", expectations=expectations)
    return list(batch.validate(suite, result_format=_RESULT_FORMAT).results)


def _expectation(gx: Any, code: str, limit: Limit, severity: str, edge: Decimal) -> Any:  # noqa: ANN401 - imported late
    return gx.expectations.ExpectColumnValuesToBeBetween(
        column=code,
        min_value=bound_e4(edge) if limit.bound == "min" else None,
        max_value=bound_e4(edge) if limit.bound == "max" else None,
        severity="critical" if severity == "block" else "warning",
        description=limit.expectation,
        meta={"code": code, "severity": severity},
    )
