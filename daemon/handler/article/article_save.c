/* What every write of an article begins and ends with. It knows no operation of its own. */
#include "article_save.h"

#include "article_reply.h"
#include "core/write.h"
#include "store/idempotency.h"

/* The order is that of what may be told: first whether there is such an article and it is theirs to
 * write, then its version. */
enum err article_begin(struct app *app, const struct request *request, struct reply *reply,
                       enum precondition need, struct conn **ret_conn, struct article *ret_article)
{
    enum err err = write_begin(app, request, reply, ret_conn);
    if (!err)
        err = article_to_write(*ret_conn, request, reply, ret_article);
    return err ? err : version_check(request, reply, ret_article->version, ret_article->updated_ms, need);
}

/* Reads the row back in the same transaction, so that the answer has the version, slug and times that
 * the store gave. */
enum err article_finish(struct conn **conn, const struct request *request, struct reply *reply, int64_t id)
{
    struct article saved;
    enum err err = article_by_id(*conn, id, &saved);
    if (!err)
        err = article_reply(request, reply, &saved);
    reply->words_of = err || saved.translation_count ? WORDS_OF_SEVERAL : id; /* slugs of translations */
    return err ? err : write_commit(conn, request, reply);
}
