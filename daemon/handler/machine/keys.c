/* /.well-known/jwks.json: the public keys by which seals are verified, former ones too, as a JSON Web Key Set
 * (RFC 7517); and another key in place of the one that signs. */
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/seal.h"
#include "view/seal.h"

enum err machine_keys(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct signing_key *keys;
    size_t count = 0;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = signing_key_list(conn, &keys, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena), list = view_list(view, "keys");
    reply->view = view.json;
    reply->text_type = "application/jwk-set+json";
    for (size_t i = 0; i < count; i++)
        view_signing_key(view_append(list), &keys[i]);
    return ERR_OK;
}

enum err api_key_rotate(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct signing_key key;
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = signing_key_rotate(conn, &key);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_signing_key(view, &key);
    return write_commit(&conn, request, reply);
}
