/* The list before publishing on the staff's pages, and its page, /quan-tri/bai/{id}/kiem-tra. What is found
 * is the API's to say; here it gets a place in words, and a way there. */
#include "staff_findings.h"

#include "page/page.h"
#include "staff_show.h"
#include "text/letter.h"

#include <string.h>

bool staff_findings_need_reason(const json_t *list)
{
    return json_is_true(json_object_get(list, "needs_reason"));
}

bool staff_findings_need_answer(const json_t *list)
{
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(list, "findings"), index, item)
    {
        const char *severity = json_string_value(json_object_get(item, "severity"));
        if (severity && strcmp(severity, "advice") != 0)
            return true;
    }
    return false;
}

/* Where a finding is: the member, by its first name, and the heading above it. */
static const char *finding_where(const struct app *app, const struct request *request, const json_t *finding)
{
    const char *pointer = json_string_value(json_object_get(finding, "pointer"));
    const char *heading = json_string_value(json_object_get(finding, "heading"));
    if (heading)
        return staff_says(app, request, "looked.below", heading, NULL);
    size_t length = strcspn(pointer + 1, "/");
    const char *key = arena_printf(request->arena, "looked.at_%.*s", (int)length, pointer + 1);
    return staff_word(app, request, key);
}

/* Sentences of the API begin small, as something stands before them there. */
static const char *finding_sentence(struct arena *arena, const char *text)
{
    size_t first = 1;
    while (text[first] && ((unsigned char)text[first] & 0xC0) == 0x80)
        first++;
    return arena_printf(arena, "%s%s", text_upper(arena_copy(arena, text, first), arena), text + first);
}

void staff_findings_show(const struct app *app, const struct request *request, struct view view,
                         const json_t *list, const char *write_url)
{
    const json_t *item;
    size_t index;
    int64_t unnamed = json_integer_value(json_object_get(list, "unnamed"));
    struct view looked = view_object(view, "looked"), findings = view_list(looked, "findings");
    json_array_foreach(json_object_get(list, "findings"), index, item)
    {
        struct view row = view_append(findings);
        const char *text = json_string_value(json_object_get(item, "text"));
        const char *words = json_string_value(json_object_get(item, "words"));
        view_text(row, "text", finding_sentence(view.arena, text));
        staff_text(row, "remedy", json_object_get(item, "remedy"));
        /* Not what the sentence says already. */
        view_text(row, "words", words && !strstr(text, words) ? words : NULL);
        view_text(row, "where", finding_where(app, request, item));
        view_url(row, "url", write_url ? safe_url_trusted(write_url) : (struct safe_url){NULL});
    }
    view_flag(looked, "is_fine", json_array_size(json_object_get(list, "findings")) == 0);
    size_t fine = json_array_size(json_object_get(list, "passed"));
    struct view passed = view_list(looked, "passed");
    view_text(looked, "fine", fine ? staff_counted(app, request, "looked.fine", (int64_t)fine) : NULL);
    json_array_foreach(json_object_get(list, "passed"), index, item)
    {
        staff_text(view_append(passed), "text", json_object_get(item, "text"));
    }
    view_text(looked, "more", unnamed ? staff_counted(app, request, "looked.more", unnamed) : NULL);
}

enum err staff_looked_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_answer struct staff_answer article = {.view = NULL}, list = {.view = NULL};
    const char *id = request->args[0];
    enum err err = staff_read(app, request, api_article_show, id, &article);
    if (!err)
        err = staff_read(app, request, api_article_check, id, &list);
    if (err)
        return err;
    const char *title = json_string_value(json_object_get(article.view, "title"));
    const char *status = json_string_value(json_object_get(article.view, "status"));
    long long number = json_integer_value(json_object_get(article.view, "id"));
    const char *write_url = staff_path(request, "/bai/%lld", number);
    struct view view =
        staff_begin(request, reply, "staff/looked.html", staff_says(app, request, "looked.of", title, NULL));
    bool waits = status && strcmp(status, "review") == 0;
    bool can_write = staff_leads(app, request, "/bai/{id}");
    staff_way(app, request, view, "write_url", "/bai/{id}", write_url);
    staff_way(app, request, view, "review_url", waits ? "/duyet/{id}" : "",
              staff_path(request, "/duyet/%lld", number));
    if (!waits)
        view_null(view, "review_url");
    view_flag(view, "needs_reason", staff_findings_need_reason(list.view));
    staff_findings_show(app, request, view, list.view, can_write ? write_url : NULL);
    return ERR_OK;
}
