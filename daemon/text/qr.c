/* libqrencode makes the code, this draws it as one path. Page, size and colour are the template's. */
#include "text/qr.h"

#include "base/buf.h"

#include <qrencode.h>
#include <string.h>

/* Of a code of QR_TEXT_MAX bytes, with every run as a rectangle of its own. */
enum { PATH_MAX_SIZE = 128 * 1024 };

DEFINE_CLEANUP(cleanup_code, QRcode *, QRcode_free)

/* The dark modules of a row: where each run begins, and how long it is. */
static void draw_row(struct buf *out, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width;) {
        int run = 0;
        /* The lowest bit of a module says dark; the others say what it is for. */
        while (x + run < width && (row[x + run] & 1))
            run++;
        /* One rectangle a run: fewer seams between modules, and a shorter path than one a module. */
        if (run)
            buf_printf(out, "M%d %dh%dv1h-%dz", x, y, run, run);
        x += run ? run : 1;
    }
}

enum err qr_code(const char *text, struct arena *arena, struct qr *ret_code)
{
    size_t length = strnlen(text, QR_TEXT_MAX + 1);
    if (!length || length > QR_TEXT_MAX)
        return ERR_INPUT;
    /* Version 0 lets the library take the smallest that fits. Bytes as they are, UTF-8. */
    CLEANUP(cleanup_code) QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    auto_buf struct buf out = BUF(PATH_MAX_SIZE);
    if (!code)
        return ERR_MEMORY;
    for (int y = 0; y < code->width; y++)
        draw_row(&out, code->data + (size_t)y * (size_t)code->width, code->width, y);
    if (buf_failed(&out))
        return ERR_MEMORY;
    *ret_code = (struct qr){code->width, arena_copy(arena, buf_str(&out), out.length)};
    return ERR_OK;
}
