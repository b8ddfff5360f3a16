"""Random worlds of people, roles, contracts and signatures: whatever the product gives somebody, the model gives too.

``PLAIT_TEST_WORLDS`` is how many worlds are built (by default as many as fit into every run). The same number gives
the same worlds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from plait.frameworks import actions as frameworks
from tests.sight.compare import Comparison, compare
from tests.sight.hunt import hunt
from tests.sight.mutations import MUTATIONS
from tests.sight.walk import FRAMEWORK, STEPS, Walk, step
from tests.world import AT

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("PLAIT_TEST_WORLDS", "4"))
SMALLER = "PLAIT_TEST_SMALLER" in os.environ
"""Look for a smaller example of what was found, for some minutes."""
ENOUGH = 50_000
"""Pairs of a person and a thing on each engine: two engines make a run."""
EVERY = 6
"""Steps between two comparisons."""


@pytest.fixture(autouse=True)
def published() -> None:
    frameworks.publish(framework=FRAMEWORK, at=AT)


class Trust(RuleBasedStateMachine):
    """Steps in any order; every few of them everybody asks for everything. The database forgets each world."""

    result: ClassVar[Comparison]
    worlds: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.taken = 0

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.walk = Walk(lambda options: data.draw(st.sampled_from(options)))
        type(self).worlds += 1

    def take(self, name: str, data: st.DataObject) -> None:
        self.walk.pick = lambda options: data.draw(st.sampled_from(options))
        self.taken += step(self.walk, name)

    @invariant()
    def nobody_sees_more_or_less(self) -> None:
        if self.taken % EVERY == EVERY - 1:
            self.taken += 1
            self.look()

    def look(self) -> None:
        compare(self.walk, self.result)
        wrong, self.result.wrong = self.result.wrong, []
        assert wrong == []

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.look()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)


def _rule(name: str) -> Callable[..., None]:
    def take(self: Trust, data: st.DataObject) -> None:
        self.take(name, data)

    return take


for _name, _weight in STEPS.items():
    for _number in range(_weight):
        setattr(Trust, f"{_name}_{_number}", rule(data=st.data())(_rule(_name)))


def test_everybody_gets_what_the_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    Trust.result, Trust.worlds = Comparison(), 0
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Trust,
        settings=settings(
            max_examples=WORLDS,
            stateful_step_count=48,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, *([Phase.shrink] if SMALLER else [])),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    result = Trust.result
    with capsys.disabled():
        sys.stdout.write(f"\n{result.compared:,} pairs in {Trust.worlds} worlds: {result.table()}\n")
    assert result.compared > ENOUGH
    assert all(result.pairs[channel] for channel in result.pairs)


@pytest.mark.one_engine
def test_every_broken_rule_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    found = hunt(MUTATIONS, worlds=48)
    with capsys.disabled():
        sys.stdout.write("\nbroken rule | where | noticed in | world | looks | pairs\n")
        sys.stdout.writelines(f"{item.line()}\n" for item in found)
    assert [item.mutation.name for item in found if not item.channel] == []
