"""What the lead’s page about signals of a round shows: questions, never about one person."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.calibration import Share
from plait.domain.disclosure import MINIMUM
from plait.domain.rater_agreement import told
from plait.domain.signals import FEWEST_GROUPS, FEWEST_MOVES, FEWEST_THINGS, Groups, Signal, Silent, Whole
from plait.domain.signals_told import FEWEST_SCHOOLS, Way, tenths, told_roughly
from plait.domain.wording import count_word, counted, listed, opening, plural
from plait.reviewers.signal_queries import RoundSigns

UNSEEN = (
    "This cannot be worked out: the contract that heads have signed for this round lets you know how far each school "
    "is, and not {what}. That is how it was agreed. For a later round, heads can be asked to sign a contract by which "
    "you are told of groups that stand out, and nobody’s level."
)
WAITING = (
    "Nothing is told until {what}, or the round is closed: so nobody can work out one school’s levels from how the "
    "numbers change while they come in."
)
ALL_VIEWS = "the views of every school that takes part are in"
ALL_TALKS = "the conversation of every school that takes part is agreed"
FEW_GROUPS = (
    "Groups can be compared once {fewest} of them, of at least {schools} schools each, have enough to compare. In this "
    "round {looked}."
)
READING = "you and others who lead it. It is worked out only from what the round’s contract lets you read"
TELLING = (
    "you and others who lead it. Heads have signed for these questions: they are asked in rounded numbers, and show "
    "you nobody’s level"
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


SHOWN = "what schools show and what conversations came to"
ALL = "The round as a whole"
CHANCE = "Chance alone gives as much of a rise in fewer than one round in twenty."


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
    readers: str
    parts: tuple[Part, ...]


def signals_page(found: RoundSigns) -> SignalsPage:
    this = found.round
    parts = (_cosy(found), _drift(found), _agreement(found))
    readers = TELLING if this.contract.signals and not found.in_words else READING
    return SignalsPage(this.partnership_id, this.partnership, this.id, this.title, readers, parts)


def _cosy(found: RoundSigns) -> Part:
    title = "Views that are nearly always the school’s own"
    if found.in_words or found.cosy is None:
        return Part(title, COSY, (_why_not(found, found.cosy_way, "what schools and partners say", ALL_VIEWS),))
    questions = tuple(_cosy_question(found, signal) for signal in found.cosy.signals)
    return Part(title, COSY, (_looked(found.cosy, found.cosy_way, "pair of levels", "pairs of levels"),), questions)


def _why_not(found: RoundSigns, this_way: Way, what: str, until: str) -> str:
    """Why a part has nothing."""
    if found.in_words:
        return WORDS
    return WAITING.format(what=until) if this_way is Way.WAITS else UNSEEN.format(what=what)


def _cosy_question(found: RoundSigns, signal: Signal) -> Question:
    if found.cosy_way is Way.TOLD:
        rough = (
            f"A partner’s level is the school’s own in {tenths(signal.here.value)} cases; in the other groups in "
            f"{tenths(signal.others.value)}."
        )
        return Question(_group(found, signal), (rough,), COSY_ASKS)
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
    if found.before is None and not found.in_words:
        return Part(title, DRIFT, (FIRST,))
    if found.in_words or found.before is None or found.drifting is None or found.whole is None:
        return Part(title, DRIFT, (_why_not(found, found.drift_way, SHOWN, ALL_TALKS),))
    if found.drift_way is Way.TOLD:
        return Part(title, DRIFT, *_drift_told(found, found.before.title, found.drifting, found.whole))
    moved = _moved(found.before.title, found.whole)
    lines, questions = [moved], []
    if found.whole.stands:
        questions.append(Question(ALL, (moved, CHANCE), ALL_ASKS))
        lines = []
    elif found.whole.enough:
        lines.append("For the round as a whole that is no more than chance gives when up is as likely as down.")
    else:
        fewest = count_word(FEWEST_MOVES)
        lines.append(f"Levels of fewer than {fewest} schools moved, so nothing can be said of the round as a whole.")
    lines.append(_looked(found.drifting, found.drift_way, "area", "areas"))
    for signal in found.drifting.signals:
        says = f"Such areas rose in {_share(signal.here)}; in the other groups in {_share(signal.others)}."
        questions.append(Question(_group(found, signal), (says,), DRIFT_ASKS))
    return Part(title, DRIFT, tuple(lines), tuple(questions))


def _drift_told(
    found: RoundSigns, since: str, drifting: Groups, whole: Whole
) -> tuple[tuple[str, ...], tuple[Question, ...]]:
    """The same in tenths, and of the round as a whole only whether it stands out."""
    lines, questions = [_looked(drifting, Way.TOLD, "area", "areas")], []
    if whole.stands:
        rose = f"Since {since}, with nothing new to see, more areas rose than fell."
        questions.append(Question(ALL, (rose, CHANCE), ALL_ASKS))
    else:
        lines.insert(
            0,
            f"Since {since}, for the round as a whole: too few schools moved with nothing new to see, or no more than "
            "chance gives when up is as likely as down.",
        )
    for signal in drifting.signals:
        says = (
            f"With nothing new to see, {tenths(signal.here.value)} areas rose; in the other groups "
            f"{tenths(signal.others.value)}."
        )
        questions.append(Question(_group(found, signal), (says,), DRIFT_ASKS))
    return tuple(lines), tuple(questions)


def _moved(since: str, whole: Whole) -> str:
    return (
        f"Since {since}, with nothing new to see: {counted(whole.up, 'area')} up and {counted(whole.down, 'area')} "
        f"down, of {counted(whole.of, 'area')} in {counted(whole.schools, 'school')}."
    )


def _looked(found: Groups, this_way: Way, one: str, more: str) -> str:
    """What was looked at and what came of it, or why nothing can be said."""
    told = this_way is Way.TOLD
    if told and found.silent is Silent.GROUPS:
        fewest, schools = count_word(FEWEST_GROUPS), count_word(FEWEST_SCHOOLS)
        looked = f"{count_word(found.looked)} {plural(found.looked, 'has', 'have')}" if found.looked else "none has"
        return FEW_GROUPS.format(fewest=fewest, schools=schools, looked=looked)
    if found.silent is Silent.GROUPS:
        return (
            f"Groups can be compared once {count_word(FEWEST_GROUPS)} of them have at least "
            f"{count_word(FEWEST_THINGS)} {more} each. So far {count_word(found.looked) if found.looked else 'none'} "
            f"{'have' if found.looked > 1 else 'has'}."
        )
    if found.silent is Silent.SCHOOLS:
        return "There are too few schools for the number of groups: even the clearest difference could be chance."
    things = "" if told else f" and {counted(found.things, one, more)}"
    size = f"Plait looked at {counted(found.looked, 'group')}{things}."
    if not found.signals:
        return f"{size} No group stands out beyond what chance gives."
    return f"{size} Where groups do not differ, chance alone brings this up in about one round in twenty."


def _agreement(found: RoundSigns) -> Part:
    title = "How partners agree with one another"
    if found.in_words or found.agreed_way not in (Way.READ, Way.TOLD):
        return Part(title, AGREEMENT, (_why_not(found, found.agreed_way, "what partners say", ALL_VIEWS),))
    if found.agreed is None:
        few = f"Too few to say: it is told once several views of each of {count_word(MINIMUM)} schools are in."
        return Part(title, AGREEMENT, (few,))
    words = told_roughly if found.agreed_way is Way.TOLD else told
    return Part(title, AGREEMENT, words(found.agreed))


def _group(found: RoundSigns, signal: Signal) -> str:
    return listed(sorted((found.names.get(urn, "a school") for urn in signal.group), key=str.casefold))


def _share(item: Share) -> str:
    """A share with what it rests on: ``28 of 30 (93%, 95% interval 79% to 98%)``."""
    return f"{item.hits} of {item.n} ({item.hits / item.n:.0%}, 95% interval {item.low:.0%} to {item.high:.0%})"
