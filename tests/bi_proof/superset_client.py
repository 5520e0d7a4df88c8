"""Apache Superset, set up as its documentation says and read by the HTTP interface that its pages use."""

import http.client
import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.bi_proof.picture import COLUMNS, NAMED, Picture, picture

CONFIG: Final = Path(__file__).with_name("superset_config.py")
USER: Final = "admin"
STARTS_WITHIN_SECONDS: Final = 180
PAID: Final = {"expressionType": "SQL", "sqlExpression": "sum(paid_amount)", "label": "paid"}


class Superset:
    """A session with a Superset that serves, with two datasets: a table, and a query over several."""

    def __init__(self, port: int, password: str, snapshot: Path) -> None:
        self._port = port
        login = {"username": USER, "password": password, "provider": "db", "refresh": True}
        self._token = None
        self._token = self._post("security/login", login)["access_token"]
        uri = f"duckdb:///{snapshot}?access_mode=read_only"
        database = self._post("database/", {"database_name": "Kinerja", "sqlalchemy_uri": uri})["id"]
        of = {"database": database, "schema": "bi"}
        self._units = self._post("dataset/", of | {"table_name": "fact_unit_month"})["id"]
        self._whole = self._post("dataset/", of | {"table_name": "picture", "sql": NAMED})["id"]

    def picture(self) -> Picture:
        """Return what one query over several tables shows."""
        rows = self._rows(
            self._whole, {"columns": list(COLUMNS), "metrics": [], "orderby": [["month", True]]}
        )
        return picture([[row[name] for name in COLUMNS] for row in rows])

    def chart(self) -> dict[str, str]:
        """Return the rupiah paid by month, as a chart over `fact_unit_month` asks for them."""
        rows = self._rows(self._units, {"columns": ["month"], "metrics": [PAID]})
        return {row["month"]: str(row["paid"]) for row in rows}

    def _rows(self, dataset: int, query: dict[str, object]) -> list[dict[str, Any]]:
        asked = {"datasource": {"id": dataset, "type": "table"}, "force": True, "queries": [query]}
        return list(self._post("chart/data", asked)["result"][0]["data"])

    def _post(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        """Send to an endpoint; what it does not answer with success ends the proof."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        connection.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status not in {200, 201}:
            raise RuntimeError(f"Superset answers {answer.status} to {path}: {text[:500]}")
        return dict(json.loads(text))


@contextmanager
def served(environment: Path, folder: Path, snapshot: Path) -> Iterator[Superset]:
    """Set Superset up in a folder and serve it; ends it afterwards."""
    folder.mkdir(parents=True)
    password, port = secrets.token_urlsafe(16), _free_port()
    variables = os.environ | {
        "BI_PROOF_FOLDER": str(folder),
        "BI_PROOF_SECRET": secrets.token_urlsafe(42),
        "SUPERSET_CONFIG_PATH": str(CONFIG),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset",
    }
    superset = str(environment / "bin" / "superset")
    someone = ["--firstname", "BI", "--lastname", "Proof", "--email", "bi@example.org"]
    log = folder / "superset.log"
    with log.open("wb") as written:
        for words in (
            ["db", "upgrade"],
            ["fab", "create-admin", "--username", USER, *someone, "--password", password],
            ["init"],
        ):
            done = subprocess.run(
                [superset, *words], env=variables, stdout=written, stderr=written, check=False
            )
            if done.returncode:
                raise RuntimeError(f"superset {words[0]} ended with {done.returncode}: {_end(log)}")
        with subprocess.Popen(
            [superset, "run", "--port", str(port), "--with-threads"],
            env=variables,
            stdout=written,
            stderr=written,
        ) as server:
            try:
                _wait(port, server, log)
                yield Superset(port, password, snapshot)
            finally:
                server.terminate()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise RuntimeError(f"Superset does not answer: {_end(log)}")


def _end(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
