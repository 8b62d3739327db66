"use strict";
/*
 * Questions and answers. Gradio brings one turn at a time as JSON (TurnJson in assistant/ui/types.py); its blocks only
 * grow, so each is added once and never drawn again: focus, selection and scroll stay put.
 */
Belagg.conversation = (() => {
  const { texts, wide, byId, input, behavior, say, showProblem, setInput, store } = Belagg;
  const dropped = new Set(); // turns that were stopped or cleared while they were being answered
  let root = null;
  let send = null; // asks the server a question
  let server = null;
  let pending = ""; // the question that is being answered
  let editing = null; // the turn whose question is being changed
  let showing = 0; // counts what is shown, so that a late answer of the server is left out

  const turns = () => [...root.querySelectorAll(".turn")];
  const isBusy = () => root.querySelector('.turn[data-state="searching"], .turn[data-state="writing"]') !== null;
  const ticked = () => [...document.querySelectorAll("#libraries input:checked")].map((box) => box.value);

  function start(element, props, watch, sent, called) {
    root = element;
    send = sent;
    server = called;
    watch("value", () => showTurn(props.value));
    document.addEventListener("click", onClick); // Gradio makes the parts of the page in no certain order
    document.addEventListener("keydown", onKey);
    watchGradio();
    keepDraft();
    window.addEventListener("hashchange", openShared);
    const kept = store.shown();
    if (location.hash.startsWith("#delad/")) openShared();
    else if (kept) show(kept);
    // Ready to type; not on a phone, where the keyboard would cover the page.
    setTimeout(() => wide.matches && document.activeElement === document.body && input()?.focus());
  }

  function onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.ask) ask(button.dataset.ask);
    else if (button.matches(".edit-question")) startEditing(button.closest(".turn"));
    else if (button.matches(".material")) Belagg.source.openDocument(button);
    else if (button.matches(".marker")) openMarker(button);
    else if (button.matches(".show-in-source")) Belagg.source.openCard(button.closest(".card"), button);
    else if (button.matches("#new-conversation")) begin();
    else if (button.matches(".editing button")) stopEditing();
    else if (button.dataset.copy) Belagg.copy(button, button.dataset.copy);
    else if (button.matches(".copy-link")) Belagg.copy(button, toAddress(button));
    else if (button.matches(".copy-reference")) Belagg.copy(button, toReference(button));
  }

  const toAddress = (button) => new URL(button.dataset.place, location.href.split("#")[0]).href;

  function toReference(button) {
    const link = toAddress(button.closest(".card").querySelector(".copy-link"));
    return `${button.dataset.reference} ${texts.linkToQuote.replace("{link}", link)}\n`;
  }

  /* ---- asking ---- */

  function ask(question) {
    if (isBusy()) return;
    Belagg.compare.leave();
    if (editing && question.trim()) {
      dropFrom(turns().indexOf(editing));
      stopEditing();
    }
    pending = question;
    send({ question, libraries: ticked(), history: store.questions() });
  }

  /* Leaves the question that is being answered, and puts it back in the input. */
  function stop() {
    const unanswered = turns().find((turn) => turn.dataset.state !== "done");
    if (!unanswered) return;
    dropped.add(unanswered.id);
    unanswered.remove();
    setInput(pending);
    say(texts.stopped);
    settle();
  }

  function startEditing(turn) {
    if (isBusy()) return;
    editing = turn;
    setInput(turn.querySelector(".asked").textContent);
    byId("problem").querySelector(".editing").hidden = false;
    input().focus();
    input().select();
  }

  function stopEditing() {
    editing = null;
    byId("problem").querySelector(".editing").hidden = true;
    input()?.focus();
  }

  function dropFrom(count) {
    for (const turn of turns().slice(count)) turn.remove();
    store.cut(count);
  }

  /* ---- showing ---- */

  function showTurn(turn) {
    if (!turn || dropped.has(turn.id)) return;
    showProblem(turn.problem);
    if (turn.state === "failed" && !input()?.value) setInput(pending);
    if (turn.blocks.length === 0) return;
    const begins = byId(turn.id) === null;
    const item = draw(turn);
    if (begins && input()?.value.trim() === pending.trim()) setInput("");
    if (turn.announcement) say(turn.announcement);
    settle();
    if (begins) item.scrollIntoView({ block: "start", behavior: behavior() });
    if (turn.state === "done") {
      if (turn.saved) store.add(turn.saved);
      Belagg.source.showMarks(item);
    }
    if (turn.state !== "failed") return;
    item.remove();
    settle();
  }

  function draw(turn) {
    let item = byId(turn.id);
    if (!item) {
      item = Belagg.build("li", { className: "turn", id: turn.id, dataset: { searching: texts.searching } });
      root.querySelector(".turns").append(item);
    }
    for (const block of turn.blocks.slice(item.children.length)) item.insertAdjacentHTML("beforeend", block);
    item.dataset.state = turn.state;
    return item;
  }

  function settle() {
    root.classList.toggle("started", turns().length > 0);
    root.querySelector(".turns").dataset.note = store.shown()?.shared ? texts.sharedNote : "";
    document.body.classList.toggle("is-busy", isBusy());
  }

  /* Shows a kept conversation; the server draws it, and checks its quotes anew. */
  async function show(conversation) {
    clear();
    store.show(conversation.id);
    const number = ++showing;
    let answer;
    try {
      answer = await server.restore(conversation);
    } catch {
      answer = { problem: texts.serverLost };
    }
    if (number !== showing) return;
    if (answer.problem) showProblem(answer.problem);
    const items = (answer.turns ?? []).map(draw);
    settle();
    items.at(-1)?.scrollIntoView({ block: "start" });
    if (items.length) Belagg.source.showMarks(items.at(-1));
  }

  /* Makes a copy of the conversation that the page's address names, with turns of its own, and shows it. */
  async function openShared() {
    const id = /^#delad\/([\w-]+)$/.exec(location.hash)?.[1];
    if (!id) return;
    const response = await fetch(`./belagg/shared/${id}`).catch(() => null);
    const shared = (await response?.json().catch(() => null)) ?? { problem: texts.serverLost };
    history.replaceState(null, "", location.pathname);
    if (shared.problem) return showProblem(shared.problem);
    const own = crypto.getRandomValues(new Uint32Array(2)).join("");
    const turns = shared.turns.map((turn, number) => ({ ...turn, id: `d${own}-${number}` }));
    const copy = { ...shared, id: own, named: true, shared: true, changed: new Date().toISOString(), turns };
    store.put(copy);
    show(copy);
  }

  function clear() {
    showing++;
    for (const turn of turns()) {
      if (turn.dataset.state !== "done") dropped.add(turn.id);
      turn.remove();
    }
    if (editing) stopEditing();
    root.querySelector(".scroller").scrollTop = 0;
    showProblem("");
    say("");
    settle();
    Belagg.source.clear();
  }

  function begin() {
    store.show(null);
    clear();
    input()?.focus();
  }

  function openMarker(marker) {
    const card = byId(marker.dataset.card);
    if (!card) return;
    if (wide.matches) Belagg.source.openCard(card, marker);
    else {
      card.scrollIntoView({ block: "center", behavior: behavior() });
      card.focus({ preventScroll: true });
    }
    flash(card);
  }

  function flash(card) {
    for (const other of root.querySelectorAll(".card.current")) other.classList.remove("current");
    card.classList.add("current");
  }

  /* ---- around it ---- */

  function onKey(event) {
    if (event.key === "Escape" && editing && !event.defaultPrevented && document.activeElement === input()) stopEditing();
  }

  /* Gradio tells of a lost server in an English box, which the style hides; here it is said in Swedish, once. */
  function watchGradio() {
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      const isError = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(".toast-body.error, :has(.toast-body.error)");
      if (!added.some(isError)) return;
      stop();
      showProblem(texts.serverLost);
    }).observe(document.body, { childList: true, subtree: true });
  }

  /* Gradio loads the page anew when the server is back; what was typed is still there then. */
  function keepDraft() {
    const name = "belagg.draft";
    window.addEventListener("pagehide", () => sessionStorage.setItem(name, input()?.value ?? ""));
    setTimeout(() => input()?.value === "" && setInput(sessionStorage.getItem(name) ?? ""));
  }

  return { start, ask, stop, show, begin, flash };
})();
