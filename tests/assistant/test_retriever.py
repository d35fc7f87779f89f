"""The product's search as a LangChain retriever."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.load import dumpd
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnablePassthrough

from assistant.ask import Assistant
from assistant.retriever import DisclosureRetriever
from index.build import build_library
from index.errors import LibraryError, MingzhangError, QuestionError

FILE = "bazhong-gov-office-2022.txt"
BODIES = {"青山县财政局": "20.50", "青山县水务局": "10.00", "白河县财政局": "31.70"}


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DisclosureRetriever]:
    """Six reports of three bodies and two years that differ in name, year and one figure only."""
    folder = tmp_path_factory.mktemp("alike")
    for body, amount in BODIES.items():
        for year in (2022, 2023):
            text = (
                f"{body}{year}年度部门决算\n第二部分 {year}年度部门决算情况说明\n七、财政拨款“三公”经费支出决算情况说明\n"
                f"{year}年度“三公”经费财政拨款支出决算为{amount}万元。\n公务接待费支出{amount}万元，主要用于接待上级检查。\n"
            )
            (folder / f"{body}{year}年度部门决算.txt").write_text(text, encoding="utf-8")
    build_library([folder], folder / "library")
    with DisclosureRetriever.open(folder / "library", k=4) as retriever:
        yield retriever


@pytest.fixture
def retriever(assistant: Assistant) -> DisclosureRetriever:
    return DisclosureRetriever(assistant=assistant)


@pytest.mark.parametrize("question", ["公车费用降了多少？", "How much did vehicle costs fall in 2022?", "公车费用为什么减少"])
def test_the_line_that_answers_comes_first(retriever: DisclosureRetriever, question: str) -> None:
    """The first document is the line that the answer is quoted from, verbatim, with all that citing it takes."""
    first = retriever.invoke(question)[0]
    printed = (Path(__file__).parents[2] / "reports" / FILE).read_text(encoding="utf-8").split("\n")
    assert first.page_content == printed[84]
    told = first.metadata
    assert (first.id, told["id"], told["file"], told["line"], told["end_line"]) == (f"{FILE}:85", f"{FILE}:85", FILE, 85, 85)
    assert (told["entity"], told["year"], told["kind"], told["scope"], told["page"]) == ("巴中市人民政府办公室", 2022, "决算", "部门", None)
    assert "三公" in told["section"]
    assert 0 < told["score"] <= 1


def test_every_document_is_lines_of_its_file(retriever: DisclosureRetriever) -> None:
    """Text is never reworded, joined or cut within a line; a table's cell comes with its label, header and unit lines."""
    printed = (Path(__file__).parents[2] / "reports" / FILE).read_text(encoding="utf-8").split("\n")
    found = retriever.invoke("电子政务运维项目的年初预算是多少？") + retriever.invoke("部门的主要职责是什么？")
    assert {one.metadata["found_by"] for one in found} == {"answer", "figure", "passage"}
    for one in found:
        assert one.page_content.split("\n") == [printed[number - 1] for number in one.metadata["lines"]]
    assert any(len(one.metadata["lines"]) > one.metadata["end_line"] - one.metadata["line"] + 1 for one in found)


def test_no_line_is_given_twice(retriever: DisclosureRetriever) -> None:
    """Each document brings a line that none before it had."""
    seen: set[int] = set()
    for one in retriever.invoke("三公经费是多少？"):
        own = set(range(one.metadata["line"], one.metadata["end_line"] + 1))
        assert own - seen
        seen |= own


@pytest.mark.parametrize(("body", "year"), [("青山县财政局", 2022), ("青山县水务局", 2023), ("白河县财政局", 2023)])
def test_body_and_year_of_the_question_are_filters(alike: DisclosureRetriever, body: str, year: int) -> None:
    """Of near-identical reports only the one asked for is found, whatever the likeness of the others."""
    found = alike.invoke(f"{body}{year}年公务接待费是多少？")
    assert {(one.metadata["entity"], one.metadata["year"]) for one in found} == {(body, year)}
    assert f"公务接待费支出{BODIES[body]}万元" in found[0].page_content


def test_fields_are_filters(alike: DisclosureRetriever) -> None:
    """Entity, year, kind and scope keep to part of the library, in the words of a reader."""
    kept = alike.model_copy(update={"entity": "水务局", "year": 2022, "kind": "final accounts", "scope": "部门"})
    found = kept.invoke("公务接待费是多少？")
    assert {(one.metadata["entity"], one.metadata["year"]) for one in found} == {("青山县水务局", 2022)}


