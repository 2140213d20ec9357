// The dialog of a link: to a web page, or to an item or attachment of the same agenda, whose number it then follows.
// Checked here as on the server. It stands outside the item's form.
import { isAddress, isReference } from "./schema.js";

let count = 0;

function field(label, input) {
  const id = `link-felt-${++count}`;
  const box = document.createElement("div");
  box.className = "field";
  const name = document.createElement("label");
  name.htmlFor = id;
  name.textContent = label;
  input.id = id;
  box.append(name, input);
  return { box, input, id };
}

function line(label, value) {
  return field(label, Object.assign(document.createElement("input"), { type: "text", value, autocomplete: "off" }));
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
  if (isAddress(value) && !isReference(value)) return value;
  if (/^[^\s@/:]+@[^\s@/:]+\.[a-zæøå]{2,}$/i.test(value)) return `mailto:${value}`;
  return /^[a-z0-9æøå-]+(\.[a-z0-9æøå-]+)+([/?#]\S*)?$/i.test(value) ? `https://${value}` : "";
};

/** The agenda's items and attachments, as a choice; null where there are none to be had. */
async function choices(url, chosen) {
  if (!url) return null;
  let targets;
  try {
    const answer = await fetch(url, { redirect: "manual" });
    ({ targets } = answer.ok ? await answer.json() : { targets: [] });
  } catch {
    return null;  // no connection: the saving says so
  }
  if (!targets.length) return null;
  const select = document.createElement("select");
  select.append(new Option("Nej, til en adresse", ""));
  for (const { href, words, title } of targets) {
    const option = new Option(`${words}: ${title}`, href, false, href === chosen);
    option.dataset.words = words;
    select.append(option);
  }
  return field("Til et punkt eller bilag i dagsordenen?", select);
}

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
  const address = line("Webadresse eller mailadresse", isReference(old) ? "" : old);
  const words = line("Ord, der vises", editor.state.doc.textBetween(from, to, " "));
  const wrong = document.createElement("span");
  wrong.className = "error";
  wrong.id = `${address.id}-fejl`;
  wrong.setAttribute("role", "alert");
  address.box.querySelector("label").after(wrong);
  const follows = document.createElement("p");
  follows.className = "hint";
  follows.textContent = "Linket skriver selv nummeret og følger det, når punkterne flyttes.";
  const actions = document.createElement("div");
  actions.className = "actions";
  const save = button(old ? "Gem linket" : "Indsæt linket", "button-primary");
  const cancel = button("Fortryd", "button-secondary");
  const remove = button("Fjern linket", "button-secondary");
  actions.append(save, ...(old ? [remove] : []), cancel);
  dialog.append(heading, address.box, words.box, actions);

  let within = null;
  const target = () => within?.input.selectedOptions[0]?.value ?? "";
  const fit = () => {
    follows.hidden = !target();
    address.box.hidden = words.box.hidden = Boolean(target());
  };
  choices(editor.options.element.closest("form")?.dataset.references, old).then((found) => {
    if (!found || !dialog.open) return;
    within = found;
    heading.after(within.box, follows);
    within.input.addEventListener("change", fit);
    fit();
    if (target()) within.input.focus();
  });

  const done = () => {
    dialog.close();
    editor.view.focus();
  };
  const put = (href, text) => {
    done();
    const chain = editor.chain().setTextSelection({ from, to });
    if (text && text !== editor.state.doc.textBetween(from, to, " ")) {
      chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] });
    } else {
      chain.setLink({ href });
    }
    chain.run();
  };
  const accept = () => {
    if (target()) return put(target(), within.input.selectedOptions[0].dataset.words);
    const href = addressOf(address.input.value);
    if (!href) {
      wrong.textContent = "Skriv en webadresse, fx https://www.star.dk, eller en mailadresse.";
      address.input.setAttribute("aria-invalid", "true");
      address.input.setAttribute("aria-describedby", wrong.id);
      address.input.focus();
      return undefined;
    }
    return put(href, words.input.value.trim() || (empty ? href.replace(/^mailto:/, "") : ""));
  };
  save.addEventListener("click", accept);
  cancel.addEventListener("click", done);
  remove.addEventListener("click", () => {
    done();
    editor.chain().setTextSelection({ from, to }).unsetLink().run();
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && event.target.matches("input, select")) {
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
