"""The public benchmarks on small invented files: figures by hand, bad files refused, the same twice."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from assistant_fakes import use_plain_models
from conftest import FakeEmbedder
from numpy.typing import NDArray

from assistant.pipeline import Assistant, Models, open_assistant
from assistant.settings import Settings
from assistant.signals import Model
from assistant.types import Answer, Citation, Question
from corpus.types import Document
from evals.benchmarks import run_benchmark
from evals.benchmarks.benchmark import Benchmark
from evals.benchmarks.squad import draw_sample, load_squad, load_trained_topics, measure_squad
from evals.benchmarks.swefaq import Pool, load_swefaq
from evals.provenance import collect_provenance
from evals.types import EvalsError

LAKES = "Vänern är Sveriges största sjö. Den rymmer mycket fisk."
SEAS = "Östersjön är ett innanhav. Saltet kommer genom Kattegatt. Vänern nämns här."
TOWER = "Kaknästornet ritades av två arkitekter. Det invigdes 1967."
SQUAD: dict[str, Any] = {
    "data": [
        {
            "title": "Blött_ämne",
            "paragraphs": [
                {
                    "context": LAKES,
                    "qas": [
                        {
                            "id": "a",
                            "question": "Vilken är Sveriges största sjö?",
                            "is_impossible": False,
                            "answers": [{"text": "Vänern", "answer_start": 0}],
                        },
                        {
                            "id": "b",
                            "question": "Vilken fisk kommer genom Kattegatt?",
                            "is_impossible": False,
                            "answers": [{"text": "mycket fisk", "answer_start": LAKES.index("mycket")}],
                        },
                        {"id": "d", "question": "Hur djup är graven?", "is_impossible": True, "answers": []},
                    ],
                },
                {"context": SEAS, "qas": []},
            ],
        },
        {
            "title": "Torn",
            "paragraphs": [
                {
                    "context": TOWER,
                    "qas": [
                        {
                            "id": "c",
                            "question": "Hur gammalt är bygget?",
                            "is_impossible": False,
                            "answers": [{"text": "1967", "answer_start": TOWER.index("1967")}],
                        },
                        {"id": "e", "question": "Vem målade tornet?", "is_impossible": True, "answers": []},
                    ],
                }
            ],
        },
    ]
}
LOANS, FINES = "Lånetiden är fyra veckor.", "Böter betalas i kassan."
WATER, WASTE = "Vattnet stängs av vid kassan i fyra veckor.", "Sopor hämtas på tisdagar."
FAQ: list[dict[str, Any]] = [
    {"question": "Vad är lånetiden?", "candidate_answers": [LOANS, FINES], "label": 0, "meta": {"category": "Lån"}},
    {"question": "Fyra veckor kassan?", "candidate_answers": [LOANS, FINES], "label": 0, "meta": {"category": "Lån"}},
    {"question": "Vem ringer jag?", "candidate_answers": [WATER, WASTE], "label": 1, "meta": {"category": "Hem"}},
]
Script = Mapping[str, tuple[Sequence[str], Sequence[str], float]]
"""Question id → the sentences that are cited, those shown as closest, and the confidence."""


class ScriptedAssistant(Assistant):
    """Searches as the assistant does, and answers what a script says; raises for an id that it doesn't have."""

    script: Script = {}

    def ask(self, question: Question) -> Answer:
        cited, nearest, confidence = self.script[question.id]
        return Answer(
            question.id,
            question.text,
            "answered" if cited else "not_found",
            "sv",
            "",
            tuple(map(self._cite, cited)),
            tuple(map(self._cite, nearest)),
            timings_ms={"total": 5.0},
            confidence=confidence,
        )

    def _cite(self, text: str) -> Citation:
        document, sentence = next((d, s) for d in self.documents.values() for s in d.sentences if s.text == text)
        span = sentence.span
        return Citation(1, text, document.id, span.start, span.end, "", "other", None, None, None, 0.5)


