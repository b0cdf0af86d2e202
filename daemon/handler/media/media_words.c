/* What is said of a medium whose bytes come again. Whether an upload may say it is known here; what its file
 * is made into is not. */
#include "media_upload.h"

#include <string.h>

/* Takes the one over the other when it was said and is new. */
static bool take_word(const char *said, const char **word)
{
    if (!said || (*word && strcmp(said, *word) == 0))
        return false;
    *word = said;
    return true;
}

/* Whether the words of a medium are only an editor's to change: an article or a box has it. */
static enum err is_editors(struct conn *conn, const struct media *media, enum role role, bool *ret_is_editors)
{
    *ret_is_editors = false;
    return role >= ROLE_EDITOR ? ERR_OK : media_in_use(conn, media->id, ret_is_editors);
}

enum err media_upload_take_words(struct conn *conn, const struct input *input,
                                 const struct media_upload *upload, const struct media *words, enum role role,
                                 struct media *known)
{
    struct media taken = *known;
    bool is_new = take_word(words->alt, &taken.alt), is_kept;
    is_new = take_word(words->caption, &taken.caption) || is_new;
    is_new = take_word(words->credit, &taken.credit) || is_new;
    is_new = take_word(upload->file_name, &taken.file_name) || is_new;
    if (!is_new)
        return ERR_OK;
    enum err err = is_editors(conn, known, role, &is_kept);
    if (!err && is_kept) {
        const char *number = arena_printf(input->reply->arena, "%lld", (long long)known->id);
        struct warnings warnings = {.arena = input->reply->arena};
        warnings_add(&warnings, WARNING_WORDS_KEPT, 0, number, strlen(number));
        input_warnings(input, "file", &warnings);
        return ERR_OK;
    }
    *known = taken;
    if (!err)
        err = media_update(conn, known);
    return err ? err : media_by_id(conn, known->id, known);
}
