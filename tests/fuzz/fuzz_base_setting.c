/* A settings file that holds anything is read, or refused with one line that names where. */
#include "base/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    auto_buf struct buf fault = BUF(8192);
    auto_settings struct settings *settings = NULL;
    auto_close int fd = memfd_create("settings", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const struct setting_sources sources = {.file = path};
    enum err err = settings_load(&sources, &fault, &settings);
    if (err && (!fault.length || strncmp(buf_str(&fault), path, strlen(path)) != 0))
        abort();
    for (enum setting_id id = 0; !err && id < SETTING_COUNT; id++) {
        auto_buf struct buf out = BUF(64 * 1024);
        setting_print(settings, id, &out);
    }
    return 0;
}
