"""A batch: good lines are answered, bad ones named, and the file for the answers is replaced whole or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.batch import BatchError, answer_file
from assistant.types import Answer, Question
from corpus.types import BelaggError, CorpusError


class Echo:
    """Answers with the question; refuses what holds "dum", and breaks on "trasig"."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.is_closed = False

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if "trasig" in question.text:
            raise RuntimeError("a fault of the program")
        if "dum" in question.text:
            raise BelaggError("Frågan är dum.")
        return Answer(question.id, question.text, "answered", "sv", question.text)

    def close(self) -> None:
        self.is_closed = True


class Batch:
    """Runs lines through an `Echo`, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "in.jsonl"
        self.target = folder / "out.jsonl"
        self.echo = Echo()

    def run(self, *lines: str, end: str = "\n") -> list[str]:
        self.source.write_bytes(end.join([*lines, ""]).encode())
        return answer_file(self.source, self.target, open_assistant=lambda: self.echo)

    @property
    def answers(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.target.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


def to_line(**keys: object) -> str:
    return json.dumps(keys, ensure_ascii=False)


def test_lines_are_answered_in_order(batch: Batch) -> None:
    problems = batch.run(
        to_line(id="a", question="Ett?"),
        "",
        to_line(id=2, question="Två?", history=["Ett?"], documents=["x", "y"], source="ignored"),
        to_line(question="Tre?", documents=None),
    )
    assert problems == []
    assert batch.echo.asked == [
        Question("Ett?", "a"),
        Question("Två?", "2", ("Ett?",), ("x", "y")),
        Question("Tre?"),
    ]
    assert [answer["id"] for answer in batch.answers] == ["a", "2", ""]
    assert batch.echo.is_closed


def test_windows_line_ends_and_a_byte_order_mark_are_read(batch: Batch) -> None:
    assert batch.run("\ufeff" + to_line(question="Ett?"), to_line(question="Två?"), end="\r\n") == []
    assert [question.text for question in batch.echo.asked] == ["Ett?", "Två?"]


def test_line_separators_inside_a_question_don_t_end_the_line(batch: Batch) -> None:
    question = "Rad ett\u2028rad två\x85rad tre\x0c?"
    assert batch.run(to_line(id="a", question=question)) == []
    assert batch.answers[0]["question"] == question


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("inte json", "är inte giltig JSON"),
        ('{"question": "Vad?"', "är inte giltig JSON"),
        ('{"question": "Vad?"} {"question": "Vad?"}', "är inte giltig JSON"),
        ('["Vad?"]', "raden ska vara ett JSON-objekt"),
        ('"Vad?"', "raden ska vara ett JSON-objekt"),
        ("null", "raden ska vara ett JSON-objekt"),
        ("[" * 100_000, "är inte giltig JSON"),
        ('{"id": "a"}', "question saknas"),
        ('{"question": null}', "question ska vara en"),
        ('{"question": 3}', "question ska vara en"),
        ('{"question": ["Vad?"]}', "question ska vara en"),
        ('{"question": "\\ud800"}', "är inte giltig JSON"),
        ('{"question": "Vad?", "id": {}}', "id ska vara en text eller ett heltal"),
        ('{"question": "Vad?", "history": "Vem?"}', "history ska vara en"),
        ('{"question": "Vad?", "history": [1]}', "history ska vara en lista"),
        ('{"question": "Vad?", "documents": "x"}', "documents ska vara en"),
        ('{"question": "Vad?", "documents": [null]}', "documents ska vara en lista"),
        ('{"question": "dum"}', "Frågan är dum."),
    ],
)
def test_a_bad_line_is_named_and_the_rest_are_answered(batch: Batch, line: str, reason: str) -> None:
    problems = batch.run(to_line(id="a", question="Ett?"), line, to_line(id="c", question="Tre?"))
    assert len(problems) == 1
    assert problems[0].startswith(f"{batch.source} rad 2: ")
    assert reason in problems[0]
    assert [answer["id"] for answer in batch.answers] == ["a", "c"]


def test_only_bad_lines_leave_an_empty_file(batch: Batch) -> None:
    assert len(batch.run("x", "y")) == 2
    assert batch.target.read_text() == ""


def test_answers_stand_in_utf8_one_a_line(batch: Batch) -> None:
    batch.run(to_line(question="Vad gör de i Åre?\nHur?"))
    raw = batch.target.read_bytes()
    assert raw.count(b"\n") == 1
    assert "Åre" in raw.decode()


def test_the_file_for_the_answers_may_be_that_of_the_questions(batch: Batch) -> None:
    batch.source.write_text(to_line(id="a", question="Ett?"))
    assert answer_file(batch.source, batch.source, open_assistant=lambda: batch.echo) == []
    assert json.loads(batch.source.read_text())["status"] == "answered"


def test_the_file_gets_the_usual_rights(batch: Batch) -> None:
    batch.run(to_line(question="Ett?"))
    assert batch.target.stat().st_mode & 0o777 == batch.source.stat().st_mode & 0o777


def fail_to_open() -> Echo:
    raise CorpusError("Modellen saknas.")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, CorpusError])
def test_a_run_that_is_broken_off_keeps_the_old_answers(
    batch: Batch, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.target.write_text("gammalt")
    ask: Callable[[Question], Answer] = batch.echo.ask

    def ask_once(question: Question) -> Answer:
        if error is not RuntimeError and batch.echo.asked:
            raise KeyboardInterrupt
        return ask(question)

    monkeypatch.setattr(batch.echo, "ask", ask_once)
    batch.source.write_text(to_line(question="Ett?") + "\n" + to_line(question="trasig"))
    with pytest.raises((error, KeyboardInterrupt)):
        answer_file(
            batch.source, batch.target, open_assistant=fail_to_open if error is CorpusError else lambda: batch.echo
        )
    assert batch.target.read_text() == "gammalt"
    assert sorted(path.name for path in batch.target.parent.iterdir()) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize(
    ("source", "target", "error", "reason"),
    [
        ("finns-inte.jsonl", "out.jsonl", CorpusError, "kan inte läsas"),
        (".", "out.jsonl", CorpusError, "kan inte läsas"),
        ("tom.jsonl", "out.jsonl", CorpusError, "är tom"),
        ("latin.jsonl", "out.jsonl", CorpusError, "inte text i UTF-8"),
        ("in.jsonl", "saknas/out.jsonl", BatchError, "Mappen .*saknas finns inte. Skapa den"),
        ("in.jsonl", ".", BatchError, "är en mapp. Ange en fil"),
    ],
)
def test_files_that_cannot_be_used_are_named_before_anything_is_loaded(
    tmp_path: Path, source: str, target: str, error: type[BelaggError], reason: str
) -> None:
    (tmp_path / "in.jsonl").write_text(to_line(question="Ett?"))
    (tmp_path / "tom.jsonl").write_text("\n")
    (tmp_path / "latin.jsonl").write_bytes("Åre".encode("latin-1"))
    before = sorted(tmp_path.iterdir())

    def open_nothing() -> Echo:
        raise AssertionError("loaded too early")

    with pytest.raises(error, match=reason):
        answer_file(tmp_path / source, tmp_path / target, open_assistant=open_nothing)
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_cannot_be_written_is_named(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("assistant.batch.tempfile.mkstemp", refuse)
    with pytest.raises(BatchError, match="kan inte skrivas .*Ange en annan fil med --out"):
        batch.run(to_line(question="Ett?"))
