"""Settings of the Superset that proves reading: a database of its own, no forms."""

import os
from pathlib import Path

SECRET_KEY = os.environ["BI_PROOF_SECRET"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['BI_PROOF_FOLDER']) / 'superset.db'}"
WTF_CSRF_ENABLED = False  # the proof logs in with a token and sends no forms
TALISMAN_ENABLED = False
