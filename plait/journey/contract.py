"""What the page about who sees what shows: the round’s contract in words, and whether the school has signed it."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.contract_words import Clause, clauses, release_words, summary
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.partnerships import queries as partnerships
from plait.partnerships.queries import SignatureFacts
from plait.partnerships.rules import may_sign, may_withdraw
from plait.schools.queries import names


@dataclass(frozen=True, slots=True)
class ContractPage:
    """``fingerprint`` goes back with the signature, so that nobody signs other words than these."""

    urn: int
    school: str
    round_id: int
    round: str
    programme: str
    partnership: str
    summary: str
    clauses: tuple[Clause, ...]
    release: tuple[str, ...]
    fingerprint: str
    needed: bool
    signature: SignatureFacts | None
    may_sign: Verdict
    may_withdraw: Verdict
    same_as_last_time: str
    """The earlier round in which the school signed the very same words; empty for none."""

    @property
    def stands(self) -> bool:
        return self.signature is not None and self.signature.stands


def contract_page(viewer: Viewer, urn: int, round_id: int) -> ContractPage:
    """The contract of a round in which one of the viewer’s own schools has a place. Raises ``NotVisible``."""
    placed = {item.id: (item, at) for item, at in partnerships.rounds_of_school(viewer, urn)}
    if round_id not in placed or placed[round_id][1] != urn:
        raise NotVisible(f"school {urn} in round {round_id}")
    this = placed[round_id][0]
    contract = this.contract
    signature = partnerships.signature(round_id, urn)
    before = next(
        (
            item.title
            for item, _ in placed.values()
            if item.number < this.number
            and item.programme_id == this.programme_id
            and item.contract.fingerprint == contract.fingerprint
        ),
        "",
    )
    return ContractPage(
        urn=urn,
        school=names([urn])[urn],
        round_id=round_id,
        round=this.title,
        programme=this.programme,
        partnership=this.partnership,
        summary=summary(contract),
        clauses=clauses(contract, {artefact for artefact, _, _ in contract.lines}),
        release=release_words(contract),
        fingerprint=contract.fingerprint,
        needed=contract.needs_signature,
        signature=signature,
        may_sign=may_sign(viewer, urn=urn, round_open=this.open),
        may_withdraw=may_withdraw(viewer, urn=urn, signed=signature is not None and signature.stands),
        same_as_last_time=before if viewer.may_at(urn, Permission.SIGN) else "",
    )
