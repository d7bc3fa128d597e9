"""A hollow library links as the real one did, weighs nothing, and says so when it is called after all."""

from __future__ import annotations

import shutil
import subprocess
import sys

import hollow_libraries
import pytest

needs_compiler = pytest.mark.skipif(
    sys.platform != "linux" or not all(shutil.which(tool) for tool in ("cc", "nm", "readelf")),
    reason="needs cc, binutils",
)


def compile_library(target, source, *links):
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [
        "cc",
        "-shared",
        "-fPIC",
        f"-Wl,-soname,{target.name}",
        "-o",
        target,
        "-x",
        "c",
        "-",
        "-x",
        "none",
        *links,
    ]
    subprocess.run(command, input=source, text=True, check=True)


@pytest.fixture
def opencv(tmp_path):
    """`cv2` links to a libavcodec, and that to a libvpx; PyInstaller's link leads to the latter."""
    libraries = tmp_path / "opencv_python_headless.libs"
    vpx, codec, png = (libraries / name for name in ("libvpx-1.so", "libavcodec-1.so", "libpng-1.so"))
    compile_library(vpx, "int vpx(void) { return 1; }")
    compile_library(codec, f"int vpx(void); int av_open(void) {{ return vpx(); }} char f[{10**6}] = {{1}};", vpx)
    compile_library(png, "int png(void) { return 7; }")
    source = "int av_open(void); int png(void); int play(void) { return av_open(); } int draw(void) { return png(); }"
    compile_library(tmp_path / "cv2" / "cv2.so", source, codec, png)
    (tmp_path / "libvpx-1.so").symlink_to(vpx)
    return libraries


def call(opencv, function):
    code = f"import ctypes; print(ctypes.CDLL('{opencv.parent}/cv2/cv2.so').{function}())"
    environment = {"LD_LIBRARY_PATH": str(opencv)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@needs_compiler
def test_what_is_linked_but_never_called_weighs_nothing(opencv):
    assert call(opencv, "play").stdout == "1\n"
    saved = hollow_libraries.hollow_out(opencv)
    assert saved > 10**6
    assert sorted(file.name for file in opencv.iterdir()) == ["libavcodec-1.so", "libpng-1.so"]
    assert not (opencv.parent / "libvpx-1.so").is_symlink()
    assert call(opencv, "draw").stdout == "7\n"


@needs_compiler
def test_a_call_after_all_ends_the_program_with_a_sentence(opencv):
    hollow_libraries.hollow_out(opencv)
    done = call(opencv, "play")
    assert done.returncode != 0
    assert "has no av_open" in done.stderr


def test_a_source_that_would_call_one_is_refused(tmp_path):
    harmless, calling = tmp_path / "a.py", tmp_path / "b.py"
    harmless.write_text("import cv2\ncv2.resize(image, (28, 28))\n")
    calling.write_text("import cv2\ncv2.solve(a, b)\n")
    hollow_libraries.check_calls([harmless])
    with pytest.raises(SystemExit, match=r"b\.py calls cv2\.solve"):
        hollow_libraries.check_calls([harmless, calling])
