"use strict";
/*
 * Questions and answers. Gradio brings one turn at a time as JSON (TurnJson in assistant/ui/types.py); its blocks only
 * grow, so each is added once and never drawn again: focus, selection and scroll stay put.
 */
Belagg.conversation = (() => {
  const { texts, wide, byId, build, input, behavior, say, showProblem, setInput, store } = Belagg;
  const DOUBLE_MS = 500; // the longest time between the halves of a double click
  const PATIENCE_MS = 10_000; // how long one waits for the server to begin before a question can be asked anew
  const MAX_UNFOLDED_CHARS = 400;
  const dropped = new Set(); // turns that were stopped or cleared while they were being answered
  let root = null;
  let send = null; // asks the server a question
  let server = null;
  let pending = ""; // the question that was asked last
  let askedAt = -Infinity;
  let awaited = 0; // questions that the server has not begun to answer
  let editing = null; // {turn, draft}: the turn whose question is being changed, and what stood in the input before
  let replacing = null; // the same, while the changed question is being answered
  let showing = 0; // counts what is shown, so that a late answer of the server is left out

  const turns = () => [...root.querySelectorAll(".turn")];
  const isBusy = () => root.querySelector('.turn[data-state="searching"], .turn[data-state="writing"]') !== null;
  const ticked = () => [...document.querySelectorAll("#libraries input:checked")].map((box) => box.value);

  function start(element, props, watch, sent, called) {
    root = element;
    send = sent;
    server = called;
    watch("value", () => showTurn(props.value));
    document.addEventListener("click", dropSecond, true);
    document.addEventListener("click", onClick); // Gradio makes the parts of the page in no certain order
    document.addEventListener("keydown", onKey);
    watchGradio();
    store.keepDraft();
    Belagg.watchBars("page-head", "composer");
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
    if (button.dataset.ask) askAnew(button.dataset.ask);
    else if (button.matches(".edit-question")) startEditing(button.closest(".turn"));
    else if (button.matches(".material")) Belagg.source.openDocument(button);
    else if (button.matches(".marker")) openMarker(button);
    else if (button.matches(".show-in-source")) Belagg.source.openCard(button.closest(".card"), button);
    else if (button.matches("#new-conversation")) begin();
    else if (button.matches(".editing button")) cancelEditing();
    else if (button.matches(".whole button")) unfold(button);
    else if (Belagg.toCopied(button)) Belagg.copy(button, Belagg.toCopied(button));
  }

  /* ---- asking ---- */

  function ask(question) {
    if (isBusy() || isRepeated(question)) return;
    Belagg.compare.leave();
    replacing = editing;
    setEditing(null);
    pending = question.trim() || question;
    askedAt = performance.now();
    awaited++;
    send({ question, libraries: ticked(), history: store.questions(replacing?.turn.id) });
  }

  /* Asks a question that is offered: never in the place of one that is being changed. */
  function askAnew(question) {
    if (isBusy()) return;
    stopEditing();
    ask(question);
  }

  /* Returns whether this is the same click or key again, or comes before the server has begun to answer. */
  function isRepeated(question) {
    const since = performance.now() - askedAt;
    if (awaited) return since < PATIENCE_MS;
    return since < DOUBLE_MS && ["", pending.trim()].includes(question.trim());
  }

  /* The second half of a double click that asked would hit what has come in its place, such as the stop button. */
  function dropSecond(event) {
    if (event.detail < 2 || performance.now() - askedAt > DOUBLE_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /* Leaves the question that is being answered. */
  function stop() {
    const unanswered = turns().find((turn) => turn.dataset.state !== "done");
    if (!unanswered && !awaited) return;
    awaited = 0;
    if (unanswered) dropped.add(unanswered.id);
    unanswered?.remove();
    giveBack();
    say(texts.stopped);
    settle();
  }

  /* Puts a question without an answer back in the input, and the turns that it was to replace back where they were. */
  function giveBack() {
    if (replacing) {
      for (const turn of turns()) turn.inert = false;
      setEditing(replacing);
      replacing = null;
      setInput(pending);
    } else if (["", pending.trim()].includes(input()?.value.trim())) setInput(pending);
  }

  function startEditing(turn) {
    if (isBusy() || awaited) return;
    setEditing({ turn, draft: editing ? editing.draft : input().value });
    setInput(turn.querySelector(".asked").textContent);
    input().focus();
    input().select();
  }

  function setEditing(change) {
    editing = change;
    byId("problem").querySelector(".editing").hidden = change === null;
  }

  function stopEditing() {
    if (!editing) return;
    setInput(editing.draft);
    setEditing(null);
  }

  function cancelEditing() {
    stopEditing();
    input().focus();
  }

  /* ---- showing ---- */

  function showTurn(turn) {
    if (!turn || dropped.has(turn.id) || byId(turn.id)?.dataset.state === "done") return; // Gradio may bring the last twice
    const begins = byId(turn.id) === null;
    if (begins && !awaited) return dropped.add(turn.id); // it was left before the server began
    if (begins) awaited--;
    showProblem(turn.problem);
    if (turn.state === "failed") {
      byId(turn.id)?.remove();
      giveBack();
      return settle();
    }
    const item = draw(turn);
    if (begins && input()?.value.trim() === pending.trim()) setInput(replacing?.draft ?? "");
    if (turn.announcement) say(turn.announcement);
    if (turn.state === "done") finish(item, turn);
    settle();
    if (begins) item.scrollIntoView({ block: "start", behavior: behavior() });
  }

  function finish(item, turn) {
    if (turn.saved) store.add(turn.saved, replacing?.turn.id);
    for (const old of turns()) if (old.inert) old.remove();
    replacing = null;
    Belagg.source.showMarks(item);
  }

  /* Draws a turn at the end, or before the one that it is to replace, which rests until the answer is there. */
  function draw(turn) {
    let item = byId(turn.id);
    if (!item) {
      item = build("li", { className: "turn", id: turn.id, dataset: { searching: texts.searching } });
      root.querySelector(".turns").insertBefore(item, replacing?.turn ?? null);
      if (replacing) for (const old of turns().slice(turns().indexOf(replacing.turn))) old.inert = true;
    }
    const isNew = item.children.length === 0;
    for (const block of turn.blocks.slice(item.children.length)) item.insertAdjacentHTML("beforeend", block);
    if (isNew) fold(item.querySelector(".asked"));
    item.dataset.state = turn.state;
    return item;
  }

  /* Gives a long question a few lines, and a button that shows the whole. */
  function fold(asked) {
    if (asked.textContent.length <= MAX_UNFOLDED_CHARS) return;
    asked.classList.add("folded");
    const button = build("button", { type: "button" }, texts.showWhole);
    asked.closest("h2").after(build("p", { className: "whole" }, button));
  }

  function unfold(button) {
    const isFolded = button.closest(".question").querySelector(".asked").classList.toggle("folded");
    button.textContent = isFolded ? texts.showWhole : texts.showLess;
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
    for (const { id, verdict } of conversation.turns) if (verdict) Belagg.feedback.press(byId(id), verdict);
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
    awaited = 0;
    replacing = null;
    stopEditing();
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
    if (event.key === "Escape" && editing && !event.defaultPrevented && document.activeElement === input()) cancelEditing();
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

  return { start, ask, stop, show, begin, flash };
})();
