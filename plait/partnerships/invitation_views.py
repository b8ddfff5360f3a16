"""People at a school or in a partnership: who holds which role, inviting, answering, ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.domain.roles import Permission
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, no, require
from plait.domain.viewer import Viewer
from plait.partnerships import invitation_actions as actions
from plait.partnerships import invitation_pages as pages
from plait.partnerships import invitation_queries as queries
from plait.partnerships import invitation_rules as rules
from plait.partnerships.invitation_forms import AnswerForm, InviteForm, SuccessorForm
from plait.partnerships.invitation_rules import HEAD, Place
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import has_lead, members
from plait.partnerships.queries import programmes as programmes_of
from plait.people.arriving import arrive
from plait.people.throttle import too_often
from plait.schools.queries import names
from plait.ui.access import Access, access


def _me(request: HttpRequest) -> Any:
    """The signed-in person, where there is one."""
    return request.user


TOKEN = "invitation"  # noqa: S105  the name under which a session keeps it
OWN_PLACE = "The place must be one where the viewer holds a role."
BY_LINK = "The link in the mail says who they are; without it the page knows nobody."


@access(Access.SCOPED, OWN_PLACE)
@require_GET
def school(request: HttpRequest, urn: int) -> HttpResponse:
    return _people(request, Place(urn=urn))


@access(Access.SCOPED, OWN_PLACE)
@require_GET
def partnership(request: HttpRequest, partnership_id: int) -> HttpResponse:
    return _people(request, Place(partnership_id=partnership_id))


@access(Access.SCOPED, OWN_PLACE)
@require_GET
def programme(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    return _people(request, queries.programme_place(partnership_id, programme_id))


@access(Access.SIGNED_IN, "Only those who administer find the page; for anybody else it is not there.")
@require_GET
def administrators(request: HttpRequest) -> HttpResponse:
    return _people(request, Place())


def _people(request: HttpRequest, place: Place) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    here = queries.people_here(viewer, place, today=timezone.localdate(), at=now)
    elsewhere = queries.sent_to_schools(viewer, members(place.partnership_id), at=now) if place.partnership_id else ()
    programmes = tuple(
        (at, title)
        for number, title, *_ in (programmes_of(place.partnership_id) if place.partnership_id else ())
        if rules.may_see_people(viewer, at := Place(programme_id=number, within=place.partnership_id))
    )
    page = pages.people_page(viewer, here, elsewhere, programmes)
    return render(request, "invitations/people.html", {"page": page})


@access(Access.SCOPED, OWN_PLACE)
@require_http_methods(["GET", "POST"])
def school_invite(request: HttpRequest, urn: int) -> HttpResponse:
    return _invite(request, Place(urn=urn))


@access(Access.SCOPED, OWN_PLACE)
@require_http_methods(["GET", "POST"])
def partnership_invite(request: HttpRequest, partnership_id: int) -> HttpResponse:
    return _invite(request, Place(partnership_id=partnership_id))


@access(Access.SCOPED, OWN_PLACE)
@require_http_methods(["GET", "POST"])
def programme_invite(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    return _invite(request, queries.programme_place(partnership_id, programme_id))


@access(Access.SIGNED_IN, "Only those who administer find the page; for anybody else it is not there.")
@require_http_methods(["GET", "POST"])
def administrators_invite(request: HttpRequest) -> HttpResponse:
    return _invite(request, Place())


def _choices(viewer: Viewer, place: Place) -> list[tuple[str, str]]:
    """The roles that the viewer may give there; for a lead also the headteachers that member schools lack."""
    led = place.partnership_id is None or has_lead(place.partnership_id, today=timezone.localdate())
    others = queries.holds_others(place.partnership_id)
    found = [
        (str(item.role), f"{item.title}: {item.description}")
        for item in rules.roles_at(place.kind)
        if rules.may_give(
            viewer,
            role=str(item.role),
            place=place,
            members_of=(),
            has_head=True,
            has_lead=led,
            holds_others=others,
        )
    ]
    if place.partnership_id is not None and rules.runs(viewer, place):
        urns = queries.schools_without_head(members(place.partnership_id), today=timezone.localdate())
        title = pages.title_of(HEAD)
        found += [(f"{HEAD}:{urn}", f"{title} of {name}, who has none here yet") for urn, name in names(urns).items()]
    return found


def _invite(request: HttpRequest, place: Place) -> HttpResponse:
    viewer = viewer_of(request)
    if not rules.may_see_people(viewer, place):
        raise NotVisible(f"{place}")
    name = queries.place_name(place)
    choices = _choices(viewer, place)
    if not choices:
        require(no("Only the headteacher of the school, or the lead of the partnership, can invite people."))
    form = InviteForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        if (patience := too_often(request, "send_invitation")) is not None:
            return patience
        role, _, urn = form.cleaned_data["role"].partition(":")
        given = actions.InvitationInput(
            form.cleaned_data["email"], form.cleaned_data["name"], role, form.cleaned_data.get("role_ends")
        )
        try:
            actions.invite(
                viewer=viewer,
                place=Place(urn=int(urn)) if urn else place,
                given=given,
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except NotAllowedNow as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"{given.name} is invited. The mail is on its way to {given.email}.")
            return redirect(pages.people_of(place))
    context = {
        "form": form,
        "place": name,
        "back": pages.people_of(place),
        "back_words": pages.people_title(place, name),
    }
    return render(request, "invitations/invite.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The invitation must be one of a place where the viewer lets people in, or their own.")
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    item = queries.invitation(viewer, invitation_id, at=now)
    actions.withdraw(viewer=viewer, invitation_id=invitation_id, at=now)
    messages.success(request, f"The invitation to {item.name} is withdrawn; its link no longer works.")
    return redirect(_seen_from(viewer, item.place))


@access(Access.SCOPED, "The invitation must be one of a place where the viewer lets people in, or their own.")
@require_POST
def send_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    item = queries.invitation(viewer, invitation_id, at=now)
    if (patience := too_often(request, "send_invitation")) is not None:
        return patience
    actions.send_again(viewer=viewer, invitation_id=invitation_id, at=now, today=timezone.localdate())
    messages.success(request, f"A new link is on its way to {item.email}. The old one no longer works.")
    return redirect(_seen_from(viewer, item.place))


def _seen_from(viewer: Viewer, place: Place) -> str:
    """The page of people from which the viewer came: a lead sees invitations to schools on the partnership's."""
    if rules.may_see_people(viewer, place) or place.urn is None:
        return pages.people_of(place)
    leads = sorted(viewer.partnerships_with(Permission.RUN_ROUNDS) & queries.partnerships_with(place.urn))
    return pages.people_of(Place(partnership_id=leads[0])) if leads else "/"


