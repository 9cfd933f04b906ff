// Small comforts. Every page works without this file; nothing here decides anything.
(() => {
  "use strict";
  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  // One submit a form: a second press while the first is under way is ignored.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  const allow = (form) => { delete form.dataset.sent; each(form, "[aria-busy]", (button) => button.removeAttribute("aria-busy")); };
  window.addEventListener("pageshow", (event) => { if (event.persisted) each(document, "form[data-sent]", allow); });
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest?.("form[data-sent]"); if (form) allow(form); });

  // A page that is told to go on asks nothing more: the next answer would end the way there while the page that follows is slow to come.
  let leaving = false;
  document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr } }) => { leaving ||= ["HX-Refresh", "HX-Redirect"].some((name) => xhr.getResponseHeader(name)); });
  document.addEventListener("htmx:beforeRequest", (event) => { if (leaving) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });

  // The date that three inputs mean, in both calendars.
  const read = (box) => {
    const id = box.dataset.date;
    const [year, month, day] = ["year", "month", "day"].map((part) => Number(document.getElementById(`${id}_${part}`).value.trim()));
    const output = document.getElementById(`${id}-reading`);
    const western = year > 0 && year <= 200 ? year + 1911 : year;
    const date = new Date(western, month - 1, day);
    const real = western >= 1800 && western < 2200 && date.getMonth() === month - 1 && date.getDate() === day;
    const era = western > 1911 ? `民國${western - 1911}年` : `民國前${1912 - western}年`;
    output.textContent = real ? `西元 ${western} 年，${era}${month}月${day}日` : "";
  };

  const copied = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = "已複製";
    setTimeout(() => { words.textContent = before; }, 2000);
  };
  const reveal = (button) => {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    input.autocapitalize = "none";
    button.textContent = shown ? "顯示" : "隱藏";
    button.setAttribute("aria-label", shown ? "顯示密碼" : "隱藏密碼");
  };

  // A tick may wait until its text was read to the end. Who reads in another way says so, and ticks at once.
  const wait = (reader) => {
    const tick = document.getElementById(reader.dataset.readerOpens || "");
    const waits = document.querySelector(`[data-reader-waits="${reader.dataset.reader}"]`);
    if (!tick || !waits || tick.checked) return () => {};
    const open = () => { tick.disabled = false; waits.style.visibility = "hidden"; };
    tick.disabled = true;
    waits.hidden = false;
    waits.querySelector("[data-reader-word]").addEventListener("click", () => { open(); tick.focus(); });
    return open;
  };

  // A text that has been scrolled to its end says so, and tells the form.
  const watch = (reader) => {
    const state = reader.querySelector("[data-reader-state]");
    state.hidden = false;
    const open = wait(reader);
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      reader.dataset.read = "yes";
      state.textContent = "已讀到最後";
      const answer = reader.querySelector("[data-reader-read]");
      if (answer) answer.value = "1";
      open();
    }, { root: reader.querySelector(".reader-text") }).observe(reader.querySelector("[data-reader-end]"));
  };

  const prepare = (root) => {
    each(root, "[data-date]", (box) => { read(box); box.addEventListener("input", () => read(box)); });
    each(root, "[data-reveal]", (button) => { button.hidden = false; button.addEventListener("click", () => reveal(button)); });
    if (navigator.clipboard) each(root, "[data-copy]", (button) => { button.hidden = false; button.addEventListener("click", () => copied(button)); });
    each(root, "[data-reader]", watch);
    root.querySelector("[data-focus]")?.focus();
  };
  prepare(document);
  document.querySelector("form[data-go]")?.requestSubmit();
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
})();
