"""Dagster's sensors, evaluated on runs that really ended, with a real mail server and a real webhook."""

import json
from pathlib import Path

import pytest
from dagster import (
    DagsterInstance,
    ExecuteInProcessResult,
    Failure,
    RunStatusSensorContext,
    build_run_status_sensor_context,
    build_sensor_context,
    job,
    op,
)

from contracts.home import Home
from orchestration.catalogue import current_catalogue
from orchestration.sensors import OPERATOR, PARTITION, contacts_to_tell, failed_run, findings_after_run
from tests.orchestration.conftest import MONTHS
from tests.support.receivers import mail_server, webhook

MONTH = MONTHS[-1]


def _ended(instance: DagsterInstance, *, fails: bool) -> ExecuteInProcessResult:
    @op
    def work() -> None:
        if fails:
            raise Failure

    @job(name="month")
    def month() -> None:
        work()

    return month.execute_in_process(instance=instance, tags={PARTITION: MONTH}, raise_on_error=False)


def _context(instance: DagsterInstance, name: str, *, fails: bool) -> RunStatusSensorContext:
    ended = _ended(instance, fails=fails)
    run = instance.get_run_by_id(ended.run_id)
    assert run is not None
    event = ended.get_run_failure_event() if fails else ended.get_run_success_event()
    return build_run_status_sensor_context(name, event, instance, run)


def test_sensors_tell_contacts_try_again_and_tell_the_operator_of_a_failed_run(
    copied: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current_catalogue(copied)
    monkeypatch.setenv("KINERJA_HOME", str(copied.root))
    with DagsterInstance.ephemeral() as instance, mail_server(tmp_path) as mailbox, webhook() as (url, posts):
        for name, value in mailbox.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv(OPERATOR, url)
        mailbox.refuses = True
        [skipped] = list(findings_after_run(_context(instance, "findings_after_run", fails=False)))
        assert str(skipped.skip_message).startswith("0 messages sent, ")
        assert not skipped.skip_message.endswith(" 0 failed")
        assert not mailbox.mails
        mailbox.refuses = False
        tick = contacts_to_tell.evaluate_tick(build_sensor_context(instance=instance))
        assert tick.skip_message == f"{len(mailbox.mails)} messages sent, 0 failed"
        assert mailbox.mails
        assert posts == []

        context = _context(instance, "failed_run", fails=True).for_run_failure()
        failed_run(context)
        [post] = posts
        told = json.loads(post)
        assert MONTH in told["message"]
        assert context.dagster_run.run_id in told["message"]
        assert "52.71" not in told["message"]
        assert tick.skip_message.startswith(f"{len(mailbox.mails)} ")  # nobody was told twice on a day
