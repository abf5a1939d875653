"""Headings that are drawn twice for want of a bold font, and with a shadow."""
import sys
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas(sys.argv[1], pagesize=A5, invariant=1)
canvas.setTitle("Schiffstaufe am Kanal")
canvas.setFont("Times-Roman", 26)
canvas.setFillGray(0.7)
canvas.drawString(41.8, 498.2, "Schiffstaufe am Kanal")
canvas.setFillGray(0)
canvas.drawString(40, 500, "Schiffstaufe am Kanal")
canvas.setFont("Times-Roman", 14)
for offset in (0, 0.3, 0.6):
    canvas.drawString(40 + offset, 460, "Samstag, 9. Mai 2026, 11.00 Uhr")
x = 40
for letter in "Anlegestelle Kesselwiese":
    canvas.drawString(x, 435, letter)
    canvas.drawString(x + 0.4, 435, letter)
    x += canvas.stringWidth(letter, "Times-Roman", 14)
canvas.setFont("Times-Roman", 11)
for number, line in enumerate(["Das Jugendboot des Rudervereins Kesselwiese e.V. erhält seinen Namen.",
                               "Wasser, Kaffee und Kuchen stehen bereit.",
                               "Auskunft: Jens Bollmann, Tel. 030 23125 044"]):
    canvas.drawString(40, 400 - 16 * number, line)
canvas.save()
