"""Pictures of quantization for the lessons, drawn with matplotlib.

Every function takes tensors, NumPy arrays or errors, checks them before it opens a figure, draws in the Axes that it is
given or else in a new figure, never shows or closes a figure and changes no matplotlib settings. The words in a picture
are in the reader's language if matplotlib finds a font that can draw it. Importing linquant_ref does not import this
package.
"""

from linquant_ref.plotting.channel_scales import plot_channel_scales
from linquant_ref.plotting.comparisons import plot_error_by_bits, plot_granularities
from linquant_ref.plotting.heatmaps import plot_quantization_errors
from linquant_ref.plotting.number_line import plot_number_line
from linquant_ref.plotting.range_use import plot_range_use
from linquant_ref.plotting.sliders import explore_quantization
from linquant_ref.plotting.staircase import plot_staircase
from linquant_ref.plotting.weights import plot_weight_distribution

__all__ = [
    "explore_quantization",
    "plot_channel_scales",
    "plot_error_by_bits",
    "plot_granularities",
    "plot_number_line",
    "plot_quantization_errors",
    "plot_range_use",
    "plot_staircase",
    "plot_weight_distribution",
]
