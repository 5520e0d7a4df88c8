"""Everything that Dagster knows of this house."""

from dagster import (
    AssetSelection,
    Definitions,
    RunRequest,
    ScheduleEvaluationContext,
    define_asset_job,
    in_process_executor,
    schedule,
)

from contracts.dates import month_before
from orchestration.assets.accepted import accept
from orchestration.assets.gates import judge
from orchestration.assets.landing import receive
from orchestration.assets.models import models
from orchestration.assets.policy import compile_policies
from orchestration.assets.postgres import postgres
from orchestration.assets.release import releases
from orchestration.assets.serving import bi_snapshot, monthly_report
from orchestration.assets.warehouse import PREVIOUS_MONTH, publish
from orchestration.resources import DbtEngine, HomeResource
from orchestration.sensors import SENSORS

LAST_DAY_OF_LATE_DELIVERIES = 10
RELEASE = AssetSelection.assets(releases)
POSTGRES = AssetSelection.assets(postgres)
REPORT = AssetSelection.assets(monthly_report)

month_job = define_asset_job(
    "month",
    selection=AssetSelection.all() - RELEASE - POSTGRES - REPORT,
    description="From landed files to the catalogue and what is served from it: what `kinerja run` executes.",
)
release_job = define_asset_job(
    "release",
    selection=RELEASE,
    description="Releases a month. It asks who releases, so no schedule ever starts it.",
)
publish_job = define_asset_job(
    "publish_postgres",
    selection=POSTGRES,
    description="Writes a month to the PostgreSQL server that KINERJA_POSTGRES_URL names.",
)
report_job = define_asset_job(
    "report",
    selection=REPORT,
    description="The report of a month as pages, from what its last run left: what `kinerja report` writes.",
)


@schedule(job=month_job, cron_schedule="0 5 * * *", execution_timezone="Asia/Jakarta")
def daily_preview(context: ScheduleEvaluationContext) -> list[RunRequest]:
    """Compute the present month, and the one before while deliveries still come; off until switched on."""
    today = context.scheduled_execution_time
    month = today.strftime("%Y-%m")
    months = [month_before(month), month] if today.day <= LAST_DAY_OF_LATE_DELIVERIES else [month]
    return [RunRequest(run_key=f"{today:%Y-%m-%d} {each}", partition_key=each) for each in months]


defs = Definitions(
    assets=[
        *(PREVIOUS_MONTH, receive, compile_policies, accept, models, judge, publish),
        *(bi_snapshot, monthly_report, releases, postgres),
    ],
    jobs=[month_job, release_job, publish_job, report_job],
    schedules=[daily_preview],
    sensors=SENSORS,
    resources={"home": HomeResource(), "dbt_engine": DbtEngine()},
    executor=in_process_executor,
)
