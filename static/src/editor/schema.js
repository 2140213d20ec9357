// What a text can hold: the allow-list of rarportal/core/richtext.py as a ProseMirror schema.
import { Node } from "@tiptap/core";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import HardBreak from "@tiptap/extension-hard-break";
import Heading from "@tiptap/extension-heading";
import Italic from "@tiptap/extension-italic";
import Link from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import Paragraph from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import Text from "@tiptap/extension-text";
import { Gapcursor, UndoRedo } from "@tiptap/extensions";

const IN_A_CELL = "(paragraph | bulletList | orderedList)+";  // no heading, and no table in a table

const cell = (original) => original.extend({
  content: IN_A_CELL,
  addAttributes() {
    const { colspan, rowspan } = this.parent();
    return { colspan, rowspan };
  },
});

export const isReference = (value) => /^(punkt|bilag):\d+$/.test(value);  // to an item or attachment, by its id
export const isAddress = (value) => /^(https?:\/\/|mailto:)[^\s]+$/i.test(value) || isReference(value);

export const extensions = [
  Document, Paragraph, Text, Bold, Italic, HardBreak, Gapcursor, BulletList, ListKeymap,
  Heading.extend({
    renderHTML({ node }) {  // on this page they stand right below the item's own heading, an h2
      return [`h${node.attrs.level}`, { "aria-level": String(node.attrs.level - 1) }, 0];
    },
  }).configure({ levels: [4, 5] }),
  UndoRedo.configure({ depth: 200 }),
  OrderedList.extend({
    addAttributes() {
      return {
        start: { default: 1, parseHTML: (one) => Number.parseInt(one.getAttribute("start"), 10) || 1 },
        type: { default: null, parseHTML: (one) => (one.getAttribute("type") === "a" ? "a" : null) },
      };
    },
    renderHTML({ node }) {
      const { start, type } = node.attrs;
      return ["ol", { ...(type && { type }), ...(start !== 1 && { start }) }, 0];
    },
    addInputRules() {
      return [];  // "1. april" is a date, and no list
    },
  }),
  ListItem.extend({
    content: "paragraph (paragraph | bulletList | orderedList)*",
    addKeyboardShortcuts() {  // Tab leaves the field; levels have buttons
      return { Enter: () => this.editor.commands.splitListItem(this.name) };
    },
  }),
  Link.extend({ inclusive: false }).configure({
    autolink: true, linkOnPaste: true, openOnClick: false, defaultProtocol: "https", protocols: ["http", "https", "mailto", "punkt", "bilag"],
    HTMLAttributes: { target: null, rel: null, class: null }, isAllowedUri: isAddress,
  }),
  Table.extend({
    addAttributes() {
      return { caption: { default: "", parseHTML: (one) => one.caption?.textContent.trim() ?? "" } };
    },
    renderHTML({ node }) {
      const { caption } = node.attrs;
      return caption
        ? ["table", ["caption", { contenteditable: "false" }, caption], ["tbody", 0]]
        : ["table", ["tbody", 0]];
    },
    addNodeView: null,  // its own view writes style attributes
    addKeyboardShortcuts() {
      const within = (move) => () => this.editor.isActive("table") && !this.editor.storage.table.leaving && move();
      return {
        ...this.parent(),
        Tab: within(() => this.editor.commands.goToNextCell()),  // after the last cell it leaves
        "Shift-Tab": within(() => this.editor.commands.goToPreviousCell()),
      };
    },
    addStorage() {
      return { leaving: false };  // Esc was pressed: the next Tab leaves the table
    },
  }).configure({ resizable: false }),
  TableRow, cell(TableCell), cell(TableHeader),
  Node.create({ name: "ignoredCaption", priority: 1000, parseHTML: () => [{ tag: "caption", ignore: true }] }),
];
