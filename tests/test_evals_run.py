from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.types import Answer, Citation, Question, Status
from corpus.library import default_folder, load_documents
from corpus.types import CorpusError, Document, Sentence
from evals.cases import load_articles, load_suite
from evals.metrics import intervals
from evals.provenance import collect_provenance, find_commit, fingerprint
from evals.report import format_value, run_to_markdown, write_files
from evals.run import Outcome, run_eval, run_suite
from evals.types import Case, EvalsError, Score

ARTICLE = {
    "id": "a-01",
    "title": "Rött hus",
    "text": "Bo Ek, målare i Lund, är nöjd. ”Det blev rött”, säger Bo Ek. Huset är gammalt.",
    "questions": [
        {
            "q": "Vilken färg?",
            "answerable": True,
            "evidence": [["”Det blev rött”, säger Bo Ek."]],
            "speakers": ["Bo Ek"],
        },
        {"q": "Är huset nytt?", "answerable": True, "evidence": [["Huset är gammalt."]], "speakers": []},
        {"q": "När?", "answerable": False, "evidence": []},
        {"q": "Krasch!", "answerable": False, "evidence": []},
    ],
}

CASES = {case.id: case for case in load_suite("framgangsfaktorer")}


def to_citation(document: Document, sentence: Sentence, n: int = 1) -> Citation:
    speaker = sentence.attribution.speaker
    return Citation(
        n=n,
        quote=sentence.text,
        document_id=document.id,
        start=sentence.span.start,
        end=sentence.span.end,
        section=sentence.section,
        kind=sentence.kind,
        speaker=speaker.name if speaker else None,
        role=speaker.role if speaker else None,
        library=speaker.library if speaker else None,
        confidence=0.9,
    )


