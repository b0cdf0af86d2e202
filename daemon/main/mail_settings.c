/* The relay as the settings name it, with its password, which comes from a file and goes nowhere but into the
 * rules. Sends nothing. */
#include "mail_settings.h"

#include "base/cleanup.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, PASSWORD_ROOM = MAIL_TEXT_MAX + 2 };

/* The file of the settings, or that of the supervisor; false: there is neither. */
static bool password_path(const struct settings *settings, char path[static PATH_SIZE])
{
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    if (*settings->mail_password_file)
        snprintf(path, PATH_SIZE, "%s", settings->mail_password_file);
    else if (credentials)
        snprintf(path, PATH_SIZE, "%s/mail-password", credentials);
    else
        return false;
    return true;
}

/* Its first line; false with errno when it cannot be read, or is empty. */
static bool password_read(const struct settings *settings, char password[static PASSWORD_ROOM])
{
    char path[PATH_SIZE];
    errno = ENOENT;
    auto_close int fd = password_path(settings, path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t size = fd < 0 ? -1 : read(fd, password, PASSWORD_ROOM - 1);
    if (size < 0)
        return false;
    password[size] = '\0';
    password[strcspn(password, "\r\n")] = '\0';
    errno = EINVAL;
    return *password != '\0';
}

void mail_settings_take(const struct settings *settings, struct mail_rules *ret_rules)
{
    char password[PASSWORD_ROOM] = "";
    const bool is_set = *settings->mail_host, wants = is_set && *settings->mail_user;
    const bool has = wants && password_read(settings, password);
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
