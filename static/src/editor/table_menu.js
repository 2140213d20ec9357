// The menu of the table button: what can be done to the table here, or one put in.

const INSERT = [["Indsæt tabel", (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true })]];
const CHANGE = [
  ["Ny række over", (c) => c.addRowBefore()],
  ["Ny række under", (c) => c.addRowAfter()],
  ["Slet rækken", (c) => c.deleteRow()],
  ["Ny kolonne før", (c) => c.addColumnBefore()],
  ["Ny kolonne efter", (c) => c.addColumnAfter()],
  ["Slet kolonnen", (c) => c.deleteColumn()],
  ["Overskriftsrække til eller fra", (c) => c.toggleHeaderRow()],
  ["Overskriftskolonne til eller fra", (c) => c.toggleHeaderColumn()],
  ["Slet tabellen", (c) => c.deleteTable()],
];

export function tableMenu(editor, button) {
  const menu = document.createElement("div");
  menu.className = "rp-tablemenu";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", "Tabel");
  let open = true;
  const close = (back) => {
    if (!open) return;
    open = false;
    if (back) button.focus();
    menu.remove();
    button.setAttribute("aria-expanded", "false");
  };
  for (const [label, command] of editor.isActive("table") ? CHANGE : INSERT) {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    item.textContent = label;
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => {
      close(false);
      editor.view.focus();
      command(editor.chain().focus()).run();
    });
    menu.append(item);
  }
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.children];
    const here = items.indexOf(document.activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") return close(true);  // and on from the button
    event.stopPropagation();
    if (event.key === "Escape") close(true);
    else if (to !== undefined) items.at(to % items.length).focus();
    else return;
    event.preventDefault();
  });
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget)) close(false);
  });
  button.parentElement.after(menu);
  button.setAttribute("aria-expanded", "true");
  menu.firstElementChild.focus();
}
