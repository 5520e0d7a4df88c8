"""A finished month becomes the current one: files first, then the catalogue, then the old files go."""

import filecmp
import logging
import shutil
from pathlib import Path

import polars as pl

from contracts.home import Home
from delivery.bi.snapshot import remove_leftovers
from orchestration.builds import NOTE, Build
from orchestration.catalogue import commit, current_builds, found_builds, mend_catalogue
from orchestration.errors import TableDamagedError
from orchestration.workspace import Workspace, remove_workspaces, works

log = logging.getLogger("kinerja.publishing")


def publish_build(home: Home, build: Build, workspace: Workspace, accepted_build: str) -> None:
    """Move the workspace's files into the home and commit them as the month's current build.

    Until the catalogue is renamed nothing of it can be seen; a kill before that leaves only folders that the
    next run deletes.
    """
    build = build.written(workspace.marts)
    (workspace.marts / NOTE).write_text(build.note(), encoding="utf-8")
    builds = current_builds(home)
    _move(workspace.accepted, home.accepted / build.month / accepted_build)
    _move(workspace.quarantined, home.quarantined / build.month / accepted_build)
    _move(workspace.compiled, home.compiled / build.month / accepted_build)
    _move(workspace.marts, home.marts / build.month / build.build_id)
    commit(home, dict(sorted({**builds, build.month: build}.items())))
    remove_unused(home)
    shutil.rmtree(workspace.folder)
    for folder in (workspace.folder.parent, works(home)):
        if not any(folder.iterdir()):
            folder.rmdir()


def forget_damaged(home: Home) -> None:
    """Take builds out of the catalogue that are not what a run wrote; what `kinerja rebuild` begins with."""
    builds = found_builds(home)
    sound = {month: build for month, build in builds.items() if _is_sound(home, build)}
    for month in sorted(builds.keys() - sound.keys()):
        log.warning("%s: its tables are damaged and are made again", month)
    if home.catalogue.exists() or sound:
        commit(home, sound)


def _is_sound(home: Home, build: Build) -> bool:
    try:
        build.refuse_damaged(home.marts / build.month / build.build_id)
        for room in (home.accepted, home.quarantined, home.compiled):
            for own in sorted(set(build.agencies.values())):
                for path in sorted((room / build.month / own).rglob("*.parquet")):
                    pl.read_parquet_schema(path)
    except (TableDamagedError, pl.exceptions.PolarsError, OSError):
        return False
    return True


def remove_unused(home: Home) -> None:
    """Delete every build that the catalogue does not name."""
    builds = current_builds(home).values()
    inputs = {Path(build.month, own) for build in builds for own in build.agencies.values()}
    marts = {Path(build.month, build.build_id) for build in builds}
    used = {home.marts: marts, home.accepted: inputs, home.quarantined: inputs, home.compiled: inputs}
    for root, kept in used.items():
        for folder in root.glob("*/*"):
            if folder.relative_to(root) not in kept:
                shutil.rmtree(folder)


def clean(home: Home) -> None:
    """Delete what a killed run left; only the holder of the home's lock may do so."""
    remove_workspaces(home)
    mend_catalogue(home)
    home.catalogue.with_suffix(".new").unlink(missing_ok=True)
    remove_leftovers(home)
    remove_unused(home)


def _move(source: Path, target: Path) -> None:
    """Rename a folder into place; a build computed again keeps its files, but for those that are damaged.

    A file of other bytes is renamed over the one there: who has that open reads on in what he has.
    """
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        source.rename(target)
        return
    for name in _unlike(source, target):
        log.warning("%s: %s had other bytes and was written anew", target.name, name)
        fresh = source / name
        if not fresh.exists():
            (target / name).unlink()
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(target / name)
    shutil.rmtree(source)


def _unlike(source: Path, target: Path) -> list[str]:
    """Files that differ between two folders."""
    files = {
        path.relative_to(folder)
        for folder in (source, target)
        for path in folder.rglob("*")
        if path.is_file()
    }
    _, different, missing = filecmp.cmpfiles(
        source, target, [str(file) for file in sorted(files)], shallow=False
    )
    return sorted(different + missing)
