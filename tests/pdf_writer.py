"""A small writer of PDFs for tests, byte by byte: lines of text, ruled tables, turned pages, encryption."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
    "/DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)
UPRIGHT = (1, 0, 0, 1)


@dataclass
class Page:
    """One page to draw on; points from the top left corner."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    drawn: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10, turn: tuple[float, ...] = UPRIGHT) -> None:
        """Print on the line at `y`."""
        matrix = " ".join(str(number) for number in turn)
        self.drawn.append(
            f"BT /F1 {size} Tf {matrix} {x} {self.height - y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
        )

    def amount(self, right: float, y: float, text: str) -> None:
        """Print ten-point digits that end at `right`."""
        self.text(right - 5 * len(text), y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a ruling line."""
        self.drawn.append(f"0.7 w {x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a ruling line as a filled box."""
        self.drawn.append(f"{x0} {self.height - y1} {x1 - x0} {y1 - y0} re f")

    def grid(self, xs: list[float], ys: list[float]) -> None:
        """Draw a full table."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])

    def picture(self) -> None:
        """Cover the page with a picture of one point."""
        self.drawn.append(f"q {self.width} 0 0 {self.height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")


def make_pdf(*pages: Page, password: bytes | None = None) -> bytes:
    """The bytes of a PDF; with `password` (which may be empty) encrypted by the oldest method, RC4 of 40 bits."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    things: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        FONT.encode(),
    ]
    key, encrypt = _encryption(password) if password is not None else (b"", b"")
    for index, page in enumerate(pages):
        things.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate} "
            f"/Contents {5 + 2 * index} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        content = "\n".join(page.drawn).encode("latin-1")
        if key:
            content = _rc4(hashlib.md5(key + (5 + 2 * index).to_bytes(3, "little") + b"\0\0").digest()[:10], content)
        things.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return file_of(things, encrypt)


def file_of(things: list[bytes], encrypt: bytes = b"") -> bytes:
    """A PDF file of these objects, the first of them the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(things) + 1)
    return (
        data
        + head
        + table
        + b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(things) + 1, encrypt, len(data))
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _encryption(password: bytes) -> tuple[bytes, bytes]:
    """The file key and the trailer entry of the standard security handler, revision 2."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    user, identity, rights = (password + pad)[:32], b"0123456789abcdef", -4
    owner = _rc4(hashlib.md5((b"owner" + pad)[:32]).digest()[:5], user)
    key = hashlib.md5(user + owner + rights.to_bytes(4, "little", signed=True) + identity).digest()[:5]
    entry = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{_rc4(key, pad).hex()}> /P {rights} >> "
    entry += f"/ID [<{identity.hex()}> <{identity.hex()}>] "
    return key, entry.encode()
