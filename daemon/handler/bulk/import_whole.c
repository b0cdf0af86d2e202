/* Runs an import's task on the thread that asks for it. What a line holds and how results are told is the
 * task's (import_batch.c). */
#include "import_whole.h"

#include "import_inner.h"
#include "import_table.h"

#include <string.h>

/* Runs it and takes what it told; its share is given back. */
static enum err import_run_here(struct import *import, struct buf *results)
{
    import->is_atomic = import->is_whole = true;
    /* The task gives one back, this the other. */
    atomic_store(&import->owners, 2);
    import_run(&import->task, TASK_RUN);
    bool is_broken = import->is_broken || buf_failed(&import->told);
    if (!is_broken)
        buf_add(results, buf_str(&import->told), import->told.length);
    import_leave(import);
    return is_broken ? ERR_UNAVAILABLE : buf_failed(results) ? ERR_MEMORY : ERR_OK;
}

enum err import_whole(struct app *app, const struct request *request, struct reply *reply,
                      const struct buf *lines, struct buf *results)
{
    int fd = 0;
    enum err err = import_lines_file(app, lines, &fd);
    if (!err)
        err = import_count_lines(fd, reply);
    if (err)
        return import_close(fd, err);
    if (atomic_exchange(&app->importing, true))
        return import_close(fd, reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_IMPORT_RUNNING, NULL));
    struct import *import = import_new(app, request, fd);
    if (!import) {
        atomic_store(&app->importing, false);
        return ERR_MEMORY;
    }
    return import_run_here(import, results);
}
