/* The relay as the settings name it, with its password, which comes from a file and goes nowhere but into the
 * rules. Sends nothing. */
#include "mail_settings.h"

#include "base/log.h"
#include "credential.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { PASSWORD_ROOM = MAIL_TEXT_MAX + 2 };

void mail_settings_take(const struct settings *settings, struct mail_rules *ret_rules)
{
    char password[PASSWORD_ROOM] = "";
    const bool is_set = *settings->mail_host, wants = is_set && *settings->mail_user;
    const bool has =
        wants && credential_read(settings->mail_password_file, "mail-password", password, sizeof password);
    if (wants && !has)
        log_warning("mail", LOG_SAYS("the password of the mail relay cannot be read"),
                    LOG_TEXT("error", strerror(errno)));
    const struct mail_relay relay = {
        .program = settings->mail_program,
        .host = settings->mail_host,
        .port = (int)settings->mail_port,
        .tls = settings->mail_tls,
        .authorities = settings->mail_authorities,
        .from = settings->mail_from,
        .user = settings->mail_user,
        .password = has ? password : NULL,
    };
    /* What the settings' own check let through. */
    if (mail_rules_write(&relay, ret_rules))
        log_error("mail", LOG_SAYS("the settings of the mail relay cannot be used"));
    sodium_memzero(password, sizeof password);
}
