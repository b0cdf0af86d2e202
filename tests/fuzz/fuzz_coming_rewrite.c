/* Any bytes as the body of a former portal: what is not an address stays, and every tag that is rewritten
 * stays a tag. */
#include "core/coming_text.h"
#include "core/rewrite.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A portal that takes every file. */
static enum err take(void *context, const struct coming_call *call, struct buf *answer, int *ret_status,
                     struct buf *fault)
{
    (void)context, (void)call, (void)fault;
    buf_text(answer, "{\"id\":1,\"url\":\"/media/a.jpg\",\"width\":1}");
    *ret_status = 201;
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *nowhere;
    auto_buf struct buf fault = BUF(4096);
    auto_coming struct coming coming = {.arena = NULL};
    const struct coming_portal portal = {take, NULL};
    if (!nowhere)
        nowhere = fopen("/dev/null", "we");
    const struct coming_options options = {
        .lang = LANG_EN, .media = -1, .directory = "/tmp", .report = nowhere};
    assert(!coming_begin(&coming, &portal, &options, &fault));
    const char *html, *text = coming_bytes(coming.arena, (const char *)data, size);
    assert(!coming_rewrite(&coming, text, "x", coming.arena, &html));
    /* No tag is made, but for the end of the link that a film becomes. */
    size_t before = 0, behind = 0;
    for (const char *at = text; *at; at++)
        before += *at == '<';
    for (const char *at = html; *at; at++)
        behind += *at == '<' && strncmp(at, "</a> ", 5) != 0;
    assert(behind <= before);
    return 0;
}
