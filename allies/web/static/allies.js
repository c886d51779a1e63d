// Keys for every list, marks, progress of an upload, and a word when the network fails. Every page works without it.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const items = () => [...document.querySelectorAll("[data-list] > [data-item]")];
  const here = () => document.querySelector("[data-item].is-here");
  const press = (within, key) => {
    const button = within?.querySelector(`[data-key="${key}"]`);
    button?.click();
    return Boolean(button);
  };

  function stand(item) {
    here()?.classList.remove("is-here");
    if (!item) return;
    item.classList.add("is-here");
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = items();
    if (!all.length) return;
    const at = all.indexOf(here());
    stand(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  // ---- marks

  const marks = () => [...document.querySelectorAll("[data-mark]")];

  function countMarks() {
    const count = marks().filter((mark) => mark.checked).length;
    const said = document.querySelector("[data-marked]");
    const all = document.querySelector("[data-mark-all]");
    if (said) said.textContent = count ? `${count} marked` : "Mark all";
    if (all) {
      all.checked = count > 0 && count === marks().length;
      all.indeterminate = count > 0 && count < marks().length;
    }
  }

  function mark(item) {
    const box = item?.querySelector("[data-mark]");
    if (!box) return;
    box.checked = !box.checked;
    countMarks();
  }

  function done() {
    if (press(here(), "e")) return;
    const bulk = document.querySelector("[data-bulk]");
    if (bulk && !marks().some((one) => one.checked)) mark(here());
    if (marks().some((one) => one.checked)) press(bulk, "e");
  }

  function undo() {
    if (press(here(), "u") || press(document.getElementById("notice"), "u")) return;
    const last = [...document.querySelectorAll('[data-item] [data-key="u"]')].pop();
    last?.click();
  }

  // ---- keys

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    y: () => press(here(), "y"),
    n: () => press(here(), "n"),
    x: () => mark(here()),
    e: done,
    s: () => press(here(), "s"),
    u: undo,
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    Enter: () => here()?.querySelector("[data-open], h3 a")?.click(),
  };

  const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select") !== null;

  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (isTyping(event.target)) return;
    // where one stands nowhere yet, and among radio buttons, the arrows do what they always do
    if (event.key.startsWith("Arrow") && (event.target.matches("input") || !(here() || document.querySelector("[data-answered]")))) return;
    if (event.key === "Enter" && !event.target.matches("[data-item]")) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-mark-all]")) {
      for (const box of marks()) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-mark], [data-mark-all]")) countMarks();
  });

  // ---- the sheet under More closes when one looks elsewhere

  document.addEventListener("click", (event) => {
    for (const sheet of document.querySelectorAll(".tabs details[open]")) {
      if (!sheet.contains(event.target)) sheet.open = false;
    }
  });

  // ---- what htmx brings

  document.addEventListener("htmx:afterSettle", (event) => {
    countMarks();
    const swapped = event.detail.elt;
    if (!swapped?.matches?.("[data-item]") || !swapped.isConnected) return;
    stand(swapped);
    if (swapped.matches("[data-answered] > .is-answered")) step(1); // on to the next question
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("[data-upload]");
    if (!form || !event.detail.lengthComputable) return;
    const sending = form.querySelector("[data-sending]");
    sending.hidden = false;
    sending.querySelector("progress").value = (100 * event.detail.loaded) / event.detail.total;
  });

  function warn(text) {
    const notice = document.getElementById("notice");
    if (!notice) return;
    const line = document.createElement("div");
    line.className = "notice is-wrong";
    line.append(Object.assign(document.createElement("p"), { textContent: text }));
    notice.replaceChildren(line);
    notice.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:sendError", () => warn("Allies does not answer. Is it still running? Nothing was changed."));
  document.addEventListener("htmx:responseError", () => warn("That did not work. Load the page anew and try once more."));

  // allauth's passkey script says so when a passkey was refused or given up
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    warn("The passkey was not accepted, or you closed its window. Try once more, or sign in another way.");
  });
})();
