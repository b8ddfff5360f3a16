// Passkeys: what the browser makes or signs goes into a hidden field of its form, which is then sent like any other.
// Without this script the forms stay hidden, and the page says that passkeys need JavaScript.
const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// options as the server wrote them: text where the browser wants bytes
function readable(options) {
  const found = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: toBytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (options[list]) found[list] = options[list].map((one) => ({ ...one, id: toBytes(one.id) }));
  return found;
}

function writable(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: toText(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (answer[name]) response[name] = toText(answer[name]);
  if (answer.getTransports) response.transports = answer.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no answer");
  return (await answer.json()).request_options.publicKey;
}

const SAID = {
  NotAllowedError: "Nothing was done: it was stopped, or it took too long. You can try again.",
  InvalidStateError: "This device has a passkey for you already.",
  SecurityError: "Passkeys work only at the address that Plait is set up for, with https.",
};

async function run(form) {
  const said = form.querySelector("[data-passkey-said]");
  const button = form.querySelector("[data-passkey-start]");
  said.hidden = true;
  button.disabled = true;
  try {
    const publicKey = readable(await options(form));
    const credential =
      form.dataset.passkey === "add"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
    form.elements.credential.value = JSON.stringify(writable(credential));
    form.submit();
  } catch (error) {
    said.textContent = SAID[error.name] ?? "That did not work. Check your connection, then try again.";
    said.hidden = false;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-passkey-none]")?.removeAttribute("hidden");
    continue;
  }
  form.querySelector("[data-passkey-part]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
}

// a page to keep on paper
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
