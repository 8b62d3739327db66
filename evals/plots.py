"""The evaluation's figures as SVG: risk against coverage, calibration, quality by kind of question, time.

matplotlib draws them with stand-in colours that are replaced by the page's own (`_COLOURS`), so that they follow its
light and dark mode. The same runs give the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corpus.types import Document
from evals.judge import to_comparable
from evals.metrics import METRICS, find_percentile
from evals.metrics.abstention import bin_calibration, trace_risk_coverage
from evals.metrics.base import Observations, abstains, to_numbers, to_pairs
from evals.metrics.intervals import bootstrap
from evals.report import LABELS, Row, format_number, format_score, group_results
from evals.summary import SYSTEM_LABELS
from evals.texts_sv import STYLES
from evals.types import Case, Result, Run, Score

WIDTH_INCHES = 4.8
GROUP_METRICS = ("complete", "first_right")
NO_LIBRARY_SV = "inget bibliotek"

_INK, _SOFT, _GRID, _MAIN, _SECOND, _SHEET = "#010101", "#020202", "#030303", "#040404", "#050505", "#060606"
_COLOURS = {
    _INK: "currentColor",
    _SOFT: "var(--soft)",
    _GRID: "var(--line)",
    _MAIN: "var(--accent)",
    _SECOND: "var(--second)",
    _SHEET: "var(--sheet)",
}
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "belagg",
    "svg.fonttype": "none",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "legend.fontsize": 9.5,
    "text.parse_math": False,
    "text.color": _INK,
    "axes.labelcolor": _SOFT,
    "axes.edgecolor": _GRID,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _GRID,
    "grid.linewidth": 0.7,
    "xtick.color": _GRID,
    "ytick.color": _GRID,
    "xtick.labelcolor": _SOFT,
    "ytick.labelcolor": _SOFT,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
}
_SWEDISH = FuncFormatter(lambda value, _: f"{value:g}".replace(".", ","))


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure with its heading, what it shows in a sentence or two, and the same numbers as rows; the head first."""

    name: str
    title_sv: str
    text_sv: str
    svg: str
    rows: tuple[Row, ...]


def draw_plots(run: Run, baselines: Sequence[Run] = ()) -> tuple[Plot, ...]:
    """Return the figures of a run; those that it has no observations for are left out."""
    drawn = (
        _plot_risk(run, baselines),
        _plot_calibration(run),
        _plot_groups(run, "type", "Efter fråga", lambda case: (case.type or "–",)),
        _plot_groups(run, "style", "Efter frågestil", lambda case: (STYLES.get(case.style, case.style) or "–",)),
        _plot_groups(run, "library", "Efter bibliotek", _library_finder(run.documents)),
        _plot_latency(run),
    )
    return tuple(plot for plot in drawn if plot is not None)


def _plot_risk(run: Run, baselines: Sequence[Run]) -> Plot | None:
    points = trace_risk_coverage(_collect(run, "aurc"))
    if not points:
        return None
    answered = [result.case.id for result in run.results if not abstains(result)]
    risky = [outcome == 0 for case_id in answered for _, outcome in to_pairs(run.values[case_id].get("aurc", ()))]
    chosen = (len(risky) / len(run.results), sum(risky) / len(risky)) if risky else None
    always = {
        SYSTEM_LABELS.get(other.system, other.system): ends[-1]
        for other in baselines
        if (ends := trace_risk_coverage(_collect(other, "aurc")))
    }
    with _open_figure("risk", 3.3) as (figure, drawn):
        axes = figure.add_subplot()
        coverages, risks = [0.0, *(x for x, _ in points)], [points[0][1], *(y for _, y in points)]
        axes.fill_between(coverages, risks, step="pre", color=_MAIN, alpha=0.13, linewidth=0)
        axes.step(coverages, risks, where="pre", color=_MAIN, label="Belägg")
        if always:
            xs, ys = zip(*always.values(), strict=True)
            axes.plot(xs, ys, "o", color=_SHEET, mec=_SECOND, mew=1.6, ms=7, clip_on=False, label="jämförelserna")
        if chosen:
            axes.plot(*chosen, "o", color=_MAIN, mec=_SHEET, mew=1.5, ms=10, clip_on=False, label="Beläggs tröskel")
        _set_shares(axes, "Andel frågor som besvaras", "Andel av dem som blir fel")
        _put_legend(axes, 3)
    told = {
        f"Belägg, de säkraste {wanted} %": next(point for point in points if point[0] >= wanted / 100 - 1e-9)
        for wanted in (25, 50, 75, 100)
    }
    told |= ({"Beläggs tröskel": chosen} if chosen else {}) | always
    rows = [(name, format_number(x, "share"), format_number(y, "share")) for name, (x, y) in told.items()]
    head: Row = ("", "Besvaras", "Blir fel")
    text = (
        "Besvaras bara de säkraste frågorna blir färre fel. Kurvan visar hur felen ökar när fler släpps fram; "
        "ju lägre den ligger, desto bättre. En fråga utan svar i materialet kan bara besvaras fel, och det gör den som "
        "alltid svarar."
    )
    return Plot("risk", "Risk mot täckning", text, drawn(f"Risk mot täckning. {text}"), (head, *rows))