class TestOpener:
    """Opens assistants with the fake embedder, scripted if there is a script, and remembers which are closed."""

    __test__ = False

    def __init__(self, folder: Path, script: Script | None = None) -> None:
        self.folder = folder
        self.script = script
        self.opened = 0
        self.closed = 0

    def __call__(
        self, documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
    ) -> Assistant:
        self.opened += 1
        folder = self.folder / f"index-{self.opened}"
        settings = Settings(data_dir=folder, cache_dir=folder, rerank=False)
        assistant = open_assistant(settings, documents=documents, folder=folder, models=Models(FakeEmbedder(), None))
        if self.script is not None:
            whole = tuple(assistant.documents.values())
            assistant = ScriptedAssistant(whole, assistant.index, assistant.models, settings)
            assistant.script = self.script  # type: ignore[attr-defined]
        close = assistant.close

        def close_and_count() -> None:
            self.closed += 1
            close()

        assistant.close = close_and_count  # type: ignore[method-assign]
        return assistant


def refuse(documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None) -> Assistant:
    raise AssertionError("nothing is opened for a bad file")


def write_squad(folder: Path, value: Any = SQUAD) -> Path:
    path = folder / "squad.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_faq(folder: Path, rows: Sequence[Any] = FAQ) -> Path:
    path = folder / "faq.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    return path


def values_of(benchmark: Benchmark) -> dict[str, tuple[float | None, int]]:
    return {figure.score.name: (figure.score.value, figure.score.count) for figure in benchmark.figures}


SQUAD_SCRIPT: Script = {
    "a": (["Vänern är Sveriges största sjö."], [], 0.9),
    "b": (["Saltet kommer genom Kattegatt.", "Den rymmer mycket fisk."], [], 0.5),
    "c": ([], ["Det invigdes 1967."], 0.3),
    "d": ([], ["Vänern nämns här."], 0.2),
    "e": (["Kaknästornet ritades av två arkitekter."], [], 0.6),
}


def test_squad_counts_answers_at_their_place(tmp_path: Path) -> None:
    opener = TestOpener(tmp_path, SQUAD_SCRIPT)
    benchmark = run_benchmark("squad_v2_sv", write_squad(tmp_path), opener)
    values = values_of(benchmark)
    assert values["first_right"] == (pytest.approx(1 / 3), 3)  # a; b second; c turned away
    assert values["any_right"] == (pytest.approx(2 / 3), 3)  # a, b
    assert values["first_chosen_right"] == (pytest.approx(2 / 3), 3)  # a; c, whose closest sentence is right
    assert values["abstention_precision"] == (0.5, 2)  # c and d turned away, d rightly
    assert values["abstention_recall"] == (0.5, 2)  # d, not e
    assert values["false_abstention"] == (pytest.approx(1 / 3), 3)  # c
    # Answerable 0.9, 0.5, 0.3 against 0.2, 0.6: 2 + 1 + 1 of 6 pairs are in order.
    assert values["auroc"] == (pytest.approx(4 / 6), 5)
    assert values["reachable"] == (1.0, 3)
    assert values["errors"] == (0.0, 5)
    assert values["latency_median"] == (5.0, 5)
    assert "5 frågor av 5 om de 2 ämnen som vikterna inte tränats på, 3 med svar i sitt stycke" in benchmark.title_sv
    assert (opener.opened, opener.closed) == (1, 1)


def test_the_same_words_elsewhere_are_not_the_answer(tmp_path: Path) -> None:
    script = {**SQUAD_SCRIPT, "a": (["Vänern nämns här."], [], 0.9)}
    values = values_of(measure_squad(write_squad(tmp_path), TestOpener(tmp_path, script)))
    assert values["any_right"] == (pytest.approx(1 / 3), 3)  # b only


def test_a_question_that_raises_is_scored_as_the_worst_and_told(tmp_path: Path) -> None:
    script = {id: told for id, told in SQUAD_SCRIPT.items() if id != "a"}
    benchmark = measure_squad(write_squad(tmp_path), TestOpener(tmp_path, script))
    values = values_of(benchmark)
    assert values["errors"] == (0.2, 5)
    assert values["first_right"] == (0.0, 3)
    assert values["first_chosen_right"] == (pytest.approx(1 / 3), 3)  # c
    assert "1 frågor gav fel i stället för svar, först a: KeyError: 'a'" in benchmark.notes


