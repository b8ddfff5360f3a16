// Which notes a device still has to hand in. Pure: takes a queue, gives a new one. The page, and the tests in Node, use it.
// Each note counts its own edits; an edit is the whole note, so only the last one has to arrive.
export const AT_ONCE = 50;
export const empty = (device) => ({ device, turn: 0, notes: {} });

// somebody wrote, changed or (state.gone) deleted a note
export function write(queue, uid, state) {
  const old = queue.notes[uid] ?? { uid, number: 0, handed: 0, base: 0 };
  const turn = queue.turn + 1;
  const note = { ...old, number: old.number + 1, turn, state, refused: "" };
  return { ...queue, turn, notes: { ...queue.notes, [uid]: note } };
}

const waits = (note) => note.number > note.handed;
export const waiting = (queue) => Object.values(queue.notes).filter(waits);

// what to send now, in the order in which it was written; what was refused before goes last, so that it stops nothing
export function outgoing(queue, most = AT_ONCE) {
  const order = (a, b) => Number(Boolean(a.refused)) - Number(Boolean(b.refused)) || a.turn - b.turn;
  return waiting(queue)
    .sort(order)
    .slice(0, most)
    .map(({ uid, number, base, state }) => ({ uid, device: queue.device, number, base, ...state }));
}

const TAKEN = ["kept", "already", "overtaken", "beside"];

// what the server said of each edit; an answer that comes twice or late changes nothing. A note that was deleted keeps its
// numbers, so that they are never given twice
export function answered(queue, answers) {
  const notes = { ...queue.notes };
  for (const { uid, number, outcome, version, reason } of answers) {
    const note = notes[uid];
    if (!note || number < note.handed || number > note.number) continue;
    if (!TAKEN.includes(outcome)) {
      if (number === note.number && waits(note)) notes[uid] = { ...note, refused: reason || "This was not taken." };
      continue;
    }
    notes[uid] = { ...note, handed: number, base: version, beside: note.beside || outcome === "beside", refused: "" };
  }
  return { ...queue, notes };
}

// how many of a device's notes are in Plait as they last stood, and how many would be gone if it forgot them now
export function standing(queue) {
  const notes = Object.values(queue.notes).filter((note) => !note.state.gone);
  const gone = notes.filter(waits).length;
  return { handed: notes.length - gone, gone };
}

// The school asked that devices forget a review. Each step may be cut by the network or by closing the page; what is done
// by then stays done, and the next contact goes on from there: nothing is forgotten before what may be handed in is, and
// what is confirmed has been forgotten. `held`: the notes still lie here; `may`: their writer can still open the review.
export async function leave({ held, may, confirmed }, { handIn, forget, confirm, close }) {
  if (held && may) await handIn();
  if (held) await forget();
  if (confirmed) return;
  await confirm();
  await close();
}
