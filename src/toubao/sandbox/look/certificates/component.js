// The window of the signing component: it asks the page that opened it what to sign, and gives the signature to that page alone.
"use strict";
(() => {
  const CANCELLED = 0x76000999;
  const page = window.opener;
  const form = document.getElementById("cards");
  const state = document.getElementById("state");
  let asked = null;
  let asker = "";

  const answer = (told) => {
    page.postMessage(JSON.stringify(told), asker);
    window.close();
  };

  window.addEventListener("message", (event) => {
    if (event.source !== page || asked) return;
    let told;
    try {
      told = JSON.parse(event.data);
    } catch {
      return;
    }
    if (told.func !== "MakeSignature") return;
    asked = told;
    asker = event.origin;
    document.getElementById("asker").textContent = asker;
    document.getElementById("tbs").textContent = told.tbs;
    state.textContent = "選一張卡，按「簽章」。";
    form.hidden = false;
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const holder = new FormData(form).get("holder");
    const response = await fetch("/sign", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...asked, holder }),
    });
    answer(await response.json());
  });

  document.getElementById("cancel").addEventListener("click", () => answer({ func: "sign", ret_code: CANCELLED, last_error: 0 }));

  if (page) page.postMessage(JSON.stringify({ func: "getTbs" }), "*"); // says nothing but that we are ready
})();
