/* A standard sentence goes in where the cursor stands, and the cursor stays there: <button data-insert="the field's id">.
   Without this script the button sends the form, and the server puts the sentence last. */
(() => {
  "use strict";

  const intoText = (field, words) => {
    const { selectionStart: at, value } = field;
    const space = at && !/\s/.test(value[at - 1]) ? " " : "";
    field.focus();
    field.setRangeText(space + words, at, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const intoEditor = (field, words) => {
    const selection = getSelection(), stood = field.contains(selection.anchorNode);
    field.focus();
    if (!stood) {
      selection.selectAllChildren(field);
      selection.collapseToEnd();
    }
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(range.startContainer);
    before.setEnd(range.startContainer, range.startOffset);
    const space = /\S$/.test(before.toString()) ? " " : "";
    document.execCommand("insertText", false, space + words);  // as typed: the editor takes it up, and Ctrl+Z takes it back
  };
  const button = (event) => event.target.closest?.("[data-insert]");

  document.addEventListener("click", (event) => {
    const field = document.getElementById(button(event)?.dataset.insert);
    if (!field || !(field.isContentEditable || field.matches("textarea"))) return;
    event.preventDefault();
    (field.isContentEditable ? intoEditor : intoText)(field, button(event).value);
  });
})();
