"""Writes python.safetensors with the reference implementation of the format. Run with NumPy and safetensors: python write.py"""

import numpy as np
from safetensors.numpy import save_file

save_file(
    {
        "layers.0.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 7,
        "ids": np.array([-(2**31), 0, 2**31 - 1], dtype=np.int32),
        "bytes": np.array([0, 1, 255], dtype=np.uint8),
        "mask": np.array([True, False, True, True, False]),
        "doubles": np.array([np.pi, -0.0, np.inf], dtype=np.float64),
        "big": np.array([[2**62, -1]], dtype=np.int64),
        "scalar": np.array(2.5, dtype=np.float32),
        "empty": np.zeros((0, 4), dtype=np.float32),
        "grün ☃": np.array([1.0], dtype=np.float32),
    },
    "python.safetensors",
    metadata={"title": 'quotes " and ünïcode', "step": "12"},
)
save_file({"half": np.zeros(2, dtype=np.float16)}, "half.safetensors")
