"use strict";
/*
 * What the head of the page leads to: the conversations of this browser (open, rename, remove, put back), and what one takes
 * along of the one on show. And the menu that holds its buttons on a narrow screen.
 */
Belagg.history = (() => {
  const { texts, byId, build, format, store } = Belagg;
  let removed = []; // {conversation, wasShown}, the latest last: what can be put back while the list is open

  function start() {
    store.onChange(() => byId("conversations")?.open && draw());
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      button.closest("#menu")?.hidePopover(); // the focus goes back to what opened it
      if (button.id === "show-conversations") open();
      else if (button.id === "show-take") openTake();
      else if (button.matches("dialog .close")) button.closest("dialog").close();
      else if (button.matches("#conversations .undo")) putBack();
      else if (button.dataset.take) take(button.dataset.take);
      else if (button.matches(".share-link button")) Belagg.copy(button, byId("take").querySelector("input").value);
    });
    // A click beside a dialog closes it.
    document.addEventListener("pointerdown", (event) => event.target.matches("dialog[open]") && event.target.close());
    document.addEventListener("focusout", leaveMenu);
  }

  /* The menu closes when the keyboard goes on from it, so that it covers nothing. */
  function leaveMenu({ target, relatedTarget }) {
    const menu = target.closest("#menu");
    if (menu && relatedTarget && !relatedTarget.closest("#menu, #show-menu")) menu.hidePopover();
  }

  function open() {
    removed = [];
    tellRemoved();
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
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // the dialog stays
      draw(id);
    });
    row.replaceChildren(form);
    field.select();
  }

  function removeOne(id) {
    const wasShown = id === store.shown()?.id;
    removed.push({ conversation: store.remove(id), wasShown });
    tellRemoved();
    byId("conversations").querySelector(".undo").focus();
    if (wasShown) Belagg.conversation.begin();
  }

  function putBack() {
    const { conversation, wasShown } = removed.pop();
    store.put(conversation);
    if (wasShown) Belagg.conversation.show(conversation);
    tellRemoved();
    draw(conversation.id);
    if (removed.length) byId("conversations").querySelector(".undo").focus();
  }

  /* Tells what was removed last, if that can be put back. */
  function tellRemoved() {
    const last = removed.at(-1);
    const line = byId("conversations").querySelector(".removed");
    line.querySelector("span").textContent = last ? format(texts.removed, { title: last.conversation.title }) : "";
    line.querySelector(".undo").hidden = !last;
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
