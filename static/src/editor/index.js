// The editor of rich text. It takes over each <textarea data-rich> that it finds, now and after a swap by htmx:
// after each change the text area holds the HTML, the hidden field `<name>_is_html` says so, and the text area
// fires `input`. Without this script the text area works by itself.
import { Editor, Extension } from "@tiptap/core";
import { askLink } from "./link.js";
import { cleaned, sentence } from "./paste.js";
import { extensions } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { written } from "./written.js";

const { icons } = document.currentScript.dataset;
const editors = new Set();

function start(area) {
  const box = area.closest(".rp-rich");
  const flag = area.form.elements[`${area.name}_is_html`];
  const restored = area.value !== area.defaultValue;  // by the browser, on the way back to the page
  if (!box || !flag || (restored && flag.value !== "1")) return;
  area.dataset.ready = "";
  const label = box.querySelector("label");
  const id = label.htmlFor;
  box.querySelector("[data-shown]")?.remove();  // has the same id; htmx may have given it another class
  const host = document.createElement("div");
  host.className = "rp-rt";
  const told = document.createElement("p");
  told.className = "rp-rich__lost";
  told.setAttribute("role", "status");
  const described = [area.getAttribute("aria-describedby"), "editor-hjaelp"].filter(Boolean).join(" ");
  let tools = null;

  const tell = (lost) => {
    told.textContent = lost.length ? sentence(lost) : "";
  };
  const mirror = ({ editor }) => {
    area.disabled = false;
    area.value = editor.isEmpty ? "" : written(editor.getHTML());
    flag.value = "1";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const editor = new Editor({
    element: host,
    injectCSS: false,
    content: restored ? area.value : area.dataset.html,
    extensions: [...extensions, Extension.create({
      name: "keys",
      priority: 1000,
      addKeyboardShortcuts: () => ({
        "Mod-k": () => (askLink(editor), true),
        "Alt-F10": () => (tools.enter(), true),
        Escape: () => {
          editor.storage.table.leaving = true;
          return false;
        },
      }),
    })],
    editorProps: {
      attributes: {
        id, class: "text", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id,
        "aria-describedby": described, lang: "da", spellcheck: "true",
        ...(area.getAttribute("aria-invalid") === "true" && { "aria-invalid": "true" }),
      },
      transformPastedHTML(html) {
        const { html: clean, lost } = cleaned(html);
        tell(lost);
        return clean;
      },
      handlePaste(view, event) {
        const { files, types } = event.clipboardData;
        if (!files.length || types.includes("text/html")) return false;
        told.textContent = "Filer og billeder kan ikke stå i teksten. Læg dem som bilag.";
        return true;
      },
      handleDrop(view, event) {
        if (!event.dataTransfer?.files.length) return false;
        told.textContent = "Filer og billeder kan ikke stå i teksten. Læg dem som bilag.";
        event.preventDefault();
        return true;
      },
      handleDOMEvents: {
        keydown(view, event) {
          if (!["Escape", "Tab", "Shift"].includes(event.key)) editor.storage.table.leaving = false;
          return false;
        },
        paste() {
          tell([]);
          return false;
        },
        blur() {
          editor.storage.table.leaving = false;
          return false;
        },
      },
    },
    onUpdate: mirror,
    onTransaction: () => tools?.update(),
  });
  area.removeAttribute("id");
  area.hidden = true;
  label.removeAttribute("for");
  label.addEventListener("click", () => editor.view.focus());
  tools = toolbar(editor, label.textContent.trim(), icons);
  tools.update();
  box.querySelector(".rp-rich__head").append(tools.bar);
  area.before(host);
  area.after(told);
  // a text that was kept in the browser and is taken up again: HTML, or lines typed where the editor did not run
  area.addEventListener("rar:text", () => {
    const lines = area.value.split("\n").filter((line) => line.trim());
    const content = flag.value === "1" ? area.value : lines.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] }));
    editor.commands.setContent(content, { emitUpdate: false });
  });
  host.addEventListener("input", (event) => event.stopPropagation());  // the text area says it, when it has the text
  editors.add({ editor, host });
}

function startAll() {
  for (const one of editors) {
    if (one.host.isConnected) continue;
    one.editor.destroy();
    editors.delete(one);
  }
  const areas = document.querySelectorAll("textarea[data-rich]:not([data-ready])");
  if (!areas.length) return;
  areas.forEach(start);
  document.querySelector("[data-plain-help]").hidden = true;
  document.querySelector("[data-rich-help]").hidden = false;
}

// A field that htmx has just replaced keeps the focus.
let held = "";
document.addEventListener("htmx:beforeSwap", () => {
  held = document.activeElement?.closest(".rp-rt") ? document.activeElement.id : "";
});
document.addEventListener("htmx:afterSwap", () => {
  startAll();
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
  held = "";
});
startAll();
