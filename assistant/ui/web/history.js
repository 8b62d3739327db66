"use strict";
/* The conversations of this browser: open, rename, remove, put back. And what one takes along of the one on show. */
Belagg.history = (() => {
  const { texts, byId, build, format, store } = Belagg;
  let removed = null;

  function start() {
    store.onChange(() => byId("conversations")?.open && draw());
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.id === "show-conversations") open();
      else if (button.id === "show-take") openTake();
      else if (button.matches("dialog .close")) button.closest("dialog").close();
      else if (button.matches("#conversations .undo")) putBack();
      else if (button.dataset.take) take(button.dataset.take);
      else if (button.matches(".share-link button")) Belagg.copy(button, byId("take").querySelector("input").value);
    });
    // A click beside a dialog closes it.
    document.addEventListener("pointerdown", (event) => event.target.matches("dialog[open]") && event.target.close());
  }

  function open() {
    tellRemoved(null);
    draw();
    byId("conversations").showModal();
  }

  /* Draws the list anew, and puts the focus on a conversation in it if one is named. */
  function draw(focused) {
    const dialog = byId("conversations");
    const rows = store.all().map(buildRow);
    dialog.querySelector(".none").hidden = rows.length > 0;
    dialog.querySelector("ul").replaceChildren(...rows);
    dialog.querySelector(`[data-id="${focused}"]`)?.focus();
  }

  function buildButton(label, ariaLabel, onClick) {
    const button = build("button", { type: "button", className: "card-action", ariaLabel }, label);
    button.addEventListener("click", onClick);
    return button;
  }

  function buildRow(conversation) {
    const { id, title, turns, changed } = conversation;
    const count = turns.length === 1 ? texts.oneTurn : format(texts.turns, { count: turns.length });
    const day = new Date(changed).toLocaleString("sv-SE", { dateStyle: "medium", timeStyle: "short" });
    const openIt = buildButton(title, title, () => {
      byId("conversations").close();
      Belagg.compare.leave();
      Belagg.conversation.show(conversation);
    });
    openIt.className = "open-conversation";
    openIt.dataset.id = id;
    if (id === store.shown()?.id) openIt.setAttribute("aria-current", "true");
    const row = build("li");
    row.append(
      openIt,
      build("span", {}, `${count} · ${day}`),
      buildButton(texts.rename, format(texts.renameLabel, { title }), () => startRenaming(row, conversation)),
      buildButton(texts.remove, format(texts.removeLabel, { title }), () => removeOne(id)),
    );
    return row;
  }

  function startRenaming(row, { id, title }) {
    const field = build("input", { type: "text", value: title, maxLength: 200, ariaLabel: texts.newName });
    const save = build("button", { type: "submit", className: "card-action" }, texts.save);
    const form = build("form", {}, field, save, buildButton(texts.cancel, texts.cancel, () => draw(id)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      store.rename(id, field.value);
      draw(id);
    });
    row.replaceChildren(form);
    field.select();
  }

  function removeOne(id) {
    const wasShown = id === store.shown()?.id;
    tellRemoved(store.remove(id));
    byId("conversations").querySelector(".undo").focus();
    if (wasShown) Belagg.conversation.begin();
  }

  function putBack() {
    if (removed) store.put(removed);
    tellRemoved(null);
    byId("conversations").querySelector(".open-conversation")?.focus();
  }

  function tellRemoved(conversation) {
    removed = conversation;
    const line = byId("conversations").querySelector(".removed");
    line.querySelector("span").textContent = conversation ? format(texts.removed, { title: conversation.title }) : "";
    line.querySelector(".undo").hidden = !conversation;
  }

  /* ---- taking along ---- */

  const tell = (message) => (byId("take").querySelector(".told").textContent = message);

  function openTake() {
    tell("");
    byId("take").querySelector(".share-link").hidden = true;
    byId("take").showModal();
  }

  async function take(form) {
    const conversation = store.shown();
    if (!conversation?.turns.length) return tell(texts.nothingToTake);
    if (form === "print") {
      byId("take").close();
      return window.print();
    }
    const address = location.href.split("#")[0];
    const path = form === "share" ? "shared" : `export/${form}`;
    const { response, problem } = await Belagg.post(path, { ...conversation, address });
    if (problem) return tell(problem);
    if (form === "share") return showLink(await response.json());
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition"))[1];
    const url = URL.createObjectURL(await response.blob());
    build("a", { href: url, download: decodeURIComponent(name) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    tell(texts.taken);
  }

  function showLink({ id }) {
    const line = byId("take").querySelector(".share-link");
    line.hidden = false;
    line.querySelector("input").value = `${location.href.split("#")[0]}#delad/${id}`;
    line.querySelector("input").select();
    tell(texts.shared);
  }

  return { start };
})();
Belagg.history.start();
