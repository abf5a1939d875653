"""Text boxes that are drawn in another order than they are read."""
import sys
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas(sys.argv[1], pagesize=A4, invariant=1)
canvas.setTitle("Bourse aux graines")


def box(x, y, size, lines, font="Helvetica", leading=1.3):
    canvas.setFont(font, size)
    for number, line in enumerate(lines):
        canvas.drawString(x, y - number * size * leading, line)


box(330, 300, 10, ["Renseignements", "Paul Garnier", "01 99 00 27 63", "paul@grainotheque.example"])
box(60, 560, 11, ["Venez échanger vos graines, vos boutures", "et vos conseils avec les jardiniers du", "quartier. Un atelier de semis pour les",
                  "enfants a lieu à 15 h."])
box(60, 300, 10, ["Organisé par la Grainothèque de Valmont", "avec la Maison des associations"])
box(60, 640, 16, ["Samedi 21 mars 2026, de 14 h à 18 h"], "Helvetica-Bold")
box(330, 560, 11, ["Maison des associations", "8 place du Marché", "99200 Valmont"])
box(60, 720, 34, ["Bourse aux graines"], "Helvetica-Bold")
canvas.save()
