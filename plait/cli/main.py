"""The command ``plait``: which sub-commands there are, and the last word on errors and exit statuses.

To add a command: write ``plait/cli/<name>.py`` with ``app = output.commands("…")`` and its commands, then
add a line to :data:`COMMANDS`. An app with one command becomes that command (``plait diagnose FILE``); one
with several, or with a callback of its own, becomes a group (``plait framework check FILE``). A module is
imported only when its command is called, so that a command without a database starts fast and never meets
Django.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from plait.cli.output import INPUT_HAS_ERRORS, Stop, commands, say, warn


@dataclass(frozen=True, slots=True)
class Command:
    """A line of ``plait --help``. ``database``: whether Django is set up before ``module`` is imported."""

    name: str
    module: str
    help: str
    database: bool = False


COMMANDS = (
    Command("framework", "plait.cli.framework", "Check, show, convert and compare frameworks."),
    Command("programme", "plait.cli.programme", "Check, list and show programmes."),
    Command("workbook", "plait.cli.workbook", "Make an Excel workbook of a framework; read a filled one."),
    Command("diagnose", "plait.cli.diagnose", "Make a diagnostic report from filled workbooks."),
    Command("trios", "plait.cli.trios", "Form groups of schools that review each other."),
    Command("agreement", "plait.cli.agreement", "Say how far several raters agree, and how sure that is."),
    Command("severity", "plait.cli.severity", "Tell reviewers' severity from how schools do."),
    Command("sample", "plait.cli.sample", "Choose a sample of schools that looks like the group."),
    Command("schools", "plait.cli.schools", "Read the published register of schools.", database=True),
    Command("invite", "plait.cli.invite", "Invite the first person of a school or partnership.", database=True),
    Command("let-in", "plait.cli.let_in", "Let somebody in who has lost phone, passkey and codes.", database=True),
    Command("rights", "plait.cli.rights", "Answer people and schools who ask what is held.", database=True),
    Command("retention", "plait.cli.retention", "Say what has been kept long enough, or let it go.", database=True),
    Command("demo", "plait.cli.demo", "Show Plait with made-up schools and people.", database=True),
    Command("serve", "plait.cli.serve", "Serve the web application.", database=True),
    Command("worker", "plait.cli.worker", "Send mail and do what else runs by itself.", database=True),
    Command("check", "plait.cli.check", "Say whether this installation is fit to be used.", database=True),
    Command("bench", "plait.cli.bench.command", "Measure Plait against a peer or a floor in the same run."),
)


class _Deferred(TyperCommand):
    """Stands for a command in ``--help`` and imports it when it is called."""

    def __init__(self, command: Command) -> None:
        super().__init__(name=command.name, help=command.help, callback=None)
        self._command = command

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        if self._command.database:
            importlib.import_module("plait.cli.database").set_up()
        module = importlib.import_module(self._command.module)
        return typer.main.get_command(module.app).make_context(info_name, args, parent, **extra)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            say(f"plait {version('plait')}")
        except PackageNotFoundError:
            say("plait (not installed)")
        raise typer.Exit


_root = commands("Plait: schools evaluate themselves, review each other and support each other, round after round.")


@_root.callback()
def _options(
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", help="Where data lives; default PLAIT_HOME, else ~/.plait."),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if home is not None:
        os.environ["PLAIT_HOME"] = str(home)


def group() -> TyperGroup:
    """The whole command line."""
    root = typer.main.get_command(_root)
    assert isinstance(root, TyperGroup)  # noqa: S101  an app with a callback is always a group
    for command in COMMANDS:
        root.add_command(_Deferred(command))
    return root


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status: 0 done, 1 the input has errors, 2 usage."""
    try:
        group().main(list(arguments), prog_name="plait")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else INPUT_HAS_ERRORS
    except Stop as stop:
        for line in stop.lines:
            warn(line)
        return stop.status
    except KeyboardInterrupt:
        warn("Stopped.")
        return 130
    except BrokenPipeError:  # the reader of our output left, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INPUT_HAS_ERRORS
    except Exception as error:
        if os.environ.get("PLAIT_TRACEBACK"):
            raise
        reason = " ".join(str(error).split())[:300]
        warn(
            f"plait: something went wrong that Plait did not expect ({type(error).__name__}: {reason}). "
            "Set PLAIT_TRACEBACK=1 and run it again to see where; please report it."
        )
        return INPUT_HAS_ERRORS
    return 0


def run() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
