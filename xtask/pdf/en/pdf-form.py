"""A form with fields that are filled in."""
import sys
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas(sys.argv[1], pagesize=A5, invariant=1)
canvas.setTitle("Booking form: Stone Wall Weekend")
canvas.setFont("Helvetica-Bold", 18)
canvas.drawString(40, 540, "Stone Wall Weekend")
canvas.setFont("Helvetica", 11)
for number, line in enumerate(["A course in dry stone walling", "Saturday 12 and Sunday 13 September 2026",
                               "High Fold Farm, Beckdale", "Please return this form by 28 August 2026 to walls@highfold.example."]):
    canvas.drawString(40, 510 - 18 * number, line)
for number, (label, value) in enumerate([("Name", "Harriet Lowe"), ("E-mail", "harriet@lowe.example"), ("Meals", "vegetarian")]):
    canvas.drawString(40, 400 - 36 * number, label)
    canvas.acroForm.textfield(name=label, value=value, x=110, y=394 - 36 * number, width=220, height=20, fontSize=11, borderWidth=1)
canvas.acroForm.checkbox(name="Camping", x=40, y=285, size=14, checked=True)
canvas.drawString(62, 288, "I bring a tent.")
canvas.save()