def test_squad_ranks_paragraphs_by_their_best_sentence(tmp_path: Path) -> None:
    values = values_of(measure_squad(write_squad(tmp_path), TestOpener(tmp_path, SQUAD_SCRIPT)))
    # BM25: a shares words with its paragraph only (rank 1); b shares "fisk" with its own and "kommer", "Kattegatt" with
    # the next (rank 2); c shares none (not found).
    assert values["bm25.Success@1"] == (pytest.approx(1 / 3), 3)
    assert values["bm25.Success@4"] == (pytest.approx(2 / 3), 3)
    assert values["bm25.RR"] == (pytest.approx((1 + 1 / 2 + 0) / 3), 3)
    assert values["bm25.nDCG@10"] == (pytest.approx((1 + 1 / np.log2(3) + 0) / 3), 3)
    # Three paragraphs, and the dense side leaves none out.
    assert values["dense.Success@4"] == (1.0, 3)
    sides = {name.split(".")[0] for name in values if "." in name}
    assert sides == {"dense", "bm25", "fusion", "selection"}


def test_only_the_questions_own_paragraph_is_right(tmp_path: Path) -> None:
    again = "Laxen simmar uppför älven."
    asked = {
        "id": "q",
        "question": "Simmar laxen?",
        "is_impossible": False,
        "answers": [{"text": "Laxen", "answer_start": 0}],
    }
    paragraphs = [
        {"context": f"{again} Det regnar ofta.", "qas": []},
        {"context": f"{again} Då snöar det.", "qas": [asked]},
    ]
    data = write_squad(tmp_path, {"data": [{"title": "T", "paragraphs": paragraphs}]})
    values = values_of(measure_squad(data, TestOpener(tmp_path, {"q": ([again], [], 0.9)})))
    assert values["bm25.RR"] == (0.5, 1)  # the same sentence of the first paragraph stands before it
    assert values["first_right"] == (0.0, 1)  # and is what the script cites


def test_an_answer_across_sentences_is_out_of_reach(tmp_path: Path) -> None:
    value = copy.deepcopy(SQUAD)
    across = "sjö. Den"
    value["data"][0]["paragraphs"][0]["qas"][0]["answers"] = [{"text": across, "answer_start": LAKES.index(across)}]
    values = values_of(measure_squad(write_squad(tmp_path, value), TestOpener(tmp_path, SQUAD_SCRIPT)))
    assert values["reachable"] == (pytest.approx(2 / 3), 3)
    assert values["first_right"] == (0.0, 3)


def test_squad_documents_keep_the_answers_places(tmp_path: Path) -> None:
    squad = load_squad(write_squad(tmp_path))
    assert [document.text for document in squad.documents] == [f"{LAKES}\n\n{SEAS}", TOWER]
    assert [document.title for document in squad.documents] == ["Blött ämne", "Torn"]
    texts = {document.id: document.text for document in squad.documents}
    found = {
        asked.case.id: [span.of(texts[asked.case.document_id]) for span in asked.answers] for asked in squad.questions
    }
    assert found == {"a": ["Vänern"], "b": ["mycket fisk"], "d": [], "c": ["1967"], "e": []}
    assert set(squad.paragraphs.values()) == {"squad-001#0", "squad-001#1", "squad-002#0"}


def test_a_packed_file_is_read_as_the_plain_one(tmp_path: Path) -> None:
    plain = write_squad(tmp_path)
    packed = tmp_path / "squad.json.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert load_squad(packed) == load_squad(plain)


def test_the_sample_keeps_the_share_that_can_be_answered(tmp_path: Path) -> None:
    value = copy.deepcopy(SQUAD)
    qas = value["data"][0]["paragraphs"][0]["qas"]
    value["data"][0]["paragraphs"][0]["qas"] = [{**qas[0], "id": f"s{n}"} for n in range(40)]
    value["data"][1]["paragraphs"][0]["qas"] = [{**qas[2], "id": f"o{n}"} for n in range(60)]
    questions = load_squad(write_squad(tmp_path, value)).questions
    sample = draw_sample(questions, 10)
    assert [bool(asked.answers) for asked in sample] == [True] * 4 + [False] * 6  # 40 of 100; in file order
    assert sample == draw_sample(questions, 10)
    assert sample != questions[:4] + questions[40:46]
    assert draw_sample(questions, 100) == questions


