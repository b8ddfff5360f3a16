// One device after another, driven line by line: the queue that the page for the day uses, and nothing else.
import { createInterface } from "node:readline";
import { answered, empty, outgoing, waiting, write } from "../../assets/js/day-queue.js";

let queues = {};
const commands = {
  begin: ({ device }) => ((queues[device] = empty(device)), null),
  forget: () => ((queues = {}), null),
  write: ({ device, uid, state }) => ((queues[device] = write(queues[device], uid, state)), null),
  hear: ({ device, uid, base, state }) => {
    const note = { uid, number: 0, handed: 0, base, turn: 0, state, refused: "" };
    queues[device].notes = { ...queues[device].notes, [uid]: note };
    return null;
  },
  outgoing: ({ device, most }) => outgoing(queues[device], most),
  answered: ({ device, answers }) => ((queues[device] = answered(queues[device], answers)), null),
  reload: ({ device }) => ((queues[device] = JSON.parse(JSON.stringify(queues[device]))), null),
  waiting: ({ device }) => waiting(queues[device]).length,
  notes: ({ device }) => queues[device].notes,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...given } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(commands[op](given) ?? null)}\n`);
}
