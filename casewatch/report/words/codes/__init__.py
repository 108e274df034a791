"""Every code that people see as words, in one table: a family of codes, a row a code, the forms of its words.

The words stand here in Norwegian, marked with ``N_()``, and come out in the language of the context. How a code is
added: CONTRIBUTING.md.
"""
