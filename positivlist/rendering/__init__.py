"""From rows to frozen plain data, and from that to HTML, files and the texts of an agenda item."""
