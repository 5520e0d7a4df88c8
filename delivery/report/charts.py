"""Charts of the report as SVG to stand inside a page: readable on a phone, the same bytes each time.

Every bar carries its number, so that none is told by its colour alone. Matplotlib is imported here only.
"""

import io
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
ROOM: Final = 0.34


def bars(name: str, labels: Sequence[str], values: Sequence[int], texts: Sequence[str]) -> str:
    """Horizontal bars from top to bottom; those below 0 are hatched and go to the left.

    name: of the chart within its page, for its ids. texts: what stands beside each bar.
    """

    def draw(axes: "Axes") -> None:
        places = range(len(values), 0, -1)
        colours = [UP if value >= 0 else DOWN for value in values]
        drawn = axes.barh(list(places), list(values), height=0.42, color=colours)
        for bar, value in zip(drawn, values, strict=True):
            if value < 0:
                bar.set_hatch("///")
                bar.set_edgecolor("white")
        most = max([1, *(abs(value) for value in values)])
        low = -most if any(value < 0 for value in values) else 0
        axes.set_xlim(low * 1.02, most * 1.02)
        axes.set_ylim(0.4, len(values) + 0.85)
        for place, label, text in zip(places, labels, texts, strict=True):
            axes.text(0, place + 0.3, label, transform=_across(axes), va="bottom", ha="left")
            axes.text(1, place + 0.3, text, transform=_across(axes), va="bottom", ha="right", weight="bold")
        axes.vlines(
            [0] * len(values),
            [place - 0.24 for place in places],
            [place + 0.24 for place in places],
            INK,
            linewidth=0.8,
        )
        axes.set_axis_off()

    return _svg(name, 0.2 + len(values) * ROOM * 1.45, 0.02, draw)


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
