// Every way in which the farewell of a device can be cut, with the script that devices run and a server that keeps the
// rules as docs/adr/0013 tells them. Prints what was seen, as JSON.
import { answered, empty, leave, outgoing, standing, waiting, write } from "../../assets/js/day-queue.js";

class Cut extends Error {}

// a device with these notes about one review, and Plait on the other side
function world({ notes, may }) {
  const plait = { notes: new Set(), confirmed: [], devices: new Set(), may };
  let queue = empty("device-1");
  for (let each = 1; each <= notes; each += 1) queue = write(queue, `note-${each}`, { text: `Note ${each}` });
  // what lies on the device, through every restart
  return { plait, disk: { queue, farewell: null } };
}

// one contact; `cut` says at which call to Plait the network goes, and whether what was sent had arrived by then
async function contact({ plait, disk }, cut) {
  let calls = 0;
  const call = (work) => {
    calls += 1;
    if (calls === cut?.at && !cut.arrives) throw new Cut();
    const answer = work();
    if (calls === cut?.at) throw new Cut();
    return answer;
  };
  const order = [];
  const held = disk.queue !== null;
  if (held) call(() => null); // asks whether it is to forget
  const may = plait.may;
  await leave(
    { held, may, confirmed: disk.farewell?.confirmed ?? false },
    {
      handIn: async () => {
        for (let edits = outgoing(disk.queue, 1); edits.length; edits = outgoing(disk.queue, 1)) {
          const answers = call(() =>
            edits.map(({ uid, number }) => (plait.notes.add(uid), { uid, number, outcome: "kept", version: 1 })),
          );
          disk.queue = answered(disk.queue, answers);
        }
      },
      forget: async () => {
        if (may && waiting(disk.queue).length) throw new Error("forgot what could have been handed in");
        disk.farewell = { ...standing(disk.queue), device: disk.queue.device, confirmed: false };
        disk.queue = null;
      },
      confirm: async () => {
        if (disk.queue) throw new Error("confirmed what was not forgotten");
        call(() => (order.push("asked"), null));
        call(() => (plait.confirmed.push(disk.farewell.device), plait.devices.add(disk.farewell.device)));
      },
      close: async () => (disk.farewell = { ...disk.farewell, confirmed: true }),
    },
  );
  return calls;
}

const tries = [];
for (const may of [true, false])
  for (const notes of [0, 1, 3])
    for (let first = 0; first <= 8; first += 1)
      for (let second = 0; second <= 8; second += 1)
        for (const arrives of [true, false]) {
          const here = world({ notes, may });
          let cuts = 0;
          for (const at of [first, second]) await contact(here, { at, arrives }).catch((error) => {
            if (!(error instanceof Cut)) throw error;
            cuts += 1;
          });
          await contact(here); // a sound network at last
          const { confirmed: sent, devices } = here.plait;
          const before = sent.length;
          await contact(here); // and once more, when all is done
          tries.push({
            may, notes, cuts, kept: here.plait.notes.size, held: here.disk.queue !== null, devices: devices.size,
            again: sent.length - before, said: [here.disk.farewell.handed, here.disk.farewell.gone],
          });
        }

// access ends between two contacts: the first note arrived and its answer was lost, so the device counts it as gone
const ended = world({ notes: 2, may: true });
await contact(ended, { at: 2, arrives: true }).catch(() => {});
ended.plait.may = false;
await contact(ended);
console.log(JSON.stringify({ tries, ended: { kept: ended.plait.notes.size, said: ended.disk.farewell, held: ended.disk.queue } }));
