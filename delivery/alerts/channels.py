"""How a message leaves: mail by SMTP with TLS, chat through Apprise.

`KINERJA_SMTP_URL`: `smtps://user:password@host:465` (TLS from the start) or `smtp://user:password@host:587`
(STARTTLS, and nothing is said where the server has none). `KINERJA_SMTP_FROM`: sender. `KINERJA_SMTP_CA`:
file of the authority that signed the server's certificate, where the system does not know it.
`KINERJA_ALERTS_URL_<NAME>`: Apprise address of a chat channel.
"""

import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final
from urllib.parse import unquote, urlsplit

from delivery.alerts.forms import Attachment

TIMEOUT_SECONDS: Final = 30
SMTP_URL: Final = "KINERJA_SMTP_URL"
SMTP_FROM: Final = "KINERJA_SMTP_FROM"
SMTP_CA: Final = "KINERJA_SMTP_CA"
CHAT_URL: Final = "KINERJA_ALERTS_URL_"
XLSX: Final = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")

# A channel may not be pointed at what would take a file or a name elsewhere.
SCHEMES: Final = {
    "slack": ("slack",),
    "teams": ("msteams", "workflow", "workflows"),
    "telegram": ("tgram",),
    "webhook": ("json", "jsons", "form", "forms", "xml", "xmls"),
}

Environment = Mapping[str, str]


class NotDeliveredError(Exception):
    """A message did not arrive; `str()` says why without an address or a secret."""


def compose(
    *, to: str, sender: str, subject: str, text: str, files: Sequence[Attachment], message_id: str
) -> EmailMessage:
    """Write a mail; one that is tried again has the same Message-ID, so that it is the same mail."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="base64")
    for file in files:
        message.add_attachment(file.content, maintype=XLSX[0], subtype=XLSX[1], filename=file.name)
    return message


def send_mail(message: EmailMessage, environment: Environment) -> str:
    """Hand a mail to the server over TLS; returns the server's name for it. Raises NotDeliveredError."""
    address = urlsplit(environment.get(SMTP_URL, ""))
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise NotDeliveredError(f"{SMTP_URL} is not set to smtp:// or smtps:// and a host")
    try:
        context = ssl.create_default_context(cafile=environment.get(SMTP_CA))
        with _connected(address.scheme, address.hostname, address.port, context) as server:
            if address.username:
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(message)
    except smtplib.SMTPResponseException as error:
        raise NotDeliveredError(f"the server answered {error.smtp_code}") from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = ", ".join(str(code) for code, _ in error.recipients.values())
        raise NotDeliveredError(f"the server refused the recipient: {codes}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotDeliveredError(f"the server was not reached over TLS: {type(error).__name__}") from error
    return "accepted by the server"


def _connected(scheme: str, host: str, port: int | None, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or smtplib.SMTP_SSL_PORT, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
    try:
        server.starttls(context=context)
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server


def chat_variable(name: str) -> str:
    """Environment variable that keeps the secret address of a chat channel."""
    return CHAT_URL + re.sub(r"[^A-Z0-9]+", "_", name.upper())


def lacks_address(channel: str, name: str, environment: Environment) -> bool:
    """Tell whether the environment keeps no address of this channel under the contact's name."""
    url = environment.get(chat_variable(name), "")
    return url.partition("://")[0] not in SCHEMES[channel]


def not_set(channel: str, name: str) -> str:
    """Say which variable has no address of a channel."""
    return f"{chat_variable(name)} is not set to an address of {channel}"


def send_chat(channel: str, name: str, text: str, environment: Environment) -> str:
    """Post counts to a chat channel; returns what came of it. Raises NotDeliveredError."""
    if lacks_address(channel, name, environment):
        raise NotDeliveredError(not_set(channel, name))
    post(environment[chat_variable(name)], "Kinerja", text)
    return "accepted by the channel"


def post(url: str, title: str, text: str) -> None:
    """Post to one Apprise address. Raises NotDeliveredError."""
    import apprise  # noqa: PLC0415 - half a second, only where something is posted

    herald = apprise.Apprise()
    if not herald.add(url):
        raise NotDeliveredError("the address is none that Apprise knows")
    if not herald.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT):
        raise NotDeliveredError("the channel did not take the message")
