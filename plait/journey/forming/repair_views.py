"""A school has left a round: the page on which its open places are filled."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.domain.repairs import OpenPlace, RoundNow, Way, WayKind, open_places
from plait.domain.verdicts import NotVisible
from plait.domain.wording import listed
from plait.journey.forming import repair_actions
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access
from plait.ui.words import count


@dataclass(frozen=True, slots=True)
class WayCard:
    """``key`` stands for the changes."""

    title: str
    price: str
    changes: tuple[str, ...]
    key: str
    button: str


@dataclass(frozen=True, slots=True)
class OpenCard:
    title: str
    text: str
    ways: tuple[WayCard, ...]


def _card(now: RoundNow, place: OpenPlace) -> OpenCard:
    staying, left = _names(now, place.staying), _names(now, place.left)
    verb = "has" if len(place.left) == 1 else "have"
    if len(place.staying) == 1:
        text = f"{left} {verb} left the round, so nobody is with {staying} now."
    else:
        text = f"{left} {verb} left the round. {staying} can go on as they are; nothing has to be done."
    if len(now.groups()) == 1:
        text += " There is no other group in this round."
    elif not place.ways:
        text += " No other group can take anybody in: it is full, its views have been shown, or a rule is in the way."
    return OpenCard(staying, text, tuple(_way(now, place, way) for way in place.ways))


def _way(now: RoundNow, place: OpenPlace, way: Way) -> WayCard:
    others = [urn for urn in way.urns if urn not in place.staying]
    title = {
        WayKind.JOIN: f"They join {_names(now, others)}"
        if len(place.staying) > 1
        else f"It joins {_names(now, others)}",
        WayKind.PART: "Each of them joins another group",
        WayKind.CLOSE: "The ring closes without those who left",
        WayKind.ANEW: "The groups near by are formed again",
    }[way.kind]
    if way.km is None:
        price = "distances not known"
    elif abs(way.km) < 0.05:
        price = "no farther to travel in all"
    else:
        price = f"{abs(way.km):.1f} km {'more' if way.km > 0 else 'less'} to travel in all"
    changes = []
    for word, pairs in (("no longer ", way.gone), ("", way.new)):
        both = {(host, urn) for host, urn in pairs if (urn, host) in pairs and host < urn}
        one = [(host, urn) for host, urn in pairs if (urn, host) not in pairs]
        changes += [f"{_names(now, [a, b])} {word}look at each other" for a, b in sorted(both)]
        changes += [
            f"{_names(now, [urn])} {'no longer looks' if word else 'looks'} at {_names(now, [host])}"
            for host, urn in sorted(one)
        ]
    return WayCard(
        title,
        price,
        tuple(changes),
        way.key,
        "Do this" if not others else f"Do this, with {count(len(others), 'other school')}",
    )


def _names(now: RoundNow, urns: object) -> str:
    return listed([now.schools[urn].name for urn in urns if urn in now.schools])  # type: ignore[attr-defined]


@access(Access.SCOPED, "The round must be one that the viewer may know of; the rule says who decides on places.")
@require_http_methods(["GET", "HEAD", "POST"])
def open_places_of(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    this = repair_actions.led(viewer, partnership_id, round_id)
    now = repair_actions.round_now(this)
    if now is None:
        raise NotVisible(f"open places of round {round_id}")
    if request.method == "POST":
        repair_actions.fill(
            viewer=viewer,
            partnership_id=partnership_id,
            round_id=round_id,
            key=request.POST.get("key", ""),
            at=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, "Done. The schools with other partners are told by mail.")
        return redirect("journey:open-places", partnership_id, round_id)
    cards = tuple(_card(now, place) for place in open_places(now))
    return render(request, "journey/open-places.html", {"cards": cards, "round": this})
