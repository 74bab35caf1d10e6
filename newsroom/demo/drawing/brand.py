"""The portal's icons and the picture that stands for it when a link is shared.

    python -m newsroom.demo.drawing.brand static/site/fonts static/brand

Needs the faces of the nameplate, Faustina bold and italic, as WOFF2 files.
"""

import argparse
import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .scenes_town import bridge
from .sheet import RIVER, Sheet, printed

NAME, MOTTO = "Kurier Nadolziański", "Wiadomości z tej strony Olzy"
BOLD, ITALIC = "faustina-700.woff2", "faustina-400i.woff2"
# The page's own paper and ink, a little lighter than those of the prints.
PAGE, TYPE, QUIET = (252, 250, 245), (23, 28, 33), (41, 89, 92)
SHARE_SIZE = (1200, 630)
ICONS = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
# The bold K of Faustina, 648 units high and 634 wide, and two waves of the Olza below it.
FAVICON = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<style>
.paper{fill:#fcfaf5}.k{fill:#171c21}.olza{fill:none;stroke:#171c21;stroke-width:4.5}
@media(prefers-color-scheme:dark){.paper{fill:#131619}.k{fill:#e3ded3}.olza{stroke:#e3ded3}}
</style>
<path class="paper" d="M0 0h64v64H0z"/>
<path class="k" transform="translate(10.6 45) scale(.0648 -.0617)" d="M35 0V56L115 75V573L35 592V648H337V592L257 573V356H273L440 \
563V580L392 592V648H624V592L554 573L379 360L575 76L656 56V0H506Q480 0 466 12Q452 24 437 45L271 291H257V75L337 56V0Z"/>
<path class="olza" d="M0 55.5c8 0 8-5 16-5s8 5 16 5 8-5 16-5 8 5 16 5"/>
</svg>
"""


def wave(image, y, height, length, width, colour):
    """The Olza: a waving line across the whole image, its middle at y."""
    points = [(x, y + height / 2 * math.cos(math.tau * x / length)) for x in range(-4, image.width + 5)]
    ImageDraw.Draw(image).line(points, fill=colour, width=round(width), joint="curve")


def icon(fonts, size):
    """K above the Olza, with room enough for systems that round the corners."""
    big = size * 4
    image = Image.new("RGB", (big, big), PAGE)
    letter = ImageFont.truetype(fonts / BOLD, round(big * 0.86))
    at = big * 0.5, big * 0.67
    ImageDraw.Draw(image).text(at, "K", fill=TYPE, font=letter, anchor="ms")
    wave(image, big * 0.81, big * 0.07, big / 2, big * 0.062, TYPE)
    return image.resize((size, size), Image.LANCZOS)


def share_image(fonts):
    """Nameplate, motto, the Olza, and the bridge over it."""
    width, height = (side * 2 for side in SHARE_SIZE)
    image = Image.new("RGB", (width, height), PAGE)
    pen = ImageDraw.Draw(image)
    nameplate = ImageFont.truetype(fonts / BOLD, 236)
    pen.text((width / 2, 260), NAME, fill=TYPE, font=nameplate, anchor="ms")
    motto = ImageFont.truetype(fonts / ITALIC, 76)
    pen.text((width / 2, 374), MOTTO, fill=QUIET, font=motto, anchor="ms")
    wave(image, 446, 24, 160, 7, TYPE)
    sheet = Sheet(3, 2, width, RIVER)
    bridge(sheet, closed=False)
    strip = printed(sheet, width / 100)
    top = 500
    image.paste(strip.crop((0, 380, width, 380 + height - top)), (0, top))
    return image.resize(SHARE_SIZE, Image.LANCZOS)


def main():
    parser = argparse.ArgumentParser(description="Draw the portal's icons and share image.")
    parser.add_argument("fonts", type=Path, help=f"directory with {BOLD} and {ITALIC}")
    parser.add_argument("out", type=Path, help="directory to write to")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "favicon.svg").write_text(FAVICON, encoding="utf-8")
    for name, size in ICONS.items():
        icon(options.fonts, size).save(options.out / name, optimize=True)
    share_image(options.fonts).save(options.out / "share-default.jpg", quality=80, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
