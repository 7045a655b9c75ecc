# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases that speak TAP: a case is a function whose docstring is its name, criterion first."""
import sys
import time
import traceback


def wait_for(condition, what, timeout=10.0):
    """The first true answer of @condition; fails with @what where there is none in time."""
    end = time.monotonic() + timeout
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not in {timeout:g} s: {what}")
        time.sleep(0.03)


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(actual, expected, what=""):
    check(actual == expected, f"{what}: {actual!r}, expected {expected!r}")


def run(*cases):
    """Runs the cases in their order and ends the program."""
    wanted = sys.argv[1:]
    cases = [case for case in cases if not wanted or any(word in case.__doc__ for word in wanted)]
    failed = 0
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        try:
            case()
            print(f"ok {number} - {case.__doc__}", flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} - {case.__doc__}", flush=True)
    sys.exit(1 if failed else 0)
