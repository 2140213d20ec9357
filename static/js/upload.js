/* Files for an item, by drop or by choice: sent one by one, each with its progress and with what became of it.
   Without this script the form sends them all at once. */
(() => {
  "use strict";
  const lines = document.createElement("ul");  // lives on when #bilag is replaced
  lines.className = "plain rp-sent";
  lines.setAttribute("aria-live", "polite");
  let waiting = Promise.resolve(), under = 0;

  const formOf = (node) => node instanceof Element ? node.closest("form[data-upload]") : null;
  const dress = () => {
    const form = document.querySelector("form[data-upload]");
    const field = form?.querySelector(".file-field");
    if (!field || field.querySelector(".rp-drop__say")) return;
    field.classList.add("rp-drop");
    const say = document.createElement("p");
    say.className = "rp-drop__say muted";
    say.textContent = "Slip filer her, eller vælg dem. De lægges på med det samme.";
    field.append(say);
    form.before(lines);
    if (lines.childElementCount) form.closest("details").open = true;
  };

  const line = (name) => {
    const row = document.createElement("li");
    const what = document.createElement("span");
    const bar = document.createElement("progress");
    what.textContent = `${name}: venter`;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Overførsel af ${name}`);
    row.append(what, bar);
    lines.append(row);
    return {
      moves(part) { bar.value = part; what.textContent = part < 1 ? `${name}: sendes` : `${name}: kontrolleres`; },
      ends(text, bad) { bar.remove(); what.textContent = text; row.classList.toggle("rp-sent__bad", bad); },
    };
  };

  const answered = (request, name, limit) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const error = page.querySelector("#bilag .file-field .error");
    if (new URL(request.responseURL || location.href).pathname.startsWith("/konto/")) {
      return { text: `${name}: ${document.getElementById("besked").dataset.signedOut}` };
    }
    if (request.status === 413) return { text: `${name}: Filen er større end ${limit} MB.` };
    if (request.status === 200 && !error) return { text: `${name}: lagt på`, page };
    const refusal = page.querySelector("#afslag p, #afslag li");
    const why = (error || refusal)?.textContent.trim();
    const said = why?.startsWith(`${name}: `) ? why : `${name}: ${why || "Filen kunne ikke lægges på. Prøv igen."}`;
    return { text: said };
  };

  const send = (form, file, row) => new Promise((done) => {
    const limit = Number(form.dataset.upload), mb = Math.floor(limit / 1048576);
    if (file.size > limit) {
      row.ends(`${file.name}: Filen er større end ${mb} MB.`, true);
      return done(null);
    }
    const data = new FormData();
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    data.append("csrfmiddlewaretoken", token ? token[1] : form.elements.csrfmiddlewaretoken.value);
    data.append("access", form.elements.access.value);
    data.append("file", file);
    data.append("whole", "1");
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.moves(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const { text, page } = answered(request, file.name, mb);
      row.ends(text, !page);
      done(page || null);
    });
    const cut = () => {
      row.ends(`${file.name}: Forbindelsen blev afbrudt. Filen er ikke lagt på. Vælg den igen.`, true);
      done(null);
    };
    request.addEventListener("error", cut);
    request.addEventListener("abort", cut);
    request.send(data);
  });

  const show = (page) => {  // the list as it is now; what is being typed in the form for links stays
    const fresh = page?.querySelector("#bilag .rp-files"), now = document.querySelector("#bilag .rp-files");
    if (!fresh || !now) return;
    now.replaceWith(document.adoptNode(fresh));
    window.htmx?.process(fresh);
  };

  const take = (form, files) => {
    if (!under) lines.replaceChildren();
    dress();
    for (const file of files) {
      under += 1;
      const row = line(file.name);
      waiting = waiting.then(() => send(form, file, row)).then((page) => {
        under -= 1;
        show(page);
      });
    }
  };

  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    if (!form || event.target.type !== "file" || form.elements.title.value || form.elements.url.value) return;
    const files = [...event.target.files];
    event.target.value = "";
    delete form.dataset.unsaved;
    take(form, files);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const place = event.target instanceof Element && event.target.closest("#bilag");
      const form = place && place.querySelector("form[data-upload]");
      if (!form || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.querySelector(".file-field").classList.toggle("rp-drop--over", name === "dragover" || name === "dragenter");
      form.closest("details").open = true;
      if (name === "drop") take(form, [...event.dataTransfer.files]);
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (under) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", dress);
  dress();
})();
