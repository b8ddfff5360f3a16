"""Reading who sees what in a round, signing it for the school, and withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plait.journey import actions
from plait.journey.contract import contract_page
from plait.journey.forms import SignForm, WithdrawForm
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access


@access(Access.SCOPED, "The round must be one in which a school of the viewer's has a place; a rule says who signs.")
@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, urn: int, round_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = contract_page(viewer, urn, round_id)
    form = SignForm(request.POST or None, school=page.school)
    if request.method == "POST" and form.is_valid():
        actions.sign(
            viewer=viewer,
            round_id=round_id,
            urn=urn,
            fingerprint=form.cleaned_data["fingerprint"],
            at=timezone.now(),
        )
        messages.success(request, f"Signed for {page.school}. Everybody at your school can begin.")
        return redirect("journey:school", urn)
    status = 422 if form.errors else 200
    context = {"page": page, "form": form, "withdraw": WithdrawForm()}
    return render(request, "journey/contract.html", context, status=status)


@access(Access.SCOPED, "As for the contract; a rule says that the headteacher withdraws.")
@require_POST
def withdraw(request: HttpRequest, urn: int, round_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = contract_page(viewer, urn, round_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        context = {"page": page, "form": SignForm(school=page.school), "withdraw": form}
        return render(request, "journey/contract.html", context, status=422)
    actions.withdraw(viewer=viewer, round_id=round_id, urn=urn, reason=form.cleaned_data["reason"], at=timezone.now())
    messages.success(request, f"{page.school} has withdrawn. From now on nothing new leaves your school.")
    return redirect("journey:contract", urn, round_id)
