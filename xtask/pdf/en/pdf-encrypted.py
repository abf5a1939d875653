"""Encrypted, to be opened without a password, as those are that may not be changed."""
import sys, tempfile
import pikepdf
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

with tempfile.NamedTemporaryFile(suffix=".pdf") as plain:
    canvas = Canvas(plain.name, pagesize=A5, invariant=1)
    canvas.setTitle("Open Day at the Observatory")
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(40, 540, "Open Day at the Observatory")
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(["Sunday 4 October 2026, 11 am to 5 pm", "Kestrel Hill Observatory, Ridge Road, Kestrel Hill",
                                   "Tours of the dome start every half hour. Admission is free.", "Contact: Nadia Farrow, director, 020 7946 0440"]):
        canvas.drawString(40, 500 - 20 * number, line)
    canvas.save()
    with pikepdf.open(plain.name) as pdf:
        # AES of 128 bits (revision 4).
        pdf.save(sys.argv[1], encryption=pikepdf.Encryption(user="", owner="keeper", R=4, aes=True))
