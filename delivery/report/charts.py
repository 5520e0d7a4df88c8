"""Charts of the report as SVG to stand inside a page: readable on a phone, the same bytes each time.

Every bar carries its number, so that none is told by its colour alone. Matplotlib is imported here only.
"""

import io
import itertools
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 4.6
SIZE: Final = 11
UP: Final = "#1f5f8b"
DOWN: Final = "#b5541c"
INK: Final = "#1b2530"
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.spines.bottom": False,
    "text.color": INK,
    "hatch.linewidth": 0.7,
}
QUIET: Final = "#9aa5b1"
# Height of a bar, of a place that has 1; inches of a place.
BAR: Final = 0.4
ROOM: Final = 0.54


def bars(name: str, labels: Sequence[str], values: Sequence[int], texts: Sequence[str]) -> str:
    """Horizontal bars from 0 to the right, from top to bottom, each under its label.

    name: of the chart within its page, for its ids. texts: what stands beside each label.
    """

    def draw(axes: "Axes") -> None:
        places = list(range(len(values), 0, -1))
        axes.barh(places, list(values), height=BAR, color=UP)
        axes.set_xlim(0, max([1, *values]) * 1.02)
        _label(axes, places, labels, texts)
        axes.vlines([0] * len(values), *_edges(places), INK, linewidth=0.8)

    return _svg(name, 0.1 + len(values) * ROOM, 0.02, draw)


def steps(name: str, labels: Sequence[str], values: Sequence[int], texts: Sequence[str]) -> str:
    """Draw a bridge: each bar begins where the one above ends, the last one is all of them together.

    What falls is hatched. labels and texts have one more than values, that of the last bar.
    """
    ends = list(itertools.accumulate(values))
    begins = [0, *ends[:-1]]
    whole = ends[-1]

    def draw(axes: "Axes") -> None:
        places = list(range(len(values) + 1, 0, -1))
        for place, begin, change in zip(places, [*begins, 0], [*values, whole], strict=True):
            [bar] = axes.barh([place], [change], left=[begin], height=BAR, color=UP if change >= 0 else DOWN)
            if change < 0:
                bar.set_hatch("///")
                bar.set_edgecolor("white")
        low, high = min(0, *ends), max(0, *ends)
        room = max(high - low, 1) * 0.01
        axes.set_xlim(low - room if low < 0 else 0, high + room)
        upper, lower = _edges(places)
        axes.vlines(ends, lower[:-1], upper[1:], QUIET, linewidth=0.8)
        axes.vlines([0], [lower[-1]], [upper[0]], INK, linewidth=0.8, clip_on=False)
        _label(axes, places, labels, texts)

    return _svg(name, 0.1 + len(labels) * ROOM, 0.02, draw)


def columns(name: str, labels: Sequence[str], values: Sequence[int], texts: Sequence[str]) -> str:
    """Columns from left to right, such as months; the last one is the darkest."""

    def draw(axes: "Axes") -> None:
        places = list(range(len(values)))
        colours = ["#8fb0c7"] * (len(values) - 1) + [UP]
        axes.bar(places, list(values), width=0.62, color=colours)
        most = max([1, *values])
        for place, value, text in zip(places, values, texts, strict=True):
            axes.text(place, value + most * 0.03, text, ha="center", va="bottom")
        axes.set_xlim(-0.6, max(len(values), 4) - 0.4)
        axes.set_ylim(0, most * 1.18)
        axes.set_xticks(places, list(labels))
        axes.tick_params(length=0)
        axes.set_yticks([])
        axes.axhline(0, color=INK, linewidth=0.8)

    return _svg(name, 2.1, 0.12, draw)


def _edges(places: Sequence[int]) -> tuple[list[float], list[float]]:
    """Upper and lower edge of each bar."""
    return [place + BAR / 2 for place in places], [place - BAR / 2 for place in places]


def _label(axes: "Axes", places: Sequence[int], labels: Sequence[str], texts: Sequence[str]) -> None:
    """Write above each bar what it is and how much, on paper that covers what runs behind it."""
    axes.set_ylim(places[-1] - 0.35, places[0] + 0.65)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    for place, label, text in zip(places, labels, texts, strict=True):
        for at, side, written, weight in ((0, "left", label, "normal"), (1, "right", text, "bold")):
            axes.text(
                at, place + BAR / 2 + 0.05, written, transform=_across(axes), va="bottom", ha=side,
                weight=weight, bbox=paper,
            )  # fmt: skip
    axes.set_axis_off()


def _across(axes: "Axes") -> Any:  # noqa: ANN401 - a transform, which Matplotlib does not type
    """Left and right by the edges of the chart, up and down by its data."""
    return axes.get_yaxis_transform()


def _svg(name: str, height: float, below: float, draw: "Callable[[Axes], None]") -> str:
    """Draw on a figure of its own; the SVG is made a part of a page: no header or address, its own ids."""
    from matplotlib import rc_context  # noqa: PLC0415 - only who draws pays for it
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - as above
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    with rc_context({**_SETTINGS, "svg.hashsalt": name}):
        figure = Figure(figsize=(WIDTH, height))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.01, below, 0.98, 0.98 - below))
        draw(axes)
        written = io.StringIO()
        figure.savefig(
            written,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(
        r"<metadata>.*?</metadata>|<style.*?</style>| font-family: [^;]*;", "", text, flags=re.DOTALL
    )
    text = re.sub(r' xmlns(?::\w+)?="[^"]*"', "", text)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", text)
    text = re.sub(r'(<svg[^>]*?) height="[^"]*"', r'\1 aria-hidden="true" focusable="false"', text, count=1)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    return re.sub(r"#(?=[a-z_0-9]+[)\"])(?![0-9a-f]{6}\")", f"#{name}-", text)
