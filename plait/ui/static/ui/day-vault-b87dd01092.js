// Locks what a device holds: a key from a PIN, and every row under that key. Neither PIN nor key is ever stored.
export const ROUNDS = 600_000;
export const PIN_LEAST = 6;
export const FREE_TRIES = 5;
const text = new TextEncoder();
const bytes = (length) => crypto.getRandomValues(new Uint8Array(length));

// seconds to wait after so many wrong PINs in a row: none at first, then doubling up to an hour
export const waitAfter = (tries) => (tries < FREE_TRIES ? 0 : Math.min(30 * 2 ** (tries - FREE_TRIES), 3600));

async function keyFrom(pin, salt, rounds) {
  const base = await crypto.subtle.importKey("raw", text.encode(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// the row's own name is bound in, so that rows cannot be exchanged for each other
export async function seal(key, name, value) {
  const iv = bytes(12);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
  return { iv, data: await crypto.subtle.encrypt(how, key, text.encode(JSON.stringify(value))) };
}

export async function unseal(key, name, sealed) {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: text.encode(name) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed.data)));
}

// a new lock for this PIN, with the key that it gives
export async function newLock(pin, rounds = ROUNDS) {
  const salt = bytes(16);
  const key = await keyFrom(pin, salt, rounds);
  return { key, lock: { salt, rounds, proof: await seal(key, "lock", "plait"), tries: 0, until: 0 } };
}

// the key, or null for a wrong PIN
export async function tryPin(lock, pin) {
  const key = await keyFrom(pin, lock.salt, lock.rounds);
  try {
    return (await unseal(key, "lock", lock.proof)) === "plait" ? key : null;
  } catch {
    return null;
  }
}
