/* Writes what spoke for each text as a table, with tabs. Knows nothing of what the signs mean. */
#include "sign_file.h"

#include "base/said.h"

#include <errno.h>
#include <string.h>

/* The heading: names for a program, the same in every language. */
static const char *const sign_columns[] = {
    "question",
    "wanted",
#define SIGN(name, column, worth) column,
#include "store/search_sign.def"
#undef SIGN
};
enum { SIGN_COLUMNS = sizeof sign_columns / sizeof *sign_columns };

static enum err sign_file_fail(const char *path, struct buf *fault)
{
    buf_printf(fault, SAID("không ghi được %s: %s", "cannot write %s: %s"), path, strerror(errno));
    return ERR_UNAVAILABLE;
}

enum err sign_file_open(struct sign_file *signs, const char *path, struct buf *fault)
{
    *signs = (struct sign_file){.file = NULL};
    if (!path)
        return ERR_OK;
    signs->file = fopen(path, "wxe");
    if (!signs->file)
        return sign_file_fail(path, fault);
    for (size_t i = 0; i < SIGN_COLUMNS; i++)
        fprintf(signs->file, "%s%c", sign_columns[i], i + 1 < SIGN_COLUMNS ? '\t' : '\n');
    return ERR_OK;
}

void sign_file_note(struct sign_file *signs, const struct search_result *result, int64_t gold_id)
{
    size_t count = 0;
    const struct search_signs *items = signs->file ? search_signs(result, &count) : NULL;
    signs->question += count > 0;
    for (size_t i = 0; i < count; i++) {
        fprintf(signs->file, "%ld\t%d", signs->question, items[i].id == gold_id);
        for (size_t k = 0; k < SIGN_COUNT; k++)
            fprintf(signs->file, "\t%.6f", items[i].signs[k]);
        fputc('\n', signs->file);
    }
}

enum err sign_file_close(struct sign_file *signs, const char *path, struct buf *fault)
{
    if (!signs->file)
        return ERR_OK;
    bool is_whole = !ferror(signs->file);
    bool is_closed = !fclose(signs->file);
    signs->file = NULL;
    return is_whole && is_closed ? ERR_OK : sign_file_fail(path, fault);
}