def test_topics_that_were_trained_on_are_searched_but_not_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.benchmarks.squad.load_trained_topics", lambda: frozenset({"Torn"}))
    benchmark = measure_squad(write_squad(tmp_path), TestOpener(tmp_path, SQUAD_SCRIPT))
    assert benchmark.title_sv == (
        "SQuAD_v2_sv: 3 frågor av 3 om de 1 ämnen som vikterna inte tränats på, 2 med svar i sitt stycke; "
        "2 ämnen i ett index"
    )
    monkeypatch.setattr("evals.benchmarks.squad.load_trained_topics", lambda: frozenset({"Torn", "Blött ämne"}))
    with pytest.raises(EvalsError, match="tränade på alla"):
        measure_squad(write_squad(tmp_path), TestOpener(tmp_path, SQUAD_SCRIPT))


def test_the_weights_tell_what_they_were_trained_on() -> None:
    topics = load_trained_topics()
    assert topics
    assert not any("_" in topic for topic in topics)


def test_swefaq_matches_within_the_category_and_ranks_all(tmp_path: Path) -> None:
    script: Script = {
        "swefaq-0001": ([LOANS], [], 0.9),
        "swefaq-0002": ([FINES, LOANS], [], 0.9),
        "swefaq-0003": ([], [WASTE], 0.1),
    }
    opener = TestOpener(tmp_path, script)
    benchmark = run_benchmark("swefaq", write_faq(tmp_path), opener)
    values = values_of(benchmark)
    # BM25 among two candidates: 1 "lånetiden" right; 2 "fyra", "veckor" against "kassan" right; 3 no word, so wrong.
    assert values["bm25.accuracy"] == (pytest.approx(2 / 3), 3)
    # Among all four: 2 loses to the answer on water, which has all three words; 3 finds nothing.
    assert values["bm25.Success@1"] == (pytest.approx(1 / 3), 3)
    assert values["bm25.RR"] == (pytest.approx((1 + 1 / 2 + 0) / 3), 3)
    assert values["dense.Success@4"] == (1.0, 3)  # four answers in all
    assert values["first_right"] == (pytest.approx(1 / 3), 3)  # 1
    assert values["any_right"] == (pytest.approx(2 / 3), 3)  # 1 and 2
    assert values["first_chosen_right"] == (pytest.approx(2 / 3), 3)  # 1 and 3
    assert values["false_abstention"] == (pytest.approx(1 / 3), 3)  # 3
    assert "reranked.accuracy" not in values  # the fake assistant has no reranker
    assert benchmark.title_sv == "SweFAQ 2.0: 3 frågor, 4 svar"
    assert "Slumpen ger 0,500" in benchmark.notes[0]
    assert (opener.opened, opener.closed) == (1, 1)


def test_equal_answers_are_one_document_under_their_category(tmp_path: Path) -> None:
    faq = load_swefaq(write_faq(tmp_path, [*FAQ, {**FAQ[0], "label": 1}]))
    assert [(d.text, d.title) for d in faq.documents] == [
        (LOANS, "Lån"),
        (FINES, "Lån"),
        (WATER, "Hem"),
        (WASTE, "Hem"),
    ]
    assert faq.questions[3].case.document_id == faq.documents[1].id
    assert faq.questions[3].candidates == (faq.documents[0].id, faq.documents[1].id)


class TableReranker:
    """Gives each text the logit of a table."""

    def __init__(self, logits: Mapping[str, float]) -> None:
        self.logits = logits
        self.read: list[str] = []

    def score(self, question: str, candidates: Sequence[str]) -> NDArray[np.float32]:
        self.read += candidates
        return np.array([self.logits[text] for text in candidates], dtype=np.float32)


