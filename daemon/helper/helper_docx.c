/* The daemon's side of Word files, and of pictures that are cut. What a child sends is measured before it is
 * believed. Holds no reader of XML and no decoder. */
#include "helper/docx.h"

#include "base/clock.h"
#include "helper_inner.h"
#include "helper_work.h"
#include "picture_order.h"
#include "text/excerpt.h"
#include "text/normalize.h"

#include <string.h>

/* The HTML, and all pictures. */
enum {
    DOCX_ANSWER_MAX = DOCX_HTML_MAX + DOCX_PICTURE_BYTES_MAX + 1024 * 1024,
    DOCX_PARTS = 2 * DOCX_PICTURES_MAX
};

/* The bytes of a frame in the arena, within what may come in all. */
static enum err docx_take_bytes(struct work *work, const struct frame *frame, size_t most, char **ret_bytes)
{
    if (frame->size > most - work->received)
        return ERR_INPUT;
    char *bytes = arena_alloc(work->arena, (size_t)frame->size + 1);
    if (!bytes)
        return ERR_MEMORY;
    work->received += frame->size;
    if (!helper_call_receive(&work->call, bytes, frame->size))
        return ERR_INPUT;
    bytes[frame->size] = '\0';
    *ret_bytes = bytes;
    return ERR_OK;
}

enum err take_docx_part(struct work *work, const struct frame *frame)
{
    char *bytes;
    if (!work->docx || work->docx->part_count == DOCX_PARTS || frame->size > DOCX_PICTURE_MAX)
        return ERR_INPUT;
    enum err err = docx_take_bytes(work, frame, DOCX_ANSWER_MAX, &bytes);
    if (!err)
        work->docx_parts[work->docx->part_count++] = (struct docx_part){bytes, frame->size};
    return err;
}

/* A walk over what stands behind the head. */
struct docx_answer {
    const char *at;
    size_t left;
    struct arena *arena;
    bool is_wrong;
};

/* The next text of so many bytes. */
static const char *docx_answer_text(struct docx_answer *answer, uint32_t size)
{
    answer->is_wrong = answer->is_wrong || size > answer->left;
    if (answer->is_wrong)
        return "";
    const char *text = arena_copy(answer->arena, answer->at, size);
    answer->is_wrong = strlen(text) != size || !text_is_utf8(text, size);
    answer->at += size;
    answer->left -= size;
    return text;
}

/* The next `count` things of one size; NULL for none. */
static void *docx_answer_things(struct docx_answer *answer, uint32_t count, size_t size, size_t most)
{
    answer->is_wrong = answer->is_wrong || count > most || count * size > answer->left;
    if (answer->is_wrong || !count)
        return NULL;
    void *things = arena_zero(answer->arena, count, size);
    if (things)
        memcpy(things, answer->at, count * size);
    answer->at += count * size;
    answer->left -= count * size;
    return things;
}

static bool docx_use_is_sound(const struct docx_use *use, size_t parts)
{
    enum { WHOLE = 100000 };
    const struct docx_cut *cut = &use->cut;
    bool is_inside = cut->left >= 0 && cut->top >= 0 && cut->right >= 0 && cut->bottom >= 0 &&
                     cut->left < WHOLE && cut->top < WHOLE && cut->right < WHOLE - cut->left &&
                     cut->bottom < WHOLE - cut->top;
    return use->part < parts && is_inside && cut->orientation >= 1 && cut->orientation <= 8;
}

static bool docx_warning_is_sound(const struct warning *warning)
{
    return (unsigned)warning->code < WARNING_COUNT && memchr(warning->shown, '\0', sizeof warning->shown) &&
           text_is_utf8(warning->shown, strlen(warning->shown));
}

static bool docx_is_sound(const struct docx *docx)
{
    for (size_t i = 0; i < docx->use_count; i++)
        if (!docx_use_is_sound(&docx->uses[i], docx->part_count))
            return false;
    for (size_t i = 0; i < docx->warnings.count; i++)
        if (!docx_warning_is_sound(&docx->warnings.items[i]))
            return false;
    return true;
}

