"""Where to put it: proven plans, and proofs that need no trust.

>>> from mulin.engines import siting
>>> seconds = [[0, 300, 900], [300, 0, 600], [900, 600, 0]]
>>> plan = siting.p_median(seconds, 1, weight=[10, 20, 5])
>>> plan.sites, plan.value, plan.lower_bound, plan.proven
((1,), 6000, 6000, True)
>>> siting.verify(seconds, 1, plan, weight=[10, 20, 5])
True
"""

from mulin.engines.siting.capacitated import Sharing, capacitated, verify_capacitated
from mulin.engines.siting.centre import p_centre, verify_centre
from mulin.engines.siting.certificate import Certificate
from mulin.engines.siting.cover import Cover, max_cover, verify_cover
from mulin.engines.siting.equity import Equity, equity, verify_equity
from mulin.engines.siting.errors import BadCosts, Impossible, SitingError, TooLittleRoom
from mulin.engines.siting.median import Alternative, Siting, p_median, verify
from mulin.engines.siting.programme import Programme, Room, Wish, check_programme, programme

__all__ = [
    "Alternative",
    "BadCosts",
    "Certificate",
    "Cover",
    "Equity",
    "Impossible",
    "Programme",
    "Room",
    "Sharing",
    "Siting",
    "SitingError",
    "TooLittleRoom",
    "Wish",
    "capacitated",
    "check_programme",
    "equity",
    "max_cover",
    "p_centre",
    "p_median",
    "programme",
    "verify",
    "verify_capacitated",
    "verify_centre",
    "verify_cover",
    "verify_equity",
]
