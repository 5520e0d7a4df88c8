"""Which governments the demo has, how large each is and in which shapes each delivers."""

from dataclasses import dataclass

SMALLEST_AGENCY = 12

MATARAM, SEMARANG, MAMUJU, DUMAI = "mataram", "semarang", "mamuju", "dumai"
STYLES = (MATARAM, SEMARANG, MAMUJU, DUMAI)

_PILOTS = (
    ("52.71", "Kota Mataram", "Mataram", 8, 3.4, "Ampenan"),
    ("33.74", "Kota Semarang", "Semarang", 7, 3.0, "Gajahmungkur"),
    ("76.02", "Kabupaten Mamuju", "Mamuju", 8, 2.0, "Simboro"),
    ("14.72", "Kota Dumai", "Dumai", 7, 1.6, "Dumai Kota"),
)
_INVENTED_PER_PROVINCE = 99
_INVENTED_FIRST_PROVINCE = 90
_INVENTED_PROVINCES = 9
MOST_AGENCIES = len(_PILOTS) + _INVENTED_PROVINCES * _INVENTED_PER_PROVINCE
_INVENTED_WEIGHTS = (1.0, 0.6, 1.4, 0.8, 1.2)


@dataclass(frozen=True)
class Agency:
    """One government of the demo; `style` names the pilot whose file shapes it uses."""

    ordinal: int
    code: str
    name: str
    short_name: str
    utc_offset: int
    district: str
    style: str
    employees: int
    first_person: int

    @property
    def is_pilot(self) -> bool:
        """Whether this is one of the four pilots, who also carry workbooks and planted defects."""
        return self.ordinal < len(STYLES)

    @property
    def digits(self) -> str:
        """Region code without its dot, as used inside other codes."""
        return self.code.replace(".", "")


def plan_agencies(count: int, employees: int) -> list[Agency]:
    """Split the people over the four pilots and, beyond four, over invented governments 90.01, 90.02, ...

    Each agency has at least twelve people, so very small totals are exceeded.
    """
    weights = [pilot[4] for pilot in _PILOTS[:count]]
    weights += [_INVENTED_WEIGHTS[i % len(_INVENTED_WEIGHTS)] for i in range(count - len(weights))]
    sizes = [max(SMALLEST_AGENCY, int(employees * weight / sum(weights))) for weight in weights]
    sizes[0] += max(0, employees - sum(sizes))
    return [_agency(i, size, sum(sizes[:i])) for i, size in enumerate(sizes)]


def _agency(ordinal: int, employees: int, first_person: int) -> Agency:
    style = STYLES[ordinal % len(STYLES)]
    if ordinal < len(_PILOTS):
        code, name, short, offset, _, district = _PILOTS[ordinal]
        return Agency(ordinal, code, name, short, offset, district, style, employees, first_person)
    number = ordinal - len(_PILOTS)
    code = (
        f"{_INVENTED_FIRST_PROVINCE + number // _INVENTED_PER_PROVINCE}"
        f".{number % _INVENTED_PER_PROVINCE + 1:02d}"
    )
    short = f"Rekaan {number + 1:03d}"
    return Agency(ordinal, code, f"Kabupaten {short}", short, 7, "Satu", style, employees, first_person)
