"""The inspector passes a sound page and finds each fault that it is there to find."""

from __future__ import annotations

import pytest
from inspection import Page, faults

HEADERS = {
    "Content-Security-Policy": ("default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'"),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SOUND = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Your schools – Plait</title>
<script type="module" src="/static/ui/plait.js"></script></head>
<body><main><h1>Your schools</h1><h2>Ash Hill</h2>
<p>They call it “our school”. None of them is alone.</p>
<p class="plait-written">Somebody wrote "this" and None.</p>
<a href="/a/">Open <span>Ash Hill</span></a> <a href="/b/">Open Birch Grove</a>
<form method="post" action="/a/"><input type="hidden" name="csrfmiddlewaretoken" value="t">
<label for="title">Title</label><input id="title" name="title">
<fieldset><legend>Level</legend>
<input type="radio" name="level" id="one"><label for="one">One</label></fieldset>
<button>Save</button></form>
<table><caption>Judgements</caption><tr><th scope="col">Area</th></tr><tr><td>One</td></tr></table>
<img src="/a.png" alt="A shape"><svg aria-hidden="true"></svg></main></body></html>"""


def test_a_sound_page_has_no_fault() -> None:
    assert faults(Page(SOUND, HEADERS)) == []


BAD = {
    "not valid HTML": ("<p>They", "<p><div></p>They"),
    "a control inside a control": ('<a href="/a/">Open', '<a href="/a/"><button>x</button>Open'),
    "id used 2 times: title": ("<h2>", '<h2 id="title">'),
    "empty id": ("<h2>", '<h2 id="">'),
    "aria-describedby leads nowhere: gone": ('name="title"', 'name="title" aria-describedby="gone"'),
    "link leads nowhere: #gone": ("<h2>Ash", '<a href="#gone">Down</a><h2>Ash'),
    "label without its field": ('for="title"', 'for="other"'),
    "field without label: title": ('<label for="title">Title</label>', "Title"),
    "label without words": ('<label for="title">Title</label>', '<label for="title"></label>'),
    "choices without a question": ("<legend>Level</legend>", "Level"),
    "form without an explicit action": ('method="post" action="/a/"', 'method="post"'),
    "form without its token": ('<input type="hidden" name="csrfmiddlewaretoken" value="t">', ""),
    "the token would end up in an address": ('method="post"', 'method="get"'),
    "form without a button": ("<button>Save</button>", ""),
    "inline script": ("<h2>", "<script>1</script><h2>"),
    "inline style sheet": ("<h2>", "<svg aria-hidden='true'><style>a{}</style></svg><h2>"),
    "inline style on h2": ("<h2>", '<h2 style="color:red">'),
    "inline handler on h2: onclick": ("<h2>", '<h2 onclick="x()">'),
    "inline handler on h2: hx-on:click": ("<h2>", '<h2 hx-on:click="x()">'),
    "script as an address": ('href="/a/"', 'href="javascript:x()"'),
    "loaded from elsewhere": ('src="/a.png"', 'src="https://cdn.example/a.png"'),
    "button without words": ("<button>Save</button>", "<button><span aria-hidden='true'>x</span></button>"),
    "picture without alt": (' alt="A shape"', ""),
    "drawing neither hidden": (' aria-hidden="true"></svg>', "></svg>"),
    "table without caption": ("<caption>Judgements</caption>", ""),
    "table without heads": ('<th scope="col">Area</th>', "<td>Area</td>"),
    "table head without scope": (' scope="col"', ""),
    "straight quotes": ("“our school”", '"our school"'),
    "a slip of the template: by None": ("None of them is alone.", "</p><p>by None"),
    "a slip of the template: {{ x }}": ("They call", "</p><p>{{ x }}</p><p>They call"),
    "a slip of the template: a &amp; b": ("They call", "</p><p>a &amp;amp; b</p><p>They call"),
    "2 main headings": ("<h2>Ash Hill</h2>", "<h1>Ash Hill</h1>"),
    "does not begin with the heading": ("<h1>Your schools</h1>", "<h1>My schools</h1>"),
    "does not say where we are": (" – Plait", ""),
    "exactly when the page lists faults": ("<title>", "<title>Error: "),
    "heading level skips from 1 to 3": ("<h2>Ash Hill</h2>", "<h3>Ash Hill</h3>"),
    "empty heading": ("<h2>Ash Hill</h2>", "<h2></h2>"),
    "no language": (' lang="en-GB"', ""),
    "0 main parts": ("main>", "div>"),
    "leads to different places": ("Open Birch Grove", "Open Ash Hill"),
    "KiB; at most 150": ("They call", "They call " * 20_000),
}


@pytest.mark.parametrize("fault", BAD)
def test_each_fault_is_seen(fault: str) -> None:
    before, after = BAD[fault]
    assert before in SOUND
    found = faults(Page(SOUND.replace(before, after), HEADERS))
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("Content-Security-Policy", "script-src 'self' 'unsafe-inline'", "has a hole"),
        ("Content-Security-Policy", "", "lacks script-src"),
        ("X-Content-Type-Options", "", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN", "framed"),
    ],
)
def test_a_missing_header_is_seen(name: str, value: str, fault: str) -> None:
    assert any(fault in one for one in faults(Page(SOUND, HEADERS | {name: value})))


def test_a_part_of_a_page_is_checked_for_what_a_part_can_have() -> None:
    assert faults(Page("<p>Saved “it”.</p>")) == []
    assert faults(Page('<input name="x"><p onclick="y()">by None</p>')) == [
        "field without label: x",
        "inline handler on p: onclick",
        "a slip of the template: by None",
    ]
