"""A .xz file put together from blocks that were compressed one by one.

An .xz stream is a header, blocks, an index of them and a footer; each block is decoded by itself. So what two archives
have in common is compressed once and written twice, and blocks are compressed side by side without the result depending
on how many processors there are. The layout is that of https://tukaani.org/xz/xz-file-format.txt, version 1.2.0.
"""

from __future__ import annotations

import binascii
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

_MAGIC, _FOOTER_MAGIC = b"\xfd7zXZ\0", b"YZ"
_FLAGS = bytes((0, lzma.CHECK_CRC64))
_SAMPLE = 1 << 20
_ENDS = 12
"""Bytes of the stream's header, and of its footer."""


@dataclass(frozen=True)
class Block:
    """One compressed block.

    Attributes:
        data: the block as it stands in the file, padded to a multiple of four bytes.
        unpadded: its size in bytes without the padding.
        uncompressed: the size in bytes of what is in it.
    """

    data: bytes
    unpadded: int
    uncompressed: int


def compress(content: bytes, level: int) -> Block:
    """Compress some bytes, at least one, to a block; the level is xz's, from 0 to 9.

    Where it makes them smaller, jumps of machine code are written as the places they lead to. Of some libraries that
    saves a fifth, to others it adds a little; a sample from the middle decides.
    """
    middle = len(content) // 2
    sample = content[max(middle - _SAMPLE, 0) : middle + _SAMPLE]
    ways: list[list[dict[str, int]]] = [[], [{"id": lzma.FILTER_X86}]]
    way = min(ways, key=lambda way: len(_stream(sample, way, 0)))
    stream = _stream(content, way, level)
    index_size = (int.from_bytes(stream[-8:-4], "little") + 1) * 4
    index = stream[-_ENDS - index_size : -_ENDS]
    _one, place = _number(index, 1)  # liblzma makes one block of one call
    unpadded, place = _number(index, place)
    uncompressed, _ = _number(index, place)
    return Block(stream[_ENDS : -_ENDS - index_size], unpadded, uncompressed)


def _stream(content: bytes, way: list[dict[str, int]], level: int) -> bytes:
    filters = [*way, {"id": lzma.FILTER_LZMA2, "preset": level}]
    return lzma.compress(content, lzma.FORMAT_XZ, lzma.CHECK_CRC64, filters=filters)


def write_stream(blocks: Sequence[Block], file: BinaryIO) -> None:
    """Write blocks as one .xz file."""
    file.write(_MAGIC + _FLAGS + _checked(_FLAGS))
    for block in blocks:
        file.write(block.data)
    records = b"".join(_digits(block.unpadded) + _digits(block.uncompressed) for block in blocks)
    index = b"\0" + _digits(len(blocks)) + records
    index += bytes(-len(index) % 4)
    index += _checked(index)
    ending = (len(index) // 4 - 1).to_bytes(4, "little") + _FLAGS
    file.write(index + _checked(ending) + ending + _FOOTER_MAGIC)


def _checked(part: bytes) -> bytes:
    return binascii.crc32(part).to_bytes(4, "little")


def _digits(number: int) -> bytes:
    """A number in the format's own way: seven bits a byte, the lowest first, the highest bit set where more follow."""
    digits = bytearray()
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    digits.append(number)
    return bytes(digits)


def _number(digits: bytes, place: int) -> tuple[int, int]:
    """The number that stands at a place, and the place after it."""
    number = shift = 0
    while True:
        digit = digits[place]
        place += 1
        number |= (digit & 0x7F) << shift
        shift += 7
        if digit < 0x80:
            return number, place
