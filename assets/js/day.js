// Notes on the day of a visit, with or without a network. What is written goes to the device first, encrypted, and from
// there to Plait when it can be reached. See docs/adr/0013.
import { openDB } from "idb";
import { answered, empty, leave, outgoing, standing, waiting, write } from "./day-queue.js";
import { PIN_LEAST, newLock, seal, tryPin, unseal, waitAfter } from "./day-vault.js";

const LONGEST_SIDE = 1600; // pixels of a photo as it is kept and sent
const PHOTO_LIMIT = 60_000_000; // bytes of a photo that is looked at at all
const HIDDEN_LIMIT = 10 * 60_000; // milliseconds after which a page that was put away asks for the PIN again
const root = document.querySelector("[data-day]");
const part = (name) => root.querySelector(`[data-day-${name}]`);
const now = () => new Date().toISOString();
const clock = (date) => date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const plural = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

let store;
let key;
let here = null; // the review that is open: a key of `reviews`
let writing = null; // uid of the note in the form
let sending = false;
let again = false;
const reviews = new Map(); // place → { place, person, begun, pack, over, queue, photos }
const farewells = new Map(); // row → what is left of a review that its school asked to forget: no note, only what to say

function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  for (const [option, value] of Object.entries(options))
    if (option in made && option !== "list") made[option] = value;
    else made.setAttribute(option, value);
  made.append(...children);
  return made;
}

function show(name) {
  for (const each of ["start", "unlock", "reviews", "notes"]) part(each).hidden = each !== name;
  part(name).querySelector("h2")?.focus();
}

function say(text, kind = "") {
  const line = part("said");
  line.textContent = text;
  line.className = kind === "fault" ? "govuk-error-message" : "govuk-body";
  line.hidden = !text;
}

// rows: each is one sealed value under a name of random numbers
const keep = async (name, value) => store.put("rows", await seal(key, name, value), name);
const forget = (name) => store.delete("rows", name);
const keepReview = ({ queue, photos, ...about }) =>
  keep(about.row, { kind: "review", ...about, device: queue.device, turn: queue.turn });
const keepNote = async (place, uid) => {
  const note = reviews.get(place).queue.notes[uid];
  await (note ? keep(`n:${uid}`, { kind: "note", place, note }) : forget(`n:${uid}`));
};

async function load() {
  const rows = [];
  for (const name of await store.getAllKeys("rows"))
    rows.push({ name, value: await unseal(key, name, await store.get("rows", name)) });
  reviews.clear();
  farewells.clear();
  for (const { name, value } of rows) if (value.kind === "farewell") farewells.set(name, value);
  for (const { name, value } of rows)
    if (value.kind === "review") {
      const { device, turn, kind, ...about } = value;
      reviews.set(value.place, { ...about, row: name, queue: { ...empty(device), turn }, photos: new Map() });
    }
  for (const { value } of rows) {
    const review = reviews.get(value.place);
    if (!review) continue; // of a review that was wiped while this was being written
    if (value.kind === "note") {
      review.queue.notes[value.note.uid] = value.note;
      review.queue.turn = Math.max(review.queue.turn, value.note.turn);
    }
    if (value.kind === "photo") review.photos.set(value.uid, value);
  }
}

async function wipe(place) {
  const review = reviews.get(place);
  reviews.delete(place);
  for (const uid of Object.keys(review.queue.notes)) await forget(`n:${uid}`);
  for (const uid of review.photos.keys()) await forget(`p:${uid}`);
  await forget(review.row);
}

// all or nothing, however it is cut: the notes, and in their place what is to be said of them
async function forgetFor(review) {
  reviews.delete(review.place); // from here on nothing is written for it
  const { place, person, queue, pack, photos } = review;
  const row = `f:${crypto.randomUUID()}`;
  const about = { place, person, device: queue.device, host: pack.host };
  const farewell = { kind: "farewell", ...about, ...standing(queue), photos: photos.size, confirmed: false };
  const sealed = await seal(key, row, farewell);
  const change = store.transaction("rows", "readwrite");
  for (const uid of Object.keys(queue.notes)) change.store.delete(`n:${uid}`);
  for (const uid of photos.keys()) change.store.delete(`p:${uid}`);
  change.store.delete(review.row);
  change.store.put(sealed, row);
  await change.done;
  farewells.set(row, farewell);
  return row;
}

