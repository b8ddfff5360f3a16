"""Which hand-ins may stand beside each other, and what each is called in a report."""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.judgements import Submission
from plait.domain.wording import day_in_words


class CannotCompare(ValueError):
    """Two hand-ins that do not belong in one report. ``role`` is ``own``, ``peer`` or ``previous``;
    ``index`` says which of them. The text says what is wrong and what would be right."""

    def __init__(self, message: str, role: str = "own", index: int = 0) -> None:
        super().__init__(message)
        self.role = role
        self.index = index


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _school(submission: Submission) -> str:
    number = f" (URN {submission.urn})" if submission.urn else ""
    return f"{submission.school or 'a school without a name'}{number}"


def same_school(one: Submission, other: Submission) -> bool:
    """By URN where both give one, else by name; a hand-in that names no school goes with any."""
    if one.urn is not None and other.urn is not None:
        return one.urn == other.urn
    return not one.school or not other.school or _plain(one.school) == _plain(other.school)


def check_peer(own: Submission, peer: Submission, index: int, peers: Sequence[Submission]) -> None:
    """Raise :class:`CannotCompare` unless ``peer`` is a view of the same school, round and framework
    version."""
    if not same_school(own, peer):
        raise CannotCompare(
            f"this view is of {_school(peer)}, but the evaluation is of {_school(own)}. "
            "A peer's view must be of the same school.",
            "peer",
            index,
        )
    if peer.framework.name != own.framework.name:
        raise CannotCompare(
            f"this view uses {peer.framework.name}, but the evaluation uses {own.framework.name}. "
            "Both must use the same version of the same framework.",
            "peer",
            index,
        )
    if any(area.scale != then.scale for area in own.framework.areas if (then := peer.framework.area(area.id))):
        raise CannotCompare(
            f"this view calls its framework {peer.framework.name}, but its levels are not those of the"
            " evaluation. Both must be made from the same framework file.",
            "peer",
            index,
        )
    if own.round and peer.round and _plain(own.round) != _plain(peer.round):
        raise CannotCompare(
            f"this view is of the round “{peer.round}”, but the evaluation is of “{own.round}”. "
            "A peer's view must be of the same round.",
            "peer",
            index,
        )
    if peer == own:
        raise CannotCompare(
            "this is the school's own evaluation itself. Give a partner's view as a peer.", "peer", index
        )
    if peer in peers[:index]:
        raise CannotCompare("this view is given twice. Give each partner's view once.", "peer", index)


def check_previous(own: Submission, earlier: Submission, index: int, previous: Sequence[Submission]) -> None:
    """Raise :class:`CannotCompare` unless ``earlier`` is another round of the same school in the same
    framework."""
    if earlier.partner:
        raise CannotCompare(
            f"this is the view that {earlier.partner} held of {_school(earlier)}. "
            "An earlier round must be the school's own evaluation.",
            "previous",
            index,
        )
    if not same_school(own, earlier):
        raise CannotCompare(
            f"this earlier round is of {_school(earlier)}, but the evaluation is of {_school(own)}. "
            "Rounds are only laid over each other for the same school.",
            "previous",
            index,
        )
    if earlier.framework.id != own.framework.id:
        raise CannotCompare(
            f"this earlier round uses the framework {earlier.framework.id}, but this one uses"
            f" {own.framework.id}. There is no fair way to compare levels of two frameworks; leave this"
            " round out.",
            "previous",
            index,
        )
    for label, other in (
        ("the evaluation itself", own),
        *(("another earlier round", x) for x in previous[:index]),
    ):
        same_round = bool(earlier.round) and _plain(earlier.round) == _plain(other.round)
        if same_round or earlier == other:
            which = f"the round “{earlier.round}”" if earlier.round else "the same round"
            raise CannotCompare(
                f"this is {which}, the same as {label}. Give each round once, each with a round name of its own.",
                "previous",
                index,
            )


def peer_names(peers: Sequence[Submission]) -> tuple[str, ...]:
    """What each partner is called: its school, else who filled it in, else "Peer 2"; never the same name
    twice."""
    names: list[str] = []
    for number, peer in enumerate(peers, start=1):
        plain = f"Peer {number}" if len(peers) > 1 else "Peer"
        name = peer.partner.strip() or peer.completed_by.strip() or plain
        if name in names and peer.completed_by.strip():
            name = f"{name} ({peer.completed_by.strip()})"
        while name in names:
            name = f"{name} ({number})"
        names.append(name)
    return tuple(names)


def round_names(previous: Sequence[Submission]) -> tuple[str, ...]:
    """What each earlier round is called: its name, else its date, else "Earlier round 1"; never the same
    twice."""
    names: list[str] = []
    for number, earlier in enumerate(previous, start=1):
        plain = f"Earlier round {number}" if len(previous) > 1 else "the last round"
        name = earlier.round.strip() or day_in_words(earlier.dated) or plain
        names.append(f"{name} ({number})" if name in names else name)
    return tuple(names)
