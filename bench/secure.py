"""P12: the same page over TLS, and handshakes that resume a session, beside nginx with the same certificate."""
import contextlib
import os
import re
import socket
import ssl
import subprocess

from corpus import article
from load import READER, as_options, take_turns, wrk
from servers import Portal, start_nginx

HANDSHAKES = 500


def certificate(folder):
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


def read_answer(secure):
    """All of an answer. The client closes afterwards: who closes first keeps the port for a minute, and where a
    server does, a new connection from a port that comes again waits for seconds."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += secure.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
    while len(body) < length:
        body += secure.recv(65536)


def resume(server, version):
    """Handshakes one after the other, each with the session of the one before; how many were resumed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    request = "".join(f"{line}\r\n" for line in [f"GET {server.path} HTTP/1.1", "Host: 127.0.0.1", *READER, ""]).encode()
    session, resumed = None, 0
    before = server.cpu_seconds()
    for _ in range(HANDSHAKES):
        with socket.create_connection(("127.0.0.1", server.port)) as plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a handshake answers small pieces with small pieces
            with context.wrap_socket(plain, session=session) as secure:
                secure.sendall(request)
                read_answer(secure)
                resumed += secure.session_reused
                session = secure.session
    if resumed < HANDSHAKES - 1:
        raise RuntimeError(f"{server.name}: only {resumed} of {HANDSHAKES} handshakes were resumed")
    return HANDSHAKES, server.cpu_seconds() - before


def measure(folder, options, table):
    cert, key = certificate(folder)
    www = os.path.join(folder, "secure-www")
    os.makedirs(www)
    with contextlib.ExitStack() as stack:
        portal = Portal(options.binary, os.path.join(folder, "p12"), "--tls-cert", cert, "--tls-key", key)
        stack.callback(portal.stop)
        portal.post(article(0))
        portal.path = "/bai-viet/bai-do-0"
        body = subprocess.run(["curl", "-sSk", *as_options(READER), portal.url()], check=True, capture_output=True).stdout
        with open(os.path.join(www, "page.html"), "wb") as file:
            file.write(body)
        nginx = start_nginx(folder, www, cert, key)
        stack.callback(nginx.stop)
        nginx.path = "/page.html"
        turns = {server.name: (lambda server=server: wrk(server, options.seconds, READER)) for server in (nginx, portal)}
        table.add_costs("P12 article page over TLS, kept open", take_turns(turns, options.rounds)[0], {nginx.name: 1.6})
        for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
            turns = {server.name: (lambda server=server: resume(server, version)) for server in (nginx, portal)}
            table.add_costs(f"P12 resumed handshake and page, {version.name}", take_turns(turns, options.rounds)[0], {nginx.name: 1.6})
