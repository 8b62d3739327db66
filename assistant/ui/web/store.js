"use strict";
/*
 * The conversations that this browser keeps, in localStorage: [{id, title, named, changed, turns}], newest first. A turn
 * is what the server calls saved. Which conversation a window shows stands in sessionStorage, so that windows don't mix.
 */
Belagg.store = (() => {
  const KEPT = "belagg.conversations";
  const SHOWN = "belagg.shown";
  const listeners = [];

  function all() {
    const kept = localStorage.getItem(KEPT);
    try {
      const list = JSON.parse(kept ?? "[]");
      if (Array.isArray(list) && list.every((c) => typeof c.id === "string" && Array.isArray(c.turns))) return list;
    } catch {
      // told below
    }
    localStorage.setItem(`${KEPT}.unreadable`, kept); // nothing is thrown away
    localStorage.removeItem(KEPT);
    return [];
  }

  function write(list) {
    const newestFirst = list.toSorted((a, b) => b.changed.localeCompare(a.changed));
    try {
      localStorage.setItem(KEPT, JSON.stringify(newestFirst));
    } catch {
      Belagg.showProblem(Belagg.texts.storageFull);
    }
    for (const listener of listeners) listener();
  }

  const find = (id) => all().find((conversation) => conversation.id === id);
  const shown = () => find(sessionStorage.getItem(SHOWN));

  /* Returns the turns before the one with an id; all of them if there is none. */
  function until(turns, id) {
    const place = turns.findIndex((turn) => turn.id === id);
    return place < 0 ? turns : turns.slice(0, place);
  }

  /* Returns the questions of the conversation that this window shows, or those before a turn of it. */
  const questions = (before = null) => until(shown()?.turns ?? [], before).map((turn) => turn.question);

  /* Puts a conversation in the place of the one with its id, or first. */
  function put(conversation) {
    write([conversation, ...all().filter((other) => other.id !== conversation.id)]);
  }

  function show(id) {
    if (id) sessionStorage.setItem(SHOWN, id);
    else sessionStorage.removeItem(SHOWN);
  }

  /* Adds a turn to the conversation that this window shows, or begins one; it may replace another and those after it. */
  function add(turn, replaced = null) {
    const id = sessionStorage.getItem(SHOWN) ?? crypto.getRandomValues(new Uint32Array(2)).join("");
    show(id);
    const before = find(id) ?? { id, title: turn.question, named: false, turns: [] };
    put({ ...before, changed: new Date().toISOString(), turns: [...until(before.turns, replaced), turn] });
  }

  /* Keeps with a turn of the conversation that this window shows whether its answer helped. */
  function judge(turnId, verdict) {
    const before = shown();
    const turns = before?.turns.map((turn) => (turn.id === turnId ? { ...turn, verdict } : turn));
    if (before) put({ ...before, turns });
  }

  function rename(id, title) {
    const before = find(id);
    if (before) put({ ...before, title: title.trim() || before.title, named: true });
  }

  /* Returns what was removed, so that it can be put back. */
  function remove(id) {
    const removed = find(id);
    write(all().filter((other) => other.id !== id));
    return removed;
  }

  /* Gradio loads the page anew when the server is back; what was typed is still there then. */
  function keepDraft() {
    const name = "belagg.draft";
    window.addEventListener("pagehide", () => sessionStorage.setItem(name, Belagg.input()?.value ?? ""));
    setTimeout(() => Belagg.input()?.value === "" && Belagg.setInput(sessionStorage.getItem(name) ?? ""));
  }

  const onChange = (listener) => listeners.push(listener);
  window.addEventListener("storage", (event) => event.key === KEPT && listeners.forEach((listener) => listener()));

  return { all, find, shown, questions, put, show, add, judge, rename, remove, keepDraft, onChange };
})();
