// The toolbar of one field: one tab stop, arrows inside, Esc back to the text.
import { askLink } from "./link.js";
import { tableMenu } from "./table_menu.js";

const SVG = "http://www.w3.org/2000/svg";
const inList = (editor) => editor.isActive("listItem");
const listOf = (editor, type) => {
  const chain = editor.chain().focus();
  if (editor.isActive("orderedList") && editor.getAttributes("orderedList").type !== type) {
    return chain.updateAttributes("orderedList", { type }).run();
  }
  chain.toggleOrderedList();
  if (!editor.isActive("orderedList")) chain.updateAttributes("orderedList", { type });
  return chain.run();
};

// label, face (icon or letters), what it does, whether it is pressed, whether it can be used now
const TOOLS = [
  ["Overskrift", "H", (e) => e.chain().focus().toggleHeading({ level: 4 }).run(), (e) => e.isActive("heading", { level: 4 }),
    (e) => !e.isActive("table") && !inList(e)],
  ["Underoverskrift", "h", (e) => e.chain().focus().toggleHeading({ level: 5 }).run(), (e) => e.isActive("heading", { level: 5 }),
    (e) => !e.isActive("table") && !inList(e)],
  null,
  ["Fed (Ctrl+B)", "#format-bold", (e) => e.chain().focus().toggleBold().run(), (e) => e.isActive("bold")],
  ["Kursiv (Ctrl+I)", "#format-italic", (e) => e.chain().focus().toggleItalic().run(), (e) => e.isActive("italic")],
  null,
  ["Punktopstilling", "#format-list-bulleted", (e) => e.chain().focus().toggleBulletList().run(), (e) => e.isActive("bulletList")],
  ["Nummereret liste", "#format-list-numbered", (e) => listOf(e, null), (e) => e.isActive("orderedList", { type: null })],
  ["Liste med a, b, c", "abc", (e) => listOf(e, "a"), (e) => e.isActive("orderedList", { type: "a" })],
  ["Ryk et niveau ud", "#format-indent-decrease", (e) => e.chain().focus().liftListItem("listItem").run(), null, inList],
  ["Ryk et niveau ind", "#format-indent-increase", (e) => e.chain().focus().sinkListItem("listItem").run(), null,
    (e) => e.can().sinkListItem("listItem")],
  null,
  ["Link (Ctrl+K)", "#link", askLink, (e) => e.isActive("link")],
  ["Tabel", "#apps", tableMenu, (e) => e.isActive("table")],
  null,
  ["Fortryd (Ctrl+Z)", "#reply", (e) => e.chain().focus().undo().run(), null, (e) => e.can().undo()],
  ["Gentag (Ctrl+Y)", "#forward", (e) => e.chain().focus().redo().run(), null, (e) => e.can().redo()],
];

function face(content, icons) {
  if (content[0] !== "#") {
    const letters = document.createElement("b");
    letters.textContent = content;
    letters.ariaHidden = "true";
    return letters;
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon-svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${icons}${content}`);
  svg.append(use);
  return svg;
}

/** The toolbar of `editor`, and what brings it up to date. */
export function toolbar(editor, label, icons) {
  const bar = document.createElement("div");
  bar.className = "rp-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", `Formatering af ${label}`);
  const buttons = [];
  for (const tool of TOOLS) {
    if (!tool) {
      const line = document.createElement("span");
      line.className = "rp-tools__sep";
      line.setAttribute("aria-hidden", "true");
      bar.append(line);
      continue;
    }
    const [name, content, run, pressed, usable] = tool;
    const button = document.createElement("button");
    button.type = "button";
    button.title = name;
    button.setAttribute("aria-label", name);
    button.tabIndex = buttons.length ? -1 : 0;
    button.append(face(content, icons));
    if (run === tableMenu) {
      button.setAttribute("aria-haspopup", "menu");
      button.setAttribute("aria-expanded", "false");
    }
    button.addEventListener("mousedown", (event) => event.preventDefault());  // the text keeps its selection
    button.addEventListener("click", () => {
      move(buttons.indexOf(entry), false);
      if (button.getAttribute("aria-disabled") === "true") return;
      if (run !== tableMenu) editor.view.focus();  // at once: what is typed next goes into the text
      run(editor, button);
    });
    const entry = { button, pressed: run === tableMenu ? null : pressed, usable };
    buttons.push(entry);
    bar.append(button);
  }

  function move(index, focus = true) {
    for (const { button } of buttons) button.tabIndex = -1;
    const { button } = buttons[(index + buttons.length) % buttons.length];
    button.tabIndex = 0;
    if (focus) button.focus();
  }

  bar.addEventListener("keydown", (event) => {
    const here = buttons.findIndex(({ button }) => button === document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") editor.view.focus();
    else if (to === undefined || here < 0) return;
    else move(to);
    event.preventDefault();
    event.stopPropagation();
  });
  const set = (one, name, value) => one.getAttribute(name) === value || one.setAttribute(name, value);
  return {
    bar,
    enter: () => buttons.find(({ button }) => button.tabIndex === 0).button.focus(),
    update() {
      for (const { button, pressed, usable } of buttons) {
        if (pressed) set(button, "aria-pressed", String(Boolean(pressed(editor))));
        if (usable) set(button, "aria-disabled", String(!usable(editor)));
      }
    },
  };
}
