/* Rådsportalen's own script, small on purpose: every page works without it.
   1 the contents on a phone close when a line is chosen or the focus goes on, 2 leaving unsaved text is asked about, and signing out forgets what this browser kept,
   3 whole pages that answer an htmx request (a refusal, an error, the sign-in) never cost what was typed,
   and the focus is never lost by a swap. */
(() => {
  "use strict";

  // 1
  const fold = (selector, unlessIn) => {  // what lies over the page
    for (const menu of document.querySelectorAll(selector)) if (!menu.contains(unlessIn)) menu.open = false;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".toc-top a");
    if (link) link.closest("details").open = false;
    fold(".rp-menu[open]", event.target);
  });
  document.addEventListener("focusin", (event) => fold(".rp-menu[open], .toc-top[open]", event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".rp-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // 2
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.unsaved = "";
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("hx-post")) delete event.target.dataset.unsaved;
    if (event.target.matches("[data-signs-out]")) {  // what autosave.js has kept of this person goes with them
      for (const key of Object.keys(localStorage)) if (key.startsWith(`rar:${event.target.dataset.signsOut}:`)) localStorage.removeItem(key);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]:not([data-saves-itself])")) event.preventDefault();
  });

  // 3
  const tell = (...content) => {
    const place = document.getElementById("besked");
    place.replaceChildren(...content);
    place.focus();
    place.scrollIntoView({ block: "nearest" });
  };
  const sentence = (name) => {
    const note = document.createElement("p");
    note.className = "note note-warn";
    note.textContent = document.getElementById("besked").dataset[name];
    return note;
  };
  document.addEventListener("htmx:configRequest", (event) => {
    // A sign-in in another tab has changed the token since this page was made.
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token && event.detail.verb !== "get") event.detail.parameters.csrfmiddlewaretoken = token[1];
  });
  let held = false;  // whether what is about to be replaced has the focus
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    held = event.detail.target.contains(document.activeElement);
    if (!/^\s*<!doctype/i.test(answer.response)) return;
    const page = new DOMParser().parseFromString(answer.response, "text/html");
    const refusal = page.getElementById("afslag");
    if (refusal) {
      event.detail.shouldSwap = false;
      const heading = document.createElement("h2");  // this page has its own h1, and still holds what was typed
      heading.textContent = refusal.querySelector("h1").textContent;
      refusal.querySelector("h1").replaceWith(heading);
      refusal.querySelector(":scope > section")?.remove();
      tell(refusal);
    } else if (new URL(answer.responseURL).pathname.startsWith("/konto/")) {
      event.detail.shouldSwap = false;
      tell(sentence("signedOut"));
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const trouble = event.detail.xhr.status >= 400 && event.detail.elt.querySelector("[role=alert]");
    const lost = held && document.activeElement === document.body;  // the button pressed is gone
    const place = trouble || (lost && document.getElementById(event.detail.target.id));
    if (place) {
      place.tabIndex = -1;
      place.focus({ preventScroll: place !== trouble });
    }
  });
  document.addEventListener("htmx:sendError", () => tell(sentence("offline")));
})();
