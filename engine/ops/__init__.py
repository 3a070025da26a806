"""Every primitive by its name (`ops.add`): what the engine can compute, one declaration each."""

from engine.ops.activation import *
from engine.ops.arithmetic import *
from engine.ops.avg_pool import *
from engine.ops.attention import *
from engine.ops.broadcast import *
from engine.ops.choice import *
from engine.ops.comparison import *
from engine.ops.conv import *
from engine.ops.conv_transpose import *
from engine.ops.conversion import *
from engine.ops.ctc import *
from engine.ops.distance import *
from engine.ops.domain import *
from engine.ops.dropout import *
from engine.ops.elementwise import *
from engine.ops.index import *
from engine.ops.linear_algebra import *
from engine.ops.lookup import *
from engine.ops.loss import *
from engine.ops.message import *
from engine.ops.norm import *
from engine.ops.norm_back import *
from engine.ops.optimizer import *
from engine.ops.optimizer_adaptive import *
from engine.ops.penalty import *
from engine.ops.placing import *
from engine.ops.pointwise import *
from engine.ops.pool import *
from engine.ops.primitive import REGISTRY as ALL
from engine.ops.primitive import Primitive, Sample
from engine.ops.random import *
from engine.ops.recurrence import *
from engine.ops.reduce import *
from engine.ops.sequence import *
from engine.ops.resize import *
from engine.ops.rows import *
from engine.ops.scan import *
from engine.ops.shape import *
from engine.ops.subscript import *
from engine.ops.target import *
