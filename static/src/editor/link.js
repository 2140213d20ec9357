// The dialog of a link: its address and words, checked here as on the server. It stands outside the item's form.
import { isAddress } from "./schema.js";

let count = 0;

function field(label, value) {
  const id = `link-felt-${++count}`;
  const box = document.createElement("div");
  box.className = "field";
  const name = document.createElement("label");
  name.htmlFor = id;
  name.textContent = label;
  const input = document.createElement("input");
  Object.assign(input, { id, type: "text", value, autocomplete: "off" });
  box.append(name, input);
  return { box, input, id };
}

function button(label, kind) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button ${kind}`;
  made.textContent = label;
  return made;
}

const addressOf = (typed) => {
  const value = typed.trim();
  if (isAddress(value)) return value;
  if (/^[^\s@/:]+@[^\s@/:]+\.[a-zæøå]{2,}$/i.test(value)) return `mailto:${value}`;
  return /^[a-z0-9æøå-]+(\.[a-z0-9æøå-]+)+([/?#]\S*)?$/i.test(value) ? `https://${value}` : "";
};

export function askLink(editor) {
  if (editor.isActive("link")) editor.commands.extendMarkRange("link");
  const { from, to, empty } = editor.state.selection;
  const old = editor.getAttributes("link").href ?? "";
  const dialog = document.createElement("dialog");
  dialog.className = "rp-linkdialog";
  const heading = document.createElement("h2");
  heading.id = `link-overskrift-${++count}`;
  heading.textContent = old ? "Ret linket" : "Indsæt link";
  dialog.setAttribute("aria-labelledby", heading.id);
  const address = field("Webadresse eller mailadresse", old);
  const words = field("Ord, der vises", editor.state.doc.textBetween(from, to, " "));
  const wrong = document.createElement("span");
  wrong.className = "error";
  wrong.id = `${address.id}-fejl`;
  wrong.setAttribute("role", "alert");
  address.box.querySelector("label").after(wrong);
  const actions = document.createElement("div");
  actions.className = "actions";
  const save = button(old ? "Gem linket" : "Indsæt linket", "button-primary");
  const cancel = button("Fortryd", "button-secondary");
  const remove = button("Fjern linket", "button-secondary");
  actions.append(save, ...(old ? [remove] : []), cancel);
  dialog.append(heading, address.box, words.box, actions);

  const done = () => {
    dialog.close();
    editor.view.focus();
  };
  const accept = () => {
    const href = addressOf(address.input.value);
    if (!href) {
      wrong.textContent = "Skriv en webadresse, fx https://www.star.dk, eller en mailadresse.";
      address.input.setAttribute("aria-invalid", "true");
      address.input.setAttribute("aria-describedby", wrong.id);
      address.input.focus();
      return;
    }
    const text = words.input.value.trim() || (empty ? href.replace(/^mailto:/, "") : "");
    done();
    const chain = editor.chain().setTextSelection({ from, to });
    if (text && text !== editor.state.doc.textBetween(from, to, " ")) {
      chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] });
    } else {
      chain.setLink({ href });
    }
    chain.run();
  };
  save.addEventListener("click", accept);
  cancel.addEventListener("click", done);
  remove.addEventListener("click", () => {
    done();
    editor.chain().setTextSelection({ from, to }).unsetLink().run();
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      accept();
    }
  });
  dialog.addEventListener("cancel", () => editor.view.focus());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  address.input.focus();
}
