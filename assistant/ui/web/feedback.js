"use strict";
/* Whether an answer helped: a click, and after "no" what was wrong. */
Belagg.feedback = (() => {
  const { texts, store } = Belagg;

  function start() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest(".verdict");
      if (!button) return;
      const group = button.closest(".feedback");
      for (const other of group.querySelectorAll(".verdict")) other.setAttribute("aria-pressed", other === button);
      group.querySelector(".reasons").hidden = button.dataset.verdict === "up";
      send(group);
      if (button.dataset.verdict === "down") group.querySelector(".reasons input").focus();
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.matches(".reasons")) return;
      event.preventDefault();
      event.target.hidden = true;
      send(event.target.closest(".feedback"));
    });
  }

  async function send(group) {
    const turnId = group.closest(".turn").id;
    const turn = store.shown()?.turns.find((kept) => kept.id === turnId);
    if (!turn) return;
    const { problem } = await Belagg.post("feedback", {
      turn_id: turnId,
      verdict: group.querySelector("[aria-pressed=true]").dataset.verdict,
      reason: group.querySelector(".reasons :checked")?.value ?? "",
      comment: group.querySelector("textarea").value,
      question: turn.question,
      answer: turn.answer,
    });
    group.querySelector(".thanks").textContent = problem || texts.feedbackThanks;
  }

  return { start };
})();
Belagg.feedback.start();
