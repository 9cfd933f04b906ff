// Passkeys: fetches a question, lets the device answer it, and sends the answer in the form. Every page works without this file, by password.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));
  const WORDS = {
    NotAllowedError: "沒有完成，可能是取消了或等太久。可以再試一次，或用密碼。",
    InvalidStateError: "這個裝置已經有這個帳號的通行密鑰了。",
    SecurityError: "在這個網址不能用通行密鑰。",
    busy: "現在試的次數太多了。請過一陣子再試。",
    other: "沒有完成。可以再試一次，或用密碼。",
  };

  const question = async (form) => {
    const kept = new FormData(form);
    const answer = await fetch(form.dataset.question, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: kept.get("csrfmiddlewaretoken") }) });
    if (answer.redirected) { location.assign(answer.url); throw new Error("other"); }
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.reason);
    return told;
  };
  const create = (asked) => navigator.credentials.create({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: named(asked.excludeCredentials),
  } });
  const get = (asked) => navigator.credentials.get({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials),
  } });
  const told = (made) => {
    const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = made.response;
    const response = { clientDataJSON, attestationObject, authenticatorData, signature, userHandle };
    const said = Object.entries(response).filter(([, value]) => value).map(([name, value]) => [name, text(value)]);
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: Object.fromEntries(said) });
  };

  const ask = async (form) => {
    const fault = form.querySelector("[data-passkey-fault]");
    const button = form.querySelector("button[type=submit]");
    fault.hidden = true;
    button.disabled = true;
    try {
      const asked = await question(form);
      const made = await (form.dataset.passkey === "create" ? create(asked) : get(asked));
      form.elements.answer.value = told(made);
      const typed = document.querySelector(form.dataset.with ?? "#none");
      for (const name of typed ? ["username", "password"] : []) form.elements[name].value = typed.elements[name].value;
      form.submit();
    } catch (error) {
      fault.textContent = WORDS[error.name] ?? WORDS[error.message] ?? WORDS.other;
      fault.hidden = false;
      button.disabled = false;
    }
  };

  const possible = window.isSecureContext && window.PublicKeyCredential !== undefined;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = !possible;
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(form); });
  }
  if (!possible) for (const words of document.querySelectorAll("[data-passkey-missing]")) words.hidden = false;
})();