class FakeAssistant:
    """Cites the sentences that `choose` names for a question; raises for "Krasch!"."""

    def __init__(self, documents: Sequence[Document], choose: Callable[[str], Sequence[str]]) -> None:
        self.documents: Mapping[str, Document] = {document.id: document for document in documents}
        self.choose = choose
        self.asked: list[Question] = []
        self.is_closed = False

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if question.text == "Krasch!":
            raise RuntimeError("trasigt")
        wanted = self.choose(question.id)
        found = [(d, s) for d in self.documents.values() for s in d.sentences if s.text in wanted]
        citations = tuple(to_citation(d, s, n) for n, (d, s) in enumerate(found, start=1))
        status: Status = "answered" if citations else "not_found"
        return Answer(question.id, question.text, status, "sv", "", citations, timings_ms={"total": 12.0})

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def article_file(tmp_path: Path) -> Path:
    path = tmp_path / "genre.jsonl"
    path.write_text(json.dumps(ARTICLE, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def material() -> list[Document]:
    return list(load_documents(default_folder()))


def choose_right(case_id: str) -> Sequence[str]:
    """Choose one alternative of every evidence group of a case of the package."""
    return [group[0] for group in CASES[case_id].evidence]


def choose_nothing(case_id: str) -> Sequence[str]:
    return []


def read_rows(table: str) -> dict[str, list[str]]:
    """Return the first cell → the other cells, for every line of the tables of a text."""
    return {cells[0]: cells[1:] for line in table.splitlines() if (cells := re.split(r" {2,}", line.strip()))}


def choose_first(number: str) -> Sequence[str]:
    return ["”Det blev rött”, säger Bo Ek."] if number == "a-01.01" else []


def test_a_run_keeps_every_case_and_goes_on_after_an_error(article_file: Path) -> None:
    ((document, cases),) = load_articles(article_file)
    run = run_suite(FakeAssistant([document], choose_first), cases, suite="prov")
    assert [result.case.id for result in run.results] == ["a-01.01", "a-01.02", "a-01.03", "a-01.04"]
    assert [result.error for result in run.results] == [None, None, None, "RuntimeError: trasigt"]
    value = {s.name: (s.value, s.count) for s in run.scores}
    assert value["complete"] == (0.5, 2)  # 01 right, 02 turned away
    assert value["abstention_recall"] == (0.5, 2)  # 03 turned away, 04 raised
    assert value["abstention_precision"] == (0.5, 2)  # 02 and 03 turned away, 03 rightly
    assert value["speaker_accuracy"] == (0.5, 2)  # 01 right, 04 raised
    assert value["wrong_speaker"] == (0.0, 1)
    assert value["errors"] == (0.25, 4)


def test_the_question_carries_its_id_and_history(article_file: Path) -> None:
    ((document, _),) = load_articles(article_file)
    assistant = FakeAssistant([document], choose_first)
    run_suite(assistant, [Case("s02", "Och sen?", False, "a-01", history=("Vad hände?",))])
    assert assistant.asked == [Question("Och sen?", id="s02", history=("Vad hände?",))]


def test_an_interrupt_is_no_failed_answer(article_file: Path) -> None:
    ((document, cases),) = load_articles(article_file)

    def interrupt(_: str) -> Sequence[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_suite(FakeAssistant([document], interrupt), cases)


def test_a_perfect_assistant_gets_full_marks_on_the_report_half(material: list[Document]) -> None:
    opened: list[FakeAssistant] = []

    def open_assistant(
        documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
    ) -> FakeAssistant:
        assert documents is changes is None
        opened.append(FakeAssistant(material, choose_right))
        return opened[0]

    outcome = run_eval(suite="report", data=None, out=None, open_assistant=open_assistant, settings={})
    rows = read_rows(outcome.text)
    # That all of so many were right says that about this share of others would be, at least.
    assert re.fullmatch(r"1,000 \(0,9[5-9]\d–1,000\)", rows["Fullständigt svar"][0])
    for name, value in (("Avstår: täckning", "1,000"), ("Fel talare", "0,000"), ("Hela meningar", "1,000")):
        assert rows[name][0].startswith(f"{value} (")
    assert rows["Ordagrant"] == rows["Hela meningar"]
    assert rows["Svarstid, median"][0] == "12 ms (12–12)"
    assert "Mot tidigare" not in rows
    assert outcome.passed
    assert opened[0].is_closed
    assert [question.id for question in opened[0].asked] == [case.id for case in load_suite("report")]


def run_tuning(
    material: list[Document],
    choose: Callable[[str], Sequence[str]],
    *,
    out: Path | None = None,
    against: Path | None = None,
) -> Outcome:
    def open_assistant(
        documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
    ) -> FakeAssistant:
        return FakeAssistant(material, choose)

    return run_eval(suite="tuning", data=None, out=out, open_assistant=open_assistant, settings={}, against=against)


@pytest.fixture
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw 100 times instead of 1000: every fall here is far from the border."""
    monkeypatch.setattr(intervals, "RESAMPLES", 100)


@pytest.mark.usefixtures("few_resamples")
def test_a_run_is_held_against_an_earlier_one(material: list[Document], tmp_path: Path) -> None:
    few = [case.id for case in load_suite("tuning") if case.answerable][:2]
    assert run_tuning(material, choose_right, out=tmp_path).passed
    earlier = tmp_path / "tuning.json"

    same = run_tuning(material, choose_right, against=earlier)
    assert same.passed
    assert read_rows(same.text)["Mot tidigare"] == ["Skillnad", "95 %"]
    assert "SÄMRE" not in same.text

    noise = run_tuning(material, lambda case_id: [] if case_id in few else choose_right(case_id), against=earlier)
    assert noise.passed
    assert read_rows(noise.text)["Fullständigt svar"][0].startswith("−0,0")

    worse = run_tuning(material, choose_nothing, against=earlier)
    assert not worse.passed
    scores, differences = worse.text.split("Mot tidigare")
    assert read_rows(scores)["Fullständigt svar"][0].startswith("0,000 (0,000–0,0")
    assert read_rows(differences)["Fullständigt svar"] == ["−1,000", "−1,000 till −1,000", "SÄMRE"]
    assert read_rows(differences)["Avstår: täckning"] == ["0,000", "0,000 till 0,000"]


def hold_against(earlier: Path, suite: str, data: Path | None = None) -> None:
    """Hold a suite against a file, with an assistant that must not be opened."""
    run_eval(suite=suite, data=data, out=None, open_assistant=refuse, settings={}, against=earlier)


def test_an_earlier_run_that_cannot_be_read_is_found_before_anything_is_opened(tmp_path: Path) -> None:
    for suite in ("tuning", "full"):
        with pytest.raises(CorpusError, match=r"saknas\.json kan inte läsas"):
            hold_against(tmp_path / "saknas.json", suite)


@pytest.mark.parametrize("suite", ["attribution", "genre_qa", "swefaq", "squad_v2_sv"])
def test_other_suites_are_not_held_against_a_file(suite: str, tmp_path: Path) -> None:
    data = None if suite == "attribution" else tmp_path / "data"
    with pytest.raises(EvalsError, match=f"Sviten {suite} jämförs inte med en fil"):
        hold_against(tmp_path / "tuning.json", suite, data)


def test_the_full_suite_needs_the_assistant_with_its_index_and_models(material: list[Document], tmp_path: Path) -> None:
    fake = FakeAssistant(material, choose_right)

    def open_assistant(
        documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
    ) -> FakeAssistant:
        return fake

    with pytest.raises(EvalsError, match="Sviten full behöver Beläggs egen assistent"):
        run_eval(suite="full", data=None, out=tmp_path / "ut", open_assistant=open_assistant, settings={})
    assert fake.is_closed
    assert not fake.asked
    assert not (tmp_path / "ut").exists()


def test_an_articles_run_opens_an_assistant_for_each_and_writes_files(article_file: Path, tmp_path: Path) -> None:
    second = ARTICLE | {"id": "a-02", "questions": ARTICLE["questions"][:1]}
    article_file.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in (ARTICLE, second)), encoding="utf-8"
    )
    opened: list[FakeAssistant] = []

    def open_assistant(
        documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
    ) -> FakeAssistant:
        assert documents is not None
        opened.append(FakeAssistant(documents, choose_first))
        return opened[-1]

    out = tmp_path / "deep" / "out"
    outcome = run_eval(
        suite="genre_qa", data=article_file, out=out, open_assistant=open_assistant, settings={"max_quotes": 4}
    )
    assert [list(assistant.documents) for assistant in opened] == [["a-01"], ["a-02"]]
    assert all(assistant.is_closed for assistant in opened)
    assert "5 frågor, 3 går att besvara" in outcome.text
    assert "a-01.04: RuntimeError: trasigt" in outcome.text
    assert outcome.passed
    assert sorted(path.name for path in out.iterdir()) == ["genre_qa.json", "genre_qa.md"]
    saved = json.loads((out / "genre_qa.json").read_text(encoding="utf-8"))
    complete = saved["scores"]["complete"]
    assert (complete["value"], complete["count"], complete["unit"]) == (pytest.approx(1 / 3), 3, "share")
    assert complete["low"] <= complete["value"] <= complete["high"]
    assert saved["provenance"]["settings"] == {"max_quotes": 4}
    assert saved["provenance"]["machine"]["cpu_count"] >= 1
    assert [case["id"] for case in saved["cases"]] == ["a-01.01", "a-01.02", "a-01.03", "a-01.04", "a-02.01"]
    assert saved["cases"][0]["citations"][0]["speaker_verdict"] == "right"
    assert saved["cases"][3]["error"] == "RuntimeError: trasigt"
    summary = (out / "genre_qa.md").read_text(encoding="utf-8")
    assert "| Fullständigt svar | 0,333 (0,000–1,000) | 3 |" in summary
    assert "max_quotes = 4" in summary
    assert "### a-01.02" in summary
    assert "### a-01.01" not in summary


def test_two_runs_differ_in_times_only(article_file: Path) -> None:
    ((document, cases),) = load_articles(article_file)
    provenance = collect_provenance([document], {})
    first, second = (
        run_to_markdown(run_suite(FakeAssistant([document], choose_first), cases), provenance) for _ in range(2)
    )
    assert first == second


def refuse(
    documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
) -> FakeAssistant:
    raise AssertionError("no assistant is needed")


def test_the_attribution_suite_needs_no_assistant(tmp_path: Path) -> None:
    outcome = run_eval(suite="attribution", data=None, out=tmp_path, open_assistant=refuse, settings={})
    assert outcome.passed
    row = next(line.split() for line in outcome.text.splitlines() if line.startswith("framgangsfaktorer"))
    assert row[4:6] == ["0", "0"]
    saved = json.loads((tmp_path / "attribution.json").read_text(encoding="utf-8"))
    assert saved["documents"][0]["wrong"] == 0
    assert "| framgangsfaktorer |" in (tmp_path / "attribution.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("suite", "data", "message"),
    [
        ("allt", None, "finns inte. Välj en av"),
        ("genre_qa", None, "Ange den med --data"),
        ("swefaq", None, "Ange den med --data"),
        ("squad_v2_sv", None, "Ange den med --data"),
        ("report", Path("x.jsonl"), "läser ingen fil"),
        ("full", Path("x.jsonl"), "läser ingen fil"),
        ("genre_qa", Path("saknas.jsonl"), "kan inte läsas"),
    ],
)
def test_a_wrong_call_is_an_error_with_a_remedy(suite: str, data: Path | None, message: str) -> None:
    with pytest.raises(Exception, match=message) as caught:
        run_eval(suite=suite, data=data, out=None, open_assistant=refuse, settings={})
    assert type(caught.value).__name__ in ("EvalsError", "CorpusError")


def test_a_suite_about_a_document_that_is_not_there_says_so(article_file: Path) -> None:
    ((document, _),) = load_articles(article_file)
    with pytest.raises(EvalsError, match="framgangsfaktorer, som inte finns i materialet"):
        run_tuning([document], choose_first)


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (Score("complete", 0.71249, 8), "0,712"),
        (Score("quotes_per_answer", 2.456, 8, "number"), "2,46"),
        (Score("latency_median", 181.6, 8, "ms"), "182 ms"),
        (Score("complete", None, 0), "–"),
    ],
)
def test_values_are_written_in_swedish(score: Score, shown: str) -> None:
    assert format_value(score) == shown


def test_files_are_replaced_whole(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.md": "gammalt"})
    write_files(tmp_path, {"a.md": "nytt å"})
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "nytt å"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(EvalsError, match="Ange en annan mapp med --out"):
        write_files(tmp_path / "fil", {"a.md": "x"})


def test_the_fingerprint_follows_ids_and_texts(article_file: Path) -> None:
    ((document, _),) = load_articles(article_file)
    other = load_documents(default_folder())[0]
    assert fingerprint([document]) == fingerprint([document])
    assert len({fingerprint([document]), fingerprint([other]), fingerprint([document, other]), fingerprint([])}) == 4


def test_a_report_does_not_tell_whose_machine_it_was() -> None:
    settings = {
        "model": "e5",
        "max_quotes": 4,
        "documents": "/home/bo/belagg/documents",
        "cache": Path("/home/bo/cache"),
    }
    found = collect_provenance([], settings)
    assert found.settings == {"model": "e5", "max_quotes": 4, "documents": "documents", "cache": "cache"}
    assert set(found.machine) == {"cpu_count", "cpu", "platform", "python"}


def test_a_folder_without_git_has_no_commit(tmp_path: Path) -> None:
    assert find_commit(tmp_path) is None


def test_a_commit_with_changed_code_is_marked_but_not_with_changed_results(tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Bo", "-c", "user.email=bo@example.org"]
    (tmp_path / "evals" / "results").mkdir(parents=True)
    for name in ("README.md", "code.py", "evals/results/report.json"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run([*git, *command], check=True)
    commit = find_commit(tmp_path)
    assert commit is not None
    for name in ("README.md", "evals/results/report.json"):
        (tmp_path / name).write_text("2", encoding="utf-8")
    assert find_commit(tmp_path) == commit
    (tmp_path / "code.py").write_text("2", encoding="utf-8")
    assert find_commit(tmp_path) == f"{commit}+"
