from __future__ import annotations

import configparser
import gzip
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest
from menu import TEXTS, filled_in, icon_png, menu_entries
from PIL import Image
from project import APPLICATION_ID, read_project

from digitpad.__main__ import COMMANDS
from digitpad.core.picture_formats import FORMATS

PROJECT = read_project()


@pytest.fixture
def menu_entry():
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str
    parser.read(TEXTS / "digitpad.desktop", "utf-8")
    return parser["Desktop Entry"]


@pytest.fixture
def metainfo():
    return ET.fromstring(filled_in(f"{APPLICATION_ID}.metainfo.xml.in", PROJECT))  # noqa: S314 — a file of ours


def test_the_menu_opens_what_the_program_reads(menu_entry, metainfo):
    Image.init()
    opened = {Image.MIME[name] for name in FORMATS}
    assert set(menu_entry["MimeType"].strip(";").split(";")) == opened
    assert {tag.text for tag in metainfo.iter("mediatype")} == opened


def test_the_menu_entry_names_program_icon_and_window(menu_entry):
    assert menu_entry["Exec"] == "digitpad %F"
    assert menu_entry["Icon"] == menu_entry["StartupWMClass"] == menu_entry["Name"] == "digitpad"


def test_the_metainfo_agrees_with_the_project(metainfo, menu_entry):
    assert metainfo.findtext("id") == APPLICATION_ID
    assert metainfo.find("releases/release").attrib == {"version": PROJECT.version, "date": PROJECT.date}
    assert {tag.text for tag in metainfo.iter("category")} == set(menu_entry["Categories"].strip(";").split(";"))
    assert metainfo.findtext("launchable") == "digitpad.desktop"


def test_the_manual_knows_every_command():
    page = filled_in("digitpad.1.in", PROJECT).decode()
    for command in COMMANDS:
        assert f".B {command}\n" in page
    assert PROJECT.version in page


def test_everything_is_where_desktops_look():
    entries = {entry.path: entry for entry in menu_entries(PROJECT, "usr/share")}
    assert b"TH DIGITPAD" in gzip.decompress(entries["usr/share/man/man1/digitpad.1.gz"].read())
    assert f"usr/share/metainfo/{APPLICATION_ID}.metainfo.xml" in entries
    assert "usr/share/icons/hicolor/48x48/apps/digitpad.png" in entries
    assert all(b"@VERSION@" not in entry.read() for entry in entries.values())


def test_the_icon_is_drawn_in_the_size_asked_for(tmp_path):
    (tmp_path / "icon.png").write_bytes(icon_png(48))
    with Image.open(tmp_path / "icon.png") as icon:
        assert icon.size == (48, 48)
        assert icon.getpixel((0, 0))[3] == 0
        assert icon.getpixel((24, 6))[:3] == (0x24, 0x57, 0xD6)


def checked(program, *arguments):
    if not (found := shutil.which(program)):
        pytest.skip(f"{program} is not installed")
    ended = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_menu_entry_is_valid():
    checked("desktop-file-validate", TEXTS / "digitpad.desktop")


def test_the_metainfo_is_valid(tmp_path):
    file = tmp_path / f"{APPLICATION_ID}.metainfo.xml"
    file.write_bytes(filled_in(f"{APPLICATION_ID}.metainfo.xml.in", PROJECT))
    checked("appstreamcli", "validate", "--no-net", file)


@pytest.mark.parametrize("name", ["plain", "two words & 100 %", 'a "quoted" $name `x`'])
def test_the_archive_puts_itself_into_the_menu_and_out_again(tmp_path, name):
    program = tmp_path / name
    (program / "share").mkdir(parents=True)
    for file in ("digitpad.desktop", "add-to-menu.sh"):
        shutil.copy(TEXTS / file, program / "share")
    (program / "share" / "digitpad.svg").write_text("<svg/>", "utf-8")
    home = tmp_path / "home"
    command = ["sh", program / "share" / "add-to-menu.sh"]
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, env=environment, check=True)
    entry = home / ".local/share/applications/digitpad.desktop"
    line = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
    said = line.removeprefix('Exec="').removesuffix('" %F').replace("\\\\", "\\")
    for sign in '"$`\\':
        said = said.replace(f"\\{sign}", sign)
    assert said.replace("%%", "%") == str(program / "digitpad")
    assert (home / ".local/bin/digitpad").readlink() == program / "digitpad"
    subprocess.run([*command, "--remove"], env=environment, check=True)
    assert not entry.exists()
    assert not (home / ".local/bin/digitpad").is_symlink()
