/* *Vis originalen ved siden af*: the file that an imported paper was read from, beside what was made of it.
   The stored file is always a download. Here its bytes go to the browser's PDF viewer from memory, as a PDF and as nothing
   else, whatever they are; of text and Word the lines are shown, as text. Without this script, and on a narrow screen,
   there is the download. On the pages of one import it stays open from one to the next. */
(() => {
  "use strict";
  const pane = document.getElementById("originalen"), opener = document.querySelector("[data-original-open]");
  if (!pane || !opener) return;
  const wide = matchMedia("(min-width: 992px)"), status = pane.querySelector("[role=status]");
  const shown = pane.querySelector(".orig__shown"), place = Number(pane.dataset.place);
  const KEY = "originalen";
  let begun = false;

  const framed = (bytes) => {
    const frame = document.createElement("iframe");
    frame.title = "Originalen (PDF)";
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
    frame.src = `${address}#page=${Math.max(place, 1)}&navpanes=0&view=FitH`;
    return frame;
  };
  const listed = (text) => {
    const list = document.createElement("ol");
    list.className = "plain";
    list.tabIndex = 0;  // it scrolls
    list.setAttribute("aria-label", "Originalens linjer");
    text.split("\n").forEach((words, at) => {
      if (!words) return;
      const line = document.createElement("li"), number = document.createElement("span"), said = document.createElement("span");
      number.textContent = at + 1;
      said.textContent = words;
      line.append(number, said);
      if (at + 1 === place) line.className = "orig__here";
      list.append(line);
    });
    return list;
  };
  const bring = async () => {
    if (begun) return;
    begun = true;
    status.textContent = "Henter originalen …";
    try {
      const answer = await fetch(pane.dataset.shown, { redirect: "manual" });
      if (!answer.ok) throw new Error(answer.status);
      shown.replaceChildren("pdf" in pane.dataset ? framed(await answer.arrayBuffer()) : listed(await answer.text()));
      const here = shown.querySelector(".orig__here");
      if (here) shown.firstElementChild.scrollTop = here.offsetTop - shown.firstElementChild.offsetTop;
      status.textContent = "";
    } catch {
      begun = false;
      status.textContent = "Originalen kan ikke vises her. Hent filen i stedet.";
    }
  };
  const stands = (here) => {
    pane.hidden = !here;
    opener.setAttribute("aria-expanded", here);
    if (here) bring();
  };
  const remember = (here) => {
    try {  // some browsers refuse
      if (here) sessionStorage.setItem(KEY, pane.dataset.shown);
      else sessionStorage.removeItem(KEY);
    } catch { /* then it is opened again by hand */ }
  };
  const remembered = () => {
    try {
      return sessionStorage.getItem(KEY) === pane.dataset.shown;
    } catch {
      return false;
    }
  };
  const turn = (here) => {
    stands(here);
    remember(here);
    (here ? pane.querySelector("h2") : opener).focus();
  };

  opener.hidden = false;  // where there is room: original.css
  opener.addEventListener("click", () => turn(pane.hidden));
  pane.querySelector("[data-original-close]").addEventListener("click", () => turn(false));
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape") turn(false);
  });
  if (remembered() && wide.matches) stands(true);
})();