def test_a_pool_ranks_by_each_side(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model({"dense_new": 6.0, "rerank_new": 1.0, "lexical": 0.0}, 0.0)
    monkeypatch.setattr("assistant.signals.load_models", lambda: (model, model))
    reranker = TableReranker({"röd häst": 0.0, "blå båt": 2.5, "grön gris": 9.0})
    vectors = np.array([[0.8, 0.6], [0.6, 0.8], [0.0, 1.0]], dtype=np.float32)
    pool = Pool(["h", "b", "g"], ["röd häst", "blå båt", "grön gris"], vectors, Models(FakeEmbedder(), reranker))
    ranked = pool.rank("En blå båt?", np.array([1.0, 0.0], dtype=np.float32), reranked=2)
    assert ranked["dense"] == ("h", "b", "g")  # 0.8, 0.6, 0
    assert ranked["bm25"] == ("b",)  # the others share no word
    # Dense has mean 0.4667 and deviation 0.3399: z = 0.981, 0.392, -1.373; BM25's z = -0.707, 1.414, -0.707.
    # 0.7 and 0.3 of them: 0.475, 0.699, -1.173.
    assert ranked["fusion"] == ("b", "h", "g")
    # Of the first two: b 6·0.6 + 2.5 = 6.1, h 6·0.8 + 0 = 4.8; g isn't read, whatever its logit.
    assert ranked["reranked"] == ("b", "h", "g")
    assert reranker.read == ["blå båt", "röd häst"]
    reranker.logits = {"röd häst": 2.0, "blå båt": 2.5, "grön gris": 9.0}  # h 6.8
    assert pool.rank("En blå båt?", np.array([1.0, 0.0], dtype=np.float32), reranked=2)["reranked"] == ("h", "b", "g")


def test_equally_good_answers_stand_in_the_files_order() -> None:
    vectors = np.ones((3, 1), dtype=np.float32)
    pool = Pool(["z", "a", "m"], ["x1", "x2", "x3"], vectors, Models(FakeEmbedder(), None))
    assert pool.rank("y", np.ones(1, dtype=np.float32), reranked=2) == {
        "dense": ("z", "a", "m"),
        "bm25": (),
        "fusion": ("z", "a", "m"),
    }


@pytest.mark.parametrize(("suite", "write"), [("squad_v2_sv", write_squad), ("swefaq", write_faq)])
def test_two_runs_differ_in_times_only(
    suite: str, write: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_plain_models(monkeypatch)
    data, opener = write(tmp_path), TestOpener(tmp_path)
    provenance = collect_provenance([], {})
    first, second = (run_benchmark(suite, data, opener).to_json(provenance) for _ in range(2))
    for told in (first, second):
        assert told["scores"].pop("latency_median")["value"] > 0
    assert first == second


def test_a_benchmark_as_text(tmp_path: Path) -> None:
    benchmark = measure_squad(write_squad(tmp_path), TestOpener(tmp_path, SQUAD_SCRIPT))
    provenance = collect_provenance(benchmark.documents, {"max_quotes": 4})
    told = benchmark.to_json(provenance)
    assert told["suite"] == "squad_v2_sv"
    assert any("maskinöversatta" in note for note in told["notes"])
    assert any("ett stycke" in note for note in told["notes"])
    assert told["provenance"]["documents"] == provenance.documents
    right = told["scores"]["any_right"]
    assert (right["value"], right["count"]) == (pytest.approx(2 / 3), 3)
    assert 0 <= right["low"] < right["value"] < right["high"] <= 1
    row = next(line for line in benchmark.to_text().splitlines() if line.startswith("Något visat citat"))
    assert row.split()[-3:] == ["0,667", "0,000–1,000", "3"]
    summary = benchmark.to_markdown(provenance)
    assert "| Något visat citat rymmer svaret på dess plats | 0,667 | 0,000–1,000 | 3 |" in summary
    assert "max_quotes = 4" in summary
    assert all(f"- {note}" in summary for note in benchmark.notes)


def change_squad(path: str, value: Any) -> Any:
    """Return SQUAD with the value at a path ("data.0.title") replaced, or taken away if the value is None."""
    whole = copy.deepcopy(SQUAD)
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = whole
    for part in parents:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return whole


QAS = "data.0.paragraphs.0.qas"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1], r"filen ska vara ett objekt"),
        ({"data": []}, r"data är tom"),
        (change_squad("data.1.title", None), r"data\[1\]\.title saknas"),
        (change_squad("data.1.paragraphs", []), r"data\[1\]\.paragraphs är tom"),
        (change_squad("data.0.paragraphs.1.context", " \n"), r"data\[0\]\.paragraphs\[1\]\.context är tom"),
        (change_squad(f"{QAS}.0.question", 7), r"data\[0\]\.paragraphs\[0\]\.qas\[0\]\.question ska vara text"),
        (change_squad(f"{QAS}.0.is_impossible", "nej"), r"qas\[0\]\.is_impossible ska vara true eller false"),
        (change_squad(f"{QAS}.1.answers.0.answer_start", "3"), r"answers\[0\]\.answer_start ska vara ett heltal"),
        (change_squad(f"{QAS}.1.answers.0.answer_start", -1), r"answers\[0\]\.answer_start ska vara minst 0"),
        (change_squad(f"{QAS}.1.answers.0.answer_start", 2), r"qas\[1\]\.answers\[0\]: svaret 'mycket fisk' står inte"),
        (change_squad(f"{QAS}.1.answers.0.answer_start", 9999), r"står inte vid tecken 9999"),
        (change_squad(f"{QAS}.0.answers", []), r"qas\[0\]: frågan a saknar svar"),
        (change_squad(f"{QAS}.0.is_impossible", True), r"qas\[0\]: frågan a går inte att besvara \(.*\) men har svar"),
        (change_squad(f"{QAS}.1.id", "a"), r"frågan a står två gånger"),
        ({"data": [{"title": "T", "paragraphs": [{"context": "Text.", "qas": []}]}]}, r"har inga frågor"),
    ],
)
def test_a_bad_squad_file_is_refused_with_its_place(tmp_path: Path, value: Any, message: str) -> None:
    path = write_squad(tmp_path, value)
    with pytest.raises(EvalsError, match=message) as caught:
        run_benchmark("squad_v2_sv", path, refuse)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({**FAQ[0], "label": 2}, r"rad 4: label är 2, men det finns 2 svar"),
        ({**FAQ[0], "label": -1}, r"rad 4: label ska vara minst 0"),
        ({**FAQ[0], "label": True}, r"rad 4: label ska vara ett heltal"),
        ({**FAQ[0], "candidate_answers": []}, r"rad 4: candidate_answers är tom"),
        ({**FAQ[0], "candidate_answers": ["Ja.", " "]}, r"rad 4: candidate_answers\[1\] är tom"),
        ({**FAQ[0], "meta": {}}, r"rad 4: meta\.category saknas"),
        ({"question": "Vad?"}, r"rad 4: candidate_answers saknas"),
        ("text", r"rad 4: raden ska vara ett objekt"),
    ],
)
def test_a_bad_swefaq_line_is_refused_with_its_number(tmp_path: Path, row: Any, message: str) -> None:
    path = write_faq(tmp_path, [*FAQ, row])
    with pytest.raises(EvalsError, match=message) as caught:
        run_benchmark("swefaq", path, refuse)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("suite", "raw", "message"),
    [
        ("squad_v2_sv", b'{"data": [', r"filen är inte giltig JSON \(.*line 1"),
        ("swefaq", b'\n{"question": ', r"rad 2: raden är inte giltig JSON"),
        ("squad_v2_sv", b" \n", r"är tom"),
        ("swefaq", b"", r"är tom"),
        ("swefaq", b'{"question": "\xe5"}', r"inte text i UTF-8 \(fel vid byte 14\)"),
    ],
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, suite: str, raw: bytes, message: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(raw)
    with pytest.raises(EvalsError, match=message):
        run_benchmark(suite, path, refuse)


