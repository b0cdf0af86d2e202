/* One connection, plain or TLS, as two functions that send and receive. Must not know HTTP. */
#include "fetch_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* send(2) and recv(2) on one descriptor are all that the child may do. */
static ssize_t push(gnutls_transport_ptr_t at, const void *bytes, size_t size)
{
    return send(((const struct fetch_line *)at)->socket, bytes, size, MSG_NOSIGNAL);
}

/* Likewise. */
static ssize_t pull(gnutls_transport_ptr_t at, void *bytes, size_t room)
{
    return recv(((const struct fetch_line *)at)->socket, bytes, room, 0);
}

/* A name is said to the server, an address is not (RFC 6066 section 3). */
static bool say_name(gnutls_session_t session, const struct fetch_url *url)
{
    struct in_addr v4;
    if (url->is_literal || inet_pton(AF_INET, url->host, &v4) == 1)
        return true;
    return gnutls_server_name_set(session, GNUTLS_NAME_DNS, url->host, strlen(url->host)) == 0;
}

/* False when there is nobody to be trusted. */
static bool trust(struct span authorities, gnutls_certificate_credentials_t *ret_trusted)
{
    /* The library only reads it, though its type says otherwise. */
    const gnutls_datum_t more = {(unsigned char *)(uintptr_t)authorities.at, (unsigned)authorities.size};
    if (gnutls_certificate_allocate_credentials(ret_trusted))
        return false;
    /* The system's authorities, from the file that GnuTLS was built with. */
    int known = gnutls_certificate_set_x509_system_trust(*ret_trusted);
    int added =
        more.size ? gnutls_certificate_set_x509_trust_mem(*ret_trusted, &more, GNUTLS_X509_FMT_PEM) : 0;
    /* Where neither gave one, every certificate would fail, and the reason would be a riddle. */
    return known > 0 || added > 0;
}

/* All that needs files and memory of unknown size, before the child gives these up. */
enum fetch_fault fetch_line_prepare(const struct fetch_url *url, struct span authorities, int socket,
                                    struct fetch_line *ret_line)
{
    gnutls_certificate_credentials_t trusted;
    gnutls_session_t session;
    *ret_line = (struct fetch_line){socket, NULL};
    if (!url->is_tls)
        return FETCH_OK;
    if (!trust(authorities, &trusted))
        return FETCH_CERTIFICATE;
    /* Nothing is released on failure: the process ends soon. */
    if (gnutls_init(&session, GNUTLS_CLIENT) || gnutls_set_default_priority(session) ||
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, trusted) || !say_name(session, url))
        return FETCH_UNREACHABLE;
    /* Chain, dates and name are checked within the handshake, which then fails (RFC 9525). */
    gnutls_session_set_verify_cert(session, url->host, 0);
    /* So the line must not move from here on. */
    gnutls_transport_set_ptr(session, ret_line);
    gnutls_transport_set_push_function(session, push);
    gnutls_transport_set_pull_function(session, pull);
    ret_line->session = session;
    return FETCH_OK;
}

/* The first bytes of the other side are read here, behind the confinement. */
enum fetch_fault fetch_line_open(struct fetch_line *line)
{
    int code;
    if (!line->session)
        return FETCH_OK;
    do
        code = gnutls_handshake(line->session);
    /* Alerts and renegotiation are no failures; the deadline ends what never ends. */
    while (code < 0 && !gnutls_error_is_fatal(code));
    if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR || code == GNUTLS_E_CERTIFICATE_ERROR)
        return FETCH_CERTIFICATE;
    return code ? FETCH_GARBLED : FETCH_OK;
}

/* Sends all of it, waiting as long as the child's alarm lets it. */
bool fetch_line_send(struct fetch_line *line, const char *text, size_t size)
{
    while (size) {
        ssize_t sent = line->session ? gnutls_record_send(line->session, text, size)
                                     : send(line->socket, text, size, MSG_NOSIGNAL);
        bool is_again = line->session ? sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED
                                      : sent < 0 && errno == EINTR;
        /* Nothing sent is a failure too, or this would turn for ever. */
        if (sent <= 0 && !is_again)
            return false;
        text += sent > 0 ? sent : 0;
        size -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* Many servers end without body so; a picture that was cut short is found out by its decoder. */
ssize_t fetch_line_receive(void *at, void *bytes, size_t room)
{
    struct fetch_line *line = at;
    for (;;) {
        ssize_t got = line->session ? gnutls_record_recv(line->session, bytes, room)
                                    : recv(line->socket, bytes, room, 0);
        /* 0 is the end as it should be, of the session or of a plain connection. */
        if (got >= 0)
            return got;
        /* The end of the connection without the end of the session. */
        if (line->session && got == GNUTLS_E_PREMATURE_TERMINATION)
            return 0;
        bool is_again = line->session ? !gnutls_error_is_fatal((int)got) : errno == EINTR;
        if (!is_again)
            return -1;
    }
}
