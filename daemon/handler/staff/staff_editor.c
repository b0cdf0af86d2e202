/* What the rich editor of the write page asks for: where its script is and where it may ask, pastes cleaned,
 * pictures kept. All of it by the API's own operations; the answers are the API's JSON, for a script. */
#include "staff_write.h"

#include "staff_show.h"

#include "base/asset.h"

#include <string.h>

/* ---- answers for a script */

/* The API's answer as it is, or why there is none. */
static enum err editor_answer(struct reply *reply, enum err err, const struct staff_answer *answer)
{
    struct view view = view_new(reply->arena);
    json_auto_t *owned = view.json;
    if (err && !staff_is_of_form(err))
        return err;
    if (err)
        view_text(view, "detail", answer->fault_count ? answer->faults[0].detail : answer->detail);
    return staff_tell_script(reply, err ? view.json : answer->view, err ? err_status(err) : 200);
}

enum err staff_clean_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *text = staff_sent(request, "body"), *format = staff_sent(request, "body_format");
    json_auto_t *body =
        json_pack("{ss,ss}", "body", text ? text : "", "body_format", format ? format : "html");
    if (!body)
        return ERR_MEMORY;
    const struct staff_question question = {.handle = api_body_clean, .method = METHOD_POST, .body = body};
    enum err err = staff_ask(app, request, &question, &answer);
    return editor_answer(reply, err, &answer);
}

enum err staff_picture_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *words = json_object();
    const struct staff_question question = {.handle = api_media_create,
                                            .method = METHOD_POST,
                                            .body = words,
                                            .files = request->form->files,
                                            .file_count = request->form->file_count ? 1 : 0};
    enum err err = staff_ask(app, request, &question, &answer);
    return editor_answer(reply, err, &answer);
}

/* ---- the page */

/* The address of an asset that a build may have left out; null then. */
static void editor_asset(const struct app *app, struct view view, const char *name, const char *asset_name)
{
    const struct asset *asset = assets_find(app->assets, asset_name);
    const char *file = strrchr(asset_name, '/');
    if (asset)
        view_url(view, name, safe_url_trusted(arena_printf(view.arena, "/static/%s%s", asset->hash, file)));
    else
        view_null(view, name);
}

void write_show_editor(const struct app *app, const struct request *request, struct view view,
                       const struct writing *writing)
{
    long long id = writing->id;
    const char *keep = id ? staff_path(request, "/bai/%lld/ban", id) : staff_path(request, "/bai/moi/ban");
    editor_asset(app, view, "module_url", "script/staff-write.js");
    editor_asset(app, view, "editor_url", "script/editor.js");
    editor_asset(app, view, "editor_style_url", "style/editor.css");
    view_url(view, "keep_url", safe_url_trusted(keep));
    view_url(view, "sign_in_url", safe_url_trusted(staff_path(request, "/dang-nhap")));
    view_url(view, "clean_url", safe_url_trusted(staff_path(request, "/lam-sach")));
    view_url(view, "upload_url", safe_url_trusted(staff_path(request, "/tai-anh")));
    /* Pictures of what is not public yet, for the staff alone; of either language. */
    view_url(view, "media_url", safe_url_trusted("/quan-tri/media/"));
    staff_way(app, request, view, "import_url", "/bai/tu-word", staff_path(request, "/bai/tu-word"));
    view_integer(view, "account", request->actor.account_id);
}
