"""What the lead’s page about signals of a round shows: questions, never about one person."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.calibration import Share
from plait.domain.disclosure import MINIMUM
from plait.domain.rater_agreement import told
from plait.domain.signals import FEWEST_GROUPS, FEWEST_MOVES, FEWEST_THINGS, Groups, Signal, Silent, Whole
from plait.domain.wording import count_word, counted, listed, opening, plural
from plait.reviewers.signal_queries import RoundSigns

UNSEEN = (
    "This cannot be worked out: the contract that heads have signed for this round lets you know how far each school "
    "is, and not {what}. That is how it was agreed."
)
WORDS = "This round is judged in words, so there are no levels to compare."
FIRST = (
    "There is no earlier round of this programme that was judged by the same framework, so there is nothing to compare "
    "with."
)
COSY = (
    "Partners who always say what the school says help it little. For each group, Plait counts how often a partner’s "
    "level is the school’s own, and looks whether one group stands far out from the others of this round."
)
COSY_ASKS = (
    "Is it worth a conversation about what each learnt from the others? It may as well be that these schools know "
    "themselves well, or that their areas were easy to judge."
)
DRIFT = (
    "Levels rise because something has changed. Plait looks at the areas in which a school’s evidence is word for word "
    "that of the round before, with nothing new attached, and counts how the agreed level moved."
)
ALL_ASKS = (
    "Is it worth a conversation about what a level asks for? It may as well be that schools got better and did not "
    "write down how."
)
DRIFT_ASKS = "Is it worth a conversation about what has changed in these schools, and where it can be seen?"
AGREEMENT = (
    "Partners who looked at the same school judged the same areas, unseen by each other. This is about the round as a "
    "whole, never about one of them."
)


@dataclass(frozen=True, slots=True)
class Question:
    """A group that stands out. ``says``: what was counted; ``asks``: what could be talked about."""

    title: str
    says: tuple[str, ...]
    asks: str


@dataclass(frozen=True, slots=True)
class Part:
    """``lines``: what was looked at, or why nothing can be said."""

    title: str
    about: str
    lines: tuple[str, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalsPage:
    partnership_id: int
    partnership: str
    round_id: int
    round: str
    parts: tuple[Part, ...]


def signals_page(found: RoundSigns) -> SignalsPage:
    this = found.round
    parts = (_cosy(found), _drift(found), _agreement(found))
    return SignalsPage(this.partnership_id, this.partnership, this.id, this.title, parts)


def _cosy(found: RoundSigns) -> Part:
    title = "Views that are nearly always the school’s own"
    if found.cosy is None:
        return Part(title, COSY, (WORDS if found.in_words else UNSEEN.format(what="what schools and partners say"),))
    questions = tuple(_cosy_question(found, signal) for signal in found.cosy.signals)
    return Part(title, COSY, (_looked(found.cosy, "pair of levels", "pairs of levels"),), questions)


def _cosy_question(found: RoundSigns, signal: Signal) -> Question:
    below = "No partner’s level lies below it."
    if signal.below:
        below = f"{opening(count_word(signal.below))} {plural(signal.below, 'lies', 'lie')} below it."
    says = [
        f"A partner’s level is the school’s own in {_share(signal.here)}; in the other groups in "
        f"{_share(signal.others)}.",
        below,
    ]
    if found.reads_talk and signal.recorded:
        changed = f"{signal.changed} of {signal.recorded}" if signal.changed else f"none of {signal.recorded}"
        says.append(f"Conversations that are agreed changed {changed} areas.")
    return Question(_group(found, signal), tuple(says), COSY_ASKS)


def _drift(found: RoundSigns) -> Part:
    title = "Levels that rise with nothing new to see"
    if found.in_words or found.before is None:
        return Part(title, DRIFT, (WORDS if found.in_words else FIRST,))
    if found.drifting is None or found.whole is None:
        return Part(title, DRIFT, (UNSEEN.format(what="what schools show and what conversations came to"),))
    moved = _moved(found.before.title, found.whole)
    lines, questions = [moved], []
    if found.whole.stands:
        chance = "Chance alone gives as much of a rise in fewer than one round in twenty."
        questions.append(Question("The round as a whole", (moved, chance), ALL_ASKS))
        lines = []
    elif found.whole.enough:
        lines.append("For the round as a whole that is no more than chance gives when up is as likely as down.")
    else:
        fewest = count_word(FEWEST_MOVES)
        lines.append(f"Levels of fewer than {fewest} schools moved, so nothing can be said of the round as a whole.")
    lines.append(_looked(found.drifting, "area", "areas"))
    for signal in found.drifting.signals:
        says = f"Such areas rose in {_share(signal.here)}; in the other groups in {_share(signal.others)}."
        questions.append(Question(_group(found, signal), (says,), DRIFT_ASKS))
    return Part(title, DRIFT, tuple(lines), tuple(questions))


def _moved(since: str, whole: Whole) -> str:
    return (
        f"Since {since}, with nothing new to see: {counted(whole.up, 'area')} up and {counted(whole.down, 'area')} "
        f"down, of {counted(whole.of, 'area')} in {counted(whole.schools, 'school')}."
    )


def _looked(found: Groups, one: str, more: str) -> str:
    """What was looked at and what came of it, or why nothing can be said."""
    if found.silent is Silent.GROUPS:
        return (
            f"Groups can be compared once {count_word(FEWEST_GROUPS)} of them have at least "
            f"{count_word(FEWEST_THINGS)} {more} each. So far {count_word(found.looked) if found.looked else 'none'} "
            f"{'have' if found.looked > 1 else 'has'}."
        )
    if found.silent is Silent.SCHOOLS:
        return "There are too few schools for the number of groups: even the clearest difference could be chance."
    size = f"Plait looked at {counted(found.looked, 'group')} and {counted(found.things, one, more)}."
    if not found.signals:
        return f"{size} No group stands out beyond what chance gives."
    return f"{size} Where groups do not differ, chance alone brings this up in about one round in twenty."


def _agreement(found: RoundSigns) -> Part:
    title = "How partners agree with one another"
    if found.in_words:
        return Part(title, AGREEMENT, (WORDS,))
    if not found.may_agree:
        return Part(title, AGREEMENT, (UNSEEN.format(what="what partners say"),))
    if found.agreed is None:
        few = f"Too few to say: it is told once several views of each of {count_word(MINIMUM)} schools are in."
        return Part(title, AGREEMENT, (few,))
    return Part(title, AGREEMENT, told(found.agreed))


def _group(found: RoundSigns, signal: Signal) -> str:
    return listed(sorted((found.names.get(urn, "a school") for urn in signal.group), key=str.casefold))


def _share(item: Share) -> str:
    """A share with what it rests on: ``28 of 30 (93%, 95% interval 79% to 98%)``."""
    return f"{item.hits} of {item.n} ({item.hits / item.n:.0%}, 95% interval {item.low:.0%} to {item.high:.0%})"
