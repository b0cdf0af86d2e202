/* /quan-tri/van-ban/nhap: an office's table of its documents. It is sent or pasted, what was understood is
 * shown beside it, and only then, by another press, imported: all of it or nothing. The table stands in the
 * form between the two, so that nothing is kept of it anywhere. Knows no column. */
#include "base/memory.h"
#include "bulk/import_table.h"
#include "bulk/import_whole.h"
#include "page/page.h"
#include "staff_import.h"
#include "store/kind.h"
#include "text/date.h"

#include <string.h>

/* Bytes of a table on this page, which goes to the browser and back; longer ones are for the API. */
enum {
    PAGE_TABLE_MAX = 4 * 1024 * 1024,
    REGISTER_ARENA = 512 * 1024 * 1024,
    RESULTS_BYTES = 64 * 1024 * 1024
};

static const char table_type_utf8[] = "text/csv; charset=utf-8";

static struct view register_page_begin(const struct app *app, const struct request *request,
                                       struct reply *reply, const char *table, const char *fault)
{
    const char *title = staff_word(app, request, "register.title");
    if (fault)
        title = staff_says(app, request, "frame.fault_title", title, NULL);
    struct view view = staff_begin(request, reply, "staff/register.html", title);
    view_text(view, "heading", staff_word(app, request, "register.title"));
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/van-ban/nhap")));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/bai?kind=document")));
    view_text(view, "fault", fault);
    view_text(view, "table", table);
    view_null(view, "seen");
    view_null(view, "done");
    return view;
}

/* The page with what is wrong. */
static enum err register_refuse(const struct app *app, const struct request *request, struct reply *reply,
                                const char *table, int status, const char *fault)
{
    register_page_begin(app, request, reply, table, fault);
    reply->status = status;
    return ERR_OK;
}

enum err staff_register_show(struct app *app, const struct request *request, struct reply *reply)
{
    register_page_begin(app, request, reply, NULL, NULL);
    return ERR_OK;
}

/* The table that was sent: a file, else what stands in the form. As UTF-8 in the request's arena; NULL: none,
 * or *ret_fault says why not. */
static const char *register_sent(const struct app *app, const struct request *request, const char **ret_fault)
{
    struct reply heard = {.arena = request->arena, .lang = page_lang(request)};
    const struct file_part *file = NULL;
    const char *text = staff_sent(request, "bang"), *encoding = NULL;
    size_t size = text ? strlen(text) : 0;
    for (size_t i = 0; i < request->form->file_count && !file; i++)
        file = request->form->files[i].size ? &request->form->files[i] : NULL;
    *ret_fault = NULL;
    if ((file ? file->size : size) > PAGE_TABLE_MAX) {
        *ret_fault = staff_word(app, request, "register.too_long");
        return NULL;
    }
    if (!file)
        return size ? text : NULL;
    enum err err =
        import_table_decode(request->arena, &heard, file->bytes, file->size, NULL, &text, &size, &encoding);
    if (err)
        *ret_fault =
            heard.fault_count ? heard.faults[0].detail : staff_word(app, request, "register.unreadable");
    return err ? NULL : arena_copy(request->arena, text, size);
}

/* What a column became, in the words of the form; NULL: nothing. */
static const char *register_member(const struct app *app, const struct request *request, const char *member)
{
    static const char prefix[] = "facts.";
    static const struct {
        const char *member, *word;
    } others[] = {{"title", "register.member_title"},
                  {"body", "register.member_body"},
                  {"source.url", "register.member_source"},
                  {"external_id", "register.member_id"}};
    bool is_fact = member && strncmp(member, prefix, sizeof prefix - 1) == 0;
    enum fact fact = is_fact ? fact_named(KIND_DOCUMENT, member + sizeof prefix - 1) : FACT_COUNT;
    if (fact != FACT_COUNT)
        return fact_of(fact)->titles[page_lang(request)];
    for (size_t i = 0; member && i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].member, member) == 0)
            return staff_word(app, request, others[i].word);
    return member;
}

