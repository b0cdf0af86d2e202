/* Asked with facts_require(), wherever something becomes public. */
#include "document_rules.h"

#include "library_rules.h"
#include "store/document.h"
#include "view/article.h"

#include <string.h>

/* The number as it was typed. */
static const char *document_number_of(const struct article *article)
{
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == FACT_DOCUMENT_NUMBER)
            return article->facts[i].text;
    return "";
}

enum err document_require(struct conn *conn, struct reply *reply, const struct article *article,
                          bool is_import)
{
    struct fact_target other = {.id = 0};
    enum err err = library_require(reply, article);
    if (err == ERR_MEMORY)
        return err;
    if (kind_has(article->kind, KIND_NEEDS_FILE) && !article->attachment_count && !is_import)
        err = reply_fault(reply, "/attachments", MESSAGE_FILE_REQUIRED, NULL);
    if (article->kind != KIND_DOCUMENT || article->audience != AUDIENCE_PUBLIC)
        return err;
    enum err same = document_same(conn, article, &other);
    if (same || !other.id)
        return same ? same : err;
    const struct article page = {.kind = other.kind, .lang = other.lang, .slug = other.slug};
    return reply_fault(
        reply, "/facts/number", MESSAGE_NUMBER_TAKEN,
        MESSAGE_ARGS(document_number_of(article), other.title, article_path(reply->arena, &page)));
}
