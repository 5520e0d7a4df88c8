"""`kinerja key`: keys with which people sign releases."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError, KeyRefused
from orchestration import clock
from orchestration.homes import default_root
from orchestration.speaking import plainly

app = typer.Typer(help="Keys with which people sign releases.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of the official whose key it is.")]


@app.command()
def new(
    name: Name,
    file: Annotated[Path, typer.Option("--file", help="Where the private key goes, outside the home.")],
    protect: Annotated[
        bool, typer.Option("--passphrase", help="Ask for a passphrase (or KINERJA_KEY_PASSPHRASE).")
    ] = False,
) -> None:
    """Make a key: the private half for its owner alone, the public half into the ledger."""
    from delivery.release.keys import register
    from delivery.release.signing import make_key
    from orchestration.accounts import account
    from orchestration.signers import ask_passphrase, passphrase

    home = Home(default_root())
    with plainly(DeliveryError):
        if file.resolve().is_relative_to(home.root.resolve()):
            raise KeyRefused("Kunci pribadi tidak disimpan di dalam home: sebut berkas lain dengan --file.")
        if not name.strip():
            raise KeyRefused("Kunci tidak dibuat: nama pemiliknya belum disebut.")
        if protect:
            ask_passphrase("Passphrase of the new key: ")
            if passphrase() is None:
                raise KeyRefused("Kunci tidak dibuat: kata sandinya kosong.")
        home.create()
        public_key = make_key(file, passphrase() if protect else None)
        key = register(home, name, public_key, account=account(), at=clock.now())
    typer.echo(f"{key.key_id}  {key.name}  {file}")


@app.command()
def add(
    name: Name,
    public: Annotated[
        Path, typer.Option("--public", exists=True, dir_okay=False, help="Public key (PEM, Ed25519).")
    ],
) -> None:
    """Register a public key whose private half was made elsewhere."""
    from delivery.release.keys import register
    from delivery.release.signing import read_public_key
    from orchestration.accounts import account

    home = Home(default_root())
    with plainly(DeliveryError):
        home.create()
        key = register(home, name, read_public_key(public), account=account(), at=clock.now())
    typer.echo(f"{key.key_id}  {key.name}")


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID", help="As `kinerja key list` shows it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it signs nothing any more.")],
) -> None:
    """Take a key away: it signs nothing any more; what it signed before stays signed."""
    from delivery.release.keys import revoke as take_away
    from orchestration.accounts import account

    with plainly(DeliveryError):
        key = take_away(Home(default_root()), key_id, reason, account=account(), at=clock.now())
    typer.echo(f"{key.key_id}  {key.name}  dicabut: {key.reason}")


@app.command("list")
def list_keys() -> None:
    """Show whose key is whose, who registered it and when."""
    from delivery.release.keys import keys_of

    for key in keys_of(Home(default_root())).values():
        gone = "" if key.revoked_at is None else f"  dicabut {key.revoked_at[:10]}: {key.reason}"
        typer.echo(f"{key.key_id}  {key.name}  didaftarkan {key.registered_at[:10]} oleh {key.account}{gone}")
