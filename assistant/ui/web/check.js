"use strict";
/* A text is checked: sent to the server, its progress told, its result drawn, and the way from quote to card walked. */
Belagg.check = (() => {
  const { texts, byId, format, behavior, build } = Belagg;
  const form = byId("check-form");
  const field = byId("text");
  const chooser = byId("file");
  const result = byId("result");
  const find = (selector) => form.querySelector(selector);
  const findFound = (selector) => [...result.querySelectorAll(selector)];
  let file = null; // the file that is checked in place of the text
  let running = null; // what stops the check that is under way
  let sent = null; // the request whose result is on show
  let checked = null; // that result, as JSON

  /* ---- what is to be checked ---- */

  function choose(chosen) {
    file = chosen ?? null;
    chooser.value = "";
    find(".chosen").hidden = !file;
    find(".chosen span").textContent = file ? format(texts.chosen, { name: file.name }) : "";
    showProblem("");
  }

  /* Returns the request for a check, or nothing if the file can't be sent. */
  async function gather() {
    if (!file) return { text: field.value };
    if (file.size > Number(form.dataset.maxBytes)) return showProblem(texts.tooLarge);
    try {
      const reader = new FileReader();
      await new Promise((resolve, reject) => {
        Object.assign(reader, { onload: resolve, onerror: reject });
        reader.readAsDataURL(file);
      });
      return { file: { name: file.name, data: reader.result.slice(reader.result.indexOf(",") + 1) } };
    } catch {
      return showProblem(texts.unreadable);
    }
  }

  function showProblem(message) {
    find(".problem").textContent = message;
    field.setAttribute("aria-invalid", message ? "true" : "false");
    if (message) field.focus();
  }

  const tell = (message) => (find(".told").textContent = message);

  function clear() {
    running?.abort();
    choose(null);
    field.value = "";
    result.hidden = true;
    sent = checked = null;
    tell("");
    field.focus();
  }

  /* ---- the check ---- */

  async function check() {
    if (running) return;
    showProblem("");
    const request = await gather();
    if (!request || running) return;
    running = new AbortController();
    const { signal } = running;
    showProgress(true);
    tell(texts.reading);
    find(".stop").focus();
    let last = {};
    try {
      const body = JSON.stringify(request);
      const headers = { "content-type": "application/json" };
      const response = await fetch("./belagg/check", { method: "POST", headers, body, signal });
      for await (last of readLines(response.body)) if (last.of) showDone(last);
    } catch {
      last = {};
    }
    running = null;
    showProgress(false);
    if (signal.aborted) return leave();
    if (last.html === undefined) return leave(last.problem ?? texts.serverLost);
    sent = request;
    checked = last.result;
    show(last.html);
  }

  /* Ends a check that has no result. */
  function leave(problem = "") {
    tell(problem ? "" : texts.stopped);
    showProblem(problem);
    field.focus();
  }

  /* Yields the values of a stream of JSON lines. */
  async function* readLines(stream) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let pieces = []; // of a line whose end has not come; the last one can be of many megabytes
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = value.split("\n");
      while (parts.length > 1) {
        yield JSON.parse([...pieces, parts.shift()].join(""));
        pieces = [];
      }
      pieces.push(parts[0]);
    }
    if (pieces.some(Boolean)) yield JSON.parse(pieces.join(""));
  }

  function showProgress(isBusy) {
    find(".progress").hidden = !isBusy;
    find("progress").removeAttribute("value");
    find(".count").textContent = texts.reading;
    find("[type=submit]").disabled = isBusy;
  }

  /* A screen reader is told at every quarter. */
  function showDone({ done, of }) {
    const bar = find("progress");
    const message = format(texts.progress, { done, of });
    if (Math.floor((4 * bar.value) / bar.max) !== Math.floor((4 * done) / of)) tell(message);
    Object.assign(bar, { max: of, value: done });
    find(".count").textContent = message;
  }

  /* ---- the result ---- */

  function show(html) {
    result.querySelector(".found").innerHTML = html;
    result.hidden = false;
    tell("");
    result.querySelector(".summary").textContent = checked.summary;
    byId("result-heading").focus({ preventScroll: true });
    result.scrollIntoView({ behavior: behavior() });
  }

  const findCards = () => findFound(".quotes article");

  function keepTo(verdict) {
    for (const chip of findFound(".filter")) chip.setAttribute("aria-pressed", String(chip.dataset.verdict === verdict));
    for (const card of findCards()) card.hidden = Boolean(verdict) && card.dataset.verdict !== verdict;
    for (const mark of findFound(".text > p > mark")) {
      mark.classList.toggle("faded", Boolean(verdict) && !mark.classList.contains(verdict));
    }
    const cards = findCards();
    tell(format(texts.shown, { shown: cards.filter((card) => !card.hidden).length, count: cards.length }));
  }

  /* Goes to a card or hint, or with `back` to its words in the text; both are marked, and the one has the focus. */
  function go(id, back = false) {
    const [card, words] = [byId(id), byId(`${id}-text`)];
    if (card.hidden) keepTo("");
    for (const element of findFound(".current")) element.classList.remove("current");
    for (const element of [card, words]) element.classList.add("current");
    const target = back ? words : card;
    target.focus({ preventScroll: true });
    const columns = result.querySelector(".columns");
    const panes = getComputedStyle(columns).display === "grid" ? [card, words].filter(scrollPane) : [];
    if (panes.includes(target)) columns.scrollIntoView({ block: "nearest", behavior: behavior() });
    else target.scrollIntoView({ block: back ? "center" : "start", behavior: behavior() });
  }

  /* Brings what stands in a pane to the middle of it; returns whether it does stand in one. */
  function scrollPane(element) {
    const pane = element.closest(".text, .quotes");
    if (!pane) return false;
    const box = element.getBoundingClientRect();
    const above = Math.max(0, (pane.clientHeight - box.height) / 2);
    const top = pane.scrollTop + box.top - pane.getBoundingClientRect().top - above;
    pane.scrollTo({ top, behavior: behavior() });
    return true;
  }

  /* Goes to the next fault after the current card, or before it; round at the ends. */
  function step(by) {
    const cards = findCards();
    const isFault = (card) => !["verbatim", "shortened"].includes(card.dataset.verdict);
    const current = cards.findIndex((card) => card.classList.contains("current"));
    const start = current < 0 && by < 0 ? 0 : current;
    for (let i = 1; i <= cards.length; i++) {
      const card = cards[(start + by * i + cards.length * 2) % cards.length];
      if (isFault(card)) return go(card.id);
    }
  }

  async function take(kind) {
    const name = sent.file ? format(texts.fileName, { name: sent.file.name.replace(/\.\w+$/, "") }) : texts.pasted;
    if (kind === "json") return save(new Blob([JSON.stringify(checked, null, 2)]), `${name}.json`);
    result.querySelector(".taken").textContent = texts.writing;
    const { response, problem } = await Belagg.post("check/word", { ...sent, address: new URL("./", location).href });
    if (problem) return (result.querySelector(".taken").textContent = problem);
    save(await response.blob(), `${name}.docx`);
  }

  function save(blob, name) {
    const url = URL.createObjectURL(blob);
    build("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    result.querySelector(".taken").textContent = texts.taken;
  }

  /* ---- what is pressed ---- */

  function onResultClick(event) {
    const { verdict, step: by, take: kind } = event.target.closest("button")?.dataset ?? {};
    if (verdict !== undefined) return keepTo(verdict);
    if (by) return step(Number(by));
    if (kind) return take(kind);
    const [, id, isText] = /^#((?:quote|claim)-\d+)(-text)?$/.exec(event.target.closest("a")?.getAttribute("href")) ?? [];
    if (!id || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(id, Boolean(isText));
  }

  /* Single keys work only where the focus is in the result (WCAG 2.1.4). */
  function onResultKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (by) step(by);
  }

  function start() {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      check();
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      clear();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) check();
    });
    find(".stop").addEventListener("click", () => running?.abort());
    find(".chosen button").addEventListener("click", () => {
      choose(null);
      field.focus();
    });
    chooser.addEventListener("change", () => choose(chooser.files[0]));
    for (const name of ["dragover", "dragleave", "drop"]) {
      form.addEventListener(name, (event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        form.classList.toggle("dragged", name === "dragover");
        if (name === "drop") choose(event.dataTransfer.files[0]);
      });
    }
    result.addEventListener("click", onResultClick);
    result.addEventListener("keydown", onResultKey);
  }

  return { start };
})();
Belagg.check.start();
