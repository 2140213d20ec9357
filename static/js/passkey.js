/* Passkeys: a form with data-passkey asks the device, puts its answer in "credential" and is sent.
   "create" and "get" read their options from the form's #passkey, "fetch" from the form's own address. */
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) return;  // such forms stay hidden, and the others are refused by the server

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => list && list.map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options, alone) => {
    const asked = options.publicKey;
    const selection = { ...asked.authenticatorSelection };
    if (alone) Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    else Object.assign(selection, { residentKey: "discouraged", requireResidentKey: false });
    const made = await navigator.credentials.create({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials), authenticatorSelection: selection } });
    return answer(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [] });
  };

  const get = async (options) => {
    const asked = options.publicKey;
    const shown = await navigator.credentials.get({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) } });
    return answer(shown, {
      authenticatorData: text(shown.response.authenticatorData), signature: text(shown.response.signature),
      userHandle: text(shown.response.userHandle) });
  };

  const answer = (credential, more) => ({
    id: credential.id, rawId: text(credential.rawId), type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...more } });

  const fetched = async (form) => {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await response.json()).request_options;
  };

  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const kind = form.dataset.passkey;
      const said = form.querySelector(".error[role=alert]");
      try {
        const options = kind === "fetch" ? await fetched(form) : JSON.parse(form.querySelector("#passkey").textContent);
        const alone = form.elements.passwordless && form.elements.passwordless.checked;
        const found = kind === "create" ? await create(options, alone) : await get(options);
        form.elements.credential.value = JSON.stringify(found);
        form.submit();
      } catch (error) {
        said.hidden = false;
      }
    });
  }
})();