def _plot_calibration(run: Run) -> Plot | None:
    bins = bin_calibration(_collect(run, "calibration_error"))
    if not bins:
        return None
    told, true, counts = zip(*bins, strict=True)
    with _open_figure("calibration", 3.6) as (figure, drawn):
        axes, below = figure.subplots(2, sharex=True, height_ratios=(4, 1))
        axes.plot([0, 1], [0, 1], "--", color=_SOFT, linewidth=1, label="säkerheten stämmer")
        axes.vlines(told, told, true, color=_SECOND, linewidth=2, label="avstånd")
        axes.plot(told, true, "o", color=_MAIN, mec=_SHEET, mew=1, ms=8, clip_on=False, label="utfall")
        _set_shares(axes, "", "Besvarbara i verkligheten")
        _put_legend(axes, 3)
        below.bar(told, counts, width=0.07, color=_MAIN, alpha=0.55)
        for x, count in zip(told, counts, strict=True):
            below.annotate(str(count), (x, count), (0, 2), textcoords="offset points", ha="center", fontsize=8.5)
        below.set(xlabel="Angiven säkerhet att materialet svarar", ylabel="Frågor", yticks=[])
        below.set_ylim(0, max(counts) * 1.4)
        below.grid(False)
    rows = [
        (format_number(a, "share"), format_number(b, "share"), str(count))
        for a, b, count in zip(told, true, counts, strict=True)
    ]
    text = (
        "Av de frågor som fick en viss säkerhet borde lika stor andel gå att besvara. Punkter under linjen är för "
        "säkra, punkter över är för försiktiga. Staplarna visar hur många frågor som ligger bakom varje punkt."
    )
    head: Row = ("Angiven säkerhet", "Besvarbara", "Frågor")
    return Plot("calibration", "Stämmer säkerheten?", text, drawn(f"Stämmer säkerheten? {text}"), (head, *rows))


def _plot_groups(run: Run, name: str, title: str, to_names: Callable[[Case], Sequence[str]]) -> Plot | None:
    groups = group_results([result for result in run.results if result.case.answerable], to_names)
    if not groups:
        return None
    scores = {group: _score_group(of_group) for group, of_group in groups.items()}
    with _open_figure(name, 0.95 + 0.36 * len(groups)) as (figure, drawn):
        axes = figure.add_subplot()
        for metric, colour, mark, offset in zip(GROUP_METRICS, (_MAIN, _SECOND), "oD", (-0.15, 0.15), strict=True):
            for place, of_group in enumerate(scores.values()):
                told = of_group[metric]
                if told.low is not None and told.high is not None:
                    axes.hlines(place + offset, told.low, told.high, color=colour, linewidth=2, alpha=0.55)
            xs = [of_group[metric].value or 0.0 for of_group in scores.values()]
            ys = [place + offset for place in range(len(scores))]
            size = 7 if mark == "o" else 5.5
            axes.plot(xs, ys, mark, color=colour, mec=_SHEET, mew=1, ms=size, clip_on=False, label=LABELS[metric])
        axes.set(xlim=(0, 1), ylim=(len(groups) - 0.5, -0.5))
        axes.set_yticks(range(len(groups)), [f"{group} ({len(of_group)})" for group, of_group in groups.items()])
        axes.tick_params(axis="y", labelcolor=_INK, length=0)
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_formatter(_SWEDISH)
        _put_legend(axes, 2)
    rows = [
        (group, str(len(groups[group])), *(format_score(of_group[metric]) for metric in GROUP_METRICS))
        for group, of_group in scores.items()
    ]
    text = (
        "Besvarbara frågor, antalet inom parentes. Strecken är 95 %-intervall; där allt gick lika blir det inget "
        "streck, hur få frågorna än är."
    )
    if name == "library":
        text += " En fråga vars belägg rör flera bibliotek räknas med hos vart och ett."
    head: Row = ("Grupp", "Frågor", *(LABELS[metric] for metric in GROUP_METRICS))
    return Plot(name, title, text, drawn(f"{title}. {text}"), (head, *rows))


