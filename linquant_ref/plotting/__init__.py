"""Pictures of quantization for the lessons, drawn with matplotlib.

Every function takes tensors or NumPy arrays, checks them before it opens a figure, never shows or closes a figure and
changes no matplotlib settings. Importing linquant_ref does not import this package.
"""

from linquant_ref.plotting.heatmaps import plot_quantization_errors
from linquant_ref.plotting.number_line import plot_number_line
from linquant_ref.plotting.range_use import plot_range_use
from linquant_ref.plotting.staircase import plot_staircase

__all__ = ["plot_number_line", "plot_quantization_errors", "plot_range_use", "plot_staircase"]
