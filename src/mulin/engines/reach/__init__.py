"""Walking times: who can walk to what, at whose pace, and what would change it.

>>> from mulin.engines import reach
>>> raw = reach.from_tables(
...     [{"id": 1, "lon7": 1200000000, "lat7": 300000000}, {"id": 2, "lon7": 1200050000, "lat7": 300000000}],
...     [{"points": [1, 2], "name": "长街"}],
... )
>>> net = reach.build(raw)
>>> doors = reach.snap(net, [1200010000], [300001000])
>>> shops = {"药店": reach.snap(net, [1200040000], [300000000])}
>>> answer = reach.nearest(reach.costs(net, reach.walkers()["old"]), shops)
>>> answer.seconds(doors).tolist()
[[376]]
>>> reach.explain(answer, doors, "药店").sentence
'到最近的药店步行约 7 分钟，300 米。'
"""

from mulin.engines.reach.circle import Circle, circle
from mulin.engines.reach.costs import UNREACHED, Costs, closed, costs, gate_closed
from mulin.engines.reach.edits import Closed, Edit, Gate, Outcome, Path, Ramp
from mulin.engines.reach.errors import BadExtract, BadPlace, BadQuestion, BadTable, BadWalker, NoWays, ReachError
from mulin.engines.reach.isochrone import Area, isochrone
from mulin.engines.reach.link import link
from mulin.engines.reach.nearest import Reach, Several, nearest, several
from mulin.engines.reach.network import Network, build, gates
from mulin.engines.reach.osm import Feature, read_features, read_osm
from mulin.engines.reach.pairs import Pairs, many_to_many
from mulin.engines.reach.route import Leg, Obstacle, Route, explain
from mulin.engines.reach.snap import Snap, snap
from mulin.engines.reach.walker import Walker, read_walkers, walkers
from mulin.engines.reach.ways import NO_HEIGHT, RawWays, Spot, Way, from_tables
from mulin.engines.reach.whatif import Delta, what_if

__all__ = [
    "NO_HEIGHT",
    "UNREACHED",
    "Area",
    "BadExtract",
    "BadPlace",
    "BadQuestion",
    "BadTable",
    "BadWalker",
    "Circle",
    "Closed",
    "Costs",
    "Delta",
    "Edit",
    "Feature",
    "Gate",
    "Leg",
    "Network",
    "NoWays",
    "Obstacle",
    "Outcome",
    "Pairs",
    "Path",
    "Ramp",
    "RawWays",
    "Reach",
    "ReachError",
    "Route",
    "Several",
    "Snap",
    "Spot",
    "Walker",
    "Way",
    "build",
    "circle",
    "closed",
    "costs",
    "explain",
    "from_tables",
    "gate_closed",
    "gates",
    "isochrone",
    "link",
    "many_to_many",
    "nearest",
    "read_features",
    "read_osm",
    "read_walkers",
    "several",
    "snap",
    "walkers",
    "what_if",
]
