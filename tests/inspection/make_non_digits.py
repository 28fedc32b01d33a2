"""``python -m tests.inspection.make_non_digits``: write drawings that are not digits to ``non_digits.jsonl``.

Every drawing below was designed on a square of 100 by 100; each is written four times, varied as in handwriting: in
size, position, proportions, rotation and unsteadiness. Shapes that a person might take for a digit are left out (O, I,
l, S, Z, B, an upright dash); shapes that merely resemble one (infinity, U, a diamond) are in.
"""

import itertools
import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "non_digits.jsonl"
COPIES = 4


def arc(x, y, radius_x, radius_y, start, stop, points=24):
    """Return an arc of an ellipse around (x, y); angles in degrees, 0 to the right, increasing downwards."""
    angles = np.radians(np.linspace(start, stop, points))
    return np.stack([x + radius_x * np.cos(angles), y + radius_y * np.sin(angles)], axis=1).round(1).tolist()


def curve(function, start, stop, points=48):
    """Return points of ``function``, which returns x and y, between ``start`` and ``stop``."""
    return [list(map(float, function(t))) for t in np.linspace(start, stop, points)]


def spiral(turns, inner=4):
    return curve(
        lambda t: (
            50 + (inner + 45 * t) * np.cos(2 * np.pi * turns * t),
            50 + (inner + 45 * t) * np.sin(6.283 * turns * t),
        ),
        0,
        1,
        24 * turns,
    )


def heart(t):
    return 50 + 3 * 16 * np.sin(t) ** 3, 45 - 3 * (
        13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    )


