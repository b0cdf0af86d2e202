/* /static/{hash}/{name}: the interface's own files, and its style sheet and drawings in the authority's
 * colours. */
#include "core/look.h"
#include "handler/handler.h"
#include "http/negotiate.h"

#include <string.h>

/* Which kinds are served, and from which folder; an asset of another folder, such as a template, has no
 * address. */
static const struct {
    const char *ending;
    const char *folder;
    const char *type;
} kinds[] = {
    {".css", "style", "text/css; charset=utf-8"},
    {".js", "script", "text/javascript; charset=utf-8"},
    {".svg", "picture", "image/svg+xml"},
    {".png", "picture", "image/png"},
};

/* In the authority's colours. What is kept of it is packed as tightly as the build packs files, which takes
 * longer than who serves connections may: once for each brand, elsewhere. */
static enum err fill_coloured(struct app *app, const struct request *request, struct reply *reply)
{
    enum err err = look_file_named(app, reply->arena, request->args[1], request->args[0], &reply->text);
    if (err)
        return err;
    reply->etag = request->args[0];
    reply->until_ms = INT64_MAX;
    reply->is_long = !request->may_wait;
    return reply->is_long ? ERR_UNAVAILABLE : ERR_OK;
}

/* Packed, and too large to be unpacked for who does not ask for that: the rich editor. */
static bool is_large(const struct asset *asset)
{
    return !asset->bytes && asset->size > ASSET_UNPACKED_MOST;
}

/* Whether a response can be made of it as it lies in the program, which of a large one has one form alone. */
static bool is_ready(const struct app *app, const struct request *request, const struct asset *asset)
{
    const unsigned either = 1u << ENCODING_IDENTITY | 1u << ENCODING_BROTLI;
    return !is_large(asset) ||
           (!app->live_assets && negotiate_encoding(request->accept_encoding, either) == ENCODING_BROTLI);
}

/* Unpacked, for whoever does not take that form: browsers in the clear, which is on this machine. */
static enum err fill_unpacked(const struct request *request, struct reply *reply, const struct asset *asset)
{
    enum err err = reply_length(request, reply, asset->size);
    if (err)
        return err;
    reply->text = (const char *)asset_bytes(asset, reply->arena);
    reply->etag = asset->hash;
    return reply->text ? ERR_OK : ERR_MEMORY;
}

enum err file_asset(struct app *app, const struct request *request, struct reply *reply)
{
    const char *hash = request->args[0], *name = request->args[1], *ending = strrchr(name, '.');
    reply->is_immutable = true;
    for (size_t i = 0; ending && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(ending, kinds[i].ending) != 0)
            continue;
        const char *path = arena_printf(reply->arena, "%s/%s", kinds[i].folder, name);
        const struct asset *asset = assets_find(app->assets, path);
        reply->text_type = kinds[i].type;
        /* An address with another hash is of another version. Giving the present file there would have
         * it cached for ever under the wrong name. */
        if (!asset || strcmp(asset->hash, hash) != 0)
            break;
        /* What is kept goes to everybody, whatever forms they take. */
        reply->is_rare = is_large(asset);
        if (!is_ready(app, request, asset))
            return fill_unpacked(request, reply, asset);
        reply->asset = asset;
        return ERR_OK;
    }
    enum err err = fill_coloured(app, request, reply);
    if (err == ERR_NOT_FOUND)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    return err;
}
