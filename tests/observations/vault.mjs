// Asks the vault of the page for the day, with few rounds for speed, and prints what it found as JSON.
import { FREE_TRIES, PIN_LEAST, ROUNDS, newLock, seal, tryPin, unseal, waitAfter } from "../../assets/js/day-vault.js";

const pin = "walk7hall";
const { key, lock } = await newLock(pin, 1000);
const words = "Kestrel-harbour-7719";
const sealed = await seal(key, "n:1", { text: words });
const plain = (buffer) => Buffer.from(buffer).toString("latin1");
const opens = async (name, with_) => unseal(with_, name, sealed).then(({ text }) => text, () => null);
const again = await tryPin(lock, pin);
console.log(
  JSON.stringify({
    rounds: ROUNDS,
    least: PIN_LEAST,
    opened: await opens("n:1", again),
    elsewhere: await opens("n:2", again),
    wrong: await tryPin(lock, "walk7hal"),
    other: await opens("n:1", (await newLock(pin, 1000)).key),
    hidden: !plain(sealed.data).includes(words) && !JSON.stringify(lock).includes(pin),
    differs: plain(sealed.data) !== plain((await seal(key, "n:1", { text: words })).data),
    extractable: key.extractable,
    waits: [0, FREE_TRIES - 1, FREE_TRIES, FREE_TRIES + 1, FREE_TRIES + 30].map(waitAfter),
  }),
);
