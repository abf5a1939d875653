"""The table of objects points astray, and the end is torn off."""
import io, re, sys
from reportlab.lib.pagesizes import A6
from reportlab.pdfgen.canvas import Canvas

whole = io.BytesIO()
canvas = Canvas(whole, pagesize=A6, invariant=1)
canvas.setFont("Helvetica-Bold", 16)
canvas.drawString(30, 370, "Barn Dance at Hollins")
canvas.setFont("Helvetica", 11)
for number, line in enumerate(["Saturday 25 July 2026, 7 pm", "Hollins Barn, Drove Lane, Tarnby", "Band: The Loose Floorboards"]):
    canvas.drawString(30, 340 - 18 * number, line)
canvas.save()
data = whole.getvalue()
table = data.rindex(b"xref\n0")
data = data[:table] + re.sub(rb"\d{10} 00000 n", b"0000000009 00000 n", data[table:])
open(sys.argv[1], "wb").write(data[: data.rindex(b"startxref")])
