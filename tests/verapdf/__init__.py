"""Every kind of paper held against PDF/A-3a and PDF/UA-1 by veraPDF, where there is a Java: `make verapdf`.

page-validation runs in every test run and knows PDF/UA alone. veraPDF wants a JDK and Debian's libjaxb-java; its jar
comes with a package on PyPI. So it is a target of its own that says what it did, and no test that is skipped unseen.
"""
