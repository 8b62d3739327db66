"use strict";
/* The libraries side by side, in the place of the conversation: a question to all of them, or the material's sections. */
Belagg.compare = (() => {
  const { texts, wide, byId, input } = Belagg;
  const place = () => document.querySelector(".comparison");
  let latest = 0;

  function start() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.id === "show-comparison") enter();
      else if (button.matches(".comparison .themes")) show("");
      else if (button.matches("#new-conversation, .chip")) leave();
      else if (button.matches(".comparison .leave")) {
        leave();
        (wide.matches ? input() : byId("show-menu")).focus();
      }
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.matches(".comparison form")) return;
      event.preventDefault();
      show(byId("compare-question").value);
    });
  }

  function enter() {
    document.body.classList.add("comparing");
    document.body.classList.remove("source-open");
    byId("compare-question").focus();
    if (!place().querySelector("table")) show("");
  }

  function leave() {
    document.body.classList.remove("comparing");
  }

  async function show(question) {
    const number = ++latest;
    const told = place().querySelector(".told");
    told.textContent = texts.comparing;
    const { response, problem } = await Belagg.post("compare", { question });
    const html = problem ? "" : await response.text();
    if (number !== latest) return;
    told.textContent = problem || texts.compared;
    if (!problem) place().querySelector(".grid-place").innerHTML = html;
  }

  return { start, leave };
})();
Belagg.compare.start();
