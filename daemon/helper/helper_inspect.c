/* The daemon's side of looking into documents and archives. Knows nothing of what they hold. */
#include "helper/document.h"

#include "base/clock.h"
#include "helper_inner.h"
#include "helper_work.h"

/* What is said of a document has a fixed size; that it makes sense helper_inspect() checks. */
enum err take_document(struct work *work, const struct frame *frame)
{
    if (!work->document || frame->size != sizeof *work->document)
        return ERR_INPUT;
    return helper_call_receive(&work->call, work->document, frame->size) ? ERR_OK : ERR_INPUT;
}

enum err helper_inspect(struct helper *helper, const void *bytes, size_t size,
                        struct document_facts *ret_facts)
{
    struct document_facts facts = {.kind = DOCUMENT_KINDS};
    struct work work = {.document = &facts};
    const struct order order = {.task = TASK_INSPECT};
    if (!document_begins(bytes, size))
        return ERR_MEDIA_TYPE;
    int64_t from_us = clock_elapsed_us();
    enum err err = run_helper_call(helper, &order, bytes, size, &work);
    helper_count(helper, HELPER_INSPECT, from_us, err);
    /* One that kills its reader is damaged, whatever else it is, and one that needs more memory or computing
     * than a child has would come to too much. */
    if (err == ERR_INPUT || err == ERR_TOO_LARGE) {
        facts = (struct document_facts){.fault = err == ERR_INPUT ? DOCUMENT_DAMAGED : DOCUMENT_EXPANDS};
        err = ERR_OK;
    }
    facts.author[DOCUMENT_NAME_MAX] = '\0';
    if (facts.pages > DOCUMENT_PAGES_MAX)
        facts.pages = 0;
    if (!facts.fault && facts.kind >= DOCUMENT_KINDS)
        facts.fault = DOCUMENT_DAMAGED;
    if (facts.fault >= DOCUMENT_FAULTS)
        facts.fault = DOCUMENT_DAMAGED;
    if (!err)
        *ret_facts = facts;
    return err;
}
