"use strict";
/* Whether an answer helped: a click, and after "no" what was wrong. */
Belagg.feedback = (() => {
  const { texts, behavior, build, store } = Belagg;

  function start() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest(".verdict");
      if (!button) return;
      const group = button.closest(".feedback");
      const { verdict } = button.dataset;
      press(group.closest(".turn"), verdict);
      if (verdict === "down") open(group.querySelector(".reasons"));
      else close(group.querySelector(".reasons"));
      send(group, verdict);
    });
    document.addEventListener("submit", async (event) => {
      if (!event.target.matches(".reasons")) return;
      event.preventDefault();
      const group = event.target.closest(".feedback");
      if (await send(group, "down")) event.target.hidden = true;
      group.querySelector(".thanks").tabIndex = -1;
      group.querySelector(".thanks").focus();
    });
    document.addEventListener("keydown", (event) => {
      const form = event.key === "Escape" && event.target.closest(".reasons");
      if (form) cancel(form);
    });
  }

  /* Shows the verdict on a turn's answer. */
  function press(turn, verdict) {
    for (const button of turn?.querySelectorAll(".verdict") ?? []) {
      button.setAttribute("aria-pressed", button.dataset.verdict === verdict);
    }
  }

  function open(form) {
    if (!form.querySelector(".cancel")) {
      const button = build("button", { type: "button", className: "small-button cancel" }, texts.cancel);
      button.addEventListener("click", () => cancel(form));
      form.append(build("p", { className: "send" }, form.querySelector("[type=submit]"), button));
    }
    form.hidden = false;
    form.querySelector("input").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest", behavior: behavior() });
  }

  function close(form) {
    form.reset();
    form.hidden = true;
  }

  function cancel(form) {
    close(form);
    form.closest(".feedback").querySelector("[aria-pressed=true]").focus();
  }

  /* Returns whether the server has kept it. */
  async function send(group, verdict) {
    const turnId = group.closest(".turn").id;
    const turn = store.shown()?.turns.find((kept) => kept.id === turnId);
    if (!turn) return false;
    const { problem } = await Belagg.post("feedback", {
      turn_id: turnId,
      verdict,
      reason: group.querySelector(".reasons :checked")?.value ?? "",
      comment: group.querySelector("textarea").value,
      question: turn.question,
      answer: turn.answer,
    });
    group.querySelector(".thanks").textContent = problem || texts.feedbackThanks;
    if (!problem) store.judge(turnId, verdict);
    return !problem;
  }

  return { start, press };
})();
Belagg.feedback.start();
