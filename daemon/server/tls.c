/* Certificates and priorities for GnuTLS. Knows no connections: the library asks by callback. */
#include "tls.h"

#include "base/memory.h"
#include "base/said.h"
#include "unreadable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Longer than any authority's chain; an id is a SHA-256, and may be longer in other versions. */
enum { CHAIN_MAX = 8, KEY_ID_SIZE = 64 };

/* TLS 1.2 with ephemeral keys and authenticated ciphers alone, TLS 1.3 as it is. AES first, since
 * processors have instructions for it. */
const char tls_priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
                              "-CIPHER-ALL:+AES-128-GCM:+CHACHA20-POLY1305:+AES-256-GCM:-MAC-ALL:+AEAD:"
                              "-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:%SERVER_PRECEDENCE";

/* A certificate that was read. Former ones stay until the end, for a handshake may be using one. */
struct identity {
    struct identity *former;
    gnutls_datum_t cert_file, key_file;
    gnutls_pcert_st certs[CHAIN_MAX];
    unsigned count;
    int64_t until_ms;
    gnutls_privkey_t key;
};

/* The library's callback for certificates has no argument of ours, so these are the process's. */
static _Atomic(struct identity *) current;
/* Texts of the settings. */
static const char *cert_file, *key_file;
static gnutls_datum_t ticket_key;

/* NULL is fine, and one that was read half. */
static void identity_free(struct identity *identity)
{
    if (!identity)
        return;
    for (unsigned i = 0; i < identity->count; i++)
        gnutls_pcert_deinit(&identity->certs[i]);
    if (identity->key)
        gnutls_privkey_deinit(identity->key);
    gnutls_free(identity->cert_file.data);
    /* The key in the clear must not stay in freed memory. */
    if (identity->key_file.data)
        gnutls_memset(identity->key_file.data, 0, identity->key_file.size);
    gnutls_free(identity->key_file.data);
    free(identity);
}
DEFINE_CLEANUP(cleanup_identity_, struct identity *, identity_free)

/* One line that names the file. */
static enum err tls_refused(struct buf *fault, const char *path, const char *why)
{
    buf_printf(fault, "%s: %s", path, why);
    return ERR_INPUT;
}

/* With GnuTLS's own reason, which is English. */
static enum err tls_unusable(struct buf *fault, const char *path, int code)
{
    buf_printf(fault, SAID("%s: không dùng được (GnuTLS: %s)", "%s: %s"), path, gnutls_strerror(code));
    return ERR_INPUT;
}

/* A whole file. GnuTLS says no more than that there was an error, so the system is asked first. */
static enum err tls_load(const char *path, struct buf *fault, gnutls_datum_t *ret_file)
{
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        unreadable_tell(path, errno, fault);
        return ERR_INPUT;
    }
    int code = gnutls_load_file(path, ret_file);
    return code ? tls_unusable(fault, path, code) : ERR_OK;
}

static bool key_fits(const struct identity *identity)
{
    unsigned char of_cert[KEY_ID_SIZE], of_key[KEY_ID_SIZE];
    size_t cert_size = sizeof of_cert, key_size = sizeof of_key;
    gnutls_pubkey_t public;
    if (gnutls_pubkey_init(&public))
        return false;
    /* Compared by the hash of the public key, whatever kind it is. */
    bool fits = gnutls_pubkey_import_privkey(public, identity->key, 0, 0) == 0 &&
                gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) == 0 &&
                gnutls_pubkey_get_key_id(identity->certs[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_cert,
                                         &cert_size) == 0 &&
                cert_size == key_size && memcmp(of_cert, of_key, key_size) == 0;
    gnutls_pubkey_deinit(public);
    return fits;
}

/* When a certificate ends to be valid. Of a chain the first counts: a renewal brings the others along. */
static int64_t until_ms_of(const gnutls_pcert_st *cert)
{
    gnutls_x509_crt_t x509;
    if (gnutls_x509_crt_init(&x509))
        return 0;
    bool is_read = gnutls_x509_crt_import(x509, &cert->cert, GNUTLS_X509_FMT_DER) == 0;
    time_t until = is_read ? gnutls_x509_crt_get_expiration_time(x509) : 0;
    gnutls_x509_crt_deinit(x509);
    return until < 0 ? 0 : (int64_t)until * 1000;
}

