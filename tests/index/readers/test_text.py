"""Text and Markdown keep their own lines; their encoding is found or the file refused, never a byte replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import ReportError
from index.readers.encoding import decode_text
from index.readers.text import read_text, split_lines

SIMPLIFIED = "测试局2022年度部门决算\n收入总计2,659.55万元，比上年减少10.10万元，下降0.38%。主要原因是项目支出减少。\n"
TRADITIONAL = "國庫署112年度單位預算\n歲入預算數3,452千元，較上年度預算數增列120千元，主要係賸餘繳庫增加所致。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    """The encodings of the mainland, marked or not, give the same text."""
    path = tmp_path / "report.txt"
    path.write_bytes(SIMPLIFIED.encode(encoding))
    assert [line.text for line in read_text(path).lines] == SIMPLIFIED.splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "cp950", "gb18030"])
def test_traditional_text_in_every_encoding(encoding: str) -> None:
    """Big5 also decodes as GB18030, into rare characters: the common ones decide."""
    assert decode_text(TRADITIONAL.encode(encoding), Path("x"))[0] == TRADITIONAL


def test_certain_encoding_gives_no_warning_and_a_guess_does() -> None:
    """A choice between two near readings is told; a clear one is not."""
    assert decode_text((TRADITIONAL * 3).encode("big5"), Path("x"))[1] == ()
    text, warnings = decode_text("預算書".encode("big5"), Path("x"))
    assert text == "預算書"
    assert warnings == ("the encoding was guessed: Big5 rather than GB18030",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_damaged_text_is_refused_with_its_line(encoding: str) -> None:
    """One byte that is no character refuses the file and names the line; nothing is replaced silently."""
    data = (SIMPLIFIED * 10).encode(encoding).replace("上年".encode(encoding), b"\xff\xff", 1)
    with pytest.raises(ReportError, match="line 2 holds bytes that are no character"):
        decode_text(data, Path("x"))


def test_declared_encoding_is_honoured_only_if_it_fits() -> None:
    """A page may name its encoding, and may be wrong."""
    assert decode_text("預算".encode("cp950"), Path("x"), "big5")[0] == "預算"
    assert decode_text(SIMPLIFIED.encode(), Path("x"), "gb2312")[0] == SIMPLIFIED
    assert decode_text(SIMPLIFIED.encode("gb18030"), Path("x"), "big5")[0] == SIMPLIFIED
    assert decode_text(SIMPLIFIED.encode("gb18030"), Path("x"), "no-such-code")[0] == SIMPLIFIED


def test_lines_divide_as_in_an_editor() -> None:
    """Form feeds and Unicode separators divide nothing; every system's line end does."""
    assert split_lines("一\x0c二\u2028三\r\n四\r五\n\n") == ["一\x0c二\u2028三", "四", "五", ""]
