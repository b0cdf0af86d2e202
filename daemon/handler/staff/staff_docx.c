/* A Word file on the staff's pages: one file is chosen, and the draft that it became is open for writing,
 * with a word about everything that was left out of it. Must not know what a Word file is. */
#include "staff_write.h"

#include <string.h>

/* The field of the form. */
static const char docx_field_name[] = "tep";

/* The file that was chosen; NULL: none was. */
static const struct file_part *docx_chosen(const struct request *request)
{
    for (size_t i = 0; request->form && i < request->form->file_count; i++)
        if (strcmp(request->form->files[i].field, docx_field_name) == 0 && request->form->files[i].size)
            return &request->form->files[i];
    return NULL;
}

/* The page with the form alone, and why the last file was not taken. */
static enum err docx_page(struct app *app, const struct request *request, struct reply *reply,
                          const char *fault)
{
    const char *title = staff_word(app, request, "docx.title");
    if (fault)
        title = staff_says(app, request, "docx.wrong", title, "");
    struct view view = staff_begin(request, reply, "staff/docx.html", title);
    view_url(view, "docx_url", safe_url_trusted(staff_path(request, "/bai/tu-word")));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/bai")));
    view_text(view, "fault", fault);
    return ERR_OK;
}

enum err staff_docx_show(struct app *app, const struct request *request, struct reply *reply)
{
    return docx_page(app, request, reply, NULL);
}

enum err staff_docx_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer made = {.view = NULL};
    json_auto_t *body = json_object();
    const struct file_part *chosen = docx_chosen(request);
    if (!body)
        return ERR_MEMORY;
    if (!chosen) {
        reply->status = 422;
        return docx_page(app, request, reply, staff_word(app, request, "docx.none"));
    }
    /* The API calls it the body. */
    struct file_part file = *chosen;
    file.field = "body";
    const struct staff_question question = {
        .handle = api_article_create, .method = METHOD_POST, .body = body, .files = &file, .file_count = 1};
    enum err err = staff_ask(app, request, &question, &made);
    if (!err)
        return write_after(app, request, reply, &made, &made);
    if (err == ERR_MEMORY || err == ERR_FORBIDDEN)
        return err;
    reply->status = err_status(err);
    reply->retry_after_s = err == ERR_UNAVAILABLE ? 5 : 0;
    const char *why = made.detail ? made.detail : made.fault_count ? made.faults[0].detail : NULL;
    return docx_page(app, request, reply, why ? why : staff_word(app, request, "docx.failed"));
}