@pytest.mark.parametrize(
    ("fields", "told"), [({"entity": "杭州市财政局"}, "白河县财政局"), ({"year": 1999}, "2022"), ({"kind": "预算"}, "决算"), ({"entity": "财政局"}, "Name one")]
)
def test_a_filter_that_nothing_fits_is_told(alike: DisclosureRetriever, fields: dict, told: str) -> None:
    """A wrong filter is a fault that says what there is, not an empty list."""
    with pytest.raises(QuestionError, match=told):
        alike.model_copy(update=fields).invoke("公务接待费是多少？")


@pytest.mark.parametrize("question", ["杭州市财政局2022年公务接待费是多少？", "青山县财政局2015年公务接待费是多少？"])
def test_what_is_not_held_gives_no_documents(alike: DisclosureRetriever, question: str) -> None:
    """A body or a year that the library does not hold gives nothing: another body's lines would answer falsely."""
    assert alike.invoke(question) == []


def test_an_empty_question_is_a_fault(retriever: DisclosureRetriever) -> None:
    """As where it is asked."""
    with pytest.raises(QuestionError):
        retriever.invoke(" ")


def test_k_is_the_most_given(assistant: Assistant) -> None:
    """No more than k documents, and k is a number above 0."""
    assert len(DisclosureRetriever(assistant=assistant, k=2).invoke("三公经费是多少？")) == 2
    with pytest.raises(ValueError, match="k"):
        DisclosureRetriever(assistant=assistant, k=0)


def test_async_batch_and_threads_give_the_same(alike: DisclosureRetriever) -> None:
    """However it is called, the same question has the same documents."""
    questions = [f"{body}{year}年公务接待费是多少？" for body in BODIES for year in (2022, 2023)]
    one_by_one = [alike.invoke(question) for question in questions]
    assert alike.batch(questions) == one_by_one

    async def awaited() -> list:
        return list(await asyncio.gather(*(alike.ainvoke(question) for question in questions)))

    with ThreadPoolExecutor(1) as alone:  # the browser tests leave a loop running in this thread
        assert alone.submit(asyncio.run, awaited()).result() == one_by_one
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(alike.invoke, questions * 3)) == one_by_one * 3


def test_a_folders_retriever_can_be_pickled(alike: DisclosureRetriever) -> None:
    """The copy opens the folder again and finds the same; one over an open assistant says what to do instead."""
    copy = pickle.loads(pickle.dumps(alike))
    try:
        assert copy.invoke("青山县水务局2022年公务接待费？") == alike.invoke("青山县水务局2022年公务接待费？")
        assert copy.k == 4
    finally:
        copy.close()
    with pytest.raises(MingzhangError, match="DisclosureRetriever.open"):
        pickle.dumps(DisclosureRetriever(assistant=alike.assistant))


def test_its_settings_can_be_written_down(alike: DisclosureRetriever) -> None:
    """As JSON it is its fields, without what it holds open; LangChain is told that it cannot be loaded from that."""
    assert set(json.loads(alike.model_dump_json())) >= {"k", "entity", "year", "kind", "scope", "library"}
    assert "assistant" not in alike.model_dump()
    assert dumpd(alike)["type"] == "not_implemented"


def test_a_missing_library_is_told(tmp_path: Path) -> None:
    """Opening what is no library is a fault that says how to build one."""
    with pytest.raises(LibraryError):
        DisclosureRetriever.open(tmp_path / "none")


def test_it_stands_in_a_plain_chain(retriever: DisclosureRetriever) -> None:
    """Retriever, format, prompt, model, parser: the chain that everybody writes."""
    told: list[str] = []
    prompt = ChatPromptTemplate.from_template("{lines}\n\n{question}")

    def lines(documents: list) -> str:
        return "\n".join(f"[{one.id}] {one.page_content}" for one in documents)

    def keep(value):  # noqa: ANN001, ANN202
        told.append(value.to_string())
        return value

    chain = {"lines": retriever | lines, "question": RunnablePassthrough()} | prompt | keep | FakeListChatModel(responses=["49.04万元"]) | StrOutputParser()
    assert isinstance(retriever, BaseRetriever)
    assert chain.invoke("公车费用降了多少？") == "49.04万元"
    assert f"[{FILE}:85] 2.公务用车购置及运行维护费支出111.99万元" in told[0]
