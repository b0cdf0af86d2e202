/* What was sent along with a question: listed, and handed on from the API. Must not know what is in it. */
#include "question_enclosed.h"

#include "text/number.h"

void question_enclosed_fill(const struct request *request, struct view view, const json_t *files)
{
    const json_t *file;
    size_t index;
    struct view list = view_list(view, "files");
    json_array_foreach(files, index, file)
    {
        struct view item = view_append(list);
        char size[NUMBER_TEXT_SIZE];
        staff_text(item, "name", json_object_get(file, "name"));
        view_text(item, "size",
                  number_size(json_integer_value(json_object_get(file, "size")), page_lang(request), size));
        view_url(item, "url",
                 safe_url_trusted(staff_path(request, "/hoi-dap/%s/tep/%zu", request->args[0], index + 1)));
    }
    view_flag(view, "has_files", json_array_size(files) > 0);
}

enum err staff_question_file(struct app *app, const struct request *request, struct reply *reply)
{
    const struct staff_question question = {
        .handle = api_question_file, .method = METHOD_GET, .args = {request->args[0], request->args[1]}};
    return staff_hand_on(app, request, &question, reply, NULL);
}
