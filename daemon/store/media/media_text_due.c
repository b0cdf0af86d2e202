/* Which media wait for their words to be taken, and that something new does: told once its row is on the
 * disk, so that who then looks finds it. */
#include "media_text.h"

#include "engine/hook.h"
#include "engine/rows.h"
#include "engine/store_state.h"
#include "store/media_text.h"

#include <stdlib.h>
#include <string.h>

const char media_type_pdf[] = "application/pdf";
const char media_type_docx[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/* How many were noted in the open transaction; one for the store, under the writer. */
struct noted_texts {
    size_t count;
};

static size_t noted_position(const void *state)
{
    return ((const struct noted_texts *)state)->count;
}

static void noted_cut(void *state, size_t position)
{
    ((struct noted_texts *)state)->count = position;
}

static void noted_tell(struct store *store, void *state)
{
    struct noted_texts *noted = state;
    if (noted->count)
        atomic_store(&store->texts_due, true);
    noted->count = 0;
}

static const struct hooks text_hooks = {
    .position = noted_position,
    .after_rollback = noted_cut,
    .after_commit = noted_tell,
    .done = free,
};

enum err media_text_register(struct store *store)
{
    struct noted_texts *noted = calloc(1, sizeof *noted);
    if (!noted)
        return ERR_MEMORY;
    hook_add(store, &text_hooks, noted);
    return ERR_OK;
}

enum err media_text_note(struct conn *conn, int64_t media_id, const char *type)
{
    if (strcmp(type, media_type_pdf) != 0 && strcmp(type, media_type_docx) != 0)
        return ERR_OK;
    ((struct noted_texts *)hook_state(conn->store, &text_hooks))->count++;
    return run_by(conn, STMT_MEDIA_TEXT_ADD, media_id);
}

bool media_text_is_due(const struct store *store)
{
    return atomic_load(&store->texts_due);
}

enum err media_text_due(struct conn *conn, int64_t before_id, bool with_pdf, int limit, int64_t **ret_ids,
                        size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_TEXT_DUE);
    bind_integer(&q, before_id ? before_id : INT64_MAX);
    bind_integer(&q, with_pdf);
    bind_text(&q, media_type_pdf);
    bind_integer(&q, limit);
    return query_integers(&q, ret_ids, ret_count);
}

void media_text_look(struct store *store)
{
    atomic_store(&store->texts_due, false);
}
