/* From settings to a scope, for the daemon that runs and for the command that looks without one. */
#include "condition.h"

#include "app_settings.h"
#include "server/server.h"
#include "work/backup.h"

#include <stdio.h>
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
                             .pdf_reader = settings->pdf_reader,
                             .host = host,
                             .acme_folder = settings->acme_folder,
                             .mail_program = *settings->mail_host ? settings->mail_program : "",
                             .question_files_mb = settings->question_files,
                             .unused_listen = "",
                             .unused_redirect = "",
                             .unused_metrics = "",
                             .clock = &clock_system};
}

/* Of the machine's network there is nothing but the way to itself. */
static bool has_loopback_alone(void)
{
    char line[256];
    bool has_loopback = false, has_others = false;
    FILE *file = fopen("/proc/self/net/dev", "re");
    /* Each line of an interface is "  NAME: figures"; the two of the head have no colon. */
    while (file && fgets(line, sizeof line, file)) {
        const char *name = line + strspn(line, " ");
        bool is_interface = name[strcspn(name, ": |")] == ':';
        bool is_loopback = is_interface && strncmp(name, "lo:", 3) == 0;
        has_loopback = has_loopback || is_loopback;
        has_others = has_others || (is_interface && !is_loopback);
    }
    if (file)
        fclose(file);
    return has_loopback && !has_others;
}

void condition_note_reach(const struct settings *settings, struct arena *arena, struct check_scope *scope)
{
    bool is_given = server_is_given_sockets();
    if (is_given && settings->origins[SETTING_listen] != ORIGIN_DEFAULT)
        scope->unused_listen = setting_joined(arena, &settings->listen, ", ");
    if (!server_uses(SERVER_REDIRECT))
        scope->unused_redirect = setting_joined(arena, &settings->redirect_listen, ", ");
    if (!server_uses(SERVER_METRICS))
        scope->unused_metrics = setting_joined(arena, &settings->metrics_listen, ", ");
    scope->is_cut_off = !is_given && settings->listen.count && has_loopback_alone();
}
