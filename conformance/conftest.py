"""Markers that TileLang's own tests carry; the kit loads those tests for their kernels."""

MARKERS = ("cpu", "cuda", "gpu", "metal", "perf", "rocm")


def pytest_configure(config):
    for name in MARKERS:
        config.addinivalue_line("markers", f"{name}: of TileLang's tests, without a meaning here")
