// The HTML that is sent: what the editor holds, in the form that the portal stores.

const cells = (row) => [...row.children];
const isHead = (row) => cells(row).length > 0 && cells(row).every((cell) => cell.matches("th"));

function fitTable(table) {
  const rows = [...table.rows];
  const head = document.createElement("thead");
  while (rows.length > 1 && isHead(rows[0])) head.append(rows.shift());
  if (head.children.length) table.tBodies[0].before(head);
  for (const th of table.querySelectorAll("th")) th.setAttribute("scope", th.closest("thead") ? "col" : "row");
  for (const cell of table.querySelectorAll("th, td")) {
    for (const span of ["colspan", "rowspan"]) if (cell.getAttribute(span) === "1") cell.removeAttribute(span);
  }
  table.caption?.removeAttribute("contenteditable");
}

export function written(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  body.querySelectorAll("table").forEach(fitTable);
  for (const one of body.querySelectorAll("li, td, th")) {
    const first = one.firstElementChild;
    const alone = ![...one.children].some((child) => child !== first && child.matches("p"));
    if (first?.matches("p") && alone) first.replaceWith(...first.childNodes);
  }
  for (const p of body.querySelectorAll("p, h4, h5")) if (!p.textContent.trim()) p.remove();
  for (const heading of body.querySelectorAll("[aria-level]")) heading.removeAttribute("aria-level");
  return body.innerHTML;
}
