"""What delivery refuses, each with one clear sentence in Bahasa Indonesia."""


class DeliveryError(Exception):
    """Base of every refusal of this room; `str()` is the sentence for the user."""


class MonthNotRunError(DeliveryError):
    """The month has no marts yet."""


class UnknownEmployeeError(DeliveryError):
    """The employee is not in the month's table."""


class CatalogueUnreadableError(DeliveryError):
    """The catalogue or a Parquet file behind it is missing or damaged."""


class LedgerDamagedError(DeliveryError):
    """A line of the ledger is not what was written; nothing was read from it."""


class StateLostError(DeliveryError):
    """Something that must survive (landing, ledger, releases, keys) is gone or was changed."""


class ReleaseDamagedError(DeliveryError):
    """A file of a release is gone, or is not what was released."""


class PaidFileError(DeliveryError):
    """The file of what was paid cannot be read as one."""


class ReleaseRefused(DeliveryError):  # noqa: N818 - a refusal is an outcome, not a fault
    """The release was not written; nothing of it is left."""


class HoldRefused(DeliveryError):  # noqa: N818 - a refusal is an outcome, not a fault
    """The hold was not taken away; nothing was written."""


class HandOffRefused(DeliveryError):  # noqa: N818 - as above
    """The file for payroll was not written; nothing of it is left."""


class StatementRefused(DeliveryError):  # noqa: N818 - as above
    """No statement was written or delivered."""


class VerifyRefused(DeliveryError):  # noqa: N818 - as above
    """There is nothing here that could be verified."""


class MoveRefused(DeliveryError):  # noqa: N818 - as above
    """The month stays in the state it had; nothing was written."""


class KeyRefused(DeliveryError):  # noqa: N818 - as above
    """The key was not made, registered, taken away or used; nothing was written."""


class SenderBusyError(DeliveryError):
    """Another process is sending messages of this home; nothing was sent."""


class PublishRefused(DeliveryError):  # noqa: N818 - as above
    """Nothing was published; the database holds what it held before."""
