/* Bodies of every form: the first byte chooses the Content-Type. No bytes may crash, and what is read is
 * an object of fields whose files lie inside the body. */
#include "http/submission.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"application/json",
                                        "text/markdown",
                                        "text/html",
                                        "multipart/form-data; boundary=x",
                                        "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=\"a b\"",
                                        "text/plain",
                                        "text/markdown; charset=windows-1258"};
    if (size < 2)
        return 0;
    auto_arena struct arena *arena = arena_new(64 << 20);
    auto_submission struct submission submission = {0};
    const char *body = arena_copy(arena, (const char *)data + 1, size - 1);
    struct request request = {.arena = arena,
                              .content_type = types[data[0] % (sizeof types / sizeof *types)],
                              .body = body,
                              .body_size = size - 1};
    struct reply reply = {.arena = arena, .lang = data[0] & 0x80 ? LANG_EN : LANG_VI};
    enum err err = submission_read(&request, &reply, &submission);
    assert(err || json_is_object(submission.fields));
    for (size_t i = 0; !err && i < submission.file_count; i++) {
        const struct file_part *file = &submission.files[i];
        assert(file->bytes >= body && file->bytes + file->size <= body + size - 1);
    }
    return 0;
}
