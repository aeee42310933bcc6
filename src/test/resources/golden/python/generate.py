"""Writes floats.txt and values.jsonl: what Python says of values we write too.

Run by hand with Python 3 and its msgpack package; the files are kept so that no test needs either.
"""
import base64
import json
import random
import struct

import msgpack

random.seed(20261124)


def floats():
    values = [0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, 2 / 3, 1e16, 1e15, 9999999999999998.0, 1e17, 123456789012345680.0]
    values += [1e-4, 1e-5, 9.999e-5, 0.00012345, 1e22, 1e23, 2e23, 9e15, 1e7, 9999999.0, 12345678.9, 1e-3, 9.99e-4]
    values += [5e-324, 1e-323, 1.5e-323, 2e-323, 4.94e-322, 2.2250738585072014e-308, 1.7976931348623157e308]
    values += [k * 5e-324 for k in range(1, 300)]
    values += [float("nan"), float("inf"), float("-inf")]
    values += [float(f"1e{e}") for e in range(-323, 309)]
    values += [float(f"{random.randint(1, 99)}e{random.randint(-323, 306)}") for _ in range(1000)]
    values += [round(random.uniform(0, 100000), 3) for _ in range(500)]
    values += [struct.unpack(">d", random.getrandbits(64).to_bytes(8, "big"))[0] for _ in range(3000)]
    return values


def texts():
    yield from ("", "a", "ü", "€", "😀", '"', "\\", "/", "\x7f", "\u2028", "\u0080", "x" * 31, "x" * 32, "x" * 255, "x" * 256)
    yield "".join(chr(c) for c in range(0x20))
    yield "x" * 65536


def values():
    yield from (None, True, False, 1.5, [], {}, [[]], [{}], {"a": [1, {"b": None}]})
    for bits in (5, 7, 8, 15, 16, 31, 32, 63, 64):
        for delta in (-1, 0, 1):
            for sign in (1, -1):
                n = sign * (2**bits + delta)
                if -(2**63) <= n < 2**64:
                    yield n
    yield from texts()
    for n in (0, 1, 15, 16, 17, 65536):
        yield list(range(n)) if n < 20 else [0] * n
        if n < 20:
            yield {str(i): i for i in range(n)}
    yield {1: "int", None: "none", True: "true", False: "false", 2.5: "float", -3: "neg", "t": "text"}
    for _ in range(200):
        yield tree(3)


def tree(depth):
    kind = random.randrange(9 if depth else 6)
    if kind == 0:
        return random.choice([None, True, False])
    if kind == 1:
        return random.randint(-(2 ** random.randrange(1, 64)), 2 ** random.randrange(1, 64))
    if kind == 2:
        return random.choice([random.random(), random.uniform(-1e20, 1e20), float(random.randint(0, 99))])
    if kind < 6:
        return "".join(random.choice('abcäöü€😀"\\\n\t/ ') for _ in range(random.randrange(40)))
    if kind == 6:
        return [tree(depth - 1) for _ in range(random.randrange(8))]
    return {tree(0) if random.random() < 0.1 else str(tree(0)): tree(depth - 1) for _ in range(random.randrange(8))}


def short(raw):
    return base64.b64encode(raw).decode()


with open("floats.txt", "w") as out:
    for f in floats():
        out.write(f"{struct.pack('>d', f).hex()} {json.dumps(f)}\n")

with open("values.jsonl", "w") as out:
    for v in values():
        out.write(
            json.dumps(
                {
                    "old": short(msgpack.packb(v, use_bin_type=False)),
                    "new": short(msgpack.packb(v, use_bin_type=True)),
                    "json": json.dumps(v, ensure_ascii=False),
                }
            )
            + "\n"
        )
