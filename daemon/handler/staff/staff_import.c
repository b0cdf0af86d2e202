/* Counts the results of an import and tells its faults by line. Knows no kind. */
#include "staff_import.h"

#include "base/json_text.h"

#include <string.h>

enum { ERRORS_SHOWN = 100 };

static const char *const outcomes[] = {"created", "updated", "unchanged", "kept"};
enum { OUTCOMES = sizeof outcomes / sizeof *outcomes };

/* What is wrong with a line: its faults, else what its problem says. */
static void import_error(struct view errors, const json_t *result, int64_t line)
{
    const json_t *problem = json_object_get(result, "problem"), *fault;
    const char *detail = NULL;
    size_t index;
    json_array_foreach(json_object_get(problem, "errors"), index, fault)
    {
        const char *one = json_string_value(json_object_get(fault, "detail"));
        const char *pointer = json_string_value(json_object_get(fault, "pointer"));
        const char *said =
            arena_printf(errors.arena, "%s%s%s", pointer ? pointer : "", pointer ? ": " : "", one ? one : "");
        detail = detail ? arena_printf(errors.arena, "%s; %s", detail, said) : said;
    }
    if (!detail)
        detail = json_string_value(json_object_get(problem, "detail"));
    if (!detail)
        detail = json_string_value(json_object_get(problem, "title"));
    struct view view = view_append(errors);
    view_integer(view, "line", line);
    view_text(view, "detail", detail ? arena_text(errors.arena, detail) : "");
}

void staff_import_show(struct view view, const struct buf *results, const int64_t *lines, size_t count)
{
    struct view done = view_object(view, "done"), errors = view_list(done, "errors");
    int64_t counts[OUTCOMES] = {0}, wrong = 0;
    const char *text = buf_str(results), *end;
    for (; (end = strchr(text, '\n')); text = end + 1) {
        json_auto_t *result = json_text_read(text, (size_t)(end - text), 0, NULL);
        const char *said = json_string_value(json_object_get(result, "result"));
        if (!result)
            arena_fail(view.arena);
        int64_t line = json_integer_value(json_object_get(result, "line"));
        if (lines && line > 0 && (uint64_t)line <= count)
            line = lines[line - 1];
        bool is_wrong = said && strcmp(said, "error") == 0;
        if (is_wrong && wrong++ < ERRORS_SHOWN)
            import_error(errors, result, line);
        for (size_t i = 0; i < OUTCOMES; i++)
            counts[i] += said && strcmp(said, outcomes[i]) == 0;
    }
    for (size_t i = 0; i < OUTCOMES; i++)
        view_integer(done, outcomes[i], counts[i]);
    view_integer(done, "error_count", wrong);
    view_flag(done, "is_refused", wrong > 0);
}
