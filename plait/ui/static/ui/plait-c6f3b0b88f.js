// What pages do beyond links and forms. Everything here is an addition: without it each page still works.
import { Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, SkipLink, createAll } from "./govuk-frontend.min-6.3.0.js";

document.documentElement.classList.add("govuk-frontend-supported");
document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const part of [Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, SkipLink]) createAll(part);

// A number key chooses a level while focus is inside the question, and nowhere else.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const question = event.target.closest?.("[data-level-choice]");
  const option = question?.querySelectorAll(".choice__options input")[event.key - 1];
  if (!option || option.disabled || event.target.matches("textarea, input:not([type=radio])")) return;
  event.preventDefault();
  option.focus();
  if (!option.checked) option.click();
});

// Saving by itself. A form marked data-autosave says what is saved and what is not, warns before text is lost,
// and does not send again what was sent already.
const forms = new WeakMap(); // form → { saved: what the server holds, sending: what is on its way }
const written = (form) => {
  const data = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "version"]) data.delete(name);
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string")).toString();
};
const unsaved = (form) => forms.has(form) && forms.get(form).saved !== written(form);
const autosaves = () => [...document.querySelectorAll("form[data-autosave]")];

function say(form, state, text) {
  const status = form.querySelector("[data-saved]") ?? document.querySelector(`[data-saved="${form.id}"]`);
  if (!status || (status.dataset.state === state && status.textContent === text)) return;
  status.dataset.state = state;
  status.className = `saved saved--${state}`;
  status.textContent = text;
}

// what came from the server; the browser may have put older, unsaved words back into the fields meanwhile
function delivered(form) {
  if (form.hasAttribute("data-unsaved")) return null;
  const copy = form.cloneNode(true);
  copy.reset();
  return written(copy);
}

function watch(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (forms.has(form)) continue;
    forms.set(form, { saved: delivered(form), sending: null });
    if (unsaved(form)) say(form, "waiting", "Not saved yet");
  }
}
watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target.parentElement ?? document));

const two = (number) => String(number).padStart(2, "0");
const clock = () => `${two(new Date().getHours())}:${two(new Date().getMinutes())}`;
const edited = (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (form && forms.has(form) && unsaved(form)) say(form, "waiting", "Not saved yet");
};
document.addEventListener("input", edited);
document.addEventListener("change", edited);

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form || event.target !== form) return;
  if (!unsaved(form)) return event.preventDefault();
  forms.get(form).sending = written(form);
  say(form, "saving", "Saving…");
});

// the server's answer: HX-Trigger: {"plait:saved": {"at": "14:02", "version": 7}}
document.addEventListener("plait:saved", (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form) return;
  const state = forms.get(form);
  if (state.sending !== null) state.saved = state.sending;
  const version = form.querySelector("input[name=version]");
  if (version && event.detail.version !== undefined) version.value = event.detail.version;
  if (unsaved(form)) say(form, "waiting", "Not saved yet");
  else say(form, "saved", `Saved ${event.detail.at ?? clock()}`);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form || event.target !== form || event.detail.successful) return;
  forms.get(form).sending = null;
  const status = event.detail.xhr?.status ?? 0;
  const said = event.detail.xhr?.getResponseHeader("Plait-Reason");
  if (said) return say(form, "failed", `Could not save. ${decodeURIComponent(said)} Your text is still here.`);
  const reason =
    status === 409 ? "someone else saved first. Both texts are shown"
    : status === 422 || status === 400 ? "something needs changing. Use the Save button to see what"
    : status === 401 || status === 403 ? "you may have been signed out. Copy your text, then sign in again"
    : status === 0 ? "no connection"
    : "the service did not answer as it should";
  say(form, "failed", `Could not save: ${reason}. Your text is still here.`);
});

let leaving = false;
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && autosaves().some(unsaved)) event.preventDefault();
});

// a page that the browser kept whole for going back is not shown after somebody signed out: the token changed
const token = () => /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1];
const tokenAtFirst = token();
window.addEventListener("pageshow", (event) => {
  leaving = false;
  if (!event.persisted || token() === tokenAtFirst) return;
  document.body.hidden = true;
  location.reload();
});

// where the browser cannot grow a text area by itself
if (!CSS.supports("field-sizing", "content")) {
  const grow = (area) => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 4, 510)}px`;
  };
  document.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
  document.querySelectorAll("textarea").forEach(grow);
}

// print what is folded away, too
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.open = true;
    fold.dataset.openedToPrint = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-opened-to-print]")) {
    fold.open = false;
    delete fold.dataset.openedToPrint;
  }
});
