"""Find what a browser does not show of a web page: hidden by its own style sheet, drawn without size, off the page or in white.

It marks such elements and tells of them; what is plainly hidden (`display: none` on the element) the reader knows without it.
Where a style is in doubt, the text counts as shown.
"""

from __future__ import annotations

import re

from lxml import etree

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SHOWN = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.I)
_NO_SIZE = re.compile(
    r"font-size\s*:\s*(?:0*\.\d+|[01](?:\.0+)?)(?:px|pt)?\s*(?:!important\s*)?(?:;|$)|font-size\s*:\s*0(?:\.0+)?(?:em|rem|%|vw)|(?<!-)opacity\s*:\s*0(?:\.0+)?\s*(?:!important\s*)?(?:;|$)"
    r"|text-indent\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.I,
)
_OFF_PAGE = re.compile(r"(?<![-\w])(?:left|top|right|margin-left|margin-top)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|pt|em|%)", re.I)
_WHITE = re.compile(r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?(?![0-9a-f])|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255|transparent\b)", re.I)
_SELECTOR = re.compile(r"(?P<tag>[a-zA-Z][\w]*)?(?P<mark>[.#])(?P<name>[\w-]+)\Z")
_GROUND = re.compile(r"background", re.I)
# A page that keeps more than this share of its text hidden shows it by a script: tabs, folds.
MOST_HIDDEN = 0.5


def mark_hidden(root: etree._Element) -> list[str]:
    """Mark what a browser does not show as `hidden`; gives a warning for the text that holds figures."""
    sheet = _COMMENT.sub("", " ".join(node.text or "" for node in root.iter("style")))
    by_sheet = _hidden_by_sheet(root, sheet)
    if by_sheet and sum(map(_length, by_sheet)) > MOST_HIDDEN * _length(root):
        by_sheet = []
    found = [*by_sheet, *(node for node in root.iter() if isinstance(node.tag, str) and _is_drawn_away(node, sheet))]
    for node in found:
        node.set("hidden", "hidden")
    plain = [node for node in root.iter() if isinstance(node.tag, str) and (node.get("hidden") is not None or _NOT_SHOWN.search(node.get("style") or ""))]
    lines = sorted({int(node.get("mz-line") or 0) for node in plain if re.search(r"\d", _text(node))})
    if not lines:
        return []
    told = ", ".join(map(str, lines[:8])) + (" …" if len(lines) > 8 else "")
    return [f"line {told}: text with figures that a browser does not show; not read"]


def _hidden_by_sheet(root: etree._Element, sheet: str) -> list[etree._Element]:
    """The elements that a plain rule of the page's own style sheet (.name, #name) hides, and no other rule of that name shows."""
    hides: dict[tuple[str, str], str] = {}
    shows: set[str] = set()
    for selectors, style in _RULE.findall(sheet):
        for selector in selectors.split(","):
            names = re.findall(r"[.#][\w-]+", selector)
            if _SHOWN.search(style):
                shows.update(names)
            one = _SELECTOR.match(selector.strip())
            if one and (_NOT_SHOWN.search(style) or _NO_SIZE.search(style) or _is_off_page(style)):
                hides[one["mark"], one["name"]] = (one["tag"] or "").lower()
    hides = {(mark, name): tag for (mark, name), tag in hides.items() if mark + name not in shows}
    if not hides:
        return []
    return [node for node in root.iter() if isinstance(node.tag, str) and _is_named(node, hides)]


def _is_named(node: etree._Element, hides: dict[tuple[str, str], str]) -> bool:
    names = [(".", name) for name in (node.get("class") or "").split()] + [("#", node.get("id") or "")]
    return any(hides[name] in ("", node.tag) for name in names if name in hides)


def _is_drawn_away(node: etree._Element, sheet: str) -> bool:
    style = node.get("style") or ""
    color = f"color:{node.get('color')}" if node.tag == "font" and node.get("color") else ""
    if not style and not color:
        return False
    if _NO_SIZE.search(style) or _is_off_page(style):
        return True
    return bool(_WHITE.search(style) or _WHITE.search(color)) and not _has_ground(node, sheet)


def _is_off_page(style: str) -> bool:
    return bool(_OFF_PAGE.search(style)) and bool(re.search(r"position\s*:\s*(?:absolute|fixed)|margin|text-indent", style, re.I))


def _has_ground(node: etree._Element, sheet: str) -> bool:
    """Whether anything may stand behind white text: a colour or picture of its own, or a name that a style sheet may know."""
    for one in (node, *node.iterancestors()):
        if one.tag in ("html", "body") and not _GROUND.search(one.get("style") or "") and one.get("bgcolor") is None:
            continue
        named = one.get("class") or one.get("id") or one.get("bgcolor") or one.get("background")
        if named or _GROUND.search(one.get("style") or "") or one.tag in ("td", "th") and "background" in sheet:
            return True
    return False


def _text(node: etree._Element) -> str:
    return "".join(node.itertext())


def _length(node: etree._Element) -> int:
    return len(re.sub(r"\s", "", _text(node)))
