#!/usr/bin/env python3
"""Everything a person or a build does with this checkout, from Python 3.11 alone.

    python3 dev.py demo     set up, fill a demonstration and serve it
    python3 dev.py test     set up and run every test on SQLite and on PostgreSQL
    python3 dev.py check    lint, types, import contracts, vendored assets, documentation
    python3 dev.py lock     renew the lock files after a change of pyproject.toml

Further words are handed on: ``python3 dev.py test -k workbook``, ``python3 dev.py demo --port 8001``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
DEBIAN = {
    # program the tests drive: the system package that brings it
    "chromium": "chromium",
    "soffice": "libreoffice-calc",
    "lowriter": "libreoffice-writer",
    "node": "nodejs",
}


def run(*command: str | Path, **options: object) -> None:
    """Run a command in the checkout; stop with its exit status when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        raise SystemExit(done.returncode)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def need_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  the message is for people who run this with an older Python
        raise SystemExit(f"Plait needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


def environment(lock: str) -> None:
    """A virtual environment with exactly what the lock file names; done again only when the lock changed."""
    need_python()
    wanted = ROOT / "locks" / lock
    project = ROOT / "pyproject.toml"
    mark = VENV / f"installed-{lock}"
    digest = hashlib.sha256(wanted.read_bytes() + project.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == digest:
        return
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        say("Making a virtual environment in .venv …")
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            system_packages("python3-venv")
            run(sys.executable, "-m", "venv", VENV)
    say(f"Installing the packages of locks/{lock} …")
    pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "-r", wanted)
    run(*pip, "--no-deps", "-e", ROOT)
    mark.write_text(digest)


def system_packages(*names: str) -> None:
    """Install Debian packages, or say what to install where we may not."""
    apt = shutil.which("apt-get")
    prefix = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    if apt and (not prefix or shutil.which("sudo")):
        say(f"Installing {', '.join(names)} with the system's package manager …")
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run([*prefix, apt, "update"], check=False, **quiet)  # type: ignore[call-overload]
        done = subprocess.run([*prefix, apt, "install", "-y", "--no-install-recommends", *names], check=False, **quiet)  # type: ignore[call-overload]
        if done.returncode == 0:
            return
    raise SystemExit(f"Please install {', '.join(names)} with your system's package manager, then run this again.")


def programs() -> None:
    """The browser, the office suite and the script engine that the tests drive; a missing one is installed."""
    missing = [package for program, package in DEBIAN.items() if not shutil.which(program)]
    if os.environ.get("PLAIT_CHROMIUM"):
        missing = [package for package in missing if package != "chromium"]
    if missing:
        system_packages(*missing)


def demo(words: list[str]) -> None:
    environment("runtime.txt")
    os.environ.setdefault("PLAIT_HOME", str(ROOT / ".demo"))
    run(BIN / "plait", "demo", *words)


def test(words: list[str]) -> None:
    environment("dev.txt")
    programs()
    pytest = [BIN / "python", "-m", "pytest", "-n", os.environ.get("PLAIT_TEST_PROCESSES", "auto")]
    pytest += ["--dist", "worksteal", *words]  # some files take long: who is done early takes over
    say("Every test, with SQLite …")
    run(*pytest, env={**os.environ, "PLAIT_TEST_ENGINE": "sqlite"})
    say("Every test that touches the database, with PostgreSQL …")
    run(*pytest, "-m", "engine", env={**os.environ, "PLAIT_TEST_ENGINE": "postgresql"})
    # (tests that the words above leave out of the second run were run in the first)


def check(words: list[str]) -> None:
    environment("dev.txt")
    steps: dict[str, list[str | Path]] = {
        "lint": [BIN / "ruff", "check", "."],
        "format": [BIN / "ruff", "format", "--check", "."],
        "types": [BIN / "mypy"],
        "imports": [BIN / "lint-imports"],
        "assets": [ROOT / "assets" / "check"],
        "docs": [BIN / "mkdocs", "build", "--strict", "--quiet", "--site-dir", ROOT / "build" / "site"],
    }
    for name in words or steps:
        say(f"Checking {name} …")
        run(*steps[name], env={**os.environ, "PLAIT_HOME": str(ROOT / "build" / "home")})


def lock(words: list[str]) -> None:
    environment("dev.txt")
    run(BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    common = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet", *words]
    common += ["--custom-compile-command", "python3 dev.py lock"]
    groups = [word for group in ("test", "lint", "bench") for word in ("--group", group)]
    run(BIN / "uv", "pip", "compile", "pyproject.toml", *common, "-o", "locks/runtime.txt")
    run(BIN / "uv", "pip", "compile", "pyproject.toml", *groups, *common, "-o", "locks/dev.txt")


def main() -> None:
    commands = {"demo": demo, "test": test, "check": check, "lock": lock}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        raise SystemExit(0 if sys.argv[1:] in (["-h"], ["--help"]) else 2)
    try:
        commands[sys.argv[1]](sys.argv[2:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
