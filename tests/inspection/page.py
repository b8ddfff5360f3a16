"""A page as parsed, and the list of its faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib

SIZE_LIMIT = 150 * 1024
SVG = "{http://www.w3.org/2000/svg}"
UNSEEN = {"script", "style", "template", "head", "title", "noscript"}
WRITTEN = {"textarea", "pre", "code", "kbd", "samp"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ALLOWED_PARSE_ERRORS: Mapping[str, str] = {}
"""Parser complaint → why it is none of ours. Empty, and meant to stay so."""


@dataclass
class Page:
    """One answer: its text and its headers. ``whole`` is false for a part that htmx swaps in."""

    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = "<html" in self.text[:2000].lower()
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        parse = parser.parse if self.whole else parser.parseFragment
        self.root: Element = parse(self.text)
        self.parse_errors = [(place, code) for place, code, _ in parser.errors]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> list[Element]:
        return [one for one in self.root.iter() if one.tag in tags]

    def above(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element

    def inside(self, element: Element, *tags: str) -> bool:
        return any(one.tag in tags for one in self.above(element))

    @cached_property
    def by_id(self) -> dict[str, Element]:
        return {one.get("id", ""): one for one in self.root.iter() if one.get("id")}

    def words(self, element: Element) -> str:
        """Text as read out: hidden words counted, decoration left out."""
        return " ".join(" ".join(self._text(element)).split())

    def _text(self, element: Element) -> Iterator[str]:
        if element.get("aria-hidden") != "true" and isinstance(element.tag, str) and element.tag not in UNSEEN:
            if element.tag == "img":
                yield element.get("alt", "")
            yield element.text or ""
            for child in element:
                yield from self._text(child)
                yield child.tail or ""

    def name(self, element: Element) -> str:
        """The accessible name, as far as pages here need it."""
        if label := element.get("aria-label"):
            return label
        named = (self.by_id.get(one) for one in element.get("aria-labelledby", "").split())
        return " ".join(self.words(one) for one in named if one is not None) or self.words(element)

    def prose(self) -> Iterator[str]:
        """Visible text that we wrote, not the people who use the pages."""

        def walk(element: Element) -> Iterator[str]:
            if not isinstance(element.tag, str) or element.tag in UNSEEN | WRITTEN:
                return
            if "plait-written" in element.get("class", "").split():
                return
            yield element.text or ""
            for child in element:
                yield from walk(child)
                yield child.tail or ""

        yield from walk(self.root)


Check = Callable[[Page], Iterator[str]]
whole_page_checks: list[Check] = []
part_checks: list[Check] = []


def of_whole_pages(check: Check) -> Check:
    whole_page_checks.append(check)
    return check


def of_every_part(check: Check) -> Check:
    part_checks.append(check)
    return check


def faults(page: Page) -> list[str]:
    """Every fault, in words; empty for a sound page."""
    checks = part_checks + (whole_page_checks if page.whole else [])
    return [fault for check in checks for fault in check(page)]


@of_every_part
def valid(page: Page) -> Iterator[str]:
    for place, code in page.parse_errors:
        if code not in ALLOWED_PARSE_ERRORS:
            yield f"not valid HTML at {place}: {code}"
    for inner in page.all("a", "button"):
        if page.inside(inner, "a", "button", "label"):
            yield f"a control inside a control: {page.name(inner)}"


@of_every_part
def ids_are_unique(page: Page) -> Iterator[str]:
    counted = Counter(one.get("id") for one in page.root.iter() if one.get("id") is not None)
    yield from (f"id used {count} times: {name}" for name, count in counted.items() if count > 1)
    yield from (f"empty id on {one.tag}" for one in page.root.iter() if one.get("id") == "")


@of_every_part
def references_lead_somewhere(page: Page) -> Iterator[str]:
    for one in page.root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "list"):
            for target in one.get(attribute, "").split():
                if target not in page.by_id and page.whole:
                    yield f"{attribute} leads nowhere: {target}"
        href = one.get("href", "")
        if one.tag == "a" and href.startswith("#") and href[1:] not in page.by_id and page.whole:
            yield f"link leads nowhere: {href}"


@of_every_part
def fields_have_labels(page: Page) -> Iterator[str]:
    labelled = set()
    for label in page.all("label"):
        target = label.get("for")
        if target and target not in page.by_id:
            yield f"label without its field: {page.words(label)}"
        labelled.add(target)
        if not page.words(label):
            yield f"label without words, for {target}"
    for one in page.all("input", "select", "textarea"):
        if one.tag == "input" and one.get("type") in {"hidden", "submit", "button", "image"}:
            continue
        named = one.get("aria-label") or one.get("aria-labelledby")
        if not (named or one.get("id") in labelled or page.inside(one, "label")):
            yield f"field without label: {one.get('name')}"
        if one.tag != "input" or one.get("type") not in {"radio", "checkbox"}:
            continue
        sets = [above for above in page.above(one) if above.tag == "fieldset"]
        if one.get("type") == "radio" and not any(legend.tag == "legend" for above in sets for legend in above):
            yield f"choices without a question (fieldset and legend): {one.get('name')}"


@of_every_part
def forms_say_where_and_how(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        method = form.get("method", "").lower()
        if not form.get("action") or method not in {"get", "post"}:
            yield f"form without an explicit action and method: {form.attrib}"
        tokens = [one for one in form.iter("input") if one.get("name") == "csrfmiddlewaretoken"]
        if method == "post" and not (tokens and tokens[0].get("value")):
            yield f"form without its token: {form.get('action')}"
        if method == "get" and tokens:
            yield f"the token would end up in an address: {form.get('action')}"
        if method == "post" and not any(one.get("type", "submit") == "submit" for one in form.iter("button")):
            yield f"form without a button, useless without JavaScript: {form.get('action')}"


@of_every_part
def nothing_is_inline(page: Page) -> Iterator[str]:
    for one in page.root.iter():
        if one.tag == "script" and not one.get("src"):
            yield "inline script"
        if one.tag in ("style", f"{SVG}style"):
            yield "inline style sheet"
        for attribute, value in one.attrib.items():
            if attribute == "style":
                yield f"inline style on {one.tag}: {value}"
            if attribute.startswith(("on", "hx-on")):
                yield f"inline handler on {one.tag}: {attribute}"
            if attribute in ("href", "src", "action") and value.strip().lower().startswith("javascript:"):
                yield f"script as an address: {value}"
            if attribute == "src" and re.match(r"(https?:)?//", value):
                yield f"something is loaded from elsewhere: {value}"


@of_every_part
def controls_have_words(page: Page) -> Iterator[str]:
    for one in page.all("button", "a", "summary"):
        if not page.name(one):
            yield f"{one.tag} without words: {one.attrib}"


@of_every_part
def pictures_have_words(page: Page) -> Iterator[str]:
    for one in page.all("img"):
        if one.get("alt") is None:
            yield f"picture without alt: {one.get('src')}"
    for one in page.all(f"{SVG}svg"):
        if page.inside(one, f"{SVG}svg"):
            continue
        hidden = one.get("aria-hidden") == "true" or any(up.get("aria-hidden") == "true" for up in page.above(one))
        told = one.get("role") == "img" and (one.get("aria-label") or one.get("aria-labelledby"))
        if not hidden and not told:
            yield "drawing neither hidden nor told in words"


@of_every_part
def tables_explain_themselves(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        captions = [page.words(one) for one in table.iter("caption")]
        if not any(captions):
            yield "table without caption"
        if not list(table.iter("th")):
            yield f"table without heads: {captions}"
        for head in table.iter("th"):
            if head.get("scope") not in {"row", "col", "rowgroup", "colgroup"}:
                yield f"table head without scope: {page.words(head)}"


@of_every_part
def prose_is_clean(page: Page) -> Iterator[str]:
    for text in page.prose():
        shown = " ".join(text.split())
        if '"' in shown:
            yield f"straight quotes: {shown[:80]}"
        if re.search(r"\bNone\b(?! of\b)|\{\{|\}\}|\{%|Undefined|\bobject at 0x|&(amp|lt|gt|quot|#\d+);", shown):
            yield f"a slip of the template: {shown[:80]}"


@of_whole_pages
def title_and_heading_agree(page: Page) -> Iterator[str]:
    headings = page.all("h1")
    titles = [" ".join((one.text or "").split()) for one in page.all("title")]
    if len(headings) != 1 or len(titles) != 1:
        yield f"{len(headings)} main headings and {len(titles)} titles; there must be one of each"
        return
    heading, title = page.words(headings[0]), titles[0]
    if not heading or not title.removeprefix("Error: ").startswith(heading):
        yield f"the title “{title}” does not begin with the heading “{heading}”"
    if not title.endswith("– Plait"):
        yield f"the title “{title}” does not say where we are"
    summary = any("govuk-error-summary" in one.get("class", "").split() for one in page.all("div"))
    if summary != title.startswith("Error: "):
        yield "a title begins with “Error: ” exactly when the page lists faults"


@of_whole_pages
def headings_do_not_skip(page: Page) -> Iterator[str]:
    level = 0
    for one in page.all(*HEADINGS):
        if any("govuk-error-summary" in up.get("class", "").split() for up in page.above(one)):
            continue  # stands above the main heading, so that it is met first
        now = int(one.tag[1])
        if now > level + 1:
            yield f"heading level skips from {level} to {now}: {page.words(one)}"
        if not page.words(one):
            yield f"empty heading h{now}"
        level = now


@of_whole_pages
def language_is_set(page: Page) -> Iterator[str]:
    if not (page.all("html") and page.all("html")[0].get("lang")):
        yield "no language"


@of_whole_pages
def there_is_one_main_part(page: Page) -> Iterator[str]:
    if len(page.all("main")) != 1:
        yield f"{len(page.all('main'))} main parts"


@of_whole_pages
def same_words_lead_to_the_same_place(page: Page) -> Iterator[str]:
    for main in page.all("main"):
        places: dict[str, set[str]] = {}
        for link in main.iter("a"):
            places.setdefault(page.name(link).casefold(), set()).add(link.get("href", ""))
        for words, found in places.items():
            if len(found) > 1:
                yield f"“{words}” leads to different places: {', '.join(sorted(found))}"


@of_whole_pages
def headers_protect(page: Page) -> Iterator[str]:
    given = {name.lower(): value for name, value in page.headers.items()}
    policy = given.get("content-security-policy", "")
    for part in ("script-src 'self'", "style-src 'self'", "default-src 'none'", "frame-ancestors 'none'"):
        if part not in policy:
            yield f"content security policy lacks {part}"
    if "unsafe" in policy:
        yield "content security policy has a hole"
    if given.get("x-content-type-options") != "nosniff":
        yield "no nosniff header"
    if given.get("x-frame-options") != "DENY":
        yield "the page can be framed"


@of_whole_pages
def size_is_bearable(page: Page) -> Iterator[str]:
    size = len(page.text.encode())
    if size > SIZE_LIMIT:
        yield f"{size / 1024:.0f} KiB; at most {SIZE_LIMIT // 1024}"
