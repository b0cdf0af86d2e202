/* The settings that a command line, the environment and the machine's file make. Must not know what settings
 * mean. */
#include "invocation.h"

#include "base/log.h"
#include "settings_check.h"

#include <string.h>
#include <unistd.h>

/* A build for a package knows where its file lies. One that is missing is no fault, as nobody has asked for
 * it. */
const char *invocation_file(const struct invocation *invocation)
{
    bool is_usual =
        !invocation->config && !invocation->is_apart && *CONG_CONFIG && access(CONG_CONFIG, F_OK) == 0;
    return is_usual ? CONG_CONFIG : invocation->config;
}

/* Options before the environment before the file, as settings_load() has it. */
enum err invocation_settings(const struct invocation *invocation, struct buf *fault,
                             struct settings **ret_settings)
{
    const struct setting_sources sources = {invocation->options, invocation->count, environ,
                                            invocation_file(invocation)};
    return settings_load(&sources, fault, ret_settings);
}

enum err invocation_settings_checked(const struct invocation *invocation, struct buf *fault,
                                     struct settings **ret_settings)
{
    const struct setting_sources sources = {invocation->options, invocation->count, environ,
                                            invocation_file(invocation)};
    auto_settings struct settings *settings = NULL;
    enum err err = settings_read(&sources, fault, &settings);
    /* What was wrong in itself stands at its default, and is not told twice. */
    enum err sense = settings ? settings_check(settings, fault) : ERR_OK;
    err = err ? err : sense;
    if (!err)
        *ret_settings = TAKE(settings);
    return err;
}

void invocation_log(const struct settings *settings)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    enum log_level level = LOG_LEVEL_ERROR;
    /* setting.def lets no other word through. */
    while (level < LOG_LEVEL_DEBUG && strcmp(levels[level], settings->log_level) != 0)
        level++;
    log_init(level, strcmp(settings->log_format, "json") == 0 ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT);
}
