"""What the treasury of the demo sends back of a month: without a fault, or with one of each kind."""

import polars as pl

from contracts.dates import month_after, month_days

SHORT_PAID, STRANGER, FEWEST = 1, "197001011990031001", 3


def acknowledgement(released: pl.DataFrame, month: str, *, is_exact: bool) -> pl.DataFrame:
    """Return the feed payroll_ack of a month, by NIP.

    released: employee_id and amount, whole rupiah above 0. Not exact: of three people at least the first is
    not paid, the second a rupiah less, the third sent back by the bank, and a stranger is paid as well.
    """
    paid_on = month_days(month_after(month))[0].replace(day=5)
    people = released.sort("employee_id").with_columns(returned=pl.lit("tidak"))
    if not is_exact and people.height >= FEWEST:
        place = pl.int_range(pl.len())
        people = people.with_columns(
            amount=pl.when(place == 1).then(pl.col("amount") - SHORT_PAID).otherwise("amount"),
            returned=pl.when(place == FEWEST - 1).then(pl.lit("ya")).otherwise("returned"),
        ).slice(1)
        stranger = pl.DataFrame({"employee_id": [STRANGER], "amount": [1_000_000], "returned": ["tidak"]})
        people = pl.concat([people.select(stranger.columns), stranger])
    return people.select(
        NIP="employee_id",
        BULAN=pl.lit(month),
        NILAI_DIBAYAR="amount",
        NOMOR_SP2D=pl.lit(f"{month}/SP2D/TPP"),
        TANGGAL_SP2D=pl.lit(paid_on),
        RETUR="returned",
    )