async function wipeAll() {
  reviews.clear();
  farewells.clear();
  key = null;
  await store.clear("rows");
  await store.clear("lock");
}

// ---- the PIN

part("start-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [pin, again] = [event.target.pin.value, event.target.again.value];
  if (pin.length < PIN_LEAST) return say(`Choose a PIN of at least ${PIN_LEAST} characters.`, "fault");
  if (pin !== again) return say("The two PINs are not the same. Type them again.", "fault");
  const made = await newLock(pin);
  await store.put("lock", made.lock, "lock");
  key = made.key;
  event.target.reset();
  navigator.storage?.persist?.();
  await opened();
});

part("unlock-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const lock = await store.get("lock", "lock");
  const left = Math.ceil((lock.until - Date.now()) / 1000);
  // a clock that was put back must not lengthen the wait
  if (left > 0 && left <= waitAfter(lock.tries)) return say(`Wait ${plural(left, "second")}, then try again.`, "fault");
  const tries = lock.tries + 1;
  await store.put("lock", { ...lock, tries, until: Date.now() + waitAfter(tries) * 1000 }, "lock"); // before, not after
  key = await tryPin(lock, event.target.pin.value);
  event.target.reset();
  if (!key) {
    const wait = waitAfter(tries);
    return say(`That is not the PIN of this device.${wait ? ` Wait ${plural(wait, "second")} before the next try.` : ""}`, "fault");
  }
  await store.put("lock", { ...lock, tries: 0, until: 0 }, "lock");
  await opened();
});

for (const button of root.querySelectorAll("[data-day-wipe-all]"))
  button.addEventListener("click", async () => {
    if (button.dataset.sure !== "yes") {
      button.dataset.sure = "yes";
      button.textContent = "Yes, delete everything on this device";
      return say("Everything that was not handed in will be lost. Press again to delete it.", "fault");
    }
    await wipeAll();
    location.replace(location.pathname);
  });

async function opened() {
  say("");
  await load();
  const asked = /^#(\d+-\d+)$/.exec(location.hash)?.[1];
  if (asked && !reviews.has(asked)) await take(asked);
  if (asked && reviews.has(asked)) openReview(asked);
  else if (reviews.size === 1) openReview([...reviews.keys()][0]);
  else listReviews();
  drawFarewells();
  await handInAll();
}

// ---- what is asked of Plait

const address = (place, what) => `/observations/${place.replace("-", "/")}/${what}/`;
const FAULTS = {
  network: "Plait cannot be reached from here. What you write is kept on this device and handed in when it can.",
  signIn: "You are not signed in any more. Your notes are kept on this device: sign in, then come back here.",
  gone: "You can no longer open this review. Your notes are kept on this device until you delete them.",
  other: "Somebody else is signed in now. Your notes are kept on this device: sign in as yourself to hand them in.",
  broken: "Plait did not answer as it should. Your notes are kept on this device. Try again later.",
};
class Fault extends Error {}

