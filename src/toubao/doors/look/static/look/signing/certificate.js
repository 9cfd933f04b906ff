// Signing with a certificate: opens the component on the person's own computer, gives it the text, and sends what it signed.
// The page works without this file: the signature can be pasted. The card's PIN goes to the component alone.
(() => {
  "use strict";
  const asking = document.querySelector("form[data-component]");
  const sending = document.querySelector("form[data-signature]");
  if (!asking || !sending) return;
  const { component, text } = asking.dataset;
  const [fault, state, pin] = ["fault", "state", "pin"].map((name) => asking.querySelector(`[data-${name}]`));
  const button = asking.querySelector("button[type=submit]");
  const TICK_MS = 500, PATIENT_TICKS = 30, PIN_WRONG = 0xa0;
  const WORDS = {
    pin: "請輸入憑證的密碼（PIN）。",
    blocked: "瀏覽器擋住了簽章元件的視窗。請允許這個網站開啟彈出視窗，再按一次。",
    closed: "簽章元件的視窗關掉了，還沒有簽章。可以再按一次。",
    silent: "簽章元件沒有回應。請確認它已經安裝並啟動，再按一次；視窗如果還開著，請先關掉。",
    [0x76000006]: "讀不到卡片。請確認讀卡機接好、卡片插好，再按一次。",
    [0x76000998]: "請輸入憑證的密碼（PIN）。",
    [0x76000999]: "您取消了，還沒有簽章。可以再按一次。",
    [0x7600000e]: "這個簽章元件太舊，請更新後再按一次。",
    [0x76100006]: "卡片沒有接受。它可能被鎖住了，請洽發證機構解鎖。",
    wrong: "憑證的密碼（PIN）不對。連續輸錯幾次卡片會被鎖住，請確認後再試。",
  };
  let popup = null, watching = 0, ticks = 0, gone = 0, ready = false;

  const over = (words) => {
    clearInterval(watching);
    popup = null;
    state.textContent = "";
    fault.textContent = words;
    fault.hidden = !words;
    button.disabled = false;
  };
  const watch = () => {
    ticks += 1;
    gone += popup.closed ? 1 : 0;
    if (gone > 1) over(WORDS.closed); // twice, since the signature may come as the window closes
    else if (!ready && ticks === PATIENT_TICKS) over(WORDS.silent);
  };
  const give = () => {
    ready = true;
    const asked = { func: "MakeSignature", tbs: text, tbsEncoding: "NONE", hashAlgorithm: "SHA256", signatureType: "PKCS7", withCardSN: "false", nonce: "" };
    popup.postMessage(JSON.stringify({ ...asked, pin: pin.value }), component);
    pin.value = "";
    state.textContent = "請在簽章元件的視窗裡完成簽章。";
  };
  const take = (told) => {
    const wrongPin = told.ret_code === 0x76100006 && told.last_error === PIN_WRONG;
    if (told.ret_code !== 0 || typeof told.signature !== "string") {
      over(wrongPin ? WORDS.wrong : WORDS[told.ret_code] ?? `簽章元件沒有完成（代號 ${Number(told.ret_code).toString(16)}）。可以再按一次。`);
      return;
    }
    over("");
    button.disabled = true;
    state.textContent = "簽好了，正在向發證機構確認，請稍候。";
    sending.elements.message.value = told.signature;
    sending.submit();
  };

  window.addEventListener("message", (event) => {
    if (!popup || event.source !== popup || event.origin !== component) return;
    let told = null;
    try {
      told = JSON.parse(event.data);
    } catch {
      return;
    }
    if (told?.func === "getTbs") give();
    else if (told?.func === "sign") take(told);
  });

  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    if (popup) return popup.focus();
    over(pin.value ? "" : WORDS.pin);
    if (!pin.value) return pin.focus();
    popup = window.open(`${component}/popupForm`, "signing", "width=520,height=720");
    if (!popup) return over(WORDS.blocked);
    [ticks, gone, ready] = [0, 0, false];
    button.disabled = true;
    state.textContent = "正在等簽章元件。";
    watching = setInterval(watch, TICK_MS);
  });
  asking.hidden = false;
})();