enum err take_docx(struct work *work, const struct frame *frame)
{
    struct docx_head head;
    char *bytes;
    struct docx *docx = work->docx;
    if (!docx || frame->size < sizeof head)
        return ERR_INPUT;
    enum err err = docx_take_bytes(work, frame, DOCX_ANSWER_MAX, &bytes);
    if (err)
        return err;
    memcpy(&head, bytes, sizeof head);
    struct docx_answer answer = {bytes + sizeof head, frame->size - sizeof head, work->arena, false};
    docx->fault = head.fault < DOCX_FAULTS ? (enum docx_fault)head.fault : DOCX_DAMAGED;
    docx->title = docx_answer_text(&answer, head.title);
    docx->lead = docx_answer_text(&answer, head.lead);
    docx->html = docx_answer_text(&answer, head.html);
    docx->is_title_guessed = head.is_title_guessed != 0;
    docx->uses = docx_answer_things(&answer, head.uses, sizeof *docx->uses, DOCX_PICTURES_MAX);
    docx->use_count = docx->uses ? head.uses : 0;
    docx->warnings = (struct warnings){.arena = work->arena, .unnamed = head.unnamed};
    docx->warnings.items = docx_answer_things(&answer, head.warnings, sizeof(struct warning), WARNINGS_MAX);
    docx->warnings.count = docx->warnings.items ? head.warnings : 0;
    docx->parts = work->docx_parts;
    if (arena_failed(work->arena))
        return ERR_MEMORY;
    return answer.is_wrong || answer.left || !docx_is_sound(docx) ? ERR_INPUT : ERR_OK;
}

enum err helper_docx(struct helper *helper, const void *bytes, size_t size, struct arena *arena,
                     struct docx *ret_docx)
{
    struct docx docx = {.fault = DOCX_FAULTS};
    struct docx_part *parts = arena_zero(arena, DOCX_PARTS, sizeof *parts);
    struct work work = {.arena = arena, .docx = &docx, .docx_parts = parts};
    const struct order order = {.task = TASK_DOCX};
    if (size > DOCX_FILE_MAX)
        return ERR_TOO_LARGE;
    if (!parts)
        return ERR_MEMORY;
    int64_t from_us = clock_elapsed_us();
    enum err err = run_helper_call(helper, &order, bytes, size, &work);
    helper_count(helper, HELPER_INSPECT, from_us, err);
    /* One that kills its reader is damaged, whatever else it is, and one that needs more memory or computing
     * than a child has would be a book. */
    if (err == ERR_INPUT || err == ERR_TOO_LARGE || (!err && docx.fault == DOCX_FAULTS)) {
        docx = (struct docx){.fault = err == ERR_TOO_LARGE ? DOCX_LONG : DOCX_DAMAGED};
        err = ERR_OK;
    }
    if (!err)
        *ret_docx = docx;
    return err;
}

enum err take_cut(struct work *work, const struct frame *frame)
{
    struct picture_facts facts;
    char *bytes;
    enum err err = docx_take_bytes(work, frame, ANSWER_MAX, &bytes);
    if (err)
        return err;
    if (picture_measure(bytes, frame->size, &facts) || (uint32_t)facts.width != frame->width ||
        (uint32_t)facts.height != frame->height || facts.has_place)
        return ERR_INPUT;
    work->cut = bytes;
    work->cut_size = frame->size;
    return ERR_OK;
}

enum err helper_cut(struct helper *helper, const struct picture_facts *facts, const struct docx_cut *cut,
                    const void *bytes, size_t size, struct arena *arena, const void **ret_bytes,
                    size_t *ret_size)
{
    struct work work = {.arena = arena};
    struct order order = {.task = TASK_CUT, .cut = *cut};
    picture_order(facts, &order);
    order.to_width = order.width;
    order.to_height = order.height;
    /* Where the decoder can leave out what will not be seen, as much as memory asks for. */
    while ((int64_t)order.to_width * order.to_height > PICTURE_PIXELS_MAX / 2) {
        order.to_width = (order.to_width + 1) / 2;
        order.to_height = (order.to_height + 1) / 2;
    }
    int64_t from_us = clock_elapsed_us();
    enum err err = run_helper_call(helper, &order, bytes, size, &work);
    if (!err && !work.cut)
        err = ERR_INPUT;
    helper_count(helper, HELPER_RENDER, from_us, err);
    if (err)
        return err;
    *ret_bytes = work.cut;
    *ret_size = work.cut_size;
    return ERR_OK;
}