def _plot_latency(run: Run) -> Plot | None:
    times = sorted(to_numbers(_collect(run, "latency_median")))
    if not times:
        return None
    median, slow = find_percentile(times, 50), find_percentile(times, 95)
    with _open_figure("latency", 2.9) as (figure, drawn):
        axes = figure.add_subplot()
        counts, _, _ = axes.hist(times, bins=min(24, max(6, len(times) // 4)), color=_MAIN, alpha=0.55)
        top = float(max(counts))
        axes.plot(times, [-0.09 * top] * len(times), "|", color=_MAIN, ms=8, mew=1, alpha=0.7)
        for value, dashes, label in ((median, "-", "median"), (slow, "--", "95 %")):
            axes.axvline(value, color=_SECOND, linestyle=dashes, linewidth=1.6, label=f"{label}: {value:.0f} ms")
        axes.set(xlabel="Svarstid i millisekunder", ylabel="Frågor", ylim=(-0.18 * top, top * 1.08))
        axes.set_xlim(left=0)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= top])
        axes.grid(visible=False, axis="x")
        _put_legend(axes, 2)
    percents = {"kortast": 0.0, "25 %": 25.0, "median": 50.0, "75 %": 75.0, "95 %": 95.0, "längst": 100.0}
    rows = [(name, f"{find_percentile(times, percent):.0f} ms") for name, percent in percents.items()]
    text = "Ett streck under staplarna för varje svar. Tiderna gäller den maskin som står ovan."
    return Plot("latency", "Svarstid", text, drawn(f"Svarstid. {text}"), (("Andel av svaren", "Inom"), *rows))


def _collect(run: Run, name: str) -> Observations:
    return tuple(value for of_case in run.values.values() for value in of_case.get(name, ()))


def _score_group(results: Sequence[Result]) -> Mapping[str, Score]:
    """Return the scores of GROUP_METRICS only, since an interval of every metric for every group takes minutes."""
    scores = {}
    for metric in METRICS:
        if metric.name in GROUP_METRICS:
            by_case = [metric.observe(result) for result in results]
            seen = [value for observations in by_case for value in observations]
            low, high = bootstrap(metric, by_case)
            scores[metric.name] = Score(metric.name, metric.reduce(seen), len(seen), metric.unit, low, high)
    return scores


def _library_finder(documents: Sequence[Document]) -> Callable[[Case], Sequence[str]]:
    """Return a function that names the libraries that the evidence of a case is about."""
    about: dict[tuple[str, str], tuple[str, ...]] = {
        (document.id, to_comparable(sentence.text)): sentence.about
        for document in documents
        for sentence in document.sentences
    }

    def find(case: Case) -> Sequence[str]:
        alternatives = [alternative for group in case.evidence for alternative in group]
        names = [name for text in alternatives for name in about.get((case.document_id, to_comparable(text)), ())]
        return tuple(dict.fromkeys(names)) or (NO_LIBRARY_SV,)

    return find


def _set_shares(axes: Axes, x_label: str, y_label: str) -> None:
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=x_label, ylabel=y_label)
    axes.xaxis.set_major_formatter(_SWEDISH)
    axes.yaxis.set_major_formatter(_SWEDISH)


def _put_legend(axes: Axes, columns: int) -> None:
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncol=columns, handlelength=1.2, columnspacing=1.2, borderpad=0.2
    )


@contextmanager
def _open_figure(name: str, height_inches: float) -> Iterator[tuple[Figure, Callable[[str], str]]]:
    """Give a figure in the report's style, and a function that returns it as SVG with a text for screen readers."""
    with style.context(_STYLE, after_reset=True):  # a user's own matplotlibrc must not change the report
        figure = Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
        svg: list[str] = []
        yield figure, lambda label: _label(svg[0], name, label)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        svg.append(file.getvalue())


def _label(svg: str, name: str, label: str) -> str:
    """Return a figure as part of a page: its own ids, the page's colours and fonts, and a title."""
    svg = svg[svg.index("<svg") :].replace("\n", " ")
    svg = re.sub(r"<style.*?</style>", "", svg)
    svg = re.sub(r' xmlns(?::xlink)?="[^"]*"', "", svg)  # an HTML page needs none
    svg = re.sub(r" font-family: [^;\"]*;?", "", svg)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", svg)
    for standing_in, colour in _COLOURS.items():
        svg = svg.replace(standing_in, colour)
    head = f'<svg role="img" aria-labelledby="{name}-title"'
    return re.sub(r"<svg(.*?)>", rf'{head}\1><title id="{name}-title">', svg, count=1).replace(
        f'<title id="{name}-title">', f'<title id="{name}-title">{escape(label)}</title>', 1
    )
