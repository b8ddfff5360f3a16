"""Small pieces of sentences: numbers in words, lists of names, steps on a scale, dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def count_word(number: int) -> str:
    """``two``, ``11``: words up to ten, figures above."""
    return NUMBER_WORDS[number] if 0 <= number < len(NUMBER_WORDS) else f"{number:,}"


def plural(number: int, singular: str, more: str = "") -> str:
    """The noun alone, singular for one: ``area``, ``areas``."""
    return singular if number == 1 else more or f"{singular}s"


def counted(number: int, singular: str, more: str = "") -> str:
    """``two areas``, ``one area``, ``no areas``."""
    return f"{count_word(number)} {plural(number, singular, more)}"


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``; empty for none."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def readers_of_a_review(host: str, partners: Sequence[str], team: Sequence[str] = ()) -> str:
    """Who reads what a school shares with its partners: everybody at the host, those who review at the partners, and
    the people of its review team."""
    others = [reviewers_at(partners)] if partners else []
    others += [on_the_team(team)] if team else []
    return f"people with a role at {host}, and {listed(others)}" if others else f"people with a role at {host}"


def on_the_team(people: Sequence[str]) -> str:
    """People who look at a school for themselves: ``Amy and Ben of its review team``."""
    return f"{listed(people)} of its review team"


def reviewers_at(schools: Sequence[str]) -> str:
    """The people who look at a partner: ``headteachers and senior leaders of Ash and Beck``."""
    return f"headteachers and senior leaders of {listed(schools)}"


def opening(sentence: str) -> str:
    """The sentence with its first letter made a capital and nothing else changed."""
    return sentence[:1].upper() + sentence[1:]


def steps_apart(steps: int) -> str:
    """How far one place on a scale is from another: ``one level higher``, ``two levels lower``, ``the same
    level``."""
    if steps == 0:
        return "the same level"
    return f"{counted(abs(steps), 'level')} {'higher' if steps > 0 else 'lower'}"


def day_in_words(day: date | None) -> str:
    """``3 March 2027``; empty for no date."""
    return "" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_in_words(first: date, last: date | None) -> str:
    """``3 March 2027``, or ``3 March 2027 to 5 March 2027`` where the last is another day."""
    return day_in_words(first) if last in (None, first) else f"{day_in_words(first)} to {day_in_words(last)}"


def lines_of(text: str) -> tuple[str, ...]:
    """Somebody's text as its separate points: one a line, without the bullet that stood before it."""
    points = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        point = line.strip()
        for bullet in ("• ", "- ", "– ", "* ", "· "):
            point = point.removeprefix(bullet)
        if point.strip(" •-–*·"):
            points.append(point.strip())
    return tuple(points)
