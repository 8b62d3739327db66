"use strict";
/*
 * The quote behind a number [n], shown beside it on hover and focus, as WCAG 2.2 (1.4.13) asks: it can be hovered itself,
 * stays until one leaves, and goes with Escape.
 */
Belagg.peek = (() => {
  const { build, byId } = Belagg;
  const box = build("div", { id: "peek", className: "peek", role: "tooltip", hidden: true });
  let marker = null;
  let leaving = 0;

  function open(over) {
    clearTimeout(leaving);
    const card = byId(over.dataset.card);
    if (over === marker || !card) return;
    close();
    marker = over;
    const quote = card.querySelector(".quote").cloneNode(true);
    box.replaceChildren(quote, build("p", { className: "who" }, card.dataset.origin));
    over.closest(".scroller").append(box);
    box.hidden = false;
    const [at, frame] = [over.getBoundingClientRect(), box.offsetParent.getBoundingClientRect()];
    const left = Math.min(at.left - frame.left, frame.width - box.offsetWidth - 12);
    box.style.left = `${Math.max(12, left)}px`;
    box.style.top = `${at.bottom - frame.top + box.offsetParent.scrollTop + 6}px`;
    over.setAttribute("aria-describedby", "peek");
  }

  function close() {
    marker?.removeAttribute("aria-describedby");
    marker = null;
    box.hidden = true;
  }

  function start() {
    document.addEventListener("pointerover", (event) => {
      const over = event.target.closest?.(".marker");
      if (over) open(over);
      else if (event.target.closest?.(".peek")) clearTimeout(leaving);
      else if (marker && marker !== document.activeElement) leaving = setTimeout(close, 150);
    });
    document.addEventListener("focusin", (event) => (event.target.matches(".marker") ? open(event.target) : close()));
    document.addEventListener("click", (event) => event.target.closest(".marker") && close());
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || !marker) return;
        event.preventDefault();
        close();
      },
      true,
    );
  }

  return { start, close };
})();
Belagg.peek.start();
