/* Rådsportalen: an item's form saves itself; without this script it has its button.
   1 what is typed is kept in this browser until it is saved, under the user's own key, and offered on the next visit,
   2 two seconds after typing stops, and on leaving field or page, the changed fields are sent with the marks of what
     they were made from; the server refuses what somebody else has changed since, and both texts are shown,
   3 who else has the item open is asked every twenty seconds while the page is in sight. */
(() => {
  "use strict";
  const PAUSE = 2000, PATIENCE = 20000, AGAIN = 10000, POLL = 20000;
  const KEEPALIVE = 60000;  // bytes that a browser lets outlive its page (64 KiB for all)
  let editor = null;

  const plain = (text) => text.replace(/\r\n?/g, "\n").trim();
  const read = (answer) => new DOMParser().parseFromString(answer, "text/html");
  const token = (form) => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

  class Editor {
    constructor(form) {
      this.form = form;
      this.key = `rar:${form.dataset.user}:${form.dataset.autosave}:`;
      this.dirty = new Set();
      this.wrong = new Set();  // the server has said what is wrong: not sent again until it is typed in
      this.made = new Map();  // field -> the mark that its text was made from
      this.busy = this.submitted = false;
      this.held = document.querySelector("#punkt .merge") !== null;  // the next save is the person's own act
      if ("unsaved" in form.dataset) for (const name of this.names()) this.soil(name);
      else form.dataset.savesItself = "";  // so that leaving does not ask
      form.addEventListener("input", (event) => this.typed(event.target));
      form.addEventListener("focusout", (event) => {
        if (!event.relatedTarget?.matches?.("[type=submit]")) this.flush();
      });
      // a button takes all fields along: nothing saves itself until it is answered, not even as the form is swapped away
      form.addEventListener("submit", () => clearTimeout(this.timer));
      form.addEventListener("htmx:beforeRequest", () => {
        clearTimeout(this.timer);
        this.submitted = true;
      });
      form.addEventListener("htmx:afterRequest", () => {
        this.submitted = false;
        if (this.dirty.size) this.later();
      });
      // the button waits for what is under way, so that one's own save is no conflict
      form.addEventListener("htmx:confirm", (event) => {
        if (!this.busy) return;
        event.preventDefault();
        this.pending.then(() => {
          if (!this.held) return event.detail.issueRequest(true);
          // what the other has saved is to be seen first
          return document.getElementById("gemmes-ikke")?.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
        });
      });
      this.offer();
      if (this.dirty.size) this.later();
    }

    names() {
      return [...new Set([...this.form.elements].map((one) => one.name))].filter((name) => name && this.seen(name));
    }

    fields(name) {
      return [...this.form.elements].filter((one) => one.name === name);
    }

    value(name) {
      return new FormData(this.form).getAll(name).join("\n");
    }

    seen(name) {
      return this.form.elements[`seen_${name}`];
    }

    soil(name) {
      this.dirty.add(name);
      this.wrong.delete(name);
      if (!this.made.has(name)) this.made.set(name, this.seen(name)?.value);
    }

    typed(field) {
      const name = field.name;
      if (!name || !this.seen(name)) return;
      this.soil(name);
      this.keeping ??= setTimeout(() => this.keep(), 250);
      this.later();
    }

    later(pause = PAUSE) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), pause);
    }

    // 1
    keep() {
      clearTimeout(this.keeping);
      this.keeping = undefined;
      for (const name of this.dirty) {
        const [field] = this.fields(name);
        if (!field?.matches("textarea, input[type=text], input:not([type])")) continue;
        const html = this.form.elements[`${name}_is_html`]?.value ?? "";
        const row = { value: field.value, seen: this.made.get(name), html, at: Date.now() };
        try {
          localStorage.setItem(this.key + name, JSON.stringify(row));
        } catch { /* full or forbidden: the page still asks before it is left */ }
      }
    }

    forget(name) {
      localStorage.removeItem(this.key + name);
      this.made.delete(name);
    }

    offer() {
      const place = document.getElementById("beholdt"), pattern = place.querySelector("[data-pattern]");
      pattern?.remove();  // a hidden copy of its words would be read with the others
      for (const name of this.names()) {
        const kept = JSON.parse(localStorage.getItem(this.key + name) ?? "null");
        const [field] = this.fields(name);
        if (!kept || !field || !this.seen(name)) continue;
        if (plain(kept.value) === plain(field.value)) {
          if (!this.dirty.has(name)) this.forget(name);
          continue;
        }
        const row = pattern.cloneNode(true);
        row.removeAttribute("data-pattern");
        row.hidden = false;
        row.querySelector("h3").textContent = field.labels?.[0]?.textContent ?? name;
        row.querySelector("p").textContent = new Date(kept.at).toLocaleString("da-DK", { dateStyle: "long", timeStyle: "short" });
        const text = kept.html ? read(kept.value.replace(/<\/(p|li|h4|tr)>/g, "$&\n")).body.textContent : kept.value;
        row.querySelector(".rp-diff").textContent = text;
        row.addEventListener("click", (event) => {
          const act = event.target.dataset.do;
          if (!act) return;
          row.remove();
          place.hidden = !place.querySelector(".rp-kept");
          if (act === "drop") this.forget(name);
          else this.use(name, field, kept);
          field.focus();
        });
        place.append(row);
        place.hidden = false;
      }
    }

    use(name, field, kept) {
      this.seen(name).value = kept.seen;  // what it was written on: has it changed since, both texts are shown
      const html = this.form.elements[`${name}_is_html`];
      if (html) html.value = kept.html;
      field.value = kept.value;
      field.dispatchEvent(new CustomEvent("rar:text", { bubbles: true }));  // for an editor that stands in its place
      field.dispatchEvent(new Event("input", { bubbles: true }));
      this.flush();
    }

    // 2
    body(names) {
      const all = new FormData(this.form), sent = new URLSearchParams();
      sent.set("csrfmiddlewaretoken", token(this.form));
      sent.set("user", this.form.dataset.user);
      for (const name of names) {
        sent.append("autosave", name);
        for (const beside of [name, `seen_${name}`, `${name}_is_html`]) {
          for (const value of all.getAll(beside)) sent.append(beside, value);
        }
      }
      return sent;
    }

    async flush() {
      clearTimeout(this.timer);
      const names = [...this.dirty].filter((name) => !this.wrong.has(name));
      if (this.held || this.busy || this.submitted || !names.length || !this.form.isConnected) return;
      this.busy = true;
      let done;
      this.pending = new Promise((resolve) => { done = resolve; });
      this.say("saving");
      this.keep();
      // an answer that never came: the same is asked again first, so that one's own save is no conflict
      this.sent ??= { names, body: this.body(names), values: new Map(names.map((name) => [name, this.value(name)])) };
      this.sent.body.set("csrfmiddlewaretoken", token(this.form));
      const body = this.sent.body.toString();
      try {
        const answer = await fetch(this.form.getAttribute("action"), {
          method: "POST", body: new URLSearchParams(body), redirect: "manual", keepalive: body.length < KEEPALIVE,
          signal: AbortSignal.timeout(PATIENCE),
        });
        if (answer.type === "opaqueredirect") this.local("signedOut");
        else if (answer.status >= 500) this.local("offline");
        else this.take(answer.status, read(await answer.text()));
      } catch {
        this.local("offline");
      }
      this.busy = false;
      done();
    }

    local(why) {
      this.away = true;
      this.trouble(why);
      this.later(AGAIN);
    }

    trouble(why) {
      delete this.form.dataset.savesItself;
      this.form.dataset.unsaved = "";
      this.say(why);
    }

    take(status, page) {
      const { names, values } = this.sent, answer = page.getElementById("gemt");
      this.sent = null;
      this.away = false;
      if (!answer) return this.refused(page);
      if (status === 409) this.show(page.getElementById("gemt-fejl"));
      for (const mark of answer.querySelectorAll("[name^=seen_]")) {
        const own = this.form.elements[mark.name];
        if (own) own.value = mark.value;
      }
      if (status === 409) return this.hold("conflict");
      for (const name of names) this.clear(name);
      if (status === 422) return this.point(page, names, answer);
      for (const name of names) {
        if (this.value(name) !== values.get(name)) {
          this.made.set(name, this.seen(name).value);
          continue;
        }
        this.dirty.delete(name);
        this.forget(name);
      }
      this.row(page);
      if (this.dirty.size > this.wrong.size) this.later();
      if (this.dirty.size) return this.wrong.size ? this.trouble("wrong") : undefined;
      delete this.form.dataset.unsaved;
      this.form.dataset.savesItself = "";
      this.form.dispatchEvent(new CustomEvent("rar:saved", { bubbles: true }));
      return this.say("saved", answer.dataset.savedAt);
    }

    hold(why) {
      this.held = true;
      this.trouble(why);
    }

    show(content) {
      const place = document.getElementById("gemmes-ikke");
      place?.replaceChildren(...(content ? [document.adoptNode(content)] : []));
    }

    refused(page) {
      const refusal = page.getElementById("afslag");
      if (refusal) {
        const heading = document.createElement("h2");
        heading.textContent = refusal.querySelector("h1").textContent;
        refusal.querySelector("h1").replaceWith(heading);
        refusal.querySelector(":scope > section")?.remove();
        refusal.setAttribute("role", "alert");
      }
      this.show(refusal);
      this.hold("wrong");
    }

    point(page, names, answer) {
      const troubles = page.getElementById("gemt-fejl");
      if (troubles) {
        this.show(troubles);
        return this.hold("wrong");
      }
      for (const error of answer.querySelectorAll(".error")) {
        const name = error.dataset.name, [field] = this.fields(name);
        this.wrong.add(name);
        if (!field) continue;
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", [field.dataset.described = field.getAttribute("aria-describedby") ?? "", error.id].join(" ").trim());
        field.closest(".field")?.classList.add("field-error");
        field.before(document.adoptNode(error));
      }
      this.trouble("wrong");
      if (names.some((name) => !this.wrong.has(name))) this.later(0);
      return undefined;
    }

    clear(name) {
      const [field] = this.fields(name);
      const error = field && document.getElementById(`${field.id}_error`);
      if (!error) return;
      error.remove();
      field.removeAttribute("aria-invalid");
      if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
      else field.removeAttribute("aria-describedby");
      field.closest(".field")?.classList.remove("field-error");
    }

    row(page) {
      if (!this.form.isConnected) return;  // another item stands there by now
      const find = (where) => where.querySelector("[aria-current=true]")?.closest("li");
      const list = document.getElementById("disposition-liste"), old = list && find(list), made = find(page);
      if (old && made && !old.contains(document.activeElement)) {
        old.replaceWith(document.adoptNode(made));
        window.htmx?.process(made);
      }
      const progress = list?.querySelector(".rp-progress"), now = page.querySelector(".rp-progress");
      if (progress && now) progress.replaceWith(document.adoptNode(now));
    }

    say(what, more = "") {
      const place = document.getElementById("gemt-status"), seen = document.getElementById("gemt-synligt");
      if (!place || !this.form.isConnected) return;
      const words = `${place.dataset[what]} ${more}`.trim();
      seen.textContent = words;
      seen.className = `rp-saved rp-saved--${what}`;
      if (what !== "saving" && place.textContent !== words) place.textContent = words;  // said once, not at every pause
    }
  }

  const begin = () => {
    const form = document.querySelector("form[data-autosave]");
    if (form && form !== editor?.form) {
      editor = new Editor(form);
      here();
    }
  };
  const leave = () => {
    if (!editor) return;
    editor.keep();
    editor.flush();
  };
  const again = () => {
    if (editor?.away) editor.flush();
  };
  window.addEventListener("pagehide", leave);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return leave();
    again();
    return here();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = editor?.form;
    if (!form?.contains(event.detail.requestConfig.elt) || event.detail.xhr.status !== 200) return;
    // saved by the button: nothing is left to keep, but for a standard sentence that was only put in
    if (!read(event.detail.xhr.response).querySelector("form[data-unsaved]")) for (const name of editor.names()) editor.forget(name);
  });
  document.addEventListener("htmx:afterSettle", begin);

  // 3
  const here = async () => {
    const url = editor?.form.dataset.here;
    if (!url || document.hidden || !editor.form.isConnected) return;
    try {
      const body = new URLSearchParams({ csrfmiddlewaretoken: token(editor.form) });
      const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
      const place = document.getElementById("ogsaa-her");
      if (!answer.ok || !place) return;
      const words = (await answer.json()).here;
      if (place.textContent !== words) place.textContent = words;
    } catch { /* no connection: the saving says so */ }
  };
  setInterval(here, POLL);
  begin();
})();
