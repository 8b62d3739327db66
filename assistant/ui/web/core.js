"use strict";
/*
 * What every part of the page uses. The parts are files of their own that add themselves to window.Belagg, in the
 * order in which assistant/ui/serve.py names them; Gradio starts them through js_on_load.
 */
window.Belagg = (() => {
  const texts = window.BELAGG_TEXTS;
  const wide = window.matchMedia("(min-width: 68rem)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  // Gradio's own few words follow the browser's language; this page is Swedish whatever the browser says.
  for (const [name, value] of [["language", "sv"], ["languages", ["sv"]]]) {
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });
  }

  const byId = (id) => document.getElementById(id);
  const input = () => document.querySelector("#question textarea");
  const behavior = () => (calm.matches ? "auto" : "smooth");

  /* Returns a text with its {names} filled in. */
  const format = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  /* Tells a screen reader; nothing is seen. */
  function say(message) {
    document.querySelector("#conversation .announcement").textContent = message;
  }

  function showProblem(message) {
    const line = document.querySelector("#problem [role=alert]");
    if (line) line.textContent = message;
    input()?.setAttribute("aria-invalid", message ? "true" : "false");
    if (message) input()?.focus();
  }

  function setInput(text) {
    const field = input();
    if (!field || field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Copies a text and says so on the button for a while. */
  async function copy(button, text) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      showProblem(texts.copyFailed);
      return;
    }
    button.textContent = texts.copied;
    button.classList.add("copied");
    say(texts.copied);
    setTimeout(() => {
      button.textContent = label;
      button.classList.remove("copied");
    }, 2000);
  }

  /* Returns what a button copies: an answer, the address of a quote or a reference to it; nothing if it is another. */
  function toCopied(button) {
    const { copy: answer, place, reference } = button.dataset;
    if (place) return new URL(place, location.href.split("#")[0]).href;
    if (!reference) return answer;
    const link = toCopied(button.closest(".card").querySelector(".copy-link"));
    return `${reference} ${texts.linkToQuote.replace("{link}", link)}\n`;
  }

  /* Tells the style how high the bars are that stand over a narrow page, so that nothing hides behind them. */
  function watchBars(...ids) {
    const { style } = document.documentElement;
    const observer = new ResizeObserver((bars) => {
      for (const { target } of bars) style.setProperty(`--${target.id}-height`, `${target.offsetHeight}px`);
    });
    const watch = (id) => (byId(id) ? observer.observe(byId(id)) : requestAnimationFrame(() => watch(id)));
    ids.forEach(watch);
  }

  /* Returns a new element of a tag with properties, and what stands in it: elements or texts. */
  function build(tag, properties = {}, ...inside) {
    const element = document.createElement(tag);
    const { dataset, ...others } = properties;
    Object.assign(element, others);
    Object.assign(element.dataset, dataset);
    element.append(...inside);
    return element;
  }

  /* Sends JSON to the server; returns {response}, or {problem} with what to tell the person. */
  async function post(path, value) {
    try {
      const response = await fetch(`./belagg/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(value),
      });
      if (response.ok) return { response };
      return { problem: (await response.json()).problem ?? texts.serverLost };
    } catch {
      return { problem: texts.serverLost };
    }
  }

  return { texts, wide, byId, input, behavior, format, say, showProblem, setInput, copy, toCopied, watchBars, post, build };
})();
