"use strict";
/*
 * The conversation and the source in the browser. Gradio brings one turn at a time as JSON (TurnJson in types.py);
 * its blocks only grow, so each is added once and never drawn again: focus, selection and scroll stay put.
 */
window.Belagg = (() => {
  const texts = window.BELAGG_TEXTS;
  const wide = window.matchMedia("(min-width: 68rem)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const dropped = new Set(); // turns of a conversation that was cleared while they were being answered
  let conversation = null; // the conversation's root element
  let source = null; // {element, body, load(documentId, marks), ...}
  let opener = null; // the button that last led to the source; focus goes back there
  let cards = []; // the cards of the shown answer that stand in the shown document
  let chosen = 0; // index in cards

  // Gradio's own few words follow the browser's language; this page is Swedish whatever the browser says.
  for (const [name, value] of [["language", "sv"], ["languages", ["sv"]]]) {
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });
  }

  const behavior = () => (calm.matches ? "auto" : "smooth");
  const byId = (id) => document.getElementById(id);
  const input = () => document.querySelector("#question textarea");

  function say(message) {
    conversation.querySelector(".announcement").textContent = message;
  }

  function showProblem(message) {
    const line = document.querySelector("#problem [role=alert]");
    line.textContent = message;
    input()?.setAttribute("aria-invalid", message ? "true" : "false");
    if (message) input()?.focus();
  }

  /* ---- conversation ---- */

  function startConversation(element, props, watch, ask) {
    conversation = element;
    watch("value", () => showTurn(props.value));
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.ask && !isBusy()) ask({ question: button.dataset.ask });
      else if (button.matches(".material")) openDocument(button);
      else if (button.matches(".marker")) openMarker(button);
      else if (button.matches(".show-in-source")) openCard(button.closest(".card"), button);
      else if (button.matches(".copy-answer")) copyText(button);
    });
    document.addEventListener("keydown", onKey);
    showTurn(props.value);
    watchGradio();
    keepDraft();
    // Ready to type; not on a phone, where the keyboard would cover the page.
    setTimeout(() => wide.matches && document.activeElement === document.body && input()?.focus());
  }

  const isBusy = () => conversation.querySelector('.turn[data-state="searching"], .turn[data-state="writing"]') !== null;

  function showTurn(turn) {
    if (!turn || dropped.has(turn.id)) return;
    showProblem(turn.problem);
    let item = byId(turn.id);
    if (turn.blocks.length === 0) return;
    if (!item) {
      item = document.createElement("li");
      item.className = "turn";
      item.id = turn.id;
      conversation.querySelector(".turns").append(item);
      conversation.classList.add("started");
    }
    for (const block of turn.blocks.slice(item.children.length)) {
      item.insertAdjacentHTML("beforeend", block);
    }
    const begins = item.dataset.state === undefined;
    item.dataset.state = turn.state;
    item.dataset.searching = texts.searching;
    if (turn.announcement) say(turn.announcement);
    if (begins) item.scrollIntoView({ block: "start", behavior: behavior() });
    if (turn.state === "done") showMarks(item);
    if (turn.state === "failed") item.remove();
    if (!conversation.querySelector(".turn")) conversation.classList.remove("started");
  }

  function clearConversation() {
    for (const turn of conversation.querySelectorAll(".turn")) {
      dropped.add(turn.id);
      turn.remove();
    }
    conversation.classList.remove("started");
    conversation.querySelector(".scroller").scrollTop = 0;
    showProblem("");
    say("");
    source?.clear();
    input()?.focus();
    return [];
  }

  function fillIn(text) {
    const field = input();
    if (!field || field.value || !text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Gradio tells of a lost server in an English box, which the style hides; here it is said in Swedish, once. */
  function watchGradio() {
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      const isError = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(".toast-body.error, :has(.toast-body.error)");
      if (!added.some(isError)) return;
      const unanswered = conversation.querySelector('.turn:not([data-state="done"])');
      if (unanswered) {
        fillIn(unanswered.querySelector(".asked").textContent);
        dropped.add(unanswered.id);
        unanswered.remove();
      }
      showProblem(texts.serverLost);
    }).observe(document.body, { childList: true, subtree: true });
  }

  /* Gradio loads the page anew when the server is back; what was typed is still there then. */
  function keepDraft() {
    const name = "belagg-draft";
    window.addEventListener("pagehide", () => sessionStorage.setItem(name, input()?.value ?? ""));
    setTimeout(() => fillIn(sessionStorage.getItem(name)));
  }

  async function copyText(button) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = texts.copied;
      button.classList.add("copied");
      say(texts.copied);
      setTimeout(() => {
        button.textContent = label;
        button.classList.remove("copied");
      }, 2000);
    } catch {
      say(texts.copyFailed);
      showProblem(texts.copyFailed);
    }
  }

  /* ---- from an answer to its source ---- */

  function openMarker(marker) {
    const card = byId(marker.dataset.card);
    if (!card) return;
    if (wide.matches) openCard(card, marker);
    else {
      card.scrollIntoView({ block: "center", behavior: behavior() });
      card.focus({ preventScroll: true });
    }
    flash(card);
  }

  function flash(card) {
    for (const other of conversation.querySelectorAll(".card.current")) other.classList.remove("current");
    card.classList.add("current");
  }

  function gatherCards(card) {
    const sameSource = (other) => other.dataset.document === card.dataset.document;
    cards = [...card.closest(".turn").querySelectorAll(".card")].filter(sameSource);
  }

  const toMarks = () => cards.map(({ dataset }) => [Number(dataset.n), Number(dataset.start), Number(dataset.end)]);

  async function openCard(card, button) {
    opener = button;
    gatherCards(card);
    chosen = cards.indexOf(card);
    flash(card);
    source.open();
    if (await source.load(card.dataset.document, toMarks())) source.choose();
  }

  /* A new answer's quotes are marked at once where the source is in view, without moving what is being read. */
  async function showMarks(item) {
    const card = item.querySelector(".card");
    if (!card || !source || !wide.matches) return;
    gatherCards(card);
    chosen = -1;
    if (await source.load(card.dataset.document, toMarks())) source.choose();
  }

  async function openDocument(button) {
    opener = button;
    cards = [];
    source.open();
    if (await source.load(button.dataset.document, [])) source.body.focus();
  }

  /* ---- source ---- */

  function startSource(element, props, server) {
    const panel = element.querySelector(".source-panel");
    const body = panel.querySelector(".source-body");
    const walk = panel.querySelector(".walk");
    const chooser = panel.querySelector("select");
    let loaded = ""; // the request whose answer is on show
    let shown = ""; // the document on show
    let latest = 0;

    async function load(documentId, marks) {
      const request = { document_id: documentId, marks };
      const key = JSON.stringify(request);
      const number = ++latest;
      if (chooser) chooser.value = documentId;
      if (key === loaded) return true;
      body.setAttribute("aria-busy", "true");
      if (!loaded) body.textContent = texts.sourceLoading;
      try {
        const html = await server.open_source(request);
        if (number !== latest) return false;
        const top = documentId === shown ? body.scrollTop : 0;
        body.innerHTML = html;
        body.scrollTop = top;
        shown = documentId;
        loaded = key;
      } catch {
        if (number !== latest) return false;
        body.textContent = texts.sourceFailed;
        loaded = "";
        return false;
      } finally {
        if (number === latest) body.removeAttribute("aria-busy");
      }
      walk.hidden = marks.length === 0;
      return true;
    }

    function choose() {
      const card = cards[chosen]; // none when a new answer has only been marked
      for (const mark of body.querySelectorAll("mark")) {
        mark.classList.toggle("chosen", card !== undefined && mark.dataset.n.split(" ").includes(card.dataset.n));
      }
      panel.querySelector(".which").textContent = card
        ? `${card.getAttribute("aria-label")} · ${card.dataset.origin}`
        : texts.markedHere.replace("{count}", cards.length);
      panel.querySelector(".previous").disabled = chosen <= 0;
      panel.querySelector(".next").disabled = chosen === cards.length - 1;
      const mark = body.querySelector("mark.chosen");
      if (!mark) return;
      // Scrolled by hand: scrollIntoView would also move the page and the conversation.
      const top = Math.max(0, mark.offsetTop - body.clientHeight * 0.3);
      const far = Math.abs(top - body.scrollTop) > 2 * body.clientHeight;
      body.scrollTo({ top, behavior: far ? "auto" : behavior() });
      mark.focus({ preventScroll: true });
    }

    function step(by) {
      if (!cards[chosen + by]) return;
      chosen += by;
      flash(cards[chosen]);
      opener = cards[chosen].querySelector(".show-in-source");
      choose();
    }

    function open() {
      document.body.classList.add("source-open");
      byId("chat").inert = !wide.matches;
    }

    function close() {
      document.body.classList.remove("source-open");
      byId("chat").inert = false;
      const target = opener?.isConnected ? opener : input();
      target?.focus({ preventScroll: true });
      target?.scrollIntoView({ block: "nearest" });
    }

    function clear() {
      cards = [];
      opener = null;
      close();
      load(chooser ? chooser.value : props.first, []);
    }

    panel.querySelector(".previous").addEventListener("click", () => step(-1));
    panel.querySelector(".next").addEventListener("click", () => step(1));
    panel.querySelector(".close").addEventListener("click", close);
    panel.querySelector(".back").addEventListener("click", close);
    chooser?.addEventListener("change", () => load(chooser.value, []));
    wide.addEventListener("change", () => {
      byId("chat").inert = !wide.matches && document.body.classList.contains("source-open");
    });
    source = { element, body, load, choose, open, close, clear };
    if (props.first) load(props.first, []);
  }

  function onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !source) return;
    const narrowAndOpen = !wide.matches && document.body.classList.contains("source-open");
    if (narrowAndOpen || source.element.contains(document.activeElement)) {
      event.preventDefault();
      source.close();
    }
  }

  return { startConversation, startSource, clearConversation };
})();
