"""What was done to an input on the way in, said to whoever sent it."""

from dataclasses import dataclass

TEXTS = {
    "utf-16": "The text was read as UTF-16.",
    "semicolons": "Cells are separated by semicolons.",
    "tabs": "Cells are separated by tabs.",
    "spaces": "Cells are separated by spaces.",
    "decimal-commas": "Decimal commas were read as decimal points.",
    "booleans": "True was read as 1 and false as 0.",
    "rounded-integers": "Whole numbers beyond 2^53 were rounded to the nearest double.",
    "channels-last": "The last dimension was taken for the channels and moved to the front.",
    "palette": "The palette image was turned into red, green and blue channels.",
    "alpha": "The transparency (alpha) was dropped.",
    "cmyk": "The CMYK image was turned into red, green and blue channels.",
    "sixteen-bit": "16 bits a pixel: values run from 0 to 65,535.",
    "sixteen-to-eight-bit": "16 bits a channel were reduced to 8: values run from 0 to 255.",
    "turned": "The image was turned upright, as its EXIF orientation says.",
    "capitals": "Words all in capitals were read in lower case.",
    "typography": "Typographic quotes, spaces and hyphens were read as plain ones.",
}


@dataclass(frozen=True)
class Note:
    """A key of TEXTS; other languages are looked up by it."""

    code: str

    def __str__(self) -> str:
        return TEXTS[self.code]
