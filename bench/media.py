"""Pictures: a photograph of 24 megapixels, and readers while twenty of them are uploaded at once."""
import json
import os
import random
import struct
import subprocess
import threading
import time

from corpus import article
from load import KeptOpen
from servers import Portal

WIDTH, HEIGHT = 6000, 4000
UPLOADS, READ_SECONDS = 20, 10


def exif():
    """Exif with a camera's name and a place, as phones write it."""
    entries = struct.pack(">HHHII", 2, 0x10F, 2, 8, 0x43616D65) + struct.pack(">HHII", 0x8825, 4, 1, 38) + b"\0\0\0\0"
    tiff = b"MM\0*\0\0\0\x08" + entries + struct.pack(">HHHI4s", 1, 1, 2, 2, b"N\0\0\0") + b"\0\0\0\0" + b"GPSSecret"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def photograph(folder, width=WIDTH, height=HEIGHT):
    """Soft shapes and the noise of a sensor; about as many bytes as a phone's."""
    source = os.path.join(folder, "photo.ppm")
    generator = random.Random(24)
    noise = [bytes(generator.randrange(24) for _ in range(width * 3)) for _ in range(64)]
    # Patches of a few sizes over a slope: as much detail as leaves, faces and letters have.
    def patches(size, depth):
        row = bytearray()
        while len(row) < width * 3:
            row += bytes(generator.randrange(depth) for _ in range(3)) * size
        return int.from_bytes(row[:width * 3], "little")

    with open(source, "wb") as file:
        file.write(b"P6 %d %d 255\n" % (width, height))
        slope = int.from_bytes(bytes((x // 60) % 100 for x in range(width) for _ in range(3)), "little")
        fine = coarse = 0
        for y in range(height):
            fine = patches(11, 40) if y % 11 == 0 else fine
            coarse = patches(90, 90) if y % 90 == 0 else coarse
            row = slope + fine + coarse + int.from_bytes(noise[generator.randrange(64)], "little")
            file.write(row.to_bytes(width * 3, "little"))
    jpeg = subprocess.run(["cjpeg", "-quality", "88", source], check=True, capture_output=True).stdout
    os.remove(source)
    return jpeg[:2] + exif() + jpeg[2:]


def upload(portal, bytes_):
    headers = {"Authorization": f"Bearer {portal.token}", "Content-Type": "image/jpeg"}
    with portal.open("/api/media", bytes_, headers) as answer:
        return json.load(answer)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def helper_of(portal):
    """The helper process; the daemon's only child is the keeper that forked it."""
    return children(portal.pids()[1])[0]


class Peak(threading.Thread):
    """The most memory that a child of the helper was seen with."""

    def __init__(self, portal):
        super().__init__(daemon=True)
        self.helper, self.most_kb, self.stop = helper_of(portal), 0, False

    def run(self):
        while not self.stop:
            try:
                for pid in children(self.helper):
                    with open(f"/proc/{pid}/status", encoding="ascii") as status:
                        self.most_kb = max(self.most_kb, *(int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)
            except (OSError, ValueError):
                pass
            time.sleep(0.002)


def children_cpu(pid):
    """CPU of the children that a process has waited for."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def one_photograph(portal, photo, table):
    helper, peak = helper_of(portal), Peak(portal)
    peak.start()
    before, begin = children_cpu(helper), time.monotonic()
    media = upload(portal, photo)
    wall = time.monotonic() - begin
    peak.stop = True
    time.sleep(0.2)
    table.add_figure("photograph of 24 megapixels, as uploaded", "portal", len(photo) / 1e6, "MB")
    table.add_figure("… until the answer", "portal", wall * 1000, "ms")
    table.add_figure("… CPU of its process", "portal", (children_cpu(helper) - before) * 1000, "ms")
    table.add_figure("… memory of its process, most", "portal", peak.most_kb / 1024, "MB", most=256)
    portal.post({"title": "Ảnh lớn", "status": "published", "image": media["id"], "alt": "Ảnh"})
    for width, form in sorted(media["sizes"].items(), key=lambda item: int(item[0])):
        sizes = []
        for kind in ("webp", "jpeg"):
            status, _, body = portal.get(form[kind])
            assert status == 200 and not any(word in body for word in (b"Exif", b"GPS", b"Secret"))
            sizes.append(len(body) / 1000)
        table.add(f"… {width} wide", "portal", f"WebP {sizes[0]:.0f} KB, JPEG {sizes[1]:.0f} KB")


def read(portal, until, times):
    connection, number = KeptOpen(portal.port), 0
    while not until():
        begin = time.perf_counter()
        assert connection.get("/bai-viet/bai-do-0" if number % 2 else "/")[0] == 200
        times.append((time.perf_counter() - begin) * 1000)
        number += 1
        time.sleep(0.002)
    connection.close()


def percentile(times, share):
    return sorted(times)[int(len(times) * share)]


def readers(portal, photo, folder, table):
    quiet, busy = [], []
    end = time.monotonic() + READ_SECONDS
    read(portal, lambda: time.monotonic() > end, quiet)
    files = [os.path.join(folder, f"{number}.jpg") for number in range(UPLOADS)]
    for number, file in enumerate(files):
        with open(file, "wb") as out:
            out.write(photo + b"%d" % number)
    begin, resident = time.monotonic(), portal.resident_mb()
    most = [resident]
    # Processes of their own: the reader's clock must not wait for what the senders do.
    senders = [subprocess.Popen(["curl", "-sSf", "-o", "/dev/null", "-X", "POST", "-T", file, "-H", f"Authorization: Bearer {portal.token}",
                                 f"http://127.0.0.1:{portal.port}/api/media"]) for file in files]

    def over():
        most.append(portal.resident_mb())
        return all(sender.poll() is not None for sender in senders)

    read(portal, over, busy)
    assert all(sender.returncode == 0 for sender in senders)
    table.add_figure(f"{UPLOADS} uploads at once, all answered after", "portal", time.monotonic() - begin, "s")
    table.add_figure("… memory of the daemon, more", "portal", max(most) - resident, "MB")
    table.add_figure("readers' p50 without uploads", "portal", percentile(quiet, 0.5), "ms")
    table.add_figure("readers' p99 without uploads", "portal", percentile(quiet, 0.99), "ms")
    table.add_figure("readers' p50 beside the uploads", "portal", percentile(busy, 0.5), "ms")
    table.add_figure("readers' p99 beside the uploads", "portal", percentile(busy, 0.99), "ms", most=10)


def measure(folder, options, table):
    photo = photograph(folder)
    portal = Portal(options.binary, os.path.join(folder, "media"))
    try:
        portal.post(article(0))
        one_photograph(portal, photo, table)
        readers(portal, photo, folder, table)
    finally:
        portal.stop()