async function ask(place, what, query = "", options = {}) {
  let answer;
  try {
    answer = await fetch(address(place, what) + query, { redirect: "manual", cache: "no-store", ...options });
  } catch {
    throw new Fault("network");
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new Fault("signIn");
  if (answer.status === 404) throw new Fault("gone");
  if (answer.status === 409) throw new Fault("other");
  if (!answer.ok && answer.status !== 422) throw new Fault("broken");
  return answer.json();
}

function explain(error) {
  if (!(error instanceof Fault)) throw error;
  say(FAULTS[error.message], error.message === "network" ? "" : "fault");
  part("sign-in").hidden = !["signIn", "other"].includes(error.message);
}

async function take(place) {
  try {
    const { person, now: begun, pack, over, done, school_wipe: asked } = await ask(place, "pack");
    if (asked) return say(`${pack.host} asked that no device takes notes about it along. Write them in Plait itself.`);
    const review = { place, row: `r:${crypto.randomUUID()}`, person, begun, pack, over, done };
    reviews.set(place, { ...review, queue: empty(crypto.randomUUID()), photos: new Map() });
    await keepReview(reviews.get(place));
  } catch (error) {
    explain(error);
  }
}

const unsent = (review) => waiting(review.queue).length + review.photos.size;

async function handInAll() {
  if (!key) return;
  again = sending; // whatever was written meanwhile goes in the next round
  if (sending) return;
  sending = true;
  for (const place of [...reviews.keys()]) {
    try {
      await handIn(place);
    } catch (error) {
      explain(error);
      if (error.message === "gone" && reviews.has(place)) reviews.get(place).over = FAULTS.gone;
      if (["network", "signIn"].includes(error.message)) break; // the same for every review
    }
  }
  try {
    for (const [row, farewell] of farewells) await sayFarewell({ row, ...farewell });
  } catch (error) {
    explain(error);
  }
  sending = false;
  if (key) draw();
  if (again) await handInAll();
}

// confirms that the review is forgotten; where nothing is asked any more, nobody is left to be told
async function confirmTo({ place, person, device }) {
  try {
    const { csrf } = await ask(place, "wiped", `?person=${person}`);
    const body = new URLSearchParams({ device, person });
    await ask(place, "wiped", "", { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  } catch (error) {
    if (error.message !== "gone") throw error;
  }
}

// `review`: where its notes still lie here. `headers`: where its writer may still hand in
async function sayFarewell(farewell, review = null, headers = null) {
  let row = farewell?.row;
  await leave(
    { held: review !== null, may: headers !== null, confirmed: Boolean(farewell?.confirmed) },
    {
      handIn: async () => (await sendNotes(review, headers), await sendPhotos(review, headers), await sendNotes(review, headers)),
      forget: async () => {
        row = await forgetFor(review);
        say(""); // what was said of its notes before
      },
      confirm: () => confirmTo(farewells.get(row)),
      close: async () => {
        const told = { ...farewells.get(row), confirmed: true };
        await keep(row, told);
        farewells.set(row, told);
      },
    },
  );
}

async function handIn(place) {
  const review = reviews.get(place);
  let said;
  try {
    said = await ask(place, "pack", `?begun=${encodeURIComponent(review.begun)}`);
  } catch (error) {
    if (error.message !== "gone") throw error;
    await ask(place, "wiped", `?person=${review.person}`); // not found once more, unless its school asked
    return sayFarewell(null, review);
  }
  if (said.person !== review.person) throw new Fault("other");
  // who asked that their own devices forget it has said that what is left here is to be lost
  if (said.school_wipe && here === place && form.text.value.trim() && !said.over && !said.wipe)
    return say(`${review.pack.host} asked that devices forget it. Keep the note that you are writing: then this one hands it in, and forgets.`);
  if (said.school_wipe) return sayFarewell(null, review, said.wipe ? null : { "X-CSRFToken": said.csrf });
  if (said.wipe) {
    await wipe(place);
    return say(`You asked that your devices forget ${review.pack.host}. This one has.`);
  }
  Object.assign(review, { pack: said.pack, over: said.over });
  await keepReview(review);
  const headers = { "X-CSRFToken": said.csrf };
  await sendNotes(review, headers);
  await sendPhotos(review, headers);
  part("sign-in").hidden = true;
  if (said.done && !review.done && !unsent(review)) {
    await wipe(place);
    return say(`Everything about ${review.pack.host} is handed in, so this device has forgotten it.`);
  }
  say("");
  review.reached = new Date();
}

async function sendNotes(review, headers) {
  for (let edits = outgoing(review.queue), before = ""; edits.length; edits = outgoing(review.queue)) {
    const these = edits.map(({ uid, number }) => `${uid}:${number}`).join();
    if (these === before) break; // all that is left was refused
    before = these;
    const body = new URLSearchParams({ edits: JSON.stringify(edits), person: review.person });
    const { answers = [] } = await ask(review.place, "sync", "", { method: "POST", body, headers });
    review.queue = answered(review.queue, answers);
    for (const { uid } of edits) await keepNote(review.place, uid);
  }
}

async function sendPhotos(review, headers) {
  for (const photo of [...review.photos.values()]) {
    if (!review.queue.notes[photo.note]?.handed || photo.refused) continue;
    const letters = atob(photo.picture.split(",")[1]);
    const file = new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], { type: "image/jpeg" });
    const body = new FormData();
    body.append("uid", photo.uid);
    body.append("note", photo.note);
    body.append("file", file, "photo.jpg");
    const said = await ask(review.place, "photo", "", { method: "POST", body, headers });
    if (said.kept) {
      review.photos.delete(photo.uid);
      await forget(`p:${photo.uid}`);
    } else {
      photo.refused = said.error;
      await keep(`p:${photo.uid}`, photo);
    }
  }
}

// ---- what is shown

function listReviews() {
  here = null;
  history.replaceState(null, "", location.pathname);
  draw();
  show("reviews");
}

function openReview(place) {
  here = place;
  history.replaceState(null, "", `#${place}`);
  startNote();
  draw();
  show("notes");
}

function drawFarewells() {
  const list = part("farewells");
  list.replaceChildren(
    ...[...farewells].map(([row, farewell]) => {
      const { host, handed, gone, photos } = farewell;
      const lost = [gone && plural(gone, "note"), photos && plural(photos, "photo")].filter(Boolean).join(" and ");
      const words = `${host} asked that notes about it are wiped from devices, so this one has wiped them. `
        + `${plural(handed, "note")} ${handed === 1 ? "was" : "were"} handed in; `
        + (lost ? `${lost} could not be handed in any more and ${gone + photos === 1 ? "is" : "are"} gone.` : "nothing is gone.");
      const read = element("button", { type: "button", className: "govuk-button govuk-button--secondary" }, "I have read this");
      read.append(element("span", { className: "govuk-visually-hidden", textContent: `, about ${host}` }));
      read.addEventListener("click", async () => {
        if (!farewell.confirmed) return say("It stays here until Plait can be told. Try again with a network.");
        farewells.delete(row);
        await forget(row);
        draw();
      });
      return element("li", { className: "govuk-inset-text" }, element("p", { className: "govuk-body", textContent: words }), read);
    }),
  );
}

// nothing of a review that was wiped stays in the page either
function blank() {
  for (const name of ["host", "where", "readers", "over", "handed", "timetable", "note-list", "tags"]) part(name).replaceChildren();
  form.reset();
}

function draw() {
  drawFarewells();
  if (here && !reviews.has(here)) {
    blank();
    return listReviews();
  }
  const list = part("review-list");
  list.replaceChildren(
    ...[...reviews.values()].map((review) => {
      const link = element("a", { className: "govuk-link", href: `#${review.place}`, textContent: review.pack.host });
      link.addEventListener("click", (event) => (event.preventDefault(), openReview(review.place)));
      return element("li", {}, link, `, ${review.pack.round}`);
    }),
  );
  part("no-reviews").hidden = reviews.size > 0;
  if (!here) return;
  const review = reviews.get(here);
  part("host").textContent = `Notes about ${review.pack.host}`;
  part("where").textContent = `${review.pack.school}. ${review.pack.round}`;
  part("readers").textContent = review.pack.readers;
  part("over").textContent = review.over;
  part("over").hidden = !review.over;
  part("handed").textContent = unsent(review)
    ? `Only on this device so far: ${plural(waiting(review.queue).length, "note")} and ${plural(review.photos.size, "photo")}.`
    : `Everything is handed in${review.reached ? ` (${clock(review.reached)})` : ""}.`;
  drawTimetable(review);
  drawNotes(review);
}

function drawTimetable(review) {
  const date = new Date();
  const today = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
  const noted = new Set(review.pack.kinds.map(([kind]) => kind));
  const rows = review.pack.timetable.filter((each) => each.day === today).map((each) => {
    const row = element("li", {}, `${each.when}: ${each.title}${each.room ? `, ${each.room}` : ""} `);
    if (!noted.has(each.kind)) return row; // a break or a meeting
    const begin = element("button", { type: "button", className: "plait-link-button", textContent: "Note on this" });
    begin.append(element("span", { className: "govuk-visually-hidden", textContent: `, ${each.title}, ${each.when}` }));
    begin.addEventListener("click", () => noteOn(each));
    row.append(begin);
    return row;
  });
  part("timetable").replaceChildren(...rows);
  part("timetable-box").hidden = !rows.length;
}

function drawNotes(review) {
  const words = { ...Object.fromEntries(review.pack.kinds), ...Object.fromEntries(review.pack.seen) };
  const notes = Object.values(review.queue.notes).filter((note) => !note.state.gone);
  notes.sort((a, b) => b.turn - a.turn);
  part("note-list").replaceChildren(
    ...notes.map((note, number) => {
      const { kind, place, text, noted_at: at } = note.state;
      const photos = [...review.photos.values()].filter((photo) => photo.note === note.uid);
      const title = `${words[kind]}${place ? `, ${place}` : ""}`;
      const change = element("button", { type: "button", className: "govuk-button govuk-button--secondary" }, "Change");
      change.append(element("span", { className: "govuk-visually-hidden", textContent: ` note ${notes.length - number}, ${title}` }));
      change.addEventListener("click", () => startNote(note));
      return element(
        "li",
        { className: "card govuk-!-margin-bottom-3" },
        element("p", { className: "govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1", textContent: title }),
        element("p", { className: "govuk-body-s", textContent: `${clock(new Date(at))}. ${words[note.state.seen]}. ${stateOf(note)}` }),
        element("p", { className: "plait-written", textContent: text }),
        ...photos.map((photo) => drawPhoto(review, photo)),
        change,
      );
    }),
  );
  part("no-notes").hidden = notes.length > 0;
}

function stateOf(note) {
  if (note.refused) return `Not taken: ${note.refused}`;
  if (note.number > note.handed) return "Only on this device so far.";
  return note.beside ? "Handed in. It was changed elsewhere too, so both are kept, side by side." : "Handed in.";
}

function drawPhoto(review, photo) {
  const remove = element("button", { type: "button", className: "govuk-button govuk-button--secondary" }, "Delete this photo");
  remove.addEventListener("click", async () => {
    review.photos.delete(photo.uid);
    await forget(`p:${photo.uid}`);
    draw();
  });
  const picture = element("img", { className: "plait-picture", src: photo.picture, alt: "A photo of work that waits to be handed in" });
  const said = photo.refused ? [element("p", { className: "govuk-error-message", textContent: photo.refused })] : [];
  return element("div", {}, picture, ...said, remove);
}

// ---- writing

const form = part("note-form");

// a new note with the kind and the name of an activity, so that all notes of it count as of one; words that were
// begun before it was chosen stay
function noteOn({ kind, title }) {
  const begun = writing ? "" : form.text.value;
  const tags = begun ? ticked() : [];
  const photo = begun ? form.photo.files : null;
  startNote(null, { kind, seen: "seen", place: title.slice(0, 120), text: begun, tags });
  if (photo?.length) form.photo.files = photo;
}

const ticked = () => [...form.querySelectorAll("[name=tag]:checked")].map((box) => box.value);

function startNote(note = null, begun = null) {
  const review = reviews.get(here);
  writing = note?.uid ?? null;
  const state = note?.state ?? begun ?? { kind: "", seen: "seen", place: "", text: "", tags: [] };
  form.reset();
  for (const radio of form.querySelectorAll("[type=radio]")) radio.checked = radio.value === state[radio.name];
  form.place.value = state.place;
  form.text.value = state.text;
  part("form-title").textContent = note ? "Change the note" : "A new note";
  part("delete-box").hidden = !note;
  part("names").hidden = true;
  part("tags").replaceChildren(
    ...review.pack.areas.map((area, number) => {
      const all = [[`${area.id}/`, `${area.title}, as a whole`], ...area.statements.map(([id, words]) => [`${area.id}/${id}`, words])];
      const ticks = all.map(([value, words], each) => tick(`tag-${number}-${each}`, value, words, state.tags.includes(value)));
      const legend = element("legend", { className: "govuk-visually-hidden", textContent: area.title });
      const box = element("fieldset", { className: "govuk-fieldset" }, legend, element("div", { className: "govuk-checkboxes govuk-checkboxes--small" }, ...ticks));
      const summary = element("summary", { className: "govuk-details__summary" }, element("span", { className: "govuk-details__summary-text", textContent: area.title }));
      const fold = element("details", { className: "govuk-details" }, summary, element("div", { className: "govuk-details__text" }, box));
      fold.open = all.some(([value]) => state.tags.includes(value));
      return fold;
    }),
  );
  if (note || begun) part("form-title").focus();
}

function tick(id, value, words, checked) {
  const box = element("input", { className: "govuk-checkboxes__input", id, name: "tag", type: "checkbox", value, checked });
  const label = element("label", { className: "govuk-label govuk-checkboxes__label", htmlFor: id, textContent: words });
  return element("div", { className: "govuk-checkboxes__item" }, box, label);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const kind = form.querySelector("[name=kind]:checked")?.value;
  const text = form.text.value.trim();
  if (!kind) return fault("Say what you were doing.", form.querySelector("[name=kind]"));
  if (!text) return fault("Write down what you saw or heard.", form.text);
  const review = reviews.get(here);
  const uid = writing ?? crypto.randomUUID();
  const seen = form.querySelector("[name=seen]:checked")?.value ?? "seen";
  const tags = ticked();
  const noted_at = review.queue.notes[uid]?.state.noted_at ?? now();
  let photo = null;
  try {
    photo = form.photo.files[0] ? await scaled(form.photo.files[0]) : null;
  } catch {
    return fault("This photo cannot be read, or is too large. Take another one. Your words are still here.", form.photo);
  }
  review.queue = write(review.queue, uid, { kind, place: form.place.value.trim(), text, seen, tags, noted_at });
  await keepNote(here, uid);
  if (photo) {
    const row = { kind: "photo", place: here, uid: crypto.randomUUID(), note: uid, picture: photo };
    await keep(`p:${row.uid}`, row);
    review.photos.set(row.uid, row);
  }
  say("Kept on this device.");
  startNote();
  draw();
  part("form-title").focus();
  handInAll();
});

