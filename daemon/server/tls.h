/* TLS by GnuTLS: one certificate for the process, re-read while connections are open.
 *
 * TLS 1.2 and 1.3 with authenticated ciphers and X25519 or P-256 alone, in the server's order; sessions are
 * resumed by tickets (RFC 5077, RFC 8446). Thread: tls_open and _close from the main thread, tls_reload
 * from one at a time (certificate.h); the rest from any. */
#ifndef SERVER_TLS_H
#define SERVER_TLS_H

#include "base/buf.h"
#include "base/err.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>

/* Priorities for the HTTP library. */
extern const char tls_priorities[];

/* Reads a certificate with its chain and its key, both PEM. `fault` receives one line, with the reason where
 * a file cannot be read. Errors: INPUT, MEMORY. */
enum err tls_open(const char *cert_path, const char *key_path, struct buf *fault);

/* Reads them again; on failure what was read before stays. *ret_changed says whether they are others. */
enum err tls_reload(struct buf *fault, bool *ret_changed);

/* After the last connection. */
void tls_close(void);

/* The certificate for a handshake (gnutls_certificate_retrieve_function2). */
int tls_retrieve(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                 const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **ret_certs,
                 unsigned *ret_count, gnutls_privkey_t *ret_key);

/* Lets a new connection be resumed later. */
void tls_begin(gnutls_session_t session);

/* When the certificate that is in use ends to be valid; 0 without one. Thread: any. */
int64_t tls_until_ms(void);

#endif
