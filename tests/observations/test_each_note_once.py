"""Random lives of notes on devices, with the very script that devices run and the server's own actions.

Edits, deletions, deliveries that are cut before or after they arrive, come twice, late or in another order, reloads,
clocks that jump by days, and a second device in the same notes: at the end each note is there once, as it last stood.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from plait.domain.observing import edit_from
from plait.observations import actions, queries
from plait.observations.models import Observation
from tests.world import AT, World, trio

pytestmark = pytest.mark.django_db
ASH, BECK = 990001, 990002
SEQUENCES = int(os.environ.get("PLAIT_SEQUENCES", "40"))
"""How many lives; 1,000 before anything here is changed."""


class Script:
    """The queue of ``assets/js/day-queue.js``, in Node."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "Node is needed: install nodejs."
        script = Path(__file__).with_name("device.mjs")
        self.process = subprocess.Popen([node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, op: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"op": op} | given) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def script() -> Iterator[Script]:
    running = Script()
    yield running
    assert running.process.stdin
    running.process.stdin.close()
    running.process.wait(timeout=10)


@dataclass
class Life:
    """One sequence: what people wrote, and what becomes of it on the way."""

    script: Script
    viewer: Any
    review_id: int
    tags: Any
    chance: random.Random
    last: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """Device and note → the text it wrote last, ``None`` once it deleted the note there."""
    late: list[list[Any]] = field(default_factory=list)
    answers: list[tuple[str, list[Any]]] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    clock: timedelta = timedelta()
    written: int = 0

    def uuid(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def at(self) -> datetime:
        self.written += 1
        return AT + timedelta(seconds=self.written)

    def write(self, device: str, uid: str, *, gone: bool = False) -> None:
        text = f"{uid[:8]} by {device[:8]} number {self.written}"
        noted = (self.at() + self.clock).isoformat()
        state: dict[str, Any] = {"kind": "interview", "seen": "seen", "place": "", "text": text, "tags": ["area-1/"]}
        self.script("write", device=device, uid=uid, state=({"gone": True} if gone else state) | {"noted_at": noted})
        self.last[device, uid] = None if gone else text

    def arrive(self, edits: list[Any]) -> list[Any]:
        """At the server."""
        given = []
        for data in edits:
            edit = edit_from(data, self.tags)
            to = {"viewer": self.viewer, "review_id": self.review_id, "urn": BECK}
            got = actions.receive(edit=edit, at=self.at(), **to)
            self.outcomes[got.outcome] += 1
            given.append({"uid": got.uid, "number": got.number, "outcome": got.outcome, "version": got.version})
        return given

    def deliver(self, device: str, *, sound: bool = False) -> None:
        edits = self.script("outgoing", device=device, most=50 if sound else self.chance.choice((1, 2, 50)))
        way = "sound" if sound else self.chance.choice(("sound", "cut", "answer lost", "twice", "late", "shuffled"))
        if way == "cut":
            return
        if way == "late":
            self.late.append(edits)
            return
        if way == "shuffled":
            self.chance.shuffle(edits)
        given = self.arrive(edits)
        if way == "twice":
            self.arrive(edits)
        if way != "answer lost":
            self.script("answered", device=device, answers=given)
            self.answers.append((device, given))

    def something(self, device: str, uids: list[str], *, deletes: bool) -> None:
        what = self.chance.choice(("write", "write", "deliver", "deliver", "reload", "late", "answer again", "clock"))
        if what == "write":
            self.write(device, self.chance.choice(uids), gone=deletes and self.chance.random() < 0.15)
        elif what == "deliver":
            self.deliver(device)
        elif what == "reload":
            self.script("reload", device=device)
        elif what == "late" and self.late:
            self.arrive(self.chance.choice(self.late))  # once, or more than once
        elif what == "answer again" and self.answers:
            to, given = self.chance.choice(self.answers)
            self.script("answered", device=to, answers=given)
        elif what == "clock":
            self.clock = timedelta(hours=self.chance.randint(-48, 48))

    def finish(self, *devices: str) -> None:
        """A sound network at last; then everything that was under way arrives as well, once more."""
        for device in devices:
            for _ in range(20):
                if not self.script("waiting", device=device):
                    break
                self.deliver(device, sound=True)
            assert self.script("waiting", device=device) == 0
        for edits in self.late:
            self.arrive(edits)


def kept(team: Any) -> Counter[str]:
    return Counter(note.state.text for note in queries.notes(team))


def begun(script: Script, world: World, seed: int) -> tuple[Life, Any]:
    viewer, review_id = world.viewer("ben"), world.reviews[ASH]
    team = queries.team(viewer, review_id, BECK)
    script("forget")
    Observation.objects.all().delete()
    return Life(script, viewer, review_id, team.tags, random.Random(seed)), team


def test_one_device(script: Script) -> None:
    world, outcomes = trio(), Counter[str]()
    for seed in range(SEQUENCES):
        life, team = begun(script, world, seed)
        device, uids = life.uuid(), [life.uuid() for _ in range(life.chance.randint(1, 3))]
        script("begin", device=device)
        for _ in range(life.chance.randint(4, 12)):
            life.something(device, uids, deletes=True)
        life.finish(device)
        assert kept(team) == Counter(text for text in life.last.values() if text), seed
        outcomes += life.outcomes
    assert outcomes["kept"]
    assert outcomes["already"]
    assert outcomes["overtaken"]
    assert not outcomes["beside"]
    assert not outcomes["refused"]


def test_a_second_device_in_the_same_notes(script: Script) -> None:
    """It hears of each note once, when the first has handed in; then neither hears of the other."""
    world, outcomes = trio(), Counter[str]()
    for seed in range(SEQUENCES // 2):
        life, team = begun(script, world, seed)
        first, second, uids = life.uuid(), life.uuid(), [life.uuid() for _ in range(2)]
        for device in (first, second):
            script("begin", device=device)
        for uid in uids:
            life.write(first, uid)
        life.deliver(first, sound=True)
        before = dict(life.last)
        for note in queries.notes(team):
            heard = {"kind": "interview", "seen": "seen", "place": "", "text": note.state.text, "tags": []}
            script("hear", device=second, uid=str(note.uid), base=note.version, state=heard)
        for _ in range(life.chance.randint(4, 12)):
            life.something(life.chance.choice((first, second)), uids, deletes=False)
        life.finish(first, second)
        wanted: Counter[str] = Counter()
        for uid in uids:
            if (second, uid) in life.last:
                wanted[life.last[second, uid] or ""] += 1
            if life.last[first, uid] != before[first, uid] or (second, uid) not in life.last:
                wanted[life.last[first, uid] or ""] += 1
        assert kept(team) == wanted, seed
        outcomes += life.outcomes
    assert outcomes["beside"]
    assert not outcomes["refused"]
