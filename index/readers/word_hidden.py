"""Which runs of a Word document nobody sees: hidden ones, tiny ones, white ones on white paper. It reads no text.

White text on a dark ground is seen: the ground may be that of the run, its paragraph, its cell or row, a style, or a text box.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.readers.numbering import attribute
from index.readers.workbook import local

# Half points: smaller print than one point and a half cannot be read by anyone.
LEAST_SIZE = 3
_STYLES = frozenset(("pStyle", "rStyle", "tblStyle"))
_OFF = ("0", "false", "off")


def shaded_styles(styles: etree._Element | None) -> frozenset[str]:
    """The ids of styles that give a ground of their own, to all of a text or to part of a table."""
    if styles is None:
        return frozenset()
    return frozenset(
        attribute(style, "styleId") or ""
        for style in styles
        if local(style.tag) == "style" and any(_is_ground(node) for node in style.iter())
    )


def is_hidden(run: etree._Element, shaded: frozenset[str]) -> bool:
    """Whether the text of a run cannot be seen on paper."""
    properties = {local(node.tag): node for node in _children(run, "rPr")}
    vanish = properties.get("vanish")
    if vanish is not None and attribute(vanish, "val") not in _OFF:
        return True
    size = properties.get("sz")
    if size is not None and (attribute(size, "val") or "").isdigit() and int(attribute(size, "val") or "0") <= LEAST_SIZE:
        return True
    color = properties.get("color")
    return color is not None and _is_white(color) and not _has_ground(run, shaded)


def _is_white(color: etree._Element) -> bool:
    theme = attribute(color, "themeColor")
    return theme == "background1" if theme else (attribute(color, "val") or "").upper() == "FFFFFF"


def _has_ground(run: etree._Element, shaded: frozenset[str]) -> bool:
    """Whether anything stands behind a run, or may: then white print is seen."""
    for node in (run, *run.iterancestors()):
        name = local(node.tag)
        if name in ("txbxContent", "wsp", "pict"):
            return True
        kind = {"r": "rPr", "p": "pPr", "tc": "tcPr", "tr": "tblPrEx", "tbl": "tblPr"}.get(name)
        if kind and any(_is_ground(one) or local(one.tag) == "highlight" or _is_shaded(one, shaded) for one in _children(node, kind)):
            return True
        if name == "document" and any(local(child.tag) == "background" for child in node):
            return True
    return False


def _is_ground(node: etree._Element) -> bool:
    fill = (attribute(node, "fill") or "").upper() if local(node.tag) == "shd" else ""
    themed = local(node.tag) == "shd" and attribute(node, "themeFill") not in (None, "background1")
    return themed or fill not in ("", "AUTO", "FFFFFF")


def _is_shaded(node: etree._Element, shaded: frozenset[str]) -> bool:
    return local(node.tag) in _STYLES and (attribute(node, "val") or "") in shaded


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in node:
        if local(child.tag) == name:
            yield from child