@pytest.mark.parametrize("cut", [slice(5, None), slice(None, -12)])
def test_a_damaged_packed_file_is_refused(tmp_path: Path, cut: slice) -> None:
    path = tmp_path / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps(SQUAD).encode())[cut])
    with pytest.raises(EvalsError, match="kan inte läsas"):
        run_benchmark("squad_v2_sv", path, refuse)


@pytest.mark.parametrize(
    ("suite", "where"),
    [("squad_v2_sv", r"github\.com/susumu2357/SQuAD_v2_sv"), ("swefaq", "Språkbanken Text.*SuperLim 2")],
)
def test_a_missing_file_tells_where_it_is_published(tmp_path: Path, suite: str, where: str) -> None:
    with pytest.raises(EvalsError, match=rf"finns inte\. .*{where}"):
        run_benchmark(suite, tmp_path / "borta.json", refuse)


def test_an_unknown_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalsError, match="'genre_qa'.*swefaq, squad_v2_sv"):
        run_benchmark("genre_qa", tmp_path, refuse)


def test_an_assistant_without_an_index_is_refused_and_closed(tmp_path: Path) -> None:
    class Other:
        documents: Mapping[str, Document] = {}
        is_closed = False

        def ask(self, question: Question) -> Answer:
            raise AssertionError("it is not asked")

        def close(self) -> None:
            self.is_closed = True

    other = Other()
    with pytest.raises(EvalsError, match="egen assistent"):
        run_benchmark("swefaq", write_faq(tmp_path), lambda documents=None, *, changes=None: other)
    assert other.is_closed
