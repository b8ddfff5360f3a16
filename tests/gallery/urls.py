"""A page that shows every component once, served in tests only: for the inspector, for axe, and for eyes."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from markupsafe import Markup

from plait.domain.frameworks import Level, Scale
from plait.ui.access import Access, access
from plait.ui.fields import DayField


def scale(*labels: str) -> Scale:
    return Scale(tuple(Level(str(rank), label, MEANINGS[rank], rank) for rank, label in enumerate(labels, 1)))


MEANINGS = (
    "",
    "We have not begun, or only just.",
    "Parts are in place; it depends on a few people.",
    "It works, most people know how, and we can show it.",
    "It works without us watching, and others learn from it.",
    "It is strong over years and through changes of people.",
    "Other schools come to see how it is done.",
)
LETTERS = ("Urgent", "Emerging", "Secure", "Strong", "Exceptional")


class ActionForm(forms.Form):
    title = forms.CharField(label="What will change?", max_length=200)
    why = forms.CharField(label="Why this?", widget=forms.Textarea, required=False)
    owner = forms.ChoiceField(label="Who sees to it?", choices=[("", "Choose a person"), ("1", "Siân Hughes")])
    by_when = DayField(label="By when?")
    state = forms.ChoiceField(
        label="How far is it?",
        widget=forms.RadioSelect,
        choices=[("to-do", "To do"), ("in-progress", "In progress"), ("done", "Done")],
    )
    areas = forms.MultipleChoiceField(
        label="Which areas does it help?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "Leadership"), ("b", "Infrastructure")],
        required=False,
    )
    share = forms.BooleanField(label="Partner schools may see this action", required=False)
    days = forms.IntegerField(label="Days of support", required=False)
    workbook = forms.FileField(label="Workbook", required=False)


DRAWING = Markup(
    '<svg viewBox="0 0 600 90" role="img" aria-label="Leadership: both Secure. Infrastructure: self Secure, '
    'peer Developing."><g font-family="Source Sans 3" font-size="16" fill="#17324d">'
    '<text x="0" y="30">Leadership</text><text x="0" y="70">Infrastructure</text></g>'
    '<g fill="none" stroke="#ddd7cb"><path d="M150 25h430M150 65h430"/>'
    '</g><circle cx="400" cy="25" r="8" fill="#17324d"/><circle cx="400" cy="65" r="8" fill="#17324d"/>'
    '<path d="M280 57l8 8-8 8-8-8z" fill="#fff" stroke="#b04a1c" stroke-width="2.5"/></svg>'
)


@access(Access.ANYONE, "Tests only.")
def gallery(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        answer = HttpResponse(status=204)
        answer["HX-Trigger"] = '{"plait:saved": {"at": "14:05", "version": 2}}'
        return answer
    if "message" in request.GET:
        messages.success(request, "Your self-evaluation is handed in. Your partner schools can read it now.")
    four = scale("Emerging", "Developing", "Secure", "Sustainable and leading others")
    form = ActionForm({"title": "", "by_when-day": "31", "by_when-month": "2", "by_when-year": "2027"})
    context = {
        "scale2": scale("Not met", "Met"),
        "scale3": scale("Red", "Amber", "Green"),
        "scale4": four,
        "scale5": Scale(tuple(Level("abcde"[i], word, MEANINGS[i + 1], i + 1) for i, word in enumerate(LETTERS))),
        "scale6": scale("Absent", "Begun", "Developing", "Established", "Embedded", "Leading"),
        "long6": {str(level): "Leaders plan, review and improve the work with others. " * 3 for level in range(1, 7)},
        "form": form if "faults" in request.GET else ActionForm(),
        "rows": [
            ["Leadership and capacity", "Secure", "Developing, Secure", "14", "+1"],
            [
                "Initial teacher training and the early career years",
                "Emerging",
                "Emerging, Emerging",
                "3",
                "0",
            ],
            [
                "Llanfairpwllgwyngyllgogerychwyrndrobwll partnership",
                "Sustainable",
                "Secure, Secure",
                "1,204",
                "−1",
            ],
        ],
        "drawing": DRAWING,
        "page_has_errors": "faults" in request.GET,
    }
    template = engines["jinja2"].from_string((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))


@access(Access.ANYONE, "Tests only.")
def home(request: HttpRequest) -> HttpResponse:
    return redirect("/gallery/")


# only the storeys that pages stand on, so that this page says nothing about the apps above
urlpatterns = [
    path("", include("plait.ui.urls")),
    path("", include("plait.people.urls")),
    path("", include("plait.people.package_urls")),
    path("your-mail/", include("plait.mail.urls")),
    path("gallery/", gallery, name="gallery"),
    path("", home),
]
handler404 = "plait.ui.views.not_found"
handler403 = "plait.ui.views.refused"
handler429 = "plait.ui.views.too_often"
handler500 = "plait.ui.views.broken"
