"""What somebody reads who opens an archive years later, without us."""

README = """\
This is everything of one shop.

products.csv       every product, in the columns of Shopify's product CSV
orders.csv         every order, a row for each line
customers.csv      everybody who has an account or bought something
pictures.csv       every picture: its place in this archive, its product, its address in the shop, bytes, SHA-256
store.json         name, address, currency, language and clock of the shop
data/<table>.jsonl every table of the shop, one row a line as JSON
media/products/    the largest form of every picture, a folder for each product (by its handle)
manifest.json      rows, bytes and SHA-256 of every file above but the pictures, which pictures.csv vouches for

All rows are of one moment, made_at in manifest.json. Times are UTC. Columns that end in _minor are whole cents (or
what the currency has instead) in the currency of the row, of its order, or else of the shop. percent_milli is
thousandths of a percent. Columns that end in _id name the column id of another table.

In the CSV files a cell that a spreadsheet would run as a formula begins with an apostrophe; data/ has it as it is.

Pictures named under "missing" in manifest.json had no file when this was made. "left_out" names the tables that are
not in here, and why. Not in here either are drafts, research and e-mail flows, which live in the automation service.

It holds names, addresses and orders of people: keep it as safe as the shop itself.
"""
