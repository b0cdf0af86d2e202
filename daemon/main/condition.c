/* From settings to a scope, for the daemon that runs and for the command that looks without one. */
#include "condition.h"

#include "work/backup.h"

#include <string.h>

/* "https://HOST:PORT/…" without the rest; an address in brackets is no name of a certificate. */
static const char *host_of(const char *base_url, struct arena *arena)
{
    const char *host = strstr(base_url, "://");
    if (!host || host[3] == '[')
        return "";
    host += 3;
    return arena_copy(arena, host, strcspn(host, ":/"));
}

void condition_of(const struct settings *settings, const char *base_url, struct arena *arena,
                  struct check_scope *ret_scope)
{
    /* Only where citizens name a host does a certificate have to fit one. */
    const char *host = *settings->base_url ? host_of(base_url, arena) : "";
    *ret_scope =
        (struct check_scope){.data = settings->data,
                             .backups = backup_folder(settings->backup_folder, settings->data, arena),
                             .tls_cert = settings->tls_cert,
                             .tls_key = settings->tls_key,
                             .converter = settings->picture_converter,
                             .host = host,
                             .clock = &clock_system};
}