CIRCLE = arc(50, 50, 48, 48, -90, 270, 40)
DRAWINGS = {
    "A": [[[5, 100], [50, 0], [95, 100]], [[22, 62], [78, 62]]],
    "E": [[[85, 2], [15, 0], [14, 100], [88, 98]], [[15, 48], [70, 50]]],
    "F": [[[90, 0], [15, 2], [15, 100]], [[15, 48], [72, 46]]],
    "H": [[[12, 0], [10, 100]], [[88, 0], [90, 100]], [[11, 50], [89, 50]]],
    "K": [[[15, 0], [15, 100]], [[85, 0], [16, 55]], [[35, 42], [90, 100]]],
    "M": [[[5, 100], [15, 0], [50, 70], [85, 0], [96, 100]]],
    "N": [[[10, 100], [12, 0], [86, 100], [90, 0]]],
    "R": [[[15, 100], [15, 0], [60, 2], [82, 14], [82, 34], [60, 48], [16, 52]], [[45, 52], [88, 100]]],
    "T": [[[0, 2], [100, 0]], [[50, 2], [50, 100]]],
    "U": [[[10, 0], [10, 60], *arc(50, 60, 40, 40, 180, 0, 14), [90, 0]]],
    "W": [[[0, 0], [25, 100], [50, 30], [75, 100], [100, 0]]],
    "X": [[[5, 0], [95, 100]], [[92, 0], [8, 100]]],
    "Y": [[[5, 0], [50, 48]], [[95, 0], [50, 48], [50, 100]]],
    "m": [[[5, 100], [5, 30], *arc(25, 50, 20, 25, 180, 360, 10), [45, 100], [45, 50],
           *arc(68, 50, 23, 25, 180, 360, 10), [92, 100]]],
    "psi": [[[5, 0], [8, 40], *arc(50, 40, 42, 30, 180, 0, 14), [95, 0]], [[50, 0], [50, 100]]],
    "zhe": [[[5, 0], [95, 100]], [[95, 0], [5, 100]], [[50, 0], [50, 100]]],
    "omega": [[[5, 98], [30, 98], *arc(50, 45, 42, 44, 115, 425, 24), [70, 98], [95, 98]]],
    "pi": [[[0, 8], [100, 4]], [[28, 8], [20, 100]], [[72, 6], [76, 90], [90, 100]]],
    "plus": [[[50, 0], [50, 100]], [[0, 50], [100, 50]]],
    "equals": [[[0, 30], [100, 28]], [[0, 70], [100, 72]]],
    "three lines": [[[0, 10], [100, 8]], [[0, 50], [100, 50]], [[2, 90], [100, 94]]],
    "dash": [[[0, 50], [50, 52], [100, 50]]],
    "hash": [[[35, 0], [28, 100]], [[72, 0], [66, 100]], [[2, 34], [100, 32]], [[0, 68], [98, 66]]],
    "asterisk": [[[50, 0], [50, 100]], [[8, 25], [92, 75]], [[92, 25], [8, 75]]],
    "tilde": [curve(lambda t: (t, 50 - 22 * np.sin(t / 16)), 0, 100)],
    "per cent": [[[90, 0], [10, 100]], arc(20, 20, 18, 20, 0, 360, 16), arc(80, 80, 18, 20, 0, 360, 16)],
    "exclamation marks": [[[25, 0], [25, 70]], [[25, 96], [26, 98]], [[75, 0], [75, 70]], [[75, 96], [76, 98]]],
    "brackets": [[[30, 0], [5, 0], [5, 100], [30, 100]], [[70, 0], [95, 0], [95, 100], [70, 100]]],
    "triangle": [[[50, 0], [100, 92], [0, 92], [50, 0]]],
    "square": [[[2, 2], [98, 0], [100, 98], [0, 100], [2, 2]]],
    "flat rectangle": [[[0, 25], [100, 25], [100, 75], [0, 75], [0, 25]]],
    "crossed square": [[[2, 2], [98, 0], [100, 98], [0, 100], [2, 2], [100, 98]], [[98, 0], [0, 100]]],
    "window": [[[2, 2], [98, 0], [100, 98], [0, 100], [2, 2]], [[50, 1], [50, 99]], [[1, 50], [99, 50]]],
    "diamond": [[[50, 0], [100, 50], [50, 100], [0, 50], [50, 0]]],
    "pentagram": [[[22, 100], [50, 0], [80, 100], [2, 38], [98, 38], [22, 100]]],
    "outlined star": [[[50, 0], [61, 35], [98, 35], [68, 57], [79, 92], [50, 70], [21, 92], [32, 57], [2, 35], [39, 35],
                       [50, 0]]],
    "hexagon": [[[25, 5], [75, 5], [100, 50], [75, 95], [25, 95], [0, 50], [25, 5]]],
    "heart": [curve(heart, 0, 2 * np.pi)],
    "right arrow": [[[0, 50], [100, 50]], [[65, 20], [100, 50], [65, 80]]],
    "left arrow": [[[100, 50], [0, 50]], [[35, 20], [0, 50], [35, 80]]],
    "double arrow": [[[0, 50], [100, 50]], [[75, 25], [100, 50], [75, 75]], [[25, 25], [0, 50], [25, 75]]],
    "broad arrow": [[[0, 35], [55, 35], [55, 8], [100, 50], [55, 92], [55, 65], [0, 65], [0, 35]]],
    "infinity": [curve(lambda t: (50 + 50 * np.cos(t), 50 + 24 * np.sin(2 * t)), 0, 2 * np.pi)],
    "check mark": [[[0, 58], [32, 96], [100, 6]]],
    "spiral of two turns": [spiral(2)],
    "spiral of three turns": [spiral(3)],
    "spiral of four turns": [spiral(4)],
    "upright zigzag": [[[20, 0], [80, 16], [20, 34], [80, 52], [20, 70], [80, 86], [20, 100]]],
    "lying zigzag": [[[0, 20], [16, 80], [33, 20], [50, 80], [67, 20], [84, 80], [100, 20]]],
    "castle line": [[[0, 70], [0, 30], [25, 30], [25, 70], [50, 70], [50, 30], [75, 30], [75, 70], [100, 70],
                     [100, 30]]],
    "lightning": [[[65, 0], [22, 50], [52, 50], [30, 100], [82, 38], [50, 40], [88, 0], [65, 0]]],
    "face": [CIRCLE, [[32, 34], [33, 38]], [[67, 34], [68, 38]], arc(50, 54, 26, 22, 20, 160, 14)],
    "house": [[[12, 100], [12, 45], [88, 45], [88, 100], [12, 100]], [[2, 48], [50, 2], [98, 48]],
              [[42, 100], [42, 70], [58, 70], [58, 100]]],
    "stick figure": [arc(50, 13, 12, 13, -90, 270, 16), [[50, 26], [50, 65]], [[18, 42], [82, 42]],
                     [[22, 100], [50, 65], [78, 100]]],
    "fish": [[[100, 20], *arc(42, 50, 42, 28, 40, 320, 30), [100, 82], [100, 20]], [[20, 44], [22, 46]]],
    "tree": [[[50, 100], [50, 60]], [[10, 62], [50, 0], [90, 62], [10, 62]]],
    "sun": [arc(50, 50, 22, 22, 0, 360, 20), *[arc(50, 50, 30 + 0, 30, a, a, 1) + arc(50, 50, 50, 50, a, a, 1)
            for a in range(0, 360, 45)]],
    "flower": [curve(lambda t: (50 + 48 * abs(np.cos(2.5 * t)) * np.cos(t), 50 + 48 * abs(np.cos(2.5 * t)) * np.sin(t)),
               0, 2 * np.pi, 80)],
    "rings": [CIRCLE, arc(50, 50, 24, 24, 0, 360, 24)],
    "crossed circle": [CIRCLE, [[16, 16], [84, 84]], [[84, 16], [16, 84]]],
    "envelope": [[[0, 18], [100, 18], [100, 84], [0, 84], [0, 18], [50, 55], [100, 18]]],
    "hourglass": [[[10, 0], [90, 0], [10, 100], [90, 100], [10, 0]]],
    "ladder": [[[25, 0], [22, 100]], [[75, 0], [78, 100]], *[[[25, y], [76, y]] for y in (15, 38, 61, 84)]],
    "umbrella": [[*arc(50, 45, 50, 45, 180, 360, 20), [0, 45]], [[50, 45], [50, 88], *arc(40, 88, 10, 10, 0, 150, 8)]],
    "cup": [[[5, 15], [12, 95], [65, 95], [72, 15], [5, 15]], arc(72, 48, 26, 22, -80, 85, 14)],
    "cloud": [[*arc(25, 60, 25, 22, 90, 270, 12), *arc(48, 42, 26, 30, 200, 340, 12), *arc(76, 60, 24, 22, -90, 90, 12),
               [25, 82]]],
    "moon": [[*arc(50, 50, 48, 48, -50, -310, 30), *arc(72, 50, 38, 38, 110, 250, 20)]],
    "comb": [[[0, 20], [100, 20]], *[[[x, 20], [x, 90]] for x in (0, 20, 40, 60, 80, 100)]],
    "waves": [curve(lambda t, y=y: (t, y + 8 * np.sin(t / 8)), 0, 100, 36) for y in (20, 50, 80)],
    "dots": [[[x, y], [x + 2, y + 1]] for x in (10, 50, 90) for y in (10, 50, 90)],
    "loops": [curve(lambda t: (5 * t + 14 * np.sin(t * 1.6), 50 - 28 * np.cos(t * 1.6)), 0, 17, 90)],
    "bow": [[[0, 10], [100, 90], [100, 10], [0, 90], [0, 10]]],
}  # fmt: skip


