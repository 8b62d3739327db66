"use strict";
/*
 * The source beside the answer: the quotes of an answer marked in the whole document, and the way from one to the next.
 */
Belagg.source = (() => {
  const { texts, wide, byId, input, behavior } = Belagg;
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, k: -1, K: -1, j: 1, J: 1 }; // from quote to quote, by key
  let source = null; // {element, body, load(documentId, marks), ...}
  let opener = null; // the button that last led to the source; focus goes back there
  let cards = []; // the cards of the shown answer that stand in the shown document
  let chosen = 0; // index in cards

  /* ---- from an answer to its source ---- */

  function gatherCards(card) {
    const sameSource = (other) => other.dataset.document === card.dataset.document;
    cards = [...card.closest(".turn, .comparison").querySelectorAll(".card")].filter(sameSource);
  }

  const toMarks = () => cards.map(({ dataset }) => [Number(dataset.n), Number(dataset.start), Number(dataset.end)]);

  async function openCard(card, button) {
    opener = button;
    gatherCards(card);
    chosen = cards.indexOf(card);
    Belagg.conversation.flash(card);
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

  /* Opens the place that the page's address names: #citat/DOCUMENT/START-END/CHECK. */
  async function openPlace() {
    const [kind, documentId, place, check] = location.hash.slice(1).split("/");
    const range = /^(\d+)-(\d+)$/.exec(place ?? "");
    if (kind !== "citat" || !range || !check) return;
    const id = decodeURIComponent(documentId);
    const [start, end] = range.slice(1).map(Number);
    opener = null;
    source.open();
    if (!(await source.load(id, [[1, start, end, check]]))) return;
    const origin = source.body.querySelector("mark")?.dataset.origin ?? "";
    cards = [Belagg.build("figure", { dataset: { n: "1", origin }, ariaLabel: texts.linkedHere })];
    chosen = 0;
    source.choose();
  }

  /* ---- source ---- */

  function start(element, props, server) {
    const panel = element.querySelector(".source-panel");
    const body = panel.querySelector(".source-body");
    const walk = panel.querySelector(".walk");
    const steps = walk.querySelectorAll("button");
    const back = panel.querySelector(".back");
    const keys = Belagg.build("p", { className: "keys" });
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
      walk.hidden = marks.length === 0 || !body.querySelector(".document-text");
      back.hidden = keys.hidden = true;
      return true;
    }

    function choose() {
      const card = cards[chosen]; // none when a new answer has only been marked
      for (const mark of body.querySelectorAll("mark")) {
        mark.classList.toggle("chosen", card !== undefined && mark.dataset.n.split(" ").includes(card.dataset.n));
      }
      const mark = body.querySelector("mark.chosen");
      panel.querySelector(".which").textContent = describe(card, mark);
      for (const button of steps) button.hidden = cards.length < 2;
      panel.querySelector(".previous").disabled = chosen <= 0;
      panel.querySelector(".next").disabled = chosen === cards.length - 1;
      back.hidden = keys.hidden = !card || !opener;
      keys.textContent = cards.length > 1 ? texts.keysWalk : texts.keysBack;
      if (!mark) {
        if (card) body.scrollTop = 0;
        return;
      }
      // Scrolled by hand: scrollIntoView would also move the page and the conversation.
      const top = Math.max(0, mark.offsetTop - body.clientHeight * 0.3);
      const far = Math.abs(top - body.scrollTop) > 2 * body.clientHeight;
      body.scrollTo({ top, behavior: far ? "auto" : behavior() });
      mark.focus({ preventScroll: true });
    }

    function describe(card, mark) {
      if (!card) return texts.markedHere.replace("{count}", cards.length);
      if (!mark) return texts.placeChanged;
      return [card.getAttribute("aria-label"), card.dataset.origin].filter(Boolean).join(" · ");
    }

    function step(by) {
      if (!cards[chosen + by]) return;
      chosen += by;
      Belagg.conversation.flash(cards[chosen]);
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
      if (document.body.classList.contains("source-open")) close();
      load(chooser ? chooser.value : props.first, []);
    }

    panel.querySelector(".previous").addEventListener("click", () => step(-1));
    panel.querySelector(".next").addEventListener("click", () => step(1));
    panel.querySelector(".close").addEventListener("click", close);
    back.addEventListener("click", close);
    panel.querySelector(".source-bar").append(keys);
    chooser?.addEventListener("change", () => load(chooser.value, []));
    wide.addEventListener("change", () => {
      byId("chat").inert = !wide.matches && document.body.classList.contains("source-open");
    });
    source = { element, body, load, choose, step, open, close, clear };
    document.addEventListener("keydown", onKey);
    window.addEventListener("hashchange", openPlace);
    if (location.hash.startsWith("#citat/")) openPlace();
    else if (props.first) load(props.first, []);
  }

  function onKey(event) {
    if (!source || event.defaultPrevented) return;
    const by = STEPS[event.key];
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select"));
    if (by && isPlain && cards.length && source.element.contains(event.target)) {
      event.preventDefault();
      source.step(by);
    }
    if (event.key !== "Escape") return;
    const narrowAndOpen = !wide.matches && document.body.classList.contains("source-open");
    if (narrowAndOpen || source.element.contains(document.activeElement)) {
      event.preventDefault();
      source.close();
    }
  }

  const clear = () => source?.clear();

  return { start, clear, openCard, openDocument, showMarks };
})();
