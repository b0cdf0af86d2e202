/* Certificates: when they end, for whom they are, whether the key can be read by who will have to. Knows
 * files; what is in use is the server's. */
#include "work/check.h"

#include "base/buf.h"
#include "base/said.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/x509.h>
#include <string.h>

/* Longer than any authority's chain; as in server/tls.c. */
enum { CHAIN_MAX = 8 };

struct chain {
    gnutls_x509_crt_t certs[CHAIN_MAX];
    unsigned count;
};

static void chain_done(struct chain *chain)
{
    for (unsigned i = 0; i < chain->count; i++)
        gnutls_x509_crt_deinit(chain->certs[i]);
}

/* The reason of the system, where there is one: GnuTLS says no more than that there was an error. */
static enum err certificate_refused(struct buf *fault, const char *path, const char *why)
{
    buf_printf(fault, "%s: %s", path, why);
    return ERR_INPUT;
}

/* The certificates of a PEM file, its own first. */
static enum err chain_read(const char *path, enum lang lang, struct buf *fault, struct chain *chain)
{
    gnutls_datum_t file = {0};
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return certificate_refused(fault, path, errno_title(errno, lang));
    int code = gnutls_load_file(path, &file);
    if (code)
        return certificate_refused(fault, path, gnutls_strerror(code));
    chain->count = CHAIN_MAX;
    code = gnutls_x509_crt_list_import(chain->certs, &chain->count, &file, GNUTLS_X509_FMT_PEM,
                                       GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    gnutls_free(file.data);
    if (code >= 1)
        return ERR_OK;
    chain->count = 0;
    return certificate_refused(fault, path,
                               code              ? gnutls_strerror(code)
                               : lang == LANG_VI ? "không chứa chứng thư nào"
                                                 : "no certificate");
}

/* A chain is over when the first of its certificates is. */
static int64_t chain_end(const struct chain *chain)
{
    int64_t ends_ms = INT64_MAX;
    for (unsigned i = 0; i < chain->count; i++) {
        int64_t end_ms = (int64_t)gnutls_x509_crt_get_expiration_time(chain->certs[i]) * 1000;
        ends_ms = end_ms < ends_ms ? end_ms : ends_ms;
    }
    return ends_ms;
}

enum err certificate_end(const char *path, struct buf *fault, int64_t *ret_ends_ms)
{
    CLEANUP(chain_done) struct chain chain = {.count = 0};
    enum err err = chain_read(path, said_lang(), fault, &chain);
    if (!err)
        *ret_ends_ms = chain_end(&chain);
    return err;
}

/* How long it lasts. */
static void tell_end(int64_t ends_ms, int64_t now_ms, struct check_list *list)
{
    char at[DATE_TEXT_SIZE];
    int64_t days = (ends_ms - now_ms) / DATE_DAY_MS;
    date_moment(ends_ms, list->lang, at);
    if (ends_ms <= now_ms)
        check_add(list, CHECK_FAILURE, "certificate", "đã hết hạn lúc %s", "ended at %s", at);
    else
        check_add(list, days < CHECK_CERTIFICATE_DAYS ? CHECK_WARNING : CHECK_OK, "certificate",
                  "còn %lld ngày, đến %s", "%lld days left, until %s", (long long)days, at);
}

/* A key that root alone can read serves until the certificate is renewed, and then does not. */
static void check_key(const struct check_scope *scope, struct check_list *list)
{
    auto_close int fd = open(scope->tls_key, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        check_add(list, CHECK_WARNING, "certificate",
                  "không đọc được khóa %s: %s; chứng thư gia hạn sẽ không được dùng đến khi khởi động lại",
                  "the key %s cannot be read: %s; a renewed certificate is not taken before a restart",
                  scope->tls_key, errno_title(errno, list->lang));
}

void check_certificate(const struct check_scope *scope, struct check_list *list)
{
    CLEANUP(chain_done) struct chain chain = {.count = 0};
    auto_buf struct buf fault = BUF(8192);
    if (!*scope->tls_cert) {
        check_add(list, CHECK_OK, "certificate", "không dùng: TLS do máy chủ phía trước lo",
                  "none: TLS is left to a proxy in front");
        return;
    }
    if (chain_read(scope->tls_cert, list->lang, &fault, &chain)) {
        check_add(list, CHECK_FAILURE, "certificate", "không đọc được: %s", "cannot be read: %s",
                  buf_str(&fault));
        return;
    }
    tell_end(chain_end(&chain), clock_now_ms(scope->clock), list);
    if (*scope->host && !gnutls_x509_crt_check_hostname(chain.certs[0], scope->host))
        check_add(list, CHECK_WARNING, "certificate", "không phải cho tên %s", "is not for the name %s",
                  scope->host);
    check_key(scope, list);
}