def scribble(rng):
    """Return one restless line through many random points, curved or angular, or several short lines."""
    kind = rng.integers(3)
    if kind == 2:
        starts = rng.uniform(0, 100, (rng.integers(4, 9), 2))
        return [[start.tolist(), (start + rng.normal(0, 28, 2)).tolist()] for start in starts]
    corners = rng.uniform(0, 100, (rng.integers(7, 16), 2))
    if kind == 1:
        return [corners.tolist()]
    indices = np.arange(len(corners))
    fine = np.linspace(0, len(corners) - 1, 6 * len(corners))
    # Smooth the corners, so that the line is curved.
    line = np.stack([np.interp(fine, indices, corners[:, axis]) for axis in (0, 1)], axis=1)
    for _ in range(4):
        line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return [line.tolist()]


def handwritten(strokes, rng):
    """Return ``strokes`` as a person would draw them on a pad of 500 by 500, as whole numbers."""
    turn, stretch = rng.normal(0, 0.09), np.exp(rng.normal(0, 0.14, 2))
    size = rng.uniform(0.9, 4.2)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    position = rng.uniform(0, 500 - 100 * size, 2)
    written = []
    for stroke in strokes:
        points = (np.array(stroke) - 50) * stretch
        points = densified(points) @ rotation.T
        points += rng.normal(0, 1.5, 2) + unsteadiness(len(points), rng)
        written.append(((points + 50) * size + position).round().astype(int).tolist())
    return written


def densified(points):
    """Return ``points`` with more points inserted, about six units apart, so that straight lines waver too."""
    pieces = [points[:1]]
    for start, stop in itertools.pairwise(points):
        steps = max(1, round(float(np.hypot(*(stop - start)) / 6)))
        pieces.append(start + (stop - start) * np.linspace(0, 1, steps + 1)[1:, None])
    return np.concatenate(pieces)


def unsteadiness(count, rng):
    """Return slow random deviations, shape (count, 2), of about two units."""
    steps = rng.normal(0, 0.9, (count, 2)).cumsum(axis=0)
    return steps - np.linspace(0, 1, count)[:, None] * steps[-1] - steps.mean(axis=0) / 2


def main():
    rng = np.random.default_rng(20)
    drawings = [(name, strokes) for name, strokes in DRAWINGS.items() for _ in range(COPIES)]
    drawings += [("scribble", scribble(rng)) for _ in range(40)]
    lines = [
        json.dumps({"label": name, "strokes": handwritten(strokes, rng)}, separators=(",", ":"))
        for name, strokes in drawings
    ]
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
