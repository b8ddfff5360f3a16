"""Giving a school's report to others and taking it away again, by the product's own actions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plait.adapters.documents import FORMATS
from plait.domain.verdicts import Refused
from plait.domain.visibility import Relation
from plait.reports import actions as reports
from plait.reports.models import ReleaseLink
from plait.reports.releases import secret_hash
from tests.sight.contract_model import Model
from tests.sight.round_steps import RoundSteps
from tests.sight.rows import Row


class ReleaseSteps(RoundSteps):
    """The part of a walk about releases and addresses."""

    today: date
    people: dict[str, Any]
    secrets: dict[int, str]

    def _settled(self, model: Model, row: Row) -> bool:
        kinds = {step["kind"] for step in model.facts.rounds[row["round_id"]]["definition"]["steps"]}
        reviews = model.facts.where("reviews", evaluation_id=row["id"])
        if "challenge" in kinds:
            return any(review["agreed_at"] is not None for review in reviews)
        return row["state"] == "submitted" and all(model.revealed(review["id"]) for review in reviews)

    def give(self) -> bool:
        """A head releases a new version to some of those to whom it may go, and perhaps makes an address."""
        facts = self.facts
        model = Model(facts)
        found = [
            row
            for row in facts.evaluations.values()
            if self._settled(model, row)
            and model.signed(row["round_id"], row["school_id"])
            and any(
                model.reads_draft_report(self.people[name].pk, row["id"])
                for name in self.heads(model, row["school_id"])
            )
        ]
        if not found:
            return False
        row = self.pick(found)
        heads = self.heads(model, row["school_id"])
        name = next(each for each in heads if model.reads_draft_report(self.people[each].pk, row["id"]))
        terms = facts.rounds[row["round_id"]]["terms"]["release"]
        wanted = [Relation(key) for key in terms["may"] if self.pick((True, False))]
        if not (wanted or terms["must"] or terms["by-link"]):
            return False
        after = max((each["number"] for each in facts.where("releases", evaluation_id=row["id"])), default=0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reports, "FORMATS", {"json": FORMATS["json"]})  # the others take seconds
            made = reports.release(
                viewer=self.viewer(name),
                evaluation_id=row["id"],
                audiences=wanted,
                after=after,
                at=self.at,
                today=self.today,
            )
        if terms["by-link"] and self.pick((True, False)):
            days = self.pick((1, 2, 30))
            secret = reports.make_link(
                viewer=self.viewer(name), release_id=made, label=self.text(), days=days, at=self.at, today=self.today
            )
            self.secrets[ReleaseLink.objects.get(secret_sha256=secret_hash(secret)).pk] = secret
        return True

    def take_away(self) -> bool:
        """A head ends an audience or an address."""
        facts = self.facts
        model = Model(facts)
        open_to = [("audience", row) for row in facts.where("audiences", ended_at=None)]
        open_to += [("address", row) for row in facts.where("release_links", ended_at=None)]
        found = [
            (kind, row, heads)
            for kind, row in open_to
            if (heads := self.heads(model, facts.releases[row["release_id"]]["school_id"]))
        ]
        if not found:
            return False
        kind, row, heads = self.pick(found)
        viewer = self.viewer(heads[0])
        if kind == "address":
            reports.end_link(viewer=viewer, link_id=row["id"], at=self.at)
            return True
        try:
            reports.end_audience(
                viewer=viewer, release_id=row["release_id"], relation=Relation(row["relation"]), at=self.at
            )
        except Refused:  # it must go to them
            return False
        return True