function fault(text, field) {
  say(text, "fault");
  field.focus();
}

part("delete").addEventListener("click", async () => {
  const review = reviews.get(here);
  const { noted_at } = review.queue.notes[writing].state;
  review.queue = write(review.queue, writing, { gone: true, noted_at });
  await keepNote(here, writing);
  for (const photo of [...review.photos.values()].filter((each) => each.note === writing)) {
    review.photos.delete(photo.uid);
    await forget(`p:${photo.uid}`);
  }
  say("Deleted on this device.");
  startNote();
  draw();
  handInAll();
});

// what may be somebody's name: a hint while writing, never more
const NAMED = /\b(?:[Pp]upils?|[Bb]oy|[Gg]irl|[Cc]hild|[Ss]tudent|called|named|Miss|Mr|Mrs|Ms|Dr)\.?,?\s+([A-Z][a-z’'-]+)/;
form.text.addEventListener("input", () => {
  const name = NAMED.exec(form.text.value)?.[1];
  part("names").hidden = !name;
  if (name) part("names").textContent = `Is “${name}” somebody’s name? If it is a pupil, write it without the name.`;
});

async function scaled(file) {
  if (file.size > PHOTO_LIMIT) throw new Error("too large");
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = element("canvas", { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.85);
}

part("hand-in").addEventListener("click", handInAll);
part("all-reviews").addEventListener("click", (event) => (event.preventDefault(), listReviews()));
part("wipe").addEventListener("click", async () => {
  const review = reviews.get(here);
  const button = part("wipe");
  if (unsent(review) && button.dataset.sure !== "yes") {
    button.dataset.sure = "yes";
    return say("Some of it is not handed in and will be lost. Press again to delete it all the same.", "fault");
  }
  delete button.dataset.sure;
  await wipe(here);
  say("This device has forgotten the review.");
  listReviews();
});
window.addEventListener("online", handInAll);
let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (key && hiddenAt && Date.now() - hiddenAt > HIDDEN_LIMIT) location.reload();
});

if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
// two windows would count the edits of one note twice: only one of them is open at a time
if (navigator.locks) {
  const held = (go) => (lock) => (lock ? (go(true), new Promise(() => {})) : go(false));
  const claim = (options) => new Promise((go) => navigator.locks.request("plait-day", options, held(go)));
  if (!(await claim({ ifAvailable: true }))) {
    part("loading").textContent = "Your notes are open in another window of this browser. Close that one to go on here.";
    await claim({});
  }
}
store = await openDB("plait-day", 1, {
  upgrade(db) {
    db.createObjectStore("lock");
    db.createObjectStore("rows");
  },
});
part("loading").hidden = true;
show((await store.get("lock", "lock")) ? "unlock" : "start");
