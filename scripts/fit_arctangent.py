#!/usr/bin/env python3
"""Fit the polynomial of lib/Import/ComposedFunctions.cpp, and say how far off it is in float32.

    fit_arctangent.py [--terms 9]

P of arctan(t) = t (1 + z P(z)), z = t^2, for t from 0 to 1: least squares of the error relative to
the result, weighted anew until its peaks are alike. Prints the coefficients as float32, the highest
power first, and the largest error in spacings of the result.
"""

from __future__ import annotations

import argparse

import numpy

ROUNDS = 200


def fit(terms: int) -> numpy.ndarray:
    """The coefficients, the lowest power first."""
    angles = (2 * numpy.arange(400) + 1) * numpy.pi / 800
    z = (1 + numpy.cos(angles)) / 2
    t = numpy.sqrt(z)
    wanted = numpy.arctan(t) / t - 1
    powers = numpy.vander(z, terms, increasing=True) * z[:, None]
    weights = numpy.ones_like(z)
    for _ in range(ROUNDS):
        coefficients, *_ = numpy.linalg.lstsq(
            powers * weights[:, None], wanted * weights, rcond=None
        )
        error = numpy.abs(powers @ coefficients - wanted)
        weights *= (error / error.max() + 1e-3) ** 0.3
        weights /= weights.max()
    return coefficients.astype(numpy.float32)


def largest_error(coefficients: numpy.ndarray) -> float:
    """In spacings of the result, computed as the kernel does."""
    t = numpy.linspace(1e-3, 1, 200001).astype(numpy.float32)
    z = t * t
    total = numpy.full_like(t, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total = total * z + coefficient
    result, exact = t + t * (z * total), numpy.arctan(t.astype(numpy.float64))
    return (numpy.abs(result - exact) / numpy.spacing(exact.astype(numpy.float32))).max()


def main() -> None:
    """Fits and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--terms", type=int, default=9)
    coefficients = fit(parser.parse_args().terms)
    print(", ".join(f"{coefficient:.9g}" for coefficient in coefficients[::-1]))
    print(f"largest error: {largest_error(coefficients):.2f} spacings")


if __name__ == "__main__":
    main()