/* Certificate with chain, and key; nothing is in use before both were read and fit. */
static enum err identity_read(struct buf *fault, struct identity **ret_identity)
{
    CLEANUP(cleanup_identity_) struct identity *identity = memory_new(1, sizeof *identity);
    if (!identity)
        return ERR_MEMORY;
    /* Whole, and kept, so that a reload can compare. */
    enum err err = tls_load(cert_file, fault, &identity->cert_file);
    if (err)
        return err;
    /* More certificates than there is room for are an error. */
    unsigned count = CHAIN_MAX;
    int code = gnutls_pcert_list_import_x509_raw(identity->certs, &count, &identity->cert_file,
                                                 GNUTLS_X509_FMT_PEM, 0);
    if (code)
        return tls_unusable(fault, cert_file, code);
    identity->count = count;
    err = tls_load(key_file, fault, &identity->key_file);
    if (err)
        return err;
    code = gnutls_privkey_init(&identity->key);
    if (!code)
        code =
            gnutls_privkey_import_x509_raw(identity->key, &identity->key_file, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code)
        return tls_unusable(fault, key_file, code);
    if (!key_fits(identity))
        return tls_refused(fault, key_file,
                           SAID("không phải khóa của chứng thư này", "is not the key of the certificate"));
    identity->until_ms = until_ms_of(&identity->certs[0]);
    *ret_identity = TAKE(identity);
    return ERR_OK;
}

/* Byte by byte: a renewed certificate always differs. */
static bool tls_is_same(const gnutls_datum_t *a, const gnutls_datum_t *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* The new one is used from the next handshake on. */
enum err tls_reload(struct buf *fault, bool *ret_changed)
{
    struct identity *former = atomic_load(&current), *identity;
    *ret_changed = false;
    enum err err = identity_read(fault, &identity);
    if (err)
        return err;
    /* SIGHUP comes for other reasons too. */
    if (former && tls_is_same(&former->cert_file, &identity->cert_file) &&
        tls_is_same(&former->key_file, &identity->key_file)) {
        identity_free(identity);
        return ERR_OK;
    }
    /* A handshake may be using it, and nobody counts those. Some kilobytes for each renewal are kept so. */
    identity->former = former;
    atomic_store(&current, identity);
    *ret_changed = true;
    return ERR_OK;
}

/* Paths are kept, and read again by tls_reload(). */
enum err tls_open(const char *cert_path, const char *key_path, struct buf *fault)
{
    bool changed;
    cert_file = cert_path;
    key_file = key_path;
    /* One for the process's life; GnuTLS derives changing keys from it. */
    if (gnutls_session_ticket_key_generate(&ticket_key))
        return ERR_MEMORY;
    return tls_reload(fault, &changed);
}

/* No handshake is under way any more. */
void tls_close(void)
{
    struct identity *identity = atomic_exchange(&current, NULL);
    /* All that were ever read. */
    while (identity) {
        struct identity *former = identity->former;
        identity_free(identity);
        identity = former;
    }
    gnutls_free(ticket_key.data);
    ticket_key = (gnutls_datum_t){0};
}

int64_t tls_until_ms(void)
{
    /* Former ones are kept until the end, so what is found here stays. */
    const struct identity *identity = atomic_load_explicit(&current, memory_order_acquire);
    return identity ? identity->until_ms : 0;
}

/* Called within a handshake, on any serving thread. What it gives stays ours. */
int tls_retrieve(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                 const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **ret_certs,
                 unsigned *ret_count, gnutls_privkey_t *ret_key)
{
    /* One certificate for everybody, whatever name was asked for. */
    struct identity *identity = atomic_load_explicit(&current, memory_order_acquire);
    (void)session, (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    *ret_certs = identity->certs;
    *ret_count = identity->count;
    *ret_key = identity->key;
    return 0;
}

/* Tickets need no memory here: the client keeps its session. */
void tls_begin(gnutls_session_t session)
{
    gnutls_session_ticket_enable_server(session, &ticket_key);
}
