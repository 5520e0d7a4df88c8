"""The report of a demo that was run: the causes explain the rupiah, and the command writes the pages."""

import shutil
from pathlib import Path

import polars as pl
from typer.testing import CliRunner

from contracts.home import Home
from delivery.report.facts import reading
from orchestration.cli import app
from orchestration.definitions import defs
from tests.support.reading import mart

MOST_LEFT_OVER = 4


def test_the_causes_of_the_demo_add_up_and_leave_only_rounding(demo_home: Home) -> None:
    months = sorted(mart(demo_home, "monthly_incentives")["month"].unique())
    with reading(demo_home, months[-1]) as connection:
        bridge = connection.sql("from bridge").pl()
    paid = mart(demo_home, "monthly_incentives").with_columns(
        pl.col("incentive_amount") * pl.when(pl.col("month") == months[-1]).then(1).otherwise(-1)
    )
    people = paid.group_by("agency_id", "employee_id").agg(pl.col("incentive_amount").sum())
    told = bridge.group_by("agency_id", "employee_id").agg(pl.col("amount").sum().cast(pl.Int64))
    both = people.join(told, on=["agency_id", "employee_id"], how="left")
    assert both.filter(pl.col("incentive_amount") != pl.col("amount").fill_null(0)).is_empty()
    assert {"joined", "left", "discipline", "productivity", "share", "acting"} <= set(bridge["cause"])
    assert bridge.filter(pl.col("cause") == "rounding")["amount"].abs().max() <= MOST_LEFT_OVER  # type: ignore[operator] # there are such people


def test_the_command_and_the_job_write_a_folder_for_each_government(demo_home: Home, tmp_path: Path) -> None:
    home = Home(shutil.copytree(demo_home.root, tmp_path / "data"))
    month = max(mart(demo_home, "monthly_incentives")["month"])
    done = CliRunner().invoke(app, ["--home", str(home.root), "report", month, "--agency", "33.74"])
    assert done.exit_code == 0, done.output
    folder = home.serving / "report" / month
    assert [path.name for path in sorted(folder.iterdir())] == ["33.74", "index.html"]
    page = (folder / "33.74" / "index.html").read_text(encoding="utf-8")
    names = [name for name in mart(demo_home, "monthly_incentives")["name"] if name]
    assert "Perubahan seluruhnya" in page
    assert not [name for name in names if name in page]
    shutil.rmtree(folder)
    ran = defs.resolve_job_def("report").execute_in_process(
        partition_key=month,
        run_config={"resources": {"home": {"config": {"root": str(home.root), "agencies": ["33.74"]}}}},
    )
    assert ran.success
    assert [path.name for path in sorted(folder.iterdir())] == ["33.74", "index.html"]
    assert (folder / "33.74" / "index.html").read_text(encoding="utf-8") == page
    refused = CliRunner().invoke(app, ["--home", str(home.root), "report", "2020-01"])
    assert refused.exit_code == 2
