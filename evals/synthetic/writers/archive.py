"""Make a zip archive (DOCX, XLSX) of the same bytes whenever it is written: no clock in its entries or properties."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_MOMENT = (2020, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def without_clock(data: bytes) -> bytes:
    """The archive with fixed dates, its entries in the same order."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>2020-01-01T00:00:00Z\g<2>", content)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the system that writes would stand in it
            archive.writestr(entry, content)
    return target.getvalue()
