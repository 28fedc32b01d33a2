"""Numbers formatted for people: digit groups, percentages, sizes, durations."""

import math

THIN_SPACE = "\u202f"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def grouped(number: float) -> str:
    """Return ``number``, rounded to an integer, with thin spaces between groups of three digits: 109 386."""
    return f"{number:,.0f}".replace(",", THIN_SPACE)


def significant(number: float, digits: int = 4) -> str:
    """Return ``number`` with ``digits`` significant digits: 0.01230, 2.303, 1.863·10¹⁸; a dash if it is not finite."""
    if not math.isfinite(number):
        return "–"
    mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if number == 0 or -4 < power < 6:
        return f"{number:.{max(0, digits - 1 - power)}f}"
    return f"{mantissa}·10{str(power).translate(_SUPERSCRIPTS)}"


def short(number: float) -> str:
    """Return ``number`` with at most four significant digits and no zeros at its end: 0.5, 150, 2·10⁻⁵."""
    mantissa, dot, power = significant(number).partition("·")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + dot + power


def with_minus(text: str) -> str:
    """Return the ``text`` of a number with a true minus sign instead of a hyphen: −0.117."""
    return text.replace("-", "−")


def rounded(number: float) -> str:
    """Return ``number`` in two or three digits with a unit, where there is little room: 650, 8.3k, 100k, 1.2M."""
    for unit in ("", "k"):
        if number < 999.5:
            return f"{number:.0f}{unit}" if number >= 99.5 or not unit else f"{number:.2g}{unit}"
        number /= 1000
    return f"{number:.2g}M" if number < 99.5 else f"{number:.0f}M"


def percent(fraction: float, decimals: int = 1) -> str:
    """Return a fraction from 0 to 1 as a percentage: 97.2 %; a dash if it is not finite."""
    return f"{100 * fraction:.{decimals}f}{THIN_SPACE}%" if math.isfinite(fraction) else "–"


def megabytes(size: int) -> str:
    """Return a size in bytes as megabytes (10⁶ bytes): 11.6 MB."""
    return f"{size / 1e6:.1f}{THIN_SPACE}MB"


def duration(seconds: float) -> str:
    """Return a duration as minutes and seconds, with hours if there are any: 0:41, 1:02:03."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
