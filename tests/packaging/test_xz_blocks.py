from __future__ import annotations

import io
import lzma
import shutil
import subprocess

import pytest
import xz_blocks

CONTENTS = (b"a", b"digit" * 100_000, bytes(range(256)) * 5, b"0")


def stream(contents, level=1):
    file = io.BytesIO()
    xz_blocks.write_stream([xz_blocks.compress(content, level) for content in contents], file)
    return file.getvalue()


@pytest.mark.parametrize("contents", [CONTENTS, CONTENTS[:1], (), CONTENTS * 60])
def test_blocks_become_one_file_that_holds_all_of_them_in_order(contents):
    decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ)  # which takes one stream only, like dpkg
    assert decoder.decompress(stream(contents)) == b"".join(contents)
    assert decoder.eof
    assert decoder.unused_data == b""


def test_a_damaged_index_is_noticed():
    whole = bytearray(stream(CONTENTS))
    whole[-20] ^= 1
    with pytest.raises(lzma.LZMAError):
        lzma.decompress(bytes(whole))


def test_xz_counts_the_blocks(tmp_path):
    if not (xz := shutil.which("xz")):
        pytest.skip("xz is not installed")
    path = tmp_path / "all.xz"
    path.write_bytes(stream(CONTENTS))
    said = subprocess.run([xz, "--robot", "--list", path], capture_output=True, text=True, check=True).stdout
    totals = said.splitlines()[-1].split("\t")
    assert totals[:3] == ["totals", "1", str(len(CONTENTS))]
    subprocess.run([xz, "--test", path], check=True)
