"""How a council's papers look until its secretariat sets them up."""

HEADINGS = (
    ("summary", "Sagen kort"),
    ("recommendation", "Indstilling"),
    ("decision", "Beslutning"),
    ("exposition", "Sagsfremstilling"),
    ("next_steps", "Videre proces"),
    ("background", "Baggrund"),
    ("attachments", "Bilag"),
)
