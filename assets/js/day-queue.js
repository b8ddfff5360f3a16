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
