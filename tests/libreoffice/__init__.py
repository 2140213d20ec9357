"""A list's Excel and CSV as LibreOffice reads them, where there is one: `make libreoffice`.

The table tests read the files back with openpyxl and csv. What a spreadsheet makes of them only a spreadsheet tells
(trust row T15); it is hundreds of megabytes. So it is a target of its own that says what it did, and no test that is
skipped unseen.
"""
