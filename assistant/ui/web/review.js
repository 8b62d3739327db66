"use strict";
/*
 * One answer to review: verdicts by mouse or keys. What the server sends back when it is signed, or no longer, takes the
 * place of what is shown.
 */
Belagg.review = (() => {
  const { texts, byId, format } = Belagg;
  const REVIEWER = "belagg.reviewer"; // in localStorage
  const CODE = "belagg.reviewCode"; // in sessionStorage
  const KEYS = "belagg.reviewKeys"; // in localStorage: "off" if shortcuts are
  let isChanged = false;

  const kept = () => byId("kept");
  const find = (selector) => kept().querySelector(selector);
  const cards = () => [...kept().querySelectorAll(".card[data-n]:has(.panel)")];
  const fields = () => [...kept().querySelectorAll(".verdict-field")];
  const verdictOf = (field) => field.querySelector("input:checked")?.value ?? "";

  function start() {
    document.addEventListener("click", onClick);
    document.addEventListener("input", onInput);
    document.addEventListener("submit", onSubmit);
    document.addEventListener("keydown", onKey);
    window.addEventListener("beforeunload", (event) => isChanged && event.preventDefault());
    fill();
  }

  /* Puts in what this browser remembers, and how far the review has come. */
  function fill() {
    isChanged = false;
    if (byId("reviewer")) byId("reviewer").value = localStorage.getItem(REVIEWER) ?? "";
    for (const id of ["code", "withdrawal-code"]) if (byId(id)) byId(id).value = sessionStorage.getItem(CODE) ?? "";
    if (byId("shortcuts")) byId("shortcuts").checked = localStorage.getItem(KEYS) !== "off";
    count();
  }

  function count() {
    const line = find(".count");
    if (!line) return;
    const judged = fields().filter(verdictOf).length;
    line.textContent = format(texts.judged, { count: judged, of: fields().length });
  }

  function onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".marker")) focusCard(byId(button.dataset.card));
    else if (button.matches(".change")) edit(true);
    else if (button.matches(".keep")) edit(false);
    else if (button.matches(".withdraw")) byId("withdrawal").showModal();
    else if (button.matches(".leave")) byId("withdrawal").close();
  }

  function onInput(event) {
    if (event.target.id === "shortcuts") return localStorage.setItem(KEYS, event.target.checked ? "on" : "off");
    if (!event.target.closest("#kept > form")) return;
    isChanged = true;
    count();
  }

  function onSubmit(event) {
    if (!event.target.closest("#kept")) return;
    event.preventDefault();
    if (event.target.closest("dialog")) withdraw();
    else sign();
  }

  /* ---- judging by keys ---- */

  function onKey(event) {
    const isTyped = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
    if (isTyped || event.ctrlKey || event.altKey || event.metaKey || !byId("shortcuts")?.checked) return;
    if (byId("withdrawal")?.open || kept().classList.contains("signed")) return;
    if (/^[1-9]$/.test(event.key)) focusCard(cards().find(({ dataset }) => dataset.n === event.key));
    else if (/^g$/i.test(event.key)) judge("approved");
    else if (/^u$/i.test(event.key)) judge("rejected");
    else return;
    event.preventDefault();
  }

  function focusCard(card) {
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest", behavior: Belagg.behavior() });
  }

  /* Judges the citation that has the focus. */
  function judge(verdict) {
    const choice = document.activeElement.closest(".card")?.querySelector(`.verdict-field [value=${verdict}]`);
    if (!choice || choice.checked) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* ---- signing ---- */

  function edit(isOn) {
    if (!isOn) {
      find("form").reset();
      fill();
    }
    kept().classList.toggle("signed", !isOn);
    if (isOn) (cards()[0] ?? find(".is-right input")).focus();
    else find(".change").focus();
  }

  function sign() {
    const isRight = find(".is-right input:checked")?.value;
    const verdicts = fields().map((field) => ({
      n: Number(field.dataset.n),
      verdict: verdictOf(field),
      comment: field.querySelector("textarea").value,
    }));
    const value = {
      reviewer: byId("reviewer").value,
      verdicts,
      comment: find(".signing > .comment textarea").value,
      is_right: isRight ? isRight === "yes" : null,
      code: byId("code")?.value,
    };
    send("POST", value, "form .problem", "code");
  }

  const withdraw = () =>
    send("DELETE", { code: byId("withdrawal-code")?.value }, "#withdrawal .problem", "withdrawal-code");

  /* Sends a change of the review and shows what comes of it. */
  async function send(method, value, problemLine, codeField) {
    find(problemLine).textContent = "";
    let response;
    let problem = texts.serverLost;
    try {
      const headers = { "content-type": "application/json" };
      response = await fetch(`./belagg/svar/${kept().dataset.key}`, { method, headers, body: JSON.stringify(value) });
      if (response.ok) return show(await response.text(), value);
      problem = (await response.json()).problem ?? problem;
    } catch {
      // told below
    }
    find(problemLine).textContent = problem;
    if (response?.status === 403) byId(codeField)?.focus();
  }

  /* Shows the answer as it is after a change, and remembers who was allowed to make it. */
  function show(html, { reviewer, code }) {
    if (reviewer) localStorage.setItem(REVIEWER, reviewer);
    if (code) sessionStorage.setItem(CODE, code);
    kept().outerHTML = html;
    fill();
    byId("state").focus();
    window.scrollTo({ top: 0, behavior: Belagg.behavior() });
  }

  return { start };
})();
Belagg.review.start();
