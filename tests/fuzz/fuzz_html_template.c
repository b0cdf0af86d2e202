/* The compiler of templates: it accepts or refuses, and what it accepts is rendered without a crash. */
#include "template_inner.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    auto_buf struct buf fault = BUF(1 << 16), out = BUF(1 << 20);
    const struct asset source = {.name = "pages/fuzz.html",
                                 .bytes = (const unsigned char *)arena_copy(arena, (const char *)data, size),
                                 .size = size};
    struct template template;
    if (template_compile(arena, &source, &template, &fault))
        return 0;
    for (size_t i = 0; i < template.count; i++)
        if (template.ops[i].kind == OP_PARTIAL)
            return 0;
    json_auto_t *view = json_pack("{s:s, s:[s,s], s:{s:s}, s:n, s:s}", "a", "<\"&'>", "l", "1", "2", "o", "n",
                                  "x", "z", "a_html", "<p>");
    template_render(&template, view, &out, &fault);
    return 0;
}
