"""The package: what it is built with is what ./dev installs, its units are sound and leave little open, its questions are
translated, and sample files of proxies that are installed here are taken by them."""
import os
import re
import shutil
import subprocess
import tempfile

import source

# Where systemd puts the bound between the worst and nothing; of what has a network more is open.
EXPOSURE = {"congd.service": 1.0, "congd-out.service": 1.3, "congd-backup.service": 1.0}
# What dpkg calls a program that ./dev asks for by its name, and what every Debian that builds has.
OF_BUILDING = {"gcc", "libc6-dev"}
UNITS = "packaging/systemd"
findings, notes = [], []


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)


def check_build_depends():
    needed = re.search(r"BUILD_PACKAGES=\(\n(.*?)\n\)", source.read("dev"), re.S).group(1).split()
    needed = {entry.split("=")[-1] for entry in needed} - OF_BUILDING
    said = re.search(r"^Build-Depends:(.*?)^\S", source.read("packaging/debian/control"), re.S | re.M).group(1)
    said = {entry.split()[0] for entry in said.split(",")} - {"debhelper-compat", "po-debconf"}
    if needed != said:
        findings.append(f"packaging/debian/control builds with {sorted(said - needed)} beyond, and without {sorted(needed - said)} of, BUILD_PACKAGES in dev")


def check_units():
    if not shutil.which("systemd-analyze"):
        notes.append("no systemd-analyze here: the units were not looked at")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(os.path.join(source.ROOT, UNITS)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(source.read(f"{UNITS}/{name}").replace("/usr/sbin/congd", "/bin/true"))
        verified = run("systemd-analyze", "verify", "--man=no", *sorted(os.listdir(folder)), cwd=folder)
        said = [line for line in verified.stdout.splitlines() if "congd" in line]
        if verified.returncode or said:
            findings.extend(said or [verified.stdout])
    for name, most in EXPOSURE.items():
        said = run("systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={most * 10:.0f}", name,
                   cwd=os.path.join(source.ROOT, UNITS))
        level = re.search(r"level for \S+ (\d+\.\d)", said.stdout)
        if not level or float(level.group(1)) > most:
            findings.append(f"{name} leaves {level.group(1) if level else said.stdout} open, at most {most}")
        else:
            notes.append(f"{name} {level.group(1)}")


def check_translations():
    """Each sentence of the questions stands in the catalogue, and has a translation."""
    template = source.read("packaging/debian/congd.templates")
    short = re.search(r"^_Description: (.*)$", template, re.M).group(1)
    long = [" ".join(part.split()) for part in re.search(r"^_Description:.*\n((?: .*\n)+)", template, re.M).group(1).split("\n .\n")]
    for name in ("templates.pot", "vi.po"):
        catalogue = re.sub(r'"\n"', "", source.read(f"packaging/debian/po/{name}"))
        entries = dict(re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', catalogue, re.M))
        entries.pop("")
        if list(entries) != [short, *long]:
            findings.append(f"packaging/debian/po/{name} has {list(entries)}, the template {[short, *long]}; run debconf-updatepo")
        if name == "vi.po" and not all(entries.values()):
            findings.append("packaging/debian/po/vi.po leaves a question untranslated")


check_build_depends()
check_units()
check_translations()
source.finish(findings, ", ".join(notes))