@access(Access.SCOPED, "The role must be one at a place where the viewer holds one.")
@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, appointment_id: int) -> HttpResponse:
    viewer, today, now = viewer_of(request), timezone.localdate(), timezone.now()
    held, place = queries.appointment(viewer, appointment_id, today=today)
    require(rules.may_end(viewer, place=place, person_id=held.person_id, role=held.role))
    here = queries.people_here(viewer, place, today=today, at=now)
    heads = frozenset(row.pk for row in queries.heads(place.urn, today=today)) if place.urn else frozenset()
    page = pages.end_role_page(viewer, held, here, heads)
    form = SuccessorForm(request.POST or None, choices=page.choices) if page.choices else None
    if request.method == "POST" and (form is None or form.is_valid()):
        actions.end_role(
            viewer=viewer,
            appointment_id=appointment_id,
            at=now,
            today=today,
            successor_id=form.cleaned_data["successor"] if form else None,
        )
        messages.success(request, f"The role of {held.name} ({page.role.lower()}) has ended.")
        return redirect("/" if page.yours else page.people)
    status = 422 if form is not None and form.errors else 200
    return render(request, "invitations/end-role.html", {"page": page, "form": form}, status=status)


@access(Access.SIGNED_IN, "Lists only invitations to the person's own address.")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    found = queries.invitations_to(_me(request).email, at=timezone.now())
    return render(request, "invitations/mine.html", {"invitations": [pages.invitation_page(item) for item in found]})


@access(Access.SCOPED, "The invitation must be to the person's own address.")
@require_POST
def accept(request: HttpRequest, invitation_id: int) -> HttpResponse:
    place = actions.accept(
        viewer=viewer_of(request),
        email=_me(request).email,
        invitation_id=invitation_id,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    return _welcome(request, place)


def _welcome(request: HttpRequest, place: Place) -> HttpResponse:
    messages.success(request, "You have accepted. This is where your work begins.")
    return redirect(pages.home_of(place))


@access(Access.ANYONE, BY_LINK)
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address at once, so that it stands in no history, log or referring address."""
    if (patience := too_often(request, "open_invitation", on_get=True)) is not None:
        return patience
    request.session[TOKEN] = token[:200]
    answer = redirect("invitations:answer")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@access(Access.ANYONE, BY_LINK)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Look at an invitation and accept it: with a new account, or as the person who has that address."""
    if (patience := too_often(request, "open_invitation", on_get=True)) is not None:
        return patience
    now = timezone.now()
    token = str(request.session.get(TOKEN, ""))
    item = queries.by_token(token, at=now)
    state = item.state if item else "unknown"
    if item is None or state != "open":
        status = 404 if item is None else 410
        return render(request, "invitations/no-longer.html", {"state": state, "item": item}, status=status)
    page = pages.invitation_page(item)
    if request.user.is_authenticated:
        if _me(request).email != item.email:
            return render(request, "invitations/somebody-else.html", {"page": page}, status=403)
        return _answer_as_known(request, item.id, page)
    if queries.has_account(item.email):
        return render(request, "invitations/sign-in-first.html", {"page": page})
    form = AnswerForm(request.POST or None, email=item.email, initial={"name": item.name})
    if request.method == "POST" and form.is_valid():
        return _answer_as_new(request, token, form.cleaned_data)
    context = {"page": page, "form": form}
    return render(request, "invitations/answer.html", context, status=422 if form.errors else 200)


def _answer_as_known(request: HttpRequest, invitation_id: int, page: pages.InvitationPage) -> HttpResponse:
    if request.method != "POST":
        return render(request, "invitations/accept.html", {"page": page})
    done = accept(request, invitation_id)
    request.session.pop(TOKEN, None)
    return done


def _answer_as_new(request: HttpRequest, token: str, given: dict[str, Any]) -> HttpResponse:
    by_password = given["way"] == "password"
    person_id, place = actions.accept_as_new(
        token=token,
        name=given["name"],
        password=given["new_password"] if by_password else None,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    request.session.pop(TOKEN, None)
    if by_password:
        messages.success(request, "You have accepted. This is where your work begins.")
        return arrive(request, person_id, pages.home_of(place))
    messages.success(request, "You have accepted. One thing is left: the passkey by which you will sign in.")
    return arrive(request, person_id, pages.first_passkey())
