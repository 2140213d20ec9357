/* *Forhåndsvis* beside the editor: the draft's PDF, of the open item or of the whole agenda, made anew after each save.
   The old one is shown until the new one is there. Without this script, and on a narrow screen, the links open it in a
   tab of its own. */
(() => {
  "use strict";
  const rail = document.getElementById("forhaandsvisning");
  if (!rail) return;
  const work = rail.closest(".rp-work"), status = rail.querySelector("[role=status]"), time = rail.querySelector("[data-at]");
  const frames = rail.querySelector(".rp-preview__frames"), wide = matchMedia("(min-width: 992px)");
  let under = null, next = false, opener = null;

  const scope = () => rail.querySelector("[name=omfang]:checked").value;
  const form = () => document.getElementById("punkt-form");
  const say = (words) => { status.textContent = words; };

  const show = (file) => {
    const frame = document.createElement("iframe"), old = [...frames.children];
    const address = URL.createObjectURL(file);
    frame.title = scope() === "whole" ? "Hele dagsordenen som PDF" : "Punktet som PDF";
    frame.className = "rp-preview__frame";
    const place = scope() === "whole" && form()?.dataset.anchor ? `&nameddest=${form().dataset.anchor}` : "";
    frame.src = `${address}#toolbar=1&navpanes=0&view=FitH${place}`;
    frame.addEventListener("load", () => {
      for (const one of old) {
        URL.revokeObjectURL(one.src.split("#")[0]);
        one.remove();
      }
      time.textContent = `kl. ${new Date().toLocaleTimeString("da-DK", { hour: "2-digit", minute: "2-digit" })}`;
    });
    frames.append(frame);
  };

  const refresh = async () => {
    const url = scope() === "whole" ? rail.dataset.whole : form()?.dataset.preview;
    if (rail.hidden || !url) return;
    if (under) {
      next = true;
      return;
    }
    under = new AbortController();
    if (!frames.childElementCount) say("Laver PDF …");
    try {
      const answer = await fetch(url, { redirect: "manual", signal: under.signal });
      if (answer.ok) {
        show(await answer.blob());
        say("");
      } else {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        say(page.querySelector("#afslag li, #afslag p")?.textContent.trim() || "PDF'en kunne ikke laves. Prøv igen om lidt.");
      }
    } catch {
      say("Ingen forbindelse. Den seneste PDF bliver stående.");
    }
    under = null;
    if (next) {
      next = false;
      refresh();
    }
  };

  const stands = (here) => {  // it, or the check list in its place, is the pane that F6 comes to (keys.js)
    rail.hidden = !here;
    work.classList.toggle("rp-work--preview", here);
    rail.toggleAttribute("data-pane", here);
    document.getElementById("tjek").toggleAttribute("data-pane", !here);
  };
  const open = (what) => {
    rail.querySelector(`[name=omfang][value=${what}]`).checked = true;
    stands(true);
    refresh();
  };
  const close = () => {
    stands(false);
    frames.replaceChildren();
    (opener?.isConnected ? opener : document.getElementById("punkt-h"))?.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-preview-of]");
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = link;
    open(link.dataset.previewOf);
    rail.querySelector("h2").focus();
  });
  rail.querySelector("[data-close-preview]").addEventListener("click", close);
  rail.addEventListener("change", refresh);
  rail.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("rar:saved", refresh);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "punkt" || event.detail.elt.id === "punkt") refresh();
  });
})();
