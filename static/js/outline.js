/* The editor's list of items: it works without this as links and buttons.
   1 up and down go from row to row, with Alt they move the item, 2 rows are dragged, 3 a row opens beside the list,
   and the focus goes to its heading; what is unfolded begins with its field. What is typed and not saved is never swapped away: then the browser asks. */
(() => {
  "use strict";
  const list = document.getElementById("disposition-liste");
  if (!list) return;

  let putBack = null;
  const move = (row, values) => {
    const open = list.querySelector(".rp-row--on");
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const where = { ...values, aaben: open ? open.dataset.item : "", csrfmiddlewaretoken: token };
    window.htmx.ajax("POST", row.dataset.shift, { source: list, target: "#punkt", swap: "none", values: where });
  };

  // 1
  list.addEventListener("keydown", (event) => {
    const link = event.target.closest(".rp-row__link");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!link || !step || event.ctrlKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    const row = link.closest(".rp-row");
    if (!event.altKey) {
      const links = [...list.querySelectorAll(".rp-row__link")];
      links[links.indexOf(link) + step]?.focus();
    } else if (row.dataset.shift) {
      move(row, { retning: step < 0 ? "op" : "ned" });
    }
  });

  // 2
  const dropped = ({ item, from, to, oldIndex, oldDraggableIndex, newDraggableIndex }) => {
    if (from === to && oldDraggableIndex === newDraggableIndex) return;
    putBack = () => {
      item.remove();
      from.insertBefore(item, from.children[oldIndex] || null);
    };
    move(item, { plads: newDraggableIndex, afsnit: to.dataset.section });
  };
  const dragged = () => {
    if (!window.Sortable) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const rows of list.querySelectorAll("ol[data-section]")) {
      if (window.Sortable.get(rows)) continue;
      new window.Sortable(rows, {
        group: "punkter", draggable: ".rp-row", filter: ".rp-row__move", preventOnFilter: false,
        delay: 200, delayOnTouchOnly: true, animation: still ? 0 : 120, onEnd: dropped,
      });
    }
  };
  dragged();
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target === list) dragged();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== list) return;
    const status = event.detail.xhr?.status;
    if (!status || status >= 400) putBack?.();
    putBack = null;
    if (status === 404) document.getElementById("besked").textContent = list.dataset.gone;
  });

  // 3
  list.addEventListener("toggle", (event) => {
    if (event.target.open) event.target.querySelector("input[type=text]")?.focus();
  }, true);
  const isRow = (element) => element?.matches?.(".rp-row__link");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.detail.elt;
    if (!isRow(link)) return;
    if (document.querySelector("form[data-unsaved]") || location.hash === "#disposition") {
      event.preventDefault();
      location.assign(link.href);
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (isRow(event.detail.requestConfig?.elt)) document.getElementById("punkt-h")?.focus();
  });
})();
