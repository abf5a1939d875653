"""A page that is a picture alone."""
import io, sys
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A6
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

picture = Image.new("1", (420, 600), 1)
draw = ImageDraw.Draw(picture)
for number, line in enumerate(["JUMBLE SALE", "Saturday 16 May 2026, 2 pm", "Chapel Hall, Mill Lane"]):
    draw.text((60, 120 + 60 * number), line, fill=0)
canvas = Canvas(sys.argv[1], pagesize=A6, invariant=1)
canvas.setTitle("scan0007.pdf")
canvas.drawImage(ImageReader(picture), 0, 0, A6[0], A6[1])
canvas.save()
