"""How a briefing looks in Word: fonts for both scripts, sizes, spacing. It writes no text."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

# Fonts that Word on any system has or replaces; LibreOffice takes a Chinese font of the system in their place.
LATIN, CHINESE_TEXT, CHINESE_HEADING = "Calibri", "SimSun", "SimHei"
INK = RGBColor(0x1F, 0x2A, 0x44)
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def set_styles(document: Document, language: str) -> None:
    """Set the styles a briefing uses, and make those the template lacks."""
    styles = document.styles
    _set_language(styles.element, language)
    for name, base in (("Table Text", "Normal"), ("Table Heading", "Normal"), ("Footnote Text", "Normal")):
        if name not in [style.name for style in styles]:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[base]
    if "Footnote Reference" not in [style.name for style in styles]:
        styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    sizes = {
        "Normal": (10.5, 6), "Subtitle": (10.5, 10), "List Bullet": (10.5, 4), "Table Text": (8.5, 1), "Table Heading": (8.5, 1),
        "Footnote Text": (7.5, 0), "Footer": (9, 0),
    }  # fmt: skip
    for name, (size, after) in sizes.items():
        style = styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(after), Pt(0)
        _set_fonts(style, CHINESE_TEXT)
    styles["Table Heading"].font.bold = True
    styles["Subtitle"].font.italic = False
    for name, size, before in (("Title", 20, 0), ("Heading 1", 14, 14), ("Heading 2", 12, 8)):
        style = styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        style.paragraph_format.keep_with_next = True
        _set_fonts(style, CHINESE_HEADING)


def _set_fonts(style, chinese: str) -> None:  # noqa: ANN001
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in _THEME:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{name}"), value)


def _set_language(styles, language: str) -> None:  # noqa: ANN001
    """Spelling is checked, and lines are broken, by the rules of the two languages."""
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    mark = defaults.find(qn("w:lang"))
    if mark is None:
        mark = OxmlElement("w:lang")
        defaults.append(mark)
    mark.set(qn("w:val"), "zh-CN" if language == "zh" else "en-US")
    mark.set(qn("w:eastAsia"), "zh-CN")