/* A day as people read it, the type as it is called. */
static void register_row(const struct request *request, struct view list, const json_t *row)
{
    static const char *const facts[] = {"number", "issuer"};
    const json_t *of = json_object_get(row, "facts");
    const char *type = json_string_value(json_object_get(of, "type")),
               *issued = json_string_value(json_object_get(of, "issued"));
    const struct fact_choice *choice = type ? fact_choice_named(FACT_DOCUMENT_TYPE, type) : NULL;
    char text[DATE_TEXT_SIZE];
    int32_t day;
    struct view view = view_append(list);
    view_text(view, "title", json_string_value(json_object_get(row, "title")));
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        view_text(view, facts[i], json_string_value(json_object_get(of, facts[i])));
    view_text(view, "type", choice ? choice->titles[page_lang(request)] : type);
    view_text(view, "issued",
              issued && !day_parse(issued, &day) ? date_short(day_start_ms(day), page_lang(request), text)
                                                 : issued);
}

/* What was understood, as the API says it, with values as a person reads them. */
static void register_seen(const struct app *app, const struct request *request, struct view view,
                          const json_t *seen)
{
    struct view shown = view_object(view, "seen");
    static const char *const copied[] = {"rows", "faults", "errors"};
    const json_t *row, *separator = json_object_get(seen, "separator");
    size_t index;
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
        view_json(shown, copied[i], json_deep_copy(json_object_get(seen, copied[i])));
    bool is_tab = json_is_string(separator) && strcmp(json_string_value(separator), "\t") == 0;
    view_text(shown, "separator", is_tab ? "Tab" : json_string_value(separator));
    view_flag(shown, "is_good", json_integer_value(json_object_get(seen, "faults")) == 0);
    view_flag(shown, "has_errors", json_array_size(json_object_get(seen, "errors")) > 0);
    struct view columns = view_list(shown, "columns"), first = view_list(shown, "first");
    json_array_foreach(json_object_get(seen, "columns"), index, row)
    {
        struct view column = view_append(columns);
        view_text(column, "header", json_string_value(json_object_get(row, "header")));
        view_text(column, "member",
                  register_member(app, request, json_string_value(json_object_get(row, "member"))));
    }
    json_array_foreach(json_object_get(seen, "first"), index, row)
    {
        register_row(request, first, row);
    }
}

static enum err register_preview(struct app *app, const struct request *request, struct reply *reply,
                                 const char *table)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {
        .handle = api_document_preview, .method = METHOD_POST, .text = table, .text_type = table_type_utf8};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err && !staff_is_of_form(err))
        return err;
    if (err)
        return register_refuse(app, request, reply, table, 422,
                               answer.fault_count ? answer.faults[0].detail : answer.detail);
    register_seen(app, request, register_page_begin(app, request, reply, table, NULL), answer.view);
    return ERR_OK;
}

/* Imports it, and shows what came of it; faults of its form are those of the preview. */
static enum err register_import(struct app *app, const struct request *request, struct reply *reply,
                                const char *table)
{
    auto_arena struct arena *arena = arena_new(REGISTER_ARENA);
    auto_buf struct buf lines = BUF(0), results = BUF(RESULTS_BYTES);
    struct request asked = *request;
    struct reply heard = {.arena = request->arena, .lang = page_lang(request)};
    asked.body = table;
    asked.body_size = strlen(table);
    asked.content_type = table_type_utf8;
    enum err err = arena ? import_table_made(&asked, &heard, arena, &lines) : ERR_MEMORY;
    memory_note_large();
    if (err == ERR_INPUT)
        return register_preview(app, request, reply, table);
    if (!err)
        err = import_whole(app, request, &heard, &lines, &results);
    if (err && heard.detail && err != ERR_MEMORY)
        return register_refuse(app, request, reply, table, err_status(err), heard.detail);
    if (err)
        return err;
    struct view view = register_page_begin(app, request, reply, NULL, NULL);
    staff_import_show(view, &results, NULL, 0);
    bool is_refused = json_is_true(json_object_get(json_object_get(view.json, "done"), "is_refused"));
    view_text(view, "table", is_refused ? table : NULL);
    reply->status = is_refused ? 422 : 200;
    return ERR_OK;
}

enum err staff_register_send(struct app *app, const struct request *request, struct reply *reply)
{
    const char *fault, *table = register_sent(app, request, &fault), *act = staff_sent(request, "lam");
    if (!table)
        return register_refuse(app, request, reply, NULL, 422,
                               fault ? fault : staff_word(app, request, "register.none"));
    if (act && strcmp(act, "nhap") == 0)
        return register_import(app, request, reply, table);
    return register_preview(app, request, reply, table);
}
