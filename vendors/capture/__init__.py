"""How text from outside is brought in safely: fetching from public addresses only, and reading in a limited process.

`fetching.fetch` gets the bytes of a posted text, `reading.read` makes canonical text of any bytes. Neither knows a row
or a person; who may do what, and what is kept, is decided in `vendors.services`.
"""
