"""The servers that are measured: the portal and its yardsticks, each on a free port of 127.0.0.1."""
import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
TICK = os.sysconf("SC_CLK_TCK")
UNVERIFIED = ssl.create_default_context()  # the certificates here are made by the bench itself
UNVERIFIED.check_hostname, UNVERIFIED.verify_mode = False, ssl.CERT_NONE


def floor_program(name, preset="release"):
    """bench/NAME.c, linked with its floor and those below of that build (cmake/tests.cmake)."""
    build = os.path.join(ROOT, "build", preset)
    subprocess.run(["cmake", "--build", build, "--target", f"bench_{name}"], check=True, stdout=subprocess.DEVNULL)
    return os.path.join(build, f"bench_{name}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise RuntimeError(f"nothing listens on port {port}")


class Server:
    """A process, the address of what it is asked for, and the processes whose time counts."""

    def __init__(self, name, process, port, scheme="http"):
        self.name, self.process, self.port, self.path, self.scheme = name, process, port, "/", scheme
        wait_for(port)

    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}{self.path}"

    def pids(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
            return [self.process.pid, *map(int, file.read().split())]

    def cpu_seconds(self):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                fields = file.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Portal(Server):
    """congd on a fresh data folder, with a token to write."""

    def __init__(self, binary, folder, *options):
        self.binary, self.data = binary, os.path.join(folder, "portal")
        os.makedirs(folder, exist_ok=True)
        port = self.take_port()
        self.log = os.path.join(folder, "portal.log")
        self.command = [binary, "serve", "--allow-root", "--data", self.data, "--listen", f"127.0.0.1:{port}",
                        "--connections-per-address", "0", "--write-rate", "0", "--miss-rate", "0", *options]
        begin = time.monotonic()
        process = self.launch()
        self.ready_ms = (time.monotonic() - begin) * 1000
        super().__init__("portal", process, port, "https" if "--tls-cert" in options else "http")
        made = subprocess.run([binary, "token", "create", "--data", self.data, "--name", "bench", "--role", "admin"],
                              check=True, capture_output=True, text=True)
        self.token = made.stdout.strip()

    def take_port(self):
        return free_port()

    def spawn(self, log):
        return subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=log)

    def launch(self):
        """The daemon, once it says that it listens."""
        with open(self.log, "ab") as log:
            process = self.spawn(log)
        if not process.stdout.readline():
            raise RuntimeError(f"congd does not start, see {self.log}")
        return process

    def open(self, path, body=None, headers=None):
        request = urllib.request.Request(f"{self.scheme}://127.0.0.1:{self.port}{path}", body, headers)
        return urllib.request.urlopen(request, context=UNVERIFIED)

    def post(self, article):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        with self.open("/api/articles", json.dumps(article).encode(), headers) as answer:
            return json.load(answer)

    def alert(self, text):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.scheme}://127.0.0.1:{self.port}/api/alert", json.dumps({"text": text}).encode(), headers, method="PUT")
        urllib.request.urlopen(request, context=UNVERIFIED).close()

    def get(self, path, headers=None):
        try:
            with self.open(path, None, {"User-Agent": BROWSER, **(headers or {})}) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def stats(self):
        return json.loads(self.get("/api/stats")[2])

    def views(self):
        return self.stats()["views"]["all"]


class HeldPortal(Portal):
    """congd on a socket that is held for it, as systemd does, so that who connects while it is killed waits for the next."""

    def take_port(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        return self.listener.getsockname()[1]

    def spawn(self, log):
        # The shell's number is the daemon's.
        number = self.listener.fileno()
        return subprocess.Popen(["sh", "-c", f'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@" 3<&{number}', "sh", *self.command], stdout=subprocess.PIPE,
                                stderr=log, pass_fds=[number])

    def kill(self):
        """Without a warning, and begun anew; the milliseconds until the next one listens."""
        self.process.kill()
        self.process.wait()
        begin = time.monotonic()
        self.process = self.launch()
        return (time.monotonic() - begin) * 1000


def start_nginx(folder, www, cert=None, key=None):
    port = free_port()
    conf = os.path.join(folder, "nginx.conf")
    tls = f"ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate {cert}; ssl_certificate_key {key}; ssl_session_cache shared:s:10m; ssl_session_tickets on;" if cert else ""
    with open(conf, "w", encoding="utf-8") as file:
        file.write(f"""worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err; user root;
events {{ worker_connections 8192; }}
http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=20000; keepalive_requests 100000000;
  default_type text/html; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port} {"ssl" if cert else ""} reuseport; root {www}; {tls} }} }}
""")
    process = subprocess.Popen(["nginx", "-c", conf], stderr=subprocess.DEVNULL)
    return Server("nginx, static file", process, port, "https" if cert else "http")


def start_h2o(folder, www):
    port = free_port()
    conf = os.path.join(folder, "h2o.conf")
    with open(conf, "w", encoding="utf-8") as file:
        file.write(f"listen: {{host: 127.0.0.1, port: {port}}}\nuser: root\nnum-threads: 2\n"
                   f"hosts: {{default: {{paths: {{/: {{file.dir: {www}}}}}}}}}\n")
    return Server("h2o, static file", subprocess.Popen(["h2o", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), port)


def start_limit(folder, response):
    port = free_port()
    program, file = os.path.join(folder, "limit"), os.path.join(folder, "response")
    if not os.path.exists(program):
        subprocess.run(["cc", "-O2", "-o", program, os.path.join(ROOT, "bench/limit.c"), "-lpthread"], check=True)
    with open(file, "wb") as out:
        out.write(response)
    return Server("bare epoll loop", subprocess.Popen([program, str(port), file]), port)


@contextlib.contextmanager
def scratch():
    folder = tempfile.mkdtemp(prefix="cong-bench-")
    os.chmod(folder, 0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
