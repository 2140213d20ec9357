/* Keys of the editor's pages; every one of them has its button or link, and none is a single letter (WCAG 2.1.4).
   1 data-key="Alt+1": the key presses this button or follows this link,
   2 Ctrl+S saves now what would save itself soon; where that has stopped, it presses the form's button,
   3 F6 goes round the page's panes (data-pane), Shift+F6 back; a pane that is folded away opens as a sheet,
   4 Esc closes an open sheet by its link (data-close). */
(() => {
  "use strict";
  const mac = /mac/i.test(navigator.platform);  // where Alt writes letters
  const seen = (one) => one.getClientRects().length > 0;

  // 1
  const named = ({ code, key, ctrlKey, altKey, shiftKey, metaKey }) => {
    const plain = /^(Digit|Key)/.test(code) ? code.slice(-1) : key;
    const held = [(ctrlKey || (mac && metaKey)) && "Ctrl", altKey && "Alt", shiftKey && "Shift"].filter(Boolean);
    return [...held, plain].join("+");
  };
  const press = (name) => {
    if (mac && name.startsWith("Alt+")) return false;
    const one = [...document.querySelectorAll("[data-key]")].find((candidate) => candidate.dataset.key === name && seen(candidate));
    one?.click();
    return Boolean(one);
  };

  // 2
  const save = () => {
    const form = document.querySelector("form[data-autosave], form[data-guard]");
    const button = form?.querySelector("[type=submit]:not([name])");
    if (!button) return false;
    if ("savesItself" in form.dataset) form.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));  // as if one had left the field
    else form.requestSubmit(button);
    return true;
  };

  // 3, 4
  const shut = (sheet) => {
    const close = sheet?.querySelector("[data-close]");
    if (!close || !seen(close)) return false;
    close.click();
    return true;
  };
  const around = (step) => {
    const panes = [...document.querySelectorAll("[data-pane]")];
    if (!panes.length) return false;
    const here = panes.findIndex((pane) => pane.contains(document.activeElement));
    const pane = panes[here < 0 ? 0 : (here + step + panes.length) % panes.length];
    if (!seen(pane)) location.hash = pane.id;  // which folds away the sheet that is open
    else if (panes[here]?.matches(":target")) shut(panes[here]);
    pane.focus();
    return true;
  };

  const acts = {
    "Ctrl+S": save,
    F6: () => around(1),
    "Shift+F6": () => around(-1),
    Escape: () => shut(document.querySelector("[data-pane]:target")),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.getModifierState("AltGraph")) return;
    const name = named(event);
    if (!(acts[name]?.() || press(name))) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  for (const help of document.querySelectorAll("[data-keys-help]")) help.hidden = false;
})();
